//! The grids of the community, and who answers for one.

use super::view::{GridView, Look, PersonView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::people::place;
use crate::router::Shared;
use crate::storage::HouseholdList;
use axum::Json;
use axum::extract::{Path, State};
use lianxin_core::code::GridCode;
use lianxin_core::register::{Assignment, RegisterId};
use serde::Serialize;
use utoipa::ToSchema;

/// A grid with the people who answer for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct GridResponse {
    /// The grid.
    grid: GridView,
    /// Posts in it, held now or later, in order of post and place.
    roster: Vec<RosterView>,
}

/// A post in a grid and who holds it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RosterView {
    /// Names the post.
    assignment: String,
    /// Who.
    person: PersonView,
    /// Which post.
    role: String,
    /// The duty phone, where the office's list has one.
    duty_phone: Option<String>,
    /// The grid's label, with the bundle where the post is for one.
    place: String,
    /// In force from this day.
    from: String,
    /// The last day in force.
    to: Option<String>,
    /// Acts for this person.
    substitute_for: Option<PersonView>,
    /// Has a phone that is believed.
    has_phone: bool,
}

/// The grids of the community, ended ones too
#[utoipa::path(get, path = "/api/v1/grids", tag = "grids", responses(
    (status = 200, body = Vec<GridView>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn grids(viewer: Viewer, State(shared): State<Shared>) -> Result<Json<Vec<GridView>>, ErrorKind> {
    shared.look(viewer, move |look| matching(look, |_, _| true)).await.map(Json)
}

/// One grid and its people
#[utoipa::path(get, path = "/api/v1/grids/{grid}", tag = "grids", operation_id = "grid",
    params(("grid" = String, Path, description = "fifteen digits")),
    responses(
        (status = 200, body = GridResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn one(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(grid): Path<String>,
) -> Result<Json<GridResponse>, ErrorKind> {
    shared.look(viewer, move |look| look_at(look, &grid)).await.map(Json)
}

/// The grids of the community with such a code and label.
pub(super) fn matching(look: &Look<'_>, is: impl Fn(GridCode, &str) -> bool) -> Result<Vec<GridView>, ErrorKind> {
    let mut grids = Vec::new();
    for (id, register) in &look.registers.0 {
        let (RegisterId::Grid(code), Some(facts)) = (*id, &register.grid) else { continue };
        if look.sees(code) && is(code, &facts.label) {
            grids.extend(view(look, code)?);
        }
    }
    Ok(grids)
}

fn view(look: &Look<'_>, code: GridCode) -> Result<Option<GridView>, ErrorKind> {
    let Some(facts) = look.registers.get(RegisterId::Grid(code)).and_then(|register| register.grid.as_ref()) else {
        return Ok(None);
    };
    let all = HouseholdList { grid: Some(code), ..HouseholdList::default() };
    let count = |list: &HouseholdList| look.app.office.storage().read(|tx| tx.count_households(list));
    Ok(Some(GridView {
        code: code.to_string(),
        label: facts.label.clone(),
        kind: facts.kind.word().into(),
        from: facts.from.to_string(),
        to: facts.to.map(|day| day.to_string()),
        households: count(&all)?,
        disputed: count(&HouseholdList { disputed: true, ..all })?,
    }))
}

fn look_at(look: &Look<'_>, grid: &str) -> Result<GridResponse, ErrorKind> {
    let code = look.grid(grid)?;
    let grid = view(look, code)?.ok_or(ErrorKind::NotFound)?;
    let register = look.registers.get(RegisterId::Grid(code)).ok_or(ErrorKind::NotFound)?;
    let mut posts: Vec<&Assignment> =
        register.assignments.values().filter(|post| post.to.is_none_or(|to| look.now < to)).collect();
    posts.sort_by_key(|post| (post.from > look.now, post.role, post.scope, post.from, post.id));
    let roster = posts.into_iter().map(|post| on_roster(look, post)).collect::<Result<_, _>>()?;
    Ok(GridResponse { grid, roster })
}

fn on_roster(look: &Look<'_>, post: &Assignment) -> Result<RosterView, ErrorKind> {
    let duty_phone = look.registers.details(post.person).map(|details| details.duty_phone.clone());
    Ok(RosterView {
        assignment: post.id.to_string(),
        person: look.person(post.person),
        role: post.role.word().into(),
        duty_phone: duty_phone.filter(|phone| !phone.is_empty()),
        place: place(&look.registers, post.scope),
        from: post.from.day().to_string(),
        to: post.to.map(|to| to.plus_ms(-1).day().to_string()),
        substitute_for: post.substitute_for.map(|person| look.person(person)),
        has_phone: look.has_phone(post.person)?,
    })
}
