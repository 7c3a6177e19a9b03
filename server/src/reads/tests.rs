use super::*;

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn household(n: u8) -> DocumentId {
    DocumentId([n; 16])
}

fn read(at: i64, households: &[u8]) -> Read {
    Read {
        at: NOW.plus_ms(at),
        person: lianxin_core::id::PersonId([1; 16]),
        assignment: lianxin_core::id::AssignmentId([2; 8]),
        role: "community_office".into(),
        session: [3; 8],
        agent: "Firefox, Linux".into(),
        purpose: Purpose::Service.word().into(),
        what: What::Households.word().into(),
        began: "password".into(),
        households: households.iter().map(|n| household(*n)).collect(),
    }
}

/// A log of five lines.
fn log() -> Reads {
    let log = Reads::prepare(Connection::open_in_memory().unwrap()).unwrap();
    for n in 1..=5u8 {
        log.add(&read(i64::from(n), &[n, 9]), &key()).unwrap();
    }
    log
}

fn is_whole(log: &Reads, remembered: Option<Mark>) -> bool {
    log.check(&key().public(), remembered).unwrap().1
}

#[test]
fn who_looked_at_a_household_is_listed_newest_first_in_parts() {
    let log = log();
    assert_eq!((log.count(&household(9)).unwrap(), log.count(&household(8)).unwrap()), (5, 0));
    let first = log.of(&household(9), None, 2).unwrap();
    assert_eq!(first.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [5, 4]);
    assert_eq!(first[0].1, read(5, &[5, 9]));
    assert_eq!(log.of(&household(9), Some(4), 50).unwrap().len(), 3);
    assert_eq!(log.of(&household(2), None, 50).unwrap(), [(2, read(2, &[2, 9]))]);
    assert!(is_whole(&log, Some(log.tip().unwrap())));
}

#[test]
fn a_log_edited_cut_or_thinned_anywhere_is_noticed() {
    for damage in [
        "DELETE FROM read WHERE n = 3",
        "DELETE FROM read WHERE n = 5",
        "DELETE FROM read WHERE n = 1",
        "DELETE FROM read",
        "UPDATE read SET n = 6 WHERE n = 5",
        "UPDATE read SET at = at + 1 WHERE n = 2",
        "UPDATE read SET bytes = (SELECT bytes FROM read WHERE n = 1) WHERE n = 2",
        "UPDATE read SET hash = zeroblob(32) WHERE n = 5",
        "DELETE FROM shown WHERE n = 3",
        "INSERT INTO shown (household, n) VALUES (zeroblob(16), 3)",
        "UPDATE shown SET household = zeroblob(16) WHERE n = 4 AND household <> x'09090909090909090909090909090909'",
        "DELETE FROM mark",
        "UPDATE mark SET n = 4, hash = (SELECT hash FROM read WHERE n = 4); DELETE FROM read WHERE n = 5; \
         DELETE FROM shown WHERE n = 5",
        "INSERT INTO mark SELECT 'begin', n, hash, zeroblob(64) FROM read WHERE n = 2; DELETE FROM read WHERE n <= 2; \
         DELETE FROM shown WHERE n <= 2",
        "INSERT INTO mark SELECT 'begin', n, hash, signature FROM mark; DELETE FROM read; DELETE FROM shown",
    ] {
        let log = log();
        log.lock().execute_batch(damage).unwrap();
        assert!(!is_whole(&log, None), "{damage}");
    }
}

#[test]
fn an_older_copy_put_in_place_of_the_log_is_noticed_by_what_is_remembered() {
    let log = log();
    let remembered = log.tip().unwrap();
    let older = Reads::prepare(Connection::open_in_memory().unwrap()).unwrap();
    (1..=4u8).for_each(|n| older.add(&read(i64::from(n), &[n, 9]), &key()).unwrap());
    assert!(is_whole(&older, None) && !is_whole(&older, Some(remembered)));
    older.add(&read(99, &[9]), &key()).unwrap();
    assert!(!is_whole(&older, Some(remembered)), "as long, but another");
    log.add(&read(6, &[6]), &key()).unwrap();
    assert!(is_whole(&log, Some(remembered)), "it has gone on since");
}

#[test]
fn a_log_signed_by_another_key_is_not_the_offices() {
    let log = log();
    let other = SigningKey::from_bytes(&[8; 32]).public();
    assert!(!log.check(&other, None).unwrap().1);
}

#[test]
fn lines_are_forgotten_after_three_years_and_the_rest_is_still_whole() {
    let log = log();
    let remembered = log.tip().unwrap();
    log.forget(NOW.plus_ms(KEEP_MS + 4), &key()).unwrap();
    assert_eq!(log.count(&household(9)).unwrap(), 2);
    assert!(is_whole(&log, Some(remembered)));
    log.forget(NOW.plus_ms(2 * KEEP_MS), &key()).unwrap();
    assert_eq!(log.count(&household(9)).unwrap(), 0);
    assert!(is_whole(&log, Some(remembered)), "nothing is left, and nothing was cut");
    log.add(&read(KEEP_MS * 2, &[9]), &key()).unwrap();
    assert!(is_whole(&log, Some(remembered)));
}

#[test]
fn an_empty_log_is_whole_and_a_line_reads_back() {
    let log = Reads::prepare(Connection::open_in_memory().unwrap()).unwrap();
    assert!(is_whole(&log, None) && !is_whole(&log, Some(Mark { n: 1, hash: Hash([1; 32]) })));
    let line = read(1, &[1, 2]);
    let mut bytes = encode(&line);
    assert_eq!(decode::<Read>(&bytes).unwrap(), line);
    // The same in version 1: an element less, and what it said last.
    bytes[..2].copy_from_slice(&[0x8a, 1]);
    bytes.truncate(bytes.len() - 1 - "password".len());
    assert_eq!(decode::<Read>(&bytes).unwrap(), Read { began: String::new(), ..line });
}
