//! The grids of the community.

use super::view::{GridView, Look};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::HouseholdList;
use axum::Json;
use axum::extract::State;
use lianxin_core::register::RegisterId;

/// The grids of the community, ended ones too
#[utoipa::path(get, path = "/api/v1/grids", tag = "grids", responses(
    (status = 200, body = Vec<GridView>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn grids(viewer: Viewer, State(shared): State<Shared>) -> Result<Json<Vec<GridView>>, ErrorKind> {
    shared.blocking(move |app| Ok(Json(list(&Look::new(app, viewer))?))).await
}

fn list(look: &Look<'_>) -> Result<Vec<GridView>, ErrorKind> {
    let mut grids = Vec::new();
    for (id, register) in &look.registers.0 {
        let (RegisterId::Grid(code), Some(facts)) = (*id, &register.grid) else { continue };
        if !look.sees(code) {
            continue;
        }
        let all = HouseholdList { grid: Some(code), ..HouseholdList::default() };
        let count = |list: &HouseholdList| look.app.office.storage().read(|tx| tx.count_households(list));
        grids.push(GridView {
            code: code.to_string(),
            label: facts.label.clone(),
            kind: facts.kind.word().into(),
            from: facts.from.to_string(),
            to: facts.to.map(|day| day.to_string()),
            households: count(&all)?,
            disputed: count(&HouseholdList { disputed: true, ..all })?,
        });
    }
    Ok(grids)
}
