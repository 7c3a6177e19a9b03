//! What people at the console see and change of their own: who they are, their posts, sessions and password.

use super::body::Sent;
use super::view::{Look, PersonView};
use crate::access::{Bound, OpenSession, SessionId, Token};
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::people::office_post;
use crate::router::Shared;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use lianxin_core::code::CommunityCode;
use lianxin_core::id::{AssignmentId, to_base32};
use lianxin_core::register::RegisterId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is logged in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeResponse {
    /// Who.
    person: PersonView,
    /// The post: `community_office` or `community_secretary`.
    role: String,
    /// The assignment.
    assignment: String,
    /// The community's twelve digits.
    community: String,
    /// The community's name, if the lists give it.
    community_name: Option<String>,
    /// The organisation's name.
    office: String,
    /// To be shown as `X-CSRF-Token` with every request that changes something.
    csrf: String,
    /// Everything here is invented.
    is_demo: bool,
    /// All posts of the person at which a community's console is used.
    posts: Vec<OwnPostView>,
}

/// A post at which a community's console is used.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnPostView {
    /// The assignment.
    assignment: String,
    /// `community_office` or `community_secretary`.
    role: String,
    /// The community's twelve digits.
    community: String,
    /// The community's name, if the lists give it.
    community_name: Option<String>,
}

/// Another post of one's own.
#[derive(Deserialize, ToSchema)]
pub struct PostRequest {
    /// The assignment, as `me` lists it.
    assignment: String,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
pub struct PasswordRequest {
    /// The one so far.
    old: String,
    /// 10 to 128 characters.
    password: String,
    /// The six digits the authenticator shows now.
    code: String,
}

/// A session of one's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Names it.
    id: String,
    /// How it began: `password` with password and code, `link` by a link of the command line alone.
    began: String,
    /// When it began.
    began_at: i64,
    /// When it was last seen, to the minute.
    seen_at: i64,
    /// Browser and system.
    agent: String,
    /// It is the one that asks.
    is_this: bool,
}

/// Who is logged in, and for which community
#[utoipa::path(get, path = "/api/v1/me", tag = "session", responses(
    (status = 200, body = MeResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn me(viewer: Viewer, session: Token, State(shared): State<Shared>) -> Result<Json<MeResponse>, ErrorKind> {
    shared.look(viewer, move |look| Ok(Json(me_of(look, &session)))).await
}

/// Acts under another post of one's own from now on
#[utoipa::path(post, path = "/api/v1/session/post", tag = "session", request_body = PostRequest, responses(
    (status = 200, body = MeResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub async fn post(
    viewer: Viewer,
    session: Token,
    State(shared): State<Shared>,
    Sent(asked): Sent<PostRequest>,
) -> Result<Json<MeResponse>, ErrorKind> {
    shared
        .blocking(move |app| {
            let registers = app.office.registers();
            let mut posts = office_post(&registers, viewer.person, app.host.now());
            let wanted = posts.find(|(post, _)| to_base32(&post.id.0) == asked.assignment);
            let (wanted, _) = wanted.ok_or(ErrorKind::NotFound)?;
            app.access.bind_session(&session, Bound { person: viewer.person, assignment: wanted.id })?;
            app.look(app.viewer(&session)?, |look| Ok(Json(me_of(look, &session))))
        })
        .await
}

/// Sets another password; one's other sessions end
#[utoipa::path(post, path = "/api/v1/session/password", tag = "session", request_body = PasswordRequest, responses(
    (status = 204, description = "it is set"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub async fn password(
    viewer: Viewer,
    session: Token,
    State(shared): State<Shared>,
    Sent(asked): Sent<PasswordRequest>,
) -> Result<StatusCode, ErrorKind> {
    let turn = shared.limits.login().await?;
    shared
        .blocking(move |app| {
            let _turn = turn;
            app.change_password(&viewer, &session, &asked.old, &asked.password, &asked.code)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's sessions, the one seen last first
#[utoipa::path(get, path = "/api/v1/sessions", tag = "session", responses(
    (status = 200, body = Vec<SessionView>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn sessions(viewer: Viewer, State(shared): State<Shared>) -> Result<Json<Vec<SessionView>>, ErrorKind> {
    let view = move |session: OpenSession| SessionView {
        id: session.id.to_string(),
        began: session.began.word().into(),
        began_at: session.began_at.0,
        seen_at: session.seen_at.0,
        agent: session.agent,
        is_this: session.id == viewer.session,
    };
    shared
        .blocking(move |app| {
            let sessions = app.access.sessions(viewer.person, app.host.now())?;
            Ok(Json(sessions.into_iter().map(view).collect()))
        })
        .await
}

/// Ends one of one's sessions
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "session",
    params(("id" = String, Path, description = "the session's name")),
    responses(
        (status = 204, description = "it has ended"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn end(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<StatusCode, ErrorKind> {
    let id = SessionId::parse(&id).ok_or(ErrorKind::NotFound)?;
    let has_ended = shared.blocking(move |app| Ok(app.access.end_session(viewer.person, id)?)).await?;
    if has_ended { Ok(StatusCode::NO_CONTENT) } else { Err(ErrorKind::NotFound) }
}

/// Ends all of one's sessions but this one
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "session", responses(
    (status = 204, description = "they have ended"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn end_others(viewer: Viewer, session: Token, State(shared): State<Shared>) -> Result<StatusCode, ErrorKind> {
    shared.blocking(move |app| Ok(app.access.end_other_sessions(viewer.person, &session)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a session says of itself.
pub(super) fn me_of(look: &Look<'_>, session: &Token) -> MeResponse {
    let viewer = look.viewer;
    let post = |id: AssignmentId, role: &str, community: CommunityCode| OwnPostView {
        assignment: to_base32(&id.0),
        role: role.into(),
        community: community.to_string(),
        community_name: name(look, community),
    };
    let posts = office_post(&look.registers, viewer.person, look.now);
    MeResponse {
        person: look.person(viewer.person),
        role: viewer.role.word().into(),
        assignment: to_base32(&viewer.assignment.0),
        community: viewer.community.to_string(),
        community_name: name(look, viewer.community),
        office: look.app.name.clone(),
        csrf: session.csrf(),
        is_demo: viewer.community.is_demonstration(),
        posts: posts.map(|(held, community)| post(held.id, held.role.word(), community)).collect(),
    }
}

/// The name of a community, if the lists give it.
pub(super) fn name(look: &Look<'_>, community: CommunityCode) -> Option<String> {
    look.registers.get(RegisterId::Org).and_then(|org| org.units.get(&community)).cloned()
}
