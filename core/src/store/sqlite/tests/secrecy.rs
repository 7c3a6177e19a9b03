//! What the files give away: nothing without the key, and nothing at all of what was dropped (P-09).

use super::{KEY, Place};
use crate::cbor::Bytes;
use crate::rows::Need;
use crate::store::conformance::sample::{draft, dump, hash, household, household_id, sample, visit, visit_id};
use crate::store::{Draft, SqliteStore, Store, StoreError, Write};

/// Stand in the store's rows, and in no other file of this test.
const WORDS: [&str; 3] = ["槐荫苑", "藏起来的字", "zangqilai"];

fn planted() -> Vec<Write> {
    let mut seen = visit(5, 5, 20);
    seen.note = WORDS[1].repeat(3);
    seen.needs = vec![Need { code: "助餐".into(), line: WORDS[1].repeat(2) }];
    vec![
        Write::Document(household_id(5), WORDS[2].into()),
        Write::Document(visit_id(5), WORDS[1].into()),
        Write::Household(household(5, WORDS[0], "3", "2", "401")),
        Write::Visit(seen),
        Write::Part(hash(5), Bytes(WORDS[2].into())),
        Write::Draft(Draft { form: WORDS[1].into(), ..draft(5, 9) }),
    ]
}

/// Where the words, or the pairs of characters that search keeps of them, stand in clear. Nothing shorter than six
/// bytes is looked for: in a cipher, chance writes short words too.
fn leaks(place: &Place) -> Vec<String> {
    let wanted = WORDS.iter().copied().chain(["槐荫", "荫苑", "藏起"]);
    let wanted: Vec<&str> = wanted.collect();
    let mut leaks = Vec::new();
    for (name, bytes) in place.files() {
        for word in wanted.iter().filter(|word| bytes.windows(word.len()).any(|at| at == word.as_bytes())) {
            leaks.push(format!("{word} in {name}"));
        }
    }
    leaks
}

#[test]
fn nothing_stands_in_clear_in_the_file_or_its_log() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    if !store.has_cipher() {
        return;
    }
    store.commit(planted()).unwrap();
    assert_eq!(place.files().keys().collect::<Vec<_>>(), ["store.db", "store.db-wal"], "no shm: one owner");
    assert_eq!(leaks(&place), [""; 0]);
    assert!(!place.files()["store.db"].starts_with(b"SQLite format 3"));
    drop(store);
    assert_eq!(leaks(&place), [""; 0]);
    let plain = Place::new();
    plain.open_plain().unwrap().commit(planted()).unwrap();
    assert!(leaks(&plain).len() > WORDS.len(), "the search for leaks finds what is there");
}

#[test]
fn of_what_was_dropped_no_byte_is_left_in_any_file() {
    let place = Place::new();
    let mut store = place.open_plain().unwrap();
    store.commit(sample()).unwrap();
    store.commit(planted()).unwrap();
    assert!(leaks(&place).len() > WORDS.len());
    let drops = vec![
        Write::DropDraft([5; 16]),
        Write::DropPart(hash(5)),
        Write::DropDocument(household_id(5)),
        Write::DropDocument(visit_id(5)),
    ];
    store.commit(drops).unwrap();
    assert_eq!(leaks(&place), [""; 0], "while the store is open");
    drop(store);
    assert_eq!(leaks(&place), [""; 0], "after it is closed");
    store = place.open_plain().unwrap();
    store.check().unwrap();
    assert_eq!(store.search("丰泽", 9).unwrap().len(), 1);
}

#[test]
fn a_changed_dwelling_leaves_none_of_its_old_words_once_the_log_is_folded_in() {
    let place = Place::new();
    let mut store = place.open_plain().unwrap();
    store.commit(vec![Write::Household(household(5, WORDS[0], "3", "2", "401"))]).unwrap();
    store.commit(vec![Write::Household(household(5, "清泉里", "3", "2", "401"))]).unwrap();
    drop(store);
    assert_eq!(leaks(&place), [""; 0]);
}

#[test]
fn a_wrong_key_opens_nothing_and_changes_nothing() {
    let place = Place::new();
    let mut store = place.open().unwrap();
    if !store.has_cipher() {
        return;
    }
    store.commit(sample()).unwrap();
    let expected = dump(&store);
    let killed = place.copy();
    drop(store);
    for place in [place, killed] {
        let before = place.files();
        for wrong in [[0; 32], {
            let mut key = KEY;
            key[31] ^= 1;
            key
        }] {
            assert_eq!(SqliteStore::open(&place.path(), &wrong).err(), Some(StoreError::WrongKey));
            assert_eq!(place.open_plain().err(), Some(StoreError::WrongKey));
            assert!(place.files() == before);
        }
        assert_eq!(dump(&place.open().unwrap()), expected);
    }
}

#[test]
fn the_index_is_of_the_kind_that_forgets_what_is_dropped() {
    let migrations = super::super::open::MIGRATIONS.concat();
    assert_eq!(migrations.matches("USING fts5").count(), migrations.matches(crate::search::FTS5_OPTIONS).count());
    assert_eq!(migrations.matches("USING fts5").count(), migrations.matches("'secure-delete', 1").count());
    assert!(migrations.contains("USING fts5"));
}
