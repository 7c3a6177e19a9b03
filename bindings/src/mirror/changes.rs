//! What may have changed.

use lianxin_core::companion;

/// What may have changed on the phone. The day's page shows households and visits; its day also turns without any
/// change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, uniffi::Enum)]
pub enum Change {
    /// The ledger: households, their needs, wishes and conflicts.
    Households,
    /// Visits, how far they have come, and who made them.
    Visits,
    /// How the phone stands: posts, what is delivered, the last sync.
    Status,
    /// What needs attention.
    Attention,
    /// Drafts.
    Drafts,
    /// Whether the phone is enrolled, or about to be.
    Enrolment,
}

impl From<companion::Change> for Change {
    fn from(change: companion::Change) -> Self {
        match change {
            companion::Change::Households => Self::Households,
            companion::Change::Visits => Self::Visits,
            companion::Change::Status => Self::Status,
            companion::Change::Attention => Self::Attention,
            companion::Change::Drafts => Self::Drafts,
            companion::Change::Enrolment => Self::Enrolment,
        }
    }
}
