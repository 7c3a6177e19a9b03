//! A household with its visits, its conflicts and what speaks against another call; and the search.

use super::{Companion, Inner};
use crate::document::Value;
use crate::error::Error;
use crate::id::DocumentId;
use crate::rows::{HouseholdRow, VisitRow};
use crate::shown::value_text;
use crate::store::Entries;
use crate::words::{Lang, field_label};

/// A field on which two people disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The document: a household, or a visit at it.
    pub document: DocumentId,
    /// The household.
    pub household: DocumentId,
    /// Its dwelling in one line.
    pub dwelling: String,
    /// The field.
    pub key: String,
    /// The values, the one now shown first.
    pub values: Vec<Value>,
}

/// A visit and how far it has come.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitView {
    /// The visit.
    pub row: VisitRow,
    /// Its author's name.
    pub author: String,
    /// The person of this phone made it.
    pub is_own: bool,
    /// Not everything of it has reached the office.
    pub is_undelivered: bool,
}

redacted! { VisitView { row, is_own, is_undelivered } }

/// A household as its screen shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdView {
    /// The ledger line.
    pub row: HouseholdRow,
    /// Visits, newest first.
    pub visits: Vec<VisitView>,
    /// Fields on which two people disagree, in the household and in its visits.
    pub conflicts: Vec<Conflict>,
}

impl Conflict {
    /// The field's label.
    pub fn label(&self, lang: Lang) -> String {
        field_label(&self.key, lang)
    }

    /// The values as people read them, in their order.
    pub fn texts(&self, lang: Lang) -> Vec<String> {
        self.values.iter().map(|value| value_text(&self.document, &self.key, value, lang)).collect()
    }
}

impl Companion {
    /// A household with its visits.
    pub fn household(&self, id: DocumentId) -> Result<HouseholdView, Error> {
        let inner = self.lock();
        let row = inner.store.household(&id)?.ok_or(Error::NotFound)?;
        let rows = inner.store.visits_of(&id)?;
        let mut conflicts = inner.conflicts_of(&row, id, &row.conflicts)?;
        for visit in &rows {
            conflicts.extend(inner.conflicts_of(&row, visit.id, &visit.conflicts)?);
        }
        let visits = rows.into_iter().map(|row| inner.visit_view(row)).collect::<Result<_, _>>()?;
        Ok(HouseholdView { row, visits, conflicts })
    }

    /// One visit.
    pub fn visit(&self, id: DocumentId) -> Result<VisitView, Error> {
        let inner = self.lock();
        let row = inner.store.visit(&id)?.ok_or(Error::NotFound)?;
        inner.visit_view(row)
    }

    /// Every field on the phone on which two people disagree.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, Error> {
        let inner = self.lock();
        let mut conflicts = Vec::new();
        for standing in inner.store.standings()? {
            let household = standing.household;
            conflicts.extend(inner.conflicts_of(&household, household.id, &household.conflicts)?);
            for visit in inner.store.visits_of(&household.id)? {
                conflicts.extend(inner.conflicts_of(&household, visit.id, &visit.conflicts)?);
            }
        }
        Ok(conflicts)
    }

    /// Finds households by dwelling: characters, pinyin initials or numbers (M09 c).
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<HouseholdRow>, Error> {
        Ok(self.lock().store.search(text, limit)?)
    }

    /// Needs to choose from: the words that households and visits on this phone have, the most often written first, then
    /// in order of text.
    pub fn needs(&self) -> Result<Vec<String>, Error> {
        Ok(self.lock().store.needs()?)
    }
}

impl Inner {
    /// Those of one document at a household.
    fn conflicts_of(&self, at: &HouseholdRow, document: DocumentId, keys: &[String]) -> Result<Vec<Conflict>, Error> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let state = self.shown(&document)?.ok_or(Error::NotFound)?;
        let conflict = |key: &String| Conflict {
            document,
            household: at.id,
            dwelling: at.dwelling(),
            key: key.clone(),
            values: state.get_all(key),
        };
        Ok(keys.iter().map(conflict).collect())
    }

    pub(super) fn visit_view(&self, row: VisitRow) -> Result<VisitView, Error> {
        let is_own = self.person().is_ok_and(|person| person == row.author);
        let own = if is_own { self.store.entries(Entries::Of(&row.id))? } else { Vec::new() };
        Ok(VisitView {
            author: self.registers.details(row.author).map(|d| d.name.clone()).unwrap_or_default(),
            is_own,
            is_undelivered: own.iter().any(|e| !e.is_received()),
            row,
        })
    }
}
