//! Drafts: what has been typed and not yet saved. Rows of the store, never changes: an autosave must not sign every
//! half-typed sentence (DESIGN §4).

use super::Companion;
use crate::error::Error;
use crate::id::DocumentId;
use crate::store::{Draft, Write};
use crate::time::{Timestamp, random};

/// An unfinished visit.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitDraft {
    /// Names the draft.
    pub id: [u8; 16],
    /// The household, if it has been chosen.
    pub household: Option<DocumentId>,
    /// The form's state as the app encodes it.
    pub form: Vec<u8>,
    /// When it was last typed into.
    pub updated_at: Timestamp,
}

redacted! { VisitDraft { id, household, updated_at } }

impl Companion {
    /// A name for a form that has just been opened.
    pub fn new_draft_id(&self) -> [u8; 16] {
        random(self.host.as_ref())
    }

    /// Saves a draft as it is typed; cheap enough for every pause of the fingers (M28 c).
    pub fn save_draft(&self, id: [u8; 16], household: Option<DocumentId>, form: &[u8]) -> Result<(), Error> {
        let draft = Draft { id, household, form: form.to_vec(), updated_at: self.clock() };
        Ok(self.lock().store.commit(vec![Write::Draft(draft)])?)
    }

    /// Drafts, newest first.
    pub fn drafts(&self) -> Result<Vec<VisitDraft>, Error> {
        let drafts = self.lock().store.drafts()?;
        let view = |d: Draft| VisitDraft { id: d.id, household: d.household, form: d.form, updated_at: d.updated_at };
        Ok(drafts.into_iter().map(view).collect())
    }

    /// Throws a draft away.
    pub fn drop_draft(&self, id: [u8; 16]) -> Result<(), Error> {
        Ok(self.lock().store.commit(vec![Write::DropDraft(id)])?)
    }
}
