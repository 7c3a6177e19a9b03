//! Devices, their chains, and what they have sent today.

use super::StorageError;
use lianxin_core::id::{ActorId, Hash, KeyId, PersonId};
use lianxin_core::seal::CertificateKind;
use lianxin_core::time::{Day, Timestamp};

/// A phone or a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRecord {
    /// The id of its key.
    pub key: KeyId,
    /// Its key.
    pub public: [u8; 32],
    /// Whose phone; none for a node.
    pub person: Option<PersonId>,
    /// Phone or node.
    pub kind: CertificateKind,
    /// The serial of the newest certificate.
    pub serial: u64,
    /// The newest certificate.
    pub certificate: Vec<u8>,
    /// The end of the newest certificate.
    pub valid_until: Timestamp,
    /// The end of the certificate before; until then the phone may lack the newest.
    pub renewing_till: Option<Timestamp>,
    /// When it was enrolled.
    pub enrolled_at: Timestamp,
    /// From when it is no longer believed.
    pub revoked_at: Option<Timestamp>,
    /// From when what arrives is held.
    pub lost_since: Option<Timestamp>,
    /// When it last asked, to a few minutes.
    pub last_contact: Option<Timestamp>,
}

/// A chain of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorRecord {
    /// Which.
    pub id: ActorId,
    /// Whose.
    pub device: KeyId,
    /// The device's actor before it, as its first entry claims.
    pub previous: Option<ActorId>,
    /// Received up to here.
    pub tip_n: u64,
    /// The hash of that entry.
    pub tip_hash: Hash,
    /// When that entry was received; never falls.
    pub received_at: Timestamp,
    /// The tip in the oldest backup that may still be restored.
    pub backed_up_n: u64,
}

/// What a device has sent on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Entries.
    pub entries: u64,
    /// Documents created.
    pub documents: u64,
    /// Bytes of entries and objects.
    pub bytes: u64,
}

/// Reads devices and chains.
pub trait ReadDevices {
    /// A device by the id of its key.
    fn device(&self, key: &KeyId) -> Result<Option<DeviceRecord>, StorageError>;
    /// All devices, in order of their keys.
    fn devices(&self) -> Result<Vec<DeviceRecord>, StorageError>;
    /// The devices of a person, in the order of their keys.
    fn devices_of(&self, person: &PersonId) -> Result<Vec<DeviceRecord>, StorageError>;
    /// A chain.
    fn actor(&self, id: &ActorId) -> Result<Option<ActorRecord>, StorageError>;
    /// The chains of a device, oldest first.
    fn actors_of(&self, device: &KeyId) -> Result<Vec<ActorRecord>, StorageError>;
    /// What a device has sent on a day.
    fn spent(&self, device: &KeyId, day: Day) -> Result<Spent, StorageError>;
}

/// Writes devices and chains.
pub trait WriteDevices: ReadDevices {
    /// Adds or replaces a device.
    fn put_device(&self, device: &DeviceRecord) -> Result<(), StorageError>;
    /// Adds or replaces a chain.
    fn put_actor(&self, actor: &ActorRecord) -> Result<(), StorageError>;
    /// Sets what a device has sent on a day, and forgets the days before.
    fn put_spent(&self, device: &KeyId, day: Day, spent: Spent) -> Result<(), StorageError>;
}
