//! Kills, full disks, damaged and foreign files, other owners.

use super::{KEY, Place, transactions};
use crate::store::conformance::random::random_batch;
use crate::store::conformance::sample::{dump, household_id, sample};
use crate::store::sqlite::set_aside;
use crate::store::{SqliteStore, Store, StoreError, Write};
use crate::time::Timestamp;
use std::fs;
use std::path::Path;
use std::process::Command;

const CHILD: &str = "LIANXIN_TEST_STORE";

#[test]
fn after_a_kill_every_committed_batch_is_there() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    let mut state = 11;
    for step in 0..25 {
        store.commit(random_batch(&mut state)).unwrap();
        let copy = place.copy().open().unwrap_or_else(|error| panic!("step {step}: {error}"));
        assert_eq!(dump(&copy), dump(&store), "step {step}");
    }
}

#[test]
fn a_log_torn_at_any_place_gives_whole_batches_only() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    store.commit(vec![Write::Put("era", vec![0])]).unwrap();
    let base = transactions(&place.files()["store.db-wal"]);
    let mut states = vec![dump(&store)];
    let mut state = 3;
    for _ in 0..6 {
        store.commit(random_batch(&mut state)).unwrap();
        states.push(dump(&store));
    }
    let files = place.files();
    let wal = &files["store.db-wal"];
    for cut in (0..wal.len()).rev().step_by(1_777) {
        let torn = place.copy();
        fs::write(torn.0.path().join("store.db-wal"), &wal[..cut]).unwrap();
        let kept = if cut < 32 { 0 } else { transactions(&wal[..cut]) };
        let opened = torn.open().unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
        if kept >= base {
            assert_eq!(dump(&opened), states[kept - base], "cut at {cut}");
        }
    }
}

#[test]
fn a_full_disk_keeps_nothing_of_the_batch_and_the_store_goes_on() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    store.commit(sample()).unwrap();
    let before = dump(&store);
    let pages: i64 = store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    let batch = || {
        let mut batch: Vec<Write> = (0..8).map(|n| Write::Document(household_id(n), vec![n; 9_000])).collect();
        batch.insert(3, Write::Put("era", vec![9]));
        batch
    };
    let mut failures = 0;
    for room in 0..40 {
        let limit = format!("PRAGMA max_page_count = {}", pages + room);
        store.connection.query_row(&limit, [], |_| Ok(())).unwrap();
        match store.commit(batch()) {
            Ok(()) => break,
            Err(error) => assert_eq!(error, StoreError::Full),
        }
        failures += 1;
        assert_eq!(dump(&store), before, "room for {room} pages");
    }
    assert!((1..40).contains(&failures), "{failures}");
    assert_eq!(store.get("era"), Ok(Some(vec![9])));
    store.check().unwrap();
}

#[test]
fn a_second_owner_is_told_that_the_store_is_in_use() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    assert_eq!(place.open().err(), Some(StoreError::Busy));
    store.commit(sample()).unwrap();
    assert_eq!(place.open().err(), Some(StoreError::Busy));
    drop(store);
    assert!(place.open().is_ok());
}

#[test]
fn another_process_is_told_that_the_store_is_in_use() {
    let place = Place::new();
    let store = place.open().unwrap();
    let child = |expected: &str| {
        let test = "store::sqlite::tests::damage::tries_to_open_what_another_process_names";
        let arguments = ["--exact", test, "--include-ignored", "--nocapture"];
        let output =
            Command::new(std::env::current_exe().unwrap()).args(arguments).env(CHILD, place.path()).output().unwrap();
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.contains(expected), "{output}");
    };
    child("opened: Some(Busy)");
    drop(store);
    child("opened: None");
}

#[test]
#[ignore = "the other process of the test above"]
fn tries_to_open_what_another_process_names() {
    let path = std::env::var(CHILD).expect("run by the test above");
    println!("opened: {:?}", SqliteStore::open(Path::new(&path), &KEY).err());
}

/// Pages of 4,096 bytes, of which each is spoilt in turn; the store's answer, and that the file is left as it is.
fn spoil(place: &Place, open: impl Fn(&Place) -> Result<SqliteStore, StoreError>, bytes: usize) -> Vec<StoreError> {
    let whole = place.files()["store.db"].clone();
    let mut errors = Vec::new();
    for page in 0..whole.len() / 4096 {
        let spoilt = place.copy();
        let mut file = whole.clone();
        for byte in &mut file[page * 4096 + 2_000..][..bytes] {
            *byte ^= 0x5a;
        }
        fs::write(spoilt.path(), &file).unwrap();
        errors.extend(open(&spoilt).err());
        assert!(spoilt.files()["store.db"] == file, "page {page} was written to");
    }
    errors
}

#[test]
fn one_flipped_byte_anywhere_is_noticed_at_opening_and_the_file_is_left_alone() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    store.commit(sample()).unwrap();
    let ciphered = store.has_cipher();
    drop(store);
    let pages = place.files()["store.db"].len() / 4096;
    let errors = spoil(&place, Place::open, 1);
    if ciphered {
        assert_eq!(errors.len(), pages);
        assert_eq!(errors[0], StoreError::WrongKey, "the first page tells nothing else");
        assert!(errors[1..].iter().all(|error| *error == StoreError::Corrupt), "{errors:?}");
    }
}

#[test]
fn a_spoilt_page_of_a_plain_file_never_panics() {
    let place = Place::new();
    place.open_plain().unwrap().commit(sample()).unwrap();
    let errors = spoil(&place, Place::open_plain, 2_000);
    assert!(errors.contains(&StoreError::Corrupt), "{errors:?}");
    let read_on = |place: &Place| {
        let mut store = place.open_plain()?;
        dump(&store);
        store.commit(sample())?;
        Ok(store)
    };
    let whole = place.files()["store.db"].clone();
    for at in (0..whole.len()).step_by(701) {
        let spoilt = place.copy();
        let mut file = whole.clone();
        file[at] ^= 0xff;
        fs::write(spoilt.path(), &file).unwrap();
        let _: Result<SqliteStore, StoreError> = read_on(&spoilt);
    }
}

#[test]
fn damage_in_a_large_file_is_noticed_when_it_is_read_or_checked() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    if !store.has_cipher() {
        return;
    }
    store.commit(sample()).unwrap();
    let document = |n: u8| Write::Document(household_id(n), vec![n; 60_000]);
    store.commit((100..150).map(document).collect()).unwrap();
    drop(store);
    let mut file = place.files()["store.db"].clone();
    assert!(file.len() > 2 << 20);
    let middle = file.len() / 2;
    file[middle] ^= 1;
    fs::write(place.path(), &file).unwrap();
    let mut store = place.open().unwrap();
    assert_eq!(store.check(), Err(StoreError::Corrupt));
    let read: Vec<_> = (100..150).map(|n| store.document(&household_id(n))).collect();
    assert!(read.contains(&Err(StoreError::Corrupt)));
    assert!(read.iter().all(|r| r == &Err(StoreError::Corrupt) || r.as_ref().is_ok_and(Option::is_some)), "{read:?}");
    let drops = (100..150).map(|n| Write::DropDocument(household_id(n))).collect();
    assert_eq!(store.commit(drops), Err(StoreError::Corrupt));
    drop(store);
    assert_eq!(place.open().unwrap().get("era"), Ok(Some(vec![1, 2])), "opened again, what is whole can be read");
}

#[test]
fn a_truncated_file_is_damaged_and_left_alone() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    store.commit(sample()).unwrap();
    let ciphered = store.has_cipher();
    drop(store);
    let whole = place.files()["store.db"].clone();
    // Of a plain file SQLite reads a last page cut short as if zeros followed.
    let short = if ciphered { 1 } else { 4_096 };
    for len in [1, 15, 100, 4_095, 4_096, 5_000, whole.len() / 2, whole.len() - 4_096, whole.len() - short] {
        let cut = place.copy();
        fs::write(cut.path(), &whole[..len]).unwrap();
        let error = cut.open().err();
        assert!(matches!(error, Some(StoreError::Corrupt | StoreError::WrongKey)), "{len}: {error:?}");
        assert!(cut.files()["store.db"] == whole[..len], "{len}");
    }
}

#[test]
fn a_log_whose_file_is_gone_or_empty_is_not_thrown_away() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    store.commit(sample()).unwrap();
    let (gone, empty) = (place.copy(), place.copy());
    fs::remove_file(gone.path()).unwrap();
    fs::write(empty.path(), []).unwrap();
    for place in [gone, empty] {
        let before = place.files();
        assert_eq!(place.open().err(), Some(StoreError::Corrupt));
        assert!(place.files() == before);
    }
}

#[test]
fn a_file_of_a_later_version_is_left_alone() {
    let place = Place::new();
    let store = place.open().unwrap();
    store.connection.pragma_update(None, "user_version", 77).unwrap();
    let copy = place.copy();
    let before = copy.files();
    assert!(before.contains_key("store.db-wal"));
    assert_eq!(copy.open().err(), Some(StoreError::Newer(77)));
    assert!(copy.files() == before);
}

#[test]
fn a_file_that_is_no_store_is_left_alone() {
    let foreign = Place::new();
    rusqlite::Connection::open(foreign.path()).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
    let text = Place::new();
    fs::write(text.path(), "小区,楼,单元,室\n".repeat(900)).unwrap();
    for place in [foreign, text] {
        let before = place.files();
        assert_eq!(place.open().err(), Some(StoreError::WrongKey));
        assert_eq!(place.open_plain().err(), Some(StoreError::WrongKey));
        assert!(place.files() == before);
    }
    let folder = Place::new();
    fs::create_dir(folder.path()).unwrap();
    assert_eq!(folder.open().err(), Some(StoreError::Io));
    assert_eq!(SqliteStore::open(&folder.path().join("none/store.db"), &KEY).err(), Some(StoreError::Io));
}

#[test]
fn a_damaged_store_is_set_aside_whole_and_never_over_another() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    store.commit(sample()).unwrap();
    let expected = dump(&store);
    let place = place.copy();
    let before = place.files();
    assert_eq!(before.keys().collect::<Vec<_>>(), ["store.db", "store.db-wal"]);
    let aside = set_aside(&place.path(), Timestamp(1_700)).unwrap();
    assert_eq!(aside, place.0.path().join("store.db.damaged-1700"));
    let after = place.files();
    assert_eq!(after.keys().collect::<Vec<_>>(), ["store.db.damaged-1700", "store.db.damaged-1700-wal"]);
    assert!(after.values().eq(before.values()));

    drop(place.open().unwrap());
    fs::write(place.0.path().join("store.db.damaged-1701-wal"), "an older one").unwrap();
    let second = set_aside(&place.path(), Timestamp(1_700)).unwrap();
    assert_eq!(second, place.0.path().join("store.db.damaged-1702"));
    assert_eq!(place.files()["store.db.damaged-1701-wal"], b"an older one");
    assert_eq!(dump(&SqliteStore::open(&aside, &KEY).unwrap()), expected, "it opens under its new name");
    assert!(set_aside(&place.path(), Timestamp(0)).is_ok(), "nothing is there to be set aside");
}
