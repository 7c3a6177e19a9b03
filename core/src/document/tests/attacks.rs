//! Changes made by hand that Automerge panics on, loses, or takes and cannot load again; each has its offence.

use super::super::MAX_CHANGE_BYTES;
use super::*;
use automerge::Automerge;
use automerge::ObjType;
use automerge::legacy::{ElementId, MarkData};

/// A forged first change of actor 9 upon [`base`], with the honest counter.
fn upon_base(document: &Document, operations: Vec<Op>) -> Vec<u8> {
    bytes_of(forge(9, 1, 4, &document.heads(), operations))
}

fn refuse_operations(cases: Vec<(&str, Op, Offence)>) {
    let document = base();
    for (name, operation, offence) in cases {
        assert_refused(name, &document, &upon_base(&document, vec![operation]), 9, offence);
    }
}

#[test]
fn an_honest_forgery_is_admitted_so_that_the_refusals_mean_something() {
    let mut document = base();
    let operations = vec![over(put("a", "x"), &[(1, 1)]), put("d", "y"), over(op("b", OpType::Delete), &[(2, 1)])];
    let bytes = upon_base(&document, operations);
    assert_eq!(judge(&mut document, &bytes, 9), Ok(()));
    assert_eq!(document.get("a"), Some(Value::text("x")));
    assert_eq!(document.get("b"), None);
    assert_healthy("honest forgery", &document);
}

#[test]
fn operations_on_anything_but_the_root_map_are_refused() {
    let inside = |obj: OpId| Op { obj: ObjectId::Id(obj), ..put("k", "v") };
    let element = |key: ElementId, insert, pred: &[(u64, u8)]| {
        let obj = ObjectId::Id(OpId(3, am_actor(1)));
        over(Op { obj, key: Key::Seq(key), insert, ..put("k", "v") }, pred)
    };
    let ghost = OpId(999, am_actor(9));
    let mark = OpType::MarkBegin(MarkData { name: "b".into(), value: true.into(), expand: true });
    refuse_operations(vec![
        ("missing object of a known actor", inside(OpId(5000, am_actor(1))), Offence::Nested),
        ("object of an unknown actor", inside(OpId(5000, am_actor(0xee))), Offence::Nested),
        ("object made by itself", inside(OpId(4, am_actor(9))), Offence::Nested),
        ("existing operation as object", inside(OpId(1, am_actor(1))), Offence::Nested),
        ("insert after a missing element", element(ElementId::Id(ghost.clone()), true, &[]), Offence::Nested),
        ("update of a missing element", element(ElementId::Id(ghost), false, &[(999, 9)]), Offence::Nested),
        ("insert at the head of a map", element(ElementId::Head, true, &[]), Offence::Nested),
        (
            "insert into the root map",
            Op { key: Key::Seq(ElementId::Head), insert: true, ..put("k", "v") },
            Offence::Nested,
        ),
        ("insert under a map key", Op { insert: true, ..put("k", "v") }, Offence::Nested),
        ("a map", op("m", OpType::Make(ObjType::Map)), Offence::Nested),
        ("a list", op("m", OpType::Make(ObjType::List)), Offence::Nested),
        ("a text object", op("m", OpType::Make(ObjType::Text)), Offence::Nested),
        ("a table", op("m", OpType::Make(ObjType::Table)), Offence::Nested),
        ("a mark", op("m", mark), Offence::Nested),
        ("the end of a mark", op("m", OpType::MarkEnd(false)), Offence::Nested),
        ("the end of an expanding mark", op("m", OpType::MarkEnd(true)), Offence::Nested),
    ]);
}

#[test]
fn values_that_documents_do_not_hold_are_refused() {
    refuse_operations(vec![
        ("null", op("k", OpType::Put(ScalarValue::Null)), Offence::Value),
        ("unsigned", op("k", OpType::Put(ScalarValue::Uint(1))), Offence::Value),
        ("float", op("k", OpType::Put(ScalarValue::F64(0.5))), Offence::Value),
        ("counter", op("k", OpType::Put(ScalarValue::counter(1))), Offence::Value),
        ("timestamp", op("k", OpType::Put(ScalarValue::Timestamp(1))), Offence::Value),
        ("unknown", op("k", OpType::Put(ScalarValue::Unknown { type_code: 12, bytes: vec![1] })), Offence::Value),
        ("increment", over(op("b", OpType::Increment(4)), &[(2, 1)]), Offence::Value),
        ("text not in NFC", put("k", "e\u{301}"), Offence::Text),
    ]);
}

#[test]
fn keys_in_another_form_and_keys_used_twice_are_refused() {
    for key in ["", "K", "备注", "a/b", "a/b/c", "steps/0123456/x", "steps/012345678/x", "\u{0}"] {
        refuse_operations(vec![(key, put(key, "v"), Offence::Key)]);
    }
    let document = base();
    let twice = upon_base(&document, vec![put("q", "v"), put("q", "w")]);
    assert_refused("two puts", &document, &twice, 9, Offence::KeyTwice);
    let twice = upon_base(&document, vec![put("q", "v"), over(put("q", "w"), &[(4, 9)])]);
    assert_refused("a put over the change's own", &document, &twice, 9, Offence::KeyTwice);
}

#[test]
fn operations_that_do_not_replace_what_their_author_saw_are_refused() {
    refuse_operations(vec![
        ("a missing predecessor", over(put("a", "v"), &[(999, 9)]), Offence::Pred),
        ("a predecessor of an unknown actor", over(put("a", "v"), &[(1, 0xee)]), Offence::Pred),
        ("another key's predecessor", over(put("z", "v"), &[(1, 1)]), Offence::Pred),
        ("one too many", over(put("a", "v"), &[(1, 1), (2, 1)]), Offence::Pred),
        ("the same one twice", over(put("a", "v"), &[(1, 1), (1, 1)]), Offence::Pred),
        ("none though there is a value", put("a", "v"), Offence::Pred),
        ("itself", over(put("q", "v"), &[(4, 9)]), Offence::Pred),
        ("a later one", over(put("q", "v"), &[(u64::from(u32::MAX), 9)]), Offence::Pred),
        ("delete without predecessor", op("a", OpType::Delete), Offence::Pred),
        ("delete of nothing", op("q", OpType::Delete), Offence::Pred),
    ]);
}

#[test]
fn one_value_of_a_conflict_cannot_be_replaced_alone_once_both_were_seen() {
    let mut document = base();
    let others = [2, 3].map(|who| write(&document, who, &[Edit::put("a", Value::Int(who.into()))]));
    others.iter().for_each(|change| document.admit(change).unwrap());
    let heads = document.heads();
    let half = bytes_of(forge(9, 1, 5, &heads, vec![over(put("a", "mine"), &[(4, 2)])]));
    assert_refused("half of a conflict", &document, &half, 9, Offence::Pred);
    let whole = bytes_of(forge(9, 1, 5, &heads, vec![over(put("a", "mine"), &[(4, 2), (4, 3)])]));
    assert_eq!(judge(&mut document, &whole, 9), Ok(()));
    assert_eq!(document.get_all("a"), [Value::text("mine")]);
}

/// Automerge takes it where the predecessor happens to be, and breaks where it has not yet arrived.
#[test]
fn a_predecessor_outside_the_dependencies_is_refused_wherever_it_is_known() {
    let start = base();
    let unseen = write(&start, 2, &[Edit::put("d", Value::Int(2))]);
    let mut knowing = start.clone();
    knowing.admit(&unseen).unwrap();
    let reaching = upon_base(&start, vec![over(put("d", "v"), &[(4, 2)])]);
    assert_refused("where it is known", &knowing, &reaching, 9, Offence::Pred);
    assert_refused("where it is not", &start, &reaching, 9, Offence::Pred);
    let overwritten = write(&start, 3, &[Edit::put("a", Value::Int(3))]);
    let mut after = start.clone();
    after.admit(&overwritten).unwrap();
    let concurrent = upon_base(&start, vec![over(put("a", "v"), &[(1, 1)])]);
    assert_eq!(
        judge(&mut after, &concurrent, 9),
        Ok(()),
        "what it saw has been replaced since, and that is a conflict"
    );
    assert_eq!(after.get_all("a").len(), 2);
}

#[test]
fn counters_out_of_order_are_refused() {
    let document = base();
    let heads = document.heads();
    let first = |start| bytes_of(forge(9, 1, start, &heads, vec![put("q", "v")]));
    assert_refused("too low", &document, &first(1), 9, Offence::StartOp);
    assert_refused("a gap", &document, &first(5), 9, Offence::StartOp);
    assert_refused("four thousand million", &document, &first(4_000_000_000), 9, Offence::Ops);
    assert_refused("the last 32-bit counter", &document, &first(u32::MAX.into()), 9, Offence::Ops);
    assert_refused("beyond 32 bits", &document, &first(1 << 40), 9, Offence::Ops);
    assert_refused("no operation", &document, &upon_base(&document, vec![]), 9, Offence::Ops);
    let gap = bytes_of(forge(9, 1, 9, &heads, vec![]));
    assert_refused("no operation, and a gap", &document, &gap, 9, Offence::Ops);
    let many = bytes_of(forge(9, 1, u32::MAX.into(), &heads, ["q", "r", "s", "t"].map(|key| put(key, "v")).to_vec()));
    assert_refused("counters that run over", &document, &many, 9, Offence::Ops);
}

#[test]
fn sequence_numbers_out_of_order_are_refused() {
    let mut document = base();
    let heads = document.heads();
    let forged = |seq, start, deps: &[Hash]| bytes_of(forge(9, seq, start, deps, vec![put("f", "2")]));
    assert_refused("zero", &document, &forged(0, 4, &heads), 9, Offence::Header);
    assert_refused("the greatest", &document, &forged(u64::MAX, 4, &heads), 9, Offence::Header);
    assert_refused("more changes than operations", &document, &forged(5, 4, &heads), 9, Offence::Header);
    assert_refused("a new actor's third", &document, &forged(3, 4, &heads), 9, Offence::Gap);
    assert_refused("second before first", &document, &forged(2, 4, &heads), 9, Offence::Gap);
    let one = guard::check(&bytes_of(forge(9, 1, 4, &heads, vec![put("e", "1")])), &actor(9), NOW).unwrap();
    let upon_one = [one.hash()];
    assert_refused("upon what is not there", &document, &forged(2, 5, &upon_one), 9, Offence::Missing(one.hash()));
    document.admit(&one).unwrap();
    assert_refused("a gap", &document, &forged(3, 5, &upon_one), 9, Offence::Gap);
    assert_refused("not upon the first, same counters", &document, &forged(2, 4, &heads), 9, Offence::Indirect);
    assert_refused("not upon the first, own counters", &document, &forged(2, 5, &heads), 9, Offence::Indirect);
    assert_refused("upon nothing", &document, &forged(2, 5, &[]), 9, Offence::SecondRoot);
    assert_refused("counters used again", &document, &forged(2, 4, &upon_one), 9, Offence::StartOp);
    let mut both = [heads[0], one.hash()];
    both.sort();
    assert_eq!(judge(&mut document.clone(), &forged(2, 5, &both), 9), Ok(()), "one dependency too many is harmless");
    assert_eq!(judge(&mut document, &forged(2, 5, &upon_one), 9), Ok(()));
}

#[test]
fn of_two_changes_with_one_sequence_number_the_first_stands() {
    let start = base();
    let heads = start.heads();
    let check = |who, bytes: Vec<u8>| guard::check(&bytes, &actor(who), NOW).unwrap();
    let left = check(9, bytes_of(forge(9, 1, 4, &heads, vec![put("e", "left")])));
    let right = check(9, bytes_of(forge(9, 1, 4, &heads, vec![put("e", "right")])));
    let innocent = check(8, bytes_of(forge(8, 1, 4, &heads, vec![put("o", "innocent")])));
    let mut document = start.clone();
    let batch = [left.clone(), right.clone(), innocent.clone()];
    assert_eq!(document.admit_all(&batch), Err(Offence::Taken));
    assert_eq!(document.heads(), heads, "all or none");
    document.admit_all(&[left.clone(), innocent]).unwrap();
    assert_eq!(document.admit(&right), Err(Offence::Taken));
    assert_eq!(document.admit(&left), Err(Offence::Duplicate));
    assert_eq!(document.get("e"), Some(Value::text("left")));
    let upon_right = bytes_of(forge(7, 1, 5, &[right.hash()], vec![put("h", "honest")]));
    assert_refused("upon the losing branch", &document, &upon_right, 7, Offence::Missing(right.hash()));
}

#[test]
fn a_document_has_one_first_change() {
    let document = base();
    let second = bytes_of(forge(9, 1, 1, &[], vec![put("x", "1")]));
    assert_refused("a second root", &document, &second, 9, Offence::SecondRoot);
    let mut empty = Document::new();
    let ghost = Hash([7; 32]);
    let bytes = bytes_of(forge(9, 1, 1, &[ghost], vec![put("x", "1")]));
    assert_eq!(judge(&mut empty, &bytes, 9), Err(Offence::Missing(ghost)));
    assert_eq!(judge(&mut empty, &second, 9), Ok(()));
}

#[test]
fn headers_that_no_honest_device_writes_are_refused() {
    let document = base();
    let heads = document.heads();
    let honest = || forge(9, 1, 4, &heads, vec![put("q", "v")]);
    let with = |change: &dyn Fn(&mut ExpandedChange)| {
        let mut forged = honest();
        change(&mut forged);
        bytes_of(forged)
    };
    let author = |c: &mut ExpandedChange| c.extra_bytes = [&[1, 4][..], &[0x42; 4]].concat();
    let cases = [
        ("the earliest time", with(&|c| c.time = i64::MIN), Offence::TimeRange),
        ("the latest time", with(&|c| c.time = i64::MAX), Offence::TimeRange),
        ("another time", with(&|c| c.time += 1), Offence::Time),
        ("another actor", with(&|c| c.actor_id = am_actor(8)), Offence::Actor),
        ("a short actor", with(&|c| c.actor_id = automerge::ActorId::from([9u8; 8])), Offence::Header),
        ("a long actor", with(&|c| c.actor_id = automerge::ActorId::from([9u8; 32])), Offence::Header),
        ("a dependency twice", with(&|c| c.deps = vec![c.deps[0], c.deps[0]]), Offence::Header),
        ("no message", with(&|c| c.message = None), Offence::Message),
        ("a free message", with(&|c| c.message = Some("王大爷家".into())), Offence::Message),
        ("an author footer", with(&author), Offence::Extra),
        ("a few bytes more", with(&|c| c.extra_bytes = vec![0x99, 1, 2]), Offence::Extra),
        ("64 KiB more", with(&|c| c.extra_bytes = vec![0xab; 65_536]), Offence::TooLarge),
    ];
    for (name, bytes, offence) in cases {
        assert_refused(name, &document, &bytes, 9, offence);
    }
    let mut late = honest();
    (late.seq, late.start_op, late.extra_bytes) = (2, NonZeroU64::new(5).unwrap(), vec![1, 1, 0x42]);
    assert_refused("an author footer on a second change", &document, &bytes_of(late), 9, Offence::Extra);
}

#[test]
fn a_document_a_compressed_change_and_a_bundle_are_refused() {
    let document = base();
    let saved = document.save();
    let mut long = forge(9, 1, 4, &document.heads(), vec![put("q", &"长".repeat(500))]);
    long.hash = None;
    let mut long = automerge::Change::from(long);
    let compressed = long.bytes().to_vec();
    assert_eq!(compressed[8], 2, "long enough to be compressed");
    let automerge = Automerge::load(&saved).unwrap();
    let bundle = automerge.bundle(automerge.get_changes(&[]).iter().map(automerge::Change::hash)).unwrap();
    let bundle = bundle.bytes().to_vec();
    for (name, bytes) in [("document", &saved), ("compressed", &compressed), ("bundle", &bundle)] {
        assert_refused(name, &document, bytes, 9, Offence::Chunk);
        // The same body under the type of a change.
        let mut disguised = bytes.clone();
        disguised[8] = 1;
        fix_checksum(&mut disguised);
        let mut tried = document.clone();
        let verdict = quiet(|| judge(&mut tried, &disguised, 9)).unwrap_err();
        assert_eq!(verdict.refusal(), guard::Refusal::Shape, "{name}");
    }
    assert_eq!(judge(&mut document.clone(), long.raw_bytes(), 9), Ok(()), "uncompressed it is taken");
    assert_eq!(automerge.get_heads().len(), 1);
}

#[test]
fn bytes_cut_short_doubled_or_with_a_wrong_checksum_are_refused() {
    let document = base();
    let good = upon_base(&document, vec![put("q", "v")]);
    for len in 0..good.len() {
        let offence = guard::check(&good[..len], &actor(9), NOW).unwrap_err();
        assert!(matches!(offence, Offence::Chunk | Offence::Header), "{len}: {offence}");
    }
    let mut wrong = good.clone();
    wrong[4] ^= 1;
    assert_refused("checksum", &document, &wrong, 9, Offence::Checksum);
    wrong = good.clone();
    wrong[60] ^= 1;
    assert_refused("content", &document, &wrong, 9, Offence::Checksum);
    assert_refused("twice", &document, &good.repeat(2), 9, Offence::Header);
    assert_refused("too long", &document, &vec![0; MAX_CHANGE_BYTES + 1], 9, Offence::TooLarge);
}

#[test]
fn a_second_encoding_of_one_content_is_refused() {
    let document = base();
    let good = upon_base(&document, vec![put("q", "v")]);
    let body = body_of(&good);
    assert_eq!(chunk(1, body), good, "the chunk is rebuilt as it was");
    // The number of dependencies, 1, in two bytes.
    let wide = chunk(1, &[&[0x81, 0], &body[1..]].concat());
    assert_refused("a number in more bytes than it needs", &document, &wide, 9, Offence::Header);
    // One unused actor after the message.
    let at = body.windows(27).position(|w| w[0] == b'/').unwrap() + 27;
    assert_eq!(body[at], 0, "no other actors");
    let unused = chunk(1, &[&body[..at], &[1, 16], &[0x55; 16], &body[at + 1..]].concat());
    assert_refused("an unused actor", &document, &unused, 9, Offence::NotCanonical);
}
