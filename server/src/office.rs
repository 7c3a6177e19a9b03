//! The office: its data, its keys, its registers, and the one call by which a phone syncs.

use crate::answer::Limits;
use crate::storage::{DeviceRecord, ReadTx, Storage, StorageError, WriteTx};
use lianxin_core::cbor::Bytes;
use lianxin_core::id::{ActorId, Era, KeyId, OrgId, PersonId};
use lianxin_core::register::{Page, RegisterId, Registers, Row, page::read_details};
use lianxin_core::seal::{Certificate, CertificateError, CertificateKind, Chain, PublicKey, SigningKey};
use lianxin_core::sync::EnvelopeError;
use lianxin_core::time::{DAY_MS, Host, Timestamp, random};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// How long a device's certificate is valid.
pub const CERTIFICATE_DAYS: i64 = 90;
/// In its last days a sync renews it.
pub const RENEWAL_DAYS: i64 = 30;

const ERA: &str = "era";
const SERIAL: &str = "serial";

/// The keys of a node and what makes others believe them.
pub struct Keys {
    /// Signs answers, receipts, pages and the node's own entries.
    pub node: SigningKey,
    /// The node's certificate, signed by the issuer.
    pub certificate: Vec<u8>,
    /// Signs the certificates of devices.
    pub issuer: SigningKey,
    /// The root's key and the issuer's certificate.
    pub chain: Chain,
}

/// Why an office did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data cannot be used.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The node's certificate is not believed.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The certificate is of another key than the node's.
    #[error("the node's certificate names another key")]
    OtherKey,
    /// The certificates are another organisation's.
    #[error("the certificates are of another organisation")]
    OtherRoot,
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The envelope was not opened.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// No such device is enrolled.
    #[error("device {0} is not enrolled")]
    UnknownDevice(KeyId),
    /// The device is no longer believed.
    #[error("device {0} is revoked")]
    Revoked(KeyId),
    /// The office's own trouble; asking again later may help.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a device was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The key belongs to another person's device, or to one that was revoked.
    #[error("key {0} is in use")]
    KeyInUse(KeyId),
    /// The office's own trouble.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl AskError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Envelope(error) => match error {
                EnvelopeError::TooLarge => "envelope.too_large",
                EnvelopeError::Malformed => "envelope.malformed",
                EnvelopeError::Signature => "envelope.signature",
                EnvelopeError::Inflate => "envelope.inflate",
                EnvelopeError::Version(_) => "envelope.version",
            },
            Self::UnknownDevice(_) => "device.unknown",
            Self::Revoked(_) => "device.revoked",
            Self::Storage(error) => error.code(),
        }
    }

    /// Whether the same question may be answered later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Storage(_))
    }
}

/// A community office's node over its data.
pub struct Office {
    pub(crate) storage: Box<dyn Storage>,
    keys: RwLock<Arc<Keys>>,
    pub(crate) era: Era,
    /// The node's own chain: a new one at every start.
    pub(crate) node_actor: ActorId,
    pub(crate) node_epoch: [u8; 16],
    pub(crate) limits: Limits,
    registers: RwLock<Arc<Registers>>,
    /// The last page of the organisation's register that lists the node's present certificate; 0 before there is one.
    listed: AtomicU64,
    /// Held by whoever writes pages, from reading the last version to showing the new one.
    pages: Mutex<()>,
}

impl Office {
    /// Opens the office on its data, making the era of a new database.
    pub fn open(storage: Box<dyn Storage>, keys: Keys, host: &dyn Host) -> Result<Self, OpenError> {
        let certificate = keys.checked()?;
        let era = storage.write(|tx| {
            put_node(tx, &keys, &certificate)?;
            let era = match tx.meta(ERA)? {
                Some(era) => Era::from_slice(&era).ok_or(StorageError::Corrupt("era"))?,
                None => Era(random(host)),
            };
            tx.put_meta(ERA, &era.0)?;
            Ok::<_, StorageError>(era)
        })?;
        let (registers, listed) = load_registers(&*storage, &keys)?;
        let node_epoch = random(host);
        let node_actor = ActorId::derive(&keys.node.public().to_bytes(), &node_epoch);
        let office = Self {
            storage,
            keys: RwLock::new(Arc::new(keys)),
            era,
            node_actor,
            node_epoch,
            limits: Limits::default(),
            registers: RwLock::new(Arc::new(registers)),
            listed: AtomicU64::new(listed),
            pages: Mutex::default(),
        };
        office.note_all()?;
        Ok(office)
    }

    /// Goes on with renewed certificates: another issuer, signed by the same root, and the same node's key. They have
    /// to stand in the organisation's register by then.
    pub fn take_keys(&self, keys: Keys) -> Result<(), OpenError> {
        let (before, certificate) = (self.keys(), keys.checked()?);
        if keys.chain.root != before.chain.root {
            return Err(OpenError::OtherRoot);
        }
        if keys.node.public() != before.node.public() {
            return Err(OpenError::OtherKey);
        }
        let listed = self.storage.write(|tx| {
            put_node(tx, &keys, &certificate)?;
            listed_at(tx, &keys)
        })?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        self.listed.store(listed, Ordering::Relaxed);
        Ok(())
    }

    /// The keys as they stand.
    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The page of the organisation's register by which phones believe this node; 0 if there is none yet.
    pub(crate) fn listed(&self) -> u64 {
        self.listed.load(Ordering::Relaxed)
    }

    /// Notes a page that was written.
    pub(crate) fn note_page(&self, page: &Page) {
        if lists(page, &self.keys().certificate) {
            self.listed.store(page.version, Ordering::Relaxed);
        }
    }

    /// Makes answers smaller or larger.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Answers a phone: receives what it brings, judges it, and says what is new.
    pub fn handle(&self, question: &[u8], now: Timestamp) -> Result<Vec<u8>, AskError> {
        let asked = self.open_question(question)?;
        self.receive(&asked, now)?;
        if asked.brings_entries()
            && let Err(error) = self.admit_device(&asked.device.key)
        {
            // Received is not admitted: the device gets its receipt, and the sweeper tries again.
            tracing::error!(device = %asked.device.key, code = error.code(), "entries of the device cannot be judged");
        }
        self.answer(&asked, now)
    }

    /// The life of the database: another one after every restore.
    pub fn era(&self) -> Era {
        self.era
    }

    /// The organisation.
    pub fn org(&self) -> OrgId {
        self.keys().chain.org()
    }

    /// The id of the node's key.
    pub fn node(&self) -> KeyId {
        self.keys().node.public().id()
    }

    /// The registers as they stand.
    pub fn registers(&self) -> Arc<Registers> {
        self.registers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn show_registers(&self, registers: Registers) {
        *self.registers.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(registers);
    }

    pub(crate) fn lock_pages(&self) -> MutexGuard<'_, ()> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the data is, for what only reads.
    pub fn storage(&self) -> &dyn Storage {
        &*self.storage
    }

    /// Enrols a phone's key for a person, or enrols the same phone again, and gives its certificate.
    pub fn enrol(&self, key: &PublicKey, person: PersonId, now: Timestamp) -> Result<Vec<u8>, EnrolError> {
        self.storage.write(|tx| {
            let known = tx.device(&key.id())?;
            if known.as_ref().is_some_and(|d| d.person != Some(person) || d.revoked_at.is_some()) {
                return Err(EnrolError::KeyInUse(key.id()));
            }
            let mut device = known.unwrap_or(DeviceRecord {
                key: key.id(),
                public: key.to_bytes(),
                person: Some(person),
                kind: CertificateKind::Device,
                serial: 0,
                certificate: Vec::new(),
                valid_until: now,
                renewing_till: None,
                enrolled_at: now,
                revoked_at: None,
                lost_since: None,
                last_contact: None,
            });
            self.certify(tx, &mut device, now)?;
            device.renewing_till = None;
            tx.put_device(&device)?;
            Ok(device.certificate)
        })
    }

    /// Whether the device's certificate is valid and in its last days.
    pub(crate) fn renewal_is_due(&self, device: &DeviceRecord, now: Timestamp) -> bool {
        let left = device.valid_until.since(now);
        device.kind == CertificateKind::Device && left > 0 && left < RENEWAL_DAYS * DAY_MS
    }

    /// Renews a certificate. Until the old one ends, the phone is told of the new one once a day.
    pub(crate) fn renew(
        &self,
        tx: &dyn WriteTx,
        device: &mut DeviceRecord,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let old_end = device.valid_until;
        self.certify(tx, device, now)?;
        device.renewing_till = Some(old_end);
        Ok(())
    }

    fn certify(&self, tx: &dyn WriteTx, device: &mut DeviceRecord, now: Timestamp) -> Result<(), StorageError> {
        device.serial = self.next_serial(tx)?;
        device.valid_until = now.plus_ms(CERTIFICATE_DAYS * DAY_MS);
        device.certificate = Certificate {
            org: self.org(),
            kind: CertificateKind::Device,
            key: device.public,
            person: device.person,
            from: now,
            to: device.valid_until,
            serial: device.serial,
        }
        .issue(&self.keys().issuer);
        Ok(())
    }

    /// Devices are counted. Issuer and node of the first year have lower serials; those of later years have instants
    /// in milliseconds, to which no count comes.
    fn next_serial(&self, tx: &dyn WriteTx) -> Result<u64, StorageError> {
        let last = match tx.meta(SERIAL)? {
            Some(bytes) => u64::from_be_bytes(bytes.try_into().map_err(|_| StorageError::Corrupt("serial"))?),
            None => tx.device(&self.node())?.map_or(0, |node| node.serial),
        };
        let next = last.checked_add(1).ok_or(StorageError::Corrupt("serial"))?;
        tx.put_meta(SERIAL, &next.to_be_bytes())?;
        Ok(next)
    }
}

impl Keys {
    /// The node's certificate, checked: the root has signed the issuer, the issuer this node's key.
    fn checked(&self) -> Result<Certificate, OpenError> {
        let certificate = self.chain.verify(&self.certificate, CertificateKind::Node)?;
        if certificate.key == self.node.public().to_bytes() { Ok(certificate) } else { Err(OpenError::OtherKey) }
    }
}

fn put_node(tx: &dyn WriteTx, keys: &Keys, certificate: &Certificate) -> Result<(), StorageError> {
    let key = keys.node.public().id();
    if tx.device(&key)?.is_none_or(|known| known.certificate != keys.certificate) {
        tx.put_device(&node_record(certificate, &keys.certificate, key))?;
    }
    Ok(())
}

fn node_record(certificate: &Certificate, bytes: &[u8], key: KeyId) -> DeviceRecord {
    DeviceRecord {
        key,
        public: certificate.key,
        person: None,
        kind: CertificateKind::Node,
        serial: certificate.serial,
        certificate: bytes.to_vec(),
        valid_until: certificate.to,
        renewing_till: None,
        enrolled_at: certificate.from,
        revoked_at: None,
        lost_since: None,
        last_contact: None,
    }
}

/// Folds all pages. Their signatures were checked, or made, when they were written. Also gives the page that lists the
/// node.
fn load_registers(storage: &dyn Storage, keys: &Keys) -> Result<(Registers, u64), StorageError> {
    let bad = || StorageError::Corrupt("register page");
    storage.read(|tx| {
        let mut registers = Registers::default();
        for bytes in tx.pages()? {
            registers.add(&Page::reopen(&bytes).map_err(|_| bad())?).map_err(|_| bad())?;
        }
        for part in tx.parts()? {
            registers.add_details(&read_details(&Bytes(part)).map_err(|_| bad())?);
        }
        Ok((registers, listed_at(tx, keys)?))
    })
}

/// The last page of the organisation's register that lists the node's certificate.
fn listed_at(tx: &dyn ReadTx, keys: &Keys) -> Result<u64, StorageError> {
    let mut listed = 0;
    for bytes in tx.pages()? {
        let page = Page::reopen(&bytes).map_err(|_| StorageError::Corrupt("register page"))?;
        if lists(&page, &keys.certificate) {
            listed = listed.max(page.version);
        }
    }
    Ok(listed)
}

fn lists(page: &Page, certificate: &[u8]) -> bool {
    let is_it = |row: &Row| matches!(row, Row::Node { certificate: listed } if listed.0 == certificate);
    page.register == RegisterId::Org && page.rows.iter().any(is_it)
}
