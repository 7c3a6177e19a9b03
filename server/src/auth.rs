//! Who asks at the console: a session in a cookie, and the one post it was opened under. What the session may see
//! follows from the registers as they are now, so a post that ends ends the session.

use crate::access::{Began, Bound, SessionId, Token};
use crate::app::App;
use crate::error::ErrorKind;
use crate::login::Caller;
use crate::login::agent::Agent;
use crate::people::office_post;
use crate::reads::{Asked, Purpose, What};
use crate::router::Shared;
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Query, Request};
use axum::http::header::{COOKIE, HOST, ORIGIN, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lianxin_core::code::CommunityCode;
use lianxin_core::id::{AssignmentId, PersonId};
use lianxin_core::role::Role;
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The cookie's name. The prefix binds it to this host, to HTTPS and to the whole site (RFC 6265bis §4.1.3).
pub const COOKIE_NAME: &str = "__Host-session";
/// The header by which a page of the office's own shows itself.
pub const CSRF_HEADER: &str = "x-csrf-token";
/// What browsers say about where a request comes from (W3C Fetch Metadata).
const FETCH_SITE: &str = "sec-fetch-site";

/// Somebody at the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// All that is seen lies in this community.
    pub community: CommunityCode,
    /// The post.
    pub assignment: AssignmentId,
    /// The session.
    pub session: SessionId,
    /// How it began.
    pub began: Began,
    /// What is asked, from where and why: for the access log.
    pub asked: Asked,
}

/// Why somebody looks; every route takes it.
#[derive(Default, Deserialize)]
struct WithPurpose {
    #[serde(default)]
    purpose: Purpose,
}

impl App {
    /// Who this session belongs to, if it has not ended and its post is in force.
    pub fn viewer(&self, session: &Token) -> Result<Viewer, ErrorKind> {
        let (bound, began) = self.access.session(session, self.host.now())?.ok_or(ErrorKind::NoSession)?;
        self.viewer_of(bound, session.id(), began)
    }

    pub(crate) fn viewer_of(&self, bound: Bound, session: SessionId, began: Began) -> Result<Viewer, ErrorKind> {
        let registers = self.office.registers();
        let mut posts = office_post(&registers, bound.person, self.host.now());
        let post = posts.find(|(post, _)| post.id == bound.assignment);
        let (post, community) = post.ok_or(ErrorKind::NoSession)?;
        Ok(Viewer {
            person: bound.person,
            role: post.role,
            community,
            assignment: post.id,
            session,
            began,
            asked: Asked::default(),
        })
    }
}

impl FromRequestParts<Shared> for Viewer {
    type Rejection = ErrorKind;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, ErrorKind> {
        let session = Token::from_request_parts(parts, shared).await?;
        let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let what = What::of(parts.method.as_str(), path);
        let Query(WithPurpose { purpose }) = Query::try_from_uri(&parts.uri).map_err(|_| ErrorKind::Query)?;
        let asked = Asked { agent: agent(&parts.headers), purpose, what };
        shared.blocking(move |app| Ok(Self { asked, ..app.viewer(&session)? })).await
    }
}

impl FromRequestParts<Shared> for Token {
    type Rejection = ErrorKind;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, ErrorKind> {
        cookie(&parts.headers).ok_or(ErrorKind::NoSession)
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ErrorKind;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ErrorKind> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|from| from.0.ip());
        let nowhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        Ok(Self { address: address.unwrap_or(nowhere), agent: agent(&parts.headers) })
    }
}

fn agent(headers: &HeaderMap) -> Agent {
    Agent::of(headers.get(USER_AGENT).and_then(|header| header.to_str().ok()).unwrap_or_default())
}

/// Lets through what changes something only if it comes from a page of the office's own: browsers say where a
/// request comes from, and the page shows what only it can have read. To come in needs no session yet; there the
/// browser's word and a body that no plain form can send must do.
pub async fn own_page(request: Request, next: Next) -> Response {
    match check_origin(&request).and_then(|()| check_csrf(&request)) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn check_origin(request: &Request) -> Result<(), ErrorKind> {
    if is_reading(request.method()) {
        return Ok(());
    }
    let headers = request.headers();
    let site = headers.get(FETCH_SITE).map(|site| site == "same-origin" || site == "none");
    let origin = headers.get(ORIGIN).map(|origin| {
        let origin = origin.to_str().ok().and_then(|origin| origin.strip_prefix("https://"));
        origin.is_some() && origin == host(headers, request.uri())
    });
    if site.unwrap_or(true) && origin.unwrap_or(true) { Ok(()) } else { Err(ErrorKind::Csrf) }
}

fn check_csrf(request: &Request) -> Result<(), ErrorKind> {
    if is_reading(request.method()) || is_coming_in(request.method(), request.uri().path()) {
        return Ok(());
    }
    let session = cookie(request.headers()).ok_or(ErrorKind::NoSession)?;
    let shown = request.headers().get(CSRF_HEADER).map(|shown| shown.as_bytes());
    if shown == Some(session.csrf().as_bytes()) { Ok(()) } else { Err(ErrorKind::Csrf) }
}

fn is_reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The three ways in.
fn is_coming_in(method: &Method, path: &str) -> bool {
    *method == Method::POST && ["/api/v1/session", "/api/v1/session/link", "/api/v1/session/account"].contains(&path)
}

fn host<'r>(headers: &'r HeaderMap, uri: &'r Uri) -> Option<&'r str> {
    uri.authority().map(|authority| authority.as_str()).or_else(|| headers.get(HOST)?.to_str().ok())
}

/// The session a request names.
pub fn cookie(headers: &HeaderMap) -> Option<Token> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs = cookies.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).and_then(|(_, value)| Token::parse(value))
}

/// The header that gives a browser its session. Nothing but the server ends it, so it lives as long as the browser.
pub fn set_cookie(session: &Token) -> String {
    format!("{COOKIE_NAME}={}; Path=/; Secure; HttpOnly; SameSite=Strict", session.text())
}

/// The header that takes the session away.
pub fn clear_cookie() -> String {
    format!("{COOKIE_NAME}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::HeaderValue;
    use lianxin_core::time::SystemHost;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let token = Token::new(&SystemHost);
        let mut headers = HeaderMap::new();
        assert_eq!(cookie(&headers), None);
        let value = format!("a=1; {COOKIE_NAME}={}; b=2", token.text());
        headers.insert(COOKIE, HeaderValue::from_str(&value).unwrap());
        assert_eq!(cookie(&headers), Some(token));
        headers.insert(COOKIE, HeaderValue::from_static("session=x; __Host-session=nonsense"));
        assert_eq!(cookie(&headers), None);
    }

    #[test]
    fn the_cookie_is_for_this_host_https_and_no_script() {
        let text = set_cookie(&Token::new(&SystemHost));
        for word in ["__Host-session=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(text.contains(word), "{word}");
        }
        assert!(!text.contains("Domain"));
    }

    #[test]
    fn what_changes_something_comes_from_the_offices_own_page_or_not_at_all() {
        let origin = |name: &'static str, value: &'static str| {
            let request = Request::post("/api/v1/session").header(HOST, "office:8443").header(name, value);
            check_origin(&request.body(Body::empty()).unwrap()).is_ok()
        };
        for (name, value, good) in [
            ("origin", "https://office:8443", true),
            ("origin", "https://office:8444", false),
            ("origin", "http://office:8443", false),
            ("origin", "https://elsewhere.example", false),
            ("origin", "null", false),
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "none", true),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "cross-site", false),
            ("accept", "*/*", true),
        ] {
            assert_eq!(origin(name, value), good, "{name}: {value}");
        }
    }

    #[test]
    fn only_the_three_ways_in_go_without_the_pages_own_word() {
        let session = Token::new(&SystemHost);
        let ask = |method: &str, path: &str, shown: Option<&str>| {
            let request = Request::builder().method(method).uri(path).header(COOKIE, set_cookie(&session));
            let request = shown.into_iter().fold(request, |request, shown| request.header(CSRF_HEADER, shown));
            check_csrf(&request.body(Body::empty()).unwrap()).err().map(|error| error.code())
        };
        assert_eq!(ask("POST", "/api/v1/session", None), None);
        assert_eq!(ask("DELETE", "/api/v1/session", None), Some("session.csrf"));
        assert_eq!(ask("PATCH", "/api/v1/session/link", Some("")), Some("session.csrf"));
        assert_eq!(ask("DELETE", "/api/v1/session", Some(&Token::new(&SystemHost).csrf())), Some("session.csrf"));
        assert_eq!(ask("DELETE", "/api/v1/session", Some(&session.csrf())), None);
        assert_eq!(ask("GET", "/api/v1/me", None), None);
    }
}
