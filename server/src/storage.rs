//! What the office keeps on disk. Transactions are explicit and their methods typed; nothing outside this module
//! knows SQL. One `conformance` suite says what every implementation promises.
//!
//! Promises: what a committed write transaction wrote survives a power cut; one that was not committed leaves
//! nothing; a read transaction sees one state from its first read to its end; positions of an audience become
//! visible in order, without holes that are filled later.

#[cfg(test)]
pub(crate) mod conformance;
pub mod devices;
pub mod documents;
pub mod entries;
pub mod feeds;
mod lock;
pub mod pages;
pub mod sqlite;

pub use devices::{ActorRecord, DeviceRecord, ReadDevices, Spent, WriteDevices};
pub use documents::{DocumentRecord, Dwelling, HouseholdList, ReadDocuments, VisitList, WriteDocuments};
pub use entries::{
    ChangeRef, Decided, DecisionRecord, EntryList, EntryRecord, NewEntry, ObjectId, ObjectRef, ReadEntries, Seen, Seq,
    WriteEntries,
};
pub use feeds::{FeedRow, Member, ReadFeeds, Tip, WriteFeeds};
pub use pages::{ReadPages, WritePages};
pub use sqlite::SqliteStorage;

/// Why storage did not do what was asked. Nothing of a failed transaction is kept.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// No room left.
    #[error("the disk is full")]
    Full,
    /// The data is damaged, or says what this office never writes.
    #[error("the office's data is damaged ({0}) and was left as it is")]
    Corrupt(&'static str),
    /// Another process works on the same data directory.
    #[error("another process uses this data directory")]
    InUse,
    /// The data was written by a later version.
    #[error("the office's data was written by a later version ({0})")]
    Newer(u32),
    /// Reading or writing failed.
    #[error("the office's data cannot be read or written")]
    Io(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StorageError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "storage.full",
            Self::Corrupt(_) => "storage.corrupt",
            Self::InUse => "storage.in_use",
            Self::Newer(_) => "storage.newer",
            Self::Io(_) => "storage.io",
        }
    }
}

/// One part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows passed over.
    pub offset: u32,
    /// Rows given at most.
    pub limit: u32,
}

impl Page {
    /// The first rows.
    pub fn first(limit: u32) -> Self {
        Self { offset: 0, limit }
    }
}

/// A state of the data that does not change while it is read.
pub trait ReadTx: ReadDevices + ReadEntries + ReadDocuments + ReadFeeds + ReadPages {
    /// A named value.
    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StorageError>;
    /// Whether the file itself is sound.
    fn is_sound(&self) -> Result<bool, StorageError>;
}

/// A write that is not yet committed. Dropped, it leaves nothing.
pub trait WriteTx: ReadTx + WriteDevices + WriteEntries + WriteDocuments + WriteFeeds + WritePages {
    /// Sets a named value.
    fn put_meta(&self, name: &str, value: &[u8]) -> Result<(), StorageError>;
    /// Makes everything durable at once.
    fn commit(self: Box<Self>) -> Result<(), StorageError>;
}

/// Where the office's data is.
pub trait Storage: Send + Sync {
    /// Begins to read.
    fn begin_read(&self) -> Result<Box<dyn ReadTx + '_>, StorageError>;
    /// Begins to write; waits for the writer before it. Not to be nested.
    fn begin_write(&self) -> Result<Box<dyn WriteTx + '_>, StorageError>;
}

impl dyn Storage + '_ {
    /// Reads one state.
    pub fn read<T, E: From<StorageError>>(&self, work: impl FnOnce(&dyn ReadTx) -> Result<T, E>) -> Result<T, E> {
        let tx = self.begin_read()?;
        work(&*tx)
    }

    /// Writes everything `work` does, or nothing if it fails.
    pub fn write<T, E: From<StorageError>>(&self, work: impl FnOnce(&dyn WriteTx) -> Result<T, E>) -> Result<T, E> {
        let tx = self.begin_write()?;
        let done = work(&*tx)?;
        tx.commit()?;
        Ok(done)
    }
}
