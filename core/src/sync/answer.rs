//! What the office answers: how far it has each chain, verdicts, and what is new in the device's audiences.

use super::audience::{Audience, Cursor};
use super::envelope::{self, EnvelopeError};
use crate::cbor::{Bytes, Cbor, CborError, Reader, Writer};
use crate::entry::Verdict;
use crate::id::{ActorId, DocumentId, Era, Hash8};
use crate::seal::cose::Namespace;
use crate::seal::{PublicKey, SigningKey};
use crate::time::Timestamp;
use std::fmt;

/// How far the office has a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The chain.
    pub actor: ActorId,
    /// Received up to here; 0 for none.
    pub n: u64,
    /// The start of that entry's hash.
    pub hash: Hash8,
}

/// What became of an entry. Names its hash too: a clone must not take its sibling's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerdictRow {
    /// The chain.
    pub actor: ActorId,
    /// The position.
    pub n: u64,
    /// The start of the entry's hash.
    pub hash: Hash8,
    /// The verdict.
    pub verdict: Verdict,
}

/// Why a person at the office refused an entry, in that person's words.
#[derive(Clone, PartialEq, Eq)]
pub struct ReasonRow {
    /// The chain.
    pub actor: ActorId,
    /// The position.
    pub n: u64,
    /// The start of the entry's hash.
    pub hash: Hash8,
    /// The words.
    pub text: String,
}

redacted! { ReasonRow { actor, n, hash } }

/// News of one audience. An audience that is not listed is no longer the device's, unless [`Answer::keeps`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudienceNews {
    /// Which.
    pub audience: Audience,
    /// Forget what was read of it and take what follows as from the beginning.
    pub restart: bool,
    /// Where the device stands after this answer; none if nothing is new.
    pub to: Option<Cursor>,
    /// Documents that are its from now on, some until a time.
    pub enter: Vec<(DocumentId, Option<Timestamp>)>,
    /// Documents that no longer are.
    pub leave: Vec<DocumentId>,
}

/// One piece of a document.
#[derive(Clone, PartialEq, Eq)]
pub enum Item {
    /// The bytes of a change.
    Change(Vec<u8>),
    /// The changes of an entry the asking actor wrote itself.
    Own(Hash8),
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Change(bytes) => write!(f, "Change({} bytes)", bytes.len()),
            Self::Own(entry) => write!(f, "Own({entry})"),
        }
    }
}

/// News of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentNews {
    /// Which.
    pub document: DocumentId,
    /// Everything there is: replaces what is held, never merges with it.
    pub whole: bool,
    /// In an order in which each change finds its dependencies.
    pub items: Vec<Item>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The era of the office's database.
    pub era: Era,
    /// The question it answers.
    pub number: u64,
    /// The server's time.
    pub time: Timestamp,
    /// Nothing was pulled, because the question's time was too far off; ask again with the time corrected.
    pub stale: bool,
    /// There is more: ask again at once.
    pub more: bool,
    /// For every chain named in the question.
    pub tips: Vec<Tip>,
    /// A receipt for each chain that has one.
    pub receipts: Vec<Bytes>,
    /// The device's renewed certificate.
    pub renewed: Option<Bytes>,
    /// Verdicts that are new to the device.
    pub verdicts: Vec<VerdictRow>,
    /// Every audience the question named is still the device's: only those with news, and new ones, are listed.
    pub keeps: bool,
    /// The audiences of the device, in their order.
    pub audiences: Vec<AudienceNews>,
    /// Register pages, in chain order.
    pub pages: Vec<Bytes>,
    /// Parts that belong to the pages.
    pub parts: Vec<Bytes>,
    /// News of documents.
    pub documents: Vec<DocumentNews>,
    /// Wanted documents that are not, or no longer, the device's.
    pub absent: Vec<DocumentId>,
    /// Why persons refused entries, for verdicts of this answer. The answer is of version 2 with it, and of version 1
    /// without: the office answers in the version that the phone reads.
    pub reasons: Option<Vec<ReasonRow>>,
}

impl Answer {
    /// Seals the answer with the node's key.
    pub fn seal(&self, node: &SigningKey) -> Vec<u8> {
        envelope::close(self, node, Namespace::Answer)
    }

    /// Opens an answer of this node.
    pub fn open(bytes: &[u8], node: &PublicKey) -> Result<Self, EnvelopeError> {
        envelope::open(bytes, node, Namespace::Answer)
    }
}

impl Cbor for Tip {
    fn write(&self, w: &mut Writer) {
        w.array(3).value(&self.actor).uint(self.n).value(&self.hash);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(3)?;
        Ok(Self { actor: r.value()?, n: r.uint()?, hash: r.value()? })
    }
}

impl Cbor for VerdictRow {
    fn write(&self, w: &mut Writer) {
        w.array(4).value(&self.actor).uint(self.n).value(&self.hash).value(&self.verdict);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(4)?;
        Ok(Self { actor: r.value()?, n: r.uint()?, hash: r.value()?, verdict: r.value()? })
    }
}

impl Cbor for ReasonRow {
    fn write(&self, w: &mut Writer) {
        w.array(4).value(&self.actor).uint(self.n).value(&self.hash).text(&self.text);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(4)?;
        Ok(Self { actor: r.value()?, n: r.uint()?, hash: r.value()?, text: r.text()?.to_owned() })
    }
}

struct Enter(DocumentId, Option<Timestamp>);

impl Cbor for Enter {
    fn write(&self, w: &mut Writer) {
        match &self.1 {
            None => w.value(&self.0),
            Some(until) => w.array(2).value(&self.0).value(until),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        if r.peek()? == minicbor::data::Type::Array {
            r.array(2)?;
            Ok(Self(r.value()?, Some(r.value()?)))
        } else {
            Ok(Self(r.value()?, None))
        }
    }
}

impl Cbor for AudienceNews {
    fn write(&self, w: &mut Writer) {
        let Some(to) = &self.to else {
            w.value(&self.audience);
            return;
        };
        w.array(5).value(&self.audience).boolean(self.restart).value(to).array(self.enter.len());
        for (document, until) in &self.enter {
            Enter(*document, *until).write(w);
        }
        w.list(&self.leave);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        // A bare audience `[class, scope]` has no news; with news it is wrapped in five.
        let raw = r.peek_raw()?;
        if raw.first() == Some(&0x82) {
            return Ok(Self { audience: r.value()?, restart: false, to: None, enter: vec![], leave: vec![] });
        }
        r.array(5)?;
        Ok(Self {
            audience: r.value()?,
            restart: r.boolean()?,
            to: Some(r.value()?),
            enter: r.list::<Enter>(100_000)?.into_iter().map(|e| (e.0, e.1)).collect(),
            leave: r.list(100_000)?,
        })
    }
}

impl Cbor for Item {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Change(bytes) => w.bytes(bytes),
            Self::Own(entry) => w.array(1).value(entry),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        if r.peek()? == minicbor::data::Type::Array {
            r.array(1)?;
            Ok(Self::Own(r.value()?))
        } else {
            Ok(Self::Change(r.bytes()?.to_vec()))
        }
    }
}

impl Cbor for DocumentNews {
    fn write(&self, w: &mut Writer) {
        w.array(3).value(&self.document).boolean(self.whole).list(&self.items);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(3)?;
        Ok(Self { document: r.value()?, whole: r.boolean()?, items: r.list(8192)? })
    }
}

impl Cbor for Answer {
    fn write(&self, w: &mut Writer) {
        let (len, version) = if self.reasons.is_some() { (17, 2) } else { (16, 1) };
        w.array(len).uint(version).value(&self.era).uint(self.number).value(&self.time);
        w.boolean(self.stale).boolean(self.more).list(&self.tips).list(&self.receipts);
        w.option(self.renewed.as_ref()).list(&self.verdicts).boolean(self.keeps);
        w.list(&self.audiences).list(&self.pages);
        w.list(&self.parts).list(&self.documents).list(&self.absent);
        if let Some(reasons) = &self.reasons {
            w.list(reasons);
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        const MANY: usize = 100_000;
        let version = r.version_of(&[(1, 16), (2, 17)])?;
        Ok(Self {
            era: r.value()?,
            number: r.uint()?,
            time: r.value()?,
            stale: r.boolean()?,
            more: r.boolean()?,
            tips: r.list(64)?,
            receipts: r.list(64)?,
            renewed: r.option()?,
            verdicts: r.list(MANY)?,
            keeps: r.boolean()?,
            audiences: r.list(4096)?,
            pages: r.list(MANY)?,
            parts: r.list(MANY)?,
            documents: r.list(MANY)?,
            absent: r.list(MANY)?,
            reasons: if version == 2 { Some(r.list(MANY)?) } else { None },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::GridCode;
    use crate::entry::RefusalCode;

    #[test]
    fn an_answer_opens_as_it_was_sealed_and_from_its_node_only() {
        let (node, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let grid = GridCode::parse("000000901001003").unwrap();
        let document = DocumentId([1; 16]);
        let verdict = Verdict::Refused(RefusalCode::Rights);
        let quiet = AudienceNews { audience: Audience::org(), restart: false, to: None, enter: vec![], leave: vec![] };
        let busy = AudienceNews {
            audience: Audience::ledger(grid),
            restart: true,
            to: Some(Cursor { pos: 4, chain: Hash8([4; 8]), back: 1 }),
            enter: vec![(document, None), (document, Some(Timestamp(8)))],
            leave: vec![document],
        };
        let answer = Answer {
            era: Era([1; 8]),
            number: 9,
            time: Timestamp(77),
            stale: false,
            more: true,
            tips: vec![Tip { actor: ActorId([2; 16]), n: 3, hash: Hash8([3; 8]) }],
            receipts: vec![Bytes(vec![1])],
            renewed: Some(Bytes(vec![3])),
            verdicts: vec![VerdictRow { actor: ActorId([2; 16]), n: 3, hash: Hash8([3; 8]), verdict }],
            keeps: true,
            audiences: vec![quiet, busy],
            pages: vec![Bytes(vec![4])],
            parts: vec![Bytes(vec![5])],
            documents: vec![DocumentNews {
                document,
                whole: true,
                items: vec![Item::Change(vec![6]), Item::Own(Hash8([7; 8]))],
            }],
            absent: vec![document],
            reasons: None,
        };
        let row = ReasonRow { actor: ActorId([2; 16]), n: 3, hash: Hash8([3; 8]), text: "数量不符".into() };
        let later = Answer { reasons: Some(vec![row]), ..answer.clone() };
        assert_eq!(Answer::open(&later.seal(&node), &node.public()), Ok(later));
        let sealed = answer.seal(&node);
        assert_eq!(Answer::open(&sealed, &node.public()), Ok(answer));
        assert_eq!(Answer::open(&sealed, &other.public()), Err(EnvelopeError::Signature));
    }
}
