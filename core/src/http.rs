//! HTTPS to the office. The pinned root decides who the office is; HTTP only carries signed envelopes.
//!
//! No redirects, no cookies, no proxy unless one is given. Addresses are tried in order, and the one that worked is
//! tried first from then on. An exchange may be repeated at another address without harm, since the same message has
//! the same effect twice.

mod failure;
mod pin;

#[cfg(test)]
mod tests;

use crate::sync::envelope::MAX_SEALED_BYTES;
use crate::transport::{Endpoint, Transport, TransportError};
use async_trait::async_trait;
use failure::{Failure, chain, unusual};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, Proxy, Request, Response, StatusCode, Url, redirect};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The type of envelopes and enrolment messages (RFC 8949, §9.5).
const CBOR: &str = "application/cbor";
/// The type of refusals (RFC 9457).
const PROBLEM: &str = "application/problem+json";
/// Bytes of a problem's body at most.
const MAX_PROBLEM_BYTES: usize = 64 * 1024;

/// How long to wait and how much to take.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// TCP and TLS handshake.
    connect: Duration,
    /// The whole exchange at one address.
    whole: Duration,
    /// Bytes of an answer.
    answer: usize,
}

const LIMITS: Limits =
    Limits { connect: Duration::from_secs(5), whole: Duration::from_secs(60), answer: MAX_SEALED_BYTES };

/// [`Transport`] over HTTPS, trusting only the root pinned at enrolment. Needs a tokio runtime.
#[derive(Debug)]
pub struct HttpTransport {
    client: Client,
    addresses: Vec<Url>,
    /// Where the office answered last.
    good: AtomicUsize,
    limits: Limits,
}

impl HttpTransport {
    /// Reaches the office at these addresses, `host:port` and best first; what is no such address is left out.
    pub fn new(addresses: &[String], tls_pin: [u8; 32]) -> Result<Self, TransportError> {
        Self::build(addresses, tls_pin, None, LIMITS)
    }

    /// As [`HttpTransport::new`], by way of a proxy (`http://host:port`). It tunnels TLS and can neither read nor
    /// pretend to be the office.
    pub fn through_proxy(addresses: &[String], tls_pin: [u8; 32], proxy: &str) -> Result<Self, TransportError> {
        Self::build(addresses, tls_pin, Some(proxy), LIMITS)
    }

    fn build(
        addresses: &[String],
        tls_pin: [u8; 32],
        proxy: Option<&str>,
        limits: Limits,
    ) -> Result<Self, TransportError> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(pin::client_config(tls_pin).map_err(|e| not_built(&e))?)
            .connect_timeout(limits.connect)
            .timeout(limits.whole)
            .redirect(redirect::Policy::none())
            .https_only(true)
            .no_proxy();
        if let Some(proxy) = proxy {
            builder = builder.proxy(Proxy::all(proxy).map_err(|e| not_built(&e))?);
        }
        let client = builder.build().map_err(|e| not_built(&e))?;
        let addresses = addresses.iter().filter_map(|address| url(address)).collect();
        Ok(Self { client, addresses, good: AtomicUsize::new(0), limits })
    }

    async fn exchange(&self, request: Request) -> Result<Vec<u8>, Failure> {
        let response = self.client.execute(request).await?;
        if response.status() == StatusCode::OK && has_type(&response, CBOR) {
            return read(response, self.limits.answer).await;
        }
        let status = response.status();
        if !has_type(&response, PROBLEM) {
            let code =
                if status == StatusCode::OK { "http.not_cbor".into() } else { format!("http.{}", status.as_u16()) };
            return Err(Failure::Refused { status: status.as_u16(), code });
        }
        let body = read(response, MAX_PROBLEM_BYTES).await?;
        Err(Failure::refused(status, &body))
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, to: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        let Some(first) = self.addresses.first() else { return Err(TransportError::Unreachable) };
        let mut request = Request::new(Method::POST, first.clone());
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(CBOR));
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/cbor, application/problem+json"));
        *request.body_mut() = Some(body.into());
        let (start, count) = (self.good.load(Ordering::Relaxed), self.addresses.len());
        let mut error = TransportError::Unreachable;
        for index in (start..start + count).map(|i| i % count) {
            let mut attempt = request.try_clone().ok_or(TransportError::Unreachable)?;
            attempt.url_mut().clone_from(&self.addresses[index]);
            attempt.url_mut().set_path(to.path());
            let failure = match self.exchange(attempt).await {
                Ok(answer) => {
                    self.good.store(index, Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            tracing::debug!(address = %self.addresses[index], %failure, "no answer from this address");
            match failure {
                Failure::Refused { status, code } => return Err(TransportError::Refused { status, code }),
                // The office is there and slow: asking again would only add to its load.
                Failure::Slow => return Err(TransportError::Unreachable),
                Failure::NotTrusted(_) => error = TransportError::NotTrusted,
                Failure::Unreachable(_) => {}
            }
        }
        Err(error)
    }
}

fn not_built(error: &(dyn std::error::Error + 'static)) -> TransportError {
    tracing::debug!(error = chain(error), "the HTTP client could not be made");
    TransportError::Unreachable
}

/// The address as a URL, if it is a host with a port or without and nothing else.
fn url(address: &str) -> Option<Url> {
    let url = Url::parse(&format!("https://{address}/")).ok()?;
    let is_plain = url.has_host() && url.username().is_empty() && url.password().is_none() && url.path() == "/";
    (is_plain && url.query().is_none() && url.fragment().is_none()).then_some(url)
}

fn has_type(response: &Response, wanted: &str) -> bool {
    let value = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

/// The body, as long as it keeps within the cap; a length that is announced beyond it is not even begun.
async fn read(mut response: Response, cap: usize) -> Result<Vec<u8>, Failure> {
    let too_large = || unusual(StatusCode::OK, "http.too_large");
    let announced = response.content_length().unwrap_or_default();
    if announced > cap as u64 {
        return Err(too_large());
    }
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or_default());
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > cap {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
