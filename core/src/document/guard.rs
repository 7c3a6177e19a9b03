//! The guard: what must hold of a change before anything believes it.
//!
//! Automerge trusts what it is given: it panics on sequence gaps and unknown references, spends seconds on a hundred
//! bytes that claim millions of operations, and accepts changes whose document cannot be loaded again. So bytes pass,
//! in this order:
//!
//! 1. limits and counts, read here in one pass over the bytes, before Automerge sees anything (`chunk`);
//! 2. Automerge's own decoding, contained, and its encoding of the result, which must give the same bytes;
//! 3. the shape of a flat document (`shape`);
//! 4. the actor and time of the entry that carries the change;
//! 5. at admission, the rules about history and a trial merge ([`super::Document::admit`]).
//!
//! Steps 1 to 4 are [`check`] and need no document. `panic = "abort"` must never be set: panics of Automerge are
//! caught and become an [`Offence`].

mod chunk;
mod offence;
mod shape;

#[cfg(test)]
pub(super) use chunk::scan;
pub use offence::{Offence, Refusal};
pub(super) use shape::check_edits;

use super::change::{Change, Head};
use crate::id::ActorId;
use crate::time::Timestamp;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CONTAINING: Cell<bool> = const { Cell::new(false) };
}

/// Checks and decodes a change from its bytes alone, given the actor and time of its entry.
pub fn check(bytes: &[u8], actor: &ActorId, time: Timestamp) -> Result<Change, Offence> {
    let change = read(bytes)?;
    if change.actor() != *actor {
        return Err(Offence::Actor);
    }
    if change.time() != time {
        return Err(Offence::Time);
    }
    Ok(change)
}

/// Checks and decodes a change whose entry stays at the office: actor and time are believed for the sake of the
/// node's envelope that brought it (DESIGN §6).
pub fn read(bytes: &[u8]) -> Result<Change, Offence> {
    let head = chunk::scan(bytes)?;
    contained(Offence::Undecodable, || decode(bytes, head))
}

/// Lets Automerge decode once; the shape and the canonical form are both judged from that.
fn decode(bytes: &[u8], head: Head) -> Result<Change, Offence> {
    let inner = automerge::Change::try_from(bytes).map_err(|_| Offence::Undecodable)?;
    let expanded = inner.decode();
    let shape = shape::read(&expanded);
    if automerge::Change::from(expanded).raw_bytes() != bytes {
        return Err(Offence::NotCanonical);
    }
    let (edits, preds) = shape?;
    Ok(Change { inner, head, edits, preds })
}

/// Runs what may panic inside Automerge. Whatever `work` was changing must be thrown away when it fails.
pub(super) fn contained<T>(offence: Offence, work: impl FnOnce() -> Result<T, Offence>) -> Result<T, Offence> {
    let outside = CONTAINING.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(offence));
    CONTAINING.set(outside);
    done
}

/// Whether this thread is at what may panic inside Automerge. Such a panic is caught and becomes an [`Offence`].
pub fn is_containing() -> bool {
    CONTAINING.get()
}
