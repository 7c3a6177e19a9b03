//! Why the demonstration did not come to its end.

use super::words::{Word, text};
use crate::report::ReportError;
use lianxin_core::words::Lang;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// Why the demonstration did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum DemoError {
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
    /// A command does not end.
    #[error("a command does not end")]
    Hangs,
    /// A program does not start.
    #[error("cannot start {0}")]
    Start(PathBuf, #[source] io::Error),
    /// The system does not say how a child is.
    #[error("cannot watch a child")]
    Child(#[source] io::Error),
    /// A file cannot be read or written.
    #[error("cannot read or write {0}")]
    File(PathBuf, #[source] io::Error),
    /// The directory to work in has something in it.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// A program does not lie beside this one.
    #[error("there is no {0}")]
    NoProgram(PathBuf),
    /// The lists have problems, here in the person's language.
    #[error("the lists cannot be taken")]
    Lists(Vec<String>),
    /// A program refused what the demonstration needs.
    #[error("{what} was not done: {said}")]
    Refused {
        /// The command.
        what: String,
        /// What it said.
        said: String,
    },
    /// The office's page does not answer.
    #[error("the office's page does not answer at {0}")]
    Console(String, #[source] reqwest::Error),
    /// The server did not begin to listen.
    #[error("the server does not listen: {0}")]
    NotListening(String),
    /// The server did not end when it was asked to.
    #[error("the server does not end")]
    DoesNotEnd,
    /// Something that was to be shown did not come about.
    #[error("not as it should be: {0:?}")]
    Check(Word, String),
    /// Store, record or envelope cannot be opened.
    #[error(transparent)]
    Reading(#[from] ReportError),
    /// The phone's own code does not open its copy.
    #[error(transparent)]
    Phone(#[from] Box<lianxin_core::error::Error>),
    /// The reader found that something does not add up.
    #[error("the report does not add up")]
    NotWhole,
}

impl DemoError {
    /// What the person is told.
    pub(super) fn words(&self, lang: Lang) -> String {
        let cause = crate::report::chain(self);
        let args = |what: &str| text(lang, Word::Failed, &[("what", what)]);
        match self {
            Self::Stopped => text(lang, Word::Stopped, &[]),
            Self::NotEmpty(path) => text(lang, Word::NotEmpty, &[("path", &path.display().to_string())]),
            Self::Lists(problems) => text(lang, Word::ListsRefused, &[("problems", &problems.join("\n  "))]),
            Self::Check(word, detail) => {
                let what = text(lang, *word, &[]);
                text(lang, Word::NotAsExpected, &[("what", &what), ("detail", detail)])
            }
            Self::NotWhole => text(lang, Word::NotWhole, &[]),
            Self::NoProgram(path) => text(lang, Word::NotBuilt, &[("path", &path.display().to_string())]),
            _ => args(&cause),
        }
    }

    /// 130 as shells do after Ctrl-C, 2 where nothing was begun, else 1.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Stopped => 130.into(),
            Self::Lists(_) | Self::NotEmpty(_) | Self::NoProgram(_) => 2.into(),
            _ => 1.into(),
        }
    }
}
