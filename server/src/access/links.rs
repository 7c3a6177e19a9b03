//! Links to the office's page. What a link holds is not kept, only its hash.

use super::sessions::{NewSession, add_session, read_bound};
use super::{Access, AccessError, Bound, Token};
use lianxin_core::time::Timestamp;
use rusqlite::{OptionalExtension, params};

/// How long a link is good.
pub const LINK_MS: i64 = 15 * 60_000;
/// Wrong codes after which a link is void.
const MAX_WRONG: u32 = 10;

/// A link that is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whom it lets in, and under which post.
    pub bound: Bound,
    /// It begins a session at once.
    pub enters: bool,
    /// The wrapped secret that was offered with it.
    pub authenticator: Option<Vec<u8>>,
}

impl Access {
    /// Makes a link. One that sets an account makes the person's earlier ones void.
    pub fn add_link(
        &self,
        token: &Token,
        bound: Bound,
        enters: bool,
        now: Timestamp,
    ) -> Result<Timestamp, AccessError> {
        let expires = now.plus_ms(LINK_MS);
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        tx.execute("DELETE FROM link WHERE person = ? AND enters = ?", params![bound.person.0, enters])?;
        tx.execute(
            "INSERT INTO link (token, person, assignment, expires_at, enters) VALUES (?, ?, ?, ?, ?)",
            params![token.hash().0, bound.person.0, bound.assignment.0, expires.0, enters],
        )?;
        tx.commit()?;
        Ok(expires)
    }

    /// A link, if it is good.
    pub fn link(&self, token: &Token, now: Timestamp) -> Result<Option<Link>, AccessError> {
        let sql = "SELECT person, assignment, enters, authenticator FROM link WHERE token = ? AND expires_at > ?";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Link { bound: read_bound(row)?, enters: row.get(2)?, authenticator: row.get(3)? })
        };
        Ok(self.lock().query_row(sql, params![token.hash().0, now.0], read).optional()?)
    }

    /// Offers a wrapped secret with a link, unless one was offered before.
    pub fn offer(&self, token: &Token, authenticator: &[u8]) -> Result<(), AccessError> {
        let sql = "UPDATE link SET authenticator = ? WHERE token = ? AND authenticator IS NULL";
        self.lock().execute(sql, params![authenticator, token.hash().0])?;
        Ok(())
    }

    /// Counts a code that is about to be tried with a link. False if too many were.
    pub fn try_link(&self, token: &Token) -> Result<bool, AccessError> {
        let sql = "UPDATE link SET wrong = wrong + 1 WHERE token = ? AND wrong < ?";
        Ok(self.lock().execute(sql, params![token.hash().0, MAX_WRONG])? == 1)
    }

    /// Uses a link up that begins a session at once. None if it is used, too old, or another kind.
    pub fn enter(&self, link: &Token, session: &NewSession<'_>, now: Timestamp) -> Result<Option<Bound>, AccessError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        let sql = "DELETE FROM link WHERE token = ? AND expires_at > ? AND enters = 1 RETURNING person, assignment";
        let bound = tx.query_row(sql, params![link.hash().0, now.0], read_bound).optional()?;
        if let Some(bound) = bound {
            add_session(&tx, session, bound, now)?;
        }
        tx.commit()?;
        Ok(bound)
    }

    /// Forgets links that let nobody in any more.
    pub fn forget_links(&self, now: Timestamp) -> Result<(), AccessError> {
        self.lock().execute("DELETE FROM link WHERE expires_at <= ?", [now.0])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sessions::tests::{NOW, bound, new};
    use super::*;

    #[test]
    fn a_link_lets_in_once_only_while_it_is_young_and_only_if_it_is_meant_to() {
        let access = Access::in_memory().unwrap();
        let (link, session) = (Token([1; 32]), Token([2; 32]));
        access.add_link(&link, bound(), true, NOW).unwrap();
        assert_eq!(access.enter(&link, &new(&session), NOW).unwrap(), Some(bound()));
        assert_eq!(access.enter(&link, &new(&Token([3; 32])), NOW).unwrap(), None, "used");
        access.add_link(&link, bound(), true, NOW).unwrap();
        let late = NOW.plus_ms(LINK_MS);
        assert_eq!(access.enter(&link, &new(&Token([3; 32])), late).unwrap(), None, "too old");
        access.add_link(&Token([4; 32]), bound(), false, NOW).unwrap();
        assert_eq!(access.enter(&Token([4; 32]), &new(&Token([3; 32])), NOW).unwrap(), None, "of the other kind");
    }

    #[test]
    fn a_new_link_makes_the_one_before_void_and_ten_wrong_codes_too() {
        let access = Access::in_memory().unwrap();
        access.add_link(&Token([1; 32]), bound(), false, NOW).unwrap();
        access.add_link(&Token([2; 32]), bound(), false, NOW).unwrap();
        assert_eq!(access.link(&Token([1; 32]), NOW).unwrap(), None);
        let tried: Vec<bool> = (0..11).map(|_| access.try_link(&Token([2; 32])).unwrap()).collect();
        assert_eq!(tried.iter().filter(|tried| **tried).count(), 10);
    }

    #[test]
    fn the_secret_offered_with_a_link_stays_the_same() {
        let access = Access::in_memory().unwrap();
        let link = Token([1; 32]);
        access.add_link(&link, bound(), false, NOW).unwrap();
        access.offer(&link, b"first").unwrap();
        access.offer(&link, b"second").unwrap();
        assert_eq!(access.link(&link, NOW).unwrap().unwrap().authenticator.as_deref(), Some(&b"first"[..]));
    }
}
