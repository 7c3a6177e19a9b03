//! Deterministic CBOR (RFC 8949 §4.2.1), the one encoding that is ever signed: shortest integers, definite
//! lengths, NFC text, no floats. Formats are arrays whose first element is a version.
//!
//! Reading is strict by comparison: [`decode`] reads a value, writes it again and refuses bytes that differ.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use unicode_normalization::is_nfc;

/// Why bytes were not taken as CBOR of a known format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CborError {
    /// Bytes end early, a type or a length is wrong.
    #[error("malformed cbor")]
    Malformed,
    /// Well-formed, but not the one deterministic encoding.
    #[error("cbor is not in its deterministic form")]
    NotCanonical,
    /// Bytes follow the value.
    #[error("bytes follow the cbor value")]
    Trailing,
    /// A list is longer, or a number larger, than the format allows.
    #[error("a cbor value exceeds its limit")]
    Limit,
    /// A version or kind this build does not know.
    #[error("unknown version or kind {0}")]
    Unknown(u64),
}

impl<E> From<minicbor::encode::Error<E>> for CborError {
    fn from(_: minicbor::encode::Error<E>) -> Self {
        Self::Malformed
    }
}

impl From<minicbor::decode::Error> for CborError {
    fn from(_: minicbor::decode::Error) -> Self {
        Self::Malformed
    }
}

/// A value with one deterministic encoding.
pub trait Cbor: Sized {
    /// Appends the encoding.
    fn write(&self, w: &mut Writer);
    /// Reads one value.
    fn read(r: &mut Reader<'_>) -> Result<Self, CborError>;
}

/// The deterministic encoding of a value.
pub fn encode<T: Cbor>(value: &T) -> Vec<u8> {
    let mut writer = Writer::new();
    value.write(&mut writer);
    writer.into_bytes()
}

/// Reads a value from exactly these bytes, and refuses any other encoding of it.
pub fn decode<T: Cbor>(bytes: &[u8]) -> Result<T, CborError> {
    let mut reader = Reader::new(bytes);
    let value = T::read(&mut reader)?;
    reader.end()?;
    if encode(&value) != bytes {
        return Err(CborError::NotCanonical);
    }
    Ok(value)
}

/// Appends deterministic CBOR to a byte vector.
pub struct Writer(Encoder<Vec<u8>>);

macro_rules! put {
    ($self:ident . $method:ident ( $($arg:expr),* )) => {{
        // Writing to a `Vec` does not fail.
        let written = $self.0.$method($($arg),*);
        debug_assert!(written.is_ok());
        $self
    }};
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// Starts with nothing written.
    pub fn new() -> Self {
        Self(Encoder::new(Vec::new()))
    }

    /// Everything written so far.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_writer()
    }

    /// The head of an array of `len` elements.
    pub fn array(&mut self, len: usize) -> &mut Self {
        put!(self.array(len as u64))
    }

    /// An unsigned integer.
    pub fn uint(&mut self, value: u64) -> &mut Self {
        put!(self.u64(value))
    }

    /// A signed integer.
    pub fn int(&mut self, value: i64) -> &mut Self {
        put!(self.i64(value))
    }

    /// A byte string.
    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        put!(self.bytes(value))
    }

    /// A text string. Callers normalise to NFC where the text enters; see [`crate::document::text`].
    pub fn text(&mut self, value: &str) -> &mut Self {
        put!(self.str(value))
    }

    /// A boolean.
    pub fn boolean(&mut self, value: bool) -> &mut Self {
        put!(self.bool(value))
    }

    /// Null, which stands for an absent value.
    pub fn null(&mut self) -> &mut Self {
        put!(self.null())
    }

    /// A value with an encoding of its own.
    pub fn value<T: Cbor>(&mut self, value: &T) -> &mut Self {
        value.write(self);
        self
    }

    /// A value, or null.
    pub fn option<T: Cbor>(&mut self, value: Option<&T>) -> &mut Self {
        match value {
            Some(value) => self.value(value),
            None => self.null(),
        }
    }

    /// Bytes that are one CBOR value already.
    pub fn raw(&mut self, encoded: &[u8]) -> &mut Self {
        self.0.writer_mut().extend_from_slice(encoded);
        self
    }

    /// An array of values.
    pub fn list<T: Cbor>(&mut self, values: &[T]) -> &mut Self {
        self.array(values.len());
        for value in values {
            value.write(self);
        }
        self
    }
}

/// Reads CBOR; borrows byte strings and text from the input.
pub struct Reader<'a>(Decoder<'a>);

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    /// Checks that nothing follows.
    pub fn end(&self) -> Result<(), CborError> {
        if self.0.position() == self.0.input().len() { Ok(()) } else { Err(CborError::Trailing) }
    }

    /// The bytes not read yet.
    pub fn rest(&self) -> &'a [u8] {
        &self.0.input()[self.0.position()..]
    }

    /// The bytes not read yet, if there are any.
    pub fn peek_raw(&self) -> Result<&'a [u8], CborError> {
        if self.rest().is_empty() { Err(CborError::Malformed) } else { Ok(self.rest()) }
    }

    /// Passes over one value of any kind.
    pub fn skip(&mut self) -> Result<(), CborError> {
        Ok(self.0.skip()?)
    }

    /// The length of an array, at most `max`.
    pub fn array_up_to(&mut self, max: usize) -> Result<usize, CborError> {
        let len = self.0.array()?.ok_or(CborError::NotCanonical)?;
        usize::try_from(len).ok().filter(|len| *len <= max).ok_or(CborError::Limit)
    }

    /// The head of an array of exactly `len` elements.
    pub fn array(&mut self, len: usize) -> Result<(), CborError> {
        if self.array_up_to(len)? == len { Ok(()) } else { Err(CborError::Malformed) }
    }

    /// The head of a format: an array of `len` elements whose first is this version.
    pub fn version(&mut self, version: u64, len: usize) -> Result<(), CborError> {
        let found_len = self.array_up_to(64)?;
        let found = self.uint()?;
        if found != version {
            return Err(CborError::Unknown(found));
        }
        if found_len == len { Ok(()) } else { Err(CborError::Malformed) }
    }

    /// The head of a format of which several versions are read: the version, each with its length.
    pub fn version_of(&mut self, known: &[(u64, usize)]) -> Result<u64, CborError> {
        let found_len = self.array_up_to(64)?;
        let found = self.uint()?;
        let (_, len) = known.iter().find(|(version, _)| *version == found).ok_or(CborError::Unknown(found))?;
        if found_len == *len { Ok(found) } else { Err(CborError::Malformed) }
    }

    /// An unsigned integer.
    pub fn uint(&mut self) -> Result<u64, CborError> {
        Ok(self.0.u64()?)
    }

    /// An unsigned integer of 32 bits.
    pub fn uint32(&mut self) -> Result<u32, CborError> {
        u32::try_from(self.uint()?).map_err(|_| CborError::Limit)
    }

    /// An unsigned integer of 8 bits.
    pub fn uint8(&mut self) -> Result<u8, CborError> {
        u8::try_from(self.uint()?).map_err(|_| CborError::Limit)
    }

    /// A signed integer.
    pub fn int(&mut self) -> Result<i64, CborError> {
        Ok(self.0.i64()?)
    }

    /// A byte string.
    pub fn bytes(&mut self) -> Result<&'a [u8], CborError> {
        Ok(self.0.bytes()?)
    }

    /// A byte string of exactly `N` bytes.
    pub fn array_of_bytes<const N: usize>(&mut self) -> Result<[u8; N], CborError> {
        self.bytes()?.try_into().map_err(|_| CborError::Malformed)
    }

    /// A text string in NFC.
    pub fn text(&mut self) -> Result<&'a str, CborError> {
        let text = self.0.str()?;
        if is_nfc(text) { Ok(text) } else { Err(CborError::NotCanonical) }
    }

    /// A boolean.
    pub fn boolean(&mut self) -> Result<bool, CborError> {
        Ok(self.0.bool()?)
    }

    /// Takes a null if one is next.
    pub fn null(&mut self) -> Result<bool, CborError> {
        let is_null = matches!(self.peek()?, Type::Null);
        if is_null {
            self.0.null()?;
        }
        Ok(is_null)
    }

    /// The type of what comes next.
    pub fn peek(&mut self) -> Result<Type, CborError> {
        Ok(self.0.datatype()?)
    }

    /// A value with an encoding of its own.
    pub fn value<T: Cbor>(&mut self) -> Result<T, CborError> {
        T::read(self)
    }

    /// A value, or null.
    pub fn option<T: Cbor>(&mut self) -> Result<Option<T>, CborError> {
        if self.null()? { Ok(None) } else { T::read(self).map(Some) }
    }

    /// An array of at most `max` values.
    pub fn list<T: Cbor>(&mut self, max: usize) -> Result<Vec<T>, CborError> {
        let len = self.array_up_to(max)?;
        let mut values = Vec::with_capacity(len.min(1024));
        for _ in 0..len {
            values.push(T::read(self)?);
        }
        Ok(values)
    }
}

impl Cbor for u64 {
    fn write(&self, w: &mut Writer) {
        w.uint(*self);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.uint()
    }
}

impl Cbor for i64 {
    fn write(&self, w: &mut Writer) {
        w.int(*self);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.int()
    }
}

impl Cbor for String {
    fn write(&self, w: &mut Writer) {
        w.text(self);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.text().map(str::to_owned)
    }
}

/// A byte string of any length.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Bytes(pub Vec<u8>);

/// How many bytes: what they hold may be personal.
impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl Cbor for Bytes {
    fn write(&self, w: &mut Writer) {
        w.bytes(&self.0);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        Ok(Self(r.bytes()?.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_longer_than_needed_are_refused() {
        assert_eq!(decode::<u64>(&[0x18, 0x18]), Ok(24));
        assert_eq!(decode::<u64>(&[0x18, 0x05]), Err(CborError::NotCanonical));
        assert_eq!(decode::<i64>(&[0x20]), Ok(-1));
    }

    #[test]
    fn indefinite_lengths_trailing_bytes_and_denormalised_text_are_refused() {
        assert_eq!(decode::<Bytes>(&[0x5f, 0x41, 1, 0xff]), Err(CborError::Malformed));
        assert_eq!(decode::<u64>(&[1, 1]), Err(CborError::Trailing));
        assert_eq!(decode::<String>("\u{63}e\u{301}".as_bytes()), Err(CborError::NotCanonical));
    }

    #[test]
    fn an_array_longer_than_its_limit_is_refused_before_anything_is_reserved() {
        let mut reader = Reader::new(&[0x9b, 0, 0, 0, 1, 0, 0, 0, 0]);
        assert_eq!(reader.array_up_to(1000), Err(CborError::Limit));
    }
}
