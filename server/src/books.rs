//! The office's books: one row a document, for lists and search. A row is a function of the document alone, so the
//! books can be written again from the record.

use crate::office::Office;
use crate::storage::{HouseholdList, Page, ReadTx, StorageError, VisitList, WriteTx};
use lianxin_core::document::Document;
use lianxin_core::id::DocumentId;
use lianxin_core::rows::{HouseholdRow, VisitRow};
use lianxin_core::{household, visit};

/// The row of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookRow {
    /// Of a household.
    Household(HouseholdRow),
    /// Of a visit.
    Visit(VisitRow),
}

impl BookRow {
    /// Reads a document as a row; none if it lacks what its family needs.
    pub fn of(id: DocumentId, document: &Document) -> Option<Self> {
        match id.family() {
            household::CODE => HouseholdRow::read(id, document).map(Self::Household),
            visit::CODE => VisitRow::read(id, document).map(Self::Visit),
            _ => None,
        }
    }

    /// The row as it is kept.
    pub fn kept(tx: &dyn ReadTx, id: &DocumentId) -> Result<Option<Self>, StorageError> {
        Ok(match id.family() {
            household::CODE => tx.household(id)?.map(Self::Household),
            visit::CODE => tx.visit(id)?.map(Self::Visit),
            _ => None,
        })
    }

    /// Keeps the row.
    pub(crate) fn put(&self, tx: &dyn WriteTx) -> Result<(), StorageError> {
        match self {
            Self::Household(row) => tx.put_household(row),
            Self::Visit(row) => tx.put_visit(row),
        }
    }
}

/// A part of a list, and how long the whole list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows of this part.
    pub rows: Vec<T>,
    /// Rows of the whole list.
    pub total: u64,
}

impl Office {
    /// Households by grid, community or dispute, in order of grid and dwelling.
    pub fn households(&self, list: &HouseholdList, page: Page) -> Result<Listed<HouseholdRow>, StorageError> {
        self.storage.read(|tx| Ok(Listed { rows: tx.households(list, page)?, total: tx.count_households(list)? }))
    }

    /// Visits by grid, community, household, person, day or dispute, newest day first.
    pub fn visits(&self, list: &VisitList, page: Page) -> Result<Listed<VisitRow>, StorageError> {
        self.storage.read(|tx| Ok(Listed { rows: tx.visits(list, page)?, total: tx.count_visits(list)? }))
    }

    /// The row of one document.
    pub fn row(&self, id: &DocumentId) -> Result<Option<BookRow>, StorageError> {
        self.storage.read(|tx| BookRow::kept(tx, id))
    }

    /// One document, as it is in the record.
    pub fn document(&self, id: &DocumentId) -> Result<Option<Document>, StorageError> {
        self.storage.read(|tx| load(tx, id))
    }
}

/// Loads a document of the record.
pub(crate) fn load(tx: &dyn ReadTx, id: &DocumentId) -> Result<Option<Document>, StorageError> {
    let Some(record) = tx.document(id)? else { return Ok(None) };
    Document::load(&record.state).map(Some).map_err(|_| StorageError::Corrupt("document"))
}
