//! Accounts at the office's page, and the tries to come in. Secrets lie here as the vault has wrapped them.

use super::sessions::{NewSession, add_session};
use super::{Access, AccessError, Bound};
use crate::login::tries::{Locked, Tries};
use lianxin_core::id::{Hash, PersonId, sha256};
use lianxin_core::time::{DAY_MS, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

/// Wrong tries in a row after which a number is locked.
const MAX_WRONG: u32 = 5;
/// How long it is known that a number was locked.
const KEEP_MS: i64 = 7 * DAY_MS;

/// How a person comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The wrapped hash of the password.
    pub password: Vec<u8>,
    /// The wrapped secret of the authenticator.
    pub authenticator: Vec<u8>,
}

impl Access {
    /// A person's account.
    pub fn account(&self, person: PersonId) -> Result<Option<Account>, AccessError> {
        let sql = "SELECT password, authenticator FROM account WHERE person = ?";
        let read = |row: &rusqlite::Row<'_>| Ok(Account { password: row.get(0)?, authenticator: row.get(1)? });
        Ok(self.lock().query_row(sql, [person.0], read).optional()?)
    }

    /// Sets an account, uses the person's links up, ends all sessions of the person, and begins one.
    pub fn set_account(
        &self,
        bound: Bound,
        account: &Account,
        step: u64,
        session: &NewSession<'_>,
        now: Timestamp,
    ) -> Result<bool, AccessError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        // Whoever was faster with the same link has used it up.
        if tx.execute("DELETE FROM link WHERE person = ? AND enters = 0", [bound.person.0])? == 0 {
            return Ok(false);
        }
        tx.execute(
            "INSERT OR REPLACE INTO account (person, password, authenticator, last_step, set_at) VALUES (?, ?, ?, ?, ?)",
            params![bound.person.0, account.password, account.authenticator, whole(step), now.0],
        )?;
        tx.execute("DELETE FROM session WHERE person = ?", [bound.person.0])?;
        add_session(&tx, session, bound, now)?;
        tx.commit()?;
        Ok(true)
    }

    /// Begins a session by a code that no session was begun by before. False if one was.
    pub fn begin_session(
        &self,
        bound: Bound,
        step: u64,
        session: &NewSession<'_>,
        now: Timestamp,
    ) -> Result<bool, AccessError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        let is_new = use_step(&tx, bound.person, step)?;
        if is_new {
            add_session(&tx, session, bound, now)?;
        }
        tx.commit()?;
        Ok(is_new)
    }

    /// Sets another password and ends the person's sessions but one. False if the code was used before.
    pub fn change_password(
        &self,
        person: PersonId,
        password: &[u8],
        step: u64,
        keep: &Hash,
    ) -> Result<bool, AccessError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        let is_new = use_step(&tx, person, step)?;
        if is_new {
            tx.execute("UPDATE account SET password = ? WHERE person = ?", params![password, person.0])?;
            tx.execute("DELETE FROM session WHERE person = ? AND token <> ?", params![person.0, keep.0])?;
        }
        tx.commit()?;
        Ok(is_new)
    }

    /// Counts a try before it is looked at, as if it were wrong: tries at the same time are no more than tries one
    /// after another.
    pub fn take_try(&self, number: &str, now: Timestamp) -> Result<(), Result<Locked, AccessError>> {
        let mut connection = self.lock();
        let done = (|| {
            let tx = connection.transaction()?;
            let name = name(number);
            let mut tries = read_tries(&tx, &name)?;
            let taken = tries.take(MAX_WRONG, now);
            tx.execute(
                "INSERT OR REPLACE INTO tries (number, wrong, locks, locked_until, last_at) VALUES (?, ?, ?, ?, ?)",
                params![name.0, tries.wrong, tries.locks, tries.locked_until.0, tries.last.0],
            )?;
            tx.commit()?;
            Ok(taken)
        })();
        match done {
            Ok(taken) => taken.map_err(Ok),
            Err(error) => Err(Err(error)),
        }
    }

    /// A try was right: the ones before are forgotten.
    pub fn forget_tries(&self, number: &str) -> Result<(), AccessError> {
        self.lock().execute("DELETE FROM tries WHERE number = ?", [name(number).0])?;
        Ok(())
    }

    /// Forgets tries that are long past.
    pub fn forget_old_tries(&self, now: Timestamp) -> Result<(), AccessError> {
        let old = now.plus_ms(-KEEP_MS).0;
        self.lock().execute("DELETE FROM tries WHERE last_at < ? AND locked_until < ?", params![old, now.0])?;
        Ok(())
    }
}

/// A code is good once, and none that is older than one that was taken (RFC 6238 §5.2).
fn use_step(connection: &Connection, person: PersonId, step: u64) -> Result<bool, AccessError> {
    let sql = "UPDATE account SET last_step = ?1 WHERE person = ?2 AND last_step < ?1";
    Ok(connection.execute(sql, params![whole(step), person.0])? == 1)
}

fn read_tries(connection: &Connection, name: &Hash) -> Result<Tries, AccessError> {
    let sql = "SELECT wrong, locks, locked_until, last_at FROM tries WHERE number = ?";
    let read = |row: &rusqlite::Row<'_>| {
        let (locked_until, last) = (Timestamp(row.get(2)?), Timestamp(row.get(3)?));
        Ok(Tries { wrong: row.get(0)?, locks: row.get(1)?, locked_until, last })
    };
    Ok(connection.query_row(sql, [name.0], read).optional()?.unwrap_or_default())
}

fn name(number: &str) -> Hash {
    sha256(&[b"lianxin/number/1", number.trim().as_bytes()])
}

fn whole(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}
