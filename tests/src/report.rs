//! What became of every visit, reckoned by a reader that had no part in making them.
//!
//! It opens the closed phones' stores and the office's database, counts what the phones made, and looks each of it up
//! in the office's inbox, byte for byte. It asks nothing of the programs that ran; only the bytes of a sync, which no
//! store keeps, are told to it in a file.

mod command;
mod office;
mod phone;
mod reckon;
#[cfg(test)]
mod tests;

pub(crate) use command::chain;
pub use command::run;
pub use office::OfficeRecord;
pub use phone::PhoneRecord;
pub(crate) use phone::open_phone;
pub use reckon::{Problem, reckon};

use lianxin_core::error::Error;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What the reader found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The seed of the run, if it was told.
    pub seed: Option<u64>,
    /// Phones whose stores were read.
    pub phones: u64,
    /// Households in the central record.
    pub households: u64,
    /// What became of the visits.
    pub visits: Visits,
    /// Fields on which two people's values ever stood side by side in the record.
    pub conflicts: u64,
    /// Admitted entries with a flag.
    pub flags: Flags,
    /// Bytes the phones sent in their syncs, if they were told.
    pub bytes_up: Option<u64>,
    /// Bytes the phones fetched in their syncs, if they were told.
    pub bytes_down: Option<u64>,
}

/// Visits, each counted once however often its entry was written again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visits {
    /// The phones made.
    pub made: u64,
    /// The office has, byte for byte as they were signed.
    pub receipted: u64,
    /// In the central record.
    pub admitted: u64,
    /// Waiting for a person.
    pub held: u64,
    /// Not taken.
    pub refused: u64,
    /// With something that needs its author's attention.
    pub needs_attention: u64,
    /// Made and nowhere at the office.
    pub lost: u64,
}

/// Flags of admitted entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags {
    /// The device's clock was wrong.
    pub clock: u64,
    /// The post had ended by the time the entry arrived.
    pub late: u64,
}

/// What the program that ran tells the reader: nothing that a store could say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// The seed of the run.
    pub seed: u64,
    /// Bytes sent in syncs.
    pub bytes_up: u64,
    /// Bytes fetched in syncs.
    pub bytes_down: u64,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// There is no such file.
    #[error("there is no {0}")]
    Missing(PathBuf),
    /// A file cannot be read or written.
    #[error("cannot read or write {0}")]
    File(PathBuf, #[source] std::io::Error),
    /// The file of the syncs' bytes says something else.
    #[error("cannot understand {0}")]
    Traffic(PathBuf, #[source] serde_json::Error),
    /// A phone's store does not open.
    #[error("cannot open the phone in {0}")]
    Phone(PathBuf, #[source] Box<Error>),
    /// A phone's store holds something no phone writes.
    #[error("the phone in {0} holds an entry that cannot be read")]
    Entry(PathBuf, #[source] lianxin_core::entry::EntryError),
    /// The office's database does not answer.
    #[error("cannot read the office's database")]
    Office(#[from] rusqlite::Error),
    /// The office's database holds something no office writes.
    #[error("the office's database holds a change that cannot be read")]
    Change,
}

impl Visits {
    /// Whether every visit made has arrived and been judged.
    pub fn is_whole(&self) -> bool {
        let judged = self.admitted + self.held + self.refused;
        self.made == self.receipted && self.receipted == judged && self.lost == 0
    }
}
