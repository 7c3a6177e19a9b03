//! Takes an answer: one commit.

use super::replay::{everything, placed};
use super::sender::Sender;
use super::{SessionError, Workplace, standing, tips};
use crate::cbor::{Bytes, decode};
use crate::desk::Desk;
use crate::device::{Identity, Named, SyncState};
use crate::document::guard;
use crate::entry::{RefusalCode, SignedEntry, Verdict};
use crate::id::{DocumentId, Hash, Hash8};
use crate::register::{Listed, PersonDetails, RegisterId, Registers};
use crate::sabotage::{self, Broken};
use crate::store::{Attention, Entries, OwnEntry, Progress, Store, StoreError, Write};
use crate::sync::{Answer, AudienceNews, Class, DocumentNews, Item, ReasonRow, VerdictRow};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// Characters of what a person at the office said that are kept.
const MAX_SAID: usize = 500;

/// What an answer brought.
pub(super) struct Taken {
    pub(super) documents: u64,
    pub(super) more: bool,
    pub(super) stale: bool,
    pub(super) complete: bool,
    pub(super) progressed: bool,
}

/// Applies the answer if it is the one to the newest question; none if it is not.
pub(super) fn take(bytes: &[u8], asked: Option<u64>, desk: &mut Workplace<'_>) -> Result<Option<Taken>, SessionError> {
    let (identity, chain, state) = standing(desk.store)?;
    let (answer, mut sender) = Sender::of(bytes, &identity, desk.registers)?;
    if asked != Some(answer.number) || answer.number != state.number {
        return Ok(None);
    }
    let mut registers = desk.registers.clone();
    let mut taking = Taking::begin(&answer, desk.store)?;
    let actor = chain.actor;
    let next_chain = match tips::take(&mut taking, &answer, chain, &sender.key)? {
        tips::Found::OnChain(chain) => chain,
        tips::Found::Forked(chain) => chain.next(&desk.key.public(), desk.install, desk.host),
    };
    taking.progressed |= next_chain.actor != actor;
    taking.news(&answer, &identity, &mut registers, &mut sender)?;
    let complete = !answer.more && !answer.stale && taking.wants.is_empty();
    if complete {
        taking.drop_what_left(&answer, &mut registers)?;
    }
    let saved = SyncState {
        era: Some(answer.era),
        number: state.number,
        server_time: state.server_time.max(Some(answer.time)),
        offset_ms: answer.time.since(desk.host.now()),
        complete: if answer.stale { state.complete } else { complete },
    };
    taking.desk.write(saved.save());
    taking.desk.write(next_chain.save());
    if let Some(renewed) = &answer.renewed {
        taking.renew(&identity, renewed, &sender.listed);
    }
    let taken = Taken {
        documents: answer.documents.len() as u64,
        more: answer.more,
        stale: answer.stale,
        complete,
        progressed: taking.progressed,
    };
    let writes = taking.desk.writes()?;
    desk.store.commit(writes)?;
    *desk.registers = registers;
    Ok(Some(taken))
}

/// An answer being applied.
pub(super) struct Taking<'a> {
    pub(super) desk: Desk<'a>,
    store: &'a dyn Store,
    wants: BTreeSet<DocumentId>,
    /// Own entries that were open when the answer came, oldest first.
    pub(super) open: Vec<OwnEntry>,
    pub(super) progressed: bool,
    /// The server's time of the answer.
    pub(super) current: crate::time::Timestamp,
    drops: BTreeSet<DocumentId>,
}

impl<'a> Taking<'a> {
    fn begin(answer: &Answer, store: &'a dyn Store) -> Result<Self, SessionError> {
        Ok(Self {
            desk: Desk::new(store),
            store,
            wants: store.wants()?.into_iter().collect(),
            open: store.entries(Entries::Open)?,
            progressed: answer.more || !answer.documents.is_empty() || !answer.verdicts.is_empty(),
            current: answer.time,
            drops: BTreeSet::new(),
        })
    }

    /// Everything the answer tells: verdicts, pages, documents, audiences.
    fn news(
        &mut self,
        answer: &Answer,
        identity: &Identity,
        registers: &mut Registers,
        sender: &mut Sender,
    ) -> Result<(), SessionError> {
        for row in &answer.verdicts {
            let is_of = |reason: &&ReasonRow| (reason.actor, reason.n, reason.hash) == (row.actor, row.n, row.hash);
            let said = answer.reasons.iter().flatten().find(is_of).map(|reason| reason.text.as_str());
            self.verdict(row, said, answer.time)?;
        }
        self.pages(answer, identity, registers, sender);
        for news in &answer.documents {
            self.document(news)?;
        }
        for id in &answer.absent {
            self.wants.remove(id);
            self.drops.insert(*id);
            self.desk.write(Write::Got(*id));
        }
        for news in &answer.audiences {
            self.audience(news)?;
        }
        Ok(())
    }

    /// The own entry whose hash begins like this, as it stands by now.
    pub(super) fn own(&self, start: &Hash8) -> Result<Option<OwnEntry>, SessionError> {
        match self.store.entry_starting(start)? {
            Some(entry) => Ok(self.desk.entry(&entry.hash)?),
            None => Ok(None),
        }
    }

    /// Changes how far an own entry has come.
    pub(super) fn set_progress(&mut self, entry: &mut OwnEntry, progress: Progress) {
        if entry.progress != progress {
            entry.progress = progress;
            self.progressed = true;
            self.desk.put_entry(entry.clone());
        }
    }

    fn want(&mut self, id: DocumentId) {
        if self.wants.insert(id) {
            self.desk.write(Write::Want(id));
        }
    }

    fn verdict(&mut self, row: &VerdictRow, said: Option<&str>, at: Timestamp) -> Result<(), SessionError> {
        let found = if sabotage::is(Broken::VerdictByNumber) {
            let open = self.open.iter().find(|e| e.actor == row.actor && e.n == row.n);
            open.map(|e| self.desk.entry(&e.hash)).transpose()?.flatten()
        } else {
            self.own(&row.hash)?
        };
        let Some(mut entry) = found.filter(|e| e.actor == row.actor && e.n == row.n) else { return Ok(()) };
        let received = match entry.progress {
            Progress::Unsent => self.current,
            Progress::Received(at) | Progress::Judged(at, _) => at,
        };
        // A replayed branch stays replayed: its original is closed when the replay is admitted.
        if entry.settled && !matches!(row.verdict, Verdict::Admitted { .. }) {
            return Ok(());
        }
        self.set_progress(&mut entry, Progress::Judged(received, row.verdict));
        match row.verdict {
            Verdict::Admitted { .. } => self.promote(entry),
            Verdict::Refused(RefusalCode::Person) if said.is_some() => {
                self.return_to_author(entry, said.unwrap_or_default(), at)
            }
            Verdict::Refused(_) | Verdict::Held(_) => Ok(()),
        }
    }

    /// An entry that a person at the office refused is put before its author at once, with that person's words: the
    /// office says them once.
    fn return_to_author(&mut self, entry: OwnEntry, said: &str, at: Timestamp) -> Result<(), SessionError> {
        let said: String = said.chars().take(MAX_SAID).collect();
        for item in everything(&entry, RefusalCode::Person.word(), at) {
            self.desk.write(placed(Attention { said: said.clone(), ..item }, self.store)?);
        }
        self.desk.put_entry(OwnEntry { settled: true, ..entry });
        Ok(())
    }

    /// An admitted own entry becomes part of the admitted state; nothing is left to do about it.
    fn promote(&mut self, entry: OwnEntry) -> Result<(), SessionError> {
        for id in entry.documents.iter().filter(|id| touches(&entry, id)) {
            self.add_own(*id, &entry)?;
        }
        self.desk.put_entry(OwnEntry { settled: true, ..entry });
        Ok(())
    }

    fn add_own(&mut self, id: DocumentId, entry: &OwnEntry) -> Result<(), SessionError> {
        let mut document = self.desk.admitted(&id)?.unwrap_or_default();
        let mut complete = true;
        for change in changes(entry, &id) {
            complete &= document.overlay(&change);
        }
        if complete {
            self.desk.set_admitted(id, document);
        } else {
            self.want(id);
        }
        Ok(())
    }

    fn document(&mut self, news: &DocumentNews) -> Result<(), SessionError> {
        let id = news.document;
        let before = if news.whole { None } else { self.desk.admitted(&id)? };
        let mut document = before.unwrap_or_default();
        let mut complete = true;
        for item in &news.items {
            complete &= match item {
                Item::Change(bytes) => guard::read(bytes).is_ok_and(|change| document.overlay(&change)),
                Item::Own(hash) => match self.own(hash)? {
                    Some(entry) => changes(&entry, &id).iter().all(|change| document.overlay(change)),
                    None => false,
                },
            };
        }
        if !complete {
            self.want(id);
            return Ok(());
        }
        if news.whole && self.wants.remove(&id) {
            self.desk.write(Write::Got(id));
        }
        if !document.heads().is_empty() {
            self.desk.set_admitted(id, document);
        }
        Ok(())
    }

    fn pages(&mut self, answer: &Answer, identity: &Identity, registers: &mut Registers, sender: &mut Sender) {
        for (at, sealed) in answer.pages.iter().enumerate() {
            if let Some(page) = sender.page(at, &sealed.0)
                && page.version > registers.version(page.register)
                && registers.add(&page).is_ok()
            {
                // A page may list the node that signed the next one.
                sender.learn(&page, identity);
                self.desk.write(Write::Page(page.register, page.version, sealed.0.clone()));
                self.progressed = true;
            }
        }
        for part in &answer.parts {
            if let Ok(details) = decode::<PersonDetails>(&part.0)
                && registers.add_details(&details)
            {
                self.desk.write(Write::Part(details.leaf(), part.clone()));
            }
        }
    }

    fn audience(&mut self, news: &AudienceNews) -> Result<(), SessionError> {
        let Some(to) = news.to else { return Ok(()) };
        self.progressed = true;
        if news.restart {
            for (id, _) in self.store.members(&news.audience)? {
                self.drops.insert(id);
            }
            self.desk.write(Write::DropAudience(news.audience.clone()));
        }
        for (id, until) in &news.enter {
            self.desk.write(Write::Enter(news.audience.clone(), *id, *until));
        }
        for id in &news.leave {
            self.desk.write(Write::Leave(news.audience.clone(), *id));
            self.drops.insert(*id);
        }
        self.desk.write(Write::Cursor(news.audience.clone(), to));
        Ok(())
    }

    /// Audiences that are no longer the device's go when the pull is complete. What they held is dropped in
    /// the next step, [`super::replay::settle`], which sees the committed memberships.
    fn drop_what_left(&mut self, answer: &Answer, registers: &mut Registers) -> Result<(), SessionError> {
        if answer.keeps {
            return Ok(());
        }
        let mut lost_a_register = false;
        for (audience, _) in self.store.cursors()? {
            if answer.audiences.iter().all(|news| news.audience != audience) {
                if sabotage::is(Broken::DropBeforePush) {
                    self.forget_unsent(&audience)?;
                }
                if let (Some(Class::Team), Some(grid)) = (audience.class(), audience.grid()) {
                    let id = RegisterId::Grid(grid);
                    lost_a_register |= registers.0.remove(&id).is_some();
                    self.desk.write(Write::DropRegister(id));
                }
                self.desk.write(Write::DropAudience(audience));
                self.progressed = true;
            }
        }
        if lost_a_register { self.drop_unnamed(registers) } else { Ok(()) }
    }

    /// Names and duty phones go with the registers that named them, except those that another one names too (P-09).
    fn drop_unnamed(&mut self, registers: &Registers) -> Result<(), SessionError> {
        let named: BTreeSet<Hash> = registers.0.values().flat_map(|r| r.persons.values()).map(|p| p.leaf).collect();
        for part in self.store.parts()? {
            let leaf = decode::<PersonDetails>(&part.0).map_err(|_| StoreError::Corrupt)?.leaf();
            if !named.contains(&leaf) {
                self.desk.write(Write::DropPart(leaf));
            }
        }
        Ok(())
    }

    /// What must never happen: unsent work goes with its audience.
    fn forget_unsent(&mut self, audience: &crate::sync::Audience) -> Result<(), SessionError> {
        let gone: BTreeSet<DocumentId> = self.store.members(audience)?.into_iter().map(|(id, _)| id).collect();
        for entry in &self.open {
            if entry.progress == Progress::Unsent && entry.documents.iter().any(|id| gone.contains(id)) {
                self.desk.write(Write::ForgetEntry(entry.hash));
            }
        }
        Ok(())
    }

    fn renew(&mut self, identity: &Identity, renewed: &Bytes, listed: &Listed) {
        if let Some(renewed) = identity.renewed(&renewed.0, listed) {
            self.desk.write(renewed.save());
        }
    }
}

fn touches(entry: &OwnEntry, id: &DocumentId) -> bool {
    SignedEntry::reopen(&entry.sealed, entry.objects.clone())
        .is_ok_and(|signed| signed.entry.objects.iter().any(|o| o.document == *id))
}

fn changes(entry: &OwnEntry, id: &DocumentId) -> Vec<crate::document::Change> {
    let Ok(signed) = SignedEntry::reopen(&entry.sealed, entry.objects.clone()) else { return Vec::new() };
    let objects = signed.entry.objects.iter().zip(&signed.objects).filter(|(o, _)| o.document == *id);
    objects.filter_map(|(_, bytes)| guard::check(bytes, &signed.entry.actor, signed.entry.time).ok()).collect()
}
