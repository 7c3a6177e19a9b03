//! Numbered migrations, each in a transaction of its own. `user_version` says how far a file has come.

use super::failed;
use crate::storage::StorageError;
use rusqlite::{Connection, TransactionBehavior};

/// Append only: a migration that was released is never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_office.sql"),
    include_str!("../migrations/0002_concern.sql"),
    include_str!("../migrations/0003_desk.sql"),
];

pub(super) fn run(connection: &mut Connection) -> Result<(), StorageError> {
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if found > known {
        return Err(StorageError::Newer(found));
    }
    for (number, sql) in (1u32..).zip(MIGRATIONS).filter(|(number, _)| *number > found) {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        tx.execute_batch(sql).map_err(failed)?;
        tx.pragma_update(None, "user_version", number).map_err(failed)?;
        tx.commit().map_err(failed)?;
    }
    Ok(())
}
