//! Hearing what has changed on the phone. One thread a phone carries changes to its listeners; what comes while a
//! listener is busy reaches it as one set.

use crate::host::CallbackError;
use crate::mirror::Change;
use lianxin_core::companion::Changes;
use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, ThreadId, current};

/// Hears what has changed on the phone: what screens show of it is to be read again. May call the phone. Called on a
/// thread of the library's, one call at a time, and never while a call is under way in the phone itself; while it works,
/// other listeners wait. What it throws is let go.
#[uniffi::export(foreign)]
pub trait ChangeListener: Send + Sync {
    /// Something has changed since the last call.
    fn changed(&self, changes: HashSet<Change>) -> Result<(), CallbackError>;
}

/// A listener that hears changes until this handle goes.
#[derive(uniffi::Object)]
pub struct Subscription {
    number: u64,
    courier: Arc<Courier>,
}

#[uniffi::export]
impl Subscription {
    /// Ends it, as does letting go of the handle. Once this returns, the listener is not called any more: a call under
    /// way is waited for, unless this is that very call.
    pub fn stop(&self) {
        let listener = self.courier.lock().listeners.remove(&self.number);
        self.courier.wait_for(|calling| calling == self.number);
        drop(listener);
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The listeners of a phone.
#[derive(Default)]
pub(crate) struct Courier {
    state: Mutex<State>,
    called: Condvar,
}

#[derive(Default)]
struct State {
    listeners: BTreeMap<u64, Arc<dyn ChangeListener>>,
    last_number: u64,
    /// The thread that carries changes, once there was a listener.
    thread: Option<ThreadId>,
    /// The listener that is being called.
    calling: Option<u64>,
}

impl Courier {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a listener; the first one starts the thread.
    pub(crate) fn add(
        self: &Arc<Self>,
        listener: Arc<dyn ChangeListener>,
        changes: impl FnOnce() -> Changes,
    ) -> std::io::Result<Arc<Subscription>> {
        let mut state = self.lock();
        if state.thread.is_none() {
            let (courier, changes) = (self.clone(), changes());
            let thread = Builder::new().name("lianxin-changes".into()).spawn(move || courier.carry(&changes))?;
            state.thread = Some(thread.thread().id());
        }
        state.last_number += 1;
        let number = state.last_number;
        state.listeners.insert(number, listener);
        Ok(Arc::new(Subscription { number, courier: self.clone() }))
    }

    /// Ends every subscription, as [`Subscription::stop`] ends one.
    pub(crate) fn end_all(&self) {
        let listeners = std::mem::take(&mut self.lock().listeners);
        self.wait_for(|_| true);
        drop(listeners);
    }

    /// Waits until no such listener is being called; a listener does not wait for itself.
    fn wait_for(&self, is_meant: impl Fn(u64) -> bool) {
        let mut state = self.lock();
        while state.thread != Some(current().id()) && state.calling.is_some_and(&is_meant) {
            state = self.called.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn carry(&self, changes: &Changes) {
        while let Some(changes) = changes.wait() {
            let changes: HashSet<Change> = changes.into_iter().map(Change::from).collect();
            let numbers: Vec<u64> = self.lock().listeners.keys().copied().collect();
            numbers.into_iter().for_each(|number| self.call(number, changes.clone()));
        }
        self.end_all();
    }

    fn call(&self, number: u64, changes: HashSet<Change>) {
        let listener = {
            let mut state = self.lock();
            let Some(listener) = state.listeners.get(&number).cloned() else { return };
            state.calling = Some(number);
            listener
        };
        // Whatever it throws is its own affair, and it is let go of before the call counts as over.
        let _ = catch_unwind(AssertUnwindSafe(move || drop(listener.changed(changes))));
        self.lock().calling = None;
        self.called.notify_all();
    }
}
