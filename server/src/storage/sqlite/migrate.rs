//! Numbered migrations, each in a transaction of its own. `user_version` says how far a file has come.

use super::failed;
use crate::storage::StorageError;
use rusqlite::{Connection, TransactionBehavior};

/// Append only: a migration that was released is never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_office.sql"),
    include_str!("../migrations/0002_concern.sql"),
    include_str!("../migrations/0003_desk.sql"),
    include_str!("../migrations/0004_received.sql"),
    include_str!("../migrations/0005_page.sql"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_of_before_say_when_they_came_in() {
        let mut connection = Connection::open_in_memory().unwrap();
        MIGRATIONS[..3].iter().for_each(|sql| connection.execute_batch(sql).unwrap());
        connection.pragma_update(None, "user_version", 3).unwrap();
        for (seq, kind, status) in [(1, 1, 3), (2, 1, 1), (3, 2, 1)] {
            let entry = "INSERT INTO entry (seq, hash, device, actor, n, branch, received_at, status, code, forced, sealed) \
                         VALUES (?1, ?1, 0, 0, ?1, 0, ?1 * 10, ?2, 0, 0, 0)";
            connection.execute(entry, [seq, status]).unwrap();
            let object = "INSERT INTO object (id, document, kind, bytes) VALUES (?1 * 64 + 3, x'07', ?2, 0)";
            connection.execute(object, [seq, kind]).unwrap();
        }
        let visit = "INSERT INTO visit_row VALUES (x'07', 0, 0, 0, 0, 0, 0, 0, '', '[]', NULL, '', '[]', '[]')";
        connection.execute(visit, []).unwrap();
        run(&mut connection).unwrap();
        let at: i64 = connection.query_row("SELECT received_at FROM visit_row", [], |row| row.get(0)).unwrap();
        assert_eq!(at, 20, "neither when it was refused nor when it was changed");
    }

    #[test]
    fn visits_of_before_are_in_the_indexes_of_the_page() {
        let mut connection = Connection::open_in_memory().unwrap();
        MIGRATIONS[..4].iter().for_each(|sql| connection.execute_batch(sql).unwrap());
        connection.pragma_update(None, "user_version", 4).unwrap();
        let visit = "INSERT INTO visit_row VALUES (x'07', x'03', 901014001, 0, 0, 5, 1, 0, '', '[]', 9, '', '[]', \
                     '[\"outcome\"]', 0)";
        connection.execute(visit, []).unwrap();
        run(&mut connection).unwrap();
        for (index, is_in_it) in [("visit_disputed", "conflicts <> '[]'"), ("visit_follow_up", "follow_up IS NOT NULL")]
        {
            let sql = format!(
                "SELECT count(*) FROM visit_row INDEXED BY {index} WHERE grid / 1000 = 901014 AND day >= 5 AND {is_in_it}"
            );
            assert_eq!(connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap(), 1, "{index}");
        }
    }
}
