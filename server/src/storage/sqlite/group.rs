//! Group commit. Writers take turns in one transaction; whoever finds nobody waiting, or has the last of so many turns,
//! makes it durable for all, and until then none of them is told that anything was kept. So an evening on which many
//! phones come at one time waits for the disk once for many of them.

use super::failed;
use crate::storage::StorageError;
use rusqlite::Connection;
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Turns in one transaction at most: nobody waits for more work than this before the disk is asked.
const MOST: usize = 16;

/// The connection that writes.
pub(super) struct Writer {
    batch: Mutex<Batch>,
    /// Writers that wait for their turn: each of them will end the transaction or leave it to another.
    waiting: AtomicUsize,
    most: usize,
}

/// The transaction under way. Between two turns it is open if and only if it has kept turns.
struct Batch {
    connection: Connection,
    /// Turns that are done and not durable yet.
    kept: usize,
    ending: Arc<Ending>,
}

/// How a transaction ended, for those who wait for it.
#[derive(Default)]
struct Ending {
    outcome: Mutex<Option<Result<(), Arc<StorageError>>>>,
    told: Condvar,
}

/// One writer's turn. Dropped without [`Turn::commit`], nothing of it is kept.
pub(super) struct Turn<'w> {
    writer: &'w Writer,
    /// Given back as soon as the turn is over.
    batch: Option<MutexGuard<'w, Batch>>,
}

impl Writer {
    /// Writers share transactions of this connection.
    pub(super) fn shared(connection: Connection) -> Self {
        Self::with(connection, MOST)
    }

    /// Every writer has a transaction of its own: nothing is gained where no disk is waited for.
    pub(super) fn single(connection: Connection) -> Self {
        Self::with(connection, 1)
    }

    fn with(connection: Connection, most: usize) -> Self {
        let batch = Batch { connection, kept: 0, ending: Arc::default() };
        Self { batch: Mutex::new(batch), waiting: AtomicUsize::new(0), most }
    }

    /// The connection, with no transaction open if it is not shared.
    pub(super) fn turn(&self) -> Turn<'_> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        // A panic during a turn has undone it when the turn was dropped.
        let batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        Turn { writer: self, batch: Some(batch) }
    }

    fn is_awaited(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }
}

impl Turn<'_> {
    pub(super) fn connection(&self) -> Option<&Connection> {
        self.batch.as_ref().map(|batch| &batch.connection)
    }

    /// Begins to write: a transaction, or a part of the one under way that can be undone alone.
    pub(super) fn begin(&self) -> Result<(), StorageError> {
        let Some(batch) = &self.batch else { return Ok(()) };
        batch.run(if batch.kept == 0 { "BEGIN IMMEDIATE" } else { "SAVEPOINT turn" })
    }

    /// Returns when everything of this turn is durable.
    pub(super) fn commit(mut self) -> Result<(), StorageError> {
        let Some(mut batch) = self.batch.take() else { return Ok(()) };
        if batch.connection.is_autocommit() {
            return batch.given_up();
        }
        if batch.kept > 0
            && let Err(error) = batch.run("RELEASE turn")
        {
            self.batch = Some(batch);
            return Err(error);
        }
        batch.kept += 1;
        if batch.kept < self.writer.most && self.writer.is_awaited() {
            let ending = batch.ending.clone();
            drop(batch);
            return ending.wait();
        }
        batch.end()
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Some(mut batch) = self.batch.take() else { return };
        if batch.kept == 0 {
            // Nothing is open if the turn only looked, or if SQLite has given the transaction up.
            if !batch.connection.is_autocommit() {
                let _ = batch.run("ROLLBACK");
            }
        } else if batch.connection.is_autocommit() {
            let _ = batch.given_up();
        } else {
            let undone = batch.run("ROLLBACK TO turn; RELEASE turn");
            if undone.is_err() || !self.writer.is_awaited() {
                // Those who wait are told; the turn that is dropped has nothing to be told.
                let _ = batch.end();
            }
        }
    }
}

impl Batch {
    fn run(&self, sql: &str) -> Result<(), StorageError> {
        self.connection.execute_batch(sql).map_err(failed)
    }

    /// Makes everything durable, or nothing, and tells those who wait.
    fn end(&mut self) -> Result<(), StorageError> {
        let outcome = self.run("COMMIT").map_err(Arc::new);
        if outcome.is_err() && !self.connection.is_autocommit() {
            let _ = self.run("ROLLBACK");
        }
        self.tell(outcome.clone());
        outcome.map_err(|error| twin(&error))
    }

    /// What fails badly enough, a full disk for instance, takes the whole transaction with it.
    fn given_up(&mut self) -> Result<(), StorageError> {
        let error = || StorageError::Io(Box::new(std::io::Error::other("the transaction was given up")));
        self.tell(Err(Arc::new(error())));
        Err(error())
    }

    fn tell(&mut self, outcome: Result<(), Arc<StorageError>>) {
        self.kept = 0;
        let ending = mem::take(&mut self.ending);
        *ending.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        ending.told.notify_all();
    }
}

impl Ending {
    fn wait(&self) -> Result<(), StorageError> {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match &*outcome {
                Some(known) => return known.clone().map_err(|error| twin(&error)),
                None => outcome = self.told.wait(outcome).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// The same failure, for another who met it.
fn twin(error: &StorageError) -> StorageError {
    match error {
        StorageError::Full => StorageError::Full,
        StorageError::InUse => StorageError::InUse,
        StorageError::Newer(version) => StorageError::Newer(*version),
        StorageError::Corrupt(what) => StorageError::Corrupt(what),
        StorageError::Io(cause) => StorageError::Io(Box::new(std::io::Error::other(cause.to_string()))),
    }
}

#[cfg(test)]
mod tests;
