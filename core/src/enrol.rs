//! Enrolment (DESIGN §9): an invitation pins the office and lends a one-time secret that never travels; both sides
//! prove that they know it, and two screens show the same six digits before a clerk confirms.
//!
//! The same request, sent again, asks how far it is: nothing is lost when an answer is.

use crate::cbor::{Bytes, Cbor, CborError, Reader, Writer, decode, encode};
use crate::id::{from_base32, sha256, to_base32};
use crate::seal::{CertificateError, CertificateKind, Chain, PublicKey};
use crate::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How an invitation's text begins. Only characters of a QR code's alphanumeric mode follow.
const PREFIX: &str = "LX1:";

/// What the office gives to one person: printed or shown as a QR code.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Names the invitation.
    pub id: [u8; 16],
    /// Known to the office and the invited only.
    pub secret: [u8; 16],
    /// SHA-256 of the organisation's root key.
    pub root: [u8; 32],
    /// SHA-256 of the public key of the office's TLS root.
    pub tls_pin: [u8; 32],
    /// `host:port`, best first.
    pub addresses: Vec<String>,
    /// Not valid from this instant on, by the office's clock.
    pub expires: Timestamp,
}

redacted! { Invitation { id, addresses, expires } }

/// What the phone sends, as often as it wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The invitation.
    pub invitation: [u8; 16],
    /// The phone's public key.
    pub key: [u8; 32],
    /// Random.
    pub nonce: [u8; 16],
    /// HMAC-SHA-256 under the secret.
    pub proof: [u8; 32],
}

/// What the office answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolAnswer {
    /// Random, chosen after the phone's key was known: nobody can choose a key for its six digits.
    pub nonce: [u8; 16],
    /// Root and issuer.
    pub trust: Chain,
    /// Certificates of the office's nodes.
    pub nodes: Vec<Bytes>,
    /// HMAC-SHA-256 under the secret over everything above.
    pub proof: [u8; 32],
    /// The phone's certificate, once a clerk has confirmed.
    pub certificate: Option<Bytes>,
}

/// Why an enrolment did not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The text is no invitation.
    #[error("not an invitation")]
    NotAnInvitation,
    /// The other side does not know the invitation's secret.
    #[error("the other side does not know the invitation's secret")]
    Proof,
    /// The other side's root is not the one the invitation pins.
    #[error("the office's root is not the one of the invitation")]
    RootMismatch,
    /// The answer cannot be read.
    #[error("malformed enrolment message")]
    Malformed,
    /// The certificate is not for this phone.
    #[error("the certificate is not for this phone")]
    Certificate,
}

impl From<CertificateError> for EnrolError {
    fn from(_: CertificateError) -> Self {
        Self::Certificate
    }
}

impl From<CborError> for EnrolError {
    fn from(_: CborError) -> Self {
        Self::Malformed
    }
}

fn mac(secret: &[u8; 16], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}

impl Invitation {
    /// The text of the QR code.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", to_base32(&encode(self)))
    }

    /// Reads the text, in any case and with blanks.
    pub fn parse(text: &str) -> Result<Self, EnrolError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let bytes = text.strip_prefix(PREFIX).and_then(from_base32).ok_or(EnrolError::NotAnInvitation)?;
        decode(&bytes).map_err(|_| EnrolError::NotAnInvitation)
    }

    /// What the phone sends.
    pub fn request(&self, key: &PublicKey, nonce: [u8; 16]) -> EnrolRequest {
        let mut request = EnrolRequest { invitation: self.id, key: key.to_bytes(), nonce, proof: [0; 32] };
        request.proof = request.mac(&self.secret).finalize().into_bytes().into();
        request
    }

    /// Checks the office's answer and gives the six digits to compare.
    pub fn check(&self, request: &EnrolRequest, answer: &EnrolAnswer) -> Result<String, EnrolError> {
        answer.mac(request, &self.secret).verify_slice(&answer.proof).map_err(|_| EnrolError::Proof)?;
        if Chain::fingerprint(&answer.trust.root) != self.root {
            return Err(EnrolError::RootMismatch);
        }
        for node in &answer.nodes {
            answer.trust.verify(&node.0, CertificateKind::Node)?;
        }
        if let Some(certificate) = &answer.certificate {
            let certificate = answer.trust.verify(&certificate.0, CertificateKind::Device)?;
            if certificate.key != request.key || certificate.person.is_none() {
                return Err(EnrolError::Certificate);
            }
        }
        Ok(digits(request, &answer.nonce))
    }
}

impl EnrolRequest {
    fn mac(&self, secret: &[u8; 16]) -> Hmac<Sha256> {
        mac(secret, &[b"lianxin/enrol/phone/1", &self.invitation, &self.key, &self.nonce])
    }

    /// Whether the phone knows the secret.
    pub fn is_proven(&self, secret: &[u8; 16]) -> bool {
        self.mac(secret).verify_slice(&self.proof).is_ok()
    }
}

impl EnrolAnswer {
    fn mac(&self, request: &EnrolRequest, secret: &[u8; 16]) -> Hmac<Sha256> {
        let mut w = Writer::new();
        w.array(3).bytes(&self.nonce).value(&self.trust).list(&self.nodes);
        mac(secret, &[b"lianxin/enrol/office/1", &encode(request), &w.into_bytes()])
    }

    /// Adds the office's proof.
    pub fn prove(mut self, request: &EnrolRequest, secret: &[u8; 16]) -> Self {
        self.proof = self.mac(request, secret).finalize().into_bytes().into();
        self
    }
}

/// The six digits both screens show.
pub fn digits(request: &EnrolRequest, office_nonce: &[u8; 16]) -> String {
    let hash = sha256(&[b"lianxin/digits/1", &encode(request), office_nonce]);
    let number = u32::from_be_bytes([hash.0[0], hash.0[1], hash.0[2], hash.0[3]]);
    format!("{:06}", number % 1_000_000)
}

impl Cbor for Invitation {
    fn write(&self, w: &mut Writer) {
        w.array(7).uint(1).bytes(&self.id).bytes(&self.secret).bytes(&self.root).bytes(&self.tls_pin);
        w.list(&self.addresses).value(&self.expires);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 7)?;
        Ok(Self {
            id: r.array_of_bytes()?,
            secret: r.array_of_bytes()?,
            root: r.array_of_bytes()?,
            tls_pin: r.array_of_bytes()?,
            addresses: r.list(16)?,
            expires: r.value()?,
        })
    }
}

impl Cbor for EnrolRequest {
    fn write(&self, w: &mut Writer) {
        w.array(5).uint(1).bytes(&self.invitation).bytes(&self.key).bytes(&self.nonce).bytes(&self.proof);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 5)?;
        Ok(Self {
            invitation: r.array_of_bytes()?,
            key: r.array_of_bytes()?,
            nonce: r.array_of_bytes()?,
            proof: r.array_of_bytes()?,
        })
    }
}

impl Cbor for EnrolAnswer {
    fn write(&self, w: &mut Writer) {
        w.array(6).uint(1).bytes(&self.nonce).value(&self.trust).list(&self.nodes).bytes(&self.proof);
        w.option(self.certificate.as_ref());
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 6)?;
        Ok(Self {
            nonce: r.array_of_bytes()?,
            trust: r.value()?,
            nodes: r.list(64)?,
            proof: r.array_of_bytes()?,
            certificate: r.option()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{OrgId, PersonId};
    use crate::seal::{Certificate, SigningKey};

    struct Office {
        root: SigningKey,
        issuer: SigningKey,
        trust: Chain,
    }

    fn office(seed: u8) -> Office {
        let (root, issuer) = (SigningKey::from_bytes(&[seed; 32]), SigningKey::from_bytes(&[seed + 1; 32]));
        let certificate = certificate(&root, CertificateKind::Issuer, &issuer.public()).issue(&root);
        Office { trust: Chain { root: root.public().to_bytes(), issuer: certificate }, root, issuer }
    }

    fn certificate(root: &SigningKey, kind: CertificateKind, key: &PublicKey) -> Certificate {
        Certificate {
            org: OrgId::of(&root.public().to_bytes()),
            kind,
            key: key.to_bytes(),
            person: (kind == CertificateKind::Device).then_some(PersonId([1; 16])),
            from: Timestamp(0),
            to: Timestamp(i64::MAX),
            serial: 1,
        }
    }

    fn invitation(office: &Office) -> Invitation {
        Invitation {
            id: [1; 16],
            secret: [2; 16],
            root: Chain::fingerprint(&office.root.public().to_bytes()),
            tls_pin: [3; 32],
            addresses: vec!["10.0.0.5:8443".into(), "office.local:8443".into()],
            expires: Timestamp(1_790_000_000_000),
        }
    }

    fn answer(office: &Office, key: Option<&PublicKey>, request: &EnrolRequest, secret: &[u8; 16]) -> EnrolAnswer {
        let node = certificate(&office.root, CertificateKind::Node, &office.issuer.public());
        let device = key.map(|k| certificate(&office.root, CertificateKind::Device, k).issue(&office.issuer));
        let answer = EnrolAnswer {
            nonce: [9; 16],
            trust: office.trust.clone(),
            nodes: vec![Bytes(node.issue(&office.issuer))],
            proof: [0; 32],
            certificate: device.map(Bytes),
        };
        answer.prove(request, secret)
    }

    #[test]
    fn an_invitation_reads_back_from_its_text_however_it_was_typed() {
        let invitation = invitation(&office(10));
        let text = invitation.to_text();
        assert!(text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ':'));
        assert_eq!(Invitation::parse(&format!(" {}\n", text.to_lowercase())), Ok(invitation));
        for broken in ["", "LX1:", "LX2:0000", &text[..text.len() - 4], "http://example.org"] {
            assert_eq!(Invitation::parse(broken), Err(EnrolError::NotAnInvitation), "{broken}");
        }
    }

    #[test]
    fn both_sides_prove_the_secret_and_show_the_same_digits() {
        let (office, phone) = (office(10), SigningKey::from_bytes(&[5; 32]));
        let invitation = invitation(&office);
        let request = invitation.request(&phone.public(), [7; 16]);
        assert!(request.is_proven(&invitation.secret) && !request.is_proven(&[0; 16]));
        assert_eq!(decode::<EnrolRequest>(&encode(&request)), Ok(request.clone()));
        let answer = answer(&office, Some(&phone.public()), &request, &invitation.secret);
        assert_eq!(decode::<EnrolAnswer>(&encode(&answer)), Ok(answer.clone()));
        assert_eq!(invitation.check(&request, &answer), Ok(digits(&request, &answer.nonce)));
    }

    #[test]
    fn another_office_another_secret_or_another_phones_certificate_is_refused() {
        let (office, stranger) = (office(10), office(20));
        let (phone, other) = (SigningKey::from_bytes(&[5; 32]), SigningKey::from_bytes(&[6; 32]));
        let invitation = invitation(&office);
        let request = invitation.request(&phone.public(), [7; 16]);
        let foreign = answer(&stranger, None, &request, &invitation.secret);
        assert_eq!(invitation.check(&request, &foreign), Err(EnrolError::RootMismatch));
        let guessed = answer(&office, None, &request, &[0; 16]);
        assert_eq!(invitation.check(&request, &guessed), Err(EnrolError::Proof));
        let misdirected = answer(&office, Some(&other.public()), &request, &invitation.secret);
        assert_eq!(invitation.check(&request, &misdirected), Err(EnrolError::Certificate));
    }
}
