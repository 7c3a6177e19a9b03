//! What a file can go through.

mod damage;
mod measure;
mod secrecy;

use super::{SqliteStore, open};
use crate::id::{Hash, sha256};
use crate::store::conformance::random::random_batch;
use crate::store::conformance::sample::{dump, sample};
use crate::store::conformance::suite;
use crate::store::{MemoryStore, Store, StoreError, Write};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const KEY: [u8; 32] = [0xa7; 32];

/// A folder with one store's files.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("store.db")
    }

    fn open(&self) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(&self.path(), &KEY)
    }

    /// Opens without a key: plain pages whether or not the cipher is compiled in.
    fn open_plain(&self) -> Result<SqliteStore, StoreError> {
        open::open(&self.path(), None).map(|connection| SqliteStore { connection })
    }

    /// Every file and its bytes.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.0.path()).unwrap().map(|file| file.unwrap().path());
        files.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
    }

    /// The files as they are on disk now, as after a kill.
    fn copy(&self) -> Self {
        let copy = Self::new();
        for (name, bytes) in self.files() {
            fs::write(copy.0.path().join(name), bytes).unwrap();
        }
        copy
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// Transactions in a write-ahead log: frames that close one (SQLite file format §4.1), of the log's present salt.
fn transactions(wal: &[u8]) -> usize {
    let page = usize::try_from(u32::from_be_bytes(wal[8..12].try_into().unwrap())).unwrap();
    let frames = wal[32..].chunks_exact(24 + page).take_while(|frame| frame[8..16] == wal[16..24]);
    frames.filter(|frame| frame[4..8] != [0; 4]).count()
}

#[test]
fn the_sqlite_store_does_what_every_store_must() {
    let mut places = Vec::new();
    suite(&mut || {
        places.push(Place::new());
        Box::new(places.last().unwrap().open().unwrap())
    });
}

#[test]
fn after_the_same_batches_both_stores_answer_alike() {
    for seed in 0..12u64 {
        let place = Place::new();
        let (mut file, mut memory) = (place.open().unwrap(), MemoryStore::default());
        let mut state = seed;
        for step in 0..30 {
            let batch = random_batch(&mut state);
            file.commit(batch.clone()).unwrap();
            memory.commit(batch.clone()).unwrap();
            let (left, right) = (dump(&file), dump(&memory));
            for (left, right) in left.lines().zip(right.lines()) {
                assert_eq!(left, right, "seed {seed}, step {step}, after a batch of {}", batch.len());
            }
        }
        drop(file);
        let again = place.open().unwrap();
        again.check().unwrap();
        assert_eq!(dump(&again), dump(&memory), "seed {seed}, opened again");
    }
}

#[test]
fn a_store_that_is_opened_again_holds_everything() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    let empty = dump(&store);
    store.commit(sample()).unwrap();
    let before = dump(&store);
    drop(store);
    assert_eq!(place.files().keys().collect::<Vec<_>>(), ["store.db"], "the log is folded in at the end");
    assert_ne!(before, empty);
    assert_eq!(dump(&place.open().unwrap()), before);
}

#[test]
fn one_batch_is_one_transaction() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    let count = || transactions(&place.files()["store.db-wal"]);
    let before = count();
    store.commit(sample()).unwrap();
    assert_eq!(count(), before + 1);
    store.commit(sample()).unwrap();
    assert_eq!(count(), before + 2);
}

#[test]
fn the_index_of_words_stays_whole_through_changes() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    let mut state = 5;
    for _ in 0..60 {
        store.commit(random_batch(&mut state)).unwrap();
    }
    let rows: i64 = store.connection.query_row("SELECT count(*) FROM household_row", [], |row| row.get(0)).unwrap();
    let indexed = "SELECT count(*) FROM household_search('\"fz\" OR \"hj\" OR \"40\" OR \"fz\"*')";
    let found: i64 = store.connection.query_row(indexed, [], |row| row.get(0)).unwrap();
    assert!(rows > 3);
    assert_eq!(found, rows);
}

#[test]
fn the_settings_hold() {
    let place = Place::new();
    let store = place.open().unwrap();
    for (pragma, expected) in [
        ("journal_mode", "wal"),
        ("locking_mode", "exclusive"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("secure_delete", "1"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("temp_store", "2"),
        ("busy_timeout", "0"),
        ("user_version", "4"),
    ] {
        let value: rusqlite::types::Value =
            store.connection.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
        let value = match value {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{pragma}: {other:?}"),
        };
        assert_eq!(value, expected, "{pragma}");
    }
    assert!(rusqlite::version_number() >= 3_051_003);
    assert_eq!(store.has_cipher(), cfg!(any(feature = "sqlcipher-system", feature = "sqlcipher-vendored")));
}

#[test]
fn a_released_migration_is_never_edited() {
    let released = ["ZC5GM3VV56CB9J6M6B0K489P8XGRPBGNTJERV96ESKC939R5N09G"];
    let found: Vec<String> = open::MIGRATIONS.iter().map(|sql| sha256(&[sql.as_bytes()]).to_string()).collect();
    assert_eq!(found[..released.len()], released, "add a migration instead");
}

#[test]
fn every_query_finds_its_rows_by_an_index() {
    let place = Place::new();
    let store = place.open().unwrap();
    for sql in [
        "SELECT number FROM own_entry WHERE actor = ? AND received_at IS NULL ORDER BY n",
        "SELECT number FROM own_entry WHERE settled = 0 AND verdict IS NOT 1 ORDER BY number",
        "SELECT number FROM own_entry WHERE hash = ?",
        "SELECT count(*) FROM own_entry WHERE received_at IS NULL",
        "SELECT entry FROM entry_document WHERE document = ?",
        "SELECT 1 FROM member WHERE document = ? AND (until IS NULL OR until > ?)",
        "SELECT id FROM visit_row WHERE household = ? ORDER BY day DESC, id",
        "SELECT max(day) FROM visit_row WHERE household = ?",
        "SELECT id FROM visit_row WHERE author = ? AND day = ? ORDER BY id",
        "SELECT needs, count(*) FROM visit_row WHERE needs <> x'80' GROUP BY needs",
    ] {
        let mut statement = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let blanks = vec![0; statement.parameter_count()];
        let plan: Vec<String> = statement
            .query_map(rusqlite::params_from_iter(blanks), |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(plan.iter().any(|step| step.contains("INDEX") || step.contains("PRIMARY KEY")), "{sql}: {plan:?}");
    }
}

/// A batch of which the last write fails.
fn failing() -> Vec<Write> {
    let mut batch = sample();
    batch.push(Write::ForgetEntry(Hash([0xff; 32])));
    batch
}

#[test]
fn a_batch_whose_last_write_fails_leaves_nothing() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    store.commit(vec![Write::Put("era", vec![3])]).unwrap();
    let before = dump(&store);
    store
        .connection
        .execute_batch("CREATE TEMP TRIGGER broken BEFORE INSERT ON draft BEGIN SELECT RAISE(ABORT, 'broken'); END")
        .unwrap();
    assert_eq!(store.commit(failing()), Err(StoreError::Io));
    assert_eq!(dump(&store), before);
    store.connection.execute_batch("DROP TRIGGER broken").unwrap();
    assert_eq!(store.commit(failing()), Ok(()));
}
