//! What must hold at every step.

use super::World;
use super::workers::short;
use lianxin_core::device::{Named, SyncState};
use lianxin_core::entry::{RefusalCode, Verdict};
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::store::{Entries, Store};
use std::collections::{BTreeMap, BTreeSet};

impl World {
    /// Safety: checked after every step.
    pub(super) fn check(&mut self) {
        self.feeds_only_grow();
        self.verdicts_are_final();
        self.acknowledged_is_kept();
        if self.tick.is_multiple_of(8) {
            self.entries_are_whole();
        }
    }

    fn feeds_only_grow(&mut self) {
        for audience in self.office.audiences_ever() {
            let tip = self.office.tip(&audience);
            if let Some((pos, chain)) = self.truth.feeds.get(&audience)
                && self.office.chain_at(&audience, *pos) != Some(*chain)
            {
                self.fail(format!("feed {audience} changed below {pos}"));
            }
            if tip.0 > 0 {
                self.truth.feeds.insert(audience, tip);
            }
        }
    }

    fn verdicts_are_final(&mut self) {
        for (hash, verdict) in self.office.verdicts() {
            let Some(verdict) = verdict else { continue };
            if matches!(verdict, Verdict::Admitted { .. }) && self.truth.hostile.contains(&hash) {
                self.fail(format!("hostile entry {} admitted", short(&hash)));
            }
            if verdict == Verdict::Refused(RefusalCode::Rights)
                && let Some(what) = self.truth.entitled.get(&hash)
            {
                self.fail(format!("entitled {what} {} refused for rights", short(&hash)));
            }
            if verdict.is_final() {
                let seen = self.truth.verdicts.insert(hash, verdict.numbers());
                if seen.is_some_and(|before| before != verdict.numbers()) {
                    self.fail(format!("the verdict of {} changed", short(&hash)));
                }
            }
        }
    }

    /// Whatever a phone holds a receipt for is at the office.
    fn acknowledged_is_kept(&mut self) {
        let mut lost = Vec::new();
        for phone in &self.phones {
            for entry in phone.store().entries(Entries::All).expect("memory reads") {
                if entry.is_received() && !self.office.has_entry(&entry.hash) {
                    lost.push(entry.hash);
                }
            }
        }
        for hash in lost {
            self.fail(format!("acknowledged entry {} is nowhere", short(&hash)));
        }
    }

    /// An entry is in the record whole or not at all, and what is admitted is visible.
    fn entries_are_whole(&mut self) {
        let mut broken = Vec::new();
        for (hash, verdict) in self.office.verdicts() {
            let changes = self.office.changes_of_entry(&hash);
            let there = changes.iter().filter(|(id, change)| self.office.has_change(id, change)).count();
            match verdict {
                Some(Verdict::Admitted { .. }) if there < changes.len() => broken.push((hash, "admitted, not visible")),
                Some(Verdict::Refused(code)) if there > 0 && code != RefusalCode::Exists => {
                    broken.push((hash, "refused, yet visible"));
                }
                _ => {}
            }
        }
        for (hash, what) in broken {
            self.fail(format!("entry {} is {what}", short(&hash)));
        }
    }

    /// After a complete pull a phone holds only documents of its audiences, and what its own unsettled work names.
    pub(super) fn holds_only_its_own(&mut self, phone: usize) {
        let store = self.phones[phone].store();
        let state = SyncState::load(store).expect("memory reads").unwrap_or_default();
        let Some(at) = state.server_time else { return };
        let open = store.entries(Entries::Open).expect("memory reads");
        let named: BTreeSet<DocumentId> = open.into_iter().flat_map(|e| e.documents).collect();
        let stray = store
            .documents()
            .expect("memory reads")
            .into_iter()
            .find(|id| !named.contains(id) && !store.is_member(id, at).expect("memory reads"));
        if let Some(id) = stray {
            self.fail(format!("phone {phone} holds {id}, which no audience of its holds"));
        }
    }

    /// Nothing anybody wrote is nowhere: it is in the record, held, before its author, or shown by the office.
    pub(super) fn nothing_is_lost(&mut self) {
        let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        for (hash, verdict) in self.office.verdicts() {
            let place = match verdict {
                Some(Verdict::Admitted { .. }) => "record",
                Some(Verdict::Held(_)) => "held",
                Some(Verdict::Refused(_)) => "refused",
                None => continue,
            };
            found.entry(place).or_default().extend(self.office.texts_of_entry(&hash));
        }
        let made = std::mem::take(&mut self.truth.made);
        for act in &made {
            let is = |place: &str| found.get(place).is_some_and(|texts| texts.contains(&act.token));
            if self.truth.exempt.contains(&act.token) {
                self.count("lost by a double fault");
            } else if is("record") {
                self.count("in the record");
            } else if is("held") {
                self.count("held");
            } else if self.needs_attention_of(act.person, &act.token) {
                self.count("needs attention");
            } else if is("refused") && self.truth.let_go.contains(&act.token) {
                self.count("shown by the office");
            } else {
                let refused = if is("refused") { " (refused at the office)" } else { "" };
                self.fail(format!("{} {} is nowhere{refused}", act.what, act.token));
            }
        }
        self.truth.made = made;
    }

    fn needs_attention_of(&self, person: lianxin_core::id::PersonId, token: &str) -> bool {
        self.phones.iter().filter(|p| p.person == person).any(|phone| {
            let items = phone.store().attention().expect("memory reads");
            items.iter().any(|item| item.fields.iter().any(|(_, value)| value.as_text() == Some(token)))
        })
    }

    /// What is still to be done anywhere; empty when the world is quiet.
    pub(super) fn unrest(&self) -> Vec<String> {
        let mut unrest = Vec::new();
        for (hash, verdict) in self.office.verdicts() {
            if verdict.is_none() {
                unrest.push(format!("the office has not judged {}", short(&hash)));
            }
        }
        for (index, phone) in self.phones.iter().enumerate() {
            if !phone.is_complete {
                unrest.push(format!("phone {index} is not complete"));
            }
            for entry in phone.store().entries(Entries::Open).expect("memory reads") {
                unrest.push(format!("phone {index} waits for {} {:?}", short(&entry.hash), entry.progress));
            }
            unrest.extend(self.differences(index));
        }
        unrest
    }

    /// Where a phone and the office do not have the same.
    fn differences(&self, index: usize) -> Vec<String> {
        let store = self.phones[index].store();
        let mut differences = Vec::new();
        for id in self.office.documents_for(index, self.now) {
            let wanted = self.office.document(&id).expect("a member exists");
            let held = store.document(&id).expect("memory reads");
            let Some(held) = held.and_then(|bytes| lianxin_core::document::Document::load(&bytes).ok()) else {
                differences.push(format!("phone {index} lacks {id}"));
                continue;
            };
            if held.heads() != wanted.heads() {
                differences.push(format!("phone {index} has other heads of {id}"));
            } else if held.entries() != wanted.entries() {
                differences.push(format!("phone {index} has other values of {id}"));
            }
        }
        differences
    }

    /// Whether an entry's texts are anywhere on another phone than this one.
    pub(super) fn has_elsewhere(&self, phone: usize, hash: &Hash) -> bool {
        self.office.has_entry(hash)
            || self
                .phones
                .iter()
                .enumerate()
                .any(|(index, other)| index != phone && other.store().entry(hash).expect("memory reads").is_some())
    }
}
