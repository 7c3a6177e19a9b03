//! Receiving: what a device sends is kept durably and acknowledged, whatever becomes of it. Everything is decided
//! from the bytes and the chain; no document is loaded.
//!
//! A gap is not received: the answer's tip says from where to send. An entry whose place in the chain is taken is
//! filed as a branch. One bad chain stops that chain only.

use crate::concern;
use crate::feed::{Feeds, What};
use crate::office::{AskError, Office};
use crate::storage::{
    ActorRecord, DeviceRecord, NewEntry, ObjectId, ObjectRef, Seq, Spent, StorageError, WriteDevices, WriteTx,
};
use lianxin_core::document::Value;
use lianxin_core::document::{Change, guard};
use lianxin_core::entry::{HoldCode, ObjectKind, RefusalCode, SignedEntry, Verdict};
use lianxin_core::family::{Family, Kind};
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::register::Registers;
use lianxin_core::seal::PublicKey;
use lianxin_core::sync::envelope::sender;
use lianxin_core::sync::{Audience, Question, SentChain};
use lianxin_core::time::Timestamp;

/// What one device may send on one day; what is beyond it waits for a person (DESIGN §6).
pub const DAILY: Spent = Spent { entries: 1_000, documents: 200, bytes: 2 * 1024 * 1024 };

/// How often the office notes that a device was in contact.
const CONTACT_EVERY_MS: i64 = 10 * 60_000;

/// A question that was opened: its device is known, its signatures are checked.
#[derive(Debug)]
pub struct Asked {
    /// The device as it was before this question.
    pub device: DeviceRecord,
    /// What it asks.
    pub question: Question,
    chains: Vec<Vec<Opened>>,
}

/// An entry whose signature and objects were checked, with what the bytes alone say about it.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) signed: SignedEntry,
    /// The changes it carries, by place; fewer than the objects if one is unknown or does not pass the guard.
    pub(crate) changes: Vec<(usize, Change)>,
    /// A reason to hold or refuse it that no document can change.
    pub(crate) verdict: Option<Verdict>,
}

impl Opened {
    /// Looks at an entry from its bytes. One of a later version is for a later office to judge: here it has its
    /// place in the chain, and a person sees that it waits.
    pub(crate) fn look(signed: SignedEntry) -> Self {
        if signed.is_later() {
            return Self { signed, changes: Vec::new(), verdict: Some(Verdict::Held(HoldCode::Kind)) };
        }
        let entry = &signed.entry;
        let (mut changes, mut verdict) = (Vec::new(), None);
        for (place, (object, bytes)) in entry.objects.iter().zip(&signed.objects).enumerate() {
            let is_known = Family::of(&object.document).is_some() && !matches!(object.kind, ObjectKind::Unknown(_));
            if !is_known {
                verdict = verdict.or(Some(Verdict::Held(HoldCode::Kind)));
                continue;
            }
            match guard::check(bytes, &entry.actor, entry.time) {
                Ok(change) => changes.push((place, change)),
                Err(_) => verdict = Some(Verdict::Refused(RefusalCode::Shape)),
            }
        }
        Self { signed, changes, verdict }
    }

    /// The documents that the entry names in its values: a visit's household.
    pub(crate) fn named(&self) -> Vec<DocumentId> {
        let mut named = Vec::new();
        for (place, change) in &self.changes {
            let family = self.signed.entry.objects.get(*place).and_then(|object| Family::of(&object.document));
            for edit in change.edits() {
                let kind = family.and_then(|f| f.field(&edit.key)).map(|field| field.kind);
                if let (Some(Kind::Document(_)), Some(Value::Bytes(id))) = (kind, &edit.value) {
                    named.extend(DocumentId::from_slice(id));
                }
            }
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    fn cost(&self) -> Spent {
        let creates = self.signed.entry.objects.iter().filter(|o| o.kind == ObjectKind::Create).count();
        let bytes = self.signed.sealed.len() + self.signed.objects.iter().map(Vec::len).sum::<usize>();
        Spent { entries: 1, documents: wide(creates), bytes: wide(bytes) }
    }
}

fn wide(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// What became of an entry that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placed {
    /// It was here before; nothing changed.
    Known,
    /// It is kept.
    Kept(Seq),
    /// It has no place in the chain, nor has anything after it.
    Stopped,
}

impl Office {
    /// Opens a question: finds its device, checks its signature and that of every entry it carries.
    pub fn open_question(&self, bytes: &[u8]) -> Result<Asked, AskError> {
        let key = sender(bytes)?;
        let device = self.storage.read(|tx| tx.device(&key))?.filter(|device| device.person.is_some());
        let device = device.ok_or(AskError::UnknownDevice(key))?;
        if device.revoked_at.is_some() {
            return Err(AskError::Revoked(key));
        }
        let public = PublicKey::from_bytes(&device.public).map_err(|_| StorageError::Corrupt("device key"))?;
        let mut question = Question::open(bytes, &public)?;
        let chains = question.chains.iter_mut().map(|chain| open_chain(chain, &public)).collect();
        Ok(Asked { device, question, chains })
    }

    /// Keeps what the question brings, durably. Replaying a question changes nothing.
    pub fn receive(&self, asked: &Asked, now: Timestamp) -> Result<(), AskError> {
        if !asked.brings_entries() && !self.contact_is_due(&asked.device, now) {
            return Ok(());
        }
        self.storage.write(|tx| {
            self.note_contact(tx, &asked.device, now)?;
            let (feeds, registers) = (Feeds::new(tx, self.era), self.registers());
            let mut spent = tx.spent(&asked.device.key, now.day())?;
            for opened in asked.chains.iter().filter(|chain| !chain.is_empty()) {
                for entry in opened {
                    let placed = keep(tx, &feeds, &registers, &asked.device, entry, now, Some(&mut spent))?;
                    if placed == Placed::Stopped {
                        break;
                    }
                }
            }
            if asked.brings_entries() {
                tx.put_spent(&asked.device.key, now.day(), spent)?;
            }
            Ok::<_, AskError>(feeds.flush()?)
        })
    }

    fn contact_is_due(&self, device: &DeviceRecord, now: Timestamp) -> bool {
        let is_old = |contact: Timestamp| now.since(contact) >= CONTACT_EVERY_MS || contact.day() != now.day();
        device.last_contact.is_none_or(is_old) || self.renewal_is_due(device, now)
    }

    /// Notes that the device was in contact, and renews its certificate in the last days of it.
    fn note_contact(&self, tx: &dyn WriteTx, device: &DeviceRecord, now: Timestamp) -> Result<(), StorageError> {
        if !self.contact_is_due(device, now) {
            return Ok(());
        }
        let mut device = tx.device(&device.key)?.ok_or(StorageError::Corrupt("device"))?;
        if self.renewal_is_due(&device, now) {
            self.renew(tx, &mut device, now)?;
        }
        device.last_contact = device.last_contact.max(Some(now));
        WriteDevices::put_device(tx, &device)
    }
}

impl Asked {
    /// Whether there is anything to receive.
    pub fn brings_entries(&self) -> bool {
        self.chains.iter().any(|chain| !chain.is_empty())
    }

    /// For each chain of the question, whether it brought an entry that could be opened.
    pub(crate) fn brought(&self) -> impl Iterator<Item = bool> {
        self.chains.iter().map(|chain| !chain.is_empty())
    }

    /// The hashes of the entries that were opened.
    pub(crate) fn sent(&self) -> impl Iterator<Item = Hash> {
        self.chains.iter().flatten().map(|opened| opened.signed.hash)
    }
}

/// Opens the entries of a chain up to the first that is not this device's or not whole.
fn open_chain(chain: &mut SentChain, device: &PublicKey) -> Vec<Opened> {
    let mut opened = Vec::new();
    for sent in std::mem::take(&mut chain.entries) {
        match SignedEntry::open(&sent.sealed, sent.objects, device) {
            Ok(signed) if signed.entry.actor == chain.actor => opened.push(Opened::look(signed)),
            _ => break,
        }
    }
    opened
}

enum Place {
    Next,
    Branch,
}

/// Where an entry belongs: at the tip of its chain, or on the branch of a fork.
fn place(tx: &dyn WriteTx, tip: Option<&ActorRecord>, opened: &Opened) -> Result<Option<Place>, StorageError> {
    let entry = &opened.signed.entry;
    let (tip_n, tip_hash) = tip.map_or((0, Hash::default()), |t| (t.tip_n, t.tip_hash));
    if entry.n == tip_n + 1 && entry.previous == tip_hash {
        return Ok(Some(Place::Next));
    }
    let is_first = entry.n == 1 && entry.previous == Hash::default();
    let follows = match tx.entry(&entry.previous)? {
        Some(previous) => previous.actor == entry.actor && previous.n + 1 == entry.n,
        None => false,
    };
    // What it follows is here, and its place is taken or lies on a branch already.
    Ok((is_first || follows).then_some(Place::Branch))
}

/// Keeps one entry. `spent` counts against the day's quota; a node has none.
pub(crate) fn keep(
    tx: &dyn WriteTx,
    feeds: &Feeds<'_>,
    registers: &Registers,
    device: &DeviceRecord,
    opened: &Opened,
    now: Timestamp,
    spent: Option<&mut Spent>,
) -> Result<Placed, StorageError> {
    let (signed, entry) = (&opened.signed, &opened.signed.entry);
    if tx.entry(&signed.hash)?.is_some() {
        return Ok(Placed::Known);
    }
    let tip = tx.actor(&entry.actor)?;
    if tip.as_ref().is_some_and(|tip| tip.device != device.key) {
        return Ok(Placed::Stopped);
    }
    let Some(place) = place(tx, tip.as_ref(), opened)? else { return Ok(Placed::Stopped) };
    let received_at = tip.as_ref().map_or(now, |tip| now.max(tip.received_at));
    let is_over = spent.is_some_and(|spent| is_over(spent, opened.cost()));
    let branch = matches!(place, Place::Branch);
    let verdict = match opened.verdict {
        _ if branch => Some(Verdict::Held(HoldCode::Fork)),
        Some(Verdict::Refused(code)) => Some(Verdict::Refused(code)),
        _ if is_over => Some(Verdict::Held(HoldCode::Many)),
        other => other,
    };
    let seq = tx.add_entry(&NewEntry {
        hash: signed.hash,
        device: device.key,
        actor: entry.actor,
        n: entry.n,
        branch,
        received_at,
        verdict,
        replays: entry.replays,
        sealed: &signed.sealed,
    })?;
    for (place, (object, bytes)) in (0u8..).zip(entry.objects.iter().zip(&signed.objects)) {
        let id = ObjectId { entry: seq, place };
        tx.put_object(&ObjectRef { id, document: object.document, kind: object.kind }, bytes)?;
    }
    if !branch {
        tx.put_actor(&ActorRecord {
            id: entry.actor,
            device: device.key,
            previous: entry.opening.and_then(|opening| opening.previous).map(|(actor, _)| actor),
            tip_n: entry.n,
            tip_hash: signed.hash,
            received_at,
            backed_up_n: tip.map_or(0, |tip| tip.backed_up_n),
        })?;
    }
    if let (Some(verdict), Some(_)) = (verdict, device.person) {
        concern::note(tx, registers, seq, device.person, opened)?;
        feeds.add(&Audience::device(device.key), &What::Verdict { entry: seq, verdict })?;
    }
    Ok(Placed::Kept(seq))
}

/// Adds what an entry costs to the day, and says whether it is more than one device may send.
fn is_over(spent: &mut Spent, cost: Spent) -> bool {
    spent.entries = spent.entries.saturating_add(cost.entries);
    spent.documents = spent.documents.saturating_add(cost.documents);
    spent.bytes = spent.bytes.saturating_add(cost.bytes);
    spent.entries > DAILY.entries || spent.documents > DAILY.documents || spent.bytes > DAILY.bytes
}
