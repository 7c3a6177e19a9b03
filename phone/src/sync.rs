//! Meeting the office: the one button.

use crate::enrol;
use crate::failure::Failure;
use crate::page::{Cell, Page, Tone};
use crate::phone::Phone;
use crate::progress::{SyncBar, until_stopped};
use crate::shape::{dwelling_of, short};
use crate::terminal::{Report, Terminal};
use lianxin_core::companion::Told;
use lianxin_core::transport::Transport;
use lianxin_core::words::Key;
use serde::Serialize;

/// How a sync ended.
#[derive(Serialize)]
pub struct SyncReport {
    /// Everything was sent and everything was fetched.
    pub is_complete: bool,
    /// Entries the office has.
    pub delivered: u64,
    /// Entries made.
    pub made: u64,
    /// Documents that came.
    pub documents: u64,
    /// Bytes sent.
    pub bytes_up: u64,
    /// Bytes fetched.
    pub bytes_down: u64,
    /// Questions asked.
    pub round_trips: u64,
    /// What the person is told about own entries.
    pub told: Vec<ToldShape>,
    /// Items that need a look, old and new.
    pub attention: u64,
    /// Fields on which two people disagree, old and new.
    pub conflicts: u64,
}

/// What became of an own entry.
#[derive(Serialize)]
pub struct ToldShape {
    /// The entry, 52 characters.
    pub entry: String,
    /// A household or visit of it.
    pub document: Option<String>,
    /// The dwelling it is about, where the phone knows it.
    pub dwelling: String,
    /// `admitted`, `held.<code>` or `refused.<code>`.
    pub verdict: String,
    /// In plain words.
    pub words: String,
}

/// Syncs over the network; a phone whose enrolment has only begun is enrolled first.
pub async fn sync(phone: &Phone, terminal: &Terminal) -> Result<SyncReport, Failure> {
    enrol::finish(phone, terminal).await?;
    let transport = phone.transport(phone.companion.office_address()?)?;
    sync_over(phone, &transport, !terminal.is_json).await
}

/// Syncs until nothing is left, or until the person stops it.
pub async fn sync_over(phone: &Phone, transport: &dyn Transport, is_shown: bool) -> Result<SyncReport, Failure> {
    let bar = SyncBar::start(is_shown, phone.lang);
    let summary = until_stopped(phone.companion.sync(transport, &bar, phone.lang)).await??;
    let documents = bar.documents();
    drop(bar);
    tracing::debug!(summary.bytes_up, summary.bytes_down, summary.round_trips, documents, "sync ended");
    let told = summary.told.iter().map(|told| ToldShape::new(told, phone));
    Ok(SyncReport {
        is_complete: summary.is_complete,
        delivered: summary.delivered,
        made: summary.made,
        documents,
        bytes_up: summary.bytes_up,
        bytes_down: summary.bytes_down,
        round_trips: summary.round_trips,
        told: told.collect::<Result<_, _>>()?,
        attention: phone.companion.attention(phone.lang)?.len() as u64,
        conflicts: phone.companion.conflicts()?.len() as u64,
    })
}

impl ToldShape {
    fn new(told: &Told, phone: &Phone) -> Result<Self, Failure> {
        let dwelling = told.document.map(|document| dwelling_of(&phone.companion, &document)).transpose()?;
        Ok(Self {
            entry: told.entry.to_string(),
            document: told.document.map(|document| document.to_string()),
            dwelling: dwelling.unwrap_or_default(),
            verdict: told.verdict.word(),
            words: told.words.clone(),
        })
    }
}

impl Report for SyncReport {
    fn show(&self, page: &mut Page) {
        let delivered =
            page.words(Key::Delivered, &[("n", &self.delivered.to_string()), ("m", &self.made.to_string())]);
        let received = match self.documents {
            0 => page.words(Key::SyncNothingNew, &[]),
            n => page.words(Key::SyncReceived, &[("n", &n.to_string())]),
        };
        page.line([Cell::new(delivered, Tone::Strong), received.into()]);
        if !self.is_complete {
            page.say(Key::SyncIncomplete, &[]);
        }
        let told = |told: &ToldShape| {
            vec![
                short(told.document.as_deref().unwrap_or_default()),
                Cell::from(&told.dwelling),
                Cell::from(&told.words),
            ]
        };
        page.columns(self.told.iter().map(told).collect());
        for (key, n) in [(Key::NeedsAttention, self.attention), (Key::ConflictCount, self.conflicts)] {
            if n > 0 {
                let words = page.words(key, &[("n", &n.to_string())]);
                page.line([Cell::new(words, Tone::Hand)]);
            }
        }
    }
}
