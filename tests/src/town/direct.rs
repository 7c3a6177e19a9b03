//! The way between a phone and the office of a town, and what both do for a sync.

use async_trait::async_trait;
use lianxin_core::companion::SyncSummary;
use lianxin_core::counted::{self, Counted};
use lianxin_core::time::{Host, SystemHost};
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use lianxin_server::office::{AskError, Office};
use std::sync::{Arc, Mutex};

/// The office in the same process and thread; what crosses is the sealed bytes. Counts what the office does.
pub(super) struct Direct {
    office: Arc<Office>,
    done: Mutex<AtOffice>,
}

/// What the office did, step by step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtOffice {
    /// Opening the question and keeping what it brings.
    pub received: Counted,
    /// Judging it.
    pub admitted: Counted,
    /// Writing the answer.
    pub answered: Counted,
}

impl AtOffice {
    /// All steps together.
    pub fn all(&self) -> Counted {
        self.received.plus(self.admitted).plus(self.answered)
    }
}

/// A sync with what it cost.
#[derive(Clone, Debug)]
pub struct Counts {
    /// What the phone says of it.
    pub summary: SyncSummary,
    /// What the office did.
    pub office: AtOffice,
    /// What the phone did.
    pub phone: Counted,
}

#[async_trait]
impl Transport for Direct {
    async fn send(&self, to: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        match to {
            Endpoint::Sync => self.handle(&body).map_err(|_| TransportError::Unreachable),
            Endpoint::Enrol => Err(TransportError::Unreachable),
        }
    }
}

impl Direct {
    pub(super) fn to(office: Arc<Office>) -> Self {
        Self { office, done: Mutex::default() }
    }

    /// What the office has done so far.
    pub(super) fn done(&self) -> AtOffice {
        *self.done.lock().expect("one thread")
    }

    /// What [`Office::handle`] does, with a look at the counts between its steps.
    fn handle(&self, body: &[u8]) -> Result<Vec<u8>, AskError> {
        let (now, office) = (SystemHost.now(), &self.office);
        let begun = counted::so_far();
        let asked = office.open_question(body)?;
        office.receive(&asked, now)?;
        let received = counted::so_far();
        if asked.brings_entries() {
            office.admit_device(&asked.device.key)?;
        }
        let admitted = counted::so_far();
        let answer = office.answer(&asked, now)?;
        let mut done = self.done.lock().expect("one thread");
        done.received = done.received.plus(received.since(begun));
        done.admitted = done.admitted.plus(admitted.since(received));
        done.answered = done.answered.plus(counted::so_far().since(admitted));
        Ok(answer)
    }
}
