//! The phone at the command line: an office tries the whole system with it before any app is installed, and scripts
//! play many phones with it. One directory is one phone; see the README for the commands and the JSON they print.
//!
//! Every command is one call of [`lianxin_core::companion::Companion`] with something to read beside it: its report
//! is printed as a page for people or as JSON for scripts. Exit codes: 0 done, 1 did not work, 2 not understood.

pub mod args;
pub mod attention;
pub mod clock;
pub mod conflict;
pub mod contacts;
pub mod directory;
pub mod drafts;
pub mod enrol;
pub mod failure;
pub mod find;
pub mod form;
pub mod guided;
pub mod household;
pub mod listed;
pub mod note;
pub mod page;
pub mod phone;
pub mod progress;
pub mod repair;
pub mod shape;
pub mod status;
pub mod sync;
pub mod terminal;
pub mod today;
pub mod visit;

use args::{AttentionAction, Cli, Command, DraftsAction, Global};
use clap::{CommandFactory, Parser};
use failure::Failure;
use phone::{Phone, runtime};
use std::ffi::OsString;
use std::io;
use std::process::ExitCode;
use terminal::Terminal;
use tracing_subscriber::EnvFilter;

/// The command line was not understood.
const USAGE: u8 = 2;

/// Runs one command line.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell where writing fails.
            let _ = error.print();
            return if error.use_stderr() { USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    if cli.global.verbose {
        log_to_stderr();
    }
    let terminal = Terminal::new(&cli.global);
    let Some(command) = cli.command else { return without_command(&cli.global, &terminal) };
    ended(dispatch(&command, &cli.global, &terminal), &terminal)
}

fn ended(result: Result<(), Failure>, terminal: &Terminal) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            terminal.fail(&failure);
            ExitCode::FAILURE
        }
    }
}

/// A person is led; a pipe gets the help.
fn without_command(global: &Global, terminal: &Terminal) -> ExitCode {
    if terminal.is_person() {
        return ended(guided::run(global, terminal), terminal);
    }
    let help = Cli::command().render_long_help();
    let _ = io::Write::write_all(&mut io::stderr(), help.to_string().as_bytes());
    USAGE.into()
}

fn dispatch(command: &Command, global: &Global, terminal: &Terminal) -> Result<(), Failure> {
    let open = || Phone::open_enrolled(global);
    match command {
        Command::Enrol(args) => runtime()?.block_on(enrol::enrol(global, args, terminal)),
        Command::Today => terminal.emit(&today::today(&open()?)?),
        Command::Household(args) => terminal.emit(&household::household(&open()?, args)?),
        Command::Search(args) => terminal.emit(&household::search(&open()?, args)?),
        Command::Edit(args) => terminal.emit(&household::edit(&open()?, args)?),
        Command::Visit(args) => {
            let phone = open()?;
            let mut form = visit::form(&phone, args)?;
            if args.save_draft {
                terminal.emit(&visit::keep(&phone, &mut form)?)
            } else {
                terminal.emit(&visit::record(&phone, &form, args.appointment)?)
            }
        }
        Command::Correct(args) => terminal.emit(&visit::correct(&open()?, args)?),
        Command::Conflicts => terminal.emit(&conflict::list(&open()?)?),
        Command::Resolve(args) => terminal.emit(&conflict::resolve(&open()?, args)?),
        Command::Sync => {
            let phone = Phone::open(global)?;
            terminal.emit(&runtime()?.block_on(sync::sync(&phone, terminal))?)
        }
        Command::Contacts => terminal.emit(&contacts::contacts(&open()?)?),
        Command::Status => terminal.emit(&status::status(&open()?)?),
        Command::Attention(args) => match &args.action {
            None => terminal.emit(&attention::list(&open()?)?),
            Some(AttentionAction::Settle { item }) => terminal.emit(&attention::settle(&open()?, item)?),
        },
        Command::Drafts(args) => match &args.action {
            None => terminal.emit(&drafts::list(&open()?)?),
            Some(DraftsAction::Drop { draft }) => terminal.emit(&drafts::drop_draft(&open()?, draft)?),
        },
        Command::NoteCheck(args) => terminal.emit(&note::check(args, global.lang)?),
        Command::Repair => terminal.emit(&repair::repair(global)?),
    }
}

fn log_to_stderr() {
    let filter = EnvFilter::new("warn,lianxin_phone=debug,lianxin_core=debug");
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false);
    // Saying in the log that it cannot be written would be a panic.
    log.log_internal_errors(false).init();
}
