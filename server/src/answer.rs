//! Answering: how far the office has each chain, what became of entries, and what is new in the device's audiences.
//! One read transaction, one state of the data. The cost follows what is new, never what is held.
//!
//! What a question carries for the time after a restore (documents held, pages, first receipts) is not acted upon yet:
//! in a new era every audience begins again.

mod pull;
mod reach;

use crate::audience::of_device;
use crate::office::{AskError, Office};
use crate::receive::Asked;
use crate::storage::{DeviceRecord, EntryRecord, ReadTx, StorageError};
use lianxin_core::cbor::Bytes;
use lianxin_core::document::Value;
use lianxin_core::entry::{RefusalCode, Verdict};
use lianxin_core::register::RegisterId;
use lianxin_core::sync::{Answer, Audience, Cursor, ReasonRow, Receipt, Tip, VerdictRow};
use lianxin_core::time::Timestamp;
pub use pull::Limits;
use pull::Pull;
use std::collections::BTreeMap;

/// A question is answered with news only if its time is that near to the server's.
pub const FRESH_MS: i64 = 300_000;

impl Office {
    /// Answers a question whose entries have been received.
    pub fn answer(&self, asked: &Asked, now: Timestamp) -> Result<Vec<u8>, AskError> {
        let registers = self.registers();
        let answer = self.storage.read(|tx| {
            let device = tx.device(&asked.device.key)?.ok_or(AskError::UnknownDevice(asked.device.key))?;
            let mut answer = self.head(asked, &device, now);
            self.acknowledge(tx, asked, &mut answer)?;
            if !answer.stale {
                let audiences = of_device(&registers, &device, now);
                Pull::new(tx, asked, (self.era, self.limits), audiences, now)?.run(&mut answer)?;
            }
            self.introduce(tx, asked, &mut answer)?;
            let sent = verdicts_of_sent(tx, asked)?;
            answer.verdicts = merge(std::mem::take(&mut answer.verdicts), sent);
            if asked.question.reads_reasons {
                answer.reasons = Some(reasons(tx, &answer.verdicts)?);
            }
            Ok::<_, AskError>(answer)
        })?;
        Ok(answer.seal(&self.keys().node))
    }

    /// The page that lists this node, for a phone that may not have read it: without it a phone that comes after the
    /// node's earlier certificate has ended could believe nothing that the node says, not even how late it is.
    fn introduce(&self, tx: &dyn ReadTx, asked: &Asked, answer: &mut Answer) -> Result<(), StorageError> {
        // Each page of the organisation's register is one row of its feed: positions are versions.
        let listed = self.listed();
        let is_org = |(audience, _): &&(Audience, Cursor)| *audience == Audience::org();
        let read = asked.question.cursors.iter().find(is_org).map_or(0, |(_, cursor)| cursor.pos);
        if listed == 0 || (read >= listed && asked.question.era == Some(self.era)) {
            return Ok(());
        }
        let page = tx.page(RegisterId::Org, listed)?.ok_or(StorageError::Corrupt("register page"))?;
        if !answer.pages.iter().any(|known| known.0 == page) {
            answer.pages.push(Bytes(page));
        }
        Ok(())
    }

    fn head(&self, asked: &Asked, device: &DeviceRecord, now: Timestamp) -> Answer {
        let question = &asked.question;
        // The phone may lack a renewed certificate until the old one ends: it is told at the day's first contact.
        let is_first_today = asked.device.last_contact.is_none_or(|contact| contact.day() != now.day());
        let is_new = asked.device.serial != device.serial;
        let tells = device.renewing_till.is_some_and(|end| now < end) && (is_new || is_first_today);
        Answer {
            era: self.era,
            number: question.number,
            time: now,
            stale: now.since(question.time).saturating_abs() > FRESH_MS,
            more: false,
            tips: vec![],
            receipts: vec![],
            renewed: tells.then(|| Bytes(device.certificate.clone())),
            verdicts: vec![],
            keeps: false,
            audiences: vec![],
            pages: vec![],
            parts: vec![],
            documents: vec![],
            absent: vec![],
            reasons: None,
        }
    }

    /// Tips of all chains named, and receipts for those that brought something.
    fn acknowledge(&self, tx: &dyn ReadTx, asked: &Asked, answer: &mut Answer) -> Result<(), StorageError> {
        for (chain, brought) in asked.question.chains.iter().zip(asked.brought()) {
            let known = tx.actor(&chain.actor)?.filter(|known| known.device == asked.device.key);
            let tip = match &known {
                Some(known) => Tip { actor: chain.actor, n: known.tip_n, hash: known.tip_hash.short() },
                None => Tip { actor: chain.actor, n: 0, hash: Default::default() },
            };
            answer.tips.push(tip);
            if let (Some(known), true) = (known, brought) {
                let receipt = Receipt {
                    era: self.era,
                    actor: known.id,
                    n: known.tip_n,
                    hash: known.tip_hash,
                    time: known.received_at,
                    backed_up_n: known.backed_up_n,
                };
                answer.receipts.push(Bytes(receipt.seal(&self.keys().node)));
            }
        }
        Ok(())
    }
}

/// A verdict as the phone is told of it.
fn row(entry: &EntryRecord, verdict: Verdict) -> VerdictRow {
    VerdictRow { actor: entry.actor, n: entry.n, hash: entry.hash.short(), verdict }
}

/// Why persons refused entries, for verdicts that say that one did.
fn reasons(tx: &dyn ReadTx, verdicts: &[VerdictRow]) -> Result<Vec<ReasonRow>, StorageError> {
    let mut reasons = Vec::new();
    for row in verdicts.iter().filter(|row| row.verdict == Verdict::Refused(RefusalCode::Person)) {
        let Some(entry) = tx.entry_starting(&row.hash)? else { continue };
        let refusal = tx.decisions(entry.seq)?.into_iter().rfind(|decision| !decision.released);
        // The wire takes one spelling of a character only.
        let text = refusal.and_then(|refusal| Some(Value::text(&refusal.reason).as_text()?.to_owned()));
        let text = text.filter(|text| !text.trim().is_empty());
        reasons.extend(text.map(|text| ReasonRow { actor: row.actor, n: row.n, hash: row.hash, text }));
    }
    Ok(reasons)
}

/// The verdicts of the entries that were sent, known ones too: a phone that asks again has not heard them.
fn verdicts_of_sent(tx: &dyn ReadTx, asked: &Asked) -> Result<Vec<VerdictRow>, StorageError> {
    let mut rows = Vec::new();
    for hash in asked.sent() {
        if let Some(entry) = tx.entry(&hash)?
            && let Some(verdict) = entry.verdict
        {
            rows.push(row(&entry, verdict));
        }
    }
    Ok(rows)
}

/// Each entry's last verdict, in order of actor and place.
fn merge(from_feed: Vec<VerdictRow>, of_sent: Vec<VerdictRow>) -> Vec<VerdictRow> {
    let all = from_feed.into_iter().chain(of_sent);
    let last: BTreeMap<_, VerdictRow> = all.map(|row| ((row.actor, row.n, row.hash), row)).collect();
    last.into_values().collect()
}
