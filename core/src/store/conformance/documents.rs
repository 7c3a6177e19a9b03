//! Values, documents, audiences, registers.

use super::sample::{attention, cursor, grid, hash, household, household_id, visit, visit_id};
use crate::cbor::Bytes;
use crate::id::{AssignmentId, DocumentId, KeyId};
use crate::register::RegisterId;
use crate::store::{Store, Write};
use crate::sync::Audience;
use crate::time::Timestamp;

pub(super) fn a_value_is_replaced_under_its_name(store: &mut dyn Store) {
    assert_eq!(store.get("era"), Ok(None));
    store.commit(vec![Write::Put("era", vec![1]), Write::Put("identity", vec![])]).unwrap();
    store.commit(vec![Write::Put("era", vec![2])]).unwrap();
    assert_eq!(store.get("era"), Ok(Some(vec![2])));
    assert_eq!(store.get("identity"), Ok(Some(vec![])));
    assert_eq!(store.get("er"), Ok(None));
    assert_eq!(store.get("ERA"), Ok(None));
}

pub(super) fn documents_come_in_order_and_are_replaced(store: &mut dyn Store) {
    let ids = [visit_id(2), household_id(9), household_id(1), visit_id(1)];
    store.commit(ids.iter().map(|id| Write::Document(*id, vec![1])).collect()).unwrap();
    store.commit(vec![Write::Document(household_id(9), vec![2, 2])]).unwrap();
    assert_eq!(store.documents().unwrap(), [household_id(1), household_id(9), visit_id(1), visit_id(2)]);
    assert_eq!(store.document(&household_id(9)), Ok(Some(vec![2, 2])));
    assert_eq!(store.document(&visit_id(2)), Ok(Some(vec![1])));
    assert_eq!(store.document(&visit_id(3)), Ok(None));
}

fn two_documents(store: &mut dyn Store) {
    let batch = vec![
        Write::Document(household_id(1), vec![1]),
        Write::Household(household(1, "丰泽小区", "3", "2", "401")),
        Write::Document(visit_id(1), vec![2]),
        Write::Visit(visit(1, 1, 20)),
        Write::Enter(Audience::org(), household_id(1), None),
        Write::Attention(attention(1, 5)),
    ];
    store.commit(batch).unwrap();
}

pub(super) fn dropping_a_document_takes_its_row_and_nothing_else(store: &mut dyn Store) {
    two_documents(store);
    store.commit(vec![Write::DropDocument(household_id(1)), Write::DropDocument(household_id(5))]).unwrap();
    assert_eq!(store.document(&household_id(1)), Ok(None));
    assert_eq!(store.household(&household_id(1)), Ok(None));
    assert_eq!(store.search("丰泽", 9), Ok(vec![]));
    assert_eq!(store.standings(), Ok(vec![]));
    assert_eq!(store.visits_of(&household_id(1)), Ok(vec![visit(1, 1, 20)]));
    assert_eq!(store.is_member(&household_id(1), Timestamp(0)), Ok(true));
    assert_eq!(store.attention(), Ok(vec![attention(1, 5)]));
    store.commit(vec![Write::DropDocument(visit_id(1))]).unwrap();
    assert_eq!((store.document(&visit_id(1)), store.visit(&visit_id(1))), (Ok(None), Ok(None)));
}

pub(super) fn dropping_a_row_leaves_the_document(store: &mut dyn Store) {
    two_documents(store);
    store
        .commit(vec![Write::DropRow(household_id(1)), Write::DropRow(visit_id(1)), Write::DropRow(visit_id(9))])
        .unwrap();
    assert_eq!((store.household(&household_id(1)), store.visit(&visit_id(1))), (Ok(None), Ok(None)));
    assert_eq!(store.search("", 9), Ok(vec![]));
    assert_eq!(store.documents(), Ok(vec![household_id(1), visit_id(1)]));
}

pub(super) fn cursors_come_in_order_and_keep_large_positions(store: &mut dyn Store) {
    let later = Audience::from_key(&[200, 1]).unwrap();
    let audiences = [
        later.clone(),
        Audience::ledger(grid(2)),
        Audience::bundle(grid(1), 4),
        Audience::ledger(grid(1)),
        Audience::org(),
        Audience::mine(AssignmentId([255; 8])),
        Audience::device(KeyId([255; 16])),
    ];
    store.commit(audiences.iter().map(|a| Write::Cursor(a.clone(), cursor(3))).collect()).unwrap();
    store.commit(vec![Write::Cursor(later.clone(), cursor(u64::MAX))]).unwrap();
    let mut expected = audiences.clone();
    expected.sort();
    let cursors = store.cursors().unwrap();
    assert_eq!(cursors.iter().map(|(audience, _)| audience.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(cursors.last(), Some(&(later, cursor(u64::MAX))));
    assert_eq!(cursors[0].1, cursor(3));
}

pub(super) fn two_audiences_hold_one_document(store: &mut dyn Store) {
    let (ledger, bundle) = (Audience::ledger(grid(1)), Audience::bundle(grid(1), 4));
    let holds = |store: &dyn Store| store.is_member(&household_id(1), Timestamp(0)).unwrap();
    assert!(!holds(store));
    let enter = |audience: &Audience| Write::Enter(audience.clone(), household_id(1), None);
    store.commit(vec![enter(&ledger), enter(&bundle), enter(&ledger)]).unwrap();
    store
        .commit(vec![Write::Leave(ledger.clone(), household_id(1)), Write::Leave(ledger.clone(), visit_id(1))])
        .unwrap();
    assert!(holds(store));
    assert_eq!(store.members(&ledger), Ok(vec![]));
    assert_eq!(store.members(&bundle), Ok(vec![(household_id(1), None)]));
    store.commit(vec![Write::Leave(bundle, household_id(1))]).unwrap();
    assert!(!holds(store));
}

pub(super) fn membership_ends_at_its_until(store: &mut dyn Store) {
    let (org, team) = (Audience::org(), Audience::team(grid(1)));
    let enter = |audience: &Audience, id: DocumentId, until| Write::Enter(audience.clone(), id, until);
    store.commit(vec![enter(&org, visit_id(2), None), enter(&org, household_id(1), Some(Timestamp(100)))]).unwrap();
    let holds = |store: &dyn Store, at| store.is_member(&household_id(1), Timestamp(at)).unwrap();
    assert!(holds(store, i64::MIN) && holds(store, 99) && !holds(store, 100) && !holds(store, i64::MAX));
    assert!(store.is_member(&visit_id(2), Timestamp(i64::MAX)).unwrap());
    assert_eq!(store.members(&org).unwrap(), [(household_id(1), Some(Timestamp(100))), (visit_id(2), None)]);
    store.commit(vec![enter(&team, household_id(1), Some(Timestamp(200)))]).unwrap();
    assert!(holds(store, 199) && !holds(store, 200), "the later of two");
    store.commit(vec![enter(&org, household_id(1), None)]).unwrap();
    assert!(holds(store, i64::MAX), "entering again replaces the until");
}

pub(super) fn a_document_that_no_audience_holds_is_a_stray(store: &mut dyn Store) {
    let (org, team) = (Audience::org(), Audience::team(grid(1)));
    let enter = |audience: &Audience, id, until| Write::Enter(audience.clone(), id, until);
    let ids = [household_id(1), household_id(9), visit_id(1)];
    store.commit(ids.map(|id| Write::Document(id, vec![1])).into()).unwrap();
    assert_eq!(store.strays(Timestamp(0)), Ok(ids.to_vec()));
    store.commit(vec![enter(&org, ids[0], None), enter(&org, ids[1], Some(Timestamp(100)))]).unwrap();
    store.commit(vec![enter(&team, ids[1], Some(Timestamp(50))), enter(&team, visit_id(2), None)]).unwrap();
    assert_eq!(store.strays(Timestamp(99)), Ok(vec![ids[2]]), "and none without a state");
    assert_eq!(store.strays(Timestamp(100)), Ok(vec![ids[1], ids[2]]));
}

pub(super) fn dropping_an_audience_takes_its_cursor_and_members(store: &mut dyn Store) {
    let (org, team) = (Audience::org(), Audience::team(grid(1)));
    for audience in [&org, &team] {
        let enter = Write::Enter(audience.clone(), household_id(1), None);
        store.commit(vec![Write::Cursor(audience.clone(), cursor(4)), enter]).unwrap();
    }
    store.commit(vec![Write::DropAudience(org.clone())]).unwrap();
    assert_eq!(store.cursors(), Ok(vec![(team.clone(), cursor(4))]));
    assert_eq!(store.members(&org), Ok(vec![]));
    assert_eq!(store.members(&team), Ok(vec![(household_id(1), None)]));
    assert_eq!(store.is_member(&household_id(1), Timestamp(0)), Ok(true));
}

pub(super) fn pages_come_by_register_in_order_of_version(store: &mut dyn Store) {
    let (first, second) = (RegisterId::Grid(grid(1)), RegisterId::Grid(grid(2)));
    let page = |register, version, byte| Write::Page(register, version, vec![byte]);
    let batch =
        vec![page(second, 1, 6), page(first, 10, 5), page(first, 2, 4), page(RegisterId::Org, 3, 1), page(first, 1, 2)];
    store.commit(batch).unwrap();
    store.commit(vec![page(first, 1, 3)]).unwrap();
    assert_eq!(store.pages().unwrap(), [[1], [3], [4], [5], [6]]);
    store.commit(vec![Write::DropRegister(first)]).unwrap();
    assert_eq!(store.pages().unwrap(), [[1], [6]]);
}

pub(super) fn parts_are_dropped_one_by_one(store: &mut dyn Store) {
    let part = |n: u8, byte| Write::Part(hash(n), Bytes(vec![byte]));
    store.commit(vec![part(9, 1), part(2, 2), part(5, 3), part(2, 4)]).unwrap();
    assert_eq!(store.parts(), Ok(vec![Bytes(vec![4]), Bytes(vec![3]), Bytes(vec![1])]));
    store
        .commit(vec![Write::DropPart(hash(5)), Write::DropPart(hash(6)), Write::DropRegister(RegisterId::Org)])
        .unwrap();
    assert_eq!(store.parts(), Ok(vec![Bytes(vec![4]), Bytes(vec![1])]));
}

pub(super) fn wants_are_a_set(store: &mut dyn Store) {
    store.commit(vec![Write::Want(visit_id(2)), Write::Want(household_id(3)), Write::Want(visit_id(2))]).unwrap();
    assert_eq!(store.wants().unwrap(), [household_id(3), visit_id(2)]);
    store.commit(vec![Write::Got(visit_id(2)), Write::Got(visit_id(8))]).unwrap();
    assert_eq!(store.wants().unwrap(), [household_id(3)]);
}

pub(super) fn a_batch_is_written_in_its_order(store: &mut dyn Store) {
    let id = household_id(1);
    let batch = vec![
        Write::Document(id, vec![1]),
        Write::Household(household(1, "丰泽", "", "", "")),
        Write::DropDocument(id),
        Write::Document(id, vec![2]),
        Write::Enter(Audience::org(), id, None),
        Write::DropAudience(Audience::org()),
        Write::Want(id),
        Write::Got(id),
    ];
    store.commit(batch).unwrap();
    store.commit(vec![]).unwrap();
    assert_eq!(store.document(&id), Ok(Some(vec![2])));
    assert_eq!(store.household(&id), Ok(None));
    assert_eq!(store.is_member(&id, Timestamp(0)), Ok(false));
    assert_eq!(store.wants(), Ok(vec![]));
}
