//! The way to the office: the library's own HTTPS, or the platform's.

use crate::mirror::OfficeAddress;
use async_trait::async_trait;
use lianxin_core::companion;
use lianxin_core::http::HttpTransport;
use lianxin_core::transport::{self, Endpoint};
use std::sync::{Arc, Mutex, PoisonError};

/// Why a message did not get through.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum TransportError {
    /// Nobody answers at any address.
    #[error("the office cannot be reached")]
    Unreachable,
    /// Somebody answers who is not the pinned office.
    #[error("the other side is not the pinned office")]
    NotTrusted,
    /// The office refused the message.
    #[error("the office refused: {code}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// `code` of the problem (RFC 9457), or empty.
        code: String,
    },
}

/// Carries a message to the office and its answer back.
#[uniffi::export(foreign)]
#[async_trait]
pub trait Transport: Send + Sync {
    /// Posts a body (`application/cbor`) to a path at one of the office's addresses and gives the answer's body. Only a
    /// TLS chain that ends in the pinned root is the office; dates of certificates do not matter.
    async fn send(&self, office: OfficeAddress, path: String, body: Vec<u8>) -> Result<Vec<u8>, TransportError>;
}

/// What a foreign transport throws beside [`TransportError`] is a message that did not get through.
impl From<uniffi::UnexpectedUniFFICallbackError> for TransportError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unreachable
    }
}

impl From<TransportError> for transport::TransportError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Unreachable => Self::Unreachable,
            TransportError::NotTrusted => Self::NotTrusted,
            TransportError::Refused { status, code } => Self::Refused { status, code },
        }
    }
}

/// A foreign transport on its way to one office.
struct ForeignTransport {
    transport: Arc<dyn Transport>,
    office: OfficeAddress,
}

#[async_trait]
impl transport::Transport for ForeignTransport {
    async fn send(&self, to: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, transport::TransportError> {
        Ok(self.transport.send(self.office.clone(), to.path().to_owned(), body).await?)
    }
}

/// How this phone reaches its office.
pub(crate) enum Route {
    /// By the library; kept as long as the office stays where it is, since it knows which address worked.
    Own(Mutex<Option<(companion::OfficeAddress, Arc<HttpTransport>)>>),
    /// By the platform.
    Foreign(Arc<dyn Transport>),
}

impl Route {
    pub(crate) fn new(transport: Option<Arc<dyn Transport>>) -> Self {
        transport.map_or_else(|| Self::Own(Mutex::default()), Self::Foreign)
    }

    /// The transport to an office.
    pub(crate) fn to(
        &self,
        office: companion::OfficeAddress,
    ) -> Result<Arc<dyn transport::Transport>, transport::TransportError> {
        let kept = match self {
            Self::Own(kept) => kept,
            Self::Foreign(transport) => {
                return Ok(Arc::new(ForeignTransport { transport: transport.clone(), office: office.into() }));
            }
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, transport)) = kept.as_ref().filter(|(at, _)| *at == office) {
            return Ok(transport.clone());
        }
        let transport = Arc::new(HttpTransport::new(&office.addresses, office.tls_pin)?);
        *kept = Some((office, transport.clone()));
        Ok(transport)
    }
}
