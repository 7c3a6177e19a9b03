//! A sync as a state machine without IO: [`Session::handle`] takes what happened, [`Session::poll_output`] says what
//! to do next. Each answer is one commit; a crash between two of them loses nothing, for every step can be repeated.

mod answer;
mod question;
mod replay;
mod sender;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tips;

use crate::device::{ChainState, Identity, Named, SyncState};
use crate::id::KeyId;
use crate::register::{Page, PersonDetails, Registers};
use crate::seal::SigningKey;
use crate::store::{Store, StoreError};
use crate::sync::EnvelopeError;
use crate::time::{Host, Timestamp};
use std::collections::VecDeque;
use std::fmt;

/// Answers in a row that bring nothing new before a session gives up.
const IDLE_LIMIT: u8 = 3;

/// Everything a session works on.
pub struct Workplace<'a> {
    /// The phone's store.
    pub store: &'a mut dyn Store,
    /// Registers as the store's pages give them; kept up to date by the session.
    pub registers: &'a mut Registers,
    /// The device's key.
    pub key: &'a SigningKey,
    /// Names the installation, as the vault does.
    pub install: [u8; 16],
    /// Clock and randomness.
    pub host: &'a dyn Host,
}

/// What happened.
pub enum Input<'a> {
    /// Somebody wants to sync.
    Start,
    /// The bytes that came back.
    Answer(&'a [u8]),
    /// The question did not get through; the transport says whether trying again may help.
    Failed,
}

/// What to do.
#[derive(Clone, PartialEq, Eq)]
pub enum Output {
    /// Send these bytes to the office and hand back what it answers.
    Transmit(Vec<u8>),
    /// Tell the person.
    Progress(Phase),
    /// The session is over; `complete` if nothing is left to ask for.
    Finished {
        /// Everything was sent and everything was fetched.
        complete: bool,
    },
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transmit(question) => write!(f, "Transmit({} bytes)", question.len()),
            Self::Progress(phase) => write!(f, "Progress({phase:?})"),
            Self::Finished { complete } => write!(f, "Finished {{ complete: {complete} }}"),
        }
    }
}

/// Phases with names (first_round §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reaching for the office.
    Connecting,
    /// Sending entries.
    Sending {
        /// Sent so far.
        sent: u64,
        /// To be sent in all.
        total: u64,
    },
    /// Fetching documents.
    Receiving {
        /// Fetched so far.
        documents: u64,
    },
    /// Nothing is left.
    Done,
}

/// Why a session cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The phone has not been enrolled.
    #[error("the phone is not enrolled")]
    NotEnrolled,
    /// The answer does not come from a node of the phone's organisation.
    #[error("the answer does not come from the office")]
    NotTheOffice(KeyId),
    /// The answer cannot be read.
    #[error("the answer cannot be read")]
    Envelope(#[from] EnvelopeError),
    /// The phone's store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One sync, from the first question to the last answer.
#[derive(Debug, Default)]
pub struct Session {
    outputs: VecDeque<Output>,
    asked: Option<u64>,
    total: u64,
    documents: u64,
    corrected: bool,
    idle: u8,
}

impl Session {
    /// A session that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// What to do next, until there is nothing more.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Takes what happened.
    pub fn handle(&mut self, input: Input<'_>, desk: &mut Workplace<'_>) -> Result<(), SessionError> {
        match input {
            Input::Start => {
                self.outputs.push_back(Output::Progress(Phase::Connecting));
                new_chain_if_copied(desk)?;
                self.ask(desk)
            }
            Input::Failed => {
                self.asked = None;
                self.outputs.push_back(Output::Finished { complete: false });
                Ok(())
            }
            Input::Answer(bytes) => self.answered(bytes, desk),
        }
    }

    fn answered(&mut self, bytes: &[u8], desk: &mut Workplace<'_>) -> Result<(), SessionError> {
        let Some(taken) = answer::take(bytes, self.asked, desk)? else { return Ok(()) };
        self.asked = None;
        self.documents += taken.documents;
        if taken.documents > 0 {
            self.outputs.push_back(Output::Progress(Phase::Receiving { documents: self.documents }));
        }
        if taken.stale && !self.corrected {
            self.corrected = true;
            return self.ask(desk);
        }
        if taken.complete {
            replay::settle(desk)?;
        }
        let open = question::is_anything_left(desk)?;
        self.idle = if taken.progressed { 0 } else { self.idle + 1 };
        if (taken.more || open) && !taken.stale && self.idle < IDLE_LIMIT {
            return self.ask(desk);
        }
        let complete = taken.complete && !open && !taken.stale;
        if complete {
            self.outputs.push_back(Output::Progress(Phase::Done));
        }
        self.outputs.push_back(Output::Finished { complete });
        Ok(())
    }

    fn ask(&mut self, desk: &mut Workplace<'_>) -> Result<(), SessionError> {
        let (question, left) = question::write(desk)?;
        let sent: u64 = question.chains.iter().map(|c| c.entries.len() as u64).sum();
        self.total = self.total.max(left);
        if sent > 0 {
            let sent = self.total.saturating_sub(left) + sent;
            self.outputs.push_back(Output::Progress(Phase::Sending { sent, total: self.total }));
        }
        self.asked = Some(question.number);
        self.outputs.push_back(Output::Transmit(question.seal(desk.key)));
        Ok(())
    }
}

/// An installation unlike the store's starts a new actor before anything else is written (DESIGN §5, fork).
fn new_chain_if_copied(desk: &mut Workplace<'_>) -> Result<(), SessionError> {
    let chain = ChainState::load(desk.store)?.ok_or(SessionError::NotEnrolled)?;
    if chain.install != desk.install {
        desk.store.commit(vec![chain.next(&desk.key.public(), desk.install, desk.host).save()])?;
    }
    Ok(())
}

/// Reads all registers from the store's pages and parts.
pub fn load_registers(store: &dyn Store) -> Result<Registers, StoreError> {
    let mut registers = Registers::default();
    for page in store.pages()? {
        let page = Page::reopen(&page).map_err(|_| StoreError::Corrupt)?;
        registers.add(&page).map_err(|_| StoreError::Corrupt)?;
    }
    for part in store.parts()? {
        let details: PersonDetails = crate::cbor::decode(&part.0).map_err(|_| StoreError::Corrupt)?;
        registers.add_details(&details);
    }
    Ok(registers)
}

/// Identity, chain and state of sync, which every step needs.
fn standing(store: &dyn Store) -> Result<(Identity, ChainState, SyncState), SessionError> {
    let identity = Identity::load(store)?.ok_or(SessionError::NotEnrolled)?;
    let chain = ChainState::load(store)?.ok_or(SessionError::NotEnrolled)?;
    Ok((identity, chain, SyncState::load(store)?.unwrap_or_default()))
}

/// The server's time as the phone reckons it now.
fn server_now(state: &SyncState, host: &dyn Host) -> Timestamp {
    state.server_now(host.now())
}
