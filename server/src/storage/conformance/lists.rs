//! Lists of entries, of one community and of all.

use super::entries::add;
use crate::storage::{EntryList, NewEntry, ReadEntries, Seq, Storage, StorageError, WriteTx};
use lianxin_core::code::CommunityCode;
use lianxin_core::entry::{HoldCode, RefusalCode, Verdict};
use lianxin_core::id::{ActorId, DocumentId, Hash, KeyId, sha256};
use lianxin_core::time::Timestamp;

pub(super) fn lists_of_entries(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let held = add(tx, 1, 1, false, Some(Verdict::Held(HoldCode::Kind)), &[1]);
            let flagged = add(tx, 1, 2, false, None, &[1]);
            tx.set_admitted(flagged, Verdict::Admitted { clock: false, late: true }, 1)?;
            let plain = add(tx, 1, 3, false, None, &[1]);
            tx.set_admitted(plain, Verdict::admitted(None), 2)?;
            let refused = add(tx, 1, 4, false, Some(Verdict::Refused(RefusalCode::Deps)), &[1]);
            let replaced = add(tx, 1, 5, false, Some(Verdict::Refused(RefusalCode::Deps)), &[1]);
            tx.set_replaced(replaced, &Hash([3; 32]))?;
            let newer = add(tx, 1, 6, false, Some(Verdict::Refused(RefusalCode::Value)), &[1]);
            let seqs = |list, after| seqs(tx, list, None, after, 10);
            assert_eq!(seqs(EntryList::Held, None), [held]);
            assert_eq!(seqs(EntryList::Flagged, None), [flagged]);
            assert_eq!(seqs(EntryList::Refused, None), [newer, refused]);
            assert_eq!(seqs(EntryList::Refused, Some(newer)), [refused]);
            assert_eq!(tx.count_entries(EntryList::Refused, None)?, 2);
            assert_eq!(tx.entry_at(replaced)?.and_then(|e| e.replaced_by), Some(Hash([3; 32])));
            let on: Vec<_> = tx.listed_on(&DocumentId([1; 16]))?.iter().map(|e| e.seq).collect();
            assert_eq!(on, [held, flagged, refused, newer], "neither what was replaced nor what is plainly admitted");
            assert!(tx.listed_on(&DocumentId([9; 16]))?.is_empty());
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

fn seqs(
    tx: &(impl ReadEntries + ?Sized),
    list: EntryList,
    community: Option<CommunityCode>,
    after: Option<Seq>,
    limit: u32,
) -> Vec<Seq> {
    tx.entries(list, community, after, limit).unwrap().iter().map(|entry| entry.seq).collect()
}

/// Far more than anybody would look through: parts follow one another without a gap, and the counts are exact.
pub(super) fn lists_of_a_community(storage: &dyn Storage) {
    let [here, there] = ["000000901014", "000000901015"].map(|code| CommunityCode::parse(code).unwrap());
    let added = storage.write(|tx| {
        let mut added = Vec::new();
        for n in 1..=6_000 {
            let seq = add_held(tx, n);
            let both = [here, there];
            tx.set_concerns(seq, if n % 100 == 0 { &both } else { &both[..1] })?;
            added.push(seq);
        }
        Ok::<_, StorageError>(added)
    });
    let added = added.unwrap();
    storage
        .write(|tx| {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let part = seqs(tx, EntryList::Held, Some(here), after, 700);
                let Some(last) = part.last() else { break };
                after = Some(*last);
                found.extend(part);
            }
            assert_eq!(found, added);
            let count = |list, community| tx.count_entries(list, Some(community));
            assert_eq!((count(EntryList::Held, here)?, count(EntryList::Held, there)?), (6_000, 60));
            assert_eq!(seqs(tx, EntryList::Held, Some(there), Some(added[98]), 2), [added[99], added[199]]);
            // Decided, it leaves one list for another, and refused entries come newest first; replaced, it is in none.
            for seq in &added[..200] {
                tx.set_verdict(*seq, Verdict::Refused(RefusalCode::Person), None)?;
            }
            assert_eq!((count(EntryList::Held, here)?, count(EntryList::Held, there)?), (5_800, 58));
            assert_eq!(seqs(tx, EntryList::Refused, Some(there), None, 9), [added[199], added[99]]);
            assert_eq!(seqs(tx, EntryList::Refused, Some(there), Some(added[199]), 9), [added[99]]);
            tx.set_replaced(added[199], &Hash([3; 32]))?;
            assert_eq!(count(EntryList::Refused, there)?, 1);
            tx.set_concerns(added[99], &[here])?;
            assert_eq!(count(EntryList::Refused, there)?, 0);
            assert_eq!(count(EntryList::Refused, here)?, 199);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

fn add_held(tx: &dyn WriteTx, n: u64) -> Seq {
    let entry = NewEntry {
        hash: sha256(&[&n.to_be_bytes()]),
        device: KeyId([1; 16]),
        actor: ActorId([1; 16]),
        n,
        branch: false,
        received_at: Timestamp(1),
        verdict: Some(Verdict::Held(HoldCode::Kind)),
        replays: None,
        sealed: &[1],
    };
    tx.add_entry(&entry).unwrap()
}
