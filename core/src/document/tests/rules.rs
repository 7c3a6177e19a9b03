//! What a document promises its callers.

use super::super::{MAX_OPS, Unreadable, item_key};
use super::*;

fn put(key: &str, value: i64) -> Edit {
    Edit::put(key, Value::Int(value))
}

#[test]
fn a_written_change_says_what_it_is() {
    let document = base();
    let edits = [Edit::put("a", Value::text("再访")), Edit::delete("b"), Edit::put("bytes", Value::Bytes(vec![0, 1]))];
    let change = document.write(&actor(2), NOW, "visit.edit", &[5; 16], &edits).unwrap().unwrap();
    assert_eq!(change.edits(), edits);
    assert_eq!(change.deps(), document.heads());
    assert_eq!((change.actor(), change.time()), (actor(2), NOW));
    assert_eq!((change.seq(), change.start_op(), change.max_op()), (1, 4, 6));
    assert_eq!((change.command(), change.nonce()), ("visit.edit", &[5; 16]));
    assert_eq!(guard::check(change.bytes(), &actor(2), NOW), Ok(change.clone()));
    assert_eq!(document.heads(), base().heads(), "writing does not touch the document");
    let mut document = document;
    document.admit(&change).unwrap();
    assert_eq!(document.heads(), [change.hash()]);
    assert!(document.has(&change.hash()));
    assert_eq!(document.len_ops(), 6);
}

/// Automerge would give the actor's older change here.
#[test]
fn a_write_that_changes_nothing_makes_no_change() {
    let mut document = base();
    write_over(&mut document, 1, &[put("d", 4)]);
    let same = [put("d", 4), put("b", 2), Edit::delete("never")];
    assert_eq!(document.write(&actor(1), NOW, "test.edit", &[1; 16], &same), Ok(None));
    assert_eq!(document.write(&actor(1), NOW, "test.edit", &[1; 16], &[]), Ok(None));
    assert_eq!(Document::new().write(&actor(1), NOW, "test.edit", &[1; 16], &[Edit::delete("a")]), Ok(None));
    let some = [put("d", 4), put("b", 3), Edit::delete("never")];
    let change = write(&document, 1, &some);
    assert_eq!(change.edits(), [put("b", 3)], "only what changed");
}

#[test]
fn edits_that_the_guard_would_refuse_are_refused_when_written() {
    let document = base();
    let write = |command: &str, time, edits: &[Edit]| document.write(&actor(2), time, command, &[1; 16], edits);
    let good = [put("d", 1)];
    assert_eq!(write("Visit", NOW, &good), Err(Offence::Message));
    assert_eq!(write("visit", Timestamp(i64::MAX), &good), Err(Offence::TimeRange));
    assert_eq!(write("visit", NOW, &[put("D", 1)]), Err(Offence::Key));
    assert_eq!(write("visit", NOW, &[put("d", 1), Edit::delete("d")]), Err(Offence::KeyTwice));
    assert_eq!(write("visit", NOW, &[Edit::put("d", Value::Text("e\u{301}".into()))]), Err(Offence::Text));
    assert_eq!(write("visit", NOW, &[Edit::put("d", Value::text(&"x".repeat(70_000)))]), Err(Offence::TooLarge));
}

#[test]
fn both_values_of_a_conflict_stay_visible_and_the_winner_is_the_same_everywhere() {
    let start = base();
    let changes = [2, 3, 4].map(|who| write(&start, who, &[Edit::put("a", Value::Int(i64::from(who) % 2))]));
    let (mut left, mut right) = (start.clone(), start);
    changes.iter().for_each(|change| left.admit(change).unwrap());
    changes.iter().rev().for_each(|change| right.admit(change).unwrap());
    assert_eq!(
        left.get_all("a"),
        [Value::Int(0), Value::Int(1)],
        "the winner first; two wrote 0, and that is no conflict"
    );
    assert_eq!(left.get("a"), Some(Value::Int(0)));
    assert_eq!(content(&left), content(&right));
    assert_eq!(left.heads(), right.heads());
    assert_eq!(left.heads8(), right.heads8());
    assert_eq!(left.heads().len(), 3);
    let settled = write_over(&mut left, 5, &[Edit::put("a", Value::Int(7))]);
    assert_eq!(left.get_all("a"), [Value::Int(7)]);
    assert_eq!(left.heads(), [settled.hash()]);
    assert_ne!(left.heads8(), right.heads8());
}

#[test]
fn a_list_has_the_items_that_have_a_field() {
    let mut document = base();
    let key = |item: &str, field: &str| item_key("step", item, field);
    let edits = [put(&key("11111111", "x"), 1), put(&key("11111111", "y"), 1), put(&key("00000000", "x"), 2)];
    write_over(&mut document, 1, &edits);
    write_over(&mut document, 1, &[put("step", 3), put(&item_key("step_2", "22222222", "x"), 4)]);
    assert_eq!(document.list("step"), ["00000000", "11111111"]);
    assert_eq!(document.list("step_2"), ["22222222"]);
    assert!(document.list("ste").is_empty());
    write_over(&mut document, 1, &[Edit::delete(&key("00000000", "x"))]);
    assert_eq!(document.list("step"), ["11111111"]);
    let entries: Vec<String> = document.entries().into_iter().map(|(key, _)| key).collect();
    assert_eq!(entries, document.keys());
    assert!(entries.is_sorted());
    assert!(document.entries().iter().all(|(key, value)| document.get(key).as_ref() == Some(value)));
}

#[test]
fn an_overlay_applies_only_where_its_dependencies_are() {
    let admitted = base();
    let mut shown = admitted.clone();
    let first = write_over(&mut shown, 2, &[put("d", 1)]);
    let second = write_over(&mut shown, 2, &[put("d", 2)]);
    let mut laid = admitted.clone();
    assert!(!laid.overlay(&second));
    assert_eq!(laid.heads(), admitted.heads());
    assert!(laid.overlay(&first));
    assert!(laid.overlay(&second));
    assert!(laid.overlay(&first), "what is there already is no obstacle");
    assert_eq!((laid.heads(), content(&laid)), (shown.heads(), content(&shown)));
    assert!(!Document::new().overlay(&first));
}

#[test]
fn a_document_is_rebuilt_from_its_changes_and_from_its_saved_state() {
    let mut document = base();
    let fork = write(&document, 2, &[put("a", 2)]);
    write_over(&mut document, 3, &[put("a", 3), put("d", 3)]);
    document.admit(&fork).unwrap();
    write_over(&mut document, 2, &[Edit::delete("d")]);
    let loaded = Document::load(&document.save()).unwrap();
    let changes = document.changes();
    let whole: Vec<Change> = changes
        .iter()
        .map(|bytes| {
            let head = automerge::Change::try_from(&bytes[..]).unwrap();
            let actor = ActorId::from_slice(head.actor_id().to_bytes()).unwrap();
            guard::check(bytes, &actor, Timestamp(head.timestamp())).unwrap()
        })
        .collect();
    let mut rebuilt = Document::new();
    rebuilt.admit_all(&whole).unwrap();
    for other in [&loaded, &rebuilt] {
        assert_eq!(other.heads(), document.heads());
        assert_eq!(content(other), content(&document));
        assert_eq!((other.len_ops(), &other.tips), (document.len_ops(), &document.tips));
        assert_eq!(other.changes().len(), 4);
    }
}

#[test]
fn damaged_saved_bytes_are_an_error_and_never_a_panic() {
    let saved = base().save();
    assert_eq!(Document::load(&[]).err(), Some(Unreadable));
    quiet(|| {
        for len in 1..saved.len() {
            assert!(Document::load(&saved[..len]).is_err(), "{len}");
        }
        for at in 0..saved.len() {
            let mut damaged = saved.clone();
            damaged[at] ^= 0x10;
            assert!(Document::load(&damaged).is_err(), "{at}");
        }
    });
}

#[test]
fn an_empty_document_saves_and_loads() {
    let mut document = Document::load(&Document::new().save()).unwrap();
    assert!(document.heads().is_empty() && document.keys().is_empty() && document.changes().is_empty());
    assert_eq!((document.get("a"), document.get_all("a"), document.len_ops()), (None, vec![], 0));
    write_over(&mut document, 1, &[put("a", 1)]);
    assert_eq!(document.get("a"), Some(Value::Int(1)));
}

#[test]
fn neither_a_change_nor_a_document_shows_its_content_in_a_log() {
    let mut document = Document::new();
    let change = write_over(&mut document, 1, &[Edit::put("note", Value::text("三单元张大爷"))]);
    assert!(!format!("{document:?} {change:?}").contains("大爷"));
}

#[test]
fn documents_and_changes_go_between_threads() {
    fn is_free<T: Send + Sync>() {}
    is_free::<Document>();
    is_free::<Change>();
}

#[test]
fn a_document_takes_as_many_operations_as_it_may_and_no_more() {
    let half = |from: usize| -> Vec<Edit> { (from..from + 2048).map(|n| put(&format!("k{n}"), 1)).collect() };
    let mut document = Document::new();
    write_over(&mut document, 1, &half(0));
    let last = write(&document, 2, &half(2048));
    let other = write(&document, 3, &[put("k0", 2)]);
    document.admit(&last).unwrap();
    assert_eq!(document.len_ops(), MAX_OPS);
    assert_eq!(document.admit(&other), Err(Offence::Full), "concurrent, so its counters alone do not show it");
    let more = document.write(&actor(1), NOW, "test.edit", &[1; 16], &[put("k0", 2)]);
    assert_eq!(more, Err(Offence::Ops));
    assert_eq!(Document::load(&document.save()).map(|d| d.len_ops()), Ok(MAX_OPS));
}

#[test]
fn a_document_takes_as_many_bytes_as_it_may_and_no_more() {
    let mut document = base();
    let text = |n: usize| [Edit::put(&format!("t{n}"), Value::text(&"字".repeat(20_000)))];
    for n in 0..4 {
        write_over(&mut document, 1, &text(n));
    }
    let refused = document.write(&actor(1), NOW, "test.edit", &[1; 16], &text(4));
    assert_eq!(refused, Err(Offence::Full));
    assert_healthy("nearly full", &document);
}

#[test]
fn codes_are_unique_and_begin_with_their_group() {
    use guard::Refusal;
    let all = [
        Offence::TooLarge,
        Offence::Chunk,
        Offence::Checksum,
        Offence::Header,
        Offence::Ops,
        Offence::Rows,
        Offence::Column,
        Offence::Message,
        Offence::TimeRange,
        Offence::Extra,
        Offence::Undecodable,
        Offence::NotCanonical,
        Offence::Nested,
        Offence::Value,
        Offence::Text,
        Offence::Key,
        Offence::KeyTwice,
        Offence::Actor,
        Offence::Time,
        Offence::Duplicate,
        Offence::Taken,
        Offence::Gap,
        Offence::Indirect,
        Offence::Missing(Hash::default()),
        Offence::SecondRoot,
        Offence::StartOp,
        Offence::Pred,
        Offence::Full,
        Offence::Apply,
        Offence::Panic,
        Offence::Reload,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(Offence::code).collect();
    assert_eq!(codes.len(), all.len());
    for offence in all {
        let group = match offence.refusal() {
            Refusal::Shape => "shape",
            Refusal::Chain => "chain",
            Refusal::Deps => "deps",
            Refusal::Merge => "merge",
            Refusal::Duplicate => "duplicate",
        };
        assert_eq!(offence.code().split('.').next(), Some(group));
    }
}

#[test]
fn a_conflict_is_settled_by_putting_the_winning_value_and_the_change_says_so() {
    let mut document = base();
    let changes = [2, 3].map(|who| write(&document, who, &[put("a", who.into())]));
    changes.iter().for_each(|change| document.admit(change).unwrap());
    assert_eq!(document.get_all("a"), [Value::Int(3), Value::Int(2)]);
    let settled = write_over(&mut document, 4, &[put("a", 3)]);
    assert_eq!(settled.edits(), [put("a", 3)]);
    assert_eq!(document.get_all("a"), [Value::Int(3)]);
}

#[test]
fn a_written_change_has_the_bytes_that_an_automerge_transaction_gives() {
    use automerge::transaction::{CommitOptions, Transactable};
    let mut document = base();
    write_over(&mut document, 2, &[put("d", 1)]);
    let concurrent = write(&document, 3, &[put("a", 3)]);
    write_over(&mut document, 2, &[put("d", 2)]);
    document.admit(&concurrent).unwrap();
    write_over(&mut document, 4, &[put("e", 2)]);
    let edits =
        [put("d", 5), Edit::put("note", Value::text("换了门锁")), Edit::delete("a"), put("b", 2), Edit::delete("x")];
    for who in [1, 2, 3, 4, 5] {
        let written = write(&document, who, &edits);
        let mut automerge = document.automerge.clone().with_actor(am_actor(who));
        let message = Message::new("test.edit", &[who; 16]).unwrap().to_string();
        let success = automerge.transact_with::<_, _, automerge::AutomergeError, _>(
            |()| CommitOptions::default().with_time(NOW.0).with_message(message),
            |transaction| {
                for edit in &edits {
                    match &edit.value {
                        Some(value) => transaction.put(automerge::ROOT, edit.key.as_str(), value.to_scalar())?,
                        None => transaction.delete(automerge::ROOT, edit.key.as_str())?,
                    }
                }
                Ok(())
            },
        );
        let hash = success.unwrap().hash.unwrap();
        assert_eq!(hash.0, written.hash().0, "actor {who}");
        let theirs = automerge::ReadDoc::get_change_by_hash(&automerge, &hash).unwrap();
        assert_eq!(theirs.raw_bytes(), written.bytes(), "actor {who}");
    }
}
