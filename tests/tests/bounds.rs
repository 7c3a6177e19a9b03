//! Counted bounds instead of clocks: what a standard evening costs in bytes, round trips, signatures, documents, SQL
//! statements and fsyncs. A figure here may fall; whoever raises one says why in the commit.

use lianxin_core::companion::{HouseholdEdit, Target, VisitForm};
use lianxin_core::counted::Counted;
use lianxin_core::role::{ContactWish, Role, VisitOutcome, VisitPurpose};
use lianxin_tests::town::{Counts, Phone, Town};

/// Entries of an evening: eight visits, four edits.
const ENTRIES: u64 = 12;
/// Households it touches or names; each visit is a new document beside.
const HOUSEHOLDS: u64 = 12;
const VISITS: u64 = 8;
/// Households it changes: every other visit sets a wish, every edit a need.
const CHANGED: u64 = 8;

/// DESIGN §12: an evening of visits costs at most 10 KB each way and one round trip.
const EVENING_UP: u64 = 10 * 1024;
const EVENING_DOWN: u64 = 10 * 1024;
/// Both ways together, with the six audiences of a worker.
const NOTHING_NEW: u64 = 410;

/// The envelope and each entry; who sends it, then four to six statements an entry: is it here, the chain's tip, what
/// it follows, the entry, its objects, the tip. One transaction.
const RECEIVE: Counted = Counted { signatures: 1 + ENTRIES, documents: 0, statements: 6 * ENTRIES + 4, commits: 1 };
/// Only what is touched or named is loaded. 25 statements an entry: the device, what waits, the documents, their rows,
/// who holds them before and after, a position in each feed, the verdict, when its visits came in. One transaction.
const ADMIT: Counted = Counted { signatures: 0, documents: HOUSEHOLDS, statements: 25 * ENTRIES, commits: 1 };
/// A dozen for the device, the tip and the six audiences; then the entry, its objects and their bytes.
const ANSWER: Counted = Counted { signatures: 0, documents: 0, statements: 12 + 6 * ENTRIES, commits: 0 };
/// The answer, its receipt, the certificates of node and issuer. Every household is read once. Thirty statements as
/// when nothing is new, then two dozen an entry: the entry, its documents, their rows and the search's index. The
/// question's number is one commit and the answer another.
const PHONE: Counted = Counted { signatures: 4, documents: HOUSEHOLDS, statements: 30 + 25 * ENTRIES, commits: 2 };
/// The envelope; the device; a dozen for the tip and the six audiences.
const OFFICE_NOTHING_NEW: Counted = Counted { signatures: 1, documents: 0, statements: 14, commits: 0 };
/// The answer and two certificates; the question's number is one commit and the answer another.
const PHONE_NOTHING_NEW: Counted = Counted { signatures: 3, documents: 0, statements: 32, commits: 2 };
/// As when nothing is new, then three statements for each row of the feed.
const OFFICE_FETCHED: Counted =
    Counted { signatures: 1, documents: 0, statements: 14 + 3 * (VISITS + HOUSEHOLDS), commits: 0 };
/// As when nothing is new, then the changed households are read, and four statements write each document and its row.
const PHONE_FETCHES: Counted =
    Counted { signatures: 3, documents: CHANGED, statements: 32 + 5 * (VISITS + CHANGED), commits: 2 };

fn evening(town: &Town, phone: &Phone) {
    let notes: Vec<&str> = include_str!("../data/sample_texts.csv").lines().skip(1).collect();
    for (index, household) in town.households.iter().take(8).enumerate() {
        let note = notes[index].split(',').find(|cell| cell.chars().count() > 25).unwrap_or("约下次周五上午再来");
        let form = VisitForm {
            note: note.chars().filter(|c| !c.is_ascii_digit()).take(60).collect(),
            purpose: Some(VisitPurpose::Routine),
            wish: (index % 2 == 0).then_some(ContactWish::CallFirst),
            ..VisitForm::new(Target::Listed(*household), VisitOutcome::Met)
        };
        phone.app.record_visit(&form).expect("recorded");
    }
    for household in town.households.iter().skip(8).take(4) {
        let edit = HouseholdEdit { add_needs: vec!["家电小修".into()], ..HouseholdEdit::default() };
        phone.app.edit_household(*household, &edit).expect("edited");
    }
}

/// A town with so many households, and two phones that hold everything there is.
fn quiet_town(households: usize) -> (Town, Phone, Phone) {
    let town = Town::found("槐荫苑", households);
    let (worker, chief) = (town.phone(Role::GridWorker), town.phone(Role::GridChief));
    for phone in [&worker, &chief, &worker, &chief] {
        town.sync(phone);
    }
    (town, worker, chief)
}

#[expect(clippy::print_stdout, reason = "the figures are for who reads the test's output")]
fn show(what: &str, counts: &Counts) {
    let (office, summary) = (&counts.office, &counts.summary);
    println!("{what}: {} up, {} down, {} round trips", summary.bytes_up, summary.bytes_down, summary.round_trips);
    for (who, counted) in
        [("receive", office.received), ("admit", office.admitted), ("answer", office.answered), ("phone", counts.phone)]
    {
        println!("  {who:8} {counted:?}");
    }
}

/// Statements may be fewer; everything else is as it must be.
#[track_caller]
fn within(what: &str, counted: Counted, bound: Counted) {
    assert!(counted.statements <= bound.statements, "{what}: {counted:?} of {bound:?}");
    assert_eq!(Counted { statements: 0, ..counted }, Counted { statements: 0, ..bound }, "{what}");
}

#[test]
fn an_evening_costs_one_round_trip_and_two_transactions_and_few_bytes() {
    let (town, worker, _) = quiet_town(60);
    evening(&town, &worker);
    let counts = town.sync_counted(&worker);
    show("evening", &counts);
    let (office, summary) = (&counts.office, &counts.summary);
    assert_eq!((summary.delivered, summary.made), (ENTRIES, ENTRIES));
    assert_eq!(summary.round_trips, 1);
    assert!(summary.bytes_up <= EVENING_UP, "{} bytes up", summary.bytes_up);
    assert!(summary.bytes_down <= EVENING_DOWN, "{} bytes down", summary.bytes_down);
    within("receive", office.received, RECEIVE);
    within("admit", office.admitted, ADMIT);
    within("answer", office.answered, ANSWER);
    within("phone", counts.phone, PHONE);
}

#[test]
fn an_evening_fetched_by_another_phone_costs_one_round_trip_and_what_is_new() {
    let (town, worker, chief) = quiet_town(60);
    evening(&town, &worker);
    town.sync(&worker);
    let counts = town.sync_counted(&chief);
    show("fetched", &counts);
    assert_eq!(counts.summary.round_trips, 1);
    assert!(counts.summary.bytes_down <= EVENING_DOWN, "{} bytes down", counts.summary.bytes_down);
    within("office", counts.office.all(), OFFICE_FETCHED);
    within("phone", counts.phone, PHONE_FETCHES);
}

#[test]
fn nothing_new_costs_the_same_with_few_and_with_many_documents() {
    let [few, many] = [10, 700].map(|households| {
        let (town, worker, _) = quiet_town(households);
        let counts = town.sync_counted(&worker);
        show(&format!("nothing new, {households} households"), &counts);
        counts
    });
    let bytes = [&few, &many].map(|counts| counts.summary.bytes_up + counts.summary.bytes_down);
    assert!(bytes.iter().all(|bytes| *bytes <= NOTHING_NEW), "{bytes:?}");
    assert!(bytes[0].abs_diff(bytes[1]) <= 12, "{bytes:?}: it must not grow with what is held");
    for counts in [&few, &many] {
        assert_eq!(counts.summary.round_trips, 1);
        within("office", counts.office.all(), OFFICE_NOTHING_NEW);
        within("phone", counts.phone, PHONE_NOTHING_NEW);
    }
    assert_eq!((few.office, few.phone), (many.office, many.phone), "it must not grow with what is held");
}

#[test]
fn an_evening_costs_the_same_with_few_and_with_many_documents() {
    let [few, many] = [60, 700].map(|households| {
        let (town, worker, chief) = quiet_town(households);
        evening(&town, &worker);
        [town.sync_counted(&worker), town.sync_counted(&chief)].map(|counts| (counts.office, counts.phone))
    });
    assert_eq!(few, many);
}
