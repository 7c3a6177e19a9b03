//! What the demonstration shows: calm lines, and a bar or a spinner where something takes its time.

use super::words::{Word, text};
use console::measure_text_width;
use indicatif::{ProgressBar, ProgressStyle};
use lianxin_core::words::Lang;
use std::io::Write;
use std::time::Duration;

const BAR: &str = "  {msg} {wide_bar:.dim} {pos}/{len}";
const SPINNER: &str = "  {spinner} {msg} {elapsed:.dim}";
const TICK: Duration = Duration::from_millis(120);

/// Where everything is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    lang: Lang,
}

impl Screen {
    pub(super) fn new(lang: Lang) -> Self {
        Self { lang }
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// The words in the person's language.
    pub(super) fn words(&self, word: Word, args: &[(&str, &str)]) -> String {
        text(self.lang, word, args)
    }

    /// A heading, with an empty line before it.
    pub(super) fn heading(&self, word: Word, args: &[(&str, &str)]) {
        show(&format!("\n{}", console::style(self.words(word, args)).bold()));
    }

    /// A line.
    pub(super) fn say(&self, word: Word, args: &[(&str, &str)]) {
        show(&format!("  {}", self.words(word, args)));
    }

    /// A line as it is: names, addresses, commands.
    pub(super) fn line(&self, text: &str) {
        show(&format!("  {text}"));
    }

    /// A line of the lowest level: what belongs to the line before.
    pub(super) fn detail(&self, text: &str) {
        show(&format!("      {text}"));
    }

    /// Rows of aligned columns. Chinese characters are two columns wide.
    pub(super) fn table(&self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| measure_text_width(cell)).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in rows {
            let cells = row.iter().zip(&widths);
            let padded = cells.map(|(cell, width)| format!("{cell}{}", " ".repeat(width - measure_text_width(cell))));
            self.line(padded.collect::<Vec<_>>().join("  ").trim_end());
        }
    }

    /// A bar over so many steps. Bars are seen at a terminal only, and leave nothing behind.
    pub(super) fn bar(&self, word: Word, steps: usize) -> ProgressBar {
        let style = ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX)).with_style(style);
        bar.with_message(self.words(word, &[]))
    }

    /// Shows that something is under way until the work is done.
    pub(super) fn wait<T>(&self, word: Word, work: impl FnOnce() -> T) -> T {
        let style = ProgressStyle::with_template(SPINNER).unwrap_or_else(|_| ProgressStyle::default_spinner());
        let spinner = ProgressBar::new_spinner().with_style(style).with_message(self.words(word, &[]));
        spinner.enable_steady_tick(TICK);
        let done = work();
        spinner.finish_and_clear();
        done
    }
}

/// Nobody is left to tell where writing fails.
fn show(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
