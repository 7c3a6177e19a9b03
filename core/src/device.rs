//! What a phone knows about itself: who it is, its chain, and how it stands with the office. Each is one named value
//! of the store, so that it changes in the same commit as the work it belongs to.

use crate::cbor::{Bytes, Cbor, CborError, Reader, Writer, decode, encode};
use crate::id::{ActorId, Era, Hash, PersonId};
use crate::register::Listed;
use crate::seal::{CertificateError, CertificateKind, Chain, PublicKey};
use crate::store::{Store, StoreError, Write};
use crate::time::{Host, Timestamp, random};
use crate::{entry::Opening, seal::Certificate};

/// Who the phone is, as its enrolment made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The device's signing key, wrapped by the vault.
    pub wrapped_key: Vec<u8>,
    /// The device's certificate.
    pub certificate: Vec<u8>,
    /// Root and issuer.
    pub trust: Chain,
    /// Certificates of nodes known at enrolment; later ones stand in the organisation's register.
    pub nodes: Vec<Bytes>,
    /// Where the office was at enrolment, `host:port`.
    pub addresses: Vec<String>,
    /// SHA-256 of the public key of the office's TLS root.
    pub tls_pin: [u8; 32],
}

/// A node whose certificate was checked up to the pinned root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its key.
    pub key: PublicKey,
    /// Valid from this instant.
    from: Timestamp,
    /// Not valid from this instant on: its certificate's end, or its issuer's if that is earlier.
    to: Timestamp,
    /// Since when the organisation no longer believes this certificate, as far as the phone knows.
    pub revoked: Option<Timestamp>,
}

/// The chain now in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainState {
    /// The actor.
    pub actor: ActorId,
    /// What the first entry shows.
    pub opening: Opening,
    /// The last entry's position; 0 before the first.
    pub n: u64,
    /// The last entry's hash.
    pub tip: Hash,
    /// The installation that writes it; another one means a copied or restored store.
    pub install: [u8; 16],
    /// The last receipt held for this actor.
    pub receipt: Option<(u64, Timestamp)>,
}

/// How the phone stands with the office.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SyncState {
    /// The era of the office's database.
    pub era: Option<Era>,
    /// The number of the newest question.
    pub number: u64,
    /// The server's time of the last answer.
    pub server_time: Option<Timestamp>,
    /// What to add to the phone's clock to get the server's time, in milliseconds.
    pub offset_ms: i64,
    /// The last answer left nothing to ask for.
    pub complete: bool,
}

/// A named value of the store.
pub trait Named: Cbor {
    /// The name.
    const NAME: &'static str;

    /// Reads it; a value that cannot be read is damage.
    fn load(store: &dyn Store) -> Result<Option<Self>, StoreError> {
        store.get(Self::NAME)?.map(|bytes| decode(&bytes).map_err(|_| StoreError::Corrupt)).transpose()
    }

    /// The write that saves it.
    fn save(&self) -> Write {
        Write::Put(Self::NAME, encode(self))
    }
}

impl Named for Identity {
    const NAME: &'static str = "identity";
}

impl Named for ChainState {
    const NAME: &'static str = "chain";
}

impl Named for SyncState {
    const NAME: &'static str = "sync";
}

impl Identity {
    /// The device's certificate, checked up to the root.
    pub fn device(&self) -> Result<Certificate, CertificateError> {
        self.trust.verify(&self.certificate, CertificateKind::Device)
    }

    /// Whose phone it is.
    pub fn person(&self) -> Result<PersonId, CertificateError> {
        self.device()?.person.ok_or(CertificateError::Kind)
    }

    /// The nodes the phone believes: those of its enrolment and those listed, as far as an issuer of the pinned root
    /// has certified them.
    pub fn nodes(&self, listed: &Listed) -> Vec<Node> {
        let issuers: Vec<Certificate> = self.issuers(listed).map(|(_, issuer)| issuer).collect();
        let node = |bytes: &Vec<u8>| {
            let by = |issuer: &Certificate| {
                let node = issuer.certified(bytes, CertificateKind::Node).ok()?;
                let (from, to) = (node.from.max(issuer.from), node.to.min(issuer.to));
                let revoked = listed.revocations.get(&node.serial).copied();
                Some(Node { key: node.public_key().ok()?, from, to, revoked })
            };
            issuers.iter().find_map(by)
        };
        let enrolled = self.nodes.iter().map(|bytes| &bytes.0).filter(|bytes| !listed.nodes.contains(bytes));
        enrolled.chain(&listed.nodes).filter_map(node).collect()
    }

    /// The identity with a renewed certificate, if it is this device's and an issuer of the pinned root signed it.
    pub fn renewed(&self, certificate: &[u8], listed: &Listed) -> Option<Self> {
        let before = self.device().ok()?;
        self.issuers(listed).find_map(|(trust, _)| {
            let renewed = Self { certificate: certificate.to_vec(), trust, ..self.clone() };
            let after = renewed.device().ok()?;
            ((before.key, before.person) == (after.key, after.person)).then_some(renewed)
        })
    }

    /// The issuers that the pinned root has signed, each with its certificate read.
    fn issuers<'a>(&'a self, listed: &'a Listed) -> impl Iterator<Item = (Chain, Certificate)> {
        let others = listed.issuers.iter().filter(|issuer| **issuer != self.trust.issuer);
        std::iter::once(&self.trust.issuer).chain(others).filter_map(|issuer| {
            let trust = Chain { root: self.trust.root, issuer: issuer.clone() };
            let certificate = trust.issuer().ok()?;
            Some((trust, certificate))
        })
    }
}

impl Node {
    /// Whether it speaks for the office at this instant.
    pub fn valid_at(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

impl ChainState {
    /// Starts a chain for a device key, naming the one before.
    pub fn start(key: &PublicKey, install: [u8; 16], previous: Option<(ActorId, u64)>, host: &dyn Host) -> Self {
        let epoch = random(host);
        Self {
            actor: ActorId::derive(&key.to_bytes(), &epoch),
            opening: Opening { epoch, previous },
            n: 0,
            tip: Hash::default(),
            install,
            receipt: None,
        }
    }

    /// Starts the next chain of the same device. It goes on knowing when the office was last heard.
    pub fn next(&self, key: &PublicKey, install: [u8; 16], host: &dyn Host) -> Self {
        let receipt = self.receipt.map(|(_, time)| (0, time));
        Self { receipt, ..Self::start(key, install, Some((self.actor, self.n)), host) }
    }
}

impl SyncState {
    /// The server's time as the phone reckons it: its clock corrected by the last answer, and never before it.
    pub fn server_now(&self, clock: Timestamp) -> Timestamp {
        let reckoned = clock.plus_ms(self.offset_ms);
        self.server_time.map_or(reckoned, |last| last.max(reckoned))
    }
}

impl Cbor for Identity {
    fn write(&self, w: &mut Writer) {
        w.array(7).uint(1).bytes(&self.wrapped_key).bytes(&self.certificate).value(&self.trust).list(&self.nodes);
        w.list(&self.addresses).bytes(&self.tls_pin);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 7)?;
        Ok(Self {
            wrapped_key: r.bytes()?.to_vec(),
            certificate: r.bytes()?.to_vec(),
            trust: r.value()?,
            nodes: r.list(64)?,
            addresses: r.list(16)?,
            tls_pin: r.array_of_bytes()?,
        })
    }
}

impl Cbor for ChainState {
    fn write(&self, w: &mut Writer) {
        w.array(7).uint(1).value(&self.actor).value(&self.opening).uint(self.n).value(&self.tip).bytes(&self.install);
        match &self.receipt {
            Some((n, time)) => w.array(2).uint(*n).value(time),
            None => w.null(),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 7)?;
        let (actor, opening, n, tip, install) = (r.value()?, r.value()?, r.uint()?, r.value()?, r.array_of_bytes()?);
        let receipt = if r.null()? {
            None
        } else {
            r.array(2)?;
            Some((r.uint()?, r.value()?))
        };
        Ok(Self { actor, opening, n, tip, install, receipt })
    }
}

impl Cbor for SyncState {
    fn write(&self, w: &mut Writer) {
        w.array(6).uint(1).option(self.era.as_ref()).uint(self.number).option(self.server_time.as_ref());
        w.int(self.offset_ms).boolean(self.complete);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 6)?;
        Ok(Self {
            era: r.option()?,
            number: r.uint()?,
            server_time: r.option()?,
            offset_ms: r.int()?,
            complete: r.boolean()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phones_values_read_back() {
        let identity = Identity {
            wrapped_key: vec![1],
            certificate: vec![2],
            trust: Chain { root: [3; 32], issuer: vec![4] },
            nodes: vec![Bytes(vec![5])],
            addresses: vec!["10.0.0.5:8443".into()],
            tls_pin: [6; 32],
        };
        assert_eq!(decode::<Identity>(&encode(&identity)), Ok(identity));
        let chain = ChainState {
            actor: ActorId([1; 16]),
            opening: Opening { epoch: [2; 16], previous: Some((ActorId([3; 16]), 4)) },
            n: 5,
            tip: Hash([6; 32]),
            install: [7; 16],
            receipt: Some((4, Timestamp(8))),
        };
        assert_eq!(decode::<ChainState>(&encode(&chain)), Ok(chain));
        let sync = SyncState {
            era: Some(Era([1; 8])),
            number: 2,
            server_time: Some(Timestamp(3)),
            offset_ms: -4,
            complete: true,
        };
        assert_eq!(decode::<SyncState>(&encode(&sync)), Ok(sync));
    }

    #[test]
    fn server_time_is_never_reckoned_before_the_last_answer() {
        let sync = SyncState { server_time: Some(Timestamp(1000)), offset_ms: -50, ..SyncState::default() };
        assert_eq!(sync.server_now(Timestamp(2000)), Timestamp(1950));
        assert_eq!(sync.server_now(Timestamp(900)), Timestamp(1000));
    }
}
