//! A store that notes on the board what each commit has changed: no way of writing goes past it.

use super::changes::{self, Board};
use crate::forward_reads;
use crate::store::{Store, StoreError, Write};
use std::sync::Arc;

/// The phone's store and the board.
pub(super) struct Noting {
    pub(super) store: Box<dyn Store>,
    pub(super) board: Arc<Board>,
}

impl Store for Noting {
    forward_reads! { self => self.store }

    fn commit(&mut self, batch: Vec<Write>) -> Result<(), StoreError> {
        let changes = changes::of(&batch);
        self.store.commit(batch)?;
        self.board.note(&changes);
        Ok(())
    }
}
