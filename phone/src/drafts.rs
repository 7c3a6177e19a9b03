//! Visits that were begun and not saved.

use crate::failure::Failure;
use crate::find;
use crate::form::{Form, FormShape, door_line};
use crate::page::{Cell, Page};
use crate::phone::Phone;
use crate::shape::{dwelling_of, instant, short, title};
use crate::terminal::Report;
use lianxin_core::companion::{Companion, VisitDraft};
use lianxin_core::id::to_base32;
use lianxin_core::role::VisitOutcome;
use lianxin_core::words::Key;
use serde::Serialize;

/// A draft.
#[derive(Clone, Serialize)]
pub struct DraftShape {
    /// 26 characters.
    pub id: String,
    /// The household's id, if one is chosen.
    pub household: Option<String>,
    /// The dwelling, of the household or as it was typed.
    pub dwelling: String,
    /// When it was last typed into.
    pub updated_at: String,
    /// What has been filled in.
    pub form: FormShape,
}

/// Drafts.
#[derive(Serialize)]
pub struct DraftsReport {
    /// Newest first.
    pub drafts: Vec<DraftShape>,
}

/// A draft that was thrown away.
#[derive(Serialize)]
pub struct DroppedReport {
    /// Its id.
    pub dropped: String,
    /// In plain words.
    pub words: String,
}

/// Drafts, newest first.
pub fn list(phone: &Phone) -> Result<DraftsReport, Failure> {
    let drafts = phone.companion.drafts()?;
    let drafts = drafts.iter().map(|draft| DraftShape::new(draft, &phone.companion));
    Ok(DraftsReport { drafts: drafts.collect::<Result<_, _>>()? })
}

/// Throws a draft away.
pub fn drop_draft(phone: &Phone, name: &str) -> Result<DroppedReport, Failure> {
    let draft = find(&phone.companion, name)?;
    phone.companion.drop_draft(draft.id)?;
    Ok(DroppedReport { dropped: to_base32(&draft.id), words: Key::DraftDropped.template(phone.lang).to_owned() })
}

/// A draft by its id or the beginning of it.
pub fn find(companion: &Companion, name: &str) -> Result<VisitDraft, Failure> {
    find::only(companion.drafts()?, |draft| find::is_named(&to_base32(&draft.id), name))
}

impl DraftShape {
    /// A draft with its dwelling.
    pub fn new(draft: &VisitDraft, companion: &Companion) -> Result<Self, Failure> {
        let form = Form::of_draft(draft);
        let dwelling = match &draft.household {
            Some(id) => dwelling_of(companion, id)?,
            None => door_line(&form.door),
        };
        Ok(Self {
            id: to_base32(&draft.id),
            household: draft.household.map(|id| id.to_string()),
            dwelling,
            updated_at: instant(draft.updated_at),
            form: form.shape(),
        })
    }
}

impl Report for DraftsReport {
    fn show(&self, page: &mut Page) {
        if self.drafts.is_empty() {
            page.say(Key::DraftsNone, &[]);
        }
        let lang = page.lang();
        let row = |draft: &DraftShape| {
            let outcome = draft.form.outcome.as_deref().map_or("", |word| title::<VisitOutcome>(word, lang));
            // The day and the minute are enough for people.
            let when = draft.updated_at.get(..16).unwrap_or_default().replace('T', " ");
            vec![
                short(&draft.id),
                when.into(),
                Cell::from(&draft.dwelling),
                outcome.into(),
                Cell::from(&draft.form.note),
            ]
        };
        page.columns(self.drafts.iter().map(row).collect());
    }
}

impl Report for DroppedReport {
    fn show(&self, page: &mut Page) {
        page.line([Cell::from(&self.words), short(&self.dropped)]);
    }
}
