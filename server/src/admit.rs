//! Admission, by entry and in order of arrival: an entry is judged as a whole, then its documents, rows, audiences
//! and positions are written together, or nothing is. Nobody but its author hears of an entry before.

mod judge;

use crate::audience::{dependents, of_row};
use crate::books::BookRow;
use crate::concern;
use crate::feed::{Feeds, What};
use crate::office::Office;
use crate::receive::Opened;
use crate::storage::{DeviceRecord, DocumentRecord, EntryRecord, Member, Seq, StorageError, WriteTx};
use judge::{Judge, Outcome, Staged};
use lianxin_core::entry::{HoldCode, RefusalCode, SignedEntry, Verdict};
use lianxin_core::id::{DocumentId, Era, Hash8, KeyId};
use lianxin_core::register::{Flag, Registers};
use lianxin_core::sync::Audience;
use lianxin_core::time::Timestamp;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// Replays of replays at most (DESIGN §5).
const MAX_REPLAYS: usize = 8;

impl Office {
    /// Judges the first entry that waits, of any device. False if none does.
    pub fn admit_next(&self) -> Result<bool, StorageError> {
        let registers = self.registers();
        self.storage.write(|tx| {
            let Some(record) = tx.next_pending(None)? else { return Ok(false) };
            let admission = Admission::begin(tx, &registers, self.era)?;
            admission.judge(&record, None)?;
            admission.finish()?;
            Ok(true)
        })
    }

    /// Judges everything that waits, device by device: what a crash or a storm has left. A device whose entries
    /// cannot be judged stops no other; its error is given once all have had their turn.
    pub fn sweep(&self) -> Result<(), StorageError> {
        let devices = self.storage.read(|tx| tx.pending_devices())?;
        let done: Vec<_> = devices.iter().map(|device| self.admit_device(device)).collect();
        done.into_iter().collect()
    }

    /// Judges everything of a device that waits.
    pub fn admit_device(&self, device: &KeyId) -> Result<(), StorageError> {
        let registers = self.registers();
        self.storage.write(|tx| {
            let admission = Admission::begin(tx, &registers, self.era)?;
            while let Some(record) = tx.next_pending(Some(device))? {
                admission.judge(&record, None)?;
            }
            admission.finish()
        })
    }
}

/// Judging one or more entries in one transaction.
pub(crate) struct Admission<'t> {
    tx: &'t dyn WriteTx,
    pub(crate) registers: &'t Registers,
    pub(crate) feeds: Feeds<'t>,
    admitted: Cell<u64>,
}

/// What is added to feeds for one entry: all that enters before what changed before what leaves.
#[derive(Default)]
struct Moves {
    enter: Vec<(Audience, DocumentId, Hash8, Option<Timestamp>)>,
    objects: Vec<(Audience, DocumentId)>,
    leave: Vec<(Audience, DocumentId)>,
}

impl<'t> Admission<'t> {
    pub(crate) fn begin(tx: &'t dyn WriteTx, registers: &'t Registers, era: Era) -> Result<Self, StorageError> {
        Ok(Self { tx, registers, feeds: Feeds::new(tx, era), admitted: Cell::new(tx.last_admitted()?) })
    }

    /// Writes what was collected.
    pub(crate) fn finish(self) -> Result<(), StorageError> {
        self.feeds.flush()
    }

    /// Judges an entry of the inbox and does what follows from it. `opened` where it is at hand already.
    pub(crate) fn judge(&self, record: &EntryRecord, opened: Option<&Opened>) -> Result<Verdict, StorageError> {
        let device = self.tx.device(&record.device)?.ok_or(StorageError::Corrupt("device of an entry"))?;
        let reopened;
        let opened = match opened {
            Some(opened) => opened,
            None => {
                reopened = self.reopen(record)?;
                &reopened
            }
        };
        let outcome = Judge::new(self.tx, self.registers, record, &device, opened).outcome()?;
        match outcome {
            Outcome::Admitted { flag, staged } => {
                let verdict = self.admit(record, &device, flag, staged)?;
                if flag.is_some() {
                    concern::note(self.tx, self.registers, record.seq, device.person, opened)?;
                }
                Ok(verdict)
            }
            Outcome::Held(code, behind) => {
                let verdict = Verdict::Held(code);
                self.tx.set_verdict(record.seq, verdict, behind.as_ref())?;
                concern::note(self.tx, self.registers, record.seq, device.person, opened)?;
                self.tell(record, verdict)?;
                Ok(verdict)
            }
            Outcome::Refused(code) => {
                self.refuse(record, code)?;
                concern::note(self.tx, self.registers, record.seq, device.person, opened)?;
                Ok(Verdict::Refused(code))
            }
        }
    }

    fn reopen(&self, record: &EntryRecord) -> Result<Opened, StorageError> {
        Ok(Opened::look(signed(self.tx, record)?))
    }

    /// Refuses an entry for good; what waited behind it is judged again.
    pub(crate) fn refuse(&self, record: &EntryRecord, code: RefusalCode) -> Result<(), StorageError> {
        let verdict = Verdict::Refused(code);
        self.tx.set_verdict(record.seq, verdict, None)?;
        self.tx.requeue_behind(&record.hash)?;
        self.tell(record, verdict)
    }

    /// Tells the device what became of its entry. A node knows by itself.
    fn tell(&self, record: &EntryRecord, verdict: Verdict) -> Result<(), StorageError> {
        let is_phone = self.tx.device(&record.device)?.is_some_and(|device| device.person.is_some());
        if is_phone {
            let what = What::Verdict { entry: record.seq, verdict };
            self.feeds.add(&Audience::device(record.device), &what)?;
        }
        Ok(())
    }

    fn admit(
        &self,
        record: &EntryRecord,
        device: &DeviceRecord,
        flag: Option<Flag>,
        staged: BTreeMap<DocumentId, Staged>,
    ) -> Result<Verdict, StorageError> {
        let mut moved = Vec::new();
        for (id, staged) in &staged {
            if changes_community(self.tx, &staged.row)? {
                moved.push(*id);
            }
            self.tx.put_document(
                id,
                &DocumentRecord {
                    state: staged.document.save(),
                    heads: staged.document.heads8(),
                    changes: staged.changes,
                },
            )?;
            staged.row.put(self.tx)?;
        }
        // Those who have the household now see what is open about it.
        for id in moved {
            for listed in self.tx.listed_on(&id)? {
                concern::note_kept(self.tx, self.registers, &listed)?;
            }
        }
        let moves = self.moves(&staged)?;
        self.publish(record.seq, moves)?;
        let verdict = Verdict::admitted(flag);
        self.admitted.set(self.admitted.get() + 1);
        self.tx.set_admitted(record.seq, verdict, self.admitted.get())?;
        self.tx.requeue_behind(&record.hash)?;
        self.tell(record, verdict)?;
        self.replace(record, device)?;
        Ok(verdict)
    }

    /// Who holds the touched documents, and those that depend on them, from now on.
    fn moves(&self, staged: &BTreeMap<DocumentId, Staged>) -> Result<Moves, StorageError> {
        let mut moves = Moves::default();
        let mut follow: BTreeSet<DocumentId> = BTreeSet::new();
        for (id, staged) in staged {
            let moved = self.compare(*id, &staged.row, staged.document.heads8(), true, &mut moves)?;
            if moved && !staged.created {
                follow.extend(dependents(self.tx, &staged.row)?);
            }
        }
        for id in follow.into_iter().filter(|id| !staged.contains_key(id)) {
            let row = BookRow::kept(self.tx, &id)?.ok_or(StorageError::Corrupt("row"))?;
            let heads = self.tx.heads(&id)?.ok_or(StorageError::Corrupt("heads"))?;
            self.compare(id, &row, heads, false, &mut moves)?;
        }
        Ok(moves)
    }

    /// Compares who holds a document with who should. True if that changed.
    fn compare(
        &self,
        id: DocumentId,
        row: &BookRow,
        heads: Hash8,
        is_touched: bool,
        moves: &mut Moves,
    ) -> Result<bool, StorageError> {
        let before: BTreeMap<Audience, Option<Timestamp>> =
            self.tx.memberships(&id)?.into_iter().map(|member| (member.audience, member.until)).collect();
        let after = of_row(self.tx, row)?;
        for (audience, until) in &after {
            if before.get(audience) != Some(until) {
                moves.enter.push((audience.clone(), id, heads, *until));
            } else if is_touched {
                moves.objects.push((audience.clone(), id));
            }
        }
        let left = before.keys().filter(|audience| !after.contains_key(*audience));
        moves.leave.extend(left.map(|audience| (audience.clone(), id)));
        Ok(before != after)
    }

    fn publish(&self, entry: Seq, moves: Moves) -> Result<(), StorageError> {
        for (audience, document, heads, until) in moves.enter {
            let entered = self.feeds.add(&audience, &What::Enter { document, heads, until })?;
            self.tx.put_member(&Member { audience, document, entered, until })?;
        }
        for (audience, document) in moves.objects {
            self.feeds.add(&audience, &What::Objects { document, entry })?;
        }
        for (audience, document) in moves.leave {
            self.feeds.add(&audience, &What::Leave { document })?;
            self.tx.drop_member(&audience, &document)?;
        }
        Ok(())
    }

    /// Closes what an admitted entry replaces, and what that had replaced before.
    fn replace(&self, record: &EntryRecord, device: &DeviceRecord) -> Result<(), StorageError> {
        let mut next = record.replays;
        for _ in 0..MAX_REPLAYS {
            let Some(hash) = next else { break };
            // Nobody replaces another device's entries, and nothing replaces what was admitted.
            let Some(original) = self.tx.entry(&hash)?.filter(|entry| entry.device == device.key) else { break };
            match original.verdict {
                Some(Verdict::Held(HoldCode::Fork)) => self.refuse(&original, RefusalCode::Replayed)?,
                Some(Verdict::Refused(_)) => {}
                _ => break,
            }
            if original.replaced_by.is_none() {
                self.tx.set_replaced(original.seq, &record.hash)?;
            }
            next = original.replays;
        }
        Ok(())
    }
}

/// Whether a household in the record goes to another community.
fn changes_community(tx: &dyn WriteTx, row: &BookRow) -> Result<bool, StorageError> {
    let BookRow::Household(after) = row else { return Ok(false) };
    Ok(tx.household(&after.id)?.is_some_and(|before| before.grid.community() != after.grid.community()))
}

/// An entry of the inbox with its objects.
pub(crate) fn signed(
    tx: &(impl crate::storage::ReadEntries + ?Sized),
    record: &EntryRecord,
) -> Result<SignedEntry, StorageError> {
    let mut objects = Vec::new();
    for object in tx.objects(record.seq)? {
        objects.push(tx.object(object.id)?);
    }
    let signed = SignedEntry::reopen(&record.sealed, objects).map_err(|_| StorageError::Corrupt("entry"))?;
    if signed.hash == record.hash { Ok(signed) } else { Err(StorageError::Corrupt("entry")) }
}
