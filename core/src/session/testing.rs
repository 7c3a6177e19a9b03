//! An organisation of two nodes and one device, for tests that answer a phone by hand.

use crate::cbor::Bytes;
use crate::code::{GridCode, Scope};
use crate::device::{ChainState, Identity, Named};
use crate::id::{AssignmentId, Era, Hash, OrgId, PersonId};
use crate::register::{Assignment, Page, RegisterId, Row};
use crate::role::Role;
use crate::seal::{Certificate, CertificateKind, Chain, SigningKey};
use crate::store::{MemoryStore, Store, Write};
use crate::sync::Answer;
use crate::time::{Host, Timestamp};
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000_000);
/// The serials of the nodes' certificates.
pub(crate) const NODES: [u64; 2] = [10, 11];

/// A clock that stands still, and bytes that differ.
#[derive(Default)]
pub(crate) struct Still(AtomicU64);

impl Host for Still {
    fn now(&self) -> Timestamp {
        NOW
    }

    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes()[0];
        }
    }
}

pub(crate) struct Organisation {
    pub(crate) device: SigningKey,
    pub(crate) nodes: [SigningKey; 2],
    root: SigningKey,
    issuer: SigningKey,
}

pub(crate) fn grid() -> GridCode {
    GridCode::parse("000000901001001").unwrap()
}

pub(crate) fn post() -> Assignment {
    let (person, role, scope, from) = (PersonId([5; 16]), Role::GridWorker, Scope::Grid(grid()), Timestamp(0));
    let id = AssignmentId::derive(&person, role, scope, from);
    Assignment { id, person, role, scope, from, to: None, substitute_for: None }
}

impl Organisation {
    pub(crate) fn new() -> Self {
        let key = |n| SigningKey::from_bytes(&[n; 32]);
        Self { device: key(1), nodes: [key(2), key(3)], root: key(4), issuer: key(5) }
    }

    fn certify(&self, kind: CertificateKind, key: &SigningKey, serial: u64) -> Vec<u8> {
        let signer = if kind == CertificateKind::Issuer { &self.root } else { &self.issuer };
        let person = (kind == CertificateKind::Device).then_some(post().person);
        let org = OrgId::of(&self.root.public().to_bytes());
        let (from, to) = (Timestamp(0), Timestamp(i64::MAX));
        Certificate { org, kind, key: key.public().to_bytes(), person, from, to, serial }.issue(signer)
    }

    pub(crate) fn identity(&self) -> Identity {
        let issuer = self.certify(CertificateKind::Issuer, &self.issuer, 1);
        let nodes = self.nodes.iter().zip(NODES);
        Identity {
            wrapped_key: self.device.to_bytes().to_vec(),
            certificate: self.certify(CertificateKind::Device, &self.device, 2),
            trust: Chain { root: self.root.public().to_bytes(), issuer },
            nodes: nodes.map(|(key, serial)| Bytes(self.certify(CertificateKind::Node, key, serial))).collect(),
            addresses: vec![],
            tls_pin: [6; 32],
        }
    }

    /// The store of an enrolled phone that holds these pages.
    pub(crate) fn store(&self, install: [u8; 16], pages: &[Page]) -> MemoryStore {
        let chain = ChainState::start(&self.device.public(), install, None, &Still::default());
        let mut writes = vec![self.identity().save(), chain.save()];
        writes.extend(pages.iter().map(|p| Write::Page(p.register, p.version, p.seal(&self.nodes[0]))));
        let mut store = MemoryStore::default();
        store.commit(writes).unwrap();
        store
    }
}

/// A register's next page after these.
pub(crate) fn page(register: RegisterId, before: Option<&Page>, time: i64, rows: Vec<Row>) -> Page {
    let (version, previous) = before.map_or((1, Hash::default()), |page| (page.version + 1, page.hash()));
    Page { register, version, previous, time: Timestamp(time), rows }
}

/// An answer with nothing in it.
pub(crate) fn empty_answer(number: u64) -> Answer {
    Answer {
        era: Era([1; 8]),
        number,
        time: NOW,
        stale: false,
        more: false,
        tips: vec![],
        receipts: vec![],
        renewed: None,
        verdicts: vec![],
        keeps: true,
        audiences: vec![],
        pages: vec![],
        parts: vec![],
        documents: vec![],
        absent: vec![],
        reasons: None,
    }
}
