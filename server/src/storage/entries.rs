//! The inbox: entries as they were signed, with their objects, and what became of them.

use super::StorageError;
use lianxin_core::code::CommunityCode;
use lianxin_core::entry::{MAX_OBJECTS, ObjectKind, Verdict};
use lianxin_core::id::{ActorId, DocumentId, Hash, Hash8, KeyId, PersonId};
use lianxin_core::time::Timestamp;

/// An entry's place in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seq(pub i64);

/// An object's place: the entry that carries it, and where in the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// The entry.
    pub entry: Seq,
    /// From 0.
    pub place: u8,
}

/// An entry on its way into the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry<'a> {
    /// Names the entry.
    pub hash: Hash,
    /// Who signed it.
    pub device: KeyId,
    /// The chain.
    pub actor: ActorId,
    /// The position in the chain.
    pub n: u64,
    /// On the second branch of a fork.
    pub branch: bool,
    /// When it came.
    pub received_at: Timestamp,
    /// What is known of it at once; none: it is to be judged.
    pub verdict: Option<Verdict>,
    /// The entry it replaces.
    pub replays: Option<Hash>,
    /// The bytes that were signed.
    pub sealed: &'a [u8],
}

/// An entry of the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRecord {
    /// Its place.
    pub seq: Seq,
    /// Names the entry.
    pub hash: Hash,
    /// Who signed it.
    pub device: KeyId,
    /// The chain.
    pub actor: ActorId,
    /// The position in the chain.
    pub n: u64,
    /// On the second branch of a fork.
    pub branch: bool,
    /// When it came.
    pub received_at: Timestamp,
    /// What became of it; none while it waits to be judged.
    pub verdict: Option<Verdict>,
    /// A person released it.
    pub forced: bool,
    /// The held entry it waits for.
    pub behind: Option<Hash>,
    /// The entry it replaces.
    pub replays: Option<Hash>,
    /// The admitted entry that replaces it.
    pub replaced_by: Option<Hash>,
    /// The order of admission.
    pub admitted: Option<u64>,
    /// The bytes that were signed.
    pub sealed: Vec<u8>,
}

/// An object without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectRef {
    /// Its place.
    pub id: ObjectId,
    /// The document.
    pub document: DocumentId,
    /// What it is.
    pub kind: ObjectKind,
}

/// An admitted change of a document, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeRef {
    /// Its place.
    pub id: ObjectId,
    /// The entry's chain.
    pub actor: ActorId,
    /// The entry's hash.
    pub entry: Hash,
    /// The entry's order of admission.
    pub admitted: u64,
}

/// What a person decided about a held entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided<'d> {
    /// When.
    pub at: Timestamp,
    /// Who; the zero id is the office's command line.
    pub person: PersonId,
    /// It is judged; else it is refused.
    pub released: bool,
    /// Why, in the person's words.
    pub reason: &'d str,
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRecord {
    /// When.
    pub at: Timestamp,
    /// Who; the zero id is the office's command line.
    pub person: PersonId,
    /// It was judged; else it was refused.
    pub released: bool,
    /// Why, in the person's words.
    pub reason: String,
}

/// Who at the office was the first to see a flagged entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: PersonId,
}

/// Which entries a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryList {
    /// Those a person has to look at, oldest first.
    Held,
    /// Refused, and no admitted entry has replaced them; newest first.
    Refused,
    /// Admitted with a flag that nobody at the office has seen yet, newest first.
    Flagged,
}

impl EntryList {
    /// All lists.
    pub const ALL: [Self; 3] = [Self::Held, Self::Refused, Self::Flagged];
}

impl ObjectId {
    /// The number under which storage keeps the object.
    pub fn number(self) -> i64 {
        self.entry.0 * OBJECTS + i64::from(self.place)
    }

    /// Reads the number.
    pub fn from_number(number: i64) -> Option<Self> {
        let place = u8::try_from(number.rem_euclid(OBJECTS)).ok()?;
        Some(Self { entry: Seq(number.div_euclid(OBJECTS)), place })
    }
}

const OBJECTS: i64 = 64;
const _: () = assert!(MAX_OBJECTS == 64);

/// Reads the inbox.
pub trait ReadEntries {
    /// An entry by its hash.
    fn entry(&self, hash: &Hash) -> Result<Option<EntryRecord>, StorageError>;
    /// The entry whose hash begins like this.
    fn entry_starting(&self, start: &Hash8) -> Result<Option<EntryRecord>, StorageError>;
    /// An entry by its place.
    fn entry_at(&self, seq: Seq) -> Result<Option<EntryRecord>, StorageError>;
    /// The first entry to be judged: of all, or of a device.
    fn next_pending(&self, device: Option<&KeyId>) -> Result<Option<EntryRecord>, StorageError>;
    /// The devices of which an entry is to be judged, in order of their keys.
    fn pending_devices(&self) -> Result<Vec<KeyId>, StorageError>;
    /// The first entry of the device before `before` that is held or waits, and touches one of the documents.
    /// Branches of forks do not count.
    fn waiting_on(&self, device: &KeyId, before: Seq, documents: &[DocumentId]) -> Result<Option<Hash>, StorageError>;
    /// Whether an earlier entry of the chain was refused and touches one of the documents.
    fn refused_on(&self, actor: &ActorId, before_n: u64, documents: &[DocumentId]) -> Result<bool, StorageError>;
    /// What an entry carries, in its order.
    fn objects(&self, entry: Seq) -> Result<Vec<ObjectRef>, StorageError>;
    /// The one get of an object's bytes.
    fn object(&self, id: ObjectId) -> Result<Vec<u8>, StorageError>;
    /// The admitted changes of a document, in the order of their admission.
    fn changes_of(&self, document: &DocumentId) -> Result<Vec<ChangeRef>, StorageError>;
    /// Entries of a list, of one community or of all, in the list's order: those that follow `after`.
    fn entries(
        &self,
        list: EntryList,
        community: Option<CommunityCode>,
        after: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<EntryRecord>, StorageError>;
    /// How long a list of entries is, of one community or of all.
    fn count_entries(&self, list: EntryList, community: Option<CommunityCode>) -> Result<u64, StorageError>;
    /// The entries of any list that touch a document.
    fn listed_on(&self, document: &DocumentId) -> Result<Vec<EntryRecord>, StorageError>;
    /// The communities that an entry concerns, if it is or was in a list.
    fn concerns(&self, seq: Seq) -> Result<Vec<CommunityCode>, StorageError>;
    /// What persons decided about an entry, oldest first.
    fn decisions(&self, seq: Seq) -> Result<Vec<DecisionRecord>, StorageError>;
    /// Who was the first to see a flagged entry; none while nobody has.
    fn seen(&self, seq: Seq) -> Result<Option<Seen>, StorageError>;
    /// The highest order of admission given so far.
    fn last_admitted(&self) -> Result<u64, StorageError>;
}

/// Writes the inbox.
pub trait WriteEntries: ReadEntries {
    /// Adds an entry.
    fn add_entry(&self, entry: &NewEntry<'_>) -> Result<Seq, StorageError>;
    /// The one put of an object's bytes.
    fn put_object(&self, object: &ObjectRef, bytes: &[u8]) -> Result<(), StorageError>;
    /// Sets what became of an entry that was admitted. The rows of what it created were put before.
    fn set_admitted(&self, seq: Seq, verdict: Verdict, admitted: u64) -> Result<(), StorageError>;
    /// Sets what became of an entry that was held or refused.
    fn set_verdict(&self, seq: Seq, verdict: Verdict, behind: Option<&Hash>) -> Result<(), StorageError>;
    /// Lets a held entry be judged, without the hold that a person has lifted.
    fn release(&self, seq: Seq) -> Result<(), StorageError>;
    /// Lets everything that waits behind an entry be judged again.
    fn requeue_behind(&self, hash: &Hash) -> Result<(), StorageError>;
    /// Notes which admitted entry has replaced an entry.
    fn set_replaced(&self, seq: Seq, by: &Hash) -> Result<(), StorageError>;
    /// Sets which communities an entry concerns.
    fn set_concerns(&self, seq: Seq, communities: &[CommunityCode]) -> Result<(), StorageError>;
    /// Notes that a person has seen a flagged entry; it leaves its list. The first to see it stays noted.
    fn set_seen(&self, seq: Seq, at: Timestamp, person: &PersonId) -> Result<(), StorageError>;
    /// Notes what a person decided, and why.
    fn add_decision(&self, seq: Seq, decided: &Decided<'_>) -> Result<(), StorageError>;
}
