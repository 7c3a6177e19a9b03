//! A phone as small as can be: keeps a chain, asks, applies answers. No store, no screens, no replays by itself.

use crate::office::{AskError, Office};
use lianxin_core::cbor::encode;
use lianxin_core::document::{Document, Edit, Value, guard};
use lianxin_core::entry::{Acting, Entry, ObjectKind, ObjectRef, Opening, SignedEntry, Verdict};
use lianxin_core::id::{ActorId, DocumentId, Era, Hash, sha256};
use lianxin_core::register::{Assignment, Page, RegisterId, Registers};
use lianxin_core::seal::cose::{Namespace, seal};
use lianxin_core::seal::{PublicKey, SigningKey};
use lianxin_core::sync::{
    Answer, Audience, AudienceNews, Cursor, DocumentNews, Item, Question, Receipt, SentChain, SentEntry,
};
use lianxin_core::time::Timestamp;
use lianxin_core::{household, visit};
use std::collections::{BTreeMap, BTreeSet};

/// An own entry.
#[derive(Clone)]
pub(super) struct Own {
    pub(super) signed: SignedEntry,
    pub(super) received: bool,
    pub(super) verdict: Option<Verdict>,
}

/// An object that is about to be signed.
pub(super) struct Draft {
    pub(super) object: ObjectRef,
    pub(super) bytes: Vec<u8>,
}

#[derive(Clone)]
pub(super) struct Phone {
    pub(super) key: SigningKey,
    pub(super) post: Assignment,
    pub(super) actor: ActorId,
    epoch: [u8; 16],
    previous: Option<(ActorId, u64)>,
    /// The chain of the present actor.
    n: u64,
    tip: Hash,
    pub(super) own: Vec<Own>,
    pub(super) receipt: Option<(u64, Timestamp)>,
    pub(super) number: u64,
    pub(super) era: Option<Era>,
    pub(super) node: PublicKey,
    pub(super) cursors: BTreeMap<Audience, Cursor>,
    pub(super) audiences: BTreeMap<Audience, BTreeSet<DocumentId>>,
    pub(super) documents: BTreeMap<DocumentId, Document>,
    pub(super) registers: Registers,
    pub(super) wants: BTreeSet<DocumentId>,
    /// By how much its clock is wrong.
    pub(super) skew: i64,
    dice: u64,
    laid: Option<Document>,
    /// Bytes of the last question and answer.
    pub(super) traffic: (usize, usize),
}

impl Phone {
    pub(super) fn new(key: SigningKey, post: Assignment, epoch: [u8; 16], node: PublicKey) -> Self {
        let actor = ActorId::derive(&key.public().to_bytes(), &epoch);
        Self {
            key,
            post,
            actor,
            epoch,
            previous: None,
            n: 0,
            tip: Hash::default(),
            own: vec![],
            receipt: None,
            number: 0,
            era: None,
            node,
            cursors: BTreeMap::new(),
            audiences: BTreeMap::new(),
            documents: BTreeMap::new(),
            registers: Registers::default(),
            wants: BTreeSet::new(),
            skew: 0,
            dice: 0,
            laid: None,
            traffic: (0, 0),
        }
    }

    /// Begins a new chain, as after a fork.
    pub(super) fn begin_actor(&mut self, epoch: u8) {
        self.previous = Some((self.actor, self.n));
        self.epoch = [epoch; 16];
        self.actor = ActorId::derive(&self.key.public().to_bytes(), &self.epoch);
        (self.n, self.tip, self.receipt) = (0, Hash::default(), None);
    }

    fn random(&mut self) -> [u8; 16] {
        self.dice += 1;
        let hash = sha256(&[&self.key.public().to_bytes(), &self.actor.0, &self.dice.to_be_bytes()]);
        let mut random = [0; 16];
        random.copy_from_slice(&hash.0[..16]);
        random
    }

    /// A document as the phone shows it: admitted, with its own pending changes laid over.
    pub(super) fn shown(&self, id: &DocumentId) -> Document {
        let mut document = self.documents.get(id).cloned().unwrap_or_default();
        for own in self.own.iter().filter(|own| matches!(own.verdict, None | Some(Verdict::Held(_)))) {
            lay_over(&mut document, id, &own.signed);
        }
        document
    }

    /// Drafts the creation of a visit.
    pub(super) fn draft_visit(&mut self, household: &DocumentId, note: &str, now: Timestamp) -> Draft {
        let nonce = self.random();
        let id = DocumentId::derive(visit::CODE, &self.actor, &nonce);
        let grid = i64::try_from(self.post.scope.grid().unwrap().number()).unwrap();
        let edits = [
            put("grid", Value::Int(grid)),
            put("household", Value::Bytes(household.0.to_vec())),
            put("author", Value::Bytes(self.post.person.0.to_vec())),
            put("assignment", Value::Bytes(self.post.id.0.to_vec())),
            put("day", Value::Int(now.day().0.into())),
            put("outcome", text("met")),
            put("note", text(note)),
        ];
        let time = now.plus_ms(self.skew);
        let change = Document::new().write(&self.actor, time, "visit.add", &nonce, &edits).unwrap().unwrap();
        let bytes = change.bytes().to_vec();
        Draft { object: ObjectRef::new(ObjectKind::Create, id, &bytes), bytes }
    }

    /// Drafts the creation of a household that is not in the ledger.
    pub(super) fn draft_household(&mut self, room: &str, now: Timestamp) -> Draft {
        let nonce = self.random();
        let id = DocumentId::derive(household::CODE, &self.actor, &nonce);
        let grid = i64::try_from(self.post.scope.grid().unwrap().number()).unwrap();
        let edits = [
            put("grid", Value::Int(grid)),
            put("author", Value::Bytes(self.post.person.0.to_vec())),
            put("room", text(room)),
        ];
        let time = now.plus_ms(self.skew);
        let change = Document::new().write(&self.actor, time, "household.add", &nonce, &edits).unwrap().unwrap();
        let bytes = change.bytes().to_vec();
        Draft { object: ObjectRef::new(ObjectKind::Create, id, &bytes), bytes }
    }

    /// Drafts an edit upon what the phone shows.
    pub(super) fn draft_edit(&mut self, id: &DocumentId, edits: &[Edit], now: Timestamp) -> Draft {
        self.draft_edit_on(&self.shown(id), id, edits, now)
    }

    pub(super) fn draft_edit_on(&mut self, on: &Document, id: &DocumentId, edits: &[Edit], now: Timestamp) -> Draft {
        let nonce = self.random();
        let change = on.write(&self.actor, now.plus_ms(self.skew), "edit", &nonce, edits).unwrap().unwrap();
        let bytes = change.bytes().to_vec();
        Draft { object: ObjectRef::new(ObjectKind::Change, *id, &bytes), bytes }
    }

    /// Writes a creation again under the present actor, with the same random bytes and, if its creator is named, id.
    pub(super) fn recreate(&mut self, draft: &Draft, creator: Option<ActorId>, now: Timestamp) -> Draft {
        let (actor, time) = automerge_head(&draft.bytes);
        let drafted = guard::check(&draft.bytes, &actor, time).unwrap();
        let time = now.plus_ms(self.skew);
        let change =
            Document::new().write(&self.actor, time, "again", drafted.nonce(), drafted.edits()).unwrap().unwrap();
        let bytes = change.bytes().to_vec();
        let object = ObjectRef { creator, ..ObjectRef::new(ObjectKind::Create, draft.object.document, &bytes) };
        Draft { object, bytes }
    }

    /// Writes the creation of an own entry again.
    pub(super) fn recreate_own(&mut self, entry: &Hash, now: Timestamp) -> Draft {
        let own = self.own.iter().find(|own| own.signed.hash == *entry).unwrap();
        let (object, bytes) = (own.signed.entry.objects[0], own.signed.objects[0].clone());
        let creator = (own.signed.entry.actor != self.actor).then_some(own.signed.entry.actor);
        self.recreate(&Draft { object, bytes }, creator, now)
    }

    /// Signs an entry and keeps it as unsent.
    pub(super) fn sign(&mut self, drafts: Vec<Draft>, now: Timestamp) -> Hash {
        self.sign_replay(drafts, None, now)
    }

    pub(super) fn sign_replay(&mut self, drafts: Vec<Draft>, replays: Option<Hash>, now: Timestamp) -> Hash {
        let (objects, bytes) = drafts.into_iter().map(|draft| (draft.object, draft.bytes)).unzip();
        let versions = [RegisterId::Org, RegisterId::of(self.post.scope)];
        let seen = versions.map(|id| (id, self.registers.version(id)));
        let entry = Entry {
            actor: self.actor,
            n: self.n + 1,
            previous: self.tip,
            time: now.plus_ms(self.skew),
            acting: Acting::Assignment(self.post.id),
            receipt: self.receipt,
            registers: seen.into_iter().filter(|(_, version)| *version > 0).collect(),
            replays,
            opening: (self.n == 0).then_some(Opening { epoch: self.epoch, previous: self.previous }),
            objects,
        };
        let signed = entry.sign(&self.key, bytes);
        (self.n, self.tip) = (self.n + 1, signed.hash);
        self.own.push(Own { signed, received: false, verdict: None });
        self.tip
    }

    /// Signs an entry of a version that this office does not know, with one more element at its end.
    pub(super) fn sign_later(&mut self, drafts: Vec<Draft>, now: Timestamp) -> Hash {
        self.sign(drafts, now);
        let Some(own) = self.own.last_mut() else { unreachable!() };
        let mut payload = encode(&own.signed.entry);
        payload[0] += 1;
        payload[1] = 2;
        payload.extend(encode(&"later".to_owned()));
        let sealed = seal(&self.key, Namespace::Entry, &payload);
        own.signed = SignedEntry::open(&sealed, own.signed.objects.clone(), &self.key.public()).unwrap();
        self.tip = own.signed.hash;
        self.tip
    }

    /// Records a visit: one entry.
    pub(super) fn visit(&mut self, household: &DocumentId, note: &str, now: Timestamp) -> (DocumentId, Hash) {
        let draft = self.draft_visit(household, note, now);
        (draft.object.document, self.sign(vec![draft], now))
    }

    /// Edits one field: one entry.
    pub(super) fn edit(&mut self, id: &DocumentId, key: &str, value: &str, now: Timestamp) -> Hash {
        let draft = self.draft_edit(id, &[put(key, text(value))], now);
        self.sign(vec![draft], now)
    }

    /// Edits upon the last pending change only, which is quick with many of them.
    pub(super) fn edit_shown(&mut self, id: &DocumentId, key: &str, value: &str, now: Timestamp) -> Hash {
        let mut shown = self.laid.take().unwrap_or_else(|| self.shown(id));
        let draft = self.draft_edit_on(&shown, id, &[put(key, text(value))], now);
        let change = guard::check(&draft.bytes, &self.actor, now.plus_ms(self.skew)).unwrap();
        assert!(shown.overlay(&change));
        self.laid = Some(shown);
        self.sign(vec![draft], now)
    }

    /// Sends more entries than one question holds.
    pub(super) fn send_in_portions(&mut self, office: &Office, now: Timestamp) {
        while self.own.iter().any(|own| !own.received) {
            let mut question = self.question(now);
            question.chains[0].entries.truncate(400);
            let sealed = office.handle(&question.seal(&self.key), now).unwrap();
            self.apply(&Answer::open(&sealed, &self.node).unwrap());
        }
    }

    /// What the phone would ask now.
    pub(super) fn question(&mut self, now: Timestamp) -> Question {
        self.number += 1;
        let mut chains: Vec<SentChain> = vec![SentChain { actor: self.actor, entries: vec![] }];
        for own in self.own.iter().filter(|own| !own.received) {
            let actor = own.signed.entry.actor;
            let sent = sent(&own.signed);
            match chains.iter_mut().find(|chain| chain.actor == actor) {
                Some(chain) => chain.entries.push(sent),
                None => chains.insert(0, SentChain { actor, entries: vec![sent] }),
            }
        }
        Question {
            era: self.era,
            number: self.number,
            time: now,
            actor: self.actor,
            chains,
            cursors: self.cursors.iter().map(|(audience, cursor)| (audience.clone(), *cursor)).collect(),
            wants: self.wants.iter().copied().collect(),
            holds: vec![],
            pages: vec![],
            reads_reasons: false,
        }
    }

    /// One question, one answer, applied.
    pub(super) fn ask(&mut self, office: &Office, now: Timestamp) -> Result<Answer, AskError> {
        let question = self.question(now).seal(&self.key);
        let sealed = office.handle(&question, now)?;
        self.traffic = (question.len(), sealed.len());
        let answer = Answer::open(&sealed, &self.node).unwrap();
        self.apply(&answer);
        Ok(answer)
    }

    /// Asks until there is no more.
    pub(super) fn sync(&mut self, office: &Office, now: Timestamp) -> Vec<Answer> {
        let mut answers = vec![];
        loop {
            let answer = self.ask(office, now).unwrap();
            let more = answer.more || !self.wants.is_empty();
            answers.push(answer);
            assert!(answers.len() < 1000, "a sync that does not end");
            if !more {
                break;
            }
        }
        self.drop_what_no_audience_holds();
        answers
    }

    pub(super) fn apply(&mut self, answer: &Answer) {
        assert_eq!(answer.number, self.number);
        self.era = Some(answer.era);
        for receipt in &answer.receipts {
            self.apply_receipt(&Receipt::open(&receipt.0, &self.node).unwrap());
        }
        for row in &answer.verdicts {
            // A clone hears of its sibling's entries too, and must not take their verdicts for its own.
            let Some(own) = self.own.iter_mut().find(|own| own.signed.hash.short() == row.hash) else { continue };
            own.received = true;
            if own.verdict != Some(row.verdict) && matches!(row.verdict, Verdict::Admitted { .. }) {
                let signed = own.signed.clone();
                for id in signed.entry.documents() {
                    lay_over(self.documents.entry(id).or_default(), &id, &signed);
                }
            }
            own.verdict = Some(row.verdict);
        }
        for page in &answer.pages {
            // The page that lists the node may come out of its turn.
            let _ = self.registers.add(&Page::open(&page.0, &self.node).unwrap());
        }
        for news in &answer.documents {
            self.apply_document(news);
        }
        if answer.stale {
            return;
        }
        let listed: BTreeSet<_> = answer.audiences.iter().map(|news| news.audience.clone()).collect();
        self.cursors.retain(|audience, _| answer.keeps || listed.contains(audience));
        self.audiences.retain(|audience, _| answer.keeps || listed.contains(audience));
        answer.audiences.iter().for_each(|news| self.apply_audience(news));
        for id in &answer.absent {
            self.wants.remove(id);
        }
    }

    fn apply_receipt(&mut self, receipt: &Receipt) {
        let reached = self.own.iter().position(|own| own.signed.hash == receipt.hash);
        if let Some(reached) = reached {
            for own in self.own[..=reached].iter_mut().filter(|own| own.signed.entry.actor == receipt.actor) {
                own.received = true;
            }
            if receipt.actor == self.actor {
                self.receipt = Some((receipt.n, receipt.time));
            }
        }
    }

    fn apply_audience(&mut self, news: &AudienceNews) {
        let members = self.audiences.entry(news.audience.clone()).or_default();
        if news.restart {
            members.clear();
        }
        if let Some(to) = news.to {
            self.cursors.insert(news.audience.clone(), to);
        }
        members.extend(news.enter.iter().map(|(id, _)| *id));
        news.leave.iter().for_each(|id| {
            members.remove(id);
        });
    }

    fn apply_document(&mut self, news: &DocumentNews) {
        let mut document =
            if news.whole { Document::new() } else { self.documents.get(&news.document).cloned().unwrap_or_default() };
        for item in &news.items {
            match item {
                Item::Change(bytes) => apply_change(&mut document, bytes),
                Item::Own(hash) => match self.own.iter().find(|own| own.signed.hash.short() == *hash) {
                    Some(own) => lay_over(&mut document, &news.document, &own.signed.clone()),
                    None => {
                        self.wants.insert(news.document);
                        return;
                    }
                },
            }
        }
        if news.whole {
            self.wants.remove(&news.document);
        }
        self.documents.insert(news.document, document);
    }

    /// The documents of all audiences.
    pub(super) fn members(&self) -> Vec<DocumentId> {
        let all: BTreeSet<_> = self.audiences.values().flatten().copied().collect();
        all.into_iter().collect()
    }

    fn drop_what_no_audience_holds(&mut self) {
        let members: BTreeSet<_> = self.members().into_iter().collect();
        self.documents.retain(|id, _| members.contains(id));
    }

    pub(super) fn verdict(&self, entry: &Hash) -> Option<Verdict> {
        self.own.iter().find(|own| own.signed.hash == *entry).unwrap().verdict
    }
}

/// Changes carry the actor and time of their author, which a phone reads from the change itself.
fn apply_change(document: &mut Document, bytes: &[u8]) {
    let foreign = automerge_head(bytes);
    let change = guard::check(bytes, &foreign.0, foreign.1).unwrap();
    if !document.has(&change.hash()) {
        document.admit(&change).unwrap();
    }
}

fn automerge_head(bytes: &[u8]) -> (ActorId, Timestamp) {
    let change = automerge::Change::try_from(bytes).unwrap();
    (ActorId::from_slice(change.actor_id().to_bytes()).unwrap(), Timestamp(change.timestamp()))
}

/// Lays the changes of an own entry over a document, as far as they fit.
fn lay_over(document: &mut Document, id: &DocumentId, signed: &SignedEntry) {
    let entry = &signed.entry;
    for (object, bytes) in entry.objects.iter().zip(&signed.objects).filter(|(object, _)| object.document == *id) {
        if matches!(object.kind, ObjectKind::Create | ObjectKind::Change)
            && let Ok(change) = guard::check(bytes, &entry.actor, entry.time)
        {
            document.overlay(&change);
        }
    }
}

pub(super) fn sent(signed: &SignedEntry) -> SentEntry {
    SentEntry { sealed: signed.sealed.clone(), objects: signed.objects.clone(), received: None }
}

pub(super) fn put(key: &str, value: Value) -> Edit {
    Edit { key: key.to_owned(), value: Some(value) }
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
