//! Who may get in: invitations of phones, links, accounts and sessions of the console.
//!
//! Kept in a file of its own beside the office's record, decided for three reasons. Nothing here is part of the
//! record, and a record restored from a backup must not bring used invitations, ended sessions and old passwords
//! back to life. It is bound to this machine, where the record may one day be shared by many nodes. And the
//! record's tables stay behind a trait with a conformance suite that this would only burden. The price: confirming
//! an enrolment writes to two files. The record is written first and the same confirmation may be repeated, so a
//! crash between the two costs the clerk one more confirmation and nobody a phone.

mod accounts;
mod invitations;
mod links;
mod sessions;

pub use accounts::Account;
pub use invitations::{Invited, InvitedAs, Used, Wrong};
pub use links::{LINK_MS, Link};
pub use sessions::{ABSOLUTE_MS, Began, Bound, ENTERED_MS, IDLE_MS, NewSession, OpenSession, SessionId, Token};

use crate::storage::sqlite::is_full;
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

const FILE: &str = "access.db";
/// The steps from an empty file to the present version.
const STEPS: [&str; 3] = [
    include_str!("access/0001_access.sql"),
    include_str!("access/0002_accounts.sql"),
    include_str!("access/0003_began.sql"),
];

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Reading or writing failed.
    #[error("the invitations and sessions cannot be read or written")]
    Io(#[source] rusqlite::Error),
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file was written by a later version.
    #[error("the invitations and sessions were written by a later version ({0})")]
    Newer(u32),
    /// The file says what this office never writes.
    #[error("the invitations and sessions are damaged")]
    Corrupt,
}

impl From<rusqlite::Error> for AccessError {
    fn from(error: rusqlite::Error) -> Self {
        if is_full(&error) { Self::Full } else { Self::Io(error) }
    }
}

/// Invitations, links, accounts and sessions.
pub struct Access(Mutex<Connection>);

impl Access {
    /// Whether the directory has such a file.
    pub fn is_begun(directory: &Path) -> bool {
        directory.join(FILE).exists()
    }

    /// Opens the file of a data directory that this process owns.
    pub fn open(directory: &Path) -> Result<Self, AccessError> {
        let path = directory.join(FILE);
        if !path.exists() {
            // SQLite makes files for everybody; secrets are for the owner only.
            crate::keyring::create_private_file(&path).map_err(|_| AccessError::Corrupt)?;
        }
        Self::prepare(Connection::open(path)?)
    }

    /// Opens an empty one in memory.
    pub fn in_memory() -> Result<Self, AccessError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, AccessError> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let done = usize::try_from(version).unwrap_or(usize::MAX);
        let missing = STEPS.get(done..).ok_or(AccessError::Newer(version))?;
        let tx = connection.transaction()?;
        missing.iter().try_for_each(|step| tx.execute_batch(step))?;
        tx.pragma_update(None, "user_version", u32::try_from(STEPS.len()).unwrap_or_default())?;
        tx.commit()?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Whether the file is sound.
    pub fn quick_check(&self) -> Result<bool, AccessError> {
        Ok(self.lock().query_row("PRAGMA quick_check", [], |row| row.get::<_, String>(0))? == "ok")
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads bytes of a fixed length.
fn bytes<const N: usize>(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<[u8; N]> {
    let value: Vec<u8> = row.get(at)?;
    value.try_into().map_err(|_| rusqlite::Error::InvalidColumnType(at, "id".into(), rusqlite::types::Type::Blob))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_later_version_is_refused_and_nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let access = Access::open(directory.path()).unwrap();
        assert!(access.quick_check().unwrap());
        let mode = std::fs::metadata(directory.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        access.lock().pragma_update(None, "user_version", u32::try_from(STEPS.len()).unwrap() + 1).unwrap();
        drop(access);
        assert!(matches!(Access::open(directory.path()), Err(AccessError::Newer(4))));
    }
}
