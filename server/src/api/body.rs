//! Bodies that the page sends: JSON of a bounded size. What cannot be read is a problem like any other.

use crate::error::ErrorKind;
use crate::router::Shared;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

/// Bytes of a JSON body at most: two hundred numbers of people, or a note, fit many times.
const MAX_JSON_BYTES: usize = 64 * 1024;

/// What the page sent.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for Sent<T> {
    type Rejection = ErrorKind;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, ErrorKind> {
        let body = shared.limits.take(request, "application/json", MAX_JSON_BYTES).await?;
        serde_json::from_slice(&body.bytes).map(Self).map_err(|_| ErrorKind::BodyMalformed)
    }
}
