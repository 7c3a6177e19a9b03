//! What the office's page asks.

use super::documents::{household, visit};
use super::entries::add;
use super::grid;
use crate::storage::{Decided, Dwelling, EntryList, Page, Seen, Storage, StorageError, VisitList};
use lianxin_core::entry::Verdict;
use lianxin_core::id::{DocumentId, Hash8, PersonId};
use lianxin_core::role::VisitOutcome;
use lianxin_core::rows::{HouseholdRow, Need, VisitRow};
use lianxin_core::time::{Day, Timestamp};

pub(super) fn seen_and_decided(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let here = grid(1).community();
            let seq = add(tx, 1, 1, false, None, &[1]);
            tx.set_admitted(seq, Verdict::Admitted { clock: true, late: false }, 1)?;
            tx.set_concerns(seq, &[here])?;
            assert_eq!(tx.concerns(seq)?, [here]);
            assert_eq!(tx.count_entries(EntryList::Flagged, Some(here))?, 1);
            assert_eq!(tx.seen(seq)?, None);
            tx.set_seen(seq, Timestamp(5), &PersonId([7; 16]))?;
            tx.set_seen(seq, Timestamp(6), &PersonId([8; 16]))?;
            let first = Seen { at: Timestamp(5), person: PersonId([7; 16]) };
            assert_eq!(tx.seen(seq)?, Some(first), "the first to see it stays noted");
            assert_eq!(tx.count_entries(EntryList::Flagged, Some(here))?, 0, "seen, it leaves its list");
            assert!(tx.decisions(seq)?.is_empty());
            for (at, released, reason) in [(1, true, "已核"), (2, false, "数量'不符")] {
                let person = PersonId([7; 16]);
                tx.add_decision(seq, &Decided { at: Timestamp(at), person, released, reason })?;
            }
            let decided: Vec<_> = tx.decisions(seq)?.into_iter().map(|d| (d.at.0, d.released, d.reason)).collect();
            assert_eq!(decided, [(1, true, "已核".to_owned()), (2, false, "数量'不符".to_owned())]);
            let entry = tx.entry_at(seq)?.ok_or(StorageError::Corrupt("entry"))?;
            assert_eq!(tx.entry_starting(&entry.hash.short())?, Some(entry));
            assert_eq!(tx.entry_starting(&Hash8([0xee; 8]))?, None);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

pub(super) fn visits_to_follow(storage: &dyn Storage) {
    let asks = |id, household, grid_number, day, by: i32| VisitRow {
        follow_up: Some(Day(by)),
        ..visit(id, household, grid_number, day)
    };
    storage
        .write(|tx| {
            for row in [
                asks(1, 1, 1, 100, 110),
                asks(2, 2, 1, 100, 105),
                visit(3, 2, 1, 101),
                asks(4, 3, 2, 100, 120),
                asks(5, 4, 1_001, 100, 101),
                asks(6, 5, 1, 10, 11),
                asks(7, 6, 1, 100, 108),
                asks(8, 6, 1, 100, 107),
            ] {
                tx.put_visit(&row)?;
            }
            let here = grid(1).community();
            let due = |day, page| {
                let rows = tx.follow_ups(here, Day(50), Day(day), page)?;
                Ok::<_, StorageError>(rows.iter().map(|row| row.id.0[0]).collect::<Vec<_>>())
            };
            assert_eq!(due(115, Page::first(9))?, [8, 1], "nobody came since, newest of its household, not too old");
            assert!(due(106, Page::first(9))?.is_empty());
            assert_eq!(due(120, Page { offset: 1, limit: 1 })?, [1]);
            assert_eq!(tx.count_follow_ups(here, Day(50), Day(120))?, 3);
            assert_eq!(tx.count_follow_ups(here, Day(0), Day(120))?, 4);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

pub(super) fn dwellings_and_filters(storage: &dyn Storage) {
    storage
        .write(|tx| {
            for (id, grid_number, building) in [(1, 2, "1"), (2, 1, "10"), (3, 1, "9"), (5, 1_001, "1")] {
                tx.put_household(&HouseholdRow { gone: None, ..household(id, grid_number, building) })?;
            }
            tx.put_household(&household(4, 1, "1"))?;
            let mut found = Vec::new();
            tx.dwellings(grid(1).community(), &mut |home: Dwelling| {
                found.push((home.id.0[0], home.building));
                false
            })?;
            assert_eq!(found, [(3, "9".into()), (2, "10".into()), (1, "1".to_owned())], "by grid, as people count");
            let mut first = Vec::new();
            tx.dwellings(grid(1).community(), &mut |home: Dwelling| {
                first.push(home.id);
                true
            })?;
            assert_eq!(first, [DocumentId([3; 16])], "no further than asked");

            let need = Need { code: "助餐'\"".into(), line: "家电小修".into() };
            tx.put_visit(&VisitRow { needs: vec![need], ..visit(7, 1, 1, 5) })?;
            tx.put_visit(&VisitRow { outcome: VisitOutcome::Declined, ..visit(8, 1, 1, 6) })?;
            let visits = |list: VisitList| {
                let rows = tx.visits(&list, Page::first(9))?;
                assert_eq!(u64::try_from(rows.len()).ok(), Some(tx.count_visits(&list)?));
                Ok::<_, StorageError>(rows.iter().map(|row| row.id.0[0]).collect::<Vec<_>>())
            };
            let with = |need: &str| VisitList { need: Some(need.into()), ..VisitList::default() };
            assert_eq!(visits(with("助餐'\""))?, [7]);
            assert!(visits(with("家电小修"))?.is_empty(), "a line is no code");
            assert_eq!(visits(VisitList { outcome: Some(VisitOutcome::Declined), ..VisitList::default() })?, [8]);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}
