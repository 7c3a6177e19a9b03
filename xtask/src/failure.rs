//! Why a command ended without success.

use std::io;
use std::process::ExitStatus;

/// Why a command ended without success.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("no directory above this one holds the workspace")]
    NoWorkspace,
    #[error("cannot {what}: {cause}")]
    Io { what: String, cause: io::Error },
    #[error("{command} ended with {status}")]
    Child { command: String, status: ExitStatus },
    #[error("cannot understand what {command} prints: {cause}")]
    Unreadable { command: String, cause: String },
    #[error("missing for this command: {}; `cargo xtask doctor` says more", .0.join(", "))]
    Missing(Vec<&'static str>),
    #[error("{0} of the checks of sources and documents failed")]
    Tidy(usize),
    #[error("{0} of the criteria have no test that passed in this run")]
    Criteria(usize),
    #[error("no test ran")]
    NoTest,
    #[error("not up to date, `cargo xtask regenerate` writes them: {}", .0.join(", "))]
    Stale(Vec<String>),
    #[error("line {line} of {file}: {cause}")]
    Table { file: &'static str, line: usize, cause: &'static str },
}

impl Failure {
    /// An input or output error met while trying to do `what`.
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |cause| Self::Io { what, cause }
    }
}
