//! A device with a certificate and bad intent: whatever it sends, nothing of it may ever be admitted, and nobody else
//! may be held up by it.

use super::World;
use super::console::{grid, person, post};
use automerge::{Change, ChangeHash};
use lianxin_core::document::{Document, Edit, Value};
use lianxin_core::entry::{Acting, Entry, ObjectKind, ObjectRef, Opening, SignedEntry};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Hash};
use lianxin_core::role::Role;
use lianxin_core::seal::SigningKey;
use lianxin_core::sync::{Question, SentChain, SentEntry};
use lianxin_core::time::Timestamp;
use lianxin_core::{household, visit};

/// The device that attacks, with a post in grid 2.
pub(super) struct Hostile {
    pub(super) key: SigningKey,
    epoch: [u8; 16],
    chain: Vec<Hash>,
    number: u64,
    post: AssignmentId,
}

/// The number of the hostile person.
pub(super) const HOSTILE: u8 = 6;

impl Hostile {
    pub(super) fn new(key: SigningKey, epoch: [u8; 16], since: Timestamp) -> Self {
        let post = post(person(HOSTILE), Role::GridWorker, grid(2), since).id;
        Self { key, epoch, chain: Vec::new(), number: 0, post }
    }

    fn actor(&self) -> ActorId {
        ActorId::derive(&self.key.public().to_bytes(), &self.epoch)
    }
}

/// Takes a change apart, lets `twist` change it, and encodes it again.
fn twisted(bytes: &[u8], twist: impl FnOnce(&mut automerge::ExpandedChange)) -> Vec<u8> {
    let Ok(change) = Change::try_from(bytes) else { return bytes.to_vec() };
    let mut expanded = change.decode();
    twist(&mut expanded);
    expanded.hash = None;
    Change::from(expanded).raw_bytes().to_vec()
}

impl World {
    /// One attack.
    pub(super) fn attack(&mut self) {
        self.count("attacks");
        let Some(object) = self.bad_object() else { return };
        let hostile = &self.office.hostile;
        let is_branch = self.chance.percent(15) && hostile.chain.len() > 1;
        let n = if is_branch { 2 } else { hostile.chain.len() as u64 + 1 };
        let previous = if is_branch { hostile.chain[0] } else { hostile.chain.last().copied().unwrap_or_default() };
        let (reference, bytes) = object;
        let entry = Entry {
            actor: hostile.actor(),
            n,
            previous,
            time: self.now,
            acting: Acting::Assignment(hostile.post),
            receipt: None,
            registers: vec![],
            replays: None,
            opening: (n == 1).then_some(Opening { epoch: hostile.epoch, previous: None }),
            objects: vec![reference],
        };
        let signed = entry.sign(&hostile.key, vec![bytes]);
        self.truth.hostile.insert(signed.hash);
        let question = self.hostile_question(&signed);
        let answer = self.office.handle(&question, self.now, None);
        if answer.is_some() && !is_branch && self.office.has_entry(&signed.hash) {
            self.office.hostile.chain.push(signed.hash);
        }
    }

    fn hostile_question(&mut self, signed: &SignedEntry) -> Vec<u8> {
        let hostile = &mut self.office.hostile;
        hostile.number += 1;
        let sent = SentEntry { sealed: signed.sealed.clone(), objects: signed.objects.clone(), received: None };
        let question = Question {
            era: None,
            number: hostile.number,
            time: self.now,
            actor: hostile.actor(),
            chains: vec![SentChain { actor: hostile.actor(), entries: vec![sent] }],
            cursors: vec![],
            wants: self.office.listed.clone(),
            holds: vec![],
            pages: vec![],
            reads_reasons: false,
        };
        question.seal(&self.office.hostile.key)
    }

    /// An object that must never be admitted.
    fn bad_object(&mut self) -> Option<(ObjectRef, Vec<u8>)> {
        let actor = self.office.hostile.actor();
        let foreign = *self.office.listed.first()?;
        let own = *self.office.listed.last()?;
        let now = self.now;
        let need = [Edit::put("need/EVEVEVEV/code", Value::text("evil"))];
        let class = [Edit::put("class", Value::text("care"))];
        let link = [Edit::put("link/EVEVEVEV/grid", Value::Int(i64::try_from(grid(2).number()).ok()?))];
        let kind = self.chance.below(12);
        let mut nonce = [0; 16];
        nonce[..8].copy_from_slice(&self.chance.next().to_le_bytes());
        let write = |document: &Document, edits: &[Edit]| {
            document.write(&actor, now, "evil", &nonce, edits).ok().flatten().map(|c| c.bytes().to_vec())
        };
        let document = |id: &DocumentId| self.office.document(id).unwrap_or_default();
        let change = |id: DocumentId, bytes: Vec<u8>| (ObjectRef::new(ObjectKind::Change, id, &bytes), bytes);
        let create = |id: DocumentId, bytes: Vec<u8>| (ObjectRef::new(ObjectKind::Create, id, &bytes), bytes);
        Some(match kind {
            0 => {
                let invent = |e: &mut automerge::ExpandedChange| {
                    e.deps.push(ChangeHash([9; 32]));
                    e.deps.sort();
                };
                change(own, twisted(&write(&document(&own), &need)?, invent))
            }
            1 => create(DocumentId([visit::CODE; 16]), write(&Document::new(), &self.evil_visit(&own, HOSTILE))?),
            2 => {
                let visits = self.office.visits();
                let visit = *visits.first()?;
                change(visit, write(&document(&visit), &[Edit::put("note", Value::text("evil"))])?)
            }
            3 => {
                let jump = |e: &mut automerge::ExpandedChange| {
                    e.start_op = e.start_op.saturating_add(7);
                };
                change(own, twisted(&write(&document(&own), &need)?, jump))
            }
            4 => change(foreign, write(&document(&foreign), &need)?),
            5 => change(own, write(&document(&own), &class)?),
            6 => change(own, write(&document(&own), &link)?),
            7 => change(own, twisted(&write(&document(&own), &need)?, |e| e.deps.clear())),
            8 => {
                let id = DocumentId::derive(visit::CODE, &actor, &nonce);
                create(id, write(&Document::new(), &self.evil_visit(&foreign, HOSTILE))?)
            }
            9 => {
                let id = DocumentId::derive(visit::CODE, &actor, &nonce);
                create(id, write(&Document::new(), &self.evil_visit(&own, 0))?)
            }
            10 => {
                let id = DocumentId::derive(household::CODE, &actor, &nonce);
                let edits = [Edit::put("grid", Value::Int(i64::try_from(grid(1).number()).ok()?))];
                create(id, write(&Document::new(), &edits)?)
            }
            _ => change(own, vec![0x85, 0x6f, 0x4a, 0x83, 1, 2, 3, 4, 1, 0xff]),
        })
    }

    /// A visit at a household, claimed to be by a person.
    fn evil_visit(&self, household: &DocumentId, author: u8) -> Vec<Edit> {
        let grid = i64::try_from(grid(2).number()).unwrap_or_default();
        vec![
            Edit::put("household", Value::Bytes(household.0.to_vec())),
            Edit::put("grid", Value::Int(grid)),
            Edit::put("author", Value::Bytes(person(author).0.to_vec())),
            Edit::put("assignment", Value::Bytes(self.office.hostile.post.0.to_vec())),
            Edit::put("day", Value::Int(i64::from(self.now.day().0))),
            Edit::put("outcome", Value::text("met")),
        ]
    }
}
