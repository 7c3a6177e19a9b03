//! What really happened: every act with a token found nowhere else, and whether its author was entitled to it by the
//! office's registers at the true time.

use super::fields::Wished;
use lianxin_core::id::{Hash, PersonId};
use std::collections::{BTreeMap, BTreeSet};

/// Something a person wrote.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Whose act.
    pub(super) person: PersonId,
    /// The text, found nowhere else.
    pub(super) token: String,
    /// What kind of act.
    pub(super) what: &'static str,
}

/// The truth of a run.
#[derive(Default)]
pub(super) struct Truth {
    /// Everything people wrote.
    pub(super) made: Vec<Made>,
    /// Entries whose authors were entitled to them.
    pub(super) entitled: BTreeMap<Hash, &'static str>,
    /// Texts that were lost by a double fault: on one phone only, and that phone was set back.
    pub(super) exempt: BTreeSet<String>,
    /// Wishes by the entry that first said them.
    pub(super) wishes: BTreeMap<Hash, Wished>,
    /// Entries that were lost by a double fault, or what needed attention of them.
    pub(super) exempt_entries: BTreeSet<Hash>,
    /// Entries whose subject a phone had to let go in the same way.
    pub(super) let_go_entries: BTreeSet<Hash>,
    /// Texts whose subject a phone had to let go together with what needed attention.
    pub(super) let_go: BTreeSet<String>,
    /// Entries of the hostile device.
    pub(super) hostile: BTreeSet<Hash>,
    /// Final verdicts seen so far.
    pub(super) verdicts: BTreeMap<Hash, (u8, u8)>,
    /// Feeds seen so far: position and chain.
    pub(super) feeds: BTreeMap<lianxin_core::sync::Audience, (u64, lianxin_core::id::Hash8)>,
}
