//! Enrolling a phone. Every step can be repeated: the key and the request are kept until the certificate has come.

use super::{Companion, Inner, KEY_NAME, OfficeAddress};
use crate::cbor::{Bytes, Cbor, CborError, Reader, Writer, decode, encode};
use crate::device::{ChainState, Identity, Named};
use crate::enrol::{EnrolAnswer, EnrolError, Invitation};
use crate::error::Error;
use crate::seal::SigningKey;
use crate::store::{StoreError, Write};
use crate::time::random;
use crate::transport::{Endpoint, Transport};

/// How far an enrolment is.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolStep {
    /// To be compared with the six digits on the clerk's screen.
    pub digits: String,
    /// The clerk has confirmed, and the phone is enrolled.
    pub is_confirmed: bool,
}

redacted! { EnrolStep { is_confirmed } }

/// An enrolment under way.
pub(super) struct Enrolling {
    wrapped_key: Vec<u8>,
    invitation: Invitation,
    nonce: [u8; 16],
}

impl Named for Enrolling {
    const NAME: &'static str = "enrolling";
}

impl Cbor for Enrolling {
    fn write(&self, w: &mut Writer) {
        w.array(4).uint(1).bytes(&self.wrapped_key).value(&self.invitation).bytes(&self.nonce);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 4)?;
        Ok(Self { wrapped_key: r.bytes()?.to_vec(), invitation: r.value()?, nonce: r.array_of_bytes()? })
    }
}

impl Companion {
    /// Takes an invitation and makes the phone's key. Gives where the office is to be reached.
    pub fn begin_enrolment(&self, invitation: &str) -> Result<OfficeAddress, Error> {
        let invitation = Invitation::parse(invitation)?;
        let office = office_of(&invitation);
        if self.lock().has_begun(&invitation)? {
            return Ok(office);
        }
        let key = SigningKey::generate(self.host.as_ref());
        let wrapped_key = self.vault.wrap(KEY_NAME, key.to_bytes().as_slice())?;
        let mut inner = self.lock();
        if !inner.has_begun(&invitation)? {
            let enrolling = Enrolling { wrapped_key, invitation, nonce: random(self.host.as_ref()) };
            inner.store.commit(vec![enrolling.save()])?;
        }
        Ok(office)
    }

    /// Where the office of an enrolment under way is to be reached; none if none has begun, or once it is done.
    pub fn pending_enrolment(&self) -> Result<Option<OfficeAddress>, Error> {
        let inner = self.lock();
        if inner.enrolled.is_some() {
            return Ok(None);
        }
        Ok(Enrolling::load(inner.store.as_ref())?.map(|enrolling| office_of(&enrolling.invitation)))
    }

    /// Asks the office how far the enrolment is; enrols the phone once a clerk has confirmed.
    pub async fn continue_enrolment(&self, transport: &dyn Transport) -> Result<EnrolStep, Error> {
        let enrolling = self.lock().enrolling()?;
        let secret = self.vault.unwrap(KEY_NAME, &enrolling.wrapped_key)?;
        let key = SigningKey::from_bytes(secret.as_slice().try_into().map_err(|_| StoreError::Corrupt)?);
        let request = enrolling.invitation.request(&key.public(), enrolling.nonce);
        let bytes = transport.send(Endpoint::Enrol, encode(&request)).await?;
        let answer: EnrolAnswer = decode(&bytes).map_err(|_| EnrolError::Malformed)?;
        let digits = enrolling.invitation.check(&request, &answer)?;
        let Some(certificate) = answer.certificate.clone() else {
            return Ok(EnrolStep { digits, is_confirmed: false });
        };
        self.finish_enrolment(enrolling, key, answer, certificate)?;
        Ok(EnrolStep { digits, is_confirmed: true })
    }

    fn finish_enrolment(
        &self,
        enrolling: Enrolling,
        key: SigningKey,
        answer: EnrolAnswer,
        certificate: Bytes,
    ) -> Result<(), Error> {
        let identity = Identity {
            wrapped_key: enrolling.wrapped_key,
            certificate: certificate.0,
            trust: answer.trust,
            nodes: answer.nodes,
            addresses: enrolling.invitation.addresses,
            tls_pin: enrolling.invitation.tls_pin,
        };
        let chain = ChainState::start(&key.public(), self.vault.install_id()?, None, self.host.as_ref());
        let person = identity.person().map_err(|_| EnrolError::Certificate)?;
        let mut inner = self.lock();
        if inner.enrolled.is_some() {
            return Err(Error::AlreadyEnrolled);
        }
        inner.store.commit(vec![identity.save(), chain.save(), Write::Put(Enrolling::NAME, Vec::new())])?;
        inner.enrolled = Some((key, person));
        Ok(())
    }
}

impl Inner {
    /// Whether this invitation is the one under way.
    fn has_begun(&self, invitation: &Invitation) -> Result<bool, Error> {
        if self.enrolled.is_some() {
            return Err(Error::AlreadyEnrolled);
        }
        Ok(Enrolling::load(self.store.as_ref())?.is_some_and(|e| e.invitation == *invitation))
    }

    fn enrolling(&self) -> Result<Enrolling, Error> {
        if self.enrolled.is_some() {
            return Err(Error::AlreadyEnrolled);
        }
        Enrolling::load(self.store.as_ref())?.ok_or(Error::NotEnrolled)
    }
}

fn office_of(invitation: &Invitation) -> OfficeAddress {
    OfficeAddress { addresses: invitation.addresses.clone(), tls_pin: invitation.tls_pin }
}
