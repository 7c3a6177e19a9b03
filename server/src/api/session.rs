//! Coming to the console and leaving it.

use super::body::Sent;
use super::me::{MeResponse, me_of, name};
use super::view::{Look, PersonView};
use crate::access::{Began, Token};
use crate::app::App;
use crate::auth::{clear_cookie, cookie, set_cookie};
use crate::error::{ErrorKind, Problem};
use crate::login::{Arrival, Caller, Typed};
use crate::router::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a link carries.
#[derive(Deserialize, ToSchema)]
pub struct LinkRequest {
    /// What follows `#` in the link.
    token: String,
}

/// What a link leads to.
#[derive(Serialize, ToSchema)]
pub struct LinkResponse {
    /// `account`: set a password and an authenticator. `entered`: a session has begun.
    next: String,
    /// Who.
    person: PersonView,
    /// As what.
    role: String,
    /// The community's name, if the lists give it.
    community_name: Option<String>,
    /// The authenticator's secret as `otpauth://totp/…`; absent when entered.
    uri: Option<String>,
    /// The same to be typed, in the base 32 of RFC 4648.
    secret: Option<String>,
    /// The same to be scanned: SVG.
    qr: Option<String>,
}

/// A password and a code, by a link.
#[derive(Deserialize, ToSchema)]
pub struct AccountRequest {
    /// What follows `#` in the link.
    token: String,
    /// 10 to 128 characters.
    password: String,
    /// The six digits the authenticator shows now.
    code: String,
}

/// What somebody types to come in.
#[derive(Deserialize, ToSchema)]
pub struct LoginRequest {
    /// The office's number of the person.
    number: String,
    /// The password.
    password: String,
    /// The six digits the authenticator shows now.
    code: String,
}

/// What a link leads to; only one that enters is used up
#[utoipa::path(post, path = "/api/v1/session/link", tag = "session", request_body = LinkRequest, security(()), responses(
    (status = 200, body = LinkResponse),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 410, body = Problem, content_type = "application/problem+json"),
))]
pub async fn link(
    State(shared): State<Shared>,
    caller: Caller,
    headers: HeaderMap,
    Sent(asked): Sent<LinkRequest>,
) -> Result<Response, ErrorKind> {
    let link = Token::parse(&asked.token).ok_or(ErrorKind::Link)?;
    let before = cookie(&headers);
    let (session, answer) = shared.blocking(move |app| arrive(app, &link, &caller, before.as_ref())).await?;
    let cookies = AppendHeaders(session.map(|session| (SET_COOKIE, set_cookie(&session))));
    Ok((cookies, Json(answer)).into_response())
}

fn arrive(
    app: &App,
    link: &Token,
    caller: &Caller,
    before: Option<&Token>,
) -> Result<(Option<Token>, LinkResponse), ErrorKind> {
    Ok(match app.arrive(link, caller)? {
        Arrival::Account(offer) => {
            let viewer = app.viewer_of(offer.bound, link.id(), Began::Password)?;
            let shown = (Some(offer.uri), Some(offer.secret), Some(offer.qr));
            (None, app.look(viewer, |look| Ok(arrived("account", look, shown)))?)
        }
        Arrival::Entered(session) => {
            leave(app, before)?;
            let viewer = app.viewer(&session)?;
            (Some(session), app.look(viewer, |look| Ok(arrived("entered", look, (None, None, None))))?)
        }
    })
}

fn arrived(
    next: &str,
    look: &Look<'_>,
    (uri, secret, qr): (Option<String>, Option<String>, Option<String>),
) -> LinkResponse {
    let (person, role) = (look.person(look.viewer.person), look.viewer.role.word().into());
    let community_name = name(look, look.community());
    LinkResponse { next: next.into(), person, role, community_name, uri, secret, qr }
}

/// Sets password and authenticator by a link, and begins a session
#[utoipa::path(post, path = "/api/v1/session/account", tag = "session", request_body = AccountRequest, security(()),
    responses(
        (status = 200, body = MeResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn account(
    State(shared): State<Shared>,
    caller: Caller,
    headers: HeaderMap,
    Sent(asked): Sent<AccountRequest>,
) -> Result<Response, ErrorKind> {
    let link = Token::parse(&asked.token).ok_or(ErrorKind::Link)?;
    come_in(shared, headers, move |app| app.set_account(&link, &asked.password, &asked.code, &caller)).await
}

/// Begins a session by number, password and code
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = LoginRequest, security(()), responses(
    (status = 200, body = MeResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub async fn log_in(
    State(shared): State<Shared>,
    caller: Caller,
    headers: HeaderMap,
    Sent(asked): Sent<LoginRequest>,
) -> Result<Response, ErrorKind> {
    come_in(shared, headers, move |app| {
        app.log_in(&Typed { number: &asked.number, password: &asked.password, code: &asked.code }, &caller)
    })
    .await
}

/// Begins a session, and ends the one that the browser had before: a session somebody else has put there is nobody's.
async fn come_in(
    shared: Shared,
    headers: HeaderMap,
    begin: impl FnOnce(&App) -> Result<Token, ErrorKind> + Send + 'static,
) -> Result<Response, ErrorKind> {
    let turn = shared.limits.login().await?;
    let before = cookie(&headers);
    let begun = move |app: &App| {
        let _turn = turn;
        let session = begin(app)?;
        leave(app, before.as_ref())?;
        let me = app.look(app.viewer(&session)?, |look| Ok(me_of(look, &session)))?;
        Ok((session, me))
    };
    let (session, me) = shared.blocking(begun).await?;
    Ok(([(SET_COOKIE, set_cookie(&session))], Json(me)).into_response())
}

fn leave(app: &App, session: Option<&Token>) -> Result<(), ErrorKind> {
    Ok(session.map_or(Ok(()), |session| app.access.log_out(session))?)
}

/// Ends the session
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", responses(
    (status = 204, description = "it has ended"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn log_out(State(shared): State<Shared>, session: Token) -> Result<Response, ErrorKind> {
    shared.blocking(move |app| leave(app, Some(&session))).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, clear_cookie())]).into_response())
}
