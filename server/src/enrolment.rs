//! Enrolling phones, the office's side (DESIGN §9). The phone's part is here, the clerk's in [`clerk`].
//!
//! A phone sends the same request as often as it likes: the first binds the invitation to its key, the others ask
//! whether a clerk has confirmed. The proof is judged before anything else is told, so that only who holds the
//! invitation learns what became of it.

pub mod clerk;
pub mod sheet;

use crate::access::{Invited, Used, Wrong};
use crate::app::App;
use crate::error::ErrorKind;
use crate::office::Keys;
use lianxin_core::cbor::{Bytes, decode, encode};
use lianxin_core::enrol::{EnrolAnswer, EnrolRequest};
use lianxin_core::id::PersonId;
use lianxin_core::seal::{CertificateKind, PublicKey};
use lianxin_core::time::random;

/// Bytes of a request at most; it has 133.
pub const MAX_REQUEST_BYTES: usize = 1024;

/// Why a phone was not enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no such invitation.
    #[error("there is no such invitation")]
    Unknown,
    /// The phone does not know the invitation's secret.
    #[error("the invitation's secret was not proven")]
    Proof,
    /// Too many wrong proofs were shown.
    #[error("the invitation is locked")]
    Locked,
    /// Another phone has used it, or a clerk has refused this one.
    #[error("the invitation is used")]
    Used,
    /// It is too old.
    #[error("the invitation is too old")]
    Expired,
    /// The key is weak.
    #[error("the key is weak")]
    WeakKey,
    /// The key belongs to an enrolled phone.
    #[error("the key is in use")]
    KeyInUse,
}

impl App {
    /// Answers a phone that wants to be enrolled.
    pub fn enrol(&self, body: &[u8]) -> Result<Vec<u8>, ErrorKind> {
        let request: EnrolRequest = decode(body).map_err(|_| ErrorKind::BodyMalformed)?;
        let invited = self.proven(&request)?;
        let used = match invited.used {
            Some(used) if used.key == request.key && used.phone_nonce == request.nonce => used,
            Some(_) => return Err(Refused::Used.into()),
            None => self.bind(&invited, &request)?,
        };
        if invited.decided.is_some() && invited.certificate.is_none() {
            return Err(Refused::Used.into());
        }
        let keys = self.office.keys();
        let certificate = invited.certificate.clone();
        let certificate = certificate.map(|confirmed| self.present(confirmed, invited.person, &used, &keys));
        let answer = EnrolAnswer {
            nonce: used.office_nonce,
            trust: keys.chain.clone(),
            nodes: vec![Bytes(keys.certificate.clone())],
            proof: [0; 32],
            certificate: certificate.transpose()?.map(Bytes),
        };
        Ok(encode(&answer.prove(&request, &invited.secret)))
    }

    /// A phone's certificate as the present issuer signs it. The office may have been renewed since a clerk confirmed.
    fn present(&self, certificate: Vec<u8>, person: PersonId, used: &Used, keys: &Keys) -> Result<Vec<u8>, ErrorKind> {
        if keys.chain.verify(&certificate, CertificateKind::Device).is_ok() {
            return Ok(certificate);
        }
        let key = PublicKey::from_bytes(&used.key).map_err(|_| Refused::WeakKey)?;
        Ok(self.office.enrol(&key, person, self.host.now())?)
    }

    /// The invitation, once the phone has proven that it holds it.
    fn proven(&self, request: &EnrolRequest) -> Result<Invited, ErrorKind> {
        let invited = self.access.invitation(&request.invitation)?.ok_or(Refused::Unknown)?;
        if invited.is_locked {
            return Err(Refused::Locked.into());
        }
        if request.is_proven(&invited.secret) {
            return Ok(invited);
        }
        // Wrong proofs after the right one harm nobody: the invitation is spent.
        if invited.used.is_none() && self.access.count_wrong(&invited.id)? == Wrong::Locked {
            tracing::warn!("an invitation was locked after wrong proofs");
        }
        Err(Refused::Proof.into())
    }

    /// Binds an unused invitation to the phone. The office's random number is chosen now that the key is known, so
    /// nobody can choose a key for its six digits.
    fn bind(&self, invited: &Invited, request: &EnrolRequest) -> Result<Used, ErrorKind> {
        let now = self.host.now();
        if now >= invited.expires {
            return Err(Refused::Expired.into());
        }
        let key = PublicKey::from_bytes(&request.key).map_err(|_| Refused::WeakKey)?;
        let is_enrolled = self.office.storage().read(|tx| tx.device(&key.id()))?.is_some();
        if is_enrolled || self.access.knows_key(&request.key)? {
            return Err(Refused::KeyInUse.into());
        }
        let office_nonce = random(self.host.as_ref());
        let used = Used { key: request.key, phone_nonce: request.nonce, office_nonce, at: now };
        if self.access.bind(&invited.id, &used)? {
            return Ok(used);
        }
        // Somebody was faster: perhaps this very phone, asking twice at once.
        match self.access.invitation(&invited.id)?.and_then(|other| other.used) {
            Some(other) if other.key == used.key && other.phone_nonce == used.phone_nonce => Ok(other),
            Some(_) => Err(Refused::Used.into()),
            None => Err(Refused::KeyInUse.into()),
        }
    }
}

#[cfg(test)]
mod tests;
