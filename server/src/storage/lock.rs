//! One process a data directory: a lock of the operating system, which falls with the process that holds it.

use super::StorageError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

const FILE: &str = "office.lock";

/// Takes the directory for this process for as long as the file stays open.
pub(super) fn take(directory: &Path) -> Result<File, StorageError> {
    let path = directory.join(FILE);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StorageError::InUse),
        Err(TryLockError::Error(error)) => Err(io(error)),
    }
}

fn io(error: std::io::Error) -> StorageError {
    StorageError::Io(Box::new(error))
}
