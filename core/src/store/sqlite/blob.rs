//! Small lists inside a row, as CBOR. Text stands in byte strings: a store keeps what it is given, normalised or not.

use crate::cbor::{Cbor, CborError, Reader, Writer};
use crate::document::Value;
use crate::rows::Need;
use minicbor::data::Type;

fn text(r: &mut Reader<'_>) -> Result<String, CborError> {
    String::from_utf8(r.bytes()?.to_vec()).map_err(|_| CborError::Malformed)
}

fn list<T>(blob: &[u8], mut read: impl FnMut(&mut Reader<'_>) -> Result<T, CborError>) -> Result<Vec<T>, CborError> {
    let mut r = Reader::new(blob);
    let len = r.array_up_to(usize::MAX)?;
    let mut values = Vec::new();
    for _ in 0..len {
        values.push(read(&mut r)?);
    }
    r.end()?;
    Ok(values)
}

/// Byte strings.
pub(super) fn from_bytes(values: &[Vec<u8>]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(values.len());
    for value in values {
        w.bytes(value);
    }
    w.into_bytes()
}

/// Reads byte strings.
pub(super) fn to_bytes(blob: &[u8]) -> Result<Vec<Vec<u8>>, CborError> {
    list(blob, |r| Ok(r.bytes()?.to_vec()))
}

/// Texts.
pub(super) fn from_texts(values: &[String]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(values.len());
    for value in values {
        w.bytes(value.as_bytes());
    }
    w.into_bytes()
}

/// Reads texts.
pub(super) fn to_texts(blob: &[u8]) -> Result<Vec<String>, CborError> {
    list(blob, text)
}

/// Needs: code and line each.
pub(super) fn from_needs(needs: &[Need]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(needs.len());
    for need in needs {
        w.array(2).bytes(need.code.as_bytes()).bytes(need.line.as_bytes());
    }
    w.into_bytes()
}

/// Reads needs.
pub(super) fn to_needs(blob: &[u8]) -> Result<Vec<Need>, CborError> {
    list(blob, |r| {
        r.array(2)?;
        Ok(Need { code: text(r)?, line: text(r)? })
    })
}

/// Fields: key and value each. A text value is wrapped, which tells it from bytes.
pub(super) fn from_fields(fields: &[(String, Value)]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(fields.len());
    for (key, value) in fields {
        w.array(2).bytes(key.as_bytes());
        match value {
            Value::Text(text) => w.array(1).bytes(text.as_bytes()),
            other => w.value(other),
        };
    }
    w.into_bytes()
}

/// Reads fields.
pub(super) fn to_fields(blob: &[u8]) -> Result<Vec<(String, Value)>, CborError> {
    list(blob, |r| {
        r.array(2)?;
        let key = text(r)?;
        let value = if r.peek()? == Type::Array {
            r.array(1)?;
            Value::Text(text(r)?)
        } else {
            Value::read(r)?
        };
        Ok((key, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_back_even_with_text_that_is_not_normalised() {
        let texts = vec![String::new(), "e\u{301}\0𠮷\u{202e}".into()];
        assert_eq!(to_texts(&from_texts(&texts)), Ok(texts.clone()));
        let bytes = vec![vec![], vec![0, 255]];
        assert_eq!(to_bytes(&from_bytes(&bytes)), Ok(bytes));
        let needs = vec![Need { code: "lamp".into(), line: texts[1].clone() }];
        assert_eq!(to_needs(&from_needs(&needs)), Ok(needs));
        let fields: Vec<(String, Value)> =
            [Value::Text(texts[1].clone()), Value::Bytes(vec![1]), Value::Int(-3), Value::Bool(true)]
                .into_iter()
                .map(|value| (texts[1].clone(), value))
                .collect();
        assert_eq!(to_fields(&from_fields(&fields)), Ok(fields));
    }

    #[test]
    fn damaged_lists_are_refused() {
        assert_eq!(to_texts(&[0x81]), Err(CborError::Malformed));
        assert_eq!(to_texts(&[0x81, 0x41, 0xff]), Err(CborError::Malformed));
        assert_eq!(to_bytes(&[0x9b, 255, 255, 255, 255, 255, 255, 255, 255]), Err(CborError::Malformed));
        assert_eq!(to_bytes(&[0x80, 0]), Err(CborError::Trailing));
    }
}
