//! Households, visits and the day.

use super::{Conflict, ContactWish, HouseholdClass, VisitOutcome, VisitPurpose, list};
use crate::words::language;
use lianxin_core::code::GridCode;
use lianxin_core::id::{AssignmentId, DocumentId, PersonId};
use lianxin_core::time::Day;
use lianxin_core::{companion, quiet, redacted, rows};

/// A household as lists and screens show it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct HouseholdRow {
    /// The document.
    pub id: DocumentId,
    /// The grid of the latest link.
    pub grid: GridCode,
    /// The bundle within the grid.
    pub bundle: Option<u8>,
    /// The dwelling in one line.
    pub dwelling: String,
    /// Residential estate.
    pub estate: String,
    /// Building.
    pub building: String,
    /// Stairwell unit.
    pub unit: String,
    /// Room.
    pub room: String,
    /// Class by need of service.
    pub household_class: Option<HouseholdClass>,
    /// Need codes.
    pub needs: Vec<String>,
    /// The wish about the next contact.
    pub wish: Option<ContactWish>,
    /// No longer in the office's list from this day on.
    pub gone: Option<Day>,
    /// Keys on which two people disagree.
    pub conflicts: Vec<String>,
}

impl From<rows::HouseholdRow> for HouseholdRow {
    fn from(row: rows::HouseholdRow) -> Self {
        Self {
            id: row.id,
            grid: row.grid,
            bundle: row.bundle,
            dwelling: row.dwelling(),
            estate: row.estate,
            building: row.building,
            unit: row.unit,
            room: row.room,
            household_class: row.class.map(Into::into),
            needs: row.needs,
            wish: row.wish.map(Into::into),
            gone: row.gone,
            conflicts: row.conflicts,
        }
    }
}

/// One need found at a visit.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Need {
    /// The catalogue's code.
    pub code: String,
    /// One line.
    #[uniffi(default)]
    pub line: String,
}

impl From<rows::Need> for Need {
    fn from(need: rows::Need) -> Self {
        Self { code: need.code, line: need.line }
    }
}

impl From<Need> for rows::Need {
    fn from(need: Need) -> Self {
        Self { code: need.code, line: need.line }
    }
}

/// A visit as lists and screens show it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitRow {
    /// The document.
    pub id: DocumentId,
    /// The household visited.
    pub household: DocumentId,
    /// The grid it was made under.
    pub grid: GridCode,
    /// Who made it.
    pub author: PersonId,
    /// Under which post.
    pub assignment: AssignmentId,
    /// The day of the visit.
    pub day: Day,
    /// How it ended at the door.
    pub outcome: VisitOutcome,
    /// Why it was made.
    pub purpose: Option<VisitPurpose>,
    /// The note.
    pub note: String,
    /// Needs found.
    pub needs: Vec<Need>,
    /// Come again by this day.
    pub follow_up: Option<Day>,
    /// Who came along.
    pub companion: String,
    /// Notes of the office.
    pub office_notes: Vec<String>,
    /// Keys on which two versions disagree.
    pub conflicts: Vec<String>,
}

impl From<rows::VisitRow> for VisitRow {
    fn from(row: rows::VisitRow) -> Self {
        Self {
            id: row.id,
            household: row.household,
            grid: row.grid,
            author: row.author,
            assignment: row.assignment,
            day: row.day,
            outcome: row.outcome.into(),
            purpose: row.purpose.map(Into::into),
            note: row.note,
            needs: list(row.needs),
            follow_up: row.follow_up,
            companion: row.companion,
            office_notes: row.office_notes,
            conflicts: row.conflicts,
        }
    }
}

/// A visit and how far it has come.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitView {
    /// The visit.
    pub row: VisitRow,
    /// Its author's name.
    pub author_name: String,
    /// The person of this phone made it.
    pub is_own: bool,
    /// Not everything of it has reached the office.
    pub is_undelivered: bool,
}

impl From<companion::VisitView> for VisitView {
    fn from(view: companion::VisitView) -> Self {
        Self {
            row: view.row.into(),
            author_name: view.author,
            is_own: view.is_own,
            is_undelivered: view.is_undelivered,
        }
    }
}

/// A household as its screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HouseholdView {
    /// The ledger line.
    pub row: HouseholdRow,
    /// Visits, newest first.
    pub visits: Vec<VisitView>,
    /// Fields on which two people disagree, in the household and in its visits.
    pub conflicts: Vec<Conflict>,
}

impl From<companion::HouseholdView> for HouseholdView {
    fn from(view: companion::HouseholdView) -> Self {
        Self { row: view.row.into(), visits: list(view.visits), conflicts: list(view.conflicts) }
    }
}

/// Why a household is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Reason {
    /// A follow-up was agreed for this day or before.
    FollowUp {
        /// The day agreed.
        due: Day,
    },
    /// A need is still open.
    OpenNeed,
    /// Nobody has called for so many days.
    LongUnseen {
        /// Since the last visit.
        days: i32,
    },
    /// Nobody has called yet.
    NeverSeen,
}

impl From<companion::Reason> for Reason {
    fn from(reason: companion::Reason) -> Self {
        match reason {
            companion::Reason::FollowUp(due) => Self::FollowUp { due },
            companion::Reason::OpenNeed => Self::OpenNeed,
            companion::Reason::LongUnseen(days) => Self::LongUnseen { days },
            companion::Reason::NeverSeen => Self::NeverSeen,
        }
    }
}

/// One household of the day.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TodayItem {
    /// The ledger line.
    pub household: HouseholdRow,
    /// Why it is suggested, the strongest first.
    pub reasons: Vec<Reason>,
    /// The day of the last visit.
    pub last_visit: Option<Day>,
}

impl From<companion::TodayItem> for TodayItem {
    fn from(item: companion::TodayItem) -> Self {
        Self { household: item.household.into(), reasons: list(item.reasons), last_visit: item.last_visit }
    }
}

/// The day's page.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Today {
    /// The day, by the office's time.
    pub day: Day,
    /// Suggestions, the most needed first.
    pub items: Vec<TodayItem>,
    /// Own visits of the day.
    pub done: Vec<VisitRow>,
}

impl From<companion::Today> for Today {
    fn from(today: companion::Today) -> Self {
        Self { day: today.day, items: list(today.items), done: list(today.done) }
    }
}

/// What somebody should know before knocking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Caution {
    /// It is late or early, and there is no appointment.
    QuietHours,
    /// Somebody came of their own accord lately.
    VisitedRecently {
        /// Days since then, 0 for today.
        days: u16,
    },
    /// The household wants no visits it has not asked for.
    NoProactiveVisit,
}

/// A caution with its words.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CautionView {
    /// Which.
    pub caution: Caution,
    /// In plain words.
    pub words: String,
}

impl From<quiet::Caution> for CautionView {
    fn from(caution: quiet::Caution) -> Self {
        let words = caution.text(language());
        let caution = match caution {
            quiet::Caution::QuietHours => Caution::QuietHours,
            quiet::Caution::VisitedRecently { days } => Caution::VisitedRecently { days },
            quiet::Caution::NoProactiveVisit => Caution::NoProactiveVisit,
        };
        Self { caution, words }
    }
}

redacted! {
    HouseholdRow { id, grid, bundle, gone, conflicts }
    Need {}
    VisitRow { id, household, grid, author, assignment, day, conflicts }
    VisitView { row, is_own, is_undelivered }
}
