//! What a phone keeps. Reads, and one atomic [`Store::commit`]: an action is on disk whole or not at all.
//!
//! `memory` serves the simulated world, `sqlite` (SQLCipher, WAL, `synchronous=FULL`) the phones; both pass the same
//! `conformance` suite, and after the same batches they answer alike. One process owns a store.

#[cfg(test)]
mod conformance;
mod dwelling;
mod forward;
pub mod memory;
mod needs;
#[cfg(feature = "sqlite")]
pub mod sqlite;

pub use memory::MemoryStore;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

use crate::cbor::Bytes;
use crate::entry::Verdict;
use crate::household;
use crate::id::{ActorId, DocumentId, Hash, Hash8, PersonId};
use crate::register::RegisterId;
use crate::rows::{HouseholdRow, VisitRow};
use crate::sync::{Audience, Cursor};
use crate::time::{Day, Timestamp};
use crate::visit;

/// Why a store did not do what was asked. Nothing of a failed commit is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room left on the device.
    #[error("the storage is full")]
    Full,
    /// The key does not open the file, or the file is no store.
    #[error("the key does not open the store")]
    WrongKey,
    /// The file is damaged. It is set aside, never deleted.
    #[error("the store is damaged")]
    Corrupt,
    /// Another process has the store open.
    #[error("another process uses the store")]
    Busy,
    /// The file was written by a later version.
    #[error("the store was written by a later version ({0})")]
    Newer(u32),
    /// Reading or writing failed for another reason.
    #[error("the storage cannot be read or written")]
    Io,
}

/// How far an own entry has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not received by the office yet.
    Unsent,
    /// Received: kept safely at this server time, not judged.
    Received(Timestamp),
    /// Judged.
    Judged(Timestamp, Verdict),
}

/// An own entry and the command it came from.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnEntry {
    /// Names the entry.
    pub hash: Hash,
    /// The chain.
    pub actor: ActorId,
    /// The position in the chain.
    pub n: u64,
    /// The COSE_Sign1 as it was signed.
    pub sealed: Vec<u8>,
    /// The objects' bytes, in the entry's order.
    pub objects: Vec<Vec<u8>>,
    /// The documents it touches or names.
    pub documents: Vec<DocumentId>,
    /// The command, for a replay (CBOR).
    pub command: Vec<u8>,
    /// How far it has come.
    pub progress: Progress,
    /// Nothing is left to do about it: replayed, noted as needing attention, or taken as done.
    pub settled: bool,
    /// How often its command has been replayed so far.
    pub replays: u8,
    /// When it was made, by the phone's clock.
    pub made_at: Timestamp,
}

impl OwnEntry {
    /// Whether its changes are laid over the admitted state: not judged yet, or held by something other than a fork.
    pub fn is_pending(&self) -> bool {
        use crate::entry::HoldCode;
        match self.progress {
            Progress::Unsent | Progress::Received(_) => !self.settled,
            Progress::Judged(_, Verdict::Held(code)) => !self.settled && code != HoldCode::Fork,
            Progress::Judged(..) => false,
        }
    }

    /// Whether something is left to do about it: not settled, and not admitted either.
    pub fn is_open(&self) -> bool {
        !self.settled && !matches!(self.progress, Progress::Judged(_, Verdict::Admitted { .. }))
    }

    /// Whether the office has it safely.
    pub fn is_received(&self) -> bool {
        self.progress != Progress::Unsent
    }
}

/// Work that could not be taken as it is: kept with its text until its author has dealt with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Attention {
    /// The entry it comes from.
    pub entry: Hash,
    /// Which of that entry's items, from 0.
    pub item: u32,
    /// The document it was about.
    pub document: DocumentId,
    /// The stable word of the reason: a refusal's code, `changed_by_other` or `replayed_too_often`.
    pub reason: String,
    /// What a person at the office said when refusing it; empty where nobody said anything.
    pub said: String,
    /// The household's dwelling in one line, as the phone knew it then; empty where it knew none.
    pub dwelling: String,
    /// What the author had written, by key.
    pub fields: Vec<(String, crate::document::Value)>,
    /// When it came to this, by the office's time.
    pub since: Timestamp,
}

impl Attention {
    /// The household it is about.
    pub fn household(&self, store: &dyn Store) -> Result<Option<DocumentId>, StoreError> {
        match self.document.family() {
            household::CODE => Ok(Some(self.document)),
            visit::CODE => {
                let named = self.fields.iter().find(|(key, _)| key == "household");
                match named.and_then(|(_, value)| DocumentId::from_slice(value.as_bytes()?)) {
                    Some(id) => Ok(Some(id)),
                    None => Ok(store.visit(&self.document)?.map(|visit| visit.household)),
                }
            }
            _ => Ok(None),
        }
    }
}

/// A form not saved yet, kept as it was typed. A row of the store, never a change.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Made by the app when the form opens.
    pub id: [u8; 16],
    /// The household it is about, if any.
    pub household: Option<DocumentId>,
    /// The form's state, as the companion encodes it.
    pub form: Vec<u8>,
    /// When it was last typed into.
    pub updated_at: Timestamp,
}

redacted! {
    OwnEntry { hash, actor, n, documents, progress, settled, replays, made_at }
    Attention { entry, item, document, reason, fields, since }
    Draft { id, household, updated_at }
}

/// A household with what its visits say about the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The household.
    pub household: HouseholdRow,
    /// The day of the last visit of any kind.
    pub last_visit: Option<Day>,
    /// The day of the last visit nobody had asked for.
    pub last_proactive: Option<Day>,
    /// The earliest follow-up that no later visit has answered.
    pub follow_up: Option<Day>,
}

/// Which own entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entries<'a> {
    /// All that are kept.
    All,
    /// Not received, in chain order, of one actor.
    Unsent(&'a ActorId),
    /// Those that are open: unsent, unjudged, held, or refused and not yet settled.
    Open,
    /// The open ones that touch or name a document.
    Of(&'a DocumentId),
}

/// A full disk, a quota, a limit on the size of files. SQLite says "full" to the first alone and "failed" to the
/// others; right after it has failed, the system's last error is still the one it met.
#[cfg(any(feature = "os", feature = "sqlite"))]
pub fn is_without_room(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// One write. A batch of them is one transaction.
#[derive(Clone)]
pub enum Write {
    /// A named value.
    Put(&'static str, Vec<u8>),
    /// Adds an own entry, or replaces the one with its hash, which keeps its place.
    Entry(OwnEntry),
    /// Forgets an own entry.
    ForgetEntry(Hash),
    /// The admitted state of a document.
    Document(DocumentId, Vec<u8>),
    /// Drops a document with its row. What needs attention about it, and who it belonged to, stays.
    DropDocument(DocumentId),
    /// The row of a household, with its search text.
    Household(HouseholdRow),
    /// The row of a visit.
    Visit(VisitRow),
    /// Drops the row of a document that is not there without its pending entries.
    DropRow(DocumentId),
    /// How far an audience has been read.
    Cursor(Audience, Cursor),
    /// A document belongs to an audience, perhaps until a time.
    Enter(Audience, DocumentId, Option<Timestamp>),
    /// A document no longer belongs to an audience.
    Leave(Audience, DocumentId),
    /// Forgets an audience: its cursor and who belonged to it.
    DropAudience(Audience),
    /// A register page.
    Page(RegisterId, u64, Vec<u8>),
    /// The details of a person, by their leaf.
    Part(Hash, Bytes),
    /// Drops the details of a person.
    DropPart(Hash),
    /// Drops a register's pages. The parts that belong to them are dropped one by one.
    DropRegister(RegisterId),
    /// A document to be asked for whole.
    Want(DocumentId),
    /// A wanted document has come, or is not to be had.
    Got(DocumentId),
    /// Adds work that needs attention, or replaces it in its place.
    Attention(Attention),
    /// The author has dealt with it.
    DropAttention(Hash, u32),
    /// Saves a draft as it is typed.
    Draft(Draft),
    /// The form was saved or thrown away.
    DropDraft([u8; 16]),
}

/// What a phone keeps. What stands in front of another store hands its reads on by
/// [`forward_reads`](crate::forward_reads).
pub trait Store: Send {
    /// A named value.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Own entries, oldest first: by the order in which they were added.
    fn entries(&self, which: Entries<'_>) -> Result<Vec<OwnEntry>, StoreError>;
    /// One own entry.
    fn entry(&self, hash: &Hash) -> Result<Option<OwnEntry>, StoreError>;
    /// The own entry whose hash begins like this.
    fn entry_starting(&self, start: &Hash8) -> Result<Option<OwnEntry>, StoreError>;
    /// Own entries that are received, and all own entries, for "office has n of m".
    fn delivered(&self) -> Result<(u64, u64), StoreError>;
    /// The admitted state of a document.
    fn document(&self, id: &DocumentId) -> Result<Option<Vec<u8>>, StoreError>;
    /// Every document with an admitted state, in order.
    fn documents(&self) -> Result<Vec<DocumentId>, StoreError>;
    /// Every audience that is read, with its cursor, in order.
    fn cursors(&self) -> Result<Vec<(Audience, Cursor)>, StoreError>;
    /// Whether any audience holds the document at an instant; `until` itself is no longer within.
    fn is_member(&self, id: &DocumentId, at: Timestamp) -> Result<bool, StoreError>;
    /// Every document with an admitted state that no audience holds at an instant, in order.
    fn strays(&self, at: Timestamp) -> Result<Vec<DocumentId>, StoreError>;
    /// The documents of an audience in order, with their `until`.
    fn members(&self, audience: &Audience) -> Result<Vec<(DocumentId, Option<Timestamp>)>, StoreError>;
    /// All register pages: by register, in order of version.
    fn pages(&self) -> Result<Vec<Vec<u8>>, StoreError>;
    /// All parts of persons, in the order of their leaves.
    fn parts(&self) -> Result<Vec<Bytes>, StoreError>;
    /// Documents to be asked for whole, in order.
    fn wants(&self) -> Result<Vec<DocumentId>, StoreError>;
    /// Work that needs attention, oldest first.
    fn attention(&self) -> Result<Vec<Attention>, StoreError>;
    /// Drafts, newest first; of the same instant in the order of their ids.
    fn drafts(&self) -> Result<Vec<Draft>, StoreError>;
    /// The row of a household.
    fn household(&self, id: &DocumentId) -> Result<Option<HouseholdRow>, StoreError>;
    /// The row of a visit.
    fn visit(&self, id: &DocumentId) -> Result<Option<VisitRow>, StoreError>;
    /// Visits of a household, newest day first; of the same day in the order of their ids.
    fn visits_of(&self, household: &DocumentId) -> Result<Vec<VisitRow>, StoreError>;
    /// Visits a person made on a day, in the order of their ids.
    fn visits_by(&self, author: &PersonId, day: Day) -> Result<Vec<VisitRow>, StoreError>;
    /// Every household that has a row, with what its visits say, in order of dwelling.
    fn standings(&self) -> Result<Vec<Standing>, StoreError>;
    /// Households whose dwelling is meant ([`crate::search::dwelling_matches`]; nothing typed means every one), those
    /// with the very number typed before those where it goes on, each in order of dwelling; at most `limit`.
    fn search(&self, text: &str, limit: usize) -> Result<Vec<HouseholdRow>, StoreError>;
    /// Words of the needs that rows of households and visits have, the most often written first, then in order of text.
    fn needs(&self) -> Result<Vec<String>, StoreError>;
    /// Writes everything or nothing; when it returns, it survives a power cut.
    fn commit(&mut self, batch: Vec<Write>) -> Result<(), StoreError>;
}
