//! The shape of a flat change: puts and deletes of scalars on keys of the root map.

use super::super::change::{Edit, OpId};
use super::super::key::Key;
use super::super::value::Value;
use super::Offence;
use crate::id::ActorId;
use automerge::ExpandedChange;
use automerge::legacy::{self, ObjectId, OpType};
use std::collections::HashSet;

/// Edits, and for each the operations it replaces.
type Shape = (Vec<Edit>, Vec<Vec<OpId>>);

/// Reads the edits of a decoded change.
pub(super) fn read(change: &ExpandedChange) -> Result<Shape, Offence> {
    let mut edits = Vec::with_capacity(change.operations.len());
    let mut preds = Vec::with_capacity(change.operations.len());
    for op in &change.operations {
        edits.push(edit(op)?);
        preds.push(op.pred.iter().map(op_id).collect::<Result<_, _>>()?);
    }
    check_edits(&edits)?;
    Ok((edits, preds))
}

/// Checks keys and values, whoever made them.
pub(in super::super) fn check_edits(edits: &[Edit]) -> Result<(), Offence> {
    let mut seen = HashSet::with_capacity(edits.len());
    for edit in edits {
        Key::parse(&edit.key).ok_or(Offence::Key)?;
        if !seen.insert(edit.key.as_str()) {
            return Err(Offence::KeyTwice);
        }
        if !edit.value.as_ref().is_none_or(Value::is_normal) {
            return Err(Offence::Text);
        }
    }
    Ok(())
}

fn edit(op: &legacy::Op) -> Result<Edit, Offence> {
    let legacy::Key::Map(key) = &op.key else { return Err(Offence::Nested) };
    if op.obj != ObjectId::Root || op.insert {
        return Err(Offence::Nested);
    }
    let value = match &op.action {
        OpType::Put(scalar) => Some(Value::from_scalar(scalar).ok_or(Offence::Value)?),
        OpType::Delete => None,
        OpType::Increment(_) => return Err(Offence::Value),
        OpType::Make(_) | OpType::MarkBegin(_) | OpType::MarkEnd(_) => return Err(Offence::Nested),
    };
    Ok(Edit { key: key.to_string(), value })
}

fn op_id(id: &legacy::OpId) -> Result<OpId, Offence> {
    let actor = ActorId::from_slice(id.actor().to_bytes()).ok_or(Offence::Header)?;
    Ok(OpId { counter: id.counter(), actor })
}
