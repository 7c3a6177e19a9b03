//! Which communities an entry concerns that a person has to look at: by the documents it touches as they are in the
//! record, by the grid it would write, or, where neither is known, by its author's posts. It is noted when the entry
//! is put on a list, so that lists of one community are exact however long the county's are.

use crate::admit::signed;
use crate::office::Office;
use crate::receive::Opened;
use crate::storage::{EntryList, EntryRecord, ReadTx, Seq, StorageError, WriteTx};
use lianxin_core::code::{CommunityCode, GridCode};
use lianxin_core::document::Value;
use lianxin_core::id::{DocumentId, PersonId};
use lianxin_core::register::Registers;
use std::collections::BTreeSet;

/// The data has come to know whom its listed entries concern.
const NOTED: &str = "concerns";
/// Entries read at a time.
const ROWS: u32 = 500;

/// Notes whom an entry concerns.
pub(crate) fn note(
    tx: &dyn WriteTx,
    registers: &Registers,
    seq: Seq,
    author: Option<PersonId>,
    opened: &Opened,
) -> Result<(), StorageError> {
    let communities: Vec<_> = communities(tx, registers, author, opened)?.into_iter().collect();
    tx.set_concerns(seq, &communities)
}

/// The same for an entry of the inbox.
pub(crate) fn note_kept(tx: &dyn WriteTx, registers: &Registers, record: &EntryRecord) -> Result<(), StorageError> {
    let author = tx.device(&record.device)?.and_then(|device| device.person);
    note(tx, registers, record.seq, author, &Opened::look(signed(tx, record)?))
}

fn communities(
    tx: &dyn WriteTx,
    registers: &Registers,
    author: Option<PersonId>,
    opened: &Opened,
) -> Result<BTreeSet<CommunityCode>, StorageError> {
    let mut communities = BTreeSet::new();
    for document in opened.signed.entry.documents() {
        communities.extend(grid_of(tx, &document)?.map(GridCode::community));
    }
    let edits = opened.changes.iter().flat_map(|(_, change)| change.edits());
    let grids = edits.filter(|edit| edit.key == "grid").filter_map(|edit| grid(edit.value.as_ref()?));
    communities.extend(grids.map(GridCode::community));
    if let (true, Some(person)) = (communities.is_empty(), author) {
        communities.extend(registers.posts_of(person).map(|post| post.scope.community()));
    }
    Ok(communities)
}

fn grid_of(tx: &dyn WriteTx, document: &DocumentId) -> Result<Option<GridCode>, StorageError> {
    Ok(match tx.household(document)? {
        Some(household) => Some(household.grid),
        None => tx.visit(document)?.map(|visit| visit.grid),
    })
}

fn grid(value: &Value) -> Option<GridCode> {
    GridCode::from_number(u64::try_from(value.as_int()?).ok()?).ok()
}

/// Every entry of a list, in the list's order.
pub(crate) fn all_of(
    tx: &dyn ReadTx,
    list: EntryList,
    mut each: impl FnMut(EntryRecord) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut after = None;
    loop {
        let rows = tx.entries(list, None, after, ROWS)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(last.seq);
        rows.into_iter().try_for_each(&mut each)?;
    }
}

impl Office {
    /// Notes it for entries that were listed before this was kept.
    pub(crate) fn note_all(&self) -> Result<(), StorageError> {
        if self.storage.read(|tx| tx.meta(NOTED))?.is_some() {
            return Ok(());
        }
        let registers = self.registers();
        self.storage.write(|tx| {
            let mut listed = Vec::new();
            for list in EntryList::ALL {
                all_of(tx, list, |record| {
                    listed.push(record);
                    Ok(())
                })?;
            }
            for record in &listed {
                match note_kept(tx, &registers, record) {
                    // `check` names what is damaged; the office opens all the same.
                    Err(StorageError::Corrupt(_)) => {}
                    noted => noted?,
                }
            }
            tx.put_meta(NOTED, &[])
        })
    }
}
