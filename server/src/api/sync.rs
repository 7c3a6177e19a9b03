//! Questions of phones.

use crate::error::ErrorKind;
use crate::router::Shared;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Request};
use axum::response::{IntoResponse, Response};
use lianxin_core::sync::envelope::{MAX_SEALED_BYTES, sender};

/// Takes a sealed question and gives the sealed answer.
pub async fn ask(State(shared): State<Shared>, request: Request<Body>) -> Result<Response, ErrorKind> {
    let body = shared.limits.take_cbor(request, MAX_SEALED_BYTES).await?;
    let phone = sender(&body.bytes).map_err(|error| ErrorKind::Ask(error.into()))?;
    let turn = shared.limits.phone(phone)?;
    let answer = shared
        .blocking(move |app| {
            // Body and turn are given back when the work is done, not when the phone hangs up.
            let (body, _turn) = (body, turn);
            Ok(app.office.handle(&body.bytes, app.host.now())?)
        })
        .await?;
    Ok(cbor(answer))
}

/// A body of CBOR.
pub(super) fn cbor(body: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/cbor"))], body).into_response()
}
