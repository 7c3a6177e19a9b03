//! Storage on SQLite: WAL, `synchronous=FULL`, one writer after another, as many readers as ask at one time.

mod devices;
mod documents;
mod entries;
mod feeds;
mod group;
mod lists;
mod migrate;
mod pages;
mod value;

use super::{ReadTx, Storage, StorageError, WriteTx, lock};
use group::{Turn, Writer};
use lianxin_core::store::is_without_room;
use rusqlite::{Connection, OptionalExtension, params};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const FILE: &str = "office.db";
/// A database has at least its header.
const LEAST_BYTES: u64 = 512;
/// How long to wait for another process that holds the file, a backup for instance.
const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements kept by a connection; there are about sixty.
const STATEMENTS: usize = 128;

/// The office's data in one SQLite file, or in memory.
pub struct SqliteStorage {
    writer: Writer,
    readers: Option<Readers>,
    _lock: Option<File>,
}

/// Connections that only read; none for a database in memory, which has one connection for everything.
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl SqliteStorage {
    /// Whether the directory has a record: false as well where its file is empty.
    pub fn is_begun(directory: &Path) -> bool {
        std::fs::metadata(directory.join(FILE)).is_ok_and(|metadata| metadata.len() > 0)
    }

    /// Opens the data directory, which must exist, and brings its tables up to date. A second process is refused.
    pub fn open(directory: &Path) -> Result<Self, StorageError> {
        let lock = lock::take(directory)?;
        let path = directory.join(FILE);
        refuse_what_is_left(&path)?;
        let mut writer = connect(&path)?;
        writer.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        migrate::run(&mut writer)?;
        let readers = Readers { path, idle: Mutex::default() };
        Ok(Self { writer: Writer::shared(writer), readers: Some(readers), _lock: Some(lock) })
    }

    /// Opens an empty database in memory.
    pub fn in_memory() -> Result<Self, StorageError> {
        let mut writer = Connection::open_in_memory().map_err(failed)?;
        prepare(&mut writer)?;
        migrate::run(&mut writer)?;
        Ok(Self { writer: Writer::single(writer), readers: None, _lock: None })
    }
}

/// A file that was cut short, or that is gone while its log is not: SQLite would begin a new one and delete the log.
fn refuse_what_is_left(path: &Path) -> Result<(), StorageError> {
    let size = |path: &Path| match std::fs::metadata(path) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(StorageError::Io(Box::new(error))),
    };
    match (size(path)?, size(&path.with_extension("db-wal"))?) {
        (0, 0) | (LEAST_BYTES.., _) => Ok(()),
        _ => Err(StorageError::Corrupt("file")),
    }
}

fn connect(path: &Path) -> Result<Connection, StorageError> {
    let mut connection = Connection::open(path).map_err(failed)?;
    prepare(&mut connection)?;
    Ok(connection)
}

fn prepare(connection: &mut Connection) -> Result<(), StorageError> {
    #[cfg(feature = "counted")]
    lianxin_core::counted::watch(connection).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(BUSY).map_err(failed)?;
    for (name, value) in [("synchronous", "FULL"), ("temp_store", "MEMORY"), ("cache_size", "-65536")] {
        connection.pragma_update(None, name, value).map_err(failed)?;
    }
    Ok(())
}

impl Readers {
    fn take(&self) -> Result<Held<'_>, StorageError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = connect(&self.path)?;
                connection.pragma_update(None, "query_only", true).map_err(failed)?;
                connection
            }
        };
        Ok(Held::Reader(Reader { connection: Some(connection), idle: &self.idle }))
    }
}

/// A connection for the time of one transaction.
enum Held<'s> {
    Writer(Turn<'s>),
    Reader(Reader<'s>),
}

/// A connection that reads; dropped, it ends its transaction and goes back to the idle ones.
struct Reader<'s> {
    /// Taken only when dropped.
    connection: Option<Connection>,
    idle: &'s Mutex<Vec<Connection>>,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        // Ending fails only if the connection itself has failed.
        let ended = self.connection.take().filter(|c| c.is_autocommit() || c.execute_batch("ROLLBACK").is_ok());
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(ended);
    }
}

impl Held<'_> {
    fn get(&self) -> Option<&Connection> {
        match self {
            Self::Writer(turn) => turn.connection(),
            Self::Reader(reader) => reader.connection.as_ref(),
        }
    }
}

/// One transaction. Dropped without [`WriteTx::commit`], it is rolled back.
struct SqliteTx<'s> {
    held: Held<'s>,
    /// Numbers of audiences met so far; their feeds are named by number in every other table.
    audiences: RefCell<HashMap<Vec<u8>, i64>>,
}

impl<'s> SqliteTx<'s> {
    fn to_read(held: Held<'s>) -> Result<Self, StorageError> {
        let tx = Self { held, audiences: RefCell::default() };
        tx.connection()?.execute_batch("BEGIN DEFERRED").map_err(failed)?;
        Ok(tx)
    }

    fn to_write(turn: Turn<'s>) -> Result<Self, StorageError> {
        turn.begin()?;
        Ok(Self { held: Held::Writer(turn), audiences: RefCell::default() })
    }

    fn connection(&self) -> Result<&Connection, StorageError> {
        self.held.get().ok_or(StorageError::Corrupt("connection"))
    }

    /// Runs one statement that changes something.
    fn run(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize, StorageError> {
        self.connection()?.prepare_cached(sql).and_then(|mut s| s.execute(params)).map_err(failed)
    }

    /// Reads at most one row.
    fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StorageError> {
        let mut statement = self.connection()?.prepare_cached(sql).map_err(failed)?;
        statement.query_row(params, read).optional().map_err(failed)
    }

    /// Reads all rows.
    fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StorageError> {
        let mut statement = self.connection()?.prepare_cached(sql).map_err(failed)?;
        statement.query_map(params, read).and_then(Iterator::collect).map_err(failed)
    }

    /// Reads rows one after the other until `read` says that there are enough.
    fn each(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: &mut dyn FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<bool>,
    ) -> Result<(), StorageError> {
        let mut statement = self.connection()?.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(params).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            if read(row).map_err(failed)? {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl ReadTx for SqliteTx<'_> {
    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        self.one("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0))
    }

    fn is_sound(&self) -> Result<bool, StorageError> {
        let first = self.one("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))?;
        Ok(first.as_deref() == Some("ok"))
    }
}

impl WriteTx for SqliteTx<'_> {
    fn put_meta(&self, name: &str, value: &[u8]) -> Result<(), StorageError> {
        self.run("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", params![name, value])?;
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), StorageError> {
        match self.held {
            Held::Writer(turn) => turn.commit(),
            // A transaction that reads has nothing to keep.
            Held::Reader(_) => Ok(()),
        }
    }
}

impl Storage for SqliteStorage {
    fn begin_read(&self) -> Result<Box<dyn ReadTx + '_>, StorageError> {
        let held = match &self.readers {
            Some(readers) => readers.take()?,
            None => Held::Writer(self.writer.turn()),
        };
        Ok(Box::new(SqliteTx::to_read(held)?))
    }

    fn begin_write(&self) -> Result<Box<dyn WriteTx + '_>, StorageError> {
        Ok(Box::new(SqliteTx::to_write(self.writer.turn())?))
    }
}

/// Whether the disk has no room. To be asked right after the failure, while the system's last error is still its own.
pub(crate) fn is_full(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DiskFull, SystemIoFailure};
    match error.sqlite_error_code() {
        Some(DiskFull) => true,
        Some(SystemIoFailure) => is_without_room(&std::io::Error::last_os_error()),
        _ => false,
    }
}

/// What a failure of SQLite means to the office.
fn failed(error: rusqlite::Error) -> StorageError {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    if is_full(&error) {
        return StorageError::Full;
    }
    match &error {
        rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..) => {
            StorageError::Corrupt("column")
        }
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            DatabaseCorrupt | NotADatabase => StorageError::Corrupt("file"),
            _ => StorageError::Io(Box::new(error)),
        },
        _ => StorageError::Io(Box::new(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::conformance;

    #[test]
    fn sqlite_in_memory_keeps_every_promise() {
        for check in conformance::CHECKS {
            println!("{}", check.name);
            let storage = SqliteStorage::in_memory().unwrap();
            (check.run)(&storage);
        }
    }

    #[test]
    fn sqlite_in_a_file_keeps_every_promise() {
        for check in conformance::CHECKS {
            println!("{}", check.name);
            let directory = tempfile::tempdir().unwrap();
            let storage = SqliteStorage::open(directory.path()).unwrap();
            (check.run)(&storage);
        }
    }

    #[test]
    fn what_was_committed_is_there_after_opening_again() {
        let directory = tempfile::tempdir().unwrap();
        for round in 0..3u8 {
            let storage: Box<dyn Storage> = Box::new(SqliteStorage::open(directory.path()).unwrap());
            let kept = storage.read(|tx| tx.meta("round")).unwrap();
            assert_eq!(kept, round.checked_sub(1).map(|last| vec![last]));
            storage.write(|tx| tx.put_meta("round", &[round])).unwrap();
            let dropped = storage.begin_write().unwrap();
            dropped.put_meta("round", &[99]).unwrap();
        }
    }

    #[test]
    fn a_second_office_on_one_directory_is_refused_until_the_first_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let first = SqliteStorage::open(directory.path()).unwrap();
        assert!(matches!(SqliteStorage::open(directory.path()), Err(StorageError::InUse)));
        drop(first);
        assert!(SqliteStorage::open(directory.path()).is_ok());
    }

    #[test]
    fn data_of_a_later_version_is_not_touched() {
        let directory = tempfile::tempdir().unwrap();
        drop(SqliteStorage::open(directory.path()).unwrap());
        let later = Connection::open(directory.path().join(FILE)).unwrap();
        later.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(SqliteStorage::open(directory.path()), Err(StorageError::Newer(99))));
    }

    #[test]
    fn a_file_that_is_no_database_is_damaged_data() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(FILE), vec![7; 8192]).unwrap();
        assert!(matches!(SqliteStorage::open(directory.path()), Err(StorageError::Corrupt("file"))));
    }

    #[test]
    fn a_reader_of_a_file_does_not_wait_for_the_writer_and_cannot_write() {
        let directory = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(directory.path()).unwrap();
        let writing = storage.begin_write().unwrap();
        writing.put_meta("x", b"new").unwrap();
        let reading = storage.begin_read().unwrap();
        assert_eq!(reading.meta("x").unwrap(), None);
        writing.commit().unwrap();
        assert_eq!(reading.meta("x").unwrap(), None, "a read transaction sees one state");
        drop(reading);
        assert_eq!(storage.begin_read().unwrap().meta("x").unwrap().as_deref(), Some(&b"new"[..]));
    }
}
