//! Serving: the listener, TLS, the control socket, the sweeper, and a graceful end.

use crate::app::App;
use crate::control;
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::router::{Shared, router};
use crate::settings::Settings;
use crate::tls;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use lianxin_core::time::Host;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

/// How often what is left over is looked for; DESIGN §6 allows it to be one second behind.
const SWEEP_EVERY: Duration = Duration::from_millis(500);
/// How often the record looks how far the access log is.
const REMEMBER_EVERY: Duration = Duration::from_secs(60);
/// How often what is over is forgotten.
const TIDY_EVERY: Duration = Duration::from_secs(3600);
/// How often whoever reads the log is told that the keys end.
const WARN_EVERY: Duration = Duration::from_secs(24 * 3600);
/// How long a connection may take to its first request.
const FIRST_TIME: Duration = Duration::from_secs(15);
/// How long it may take to the next one: longer than phones keep a connection (90 s), so that it is the phone which
/// ends it, and no question runs into a connection that is being closed.
const NEXT_TIME: Duration = Duration::from_secs(100);
/// How long requests under way may take once the end has come.
const GRACE: Duration = Duration::from_secs(10);

/// Why the server did not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened at.
    #[error("cannot listen at {0}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The control socket cannot be made.
    #[error("cannot make the control socket")]
    Control(#[source] io::Error),
    /// The listener failed.
    #[error("cannot go on listening")]
    Run(#[source] io::Error),
    /// The office did not open.
    #[error(transparent)]
    Office(#[from] ErrorKind),
}

/// A server that listens and does not answer yet.
pub struct Server {
    /// The office.
    pub app: Arc<App>,
    /// Where it listens.
    pub address: SocketAddr,
    listener: TcpListener,
    control: control::Listener,
    shared: Shared,
    tls: RustlsConfig,
}

impl Server {
    /// Takes the data directory and the address.
    pub fn bind(settings: &Settings, host: Arc<dyn Host>) -> Result<Self, ServeError> {
        let failed = |error| ServeError::Listen(settings.listen, error);
        let listener = TcpListener::bind(settings.listen).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let app = Arc::new(App::open_at(settings, address, host)?);
        let config = app.tls.server_config(&tls::names(&app.addresses)).map_err(ErrorKind::from)?;
        let control = control::Listener::bind(&settings.data).map_err(ServeError::Control)?;
        let limits = Arc::new(Limits::new(settings.concurrent_requests, settings.body_memory_mib));
        let shared = Shared { app: app.clone(), limits, request_time: settings.request_time };
        Ok(Self { app, address, listener, control, shared, tls: RustlsConfig::from_config(config) })
    }

    /// Where phones and browsers reach the office.
    pub fn addresses(&self) -> &[String] {
        &self.app.addresses
    }

    /// Serves until `stop` says so; then lets requests under way come to their end.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
        let (ending, ended) = watch::channel(false);
        self.app.warn_of_keys().map_err(ServeError::Office)?;
        let background = [
            tokio::spawn(every(WARN_EVERY, self.app.clone(), App::warn_of_keys, ended.clone())),
            tokio::spawn(every(SWEEP_EVERY, self.app.clone(), App::sweep, ended.clone())),
            tokio::spawn(every(REMEMBER_EVERY, self.app.clone(), App::remember_reads, ended.clone())),
            tokio::spawn(every(TIDY_EVERY, self.app.clone(), App::tidy, ended.clone())),
            tokio::spawn(self.control.run(self.app.clone(), ended)),
        ];
        let (app, handle) = (self.app.clone(), Handle::new());
        let mut server = from_tcp_rustls(self.listener, self.tls).map_err(ServeError::Run)?;
        server.http_builder().http1().header_read_timeout(NEXT_TIME);
        let routes = router(self.shared).into_make_service_with_connect_info::<SocketAddr>();
        let mut serving = std::pin::pin!(server.handle(handle.clone()).first_request_timeout(FIRST_TIME).serve(routes));
        let result = tokio::select! {
            result = &mut serving => result,
            () = stop => {
                tracing::info!("ending");
                app.events.end();
                handle.graceful_shutdown(Some(GRACE));
                serving.await
            }
        };
        let _ = ending.send(true);
        for task in background {
            let _ = task.await;
        }
        let remembered = spawn_blocking(move || app.remember_reads()).await;
        remembered.map_err(|_| ErrorKind::Panicked)??;
        result.map_err(ServeError::Run)
    }
}

/// Does something again and again until the end.
async fn every(
    pause: Duration,
    app: Arc<App>,
    work: fn(&App) -> Result<(), ErrorKind>,
    mut ended: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            _ = ended.changed() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let app = app.clone();
        let done = spawn_blocking(move || work(&app)).await;
        if let Err(error) = done.map_err(|_| ErrorKind::Panicked).and_then(|done| done) {
            tracing::error!(cause = crate::error::chain(&error), "work in the background failed");
        }
    }
}

/// Ctrl-C, or the signal by which service managers end a program.
pub async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
