//! The day: which households to think of and why, ordered by need and never "cover all" (M10).

use super::{Companion, Inner};
use crate::error::Error;
use crate::id::DocumentId;
use crate::quiet::{self, Caution};
use crate::role::VisitPurpose;
use crate::rows::{HouseholdRow, VisitRow};
use crate::store::Standing;
use crate::time::{Day, Timestamp};

/// After so many days without a visit a household is suggested again.
const LONG_UNSEEN_DAYS: i32 = 60;
/// Suggestions of one day at most: a list, not a quota (H6).
const MAX_SUGGESTIONS: usize = 60;

/// Why a household is suggested; each suggestion shows its reason (M10 a).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A follow-up was agreed for this day or before.
    FollowUp(Day),
    /// A need is still open.
    OpenNeed,
    /// Nobody has called for so many days.
    LongUnseen(i32),
    /// Nobody has called yet.
    NeverSeen,
}

/// One household of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TodayItem {
    /// The ledger line.
    pub household: HouseholdRow,
    /// Why it is suggested, the strongest first.
    pub reasons: Vec<Reason>,
    /// The day of the last visit.
    pub last_visit: Option<Day>,
}

/// The day's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// The day, by the office's time.
    pub day: Day,
    /// Suggestions, the most needed first.
    pub items: Vec<TodayItem>,
    /// Own visits of the day.
    pub done: Vec<VisitRow>,
}

impl Companion {
    /// The day by the office's time, as the phone reckons it.
    pub fn day(&self) -> Result<Day, Error> {
        Ok(self.lock().server_now(self.clock())?.day())
    }

    /// The day's households and what has been done.
    pub fn today(&self) -> Result<Today, Error> {
        let inner = self.lock();
        let day = inner.server_now(self.clock())?.day();
        let mut items: Vec<TodayItem> =
            inner.store.standings()?.into_iter().filter_map(|standing| suggestion(standing, day)).collect();
        items.sort_by_key(|item| item.reasons.first().copied());
        items.truncate(MAX_SUGGESTIONS);
        Ok(Today { day, items, done: inner.store.visits_by(&inner.person()?, day)? })
    }

    /// What speaks against a call just now (H8). It informs and never blocks recording what has happened.
    pub fn cautions(
        &self,
        household: DocumentId,
        purpose: Option<VisitPurpose>,
        has_appointment: bool,
    ) -> Result<Vec<Caution>, Error> {
        let inner = self.lock();
        let now = inner.server_now(self.clock())?;
        inner.cautions(household, purpose, has_appointment, now)
    }
}

impl Inner {
    fn cautions(
        &self,
        household: DocumentId,
        purpose: Option<VisitPurpose>,
        has_appointment: bool,
        now: Timestamp,
    ) -> Result<Vec<Caution>, Error> {
        let row = self.store.household(&household)?.ok_or(Error::NotFound)?;
        let visits = self.store.visits_of(&household)?;
        let last = visits.iter().filter(|v| quiet::is_proactive(v.purpose)).map(|v| v.day).max();
        Ok(quiet::advice(now, last, row.wish, purpose, has_appointment))
    }
}

fn suggestion(standing: Standing, day: Day) -> Option<TodayItem> {
    let Standing { household, last_visit, last_proactive, follow_up } = standing;
    if household.gone.is_some_and(|gone| gone <= day) {
        return None;
    }
    let mut reasons = Vec::new();
    reasons.extend(follow_up.filter(|due| *due <= day).map(Reason::FollowUp));
    if !household.needs.is_empty() {
        reasons.push(Reason::OpenNeed);
    }
    let is_due = !reasons.is_empty();
    match last_visit {
        None => reasons.push(Reason::NeverSeen),
        Some(last) if day.0.saturating_sub(last.0) >= LONG_UNSEEN_DAYS => {
            reasons.push(Reason::LongUnseen(day.0.saturating_sub(last.0)));
        }
        Some(_) => {}
    }
    let may = last_visit != Some(day) && quiet::may_suggest(day, last_proactive, household.wish, is_due);
    (may && !reasons.is_empty()).then_some(TodayItem { household, reasons, last_visit })
}
