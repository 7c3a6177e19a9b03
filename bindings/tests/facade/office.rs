//! An office that enrols and does nothing else, as a platform's transport to it.

use async_trait::async_trait;
use lianxin_bindings::Transport;
use lianxin_bindings::mirror::OfficeAddress;
use lianxin_bindings::transport::TransportError;
use lianxin_core::cbor::{Bytes, decode, encode};
use lianxin_core::enrol::{EnrolAnswer, EnrolRequest, Invitation, digits};
use lianxin_core::id::{OrgId, PersonId};
use lianxin_core::seal::{Certificate, CertificateKind, Chain, PublicKey, SigningKey};
use lianxin_core::time::Timestamp;
use std::sync::Mutex;
use tokio::sync::Notify;

/// How the office behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Knows the phone, and waits for the clerk.
    Waiting,
    /// The clerk has confirmed.
    Confirmed,
    /// Nobody there.
    Away,
    /// Takes the message and never answers.
    Silent,
}

pub(crate) struct Office {
    root: SigningKey,
    issuer: SigningKey,
    pub(crate) mood: Mutex<Mood>,
    /// What the clerk's screen shows.
    pub(crate) digits: Mutex<String>,
    /// A message has come.
    pub(crate) asked: Notify,
    /// Where the phone sent its messages.
    pub(crate) paths: Mutex<Vec<String>>,
}

const SECRET: [u8; 16] = [2; 16];

impl Office {
    pub(crate) fn new() -> Self {
        Self {
            root: SigningKey::from_bytes(&[1; 32]),
            issuer: SigningKey::from_bytes(&[2; 32]),
            mood: Mutex::new(Mood::Waiting),
            digits: Mutex::default(),
            asked: Notify::new(),
            paths: Mutex::default(),
        }
    }

    pub(crate) fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub(crate) fn invitation(&self) -> String {
        let root = Chain::fingerprint(&self.root.public().to_bytes());
        let addresses = vec!["office.example:8443".to_owned()];
        let expires = Timestamp(4_000_000_000_000);
        Invitation { id: [1; 16], secret: SECRET, root, tls_pin: [3; 32], addresses, expires }.to_text()
    }

    fn certificate(&self, kind: CertificateKind, key: &PublicKey) -> Certificate {
        Certificate {
            org: OrgId::of(&self.root.public().to_bytes()),
            kind,
            key: key.to_bytes(),
            person: (kind == CertificateKind::Device).then_some(PersonId([7; 16])),
            from: Timestamp(0),
            to: Timestamp(i64::MAX),
            serial: 1,
        }
    }

    fn enrol(&self, body: &[u8], is_confirmed: bool) -> Vec<u8> {
        let request: EnrolRequest = decode(body).unwrap();
        assert!(request.is_proven(&SECRET));
        let issuer = self.certificate(CertificateKind::Issuer, &self.issuer.public()).issue(&self.root);
        let node = self.certificate(CertificateKind::Node, &self.issuer.public()).issue(&self.issuer);
        let key = PublicKey::from_bytes(&request.key).unwrap();
        let device = || Bytes(self.certificate(CertificateKind::Device, &key).issue(&self.issuer));
        let answer = EnrolAnswer {
            nonce: [9; 16],
            trust: Chain { root: self.root.public().to_bytes(), issuer },
            nodes: vec![Bytes(node)],
            proof: [0; 32],
            certificate: is_confirmed.then(device),
        };
        *self.digits.lock().unwrap() = digits(&request, &answer.nonce);
        encode(&answer.prove(&request, &SECRET))
    }
}

#[async_trait]
impl Transport for Office {
    async fn send(&self, office: OfficeAddress, path: String, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        assert_eq!((office.addresses, office.tls_pin), (vec!["office.example:8443".to_owned()], vec![3; 32]));
        self.paths.lock().unwrap().push(path);
        self.asked.notify_one();
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Waiting | Mood::Confirmed => Ok(self.enrol(&body, mood == Mood::Confirmed)),
            Mood::Away => Err(TransportError::Unreachable),
            Mood::Silent => std::future::pending().await,
        }
    }
}
