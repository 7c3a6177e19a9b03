//! Meeting the office: the one button.

use super::Companion;
use crate::device::{Identity, Named};
use crate::entry::Verdict;
use crate::error::{Error, verdict_words};
use crate::id::{DocumentId, Hash};
use crate::register::RegisterId;
use crate::session::{Input, Output, Phase, Session};
use crate::store::{Entries, Progress};
use crate::transport::{Endpoint, Transport, TransportError};
use crate::words::Lang;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// Where the office is to be reached, and how to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeAddress {
    /// `host:port`, best first.
    pub addresses: Vec<String>,
    /// SHA-256 of the public key of the office's TLS root.
    pub tls_pin: [u8; 32],
}

/// Hears how a sync gets on.
pub trait SyncListener: Send + Sync {
    /// A phase has begun or moved on.
    fn progress(&self, phase: Phase);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl SyncListener for Silent {
    fn progress(&self, _: Phase) {}
}

/// What a person is told about an own entry after a sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The entry.
    pub entry: Hash,
    /// A document of it.
    pub document: Option<DocumentId>,
    /// What became of it.
    pub verdict: Verdict,
    /// In plain words.
    pub words: String,
}

/// How a sync ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncSummary {
    /// Everything was sent and everything was fetched.
    pub is_complete: bool,
    /// Entries the office has, of those made.
    pub delivered: u64,
    /// Entries made.
    pub made: u64,
    /// Bytes sent.
    pub bytes_up: u64,
    /// Bytes fetched.
    pub bytes_down: u64,
    /// Questions asked.
    pub round_trips: u64,
    /// Verdicts this sync brought that the person should know of.
    pub told: Vec<Told>,
}

/// A sync under way, until it is dropped.
struct Running<'a>(&'a AtomicBool);

impl<'a> Running<'a> {
    fn begin(syncing: &'a AtomicBool) -> Result<Self, Error> {
        if syncing.swap(true, Ordering::Acquire) { Err(Error::SyncRunning) } else { Ok(Self(syncing)) }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Companion {
    /// Where the office is to be reached: the register's addresses first, then those of the enrolment.
    pub fn office_address(&self) -> Result<OfficeAddress, Error> {
        let inner = self.lock();
        let identity = Identity::load(inner.store.as_ref())?.ok_or(Error::NotEnrolled)?;
        let mut addresses = inner.registers.get(RegisterId::Org).map(|r| r.addresses.clone()).unwrap_or_default();
        addresses.extend(identity.addresses);
        let mut seen = std::collections::BTreeSet::new();
        addresses.retain(|a| seen.insert(a.clone()));
        Ok(OfficeAddress { addresses, tls_pin: identity.tls_pin })
    }

    /// Syncs until nothing is left to ask for. Dropping the future cancels it; nothing is lost by that. While one
    /// sync runs another is refused: each would take the other's answers for out of date.
    pub async fn sync(
        &self,
        transport: &dyn Transport,
        listener: &dyn SyncListener,
        lang: Lang,
    ) -> Result<SyncSummary, Error> {
        let _running = Running::begin(&self.syncing)?;
        let before = self.verdicts()?;
        let mut session = Session::new();
        let mut summary = SyncSummary {
            is_complete: false,
            delivered: 0,
            made: 0,
            bytes_up: 0,
            bytes_down: 0,
            round_trips: 0,
            told: Vec::new(),
        };
        self.sync_step(&mut session, Input::Start)?;
        let mut failed: Option<TransportError> = None;
        while let Some(output) = session.poll_output() {
            match output {
                Output::Progress(phase) => listener.progress(phase),
                Output::Finished { complete } => summary.is_complete = complete,
                Output::Transmit(question) => {
                    summary.bytes_up += question.len() as u64;
                    summary.round_trips += 1;
                    match transport.send(Endpoint::Sync, question).await {
                        Ok(answer) => {
                            summary.bytes_down += answer.len() as u64;
                            self.sync_step(&mut session, Input::Answer(&answer))?;
                        }
                        Err(error) => {
                            failed = Some(error);
                            self.sync_step(&mut session, Input::Failed)?;
                        }
                    }
                }
            }
        }
        if let Some(error) = failed {
            return Err(error.into());
        }
        (summary.delivered, summary.made) = self.lock().store.delivered()?;
        summary.told = self.told_since(&before, lang)?;
        Ok(summary)
    }

    /// One step of a sync for callers that carry messages themselves: by file, or in a simulated world.
    pub fn sync_step(&self, session: &mut Session, input: Input<'_>) -> Result<(), Error> {
        let install = self.vault.install_id()?;
        let mut inner = self.lock();
        let mut desk = inner.workplace(install, self.host.as_ref())?;
        Ok(session.handle(input, &mut desk)?)
    }

    fn verdicts(&self) -> Result<BTreeMap<Hash, (Option<DocumentId>, Verdict)>, Error> {
        let entries = self.lock().store.entries(Entries::All)?;
        let judged = entries.into_iter().filter_map(|e| match e.progress {
            Progress::Judged(_, verdict) => Some((e.hash, (e.documents.first().copied(), verdict))),
            _ => None,
        });
        Ok(judged.collect())
    }

    fn told_since(
        &self,
        before: &BTreeMap<Hash, (Option<DocumentId>, Verdict)>,
        lang: Lang,
    ) -> Result<Vec<Told>, Error> {
        let news = self.verdicts()?.into_iter().filter(|(hash, now)| before.get(hash) != Some(now));
        let told = news.filter_map(|(entry, (document, verdict))| {
            Some(Told { entry, document, verdict, words: verdict_words(verdict, lang)? })
        });
        Ok(told.collect())
    }
}
