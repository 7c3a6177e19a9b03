//! The visits of a grid.

use super::Params;
use super::view::{Look, MAX_ROWS, Part, VisitView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::VisitList;
use axum::Json;
use axum::extract::{Path, State};
use lianxin_core::role::VisitOutcome;
use lianxin_core::time::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which visits of a grid.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Rows passed over.
    #[serde(default)]
    offset: u32,
    /// Rows given at most, up to 50.
    limit: Option<u32>,
    /// From this day on.
    from: Option<String>,
    /// Up to and with this day.
    to: Option<String>,
    /// With this outcome.
    outcome: Option<String>,
    /// That found this need.
    need: Option<String>,
    /// Only those on which two versions disagree.
    #[serde(default)]
    disputed: bool,
}

/// A part of the visits of a grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitsResponse {
    /// Rows of the whole list.
    total: u64,
    /// The rows of this part, newest first.
    visits: Vec<VisitView>,
}

/// The visits made under a grid
#[utoipa::path(get, path = "/api/v1/grids/{grid}/visits", tag = "visits", operation_id = "visits",
    params(("grid" = String, Path, description = "fifteen digits"), Filter),
    responses(
        (status = 200, body = VisitsResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn of_grid(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(grid): Path<String>,
    Params(filter): Params<Filter>,
) -> Result<Json<VisitsResponse>, ErrorKind> {
    shared.look(viewer, move |look| list(look, &grid, &filter)).await.map(Json)
}

fn list(look: &Look<'_>, grid: &str, filter: &Filter) -> Result<VisitsResponse, ErrorKind> {
    let list = VisitList {
        grid: Some(look.grid(grid)?),
        from: day(filter.from.as_deref())?,
        to: day(filter.to.as_deref())?,
        outcome: filter.outcome.as_deref().map(outcome).transpose()?,
        need: filter.need.clone(),
        disputed: filter.disputed,
        ..VisitList::default()
    };
    let page = Part { offset: filter.offset, limit: filter.limit }.page(MAX_ROWS);
    let listed = look.app.office.visits(&list, page)?;
    let visits = listed.rows.into_iter().map(|visit| look.visit(visit)).collect::<Result<_, _>>()?;
    Ok(VisitsResponse { total: listed.total, visits })
}

fn outcome(word: &str) -> Result<VisitOutcome, ErrorKind> {
    VisitOutcome::from_word(word).ok_or(ErrorKind::Query)
}

/// Reads a day of a query.
pub(super) fn day(text: Option<&str>) -> Result<Option<Day>, ErrorKind> {
    text.map(|text| Day::parse(text).ok_or(ErrorKind::Query)).transpose()
}
