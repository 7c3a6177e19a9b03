//! Writes the next question from what the store holds.

use super::{SessionError, Workplace, server_now, standing};
use crate::device::{Named, SyncState};
use crate::entry::{HoldCode, Verdict};
use crate::id::ActorId;
use crate::store::{Entries, OwnEntry, Progress};
use crate::sync::question::MAX_ENTRIES;
use crate::sync::{Question, SentChain, SentEntry};
use std::collections::BTreeMap;

/// Bytes of entries in one question; the rest goes with the next.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The next question, and how many entries are waiting to be sent. Its number is committed before it goes out, so
/// that an answer to an older question is never taken for its answer.
pub(super) fn write(desk: &mut Workplace<'_>) -> Result<(Question, u64), SessionError> {
    let (_, chain, state) = standing(desk.store)?;
    let open = desk.store.entries(Entries::Open)?;
    let unsent: Vec<&OwnEntry> = open.iter().filter(|e| !e.is_received()).collect();
    let left = unsent.len() as u64;
    let mut chains: BTreeMap<ActorId, SentChain> = BTreeMap::new();
    for actor in open.iter().map(|e| e.actor).chain([chain.actor]) {
        chains.entry(actor).or_insert(SentChain { actor, entries: Vec::new() });
    }
    let mut room = MAX_BYTES;
    for entry in unsent.into_iter().take(MAX_ENTRIES) {
        let size = entry.sealed.len() + entry.objects.iter().map(Vec::len).sum::<usize>();
        if size > room {
            break;
        }
        room -= size;
        let sent = SentEntry { sealed: entry.sealed.clone(), objects: entry.objects.clone(), received: None };
        if let Some(chain) = chains.get_mut(&entry.actor) {
            chain.entries.push(sent);
        }
    }
    let number = state.number + 1;
    let question = Question {
        era: state.era,
        number,
        time: server_now(&state, desk.host),
        actor: chain.actor,
        chains: chains.into_values().collect(),
        cursors: desk.store.cursors()?,
        wants: desk.store.wants()?,
        holds: Vec::new(),
        pages: Vec::new(),
        reads_reasons: true,
    };
    desk.store.commit(vec![SyncState { number, ..state }.save()])?;
    Ok((question, left))
}

/// Whether another question could bring the phone further.
pub(super) fn is_anything_left(desk: &Workplace<'_>) -> Result<bool, SessionError> {
    let open = desk.store.entries(Entries::Open)?;
    let waits = |e: &OwnEntry| match e.progress {
        Progress::Unsent | Progress::Received(_) => true,
        // A fork is replayed as soon as its branch is filed; every other hold waits for a person.
        Progress::Judged(_, verdict) => verdict == Verdict::Held(HoldCode::Fork),
    };
    Ok(open.iter().any(waits) || !desk.store.wants()?.is_empty())
}
