//! The facade the apps use: commands in, views and events out. It owns the phone's store, keys and registers; every
//! call is coarse, works offline and leaves the store whole.

mod attention;
mod changes;
mod contacts;
mod drafts;
mod enrolment;
mod forms;
mod households;
mod noting;
mod office;
mod posts;
mod record;
#[cfg(test)]
mod tests;
mod texts;
mod today;
mod visits;

pub use attention::AttentionView;
pub use changes::{Change, Changes};
pub use contacts::Contact;
pub use drafts::VisitDraft;
pub use enrolment::EnrolStep;
pub use forms::{Amend, Dwelling, Hint, HouseholdEdit, Saved, Target, VisitCorrection, VisitForm};
pub use households::{Conflict, HouseholdView, VisitView};
pub use office::{OfficeAddress, Silent, SyncListener, SyncSummary, Told};
pub use posts::{PostView, Status};
pub use today::{Reason, Today, TodayItem};

use crate::author::Author;
use crate::command::{Command, Pen};
use crate::desk::Desk;
use crate::device::{ChainState, Identity, Named, SyncState};
use crate::error::Error;
use crate::id::PersonId;
use crate::register::{Assignment, Registers};
use crate::seal::{KeyVault, SigningKey};
use crate::session::{Workplace, load_registers};
use crate::store::{Store, StoreError, Write};
use crate::time::{Host, Timestamp};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard};

/// The name under which the vault wraps the device's key.
const KEY_NAME: &str = "device-key";

/// A phone. Screens read while a sync waits: the lock is held for work on the store only, never while the vault, the
/// network or a listener is asked.
pub struct Companion {
    inner: Mutex<Inner>,
    board: Arc<changes::Board>,
    syncing: AtomicBool,
    vault: Arc<dyn KeyVault>,
    host: Arc<dyn Host>,
}

/// What changes.
struct Inner {
    store: Box<dyn Store>,
    registers: Registers,
    /// Key and person, once enrolled.
    enrolled: Option<(SigningKey, PersonId)>,
}

impl Companion {
    /// Opens the phone on its store.
    pub fn open(store: Box<dyn Store>, vault: Arc<dyn KeyVault>, host: Arc<dyn Host>) -> Result<Self, Error> {
        let registers = load_registers(store.as_ref())?;
        let board = Arc::<changes::Board>::default();
        let store = Box::new(noting::Noting { store, board: board.clone() });
        let mut inner = Inner { store, registers, enrolled: None };
        inner.load_identity(vault.as_ref())?;
        Ok(Self { inner: Mutex::new(inner), board, syncing: AtomicBool::new(false), vault, host })
    }

    /// Whatever a thread that died under the lock had staged was never committed, so the store is whole.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The phone's clock.
    fn clock(&self) -> Timestamp {
        self.host.now()
    }
}

impl Inner {
    fn load_identity(&mut self, vault: &dyn KeyVault) -> Result<(), Error> {
        let Some(identity) = Identity::load(self.store.as_ref())? else { return Ok(()) };
        let secret = vault.unwrap(KEY_NAME, &identity.wrapped_key)?;
        let bytes: &[u8; 32] = secret.as_slice().try_into().map_err(|_| StoreError::Corrupt)?;
        let person = identity.person().map_err(|_| StoreError::Corrupt)?;
        self.enrolled = Some((SigningKey::from_bytes(bytes), person));
        Ok(())
    }

    fn person(&self) -> Result<PersonId, Error> {
        self.enrolled.as_ref().map(|(_, person)| *person).ok_or(Error::NotEnrolled)
    }

    fn sync_state(&self) -> Result<SyncState, Error> {
        Ok(SyncState::load(self.store.as_ref())?.unwrap_or_default())
    }

    /// The server's time as the phone reckons it: by this, not by the clock alone, posts and dates are judged.
    fn server_now(&self, clock: Timestamp) -> Result<Timestamp, Error> {
        Ok(self.sync_state()?.server_now(clock))
    }

    /// The person's posts in force.
    fn posts(&self, at: Timestamp) -> Result<Vec<Assignment>, Error> {
        Ok(self.registers.posts_at(self.person()?, at).cloned().collect())
    }

    fn workplace<'a>(&'a mut self, install: [u8; 16], host: &'a dyn Host) -> Result<Workplace<'a>, Error> {
        let Some((key, _)) = &self.enrolled else { return Err(Error::NotEnrolled) };
        Ok(Workplace { store: self.store.as_mut(), registers: &mut self.registers, key, install, host })
    }

    /// Carries a command out: checks values and rights as the office will, signs the entry and commits it with whatever else
    /// belongs to the same act.
    fn carry_out(
        &mut self,
        command: &Command,
        host: &dyn Host,
        install: [u8; 16],
        also: Vec<Write>,
    ) -> Result<(), Error> {
        record::check_values(command)?;
        let time = host.now();
        let (key, person) = self.enrolled.as_ref().ok_or(Error::NotEnrolled)?;
        let mut chain = ChainState::load(self.store.as_ref())?.ok_or(Error::NotEnrolled)?;
        if chain.install != install {
            chain = chain.next(&key.public(), install, host);
        }
        let mut desk = Desk::new(self.store.as_ref());
        let pen = Pen { actor: chain.actor, time, host };
        let built = record::build(&desk, command, &pen)?;
        if built.objects.is_empty() {
            return Err(Error::NothingToDo);
        }
        let author = Author { registers: &self.registers, key, time };
        let entry = author.entry(&mut chain, command, built.objects, None);
        record::check_rights(&desk, &entry, *person, &self.registers)?;
        desk.put_entry(entry);
        desk.write(chain.save());
        for write in also {
            desk.write(write);
        }
        let writes = desk.writes()?;
        self.store.commit(writes)?;
        Ok(())
    }
}
