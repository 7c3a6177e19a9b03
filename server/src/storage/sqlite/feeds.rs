//! Feeds and members in SQLite.

use super::SqliteTx;
use super::value::{Unsigned, bad, document, signed};
use crate::storage::{FeedRow, Member, ReadFeeds, StorageError, Tip, WriteFeeds};
use lianxin_core::id::{DocumentId, Hash8};
use lianxin_core::sync::Audience;
use lianxin_core::time::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

impl SqliteTx<'_> {
    /// The number of an audience that has one.
    fn audience(&self, audience: &Audience) -> Result<Option<i64>, StorageError> {
        let key = audience.key();
        if let Some(number) = self.audiences.borrow().get(&key) {
            return Ok(Some(*number));
        }
        let number = self.one("SELECT id FROM audience WHERE key = ?1", [&key], |row| row.get(0))?;
        if let Some(number) = number {
            self.audiences.borrow_mut().insert(key, number);
        }
        Ok(number)
    }

    /// The number of an audience, giving it one if need be.
    fn audience_or_new(&self, audience: &Audience) -> Result<i64, StorageError> {
        if let Some(number) = self.audience(audience)? {
            return Ok(number);
        }
        self.run(
            "INSERT INTO audience (key, tip, chain) VALUES (?1, 0, ?2)",
            params![audience.key(), Hash8::default().0],
        )?;
        let number = self.connection()?.last_insert_rowid();
        self.audiences.borrow_mut().insert(audience.key(), number);
        Ok(number)
    }
}

fn read_member(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        audience: Audience::from_key(row.get_ref(0)?.as_blob()?).ok_or_else(bad)?,
        document: document(row.get(1)?),
        entered: row.get::<_, Unsigned>(2)?.0,
        until: row.get::<_, Option<i64>>(3)?.map(Timestamp),
    })
}

impl ReadFeeds for SqliteTx<'_> {
    fn tip(&self, audience: &Audience) -> Result<Tip, StorageError> {
        let tip = self.one("SELECT tip, chain FROM audience WHERE key = ?1", [audience.key()], |row| {
            Ok(Tip { pos: row.get::<_, Unsigned>(0)?.0, chain: Hash8(row.get(1)?) })
        })?;
        Ok(tip.unwrap_or_default())
    }

    fn chain_at(&self, audience: &Audience, pos: u64) -> Result<Option<Hash8>, StorageError> {
        if pos == 0 {
            return Ok(Some(Hash8::default()));
        }
        let (Some(number), Ok(pos)) = (self.audience(audience)?, signed(pos)) else { return Ok(None) };
        let sql = "SELECT chain FROM feed WHERE audience = ?1 AND pos = ?2";
        self.one(sql, params![number, pos], |row| row.get(0).map(Hash8))
    }

    fn feed(&self, audience: &Audience, after: u64, limit: u32) -> Result<Vec<FeedRow>, StorageError> {
        let Some(number) = self.audience(audience)? else { return Ok(vec![]) };
        let sql = "SELECT pos, chain, row FROM feed WHERE audience = ?1 AND pos > ?2 ORDER BY pos LIMIT ?3";
        self.all(sql, params![number, signed(after)?, limit], |row| {
            Ok(FeedRow { pos: row.get::<_, Unsigned>(0)?.0, chain: Hash8(row.get(1)?), row: row.get(2)? })
        })
    }

    fn memberships(&self, document: &DocumentId) -> Result<Vec<Member>, StorageError> {
        let sql = "SELECT a.key, m.document, m.entered, m.until FROM member m JOIN audience a ON a.id = m.audience \
                   WHERE m.document = ?1 ORDER BY a.key";
        self.all(sql, [document.0], read_member)
    }

    fn members(&self, audience: &Audience, below: u64, limit: u32) -> Result<Vec<Member>, StorageError> {
        let Some(number) = self.audience(audience)? else { return Ok(vec![]) };
        let sql = "SELECT a.key, m.document, m.entered, m.until FROM member m JOIN audience a ON a.id = m.audience \
                   WHERE m.audience = ?1 AND m.entered < ?2 ORDER BY m.entered DESC LIMIT ?3";
        self.all(sql, params![number, signed(below)?, limit], read_member)
    }
}

impl WriteFeeds for SqliteTx<'_> {
    fn lock_tip(&self, audience: &Audience) -> Result<Tip, StorageError> {
        // There is one writer: having begun to write is the lock.
        self.tip(audience)
    }

    fn append(&self, audience: &Audience, rows: &[FeedRow]) -> Result<(), StorageError> {
        let Some(last) = rows.last() else { return Ok(()) };
        let number = self.audience_or_new(audience)?;
        let connection = self.connection()?;
        let tip: Option<Unsigned> = connection
            .prepare_cached("SELECT tip FROM audience WHERE id = ?1")
            .and_then(|mut s| s.query_row([number], |row| row.get(0)).optional())
            .map_err(super::failed)?;
        let mut pos = tip.map_or(0, |t| t.0);
        for row in rows {
            pos += 1;
            if row.pos != pos {
                return Err(StorageError::Corrupt("feed position"));
            }
            self.run(
                "INSERT INTO feed (audience, pos, chain, row) VALUES (?1, ?2, ?3, ?4)",
                params![number, signed(row.pos)?, row.chain.0, row.row],
            )?;
        }
        self.run(
            "UPDATE audience SET tip = ?2, chain = ?3 WHERE id = ?1",
            params![number, signed(last.pos)?, last.chain.0],
        )?;
        Ok(())
    }

    fn put_member(&self, member: &Member) -> Result<(), StorageError> {
        let number = self.audience_or_new(&member.audience)?;
        self.run(
            "INSERT OR REPLACE INTO member (document, audience, entered, until) VALUES (?1, ?2, ?3, ?4)",
            params![member.document.0, number, signed(member.entered)?, member.until.map(|t| t.0)],
        )?;
        Ok(())
    }

    fn drop_member(&self, audience: &Audience, document: &DocumentId) -> Result<(), StorageError> {
        let Some(number) = self.audience(audience)? else { return Ok(()) };
        self.run("DELETE FROM member WHERE document = ?1 AND audience = ?2", params![document.0, number])?;
        Ok(())
    }
}
