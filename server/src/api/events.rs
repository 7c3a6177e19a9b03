//! The stream by which a page that stays open hears that something has changed (Server-Sent Events).

use crate::access::Token;
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::events::{EVERY, Seen, WHAT};
use crate::router::Shared;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_core::Stream;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// How often something is said where there is nothing to say, so that nothing between takes the line for dead.
const STILL_HERE: Duration = Duration::from_secs(15);
/// After how long a browser comes again.
const COME_AGAIN: Duration = Duration::from_secs(3);

/// Events on their way to one page.
struct Line(mpsc::Receiver<Event>);

impl Stream for Line {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx).map(|event| event.map(Ok))
    }
}

/// Says when something of the community has changed; ends with the session. `event: changed`, `data: {"what":["visits"]}`
#[utoipa::path(get, path = "/api/v1/events", tag = "events", responses(
    (status = 200, body = String, content_type = "text/event-stream"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub async fn events(
    viewer: Viewer,
    session: Token,
    State(shared): State<Shared>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ErrorKind> {
    let app = shared.app.clone();
    // Whoever is refused hears so at once, not in a stream that ends.
    drop(app.events.take(viewer.session)?);
    let (say, line) = mpsc::channel(1);
    let first = shared.blocking(move |app| app.seen(viewer.community)).await?;
    let _ = say.try_send(Event::default().retry(COME_AGAIN).comment("open"));
    tokio::spawn(async move {
        if let Ok(_place) = app.events.take(viewer.session) {
            watch(&shared, viewer, &session, first, &say).await;
        }
    });
    Ok(Sse::new(Line(line)).keep_alive(KeepAlive::new().interval(STILL_HERE)))
}

/// Looks until nobody listens, the session ends or changes its post, or the server does.
async fn watch(shared: &Shared, viewer: Viewer, session: &Token, mut last: Seen, say: &mpsc::Sender<Event>) {
    loop {
        tokio::select! {
            () = say.closed() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        let session = session.clone();
        let looked = shared.blocking(move |app| {
            let (bound, began) = app.access.peek(&session, app.host.now())?.ok_or(ErrorKind::NoSession)?;
            let now = app.viewer_of(bound, viewer.session, began)?;
            if now.assignment != viewer.assignment || app.events.is_ending() {
                return Err(ErrorKind::NoSession);
            }
            app.seen(viewer.community)
        });
        let seen = match looked.await {
            Ok(seen) => seen,
            // In a storm phones go first; the page hears of it a moment later.
            Err(ErrorKind::Busy) => continue,
            Err(_) => return,
        };
        let changed = WHAT.iter().zip(last.iter().zip(&seen)).filter(|(_, (a, b))| a != b).map(|(what, _)| *what);
        let changed: Vec<&str> = changed.collect();
        if changed.is_empty() {
            continue;
        }
        let data = serde_json::json!({ "what": changed }).to_string();
        if say.send(Event::default().event("changed").data(data)).await.is_err() {
            return;
        }
        last = seen;
    }
}
