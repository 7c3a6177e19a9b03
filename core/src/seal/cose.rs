//! COSE_Sign1 (RFC 9052 §4.2), untagged, with one protected header for everything: `{1: -19, 4: kid}`, that is
//! Ed25519 (RFC 9864) and the key's id. The unprotected header is empty. The external data is the namespace, so
//! that a signature over one kind of statement never passes for another.

use super::{PublicKey, SealError, SigningKey};
use crate::cbor::Writer;
use crate::id::KeyId;
use minicbor::Decoder;

/// What a signature speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namespace {
    /// A certificate.
    Certificate,
    /// A page of a register.
    Page,
    /// An entry of a device's chain.
    Entry,
    /// A receipt.
    Receipt,
    /// A phone's question.
    Question,
    /// The office's answer.
    Answer,
}

impl Namespace {
    /// The external additional authenticated data.
    pub fn aad(self) -> &'static [u8] {
        match self {
            Self::Certificate => b"lianxin/certificate/1",
            Self::Page => b"lianxin/page/1",
            Self::Entry => b"lianxin/entry/1",
            Self::Receipt => b"lianxin/receipt/1",
            Self::Question => b"lianxin/question/1",
            Self::Answer => b"lianxin/answer/1",
        }
    }
}

const HEADER_PREFIX: [u8; 5] = [0xa2, 0x01, 0x32, 0x04, 0x50];
const HEADER_LEN: usize = 21;

fn protected(kid: &KeyId) -> [u8; HEADER_LEN] {
    let mut header = [0; HEADER_LEN];
    header[..5].copy_from_slice(&HEADER_PREFIX);
    header[5..].copy_from_slice(&kid.0);
    header
}

/// The bytes that are signed: `["Signature1", protected, external_aad, payload]`.
fn to_be_signed(protected: &[u8], namespace: Namespace, payload: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(4).text("Signature1").bytes(protected).bytes(namespace.aad()).bytes(payload);
    w.into_bytes()
}

/// Signs a payload and returns the whole COSE_Sign1.
pub fn seal(key: &SigningKey, namespace: Namespace, payload: &[u8]) -> Vec<u8> {
    let header = protected(&key.public().id());
    let signature = key.sign(&to_be_signed(&header, namespace, payload));
    let mut w = Writer::new();
    w.array(4).bytes(&header);
    let mut bytes = w.into_bytes();
    bytes.push(0xa0);
    let mut w = Writer::new();
    w.bytes(payload).bytes(&signature);
    bytes.extend(w.into_bytes());
    bytes
}

/// Bytes of the one encoding of a seal: longer heads of its lengths are another one, which is refused.
fn sealed_len(payload: usize) -> usize {
    let head = match payload {
        0..24 => 1,
        24..0x100 => 2,
        0x100..0x1_0000 => 3,
        _ => 5,
    };
    1 + 1 + HEADER_LEN + 1 + head + payload + 2 + 64
}

/// A COSE_Sign1 whose form is right and whose signature is not yet checked.
#[derive(Clone, Copy, Debug)]
pub struct Sealed<'a> {
    kid: KeyId,
    payload: &'a [u8],
    signature: [u8; 64],
}

impl<'a> Sealed<'a> {
    /// Reads the form; any header but the product's own is refused.
    pub fn read(bytes: &'a [u8]) -> Result<Self, SealError> {
        Self::parse(bytes).ok_or(SealError::Malformed)
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut d = Decoder::new(bytes);
        if d.array().ok()? != Some(4) {
            return None;
        }
        let header = d.bytes().ok()?;
        if header.len() != HEADER_LEN || header[..5] != HEADER_PREFIX || d.map().ok()? != Some(0) {
            return None;
        }
        let payload = d.bytes().ok()?;
        let signature = d.bytes().ok()?.try_into().ok()?;
        let is_all = d.position() == bytes.len() && bytes.len() == sealed_len(payload.len());
        is_all.then_some(Self { kid: KeyId::from_slice(&header[5..])?, payload, signature })
    }

    /// The key the header names. A claim until [`Sealed::verify`] has passed.
    pub fn kid(&self) -> KeyId {
        self.kid
    }

    /// The payload before its signature is checked: only to find out which key to ask for.
    pub fn unverified(&self) -> &'a [u8] {
        self.payload
    }

    /// Checks the signature and gives the payload.
    pub fn verify(&self, key: &PublicKey, namespace: Namespace) -> Result<&'a [u8], SealError> {
        if key.id() != self.kid {
            return Err(SealError::OtherKey);
        }
        key.verify(&to_be_signed(&protected(&self.kid), namespace, self.payload), &self.signature)?;
        Ok(self.payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coset::{CborSerializable, CoseSign1, RegisteredLabelWithPrivate, iana};

    #[test]
    fn another_cose_library_reads_and_verifies_a_seal() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let bytes = seal(&key, Namespace::Entry, b"payload");
        let foreign = CoseSign1::from_slice(&bytes).unwrap();
        assert_eq!(foreign.protected.header.alg, Some(RegisteredLabelWithPrivate::Assigned(iana::Algorithm::Ed25519)));
        assert_eq!(foreign.protected.header.key_id, key.public().id().0);
        assert_eq!(foreign.payload.as_deref(), Some(&b"payload"[..]));
        let verified = foreign.verify_signature(Namespace::Entry.aad(), |signature, message| {
            key.public().verify(message, signature.try_into().unwrap())
        });
        assert_eq!(verified, Ok(()));
        assert_eq!(foreign.to_vec().unwrap(), bytes);
    }

    #[test]
    fn a_seal_holds_for_its_key_its_namespace_and_its_bytes_only() {
        let (key, other) = (SigningKey::from_bytes(&[7; 32]), SigningKey::from_bytes(&[8; 32]));
        let bytes = seal(&key, Namespace::Entry, b"payload");
        let sealed = Sealed::read(&bytes).unwrap();
        assert_eq!(sealed.verify(&key.public(), Namespace::Entry), Ok(&b"payload"[..]));
        assert_eq!(sealed.verify(&key.public(), Namespace::Page), Err(SealError::BadSignature));
        assert_eq!(sealed.verify(&other.public(), Namespace::Entry), Err(SealError::OtherKey));
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            let refused = Sealed::read(&broken).and_then(|s| s.verify(&key.public(), Namespace::Entry).map(|_| ()));
            assert!(refused.is_err(), "a flipped bit at {at} was believed");
        }
    }

    #[test]
    fn a_seal_of_any_size_has_one_encoding() {
        let key = SigningKey::from_bytes(&[7; 32]);
        for len in [0, 23, 24, 255, 256, 65_535, 65_536] {
            assert!(Sealed::read(&seal(&key, Namespace::Entry, &vec![1; len])).is_ok(), "{len} bytes");
        }
        let bytes = seal(&key, Namespace::Entry, b"payload");
        let at = bytes.windows(8).position(|w| w == b"\x47payload").unwrap();
        let longer = [&bytes[..at], &[0x58, 7], &bytes[at + 1..]].concat();
        assert_eq!(Sealed::read(&longer).map(|_| ()), Err(SealError::Malformed));
    }

    #[test]
    fn bytes_behind_a_seal_are_refused() {
        let mut bytes = seal(&SigningKey::from_bytes(&[7; 32]), Namespace::Entry, b"payload");
        bytes.push(0);
        assert_eq!(Sealed::read(&bytes).map(|_| ()), Err(SealError::Malformed));
    }
}
