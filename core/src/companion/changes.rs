//! What changed after a commit, so that screens know what to read again. A commit only makes a note; whoever watches
//! waits on a thread of its own, so that nothing foreign is ever called under the phone's lock.

use super::Companion;
use super::enrolment::Enrolling;
use crate::device::{Identity, Named, SyncState};
use crate::id::DocumentId;
use crate::store::Write;
use crate::{household, visit};
use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};

/// What may have changed. The day's page shows households and visits; its day also turns without any change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The ledger: households, their needs, wishes and conflicts.
    Households,
    /// Visits, how far they have come, and who made them.
    Visits,
    /// How the phone stands: posts, what is delivered, the last sync.
    Status,
    /// What needs attention.
    Attention,
    /// Drafts.
    Drafts,
    /// Whether the phone is enrolled, or about to be.
    Enrolment,
}

/// The changes of one phone since they were last taken. Those of several commits become one set.
pub struct Changes(Arc<Slot>);

/// What one watcher has not taken yet.
#[derive(Default)]
struct Slot {
    state: Mutex<Waiting>,
    woken: Condvar,
}

#[derive(Default)]
struct Waiting {
    changes: BTreeSet<Change>,
    is_over: bool,
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, tell: impl FnOnce(&mut Waiting)) {
        tell(&mut self.lock());
        self.woken.notify_all();
    }
}

impl Changes {
    /// Waits for the next changes and takes them; none once the phone is gone and the last were taken.
    pub fn wait(&self) -> Option<BTreeSet<Change>> {
        let mut waiting = self.0.lock();
        while waiting.changes.is_empty() && !waiting.is_over {
            waiting = self.0.woken.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        Some(std::mem::take(&mut waiting.changes)).filter(|changes| !changes.is_empty())
    }

    /// Takes what has changed so far.
    pub fn take(&self) -> BTreeSet<Change> {
        std::mem::take(&mut self.0.lock().changes)
    }
}

/// Where commits leave their notes.
#[derive(Default)]
pub(super) struct Board(Mutex<Vec<Weak<Slot>>>);

impl Board {
    fn slots(&self) -> MutexGuard<'_, Vec<Weak<Slot>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self) -> Changes {
        let slot = Arc::<Slot>::default();
        let mut slots = self.slots();
        slots.retain(|slot| slot.strong_count() > 0);
        slots.push(Arc::downgrade(&slot));
        Changes(slot)
    }

    /// Notes what a commit has changed.
    pub(super) fn note(&self, changes: &BTreeSet<Change>) {
        if changes.is_empty() {
            return;
        }
        for slot in self.slots().iter().filter_map(Weak::upgrade) {
            slot.tell(|waiting| waiting.changes.extend(changes));
        }
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        for slot in self.slots().iter().filter_map(Weak::upgrade) {
            slot.tell(|waiting| waiting.is_over = true);
        }
    }
}

impl Companion {
    /// Watches the phone from now on, until the handle is dropped.
    pub fn changes(&self) -> Changes {
        self.board.watch()
    }
}

/// What a batch changes for those who read.
pub(super) fn of(batch: &[Write]) -> BTreeSet<Change> {
    batch.iter().flat_map(|write| of_write(write).iter().copied()).collect()
}

fn of_write(write: &Write) -> &'static [Change] {
    use Change::{Attention, Drafts, Enrolment, Households, Status, Visits};
    match write {
        Write::Put(name, _) if *name == SyncState::NAME => &[Status],
        Write::Put(name, _) if *name == Identity::NAME => &[Enrolment, Status],
        Write::Put(name, _) if *name == Enrolling::NAME => &[Enrolment],
        Write::Entry(_) | Write::ForgetEntry(_) => &[Visits, Status],
        Write::Document(id, _) | Write::DropDocument(id) | Write::DropRow(id) => of_document(id),
        Write::Household(_) => &[Households],
        Write::Visit(_) => &[Visits],
        Write::Page(..) | Write::Part(..) | Write::DropPart(_) | Write::DropRegister(_) => &[Visits, Status],
        Write::Attention(_) | Write::DropAttention(..) => &[Attention, Status],
        Write::Draft(_) | Write::DropDraft(_) => &[Drafts],
        Write::Put(..)
        | Write::Cursor(..)
        | Write::Enter(..)
        | Write::Leave(..)
        | Write::DropAudience(_)
        | Write::Want(_)
        | Write::Got(_) => &[],
    }
}

fn of_document(id: &DocumentId) -> &'static [Change] {
    match id.family() {
        household::CODE => &[Change::Households],
        visit::CODE => &[Change::Visits],
        _ => &[],
    }
}
