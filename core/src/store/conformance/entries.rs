//! Own entries, what needs attention, drafts.

use super::sample::{attention, draft, entry, hash, household_id, visit_id};
use crate::entry::{HoldCode, RefusalCode, Verdict};
use crate::id::ActorId;
use crate::store::{Attention, Draft, Entries, OwnEntry, Progress, Store, Write};
use crate::time::Timestamp;

fn add(store: &mut dyn Store, entries: impl IntoIterator<Item = OwnEntry>) {
    store.commit(entries.into_iter().map(Write::Entry).collect()).unwrap();
}

fn hashes(store: &dyn Store, which: Entries<'_>) -> Vec<u8> {
    store.entries(which).unwrap().iter().map(|entry| entry.hash.0[0]).collect()
}

pub(super) fn entries_come_in_the_order_in_which_they_were_added(store: &mut dyn Store) {
    add(store, [entry(5), entry(2), entry(9)]);
    add(store, [entry(1)]);
    assert_eq!(store.entries(Entries::All).unwrap(), [entry(5), entry(2), entry(9), entry(1)]);
    store.commit(vec![Write::ForgetEntry(hash(2)), Write::ForgetEntry(hash(77))]).unwrap();
    assert_eq!(hashes(store, Entries::All), [5, 9, 1]);
    add(store, [entry(2)]);
    assert_eq!(hashes(store, Entries::All), [5, 9, 1, 2]);
}

pub(super) fn a_replaced_entry_keeps_its_place(store: &mut dyn Store) {
    add(store, [entry(1), entry(2), entry(3)]);
    let mut changed = entry(2);
    changed.progress = Progress::Received(Timestamp(8));
    changed.documents = vec![visit_id(4), household_id(2), visit_id(4)];
    changed.replays = 6;
    add(store, [changed.clone()]);
    assert_eq!(store.entries(Entries::All).unwrap(), [entry(1), changed.clone(), entry(3)]);
    assert_eq!(store.entry(&hash(2)).unwrap(), Some(changed.clone()));
    assert_eq!(store.entry_starting(&hash(2).short()).unwrap(), Some(changed));
    assert_eq!(store.entry_starting(&hash(4).short()).unwrap(), None);
    assert_eq!(store.entry(&hash(4)).unwrap(), None);
}

pub(super) fn unsent_entries_come_in_chain_order_of_one_actor(store: &mut dyn Store) {
    let other = OwnEntry { actor: ActorId([2; 16]), ..entry(4) };
    let received = OwnEntry { progress: Progress::Received(Timestamp(3)), ..entry(1) };
    let settled = OwnEntry { settled: true, ..entry(12) };
    add(store, [entry(10), entry(9), other, received, settled, entry(2)]);
    assert_eq!(hashes(store, Entries::Unsent(&ActorId([1; 16]))), [2, 9, 10, 12]);
    assert_eq!(hashes(store, Entries::Unsent(&ActorId([2; 16]))), [4]);
    assert!(hashes(store, Entries::Unsent(&ActorId([3; 16]))).is_empty());
}

/// One entry for each way it can be with it; even ones are settled.
fn every_progress() -> Vec<OwnEntry> {
    let at = Timestamp(-7);
    let verdicts = [
        Verdict::admitted(None),
        Verdict::Admitted { clock: true, late: true },
        Verdict::Held(HoldCode::Fork),
        Verdict::Held(HoldCode::Unknown(200)),
        Verdict::Refused(RefusalCode::Exists),
        Verdict::Refused(RefusalCode::Deps),
    ];
    let mut all = vec![Progress::Unsent, Progress::Received(at)];
    all.extend(verdicts.map(|verdict| Progress::Judged(at, verdict)));
    let twice = all.into_iter().flat_map(|progress| [progress, progress]);
    (1u8..).zip(twice).map(|(n, progress)| OwnEntry { progress, settled: n.is_multiple_of(2), ..entry(n) }).collect()
}

pub(super) fn every_progress_reads_back(store: &mut dyn Store) {
    add(store, every_progress());
    assert_eq!(store.entries(Entries::All).unwrap(), every_progress());
}

pub(super) fn open_entries_are_those_with_something_left_to_do(store: &mut dyn Store) {
    add(store, every_progress());
    let open = store.entries(Entries::Open).unwrap();
    assert_eq!(
        open.iter().map(|e| e.hash.0[0]).collect::<Vec<_>>(),
        [1, 3, 9, 11, 13, 15],
        "neither admitted nor settled"
    );
    assert!(open.iter().all(OwnEntry::is_open));
    let pending: Vec<u8> = open.iter().filter(|e| e.is_pending()).map(|e| e.hash.0[0]).collect();
    assert_eq!(pending, [1, 3, 11], "a fork and a refusal are not laid over");
    assert!(store.entries(Entries::All).unwrap().iter().all(|e| e.is_open() || !e.is_pending()));
}

pub(super) fn open_entries_of_a_document_are_found(store: &mut dyn Store) {
    let of = |n: u8, documents: &[u8]| OwnEntry {
        documents: documents.iter().map(|d| household_id(*d)).collect(),
        ..entry(n)
    };
    add(store, [of(3, &[1, 2, 1]), of(1, &[2]), OwnEntry { settled: true, ..of(2, &[1]) }, of(4, &[])]);
    assert_eq!(hashes(store, Entries::Of(&household_id(1))), [3]);
    assert_eq!(hashes(store, Entries::Of(&household_id(2))), [3, 1]);
    assert!(hashes(store, Entries::Of(&household_id(3))).is_empty());
    add(store, [of(3, &[3])]);
    assert_eq!(hashes(store, Entries::Of(&household_id(2))), [1]);
    store.commit(vec![Write::ForgetEntry(hash(1))]).unwrap();
    assert!(hashes(store, Entries::Of(&household_id(2))).is_empty());
}

pub(super) fn delivered_counts_what_the_office_has(store: &mut dyn Store) {
    assert_eq!(store.delivered(), Ok((0, 0)));
    add(store, every_progress());
    assert_eq!(store.delivered(), Ok((14, 16)));
    add(store, [OwnEntry { progress: Progress::Received(Timestamp(1)), ..entry(1) }, entry(99)]);
    assert_eq!(store.delivered(), Ok((15, 17)));
    store.commit(vec![Write::ForgetEntry(hash(99)), Write::ForgetEntry(hash(3))]).unwrap();
    assert_eq!(store.delivered(), Ok((14, 15)));
}

pub(super) fn work_that_needs_attention_comes_oldest_first(store: &mut dyn Store) {
    let second = Attention { item: 1, ..attention(1, 30) };
    let all = [attention(1, 30), attention(9, 30), second.clone(), attention(3, 10)];
    store.commit(all.into_iter().map(Write::Attention).collect()).unwrap();
    assert_eq!(store.attention().unwrap(), [attention(3, 10), attention(1, 30), attention(9, 30), second.clone()]);
    let changed = Attention { reason: "changed_by_other".into(), fields: vec![], ..attention(1, 30) };
    store.commit(vec![Write::Attention(changed.clone()), Write::DropAttention(hash(9), 0)]).unwrap();
    assert_eq!(store.attention().unwrap(), [attention(3, 10), changed.clone(), second]);
    store.commit(vec![Write::DropAttention(hash(1), 1), Write::DropAttention(hash(3), 1)]).unwrap();
    assert_eq!(store.attention().unwrap(), [attention(3, 10), changed]);
}

pub(super) fn drafts_come_newest_first_and_there_may_be_many(store: &mut dyn Store) {
    let drafts: Vec<Draft> = (0..250).map(|n| draft(n, i64::from(n % 100))).collect();
    store.commit(drafts.into_iter().map(Write::Draft).collect()).unwrap();
    let listed = store.drafts().unwrap();
    assert_eq!(listed.len(), 250);
    assert_eq!(listed[..3], [draft(99, 99), draft(199, 99), draft(98, 98)]);
    let typed = Draft { form: vec![], ..draft(4, 1_000) };
    store.commit(vec![Write::Draft(typed.clone()), Write::DropDraft([99; 16]), Write::DropDraft([251; 16])]).unwrap();
    let listed = store.drafts().unwrap();
    assert_eq!((listed.len(), &listed[..2]), (249, &[typed, draft(199, 99)][..]));
}
