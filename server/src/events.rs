//! What a page that stays open is told: that something it shows has changed, never what.
//!
//! What can be seen of a community is looked at twice a second while somebody waits for it, and compared with what it
//! was: every way in which something is written is covered, also those that are still to come, and what changes often
//! is told once in half a second.

use crate::access::SessionId;
use crate::app::App;
use crate::error::ErrorKind;
use crate::people::posts_in;
use crate::storage::{EntryList, ReadTx, StorageError};
use lianxin_core::code::{CommunityCode, GridCode};
use lianxin_core::register::RegisterId;
use lianxin_core::seal::CertificateKind;
use lianxin_core::sync::Audience;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How often it is looked.
pub const EVERY: Duration = Duration::from_millis(500);
/// Streams of one session: a page in several windows.
const PER_SESSION: usize = 4;
/// Streams in all.
const MOST: usize = 256;
/// What of a community may change, as the page is told it.
pub const WHAT: [&str; 4] = ["visits", "entries", "phones", "registers"];

/// What is seen of a community, one number for each of [`WHAT`].
pub type Seen = [u64; 4];

/// Who waits, and what was seen last.
#[derive(Default)]
pub struct Events {
    waiting: Mutex<HashMap<SessionId, usize>>,
    seen: Mutex<HashMap<CommunityCode, (Instant, Seen)>>,
    is_ending: AtomicBool,
}

/// A stream's place; dropped, another may come.
pub struct Place<'e> {
    events: &'e Events,
    session: SessionId,
}

impl Events {
    /// Takes a place for one more stream of a session, if there is one.
    pub fn take(&self, session: SessionId) -> Result<Place<'_>, ErrorKind> {
        let mut waiting = lock(&self.waiting);
        let all: usize = waiting.values().sum();
        let own = waiting.get(&session).copied().unwrap_or_default();
        if own >= PER_SESSION || all >= MOST {
            return Err(ErrorKind::ManyStreams);
        }
        waiting.insert(session, own + 1);
        Ok(Place { events: self, session })
    }

    /// All streams end.
    pub fn end(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
    }

    /// Whether they do.
    pub fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = lock(&self.events.waiting);
        if let Some(own) = waiting.get_mut(&self.session) {
            *own -= 1;
            if *own == 0 {
                waiting.remove(&self.session);
            }
        }
    }
}

impl App {
    /// What is seen of a community now; what was seen a moment ago serves all who wait for it.
    pub fn seen(&self, community: CommunityCode) -> Result<Seen, ErrorKind> {
        let mut seen = lock(&self.events.seen);
        if let Some((at, last)) = seen.get(&community)
            && at.elapsed() < EVERY / 2
        {
            return Ok(*last);
        }
        let now = self.look_through(community)?;
        seen.retain(|_, (at, _)| at.elapsed() < EVERY);
        seen.insert(community, (Instant::now(), now));
        Ok(now)
    }

    fn look_through(&self, community: CommunityCode) -> Result<Seen, ErrorKind> {
        let registers = self.office.registers();
        let grids: Vec<GridCode> = registers.0.keys().filter_map(|id| grid_of(*id, community)).collect();
        let waiting = self.access.pending()?;
        let waiting: Vec<_> = waiting.iter().map(|invited| invited.id).collect();
        let people = posts_in(&registers, community, self.host.now());
        let pages = grids.iter().map(|grid| registers.version(RegisterId::Grid(*grid)));
        let pages: Vec<u64> = pages.chain([registers.version(RegisterId::Org)]).collect();
        self.office.storage().read(|tx| {
            let mut phones = Vec::new();
            for person in people.keys() {
                let devices = tx.devices_of(person)?;
                let phone = devices.into_iter().filter(|device| device.kind == CertificateKind::Device);
                phones.extend(phone.map(|d| (d.key, d.valid_until, d.lost_since, d.revoked_at)));
            }
            Ok([
                number(&tips(tx, &grids)?),
                number(&entries(tx, community)?),
                number(&(waiting, phones)),
                number(&pages),
            ])
        })
    }
}

fn grid_of(id: RegisterId, community: CommunityCode) -> Option<GridCode> {
    match id {
        RegisterId::Grid(grid) => Some(grid).filter(|grid| grid.community() == community),
        RegisterId::Org => None,
    }
}

/// How far the feeds of the grids have come: whatever is admitted or written adds to one of them.
fn tips(tx: &dyn ReadTx, grids: &[GridCode]) -> Result<Vec<u64>, StorageError> {
    let audiences = grids.iter().flat_map(|grid| [Audience::ledger(*grid), Audience::visits(*grid)]);
    audiences.map(|audience| Ok(tx.tip(&audience)?.pos)).collect()
}

/// How long the lists of entries are, and where they begin.
fn entries(tx: &dyn ReadTx, community: CommunityCode) -> Result<Vec<(u64, Option<i64>)>, StorageError> {
    let list = |list| {
        let first = tx.entries(list, Some(community), None, 1)?;
        Ok((tx.count_entries(list, Some(community))?, first.first().map(|entry| entry.seq.0)))
    };
    EntryList::ALL.into_iter().map(list).collect()
}

fn number(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_four_streams_and_all_together_256() {
        let events = Events::default();
        let of = |n: u8| SessionId([n; 8]);
        let own: Vec<_> = (0..PER_SESSION).map(|_| events.take(of(1)).unwrap()).collect();
        assert_eq!(events.take(of(1)).err().map(|error| error.code()), Some("events.many"));
        let others: Vec<_> =
            (2..65).flat_map(|n| (0..4).map(move |_| n)).map(|n| events.take(of(n)).unwrap()).collect();
        assert_eq!(own.len() + others.len(), MOST);
        assert!(events.take(of(99)).is_err());
        drop(own);
        assert!(events.take(of(99)).is_ok());
        drop(others);
        assert!(lock(&events.waiting).is_empty());
    }
}
