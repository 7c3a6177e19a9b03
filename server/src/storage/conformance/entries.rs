//! The inbox.

use super::Done;
use crate::storage::{Decided, NewEntry, ObjectId, ObjectRef, Seq, Storage, StorageError, WriteTx};
use lianxin_core::entry::{HoldCode, ObjectKind, RefusalCode, Verdict};
use lianxin_core::id::{ActorId, DocumentId, Hash, KeyId, PersonId};
use lianxin_core::time::Timestamp;

pub(super) fn the_inbox_is_in_order(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let lost = Some(Verdict::Held(HoldCode::Lost));
            let first = add(tx, 1, 1, false, None, &[1]);
            let held = add(tx, 1, 2, false, lost, &[1]);
            let other = add(tx, 2, 1, false, None, &[2]);
            assert!(first < held && held < other);
            assert_eq!(tx.next_pending(None)?.map(|e| e.seq), Some(first));
            assert_eq!(tx.next_pending(Some(&KeyId([2; 16])))?.map(|e| e.seq), Some(other));
            assert_eq!(tx.pending_devices()?, [1, 2].map(|device| KeyId([device; 16])));
            tx.set_admitted(first, Verdict::admitted(None), 1)?;
            let behind = add(tx, 1, 3, false, None, &[1]);
            tx.set_verdict(behind, Verdict::Held(HoldCode::Behind), Some(&Hash([18; 32])))?;
            assert_eq!(tx.next_pending(Some(&KeyId([1; 16])))?, None);
            tx.release(held)?;
            tx.requeue_behind(&Hash([18; 32]))?;
            let next = tx.next_pending(None)?.unwrap();
            assert_eq!((next.seq, next.forced, next.verdict), (held, true, None));
            tx.set_verdict(held, Verdict::Refused(RefusalCode::Person), None)?;
            let after = tx.next_pending(Some(&KeyId([1; 16])))?.unwrap();
            assert_eq!((after.seq, after.forced, after.behind), (behind, false, None));
            assert_eq!(tx.entry(&Hash([18; 32]))?.and_then(|e| e.verdict), Some(Verdict::Refused(RefusalCode::Person)));
            assert_eq!(tx.entry_at(first)?.and_then(|e| e.admitted), Some(1));
            assert_eq!(tx.last_admitted()?, 1);
            let (at, person) = (Timestamp(5), PersonId([1; 16]));
            tx.add_decision(held, &Decided { at, person, released: false, reason: "agreed with the author" })
        })
        .unwrap();
    let twice: Done = storage.write(|tx| {
        let entry = NewEntry { hash: Hash([77; 32]), n: 1, ..sample() };
        tx.add_entry(&entry).map(drop)
    });
    assert!(twice.is_err(), "one n of a chain is taken once");
    let branch: Done = storage.write(|tx| tx.add_entry(&NewEntry { branch: true, ..sample() }).map(drop));
    assert!(branch.is_ok(), "a branch stands beside the chain");
}

pub(super) fn found_by_document(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let refused = Some(Verdict::Refused(RefusalCode::Rights));
            let fork = Some(Verdict::Held(HoldCode::Fork));
            add(tx, 1, 1, false, Some(Verdict::Held(HoldCode::Lost)), &[1, 2]);
            add(tx, 1, 2, false, refused, &[3]);
            add(tx, 1, 2, true, fork, &[4]);
            let pending = add(tx, 1, 3, false, None, &[5]);
            let last = add(tx, 1, 4, false, None, &[6]);
            let [one, two, three, four, five, six] = [1, 2, 3, 4, 5, 6].map(|d| DocumentId([d; 16]));
            let device = KeyId([1; 16]);
            assert_eq!(tx.waiting_on(&device, last, &[six, two, one])?, Some(Hash([17; 32])));
            assert_eq!(tx.waiting_on(&device, last, &[five])?, Some(Hash([19; 32])));
            assert_eq!(tx.waiting_on(&device, last, &[five, one])?, Some(Hash([17; 32])), "the first of them");
            assert_eq!(tx.waiting_on(&device, last, &[three, four, six])?, None);
            assert_eq!(tx.waiting_on(&device, pending, &[five])?, None);
            assert_eq!(tx.waiting_on(&KeyId([2; 16]), last, &[one])?, None);
            let actor = ActorId([1; 16]);
            assert!(tx.refused_on(&actor, 4, &[one, three])?);
            assert!(!tx.refused_on(&actor, 2, &[three])? && !tx.refused_on(&actor, 4, &[one])?);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

pub(super) fn changes_in_order(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let first = add(tx, 1, 1, false, None, &[1, 2, 1]);
            let second = add(tx, 2, 1, false, None, &[1]);
            add(tx, 3, 1, false, None, &[1]);
            tx.set_admitted(second, Verdict::admitted(None), 1)?;
            tx.set_admitted(first, Verdict::admitted(None), 2)?;
            let changes = tx.changes_of(&DocumentId([1; 16]))?;
            let places: Vec<_> = changes.iter().map(|c| (c.id.entry, c.id.place, c.admitted)).collect();
            assert_eq!(places, [(second, 0, 1), (first, 0, 2), (first, 2, 2)]);
            assert_eq!((changes[0].actor, changes[0].entry), (ActorId([2; 16]), Hash([33; 32])));
            assert_eq!(tx.object(changes[2].id)?, [1, 1]);
            let objects = tx.objects(first)?;
            assert_eq!(objects.iter().map(|o| o.document.0[0]).collect::<Vec<_>>(), [1, 2, 1]);
            assert_eq!(objects[1].kind, ObjectKind::Change);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

fn sample() -> NewEntry<'static> {
    NewEntry {
        hash: Hash([78; 32]),
        device: KeyId([1; 16]),
        actor: ActorId([1; 16]),
        n: 2,
        branch: false,
        received_at: Timestamp(0),
        verdict: None,
        replays: Some(Hash([4; 32])),
        sealed: &[],
    }
}

/// Adds an entry of a device with one change to each document.
pub(super) fn add(
    tx: &dyn WriteTx,
    device: u8,
    n: u8,
    branch: bool,
    verdict: Option<Verdict>,
    documents: &[u8],
) -> Seq {
    let hash = Hash([device * 16 + n + 100 * u8::from(branch); 32]);
    let entry = NewEntry {
        hash,
        device: KeyId([device; 16]),
        actor: ActorId([device; 16]),
        n: n.into(),
        branch,
        received_at: Timestamp(n.into()),
        verdict,
        replays: None,
        sealed: &[n],
    };
    let seq = tx.add_entry(&entry).unwrap();
    for (place, document) in (0u8..).zip(documents) {
        let id = ObjectId { entry: seq, place };
        let object = ObjectRef { id, document: DocumentId([*document; 16]), kind: ObjectKind::Change };
        tx.put_object(&object, &[n, *document]).unwrap();
    }
    seq
}
