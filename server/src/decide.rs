//! What people at the office decide: about held entries, lost and revoked devices; and the lists that show them what
//! needs a look. Nothing that was received is ever out of sight: what is held, what was refused and not replaced, and
//! what was flagged can all be read with their texts.

use crate::admit::{Admission, signed};
use crate::books::Listed;
use crate::node::{Desk, DeskError};
use crate::office::Office;
use crate::receive::Opened;
use crate::storage::{Decided, DeviceRecord, EntryList, EntryRecord, ReadTx, Seq, StorageError};
use lianxin_core::code::CommunityCode;
use lianxin_core::document::Value;
use lianxin_core::entry::{HoldCode, RefusalCode, Verdict};
use lianxin_core::id::{ActorId, DocumentId, Hash, KeyId, PersonId};
use lianxin_core::register::{RegisterId, Row};
use lianxin_core::time::Timestamp;

/// What a person decides about a held entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is judged, by the time it was received.
    Release,
    /// It is refused for good; its author keeps the text.
    Refuse,
}

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// No such entry.
    #[error("there is no entry {0}")]
    Unknown(Hash),
    /// Nothing is to be decided about it.
    #[error("entry {0} is not held")]
    NotHeld(Hash),
    /// A branch of a forked chain is filed: its phone writes it again under a new actor.
    #[error("entry {0} is filed as a branch")]
    Filed(Hash),
    /// It follows when the entry before it is decided.
    #[error("entry {entry} waits behind entry {behind}")]
    Behind {
        /// The entry.
        entry: Hash,
        /// What it waits for.
        behind: Hash,
    },
    /// The office's own trouble.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// One value that an entry wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The document.
    pub document: DocumentId,
    /// The key.
    pub key: String,
    /// The value; none: deleted.
    pub value: Option<Value>,
}

/// An entry as the office lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Its place in the order of arrival, which is that of the lists.
    pub seq: Seq,
    /// Names the entry.
    pub hash: Hash,
    /// The chain.
    pub actor: ActorId,
    /// The position in the chain.
    pub n: u64,
    /// The device.
    pub device: KeyId,
    /// Its author; none for a node.
    pub person: Option<PersonId>,
    /// When it came.
    pub received_at: Timestamp,
    /// When its author's device says it was made.
    pub claimed_at: Timestamp,
    /// What became of it.
    pub verdict: Option<Verdict>,
    /// The entry it waits for.
    pub behind: Option<Hash>,
    /// What it wrote, as far as that can be read.
    pub written: Vec<Written>,
}

impl Office {
    /// A person decides about a held entry, and says why. What waits behind it follows in the order of its chain.
    pub fn decide(&self, hash: &Hash, decision: Decision, reason: &str, desk: &Desk<'_>) -> Result<(), DecideError> {
        let registers = self.registers();
        self.storage.write(|tx| {
            let record = tx.entry(hash)?.ok_or(DecideError::Unknown(*hash))?;
            let Some(Verdict::Held(code)) = record.verdict else { return Err(DecideError::NotHeld(*hash)) };
            let is_release = decision == Decision::Release;
            match (code, record.behind) {
                (HoldCode::Fork, _) => return Err(DecideError::Filed(*hash)),
                (HoldCode::Behind, Some(behind)) if is_release => {
                    return Err(DecideError::Behind { entry: *hash, behind });
                }
                _ => {}
            }
            tx.add_decision(record.seq, &Decided { at: desk.now, person: desk.user, released: is_release, reason })?;
            let admission = Admission::begin(tx, &registers, self.era)?;
            match decision {
                Decision::Release => tx.release(record.seq)?,
                Decision::Refuse => admission.refuse(&record, RefusalCode::Person)?,
            }
            while let Some(next) = tx.next_pending(Some(&record.device))? {
                admission.judge(&next, None)?;
            }
            Ok(admission.finish()?)
        })
    }

    /// A device was lost: what arrives from now on is held, and it is handed nothing more.
    pub fn report_lost(&self, device: &KeyId, now: Timestamp) -> Result<(), DeskError> {
        self.change_device(device, |device| device.lost_since = device.lost_since.or(Some(now)))
    }

    /// A lost device was found. What was held meanwhile waits for a decision.
    pub fn report_found(&self, device: &KeyId) -> Result<(), DeskError> {
        self.change_device(device, |device| device.lost_since = None)
    }

    /// A phone is no longer believed, here at once and elsewhere by the organisation's register. A node is no phone.
    pub fn revoke(&self, device: &KeyId, now: Timestamp) -> Result<(), DeskError> {
        // A phone that reads of its office's own node here would never believe the office again.
        let phone = self.storage.read(|tx| tx.device(device))?.filter(|device| device.person.is_some());
        let serial = phone.ok_or(DeskError::UnknownDevice(*device))?.serial;
        self.change_device(device, |device| device.revoked_at = device.revoked_at.or(Some(now)))?;
        self.write_rows(RegisterId::Org, &[Row::Revocation { serial, since: now }], &[], now)?;
        Ok(())
    }

    fn change_device(&self, key: &KeyId, change: impl FnOnce(&mut DeviceRecord)) -> Result<(), DeskError> {
        self.storage.write(|tx| {
            let mut device = tx.device(key)?.ok_or(DeskError::UnknownDevice(*key))?;
            change(&mut device);
            Ok(tx.put_device(&device)?)
        })
    }

    /// Entries of a list, of one community or of all, with their texts: those that follow `after`.
    pub fn filed(
        &self,
        list: EntryList,
        community: Option<CommunityCode>,
        after: Option<Seq>,
        limit: u32,
    ) -> Result<Listed<Filed>, StorageError> {
        self.storage.read(|tx| {
            let entries = tx.entries(list, community, after, limit)?;
            let rows = entries.iter().map(|record| file(tx, record)).collect::<Result<_, _>>()?;
            Ok(Listed { rows, total: tx.count_entries(list, community)? })
        })
    }

    /// One entry of the inbox.
    pub fn filed_entry(&self, hash: &Hash) -> Result<Option<Filed>, StorageError> {
        self.storage.read(|tx| tx.entry(hash)?.map(|record| file(tx, &record)).transpose())
    }
}

fn file(tx: &dyn ReadTx, record: &EntryRecord) -> Result<Filed, StorageError> {
    let opened = Opened::look(signed(tx, record)?);
    let entry = &opened.signed.entry;
    let mut written = Vec::new();
    for (place, change) in &opened.changes {
        let Some(object) = entry.objects.get(*place) else { continue };
        written.extend(change.edits().iter().map(|edit| Written {
            document: object.document,
            key: edit.key.clone(),
            value: edit.value.clone(),
        }));
    }
    Ok(Filed {
        seq: record.seq,
        hash: record.hash,
        actor: record.actor,
        n: record.n,
        device: record.device,
        person: tx.device(&record.device)?.and_then(|device| device.person),
        received_at: record.received_at,
        claimed_at: entry.time,
        verdict: record.verdict,
        behind: record.behind,
        written,
    })
}
