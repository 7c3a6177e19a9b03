//! Admission: the rules about history, and the trial merge.

use super::change::{Change, OpId};
use super::guard::{Offence, contained};
use super::state::Document;
use super::{MAX_DOCUMENT_BYTES, MAX_OPS};
use crate::id::ActorId;
use automerge::iter::MapRangeItem;
use automerge::{Automerge, ChangeHash, ObjId, ROOT, ReadDoc};

impl Document {
    /// Takes a change, or leaves the document as it is: state and change in, state out.
    ///
    /// This is the only way a change becomes part of a document that is kept.
    pub fn admit(&mut self, change: &Change) -> Result<(), Offence> {
        self.admit_all(std::slice::from_ref(change))
    }

    /// Takes all changes, in their order, or none. The trial merge is done once, after the last.
    pub fn admit_all(&mut self, changes: &[Change]) -> Result<(), Offence> {
        *self = self.trial(changes)?;
        Ok(())
    }

    /// This document with the changes, if it is one that can be kept.
    pub(super) fn trial(&self, changes: &[Change]) -> Result<Self, Offence> {
        contained(Offence::Panic, || {
            let mut trial = self.clone();
            for change in changes {
                trial.judge(change)?;
                trial.apply(change)?;
            }
            trial.survives()?;
            Ok(trial)
        })
    }

    /// Lays an own change, not yet admitted, over the admitted state. False, and nothing happens, if what it was
    /// made upon is not there. The result is for showing and for writing upon; it is not saved.
    pub fn overlay(&mut self, change: &Change) -> bool {
        if self.has(&change.hash()) {
            return true;
        }
        let laid = contained(Offence::Panic, || {
            let mut laid = self.clone();
            laid.judge(change)?;
            laid.apply(change)?;
            Ok(laid)
        });
        laid.map(|laid| *self = laid).is_ok()
    }

    /// The rules about history, which Automerge itself does not enforce.
    fn judge(&self, change: &Change) -> Result<(), Offence> {
        if self.has(&change.hash()) {
            return Err(Offence::Duplicate);
        }
        let mut max_op = 0;
        for dep in change.deps() {
            let dep_op = self.automerge.get_change_meta_by_hash(&ChangeHash(dep.0)).map(|meta| meta.max_op);
            max_op = max_op.max(dep_op.ok_or(Offence::Missing(*dep))?);
        }
        if change.deps().is_empty() && self.ops > 0 {
            return Err(Offence::SecondRoot);
        }
        self.judge_chain(change)?;
        if change.start_op() != max_op + 1 {
            return Err(Offence::StartOp);
        }
        self.judge_preds(change)?;
        if self.ops + change.head.ops > MAX_OPS {
            return Err(Offence::Full);
        }
        Ok(())
    }

    /// The actor's changes follow each other without gap, each naming the one before.
    fn judge_chain(&self, change: &Change) -> Result<(), Offence> {
        let tip = self.tips.get(&change.actor());
        let seq = tip.map_or(0, |(seq, _)| *seq);
        if change.seq() <= seq {
            return Err(Offence::Taken);
        }
        if change.seq() > seq + 1 {
            return Err(Offence::Gap);
        }
        match tip {
            Some((_, hash)) if change.deps().binary_search(hash).is_err() => Err(Offence::Indirect),
            _ => Ok(()),
        }
    }

    /// Every operation replaces all values its author saw under the key, and nothing else; a delete replaces some.
    ///
    /// "Saw" means the state at the change's dependencies. A predecessor outside of it may be in this document by
    /// chance and not yet in another: what is accepted would depend on the order of arrival.
    fn judge_preds(&self, change: &Change) -> Result<(), Offence> {
        let deps: Vec<ChangeHash> = change.deps().iter().map(|dep| ChangeHash(dep.0)).collect();
        let saw_everything = self.automerge.get_heads().iter().all(|head| deps.binary_search(head).is_ok());
        for (edit, preds) in change.edits().iter().zip(&change.preds) {
            let seen = if saw_everything {
                self.automerge.get_all(ROOT, edit.key.as_str())
            } else {
                self.automerge.get_all_at(ROOT, edit.key.as_str(), &deps)
            };
            let seen = seen.map_err(|_| Offence::Pred)?;
            let is_same = seen.iter().map(|(_, id)| op_id(id)).eq(preds.iter().map(|pred| Some(*pred)));
            if !is_same || (edit.value.is_none() && preds.is_empty()) {
                return Err(Offence::Pred);
            }
        }
        Ok(())
    }

    /// Applies a change that was judged.
    fn apply(&mut self, change: &Change) -> Result<(), Offence> {
        self.automerge.apply_changes([change.inner.clone()]).map_err(|_| Offence::Apply)?;
        // A change that Automerge finds premature is queued without a word.
        if !self.has(&change.hash()) {
            return Err(Offence::Apply);
        }
        self.tips.insert(change.actor(), (change.seq(), change.hash()));
        self.ops += change.head.ops;
        Ok(())
    }

    /// Whether the document, saved and loaded again, is the same.
    fn survives(&self) -> Result<(), Offence> {
        let saved = self.save();
        if saved.len() > MAX_DOCUMENT_BYTES {
            return Err(Offence::Full);
        }
        let loaded = Automerge::load(&saved).map_err(|_| Offence::Reload)?;
        if is_same(&self.automerge, &loaded) { Ok(()) } else { Err(Offence::Reload) }
    }
}

/// Whether two states have the same heads and, under every key, the same values from the same operations.
fn is_same(left: &Automerge, right: &Automerge) -> bool {
    let same_item = |(l, r): (MapRangeItem<'_>, MapRangeItem<'_>)| {
        let same = l.key == r.key && l.value == r.value && l.conflict == r.conflict && op_id(&l.id()) == op_id(&r.id());
        same && (!l.conflict || is_same_conflict(left, right, &l.key))
    };
    left.get_heads() == right.get_heads()
        && left.length(ROOT) == right.length(ROOT)
        && left.map_range(ROOT, ..).zip(right.map_range(ROOT, ..)).all(same_item)
}

fn is_same_conflict(left: &Automerge, right: &Automerge, key: &str) -> bool {
    let (Ok(left), Ok(right)) = (left.get_all(ROOT, key), right.get_all(ROOT, key)) else { return false };
    left.len() == right.len() && left.iter().zip(&right).all(|(l, r)| l.0 == r.0 && op_id(&l.1) == op_id(&r.1))
}

fn op_id(id: &ObjId) -> Option<OpId> {
    let ObjId::Id(counter, actor, _) = id else { return None };
    Some(OpId { counter: *counter, actor: ActorId::from_slice(actor.to_bytes())? })
}
