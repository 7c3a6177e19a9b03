//! Waiting for the office: on the library's own threads, so that no screen waits for the store, and given up when the
//! caller gives up. Kotlin and Python cancel by dropping the call; Swift cannot, hence [`Cancellation`].

use crate::error::PhoneError;
use lianxin_core::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinHandle};

/// Cancels the calls it was given to, those under way and those to come.
#[derive(uniffi::Object)]
pub struct Cancellation {
    cancelled: watch::Sender<bool>,
}

#[uniffi::export]
impl Cancellation {
    /// Nothing cancelled yet.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self { cancelled: watch::Sender::new(false) })
    }

    /// Cancels, once and for all.
    pub fn cancel(&self) {
        self.cancelled.send_replace(true);
    }

    /// Whether it has been cancelled.
    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }
}

impl Cancellation {
    async fn wait(&self) {
        // The sender is this object's own, so the only end is a cancellation.
        let _ = self.cancelled.subscribe().wait_for(|cancelled| *cancelled).await;
    }
}

/// A task that ends when nobody waits for it any more.
struct Task<T>(JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs what waits, until it is done or cancelled. Needs the runtime of an async export.
pub(crate) async fn run<T: Send + 'static>(
    cancellation: Option<Arc<Cancellation>>,
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, PhoneError> {
    let task = Task(tokio::spawn(work));
    let cancelled = async {
        match cancellation {
            Some(cancellation) => cancellation.wait().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        () = cancelled => Err(PhoneError::cancelled()),
        done = task => match done {
            Ok(done) => Ok(done?),
            Err(error) if error.is_cancelled() => Err(PhoneError::cancelled()),
            Err(_) => Err(PhoneError::panicked()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Tells when it is dropped.
    struct Held(Option<tokio::sync::oneshot::Sender<()>>);

    impl Drop for Held {
        fn drop(&mut self) {
            let _ = self.0.take().map(|sender| sender.send(()));
        }
    }

    fn endless() -> (impl Future<Output = Result<(), Error>> + Send + 'static, tokio::sync::oneshot::Receiver<()>) {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let held = Held(Some(sender));
        let work = async move {
            let _held = held;
            std::future::pending::<()>().await;
            Ok(())
        };
        (work, receiver)
    }

    async fn within_seconds<T>(work: impl Future<Output = T>) -> T {
        tokio::time::timeout(Duration::from_secs(5), work).await.expect("it should not take so long")
    }

    #[tokio::test]
    async fn a_call_that_nobody_waits_for_is_dropped() {
        let (work, dropped) = endless();
        let waited = tokio::time::timeout(Duration::from_millis(20), run(None, work)).await;
        assert!(waited.is_err());
        within_seconds(dropped).await.unwrap();
    }

    #[tokio::test]
    async fn a_cancellation_ends_the_call_and_drops_it() {
        let (work, dropped) = endless();
        let cancellation = Cancellation::new();
        let call = tokio::spawn(run(Some(cancellation.clone()), work));
        cancellation.cancel();
        assert_eq!(within_seconds(call).await.unwrap(), Err(PhoneError::cancelled()));
        within_seconds(dropped).await.unwrap();
        let (work, _dropped) = endless();
        assert_eq!(run(Some(cancellation), work).await, Err(PhoneError::cancelled()), "it stays cancelled");
    }

    #[tokio::test]
    async fn a_panic_while_waiting_becomes_an_error() {
        let work = async { panic!("on purpose") };
        assert_eq!(run::<()>(None, work).await, Err(PhoneError::panicked()));
    }
}
