//! What really happened: every act with a token found nowhere else, and whether its author was entitled to it by the
//! office's registers at the true time.

use lianxin_core::id::{DocumentId, Hash, PersonId};
use std::collections::{BTreeMap, BTreeSet};

/// Something a person wrote.
#[derive(Clone, Debug)]
pub struct Made {
    /// Whose act.
    pub person: PersonId,
    /// The text, found nowhere else.
    pub token: String,
    /// What kind of act.
    pub what: &'static str,
    /// The document it is about.
    pub subject: DocumentId,
}

/// The truth of a run.
#[derive(Default)]
pub struct Truth {
    /// Everything people wrote.
    pub made: Vec<Made>,
    /// Entries whose authors were entitled to them.
    pub entitled: BTreeMap<Hash, &'static str>,
    /// Texts that were lost by a double fault: on one phone only, and that phone was set back.
    pub exempt: BTreeSet<String>,
    /// Texts whose subject a phone had to let go together with what needed attention.
    pub let_go: BTreeSet<String>,
    /// Entries of the hostile device.
    pub hostile: BTreeSet<Hash>,
    /// Final verdicts seen so far.
    pub verdicts: BTreeMap<Hash, (u8, u8)>,
    /// Feeds seen so far: position and chain.
    pub feeds: BTreeMap<lianxin_core::sync::Audience, (u64, lianxin_core::id::Hash8)>,
}
