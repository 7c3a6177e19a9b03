//! What the server answers: phones in CBOR, the console in JSON.
//!
//! The console reads and decides only what lies in the community of its session's post; anything else is answered as if
//! it did not exist.

pub mod body;
pub mod corrections;
pub mod decisions;
pub mod disputed;
pub mod enrolment;
pub mod entries;
pub mod events;
pub mod grids;
pub mod history;
pub mod households;
pub mod imports;
pub mod invitations;
pub mod me;
pub mod people;
pub mod phones;
pub mod reads;
pub mod search;
pub mod session;
pub mod sync;
pub mod today;
pub mod view;
pub mod visits;

use crate::error::ErrorKind;
use crate::reads::{Purpose, What};
use crate::router::Shared;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Info, License};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The office's own routes, with their description.
pub fn router() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(me::me))
        .routes(routes!(session::log_in, session::log_out))
        .routes(routes!(session::link))
        .routes(routes!(session::account))
        .routes(routes!(me::post))
        .routes(routes!(me::password))
        .routes(routes!(me::sessions, me::end_others))
        .routes(routes!(me::end))
        .routes(routes!(events::events))
        .routes(routes!(today::today))
        .routes(routes!(grids::grids))
        .routes(routes!(grids::one))
        .routes(routes!(households::of_grid))
        .routes(routes!(households::one, corrections::household))
        .routes(routes!(reads::reads))
        .routes(routes!(visits::of_grid))
        .routes(routes!(corrections::note))
        .routes(routes!(disputed::disputed))
        .routes(routes!(corrections::resolve))
        .routes(routes!(history::history))
        .routes(routes!(entries::held))
        .routes(routes!(entries::flagged))
        .routes(routes!(entries::refused))
        .routes(routes!(decisions::decide))
        .routes(routes!(decisions::seen))
        .routes(routes!(search::search))
        .routes(routes!(people::people))
        .routes(routes!(phones::phones))
        .routes(routes!(phones::lost))
        .routes(routes!(invitations::invite))
        .routes(routes!(invitations::waiting))
        .routes(routes!(invitations::confirm))
        .routes(routes!(invitations::refuse))
        .routes(routes!(imports::preview))
        .routes(routes!(imports::one))
        .routes(routes!(imports::apply))
        .routes(routes!(imports::empty))
}

/// The description of the office's API: OpenAPI 3.1, as it is committed.
pub fn description() -> String {
    let (_, mut api) = router().split_for_parts();
    api.info = Info::new("Lianxin office", env!("CARGO_PKG_VERSION"));
    api.info.description =
        Some("What the office's page reads and decides. All of it lies in the community of the session's post.".into());
    api.info.license = Some(License::new("MIT OR Apache-2.0"));
    let schemes = api.components.get_or_insert_default();
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::auth::COOKIE_NAME)));
    let csrf = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(crate::auth::CSRF_HEADER)));
    schemes.add_security_scheme("session", session);
    schemes.add_security_scheme("csrf", csrf);
    let none = Vec::<String>::new();
    api.security = Some(vec![SecurityRequirement::new("session", none.clone())]);
    // What changes something shows the page's own word besides.
    for path in api.paths.paths.values_mut() {
        for operation in [&mut path.post, &mut path.put, &mut path.patch, &mut path.delete].into_iter().flatten() {
            let both = || SecurityRequirement::new("session", none.clone()).add("csrf", none.clone());
            operation.security.get_or_insert_with(|| vec![both()]);
        }
    }
    // Whoever is shown households may say why; it stands in the access log.
    for (path, item) in &mut api.paths.paths {
        let Some(read) = item.get.as_mut().filter(|_| What::of("GET", path) != What::Other) else { continue };
        let words = Purpose::ALL.iter().map(|purpose| purpose.word());
        let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words));
        let purpose = ParameterBuilder::new().name("purpose").parameter_in(ParameterIn::Query).schema(Some(schema));
        let purpose = purpose.description(Some("why, for the access log; `service` if nothing is said")).build();
        read.parameters.get_or_insert_default().push(purpose.into());
    }
    let mut text = api.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// The parameters of a query; what cannot be read is a problem like any other.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ErrorKind;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ErrorKind> {
        Query::try_from_uri(&parts.uri).map(|Query(params)| Self(params)).map_err(|_| ErrorKind::Query)
    }
}

#[cfg(test)]
mod login_tests;
#[cfg(test)]
mod reads_tests;
#[cfg(test)]
mod tests;
