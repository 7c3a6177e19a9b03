//! Single fields of documents, and what was found in a text.

use super::{HitKind, list};
use crate::words::language;
use lianxin_core::id::DocumentId;
use lianxin_core::{companion, document, note_check, redacted, shown};
use std::fmt;

/// The value of a field.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
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

/// What people wrote shows its length only.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        document::Value::from(self.clone()).fmt(f)
    }
}

/// A key and its value, for programs and for people.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Field {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Value,
    /// The field's label.
    pub label: String,
    /// The value as people read it.
    pub text: String,
}

redacted! { Field { key, value } }

impl From<shown::Field> for Field {
    fn from(field: shown::Field) -> Self {
        Self { key: field.key, value: field.value.into(), label: field.label, text: field.text }
    }
}

/// A field on which two people disagree.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Conflict {
    /// The document: a household, or a visit at it.
    pub document: DocumentId,
    /// The household.
    pub household: DocumentId,
    /// Its dwelling in one line.
    pub dwelling: String,
    /// The field.
    pub key: String,
    /// The field's label.
    pub label: String,
    /// The values, the one now shown first.
    pub values: Vec<Value>,
    /// The values as people read them, in the same order.
    pub texts: Vec<String>,
}

redacted! { Conflict { document, household, key, values } }

impl From<companion::Conflict> for Conflict {
    fn from(conflict: companion::Conflict) -> Self {
        let (label, texts) = (conflict.label(language()), conflict.texts(language()));
        let companion::Conflict { document, household, dwelling, key, values } = conflict;
        Self { document, household, dwelling, key, label, values: list(values), texts }
    }
}

/// One finding in a note or another text.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NoteHit {
    /// The field it was found in; one name for all fields of a list.
    pub field: String,
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
    /// A finding in a text that is not saved yet.
    pub(crate) fn new(hit: &note_check::Hit, note: &str) -> Self {
        Self::within("note", note, hit, hit.text(language()))
    }

    fn within(field: &str, note: &str, hit: &note_check::Hit, words: String) -> Self {
        let units = |bytes: usize| {
            let units = note.get(..bytes).unwrap_or(note).encode_utf16().count();
            u32::try_from(units).unwrap_or(u32::MAX)
        };
        Self {
            field: field.into(),
            kind: hit.kind.into(),
            start: units(hit.start),
            end: units(hit.end),
            is_blocking: hit.kind.blocks(),
            words,
        }
    }

    pub(crate) fn of(hints: &[companion::Hint]) -> Vec<Self> {
        hints.iter().map(Self::from).collect()
    }
}

impl From<&companion::Hint> for NoteHit {
    fn from(hint: &companion::Hint) -> Self {
        Self::within(hint.field, &hint.text, &hint.hit, hint.words(language()))
    }
}
