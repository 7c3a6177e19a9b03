//! Enrolment of phones.

use super::sync::cbor;
use crate::enrolment::MAX_REQUEST_BYTES;
use crate::error::ErrorKind;
use crate::router::Shared;
use axum::body::Body;
use axum::extract::State;
use axum::http::Request;
use axum::response::Response;

/// Takes a phone's request and says how far its enrolment is.
pub async fn enrol(State(shared): State<Shared>, request: Request<Body>) -> Result<Response, ErrorKind> {
    let body = shared.limits.take_cbor(request, MAX_REQUEST_BYTES).await?;
    shared.blocking(move |app| app.enrol(&body.bytes)).await.map(cbor)
}
