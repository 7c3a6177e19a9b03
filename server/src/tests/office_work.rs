//! What the office itself writes.

use super::phone::{put, text};
use super::world::{MINUTE, World, grid, household, person};
use crate::books::BookRow;
use crate::node::{Desk, DeskError, Move};
use crate::storage::{EntryList, HouseholdList, Page, VisitList};
use lianxin_core::document::Value;
use lianxin_core::entry::{Acting, RefusalCode, SignedEntry, Verdict};
use lianxin_core::id::DocumentId;
use lianxin_core::role::HouseholdClass;

#[test]
fn households_are_listed_through_the_door_and_stand_in_the_books() {
    let world = World::new();
    let ids = world.list(1, 1..131);
    let listed = world.office.households(&HouseholdList::default(), Page { offset: 9, limit: 2 }).unwrap();
    assert_eq!(listed.total, 130);
    assert_eq!(listed.rows.iter().map(|row| row.room.as_str()).collect::<Vec<_>>(), ["10", "11"]);
    let BookRow::Household(row) = world.office.row(&ids[10]).unwrap().unwrap() else { panic!("not a household") };
    assert_eq!((row.grid, row.bundle, row.class), (grid(1), Some(1), Some(HouseholdClass::Care)));
    assert_eq!(row.needs, ["home_repair"]);
    // 130 households are three entries of the node, which name the console's user.
    let record = world.office.storage.read(|tx| tx.actor(&world.office.node_actor)).unwrap().unwrap();
    assert_eq!(record.tip_n, 3);
    let tip = world.office.storage.read(|tx| tx.entry(&record.tip_hash)).unwrap().unwrap();
    let objects = world
        .office
        .storage
        .read(|tx| tx.objects(tip.seq)?.iter().map(|object| tx.object(object.id)).collect::<Result<Vec<_>, _>>());
    let signed = SignedEntry::open(&tip.sealed, objects.unwrap(), &world.office.keys().node.public()).unwrap();
    assert_eq!(signed.entry.acting, Acting::Office(world.desk().user));
    assert_eq!((tip.verdict, signed.entry.objects.len()), (Some(Verdict::admitted(None)), 2));
}

#[test]
fn a_list_with_one_bad_household_is_not_listed_at_all() {
    let world = World::new();
    let mut households: Vec<_> = (0..100).map(|room| household(1, room)).collect();
    households[99].needs = vec!["x".repeat(25)];
    let refused = world.office.list_households(&households, &world.desk());
    assert!(matches!(refused, Err(DeskError::Refused(RefusalCode::Value))));
    assert_eq!(world.office.households(&HouseholdList::default(), Page::first(1)).unwrap().total, 0);
    households[99].needs.clear();
    assert_eq!(world.office.list_households(&households, &world.desk()).unwrap().len(), 100, "the chain goes on");
}

#[test]
fn an_edit_of_the_office_reaches_the_phones_and_names_what_is_missing() {
    let mut world = World::new();
    let ids = world.list(1, 0..2);
    let mut worker = world.phone(1);
    worker.sync(&world.office, world.now);
    let (visit, _) = worker.visit(&ids[0], "见到了", world.now);
    worker.sync(&world.office, world.now);
    world.pass(MINUTE);
    let desk = Desk { user: person(77), ..world.desk() };
    let note = put("office_note/0A1B2C3D/text", text("已核对"));
    assert!(world.office.edit(&visit, "visit.note", std::slice::from_ref(&note), &desk).unwrap());
    assert!(!world.office.edit(&visit, "visit.note", &[note], &desk).unwrap(), "every key has its value already");
    let not_its = world.office.edit(&visit, "visit.note", &[put("note", text("改写"))], &desk);
    assert!(matches!(not_its, Err(DeskError::Refused(RefusalCode::Rights))), "the office notes, it does not rewrite");
    let nowhere = DocumentId([3; 16]);
    let unknown = world.office.edit(&nowhere, "visit.note", &[put("note", text("无"))], &desk);
    assert!(matches!(unknown, Err(DeskError::UnknownDocument(id)) if id == nowhere));
    worker.sync(&world.office, world.now);
    assert_eq!(worker.documents[&visit].get("office_note/0A1B2C3D/text"), Some(text("已核对")));
    world.assert_equal(&worker);
    let visits = world.office.visits(&VisitList { household: Some(ids[0]), ..Default::default() }, Page::first(9));
    assert_eq!(visits.unwrap().rows[0].office_notes, ["已核对"]);
    assert!(world.listed(EntryList::Refused).is_empty(), "what the console did not get done leaves nothing");
}

#[test]
fn a_move_may_bring_a_bundle_and_takes_the_old_one_away() {
    let world = World::new();
    let ids = world.list(1, 1..2);
    let bundles = [Some(4), None];
    for (number, bundle) in [2, 1].into_iter().zip(bundles) {
        let to = Move { household: ids[0], grid: grid(number), from: world.now.day(), bundle };
        world.office.move_households(&[to], &world.desk()).unwrap();
        let BookRow::Household(row) = world.office.row(&ids[0]).unwrap().unwrap() else { panic!("not a household") };
        assert_eq!(row.bundle, bundle);
    }
    let document = world.office.document(&ids[0]).unwrap().unwrap();
    assert_eq!(document.get("bundle"), None::<Value>);
    let gone = Move { household: DocumentId([2; 16]), grid: grid(1), from: world.now.day(), bundle: None };
    assert!(matches!(world.office.move_households(&[gone], &world.desk()), Err(DeskError::UnknownDocument(_))));
}
