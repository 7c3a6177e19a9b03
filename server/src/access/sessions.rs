//! Links that let in once, and sessions at the console. What link and cookie hold is not kept, only its hash.

use super::{Access, AccessError, bytes};
use lianxin_core::id::{AssignmentId, Hash, PersonId, from_base32, sha256, to_base32};
use lianxin_core::time::{Host, Timestamp, random};
use rusqlite::{OptionalExtension, params};

/// How long a link is good.
pub const LINK_MS: i64 = 15 * 60_000;
/// A session ends when nothing has been asked for so long.
pub const IDLE_MS: i64 = 30 * 60_000;
/// A session ends at the latest after so long.
pub const ABSOLUTE_MS: i64 = 12 * 3_600_000;
/// How exactly it is known when a session was last seen: not every read shall be a write.
const SEEN_EVERY_MS: i64 = 60_000;

/// 256 random bits that let somebody in.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

/// Whom a link or session is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The person.
    pub person: PersonId,
    /// The one post under which the person acts.
    pub assignment: AssignmentId,
}

impl Token {
    /// Makes a new one.
    pub fn new(host: &dyn Host) -> Self {
        Self(random(host))
    }

    /// Reads what stands in a link or cookie.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(from_base32(text)?.try_into().ok()?))
    }

    /// What stands in a link or cookie.
    pub fn text(&self) -> String {
        to_base32(&self.0)
    }

    fn hash(&self) -> Hash {
        sha256(&[b"lianxin/token/1", &self.0])
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Access {
    /// Makes a link that lets in once.
    pub fn add_link(&self, token: &Token, bound: Bound, now: Timestamp) -> Result<Timestamp, AccessError> {
        let expires = now.plus_ms(LINK_MS);
        self.lock().execute(
            "INSERT INTO link (token, person, assignment, expires_at) VALUES (?, ?, ?, ?)",
            params![token.hash().0, bound.person.0, bound.assignment.0, expires.0],
        )?;
        Ok(expires)
    }

    /// Uses a link up and begins a session. None if the link is used, too old, or never was.
    pub fn log_in(&self, link: &Token, session: &Token, now: Timestamp) -> Result<Option<Bound>, AccessError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        let sql = "DELETE FROM link WHERE token = ? AND expires_at > ? RETURNING person, assignment";
        let bound = tx.query_row(sql, params![link.hash().0, now.0], read).optional()?;
        if let Some(bound) = bound {
            tx.execute(
                "INSERT INTO session (token, person, assignment, began_at, seen_at) VALUES (?, ?, ?, ?, ?)",
                params![session.hash().0, bound.person.0, bound.assignment.0, now.0, now.0],
            )?;
        }
        tx.commit()?;
        Ok(bound)
    }

    /// Whose session it is, if it has not ended; notes that it was seen.
    pub fn session(&self, token: &Token, now: Timestamp) -> Result<Option<Bound>, AccessError> {
        let connection = self.lock();
        let hash = token.hash();
        let sql = "SELECT person, assignment, seen_at FROM session WHERE token = ? AND seen_at > ? AND began_at > ?";
        let alive = params![hash.0, now.plus_ms(-IDLE_MS).0, now.plus_ms(-ABSOLUTE_MS).0];
        let found = connection.query_row(sql, alive, |row| Ok((read(row)?, row.get::<_, i64>(2)?))).optional()?;
        if let Some((_, seen)) = found
            && now.since(Timestamp(seen)) >= SEEN_EVERY_MS
        {
            connection.execute("UPDATE session SET seen_at = ? WHERE token = ?", params![now.0, hash.0])?;
        }
        Ok(found.map(|(bound, _)| bound))
    }

    /// Ends a session.
    pub fn log_out(&self, token: &Token) -> Result<(), AccessError> {
        self.lock().execute("DELETE FROM session WHERE token = ?", [token.hash().0])?;
        Ok(())
    }

    /// Forgets links and sessions that let nobody in any more.
    pub fn forget_sessions(&self, now: Timestamp) -> Result<(), AccessError> {
        let connection = self.lock();
        connection.execute("DELETE FROM link WHERE expires_at <= ?", [now.0])?;
        let over = params![now.plus_ms(-IDLE_MS).0, now.plus_ms(-ABSOLUTE_MS).0];
        connection.execute("DELETE FROM session WHERE seen_at <= ? OR began_at <= ?", over)?;
        Ok(())
    }
}

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Bound> {
    Ok(Bound { person: PersonId(bytes(row, 0)?), assignment: AssignmentId(bytes(row, 1)?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn bound() -> Bound {
        Bound { person: PersonId([1; 16]), assignment: AssignmentId([2; 8]) }
    }

    fn logged_in() -> (Access, Token) {
        let access = Access::in_memory().unwrap();
        let (link, session) = (Token([1; 32]), Token([2; 32]));
        access.add_link(&link, bound(), NOW).unwrap();
        assert_eq!(access.log_in(&link, &session, NOW).unwrap(), Some(bound()));
        (access, session)
    }

    #[test]
    fn a_link_lets_in_once_and_only_while_it_is_young() {
        let (access, _) = logged_in();
        assert_eq!(access.log_in(&Token([1; 32]), &Token([3; 32]), NOW).unwrap(), None);
        access.add_link(&Token([4; 32]), bound(), NOW).unwrap();
        assert_eq!(access.log_in(&Token([4; 32]), &Token([3; 32]), NOW.plus_ms(LINK_MS)).unwrap(), None);
        assert_eq!(access.log_in(&Token([9; 32]), &Token([3; 32]), NOW).unwrap(), None);
    }

    #[test]
    fn a_session_ends_when_idle_and_after_half_a_day() {
        let (access, session) = logged_in();
        assert_eq!(access.session(&session, NOW.plus_ms(IDLE_MS)).unwrap(), None);
        let mut now = NOW;
        while now.since(NOW) + IDLE_MS / 2 < ABSOLUTE_MS {
            now = now.plus_ms(IDLE_MS / 2);
            assert_eq!(access.session(&session, now).unwrap(), Some(bound()), "seen often enough");
        }
        assert_eq!(access.session(&session, NOW.plus_ms(ABSOLUTE_MS)).unwrap(), None);
    }

    #[test]
    fn logging_out_ends_the_session_and_old_ones_are_forgotten() {
        let (access, session) = logged_in();
        access.log_out(&session).unwrap();
        assert_eq!(access.session(&session, NOW).unwrap(), None);
        let (access, _) = logged_in();
        access.forget_sessions(NOW.plus_ms(IDLE_MS)).unwrap();
        let left: u32 = access.lock().query_row("SELECT count(*) FROM session", [], |r| r.get(0)).unwrap();
        assert_eq!(left, 0);
    }

    #[test]
    fn the_file_holds_no_token() {
        let (access, session) = logged_in();
        let kept: Vec<u8> = access.lock().query_row("SELECT token FROM session", [], |r| r.get(0)).unwrap();
        assert_ne!(kept, session.0);
        assert_eq!(Token::parse(&session.text()), Some(session));
        assert_eq!(Token::parse("nonsense"), None);
    }
}
