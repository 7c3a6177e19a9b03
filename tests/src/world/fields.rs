//! Two people set one field: what must be seen of it, reckoned from the admitted changes and from what each author saw,
//! without the code that shows it.
//!
//! A value stands until somebody replaces it who had its change before him. So values set without knowing of each other
//! stand together, and everybody who holds the document sees them until a person decides.

use super::World;
use super::workers::short;
use lianxin_core::document::{Change, Value};
use lianxin_core::entry::Verdict;
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::store::{Entries, Store};
use std::collections::{BTreeMap, BTreeSet};

/// A wish that a person set, and the wishes he saw before.
#[derive(Clone, Debug)]
pub(super) struct Wished {
    pub(super) person: lianxin_core::id::PersonId,
    pub(super) household: DocumentId,
    pub(super) value: Value,
    pub(super) saw: BTreeSet<Value>,
}

/// The key that phones and the office both set.
pub(super) const WISH: &str = "wish";

/// The admitted changes of one document, each with its entry.
#[derive(Default)]
struct History(BTreeMap<Hash, (Hash, Change)>);

impl History {
    /// Everything a change was made upon.
    fn before(&self, deps: &[Hash]) -> BTreeSet<Hash> {
        let (mut before, mut next) = (BTreeSet::new(), deps.to_vec());
        while let Some(hash) = next.pop() {
            if before.insert(hash)
                && let Some((_, change)) = self.0.get(&hash)
            {
                next.extend(change.deps());
            }
        }
        before
    }

    fn sets(&self, hash: &Hash, key: &str) -> Option<&Option<Value>> {
        self.0.get(hash)?.1.edits().iter().find(|edit| edit.key == key).map(|edit| &edit.value)
    }

    /// The values that stand under a key once these changes are known.
    fn standing(&self, known: &BTreeSet<Hash>, key: &str) -> BTreeSet<Value> {
        let writes: Vec<&Hash> = known.iter().filter(|hash| self.sets(hash, key).is_some()).collect();
        let replaced: BTreeSet<Hash> = writes.iter().flat_map(|hash| self.before(self.0[*hash].1.deps())).collect();
        let standing = writes.into_iter().filter(|hash| !replaced.contains(hash));
        standing.filter_map(|hash| self.sets(hash, key)?.clone()).collect()
    }

    fn keys(&self) -> BTreeSet<&str> {
        self.0.values().flat_map(|(_, change)| change.edits()).map(|edit| edit.key.as_str()).collect()
    }
}

impl World {
    /// At rest: office and phones show exactly the values that stand, nobody replaced what he had not seen, and every
    /// wish is in the record or its author has been told.
    pub(super) fn fields_are_seen(&mut self) {
        let histories = self.histories();
        let mut wrong = self.office_shows(&histories);
        for phone in 0..self.phones.len() {
            wrong.extend(self.phone_shows(phone, &histories));
        }
        wrong.extend(self.replaced_unseen(&histories));
        wrong.extend(self.wishes_untold(&histories));
        for what in wrong {
            self.fail(what);
        }
    }

    fn histories(&self) -> BTreeMap<DocumentId, History> {
        let mut histories: BTreeMap<DocumentId, History> = BTreeMap::new();
        for (entry, verdict) in self.office.verdicts() {
            if matches!(verdict, Some(Verdict::Admitted { .. })) {
                for (document, change) in self.office.decoded(&entry) {
                    histories.entry(document).or_default().0.insert(change.hash(), (entry, change));
                }
            }
        }
        histories
    }

    fn office_shows(&mut self, histories: &BTreeMap<DocumentId, History>) -> Vec<String> {
        let mut wrong = Vec::new();
        for (id, history) in histories {
            let Some(document) = self.office.document(id) else { continue };
            let all = history.0.keys().copied().collect();
            for key in history.keys() {
                let (standing, shown) = (history.standing(&all, key), document.get_all(key));
                if shown.iter().cloned().collect::<BTreeSet<_>>() != standing {
                    wrong.push(format!("the office shows {shown:?} under {key} of {id}, not {standing:?}"));
                }
                if standing.len() > 1 {
                    self.count("conflicts at rest");
                }
            }
        }
        wrong
    }

    /// A phone lists every field of its households and their visits on which people disagree, with all values.
    fn phone_shows(&self, phone: usize, histories: &BTreeMap<DocumentId, History>) -> Vec<String> {
        let store = self.phones[phone].store();
        let listed = self.phones[phone].app().conflicts().expect("memory reads");
        let listed: BTreeMap<(DocumentId, String), BTreeSet<Value>> =
            listed.into_iter().map(|c| ((c.document, c.key), c.values.into_iter().collect())).collect();
        let mut expected = BTreeMap::new();
        for (id, history) in histories.iter().filter(|(id, _)| store.document(id).expect("memory reads").is_some()) {
            // A visit whose household the phone may not hold is in none of its lists.
            let visit = store.visit(id).expect("memory reads");
            let is_listed = visit.is_none_or(|v| store.household(&v.household).expect("memory reads").is_some());
            let all = history.0.keys().copied().collect();
            for key in history.keys().into_iter().filter(|_| is_listed) {
                let standing = history.standing(&all, key);
                if standing.len() > 1 {
                    expected.insert((*id, key.to_owned()), standing);
                }
            }
        }
        let wrong = expected.iter().filter(|(field, values)| listed.get(field) != Some(values));
        let mut wrong: Vec<String> =
            wrong.map(|((id, key), values)| format!("phone {phone} does not list {values:?} of {id} {key}")).collect();
        let invented = listed.keys().filter(|field| !expected.contains_key(field));
        wrong.extend(invented.map(|(id, key)| format!("phone {phone} lists a conflict of {id} {key} that is none")));
        wrong
    }

    /// Wishes replaced by somebody who did not see them.
    fn replaced_unseen(&self, histories: &BTreeMap<DocumentId, History>) -> Vec<String> {
        let mut wrong = Vec::new();
        for (id, history) in histories {
            for (hash, (entry, change)) in history.0.iter().filter(|(hash, _)| history.sets(hash, WISH).is_some()) {
                let Some(wished) = self.truth.wishes.get(&self.first_of(*entry)).filter(|w| w.household == *id) else {
                    continue;
                };
                let replaced = history.standing(&history.before(change.deps()), WISH);
                if !replaced.is_subset(&wished.saw) {
                    wrong.push(format!("{} replaced {replaced:?}, its author saw {:?}", short(hash), wished.saw));
                }
            }
        }
        wrong
    }

    /// The entry that a replay goes back to.
    pub(super) fn first_of(&self, entry: Hash) -> Hash {
        std::iter::successors(Some(entry), |entry| self.replays(entry)).last().unwrap_or(entry)
    }

    fn replays(&self, entry: &Hash) -> Option<Hash> {
        self.office.replays(entry).or_else(|| self.phones.iter().find_map(|phone| phone.replays(entry)))
    }

    /// Wishes that are not in the record, and of which their author has not heard.
    fn wishes_untold(&mut self, histories: &BTreeMap<DocumentId, History>) -> Vec<String> {
        let mut all: BTreeSet<Hash> = self.office.verdicts().into_iter().map(|(hash, _)| hash).collect();
        for phone in &self.phones {
            all.extend(phone.store().entries(Entries::All).expect("memory reads").iter().map(|entry| entry.hash));
        }
        let mut chains: BTreeMap<Hash, BTreeSet<Hash>> = BTreeMap::new();
        for entry in &all {
            chains.entry(self.first_of(*entry)).or_default().insert(*entry);
        }
        let verdicts: BTreeMap<Hash, Option<Verdict>> = self.office.verdicts().into_iter().collect();
        let mut wrong = Vec::new();
        for (entry, wished) in self.truth.wishes.clone() {
            let chain = chains.remove(&entry).unwrap_or_default();
            // Its own change; or, when it was replayed, somebody had set the same.
            let is_in_record = histories.get(&wished.household).is_some_and(|history| {
                let value = Some(wished.value.clone());
                let mut set = history.0.iter().filter(|(hash, _)| history.sets(hash, WISH).is_some());
                set.any(|(hash, (by, _))| chain.contains(by) || history.sets(hash, WISH) == Some(&value))
            });
            let is = |what: fn(&Verdict) -> bool| {
                chain.iter().any(|hash| verdicts.get(hash).is_some_and(|v| v.as_ref().is_some_and(what)))
            };
            let is_held = is(|verdict| matches!(verdict, Verdict::Held(_)));
            let is_refused = is(|verdict| matches!(verdict, Verdict::Refused(_)));
            if is_in_record {
                self.count("wishes in the record");
            } else if is_held {
                self.count("wishes held");
            } else if self.is_told(&wished, &chain) {
                self.count("wishes told");
            } else if is_refused && self.truth.let_go_entries.contains(&entry) {
                self.count("wishes shown by the office");
            } else if self.truth.exempt_entries.contains(&entry) {
                self.count("lost by a double fault");
            } else {
                wrong.push(format!("nobody was told of the wish {:?} of {}", wished.value, short(&entry)));
            }
        }
        wrong
    }

    /// A phone of the author shows it as needing attention, or none of them may hold the household any longer.
    fn is_told(&self, wished: &Wished, chain: &BTreeSet<Hash>) -> bool {
        let own: Vec<_> = self.phones.iter().filter(|phone| phone.person == wished.person).collect();
        let shows = own.iter().any(|phone| {
            let items = phone.store().attention().expect("memory reads");
            items.iter().any(|item| {
                let wish = (WISH.to_owned(), wished.value.clone());
                chain.contains(&item.entry) && item.document == wished.household && item.fields.contains(&wish)
            })
        });
        let holds = |id| own.iter().any(|phone| phone.store().document(id).expect("memory reads").is_some());
        shows || !holds(&wished.household)
    }
}
