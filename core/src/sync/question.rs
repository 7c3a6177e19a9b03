//! What a phone asks: it sends what is not received yet, says how far it has read, and names what it lacks.

use super::audience::{Audience, Cursor};
use super::envelope::{self, EnvelopeError};
use crate::cbor::{Bytes, Cbor, CborError, Reader, Writer};
use crate::id::{ActorId, DocumentId, Era, Hash8};
use crate::seal::cose::Namespace;
use crate::seal::{PublicKey, SigningKey};
use crate::time::Timestamp;

/// Entries in one question at most (DESIGN §6).
pub const MAX_ENTRIES: usize = 512;

/// An entry on its way.
#[derive(Clone, PartialEq, Eq)]
pub struct SentEntry {
    /// The COSE_Sign1 as it was signed.
    pub sealed: Vec<u8>,
    /// The objects' bytes in the entry's order.
    pub objects: Vec<Vec<u8>>,
    /// The time of the first receipt, for an entry sent again after the office was restored.
    pub received: Option<Timestamp>,
}

redacted! { SentEntry { received } }

/// Entries of one actor, in chain order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentChain {
    /// The actor; its tip is told even where no entries are sent.
    pub actor: ActorId,
    /// What the office may not have.
    pub entries: Vec<SentEntry>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The era the phone knows; none before the first answer.
    pub era: Option<Era>,
    /// Rises with every question; a phone applies only the answer to its newest.
    pub number: u64,
    /// The phone's clock, corrected by the last answer.
    pub time: Timestamp,
    /// The actor now in use.
    pub actor: ActorId,
    /// Unsent work, the present actor's chain among them.
    pub chains: Vec<SentChain>,
    /// How far each audience has been read.
    pub cursors: Vec<(Audience, Cursor)>,
    /// Documents to be sent whole.
    pub wants: Vec<DocumentId>,
    /// After a restore: every document held and its heads.
    pub holds: Vec<(DocumentId, Hash8)>,
    /// After a restore: register pages the office may have lost.
    pub pages: Vec<Bytes>,
    /// The phone reads answers of version 2, which say why a person at the office refused an entry. The question is of
    /// version 2 then, and else of version 1.
    pub reads_reasons: bool,
}

impl Question {
    /// Seals the question with the device's key.
    pub fn seal(&self, device: &SigningKey) -> Vec<u8> {
        envelope::close(self, device, Namespace::Question)
    }

    /// Opens a question of this device.
    pub fn open(bytes: &[u8], device: &PublicKey) -> Result<Self, EnvelopeError> {
        envelope::open(bytes, device, Namespace::Question)
    }
}

impl Cbor for SentEntry {
    fn write(&self, w: &mut Writer) {
        w.array(3).bytes(&self.sealed).array(self.objects.len());
        for object in &self.objects {
            w.bytes(object);
        }
        w.option(self.received.as_ref());
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(3)?;
        let sealed = r.bytes()?.to_vec();
        let objects = r.list::<Bytes>(crate::entry::MAX_OBJECTS)?.into_iter().map(|b| b.0).collect();
        Ok(Self { sealed, objects, received: r.option()? })
    }
}

impl Cbor for SentChain {
    fn write(&self, w: &mut Writer) {
        w.array(2).value(&self.actor).list(&self.entries);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(2)?;
        Ok(Self { actor: r.value()?, entries: r.list(MAX_ENTRIES)? })
    }
}

struct Position(Audience, Cursor);

impl Cbor for Position {
    fn write(&self, w: &mut Writer) {
        w.array(2).value(&self.0).value(&self.1);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(2)?;
        Ok(Self(r.value()?, r.value()?))
    }
}

struct Held(DocumentId, Hash8);

impl Cbor for Held {
    fn write(&self, w: &mut Writer) {
        w.array(2).value(&self.0).value(&self.1);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(2)?;
        Ok(Self(r.value()?, r.value()?))
    }
}

impl Cbor for Question {
    fn write(&self, w: &mut Writer) {
        w.array(10)
            .uint(if self.reads_reasons { 2 } else { 1 })
            .option(self.era.as_ref())
            .uint(self.number)
            .value(&self.time);
        w.value(&self.actor).list(&self.chains).array(self.cursors.len());
        for (audience, cursor) in &self.cursors {
            w.array(2).value(audience).value(cursor);
        }
        w.list(&self.wants).array(self.holds.len());
        for (document, heads) in &self.holds {
            w.array(2).value(document).value(heads);
        }
        w.list(&self.pages);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let version = r.version_of(&[(1, 10), (2, 10)])?;
        let question = Self {
            era: r.option()?,
            number: r.uint()?,
            time: r.value()?,
            actor: r.value()?,
            chains: r.list(64)?,
            cursors: r.list::<Position>(1024)?.into_iter().map(|p| (p.0, p.1)).collect(),
            wants: r.list(4096)?,
            holds: r.list::<Held>(100_000)?.into_iter().map(|h| (h.0, h.1)).collect(),
            pages: r.list(4096)?,
            reads_reasons: version == 2,
        };
        let entries: usize = question.chains.iter().map(|c| c.entries.len()).sum();
        if entries > MAX_ENTRIES { Err(CborError::Limit) } else { Ok(question) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::GridCode;

    #[test]
    fn a_question_opens_as_it_was_sealed_and_by_its_device_only() {
        let (device, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let sent = SentEntry { sealed: vec![1, 2], objects: vec![vec![3], vec![]], received: Some(Timestamp(4)) };
        let grid = GridCode::parse("000000901001003").unwrap();
        let question = Question {
            era: Some(Era([1; 8])),
            number: 9,
            time: Timestamp(77),
            actor: ActorId([2; 16]),
            chains: vec![SentChain { actor: ActorId([2; 16]), entries: vec![sent] }],
            cursors: vec![(Audience::ledger(grid), Cursor { pos: 5, chain: Hash8([6; 8]), back: 1 })],
            wants: vec![DocumentId([1; 16])],
            holds: vec![(DocumentId([1; 16]), Hash8([2; 8]))],
            pages: vec![Bytes(vec![1])],
            reads_reasons: false,
        };
        let sealed = question.seal(&device);
        assert_eq!(envelope::sender(&sealed), Ok(device.public().id()));
        let later = Question { reads_reasons: true, ..question.clone() };
        assert_eq!(Question::open(&later.seal(&device), &device.public()), Ok(later));
        assert_eq!(Question::open(&sealed, &device.public()), Ok(question));
        assert_eq!(Question::open(&sealed, &other.public()), Err(EnvelopeError::Signature));
    }
}
