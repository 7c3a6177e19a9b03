//! Who asks at the console: a session in a cookie, and the one post it was opened under. What the session may see
//! follows from the registers as they are now, so a post that ends ends the session.

use crate::access::Token;
use crate::app::App;
use crate::error::ErrorKind;
use crate::people::office_post;
use crate::router::Shared;
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use lianxin_core::code::CommunityCode;
use lianxin_core::id::PersonId;
use lianxin_core::role::Role;

/// The cookie's name. The prefix binds it to this host, to HTTPS and to the whole site (RFC 6265bis §4.1.3).
pub const COOKIE_NAME: &str = "__Host-session";

/// Somebody at the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// All that is seen lies in this community.
    pub community: CommunityCode,
}

impl App {
    /// Who this session belongs to, if it has not ended and its post is in force.
    pub fn viewer(&self, session: &Token) -> Result<Viewer, ErrorKind> {
        let now = self.host.now();
        let bound = self.access.session(session, now)?.ok_or(ErrorKind::NoSession)?;
        let registers = self.office.registers();
        let post = office_post(&registers, bound.person, now).find(|(post, _)| post.id == bound.assignment);
        let (post, community) = post.ok_or(ErrorKind::NoSession)?;
        Ok(Viewer { person: bound.person, role: post.role, community })
    }
}

impl FromRequestParts<Shared> for Viewer {
    type Rejection = ErrorKind;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, ErrorKind> {
        let session = cookie(&parts.headers).ok_or(ErrorKind::NoSession)?;
        shared.blocking(move |app| app.viewer(&session)).await
    }
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
}
