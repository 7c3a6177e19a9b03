//! What waits for its author: needs attention, drafts.

use super::{Field, list};
use crate::ids::DraftId;
use lianxin_core::companion;
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::redacted;
use lianxin_core::time::Timestamp;

/// Work that could not be taken as it is.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct AttentionView {
    /// Names it, with `item`.
    pub entry: Hash,
    /// Which of the entry's items.
    pub item: u32,
    /// The document it was about.
    pub document: DocumentId,
    /// The dwelling in one line, as the phone knew it.
    pub dwelling: String,
    /// The stable word of the reason.
    pub reason: String,
    /// The reason in plain words.
    pub words: String,
    /// What the author had written.
    pub fields: Vec<Field>,
    /// When it came to this.
    pub since: Timestamp,
}

impl From<companion::AttentionView> for AttentionView {
    fn from(view: companion::AttentionView) -> Self {
        Self {
            entry: view.entry,
            item: view.item,
            document: view.document,
            dwelling: view.dwelling,
            reason: view.reason,
            words: view.words,
            fields: list(view.fields),
            since: view.since,
        }
    }
}

/// An unfinished visit.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitDraft {
    /// Names the draft.
    pub id: DraftId,
    /// The household, if it has been chosen.
    pub household: Option<DocumentId>,
    /// The form's state as the app encodes it.
    pub form: Vec<u8>,
    /// When it was last typed into.
    pub updated_at: Timestamp,
}

impl From<companion::VisitDraft> for VisitDraft {
    fn from(draft: companion::VisitDraft) -> Self {
        Self { id: DraftId(draft.id), household: draft.household, form: draft.form, updated_at: draft.updated_at }
    }
}

redacted! {
    AttentionView { entry, item, document, reason, since, fields }
    VisitDraft { id, household, updated_at }
}
