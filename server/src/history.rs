//! The history of a document as people ask for it: who wrote what, under which post, when by his phone and when by the
//! office, and what each value replaced. It is read from the admitted entries themselves, so it needs no table of its
//! own and can say nothing that no entry said.
//!
//! Whether one value replaced another follows from what its author's phone had seen (the change's dependencies), never
//! from the order of arrival: two who did not know of each other replace nothing of each other's, and that is a
//! conflict.

use crate::storage::{ChangeRef, EntryRecord, ReadTx, Seen, StorageError};
use lianxin_core::document::{Change, Value, guard};
use lianxin_core::entry::{Acting, SignedEntry, Verdict};
use lianxin_core::id::{AssignmentId, DocumentId, Hash, PersonId};
use lianxin_core::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// One entry's part of a document's history.
#[derive(Clone, Debug)]
pub struct Act {
    /// The entry.
    pub entry: Hash,
    /// Who: the phone's person, or the console's user.
    pub person: Option<PersonId>,
    /// Under which post; none for the office.
    pub post: Option<AssignmentId>,
    /// When, by the author's clock.
    pub claimed_at: Timestamp,
    /// When it reached the office.
    pub received_at: Timestamp,
    /// Taken although the author's clock was wrong.
    pub is_clock_wrong: bool,
    /// Taken although the post had ended by then.
    pub is_late: bool,
    /// Who at the office has seen it, where it was taken with such a doubt.
    pub seen: Option<Seen>,
    /// What it wrote, in its order.
    pub edits: Vec<Wrote>,
}

/// One value that was written.
#[derive(Clone, Debug)]
pub struct Wrote {
    /// The key.
    pub key: String,
    /// The value; none: taken away.
    pub value: Option<Value>,
    /// What stood there for its author.
    pub replaced: Vec<Standing>,
}

/// A value and the act that wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The value.
    pub value: Value,
    /// The act, by its place in the history.
    pub act: usize,
}

/// Everything that was written to a document, oldest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The acts, in the order of their admission.
    pub acts: Vec<Act>,
    standing: HashMap<String, Vec<Standing>>,
}

/// A value that no later one has replaced, while the history is read.
struct Write {
    change: usize,
    act: usize,
    value: Option<Value>,
}

/// The history in the making.
#[derive(Default)]
struct Reading {
    /// For each change, the changes it knew of, itself among them.
    known: Vec<BTreeSet<usize>>,
    places: HashMap<Hash, usize>,
    writes: HashMap<String, Vec<Write>>,
    acts: Vec<Act>,
}

impl History {
    /// Reads the history of a document; empty where there is none.
    pub fn of(tx: &dyn ReadTx, document: &DocumentId) -> Result<Self, StorageError> {
        let mut reading = Reading::default();
        for reference in tx.changes_of(document)? {
            let change = guard::read(&tx.object(reference.id)?).map_err(|_| StorageError::Corrupt("change"))?;
            reading.add(tx, &reference, &change)?;
        }
        Ok(reading.finish())
    }

    /// The values that stand at a key now, each with who wrote it.
    pub fn standing(&self, key: &str) -> &[Standing] {
        self.standing.get(key).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Reading {
    fn add(&mut self, tx: &dyn ReadTx, reference: &ChangeRef, change: &Change) -> Result<(), StorageError> {
        let place = self.known.len();
        let mut known = BTreeSet::from([place]);
        for dependency in change.deps() {
            let before = self.places.get(dependency).ok_or(StorageError::Corrupt("dependency"))?;
            known.extend(&self.known[*before]);
        }
        self.places.insert(change.hash(), place);
        // What one entry wrote belongs together.
        let is_same = self.acts.last().is_some_and(|act| act.entry == reference.entry);
        if !is_same {
            let record = tx.entry(&reference.entry)?.ok_or(StorageError::Corrupt("entry"))?;
            self.acts.push(act(tx, &record)?);
        }
        let at = self.acts.len() - 1;
        for edit in change.edits() {
            let writes = self.writes.entry(edit.key.clone()).or_default();
            let replaced = standing(writes, &self.known, |write| known.contains(&write.change));
            writes.push(Write { change: place, act: at, value: edit.value.clone() });
            self.acts[at].edits.push(Wrote { key: edit.key.clone(), value: edit.value.clone(), replaced });
        }
        self.known.push(known);
        Ok(())
    }

    fn finish(self) -> History {
        let standing = |(key, writes): (String, Vec<Write>)| (key, standing(&writes, &self.known, |_| true));
        History { standing: self.writes.into_iter().map(standing).collect(), acts: self.acts }
    }
}

/// The values that stand for somebody who sees some of the writes: those that no other he sees knew of.
fn standing(writes: &[Write], known: &[BTreeSet<usize>], sees: impl Fn(&Write) -> bool) -> Vec<Standing> {
    let seen: Vec<&Write> = writes.iter().filter(|write| sees(write)).collect();
    let is_replaced = |write: &Write| {
        let later = |other: &&&Write| other.change != write.change;
        seen.iter().filter(later).any(|other| known.get(other.change).is_some_and(|k| k.contains(&write.change)))
    };
    let left = seen.iter().filter(|write| !is_replaced(write));
    left.filter_map(|write| Some(Standing { value: write.value.clone()?, act: write.act })).collect()
}

/// Who made an entry and when; its edits are filled in later.
fn act(tx: &dyn ReadTx, record: &EntryRecord) -> Result<Act, StorageError> {
    let mut objects = Vec::new();
    for object in tx.objects(record.seq)? {
        objects.push(tx.object(object.id)?);
    }
    let signed = SignedEntry::reopen(&record.sealed, objects).map_err(|_| StorageError::Corrupt("entry"))?;
    let (person, post) = match signed.entry.acting {
        Acting::Office(user) => (Some(user), None),
        Acting::Assignment(post) => (tx.device(&record.device)?.and_then(|device| device.person), Some(post)),
    };
    let (is_clock_wrong, is_late) = match record.verdict {
        Some(Verdict::Admitted { clock, late }) => (clock, late),
        _ => (false, false),
    };
    Ok(Act {
        entry: record.hash,
        person,
        post,
        claimed_at: signed.entry.time,
        received_at: record.received_at,
        is_clock_wrong,
        is_late,
        seen: if is_clock_wrong || is_late { tx.seen(record.seq)? } else { None },
        edits: Vec::new(),
    })
}
