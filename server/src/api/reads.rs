//! Who has looked at a household (P-13): for the office, and for residents who ask.

use super::Params;
use super::view::{Look, MAX_ROWS, PersonView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::reads::Read;
use crate::router::Shared;
use axum::Json;
use axum::extract::{Path, State};
use lianxin_core::household;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which part of the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// What the part before named as `next`; absent for the first.
    after: Option<u64>,
    /// Rows given at most, up to 50.
    limit: Option<u32>,
}

/// One answer that showed the household.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadView {
    /// When.
    at: i64,
    /// Who; without number and name for the command line of the server itself.
    person: PersonView,
    /// As what; empty for the command line.
    role: String,
    /// Why: `service`, `review`, `correction`, `request` or `audit`.
    purpose: String,
    /// Browser and system.
    agent: String,
    /// The session, by its name.
    session: String,
    /// How it began: `password` with password and code, `link` by a link of the command line alone; absent for the
    /// command line itself and where the log does not say it yet.
    began: Option<String>,
    /// What was shown: `household`, `households`, `visits`, `today`, `entries`, `disputed`, `history`, `search`, `written`,
    /// `command_line` or `other`.
    what: String,
}

/// A part of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadsResponse {
    /// Rows of the whole list.
    total: u64,
    /// The rows of this part, newest first.
    reads: Vec<ReadView>,
    /// Where the next part begins; absent after the last.
    next: Option<u64>,
}

/// Who looked at a household, when, as what and why
#[utoipa::path(get, path = "/api/v1/households/{id}/reads", tag = "households", operation_id = "reads",
    params(("id" = String, Path, description = "the document's id"), Filter),
    responses(
        (status = 200, body = ReadsResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn reads(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Params(filter): Params<Filter>,
) -> Result<Json<ReadsResponse>, ErrorKind> {
    shared.look(viewer, move |look| list(look, &id, &filter)).await.map(Json)
}

fn list(look: &Look<'_>, id: &str, filter: &Filter) -> Result<ReadsResponse, ErrorKind> {
    let id = look.document(id)?;
    if id.family() != household::CODE {
        return Err(ErrorKind::NotFound);
    }
    let limit = filter.limit.unwrap_or(MAX_ROWS).clamp(1, MAX_ROWS);
    let mut rows = look.app.reads.of(&id, filter.after, limit + 1)?;
    // One more than was asked for says whether there is another part.
    let more = u32::try_from(rows.len()).is_ok_and(|found| found > limit);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|(n, _)| *n);
    let reads = rows.into_iter().map(|(_, read)| view(look, read)).collect();
    Ok(ReadsResponse { total: look.app.reads.count(&id)?, reads, next })
}

fn view(look: &Look<'_>, read: Read) -> ReadView {
    ReadView {
        at: read.at.0,
        person: look.person(read.person),
        role: read.role,
        purpose: read.purpose,
        agent: read.agent,
        session: crate::access::SessionId(read.session).to_string(),
        began: Some(read.began).filter(|began| !began.is_empty()),
        what: read.what,
    }
}
