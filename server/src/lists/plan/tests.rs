//! What comes of lists beside what is in force.

use super::*;
use crate::lists::Row;
use lianxin_core::role::HouseholdClass;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn grid(sequence: u64) -> GridCode {
    GridCode::from_number(901_014_000 + sequence).unwrap()
}

fn grid_row(sequence: u64) -> Row<Grid> {
    let code = grid(sequence);
    let (label, community, from) = (format!("示-{sequence:02}"), Some("示例社区01".into()), day("2026-06-01"));
    Row { line: 2, value: Grid { code, label, kind: GridKind::Basic, community, households: 400, people: 1_040, from } }
}

fn post(person: &str, role: Role, sequence: u64, from: &str) -> Row<Post> {
    Row {
        line: 2,
        value: Post {
            person_no: person.into(),
            name: "秦知禾（演示）".into(),
            duty_phone: None,
            role,
            scope: Scope::Grid(grid(sequence)),
            from: day(from),
            to: None,
            substitute_for: None,
        },
    }
}

fn home(sequence: u64, room: &str) -> Row<Household> {
    let (estate, building, unit, room) = ("槐荫苑".into(), "3".into(), "1".into(), room.into());
    let (class, needs) = (HouseholdClass::AtEase, vec![]);
    Row {
        line: 2,
        value: Household { grid: grid(sequence), estate, building, unit, room, bundle: Some(1), class, needs },
    }
}

fn lists() -> Lists {
    Lists {
        grids: vec![grid_row(1), grid_row(2)],
        posts: vec![
            post("P1", Role::GridChief, 1, "2026-06-01"),
            post("P2", Role::GridWorker, 1, "2026-06-01"),
            post("P3", Role::DeputyGridChief, 1, "2026-06-01"),
            post("P3", Role::DeputyGridChief, 2, "2026-06-01"),
        ],
        households: vec![home(1, "101"), home(1, "102"), home(2, "201")],
        missing: vec![],
    }
}

const TODAY: &str = "2026-11-22";

#[test]
fn the_same_lists_twice_change_nothing() {
    let plan = plan(&Current::from(&lists()), &lists(), day(TODAY));
    assert!(plan.is_empty());
    assert_eq!((plan.grids_same, plan.same, plan.households_same), (2, 4, 3));
    assert!(plan.zh().starts_with("没有变化\n") && plan.en().starts_with("nothing changes\n"));
}

#[test]
fn the_first_lists_start_everything() {
    let plan = plan(&Current::default(), &lists(), day(TODAY));
    assert_eq!((plan.grids_added.len(), plan.start.len(), plan.households_added.len()), (2, 4, 3));
    assert!(plan.end.is_empty() && plan.grids_ended.is_empty() && plan.households_gone.is_empty());
}

#[test]
fn a_post_starts_ends_or_moves() {
    let mut new = lists();
    new.posts[0] = post("P4", Role::GridChief, 1, "2026-11-01");
    new.posts[1] = post("P2", Role::GridWorker, 2, "2026-11-01");
    new.posts[2].value.to = Some(day("2026-11-30"));
    let plan = plan(&Current::from(&lists()), &new, day(TODAY));
    assert_eq!(plan.start, [new.posts[0].value.clone()]);
    assert_eq!(plan.end, [lists().posts[0].value.clone()]);
    assert_eq!(plan.moved, [Change { old: lists().posts[1].value.clone(), new: new.posts[1].value.clone() }]);
    assert_eq!(plan.changed, [Change { old: lists().posts[2].value.clone(), new: new.posts[2].value.clone() }]);
    assert_eq!(plan.same, 1);
    let text = plan.zh();
    assert!(text.contains("岗位: 开始 1 · 结束 1 · 调动 1 · 变更 1 · 不变 1"), "{text}");
    assert!(
        text.contains("  > P2 网格员 000000901014001 2026-06-01– → P2 网格员 000000901014002 2026-11-01–"),
        "{text}"
    );
    assert!(plan.en().contains("posts: start 1 · end 1 · moved 1 · changed 1 · unchanged 1"));
}

#[test]
fn a_corrected_start_is_a_change_and_a_deputy_keeps_his_other_grid() {
    let mut new = lists();
    new.posts[2].value.from = day("2026-07-01");
    let plan = plan(&Current::from(&lists()), &new, day(TODAY));
    assert_eq!((plan.changed.len(), plan.moved.len(), plan.same), (1, 0, 3));
    assert_eq!(plan.changed[0].new.from, day("2026-07-01"));
}

#[test]
fn a_post_that_is_over_neither_starts_nor_ends() {
    let mut with_old = lists();
    with_old.posts[0].value.to = Some(day("2026-10-31"));
    let mut without = lists();
    without.posts.remove(0);
    assert!(plan(&Current::from(&with_old), &without, day(TODAY)).is_empty());
    assert!(plan(&Current::from(&without), &with_old, day(TODAY)).is_empty());
    assert_eq!(plan(&Current::from(&with_old), &without, day("2026-10-31")).end.len(), 1);
}

#[test]
fn a_split_grid_ends_and_its_households_move_without_changing() {
    let mut new = lists();
    new.grids[0] = grid_row(3);
    new.posts.retain(|row| row.value.scope.grid() != Some(grid(1)));
    new.households[0] = home(3, "0101室");
    new.households[1] = home(2, "102");
    let plan = plan(&Current::from(&lists()), &new, day(TODAY));
    assert_eq!((plan.grids_added.len(), plan.grids_ended.clone(), plan.grids_same), (1, vec![grid(1)], 1));
    let moved: Vec<_> = plan.households_moved.iter().map(|(door, c)| (door.to_string(), c.new.grid)).collect();
    assert_eq!(moved, [("槐荫苑 3-1-101".into(), grid(3)), ("槐荫苑 3-1-102".into(), grid(2))]);
    assert!(plan.households_added.is_empty() && plan.households_gone.is_empty());
}

#[test]
fn a_household_that_is_gone_is_listed_and_one_in_another_bundle_too() {
    let mut new = lists();
    new.households[1].value.bundle = Some(2);
    new.households.pop();
    let plan = plan(&Current::from(&lists()), &new, day(TODAY));
    assert_eq!((plan.households_gone.len(), plan.households_rebundled.len(), plan.households_same), (1, 1, 1));
    assert!(plan.en().contains("  ? 槐荫苑 3-1-201 000000901014002#1"), "{}", plan.en());
}

#[test]
fn a_grid_fact_that_was_not_known_before_is_no_change() {
    let mut current = Current::from(&lists());
    for facts in current.grids.values_mut() {
        (facts.counts, facts.community) = (None, None);
    }
    assert!(plan(&current, &lists(), day(TODAY)).is_empty());
    let mut new = lists();
    new.grids[0].value.label = "示-09".into();
    assert_eq!(plan(&current, &new, day(TODAY)).grids_changed.len(), 1);
}

#[test]
fn another_duty_phone_is_shown_by_the_persons_number_only() {
    let mut new = lists();
    new.posts[0].value.duty_phone = Some("000-1234567".into());
    let plan = plan(&Current::from(&lists()), &new, day(TODAY));
    assert_eq!(plan.persons_changed, ["P1"]);
    assert!(!plan.zh().contains("1234567") && !plan.zh().contains('秦'));
}

#[test]
fn demonstration_codes_beside_real_ones_are_told() {
    let mut new = lists();
    new.grids[0].value.code = GridCode::parse("610481001014001").unwrap();
    let plan = plan(&Current::from(&lists()), &new, day(TODAY));
    assert!(plan.mixes_demonstration && plan.zh().starts_with("演示编码"));
}

#[test]
fn a_long_list_is_cut_and_counted() {
    let mut new = lists();
    new.households = (100..200).map(|room| home(1, &room.to_string())).collect();
    let text = plan(&Current::default(), &new, day(TODAY)).en();
    assert!(text.contains("  … more: 80"), "{text}");
}
