//! Things to put into a store, and everything it answers as one text.

use crate::cbor::Bytes;
use crate::code::GridCode;
use crate::document::Value;
use crate::entry::{RefusalCode, Verdict};
use crate::id::{ActorId, AssignmentId, DocumentId, Hash, Hash8, PersonId};
use crate::register::RegisterId;
use crate::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use crate::rows::{HouseholdRow, Need, VisitRow, whole};
use crate::store::{Attention, Draft, Entries, OwnEntry, Progress, Standing, Store, StoreError, Write};
use crate::sync::{Audience, Cursor};
use crate::time::{Day, Timestamp};
use std::fmt::Write as _;

/// What is looked for in [`dump`].
const TYPED: &[&str] =
    &["", "丰", "丰泽", "fz", "3-2", "3", "丰泽小区3栋2单元401", "401", "hy 1", "%", "小区 40", "AND", "'"];

pub(crate) fn grid(n: u64) -> GridCode {
    GridCode::from_number(901_001_000 + n).unwrap()
}

pub(crate) fn household_id(n: u8) -> DocumentId {
    DocumentId([crate::household::CODE, n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n])
}

pub(crate) fn visit_id(n: u8) -> DocumentId {
    DocumentId([crate::visit::CODE, n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n])
}

pub(crate) fn hash(n: u8) -> Hash {
    Hash([n; 32])
}

/// An unsent entry, the `n`th of the first actor, about the `n`th household.
pub(crate) fn entry(n: u8) -> OwnEntry {
    OwnEntry {
        hash: hash(n),
        actor: ActorId([1; 16]),
        n: n.into(),
        sealed: vec![n; 170],
        objects: vec![vec![n; 300], vec![]],
        documents: vec![household_id(n)],
        command: vec![n, 1],
        progress: Progress::Unsent,
        settled: false,
        replays: 0,
        made_at: Timestamp(1_000 + i64::from(n)),
    }
}

pub(crate) fn household(n: u8, estate: &str, building: &str, unit: &str, room: &str) -> HouseholdRow {
    HouseholdRow {
        id: household_id(n),
        grid: grid(1),
        bundle: None,
        estate: estate.into(),
        building: building.into(),
        unit: unit.into(),
        room: room.into(),
        class: None,
        needs: vec![],
        wish: None,
        gone: None,
        conflicts: vec![],
    }
}

/// A routine visit, the `n`th, of a household on a day.
pub(crate) fn visit(n: u8, household: u8, day: i32) -> VisitRow {
    VisitRow {
        id: visit_id(n),
        household: household_id(household),
        grid: grid(1),
        author: PersonId([1; 16]),
        assignment: AssignmentId([1; 8]),
        day: Day(day),
        outcome: VisitOutcome::Met,
        purpose: Some(VisitPurpose::Routine),
        note: String::new(),
        needs: vec![],
        follow_up: None,
        companion: String::new(),
        office_notes: vec![],
        conflicts: vec![],
    }
}

pub(crate) fn attention(n: u8, since: i64) -> Attention {
    Attention {
        entry: hash(n),
        item: 0,
        document: household_id(n),
        reason: "rights".into(),
        said: if n.is_multiple_of(2) { "数量不符".into() } else { String::new() },
        dwelling: if n.is_multiple_of(3) { "槐荫苑 3-1-402".into() } else { String::new() },
        fields: vec![("note".into(), Value::Text("换灯泡".into())), ("day".into(), Value::Int(-1))],
        since: Timestamp(since),
    }
}

pub(crate) fn draft(n: u8, updated_at: i64) -> Draft {
    let household = n.is_multiple_of(2).then(|| household_id(n));
    Draft { id: [n; 16], household, form: vec![n; 40], updated_at: Timestamp(updated_at) }
}

pub(crate) fn cursor(pos: u64) -> Cursor {
    Cursor { pos, chain: Hash8([7; 8]), back: 1 }
}

/// At least one of every write that adds something.
pub(crate) fn sample() -> Vec<Write> {
    let mut judged = entry(2);
    judged.progress = Progress::Judged(Timestamp(9), Verdict::Refused(RefusalCode::Deps));
    judged.documents = vec![household_id(1), visit_id(1), household_id(1)];
    let full = HouseholdRow {
        bundle: Some(4),
        class: Some(HouseholdClass::Care),
        needs: vec!["lamp".into(), "meal".into()],
        wish: Some(ContactWish::CallFirst),
        gone: Some(Day(20_000)),
        conflicts: vec!["wish".into()],
        ..household(1, "丰泽小区", "3栋", "2单元", "401")
    };
    let seen = VisitRow {
        note: "换了灯泡,下周再来".into(),
        needs: vec![Need { code: "lamp".into(), line: "走廊".into() }],
        follow_up: Some(Day(20_010)),
        companion: "队长".into(),
        office_notes: vec!["已核".into()],
        conflicts: vec!["note".into()],
        ..visit(1, 1, 20_001)
    };
    vec![
        Write::Put("era", vec![1, 2]),
        Write::Entry(entry(1)),
        Write::Entry(judged),
        Write::Document(household_id(1), vec![5; 700]),
        Write::Document(visit_id(1), vec![6; 700]),
        Write::Household(full),
        Write::Household(household(2, "汇景花园", "10", "", "1002")),
        Write::Visit(seen),
        Write::Cursor(Audience::ledger(grid(1)), cursor(12)),
        Write::Enter(Audience::ledger(grid(1)), household_id(1), None),
        Write::Enter(Audience::org(), visit_id(1), Some(Timestamp(50))),
        Write::Page(RegisterId::Org, 1, vec![8; 90]),
        Write::Page(RegisterId::Grid(grid(1)), 1, vec![9; 90]),
        Write::Part(hash(9), Bytes(vec![9; 30])),
        Write::Want(visit_id(7)),
        Write::Attention(attention(1, 44)),
        Write::Draft(draft(1, 70)),
    ]
}

fn entry_text(entry: &OwnEntry) -> String {
    format!("{entry:?} {:?} {:?} {:?}", entry.sealed, entry.objects, entry.command)
}

fn attention_text(item: &Attention) -> String {
    format!("{item:?} {:?}", item.fields.iter().map(|(key, value)| (key, value.as_text())).collect::<Vec<_>>())
}

fn standing_text(standing: &Standing) -> String {
    format!("{standing:?} {}", whole::household(&standing.household))
}

/// What an answer holds, content and all, which `Debug` does not show.
fn told<T>(answer: Result<impl IntoIterator<Item = T>, StoreError>, text: impl Fn(&T) -> String) -> String {
    match answer {
        Ok(items) => items.into_iter().map(|item| text(&item)).collect::<Vec<_>>().join("\n"),
        Err(error) => error.to_string(),
    }
}

/// Everything a store answers about the few things that the samples speak of.
pub(crate) fn dump(store: &dyn Store) -> String {
    let mut text = String::new();
    let ids: Vec<DocumentId> = (0..8).flat_map(|n| [household_id(n), visit_id(n)]).collect();
    let audiences = [Audience::org(), Audience::ledger(grid(1)), Audience::bundle(grid(1), 4)];
    macro_rules! line {
        ($($call:expr),+) => { $(writeln!(text, "{} {:?}", stringify!($call), $call).unwrap();)+ };
    }
    line!(store.get("era"), store.get("none"), store.delivered(), store.documents(), store.cursors());
    for which in [Entries::All, Entries::Open, Entries::Unsent(&ActorId([1; 16])), Entries::Unsent(&ActorId([2; 16]))] {
        line!(told(store.entries(which), entry_text));
    }
    line!(told(store.entry(&hash(1)), entry_text), told(store.entry(&hash(2)), entry_text));
    line!(store.needs());
    line!(store.pages(), told(store.parts(), |part| format!("{:?}", part.0)), store.wants());
    line!(told(store.attention(), attention_text), told(store.standings(), standing_text));
    line!(told(store.drafts(), |draft| format!("{draft:?} {:?}", draft.form)));
    line!(audiences.iter().map(|audience| store.members(audience)).collect::<Vec<_>>());
    for id in &ids {
        line!(id, store.document(id), told(store.household(id), whole::household));
        line!(told(store.visit(id), whole::visit), told(store.visits_of(id), whole::visit));
        line!(store.entries(Entries::Of(id)).map(|entries| entries.iter().map(|e| e.hash).collect::<Vec<_>>()));
        line!((-1..8).map(|at| store.is_member(id, Timestamp(at))).collect::<Vec<_>>());
    }
    for day in 0..6 {
        for person in [1, 2].map(|n| PersonId([n; 16])) {
            line!(day, told(store.visits_by(&person, Day(day)), whole::visit));
        }
    }
    for typed in TYPED {
        for limit in [2, usize::MAX] {
            let found = store.search(typed, limit).map(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>());
            line!(typed, limit, found);
        }
    }
    text
}
