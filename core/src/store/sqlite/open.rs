//! Opening a store's file: the key, the settings, the owner's lock, the checks, the migrations; and setting a damaged
//! file aside.

use crate::store::StoreError;
use crate::time::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Error, ErrorCode, OpenFlags};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zeroize::Zeroizing;

/// One a version, in order. What has been released is never edited.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/001_store.sql"),
    include_str!("migrations/002_said.sql"),
    include_str!("migrations/003_needs.sql"),
    include_str!("migrations/004_dwelling.sql"),
];
/// Stands in the file's header: "LXST".
const APPLICATION: i32 = 0x4c58_5354;
/// 3.51.3 mends the WAL-reset bug, by which a checkpoint could lose a commit.
const OLDEST_SQLITE: i32 = 3_051_003;
/// A store's file has at least one page.
const PAGE_BYTES: u64 = 4096;
/// Files up to this size are checked whole at every opening (measured: 11 ms); larger ones when the app has time.
const CHEAP_BYTES: u64 = 1 << 20;
/// More than there are different statements.
const STATEMENTS: usize = 96;
/// What SQLite puts behind the name of the file for its companions.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// One opening at a time: SQLCipher sets itself up at a process's first one, and among several at once one has been
/// seen to fail.
static OPENING: Mutex<()> = Mutex::new(());

/// Opens or creates the file; takes it for this process alone. Only tests open one without a key.
pub(super) fn open(path: &Path, key: Option<&[u8; 32]>) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::Io);
    }
    let _one_at_a_time = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
    let size = size_of(path)?;
    // SQLite would take such a file for a new one, and delete a log beside it, which may hold unsent work.
    if (1..PAGE_BYTES).contains(&size) || (size == 0 && size_of(&beside(path, "-wal"))? > 0) {
        return Err(StoreError::Corrupt);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Err(StoreError::Io);
    }
    #[cfg(feature = "counted")]
    crate::counted::watch(&mut connection)?;
    // Until the file has proved to be ours, closing must not write to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    if let Some(key) = key {
        unlock(&connection, key)?;
    }
    let version = take(&connection)?;
    settle(&connection)?;
    if size > 0 && size <= CHEAP_BYTES {
        check(&connection)?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    migrate(&mut connection, version)?;
    Ok(connection)
}

/// Whether the cipher is compiled in. Without it the file is plain, which is for tests only.
pub(super) fn has_cipher(connection: &Connection) -> bool {
    connection.pragma_query_value(None, "cipher_version", |row| row.get::<_, String>(0)).is_ok()
}

/// A raw key (`x'…'`) needs no derivation and must be the very first statement.
fn unlock(connection: &Connection, key: &[u8; 32]) -> Result<(), StoreError> {
    let mut statement = Zeroizing::new(String::with_capacity(96));
    statement.push_str("PRAGMA key = \"x'");
    for byte in key {
        for digit in [byte >> 4, byte & 15] {
            statement.extend(char::from_digit(digit.into(), 16));
        }
    }
    statement.push_str("'\"");
    connection.execute_batch(&statement)?;
    Ok(())
}

/// Takes the file's lock and gives the version of its schema, 0 for a new file. The first read: here a wrong key,
/// another owner, a foreign file and a later version show, and nothing has been written yet.
fn take(connection: &Connection) -> Result<usize, StoreError> {
    connection.execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA locking_mode = EXCLUSIVE")?;
    connection.busy_timeout(Duration::ZERO)?;
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let version = number("user_version").map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::WrongKey,
        _ => error.into(),
    })?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if number("application_id")? != APPLICATION && (version != 0 || tables != 0) {
        return Err(StoreError::WrongKey);
    }
    let known = usize::try_from(version).map_err(|_| StoreError::WrongKey)?;
    if known > MIGRATIONS.len() {
        return Err(StoreError::Newer(version.unsigned_abs()));
    }
    Ok(known)
}

fn settle(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Io);
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8192",
    )?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

fn migrate(connection: &mut Connection, from: usize) -> Result<(), StoreError> {
    for (number, migration) in (1i32..).zip(MIGRATIONS).skip(from) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Reads the whole file and looks for damage.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    if has_cipher(connection) {
        let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
        if statement.query([])?.next()?.is_some() {
            return Err(StoreError::Corrupt);
        }
    }
    let found = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match found {
        Ok(found) if found == "ok" => Ok(()),
        Ok(_) | Err(Error::QueryReturnedNoRows) => Err(StoreError::Corrupt),
        Err(error) => Err(error.into()),
    }
}

/// Renames a damaged store's files to `<name>.damaged-<n>`, and gives the new path. Nothing is deleted: they may hold
/// unsent work. `n` is the time in milliseconds, or the next number that is free.
///
/// The file goes first: a log that stays behind alone is seen at the next opening, a file without its log would open
/// as if nothing were missing.
pub fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, StoreError> {
    let mut number = now.0;
    let target = loop {
        let target = beside(path, &format!(".damaged-{number}"));
        let mut taken = target.try_exists()?;
        for companion in COMPANIONS {
            taken |= beside(&target, companion).try_exists()?;
        }
        if !taken {
            break target;
        }
        number = number.wrapping_add(1);
    };
    for companion in ["", COMPANIONS[0], COMPANIONS[1]] {
        let from = beside(path, companion);
        if from.try_exists()? {
            fs::rename(from, beside(&target, companion))?;
        }
    }
    if let (true, Some(folder)) = (cfg!(unix), target.parent()) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(target)
}

/// The path with something behind its last name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// The size of a file, 0 if there is none.
fn size_of(path: &Path) -> Result<u64, StoreError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(metadata.len()),
        Ok(_) => Err(StoreError::Io),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error.into()),
    }
}
