//! Identifiers: sixteen bytes made on the device that creates the thing, so that a retry is harmless.
//!
//! The text form of an identifier is Crockford base32 without padding (26 characters for 16 bytes).

use crate::cbor::{Cbor, CborError, Reader, Writer};
use sha2::{Digest, Sha256};
use std::fmt;

/// SHA-256 of the parts, one after the other.
pub fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}

/// The first `N` bytes of a hash.
pub fn shorten<const N: usize>(hash: &Hash) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&hash.0[..N]);
    out
}

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Crockford base32 without padding.
pub fn to_base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0u32, 0);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(CROCKFORD[(buffer >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(CROCKFORD[(buffer << (5 - bits)) as usize & 31]));
    }
    text
}

/// Reads Crockford base32: case does not matter, `I`, `L` read as 1, `O` as 0; left-over bits must be zero.
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0u32, 0);
    for character in text.bytes() {
        let character = match character.to_ascii_uppercase() {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        };
        let value = CROCKFORD.iter().position(|c| *c == character)?;
        buffer = (buffer << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).ok()?);
        }
    }
    (bits < 5 && buffer & ((1 << bits) - 1) == 0).then_some(bytes)
}

macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $len:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Takes bytes of exactly the right length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Reads the text form.
            pub fn parse(text: &str) -> Option<Self> {
                from_base32(text).and_then(|bytes| Self::from_slice(&bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&to_base32(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl Cbor for $name {
            fn write(&self, w: &mut Writer) {
                w.bytes(&self.0);
            }

            fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
                Ok(Self(r.array_of_bytes()?))
            }
        }
    };
}

id!(
    /// A SHA-256 hash.
    Hash,
    32
);
id!(
    /// One installation's chain of entries; the Automerge actor in every document it writes.
    ActorId,
    16
);
id!(
    /// A household, visit, log, matter or duty. The first byte is the family's code.
    DocumentId,
    16
);
id!(
    /// A person of the registers, made at import; says nothing about who it is.
    PersonId,
    16
);
id!(
    /// A signing key: SHA-256 of the key, cut to 16 bytes. Stands as `kid` in every COSE header.
    KeyId,
    16
);
id!(
    /// An organisation: SHA-256 of its root key, cut to 16 bytes.
    OrgId,
    16
);
id!(
    /// A post held by a person from a date: SHA-256 of person, role, scope and start, cut to 8 bytes.
    AssignmentId,
    8
);
id!(
    /// The life of an office's database between two restores, random.
    Era,
    8
);
id!(
    /// The first eight bytes of a hash, where a full one would cost more than it proves.
    Hash8,
    8
);

impl Hash {
    /// The first eight bytes.
    pub fn short(&self) -> Hash8 {
        Hash8(shorten(self))
    }
}

impl ActorId {
    /// The actor of a device key in one epoch. The epoch is random: new at installation, restore and after a fork.
    pub fn derive(device_key: &[u8], epoch: &[u8; 16]) -> Self {
        Self(shorten(&sha256(&[b"lianxin/actor/1", device_key, epoch])))
    }
}

impl DocumentId {
    /// The id of a document created by `creator` with the creating change's random bytes.
    pub fn derive(family: u8, creator: &ActorId, nonce: &[u8; 16]) -> Self {
        let hash = sha256(&[b"lianxin/document/1", &creator.0, nonce]);
        let mut id = [family; 16];
        id[1..].copy_from_slice(&hash.0[..15]);
        Self(id)
    }

    /// The family's code.
    pub fn family(&self) -> u8 {
        self.0[0]
    }
}

impl KeyId {
    /// The id of a public key.
    pub fn of(public_key: &[u8]) -> Self {
        Self(shorten(&sha256(&[b"lianxin/key/1", public_key])))
    }
}

impl OrgId {
    /// The id of the organisation with this root key.
    pub fn of(root_key: &[u8]) -> Self {
        Self(shorten(&sha256(&[b"lianxin/org/1", root_key])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_of_an_id_reads_back_and_forgives_lookalikes() {
        let id = PersonId(*b"0123456789abcdef");
        let text = id.to_string();
        assert_eq!(text.len(), 26);
        assert_eq!(PersonId::parse(&text), Some(id));
        assert_eq!(PersonId::parse(&text.to_lowercase().replace('0', "o").replace('1', "l")), Some(id));
        assert_eq!(PersonId::parse("!"), None);
        assert_eq!(PersonId::parse(&text[1..]), None);
    }

    #[test]
    fn an_id_with_bits_left_over_is_refused() {
        assert_eq!(from_base32("00000000000000000000000001"), None);
        assert_eq!(from_base32("00000000000000000000000004").map(|b| b[15]), Some(1));
    }

    #[test]
    fn a_document_id_starts_with_its_family() {
        let id = DocumentId::derive(3, &ActorId([1; 16]), &[2; 16]);
        assert_eq!(id.family(), 3);
        assert_ne!(id, DocumentId::derive(3, &ActorId([1; 16]), &[3; 16]));
    }
}
