//! The office corrects a record: it says which of two values is right, adds a note beside a visit, and sets the fields of
//! a household that the table of rights gives it. What the table does not allow is refused with 403.

use super::body::Sent;
use super::view::{Look, TextView, shown};
use crate::auth::Viewer;
use crate::corrections::HouseholdEdit;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use lianxin_core::id::DocumentId;
use lianxin_core::note_check;
use lianxin_core::visit::NOTE_MAX;
use lianxin_core::{household, visit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Needs set at once at most.
const MAX_NEEDS: usize = 16;

/// Which value is right.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ResolveRequest {
    /// The key on which people disagree.
    key: String,
    /// One of the values shown.
    value: String,
}

/// A note of the office.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoteRequest {
    /// The note, up to 500 characters.
    note: String,
}

/// Fields of a household to be set; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HouseholdRequest {
    /// `welcome`, `call_first` or `no_proactive_visit`.
    wish: Option<String>,
    /// `at_ease`, `care` or `close_contact`.
    class: Option<String>,
    /// Need codes to be added.
    #[serde(default)]
    add_needs: Vec<String>,
    /// Need codes to be taken away.
    #[serde(default)]
    drop_needs: Vec<String>,
}

/// What was written, and what its author should look at once more.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrittenResponse {
    /// Something was written; false where everything was so already.
    has_changed: bool,
    /// Other wordings to think about; what was written stands.
    hints: Vec<TextView>,
}

/// Says which of the values on which people disagree is right
#[utoipa::path(post, path = "/api/v1/documents/{id}/resolve", tag = "conflicts", operation_id = "resolve",
    params(("id" = String, Path, description = "the document's id")), request_body = ResolveRequest,
    responses(
        (status = 204, description = "the value stands alone now"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn resolve(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Sent(request): Sent<ResolveRequest>,
) -> Result<StatusCode, ErrorKind> {
    shared
        .look(viewer, move |look| {
            let id = look.document(&id)?;
            look.app.office.resolve(&id, &request.key, |value| shown(value) == request.value, &look.desk())?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

/// Adds the office's note beside a visit
#[utoipa::path(post, path = "/api/v1/visits/{id}/notes", tag = "visits", operation_id = "add_note",
    params(("id" = String, Path, description = "the document's id")), request_body = NoteRequest,
    responses(
        (status = 200, body = WrittenResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn note(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Sent(request): Sent<NoteRequest>,
) -> Result<Json<WrittenResponse>, ErrorKind> {
    shared
        .look(viewer, move |look| {
            let id = of_family(look.document(&id)?, visit::CODE)?;
            let (note, hints) = checked(&request.note, NOTE_MAX)?;
            if note.is_empty() {
                return Err(ErrorKind::NoteEmpty);
            }
            look.app.office.note(&id, note, &look.desk())?;
            Ok(Json(WrittenResponse { has_changed: true, hints }))
        })
        .await
}

/// Sets fields of a household
#[utoipa::path(post, path = "/api/v1/households/{id}", tag = "households", operation_id = "edit_household",
    params(("id" = String, Path, description = "the document's id")), request_body = HouseholdRequest,
    responses(
        (status = 200, body = WrittenResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn household(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Sent(request): Sent<HouseholdRequest>,
) -> Result<Json<WrittenResponse>, ErrorKind> {
    shared.look(viewer, move |look| edit_household(look, &id, request)).await.map(Json)
}

fn edit_household(look: &Look<'_>, id: &str, request: HouseholdRequest) -> Result<WrittenResponse, ErrorKind> {
    let id = of_family(look.document(id)?, household::CODE)?;
    if request.add_needs.len() > MAX_NEEDS || request.drop_needs.len() > MAX_NEEDS {
        return Err(ErrorKind::TooLong(MAX_NEEDS));
    }
    let (mut add_needs, mut hints) = (Vec::new(), Vec::new());
    for need in &request.add_needs {
        let (need, found) = checked(need, NOTE_MAX)?;
        hints.extend(found);
        if !need.is_empty() && !add_needs.iter().any(|known| known == need) {
            add_needs.push(need.to_owned());
        }
    }
    let edit = HouseholdEdit { wish: request.wish, class: request.class, add_needs, drop_needs: request.drop_needs };
    let has_changed = look.app.office.edit_household(&id, &edit, &look.desk())?;
    Ok(WrittenResponse { has_changed, hints })
}

fn of_family(id: DocumentId, family: u8) -> Result<DocumentId, ErrorKind> {
    if id.family() == family { Ok(id) } else { Err(ErrorKind::NotFound) }
}

/// A free text on its way into a document: what must not be kept is refused, the rest is hinted at (P-03).
pub(super) fn checked(text: &str, max: usize) -> Result<(&str, Vec<TextView>), ErrorKind> {
    let text = text.trim();
    if text.chars().count() > max {
        return Err(ErrorKind::TooLong(max));
    }
    let mut hints = Vec::new();
    for hit in note_check::check(text) {
        if hit.kind.blocks() {
            return Err(ErrorKind::NoteBlocked(hit.kind));
        }
        hints.push(TextView::of(|lang| hit.text(lang)));
    }
    Ok((text, hints))
}
