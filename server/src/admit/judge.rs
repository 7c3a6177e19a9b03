//! Judging one entry: reads the record, changes nothing, and says what is to be done.

use crate::books::BookRow;
use crate::receive::Opened;
use crate::storage::{DeviceRecord, EntryRecord, StorageError, WriteTx};
use lianxin_core::document::guard::{Offence, Refusal};
use lianxin_core::document::{Change, Document};
use lianxin_core::entry::{Entry, HoldCode, ObjectKind, ObjectRef, RefusalCode, Verdict};
use lianxin_core::id::{ActorId, DocumentId, Hash};
use lianxin_core::register::{Flag, Registers};
use lianxin_core::rights::{self, Act, Record};
use lianxin_core::sabotage::{self, Broken};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is to be done with an entry.
pub(super) enum Outcome {
    /// Its documents as they are from now on.
    Admitted { flag: Option<Flag>, staged: BTreeMap<DocumentId, Staged> },
    /// A person decides; or it waits behind another.
    Held(HoldCode, Option<Hash>),
    /// Never.
    Refused(RefusalCode),
}

/// A document with the entry's changes.
pub(super) struct Staged {
    pub(super) document: Document,
    pub(super) row: BookRow,
    pub(super) changes: u32,
    pub(super) created: bool,
}

/// A document that the entry touches or names, as the record has it and then with the entry's changes.
struct Known {
    document: Document,
    changes: u32,
    created: bool,
    touched: bool,
}

/// Why judging ended early.
enum Stop {
    Refused(RefusalCode),
    Storage(StorageError),
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<RefusalCode> for Stop {
    fn from(code: RefusalCode) -> Self {
        Self::Refused(code)
    }
}

/// One entry under judgement.
pub(super) struct Judge<'j> {
    tx: &'j dyn WriteTx,
    registers: &'j Registers,
    record: &'j EntryRecord,
    device: &'j DeviceRecord,
    opened: &'j Opened,
    known: BTreeMap<DocumentId, Known>,
}

impl Record for Judge<'_> {
    fn document(&self, id: &DocumentId) -> Option<Cow<'_, Document>> {
        self.known.get(id).map(|known| Cow::Borrowed(&known.document))
    }
}

impl<'j> Judge<'j> {
    pub(super) fn new(
        tx: &'j dyn WriteTx,
        registers: &'j Registers,
        record: &'j EntryRecord,
        device: &'j DeviceRecord,
        opened: &'j Opened,
    ) -> Self {
        Self { tx, registers, record, device, opened, known: BTreeMap::new() }
    }

    /// Judges the entry.
    pub(super) fn outcome(mut self) -> Result<Outcome, StorageError> {
        if let Some((code, behind)) = self.hold()? {
            return Ok(Outcome::Held(code, behind));
        }
        match self.admissible() {
            Ok((flag, staged)) => Ok(Outcome::Admitted { flag, staged }),
            Err(Stop::Refused(code)) => Ok(Outcome::Refused(code)),
            Err(Stop::Storage(error)) => Err(error),
        }
    }

    /// Whether a person has to look at it first, or it stands behind another entry.
    fn hold(&self) -> Result<Option<(HoldCode, Option<Hash>)>, StorageError> {
        if let Some(Verdict::Held(code)) = self.opened.verdict {
            return Ok(Some((code, None)));
        }
        let is_lost = self.device.lost_since.is_some_and(|since| since <= self.record.received_at);
        if is_lost && !self.record.forced {
            return Ok(Some((HoldCode::Lost, None)));
        }
        let waits_for = self.tx.waiting_on(&self.device.key, self.record.seq, &self.documents())?;
        Ok(waits_for.map(|hash| (HoldCode::Behind, Some(hash))))
    }

    /// The documents the entry touches or names.
    fn documents(&self) -> Vec<DocumentId> {
        let mut documents = self.opened.signed.entry.documents();
        documents.extend(self.opened.named());
        documents.sort_unstable();
        documents.dedup();
        documents
    }

    fn admissible(&mut self) -> Result<(Option<Flag>, BTreeMap<DocumentId, Staged>), Stop> {
        if let Some(Verdict::Refused(code)) = self.opened.verdict {
            return Err(code.into());
        }
        let entry = &self.opened.signed.entry;
        let received = self.record.received_at;
        let when =
            self.registers.interval(entry.time, entry.receipt.map(|receipt| receipt.1), &entry.registers, received);
        let act = rights::act(entry, self.device.person, self.registers, when)?;
        for id in self.documents() {
            self.load(id)?;
        }
        let opened = self.opened;
        for (place, change) in &opened.changes {
            let object = entry.objects.get(*place).ok_or(RefusalCode::Shape)?;
            match self.take(&act, object, change) {
                Err(Stop::Refused(_))
                    if sabotage::is(Broken::AdmitInParts) && self.known.values().any(|k| k.touched) => {}
                taken => taken?,
            }
        }
        let mut staged = BTreeMap::new();
        for (id, known) in std::mem::take(&mut self.known).into_iter().filter(|(_, known)| known.touched) {
            // A document that cannot be read as what it is would be in the record and on no list.
            let row = BookRow::of(id, &known.document).ok_or(RefusalCode::Value)?;
            let Known { document, changes, created, .. } = known;
            staged.insert(id, Staged { document, row, changes, created });
        }
        Ok((act.flag, staged))
    }

    /// Loads a document of the record, if it is there.
    fn load(&mut self, id: DocumentId) -> Result<(), StorageError> {
        if let Some(record) = self.tx.document(&id)? {
            let document = Document::load(&record.state).map_err(|_| StorageError::Corrupt("document"))?;
            self.known.insert(id, Known { document, changes: record.changes, created: false, touched: false });
        }
        Ok(())
    }

    /// Takes one change: existence and id, then rights, then the trial merge.
    fn take(&mut self, act: &Act, object: &ObjectRef, change: &Change) -> Result<(), Stop> {
        let id = object.document;
        let created = object.kind == ObjectKind::Create;
        let before = self.known.get(&id).map(|known| &known.document);
        if created {
            self.check_id(object, change)?;
            if before.is_some() {
                return Err(RefusalCode::Exists.into());
            }
        } else if before.is_none() {
            return Err(self.missing(&[id])?.into());
        }
        match rights::check(act, object.kind, &id, change, before, self) {
            Err(RefusalCode::Deps) => return Err(self.missing(&self.documents())?.into()),
            other => other?,
        }
        let mut known =
            self.known.remove(&id).unwrap_or(Known { document: Document::new(), changes: 0, created, touched: true });
        if let Err(offence) = known.document.admit(change) {
            let is_blind = sabotage::is(Broken::NoDependencies) && offence.refusal() == Refusal::Deps;
            if !is_blind {
                return Err(self.refusal(&offence, &id)?.into());
            }
        }
        known.touched = true;
        known.changes = known.changes.saturating_add(1);
        self.known.insert(id, known);
        Ok(())
    }

    /// A creation's id must come from the entry's actor, or from an earlier actor of the same device.
    fn check_id(&self, object: &ObjectRef, change: &Change) -> Result<(), Stop> {
        let entry = &self.opened.signed.entry;
        let creator = object.creator.unwrap_or(entry.actor);
        let derived = DocumentId::derive(object.document.family(), &creator, change.nonce());
        let is_own = derived == object.document && change.deps().is_empty() && self.is_own_actor(entry, &creator)?;
        if is_own { Ok(()) } else { Err(RefusalCode::Id.into()) }
    }

    /// Whether an actor is the entry's, or an earlier one of its device: one that the office knows as such, or one
    /// that a chain of the device has named as the one before it.
    fn is_own_actor(&self, entry: &Entry, creator: &ActorId) -> Result<bool, StorageError> {
        if *creator == entry.actor {
            return Ok(true);
        }
        if let Some(known) = self.tx.actor(creator)? {
            return Ok(known.device == self.device.key);
        }
        Ok(self.tx.actors_of(&self.device.key)?.iter().any(|actor| actor.previous == Some(*creator)))
    }

    /// The refusal for what is not there: `behind` if the chain's own refused entry should have brought it.
    fn missing(&self, documents: &[DocumentId]) -> Result<RefusalCode, StorageError> {
        let entry = &self.opened.signed.entry;
        let is_behind = self.tx.refused_on(&entry.actor, entry.n, documents)?;
        Ok(if is_behind { RefusalCode::Behind } else { RefusalCode::Deps })
    }

    fn refusal(&self, offence: &Offence, document: &DocumentId) -> Result<RefusalCode, StorageError> {
        Ok(match offence.refusal() {
            Refusal::Shape => RefusalCode::Shape,
            // A change the document has already comes from a chain that repeats itself.
            Refusal::Chain | Refusal::Duplicate => RefusalCode::Chain,
            Refusal::Deps => self.missing(&[*document])?,
            Refusal::Merge => RefusalCode::Merge,
        })
    }
}
