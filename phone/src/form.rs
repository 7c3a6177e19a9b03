//! The visit form while it is being filled in: from flags, from a draft, or question by question.

use crate::listed::Listed;
use crate::shape::NeedShape;
use lianxin_core::companion::{Companion, Dwelling, Target, VisitDraft, VisitForm};
use lianxin_core::error::{Error, Rule};
use lianxin_core::id::{AssignmentId, DocumentId};
use lianxin_core::redacted;
use lianxin_core::role::{ContactWish, VisitOutcome, VisitPurpose};
use lianxin_core::rows::Need;
use lianxin_core::search::dwelling_line;
use lianxin_core::time::Day;
use serde::{Deserialize, Serialize};

/// What has been filled in so far.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// A household of the ledger.
    pub household: Option<DocumentId>,
    /// A door that is not in the ledger, if no household is chosen.
    pub door: Dwelling,
    /// How it ended.
    pub outcome: Option<VisitOutcome>,
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
    /// The resident's wish.
    pub wish: Option<ContactWish>,
    /// The day of the visit.
    pub day: Option<Day>,
    /// The post it is recorded under.
    pub post: Option<AssignmentId>,
    /// The draft it is kept as.
    pub draft: Option<[u8; 16]>,
}

/// The form as a draft keeps it and as scripts see it. The household stands beside it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormShape {
    /// Residential estate of a new door.
    pub estate: String,
    /// Its building.
    pub building: String,
    /// Its stairwell unit.
    pub unit: String,
    /// Its room.
    pub room: String,
    /// A word of the outcomes.
    pub outcome: Option<String>,
    /// A word of the purposes.
    pub purpose: Option<String>,
    /// The note.
    pub note: String,
    /// Needs found.
    pub needs: Vec<NeedShape>,
    /// `YYYY-MM-DD`.
    pub follow_up: Option<String>,
    /// Who came along.
    pub companion: String,
    /// A word of the wishes.
    pub wish: Option<String>,
    /// `YYYY-MM-DD`.
    pub day: Option<String>,
    /// The post's id.
    pub post: Option<String>,
}

redacted! { Form { household, day, post, draft } }

impl Form {
    /// The form to be recorded; outcome and household must be there.
    pub fn finish(&self) -> Result<VisitForm, Error> {
        let target = match self.household {
            Some(id) => Target::Listed(id),
            None if self.door == Dwelling::default() => return Err(required("household")),
            None => Target::New(self.door.clone()),
        };
        Ok(VisitForm {
            purpose: self.purpose,
            note: self.note.clone(),
            needs: self.needs.clone(),
            follow_up: self.follow_up,
            companion: self.companion.clone(),
            wish: self.wish,
            day: self.day,
            post: self.post,
            draft: self.draft,
            ..VisitForm::new(target, self.outcome.ok_or_else(|| required("outcome"))?)
        })
    }

    /// Keeps the form as a draft, under the name it has or a new one.
    pub fn keep(&mut self, companion: &Companion) -> Result<[u8; 16], Error> {
        let id = *self.draft.get_or_insert_with(|| companion.new_draft_id());
        let bytes = serde_json::to_vec(&self.shape()).map_err(|_| Error::TooMuch)?;
        companion.save_draft(id, self.household, &bytes)?;
        Ok(id)
    }

    /// The form of a draft. What cannot be read of it is left empty.
    pub fn of_draft(draft: &VisitDraft) -> Self {
        let shape: FormShape = serde_json::from_slice(&draft.form).unwrap_or_default();
        Self {
            household: draft.household,
            door: Dwelling { estate: shape.estate, building: shape.building, unit: shape.unit, room: shape.room },
            outcome: shape.outcome.as_deref().and_then(VisitOutcome::find),
            purpose: shape.purpose.as_deref().and_then(VisitPurpose::find),
            note: shape.note,
            needs: shape.needs.into_iter().map(|need| Need { code: need.code, line: need.line }).collect(),
            follow_up: shape.follow_up.as_deref().and_then(Day::parse),
            companion: shape.companion,
            wish: shape.wish.as_deref().and_then(ContactWish::find),
            day: shape.day.as_deref().and_then(Day::parse),
            post: shape.post.as_deref().and_then(AssignmentId::parse),
            draft: Some(draft.id),
        }
    }

    /// The form as scripts see it.
    pub fn shape(&self) -> FormShape {
        FormShape {
            estate: self.door.estate.clone(),
            building: self.door.building.clone(),
            unit: self.door.unit.clone(),
            room: self.door.room.clone(),
            outcome: self.outcome.map(|w| w.word().to_owned()),
            purpose: self.purpose.map(|w| w.word().to_owned()),
            note: self.note.clone(),
            needs: self.needs.iter().map(NeedShape::from).collect(),
            follow_up: self.follow_up.map(|day| day.to_string()),
            companion: self.companion.clone(),
            wish: self.wish.map(|w| w.word().to_owned()),
            day: self.day.map(|day| day.to_string()),
            post: self.post.map(|id| id.to_string()),
        }
    }
}

fn required(field: &'static str) -> Error {
    Error::Value { field, rule: Rule::Required }
}

/// The parts of a dwelling in one line.
pub fn door_line(door: &Dwelling) -> String {
    dwelling_line(&door.estate, &door.building, &door.unit, &door.room)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::time::Timestamp;

    fn full() -> Form {
        Form {
            household: None,
            door: Dwelling { estate: "连心里".into(), building: "3".into(), unit: "1".into(), room: "301".into() },
            outcome: Some(VisitOutcome::Met),
            purpose: Some(VisitPurpose::Goodwill),
            note: "一切都好".into(),
            needs: vec![Need { code: "助餐".into(), line: "中午一餐".into() }],
            follow_up: Day::parse("2026-12-01"),
            companion: "同事".into(),
            wish: Some(ContactWish::CallFirst),
            day: Day::parse("2026-11-23"),
            post: Some(AssignmentId([7; 8])),
            draft: Some([1; 16]),
        }
    }

    fn draft(form: Vec<u8>) -> VisitDraft {
        VisitDraft { id: [1; 16], household: None, form, updated_at: Timestamp(0) }
    }

    #[test]
    fn a_form_shows_nothing_that_was_typed() {
        let shown = format!("{:?}", full());
        for typed in ["连心里", "301", "一切都好", "助餐", "中午", "同事"] {
            assert!(!shown.contains(typed), "{shown}");
        }
        assert!(shown.contains("2026-11-23"), "{shown}");
    }

    #[test]
    fn a_draft_keeps_every_field() {
        let kept = serde_json::to_vec(&full().shape()).unwrap();
        assert_eq!(Form::of_draft(&draft(kept)), full());
    }

    #[test]
    fn a_draft_that_cannot_be_read_opens_empty() {
        for bytes in [&b""[..], b"[]", b"{\"outcome\":7}", b"{\"outcome\":\"unheard\",\"later\":1}"] {
            let form = Form::of_draft(&draft(bytes.to_vec()));
            assert_eq!(form, Form { draft: Some([1; 16]), ..Form::default() });
        }
    }

    #[test]
    fn outcome_and_household_are_required_and_nothing_else() {
        assert_eq!(Form::default().finish(), Err(required("household")));
        let door = Form { household: Some(DocumentId([2; 16])), ..Form::default() };
        assert_eq!(door.finish(), Err(required("outcome")));
        let done = Form { outcome: Some(VisitOutcome::NoAnswer), ..door };
        assert_eq!(done.finish(), Ok(VisitForm::new(Target::Listed(DocumentId([2; 16])), VisitOutcome::NoAnswer)));
    }

    #[test]
    fn a_door_is_told_in_one_line() {
        assert_eq!(door_line(&full().door), "连心里 3-1-301");
        assert_eq!(door_line(&Dwelling { room: " 301 ".into(), ..Dwelling::default() }), "301");
    }
}
