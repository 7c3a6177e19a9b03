//! Writing a change.
//!
//! The change is composed here and encoded by Automerge, not left to one of Automerge's transactions: setting a key
//! to the value that already wins a conflict, which is how a person settles one, would become a *delete* of the other
//! values there, and a change must say what its author did. Otherwise both give the same bytes, which is tested.

use super::change::{Change, Edit, Message};
use super::guard::{self, Offence, check_edits, contained};
use super::state::Document;
use super::value::Value;
use crate::id::ActorId;
use crate::time::Timestamp;
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ChangeHash, ExpandedChange, ObjId, ROOT, ReadDoc};
use std::num::NonZeroU64;

impl Document {
    /// Makes a change upon the current heads, for the given actor. None if every key already has its value.
    ///
    /// The document stays as it is. The change has passed the guard, and [`Self::admit`] takes it on this state;
    /// edits that could not are refused here.
    pub fn write(
        &self,
        actor: &ActorId,
        time: Timestamp,
        command: &str,
        nonce: &[u8; 16],
        edits: &[Edit],
    ) -> Result<Option<Change>, Offence> {
        let message = Message::new(command, nonce).ok_or(Offence::Message)?;
        check_edits(edits)?;
        let composed = contained(Offence::Panic, || {
            let operations = self.operations(edits)?;
            if operations.is_empty() {
                return Ok(None);
            }
            let change = automerge::Change::from(self.compose(actor, time, &message, operations)?);
            Ok(Some(change.raw_bytes().to_vec()))
        })?;
        let Some(bytes) = composed else { return Ok(None) };
        let change = guard::check(&bytes, actor, time)?;
        self.trial(std::slice::from_ref(&change))?;
        Ok(Some(change))
    }

    /// The operations of those edits that change something.
    fn operations(&self, edits: &[Edit]) -> Result<Vec<Op>, Offence> {
        let mut operations = Vec::with_capacity(edits.len());
        for edit in edits {
            let seen = self.automerge.get_all(ROOT, edit.key.as_str()).map_err(|_| Offence::Apply)?;
            let has_value = |value: &Value| seen.iter().all(|(s, _)| s.as_scalar() == Some(&value.to_scalar()));
            let is_done = match &edit.value {
                Some(value) => !seen.is_empty() && has_value(value),
                None => seen.is_empty(),
            };
            if !is_done {
                let action = edit.value.as_ref().map_or(OpType::Delete, |value| OpType::Put(value.to_scalar()));
                let pred = seen.iter().filter_map(|(_, id)| op_id(id)).collect();
                let key = Key::Map(edit.key.as_str().into());
                operations.push(Op { action, obj: ObjectId::Root, key, pred, insert: false });
            }
        }
        Ok(operations)
    }

    /// A change upon the heads, and directly upon the actor's previous one.
    fn compose(
        &self,
        actor: &ActorId,
        time: Timestamp,
        message: &Message,
        operations: Vec<Op>,
    ) -> Result<ExpandedChange, Offence> {
        let mut deps = self.automerge.get_heads();
        let mut seq = 1;
        if let Some((last, hash)) = self.tips.get(actor) {
            seq = last + 1;
            if !deps.contains(&ChangeHash(hash.0)) {
                deps.push(ChangeHash(hash.0));
            }
        }
        let metas = deps.iter().filter_map(|dep| self.automerge.get_change_meta_by_hash(dep));
        let start_op = metas.map(|meta| meta.max_op).max().unwrap_or(0) + 1;
        Ok(ExpandedChange {
            operations,
            actor_id: actor.0.into(),
            hash: None,
            seq,
            start_op: NonZeroU64::new(start_op).ok_or(Offence::StartOp)?,
            time: time.0,
            message: Some(message.to_string()),
            deps,
            extra_bytes: Vec::new(),
            author: None,
        })
    }
}

fn op_id(id: &ObjId) -> Option<OpId> {
    if let ObjId::Id(counter, actor, _) = id { Some(OpId::new(*counter, actor)) } else { None }
}
