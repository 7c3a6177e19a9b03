//! Invitations of phones: made for one person, used by one phone, confirmed by a clerk.

use super::{Access, AccessError, bytes};
use lianxin_core::id::PersonId;
use lianxin_core::time::{DAY_MS, Timestamp};
use rusqlite::{OptionalExtension, Row, params};

/// Wrong proofs that lock an invitation.
const MAX_WRONG: u32 = 5;
/// How long an invitation is kept once nothing can come of it: for questions that phones repeat.
const KEEP_MS: i64 = 30 * DAY_MS;

/// How somebody was invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitedAs {
    /// Beside the clerk: minutes, six digits compared.
    OnTheSpot,
    /// By a printed sheet: days, confirmed in a batch.
    Printed,
}

/// The phone that used an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Its public key.
    pub key: [u8; 32],
    /// Its random number.
    pub phone_nonce: [u8; 16],
    /// The office's random number.
    pub office_nonce: [u8; 16],
    /// When.
    pub at: Timestamp,
}

/// An invitation and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Names it.
    pub id: [u8; 16],
    /// Known to the office and the invited only.
    pub secret: [u8; 16],
    /// Who is invited.
    pub person: PersonId,
    /// How.
    pub kind: InvitedAs,
    /// When it was made.
    pub made: Timestamp,
    /// Not taken from this instant on.
    pub expires: Timestamp,
    /// Too many wrong proofs were shown.
    pub is_locked: bool,
    /// The phone that used it.
    pub used: Option<Used>,
    /// When a clerk decided.
    pub decided: Option<Timestamp>,
    /// The phone's certificate; none if the clerk refused.
    pub certificate: Option<Vec<u8>>,
}

/// What a wrong proof led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It was counted.
    Counted,
    /// It was the last one that is taken.
    Locked,
}

const COLUMNS: &str = "id, secret, person, kind, made_at, expires_at, wrong, key, phone_nonce, office_nonce, used_at, \
                       decided_at, certificate";

impl Access {
    /// Adds invitations. An unused one that the same person had before is void.
    pub fn invite(&self, invitations: &[Invited]) -> Result<(), AccessError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        {
            let mut void = tx.prepare("DELETE FROM invitation WHERE person = ? AND key IS NULL")?;
            let mut add = tx.prepare(
                "INSERT INTO invitation (id, secret, person, kind, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
            )?;
            for new in invitations {
                void.execute([new.person.0])?;
                let kind = match new.kind {
                    InvitedAs::OnTheSpot => 1,
                    InvitedAs::Printed => 2,
                };
                add.execute(params![new.id, new.secret, new.person.0, kind, new.made.0, new.expires.0])?;
            }
        }
        Ok(tx.commit()?)
    }

    /// An invitation by its id.
    pub fn invitation(&self, id: &[u8; 16]) -> Result<Option<Invited>, AccessError> {
        let sql = format!("SELECT {COLUMNS} FROM invitation WHERE id = ?");
        Ok(self.lock().query_row(&sql, [id], read).optional()?)
    }

    /// Counts a wrong proof.
    pub fn count_wrong(&self, id: &[u8; 16]) -> Result<Wrong, AccessError> {
        let sql = "UPDATE invitation SET wrong = wrong + 1 WHERE id = ? RETURNING wrong";
        let wrong: Option<u32> = self.lock().query_row(sql, [id], |row| row.get(0)).optional()?;
        Ok(if wrong.is_some_and(|n| n < MAX_WRONG) { Wrong::Counted } else { Wrong::Locked })
    }

    /// Binds an unused invitation to a phone. False if another phone was faster, or the key is used already.
    pub fn bind(&self, id: &[u8; 16], used: &Used) -> Result<bool, AccessError> {
        let sql = "UPDATE OR IGNORE invitation SET key = ?, phone_nonce = ?, office_nonce = ?, used_at = ? \
                   WHERE id = ? AND key IS NULL";
        let bound = params![used.key, used.phone_nonce, used.office_nonce, used.at.0, id];
        Ok(self.lock().execute(sql, bound)? == 1)
    }

    /// Whether a phone with this key has used an invitation.
    pub fn knows_key(&self, key: &[u8; 32]) -> Result<bool, AccessError> {
        let sql = "SELECT 1 FROM invitation WHERE key = ?";
        Ok(self.lock().query_row(sql, [key], |_| Ok(())).optional()?.is_some())
    }

    /// Whoever waits for a clerk, in the order of coming.
    pub fn pending(&self) -> Result<Vec<Invited>, AccessError> {
        let connection = self.lock();
        let sql = format!(
            "SELECT {COLUMNS} FROM invitation WHERE key IS NOT NULL AND decided_at IS NULL ORDER BY used_at, id"
        );
        let mut statement = connection.prepare(&sql)?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that clerks confirmed phones, with their certificates, or refused them, all at once.
    pub fn decide(&self, decisions: &[([u8; 16], Option<Vec<u8>>)], now: Timestamp) -> Result<(), AccessError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        {
            let mut set = tx.prepare("UPDATE invitation SET decided_at = ?, certificate = ? WHERE id = ?")?;
            for (id, certificate) in decisions {
                set.execute(params![now.0, certificate, id])?;
            }
        }
        Ok(tx.commit()?)
    }

    /// The persons with an invitation that can still be used or confirmed.
    pub fn invited(&self, now: Timestamp) -> Result<Vec<PersonId>, AccessError> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT person FROM invitation WHERE decided_at IS NULL AND wrong < ? AND (key IS NOT NULL OR expires_at > ?)",
        )?;
        let rows = statement.query_map(params![MAX_WRONG, now.0], |row| bytes(row, 0).map(PersonId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets invitations of which nothing can come any more.
    pub fn forget_invitations(&self, now: Timestamp) -> Result<usize, AccessError> {
        let old = now.plus_ms(-KEEP_MS).0;
        let sql = "DELETE FROM invitation WHERE expires_at < ? AND (key IS NULL OR decided_at < ?)";
        Ok(self.lock().execute(sql, params![old, old])?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Invited> {
    let used = match row.get::<_, Option<Vec<u8>>>(7)? {
        None => None,
        Some(_) => Some(Used {
            key: bytes(row, 7)?,
            phone_nonce: bytes(row, 8)?,
            office_nonce: bytes(row, 9)?,
            at: Timestamp(row.get(10)?),
        }),
    };
    Ok(Invited {
        id: bytes(row, 0)?,
        secret: bytes(row, 1)?,
        person: PersonId(bytes(row, 2)?),
        kind: if row.get::<_, u8>(3)? == 1 { InvitedAs::OnTheSpot } else { InvitedAs::Printed },
        made: Timestamp(row.get(4)?),
        expires: Timestamp(row.get(5)?),
        is_locked: row.get::<_, u32>(6)? >= MAX_WRONG,
        used,
        decided: row.get::<_, Option<i64>>(11)?.map(Timestamp),
        certificate: row.get(12)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invited(id: u8, person: u8) -> Invited {
        Invited {
            id: [id; 16],
            secret: [id; 16],
            person: PersonId([person; 16]),
            kind: InvitedAs::Printed,
            made: Timestamp(0),
            expires: Timestamp(1000),
            is_locked: false,
            used: None,
            decided: None,
            certificate: None,
        }
    }

    fn used(key: u8) -> Used {
        Used { key: [key; 32], phone_nonce: [1; 16], office_nonce: [2; 16], at: Timestamp(5) }
    }

    #[test]
    fn an_invitation_is_bound_once_and_a_key_to_one_invitation() {
        let access = Access::in_memory().unwrap();
        access.invite(&[invited(1, 1), invited(2, 2)]).unwrap();
        assert!(access.bind(&[1; 16], &used(7)).unwrap());
        assert!(!access.bind(&[1; 16], &used(8)).unwrap(), "another phone");
        assert!(!access.bind(&[2; 16], &used(7)).unwrap(), "the same key");
        assert!(access.knows_key(&[7; 32]).unwrap() && !access.knows_key(&[8; 32]).unwrap());
        let read = access.invitation(&[1; 16]).unwrap().unwrap();
        assert_eq!(read, Invited { used: Some(used(7)), ..invited(1, 1) });
        assert_eq!(access.pending().unwrap(), [read]);
    }

    #[test]
    fn the_fifth_wrong_proof_locks() {
        let access = Access::in_memory().unwrap();
        access.invite(&[invited(1, 1)]).unwrap();
        let counted: Vec<Wrong> = (0..5).map(|_| access.count_wrong(&[1; 16]).unwrap()).collect();
        assert_eq!(counted, [Wrong::Counted, Wrong::Counted, Wrong::Counted, Wrong::Counted, Wrong::Locked]);
        assert!(access.invitation(&[1; 16]).unwrap().unwrap().is_locked);
        assert!(access.invited(Timestamp(1)).unwrap().is_empty());
    }

    #[test]
    fn a_new_invitation_makes_the_unused_one_of_the_same_person_void() {
        let access = Access::in_memory().unwrap();
        access.invite(&[invited(1, 1), invited(2, 2)]).unwrap();
        access.bind(&[2; 16], &used(7)).unwrap();
        access.invite(&[invited(3, 1), invited(4, 2)]).unwrap();
        assert!(access.invitation(&[1; 16]).unwrap().is_none());
        assert!(access.invitation(&[2; 16]).unwrap().is_some(), "a phone waits for this one");
    }

    #[test]
    fn what_is_decided_is_kept_for_a_while_and_then_forgotten() {
        let access = Access::in_memory().unwrap();
        access.invite(&[invited(1, 1), invited(2, 2)]).unwrap();
        access.bind(&[1; 16], &used(7)).unwrap();
        access.decide(&[([1; 16], Some(vec![9]))], Timestamp(10)).unwrap();
        assert_eq!(access.invitation(&[1; 16]).unwrap().unwrap().certificate, Some(vec![9]));
        assert!(access.pending().unwrap().is_empty());
        assert_eq!(access.forget_invitations(Timestamp(KEEP_MS)).unwrap(), 0);
        assert_eq!(access.forget_invitations(Timestamp(KEEP_MS + 2000)).unwrap(), 2);
    }
}
