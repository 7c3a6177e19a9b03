//! Running one step after another, with what each says, how long it took, and a summary at the end.

use crate::child::{describe, say, stream};
use crate::failure::Failure;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::process::Command;
use std::time::{Duration, Instant};

/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// The steps of one run.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<(String, Duration, bool)>,
}

impl Steps {
    /// Runs a step; prints its name before and its time after it.
    pub(crate) fn run(&mut self, name: &str, work: impl FnOnce(&Step) -> Result<(), Failure>) -> Result<(), Failure> {
        say(&format!("── {name}"));
        let started = now();
        let step = Step::new(name);
        let result = work(&step);
        step.spinner.finish_and_clear();
        let took = started.elapsed();
        say(&line(name, took, result.is_ok()));
        self.done.push((name.to_owned(), took, result.is_ok()));
        result
    }

    /// Prints all steps with their times.
    pub(crate) fn summary(&self) {
        say("── summary");
        for (name, took, good) in &self.done {
            say(&line(name, *took, *good));
        }
    }
}

/// A step under way: where its output goes. On a terminal a spinner below the output shows that time passes.
pub(crate) struct Step {
    spinner: ProgressBar,
}

impl Step {
    fn new(name: &str) -> Self {
        let spinner = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {elapsed}  {wide_msg}") {
            spinner.set_style(style);
        }
        spinner.set_prefix(name.to_owned());
        spinner.enable_steady_tick(TURN);
        Self { spinner }
    }

    /// Prints a line above the spinner.
    pub(crate) fn say(&self, text: &str) {
        self.spinner.suspend(|| say(text));
    }

    /// Runs a command and prints what it says.
    pub(crate) fn command(&self, command: Command) -> Result<(), Failure> {
        self.watched(command, |_| ())
    }

    /// Runs a command, prints what it says, and gives every line without colours to `watch`.
    pub(crate) fn watched(&self, mut command: Command, mut watch: impl FnMut(&str)) -> Result<(), Failure> {
        if std::io::stdout().is_terminal() {
            command.env("CARGO_TERM_COLOR", "always");
        }
        self.spinner.set_message(describe(&command));
        stream(command, |text| {
            self.say(text);
            watch(&console::strip_ansi_codes(text));
        })
    }
}

fn line(name: &str, took: Duration, good: bool) -> String {
    let verdict = if good { "ok    " } else { "FAILED" };
    format!("   {verdict}  {:>7.1} s  {name}", took.as_secs_f64())
}

#[expect(clippy::disallowed_methods, reason = "a step's time is shown to people and decides nothing")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_kept_and_its_failure_handed_on() {
        let mut steps = Steps::default();
        steps.run("good", |_| Ok(())).unwrap();
        let failure = steps.run("bad", |_| Err(Failure::Tidy(2))).unwrap_err();
        assert!(matches!(failure, Failure::Tidy(2)));
        let kept: Vec<_> = steps.done.iter().map(|(name, _, good)| (name.as_str(), *good)).collect();
        assert_eq!(kept, [("good", true), ("bad", false)]);
    }

    #[test]
    fn the_lines_watched_have_no_colours() {
        let mut command = Command::new("printf");
        command.arg(r"\033[1m\033[32mRunning\033[0m it\n");
        let mut seen = Vec::new();
        Step::new("colours").watched(command, |line| seen.push(line.to_owned())).unwrap();
        assert_eq!(seen, ["Running it"]);
    }
}
