//! One way to sign and one way to verify: Ed25519 in COSE_Sign1 (RFC 9052) over deterministic CBOR, under a
//! namespace per kind of statement; certificates that bind a key to a person; and the vault that keeps keys.

pub mod certificate;
pub mod cose;
pub mod key;
pub mod vault;

pub use certificate::{Certificate, CertificateError, CertificateKind, Chain};
pub use cose::{Namespace, Sealed};
pub use key::{PublicKey, SigningKey};
pub use vault::{KeyVault, VaultError};

/// Why a seal was not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Not a COSE_Sign1 with exactly the header this product writes.
    #[error("not a seal of this product")]
    Malformed,
    /// The header names another key than the one given.
    #[error("the seal names another key")]
    OtherKey,
    /// The signature does not belong to these bytes, this key and this namespace.
    #[error("the signature does not verify")]
    BadSignature,
    /// A weak key, or not a point of the curve.
    #[error("the key is weak or malformed")]
    WeakKey,
}
