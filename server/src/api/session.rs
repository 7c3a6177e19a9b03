//! Coming to the console and leaving it.

use super::Params;
use super::view::{Look, PersonView};
use crate::access::Token;
use crate::auth::{Viewer, clear_cookie, cookie, set_cookie};
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use lianxin_core::register::RegisterId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a link leads.
const FIRST_PAGE: &str = "/api/v1/today";

/// What a link carries.
#[derive(Deserialize)]
pub struct Link {
    token: Option<String>,
}

/// Uses a link up and begins a session.
pub async fn log_in(State(shared): State<Shared>, Params(link): Params<Link>) -> Result<Response, ErrorKind> {
    let link = link.token.as_deref().and_then(Token::parse).ok_or(ErrorKind::Link)?;
    let session = shared
        .blocking(move |app| {
            let session = Token::new(app.host.as_ref());
            app.access.log_in(&link, &session, app.host.now())?.ok_or(ErrorKind::Link)?;
            Ok(session)
        })
        .await?;
    tracing::info!("somebody came to the console");
    Ok((StatusCode::SEE_OTHER, [(LOCATION, FIRST_PAGE.to_owned()), (SET_COOKIE, set_cookie(&session))]).into_response())
}

/// Ends the session.
pub async fn log_out(State(shared): State<Shared>, headers: HeaderMap) -> Result<Response, ErrorKind> {
    if let Some(session) = cookie(&headers) {
        shared.blocking(move |app| Ok(app.access.log_out(&session)?)).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, clear_cookie())]).into_response())
}

/// Who is logged in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeResponse {
    /// Who.
    person: PersonView,
    /// The post: `community_office` or `community_secretary`.
    role: String,
    /// The community's twelve digits.
    community: String,
    /// The community's name, if the lists give it.
    community_name: Option<String>,
    /// The organisation's name.
    office: String,
}

/// Who is logged in, and for which community
#[utoipa::path(get, path = "/api/v1/me", tag = "session", responses(
    (status = 200, body = MeResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn me(viewer: Viewer, State(shared): State<Shared>) -> Result<Json<MeResponse>, ErrorKind> {
    shared
        .blocking(move |app| {
            let look = Look::new(app, viewer);
            let org = look.registers.get(RegisterId::Org);
            Ok(Json(MeResponse {
                person: look.person(viewer.person),
                role: viewer.role.word().into(),
                community: viewer.community.to_string(),
                community_name: org.and_then(|org| org.units.get(&viewer.community)).cloned(),
                office: app.name.clone(),
            }))
        })
        .await
}
