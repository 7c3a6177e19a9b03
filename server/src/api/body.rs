//! Bodies of questions: JSON of a bounded size; what cannot be read is a problem like any other.

use crate::error::ErrorKind;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

/// A body in JSON.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ErrorKind;

    async fn from_request(request: Request, state: &S) -> Result<Self, ErrorKind> {
        let read = Json::from_request(request, state).await;
        read.map(|Json(body)| Self(body)).map_err(|rejection| match rejection {
            JsonRejection::MissingJsonContentType(_) => ErrorKind::BodyType,
            other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => ErrorKind::BodyTooLarge,
            _ => ErrorKind::BodyMalformed,
        })
    }
}
