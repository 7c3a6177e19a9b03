//! What is new for a device, audience by audience: first what follows its cursor, then a new audience backwards from
//! its newest documents. Changes of one document are grouped; a whole document goes once, and only if no other
//! audience of the device has brought it.
//!
//! An answer is limited. Audiences are taken in their order and the first that does not fit ends it, so that those
//! before it are complete: only these, and those with nothing new, can be relied on to hold a document.

use super::reach::{Reach, is_filled_backwards, is_held_elsewhere};
use crate::feed::What;
use crate::receive::Asked;
use crate::storage::{ChangeRef, EntryRecord, Member, ObjectRef, ReadTx, Seq, StorageError};
use lianxin_core::cbor::Bytes;
use lianxin_core::entry::{ObjectKind, Verdict};
use lianxin_core::id::{ActorId, DocumentId, Era};
use lianxin_core::register::{Page, RegisterId, Row};
use lianxin_core::sabotage::{self, Broken};
use lianxin_core::sync::{Answer, Audience, AudienceNews, DocumentNews, Item};
use lianxin_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How much one answer brings; beyond it nothing is begun, and the phone asks again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Documents, with or without bytes.
    pub documents: usize,
    /// Bytes of changes and pages, before compression.
    pub bytes: usize,
    /// Verdicts.
    pub verdicts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { documents: 512, bytes: 1024 * 1024, verdicts: 4_096 }
    }
}

/// Rows read from storage at a time.
const ROWS: u32 = 512;

/// News of a document as it is gathered.
#[derive(Default)]
struct Gathered {
    whole: bool,
    /// Items by the order in which their entries were admitted.
    items: BTreeMap<u64, Vec<Item>>,
}

/// What one audience brings.
#[derive(Default)]
struct Brought {
    enter: BTreeMap<DocumentId, Option<Timestamp>>,
    leave: BTreeSet<DocumentId>,
}

/// One pull.
pub(super) struct Pull<'p> {
    tx: &'p dyn ReadTx,
    actor: ActorId,
    wants: &'p [DocumentId],
    /// The audiences that the question named.
    named: BTreeSet<Audience>,
    is_same_era: bool,
    now: Timestamp,
    limits: Limits,
    reaches: BTreeMap<Audience, Reach>,
    members: BTreeMap<DocumentId, Vec<Member>>,
    documents: BTreeMap<DocumentId, Gathered>,
    verdicts: Vec<(EntryRecord, Verdict)>,
    pages: Vec<Bytes>,
    parts: Vec<Bytes>,
    /// Documents counted so far, with or without bytes.
    count: usize,
    bytes: usize,
}

impl<'p> Pull<'p> {
    pub(super) fn new(
        tx: &'p dyn ReadTx,
        asked: &'p Asked,
        (era, limits): (Era, Limits),
        audiences: BTreeSet<Audience>,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let question = &asked.question;
        let is_same_era = question.era == Some(era);
        let cursors: BTreeMap<_, _> = question.cursors.iter().map(|(audience, cursor)| (audience, cursor)).collect();
        let mut reaches = BTreeMap::new();
        for audience in audiences {
            let reach = Reach::find(tx, &audience, cursors.get(&audience).copied(), is_same_era)?;
            reaches.insert(audience, reach);
        }
        Ok(Self {
            tx,
            actor: question.actor,
            wants: &question.wants,
            named: question.cursors.iter().map(|(audience, _)| audience.clone()).collect(),
            is_same_era,
            now,
            limits,
            reaches,
            members: BTreeMap::new(),
            documents: BTreeMap::new(),
            verdicts: vec![],
            pages: vec![],
            parts: vec![],
            count: 0,
            bytes: 0,
        })
    }

    /// Fills in the answer.
    pub(super) fn run(mut self, answer: &mut Answer) -> Result<(), StorageError> {
        self.answer_wants(answer)?;
        let audiences: Vec<Audience> = self.reaches.keys().cloned().collect();
        answer.keeps = self.named.iter().all(|audience| self.reaches.contains_key(audience));
        for audience in audiences {
            let Some(mut reach) = self.reaches.get(&audience).copied() else { continue };
            let mut news = AudienceNews { audience, restart: false, to: None, enter: vec![], leave: vec![] };
            let begins = !reach.is_complete() && !self.is_full();
            // A feed that turned out to be another one begins again even if it is empty now.
            if begins || (reach.restart && reach.is_complete()) {
                let brought = self.bring(&news.audience, &mut reach)?;
                news.restart = reach.restart;
                news.to = Some(reach.cursor);
                news.enter = brought.enter.into_iter().collect();
                news.leave = brought.leave.into_iter().collect();
                reach.restart = false;
                self.reaches.insert(news.audience.clone(), reach);
            }
            answer.more |= !reach.is_complete() || reach.restart;
            if news.to.is_some() || !answer.keeps || !self.named.contains(&news.audience) {
                answer.audiences.push(news);
            }
        }
        answer.verdicts = self.verdicts.iter().map(|(entry, verdict)| super::row(entry, *verdict)).collect();
        answer.pages = self.pages;
        answer.parts = self.parts;
        answer.documents = self.documents.into_iter().map(|(id, news)| news.into_news(id)).collect();
        Ok(())
    }

    fn is_full(&self) -> bool {
        let limits = &self.limits;
        self.count >= limits.documents || self.bytes >= limits.bytes || self.verdicts.len() >= limits.verdicts
    }

    /// Wanted documents come whole, or the phone is told that it may not have them.
    fn answer_wants(&mut self, answer: &mut Answer) -> Result<(), StorageError> {
        for document in self.wants.iter().collect::<BTreeSet<_>>() {
            if self.is_full() {
                answer.more = true;
                break;
            }
            let members = self.members_of(document)?;
            let is_allowed = members.iter().any(|m| m.holds_at(self.now) && self.reaches.contains_key(&m.audience));
            if is_allowed {
                self.count += 1;
                self.add_whole(document, false)?;
            } else {
                answer.absent.push(*document);
            }
        }
        Ok(())
    }

    /// Brings what one audience has, as far as the answer has room.
    fn bring(&mut self, audience: &Audience, reach: &mut Reach) -> Result<Brought, StorageError> {
        let mut brought = Brought::default();
        self.bring_forward(audience, reach, &mut brought)?;
        brought.leave.retain(|document| !brought.enter.contains_key(document));
        if reach.is_read() && is_filled_backwards(audience) {
            self.fill_back(audience, reach, &mut brought)?;
        }
        Ok(brought)
    }

    fn bring_forward(
        &mut self,
        audience: &Audience,
        reach: &mut Reach,
        brought: &mut Brought,
    ) -> Result<(), StorageError> {
        let start = reach.cursor.pos;
        while !reach.is_read() {
            let is_broken = reach.cursor.pos > 0 && reach.cursor.pos + 1 < reach.tip.pos;
            let too_far = u64::from(is_broken && sabotage::is(Broken::CursorOffByOne));
            let rows = self.tx.feed(audience, reach.cursor.pos + too_far, ROWS)?;
            if rows.is_empty() {
                return Err(StorageError::Corrupt("feed"));
            }
            for row in rows {
                if self.is_full() {
                    return Ok(());
                }
                match What::read_row(&row)? {
                    What::Verdict { entry, verdict } => self.add_verdict(entry, verdict)?,
                    What::Page { register, version } => self.add_page(register, version)?,
                    what => self.bring_document(audience, reach, start, row.pos, &what, brought)?,
                }
                reach.cursor.pos = row.pos;
                reach.cursor.chain = row.chain;
            }
        }
        Ok(())
    }

    /// One row about a document. Only what the audience holds *now* has content: a document that has left since, or
    /// that entered again later, comes with its later row.
    fn bring_document(
        &mut self,
        audience: &Audience,
        reach: &Reach,
        start: u64,
        pos: u64,
        what: &What,
        brought: &mut Brought,
    ) -> Result<(), StorageError> {
        let (What::Objects { document, .. } | What::Enter { document, .. } | What::Leave { document }) = what else {
            return Ok(());
        };
        let members = self.members_of(document)?;
        let member = members.iter().find(|m| m.audience == *audience);
        let holds = member.filter(|m| m.holds_at(self.now) && m.entered <= pos);
        match (what, holds) {
            (What::Leave { .. }, None) if member.is_none_or(|m| m.entered > pos) => {
                self.count += 1;
                brought.leave.insert(*document);
                brought.enter.remove(document);
            }
            (What::Enter { .. }, Some(member)) if member.entered == pos => {
                self.count += 1;
                brought.enter.insert(*document, member.until);
                if !is_held_elsewhere(&self.reaches, &members, audience, self.now) {
                    self.add_whole(document, true)?;
                }
            }
            (What::Objects { entry, .. }, Some(member)) => {
                // Not filled yet: it comes whole, backwards.
                let is_filled = member.entered > start || member.entered >= reach.cursor.back;
                if is_filled && !is_held_elsewhere(&self.reaches, &members, audience, self.now) {
                    self.add_entry(document, *entry)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Fills a new audience from its newest documents backwards.
    fn fill_back(&mut self, audience: &Audience, reach: &mut Reach, brought: &mut Brought) -> Result<(), StorageError> {
        while reach.cursor.back > 1 {
            let members = self.tx.members(audience, reach.cursor.back, ROWS)?;
            if members.is_empty() {
                reach.cursor.back = 1;
            }
            for member in members {
                if self.is_full() {
                    return Ok(());
                }
                if member.holds_at(self.now) {
                    self.count += 1;
                    brought.enter.insert(member.document, member.until);
                    let all = self.members_of(&member.document)?;
                    if !is_held_elsewhere(&self.reaches, &all, audience, self.now) {
                        self.add_whole(&member.document, true)?;
                    }
                }
                reach.cursor.back = member.entered;
            }
        }
        Ok(())
    }

    fn members_of(&mut self, document: &DocumentId) -> Result<Vec<Member>, StorageError> {
        if let Some(members) = self.members.get(document) {
            return Ok(members.clone());
        }
        let members = self.tx.memberships(document)?;
        self.members.insert(*document, members.clone());
        Ok(members)
    }

    /// Adds everything there is of a document. Where the asking actor wrote all of it, references do, unless the
    /// phone has asked for the bytes or may hold what the office has lost.
    fn add_whole(&mut self, document: &DocumentId, may_refer: bool) -> Result<(), StorageError> {
        if self.documents.get(document).is_some_and(|gathered| gathered.whole) {
            return Ok(());
        }
        let changes = self.tx.changes_of(document)?;
        let refer = may_refer && self.is_same_era && changes.iter().all(|change| change.actor == self.actor);
        let mut gathered = Gathered { whole: !refer, items: BTreeMap::new() };
        for change in &changes {
            let item = self.item(change, refer)?;
            let items = gathered.items.entry(change.admitted).or_default();
            if !items.contains(&item) {
                items.push(item);
            }
        }
        self.documents.insert(*document, gathered);
        Ok(())
    }

    fn item(&mut self, change: &ChangeRef, refer: bool) -> Result<Item, StorageError> {
        if refer {
            return Ok(Item::Own(change.entry.short()));
        }
        let bytes = self.tx.object(change.id)?;
        self.bytes += bytes.len();
        Ok(Item::Change(bytes))
    }

    /// Adds what one entry changed in a document.
    fn add_entry(&mut self, document: &DocumentId, entry: Seq) -> Result<(), StorageError> {
        if self.documents.get(document).is_some_and(|gathered| gathered.whole) {
            return Ok(());
        }
        let record = self.tx.entry_at(entry)?.ok_or(StorageError::Corrupt("entry of a feed"))?;
        let order = record.admitted.ok_or(StorageError::Corrupt("entry of a feed"))?;
        if self.documents.get(document).is_some_and(|gathered| gathered.items.contains_key(&order)) {
            return Ok(());
        }
        let items = if record.actor == self.actor {
            vec![Item::Own(record.hash.short())]
        } else {
            self.changes_in(document, &record)?
        };
        if !self.documents.contains_key(document) {
            self.count += 1;
        }
        self.documents.entry(*document).or_default().items.insert(order, items);
        Ok(())
    }

    fn changes_in(&mut self, document: &DocumentId, record: &EntryRecord) -> Result<Vec<Item>, StorageError> {
        let mut items = Vec::new();
        let is_change = |object: &ObjectRef| {
            object.document == *document && matches!(object.kind, ObjectKind::Create | ObjectKind::Change)
        };
        for object in self.tx.objects(record.seq)?.into_iter().filter(is_change) {
            let bytes = self.tx.object(object.id)?;
            self.bytes += bytes.len();
            items.push(Item::Change(bytes));
        }
        Ok(items)
    }

    fn add_verdict(&mut self, entry: Seq, verdict: Verdict) -> Result<(), StorageError> {
        let record = self.tx.entry_at(entry)?.ok_or(StorageError::Corrupt("entry of a feed"))?;
        self.verdicts.push((record, verdict));
        Ok(())
    }

    /// Adds a page, and the details of its persons as far as they are still there.
    fn add_page(&mut self, register: RegisterId, version: u64) -> Result<(), StorageError> {
        let bytes = self.tx.page(register, version)?.ok_or(StorageError::Corrupt("register page"))?;
        let page = Page::reopen(&bytes).map_err(|_| StorageError::Corrupt("register page"))?;
        for row in &page.rows {
            let Row::Person { leaf, .. } = row else { continue };
            if let Some(part) = self.tx.part(leaf)?.map(Bytes)
                && !self.parts.contains(&part)
            {
                self.bytes += part.0.len();
                self.parts.push(part);
            }
        }
        self.bytes += bytes.len();
        self.pages.push(Bytes(bytes));
        Ok(())
    }
}

impl Gathered {
    fn into_news(self, document: DocumentId) -> DocumentNews {
        DocumentNews { document, whole: self.whole, items: self.items.into_values().flatten().collect() }
    }
}
