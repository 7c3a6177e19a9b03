//! A document: Automerge's state, and what the guard must know about its history.

use super::MAX_OPS;
use super::guard::{Offence, contained};
use crate::counted;
use crate::id::{ActorId, Hash};
use automerge::Automerge;
use std::collections::BTreeMap;
use std::fmt;

/// A flat document in memory.
#[derive(Clone, Default)]
pub struct Document {
    pub(super) automerge: Automerge,
    /// Each actor's last change: its sequence number and hash.
    pub(super) tips: BTreeMap<ActorId, (u64, Hash)>,
    pub(super) ops: u64,
}

/// Names the state; what it holds may be personal and has no place in a log.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({}, {} operations)", self.heads8(), self.ops)
    }
}

/// A saved document that does not load: the store is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the saved document cannot be read")]
pub struct Unreadable;

impl Document {
    /// A document without any change.
    pub fn new() -> Self {
        Self::default()
    }

    /// Loads what [`Self::save`] gave. Only for bytes that this installation wrote itself.
    pub fn load(saved: &[u8]) -> Result<Self, Unreadable> {
        if saved.is_empty() {
            return Err(Unreadable);
        }
        counted::document();
        contained(Offence::Panic, || {
            let automerge = Automerge::load(saved).map_err(|_| Offence::Reload)?;
            let mut document = Self { automerge, tips: BTreeMap::new(), ops: 0 };
            document.read_history()?;
            Ok(document)
        })
        .map_err(|_| Unreadable)
    }

    /// The saved state. It differs between devices and versions: never sign or compare it.
    pub fn save(&self) -> Vec<u8> {
        self.automerge.save_nocompress()
    }

    /// The number of operations in the whole history, at most [`MAX_OPS`].
    pub fn len_ops(&self) -> u64 {
        self.ops
    }

    fn read_history(&mut self) -> Result<(), Offence> {
        for change in self.automerge.get_changes_meta(&[]) {
            let actor = ActorId::from_slice(change.actor.to_bytes()).ok_or(Offence::Reload)?;
            let tip = self.tips.entry(actor).or_default();
            if change.seq > tip.0 {
                *tip = (change.seq, Hash(change.hash.0));
            }
            self.ops += (change.max_op + 1).saturating_sub(change.start_op);
        }
        if self.ops > MAX_OPS { Err(Offence::Full) } else { Ok(()) }
    }
}
