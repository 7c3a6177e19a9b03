//! Rows of households and visits, and what visits say about a household.

use super::sample::{grid, household, household_id, visit, visit_id};
use crate::id::{AssignmentId, PersonId};
use crate::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use crate::rows::{HouseholdRow, Need, VisitRow};
use crate::store::{Standing, Store, Write};
use crate::time::Day;

fn add(store: &mut dyn Store, visits: &[VisitRow]) {
    store.commit(visits.iter().cloned().map(Write::Visit).collect()).unwrap();
}

pub(super) fn rows_read_back_whole(store: &mut dyn Store) {
    for (n, outcome) in (1u8..).zip(VisitOutcome::ALL) {
        let full = VisitRow {
            grid: grid(7),
            author: PersonId([3; 16]),
            assignment: AssignmentId([4; 8]),
            outcome: *outcome,
            purpose: VisitPurpose::ALL.get(usize::from(n)).copied(),
            note: "一行\n两行".into(),
            needs: vec![Need { code: "b".into(), line: "2".into() }, Need { code: "a".into(), line: String::new() }],
            follow_up: Some(Day(-3)),
            companion: "队长".into(),
            office_notes: vec!["一".into(), "二".into()],
            conflicts: vec!["note".into()],
            ..visit(n, 1, -5)
        };
        add(store, &[visit(n, 2, 9)]);
        add(store, std::slice::from_ref(&full));
        assert_eq!(store.visit(&visit_id(n)), Ok(Some(full)));
    }
    assert_eq!(store.visits_of(&household_id(2)), Ok(vec![]), "a replaced row is gone from its old household");
    let wishes = ContactWish::ALL.iter().map(|wish| Some(*wish)).chain([None]);
    let classes = HouseholdClass::ALL.iter().map(|class| Some(*class)).chain([None]);
    for (class, wish) in classes.zip(wishes) {
        let full = HouseholdRow {
            grid: grid(9),
            bundle: Some(99),
            class,
            needs: vec!["b".into(), "a".into()],
            wish,
            gone: Some(Day(4)),
            conflicts: vec!["room".into()],
            ..household(1, "丰泽小区", "3栋", "2单元", "401")
        };
        store.commit(vec![Write::Household(household(1, "", "", "", "")), Write::Household(full.clone())]).unwrap();
        assert_eq!(store.household(&household_id(1)), Ok(Some(full)));
    }
    assert_eq!((store.household(&household_id(2)), store.visit(&household_id(1))), (Ok(None), Ok(None)));
}

pub(super) fn visits_of_a_household_come_newest_day_first(store: &mut dyn Store) {
    add(store, &[visit(1, 1, 5), visit(4, 1, 9), visit(3, 2, 8), visit(2, 1, 9), visit(5, 1, -2)]);
    let expected = [visit(2, 1, 9), visit(4, 1, 9), visit(1, 1, 5), visit(5, 1, -2)];
    assert_eq!(store.visits_of(&household_id(1)).unwrap(), expected);
    assert!(store.visits_of(&household_id(3)).unwrap().is_empty());
}

pub(super) fn visits_by_a_person_are_those_of_the_day(store: &mut dyn Store) {
    let other = VisitRow { author: PersonId([2; 16]), ..visit(3, 1, 5) };
    add(store, &[visit(4, 2, 5), visit(1, 1, 5), visit(2, 1, 6), other.clone()]);
    assert_eq!(store.visits_by(&PersonId([1; 16]), Day(5)).unwrap(), [visit(1, 1, 5), visit(4, 2, 5)]);
    assert_eq!(store.visits_by(&PersonId([2; 16]), Day(5)).unwrap(), [other]);
    assert_eq!(store.visits_by(&PersonId([2; 16]), Day(6)).unwrap(), []);
}

pub(super) fn standings_come_in_order_of_dwelling(store: &mut dyn Store) {
    let rows = [
        household(9, "丰泽小区", "2栋", "1", "201"),
        household(8, "丰泽小区", "2栋", "1", "1002"),
        household(7, "丰泽小区", "2栋", "10", "101"),
        household(3, "丰泽小区", "10栋", "1", "101"),
        household(2, "汇景花园", "1", "", ""),
        household(1, "向阳巷", "012号", "", ""),
        household(4, "向阳巷", "12", "", ""),
    ];
    store.commit(rows.iter().rev().cloned().map(Write::Household).collect()).unwrap();
    add(store, &[visit(1, 5, 9)]);
    let standings = store.standings().unwrap();
    let nobody_came = |household: &HouseholdRow| Standing {
        household: household.clone(),
        last_visit: None,
        last_proactive: None,
        follow_up: None,
    };
    assert_eq!(standings, rows.iter().map(nobody_came).collect::<Vec<_>>());
}

fn standing(store: &dyn Store, n: u8) -> (Option<i32>, Option<i32>, Option<i32>) {
    let standings = store.standings().unwrap();
    let of = standings.iter().find(|s| s.household.id == household_id(n)).unwrap();
    (of.last_visit.map(|d| d.0), of.last_proactive.map(|d| d.0), of.follow_up.map(|d| d.0))
}

pub(super) fn any_visit_nobody_asked_for_is_proactive(store: &mut dyn Store) {
    let purposes: Vec<Option<VisitPurpose>> = VisitPurpose::ALL.iter().map(|p| Some(*p)).chain([None]).collect();
    for (n, purpose) in (1u8..).zip(&purposes) {
        let outcome = VisitOutcome::ALL[usize::from(n) % VisitOutcome::ALL.len()];
        let first = VisitRow { outcome, ..visit(n, n, 3) };
        let second = VisitRow { outcome, purpose: *purpose, ..visit(n + 100, n, 8) };
        store
            .commit(vec![Write::Household(household(n, "", "", "", "")), Write::Visit(second), Write::Visit(first)])
            .unwrap();
    }
    for (n, purpose) in (1u8..).zip(&purposes) {
        let asked = matches!(purpose, Some(VisitPurpose::FollowUp | VisitPurpose::Requested));
        assert_eq!(standing(store, n), (Some(8), Some(if asked { 3 } else { 8 }), None), "{purpose:?}");
    }
    let asked = VisitRow { purpose: Some(VisitPurpose::Requested), ..visit(50, 20, 4) };
    store.commit(vec![Write::Household(household(20, "", "", "", "")), Write::Visit(asked)]).unwrap();
    assert_eq!(standing(store, 20), (Some(4), None, None));
}

pub(super) fn a_follow_up_stands_until_a_later_visit(store: &mut dyn Store) {
    let due = |n, day, follow_up| VisitRow { follow_up: Some(Day(follow_up)), ..visit(n, 1, day) };
    store.commit(vec![Write::Household(household(1, "", "", "", ""))]).unwrap();
    add(store, &[due(1, 10, 15), due(2, 12, 30), due(3, 12, 20), visit(4, 1, 12), visit(5, 2, 40)]);
    assert_eq!(standing(store, 1).2, Some(20), "the earliest of the last day");
    let neutral = VisitRow { outcome: VisitOutcome::NoAnswer, ..visit(6, 1, 13) };
    add(store, &[neutral]);
    assert_eq!(standing(store, 1), (Some(13), Some(13), None), "any later visit answers it");
    store.commit(vec![Write::DropRow(visit_id(6)), Write::DropDocument(visit_id(3))]).unwrap();
    assert_eq!(standing(store, 1).2, Some(30));
}

pub(super) fn needs_come_by_how_often_they_are_written_and_then_by_text(store: &mut dyn Store) {
    assert_eq!(store.needs(), Ok(vec![]));
    let need = |code: &str, line: &str| Need { code: code.into(), line: line.into() };
    let seen = |n, needs| VisitRow { needs, ..visit(n, 1, 5) };
    let home = |n, needs: &[&str]| HouseholdRow {
        needs: needs.iter().map(|&need| need.into()).collect(),
        ..household(n, "丰泽小区", "", "", "")
    };
    store.commit(vec![Write::Household(home(1, &["助餐", "修灯"])), Write::Household(home(2, &[]))]).unwrap();
    assert_eq!(store.needs().unwrap(), ["修灯", "助餐"], "by text where all are as frequent");
    add(
        store,
        &[
            seen(1, vec![need("助餐", "中午"), need("邻里噪音", "")]),
            seen(2, vec![need("助餐", "晚上")]),
            seen(3, vec![need("邻里噪音", "")]),
            seen(4, vec![need("", "没有写是什么"), need("e\u{301}", "")]),
            seen(5, vec![]),
        ],
    );
    assert_eq!(store.needs().unwrap(), ["助餐", "邻里噪音", "e\u{301}", "修灯"]);
    store.commit(vec![Write::DropRow(visit_id(1)), Write::DropDocument(visit_id(4))]).unwrap();
    assert_eq!(store.needs().unwrap(), ["助餐", "修灯", "邻里噪音"]);
    store.commit(vec![Write::Household(home(1, &["修灯"])), Write::Household(home(2, &["修灯"]))]).unwrap();
    assert_eq!(store.needs().unwrap(), ["修灯", "助餐", "邻里噪音"], "a need that is met counts no more");
}
