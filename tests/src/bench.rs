//! The benchmarks: what the budgets promise, measured on the machine at hand and set beside a peer measured in the
//! same run, so that a slow machine does not look like a slow program.
//!
//! Every row says how it is measured. `--write` puts the figures into `docs/benchmarks.md`; what people have written
//! there below them stays.

mod args;
mod browser;
mod city;
mod clock;
mod document;
mod failure;
mod field;
mod figure;
mod grid;
mod machine;
mod peers;
mod place;
mod rows;
mod samples;
mod server;
mod table;
mod visits;

use args::Args;
use clap::Parser;
use clock::Watch;
use document::Document;
use failure::BenchError;
use figure::Measured;
use machine::Machine;
use place::Place;
use rows::{ROWS, Row};
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Runs the benchmarks.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = args.into_iter().collect();
    let args = match Args::try_parse_from(&words) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match measure(&args, &words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell where writing fails.
            let _ = writeln!(std::io::stderr(), "error: {}", crate::report::chain(&error));
            ExitCode::FAILURE
        }
    }
}

fn measure(args: &Args, words: &[OsString]) -> Result<(), BenchError> {
    if args.list {
        ROWS.iter().for_each(|row| say(&format!("{:12} {}", row.name, row.title)));
        return Ok(());
    }
    let chosen = choose(&args.only)?;
    let place = Place::make(args.dir.as_deref(), args.quick)?;
    let machine = Machine::look(place.path())?;
    let mut document = Document { machine, command: command(words), measured: Vec::new() };
    for row in chosen {
        say(&format!("\n{}: {}", row.name, row.title));
        let watch = Watch::start();
        let figures = (row.measure)(&place)?;
        say(&table::plain(&figures));
        let Row { name, title, how, .. } = *row;
        document.measured.push(Measured { name, title, how, seconds: watch.seconds(), figures });
        // What was measured is kept even if a later row fails.
        document.write_json(&args.json)?;
    }
    say(&format!("\nwritten: {}", args.json.display()));
    if args.write {
        document.write_page()?;
        say("written: docs/benchmarks.md");
    }
    Ok(())
}

/// The rows asked for, in their own order; all if none is.
fn choose(names: &[String]) -> Result<Vec<&'static Row>, BenchError> {
    if let Some(unknown) = names.iter().find(|name| ROWS.iter().all(|row| row.name != **name)) {
        return Err(BenchError::NoRow(unknown.clone()));
    }
    Ok(ROWS.iter().filter(|row| names.is_empty() || names.iter().any(|name| name == row.name)).collect())
}

/// As somebody would type it.
fn command(words: &[OsString]) -> String {
    let words = words.iter().skip(1).map(|word| word.to_string_lossy());
    ["cargo xtask bench".into()].into_iter().chain(words).collect::<Vec<_>>().join(" ")
}

/// Tells whoever watches. That nobody reads is no failure.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Tells how a row gets on.
fn step(text: &str) {
    say(&format!("  … {text}"));
}
