//! The phones of the community's people.

use super::Params;
use super::body::Sent;
use super::people::{is_named, part};
use super::view::{Look, MAX_ROWS, Part, PersonView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::people::persons_in;
use crate::router::Shared;
use crate::storage::DeviceRecord;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use lianxin_core::id::{KeyId, PersonId};
use lianxin_core::role::Role;
use lianxin_core::seal::CertificateKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneView {
    /// The id of its key.
    id: String,
    /// Whose it is.
    person: PersonView,
    /// Since when it is enrolled.
    enrolled_at: i64,
    /// The end of its certificate.
    valid_until: i64,
    /// Reported lost at this instant.
    lost_since: Option<i64>,
    /// Not believed from this instant on.
    revoked_at: Option<i64>,
    /// The day of its last contact, by which a phone that has gone astray is noticed; only for the office, which
    /// answers for phones, and no finer than a day (P-26).
    last_contact: Option<String>,
}

/// Which phones.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Rows passed over.
    #[serde(default)]
    offset: u32,
    /// Rows given at most, up to 50.
    limit: Option<u32>,
    /// Whose person's name or number holds this text.
    text: Option<String>,
}

/// A part of the phones.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhonesResponse {
    /// Rows of the whole list.
    total: usize,
    /// The rows of this part, in order of their people's numbers as people count.
    phones: Vec<PhoneView>,
}

/// Whether a phone is lost.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LostRequest {
    /// Lost: what arrives from now on is held, and it is handed nothing more. Else it was found.
    lost: bool,
}

/// The phones of people with a post in the community
#[utoipa::path(get, path = "/api/v1/phones", tag = "phones", params(Filter), responses(
    (status = 200, body = PhonesResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn phones(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(filter): Params<Filter>,
) -> Result<Json<PhonesResponse>, ErrorKind> {
    shared.look(viewer, move |look| list(look, &filter)).await.map(Json)
}

/// Reports a phone lost, or found again
#[utoipa::path(post, path = "/api/v1/phones/{id}/lost", tag = "phones", operation_id = "report_lost",
    params(("id" = String, Path, description = "the id of the phone's key")), request_body = LostRequest,
    responses(
        (status = 204, description = "it is noted"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn lost(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Sent(request): Sent<LostRequest>,
) -> Result<StatusCode, ErrorKind> {
    shared
        .look(viewer, move |look| {
            let key = phone(look, &id)?.key;
            if request.lost {
                look.app.office.report_lost(&key, look.now)?;
            } else {
                look.app.office.report_found(&key)?;
            }
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

/// A phone whose person has, or had, a post in the community; another is not there.
fn phone(look: &Look<'_>, id: &str) -> Result<DeviceRecord, ErrorKind> {
    let key = KeyId::parse(id).ok_or(ErrorKind::NotFound)?;
    let device = look.app.office.storage().read(|tx| tx.device(&key))?.ok_or(ErrorKind::NotFound)?;
    let person = device.person.filter(|_| device.kind == CertificateKind::Device).ok_or(ErrorKind::NotFound)?;
    let is_here = look.registers.posts_of(person).any(|post| post.scope.community() == look.community());
    if is_here { Ok(device) } else { Err(ErrorKind::NotFound) }
}

fn list(look: &Look<'_>, filter: &Filter) -> Result<PhonesResponse, ErrorKind> {
    let text = filter.text.as_deref().unwrap_or_default();
    let persons = persons_in(&look.registers, look.community());
    let mut rows = Vec::new();
    for person in persons.into_iter().filter(|person| is_named(look, *person, text)) {
        for device in look.app.office.storage().read(|tx| tx.devices_of(&person))? {
            if device.kind == CertificateKind::Device {
                rows.push(view(look, person, &device));
            }
        }
    }
    rows.sort_by_cached_key(|phone| {
        let number = phone.person.number.clone().unwrap_or_default();
        (number.len(), number, phone.enrolled_at)
    });
    let page = Part { offset: filter.offset, limit: filter.limit }.page(MAX_ROWS);
    Ok(PhonesResponse { total: rows.len(), phones: part(rows, page.offset, page.limit) })
}

fn view(look: &Look<'_>, person: PersonId, device: &DeviceRecord) -> PhoneView {
    let answers_for_phones = look.viewer.role == Role::CommunityOffice;
    PhoneView {
        id: device.key.to_string(),
        person: look.person(person),
        enrolled_at: device.enrolled_at.0,
        valid_until: device.valid_until.0,
        lost_since: device.lost_since.map(|at| at.0),
        revoked_at: device.revoked_at.map(|at| at.0),
        last_contact: device.last_contact.filter(|_| answers_for_phones).map(|at| at.day().to_string()),
    }
}
