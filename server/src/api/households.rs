//! Households: those of a grid by filter, and one with its visits and whatever people disagree about.

use super::Params;
use super::view::{ConflictView, HouseholdView, Look, MAX_HOUSEHOLDS, MAX_ROWS, Part, VisitView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::{HouseholdList, Page, VisitList};
use axum::Json;
use axum::extract::{Path, State};
use lianxin_core::code::GridCode;
use lianxin_core::id::DocumentId;
use lianxin_core::rows::HouseholdRow;
use lianxin_core::search::Sought;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which households of a grid.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Rows passed over.
    #[serde(default)]
    offset: u32,
    /// Rows given at most, up to 20.
    limit: Option<u32>,
    /// Of this class.
    class: Option<String>,
    /// With this need code.
    need: Option<String>,
    /// With this wish.
    wish: Option<String>,
    /// Whose dwelling is meant by this text: `丰泽 3-2-401`, `fz3-2`.
    text: Option<String>,
    /// Only those on which two people disagree.
    #[serde(default)]
    disputed: bool,
    /// Also those that are no longer in the office's list.
    #[serde(default)]
    gone: bool,
}

/// A part of the households of a grid.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdsResponse {
    /// Rows of the whole list.
    total: usize,
    /// The rows of this part, in order of dwelling.
    households: Vec<HouseholdView>,
}

/// One household.
#[derive(Debug, Serialize, ToSchema)]
pub struct HouseholdResponse {
    /// The household.
    household: HouseholdView,
    /// Where two people disagree, with every value.
    conflicts: Vec<ConflictView>,
    /// Its visits, newest first.
    visits: Vec<VisitView>,
}

/// The households of a grid
#[utoipa::path(get, path = "/api/v1/grids/{grid}/households", tag = "households", operation_id = "households",
    params(("grid" = String, Path, description = "fifteen digits"), Filter),
    responses(
        (status = 200, body = HouseholdsResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn of_grid(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(grid): Path<String>,
    Params(filter): Params<Filter>,
) -> Result<Json<HouseholdsResponse>, ErrorKind> {
    let list = move |look: &Look<'_>| {
        let mut rows = all(look, look.grid(&grid)?, filter.disputed)?;
        let mut sought = filter.text.as_deref().filter(|text| !text.trim().is_empty()).map(Sought::new);
        let mut is_sought = |row: &HouseholdRow| {
            sought.as_mut().is_none_or(|sought| sought.is(&row.estate, &row.building, &row.unit, &row.room))
        };
        rows.retain(|row| filter.takes(row) && is_sought(row));
        let page = Part { offset: filter.offset, limit: filter.limit }.page(MAX_HOUSEHOLDS);
        let part = rows.iter().skip(size(page.offset)).take(size(page.limit)).map(|row| look.household(row)).collect();
        Ok(HouseholdsResponse { total: rows.len(), households: part })
    };
    shared.look(viewer, list).await.map(Json)
}

/// One household with its visits
#[utoipa::path(get, path = "/api/v1/households/{id}", tag = "households", operation_id = "household",
    params(("id" = String, Path, description = "the document's id")),
    responses(
        (status = 200, body = HouseholdResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn one(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<HouseholdResponse>, ErrorKind> {
    shared.look(viewer, move |look| look_at(look, &id)).await.map(Json)
}

fn look_at(look: &Look<'_>, id: &str) -> Result<HouseholdResponse, ErrorKind> {
    let id = DocumentId::parse(id).ok_or(ErrorKind::NotFound)?;
    let storage = look.app.office.storage();
    let row = storage.read(|tx| tx.household(&id))?.filter(|row| look.sees(row.grid)).ok_or(ErrorKind::NotFound)?;
    let list = VisitList { household: Some(id), community: Some(look.community()), ..VisitList::default() };
    let visits = storage.read(|tx| tx.visits(&list, Page::first(MAX_ROWS)))?;
    Ok(HouseholdResponse {
        household: look.household(&row),
        conflicts: look.conflicts(&id, &row.conflicts)?,
        visits: visits.into_iter().map(|visit| look.visit(visit)).collect::<Result<_, _>>()?,
    })
}

/// All households of a grid: some hundreds (M02), so the rest of the filter needs no index.
fn all(look: &Look<'_>, grid: GridCode, disputed: bool) -> Result<Vec<HouseholdRow>, ErrorKind> {
    let list = HouseholdList { grid: Some(grid), disputed, ..HouseholdList::default() };
    Ok(look.app.office.storage().read(|tx| tx.households(&list, Page::first(u32::MAX)))?)
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Filter {
    fn takes(&self, row: &HouseholdRow) -> bool {
        let is =
            |wanted: &Option<String>, word: Option<&str>| wanted.as_deref().is_none_or(|wanted| word == Some(wanted));
        is(&self.class, row.class.map(|class| class.word()))
            && is(&self.wish, row.wish.map(|wish| wish.word()))
            && self.need.as_ref().is_none_or(|need| row.needs.contains(need))
            && (self.gone || row.gone.is_none())
    }
}
