//! Feeds of audiences, and which audience holds which document now.

use super::StorageError;
use lianxin_core::id::{DocumentId, Hash8};
use lianxin_core::sync::Audience;
use lianxin_core::time::Timestamp;

/// How far a feed goes, and the chain there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// The last position; 0 before the first row.
    pub pos: u64,
    /// The chain at that position.
    pub chain: Hash8,
}

/// A row of a feed. What it says is the business of [`crate::feed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    /// Its position, from 1.
    pub pos: u64,
    /// The chain at that position.
    pub chain: Hash8,
    /// What it says.
    pub row: Vec<u8>,
}

/// A document that an audience holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The audience.
    pub audience: Audience,
    /// The document.
    pub document: DocumentId,
    /// The position at which it entered.
    pub entered: u64,
    /// Not held from this instant on.
    pub until: Option<Timestamp>,
}

impl Member {
    /// Whether the audience holds it at this instant.
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

/// Reads feeds.
pub trait ReadFeeds {
    /// How far a feed goes.
    fn tip(&self, audience: &Audience) -> Result<Tip, StorageError>;
    /// The chain at a position.
    fn chain_at(&self, audience: &Audience, pos: u64) -> Result<Option<Hash8>, StorageError>;
    /// The rows after a position, at most `limit`.
    fn feed(&self, audience: &Audience, after: u64, limit: u32) -> Result<Vec<FeedRow>, StorageError>;
    /// The audiences that hold a document, in the order of audiences.
    fn memberships(&self, document: &DocumentId) -> Result<Vec<Member>, StorageError>;
    /// The documents an audience holds that entered before a position, newest first, at most `limit`.
    fn members(&self, audience: &Audience, below: u64, limit: u32) -> Result<Vec<Member>, StorageError>;
}

/// Writes feeds.
pub trait WriteFeeds: ReadFeeds {
    /// How far a feed goes; nobody else appends to it until this transaction ends.
    fn lock_tip(&self, audience: &Audience) -> Result<Tip, StorageError>;
    /// Appends rows that follow the locked tip. A row that does not is refused as corrupt.
    fn append(&self, audience: &Audience, rows: &[FeedRow]) -> Result<(), StorageError>;
    /// Adds or replaces a member.
    fn put_member(&self, member: &Member) -> Result<(), StorageError>;
    /// Drops a member.
    fn drop_member(&self, audience: &Audience, document: &DocumentId) -> Result<(), StorageError>;
}
