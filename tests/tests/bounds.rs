//! Counted bounds instead of clocks: bytes, round trips and durable writes of a standard evening. A figure here may
//! fall; whoever raises one says why in the commit.

use lianxin_core::companion::{HouseholdEdit, Target, VisitForm};
use lianxin_core::role::{ContactWish, Role, VisitOutcome, VisitPurpose};
use lianxin_tests::town::Town;

/// DESIGN §12: an evening of visits costs at most 10 KB each way and one round trip.
const EVENING_UP: u64 = 10 * 1024;
const EVENING_DOWN: u64 = 10 * 1024;
/// Both ways together, with the six audiences of a worker.
const NOTHING_NEW: u64 = 410;
/// Receiving is one transaction and admitting another.
const TRANSACTIONS_OF_AN_EVENING: u64 = 2;

fn evening(town: &Town, app: &lianxin_core::companion::Companion) {
    let notes: Vec<&str> = include_str!("../data/sample_texts.csv").lines().skip(1).collect();
    for (index, household) in town.households.iter().take(8).enumerate() {
        let note = notes[index].split(',').find(|cell| cell.chars().count() > 25).unwrap_or("约下次周五上午再来");
        let form = VisitForm {
            note: note.chars().filter(|c| !c.is_ascii_digit()).take(60).collect(),
            purpose: Some(VisitPurpose::Routine),
            wish: (index % 2 == 0).then_some(ContactWish::CallFirst),
            ..VisitForm::new(Target::Listed(*household), VisitOutcome::Met)
        };
        app.record_visit(&form).expect("recorded");
    }
    for household in town.households.iter().skip(8).take(4) {
        let edit = HouseholdEdit { add_needs: vec!["家电小修".into()], ..HouseholdEdit::default() };
        app.edit_household(*household, &edit).expect("edited");
    }
}

#[test]
fn an_evening_costs_one_round_trip_and_two_transactions_and_few_bytes() {
    let town = Town::found("槐荫苑", 60);
    let worker = town.phone(Role::GridWorker);
    town.sync(&worker);
    town.sync(&worker);
    evening(&town, &worker.app);
    let before = town.written();
    let summary = town.sync(&worker);
    println!("evening: {} up, {} down, {} round trips", summary.bytes_up, summary.bytes_down, summary.round_trips);
    assert_eq!((summary.delivered, summary.made), (12, 12));
    assert_eq!(summary.round_trips, 1);
    assert_eq!(town.written() - before, TRANSACTIONS_OF_AN_EVENING);
    assert!(summary.bytes_up <= EVENING_UP, "{} bytes up", summary.bytes_up);
    assert!(summary.bytes_down <= EVENING_DOWN, "{} bytes down", summary.bytes_down);
}

#[test]
fn nothing_new_costs_the_same_with_few_and_with_many_documents() {
    let costs: Vec<u64> = [10, 700]
        .into_iter()
        .map(|households| {
            let town = Town::found("槐荫苑", households);
            let worker = town.phone(Role::GridWorker);
            town.sync(&worker);
            town.sync(&worker);
            let before = town.written();
            let summary = town.sync(&worker);
            assert_eq!(summary.round_trips, 1);
            assert_eq!(town.written() - before, 0, "a sync that brings nothing writes nothing");
            summary.bytes_up + summary.bytes_down
        })
        .collect();
    println!("nothing new: {costs:?} bytes");
    assert!(costs.iter().all(|bytes| *bytes <= NOTHING_NEW), "{costs:?}");
    assert!(costs[0].abs_diff(costs[1]) <= 12, "{costs:?}: it must not grow with what is held");
}
