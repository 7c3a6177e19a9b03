//! A day in the field and at the office, played by the real programs: phones are separate processes with a directory
//! each, the office is a separate server process. What everybody does is planned from the lists by a seed.
//!
//! The demonstration shows and checks; what became of every visit is counted by [`crate::report`], which had no part
//! in it.

mod args;
mod cast;
mod citizen;
mod console;
mod day;
mod failure;
mod lists;
mod notes;
mod office;
mod phone;
mod plan;
mod process;
mod programs;
mod screen;
mod words;

use args::Args;
use clap::Parser;
use day::Day;
use failure::DemoError;
use process::Stop;
use screen::Screen;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use words::Word;

/// Runs the demonstration.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match play(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell where writing fails.
            let _ = writeln!(std::io::stderr(), "\n{}", error.words(args.lang));
            error.exit_code()
        }
    }
}

fn play(args: &Args) -> Result<(), DemoError> {
    let stop = Stop::listen();
    let place = Place::take(args)?;
    let played = Day::prepare(args, &place.path, stop).and_then(|mut day| day.play());
    // What failed is kept, to be looked at; so are pictures, and what may be played on with by hand.
    let is_over = matches!(played, Err(DemoError::Stopped)) || (args.once && args.app.is_none() && played.is_ok());
    place.leave(args, is_over);
    played
}

/// The directory everything lies in.
struct Place {
    path: PathBuf,
    /// Goes with the demonstration, unless somebody may want to look at it.
    own: Option<tempfile::TempDir>,
}

impl Place {
    fn take(args: &Args) -> Result<Self, DemoError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |error| DemoError::File(path, error)
        };
        let Some(path) = &args.dir else {
            let above = std::env::temp_dir();
            let own = tempfile::Builder::new().prefix("lianxin-demo-").tempdir().map_err(failed(&above))?;
            return Ok(Self { path: own.path().to_owned(), own: Some(own) });
        };
        std::fs::create_dir_all(path).map_err(failed(path))?;
        if std::fs::read_dir(path).map_err(failed(path))?.next().is_some() {
            return Err(DemoError::NotEmpty(path.clone()));
        }
        let path = std::fs::canonicalize(path).map_err(failed(path))?;
        Ok(Self { path, own: None })
    }

    /// Keeps the directory, unless it is the demonstration's own and the day is over.
    fn leave(self, args: &Args, is_over: bool) {
        match self.own {
            Some(own) if is_over => drop(own),
            own => {
                own.map(tempfile::TempDir::keep);
                Screen::new(args.lang).say(Word::Kept, &[("path", &self.path.display().to_string())]);
            }
        }
    }
}
