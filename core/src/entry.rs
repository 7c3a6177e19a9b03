//! An entry: one user action, signed, in its device's chain. What belongs together (a visit and the household edit
//! it brought) is in one entry and stands or falls together. Gaps, withheld work, clones and the order of acts all
//! follow from the chain.
//!
//! An entry of a later version begins with the elements of version 1 and adds its own behind them. So an office that
//! does not know the version still finds its place in the chain and its objects, and keeps it whole.

pub mod verdict;

pub use verdict::{HoldCode, RefusalCode, Verdict};

use crate::cbor::{Cbor, CborError, Reader, Writer, decode, encode};
use crate::id::{ActorId, AssignmentId, DocumentId, Hash, PersonId, sha256};
use crate::register::RegisterId;
use crate::seal::cose::{Namespace, Sealed, seal};
use crate::seal::{PublicKey, SealError, SigningKey};
use crate::time::Timestamp;

/// Objects in one entry at most.
pub const MAX_OBJECTS: usize = 64;
/// Bytes of one object at most.
pub const MAX_OBJECT_BYTES: usize = 64 * 1024;
/// The version this build writes and judges.
pub const VERSION: u64 = 1;
/// Elements of version 1, with which every later version begins.
const HEAD: usize = 11;
/// Elements of any version at most.
const MAX_ELEMENTS: usize = 64;

/// Under which right an entry is made. Exactly one: rights of several posts never add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting {
    /// A post of the device's person.
    Assignment(AssignmentId),
    /// A node, for the console's user; the zero id is the office's command line.
    Office(PersonId),
}

/// What the first entry of an actor shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The epoch; with the device key it gives the actor.
    pub epoch: [u8; 16],
    /// The device's actor before this one, and its last n.
    pub previous: Option<(ActorId, u64)>,
}

/// What an object is. Numbers above the known ones are kept and held, never refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// The change that creates its document.
    Create,
    /// A change to a document.
    Change,
    /// A kind of a later version.
    Unknown(u8),
}

/// An object as the signed entry names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectRef {
    /// What it is.
    pub kind: ObjectKind,
    /// The document it belongs to.
    pub document: DocumentId,
    /// SHA-256 of the object's bytes.
    pub hash: Hash,
    /// For a creation: whose actor the document's id comes from, where it is an earlier one of the same device.
    pub creator: Option<ActorId>,
}

/// The signed part of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The chain.
    pub actor: ActorId,
    /// Position in the chain, from 1.
    pub n: u64,
    /// Hash of the entry before; zero for the first.
    pub previous: Hash,
    /// The device's clock: a claim.
    pub time: Timestamp,
    /// Under which right.
    pub acting: Acting,
    /// The last receipt held: how far the office had the chain, and its time.
    pub receipt: Option<(u64, Timestamp)>,
    /// The register versions its author had seen.
    pub registers: Vec<(RegisterId, u64)>,
    /// The entry this one replaces.
    pub replays: Option<Hash>,
    /// Shown by the first entry only.
    pub opening: Option<Opening>,
    /// What it carries.
    pub objects: Vec<ObjectRef>,
}

/// An entry as it was signed, with its objects' bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedEntry {
    /// The COSE_Sign1, kept and sent as it was signed.
    pub sealed: Vec<u8>,
    /// The version it was written in.
    pub version: u64,
    /// What it says; of a later version, what every version says.
    pub entry: Entry,
    /// Hash of the signed payload: names the entry everywhere.
    pub hash: Hash,
    /// The objects' bytes, in the entry's order.
    pub objects: Vec<Vec<u8>>,
}

redacted! { SignedEntry { version, hash, entry } }

/// Why bytes are no entry of this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The head cannot be read.
    #[error("malformed entry")]
    Malformed,
    /// Not signed by this device.
    #[error("entry not signed by its device")]
    Signature,
    /// An object is missing, too large, or not the one that was signed.
    #[error("object {0} of the entry is not the one that was signed")]
    Object(usize),
    /// The first entry's epoch and key do not give its actor, or a later entry shows an epoch.
    #[error("the actor does not belong to this device")]
    Actor,
}

impl Entry {
    /// The documents the entry touches, each once, in order.
    pub fn documents(&self) -> Vec<DocumentId> {
        let mut documents: Vec<_> = self.objects.iter().map(|o| o.document).collect();
        documents.sort_unstable();
        documents.dedup();
        documents
    }

    /// Signs the entry; `objects` are the bytes its references were made from.
    pub fn sign(self, key: &SigningKey, objects: Vec<Vec<u8>>) -> SignedEntry {
        let payload = encode(&self);
        let sealed = seal(key, Namespace::Entry, &payload);
        SignedEntry { sealed, version: VERSION, hash: sha256(&[&payload]), entry: self, objects }
    }

    /// Reads the payload of any version, and which it is: what a later version adds is passed over.
    pub fn read_payload(payload: &[u8]) -> Result<(u64, Self), CborError> {
        let mut r = Reader::new(payload);
        let len = r.array_up_to(MAX_ELEMENTS)?;
        let version = r.uint()?;
        if version <= VERSION {
            return decode(payload).map(|entry| (version, entry));
        }
        let entry = Self::read_head(&mut r)?;
        let mut w = Writer::new();
        w.array(len).uint(version);
        entry.write_head(&mut w);
        if !payload.starts_with(&w.into_bytes()) {
            return Err(CborError::NotCanonical);
        }
        for _ in 0..len.checked_sub(HEAD).ok_or(CborError::Malformed)? {
            r.skip()?;
        }
        r.end()?;
        Ok((version, entry))
    }

    /// Everything behind the version.
    fn write_head(&self, w: &mut Writer) {
        w.value(&self.actor).uint(self.n).value(&self.previous).value(&self.time);
        w.value(&self.acting);
        match &self.receipt {
            Some((n, time)) => w.array(2).uint(*n).value(time),
            None => w.null(),
        };
        w.array(self.registers.len());
        for (id, version) in &self.registers {
            Seen(*id, *version).write(w);
        }
        w.option(self.replays.as_ref()).option(self.opening.as_ref()).list(&self.objects);
    }

    fn read_head(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let (actor, n, previous, time, acting) = (r.value()?, r.uint()?, r.value()?, r.value()?, r.value()?);
        let receipt = if r.null()? {
            None
        } else {
            r.array(2)?;
            Some((r.uint()?, r.value()?))
        };
        let registers = r.list::<Seen>(64)?.into_iter().map(|s| (s.0, s.1)).collect();
        Ok(Self {
            actor,
            n,
            previous,
            time,
            acting,
            receipt,
            registers,
            replays: r.option()?,
            opening: r.option()?,
            objects: r.list(MAX_OBJECTS)?,
        })
    }
}

impl ObjectRef {
    /// Names an object.
    pub fn new(kind: ObjectKind, document: DocumentId, bytes: &[u8]) -> Self {
        Self { kind, document, hash: sha256(&[bytes]), creator: None }
    }
}

impl SignedEntry {
    /// Reads an entry and checks everything that needs no other entry: signature, objects, and that a first entry's
    /// actor comes from the device's key.
    pub fn open(sealed: &[u8], objects: Vec<Vec<u8>>, device: &PublicKey) -> Result<Self, EntryError> {
        let payload = Sealed::read(sealed).and_then(|s| s.verify(device, Namespace::Entry)).map_err(|error| {
            if error == SealError::Malformed { EntryError::Malformed } else { EntryError::Signature }
        })?;
        let opened = Self::assemble(sealed, payload, objects)?;
        let entry = &opened.entry;
        let actor_holds = match &entry.opening {
            Some(opening) => entry.n == 1 && ActorId::derive(&device.to_bytes(), &opening.epoch) == entry.actor,
            None => entry.n > 1,
        };
        if !actor_holds {
            return Err(EntryError::Actor);
        }
        for (index, (object, bytes)) in entry.objects.iter().zip(&opened.objects).enumerate() {
            if bytes.len() > MAX_OBJECT_BYTES || sha256(&[bytes]) != object.hash {
                return Err(EntryError::Object(index));
            }
        }
        Ok(opened)
    }

    /// Reads an entry whose signature was checked when it was taken in.
    pub fn reopen(sealed: &[u8], objects: Vec<Vec<u8>>) -> Result<Self, EntryError> {
        let payload = Sealed::read(sealed).map_err(|_| EntryError::Malformed)?.unverified();
        Self::assemble(sealed, payload, objects)
    }

    fn assemble(sealed: &[u8], payload: &[u8], objects: Vec<Vec<u8>>) -> Result<Self, EntryError> {
        let (version, entry) = Entry::read_payload(payload).map_err(|_| EntryError::Malformed)?;
        if entry.n == 0 || entry.objects.len() != objects.len() {
            return Err(EntryError::Malformed);
        }
        Ok(Self { sealed: sealed.to_vec(), version, hash: sha256(&[payload]), entry, objects })
    }

    /// Whether this build cannot judge it, because a later one wrote it.
    pub fn is_later(&self) -> bool {
        self.version > VERSION
    }
}

impl Cbor for Acting {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Assignment(id) => w.value(id),
            Self::Office(person) => w.value(person),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let bytes = r.bytes()?;
        AssignmentId::from_slice(bytes)
            .map(Self::Assignment)
            .or_else(|| PersonId::from_slice(bytes).map(Self::Office))
            .ok_or(CborError::Malformed)
    }
}

impl ObjectKind {
    /// The number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::Create => 1,
            Self::Change => 2,
            Self::Unknown(number) => number,
        }
    }

    /// Finds the kind of a number.
    pub fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Create,
            2 => Self::Change,
            other => Self::Unknown(other),
        }
    }
}

impl Cbor for ObjectRef {
    fn write(&self, w: &mut Writer) {
        w.array(if self.creator.is_some() { 4 } else { 3 }).uint(u64::from(self.kind.number()));
        w.value(&self.document).value(&self.hash);
        if let Some(creator) = &self.creator {
            w.value(creator);
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let len = r.array_up_to(4)?;
        let kind = ObjectKind::from_number(r.uint8()?);
        let (document, hash) = (r.value()?, r.value()?);
        let creator = if len == 4 { Some(r.value()?) } else { None };
        if len < 3 { Err(CborError::Malformed) } else { Ok(Self { kind, document, hash, creator }) }
    }
}

impl Cbor for Opening {
    fn write(&self, w: &mut Writer) {
        w.array(3).bytes(&self.epoch);
        match &self.previous {
            Some((actor, n)) => w.value(actor).uint(*n),
            None => w.null().null(),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(3)?;
        let (epoch, actor, n) = (r.array_of_bytes()?, r.option()?, r.option()?);
        match (actor, n) {
            (Some(actor), Some(n)) => Ok(Self { epoch, previous: Some((actor, n)) }),
            (None, None) => Ok(Self { epoch, previous: None }),
            _ => Err(CborError::Malformed),
        }
    }
}

/// A register and the version of it that was seen.
struct Seen(RegisterId, u64);

impl Cbor for Seen {
    fn write(&self, w: &mut Writer) {
        w.array(2).value(&self.0).uint(self.1);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(2)?;
        Ok(Self(r.value()?, r.uint()?))
    }
}

impl Cbor for Entry {
    fn write(&self, w: &mut Writer) {
        w.array(HEAD).uint(VERSION);
        self.write_head(w);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(VERSION, HEAD)?;
        Self::read_head(r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &SigningKey) -> (Entry, Vec<Vec<u8>>) {
        let epoch = [4; 16];
        let objects = vec![b"one".to_vec(), b"two".to_vec()];
        let mut create = ObjectRef::new(ObjectKind::Create, DocumentId([3; 16]), &objects[0]);
        create.creator = Some(ActorId([6; 16]));
        let entry = Entry {
            actor: ActorId::derive(&key.public().to_bytes(), &epoch),
            n: 1,
            previous: Hash::default(),
            time: Timestamp(1_790_000_000_000),
            acting: Acting::Assignment(AssignmentId([7; 8])),
            receipt: Some((4, Timestamp(1_789_000_000_000))),
            registers: vec![(RegisterId::Org, 17)],
            replays: Some(Hash([8; 32])),
            opening: Some(Opening { epoch, previous: Some((ActorId([6; 16]), 9)) }),
            objects: vec![create, ObjectRef::new(ObjectKind::Unknown(9), DocumentId([2; 16]), &objects[1])],
        };
        (entry, objects)
    }

    #[test]
    fn an_entry_reads_back_as_it_was_signed() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let (entry, objects) = entry(&key);
        let signed = entry.clone().sign(&key, objects.clone());
        assert_eq!(SignedEntry::open(&signed.sealed, objects.clone(), &key.public()), Ok(signed.clone()));
        assert_eq!(SignedEntry::reopen(&signed.sealed, objects), Ok(signed.clone()));
        assert_eq!(signed.entry, entry);
    }

    #[test]
    fn another_device_another_object_or_another_actor_is_refused() {
        let (key, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let (entry, objects) = entry(&key);
        let signed = entry.clone().sign(&key, objects.clone());
        assert_eq!(SignedEntry::open(&signed.sealed, objects.clone(), &other.public()), Err(EntryError::Signature));
        let swapped = vec![objects[1].clone(), objects[0].clone()];
        assert_eq!(SignedEntry::open(&signed.sealed, swapped, &key.public()), Err(EntryError::Object(0)));
        assert_eq!(SignedEntry::open(&signed.sealed, vec![], &key.public()), Err(EntryError::Malformed));
        let foreign = Entry { actor: ActorId([9; 16]), ..entry.clone() }.sign(&key, objects.clone());
        assert_eq!(SignedEntry::open(&foreign.sealed, objects.clone(), &key.public()), Err(EntryError::Actor));
        let late = Entry { opening: None, ..entry }.sign(&key, objects.clone());
        assert_eq!(SignedEntry::open(&late.sealed, objects, &key.public()), Err(EntryError::Actor));
    }

    /// The payload of a later version: another number in front, and two elements behind what is known.
    fn later(entry: &Entry, version: u64) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(HEAD + 2).uint(version);
        entry.write_head(&mut w);
        w.text("later").list(&[7_u64, 8]);
        w.into_bytes()
    }

    #[test]
    fn an_entry_of_a_later_version_keeps_its_place_and_its_objects() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let (entry, objects) = entry(&key);
        let payload = later(&entry, 2);
        let sealed = seal(&key, Namespace::Entry, &payload);
        let opened = SignedEntry::open(&sealed, objects.clone(), &key.public()).unwrap();
        assert!(opened.is_later() && opened.entry == entry && opened.hash == sha256(&[&payload]));
        assert_eq!(SignedEntry::reopen(&sealed, objects), Ok(opened));
        assert_eq!(Entry::read_payload(&encode(&entry)), Ok((1, entry.clone())));
        assert_eq!(
            Entry::read_payload(&later(&entry, 1)),
            Err(CborError::Malformed),
            "a known version grows by nothing"
        );
        assert_eq!(Entry::read_payload(&later(&entry, 0)), Err(CborError::Unknown(0)));
        let (short, long) = (&payload[..payload.len() - 1], [&payload[..], &[0]].concat());
        assert!(Entry::read_payload(short).is_err() && Entry::read_payload(&long).is_err());
    }
}
