//! Reading a document.

use super::state::Document;
use super::value::Value;
use crate::id::{Hash, Hash8, sha256};
use automerge::{ChangeHash, ROOT, ReadDoc};

impl Document {
    /// The value under a key; of several in conflict, the one that every device picks.
    pub fn get(&self, key: &str) -> Option<Value> {
        let (value, _) = self.automerge.get(ROOT, key).ok()??;
        Value::from_scalar(value.as_scalar()?)
    }

    /// The different values under a key, the winner first: more than one is a conflict to be shown.
    pub fn get_all(&self, key: &str) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for (value, _) in self.automerge.get_all(ROOT, key).unwrap_or_default().iter().rev() {
            if let Some(value) = value.as_scalar().and_then(Value::from_scalar).filter(|value| !values.contains(value))
            {
                values.push(value);
            }
        }
        values
    }

    /// The keys that have different values, ascending: a look at each key only where there is more than one.
    pub fn disputed(&self) -> Vec<String> {
        let several = self.automerge.map_range(ROOT, ..).filter(|entry| entry.conflict);
        several.map(|entry| entry.key.to_string()).filter(|key| self.get_all(key).len() > 1).collect()
    }

    /// All keys that have a value, ascending.
    pub fn keys(&self) -> Vec<String> {
        self.automerge.keys(ROOT).collect()
    }

    /// All keys and their values, ascending by key, in one pass.
    pub fn entries(&self) -> Vec<(String, Value)> {
        let entries = self.automerge.map_range(ROOT, ..);
        entries.filter_map(|entry| Some((entry.key.to_string(), Value::from_ref(&entry.value)?))).collect()
    }

    /// The ids of a list's items, ascending.
    pub fn list(&self, name: &str) -> Vec<String> {
        let prefix = format!("{name}/");
        let mut items: Vec<String> = Vec::new();
        for key in self.automerge.keys(ROOT) {
            let item = key.strip_prefix(&prefix).and_then(|rest| rest.split('/').next());
            if let Some(item) = item.filter(|item| items.last().is_none_or(|last| last != item)) {
                items.push(item.to_owned());
            }
        }
        items
    }

    /// The changes nothing in this document depends upon, ascending. Equal data, equal heads.
    pub fn heads(&self) -> Vec<Hash> {
        self.automerge.get_heads().iter().map(|head| Hash(head.0)).collect()
    }

    /// The heads in eight bytes, to compare with what another device holds.
    pub fn heads8(&self) -> Hash8 {
        let heads = self.automerge.get_heads();
        let parts: Vec<&[u8]> =
            std::iter::once(&b"lianxin/heads/1"[..]).chain(heads.iter().map(|h| &h.0[..])).collect();
        sha256(&parts).short()
    }

    /// Whether the document has a change.
    pub fn has(&self, change: &Hash) -> bool {
        self.automerge.get_change_meta_by_hash(&ChangeHash(change.0)).is_some()
    }

    /// The bytes of all changes, each after those it depends upon.
    pub fn changes(&self) -> Vec<Vec<u8>> {
        self.automerge.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
    }
}
