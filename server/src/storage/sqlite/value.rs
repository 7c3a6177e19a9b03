//! Values as columns.

use crate::storage::StorageError;
use lianxin_core::code::GridCode;
use lianxin_core::id::{DocumentId, Hash, PersonId};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// A column that does not hold what this office writes.
pub(super) fn bad() -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Null, Box::new(FromSqlError::InvalidType))
}

/// An unsigned number as SQLite's signed one.
pub(super) fn signed(number: u64) -> Result<i64, StorageError> {
    i64::try_from(number).map_err(|_| StorageError::Corrupt("number"))
}

/// A number that is never negative.
pub(super) struct Unsigned(pub(super) u64);

impl FromSql for Unsigned {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = i64::column_result(value)?;
        u64::try_from(number).map(Self).map_err(|_| FromSqlError::OutOfRange(number))
    }
}

/// A grid by its code's number.
pub(super) struct Grid(pub(super) GridCode);

impl FromSql for Grid {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = Unsigned::column_result(value)?.0;
        GridCode::from_number(number).map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

impl ToSql for Grid {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let number = i64::try_from(self.0.number()).map_err(|_| bad())?;
        Ok(number.into())
    }
}

/// A list as a JSON array.
pub(super) fn to_json<T: serde::Serialize>(list: &T) -> Result<String, StorageError> {
    serde_json::to_string(list).map_err(|_| StorageError::Corrupt("list"))
}

/// Reads a JSON array.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|_| bad())
}

/// A hash, or none.
pub(super) fn hash(bytes: Option<[u8; 32]>) -> Option<Hash> {
    bytes.map(Hash)
}

/// A person, or none.
pub(super) fn person(bytes: Option<[u8; 16]>) -> Option<PersonId> {
    bytes.map(PersonId)
}

/// A document.
pub(super) fn document(bytes: [u8; 16]) -> DocumentId {
    DocumentId(bytes)
}
