//! Merged documents and their rows: caches of the admitted changes.

use super::{Page, StorageError};
use lianxin_core::code::{CommunityCode, GridCode};
use lianxin_core::id::{DocumentId, Hash8, PersonId};
use lianxin_core::role::VisitOutcome;
use lianxin_core::rows::{HouseholdRow, VisitRow};
use lianxin_core::time::{Day, Timestamp};

/// The merged state of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRecord {
    /// As [`lianxin_core::document::Document::save`] gave it.
    pub state: Vec<u8>,
    /// Its heads in eight bytes.
    pub heads: Hash8,
    /// How many changes it has.
    pub changes: u32,
}

/// Which households a list shows, in order of grid and dwelling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HouseholdList {
    /// Of this grid.
    pub grid: Option<GridCode>,
    /// Of this community.
    pub community: Option<CommunityCode>,
    /// Those on which two people disagree.
    pub disputed: bool,
}

/// What names a household's dwelling.
#[derive(Clone, PartialEq, Eq)]
pub struct Dwelling {
    /// The household.
    pub id: DocumentId,
    /// Residential estate.
    pub estate: String,
    /// Building.
    pub building: String,
    /// Stairwell unit.
    pub unit: String,
    /// Room.
    pub room: String,
}

/// Which visits a list shows, newest day first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitList {
    /// Made under this grid.
    pub grid: Option<GridCode>,
    /// Made under a grid of this community.
    pub community: Option<CommunityCode>,
    /// Of this household.
    pub household: Option<DocumentId>,
    /// By this person.
    pub author: Option<PersonId>,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to and with this day.
    pub to: Option<Day>,
    /// With this outcome.
    pub outcome: Option<VisitOutcome>,
    /// That found this need.
    pub need: Option<String>,
    /// Those on which two versions disagree.
    pub disputed: bool,
}

/// Reads documents and rows.
pub trait ReadDocuments {
    /// The merged state of a document.
    fn document(&self, id: &DocumentId) -> Result<Option<DocumentRecord>, StorageError>;
    /// The heads of a document.
    fn heads(&self, id: &DocumentId) -> Result<Option<Hash8>, StorageError>;
    /// The row of a household.
    fn household(&self, id: &DocumentId) -> Result<Option<HouseholdRow>, StorageError>;
    /// The row of a visit.
    fn visit(&self, id: &DocumentId) -> Result<Option<VisitRow>, StorageError>;
    /// The visits of a household, in order of their ids.
    fn visits_of(&self, household: &DocumentId) -> Result<Vec<DocumentId>, StorageError>;
    /// One part of a list of households.
    fn households(&self, list: &HouseholdList, page: Page) -> Result<Vec<HouseholdRow>, StorageError>;
    /// How long a list of households is.
    fn count_households(&self, list: &HouseholdList) -> Result<u64, StorageError>;
    /// The dwellings of a community that the office has in its list, in order of grid and dwelling, one after the
    /// other until `each` says that it has enough.
    fn dwellings(&self, community: CommunityCode, each: &mut dyn FnMut(Dwelling) -> bool) -> Result<(), StorageError>;
    /// Visits of a community from a day on that ask to come again by `due`, where nobody has come since; the longest
    /// due first.
    fn follow_ups(
        &self,
        community: CommunityCode,
        from: Day,
        due: Day,
        page: Page,
    ) -> Result<Vec<VisitRow>, StorageError>;
    /// How many there are.
    fn count_follow_ups(&self, community: CommunityCode, from: Day, due: Day) -> Result<u64, StorageError>;
    /// The visits of a community whose record came in this time, the end not among it, in the order of coming.
    fn visits_received(
        &self,
        community: CommunityCode,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(VisitRow, Timestamp)>, StorageError>;
    /// One part of a list of visits.
    fn visits(&self, list: &VisitList, page: Page) -> Result<Vec<VisitRow>, StorageError>;
    /// How long a list of visits is.
    fn count_visits(&self, list: &VisitList) -> Result<u64, StorageError>;
}

/// Writes documents and rows.
pub trait WriteDocuments: ReadDocuments {
    /// Sets the merged state of a document.
    fn put_document(&self, id: &DocumentId, record: &DocumentRecord) -> Result<(), StorageError>;
    /// Sets the row of a household.
    fn put_household(&self, row: &HouseholdRow) -> Result<(), StorageError>;
    /// Sets the row of a visit.
    fn put_visit(&self, row: &VisitRow) -> Result<(), StorageError>;
}
