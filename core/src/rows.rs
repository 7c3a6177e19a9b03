//! Documents in, typed rows out: one pure function a family, shared by phone and office. Screens, console and
//! reports read rows only. Nothing in a row depends on "now".

use crate::code::GridCode;
use crate::document::{Document, Value};
use crate::household;
use crate::id::{AssignmentId, DocumentId, PersonId};
use crate::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use crate::search::dwelling_line;
use crate::time::Day;

/// A household as lists and screens show it.
#[derive(Clone, PartialEq, Eq)]
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
#[derive(Clone, PartialEq, Eq)]
pub struct Need {
    /// The catalogue's code.
    pub code: String,
    /// One line.
    pub line: String,
}

/// A visit as lists and screens show it.
#[derive(Clone, PartialEq, Eq)]
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

redacted! {
    HouseholdRow { id, grid, bundle, gone, conflicts }
    Need {}
    VisitRow { id, household, grid, author, assignment, day, conflicts }
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
            conflicts: document.disputed(),
        })
    }

    /// The dwelling in one line: estate, building, unit and room.
    pub fn dwelling(&self) -> String {
        dwelling_line(&self.estate, &self.building, &self.unit, &self.room)
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
            conflicts: document.disputed(),
        })
    }
}

/// Every field, for tests that compare by text: `Debug` shows no content.
#[cfg(test)]
pub(crate) mod whole {
    use super::{HouseholdRow, Need, VisitRow};

    pub(crate) fn household(row: &HouseholdRow) -> String {
        let HouseholdRow { id, grid, bundle, estate, building, unit, room, class, needs, wish, gone, conflicts } = row;
        let dwelling = (estate, building, unit, room);
        format!("{:?}", (id, grid, bundle, dwelling, class, needs, wish, gone, conflicts))
    }

    pub(crate) fn visit(row: &VisitRow) -> String {
        let VisitRow { id, household, grid, author, assignment, day, outcome, purpose, note, .. } = row;
        let VisitRow { needs, follow_up, companion, office_notes, conflicts, .. } = row;
        let needs: Vec<_> = needs.iter().map(|Need { code, line }| (code, line)).collect();
        let head = (id, household, grid, author, assignment, day, outcome, purpose, note);
        format!("{:?}", (head, needs, follow_up, companion, office_notes, conflicts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Edit;
    use crate::family::{FAMILIES, Family, Kind};
    use crate::id::ActorId;
    use crate::time::Timestamp;

    /// Some value that the field takes, another one for another `number`.
    fn sample(kind: Kind, number: i64) -> Value {
        let byte = u8::try_from(number).unwrap();
        match kind {
            Kind::Word(words) => Value::text(words[usize::from(byte) % words.len()]),
            Kind::Text(_) => Value::text(&format!("文{number}")),
            Kind::Number(min, _) => Value::Int(min + number),
            Kind::Day => Value::Int(20_000 + number),
            Kind::Instant => Value::Int(1_790_000_000_000 + number),
            Kind::Grid => Value::Int(901_001_001 + number),
            Kind::Person => Value::Bytes(vec![byte; 16]),
            Kind::Assignment => Value::Bytes(vec![byte; 8]),
            Kind::Document(family) => {
                let mut id = vec![byte; 16];
                id[0] = family;
                Value::Bytes(id)
            }
        }
    }

    /// A document with every field the family declares; `other` has another value.
    fn document(family: &Family, other: Option<&str>) -> Document {
        let edits: Vec<Edit> = family
            .fields
            .iter()
            .map(|f| {
                let key = f.pattern.replace('*', "0A1B2C3D");
                Edit::put(&key, sample(f.kind, if other == Some(f.pattern) { 2 } else { 1 }))
            })
            .collect();
        let state = Document::new();
        let change = state.write(&ActorId([1; 16]), Timestamp(1), "test", &[1; 16], &edits).unwrap().unwrap();
        let mut document = Document::new();
        document.admit(&change).unwrap();
        document
    }

    /// Everything that is read of a document anywhere.
    fn read(family: &Family, document: &Document) -> String {
        let id = DocumentId([family.code; 16]);
        match family.code {
            household::CODE => {
                let row = HouseholdRow::read(id, document).unwrap();
                let author = document.get("author").and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
                format!("{} {:?} {author:?}", whole::household(&row), household::links(document))
            }
            crate::visit::CODE => whole::visit(&VisitRow::read(id, document).unwrap()),
            other => panic!("family {other} has no row"),
        }
    }

    #[test]
    fn no_family_has_a_field_that_nobody_reads() {
        for family in FAMILIES {
            let whole = read(family, &document(family, None));
            for field in family.fields {
                let changed = read(family, &document(family, Some(field.pattern)));
                assert_ne!(whole, changed, "{} {}", family.name, field.pattern);
            }
        }
    }

    #[test]
    fn two_values_of_one_field_are_a_conflict_and_equal_values_are_none() {
        let base = document(&crate::household::HOUSEHOLD, None);
        let write = |actor: u8, wish: &str| {
            let edit = [Edit::put("wish", Value::text(wish))];
            base.write(&ActorId([actor; 16]), Timestamp(2), "test", &[actor; 16], &edit).unwrap().unwrap()
        };
        let mut document = base.clone();
        document.admit(&write(2, "welcome")).unwrap();
        let id = DocumentId([household::CODE; 16]);
        let mut equal = document.clone();
        equal.admit(&write(3, "welcome")).unwrap();
        assert!(HouseholdRow::read(id, &equal).unwrap().conflicts.is_empty());
        document.admit(&write(3, "no_proactive_visit")).unwrap();
        assert_eq!(HouseholdRow::read(id, &document).unwrap().conflicts, ["wish"]);
    }

    #[test]
    fn a_ledger_line_names_no_person_and_no_number_of_one() {
        // M09 a: what a household's row holds is the dwelling, class, needs and the wish.
        let family = &crate::household::HOUSEHOLD;
        let row = |other| HouseholdRow::read(DocumentId([household::CODE; 16]), &document(family, other)).unwrap();
        assert_eq!(whole::household(&row(None)), whole::household(&row(Some("author"))), "nor who listed it");
        for word in ["name", "phone", "number", "employer"] {
            assert!(family.fields.iter().all(|field| !field.pattern.contains(word)), "{word}");
        }
    }
}
