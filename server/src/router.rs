//! The one table of routes, and what holds for all of them.

use crate::api;
use crate::api::view::Look;
use crate::app::App;
use crate::auth::{Viewer, own_page};
use crate::console;
use crate::error::{ErrorKind, ProblemCode};
use crate::limits::Limits;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::any::Any;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// What handlers share.
#[derive(Clone)]
pub struct Shared {
    /// The office.
    pub app: Arc<App>,
    /// What is in use.
    pub limits: Arc<Limits>,
    /// How long a request may take.
    pub request_time: Duration,
}

impl Shared {
    /// Does synchronous work on a thread of its own, once there is a turn for it. The work goes on to its end even if
    /// nobody waits for it any more, and keeps its turn until then: what was begun is not torn.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App) -> Result<T, ErrorKind> + Send + 'static,
    ) -> Result<T, ErrorKind> {
        let turn = self.limits.work().await?;
        let app = self.app.clone();
        let work = move || {
            let _turn = turn;
            work(&app)
        };
        spawn_blocking(work).await.map_err(|_| ErrorKind::Panicked)?
    }
}

impl Shared {
    /// Looks for a viewer on a thread of its own; whose households were shown is noted before the answer is sent.
    pub async fn look<T: Send + 'static>(
        &self,
        viewer: Viewer,
        work: impl FnOnce(&Look<'_>) -> Result<T, ErrorKind> + Send + 'static,
    ) -> Result<T, ErrorKind> {
        self.blocking(move |app| app.look(viewer, work)).await
    }
}

/// All routes.
pub fn router(shared: Shared) -> Router {
    let (api, _) = api::router().split_for_parts();
    let page = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    Router::new()
        .route("/v1/sync", post(api::sync::ask))
        .route("/v1/enrol", post(api::enrolment::enrol))
        .merge(api.layer(from_fn(own_page)))
        .fallback(console::page)
        .method_not_allowed_fallback(|| async { ErrorKind::Method })
        .layer(from_fn_with_state(shared.clone(), in_time))
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| ErrorKind::Panicked.into_response()))
        .layer(page(CACHE_CONTROL, "no-store"))
        .layer(page(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(page(REFERRER_POLICY, "no-referrer"))
        .layer(page(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(page(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(page(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .layer(from_fn(log))
        .with_state(shared)
}

/// Ends requests that take too long: a phone that sends a byte a minute holds nobody up.
async fn in_time(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(shared.request_time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ErrorKind::TimedOut.into_response(),
    }
}

/// One line a request: the route, never the address, the query or who asked.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let began = tokio::time::Instant::now();
    let response = next.run(request).await;
    let code = response.extensions().get::<ProblemCode>().map_or("-", |code| code.0);
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status = response.status().as_u16(), code, ms, "request");
    response
}
