//! What came in on a day: numbers of the community, never of a person.

use super::Params;
use super::view::Look;
use super::visits::day;
use super::{disputed, entries, invitations};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::{EntryList, Page};
use axum::Json;
use axum::extract::State;
use lianxin_core::role::VisitOutcome;
use lianxin_core::rows::{HouseholdRow, VisitRow};
use lianxin_core::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// A visit's wish to come again is remembered for so many days.
const FOLLOW_UP_DAYS: i32 = 90;
/// Follow-ups listed at most.
const MAX_FOLLOW_UPS: u32 = 50;

/// Which day.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// The day; today if none is given.
    day: Option<String>,
}

/// What came in on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct TodayResponse {
    /// The day.
    day: String,
    /// Visits that reached the office on it.
    visits: u64,
    /// Those by outcome; every outcome is listed.
    by_outcome: Vec<CountView>,
    /// Those by the hour in which they reached the office, from 0 to 23: for each hour one count an outcome, in the
    /// order of `by_outcome`.
    by_hour: Vec<Vec<u64>>,
    /// Needs they raised, the most frequent first.
    needs: Vec<CountView>,
    /// Households to be visited again by that day, the longest due first.
    follow_ups: Vec<FollowUpView>,
    /// Follow-ups in all.
    follow_ups_due: u64,
    /// Entries that wait for a decision.
    held: u64,
    /// Entries taken with a doubt about their time.
    flagged: u64,
    /// Refused entries that nothing has replaced.
    refused: u64,
    /// Records on which two people disagree.
    disputed: u64,
    /// Phones that wait for a clerk.
    waiting: u64,
}

/// How often.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountView {
    /// What.
    code: String,
    /// How often.
    count: u64,
}

/// A household to be visited again.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpView {
    /// The household.
    household: String,
    /// Its dwelling in one line.
    dwelling: String,
    /// The visit that asks for it.
    visit: String,
    /// By which day.
    due: String,
}

/// What came in on a day
#[utoipa::path(get, path = "/api/v1/today", tag = "today", params(Filter), responses(
    (status = 200, body = TodayResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn today(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(filter): Params<Filter>,
) -> Result<Json<TodayResponse>, ErrorKind> {
    shared
        .look(viewer, move |look| {
            let day = day(filter.day.as_deref())?.unwrap_or_else(|| look.now.day());
            Ok(Json(count(look, day)?))
        })
        .await
}

/// Counts what came in on a day.
pub fn count(look: &Look<'_>, day: Day) -> Result<TodayResponse, ErrorKind> {
    let (from, to) = (day.start(), day.plus(1).start());
    let came = look.app.office.storage().read(|tx| tx.visits_received(look.community(), from, to))?;
    let (follow_ups, follow_ups_due) = follow_ups(look, day)?;
    Ok(TodayResponse {
        day: day.to_string(),
        visits: u64::try_from(came.len()).unwrap_or(u64::MAX),
        by_outcome: by_outcome(&came),
        by_hour: by_hour(&came),
        needs: needs(&came),
        follow_ups,
        follow_ups_due,
        held: entries::count(look, EntryList::Held)?,
        flagged: entries::count(look, EntryList::Flagged)?,
        refused: entries::count(look, EntryList::Refused)?,
        disputed: disputed::count(look)?,
        waiting: number(invitations::pending(look)?.len()),
    })
}

fn by_outcome(came: &[(VisitRow, Timestamp)]) -> Vec<CountView> {
    let count = |outcome: &VisitOutcome| came.iter().filter(|(visit, _)| visit.outcome == *outcome).count();
    let view = |outcome: &VisitOutcome| CountView { code: outcome.word().into(), count: number(count(outcome)) };
    VisitOutcome::ALL.iter().map(view).collect()
}

fn by_hour(came: &[(VisitRow, Timestamp)]) -> Vec<Vec<u64>> {
    let mut hours = vec![vec![0; VisitOutcome::ALL.len()]; 24];
    for (visit, at) in came {
        let outcome = VisitOutcome::ALL.iter().position(|outcome| *outcome == visit.outcome);
        let hour = hours.get_mut(usize::from(at.minute_of_day() / 60));
        if let Some(count) = hour.zip(outcome).and_then(|(hour, outcome)| hour.get_mut(outcome)) {
            *count += 1;
        }
    }
    hours
}

fn needs(came: &[(VisitRow, Timestamp)]) -> Vec<CountView> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for need in came.iter().flat_map(|(visit, _)| &visit.needs) {
        *counts.entry(&need.code).or_default() += 1;
    }
    let mut needs: Vec<CountView> =
        counts.into_iter().map(|(code, count)| CountView { code: code.to_owned(), count }).collect();
    needs.sort_by_key(|need| std::cmp::Reverse(need.count));
    needs
}

/// Households whose newest visit asks to come again by this day, the longest due first, and how many there are.
fn follow_ups(look: &Look<'_>, day: Day) -> Result<(Vec<FollowUpView>, u64), ErrorKind> {
    let (community, from) = (look.community(), day.plus(-FOLLOW_UP_DAYS));
    look.app.office.storage().read(|tx| {
        let due = tx.follow_ups(community, from, day, Page::first(MAX_FOLLOW_UPS))?;
        let shown = due.iter().map(|visit| Ok(follow_up(look, visit, tx.household(&visit.household)?)));
        Ok((shown.collect::<Result<_, ErrorKind>>()?, tx.count_follow_ups(community, from, day)?))
    })
}

fn follow_up(look: &Look<'_>, visit: &VisitRow, home: Option<HouseholdRow>) -> FollowUpView {
    let dwelling = home.filter(|home| look.sees(home.grid)).map(|home| home.dwelling());
    look.show(visit.household);
    FollowUpView {
        household: visit.household.to_string(),
        dwelling: dwelling.unwrap_or_default(),
        visit: visit.id.to_string(),
        due: visit.follow_up.map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
