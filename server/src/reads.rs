//! The access log (P-13): every answer that shows households is a line of it before it is sent.
//!
//! Each line is chained to the one before by its hash, and the tip is signed by the node, so that a line changed, left
//! out or cut off is noticed by `check`. Whoever has the node's key could write another log; against an older copy
//! put in place of the log, the office's record remembers a tip that the log must lead to. Lines are forgotten
//! after three years, from the oldest on.

mod record;

pub use record::{Asked, Purpose, Read, What};

use crate::keyring::create_private_file;
use crate::storage::sqlite::is_full;
use lianxin_core::cbor::{decode, encode};
use lianxin_core::id::{DocumentId, Hash, sha256};
use lianxin_core::seal::{PublicKey, SigningKey};
use lianxin_core::time::{DAY_MS, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

const FILE: &str = "reads.db";
const VERSION: u32 = 1;
/// How long lines are kept: what was given to others must be kept for three years (网络数据安全管理条例 art. 12).
pub const KEEP_MS: i64 = 3 * 366 * DAY_MS;

/// Why the log was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum ReadsError {
    /// Reading or writing failed.
    #[error("the access log cannot be read or written")]
    Io(#[source] rusqlite::Error),
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file was written by a later version.
    #[error("the access log was written by a later version ({0})")]
    Newer(u32),
    /// The file says what this office never writes.
    #[error("the access log is damaged")]
    Corrupt,
}

impl From<rusqlite::Error> for ReadsError {
    fn from(error: rusqlite::Error) -> Self {
        if is_full(&error) { Self::Full } else { Self::Io(error) }
    }
}

/// A place in the chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Lines up to here.
    pub n: u64,
    /// The hash of the last of them.
    pub hash: Hash,
}

/// The access log.
pub struct Reads(Mutex<Connection>);

impl Reads {
    /// Opens the log of a data directory that this process owns.
    pub fn open(directory: &Path) -> Result<Self, ReadsError> {
        let path = directory.join(FILE);
        if !path.exists() {
            create_private_file(&path).map_err(|_| ReadsError::Corrupt)?;
        }
        Self::prepare(Connection::open(path)?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, ReadsError> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version > VERSION {
            return Err(ReadsError::Newer(version));
        }
        if version == 0 {
            let tx = connection.transaction()?;
            tx.execute_batch(include_str!("reads/0001_reads.sql"))?;
            tx.pragma_update(None, "user_version", VERSION)?;
            tx.commit()?;
        }
        Ok(Self(Mutex::new(connection)))
    }

    /// As if the disk were full: the file does not grow any more.
    #[cfg(test)]
    pub(crate) fn leave_no_room(&self) {
        self.lock().execute_batch("PRAGMA max_page_count = 1").unwrap();
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a line; once this returns it is on disk.
    pub fn add(&self, read: &Read, key: &SigningKey) -> Result<(), ReadsError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        let before = mark(&tx, "tip")?.map(|(mark, _)| mark).unwrap_or_default();
        let bytes = encode(read);
        let tip = Mark { n: before.n + 1, hash: next(&before.hash, &bytes) };
        tx.prepare_cached("INSERT INTO read (n, at, bytes, hash) VALUES (?, ?, ?, ?)")?.execute(params![
            whole(tip.n)?,
            read.at.0,
            bytes,
            tip.hash.0
        ])?;
        for household in &read.households {
            tx.prepare_cached("INSERT OR IGNORE INTO shown (household, n) VALUES (?, ?)")?
                .execute(params![household.0, whole(tip.n)?])?;
        }
        put_mark(&tx, "tip", &tip, key)?;
        Ok(tx.commit()?)
    }

    /// Who looked at a household, the newest first: lines before `before`, with their numbers.
    pub fn of(&self, household: &DocumentId, before: Option<u64>, limit: u32) -> Result<Vec<(u64, Read)>, ReadsError> {
        let connection = self.lock();
        let sql = "SELECT read.n, read.bytes FROM shown JOIN read ON read.n = shown.n \
                   WHERE shown.household = ? AND shown.n < ? ORDER BY shown.n DESC LIMIT ?";
        let mut statement = connection.prepare_cached(sql)?;
        let before = before.map_or(Ok(i64::MAX), whole)?;
        let rows = statement.query_map(params![household.0, before, limit], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        rows.map(|row| {
            let (n, bytes) = row?;
            let n = u64::try_from(n).map_err(|_| ReadsError::Corrupt)?;
            Ok((n, decode(&bytes).map_err(|_| ReadsError::Corrupt)?))
        })
        .collect()
    }

    /// How often a household was looked at.
    pub fn count(&self, household: &DocumentId) -> Result<u64, ReadsError> {
        let sql = "SELECT count(*) FROM shown WHERE household = ?";
        let count: i64 = self.lock().query_row(sql, [household.0], |row| row.get(0))?;
        u64::try_from(count).map_err(|_| ReadsError::Corrupt)
    }

    /// Where the chain ends.
    pub fn tip(&self) -> Result<Mark, ReadsError> {
        Ok(mark(&self.lock(), "tip")?.map(|(mark, _)| mark).unwrap_or_default())
    }

    /// Forgets what is older than is kept.
    pub fn forget(&self, now: Timestamp, key: &SigningKey) -> Result<(), ReadsError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        let sql = "SELECT n, hash FROM read WHERE at < ? ORDER BY n DESC LIMIT 1";
        let last =
            tx.query_row(sql, [now.plus_ms(-KEEP_MS).0], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)));
        let Some((n, hash)) = last.optional()? else { return Ok(()) };
        tx.execute("DELETE FROM read WHERE n <= ?", [n])?;
        tx.execute("DELETE FROM shown WHERE n <= ?", [n])?;
        put_mark(&tx, "begin", &made(n, &hash)?, key)?;
        Ok(tx.commit()?)
    }

    /// Walks the whole log. Gives its tip, and whether everything leads there: from a signed begin to a signed tip,
    /// through `remembered`, with every household where it can be found.
    pub fn check(&self, node: &PublicKey, remembered: Option<Mark>) -> Result<(Mark, bool), ReadsError> {
        let connection = self.lock();
        let (begin, begin_is_signed) = signed(mark(&connection, "begin")?, "begin", node);
        let (tip, tip_is_signed) = signed(mark(&connection, "tip")?, "tip", node);
        let mut at = begin;
        let mut meets = remembered.is_none_or(|wanted| wanted == at || wanted.n < begin.n);
        let (mut is_whole, mut shown) = (begin_is_signed && tip_is_signed, 0);
        let mut statement = connection.prepare("SELECT n, at, bytes, hash FROM read ORDER BY n")?;
        let mut rows = statement.query([])?;
        let mut listed = connection.prepare("SELECT count(*) FROM shown WHERE household = ? AND n = ?")?;
        while let Some(row) = rows.next()? {
            let (n, time, bytes): (i64, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let here = Mark { n: at.n + 1, hash: next(&at.hash, &bytes) };
            let stored = made(n, &row.get::<_, Vec<u8>>(3)?)?;
            let Ok(read) = decode::<Read>(&bytes) else { return Ok((tip, false)) };
            is_whole &= here == stored && read.at.0 == time;
            for household in &read.households {
                is_whole &= listed.query_row(params![household.0, n], |row| row.get::<_, i64>(0))? == 1;
                shown += 1;
            }
            at = here;
            meets |= remembered == Some(at);
        }
        let all: i64 = connection.query_row("SELECT count(*) FROM shown", [], |row| row.get(0))?;
        Ok((tip, is_whole && meets && at == tip && all == shown))
    }
}

/// The hash of the chain after a line.
fn next(before: &Hash, bytes: &[u8]) -> Hash {
    sha256(&[b"lianxin/read/1", &before.0, bytes])
}

fn message(name: &str, mark: &Mark) -> Vec<u8> {
    [b"lianxin/reads/1/", name.as_bytes(), b"/", &mark.n.to_be_bytes(), &mark.hash.0].concat()
}

fn put_mark(connection: &Connection, name: &str, mark: &Mark, key: &SigningKey) -> Result<(), ReadsError> {
    let sql = "INSERT OR REPLACE INTO mark (name, n, hash, signature) VALUES (?, ?, ?, ?)";
    let signature = key.sign(&message(name, mark));
    connection.prepare_cached(sql)?.execute(params![name, whole(mark.n)?, mark.hash.0, signature])?;
    Ok(())
}

fn mark(connection: &Connection, name: &str) -> Result<Option<(Mark, Vec<u8>)>, ReadsError> {
    let sql = "SELECT n, hash, signature FROM mark WHERE name = ?";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?));
    let found = connection.prepare_cached(sql)?.query_row([name], read).optional()?;
    found.map(|(n, hash, signature)| Ok((made(n, &hash)?, signature))).transpose()
}

/// An empty log has no marks and needs no signature.
fn signed(found: Option<(Mark, Vec<u8>)>, name: &str, node: &PublicKey) -> (Mark, bool) {
    let Some((mark, signature)) = found else { return (Mark::default(), true) };
    let signature: Result<[u8; 64], _> = signature.try_into();
    let is_signed = signature.is_ok_and(|signature| node.verify(&message(name, &mark), &signature).is_ok());
    (mark, is_signed)
}

fn made(n: i64, hash: &[u8]) -> Result<Mark, ReadsError> {
    let (n, hash) = (u64::try_from(n), Hash::from_slice(hash));
    Ok(Mark { n: n.map_err(|_| ReadsError::Corrupt)?, hash: hash.ok_or(ReadsError::Corrupt)? })
}

fn whole(n: u64) -> Result<i64, ReadsError> {
    i64::try_from(n).map_err(|_| ReadsError::Corrupt)
}

#[cfg(test)]
mod tests;
