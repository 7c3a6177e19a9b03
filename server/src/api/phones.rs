//! The phones of the community's people.

use super::view::{Look, PersonView};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use axum::Json;
use axum::extract::State;
use lianxin_core::role::Role;
use lianxin_core::seal::CertificateKind;
use serde::Serialize;
use utoipa::ToSchema;

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

/// The phones of people with a post in the community
#[utoipa::path(get, path = "/api/v1/phones", tag = "phones", responses(
    (status = 200, body = Vec<PhoneView>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn phones(viewer: Viewer, State(shared): State<Shared>) -> Result<Json<Vec<PhoneView>>, ErrorKind> {
    shared.blocking(move |app| Ok(Json(list(&Look::new(app, viewer))?))).await
}

fn list(look: &Look<'_>) -> Result<Vec<PhoneView>, ErrorKind> {
    let answers_for_phones = look.viewer.role == Role::CommunityOffice;
    let devices = look.app.office.storage().read(|tx| tx.devices())?;
    let mut phones = Vec::new();
    for device in devices.into_iter().filter(|device| device.kind == CertificateKind::Device) {
        let Some(person) = device.person else { continue };
        if !look.registers.posts_of(person).any(|post| post.scope.community() == look.community()) {
            continue;
        }
        phones.push(PhoneView {
            id: device.key.to_string(),
            person: look.person(person),
            enrolled_at: device.enrolled_at.0,
            valid_until: device.valid_until.0,
            lost_since: device.lost_since.map(|at| at.0),
            revoked_at: device.revoked_at.map(|at| at.0),
            last_contact: device.last_contact.filter(|_| answers_for_phones).map(|at| at.day().to_string()),
        });
    }
    phones.sort_by(|a, b| a.person.number.cmp(&b.person.number));
    Ok(phones)
}
