//! The command line: what can be asked, and how it is answered.

mod commands;
mod print;

use crate::control::TalkError;
use crate::error::{ErrorKind, chain};
use crate::qr::TooLong;
use crate::recovery::RecoveryError;
use crate::serve::ServeError;
use crate::settings::{Language, Layer, Settings, unknown_variables};
use clap::{ArgGroup, CommandFactory, Parser, Subcommand};
use lianxin_core::panics::{self, Panicked};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// The community office's server (连心)
#[derive(Parser)]
#[command(name = "lianxin-server", version)]
struct Arguments {
    /// The settings file; without it, the one in the data directory
    #[arg(long, env = "LIANXIN_SETTINGS", global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(flatten)]
    layer: Layer,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes an office: its keys, its data directory, its recovery sheet
    Init {
        /// The organisation's name
        #[arg(long)]
        name: String,
        /// Writes the recovery sheet to this new file (.svg or .txt) instead of showing it
        #[arg(long, value_name = "FILE")]
        sheet: Option<PathBuf>,
    },
    /// Takes the lists of grids, people and households
    Import {
        /// The directory of grids.csv, people.csv and households.csv
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// Only shows what would be done
        #[arg(long)]
        dry_run: bool,
        /// Marks households that the list no longer has as gone
        #[arg(long)]
        close_missing: bool,
        /// Writes empty lists with their headings into the directory
        #[arg(long, conflicts_with_all = ["dry_run", "close_missing"])]
        template: bool,
    },
    /// Invites phones: one beside the clerk, or many on paper
    Invite {
        /// Invites one person, by number, and shows the code
        #[arg(long, value_name = "NUMBER", conflicts_with_all = ["list", "all"], required_unless_present_any = ["list", "all"])]
        person: Option<String>,
        /// For so many minutes
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=60))]
        minutes: u16,
        /// Writes the code to this new file too
        #[arg(long, value_name = "FILE", requires = "person")]
        svg: Option<PathBuf>,
        /// Invites the people of a list with a column of numbers, on paper
        #[arg(long, value_name = "CSV", conflicts_with = "all", requires = "sheet")]
        list: Option<PathBuf>,
        /// Invites everybody who holds a post and has no phone, on paper
        #[arg(long, requires = "sheet")]
        all: bool,
        /// The new file for the cards to print
        #[arg(long, value_name = "HTML", conflicts_with = "person")]
        sheet: Option<PathBuf>,
        /// The cards are good for so many days
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=7))]
        days: u16,
    },
    /// Shows the phones that wait, confirms or refuses them
    Confirm {
        /// The six digits on the phone's screen
        digits: Option<String>,
        /// The person's number, where two phones show the same digits
        #[arg(long, value_name = "NUMBER", requires = "digits")]
        person: Option<String>,
        /// Confirms everybody who came by a printed sheet
        #[arg(long, conflicts_with = "digits")]
        all_sheets: bool,
        /// Refuses the phone
        #[arg(long, requires = "digits")]
        refuse: bool,
    },
    /// Serves phones and the console until Ctrl-C
    Serve,
    /// Makes a link to the console that is good once, for fifteen minutes
    LoginLink {
        /// The person's number
        #[arg(long, value_name = "NUMBER")]
        person: String,
        /// The community, where the person works in several
        #[arg(long, value_name = "CODE")]
        community: Option<String>,
    },
    /// Shows the entries that are held, or decides about one
    #[command(group(ArgGroup::new("verdict").args(["admit", "refuse"])))]
    Decide {
        /// The entry, or the beginning of its name
        #[arg(requires_all = ["verdict", "reason"])]
        entry: Option<String>,
        /// It is judged by its first receipt
        #[arg(long, requires = "entry")]
        admit: bool,
        /// It is refused for good
        #[arg(long, requires = "entry")]
        refuse: bool,
        /// Why
        #[arg(long, value_name = "TEXT", requires = "entry")]
        reason: Option<String>,
    },
    /// Shows the phones, or reports one lost: what it sends from now on is held, and it gets nothing more
    ReportLost {
        /// The phone, or the beginning of its name
        phone: Option<String>,
        /// The only phone of this person
        #[arg(long, value_name = "NUMBER", conflicts_with = "phone")]
        person: Option<String>,
        /// It was found again
        #[arg(long)]
        found: bool,
    },
    /// Renews the office's keys for another 13 months: needs the recovery sheet, once a year
    Renew,
    /// Looks whether keys, files, chains and feeds are sound
    Check {
        /// Reads the groups of the recovery sheet and says whether they are this office's
        #[arg(long)]
        recovery_sheet: bool,
    },
    /// Prints the description of the office's API
    Openapi,
}

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
enum CliError {
    /// The log's directives are not right.
    #[error("the setting log is not right")]
    Log(#[from] tracing_subscriber::filter::ParseError),
    /// The office did not do it.
    #[error(transparent)]
    Office(#[from] ErrorKind),
    /// The running server did not do it.
    #[error(transparent)]
    Talk(#[from] TalkError),
    /// The server did not run.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A file cannot be read or written.
    #[error("{0}")]
    File(PathBuf, #[source] io::Error),
    /// The terminal cannot be written.
    #[error("cannot write the answer")]
    Out(#[from] io::Error),
    /// The list of people cannot be used.
    #[error("{0} has no column 编号 or person_no")]
    NoNumbers(PathBuf),
    /// A code would be too large.
    #[error(transparent)]
    Code(#[from] TooLong),
    /// The recovery sheet is not right.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The keys are renewed, and the server has not taken them.
    #[error("the keys are renewed, but the server has not taken them yet: end it and start it again")]
    NotTaken(#[source] Box<CliError>),
    /// The sheet's file has another ending.
    #[error("the sheet's file must end in .svg or .txt")]
    SheetType,
}

impl CliError {
    /// The words for people; behind them the stable code, where there is one.
    fn words(&self, language: Language) -> String {
        match self {
            Self::Office(kind) | Self::Serve(ServeError::Office(kind)) => {
                format!("{} [{}]", kind.words(language), kind.inner_code())
            }
            other => print::cli_error(other, language).unwrap_or_else(|| chain(other)),
        }
    }
}

/// How a command ended that was done.
enum Ended {
    /// As one wishes.
    Well,
    /// It found something that somebody has to put right.
    Badly,
}

/// One line and no message: a caught panic to the log, any other to whoever sees the process.
fn panicked(panic: &Panicked) {
    if panic.is_contained {
        tracing::warn!("{panic}");
    } else {
        let _ = writeln!(io::stderr(), "lianxin-server: {panic}");
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    panics::tell(panicked);
    let arguments = Arguments::parse();
    let settings = match Settings::load(arguments.settings.as_deref(), arguments.layer) {
        Ok(settings) => settings,
        Err(error) => return failed(&chain(&error)),
    };
    match run(arguments.command, &settings, &mut io::stdout().lock()) {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::Badly) => ExitCode::FAILURE,
        // Somebody closed the pipe: that is no failure of ours.
        Err(CliError::Out(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => failed(&error.words(settings.language)),
    }
}

fn failed(words: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "lianxin-server: {words}");
    ExitCode::FAILURE
}

fn run(command: Command, settings: &Settings, out: &mut dyn Write) -> Result<Ended, CliError> {
    let level = if matches!(command, Command::Serve) { settings.log.as_str() } else { "warn" };
    let filter = EnvFilter::builder().parse(level)?;
    // A second subscriber, in tests that run several commands in one process, is not needed.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Where the log lies on a full disk, saying so in the log would be a panic.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .try_init();
    let names: Vec<String> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    for name in unknown_variables(names.iter().map(String::as_str), &variables()) {
        tracing::warn!(name, "this environment variable is no setting");
    }
    commands::run(command, settings, out)
}

/// The environment variables that are settings.
fn variables() -> Vec<String> {
    let command = Arguments::command();
    command.get_arguments().filter_map(|a| a.get_env()?.to_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent_and_every_setting_has_flag_and_variable() {
        Arguments::command().debug_assert();
        let variables = variables();
        for key in [
            "DATA",
            "LISTEN",
            "ADDRESSES",
            "LANGUAGE",
            "LOG",
            "CONCURRENT_REQUESTS",
            "BODY_MEMORY_MIB",
            "REQUEST_SECONDS",
        ] {
            assert!(variables.contains(&format!("LIANXIN_{key}")), "{key}");
            let flag = key.to_lowercase().replace('_', "-");
            assert!(Arguments::command().get_arguments().any(|a| a.get_long() == Some(&flag)), "{flag}");
        }
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        for wrong in [
            "invite",
            "invite --all",
            "invite --person P1 --all --sheet x.html",
            "invite --person P1 --minutes 90",
            "decide ABC --admit",
            "decide ABC --admit --refuse --reason x",
            "confirm 123456 --all-sheets",
            "init",
            "confirm --refuse",
            "import dir --template --dry-run",
        ] {
            let words = std::iter::once("lianxin-server").chain(wrong.split(' '));
            assert!(Arguments::try_parse_from(words).is_err(), "{wrong}");
        }
        for right in [
            "invite --person P1",
            "invite --all --sheet x.html",
            "confirm",
            "confirm 123456 --refuse",
            "decide",
            "decide ABC --refuse --reason x",
            "report-lost",
            "serve --listen 127.0.0.1:0",
        ] {
            let words = std::iter::once("lianxin-server").chain(right.split(' '));
            assert!(Arguments::try_parse_from(words).is_ok(), "{right}");
        }
    }
}
