//! How a request is told that it was not done: problem details as RFC 9457 has them, and when to come again.

use super::{ErrorKind, chain};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The type of problem bodies (RFC 9457 §3).
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A problem as RFC 9457 writes it, with a stable code.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem.
    #[serde(rename = "type")]
    kind: String,
    /// What it is, for people who read English.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable code.
    #[schema(example = "session.none")]
    code: String,
}

/// The code of a problem, for the log.
#[derive(Clone, Copy)]
pub struct ProblemCode(pub &'static str);

impl ErrorKind {
    /// After how many seconds it is worth while to ask again.
    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Busy => Some(5),
            Self::PhoneBusy => Some(2),
            Self::LockedLogin(seconds) => Some(*seconds),
            _ => None,
        }
    }

    fn problem(&self) -> Problem {
        let (code, status) = self.code_and_status();
        // The text of the office's own troubles is for the log.
        let title = if status.is_server_error() {
            status.canonical_reason().unwrap_or_default().to_owned()
        } else {
            self.to_string()
        };
        Problem { kind: format!("urn:problem-type:lianxin:{code}"), title, status: status.as_u16(), code: code.into() }
    }
}

impl IntoResponse for ErrorKind {
    fn into_response(self) -> Response {
        let problem = self.problem();
        if self.status().is_server_error() && !matches!(self, Self::Busy) {
            tracing::error!(code = problem.code, cause = chain(&self), "not answered");
        }
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (self.status(), [(CONTENT_TYPE, PROBLEM)], body).into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(ProblemCode(self.code()));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrolment::Refused;
    use crate::storage::StorageError;
    use axum::http::StatusCode;

    #[tokio::test]
    async fn a_problem_has_type_title_status_and_code() {
        let response = ErrorKind::Enrol(Refused::Used).into_response();
        assert_eq!(response.status(), StatusCode::GONE);
        assert_eq!(response.headers()[CONTENT_TYPE], PROBLEM);
        let body = axum::body::to_bytes(response.into_body(), 1024).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["code"], "enrol.used");
        assert_eq!(body["status"], 410);
        assert_eq!(body["type"], "urn:problem-type:lianxin:enrol.used");
    }

    #[test]
    fn the_offices_own_trouble_is_not_told() {
        let error = ErrorKind::Storage(StorageError::Corrupt("a secret place"));
        assert_eq!(error.problem().title, "Internal Server Error");
        assert_eq!(error.code(), "server.internal");
        assert!(chain(&error).contains("a secret place"));
    }

    #[test]
    fn who_is_told_to_come_again_is_told_when() {
        assert_eq!(ErrorKind::Busy.into_response().headers()[RETRY_AFTER], "5");
        assert_eq!(ErrorKind::PhoneBusy.into_response().headers()[RETRY_AFTER], "2");
    }
}
