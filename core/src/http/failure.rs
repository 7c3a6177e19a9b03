//! What went wrong at one address, told from the layers below.

use reqwest::StatusCode;
use serde::Deserialize;
use std::error::Error;
use std::fmt::Write;
use std::io;

/// Characters of a problem's code at most.
const MAX_CODE: usize = 64;

/// Why an address gave no answer. Texts are for the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Nobody there, or the connection broke.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// Somebody there who is not under the pinned root, or cannot prove it.
    #[error("not trusted: {0}")]
    NotTrusted(String),
    /// The connection stood, and the answer did not come in time.
    #[error("no answer in time")]
    Slow,
    /// The office answered, and not with what was asked for.
    #[error("refused: {status} {code}")]
    Refused { status: u16, code: String },
}

/// An answer outside the protocol, under a code of this module: `http.not_cbor`, `http.too_large` or
/// `http.<status>`.
pub(super) fn unusual(status: StatusCode, code: &str) -> Failure {
    Failure::Refused { status: status.as_u16(), code: code.to_owned() }
}

/// The one member of a problem that matters here (RFC 9457, §3.2: an extension member).
#[derive(Deserialize)]
struct Problem {
    code: String,
}

impl Failure {
    /// Reads a problem's body. A code that is none is not passed on.
    pub(super) fn refused(status: StatusCode, body: &[u8]) -> Self {
        let is_code = |code: &String| {
            (1..=MAX_CODE).contains(&code.len())
                && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'))
        };
        let code = serde_json::from_slice(body).ok().map(|problem: Problem| problem.code).filter(is_code);
        match code {
            Some(code) => Self::Refused { status: status.as_u16(), code },
            None => unusual(status, &format!("http.{}", status.as_u16())),
        }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        if is_distrust(&error) {
            Self::NotTrusted(chain(&error))
        } else if error.is_timeout() && !error.is_connect() {
            Self::Slow
        } else {
            Self::Unreachable(chain(&error))
        }
    }
}

/// Whether a certificate or its proof was refused. [`io::Error`] hides what it wraps from `source`, so it is opened.
fn is_distrust(error: &(dyn Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(error, rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented);
    }
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.is_some_and(|inner| is_distrust(inner)) || error.source().is_some_and(is_distrust)
}

/// An error with its causes in one line.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &str) -> String {
        match Failure::refused(StatusCode::GONE, body.as_bytes()) {
            Failure::Refused { status: 410, code } => code,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_problem_gives_its_code_and_anything_else_its_status() {
        assert_eq!(code(r#"{"type":"about:blank","status":410,"code":"enrol.used"}"#), "enrol.used");
        for body in ["", "{}", r#"{"code":7}"#, r#"{"code":""}"#, r#"{"code":"<b>\n"}"#, "<html>"] {
            assert_eq!(code(body), "http.410", "{body}");
        }
        assert_eq!(code(&format!(r#"{{"code":"{}"}}"#, "a".repeat(65))), "http.410");
    }

    #[test]
    fn a_refused_certificate_is_found_however_deep_it_lies() {
        let bad = || rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        assert!(is_distrust(&bad()));
        assert!(is_distrust(&io::Error::other(io::Error::new(io::ErrorKind::InvalidData, bad()))));
        assert!(!is_distrust(&io::Error::other(rustls::Error::DecryptError)));
        assert!(!is_distrust(&io::Error::from(io::ErrorKind::ConnectionRefused)));
    }
}
