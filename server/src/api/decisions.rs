//! What people at the office decide about entries: held ones are admitted or refused, flagged ones are seen.

use super::body::Sent;
use super::corrections::checked;
use super::view::Look;
use crate::auth::Viewer;
use crate::decide::Decision;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::EntryRecord;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use lianxin_core::entry::Verdict;
use lianxin_core::id::Hash;
use serde::Deserialize;
use utoipa::ToSchema;

/// Characters of a reason at most.
pub const MAX_REASON: usize = 200;

/// What is decided about a held entry.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DecisionRequest {
    /// It is judged by the time it was received; else it is refused for good.
    admit: bool,
    /// Why, up to 200 characters. Needed for a refusal: its author is told it.
    #[serde(default)]
    reason: String,
}

/// Decides about a held entry
#[utoipa::path(post, path = "/api/v1/entries/{id}/decision", tag = "entries", operation_id = "decide",
    params(("id" = String, Path, description = "the entry's id")), request_body = DecisionRequest,
    responses(
        (status = 204, description = "it is decided; what waited behind it followed"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn decide(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Sent(request): Sent<DecisionRequest>,
) -> Result<StatusCode, ErrorKind> {
    shared
        .look(viewer, move |look| {
            let record = entry(look, &id)?;
            let (reason, _) = checked(&request.reason, MAX_REASON)?;
            if reason.is_empty() && !request.admit {
                return Err(ErrorKind::NoReason);
            }
            let decision = if request.admit { Decision::Release } else { Decision::Refuse };
            look.app.office.decide(&record.hash, decision, reason, &look.desk())?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

/// Notes that a flagged entry was seen; it leaves its list
#[utoipa::path(post, path = "/api/v1/entries/{id}/seen", tag = "entries", operation_id = "see",
    params(("id" = String, Path, description = "the entry's id")),
    responses(
        (status = 204, description = "who saw it first, and when, is kept"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn seen(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<StatusCode, ErrorKind> {
    shared
        .look(viewer, move |look| {
            let record = entry(look, &id)?;
            let Some(Verdict::Admitted { clock, late }) = record.verdict else { return Err(ErrorKind::NotFlagged) };
            if !(clock || late) {
                return Err(ErrorKind::NotFlagged);
            }
            look.app.office.storage().write(|tx| tx.set_seen(record.seq, look.now, &viewer.person))?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

/// An entry that concerns the viewer's community; another is not there.
fn entry(look: &Look<'_>, id: &str) -> Result<EntryRecord, ErrorKind> {
    let hash = Hash::parse(id).ok_or(ErrorKind::NotFound)?;
    look.app.office.storage().read(|tx| {
        let record = tx.entry(&hash)?.ok_or(ErrorKind::NotFound)?;
        let concerns = tx.concerns(record.seq)?;
        if concerns.contains(&look.community()) { Ok(record) } else { Err(ErrorKind::NotFound) }
    })
}
