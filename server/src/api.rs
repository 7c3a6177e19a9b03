//! What the server answers: phones in CBOR, the console in JSON.

pub mod enrolment;
pub mod session;
pub mod sync;

use crate::router::Shared;
use utoipa_axum::router::OpenApiRouter;

/// The office's own routes, with their description.
pub fn router() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
}

/// The description of the office's API: OpenAPI 3.1, as it is committed.
pub fn description() -> String {
    let (_, api) = router().split_for_parts();
    let mut text = api.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
