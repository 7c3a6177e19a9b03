//! The people with posts in the community, for choosing whom to invite: their posts, never what they did.

use super::Params;
use super::view::{Look, MAX_ROWS, Part, PersonPostsView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::people::posts_in;
use crate::router::Shared;
use axum::Json;
use axum::extract::State;
use lianxin_core::code::GridCode;
use lianxin_core::id::PersonId;
use lianxin_core::register::Assignment;
use lianxin_core::role::Role;
use lianxin_core::search::{matches, readings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};

/// Which people.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Rows passed over.
    #[serde(default)]
    offset: u32,
    /// Rows given at most, up to 50.
    limit: Option<u32>,
    /// With a post in this grid.
    grid: Option<String>,
    /// With this post.
    role: Option<String>,
    /// Whose name or number holds this text.
    text: Option<String>,
    /// Only those with neither a phone nor an invitation.
    #[serde(default)]
    without_phone: bool,
}

/// A part of the people.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeopleResponse {
    /// Rows of the whole list.
    total: usize,
    /// The rows of this part, in order of numbers as people count.
    people: Vec<PersonPostsView>,
}

/// The people with a post in the community, now or later
#[utoipa::path(get, path = "/api/v1/people", tag = "people", params(Filter), responses(
    (status = 200, body = PeopleResponse),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn people(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(filter): Params<Filter>,
) -> Result<Json<PeopleResponse>, ErrorKind> {
    shared.look(viewer, move |look| list(look, &filter)).await.map(Json)
}

fn list(look: &Look<'_>, filter: &Filter) -> Result<PeopleResponse, ErrorKind> {
    let grid = filter.grid.as_deref().map(|grid| look.grid(grid)).transpose()?;
    let role = filter.role.as_deref().map(|word| Role::from_word(word).ok_or(ErrorKind::Query)).transpose()?;
    let invited: BTreeSet<PersonId> = look.app.access.invited(look.now)?.into_iter().collect();
    let text = filter.text.as_deref().unwrap_or_default();
    let mut people = named(look, text, |posts| posts.iter().any(|post| is(post, grid, role)));
    if filter.without_phone {
        let mut without = Vec::new();
        for listed in people {
            if !invited.contains(&listed.0) && !look.has_phone(listed.0)? {
                without.push(listed);
            }
        }
        people = without;
    }
    let page = Part { offset: filter.offset, limit: filter.limit }.page(MAX_ROWS);
    let total = people.len();
    let shown = part(people, page.offset, page.limit).into_iter();
    let people = shown.map(|(person, posts)| view(look, person, &posts, &invited)).collect::<Result<_, _>>()?;
    Ok(PeopleResponse { total, people })
}

fn is(post: &Assignment, grid: Option<GridCode>, role: Option<Role>) -> bool {
    grid.is_none_or(|grid| post.scope.grid() == Some(grid)) && role.is_none_or(|role| post.role == role)
}

/// A person, and the posts in the community, held now or later.
pub(super) type Posts<'l> = (PersonId, Vec<&'l Assignment>);

/// The people of the community who are meant and have such posts, in order of numbers as people count: P2 comes before
/// P10.
pub(super) fn named<'l>(look: &'l Look<'_>, text: &str, is: impl Fn(&[&Assignment]) -> bool) -> Vec<Posts<'l>> {
    let all = posts_in(&look.registers, look.community(), look.now).into_iter();
    let mut named: Vec<_> = all.filter(|(person, posts)| is(posts) && is_named(look, *person, text)).collect();
    named.sort_by_cached_key(|(person, _)| {
        let number = look.registers.details(*person).map(|details| details.number.clone()).unwrap_or_default();
        (number.len(), number)
    });
    named
}

/// Whether a person is meant: by name, its initials, or number.
pub(super) fn is_named(look: &Look<'_>, person: PersonId, text: &str) -> bool {
    let Some(details) = look.registers.details(person) else { return text.trim().is_empty() };
    let known = format!("{} {} {}", details.number, details.name, readings(&details.name).join(" "));
    matches(&known, text)
}

/// A person with posts.
pub(super) fn view(
    look: &Look<'_>,
    person: PersonId,
    posts: &[&Assignment],
    invited: &BTreeSet<PersonId>,
) -> Result<PersonPostsView, ErrorKind> {
    Ok(PersonPostsView {
        person: look.person(person),
        posts: posts.iter().map(|post| look.post(post)).collect(),
        has_phone: look.has_phone(person)?,
        is_invited: invited.contains(&person),
    })
}

/// One part of what was found.
pub(super) fn part<T>(rows: Vec<T>, offset: u32, limit: u32) -> Vec<T> {
    let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
    rows.into_iter().skip(size(offset)).take(size(limit)).collect()
}
