//! What an app fills in, and what came of it.

use super::{ContactWish, Need, NoteHit, VisitOutcome, VisitPurpose, list};
use crate::ids::DraftId;
use lianxin_core::companion::{self, Amend};
use lianxin_core::id::{AssignmentId, DocumentId};
use lianxin_core::redacted;
use lianxin_core::time::Day;

/// Where a dwelling is.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Dwelling {
    /// Residential estate.
    #[uniffi(default)]
    pub estate: String,
    /// Building.
    #[uniffi(default)]
    pub building: String,
    /// Stairwell unit.
    #[uniffi(default)]
    pub unit: String,
    /// Room.
    #[uniffi(default)]
    pub room: String,
}

impl From<Dwelling> for companion::Dwelling {
    fn from(dwelling: Dwelling) -> Self {
        let Dwelling { estate, building, unit, room } = dwelling;
        Self { estate, building, unit, room }
    }
}

/// At whose door. (Kotlin has a `Target` of its own.)
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Door {
    /// A household of the ledger.
    Listed {
        /// The household.
        household: DocumentId,
    },
    /// A door that is not in the ledger: the household is made in the same entry.
    Unlisted {
        /// Where it is.
        dwelling: Dwelling,
    },
}

impl From<Door> for companion::Target {
    fn from(door: Door) -> Self {
        match door {
            Door::Listed { household } => Self::Listed(household),
            Door::Unlisted { dwelling } => Self::New(dwelling.into()),
        }
    }
}

/// The visit form: outcome and door are required, nothing else.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitForm {
    /// At whose door.
    pub door: Door,
    /// How it ended.
    pub outcome: VisitOutcome,
    /// Why it was made.
    #[uniffi(default)]
    pub purpose: Option<VisitPurpose>,
    /// Free text, at most 500 characters.
    #[uniffi(default)]
    pub note: String,
    /// Needs found.
    #[uniffi(default)]
    pub needs: Vec<Need>,
    /// Come again by this day.
    #[uniffi(default)]
    pub follow_up: Option<Day>,
    /// Who came along.
    #[uniffi(default)]
    pub companion: String,
    /// The resident's wish about the next contact.
    #[uniffi(default)]
    pub wish: Option<ContactWish>,
    /// The day of the visit; today if it is not told.
    #[uniffi(default)]
    pub day: Option<Day>,
    /// The post it is recorded under, where several allow it.
    #[uniffi(default)]
    pub post: Option<AssignmentId>,
    /// The draft this form was, dropped in the same commit.
    #[uniffi(default)]
    pub draft: Option<DraftId>,
}

impl From<VisitForm> for companion::VisitForm {
    fn from(form: VisitForm) -> Self {
        Self {
            target: form.door.into(),
            outcome: form.outcome.into(),
            purpose: form.purpose.map(Into::into),
            note: form.note,
            needs: list(form.needs),
            follow_up: form.follow_up,
            companion: form.companion,
            wish: form.wish.map(Into::into),
            day: form.day,
            post: form.post,
            draft: form.draft.map(|draft| draft.0),
        }
    }
}

/// Fields of a visit to correct; what is left out stays as it is. A value goes before clearing its field.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitCorrection {
    /// How it ended.
    #[uniffi(default)]
    pub outcome: Option<VisitOutcome>,
    /// Why it was made.
    #[uniffi(default)]
    pub purpose: Option<VisitPurpose>,
    /// Take the purpose away.
    #[uniffi(default)]
    pub clear_purpose: bool,
    /// The note.
    #[uniffi(default)]
    pub note: Option<String>,
    /// Take the note away.
    #[uniffi(default)]
    pub clear_note: bool,
    /// Come again by this day.
    #[uniffi(default)]
    pub follow_up: Option<Day>,
    /// Take the follow-up away.
    #[uniffi(default)]
    pub clear_follow_up: bool,
    /// The day of the visit.
    #[uniffi(default)]
    pub day: Option<Day>,
    /// The draft this correction was, dropped in the same commit.
    #[uniffi(default)]
    pub draft: Option<DraftId>,
}

impl From<VisitCorrection> for companion::VisitCorrection {
    fn from(correction: VisitCorrection) -> Self {
        Self {
            outcome: correction.outcome.map(Into::into),
            purpose: Amend::of(correction.purpose.map(Into::into), correction.clear_purpose),
            note: Amend::of(correction.note, correction.clear_note),
            follow_up: Amend::of(correction.follow_up, correction.clear_follow_up),
            day: correction.day,
            draft: correction.draft.map(|draft| draft.0),
        }
    }
}

/// Fields of a household to set; what is left out stays as it is. A value goes before clearing its field.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct HouseholdEdit {
    /// The wish about the next contact.
    #[uniffi(default)]
    pub wish: Option<ContactWish>,
    /// Take the wish away.
    #[uniffi(default)]
    pub clear_wish: bool,
    /// Need codes to add.
    #[uniffi(default)]
    pub add_needs: Vec<String>,
    /// Need codes that are met.
    #[uniffi(default)]
    pub drop_needs: Vec<String>,
}

impl From<HouseholdEdit> for companion::HouseholdEdit {
    fn from(edit: HouseholdEdit) -> Self {
        let wish = Amend::of(edit.wish.map(Into::into), edit.clear_wish);
        Self { wish, add_needs: edit.add_needs, drop_needs: edit.drop_needs }
    }
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Saved {
    /// The visit.
    pub visit: DocumentId,
    /// The household, new or listed.
    pub household: DocumentId,
    /// What the note check hints at in any of its texts; saved all the same.
    pub hints: Vec<NoteHit>,
}

impl From<companion::Saved> for Saved {
    fn from(saved: companion::Saved) -> Self {
        Self { visit: saved.visit, household: saved.household, hints: NoteHit::of(&saved.hints) }
    }
}

redacted! {
    Dwelling {}
    VisitForm { door, day, post, draft }
    VisitCorrection { day, draft }
    HouseholdEdit {}
}
