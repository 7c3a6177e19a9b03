//! What SQLite and SQLCipher say, in the words of the store.

use crate::cbor::CborError;
use crate::store::{StoreError, is_without_room};
use rusqlite::{Error, ErrorCode, ffi};

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::SystemIoFailure) if is_without_room(&std::io::Error::last_os_error()) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt,
            // Opened for writing, so it is SQLCipher: once a page has failed its check it takes no more writes.
            Some(ErrorCode::ReadOnly) if extended(&error) == ffi::SQLITE_READONLY => Self::Corrupt,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(_) => Self::Io,
            None => match error {
                // A value that this store never wrote.
                Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::InvalidColumnType(..)
                | Error::Utf8Error(..) => Self::Corrupt,
                _ => Self::Io,
            },
        }
    }
}

fn extended(error: &Error) -> i32 {
    error.sqlite_error().map_or(0, |error| error.extended_code)
}

impl From<CborError> for StoreError {
    fn from(_: CborError) -> Self {
        Self::Corrupt
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if is_without_room(&error) { Self::Full } else { Self::Io }
    }
}
