//! Records and enums as they cross: mirrors of the core's, so that each can age alone. No decisions are made here.

mod attention;
mod changes;
mod document;
mod forms;
mod households;
mod lists;
mod office;

pub use attention::{AttentionView, VisitDraft};
pub use changes::Change;
pub use document::{Conflict, Field, NoteHit, Value};
pub use forms::{Door, Dwelling, HouseholdEdit, Saved, VisitCorrection, VisitForm};
pub use households::{Caution, CautionView, HouseholdRow, HouseholdView, Need, Reason, Today, TodayItem};
pub use households::{VisitRow, VisitView};
pub use lists::{ContactWish, HitKind, HouseholdClass, Role, VisitOutcome, VisitPurpose};
pub use office::{Contact, EnrolStep, OfficeAddress, Phase, PostView, Status, SyncSummary, Told, Verdict};

/// Mirrors each element.
fn list<A, B: From<A>>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(B::from).collect()
}
