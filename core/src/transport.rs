//! The way to the office: a small trait, so that each platform can bring its own HTTP stack.

use async_trait::async_trait;

/// Where a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Questions and answers.
    Sync,
    /// Enrolment.
    Enrol,
}

impl Endpoint {
    /// The path on the office's server.
    pub fn path(self) -> &'static str {
        match self {
            Self::Sync => "/v1/sync",
            Self::Enrol => "/v1/enrol",
        }
    }
}

/// Why a message did not get through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Nobody answers at any address.
    #[error("the office cannot be reached")]
    Unreachable,
    /// Somebody answers who is not the pinned office.
    #[error("the other side is not the pinned office")]
    NotTrusted,
    /// The office refused the message, with its stable code (RFC 9457).
    #[error("the office refused: {code}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The stable code of the problem.
        code: String,
    },
}

/// Carries a message to the office and its answer back.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends a body and gives the answer's.
    async fn send(&self, to: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, TransportError>;
}
