//! Sessions at the office's page. What a cookie holds is not kept, only its hash.

use super::{Access, AccessError, bytes};
use lianxin_core::id::{AssignmentId, Hash, PersonId, from_base32, sha256, to_base32};
use lianxin_core::time::{Host, Timestamp, random};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A session ends when nothing has been asked for so long.
pub const IDLE_MS: i64 = 30 * 60_000;
/// A session ends at the latest after so long.
pub const ABSOLUTE_MS: i64 = 12 * 3_600_000;
/// One that was begun by a link alone ends at the latest after so long.
pub const ENTERED_MS: i64 = 3_600_000;
/// How exactly it is known when a session was last seen: not every read shall be a write.
const SEEN_EVERY_MS: i64 = 60_000;
/// Sessions of one person; a new one ends the one seen longest ago.
const MAX_OF_PERSON: u32 = 10;

/// 256 random bits that let somebody in.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(pub(super) [u8; 32]);

/// Names a session and lets nobody in: the beginning of its token's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub [u8; 8]);

/// Whom a link or session is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The person.
    pub person: PersonId,
    /// The one post under which the person acts.
    pub assignment: AssignmentId,
}

/// How a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Began {
    /// With a password and an authenticator's code.
    Password,
    /// By a link of the command line alone.
    Link,
}

/// A session to begin.
pub struct NewSession<'s> {
    /// What the cookie will hold.
    pub token: &'s Token,
    /// How it begins.
    pub began: Began,
    /// Browser and system.
    pub agent: &'s str,
}

/// A session that has not ended, as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Names it.
    pub id: SessionId,
    /// How it began.
    pub began: Began,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last seen, to the minute.
    pub seen_at: Timestamp,
    /// Browser and system.
    pub agent: String,
}

impl Began {
    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
        }
    }

    /// How long such a session lasts at most.
    fn most_ms(self) -> i64 {
        match self {
            Self::Password => ABSOLUTE_MS,
            Self::Link => ENTERED_MS,
        }
    }

    fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Ok(if row.get(at)? { Self::Link } else { Self::Password })
    }
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

    /// What is kept of it.
    pub fn hash(&self) -> Hash {
        sha256(&[b"lianxin/token/1", &self.0])
    }

    /// The session's name.
    pub fn id(&self) -> SessionId {
        SessionId::of(&self.hash().0)
    }

    /// What a page of the office's own shows with every request that changes something: other pages cannot know it.
    pub fn csrf(&self) -> String {
        to_base32(&sha256(&[b"lianxin/csrf/1", &self.0]).0)
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl SessionId {
    fn of(hash: &[u8; 32]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = *hash;
        Self([a, b, c, d, e, f, g, h])
    }

    /// Reads a name.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(from_base32(text)?.try_into().ok()?))
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&to_base32(&self.0))
    }
}

impl Access {
    /// Whose session it is and how it began, if it has not ended; notes that it was seen.
    pub fn session(&self, token: &Token, now: Timestamp) -> Result<Option<(Bound, Began)>, AccessError> {
        let connection = self.lock();
        let hash = token.hash();
        let found = alive(&connection, &hash, now)?;
        if let Some((.., seen)) = found
            && now.since(seen) >= SEEN_EVERY_MS
        {
            connection.execute("UPDATE session SET seen_at = ? WHERE token = ?", params![now.0, hash.0])?;
        }
        Ok(found.map(|(bound, began, _)| (bound, began)))
    }

    /// The same without noting that it was seen: what only waits keeps no session open.
    pub fn peek(&self, token: &Token, now: Timestamp) -> Result<Option<(Bound, Began)>, AccessError> {
        Ok(alive(&self.lock(), &token.hash(), now)?.map(|(bound, began, _)| (bound, began)))
    }

    /// The sessions of a person, the one seen last first.
    pub fn sessions(&self, person: PersonId, now: Timestamp) -> Result<Vec<OpenSession>, AccessError> {
        let connection = self.lock();
        let sql = "SELECT token, began_at, seen_at, agent, by_link FROM session \
                   WHERE person = ? AND seen_at > ? AND ends_at > ? ORDER BY seen_at DESC, token";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map(params![person.0, now.plus_ms(-IDLE_MS).0, now.0], |row| {
            let (began_at, seen_at) = (Timestamp(row.get(1)?), Timestamp(row.get(2)?));
            let (id, began) = (SessionId::of(&bytes(row, 0)?), Began::read(row, 4)?);
            Ok(OpenSession { id, began, began_at, seen_at, agent: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Acts under another post of the same person from now on.
    pub fn bind_session(&self, token: &Token, bound: Bound) -> Result<(), AccessError> {
        let sql = "UPDATE session SET assignment = ? WHERE token = ? AND person = ?";
        self.lock().execute(sql, params![bound.assignment.0, token.hash().0, bound.person.0])?;
        Ok(())
    }

    /// Ends a session by its cookie.
    pub fn log_out(&self, token: &Token) -> Result<(), AccessError> {
        self.lock().execute("DELETE FROM session WHERE token = ?", [token.hash().0])?;
        Ok(())
    }

    /// Ends a session of a person by its name. False if the person has none of this name.
    pub fn end_session(&self, person: PersonId, id: SessionId) -> Result<bool, AccessError> {
        let sql = "DELETE FROM session WHERE person = ? AND substr(token, 1, 8) = ?";
        Ok(self.lock().execute(sql, params![person.0, id.0])? > 0)
    }

    /// Ends all sessions of a person but one.
    pub fn end_other_sessions(&self, person: PersonId, keep: &Token) -> Result<(), AccessError> {
        let sql = "DELETE FROM session WHERE person = ? AND token <> ?";
        self.lock().execute(sql, params![person.0, keep.hash().0])?;
        Ok(())
    }

    /// Forgets sessions that let nobody in any more.
    pub fn forget_sessions(&self, now: Timestamp) -> Result<(), AccessError> {
        let over = params![now.plus_ms(-IDLE_MS).0, now.0];
        self.lock().execute("DELETE FROM session WHERE seen_at <= ? OR ends_at <= ?", over)?;
        Ok(())
    }
}

/// Whose it is, how it began, and when it was last seen.
type Alive = (Bound, Began, Timestamp);

fn alive(connection: &Connection, token: &Hash, now: Timestamp) -> Result<Option<Alive>, AccessError> {
    let sql =
        "SELECT person, assignment, seen_at, by_link FROM session WHERE token = ? AND seen_at > ? AND ends_at > ?";
    let params = params![token.0, now.plus_ms(-IDLE_MS).0, now.0];
    Ok(connection
        .query_row(sql, params, |row| Ok((read_bound(row)?, Began::read(row, 3)?, Timestamp(row.get(2)?))))
        .optional()?)
}

pub(super) fn add_session(
    connection: &Connection,
    session: &NewSession<'_>,
    bound: Bound,
    now: Timestamp,
) -> Result<(), AccessError> {
    connection.execute(
        "DELETE FROM session WHERE token IN \
         (SELECT token FROM session WHERE person = ? ORDER BY seen_at DESC LIMIT -1 OFFSET ?)",
        params![bound.person.0, MAX_OF_PERSON - 1],
    )?;
    let ends = now.plus_ms(session.began.most_ms());
    connection.execute(
        "INSERT INTO session (token, person, assignment, began_at, seen_at, ends_at, agent, by_link) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            session.token.hash().0,
            bound.person.0,
            bound.assignment.0,
            now.0,
            now.0,
            ends.0,
            session.agent,
            session.began == Began::Link
        ],
    )?;
    Ok(())
}

pub(super) fn read_bound(row: &Row<'_>) -> rusqlite::Result<Bound> {
    Ok(Bound { person: PersonId(bytes(row, 0)?), assignment: AssignmentId(bytes(row, 1)?) })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000_000);

    pub(crate) fn bound() -> Bound {
        Bound { person: PersonId([1; 16]), assignment: AssignmentId([2; 8]) }
    }

    pub(crate) fn new(token: &Token) -> NewSession<'_> {
        NewSession { token, began: Began::Password, agent: "Firefox, Linux" }
    }

    fn begun(access: &Access, token: u8, now: Timestamp) -> Token {
        let token = Token([token; 32]);
        add_session(&access.lock(), &new(&token), bound(), now).unwrap();
        token
    }

    #[test]
    fn a_session_ends_when_idle_and_after_half_a_day() {
        let access = Access::in_memory().unwrap();
        let session = begun(&access, 1, NOW);
        assert_eq!(access.session(&session, NOW.plus_ms(IDLE_MS)).unwrap(), None);
        let mut now = NOW;
        while now.since(NOW) + IDLE_MS / 2 < ABSOLUTE_MS {
            now = now.plus_ms(IDLE_MS / 2);
            assert_eq!(access.session(&session, now).unwrap(), Some((bound(), Began::Password)), "seen often enough");
        }
        assert_eq!(access.session(&session, NOW.plus_ms(ABSOLUTE_MS)).unwrap(), None);
    }

    #[test]
    fn what_only_looks_keeps_no_session_open() {
        let access = Access::in_memory().unwrap();
        let session = begun(&access, 1, NOW);
        assert_eq!(access.peek(&session, NOW.plus_ms(IDLE_MS - 1)).unwrap(), Some((bound(), Began::Password)));
        assert_eq!(access.peek(&session, NOW.plus_ms(IDLE_MS)).unwrap(), None);
    }

    #[test]
    fn sessions_end_one_by_one_or_all_but_one_and_old_ones_are_forgotten() {
        let access = Access::in_memory().unwrap();
        let (one, two, three) = (begun(&access, 1, NOW), begun(&access, 2, NOW), begun(&access, 3, NOW));
        assert_eq!(access.sessions(bound().person, NOW).unwrap().len(), 3);
        assert!(!access.end_session(PersonId([9; 16]), one.id()).unwrap(), "another person's");
        assert!(access.end_session(bound().person, one.id()).unwrap());
        assert_eq!(access.session(&one, NOW).unwrap(), None);
        access.end_other_sessions(bound().person, &three).unwrap();
        assert_eq!(
            (access.session(&two, NOW).unwrap(), access.session(&three, NOW).unwrap()),
            (None, Some((bound(), Began::Password)))
        );
        access.log_out(&three).unwrap();
        assert_eq!(access.session(&three, NOW).unwrap(), None);
        begun(&access, 4, NOW);
        access.forget_sessions(NOW.plus_ms(IDLE_MS)).unwrap();
        let left: u32 = access.lock().query_row("SELECT count(*) FROM session", [], |r| r.get(0)).unwrap();
        assert_eq!(left, 0);
    }

    #[test]
    fn a_person_has_ten_sessions_and_the_eleventh_ends_the_one_seen_longest_ago() {
        let access = Access::in_memory().unwrap();
        let sessions: Vec<Token> = (0..11).map(|n| begun(&access, n, NOW.plus_ms(n.into()))).collect();
        let now = NOW.plus_ms(11);
        assert_eq!(access.session(&sessions[0], now).unwrap(), None);
        assert!(sessions[1..].iter().all(|session| access.session(session, now).unwrap().is_some()));
    }

    #[test]
    fn the_file_holds_no_token_and_neither_name_nor_csrf_gives_it_away() {
        let access = Access::in_memory().unwrap();
        let session = begun(&access, 7, NOW);
        let kept: Vec<u8> = access.lock().query_row("SELECT token FROM session", [], |r| r.get(0)).unwrap();
        assert_ne!(kept, session.0);
        assert_eq!(Token::parse(&session.text()), Some(session.clone()));
        assert_eq!(Token::parse("nonsense"), None);
        assert_ne!(from_base32(&session.csrf()).unwrap(), kept);
        assert_eq!(SessionId::parse(&session.id().to_string()), Some(session.id()));
    }
}
