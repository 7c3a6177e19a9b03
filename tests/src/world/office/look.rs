//! What the checks see of the office.

use super::SimOffice;
use crate::world::console::grid;
use crate::world::phone::SimPhone;
use crate::world::workers::covers;
use lianxin_core::cbor::decode;
use lianxin_core::code::GridCode;
use lianxin_core::command::Command;
use lianxin_core::document::{Document, guard};
use lianxin_core::entry::{SignedEntry, Verdict};
use lianxin_core::id::{DocumentId, Hash, Hash8};
use lianxin_core::register::Registers;
use lianxin_core::sync::Audience;
use lianxin_core::time::{Host, Timestamp};
use lianxin_core::visit;
use lianxin_server::storage::{HouseholdList, Page, ReadTx, Storage, StorageError, VisitList};
use std::collections::BTreeSet;
use std::sync::Arc;

impl SimOffice {
    pub(in crate::world) fn registers(&self) -> Arc<Registers> {
        self.office.registers()
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(&dyn ReadTx) -> Result<T, StorageError>) -> T {
        let storage: &dyn Storage = &self.disk;
        storage.read(read).expect("memory reads")
    }

    pub(in crate::world) fn visits(&self) -> Vec<DocumentId> {
        let page = Page { offset: 0, limit: 10_000 };
        self.read(|tx| Ok(tx.visits(&VisitList::default(), page)?.into_iter().map(|row| row.id).collect()))
    }

    pub(in crate::world) fn households_of(&self, grid: GridCode) -> Vec<DocumentId> {
        let (list, page) =
            (HouseholdList { grid: Some(grid), ..HouseholdList::default() }, Page { offset: 0, limit: 10_000 });
        self.read(|tx| Ok(tx.households(&list, page)?.into_iter().map(|row| row.id).collect()))
    }

    /// Whether the author of an act was entitled to it by the office's registers at the true time.
    pub(in crate::world) fn is_entitled(&self, _: usize, phone: &SimPhone, entry: &Hash, subject: DocumentId) -> bool {
        use lianxin_core::store::Store;
        let now = self.host.now();
        let Some(own) = phone.store().entry(entry).expect("memory reads") else { return false };
        let Ok(command) = decode::<Command>(&own.command) else { return false };
        let registers = self.registers();
        let Some(post) = registers.assignment(command.assignment).filter(|p| p.in_force_at(now)) else { return false };
        if subject == DocumentId::default() {
            return true;
        }
        match subject.family() {
            visit::CODE => true,
            _ => self.document(&subject).is_some_and(|household| covers(&household, post.scope, now)),
        }
    }

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
        let Some(signed) = self.signed(hash) else { return Vec::new() };
        let objects = signed.entry.objects.iter().zip(&signed.objects);
        objects.filter_map(|(o, bytes)| Some((o.document, guard::read(bytes).ok()?.hash()))).collect()
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
