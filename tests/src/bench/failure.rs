//! Why a benchmark did not come to its end.

use lianxin_server::error::ErrorKind;
use lianxin_server::node::DeskError;
use lianxin_server::office::AskError;
use lianxin_server::storage::StorageError;
use std::io;
use std::path::PathBuf;

/// Why a benchmark did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(super) enum BenchError {
    /// No row has this name.
    #[error("there is no row {0}; --list shows them")]
    NoRow(String),
    /// A file cannot be read or written.
    #[error("cannot read or write {}", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// What the system says about itself cannot be read.
    #[error("cannot read {0}")]
    System(&'static str),
    /// A program does not run to its end.
    #[error("{0} does not run: {1}")]
    Program(String, String),
    /// The server did not begin to listen.
    #[error("the server does not listen")]
    NotListening,
    /// What was measured did not do what it should have done.
    #[error("{0}: expected {1}, found {2}")]
    Unlike(&'static str, String, String),
    /// A phone.
    #[error(transparent)]
    Phone(#[from] lianxin_core::error::Error),
    /// A phone's store.
    #[error(transparent)]
    Store(#[from] lianxin_core::store::StoreError),
    /// A phone's keys.
    #[error(transparent)]
    Vault(#[from] lianxin_core::seal::VaultError),
    /// The way between them.
    #[error(transparent)]
    Way(#[from] lianxin_core::transport::TransportError),
    /// The office's console.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The office's answers.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The office's data.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The office.
    #[error(transparent)]
    Office(#[from] ErrorKind),
    /// The office's page.
    #[error("the office's page does not answer")]
    Page(#[from] reqwest::Error),
    /// The peer's database.
    #[error("the peer's database fails")]
    Peer(#[from] rusqlite::Error),
    /// A form does not serialise.
    #[error("cannot write JSON")]
    Json(#[from] serde_json::Error),
}

impl BenchError {
    /// A failure with this file.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::File(path, error)
    }
}

/// Goes on only if something is as it should be: a figure of what went wrong is none.
pub(super) fn insist<T: PartialEq + std::fmt::Debug>(
    what: &'static str,
    found: T,
    wanted: T,
) -> Result<(), BenchError> {
    if found == wanted { Ok(()) } else { Err(BenchError::Unlike(what, format!("{wanted:?}"), format!("{found:?}"))) }
}
