//! A phone of the world: the real companion on a memory store that can crash, be cloned and be set back.

use super::chance::{WorldClock, WorldHost};
use lianxin_core::cbor::Bytes;
use lianxin_core::companion::Companion;
use lianxin_core::device::{ChainState, Identity, Named};
use lianxin_core::entry::SignedEntry;
use lianxin_core::error::Error;
use lianxin_core::forward_reads;
use lianxin_core::id::{Hash, PersonId};
use lianxin_core::seal::{Chain, KeyVault, SigningKey, VaultError};
use lianxin_core::session::{Input, Output, Session};
use lianxin_core::store::{MemoryStore, Store, StoreError, Write};
use lianxin_core::time::Host;
use std::sync::{Arc, Mutex, MutexGuard};
use zeroize::Zeroizing;

/// A store that survives its process. Crashes are commits that do not happen.
#[derive(Clone)]
pub(super) struct Disk(Arc<Mutex<DiskState>>);

struct DiskState {
    store: MemoryStore,
    /// Commits until the phone crashes.
    crash_in: Option<usize>,
}

impl Disk {
    fn new(store: MemoryStore) -> Self {
        Self(Arc::new(Mutex::new(DiskState { store, crash_in: None })))
    }

    fn state(&self) -> MutexGuard<'_, DiskState> {
        self.0.lock().expect("one thread")
    }

    /// What is on the disk now.
    pub(super) fn copy(&self) -> MemoryStore {
        self.state().store.clone()
    }
}

impl Store for Disk {
    forward_reads! { self => self.state().store }

    fn commit(&mut self, batch: Vec<Write>) -> Result<(), StoreError> {
        let mut state = self.state();
        match &mut state.crash_in {
            Some(0) => return Err(StoreError::Io),
            Some(left) => *left -= 1,
            None => {}
        }
        state.store.commit(batch)
    }
}

/// A vault that only names the installation; what it wraps is as secret as the test.
struct OpenVault([u8; 16]);

impl KeyVault for OpenVault {
    fn wrap(&self, _: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        Ok(secret.to_vec())
    }

    fn unwrap(&self, _: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        Ok(Zeroizing::new(wrapped.to_vec()))
    }

    fn install_id(&self) -> Result<[u8; 16], VaultError> {
        Ok(self.0)
    }
}

/// What a step of syncing led to.
pub(super) enum Stepped {
    /// Questions to carry to the office.
    Ask(Vec<Vec<u8>>),
    /// The session is over.
    Finished,
    /// The phone crashed; it starts again from its disk.
    Crashed,
    /// The answer was not taken: damaged, foreign or late.
    Refused,
}

/// A phone.
pub(super) struct SimPhone {
    /// Whose phone it is.
    pub(super) person: PersonId,
    /// Clock and randomness.
    pub(super) host: Arc<WorldHost>,
    disk: Disk,
    install: [u8; 16],
    companion: Companion,
    session: Option<Session>,
    /// The last pull fetched everything, and nothing has been written since.
    pub(super) is_complete: bool,
}

/// What enrolment gives to a phone.
pub(super) struct Papers {
    /// The device's key.
    pub(super) key: SigningKey,
    /// Its certificate.
    pub(super) certificate: Vec<u8>,
    /// Root and issuer.
    pub(super) trust: Chain,
    /// The node's certificate.
    pub(super) node: Vec<u8>,
}

impl SimPhone {
    /// A phone that has just been enrolled.
    pub(super) fn enrolled(person: PersonId, papers: Papers, clock: &Arc<WorldClock>, seed: u64) -> Self {
        let host = Arc::new(WorldHost::new(clock.clone(), seed));
        let install = lianxin_core::time::random(host.as_ref());
        let identity = Identity {
            wrapped_key: papers.key.to_bytes().to_vec(),
            certificate: papers.certificate,
            trust: papers.trust,
            nodes: vec![Bytes(papers.node)],
            addresses: Vec::new(),
            tls_pin: [0; 32],
        };
        let chain = ChainState::start(&papers.key.public(), install, None, host.as_ref());
        let mut store = MemoryStore::default();
        store.commit(vec![identity.save(), chain.save()]).expect("memory takes it");
        Self::on_disk(person, Disk::new(store), install, host)
    }

    fn on_disk(person: PersonId, disk: Disk, install: [u8; 16], host: Arc<WorldHost>) -> Self {
        let companion = open(&disk, install, &host);
        Self { person, host, disk, install, companion, session: None, is_complete: false }
    }

    /// A second phone with the same store and key. With `noticed`, the installation knows it is a copy.
    pub(super) fn clone_device(&self, clock: &Arc<WorldClock>, seed: u64, noticed: bool) -> Self {
        let host = Arc::new(WorldHost::new(clock.clone(), seed));
        host.set_skew(self.host.skew());
        let install = if noticed { lianxin_core::time::random(host.as_ref()) } else { self.install };
        Self::on_disk(self.person, Disk::new(self.disk.copy()), install, host)
    }

    /// Sets the phone back to an older copy of its store.
    pub(super) fn set_back(&mut self, older: MemoryStore) {
        self.disk = Disk::new(older);
        self.restart();
    }

    /// A copy of the store as it is now.
    pub(super) fn copy(&self) -> MemoryStore {
        self.disk.copy()
    }

    /// The store, for looking.
    pub(super) fn store(&self) -> &Disk {
        &self.disk
    }

    /// The entry that one of its own replaces.
    pub(super) fn replays(&self, entry: &Hash) -> Option<Hash> {
        let own = self.disk.entry(entry).expect("memory reads")?;
        SignedEntry::reopen(&own.sealed, own.objects).ok()?.entry.replays
    }

    /// The app.
    pub(super) fn app(&self) -> &Companion {
        &self.companion
    }

    /// Lets the phone crash after so many commits.
    pub(super) fn crash_in(&self, commits: usize) {
        self.disk.state().crash_in = Some(commits);
    }

    /// Kills the process and starts it again from the disk.
    pub(super) fn restart(&mut self) {
        self.disk.state().crash_in = None;
        self.session = None;
        self.is_complete = false;
        self.companion = open(&self.disk, self.install, &self.host);
    }

    /// Runs a command of the app; a crash in it restarts the phone.
    pub(super) fn act<T>(&mut self, act: impl FnOnce(&Companion) -> Result<T, Error>) -> Option<Result<T, Error>> {
        match act(&self.companion) {
            Err(Error::Store(StoreError::Io)) => {
                self.restart();
                None
            }
            done => {
                self.is_complete &= done.is_err();
                Some(done)
            }
        }
    }

    /// Presses the sync button.
    pub(super) fn start_sync(&mut self) -> Stepped {
        self.session = Some(Session::new());
        self.step(Input::Start)
    }

    /// Hands an answer to the session, if one is waiting.
    pub(super) fn answer(&mut self, bytes: &[u8]) -> Stepped {
        if self.session.is_none() { Stepped::Refused } else { self.step(Input::Answer(bytes)) }
    }

    /// Gives up waiting.
    pub(super) fn give_up(&mut self) {
        self.session = None;
    }

    fn step(&mut self, input: Input<'_>) -> Stepped {
        let Some(session) = &mut self.session else { return Stepped::Refused };
        let stepped = self.companion.sync_step(session, input);
        match stepped {
            Ok(()) => {}
            Err(Error::Store(StoreError::Io)) => {
                self.restart();
                return Stepped::Crashed;
            }
            Err(Error::Store(error)) => panic!("memory store: {error}"),
            Err(_) => return Stepped::Refused,
        }
        let mut questions = Vec::new();
        let mut finished = None;
        while let Some(output) = session.poll_output() {
            match output {
                Output::Transmit(bytes) => questions.push(bytes),
                Output::Finished { complete } => finished = Some(complete),
                Output::Progress(_) => {}
            }
        }
        if let Some(complete) = finished {
            self.session = None;
            self.is_complete = complete;
            return Stepped::Finished;
        }
        Stepped::Ask(questions)
    }
}

fn open(disk: &Disk, install: [u8; 16], host: &Arc<WorldHost>) -> Companion {
    let host: Arc<dyn Host> = host.clone();
    Companion::open(Box::new(disk.clone()), Arc::new(OpenVault(install)), host).expect("a whole store opens")
}
