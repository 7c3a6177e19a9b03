//! The office's disk, on which the power may fail.

use lianxin_server::storage::{ReadTx, SqliteStorage, Storage, StorageError, WriteTx};
use std::sync::{Arc, Mutex};

/// Storage whose process may die before any of its transactions.
#[derive(Clone)]
pub(super) struct Disk {
    pub(super) sqlite: Arc<SqliteStorage>,
    /// Transactions until the crash.
    pub(super) crash_in: Arc<Mutex<Option<usize>>>,
}

impl Storage for Disk {
    fn begin_read(&self) -> Result<Box<dyn ReadTx + '_>, StorageError> {
        self.sqlite.begin_read()
    }

    fn begin_write(&self) -> Result<Box<dyn WriteTx + '_>, StorageError> {
        match self.crash_in.lock().expect("one thread").as_mut() {
            Some(0) => return Err(StorageError::Corrupt("crash")),
            Some(left) => *left -= 1,
            None => {}
        }
        self.sqlite.begin_write()
    }
}
