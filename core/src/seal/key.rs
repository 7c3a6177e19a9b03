//! Signing keys. The suites are a closed list bound in the certificate; there is no negotiation.

use super::SealError;
use crate::counted;
use crate::id::KeyId;
use crate::time::{Host, random};
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use zeroize::Zeroizing;

/// The suite Ed25519 with SHA-256; 2 is kept for ES256, 3 for SM2-SM3.
pub const SUITE_ED25519: u64 = 1;

/// A public key that has been checked: on the curve and not weak.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// A private key in memory; wiped when dropped. At rest it is wrapped by the [`super::KeyVault`].
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl PublicKey {
    /// Takes 32 bytes, refusing weak keys (small order).
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SealError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| SealError::WeakKey)?;
        if key.is_weak() { Err(SealError::WeakKey) } else { Ok(Self(key)) }
    }

    /// The key's 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key's id.
    pub fn id(&self) -> KeyId {
        KeyId::of(self.0.as_bytes())
    }

    /// Verifies strictly: one signature for one message, no malleability.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), SealError> {
        counted::signature();
        self.0.verify_strict(message, &Signature::from_bytes(signature)).map_err(|_| SealError::BadSignature)
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

impl SigningKey {
    /// Makes a new key.
    pub fn generate(host: &dyn Host) -> Self {
        Self::from_bytes(&Zeroizing::new(random(host)))
    }

    /// Takes the 32 secret bytes.
    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(secret))
    }

    /// The 32 secret bytes, for the vault only.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public().id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_key_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::from_bytes(&identity), Err(SealError::WeakKey));
    }

    #[test]
    fn a_signature_holds_for_one_message_and_one_key() {
        let (key, other) = (SigningKey::from_bytes(&[7; 32]), SigningKey::from_bytes(&[8; 32]));
        let signature = key.sign(b"a visit");
        assert_eq!(key.public().verify(b"a visit", &signature), Ok(()));
        assert_eq!(key.public().verify(b"A visit", &signature), Err(SealError::BadSignature));
        assert_eq!(other.public().verify(b"a visit", &signature), Err(SealError::BadSignature));
    }
}
