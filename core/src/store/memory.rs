//! A store in memory, for the simulated world: a clone of it is a cloned phone.

use super::dwelling::{order_key, pick, search_text};
use super::needs::Tally;
use super::{Attention, Draft, Entries, OwnEntry, Progress, Standing, Store, StoreError, Write};
use crate::cbor::Bytes;
use crate::id::{DocumentId, Hash, Hash8, PersonId};
use crate::register::RegisterId;
use crate::role::VisitPurpose;
use crate::rows::{HouseholdRow, VisitRow};
use crate::sync::{Audience, Cursor};
use crate::time::{Day, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// A [`Store`] that forgets everything when it is dropped.
#[derive(Clone, Default)]
pub struct MemoryStore {
    values: BTreeMap<&'static str, Vec<u8>>,
    entries: Vec<OwnEntry>,
    documents: BTreeMap<DocumentId, Vec<u8>>,
    cursors: BTreeMap<Audience, Cursor>,
    members: BTreeMap<Audience, BTreeMap<DocumentId, Option<Timestamp>>>,
    pages: BTreeMap<(RegisterId, u64), Vec<u8>>,
    parts: BTreeMap<Hash, Bytes>,
    wants: BTreeSet<DocumentId>,
    attention: Vec<Attention>,
    drafts: BTreeMap<[u8; 16], Draft>,
    households: BTreeMap<DocumentId, HouseholdRow>,
    visits: BTreeMap<DocumentId, VisitRow>,
    next_failure: Option<StoreError>,
}

impl MemoryStore {
    /// The next commit keeps nothing and fails with this error, as on a full or broken device.
    pub fn fail_next(&mut self, error: StoreError) {
        self.next_failure = Some(error);
    }

    fn in_order(&self) -> Vec<&HouseholdRow> {
        let mut rows: Vec<&HouseholdRow> = self.households.values().collect();
        rows.sort_by_cached_key(|row| (order_key(row), row.id));
        rows
    }

    fn write(&mut self, write: Write) {
        match write {
            Write::Put(name, value) => drop(self.values.insert(name, value)),
            Write::Entry(entry) => match self.entries.iter_mut().find(|e| e.hash == entry.hash) {
                Some(known) => *known = entry,
                None => self.entries.push(entry),
            },
            Write::ForgetEntry(hash) => self.entries.retain(|entry| entry.hash != hash),
            Write::Document(id, bytes) => drop(self.documents.insert(id, bytes)),
            Write::DropDocument(id) => {
                self.documents.remove(&id);
                self.drop_row(&id);
            }
            Write::Household(row) => drop(self.households.insert(row.id, row)),
            Write::Visit(row) => drop(self.visits.insert(row.id, row)),
            Write::DropRow(id) => self.drop_row(&id),
            Write::Cursor(audience, cursor) => drop(self.cursors.insert(audience, cursor)),
            Write::Enter(audience, id, until) => drop(self.members.entry(audience).or_default().insert(id, until)),
            Write::Leave(audience, id) => drop(self.members.entry(audience).or_default().remove(&id)),
            Write::DropAudience(audience) => {
                self.cursors.remove(&audience);
                self.members.remove(&audience);
            }
            Write::Page(register, version, bytes) => drop(self.pages.insert((register, version), bytes)),
            Write::Part(leaf, bytes) => drop(self.parts.insert(leaf, bytes)),
            Write::DropPart(leaf) => drop(self.parts.remove(&leaf)),
            Write::DropRegister(register) => self.pages.retain(|(of, _), _| *of != register),
            Write::Want(id) => drop(self.wants.insert(id)),
            Write::Got(id) => drop(self.wants.remove(&id)),
            Write::Attention(work) => match self.attention.iter_mut().find(|a| is_same(a, &work)) {
                Some(known) => *known = work,
                None => self.attention.push(work),
            },
            Write::DropAttention(entry, item) => self.attention.retain(|a| (a.entry, a.item) != (entry, item)),
            Write::Draft(draft) => drop(self.drafts.insert(draft.id, draft)),
            Write::DropDraft(id) => drop(self.drafts.remove(&id)),
        }
    }

    fn drop_row(&mut self, id: &DocumentId) {
        self.households.remove(id);
        self.visits.remove(id);
    }
}

fn standing(household: &HouseholdRow, visits: &[&VisitRow]) -> Standing {
    let last_visit = visits.iter().map(|visit| visit.day).max();
    Standing {
        household: household.clone(),
        last_visit,
        last_proactive: visits.iter().filter(|visit| is_proactive(visit)).map(|visit| visit.day).max(),
        follow_up: visits.iter().filter(|v| Some(v.day) == last_visit).filter_map(|v| v.follow_up).min(),
    }
}

fn is_same(a: &Attention, b: &Attention) -> bool {
    (a.entry, a.item) == (b.entry, b.item)
}

/// Whether nobody had asked for the visit.
fn is_proactive(visit: &VisitRow) -> bool {
    !matches!(visit.purpose, Some(VisitPurpose::FollowUp | VisitPurpose::Requested))
}

impl Store for MemoryStore {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.values.get(name).cloned())
    }

    fn entries(&self, which: Entries<'_>) -> Result<Vec<OwnEntry>, StoreError> {
        let wanted = |entry: &&OwnEntry| match which {
            Entries::All => true,
            Entries::Unsent(actor) => entry.actor == *actor && entry.progress == Progress::Unsent,
            Entries::Open => entry.is_open(),
            Entries::Of(document) => entry.is_open() && entry.documents.contains(document),
        };
        let mut entries: Vec<OwnEntry> = self.entries.iter().filter(wanted).cloned().collect();
        if let Entries::Unsent(_) = which {
            entries.sort_by_key(|entry| entry.n);
        }
        Ok(entries)
    }

    fn entry(&self, hash: &Hash) -> Result<Option<OwnEntry>, StoreError> {
        Ok(self.entries.iter().find(|entry| entry.hash == *hash).cloned())
    }

    fn entry_starting(&self, start: &Hash8) -> Result<Option<OwnEntry>, StoreError> {
        Ok(self.entries.iter().find(|entry| entry.hash.short() == *start).cloned())
    }

    fn delivered(&self) -> Result<(u64, u64), StoreError> {
        let received = self.entries.iter().filter(|entry| entry.is_received()).count();
        Ok((received as u64, self.entries.len() as u64))
    }

    fn document(&self, id: &DocumentId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.documents.get(id).cloned())
    }

    fn documents(&self) -> Result<Vec<DocumentId>, StoreError> {
        Ok(self.documents.keys().copied().collect())
    }

    fn cursors(&self) -> Result<Vec<(Audience, Cursor)>, StoreError> {
        Ok(self.cursors.iter().map(|(audience, cursor)| (audience.clone(), *cursor)).collect())
    }

    fn is_member(&self, id: &DocumentId, at: Timestamp) -> Result<bool, StoreError> {
        let mut memberships = self.members.values().filter_map(|members| members.get(id));
        Ok(memberships.any(|until| until.is_none_or(|until| at < until)))
    }

    fn strays(&self, at: Timestamp) -> Result<Vec<DocumentId>, StoreError> {
        let mut strays = self.documents()?;
        strays.retain(|id| !self.is_member(id, at).unwrap_or_default());
        Ok(strays)
    }

    fn members(&self, audience: &Audience) -> Result<Vec<(DocumentId, Option<Timestamp>)>, StoreError> {
        let members = self.members.get(audience).into_iter().flatten();
        Ok(members.map(|(id, until)| (*id, *until)).collect())
    }

    fn pages(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        Ok(self.pages.values().cloned().collect())
    }

    fn parts(&self) -> Result<Vec<Bytes>, StoreError> {
        Ok(self.parts.values().cloned().collect())
    }

    fn wants(&self) -> Result<Vec<DocumentId>, StoreError> {
        Ok(self.wants.iter().copied().collect())
    }

    fn attention(&self) -> Result<Vec<Attention>, StoreError> {
        let mut attention = self.attention.clone();
        attention.sort_by_key(|work| work.since);
        Ok(attention)
    }

    fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let mut drafts: Vec<Draft> = self.drafts.values().cloned().collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.updated_at));
        Ok(drafts)
    }

    fn household(&self, id: &DocumentId) -> Result<Option<HouseholdRow>, StoreError> {
        Ok(self.households.get(id).cloned())
    }

    fn visit(&self, id: &DocumentId) -> Result<Option<VisitRow>, StoreError> {
        Ok(self.visits.get(id).cloned())
    }

    fn visits_of(&self, household: &DocumentId) -> Result<Vec<VisitRow>, StoreError> {
        let mut visits: Vec<VisitRow> =
            self.visits.values().filter(|visit| visit.household == *household).cloned().collect();
        visits.sort_by_key(|visit| std::cmp::Reverse(visit.day));
        Ok(visits)
    }

    fn visits_by(&self, author: &PersonId, day: Day) -> Result<Vec<VisitRow>, StoreError> {
        let made = |visit: &&VisitRow| visit.author == *author && visit.day == day;
        Ok(self.visits.values().filter(made).cloned().collect())
    }

    fn standings(&self) -> Result<Vec<Standing>, StoreError> {
        let mut visits: BTreeMap<DocumentId, Vec<&VisitRow>> = BTreeMap::new();
        for visit in self.visits.values() {
            visits.entry(visit.household).or_default().push(visit);
        }
        let of = |id| visits.get(id).map_or(&[][..], Vec::as_slice);
        Ok(self.in_order().into_iter().map(|household| standing(household, of(&household.id))).collect())
    }

    fn search(&self, text: &str, limit: usize) -> Result<Vec<HouseholdRow>, StoreError> {
        let dwellings = self.in_order().into_iter().map(|row| (search_text(row), row));
        Ok(pick(dwellings, text, limit).into_iter().cloned().collect())
    }

    fn needs(&self) -> Result<Vec<String>, StoreError> {
        let mut tally = Tally::default();
        let households = self.households.values().flat_map(|row| &row.needs);
        let visits = self.visits.values().flat_map(|row| &row.needs).map(|need| &need.code);
        households.chain(visits).for_each(|need| tally.add(need, 1));
        Ok(tally.into_words())
    }

    fn commit(&mut self, batch: Vec<Write>) -> Result<(), StoreError> {
        if let Some(error) = self.next_failure.take() {
            return Err(error);
        }
        for write in batch {
            self.write(write);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::conformance::sample::{dump, sample};
    use crate::store::conformance::suite;

    #[test]
    fn the_memory_store_does_what_every_store_must() {
        suite(&mut || Box::new(MemoryStore::default()));
    }

    #[test]
    fn a_commit_that_is_told_to_fail_keeps_nothing_and_the_next_one_works() {
        let mut store = MemoryStore::default();
        store.fail_next(StoreError::Full);
        let empty = dump(&store);
        assert_eq!(store.commit(sample()), Err(StoreError::Full));
        assert_eq!(dump(&store), empty);
        assert_eq!(store.commit(sample()), Ok(()));
        assert_ne!(dump(&store), empty);
    }

    #[test]
    fn a_clone_goes_its_own_way() {
        let mut store = MemoryStore::default();
        store.commit(sample()).unwrap();
        let mut clone = store.clone();
        assert_eq!(dump(&clone), dump(&store));
        clone.commit(vec![Write::Put("era", vec![9])]).unwrap();
        assert_eq!(store.get("era"), Ok(Some(vec![1, 2])));
    }
}
