//! The office's database, opened for reading only and without the office's code.

use super::{Flags, ReportError};
use lianxin_core::document::{Document, guard};
use lianxin_core::entry::Verdict;
use lianxin_core::household;
use lianxin_core::id::{DocumentId, Hash};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::collections::BTreeSet;
use std::path::Path;

const FILE: &str = "office.db";

/// The office's database.
pub struct OfficeRecord {
    connection: Connection,
}

/// An entry as the office has filed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// What became of it; none while it waits to be judged.
    pub verdict: Option<Verdict>,
    /// The bytes that were signed.
    pub sealed: Vec<u8>,
    /// The bytes of its objects, in order.
    pub objects: Vec<Vec<u8>>,
}

impl OfficeRecord {
    /// Opens the database of a data directory. A server may be running beside.
    pub fn open(directory: &Path) -> Result<Self, ReportError> {
        let path = directory.join(FILE);
        if !path.exists() {
            return Err(ReportError::Missing(path));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Self { connection: Connection::open_with_flags(path, flags)? })
    }

    /// Households in the record.
    pub fn households(&self) -> Result<u64, ReportError> {
        self.number("SELECT count(*) FROM document WHERE substr(id, 1, 1) = ?1", [[household::CODE]])
    }

    /// Entries received so far, of phones and of the office itself.
    pub fn received(&self) -> Result<u64, ReportError> {
        self.number("SELECT count(*) FROM entry", [])
    }

    /// The entry with this hash.
    pub fn entry(&self, hash: &Hash) -> Result<Option<Filed>, ReportError> {
        let sql = "SELECT seq, status, code, sealed FROM entry WHERE hash = ?1";
        let row = self.connection.prepare_cached(sql)?.query_row([hash.0], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, u8>(1)?, row.get::<_, u8>(2)?, row.get::<_, Vec<u8>>(3)?))
        });
        let Some((seq, status, code, sealed)) = row.optional()? else { return Ok(None) };
        let sql = "SELECT bytes FROM object WHERE id >= ?1 * 64 AND id < ?1 * 64 + 64 ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let objects = statement.query_map([seq], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Some(Filed { verdict: Verdict::from_numbers(status, code), sealed, objects }))
    }

    /// Whether the record holds a visit, and the books its row.
    pub fn has_visit(&self, id: &DocumentId) -> Result<bool, ReportError> {
        let sql = "SELECT count(*) FROM document d JOIN visit_row v ON v.id = d.id WHERE d.id = ?1";
        Ok(self.number(sql, [id.0])? == 1)
    }

    /// Flags of admitted entries.
    pub fn flags(&self) -> Result<Flags, ReportError> {
        let sql = "SELECT count(*) FROM entry WHERE status = 1 AND code & ?1 <> 0";
        Ok(Flags { clock: self.number(sql, [1])?, late: self.number(sql, [2])? })
    }

    /// Fields on which the values of two people ever stood side by side: found by writing every document that
    /// several devices changed once more, in the order of admission.
    pub fn conflicts(&self) -> Result<u64, ReportError> {
        let sql = "SELECT o.document FROM object o JOIN entry e ON e.seq = o.id / 64 \
                   WHERE e.status = 1 AND o.kind IN (1, 2) GROUP BY o.document HAVING count(DISTINCT e.device) > 1";
        let mut statement = self.connection.prepare(sql)?;
        let documents = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<[u8; 16]>, _>>()?;
        let mut conflicts = 0;
        for document in documents {
            conflicts += self.conflicts_of(&document)?;
        }
        Ok(conflicts)
    }

    fn conflicts_of(&self, document: &[u8; 16]) -> Result<u64, ReportError> {
        let sql = "SELECT o.bytes FROM object o JOIN entry e ON e.seq = o.id / 64 \
                   WHERE o.document = ?1 AND o.kind IN (1, 2) AND e.status = 1 ORDER BY e.admitted, o.id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![document])?;
        let (mut state, mut disputed) = (Document::new(), BTreeSet::new());
        while let Some(row) = rows.next()? {
            let change = guard::read(&row.get::<_, Vec<u8>>(0)?).map_err(|_| ReportError::Change)?;
            if !state.overlay(&change) {
                return Err(ReportError::Change);
            }
            disputed.extend(
                change.edits().iter().map(|edit| &edit.key).filter(|key| state.get_all(key).len() > 1).cloned(),
            );
        }
        Ok(u64::try_from(disputed.len()).unwrap_or(u64::MAX))
    }

    fn number(&self, sql: &str, params: impl rusqlite::Params) -> Result<u64, ReportError> {
        let number: i64 = self.connection.prepare_cached(sql)?.query_row(params, |row| row.get(0))?;
        Ok(number.unsigned_abs())
    }
}
