//! Feeds, members, and what several see of them at once.

use super::{Done, grid};
use crate::storage::{FeedRow, Member, Storage, StorageError, Tip};
use lianxin_core::id::{DocumentId, Hash8};
use lianxin_core::sync::Audience;
use lianxin_core::time::Timestamp;

pub(super) fn feeds_grow_at_the_tip(storage: &dyn Storage) {
    let audience = Audience::ledger(grid(1));
    storage
        .write(|tx| {
            assert_eq!(tx.lock_tip(&audience)?, Tip::default());
            tx.append(&audience, &[row(1, 1), row(2, 2)])?;
            tx.append(&audience, &[])?;
            assert_eq!(tx.lock_tip(&audience)?, Tip { pos: 2, chain: Hash8([2; 8]) });
            tx.append(&audience, &[row(3, 3)])?;
            assert_eq!(tx.tip(&Audience::visits(grid(1)))?, Tip::default());
            assert_eq!(tx.feed(&audience, 1, 1)?, [row(2, 2)]);
            assert_eq!(tx.feed(&audience, 1, 9)?, [row(2, 2), row(3, 3)]);
            assert_eq!(tx.chain_at(&audience, 2)?, Some(Hash8([2; 8])));
            assert_eq!((tx.chain_at(&audience, 0)?, tx.chain_at(&audience, 4)?), (Some(Hash8::default()), None));
            Ok::<_, StorageError>(())
        })
        .unwrap();
    for wrong in [[row(3, 9)], [row(5, 9)]] {
        let refused: Done = storage.write(|tx| tx.append(&audience, &wrong));
        assert!(matches!(refused, Err(StorageError::Corrupt(_))));
    }
    assert_eq!(storage.read(|tx| tx.tip(&audience)).unwrap(), Tip { pos: 3, chain: Hash8([3; 8]) });
}

pub(super) fn members_from_both_sides(storage: &dyn Storage) {
    let (ledger, bundle) = (Audience::ledger(grid(1)), Audience::bundle(grid(1), 2));
    let member = |audience: &Audience, document, entered, until| Member {
        audience: audience.clone(),
        document: DocumentId([document; 16]),
        entered,
        until,
    };
    storage
        .write(|tx| {
            let until = Some(Timestamp(50));
            for (document, entered) in [(1, 3), (2, 1), (3, 7)] {
                tx.put_member(&member(&ledger, document, entered, None))?;
            }
            tx.put_member(&member(&bundle, 1, 1, until))?;
            let both = [member(&ledger, 1, 3, None), member(&bundle, 1, 1, until)];
            assert_eq!(tx.memberships(&DocumentId([1; 16]))?, both);
            let entered = |below, limit| {
                Ok::<_, StorageError>(tx.members(&ledger, below, limit)?.iter().map(|m| m.entered).collect::<Vec<_>>())
            };
            assert_eq!((entered(9, 9)?, entered(7, 1)?, entered(1, 9)?), (vec![7, 3, 1], vec![3], vec![]));
            tx.put_member(&member(&ledger, 2, 8, None))?;
            tx.drop_member(&ledger, &DocumentId([3; 16]))?;
            assert_eq!(entered(9, 9)?, [8, 3], "entered again, and left");
            assert!(both[1].holds_at(Timestamp(49)) && !both[1].holds_at(Timestamp(50)));
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

pub(super) fn two_committers_and_a_reader(storage: &dyn Storage) {
    const ROUNDS: u8 = 40;
    let audiences = [Audience::ledger(grid(1)), Audience::visits(grid(1))];
    let commit = |who: u8| {
        for round in 0..ROUNDS {
            let rows = |tip: Tip| (1..=u64::from(1 + round % 3)).map(|n| row(tip.pos + n, who)).collect::<Vec<_>>();
            let kept: Done = storage.write(|tx| {
                for audience in &audiences {
                    tx.append(audience, &rows(tx.lock_tip(audience)?))?;
                }
                if round % 7 == 3 { Err(StorageError::Full) } else { Ok(()) }
            });
            assert_eq!(kept.is_err(), round % 7 == 3);
        }
    };
    let committed: u64 = (0..ROUNDS).filter(|r| r % 7 != 3).map(|r| u64::from(1 + r % 3)).sum();
    std::thread::scope(|scope| {
        scope.spawn(|| commit(1));
        scope.spawn(|| commit(2));
        let mut seen: Vec<FeedRow> = Vec::new();
        while seen.len() < usize::try_from(2 * committed).unwrap() {
            let tx = storage.begin_read().unwrap();
            let tips = audiences.each_ref().map(|a| tx.tip(a).unwrap());
            let rows = audiences.each_ref().map(|a| tx.feed(a, 0, 10_000).unwrap());
            assert_eq!(tips[0], tips[1], "both audiences of a commit become visible together");
            assert_eq!(rows[0].last().map_or(0, |r| r.pos), tips[0].pos);
            assert!(rows[0].iter().zip(1..).all(|(r, pos)| r.pos == pos), "no hole");
            assert!(rows[0].starts_with(&seen), "what was visible stays as it was");
            seen.clone_from(&rows[0]);
            drop(tx);
            std::thread::yield_now();
        }
        assert_eq!(u64::try_from(seen.len()).ok(), Some(2 * committed));
    });
}

fn row(pos: u64, content: u8) -> FeedRow {
    FeedRow { pos, chain: Hash8([content; 8]), row: vec![content] }
}
