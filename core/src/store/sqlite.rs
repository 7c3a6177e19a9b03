//! The phones' store: one SQLite file, encrypted whole by SQLCipher with a raw key.
//!
//! One batch is one transaction and one sync of the write-ahead log. The owner holds the file's lock from opening to
//! dropping, so nothing else in the process may open the file meanwhile, not even to copy it: POSIX gives a lock up
//! when any descriptor of the file is closed.

mod blob;
mod error;
pub mod keyed;
mod open;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use open::set_aside;

use super::dwelling::pick;
use super::needs::Tally;
use super::{Attention, Draft, Entries, OwnEntry, Standing, Store, StoreError, Write};
use crate::cbor::Bytes;
use crate::id::{DocumentId, Hash, Hash8, PersonId};
use crate::rows::{HouseholdRow, VisitRow};
use crate::search::dwelling_query;
use crate::sync::{Audience, Cursor};
use crate::time::{Day, Timestamp};
use read::{HOUSEHOLD, OWN_ENTRY, VISIT, all, one};
use rusqlite::{Connection, Params, TransactionBehavior};
use std::path::Path;

/// A [`Store`] in a file.
pub struct SqliteStore {
    connection: Connection,
}

impl SqliteStore {
    /// Opens the store, or makes a new one where there is no file. A file that another process owns, that the key
    /// does not open, that is damaged or of a later version is left as it is.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self, StoreError> {
        open::open(path, Some(key)).map(|connection| Self { connection })
    }

    /// Whether the cipher is compiled in. Without it the file is plain, which is for tests only.
    pub fn has_cipher(&self) -> bool {
        open::has_cipher(&self.connection)
    }

    /// Reads the whole file and looks for damage. Opening does it for small files only.
    pub fn check(&self) -> Result<(), StoreError> {
        open::check(&self.connection)
    }

    fn own_entries(&self, condition: &str, params: impl Params) -> Result<Vec<OwnEntry>, StoreError> {
        let sql = format!("SELECT {OWN_ENTRY} FROM own_entry {condition}");
        let mut entries = all(&self.connection, &sql, params, read::own_entry)?;
        let sql = "SELECT document FROM entry_document WHERE entry = ? ORDER BY place";
        for (number, entry) in &mut entries {
            entry.documents = all(&self.connection, sql, [*number], read::document_id)?;
        }
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }
}

impl Store for SqliteStore {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        one(&self.connection, "SELECT value FROM value WHERE name = ?", [name], read::bytes)
    }

    fn entries(&self, which: Entries<'_>) -> Result<Vec<OwnEntry>, StoreError> {
        match which {
            Entries::All => self.own_entries("ORDER BY number", []),
            Entries::Unsent(actor) => self.own_entries("WHERE actor = ? AND received_at IS NULL ORDER BY n", [actor.0]),
            Entries::Open => self.own_entries("WHERE settled = 0 AND verdict IS NOT 1 ORDER BY number", []),
            Entries::Of(document) => self.own_entries(
                "WHERE settled = 0 AND verdict IS NOT 1
                 AND number IN (SELECT entry FROM entry_document WHERE document = ?) ORDER BY number",
                [document.0],
            ),
        }
    }

    fn entry(&self, hash: &Hash) -> Result<Option<OwnEntry>, StoreError> {
        Ok(self.own_entries("WHERE hash = ?", [hash.0])?.pop())
    }

    fn entry_starting(&self, start: &Hash8) -> Result<Option<OwnEntry>, StoreError> {
        let (mut first, mut last) = ([0x00; 32], [0xff; 32]);
        first[..8].copy_from_slice(&start.0);
        last[..8].copy_from_slice(&start.0);
        Ok(self.own_entries("WHERE hash BETWEEN ? AND ?", [first, last])?.pop())
    }

    fn delivered(&self) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT (SELECT count(*) FROM own_entry WHERE received_at IS NULL), (SELECT count(*) FROM own_entry)";
        let counts = one(&self.connection, sql, [], |row| Ok((read::number(row, 0)?, read::number(row, 1)?)))?;
        let (unsent, all) = counts.ok_or(StoreError::Corrupt)?;
        Ok((all.saturating_sub(unsent), all))
    }

    fn document(&self, id: &DocumentId) -> Result<Option<Vec<u8>>, StoreError> {
        one(&self.connection, "SELECT bytes FROM document WHERE id = ?", [id.0], read::bytes)
    }

    fn documents(&self) -> Result<Vec<DocumentId>, StoreError> {
        all(&self.connection, "SELECT id FROM document ORDER BY id", [], read::document_id)
    }

    fn cursors(&self) -> Result<Vec<(Audience, Cursor)>, StoreError> {
        let sql = "SELECT audience, pos, chain, back FROM cursor ORDER BY audience";
        all(&self.connection, sql, [], read::cursor)
    }

    fn is_member(&self, id: &DocumentId, at: Timestamp) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM member WHERE document = ? AND (until IS NULL OR until > ?)";
        Ok(one(&self.connection, sql, (id.0, at.0), |_| Ok(()))?.is_some())
    }

    fn strays(&self, at: Timestamp) -> Result<Vec<DocumentId>, StoreError> {
        let sql = "SELECT id FROM document WHERE NOT EXISTS (SELECT 1 FROM member
                 WHERE member.document = document.id AND (until IS NULL OR until > ?)) ORDER BY id";
        all(&self.connection, sql, [at.0], read::document_id)
    }

    fn members(&self, audience: &Audience) -> Result<Vec<(DocumentId, Option<Timestamp>)>, StoreError> {
        let sql = "SELECT document, until FROM member WHERE audience = ? ORDER BY document";
        all(&self.connection, sql, [audience.key()], read::member)
    }

    fn pages(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        all(&self.connection, "SELECT bytes FROM page ORDER BY register, version", [], read::bytes)
    }

    fn parts(&self) -> Result<Vec<Bytes>, StoreError> {
        all(&self.connection, "SELECT bytes FROM part ORDER BY leaf", [], read::part)
    }

    fn wants(&self) -> Result<Vec<DocumentId>, StoreError> {
        all(&self.connection, "SELECT document FROM want ORDER BY document", [], read::document_id)
    }

    fn attention(&self) -> Result<Vec<Attention>, StoreError> {
        let sql = "SELECT entry, item, document, reason, fields, since, said, dwelling FROM attention
                   ORDER BY since, number";
        all(&self.connection, sql, [], read::attention)
    }

    fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT id, household, form, updated_at FROM draft ORDER BY updated_at DESC, id";
        all(&self.connection, sql, [], read::draft)
    }

    fn household(&self, id: &DocumentId) -> Result<Option<HouseholdRow>, StoreError> {
        let sql = format!("SELECT {HOUSEHOLD} FROM household_row WHERE id = ?");
        one(&self.connection, &sql, [id.0], read::household)
    }

    fn visit(&self, id: &DocumentId) -> Result<Option<VisitRow>, StoreError> {
        one(&self.connection, &format!("SELECT {VISIT} FROM visit_row WHERE id = ?"), [id.0], read::visit)
    }

    fn visits_of(&self, household: &DocumentId) -> Result<Vec<VisitRow>, StoreError> {
        let sql = format!("SELECT {VISIT} FROM visit_row WHERE household = ? ORDER BY day DESC, id");
        all(&self.connection, &sql, [household.0], read::visit)
    }

    fn visits_by(&self, author: &PersonId, day: Day) -> Result<Vec<VisitRow>, StoreError> {
        let sql = format!("SELECT {VISIT} FROM visit_row WHERE author = ? AND day = ? ORDER BY id");
        all(&self.connection, &sql, (author.0, day.0), read::visit)
    }

    fn standings(&self) -> Result<Vec<Standing>, StoreError> {
        let sql = format!(
            "SELECT {HOUSEHOLD},
                 (SELECT max(day) FROM visit_row AS v WHERE v.household = h.id) AS last_visit,
                 (SELECT max(day) FROM visit_row AS v WHERE v.household = h.id
                     AND (purpose IS NULL OR purpose NOT IN ('follow_up', 'requested'))),
                 (SELECT min(follow_up) FROM visit_row AS v WHERE v.household = h.id
                     AND v.day = (SELECT max(day) FROM visit_row AS l WHERE l.household = h.id))
             FROM household_row AS h ORDER BY place, id"
        );
        all(&self.connection, &sql, [], read::standing)
    }

    fn search(&self, text: &str, limit: usize) -> Result<Vec<HouseholdRow>, StoreError> {
        let candidate = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?));
        let candidates = match dwelling_query(text) {
            // The index proposes more than is meant.
            Some(query) => {
                let sql = "SELECT dwelling, number FROM household_row
                     WHERE number IN (SELECT rowid FROM household_search WHERE household_search MATCH ?)
                     ORDER BY place, id";
                all(&self.connection, sql, [query], candidate)?
            }
            None => {
                let sql = "SELECT dwelling, number FROM household_row ORDER BY place, id";
                all(&self.connection, sql, [], candidate)?
            }
        };
        let mut found = Vec::new();
        let sql = format!("SELECT {HOUSEHOLD} FROM household_row WHERE number = ?");
        for number in pick(candidates, text, limit) {
            found.extend(one(&self.connection, &sql, [number], read::household)?);
        }
        Ok(found)
    }

    fn needs(&self) -> Result<Vec<String>, StoreError> {
        let mut tally = Tally::default();
        // Most rows say the same few things: equal lists are counted before one of them is read.
        let counted = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, read::number(row, 1)?));
        let sql = "SELECT needs, count(*) FROM household_row WHERE needs <> x'80' GROUP BY needs";
        for (needs, times) in all(&self.connection, sql, [], counted)? {
            blob::to_texts(&needs)?.iter().for_each(|need| tally.add(need, times));
        }
        let sql = "SELECT needs, count(*) FROM visit_row WHERE needs <> x'80' GROUP BY needs";
        for (needs, times) in all(&self.connection, sql, [], counted)? {
            blob::to_needs(&needs)?.iter().for_each(|need| tally.add(&need.code, times));
        }
        Ok(tally.into_words())
    }

    fn commit(&mut self, batch: Vec<Write>) -> Result<(), StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for write in &batch {
            write::write(&transaction, write)?;
        }
        transaction.commit()?;
        if batch.iter().any(write::is_drop) {
            // What was dropped still stands in the log. The commit has happened, whatever becomes of this.
            let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        Ok(())
    }
}
