//! The desk: where a phone prepares one commit. Documents are their admitted state with own pending entries laid
//! over it; rows follow from that. Nothing reaches the store before [`Desk::writes`] is committed.

use crate::document::{Document, guard};
use crate::entry::SignedEntry;
use crate::id::{DocumentId, Hash};
use crate::rows::{HouseholdRow, VisitRow};
use crate::store::{Entries, OwnEntry, Store, StoreError, Write};
use crate::{household, visit};
use std::collections::{BTreeMap, BTreeSet};

/// One commit in the making.
pub struct Desk<'a> {
    store: &'a dyn Store,
    admitted: BTreeMap<DocumentId, Option<Document>>,
    entries: BTreeMap<Hash, OwnEntry>,
    added: Vec<Hash>,
    touched: BTreeSet<DocumentId>,
    writes: Vec<Write>,
}

impl<'a> Desk<'a> {
    /// Starts with what the store has.
    pub fn new(store: &'a dyn Store) -> Self {
        Self {
            store,
            admitted: BTreeMap::new(),
            entries: BTreeMap::new(),
            added: Vec::new(),
            touched: BTreeSet::new(),
            writes: Vec::new(),
        }
    }

    /// Adds a write that concerns neither documents nor entries.
    pub fn write(&mut self, write: Write) {
        self.writes.push(write);
    }

    /// The admitted state of a document.
    pub fn admitted(&self, id: &DocumentId) -> Result<Option<Document>, StoreError> {
        match self.admitted.get(id) {
            Some(document) => Ok(document.clone()),
            None => self
                .store
                .document(id)?
                .map(|bytes| Document::load(&bytes).map_err(|_| StoreError::Corrupt))
                .transpose(),
        }
    }

    /// Sets the admitted state of a document.
    pub fn set_admitted(&mut self, id: DocumentId, document: Document) {
        self.admitted.insert(id, Some(document));
        self.touched.insert(id);
    }

    /// Drops a document; what own pending entries make of it stays visible.
    pub fn drop_document(&mut self, id: DocumentId) {
        self.admitted.insert(id, None);
        self.touched.insert(id);
    }

    /// Adds a new own entry or replaces one.
    pub fn put_entry(&mut self, entry: OwnEntry) {
        self.touched.extend(entry.documents.iter().copied());
        if !self.added.contains(&entry.hash) {
            self.added.push(entry.hash);
        }
        self.entries.insert(entry.hash, entry);
    }

    /// An own entry as it stands on the desk.
    pub fn entry(&self, hash: &Hash) -> Result<Option<OwnEntry>, StoreError> {
        match self.entries.get(hash) {
            Some(entry) => Ok(Some(entry.clone())),
            None => self.store.entry(hash),
        }
    }

    /// Own entries that touch or name a document and are not settled, oldest first.
    pub fn entries_of(&self, id: &DocumentId) -> Result<Vec<OwnEntry>, StoreError> {
        let mut found: Vec<OwnEntry> = self.store.entries(Entries::Of(id))?;
        for entry in &mut found {
            if let Some(newer) = self.entries.get(&entry.hash) {
                *entry = newer.clone();
            }
        }
        for hash in &self.added {
            let Some(entry) = self.entries.get(hash) else { continue };
            if entry.documents.contains(id) && found.iter().all(|e| e.hash != *hash) {
                found.push(entry.clone());
            }
        }
        found.retain(|e| !e.settled);
        Ok(found)
    }

    /// A document as the phone shows it: admitted, with own pending entries laid over it.
    pub fn document(&self, id: &DocumentId) -> Result<Option<Document>, StoreError> {
        let admitted = self.admitted(id)?;
        let mut exists = admitted.is_some();
        let mut document = admitted.unwrap_or_default();
        for entry in self.entries_of(id)?.iter().filter(|e| e.is_pending()) {
            exists |= lay_over(&mut document, entry, id);
        }
        Ok(exists.then_some(document))
    }

    /// Everything to commit, rows included.
    pub fn writes(mut self) -> Result<Vec<Write>, StoreError> {
        let mut rows = Vec::new();
        for id in &self.touched {
            rows.push(match self.document(id)? {
                Some(document) => row(*id, &document),
                None => Write::DropRow(*id),
            });
        }
        let mut writes = Vec::new();
        for (id, document) in &self.admitted {
            writes.push(match document {
                Some(document) => Write::Document(*id, document.save()),
                None => Write::DropDocument(*id),
            });
        }
        for hash in &self.added {
            writes.extend(self.entries.remove(hash).map(Write::Entry));
        }
        writes.extend(rows);
        writes.append(&mut self.writes);
        Ok(writes)
    }
}

/// Lays an entry's changes to one document over it; whether any applied. A change whose dependencies are gone simply
/// does not apply: there is nothing to undo.
pub fn lay_over(document: &mut Document, entry: &OwnEntry, id: &DocumentId) -> bool {
    let Ok(signed) = SignedEntry::reopen(&entry.sealed, entry.objects.clone()) else { return false };
    let mut applied = false;
    for (object, bytes) in signed.entry.objects.iter().zip(&signed.objects) {
        if object.document == *id
            && let Ok(change) = guard::check(bytes, &signed.entry.actor, signed.entry.time)
        {
            applied |= document.overlay(&change);
        }
    }
    applied
}

fn row(id: DocumentId, document: &Document) -> Write {
    let write = match id.family() {
        household::CODE => HouseholdRow::read(id, document).map(Write::Household),
        visit::CODE => VisitRow::read(id, document).map(Write::Visit),
        _ => None,
    };
    write.unwrap_or(Write::DropRow(id))
}
