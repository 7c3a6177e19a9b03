//! Feeds: per audience an append-only list of what came to be so. Each row is chained to the one before,
//! `chain8 = SHA-256(era ‖ previous ‖ row)[..8]`, so that a cursor says not only how far a phone has read but also
//! *what stood there*.

use crate::storage::{FeedRow, Seq, StorageError, Tip, WriteTx};
use lianxin_core::cbor::{Cbor, CborError, Reader, Writer, decode, encode};
use lianxin_core::entry::Verdict;
use lianxin_core::id::{DocumentId, Era, Hash8, sha256};
use lianxin_core::register::RegisterId;
use lianxin_core::sync::Audience;
use lianxin_core::time::Timestamp;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What a row of a feed says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// An admitted entry changed a document that the audience held before.
    Objects { document: DocumentId, entry: Seq },
    /// The audience holds a document from now on.
    Enter { document: DocumentId, heads: Hash8, until: Option<Timestamp> },
    /// The audience no longer holds a document.
    Leave { document: DocumentId },
    /// A register has a new page.
    Page { register: RegisterId, version: u64 },
    /// An entry of the device was judged.
    Verdict { entry: Seq, verdict: Verdict },
}

impl What {
    /// Reads a row.
    pub(crate) fn read_row(row: &FeedRow) -> Result<Self, StorageError> {
        decode(&row.row).map_err(|_| StorageError::Corrupt("feed row"))
    }
}

impl Cbor for What {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Objects { document, entry } => w.array(3).uint(1).value(document).int(entry.0),
            Self::Enter { document, heads, until } => {
                w.array(4).uint(2).value(document).value(heads).option(until.as_ref())
            }
            Self::Leave { document } => w.array(2).uint(3).value(document),
            Self::Page { register, version } => w.array(3).uint(4).value(register).uint(*version),
            Self::Verdict { entry, verdict } => w.array(3).uint(5).int(entry.0).value(verdict),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let len = r.array_up_to(4)?;
        Ok(match (r.uint()?, len) {
            (1, 3) => Self::Objects { document: r.value()?, entry: Seq(r.int()?) },
            (2, 4) => Self::Enter { document: r.value()?, heads: r.value()?, until: r.option()? },
            (3, 2) => Self::Leave { document: r.value()? },
            (4, 3) => Self::Page { register: r.value()?, version: r.uint()? },
            (5, 3) => Self::Verdict { entry: Seq(r.int()?), verdict: r.value()? },
            (kind, _) => return Err(CborError::Unknown(kind)),
        })
    }
}

/// The chain after a row.
pub(crate) fn chain8(era: &Era, previous: &Hash8, row: &[u8]) -> Hash8 {
    sha256(&[&era.0, &previous.0, row]).short()
}

/// Rows that a transaction appends, collected per audience and written in the order of audiences.
pub(crate) struct Feeds<'t> {
    tx: &'t dyn WriteTx,
    era: Era,
    growing: RefCell<BTreeMap<Audience, Growing>>,
}

struct Growing {
    tip: Tip,
    rows: Vec<FeedRow>,
}

impl<'t> Feeds<'t> {
    /// Starts with nothing to append.
    pub(crate) fn new(tx: &'t dyn WriteTx, era: Era) -> Self {
        Self { tx, era, growing: RefCell::default() }
    }

    /// Adds a row and gives its position.
    pub(crate) fn add(&self, audience: &Audience, what: &What) -> Result<u64, StorageError> {
        let mut growing = self.growing.borrow_mut();
        if !growing.contains_key(audience) {
            let tip = self.tx.lock_tip(audience)?;
            growing.insert(audience.clone(), Growing { tip, rows: Vec::new() });
        }
        let feed = growing.get_mut(audience).ok_or(StorageError::Corrupt("feed"))?;
        let row = encode(what);
        feed.tip = Tip { pos: feed.tip.pos + 1, chain: chain8(&self.era, &feed.tip.chain, &row) };
        feed.rows.push(FeedRow { pos: feed.tip.pos, chain: feed.tip.chain, row });
        Ok(feed.tip.pos)
    }

    /// Writes the rows added so far.
    pub(crate) fn flush(&self) -> Result<(), StorageError> {
        for (audience, feed) in std::mem::take(&mut *self.growing.borrow_mut()) {
            self.tx.append(&audience, &feed.rows)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{SqliteStorage, Storage};
    use lianxin_core::entry::RefusalCode;

    #[test]
    fn every_row_reads_back() {
        let document = DocumentId([1; 16]);
        for what in [
            What::Objects { document, entry: Seq(7) },
            What::Enter { document, heads: Hash8([2; 8]), until: None },
            What::Enter { document, heads: Hash8([2; 8]), until: Some(Timestamp(-3)) },
            What::Leave { document },
            What::Page { register: RegisterId::Org, version: 3 },
            What::Verdict { entry: Seq(9), verdict: Verdict::Refused(RefusalCode::Deps) },
        ] {
            assert_eq!(decode::<What>(&encode(&what)), Ok(what));
        }
    }

    #[test]
    fn equal_rows_give_another_chain_in_another_era_and_after_another_row() {
        let storage: Box<dyn Storage> = Box::new(SqliteStorage::in_memory().unwrap());
        let leave = |n| What::Leave { document: DocumentId([n; 16]) };
        let (a, b, c) =
            (Audience::org(), Audience::from_key(&[200, 1]).unwrap(), Audience::from_key(&[200, 2]).unwrap());
        storage
            .write(|tx| {
                let feeds = Feeds::new(tx, Era([1; 8]));
                assert_eq!((feeds.add(&a, &leave(1))?, feeds.add(&a, &leave(2))?), (1, 2));
                feeds.add(&b, &leave(3))?;
                feeds.add(&b, &leave(2))?;
                feeds.flush()?;
                assert_eq!(feeds.add(&a, &leave(3))?, 3);
                feeds.flush()?;
                let later = Feeds::new(tx, Era([2; 8]));
                later.add(&c, &leave(1))?;
                later.flush()?;
                let chain = |audience: &Audience, pos| tx.chain_at(audience, pos).map(Option::unwrap);
                assert_eq!(tx.tip(&a)?.pos, 3);
                assert_ne!(chain(&a, 2)?, chain(&b, 2)?);
                assert_ne!(chain(&a, 1)?, chain(&c, 1)?);
                assert_eq!(chain(&a, 1)?, chain8(&Era([1; 8]), &Hash8::default(), &encode(&leave(1))));
                Ok::<_, StorageError>(())
            })
            .unwrap();
    }
}
