//! Every command that people and CI run: `cargo xtask COMMAND`. Depends on none of the product's crates, so that
//! it builds in seconds and can say what a machine lacks before anything else is built.

mod child;
mod ci;
mod criteria;
mod doctor;
mod failure;
mod generated;
mod languages;
mod page;
mod programs;
mod sources;
mod steps;
mod test_output;
mod tidy;
mod tree;
mod workspace;

use crate::failure::Failure;
use clap::{Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::process::ExitCode;

/// Every command that people and CI run.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lists what the commands need on this machine, and what is missing
    Doctor,
    /// Checks format, layers, lints and criteria, and runs all tests
    Test {
        /// Installs nothing, even as root on Debian
        #[arg(long)]
        no_install: bool,
        /// Only this part, which not every machine can do
        #[arg(value_enum)]
        only: Option<Only>,
    },
    /// Does all that `test` does, then checks docs, generated files and licences
    Ci {
        /// Installs nothing, even as root on Debian
        #[arg(long)]
        no_install: bool,
    },
    /// Runs only the checks of sources and documents
    Tidy,
    /// Writes the generated files that are committed
    Regenerate,
    /// Builds and runs the benchmarks in release; passes everything that follows on to them
    #[command(disable_help_flag = true)]
    Bench {
        /// Arguments of the benchmarks
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Builds and runs the demonstration; passes everything that follows on to it
    #[command(disable_help_flag = true)]
    Demo {
        /// Arguments of the demonstration
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

/// What can be tested alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// The facade in Swift: needs a Swift toolchain
    Swift,
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            child::complain(&failure);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    let root = workspace::root()?;
    child::stop_children_on_signals()?;
    match command {
        Command::Doctor => doctor::report(&root),
        Command::Test { only: Some(Only::Swift), .. } => ci::test_swift(&root),
        Command::Test { no_install, only: None } => ci::test(&root, !no_install),
        Command::Ci { no_install } => ci::ci(&root, !no_install),
        Command::Tidy => tidy::report(&root),
        Command::Regenerate => generated::regenerate(&root),
        Command::Bench { arguments } => programs::run(&root, "bench", true, &arguments),
        Command::Demo { arguments } => programs::run(&root, "demo", false, &arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn swift_alone_can_be_tested() {
        for (arguments, only) in
            [(&["cargo xtask", "test"][..], None), (&["cargo xtask", "test", "swift"], Some(Only::Swift))]
        {
            let parsed = Arguments::try_parse_from(arguments).unwrap().command;
            assert!(matches!(parsed, Command::Test { only: found, no_install: false } if found == only));
        }
        assert!(Arguments::try_parse_from(["cargo xtask", "test", "fortran"]).is_err());
    }

    #[test]
    fn bench_and_demo_pass_every_argument_on_even_help() {
        for command in ["bench", "demo"] {
            let parsed = Arguments::try_parse_from(["cargo xtask", command, "--seed", "7", "--help"]).unwrap();
            let (Command::Bench { arguments } | Command::Demo { arguments }) = parsed.command else {
                panic!("{command} is another command");
            };
            assert_eq!(arguments, ["--seed", "7", "--help"]);
        }
    }
}
