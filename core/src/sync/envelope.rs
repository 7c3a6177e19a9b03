//! The envelope both ways: deterministic CBOR, zstd, COSE_Sign1. The signature is checked before anything is
//! inflated, and inflation has a cap.

use crate::cbor::{Cbor, CborError, Reader, encode};
use crate::id::KeyId;
use crate::seal::cose::{Namespace, Sealed, seal};
use crate::seal::{PublicKey, SealError, SigningKey};

/// Bytes of an envelope on the wire at most (DESIGN §6).
pub const MAX_SEALED_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of an envelope's body, inflated, at most.
pub const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;
/// The version of questions and answers.
const VERSION: u64 = 1;
/// zstd's own default.
const LEVEL: i32 = 3;

/// Why an envelope was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Larger than [`MAX_SEALED_BYTES`].
    #[error("the envelope is too large")]
    TooLarge,
    /// Not an envelope, or not in this version's form.
    #[error("malformed envelope")]
    Malformed,
    /// Not signed by the key it names, or not by one that may.
    #[error("the envelope's signature does not verify")]
    Signature,
    /// Inflates beyond [`MAX_BODY_BYTES`], or does not inflate.
    #[error("the envelope does not inflate within its limit")]
    Inflate,
    /// A version this build does not read.
    #[error("unknown envelope version {0}")]
    Version(u64),
}

/// Closes a question or an answer.
pub(super) fn close<T: Cbor>(value: &T, key: &SigningKey, namespace: Namespace) -> Vec<u8> {
    let body = encode(value);
    let packed = zstd::bulk::compress(&body, LEVEL).expect("compressing into memory does not fail");
    seal(key, namespace, &packed)
}

/// Who claims to have sealed it: only to find the key.
pub fn sender(bytes: &[u8]) -> Result<KeyId, EnvelopeError> {
    if bytes.len() > MAX_SEALED_BYTES {
        return Err(EnvelopeError::TooLarge);
    }
    Ok(Sealed::read(bytes).map_err(|_| EnvelopeError::Malformed)?.kid())
}

/// Opens an envelope. The body is read leniently (it is signed as a whole); what it carries is checked in its turn.
pub(super) fn open<T: Cbor>(bytes: &[u8], key: &PublicKey, namespace: Namespace) -> Result<T, EnvelopeError> {
    sender(bytes)?;
    let sealed = Sealed::read(bytes).map_err(|_| EnvelopeError::Malformed)?;
    let packed = sealed.verify(key, namespace).map_err(|error| match error {
        SealError::Malformed | SealError::WeakKey => EnvelopeError::Malformed,
        SealError::OtherKey | SealError::BadSignature => EnvelopeError::Signature,
    })?;
    let body = zstd::bulk::decompress(packed, MAX_BODY_BYTES).map_err(|_| EnvelopeError::Inflate)?;
    let mut reader = Reader::new(&body);
    let value = T::read(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|_| match version(&body) {
        Ok(version) if version != VERSION => EnvelopeError::Version(version),
        _ => EnvelopeError::Malformed,
    })
}

/// The version a body begins with.
fn version(body: &[u8]) -> Result<u64, CborError> {
    let mut reader = Reader::new(body);
    reader.array_up_to(64)?;
    reader.uint()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_refused_by_its_cap_and_a_truncated_envelope_by_its_form() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let bomb = zstd::bulk::compress(&vec![0; MAX_BODY_BYTES + 1], 3).unwrap();
        let sealed = seal(&key, Namespace::Question, &bomb);
        assert!(sealed.len() < 4096);
        assert_eq!(open::<u64>(&sealed, &key.public(), Namespace::Question), Err(EnvelopeError::Inflate));
        let whole = close(&7u64, &key, Namespace::Question);
        assert_eq!(open::<u64>(&whole, &key.public(), Namespace::Question), Ok(7));
        assert_eq!(open::<u64>(&whole, &key.public(), Namespace::Answer), Err(EnvelopeError::Signature));
        for len in 0..whole.len() {
            let cut = open::<u64>(&whole[..len], &key.public(), Namespace::Question);
            assert_eq!(cut, Err(EnvelopeError::Malformed), "{len} bytes");
        }
        assert_eq!(sender(&vec![0; MAX_SEALED_BYTES + 1]), Err(EnvelopeError::TooLarge));
    }
}
