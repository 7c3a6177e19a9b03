//! Single fields of documents, and what was found in a text.

use super::{HitKind, list};
use crate::words::language;
use lianxin_core::id::DocumentId;
use lianxin_core::{companion, document, note_check};

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Value {
    /// A boolean.
    Bool {
        /// It.
        value: bool,
    },
    /// An integer: a count, a code, days since 1970-01-01.
    Int {
        /// It.
        value: i64,
    },
    /// Bytes: an id.
    Bytes {
        /// Them.
        value: Vec<u8>,
    },
    /// Text, or the word of a closed list.
    Text {
        /// It.
        value: String,
    },
}

impl From<document::Value> for Value {
    fn from(value: document::Value) -> Self {
        match value {
            document::Value::Bool(value) => Self::Bool { value },
            document::Value::Int(value) => Self::Int { value },
            document::Value::Bytes(value) => Self::Bytes { value },
            document::Value::Text(value) => Self::Text { value },
        }
    }
}

impl From<Value> for document::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Bool { value } => Self::Bool(value),
            Value::Int { value } => Self::Int(value),
            Value::Bytes { value } => Self::Bytes(value),
            Value::Text { value } => Self::Text(value),
        }
    }
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Field {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Value,
}

impl From<(String, document::Value)> for Field {
    fn from((key, value): (String, document::Value)) -> Self {
        Self { key, value: value.into() }
    }
}

/// A field on which two people disagree.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Conflict {
    /// The document.
    pub document: DocumentId,
    /// The field.
    pub key: String,
    /// The values, the one now shown first.
    pub values: Vec<Value>,
}

impl From<companion::Conflict> for Conflict {
    fn from(conflict: companion::Conflict) -> Self {
        Self { document: conflict.document, key: conflict.key, values: list(conflict.values) }
    }
}

/// One finding in a note.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NoteHit {
    /// What was found.
    pub kind: HitKind,
    /// Where it begins, in UTF-16 units as Kotlin and Swift count.
    pub start: u32,
    /// Where it ends, in the same units.
    pub end: u32,
    /// The note cannot be saved as it is.
    pub is_blocking: bool,
    /// What to tell the author.
    pub words: String,
}

impl NoteHit {
    pub(crate) fn new(hit: &note_check::Hit, note: &str) -> Self {
        let units = |bytes: usize| {
            let units = note.get(..bytes).unwrap_or(note).encode_utf16().count();
            u32::try_from(units).unwrap_or(u32::MAX)
        };
        Self {
            kind: hit.kind.into(),
            start: units(hit.start),
            end: units(hit.end),
            is_blocking: hit.kind.blocks(),
            words: hit.text(language()),
        }
    }

    pub(crate) fn of(hits: &[note_check::Hit], note: &str) -> Vec<Self> {
        hits.iter().map(|hit| Self::new(hit, note)).collect()
    }
}
