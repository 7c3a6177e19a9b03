//! Looking at the office's record: what it has, what became of it, and who ought to hold what.

use super::SimOffice;
use crate::world::console::grid;
use lianxin_core::document::{Change, Document, guard};
use lianxin_core::entry::{SignedEntry, Verdict};
use lianxin_core::id::{DocumentId, Hash, Hash8};
use lianxin_core::sync::Audience;
use lianxin_core::time::Timestamp;
use std::collections::BTreeSet;

impl SimOffice {
    pub(in crate::world) fn has_entry(&self, hash: &Hash) -> bool {
        self.read(|tx| Ok(tx.entry(hash)?.is_some()))
    }

    /// Every entry of the inbox and what became of it, in order of arrival.
    pub(in crate::world) fn verdicts(&self) -> Vec<(Hash, Option<Verdict>)> {
        self.read(|tx| {
            let mut all = Vec::new();
            for seq in 1.. {
                match tx.entry_at(lianxin_server::storage::Seq(seq))? {
                    Some(entry) => all.push((entry.hash, entry.verdict)),
                    None => break,
                }
            }
            Ok(all)
        })
    }

    fn signed(&self, hash: &Hash) -> Option<SignedEntry> {
        self.read(|tx| {
            let Some(record) = tx.entry(hash)? else { return Ok(None) };
            let objects = tx.objects(record.seq)?.iter().map(|o| tx.object(o.id)).collect::<Result<_, _>>()?;
            Ok(SignedEntry::reopen(&record.sealed, objects).ok())
        })
    }

    /// The changes an entry carries, by document.
    pub(in crate::world) fn changes_of_entry(&self, hash: &Hash) -> Vec<(DocumentId, Hash)> {
        self.decoded(hash).into_iter().map(|(document, change)| (document, change.hash())).collect()
    }

    /// The changes an entry carries, decoded, by document.
    pub(in crate::world) fn decoded(&self, hash: &Hash) -> Vec<(DocumentId, Change)> {
        let Some(signed) = self.signed(hash) else { return Vec::new() };
        let objects = signed.entry.objects.iter().zip(&signed.objects);
        objects.filter_map(|(o, bytes)| Some((o.document, guard::read(bytes).ok()?))).collect()
    }

    /// The entry that this one replaces.
    pub(in crate::world) fn replays(&self, hash: &Hash) -> Option<Hash> {
        self.read(|tx| Ok(tx.entry(hash)?.and_then(|entry| entry.replays)))
    }

    /// How many entries that replace another have been admitted.
    pub(in crate::world) fn admitted_replays(&self) -> usize {
        let admitted = self.verdicts().into_iter().filter(|(_, v)| matches!(v, Some(Verdict::Admitted { .. })));
        admitted.filter(|(hash, _)| self.replays(hash).is_some()).count()
    }

    /// Everything an entry says, text by text.
    pub(in crate::world) fn texts_of_entry(&self, hash: &Hash) -> Vec<String> {
        let Some(signed) = self.signed(hash) else { return Vec::new() };
        let changes = signed.objects.iter().filter_map(|bytes| guard::read(bytes).ok());
        changes
            .flat_map(|change| {
                let texts = change.edits().iter().filter_map(|e| e.value.as_ref()?.as_text().map(str::to_owned));
                texts.collect::<Vec<_>>()
            })
            .collect()
    }

    pub(in crate::world) fn document(&self, id: &DocumentId) -> Option<Document> {
        self.office.document(id).expect("memory reads")
    }

    pub(in crate::world) fn has_change(&self, id: &DocumentId, change: &Hash) -> bool {
        self.document(id).is_some_and(|document| document.has(change))
    }

    /// Documents that a phone ought to hold.
    pub(in crate::world) fn documents_for(&self, phone: usize, now: Timestamp) -> Vec<DocumentId> {
        let registers = self.registers();
        self.read(|tx| {
            let device = tx.device(&self.devices[phone])?.expect("enrolled");
            let mut documents = BTreeSet::new();
            for audience in lianxin_server::audience::of_device(&registers, &device, now) {
                let members = tx.members(&audience, u64::MAX >> 1, 100_000)?;
                documents.extend(members.into_iter().filter(|m| m.holds_at(now)).map(|m| m.document));
            }
            Ok(documents.into_iter().collect())
        })
    }

    /// Every audience that any phone of the world can have had.
    pub(in crate::world) fn audiences_ever(&self) -> Vec<Audience> {
        let mut audiences = vec![Audience::org()];
        audiences.extend(self.devices.iter().map(|device| Audience::device(*device)));
        for number in 1..=4 {
            let grid = grid(number);
            audiences.extend([Audience::team(grid), Audience::ledger(grid), Audience::visits(grid)]);
        }
        let posts = self.registers();
        audiences.extend(posts.0.values().flat_map(|r| r.assignments.keys()).map(|id| Audience::mine(*id)));
        audiences.sort();
        audiences.dedup();
        audiences
    }

    pub(in crate::world) fn tip(&self, audience: &Audience) -> (u64, Hash8) {
        let tip = self.read(|tx| tx.tip(audience));
        (tip.pos, tip.chain)
    }

    pub(in crate::world) fn chain_at(&self, audience: &Audience, pos: u64) -> Option<Hash8> {
        self.read(|tx| tx.chain_at(audience, pos))
    }
}
