//! Documents in, typed rows out: one pure function a family, shared by phone and office. Screens, console and
//! reports read rows only. Nothing in a row depends on "now".

use crate::code::GridCode;
use crate::document::{Document, Value};
use crate::household;
use crate::id::{AssignmentId, DocumentId, PersonId};
use crate::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use crate::time::Day;

/// A household as lists and screens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdRow {
    /// The document.
    pub id: DocumentId,
    /// The grid of the latest link.
    pub grid: GridCode,
    /// The bundle within the grid.
    pub bundle: Option<u8>,
    /// Residential estate.
    pub estate: String,
    /// Building.
    pub building: String,
    /// Stairwell unit.
    pub unit: String,
    /// Room.
    pub room: String,
    /// Class by need of service.
    pub class: Option<HouseholdClass>,
    /// Need codes, in order of the alphabet.
    pub needs: Vec<String>,
    /// The wish about the next contact.
    pub wish: Option<ContactWish>,
    /// No longer in the office's list from this day on.
    pub gone: Option<Day>,
    /// Keys on which two people disagree.
    pub conflicts: Vec<String>,
}

/// One need found at a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The catalogue's code.
    pub code: String,
    /// One line.
    pub line: String,
}

/// A visit as lists and screens show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// The document.
    pub id: DocumentId,
    /// The household visited.
    pub household: DocumentId,
    /// The grid it was made under; never changes.
    pub grid: GridCode,
    /// Who made it.
    pub author: PersonId,
    /// Under which post.
    pub assignment: AssignmentId,
    /// The day of the visit.
    pub day: Day,
    /// How it ended at the door.
    pub outcome: VisitOutcome,
    /// Why it was made.
    pub purpose: Option<VisitPurpose>,
    /// The note.
    pub note: String,
    /// Needs found.
    pub needs: Vec<Need>,
    /// Come again by this day.
    pub follow_up: Option<Day>,
    /// Who came along.
    pub companion: String,
    /// Notes of the office, which stand beside the visit and change nothing in it.
    pub office_notes: Vec<String>,
    /// Keys on which two versions disagree.
    pub conflicts: Vec<String>,
}

fn text(document: &Document, key: &str) -> String {
    match document.get(key) {
        Some(Value::Text(text)) => text,
        _ => String::new(),
    }
}

fn bytes(document: &Document, key: &str) -> Vec<u8> {
    match document.get(key) {
        Some(Value::Bytes(bytes)) => bytes,
        _ => Vec::new(),
    }
}

fn day(document: &Document, key: &str) -> Option<Day> {
    match document.get(key) {
        Some(Value::Int(day)) => i32::try_from(day).ok().map(Day),
        _ => None,
    }
}

fn conflicts(document: &Document) -> Vec<String> {
    document.keys().into_iter().filter(|key| document.get_all(key).len() > 1).collect()
}

impl HouseholdRow {
    /// Reads a household; none if it has not been created yet.
    pub fn read(id: DocumentId, document: &Document) -> Option<Self> {
        let mut needs: Vec<String> =
            document.list("need").iter().map(|need| text(document, &format!("need/{need}/code"))).collect();
        needs.retain(|code| !code.is_empty());
        needs.sort_unstable();
        needs.dedup();
        Some(Self {
            id,
            grid: household::current_grid(document)?,
            bundle: household::bundle(document),
            estate: text(document, "estate"),
            building: text(document, "building"),
            unit: text(document, "unit"),
            room: text(document, "room"),
            class: HouseholdClass::from_word(&text(document, "class")),
            needs,
            wish: ContactWish::from_word(&text(document, "wish")),
            gone: day(document, "gone"),
            conflicts: conflicts(document),
        })
    }

    /// The dwelling in one line: estate, building, unit and room.
    pub fn dwelling(&self) -> String {
        let parts = [&self.estate, &self.building, &self.unit, &self.room];
        parts.into_iter().filter(|p| !p.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl VisitRow {
    /// Reads a visit; none if it has not been created yet.
    pub fn read(id: DocumentId, document: &Document) -> Option<Self> {
        let list = |name: &str| document.list(name);
        let grid = match document.get("grid") {
            Some(Value::Int(grid)) => GridCode::from_number(u64::try_from(grid).ok()?).ok()?,
            _ => return None,
        };
        Some(Self {
            id,
            household: DocumentId::from_slice(&bytes(document, "household"))?,
            grid,
            author: PersonId::from_slice(&bytes(document, "author"))?,
            assignment: AssignmentId::from_slice(&bytes(document, "assignment"))?,
            day: day(document, "day")?,
            outcome: VisitOutcome::from_word(&text(document, "outcome"))?,
            purpose: VisitPurpose::from_word(&text(document, "purpose")),
            note: text(document, "note"),
            needs: list("need")
                .iter()
                .map(|need| Need {
                    code: text(document, &format!("need/{need}/code")),
                    line: text(document, &format!("need/{need}/line")),
                })
                .collect(),
            follow_up: day(document, "follow_up"),
            companion: text(document, "companion"),
            office_notes: list("office_note")
                .iter()
                .map(|note| text(document, &format!("office_note/{note}/text")))
                .collect(),
            conflicts: conflicts(document),
        })
    }
}
