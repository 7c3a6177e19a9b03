//! Households that move between grids, and grids that are split.

use super::phone::{Phone, put, text};
use super::world::{HOUR, MINUTE, World, facts, grid, person, post};
use crate::node::Move;
use lianxin_core::code::Scope;
use lianxin_core::entry::{RefusalCode, Verdict};
use lianxin_core::id::DocumentId;
use lianxin_core::register::{Assignment, RegisterId, Row};
use lianxin_core::role::Role;
use lianxin_core::sync::{Audience, Class};
use lianxin_core::time::Day;

fn synced(world: &World, who: u8) -> Phone {
    let mut phone = world.phone(who);
    phone.sync(&world.office, world.now);
    phone
}

fn move_to(world: &World, household: DocumentId, number: u64, from: Day) {
    let to = Move { household, grid: grid(number), from, bundle: None };
    world.office.move_households(&[to], &world.desk()).unwrap();
}

#[test]
fn a_household_that_moves_takes_its_visits_along() {
    let mut world = World::new();
    let households = world.list(1, 0..4);
    let [mut worker, mut lead, mut chief, mut other_worker, mut other_chief] =
        [1, 7, 3, 5, 6].map(|w| synced(&world, w));
    let (visit, _) = worker.visit(&households[1], "搬走之前", world.now);
    for phone in [&mut worker, &mut chief] {
        phone.sync(&world.office, world.now);
    }
    assert!(chief.documents.contains_key(&visit) && lead.documents.contains_key(&households[1]));
    world.pass(HOUR);
    move_to(&world, households[1], 2, world.now.day());
    for phone in [&mut worker, &mut lead, &mut chief, &mut other_worker, &mut other_chief] {
        phone.sync(&world.office, world.now);
        world.assert_equal(phone);
    }
    let has = |phone: &Phone| [&households[1], &visit].map(|id| phone.documents.contains_key(id));
    assert_eq!(has(&worker), [false, true], "own work stays");
    assert_eq!(has(&lead), [false, false]);
    assert_eq!(has(&chief), [false, false]);
    assert_eq!(has(&other_worker), [true, false]);
    assert_eq!(has(&other_chief), [true, true]);
    assert_eq!(other_chief.documents[&visit].get("note"), Some(text("搬走之前")));
}

#[test]
fn work_made_before_the_move_was_known_is_taken_and_later_work_is_the_new_grids() {
    let mut world = World::new();
    let households = world.list(1, 0..2);
    let [mut worker, mut other] = [1, 5].map(|who| synced(&world, who));
    world.pass(HOUR);
    let (_, before) = worker.visit(&households[0], "不知已划走", world.now);
    world.pass(HOUR);
    move_to(&world, households[0], 2, world.now.day());
    other.sync(&world.office, world.now);
    let (_, new) = other.visit(&households[0], "新网格", world.now);
    worker.sync(&world.office, world.now);
    other.sync(&world.office, world.now);
    assert_eq!(worker.verdict(&before), Some(Verdict::admitted(None)));
    assert_eq!(other.verdict(&new), Some(Verdict::admitted(None)));
    // After it has synced, the old grid's phone no longer covers the household at any instant.
    world.pass(HOUR);
    worker.visit(&households[1], "回执", world.now);
    worker.sync(&world.office, world.now);
    world.pass(MINUTE);
    let (_, after) = worker.visit(&households[0], "越界", world.now);
    worker.sync(&world.office, world.now);
    assert_eq!(worker.verdict(&after), Some(Verdict::Refused(RefusalCode::Rights)));
}

#[test]
fn a_household_that_comes_back_is_whole_again() {
    let mut world = World::new();
    let households = world.list(1, 0..2);
    let mut worker = synced(&world, 1);
    move_to(&world, households[0], 2, world.now.day());
    world.pass(MINUTE);
    worker.sync(&world.office, world.now);
    assert!(!worker.documents.contains_key(&households[0]));
    let edit = [put("wish", text("welcome"))];
    world.office.edit(&households[0], "household.edit", &edit, &world.desk()).unwrap();
    // Away and back again between two syncs: enter and leave in one range.
    for number in [1, 2, 1] {
        world.pass(MINUTE);
        move_to(&world, households[0], number, world.now.day());
    }
    let answers = worker.sync(&world.office, world.now);
    let ledger = answers[0].audiences.iter().find(|news| news.audience == Audience::ledger(grid(1))).unwrap();
    assert_eq!((ledger.enter.as_slice(), ledger.leave.len()), (&[(households[0], None)][..], 0));
    assert_eq!(answers[0].documents.len(), 1);
    world.assert_equal(&worker);
}

#[test]
fn a_split_gives_the_new_chief_the_old_grids_team_and_visits_and_every_household_its_new_ledger() {
    let mut world = World::new();
    let households = world.list(1, 0..6);
    let mut worker = synced(&world, 1);
    let visits: Vec<_> = households.iter().map(|id| worker.visit(id, "分网格前", world.now).0).collect();
    worker.sync(&world.office, world.now);
    world.pass(HOUR);
    // Grid 3 is made from grid 1; the chief goes with it, the worker's old post ends.
    let chief = post(person(3), Role::GridChief, Scope::Grid(grid(3)));
    let rows = [facts(3, vec![grid(1)]), Row::Assignment(Assignment { from: world.now, ..chief })];
    world.office.write_rows(RegisterId::Grid(grid(3)), &rows, &[], world.now).unwrap();
    let ended = [1, 3].map(|who| super::world::posts(1).into_iter().find(|p| p.person == person(who)).unwrap());
    let ended = ended.map(|post| Row::Assignment(Assignment { to: Some(world.now), ..post }));
    world.office.write_rows(RegisterId::Grid(grid(1)), &ended, &[], world.now).unwrap();
    let mut chief = synced(&world, 3);
    let grids = |class| {
        chief.audiences.keys().filter(|a| a.class() == Some(class)).filter_map(Audience::grid).collect::<Vec<_>>()
    };
    assert_eq!(grids(Class::Team), [grid(1), grid(3)]);
    assert_eq!((grids(Class::Visits), grids(Class::Ledger)), (vec![grid(1), grid(3)], vec![grid(3)]));
    assert!(visits.iter().all(|id| chief.documents.contains_key(id)), "visits wait in the old grid until they move");
    for id in &households {
        move_to(&world, *id, 3, world.now.day());
    }
    world.pass(MINUTE);
    let answers = chief.sync(&world.office, world.now);
    world.assert_equal(&chief);
    assert_eq!(chief.documents.len(), 12);
    let brought: Vec<_> = answers.iter().flat_map(|answer| &answer.documents).map(|news| news.document).collect();
    assert_eq!(brought.len(), 12, "each once");
    worker.sync(&world.office, world.now);
    world.assert_equal(&worker);
    assert_eq!(worker.documents.len(), 6, "own work outlives the post");
}
