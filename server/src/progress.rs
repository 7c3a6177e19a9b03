//! A bar on the terminal for what takes a while.

use crate::control::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::Write;

/// Shows progress: plans as text, steps as a bar. Without a terminal the bar is silent.
pub struct Bar<'o> {
    out: &'o mut dyn Write,
    bar: Option<ProgressBar>,
}

impl<'o> Bar<'o> {
    /// Starts without a bar.
    pub fn new(out: &'o mut dyn Write) -> Self {
        Self { out, bar: None }
    }

    /// Shows how far it is.
    pub fn show(&mut self, progress: &Progress) {
        match progress {
            Progress::Plan(text) => {
                let _ = writeln!(self.out, "{}", text.trim_end());
                let _ = self.out.flush();
            }
            Progress::Step(done, total) => {
                let number = |n: &usize| u64::try_from(*n).unwrap_or(u64::MAX);
                let bar = self.bar.get_or_insert_with(|| {
                    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}");
                    ProgressBar::new(number(total)).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                });
                bar.set_position(number(done));
            }
        }
    }
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
