//! Hearing how a sync gets on.

use crate::host::CallbackError;
use crate::mirror::Phase;
use lianxin_core::{companion, session};
use std::sync::Arc;

/// Hears how a sync gets on. May call the phone. What it throws is let go: a sync does not end because of a screen.
#[uniffi::export(foreign)]
pub trait SyncListener: Send + Sync {
    /// A phase has begun or moved on.
    fn progress(&self, phase: Phase) -> Result<(), CallbackError>;
}

/// A foreign listener as the core knows one.
pub(crate) struct ForeignListener(pub(crate) Option<Arc<dyn SyncListener>>);

impl companion::SyncListener for ForeignListener {
    fn progress(&self, phase: session::Phase) {
        if let Some(listener) = &self.0 {
            let _ = listener.progress(phase.into());
        }
    }
}
