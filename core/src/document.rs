//! TEMPORARY: to be replaced by the guarded documents.
#![allow(missing_docs)]
use crate::cbor::{Cbor, CborError, Reader, Writer};
use crate::id::{ActorId, Hash, Hash8, sha256, to_base32, from_base32};
use crate::time::Timestamp;
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{Automerge, AutomergeError, ROOT, ReadDoc, ScalarValue};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value { Text(String), Int(i64), Bool(bool), Bytes(Vec<u8>) }
impl Cbor for Value {
    fn write(&self, w: &mut Writer) { match self { Self::Text(t) => w.text(t), Self::Int(i) => w.int(*i), Self::Bool(b) => w.boolean(*b), Self::Bytes(b) => w.bytes(b) }; }
    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        use minicbor::data::Type;
        Ok(match r.peek()? { Type::String => Self::Text(r.value()?), Type::Bool => Self::Bool(r.boolean()?), Type::Bytes => Self::Bytes(r.bytes()?.to_vec()), _ => Self::Int(r.int()?) })
    }
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit { pub key: String, pub value: Option<Value> }
#[derive(Debug, Clone)]
pub struct Change { pub hash: Hash, pub deps: Vec<Hash>, pub actor: ActorId, pub seq: u64, pub time: Timestamp, pub command: String, pub nonce: [u8; 16], pub edits: Vec<Edit>, inner: automerge::Change }
impl Change { pub fn bytes(&self) -> &[u8] { self.inner.raw_bytes() } }
pub mod guard {
    use super::*;
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Refusal { Shape, Chain, Deps, Merge, Duplicate }
    #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
    #[error("offence")]
    pub struct Offence(pub Refusal);
    impl Offence { pub fn refusal(&self) -> Refusal { self.0 } pub fn code(&self) -> &'static str { "shape" } }
    pub fn check(bytes: &[u8], actor: &ActorId, time: Timestamp) -> Result<Change, Offence> {
        let bad = Offence(Refusal::Shape);
        let inner = automerge::Change::try_from(bytes).map_err(|_| bad)?;
        let (command, nonce) = inner.message().and_then(|m| m.split_once('/')).ok_or(bad)?;
        let nonce = from_base32(nonce).and_then(|n| n.try_into().ok()).ok_or(bad)?;
        let command = command.to_owned();
        if inner.actor_id().to_bytes() != actor.0 || inner.timestamp() != time.0 { return Err(bad); }
        let edits = inner.decode().operations.iter().map(|op| Edit { key: match &op.key { automerge::legacy::Key::Map(k) => k.to_string(), _ => String::new() }, value: match &op.action { automerge::legacy::OpType::Put(v) => value(v), _ => None } }).collect();
        Ok(Change { hash: Hash(inner.hash().0), deps: inner.deps().iter().map(|d| Hash(d.0)).collect(), actor: *actor, seq: inner.seq(), time, command, nonce, edits, inner })
    }
}
fn value(v: &ScalarValue) -> Option<Value> { Some(match v { ScalarValue::Str(s) => Value::Text(s.to_string()), ScalarValue::Int(i) => Value::Int(*i), ScalarValue::Boolean(b) => Value::Bool(*b), ScalarValue::Bytes(b) => Value::Bytes(b.clone()), _ => return None }) }
#[derive(Clone, Default)]
pub struct Document(Automerge);
impl Document {
    pub fn new() -> Self { Self::default() }
    pub fn load(bytes: &[u8]) -> Result<Self, guard::Offence> { Automerge::load(bytes).map(Self).map_err(|_| guard::Offence(guard::Refusal::Merge)) }
    pub fn save(&self) -> Vec<u8> { self.0.save_nocompress() }
    pub fn has(&self, hash: &Hash) -> bool { self.0.get_change_meta_by_hash(&automerge::ChangeHash(hash.0)).is_some() }
    pub fn admit(&mut self, change: &Change) -> Result<(), guard::Offence> {
        if self.has(&change.hash) { return Err(guard::Offence(guard::Refusal::Duplicate)); }
        if change.deps.iter().any(|d| !self.has(d)) { return Err(guard::Offence(guard::Refusal::Deps)); }
        self.0.apply_changes([change.inner.clone()]).map_err(|_| guard::Offence(guard::Refusal::Merge))
    }
    pub fn overlay(&mut self, change: &Change) -> bool { self.has(&change.hash) || self.admit(change).is_ok() }
    pub fn write(&self, actor: &ActorId, time: Timestamp, command: &str, nonce: &[u8; 16], edits: &[Edit]) -> Option<Vec<u8>> {
        let mut doc = self.0.clone().with_actor(actor.0.into());
        let done = doc.transact_with::<_, _, AutomergeError, _>(|_| CommitOptions::default().with_time(time.0).with_message(format!("{command}/{}", to_base32(nonce))), |tx| {
            for e in edits { match &e.value { None => tx.delete(ROOT, e.key.as_str())?, Some(Value::Text(t)) => tx.put(ROOT, e.key.as_str(), t.as_str())?, Some(Value::Int(i)) => tx.put(ROOT, e.key.as_str(), *i)?, Some(Value::Bool(b)) => tx.put(ROOT, e.key.as_str(), *b)?, Some(Value::Bytes(b)) => tx.put(ROOT, e.key.as_str(), ScalarValue::Bytes(b.clone()))? } }
            Ok(())
        }).ok()?;
        Some(doc.get_change_by_hash(&done.hash?)?.raw_bytes().to_vec())
    }
    pub fn get(&self, key: &str) -> Option<Value> { match self.0.get(ROOT, key).ok()?? { (automerge::Value::Scalar(s), _) => value(&s), _ => None } }
    pub fn get_all(&self, key: &str) -> Vec<Value> { let mut v: Vec<Value> = vec![]; if let Some(w) = self.get(key) { v.push(w); } for (x, _) in self.0.get_all(ROOT, key).unwrap_or_default() { if let automerge::Value::Scalar(s) = x { if let Some(x) = value(&s) { if !v.contains(&x) { v.push(x); } } } } v }
    pub fn keys(&self) -> Vec<String> { self.0.keys(ROOT).collect() }
    pub fn list(&self, name: &str) -> Vec<String> { let mut v: Vec<String> = self.keys().iter().filter_map(|k| { let mut p = k.splitn(3, '/'); (p.next() == Some(name)).then(|| p.next().map(str::to_owned)).flatten() }).collect(); v.dedup(); v }
    pub fn heads(&self) -> Vec<Hash> { let mut h: Vec<Hash> = self.0.get_heads().iter().map(|h| Hash(h.0)).collect(); h.sort(); h }
    pub fn heads8(&self) -> Hash8 { sha256(&[b"lianxin/heads/1", &self.heads().iter().flat_map(|h| h.0).collect::<Vec<u8>>()]).short() }
    pub fn changes(&self) -> Vec<Vec<u8>> { self.0.get_changes(&[]).iter().map(|c| c.raw_bytes().to_vec()).collect() }
}
