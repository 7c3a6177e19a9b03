//! Certificates bind a key to a person and an organisation, and say nothing about posts. The root signs issuers,
//! issuers sign nodes and devices (DESIGN §3).

use super::cose::{Namespace, Sealed, seal};
use super::key::SUITE_ED25519;
use super::{PublicKey, SealError, SigningKey};
use crate::cbor::{Cbor, CborError, Reader, Writer, decode, encode};
use crate::id::{OrgId, PersonId, sha256};
use crate::time::Timestamp;

/// What a certified key may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateKind {
    /// Signs certificates of nodes and devices; itself signed by the root.
    Issuer = 1,
    /// A server: signs answers, receipts and pages.
    Node = 2,
    /// A phone: signs entries and questions.
    Device = 3,
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The organisation.
    pub org: OrgId,
    /// What the key may sign.
    pub kind: CertificateKind,
    /// The certified key.
    pub key: [u8; 32],
    /// Whose key it is; absent for issuers and nodes.
    pub person: Option<PersonId>,
    /// Valid from this instant.
    pub from: Timestamp,
    /// Not valid from this instant on.
    pub to: Timestamp,
    /// Unique in the organisation; revocations name it.
    pub serial: u64,
}

/// Why a certificate was not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The bytes are no certificate.
    #[error("malformed certificate")]
    Malformed,
    /// A signature in the chain does not verify.
    #[error("certificate not signed by its issuer")]
    Signature,
    /// The root is not the one that was pinned.
    #[error("the organisation's root is another than the pinned one")]
    Root,
    /// The certificate is of another kind or organisation than needed.
    #[error("certificate of the wrong kind or organisation")]
    Kind,
    /// Not valid at the instant asked about.
    #[error("certificate not valid at that time")]
    Expired,
}

impl From<SealError> for CertificateError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Malformed | SealError::WeakKey => Self::Malformed,
            SealError::OtherKey | SealError::BadSignature => Self::Signature,
        }
    }
}

impl From<CborError> for CertificateError {
    fn from(_: CborError) -> Self {
        Self::Malformed
    }
}

impl Cbor for Certificate {
    fn write(&self, w: &mut Writer) {
        w.array(10).uint(1).value(&self.org).uint(self.kind as u64).uint(SUITE_ED25519).bytes(&self.key);
        w.option(self.person.as_ref()).value(&self.from).value(&self.to).uint(self.serial).null();
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 10)?;
        let org = r.value()?;
        let kind = match r.uint()? {
            1 => CertificateKind::Issuer,
            2 => CertificateKind::Node,
            3 => CertificateKind::Device,
            other => return Err(CborError::Unknown(other)),
        };
        match r.uint()? {
            SUITE_ED25519 => {}
            other => return Err(CborError::Unknown(other)),
        }
        let certificate = Self {
            org,
            kind,
            key: r.array_of_bytes()?,
            person: r.option()?,
            from: r.value()?,
            to: r.value()?,
            serial: r.uint()?,
        };
        if r.null()? { Ok(certificate) } else { Err(CborError::Malformed) }
    }
}

impl Certificate {
    /// Signs the certificate with the issuer's (or for issuers, the root's) key.
    pub fn issue(&self, issuer: &SigningKey) -> Vec<u8> {
        seal(issuer, Namespace::Certificate, &encode(self))
    }

    /// Reads a certificate and checks who signed it.
    pub fn verify(bytes: &[u8], issuer: &PublicKey) -> Result<Self, CertificateError> {
        Ok(decode(Sealed::read(bytes)?.verify(issuer, Namespace::Certificate)?)?)
    }

    /// The certified key, checked.
    pub fn public_key(&self) -> Result<PublicKey, CertificateError> {
        Ok(PublicKey::from_bytes(&self.key)?)
    }

    /// Reads a certificate of a node or a device that this issuer signed.
    pub fn certified(&self, bytes: &[u8], kind: CertificateKind) -> Result<Self, CertificateError> {
        let certificate = Self::verify(bytes, &self.public_key()?)?;
        if certificate.kind == kind && certificate.org == self.org {
            Ok(certificate)
        } else {
            Err(CertificateError::Kind)
        }
    }

    /// Whether it is valid at this instant.
    pub fn valid_at(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// The root's key and an issuer's certificate: all that is needed to believe a node or a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The root's public key.
    pub root: [u8; 32],
    /// The issuer's certificate, signed by the root.
    pub issuer: Vec<u8>,
}

impl Chain {
    /// The fingerprint by which an invitation pins the root: SHA-256 of its key.
    pub fn fingerprint(root: &[u8; 32]) -> [u8; 32] {
        sha256(&[root]).0
    }

    /// The organisation of this root.
    pub fn org(&self) -> OrgId {
        OrgId::of(&self.root)
    }

    /// The issuer's certificate, after the root's signature on it has been checked.
    pub fn issuer(&self) -> Result<Certificate, CertificateError> {
        let issuer = Certificate::verify(&self.issuer, &PublicKey::from_bytes(&self.root)?)?;
        if issuer.kind == CertificateKind::Issuer && issuer.org == self.org() {
            Ok(issuer)
        } else {
            Err(CertificateError::Kind)
        }
    }

    /// The issuer's key, checked likewise.
    pub fn issuer_key(&self) -> Result<PublicKey, CertificateError> {
        self.issuer()?.public_key()
    }

    /// Checks a certificate of a node or a device up to the root.
    pub fn verify(&self, bytes: &[u8], kind: CertificateKind) -> Result<Certificate, CertificateError> {
        self.issuer()?.certified(bytes, kind)
    }
}

impl Cbor for Chain {
    fn write(&self, w: &mut Writer) {
        w.array(2).bytes(&self.root).bytes(&self.issuer);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(2)?;
        Ok(Self { root: r.array_of_bytes()?, issuer: r.bytes()?.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(kind: CertificateKind, key: &SigningKey, root: &SigningKey) -> Certificate {
        Certificate {
            org: OrgId::of(&root.public().to_bytes()),
            kind,
            key: key.public().to_bytes(),
            person: (kind == CertificateKind::Device).then_some(PersonId([5; 16])),
            from: Timestamp(1000),
            to: Timestamp(2000),
            serial: 7,
        }
    }

    #[test]
    fn a_device_is_believed_through_issuer_and_root_only() {
        let [root, issuer, device, stranger] = [1, 2, 3, 4].map(|n| SigningKey::from_bytes(&[n; 32]));
        let chain = Chain {
            root: root.public().to_bytes(),
            issuer: certificate(CertificateKind::Issuer, &issuer, &root).issue(&root),
        };
        let wanted = certificate(CertificateKind::Device, &device, &root);
        assert_eq!(chain.verify(&wanted.issue(&issuer), CertificateKind::Device), Ok(wanted.clone()));
        assert_eq!(chain.verify(&wanted.issue(&issuer), CertificateKind::Node), Err(CertificateError::Kind));
        assert_eq!(chain.verify(&wanted.issue(&stranger), CertificateKind::Device), Err(CertificateError::Signature));
        let foreign = Chain { root: stranger.public().to_bytes(), ..chain.clone() };
        assert_eq!(foreign.verify(&wanted.issue(&issuer), CertificateKind::Device), Err(CertificateError::Signature));
        let posing = Chain { issuer: certificate(CertificateKind::Device, &issuer, &root).issue(&root), ..chain };
        assert_eq!(posing.verify(&wanted.issue(&issuer), CertificateKind::Device), Err(CertificateError::Kind));
    }

    #[test]
    fn a_certificate_is_valid_from_its_first_instant_to_before_its_last() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let certificate = certificate(CertificateKind::Node, &key, &key);
        assert!(certificate.valid_at(Timestamp(1000)) && certificate.valid_at(Timestamp(1999)));
        assert!(!certificate.valid_at(Timestamp(999)) && !certificate.valid_at(Timestamp(2000)));
    }
}
