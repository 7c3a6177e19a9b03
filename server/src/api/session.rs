//! Coming to the console and leaving it.

use crate::access::Token;
use crate::auth::{clear_cookie, cookie, set_cookie};
use crate::error::ErrorKind;
use crate::router::Shared;
use axum::extract::{Query, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// Where a link leads.
const FIRST_PAGE: &str = "/api/v1/today";

/// What a link carries.
#[derive(Deserialize)]
pub struct Link {
    token: Option<String>,
}

/// Uses a link up and begins a session.
pub async fn log_in(State(shared): State<Shared>, Query(link): Query<Link>) -> Result<Response, ErrorKind> {
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
