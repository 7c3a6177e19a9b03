//! The scalar values of a document.

use crate::cbor::{Cbor, CborError, Reader, Writer};
use automerge::{ScalarValue, ScalarValueRef, ValueRef};
use minicbor::data::Type;
use std::fmt;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A value under a key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// An integer: a count, a day, a code.
    Int(i64),
    /// Bytes: an identifier, a hash.
    Bytes(Vec<u8>),
    /// Text in NFC; see [`text`].
    Text(String),
}

/// What people wrote shows its length only.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(bool) => write!(f, "Bool({bool})"),
            Self::Int(int) => write!(f, "Int({int})"),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Text(text) => write!(f, "Text({} characters)", text.chars().count()),
        }
    }
}

/// The NFC form of a text, the only one that documents and signed bytes hold.
pub fn text(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

impl Value {
    /// A text value, normalised.
    pub fn text(value: &str) -> Self {
        Self::Text(text(value))
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The integer, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(int) = self { Some(*int) } else { None }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(bool) = self { Some(*bool) } else { None }
    }

    /// The bytes, if it is a byte string.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// Whether text, if it is one, is in NFC.
    pub(super) fn is_normal(&self) -> bool {
        self.as_text().is_none_or(is_nfc)
    }

    /// The value of an Automerge scalar; none for counters, floats, timestamps, null and unsigned integers.
    pub(super) fn from_scalar(scalar: &ScalarValue) -> Option<Self> {
        match scalar {
            ScalarValue::Boolean(bool) => Some(Self::Bool(*bool)),
            ScalarValue::Int(int) => Some(Self::Int(*int)),
            ScalarValue::Bytes(bytes) => Some(Self::Bytes(bytes.clone())),
            ScalarValue::Str(text) => Some(Self::Text(text.to_string())),
            _ => None,
        }
    }

    /// As [`Self::from_scalar`], for the borrowed form that iterators yield.
    pub(super) fn from_ref(value: &ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Scalar(ScalarValueRef::Boolean(bool)) => Some(Self::Bool(*bool)),
            ValueRef::Scalar(ScalarValueRef::Int(int)) => Some(Self::Int(*int)),
            ValueRef::Scalar(ScalarValueRef::Bytes(bytes)) => Some(Self::Bytes(bytes.to_vec())),
            ValueRef::Scalar(ScalarValueRef::Str(text)) => Some(Self::Text(text.to_string())),
            _ => None,
        }
    }

    /// The Automerge scalar of the value.
    pub(super) fn to_scalar(&self) -> ScalarValue {
        match self {
            Self::Bool(bool) => ScalarValue::Boolean(*bool),
            Self::Int(int) => ScalarValue::Int(*int),
            Self::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
            Self::Text(text) => ScalarValue::Str(text.as_str().into()),
        }
    }
}

impl Cbor for Value {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Bool(bool) => w.boolean(*bool),
            Self::Int(int) => w.int(*int),
            Self::Bytes(bytes) => w.bytes(bytes),
            Self::Text(text) => w.text(text),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        match r.peek()? {
            Type::Bool => r.boolean().map(Self::Bool),
            Type::Bytes => r.bytes().map(|bytes| Self::Bytes(bytes.to_vec())),
            Type::String => r.text().map(|text| Self::Text(text.to_owned())),
            _ => r.int().map(Self::Int),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor::{decode, encode};

    #[test]
    fn a_value_reads_back_from_cbor() {
        for value in [
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::Int(i64::MAX),
            Value::Bytes(vec![0, 255]),
            Value::Bytes(vec![]),
            Value::text("三单元 301"),
            Value::text(""),
        ] {
            assert_eq!(decode::<Value>(&encode(&value)), Ok(value.clone()));
            assert_eq!(Value::from_scalar(&value.to_scalar()), Some(value));
        }
    }

    #[test]
    fn cbor_that_is_no_value_is_refused() {
        for bytes in
            [&[0xf6][..], &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], &[0x80], &[0x1b, 255, 255, 255, 255, 255, 255, 255, 255]]
        {
            assert!(decode::<Value>(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn text_is_normalised_where_it_enters() {
        assert_eq!(text("e\u{301}"), "é");
        assert_eq!(text("连心"), "连心");
        assert!(!Value::Text("e\u{301}".into()).is_normal());
        assert!(Value::text("e\u{301}").is_normal());
    }

    #[test]
    fn automerge_scalars_that_no_document_holds_are_no_values() {
        for scalar in [
            ScalarValue::Null,
            ScalarValue::Uint(1),
            ScalarValue::F64(1.0),
            ScalarValue::Timestamp(1),
            ScalarValue::counter(1),
            ScalarValue::Unknown { type_code: 12, bytes: vec![1] },
        ] {
            assert_eq!(Value::from_scalar(&scalar), None, "{scalar:?}");
        }
    }
}
