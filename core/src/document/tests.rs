//! What the document tests share: a seeded generator, a forge for changes no honest device makes, a tamed panic hook.

mod attacks;
mod bombs;
mod fuzz;
mod histories;
mod rules;
mod speed;
mod vectors;

use super::change::Message;
use super::guard::{self, Offence};
use super::{Change, Document, Edit, Value};
use crate::id::{ActorId, Hash, sha256};
use crate::time::Timestamp;
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ChangeHash, ExpandedChange, ScalarValue};
use std::cell::Cell;
use std::num::NonZeroU64;
use std::sync::Once;

const NOW: Timestamp = Timestamp(1_764_000_000_000);

fn actor(number: u8) -> ActorId {
    ActorId([number; 16])
}

/// SplitMix64: the same sequence on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.next() & 0xff).unwrap()
    }

    fn nonce(&mut self) -> [u8; 16] {
        std::array::from_fn(|_| self.byte())
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

thread_local!(static QUIET: Cell<bool> = const { Cell::new(false) });

/// Runs what makes Automerge panic without filling the test output; panics of the test itself stay visible.
fn quiet<T>(work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info)
            }
        }));
    });
    QUIET.set(true);
    let result = work();
    QUIET.set(false);
    result
}

/// An honest change upon a document.
fn write(document: &Document, who: u8, edits: &[Edit]) -> Change {
    document.write(&actor(who), NOW, "test.edit", &[who; 16], edits).unwrap().unwrap()
}

/// As [`write`], and laid over the document.
fn write_over(document: &mut Document, who: u8, edits: &[Edit]) -> Change {
    let change = write(document, who, edits);
    document.admit(&change).unwrap();
    change
}

/// A document with one change of three operations by actor 1.
fn base() -> Document {
    let mut document = Document::new();
    let edits = [("a", Value::text("1")), ("b", Value::Int(2)), ("c", Value::Bool(true))];
    write_over(&mut document, 1, &edits.map(|(key, value)| Edit::put(key, value)));
    document
}

/// Everything a reader can see.
fn content(document: &Document) -> Vec<(String, Vec<Value>)> {
    document.keys().into_iter().map(|key| (key.clone(), document.get_all(&key))).collect()
}

fn am_actor(number: u8) -> automerge::ActorId {
    automerge::ActorId::from([number; 16])
}

/// An operation on the root map that replaces nothing.
fn op(key: &str, action: OpType) -> Op {
    Op { action, obj: ObjectId::Root, key: Key::Map(key.into()), pred: SortedVec::new(), insert: false }
}

fn put(key: &str, value: &str) -> Op {
    op(key, OpType::Put(ScalarValue::Str(value.into())))
}

/// The operation, replacing these: (counter, actor).
fn over(mut op: Op, preds: &[(u64, u8)]) -> Op {
    op.pred = preds.iter().map(|(counter, who)| OpId(*counter, am_actor(*who))).collect();
    op
}

/// A change made by hand.
fn forge(who: u8, seq: u64, start_op: u64, deps: &[Hash], operations: Vec<Op>) -> ExpandedChange {
    ExpandedChange {
        operations,
        actor_id: am_actor(who),
        hash: None,
        seq,
        start_op: NonZeroU64::new(start_op).unwrap(),
        time: NOW.0,
        message: Some(Message::new("test.forged", &[who; 16]).unwrap().to_string()),
        deps: deps.iter().map(|dep| ChangeHash(dep.0)).collect(),
        extra_bytes: Vec::new(),
        author: None,
    }
}

fn bytes_of(change: ExpandedChange) -> Vec<u8> {
    automerge::Change::from(change).raw_bytes().to_vec()
}

/// The guard and the admission, as the office does them.
fn judge(document: &mut Document, bytes: &[u8], who: u8) -> Result<(), Offence> {
    let change = guard::check(bytes, &actor(who), NOW)?;
    document.admit(&change)
}

/// Refuses the bytes for exactly this reason, and leaves the document as it was, and usable.
#[track_caller]
fn assert_refused(name: &str, document: &Document, bytes: &[u8], who: u8, offence: Offence) {
    let mut tried = document.clone();
    assert_eq!(quiet(|| judge(&mut tried, bytes, who)), Err(offence), "{name}");
    assert_healthy(name, &tried);
    assert_eq!((tried.heads(), content(&tried)), (document.heads(), content(document)), "{name}");
}

/// The document saves, loads, takes an honest change before and after, and stays equal.
#[track_caller]
fn assert_healthy(name: &str, document: &Document) {
    let mut left = document.clone();
    let change = left.write(&actor(0x77), NOW, "test.later", &[9; 16], &[Edit::put("later", Value::Int(1))]);
    let change = change.unwrap_or_else(|offence| panic!("{name}: {offence}")).expect("a change");
    left.admit(&change).unwrap_or_else(|offence| panic!("{name}: {offence}"));
    let mut right = Document::load(&document.save()).unwrap_or_else(|e| panic!("{name}: {e}"));
    right.admit(&change).unwrap_or_else(|offence| panic!("{name}: {offence}"));
    assert_eq!(left.heads(), right.heads(), "{name}");
    assert_eq!(content(&left), content(&right), "{name}");
    assert_eq!(left.len_ops(), right.len_ops(), "{name}");
    assert_eq!(left.tips, right.tips, "{name}");
}

fn put_unsigned(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        out.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return;
        }
    }
}

fn put_signed(out: &mut Vec<u8>, mut number: i64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        let is_last = (number == 0 && low & 0x40 == 0) || (number == -1 && low & 0x40 != 0);
        out.push(if is_last { low } else { low | 0x80 });
        if is_last {
            return;
        }
    }
}

/// A chunk of any type around a body, with its checksum.
fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, kind];
    put_unsigned(&mut bytes, body.len() as u64);
    bytes.extend_from_slice(body);
    fix_checksum(&mut bytes);
    bytes
}

fn fix_checksum(bytes: &mut [u8]) {
    let hash = sha256(&[&bytes[8..]]);
    bytes[4..8].copy_from_slice(&hash.0[..4]);
}

/// The body of a chunk whose length takes at most two bytes.
fn body_of(bytes: &[u8]) -> &[u8] {
    if bytes[9] & 0x80 == 0 { &bytes[10..] } else { &bytes[11..] }
}
