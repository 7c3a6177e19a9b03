//! The office writes through the same door as everybody: a node is a device with its own chain, new at every start,
//! that names the console's user in its entries. Registers it writes as signed pages.

use crate::admit::Admission;
use crate::books::load;
use crate::feed::{Feeds, What};
use crate::office::Office;
use crate::receive::{Opened, Placed, keep};
use crate::storage::{DeviceRecord, ReadTx, StorageError, WriteTx};
use lianxin_core::cbor::encode;
use lianxin_core::code::GridCode;
use lianxin_core::document::{Document, Edit, Value};
use lianxin_core::entry::{
    Acting, Entry, HoldCode, MAX_OBJECTS, ObjectKind, ObjectRef, Opening, RefusalCode, SignedEntry, Verdict,
};
use lianxin_core::household;
use lianxin_core::id::{DocumentId, Hash, KeyId, PersonId, to_base32};
use lianxin_core::register::page::MAX_ROWS;
use lianxin_core::register::{Page, PageError, PersonDetails, RegisterId, Registers, Row};
use lianxin_core::role::HouseholdClass;
use lianxin_core::sync::Audience;
use lianxin_core::time::{Day, Host, Timestamp, random};

/// Who works at the console, and when.
#[derive(Clone, Copy)]
pub struct Desk<'d> {
    /// The user; the zero id is the office's command line.
    pub user: PersonId,
    /// Gives randomness.
    pub host: &'d dyn Host,
    /// The server's time.
    pub now: Timestamp,
}

/// Why something was not done at the console.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No such document.
    #[error("there is no document {0}")]
    UnknownDocument(DocumentId),
    /// No such device.
    #[error("there is no device {0}")]
    UnknownDevice(KeyId),
    /// The record does not take it.
    #[error("the entry was refused ({})", .0.word())]
    Refused(RefusalCode),
    /// A person would have to decide about it first.
    #[error("the entry is held ({})", .0.word())]
    Held(HoldCode),
    /// Nobody disagrees about this any more.
    #[error("nobody disagrees about this any more")]
    Settled,
    /// The value is none of those on which people disagree.
    #[error("this is none of the values on which people disagree")]
    NotAmong,
    /// The page does not continue its register.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The office's own trouble.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A household to be listed: a dwelling and what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHousehold {
    /// The grid.
    pub grid: GridCode,
    /// Residential estate.
    pub estate: String,
    /// Building; may be empty.
    pub building: String,
    /// Stairwell unit; may be empty.
    pub unit: String,
    /// Room; may be empty.
    pub room: String,
    /// The joint-household lead's bundle.
    pub bundle: Option<u8>,
    /// The class by need of service.
    pub class: Option<HouseholdClass>,
    /// Need codes.
    pub needs: Vec<String>,
}

/// A household that belongs to another grid from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The household.
    pub household: DocumentId,
    /// The new grid.
    pub grid: GridCode,
    /// From this day.
    pub from: Day,
    /// The bundle in the new grid.
    pub bundle: Option<u8>,
}

/// A change that the node is about to sign.
struct Work {
    kind: ObjectKind,
    document: DocumentId,
    bytes: Vec<u8>,
}

impl Office {
    /// Adds rows to a register, in as many pages as they need, with the details of persons. Gives the new version.
    pub fn write_rows(
        &self,
        register: RegisterId,
        rows: &[Row],
        parts: &[PersonDetails],
        now: Timestamp,
    ) -> Result<u64, DeskError> {
        let _lock = self.lock_pages();
        let mut registers = Registers::clone(&self.registers());
        let mut written = Vec::new();
        self.storage.write(|tx| {
            for part in parts {
                tx.put_part(&part.leaf(), &encode(part))?;
            }
            let feeds = Feeds::new(tx, self.era);
            for rows in rows.chunks(MAX_ROWS) {
                written.push(self.write_page(tx, &feeds, &mut registers, register, rows.to_vec(), now)?);
            }
            Ok::<_, DeskError>(feeds.flush()?)
        })?;
        written.iter().for_each(|page| self.note_page(page));
        for part in parts {
            registers.add_details(part);
        }
        let version = registers.version(register);
        self.show_registers(registers);
        Ok(version)
    }

    fn write_page(
        &self,
        tx: &dyn WriteTx,
        feeds: &Feeds<'_>,
        registers: &mut Registers,
        register: RegisterId,
        rows: Vec<Row>,
        now: Timestamp,
    ) -> Result<Page, DeskError> {
        let held = registers.get(register);
        let (version, previous) = held.map_or((0, Hash::default()), |held| (held.version, held.tip));
        // A page's time never falls, or an act could seem older than a page its author had seen.
        let time = held.and_then(|held| held.page_time(held.version)).map_or(now, |last| last.max(now));
        if !rows.iter().all(|row| row.belongs_to(register)) {
            return Err(PageError::Misplaced(version + 1).into());
        }
        let page = Page { register, version: version + 1, previous, time, rows };
        registers.add(&page)?;
        tx.add_page(register, page.version, &page.seal(&self.keys().node))?;
        let audience = match register {
            RegisterId::Org => Audience::org(),
            RegisterId::Grid(grid) => Audience::team(grid),
        };
        feeds.add(&audience, &What::Page { register, version: page.version })?;
        Ok(page)
    }

    /// Lists households, all or none, and gives their ids.
    pub fn list_households(&self, households: &[NewHousehold], desk: &Desk<'_>) -> Result<Vec<DocumentId>, DeskError> {
        let mut ids = Vec::with_capacity(households.len());
        self.write(desk, |_, works| {
            for household in households {
                let nonce = random(desk.host);
                let id = DocumentId::derive(household::CODE, &self.node_actor, &nonce);
                let edits = household.edits(desk.host);
                let bytes = self.author(&Document::new(), desk, "household.list", nonce, &edits)?;
                let bytes = bytes.ok_or(DeskError::Refused(RefusalCode::Value))?;
                works.push(Work { kind: ObjectKind::Create, document: id, bytes });
                ids.push(id);
            }
            Ok(())
        })?;
        Ok(ids)
    }

    /// Moves households to other grids from a day on, all or none.
    pub fn move_households(&self, moves: &[Move], desk: &Desk<'_>) -> Result<(), DeskError> {
        self.write(desk, |tx, works| {
            for to in moves {
                let document = load(tx, &to.household)?.ok_or(DeskError::UnknownDocument(to.household))?;
                let edits = to.edits(&document, desk);
                let bytes = self.author(&document, desk, "household.move", random(desk.host), &edits)?;
                let bytes = bytes.ok_or(DeskError::Refused(RefusalCode::Value))?;
                works.push(Work { kind: ObjectKind::Change, document: to.household, bytes });
            }
            Ok(())
        })
    }

    /// Edits a document. False if every key has its value already.
    pub fn edit(
        &self,
        document: &DocumentId,
        command: &str,
        edits: &[Edit],
        desk: &Desk<'_>,
    ) -> Result<bool, DeskError> {
        self.edit_with(document, command, |_| Ok(edits.to_vec()), desk)
    }

    /// Edits a document by what it is at that moment. False if every key has its value already.
    pub(crate) fn edit_with(
        &self,
        document: &DocumentId,
        command: &str,
        edits: impl FnOnce(&Document) -> Result<Vec<Edit>, DeskError>,
        desk: &Desk<'_>,
    ) -> Result<bool, DeskError> {
        let mut changed = false;
        self.write(desk, |tx, works| {
            let before = load(tx, document)?.ok_or(DeskError::UnknownDocument(*document))?;
            let edits = edits(&before)?;
            if let Some(bytes) = self.author(&before, desk, command, random(desk.host), &edits)? {
                works.push(Work { kind: ObjectKind::Change, document: *document, bytes });
                changed = true;
            }
            Ok(())
        })?;
        Ok(changed)
    }

    fn author(
        &self,
        document: &Document,
        desk: &Desk<'_>,
        command: &str,
        nonce: [u8; 16],
        edits: &[Edit],
    ) -> Result<Option<Vec<u8>>, DeskError> {
        let change = document.write(&self.node_actor, desk.now, command, &nonce, edits);
        let change = change.map_err(|_| DeskError::Refused(RefusalCode::Value))?;
        Ok(change.map(|change| change.bytes().to_vec()))
    }

    /// Signs, receives and admits what `make` gives, in entries of at most 64 changes and one transaction.
    fn write(
        &self,
        desk: &Desk<'_>,
        make: impl FnOnce(&dyn ReadTx, &mut Vec<Work>) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let registers = self.registers();
        self.storage.write(|tx| {
            let mut works = Vec::new();
            make(tx, &mut works)?;
            let node = tx.device(&self.node())?.ok_or(StorageError::Corrupt("node"))?;
            let admission = Admission::begin(tx, &registers, self.era)?;
            for works in works.chunks(MAX_OBJECTS) {
                self.submit(tx, &admission, &node, works, desk)?;
            }
            Ok(admission.finish()?)
        })
    }

    fn submit(
        &self,
        tx: &dyn WriteTx,
        admission: &Admission<'_>,
        node: &DeviceRecord,
        works: &[Work],
        desk: &Desk<'_>,
    ) -> Result<(), DeskError> {
        let opened = Opened::look(self.sign(tx, works, desk)?);
        let seq = match keep(tx, &admission.feeds, admission.registers, node, &opened, desk.now, None)? {
            Placed::Kept(seq) => seq,
            Placed::Known | Placed::Stopped => return Err(StorageError::Corrupt("chain of the node").into()),
        };
        let record = tx.entry_at(seq)?.ok_or(StorageError::Corrupt("entry"))?;
        let verdict = match record.verdict {
            Some(verdict) => verdict,
            None => admission.judge(&record, Some(&opened))?,
        };
        match verdict {
            Verdict::Admitted { .. } => Ok(()),
            Verdict::Held(code) => Err(DeskError::Held(code)),
            Verdict::Refused(code) => Err(DeskError::Refused(code)),
        }
    }

    /// The next entry of the node's chain.
    fn sign(&self, tx: &dyn ReadTx, works: &[Work], desk: &Desk<'_>) -> Result<SignedEntry, StorageError> {
        let tip = tx.actor(&self.node_actor)?;
        let opening = match &tip {
            Some(_) => None,
            None => {
                let before = tx.actors_of(&self.node())?.last().map(|actor| (actor.id, actor.tip_n));
                Some(Opening { epoch: self.node_epoch, previous: before })
            }
        };
        let entry = Entry {
            actor: self.node_actor,
            n: tip.as_ref().map_or(1, |tip| tip.tip_n + 1),
            previous: tip.map_or(Hash::default(), |tip| tip.tip_hash),
            time: desk.now,
            acting: Acting::Office(desk.user),
            receipt: None,
            registers: vec![],
            replays: None,
            opening,
            objects: works.iter().map(|work| ObjectRef::new(work.kind, work.document, &work.bytes)).collect(),
        };
        Ok(entry.sign(&self.keys().node, works.iter().map(|work| work.bytes.clone()).collect()))
    }
}

/// A new item's id within a list of a document.
pub(crate) fn item(host: &dyn Host) -> String {
    to_base32(&random::<5>(host))
}

fn grid_value(grid: GridCode) -> Value {
    Value::Int(i64::try_from(grid.number()).unwrap_or(i64::MAX))
}

impl NewHousehold {
    fn edits(&self, host: &dyn Host) -> Vec<Edit> {
        let put = |key: &str, value| Edit { key: key.to_owned(), value: Some(value) };
        let mut edits = vec![put("grid", grid_value(self.grid))];
        let dwelling =
            [("estate", &self.estate), ("building", &self.building), ("unit", &self.unit), ("room", &self.room)];
        for (key, text) in dwelling.into_iter().filter(|(_, text)| !text.is_empty()) {
            edits.push(put(key, Value::Text(text.clone())));
        }
        edits.extend(self.bundle.map(|bundle| put("bundle", Value::Int(bundle.into()))));
        edits.extend(self.class.map(|class| put("class", Value::Text(class.word().to_owned()))));
        for code in &self.needs {
            edits.push(put(&format!("need/{}/code", item(host)), Value::Text(code.clone())));
        }
        edits
    }
}

impl Move {
    fn edits(&self, document: &Document, desk: &Desk<'_>) -> Vec<Edit> {
        let link = item(desk.host);
        let put = |field: &str, value| Edit { key: format!("link/{link}/{field}"), value: Some(value) };
        let mut edits = vec![
            put("grid", grid_value(self.grid)),
            put("from", Value::Int(self.from.0.into())),
            put("known", Value::Int(desk.now.0)),
        ];
        if household::bundle(document) != self.bundle {
            let value = self.bundle.map(|bundle| Value::Int(bundle.into()));
            edits.push(Edit { key: "bundle".to_owned(), value });
        }
        edits
    }
}
