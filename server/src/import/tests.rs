//! Lists against an office: the first, the same again, newer ones, and ones that are not taken.

use crate::app::App;
use crate::control::{ImportFrom, Progress};
use crate::error::ErrorKind;
use crate::storage::{HouseholdList, Page};
use crate::testing::{GRIDS, HOUSEHOLDS, PEOPLE, TestOffice, take};
use lianxin_core::code::{CommunityCode, GridCode, Scope};
use lianxin_core::id::PersonId;
use lianxin_core::register::{Assignment, RegisterId};
use lianxin_core::role::Role;
use lianxin_core::rows::HouseholdRow;
use lianxin_core::time::Day;

fn grid(text: &str) -> GridCode {
    GridCode::parse(text).unwrap()
}

const FIRST: &str = "000000901014001";
const SECOND: &str = "000000901014002";

/// A person's number in registers.
fn person(app: &App, number: &str) -> PersonId {
    app.person(number).unwrap().id
}

fn posts(app: &App, person: PersonId) -> Vec<Assignment> {
    let mut posts: Vec<Assignment> = app.office.registers().posts_of(person).cloned().collect();
    posts.sort_by_key(|post| (post.from, post.scope));
    posts
}

fn households(app: &App, of: &str) -> Vec<HouseholdRow> {
    let list = HouseholdList { grid: Some(grid(of)), ..HouseholdList::default() };
    app.office.households(&list, Page::first(100)).unwrap().rows
}

/// The versions of all registers and the number of entries: what an import that changes nothing leaves alone.
fn state(app: &App) -> (Vec<(RegisterId, u64)>, u64) {
    let registers = app.office.registers();
    let versions = registers.0.iter().map(|(id, register)| (*id, register.version)).collect();
    (versions, app.office.storage().read(|tx| tx.last_admitted()).unwrap())
}

fn first(office: &TestOffice) -> App {
    let app = office.open();
    let imported = take(&app, &office.lists(GRIDS, PEOPLE, HOUSEHOLDS));
    assert!(imported.has_changed);
    app
}

#[test]
fn the_first_lists_make_grids_people_posts_and_households() {
    let office = TestOffice::new();
    let app = first(&office);
    let registers = app.office.registers();
    let facts = registers.get(RegisterId::Grid(grid(FIRST))).unwrap().grid.clone().unwrap();
    assert_eq!((facts.label.as_str(), facts.to), ("示-01", None));
    let community = CommunityCode::parse("000000901014").unwrap();
    assert_eq!(registers.get(RegisterId::Org).unwrap().units[&community], "示例社区01");

    let worker = posts(&app, person(&app, "P3"));
    assert_eq!(worker.len(), 1);
    assert_eq!((worker[0].role, worker[0].scope), (Role::GridWorker, Scope::Grid(grid(FIRST))));
    assert_eq!(worker[0].from, Day::parse("2026-06-01").unwrap().start());
    let captain = registers.details(person(&app, "P1")).unwrap();
    assert_eq!((captain.name.as_str(), captain.duty_phone.as_str()), ("秦知禾（演示）", "000-1234567"));

    let homes = households(&app, FIRST);
    assert_eq!(homes.len(), 2);
    assert_eq!((homes[0].dwelling().as_str(), homes[0].bundle), ("槐荫苑 3-1-402", Some(1)));
    assert_eq!(homes[0].needs, ["助行器具跟进", "家电小修"]);
}

#[test]
fn the_same_lists_again_change_nothing() {
    let office = TestOffice::new();
    let app = first(&office);
    let before = state(&app);
    let imported = take(&app, &office.lists(GRIDS, PEOPLE, HOUSEHOLDS));
    assert!(!imported.has_changed);
    assert_eq!(state(&app), before);
    drop(app);
    office.clock.advance(86_400_000);
    let app = office.open();
    assert!(!take(&app, &office.lists(GRIDS, PEOPLE, HOUSEHOLDS)).has_changed);
    assert_eq!(state(&app), before);
}

#[test]
fn a_dry_run_shows_the_plan_and_writes_nothing() {
    let office = TestOffice::new();
    let app = office.open();
    let before = state(&app);
    let directory = office.lists(GRIDS, PEOPLE, HOUSEHOLDS);
    let mut seen = Vec::new();
    let from = ImportFrom { directory, dry_run: true, close_missing: false };
    let imported = app.import(&from, &mut |progress| seen.push(progress)).unwrap();
    assert!(!imported.has_changed);
    assert_eq!(state(&app), before);
    let [Progress::Plan(plan)] = seen.as_slice() else { panic!("{seen:?}") };
    assert!(plan.contains("grids: new 3"), "{plan}");
}

#[test]
fn a_problem_anywhere_keeps_everything_out_and_says_where() {
    let office = TestOffice::new();
    let app = office.open();
    let before = state(&app);
    let people = format!("{PEOPLE}P10,谁（演示）,,网格员,000000901014009,2026-06-01,,\n");
    let imported = take(&app, &office.lists(GRIDS, &people, HOUSEHOLDS));
    assert_eq!(imported.total, 1);
    assert!(imported.problems[0].starts_with("people.csv line 11 column 5"), "{}", imported.problems[0]);
    assert_eq!(state(&app), before);
}

#[test]
fn a_file_that_is_not_there_is_a_problem_and_a_directory_that_is_none_an_error() {
    let office = TestOffice::new();
    let app = office.open();
    let directory = office.lists(GRIDS, PEOPLE, HOUSEHOLDS);
    std::fs::remove_file(directory.join("people.csv")).unwrap();
    assert!(take(&app, &directory).total > 0);
    std::fs::create_dir(directory.join("people.csv")).unwrap();
    let from = ImportFrom { directory, dry_run: false, close_missing: false };
    assert!(matches!(app.import(&from, &mut |_| {}), Err(ErrorKind::Lists(..))));
}

#[test]
fn a_newer_list_starts_ends_and_moves_posts_with_their_dates() {
    let office = TestOffice::new();
    let app = first(&office);
    let (worker, chief, captain) = (person(&app, "P3"), person(&app, "P2"), person(&app, "P1"));
    let people = PEOPLE
        .replace(
            "P3,周向晴（演示）,,网格员,000000901014001,2026-06-01",
            "P3,周向晴（演示）,,网格员,000000901014002,2026-12-01",
        )
        .replace(
            "P2,马晓川（演示）,,网格长,000000901014001,2026-06-01,,\n",
            "P20,新（演示）,,网格长,000000901014001,2026-11-24,,\n",
        )
        .replace("P1,秦知禾（演示）,000-1234567", "P1,秦知禾（演示）,000-7654321");
    assert!(take(&app, &office.lists(GRIDS, &people, HOUSEHOLDS)).has_changed);

    let moved = posts(&app, worker);
    let december = Day::parse("2026-12-01").unwrap().start();
    assert_eq!(moved[0].to, Some(december), "the old post ends when the new one begins");
    assert_eq!((moved[1].scope, moved[1].from), (Scope::Grid(grid(SECOND)), december));
    let ended = &posts(&app, chief)[0];
    assert_eq!(ended.to, Some(lianxin_core::time::Host::now(office.clock.as_ref())));
    assert_eq!(posts(&app, person(&app, "P20")).len(), 1);
    assert_eq!(app.office.registers().details(captain).unwrap().duty_phone, "000-7654321");

    let after = state(&app);
    assert!(!take(&app, &office.lists(GRIDS, &people, HOUSEHOLDS)).has_changed, "and then nothing more");
    assert_eq!(state(&app), after);
    office.clock.advance(10 * 86_400_000);
    assert!(!take(&app, &office.lists(GRIDS, &people, HOUSEHOLDS)).has_changed, "nor once it has happened");
}

#[test]
fn an_end_is_taken_and_can_be_put_off_again() {
    let office = TestOffice::new();
    let app = first(&office);
    let worker = person(&app, "P3");
    let until = |date: &str| {
        PEOPLE.replace(
            "P3,周向晴（演示）,,网格员,000000901014001,2026-06-01,",
            &format!("P3,周向晴（演示）,,网格员,000000901014001,2026-06-01,{date}"),
        )
    };
    let end = |text: &str| Some(Day::parse(text).unwrap().plus(1).start());
    for (date, expected) in [
        ("2026-12-10", end("2026-12-10")),
        ("2026-12-20", end("2026-12-20")),
        ("2026-12-05", end("2026-12-05")),
        ("", None),
    ] {
        assert!(take(&app, &office.lists(GRIDS, &until(date), HOUSEHOLDS)).has_changed);
        assert_eq!(posts(&app, worker)[0].to, expected, "{date}");
        assert!(!take(&app, &office.lists(GRIDS, &until(date), HOUSEHOLDS)).has_changed);
    }
    // An end in the past takes effect when it becomes known, and the list is not asked about it again.
    assert!(take(&app, &office.lists(GRIDS, &until("2026-11-20"), HOUSEHOLDS)).has_changed);
    office.clock.advance(1);
    assert!(!take(&app, &office.lists(GRIDS, &until("2026-11-20"), HOUSEHOLDS)).has_changed);
}

#[test]
fn households_move_change_their_bundle_disappear_and_come_back() {
    let office = TestOffice::new();
    let app = first(&office);
    let new = HOUSEHOLDS
        .replace("000000901014001,槐荫苑,3,1,402,1", "000000901014002,槐荫苑,3,1,402,")
        .replace("403,1,,", "403,2,,")
        .replace("000000901014002,向阳巷,,,12号,,连心户,邻里噪音\n", "000000901014002,向阳巷,,,14号,,,\n");
    let directory = office.lists(GRIDS, PEOPLE, &new);
    take(&app, &directory);
    assert_eq!(households(&app, FIRST).len(), 1);
    assert_eq!(households(&app, FIRST)[0].bundle, Some(2));
    let second = households(&app, SECOND);
    assert_eq!(
        second.iter().map(HouseholdRow::dwelling).collect::<Vec<_>>(),
        ["向阳巷 12号", "向阳巷 14号", "槐荫苑 3-1-402"]
    );
    assert!(second.iter().all(|home| home.gone.is_none()), "what is missing is only shown");

    let close = ImportFrom { directory, dry_run: false, close_missing: true };
    assert!(app.import(&close, &mut |_| {}).unwrap().has_changed);
    let gone = households(&app, SECOND).into_iter().find(|home| home.room == "12号").unwrap();
    assert_eq!(gone.gone, Some(Day::parse("2026-11-24").unwrap()));
    assert!(!app.import(&close, &mut |_| {}).unwrap().has_changed);

    take(&app, &office.lists(GRIDS, PEOPLE, HOUSEHOLDS));
    let back = households(&app, SECOND).into_iter().find(|home| home.room == "12号").unwrap();
    assert_eq!((back.id, back.gone), (gone.id, None));
}

#[test]
fn a_grid_made_of_another_names_it_and_a_grid_left_out_ends() {
    let office = TestOffice::new();
    let app = first(&office);
    let grids = GRIDS
        .replace("000000901014002,示-02", "000000901014003,示-03")
        .replace("398,1010,2026-06-01\n000000901015", "398,1010,2026-12-01\n000000901015");
    let people = PEOPLE.replace(SECOND, "000000901014003");
    let homes = HOUSEHOLDS.replace(SECOND, "000000901014003");
    take(&app, &office.lists(&grids, &people, &homes));
    let registers = app.office.registers();
    let new = registers.get(RegisterId::Grid(grid("000000901014003"))).unwrap().grid.clone().unwrap();
    assert_eq!(new.predecessors, [grid(SECOND)]);
    let old = registers.get(RegisterId::Grid(grid(SECOND))).unwrap().grid.clone().unwrap();
    assert_eq!(old.to, Some(Day::parse("2026-11-24").unwrap()));
    assert!(!take(&app, &office.lists(&grids, &people, &homes)).has_changed);
}

#[test]
fn demonstration_and_real_codes_do_not_mix() {
    let office = TestOffice::new();
    let app = first(&office);
    let real = |text: &str| text.replace("000000901014", "610481001014").replace("000000901015", "610481001015");
    let directory = office.lists(&real(GRIDS), &real(PEOPLE), &real(HOUSEHOLDS));
    let before = state(&app);
    let from = ImportFrom { directory, dry_run: false, close_missing: false };
    assert!(matches!(app.import(&from, &mut |_| {}), Err(ErrorKind::MixedLists)));
    assert_eq!(state(&app), before);
}
