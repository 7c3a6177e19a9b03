//! The shapes that scripts read and pages are written from. Names and meanings are stable (README, "JSON"); members
//! are only ever added.

mod value;

pub use value::{instant, value_json};

use crate::listed::Listed;
use crate::page::{Cell, Page, Tone};
use lianxin_core::companion::{Companion, Conflict, VisitView};
use lianxin_core::error::Error;
use lianxin_core::household;
use lianxin_core::id::DocumentId;
use lianxin_core::redacted;
use lianxin_core::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use lianxin_core::rows::{HouseholdRow, Need};
use lianxin_core::visit;
use lianxin_core::words::{Key, Lang, field_label};
use serde::{Deserialize, Serialize};

/// Characters of an id that people see and may type.
const SHORT: usize = 8;

/// A household.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct HouseholdShape {
    /// 26 characters.
    pub id: String,
    /// Estate, building, unit and room in one line.
    pub dwelling: String,
    /// Residential estate.
    pub estate: String,
    /// Building.
    pub building: String,
    /// Stairwell unit.
    pub unit: String,
    /// Room.
    pub room: String,
    /// Fifteen digits.
    pub grid: String,
    /// The bundle within the grid.
    pub bundle: Option<u8>,
    /// `at_ease`, `care` or `close_contact`.
    pub class: Option<&'static str>,
    /// Need codes.
    pub needs: Vec<String>,
    /// `welcome`, `call_first` or `no_proactive_visit`.
    pub wish: Option<&'static str>,
    /// No longer in the office's list from this day on.
    pub gone: Option<String>,
    /// Fields on which two people disagree.
    pub conflicts: Vec<String>,
}

/// A need found at a visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedShape {
    /// The catalogue's code.
    pub code: String,
    /// One line.
    pub line: String,
}

/// A visit.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct VisitShape {
    /// 26 characters.
    pub id: String,
    /// The household's id.
    pub household: String,
    /// `YYYY-MM-DD`.
    pub day: String,
    /// A word of the outcomes.
    pub outcome: &'static str,
    /// A word of the purposes.
    pub purpose: Option<&'static str>,
    /// The note.
    pub note: String,
    /// Needs found.
    pub needs: Vec<NeedShape>,
    /// Come again by this day.
    pub follow_up: Option<String>,
    /// Who came along.
    pub companion: String,
    /// Notes of the office.
    pub office_notes: Vec<String>,
    /// Its author's name, where the phone knows it.
    pub author: String,
    /// The person of this phone made it.
    pub is_own: bool,
    /// Not everything of it has reached the office.
    pub is_undelivered: bool,
}

/// A field on which two people disagree.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ConflictShape {
    /// The household or visit.
    pub document: String,
    /// The dwelling it is about.
    pub dwelling: String,
    /// The field.
    pub key: String,
    /// The values, the one now shown first.
    pub values: Vec<serde_json::Value>,
    /// The values as people read them.
    #[serde(skip)]
    pub texts: Vec<String>,
}

redacted! {
    HouseholdShape { id, grid, bundle, gone, conflicts }
    NeedShape {}
}

impl From<&HouseholdRow> for HouseholdShape {
    fn from(row: &HouseholdRow) -> Self {
        Self {
            id: row.id.to_string(),
            dwelling: row.dwelling(),
            estate: row.estate.clone(),
            building: row.building.clone(),
            unit: row.unit.clone(),
            room: row.room.clone(),
            grid: row.grid.to_string(),
            bundle: row.bundle,
            class: row.class.map(HouseholdClass::word),
            needs: row.needs.clone(),
            wish: row.wish.map(ContactWish::word),
            gone: row.gone.map(|day| day.to_string()),
            conflicts: row.conflicts.clone(),
        }
    }
}

impl From<&Need> for NeedShape {
    fn from(need: &Need) -> Self {
        Self { code: need.code.clone(), line: need.line.clone() }
    }
}

impl From<&VisitView> for VisitShape {
    fn from(view: &VisitView) -> Self {
        let row = &view.row;
        Self {
            id: row.id.to_string(),
            household: row.household.to_string(),
            day: row.day.to_string(),
            outcome: row.outcome.word(),
            purpose: row.purpose.map(VisitPurpose::word),
            note: row.note.clone(),
            needs: row.needs.iter().map(NeedShape::from).collect(),
            follow_up: row.follow_up.map(|day| day.to_string()),
            companion: row.companion.clone(),
            office_notes: row.office_notes.clone(),
            author: view.author.clone(),
            is_own: view.is_own,
            is_undelivered: view.is_undelivered,
        }
    }
}

impl ConflictShape {
    /// A conflict with the dwelling it is about.
    pub fn new(conflict: &Conflict, lang: Lang) -> Self {
        Self {
            document: conflict.document.to_string(),
            dwelling: conflict.dwelling.clone(),
            key: conflict.key.clone(),
            values: conflict.values.iter().map(|v| value_json(&conflict.document, &conflict.key, v)).collect(),
            texts: conflict.texts(lang),
        }
    }
}

/// The first characters of an id, as people see it.
pub fn short(id: &str) -> Cell {
    Cell::faint(id.get(..SHORT).unwrap_or(id))
}

/// The title of a word of a list.
pub fn title<T: Listed>(word: &str, lang: Lang) -> &'static str {
    T::find(word).map_or("", |word| word.title(lang))
}

/// The dwelling a household or visit is about; empty where the phone no longer knows it.
pub fn dwelling_of(companion: &Companion, document: &DocumentId) -> Result<String, Error> {
    let found = match document.family() {
        household::CODE => companion.household(*document).map(|view| view.row.dwelling()),
        visit::CODE => companion.visit(*document).and_then(|view| dwelling_of(companion, &view.row.household)),
        _ => Ok(String::new()),
    };
    match found {
        Err(Error::NotFound) => Ok(String::new()),
        other => other,
    }
}

/// One line a household: id, dwelling, needs, wish.
pub fn household_rows(households: &[HouseholdShape]) -> Vec<Vec<Cell>> {
    let row = |h: &HouseholdShape| vec![short(&h.id), Cell::from(&h.dwelling), Cell::from(h.needs.join(" "))];
    households.iter().map(row).collect()
}

/// One line a visit, and its texts below it.
pub fn show_visits(page: &mut Page, visits: &[VisitShape]) {
    let lang = page.lang();
    for visit in visits {
        let undelivered = if visit.is_undelivered { Key::Undelivered.template(lang) } else { "" };
        page.line([
            short(&visit.id),
            Cell::from(&visit.day),
            Cell::from(title::<VisitOutcome>(visit.outcome, lang)),
            Cell::from(visit.purpose.map_or("", |word| title::<VisitPurpose>(word, lang))),
            Cell::from(&visit.author),
            Cell::new(undelivered, Tone::Faint),
        ]);
        let need = |need: &NeedShape| format!("{} {}", need.code, need.line).trim().to_owned();
        page.pairs([
            (Key::FieldNote, visit.note.clone()),
            (Key::FieldNeed, visit.needs.iter().map(need).collect::<Vec<_>>().join(" · ")),
            (Key::FieldFollowUp, visit.follow_up.clone().unwrap_or_default()),
            (Key::FieldCompanion, visit.companion.clone()),
            (Key::FieldOfficeNote, visit.office_notes.join(" · ")),
        ]);
    }
}

/// One block a conflict: where, which field, and the values by number.
pub fn show_conflicts(page: &mut Page, conflicts: &[ConflictShape]) {
    for conflict in conflicts {
        let field = field_label(&conflict.key, page.lang());
        page.line([short(&conflict.document), Cell::from(&conflict.dwelling), Cell::new(field, Tone::Hand)]);
        let values = conflict.texts.iter().zip(1..);
        page.columns(values.map(|(text, n)| vec!["".into(), format!("{n}").into(), text.into()]).collect());
    }
}
