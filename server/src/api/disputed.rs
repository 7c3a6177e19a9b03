//! The records of the community on which two people disagree.

use super::Params;
use super::view::{Look, MAX_HOUSEHOLDS, Part, TextView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::{HouseholdList, Page, ReadTx, StorageError, VisitList};
use axum::Json;
use axum::extract::State;
use lianxin_core::words::field_label;
use serde::Serialize;
use utoipa::ToSchema;

/// A record on which two people disagree.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputedView {
    /// The document.
    document: String,
    /// `household` or `visit`.
    kind: String,
    /// The household it is about.
    household: String,
    /// Its dwelling in one line; empty where the household has moved to another community.
    dwelling: String,
    /// What they disagree about: the first field.
    label: TextView,
    /// Fields they disagree about.
    fields: usize,
    /// The day of the visit; absent for a household.
    day: Option<String>,
}

/// A part of the records on which people disagree.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputedResponse {
    /// Rows of the whole list.
    total: u64,
    /// The rows of this part: households by grid and dwelling, then visits, newest first.
    disputed: Vec<DisputedView>,
}

/// Records on which two people disagree
#[utoipa::path(get, path = "/api/v1/disputed", tag = "conflicts", params(Part), responses(
    (status = 200, body = DisputedResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn disputed(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(part): Params<Part>,
) -> Result<Json<DisputedResponse>, ErrorKind> {
    shared.look(viewer, move |look| list(look, part.page(MAX_HOUSEHOLDS))).await.map(Json)
}

fn lists(look: &Look<'_>) -> (HouseholdList, VisitList) {
    let community = Some(look.community());
    let households = HouseholdList { community, disputed: true, ..HouseholdList::default() };
    (households, VisitList { community, disputed: true, ..VisitList::default() })
}

fn counts(tx: &dyn ReadTx, households: &HouseholdList, visits: &VisitList) -> Result<(u64, u64), StorageError> {
    Ok((tx.count_households(households)?, tx.count_visits(visits)?))
}

/// How many records of the community two people disagree on.
pub(super) fn count(look: &Look<'_>) -> Result<u64, ErrorKind> {
    let (households, visits) = lists(look);
    let (a, b) = look.app.office.storage().read(|tx| counts(tx, &households, &visits))?;
    Ok(a + b)
}

fn list(look: &Look<'_>, page: Page) -> Result<DisputedResponse, ErrorKind> {
    let (of_households, of_visits) = lists(look);
    look.app.office.storage().read(|tx| {
        let (households, visits) = counts(tx, &of_households, &of_visits)?;
        let mut rows = Vec::new();
        for row in tx.households(&of_households, page)? {
            look.show(row.id);
            let id = row.id.to_string();
            rows.push(view(id.clone(), "household", id, row.dwelling(), &row.conflicts, None));
        }
        // Visits follow where the households end.
        let passed = u32::try_from(households).unwrap_or(u32::MAX);
        let left = page.limit - u32::try_from(rows.len()).unwrap_or(page.limit);
        let rest = Page { offset: page.offset.saturating_sub(passed), limit: left };
        let visited = if left == 0 { Vec::new() } else { tx.visits(&of_visits, rest)? };
        for visit in visited {
            look.show(visit.household);
            let home = tx.household(&visit.household)?.filter(|home| look.sees(home.grid));
            let dwelling = home.map(|home| home.dwelling()).unwrap_or_default();
            let (document, household) = (visit.id.to_string(), visit.household.to_string());
            rows.push(view(document, "visit", household, dwelling, &visit.conflicts, Some(visit.day.to_string())));
        }
        Ok(DisputedResponse { total: households + visits, disputed: rows })
    })
}

fn view(
    document: String,
    kind: &str,
    household: String,
    dwelling: String,
    conflicts: &[String],
    day: Option<String>,
) -> DisputedView {
    let first = conflicts.first().map(String::as_str).unwrap_or_default();
    DisputedView {
        document,
        kind: kind.into(),
        household,
        dwelling,
        label: TextView::of(|lang| field_label(first, lang)),
        fields: conflicts.len(),
        day,
    }
}
