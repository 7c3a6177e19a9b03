//! A store that notes on the board what each commit has changed: no way of writing goes past it.

use super::changes::{self, Board};
use crate::cbor::Bytes;
use crate::id::{DocumentId, Hash, Hash8, PersonId};
use crate::rows::{HouseholdRow, VisitRow};
use crate::store::{Attention, Draft, Entries, OwnEntry, Standing, Store, StoreError, Write};
use crate::sync::{Audience, Cursor};
use crate::time::{Day, Timestamp};
use std::sync::Arc;

/// The phone's store and the board.
pub(super) struct Noting {
    pub(super) store: Box<dyn Store>,
    pub(super) board: Arc<Board>,
}

macro_rules! read {
    ($($name:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => {
        $(fn $name(&self $(, $arg: $kind)*) -> Result<$out, StoreError> {
            self.store.$name($($arg),*)
        })*
    };
}

impl Store for Noting {
    read! {
        get(name: &str) -> Option<Vec<u8>>;
        entries(which: Entries<'_>) -> Vec<OwnEntry>;
        entry(hash: &Hash) -> Option<OwnEntry>;
        entry_starting(start: &Hash8) -> Option<OwnEntry>;
        delivered() -> (u64, u64);
        document(id: &DocumentId) -> Option<Vec<u8>>;
        documents() -> Vec<DocumentId>;
        cursors() -> Vec<(Audience, Cursor)>;
        is_member(id: &DocumentId, at: Timestamp) -> bool;
        strays(at: Timestamp) -> Vec<DocumentId>;
        members(audience: &Audience) -> Vec<(DocumentId, Option<Timestamp>)>;
        pages() -> Vec<Vec<u8>>;
        parts() -> Vec<Bytes>;
        wants() -> Vec<DocumentId>;
        attention() -> Vec<Attention>;
        drafts() -> Vec<Draft>;
        household(id: &DocumentId) -> Option<HouseholdRow>;
        visit(id: &DocumentId) -> Option<VisitRow>;
        visits_of(household: &DocumentId) -> Vec<VisitRow>;
        visits_by(author: &PersonId, day: Day) -> Vec<VisitRow>;
        standings() -> Vec<Standing>;
        search(text: &str, limit: usize) -> Vec<HouseholdRow>;
    }

    fn commit(&mut self, batch: Vec<Write>) -> Result<(), StoreError> {
        let changes = changes::of(&batch);
        self.store.commit(batch)?;
        self.board.note(&changes);
        Ok(())
    }
}
