//! One box for everything: dwellings as people name them, people by name and number, grids by label and code.

use super::Params;
use super::grids;
use super::people::{named, view};
use super::view::{GridView, HouseholdView, Look, MAX_HOUSEHOLDS, PersonPostsView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::Dwelling;
use axum::Json;
use axum::extract::State;
use lianxin_core::id::{DocumentId, PersonId};
use lianxin_core::search::{Sought, fold, matches, readings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// People shown at most.
const MAX_PEOPLE: usize = 20;
/// Grids shown at most.
const MAX_GRIDS: usize = 20;

/// What is sought.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// What somebody typed: 丰泽 3-2-401, `fz3-2`, a name, a number.
    #[serde(default)]
    text: String,
}

/// What was found; nothing where nothing was typed.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResponse {
    /// Households by dwelling, up to 20.
    households: Vec<HouseholdView>,
    /// There are more households than are shown.
    more_households: bool,
    /// People with a post in the community, up to 20.
    people: Vec<PersonPostsView>,
    /// There are more people than are shown.
    more_people: bool,
    /// Grids.
    grids: Vec<GridView>,
}

/// Finds households, people and grids of the community
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(Filter), responses(
    (status = 200, body = SearchResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn search(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(filter): Params<Filter>,
) -> Result<Json<SearchResponse>, ErrorKind> {
    shared.look(viewer, move |look| find(look, &filter.text)).await.map(Json)
}

/// Finds what somebody typed.
pub fn find(look: &Look<'_>, text: &str) -> Result<SearchResponse, ErrorKind> {
    if text.trim().is_empty() {
        let (households, people, grids) = (vec![], vec![], vec![]);
        return Ok(SearchResponse { households, more_households: false, people, more_people: false, grids });
    }
    let (households, more_households) = households(look, text)?;
    let (people, more_people) = people(look, text)?;
    let mut grids = grids::matching(look, |code, label| is_grid(&code.to_string(), label, text))?;
    grids.truncate(MAX_GRIDS);
    Ok(SearchResponse { households, more_households, people, more_people, grids })
}

/// Whether a grid is meant: by label, its initials, or how its code begins or ends. Within the code stands that of the
/// community, in which many a room's number would be found.
fn is_grid(code: &str, label: &str, text: &str) -> bool {
    let named = format!("{label} {}", readings(label).join(" "));
    let is = |word: &str| matches(&named, word) || code.starts_with(word) || code.ends_with(word);
    fold(text).split_whitespace().all(is)
}

/// The dwellings of one community are some thousands; they are looked through in their order until enough are found,
/// with what an estate's name may be typed as worked out once an estate.
fn households(look: &Look<'_>, text: &str) -> Result<(Vec<HouseholdView>, bool), ErrorKind> {
    let most = usize::try_from(MAX_HOUSEHOLDS).unwrap_or(usize::MAX);
    let mut sought = Sought::new(text);
    look.app.office.storage().read(|tx| {
        let mut found: Vec<DocumentId> = Vec::new();
        tx.dwellings(look.community(), &mut |home: Dwelling| {
            if sought.is(&home.estate, &home.building, &home.unit, &home.room) {
                found.push(home.id);
            }
            found.len() > most
        })?;
        let more = found.len() > most;
        let mut rows = Vec::new();
        for id in found.iter().take(most) {
            rows.extend(tx.household(id)?.as_ref().map(|row| look.household(row)));
        }
        Ok((rows, more))
    })
}

/// Whether they have a phone is looked up for those who are shown.
fn people(look: &Look<'_>, text: &str) -> Result<(Vec<PersonPostsView>, bool), ErrorKind> {
    let invited: BTreeSet<PersonId> = look.app.access.invited(look.now)?.into_iter().collect();
    let named = named(look, text, |_| true);
    let shown = named.iter().take(MAX_PEOPLE).map(|(person, posts)| view(look, *person, posts, &invited));
    Ok((shown.collect::<Result<_, _>>()?, named.len() > MAX_PEOPLE))
}
