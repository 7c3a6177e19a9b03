//! What a person fills in, and what came of it.

use crate::document::Value;
use crate::id::{AssignmentId, DocumentId};
use crate::note_check::Hit;
use crate::role::{ContactWish, VisitOutcome, VisitPurpose};
use crate::rows::Need;
use crate::time::Day;
use crate::words::{self, Key, Lang, field_label};
use std::fmt;

/// Where a dwelling is.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Dwelling {
    /// Residential estate.
    pub estate: String,
    /// Building.
    pub building: String,
    /// Stairwell unit.
    pub unit: String,
    /// Room.
    pub room: String,
}

/// At whose door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A household of the ledger.
    Listed(DocumentId),
    /// A door that is not in the ledger: the household is made in the same entry.
    New(Dwelling),
}

/// The visit form: outcome and household are required, nothing else (M28).
#[derive(Clone, PartialEq, Eq)]
pub struct VisitForm {
    /// At whose door.
    pub target: Target,
    /// How it ended.
    pub outcome: VisitOutcome,
    /// Why it was made.
    pub purpose: Option<VisitPurpose>,
    /// Free text, at most 500 characters.
    pub note: String,
    /// Needs found.
    pub needs: Vec<Need>,
    /// Come again by this day.
    pub follow_up: Option<Day>,
    /// Who came along.
    pub companion: String,
    /// The resident's wish about the next contact.
    pub wish: Option<ContactWish>,
    /// The day of the visit; today if it is not told.
    pub day: Option<Day>,
    /// The post it is recorded under, where several allow it.
    pub post: Option<AssignmentId>,
    /// The draft this form was, dropped in the same commit.
    pub draft: Option<[u8; 16]>,
}

/// What becomes of a field that may also be empty.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Amend<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It gets this value.
    Set(T),
    /// It is emptied.
    Clear,
}

/// Fields of a visit to correct. Outcome and day are required of every visit: `None` leaves them as they are.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct VisitCorrection {
    /// How it ended.
    pub outcome: Option<VisitOutcome>,
    /// Why it was made.
    pub purpose: Amend<VisitPurpose>,
    /// The note.
    pub note: Amend<String>,
    /// Come again by this day.
    pub follow_up: Amend<Day>,
    /// The day of the visit.
    pub day: Option<Day>,
    /// The draft this correction was, dropped in the same commit.
    pub draft: Option<[u8; 16]>,
}

/// Fields of a household to set.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct HouseholdEdit {
    /// The wish about the next contact.
    pub wish: Amend<ContactWish>,
    /// Need codes to add.
    pub add_needs: Vec<String>,
    /// Need codes that are met.
    pub drop_needs: Vec<String>,
}

/// What a text might say differently. It is saved all the same.
#[derive(Clone, PartialEq, Eq)]
pub struct Hint {
    /// The field, or the list it stands in.
    pub field: &'static str,
    /// The text it was found in.
    pub text: String,
    /// What was found, and where in the text.
    pub hit: Hit,
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The visit.
    pub visit: DocumentId,
    /// The household, new or listed.
    pub household: DocumentId,
    /// What the note check hints at in any of its texts.
    pub hints: Vec<Hint>,
}

redacted! {
    Dwelling {}
    VisitForm { target, day, post, draft }
    VisitCorrection { day, draft }
    HouseholdEdit {}
    Hint { field, hit }
}

impl<T> fmt::Debug for Amend<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "Keep",
            Self::Set(_) => "Set",
            Self::Clear => "Clear",
        })
    }
}

impl<T> Amend<T> {
    /// A value that is told is set; without one, the field is cleared or kept.
    pub fn of(value: Option<T>, clear: bool) -> Self {
        match value {
            Some(value) => Self::Set(value),
            None if clear => Self::Clear,
            None => Self::Keep,
        }
    }

    /// The value to set, if there is one.
    pub fn told(&self) -> Option<&T> {
        if let Self::Set(value) = self { Some(value) } else { None }
    }

    /// The edit it comes to: none to keep, and within it none to clear.
    pub(super) fn edit(&self, value: impl FnOnce(&T) -> Value) -> Option<Option<Value>> {
        match self {
            Self::Keep => None,
            Self::Set(new) => Some(Some(value(new))),
            Self::Clear => Some(None),
        }
    }
}

impl<T> From<Option<T>> for Amend<T> {
    fn from(value: Option<T>) -> Self {
        Self::of(value, false)
    }
}

impl Hint {
    /// What the author is told: which field, unless it is the note, and another wording.
    pub fn words(&self, lang: Lang) -> String {
        let text = self.hit.text(lang);
        if self.field == "note" {
            return text;
        }
        words::text(lang, Key::HintOf, &[("field", &field_label(self.field, lang)), ("text", &text)])
    }
}

impl VisitForm {
    /// A form with the two required fields.
    pub fn new(target: Target, outcome: VisitOutcome) -> Self {
        Self {
            target,
            outcome,
            purpose: None,
            note: String::new(),
            needs: Vec::new(),
            follow_up: None,
            companion: String::new(),
            wish: None,
            day: None,
            post: None,
            draft: None,
        }
    }
}
