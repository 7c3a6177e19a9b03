//! Where results go: JSON for scripts, or a page for people.

use crate::args::Global;
use crate::failure::Failure;
use crate::page::{Cell, Page};
use crate::shape::{HouseholdShape, household_rows};
use lianxin_core::words::Lang;
use serde::Serialize;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// What a command found or did: one shape for scripts and people.
pub trait Report: Serialize {
    /// Writes it for people.
    fn show(&self, page: &mut Page);
}

/// The terminal the command was given from.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// The language of the person.
    pub lang: Lang,
    /// Whether a script reads.
    pub is_json: bool,
}

#[derive(Serialize)]
struct Failed<'a> {
    error: FailedBody<'a>,
}

#[derive(Serialize)]
struct FailedBody<'a> {
    code: String,
    words: String,
    retry_useful: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    candidates: &'a [HouseholdShape],
}

impl Terminal {
    /// The terminal as the command line describes it.
    pub fn new(global: &Global) -> Self {
        Self { lang: global.lang, is_json: global.json }
    }

    /// Whether a person sits at both ends.
    pub fn is_person(&self) -> bool {
        !self.is_json && io::stdin().is_terminal() && io::stdout().is_terminal() && io::stderr().is_terminal()
    }

    /// Shows what a command found or did.
    pub fn emit(&self, report: &impl Report) -> Result<(), Failure> {
        let text = if self.is_json { json(report)? } else { self.page(report) };
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            // The reader has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(Failure::Terminal),
        }
    }

    /// A report as people read it.
    pub fn page(&self, report: &impl Report) -> String {
        let mut page = Page::new(self.lang, console::colors_enabled());
        report.show(&mut page);
        page.into_text()
    }

    /// Says what did not work: to scripts on standard output, to people on standard error.
    pub fn fail(&self, failure: &Failure) {
        tracing::debug!(code = failure.code(), cause = cause(failure), "the command did not work");
        let candidates: &[HouseholdShape] =
            if let Failure::SeveralHouseholds(candidates) = failure { candidates } else { &[] };
        let words = failure.words(self.lang);
        // Nobody is left to tell where writing fails.
        let _ = if self.is_json {
            let error = FailedBody { code: failure.code(), words, retry_useful: failure.is_retry_useful(), candidates };
            json(&Failed { error }).map(|text| io::stdout().write_all(text.as_bytes()))
        } else {
            let mut page = Page::new(self.lang, console::colors_enabled_stderr());
            page.line([Cell::from(words)]);
            page.columns(household_rows(candidates));
            Ok(io::stderr().write_all(page.into_text().as_bytes()))
        };
    }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string(value).map_err(|e| Failure::Terminal(e.into()))?;
    text.push('\n');
    Ok(text)
}

/// The causes of a failure, for the log.
fn cause(failure: &Failure) -> String {
    let mut text = failure.to_string();
    let mut next = std::error::Error::source(failure);
    while let Some(error) = next {
        text = format!("{text}: {error}");
        next = error.source();
    }
    text
}
