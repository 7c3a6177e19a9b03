//! Documents and their rows.

use super::entries::add;
use super::grid;
use crate::storage::{DocumentRecord, HouseholdList, ObjectId, ObjectRef, Page, Storage, StorageError, VisitList};
use lianxin_core::entry::{ObjectKind, Verdict};
use lianxin_core::id::{AssignmentId, DocumentId, Hash8, PersonId};
use lianxin_core::role::{HouseholdClass, VisitOutcome, VisitPurpose};
use lianxin_core::rows::{HouseholdRow, Need, VisitRow};
use lianxin_core::time::{Day, Timestamp};

pub(super) fn documents_read_back(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let record = |changes| DocumentRecord { state: vec![1, 2], heads: Hash8([changes; 8]), changes: 1 };
            tx.put_document(&DocumentId([1; 16]), &record(1))?;
            tx.put_document(&DocumentId([1; 16]), &record(2))?;
            for row in [household(1, 1, "10号楼"), household(2, 1, "2号楼"), household(3, 1002, "1号楼")] {
                tx.put_household(&row)?;
            }
            tx.put_household(&HouseholdRow { bundle: None, ..household(1, 1, "10号楼") })?;
            for row in [visit(7, 1, 1, 5), visit(8, 1, 2, 7), visit(9, 2, 1002, 6)] {
                tx.put_visit(&row)?;
            }
            assert_eq!(tx.document(&DocumentId([1; 16]))?, Some(record(2)));
            assert_eq!(tx.heads(&DocumentId([1; 16]))?, Some(Hash8([2; 8])));
            assert_eq!(tx.document(&DocumentId([2; 16]))?, None);
            assert_eq!(tx.household(&DocumentId([2; 16]))?, Some(household(2, 1, "2号楼")));
            assert_eq!(tx.visit(&DocumentId([9; 16]))?, Some(visit(9, 2, 1002, 6)));
            assert_eq!(tx.visits_of(&DocumentId([1; 16]))?, [7, 8].map(|d| DocumentId([d; 16])));
            let of_grid = HouseholdList { grid: Some(grid(1)), ..Default::default() };
            let ids = |rows: Vec<HouseholdRow>| rows.iter().map(|r| r.id.0[0]).collect::<Vec<_>>();
            assert_eq!(ids(tx.households(&of_grid, Page::first(9))?), [2, 1], "in order of dwelling");
            assert_eq!(ids(tx.households(&HouseholdList::default(), Page { offset: 1, limit: 1 })?), [1]);
            let community = Some(grid(1).community());
            assert_eq!(tx.count_households(&HouseholdList { community, ..Default::default() })?, 2);
            assert_eq!(tx.count_households(&HouseholdList { disputed: true, ..Default::default() })?, 0);
            let visits = |list: VisitList| {
                let rows = tx.visits(&list, Page::first(9))?;
                assert_eq!(u64::try_from(rows.len()).ok(), Some(tx.count_visits(&list)?));
                Ok::<_, StorageError>(rows.iter().map(|r| r.id.0[0]).collect::<Vec<_>>())
            };
            assert_eq!(visits(VisitList::default())?, [8, 9, 7], "newest day first");
            assert_eq!(visits(VisitList { community, ..Default::default() })?, [8, 7]);
            assert_eq!(visits(VisitList { grid: Some(grid(2)), ..Default::default() })?, [8]);
            assert_eq!(visits(VisitList { household: Some(DocumentId([1; 16])), ..Default::default() })?, [8, 7]);
            assert_eq!(visits(VisitList { author: Some(PersonId([2; 16])), ..Default::default() })?, [9]);
            assert_eq!(visits(VisitList { from: Some(Day(6)), to: Some(Day(6)), ..Default::default() })?, [9]);
            assert_eq!(visits(VisitList { disputed: true, ..Default::default() })?, [9]);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

pub(super) fn visits_by_when_they_came(storage: &dyn Storage) {
    storage
        .write(|tx| {
            for (n, document, grid_number, kind) in [
                (1, 11, 1, ObjectKind::Create),
                (2, 12, 1, ObjectKind::Create),
                (3, 13, 1, ObjectKind::Change),
                (4, 14, 1_001, ObjectKind::Create),
                (5, 15, 2, ObjectKind::Create),
            ] {
                let seq = add(tx, 1, n, false, None, &[]);
                let id = ObjectId { entry: seq, place: 3 };
                tx.put_object(&ObjectRef { id, document: DocumentId([document; 16]), kind }, b"change")?;
                tx.put_visit(&visit(document, 1, grid_number, 20_000))?;
                if n != 2 {
                    tx.set_admitted(seq, Verdict::admitted(None), n.into())?;
                }
            }
            tx.put_visit(&visit(11, 1, 1, 20_001))
        })
        .unwrap();
    let tx = storage.begin_read().unwrap();
    let came = |from, to| {
        let rows = tx.visits_received(grid(1).community(), Timestamp(from), Timestamp(to)).unwrap();
        rows.into_iter().map(|(row, at)| (row.id.0[0], at.0)).collect::<Vec<_>>()
    };
    assert_eq!(came(0, 9), [(11, 1), (15, 5)], "not what waits, was only changed, or lies in another community");
    assert_eq!(came(2, 9), [(15, 5)]);
    assert_eq!(came(2, 5), []);
    assert_eq!(came(0, 1), []);
}

pub(super) fn household(id: u8, grid_number: u64, building: &str) -> HouseholdRow {
    HouseholdRow {
        id: DocumentId([id; 16]),
        grid: grid(grid_number),
        bundle: Some(3),
        estate: "东苑".into(),
        building: building.into(),
        unit: "1单元".into(),
        room: "101".into(),
        class: Some(HouseholdClass::Care),
        needs: vec!["a".into(), "b".into()],
        wish: None,
        gone: Some(Day(4)),
        conflicts: vec![],
    }
}

pub(super) fn visit(id: u8, household: u8, grid_number: u64, day: i32) -> VisitRow {
    VisitRow {
        id: DocumentId([id; 16]),
        household: DocumentId([household; 16]),
        grid: grid(grid_number),
        author: PersonId([household; 16]),
        assignment: AssignmentId([6; 8]),
        day: Day(day),
        outcome: VisitOutcome::Met,
        purpose: Some(VisitPurpose::Check),
        note: "家里有人\"'".into(),
        needs: vec![Need { code: "x".into(), line: "一行".into() }],
        follow_up: None,
        companion: String::new(),
        office_notes: vec!["已核对".into()],
        conflicts: if id == 9 { vec!["note".into()] } else { vec![] },
    }
}
