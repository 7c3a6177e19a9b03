//! The inbox in SQLite.

use super::SqliteTx;
use super::value::{Unsigned, bad, document, hash, signed};
use crate::storage::{
    ChangeRef, Decided, DecisionRecord, EntryList, EntryRecord, NewEntry, ObjectId, ObjectRef, ReadEntries, Seen, Seq,
    StorageError, WriteEntries,
};
use lianxin_core::code::CommunityCode;
use lianxin_core::entry::{HoldCode, ObjectKind, Verdict};
use lianxin_core::id::{ActorId, DocumentId, Hash, Hash8, KeyId, PersonId};
use lianxin_core::time::Timestamp;
use rusqlite::{Row, params};

const COLUMNS: &str = "SELECT seq, hash, device, actor, n, branch, received_at, status, code, forced, behind, replays, \
                       replaced_by, admitted, sealed";

fn read_entry(row: &Row<'_>) -> rusqlite::Result<EntryRecord> {
    let verdict = match row.get(7)? {
        0 => None,
        status => Some(Verdict::from_numbers(status, row.get(8)?).ok_or_else(bad)?),
    };
    Ok(EntryRecord {
        seq: Seq(row.get(0)?),
        hash: Hash(row.get(1)?),
        device: KeyId(row.get(2)?),
        actor: ActorId(row.get(3)?),
        n: row.get::<_, Unsigned>(4)?.0,
        branch: row.get(5)?,
        received_at: Timestamp(row.get(6)?),
        verdict,
        forced: row.get(9)?,
        behind: hash(row.get(10)?),
        replays: hash(row.get(11)?),
        replaced_by: hash(row.get(12)?),
        admitted: row.get::<_, Option<Unsigned>>(13)?.map(|n| n.0),
        sealed: row.get(14)?,
    })
}

/// The number of a list, as the column has it.
fn number(list: EntryList) -> i64 {
    match list {
        EntryList::Held => 1,
        EntryList::Refused => 2,
        EntryList::Flagged => 3,
    }
}

/// From where a list is read: of a community by what concerns it, in the order of `concern`'s own key.
fn source(list: EntryList, community: Option<CommunityCode>) -> Result<String, StorageError> {
    let list = number(list);
    Ok(match community {
        None => format!("FROM entry WHERE list = {list}"),
        Some(community) => format!(
            "FROM concern CROSS JOIN entry ON entry.seq = concern.entry \
             WHERE concern.community = {} AND entry.list = {list}",
            signed(community.number())?
        ),
    })
}

impl ReadEntries for SqliteTx<'_> {
    fn entry(&self, hash: &Hash) -> Result<Option<EntryRecord>, StorageError> {
        self.one(&format!("{COLUMNS} FROM entry WHERE hash = ?1"), [hash.0], read_entry)
    }

    fn entry_starting(&self, start: &Hash8) -> Result<Option<EntryRecord>, StorageError> {
        let (mut first, mut last) = ([0; 32], [255; 32]);
        first[..8].copy_from_slice(&start.0);
        last[..8].copy_from_slice(&start.0);
        self.one(&format!("{COLUMNS} FROM entry WHERE hash BETWEEN ?1 AND ?2 LIMIT 1"), [first, last], read_entry)
    }

    fn entry_at(&self, seq: Seq) -> Result<Option<EntryRecord>, StorageError> {
        self.one(&format!("{COLUMNS} FROM entry WHERE seq = ?1"), [seq.0], read_entry)
    }

    fn next_pending(&self, device: Option<&KeyId>) -> Result<Option<EntryRecord>, StorageError> {
        match device {
            Some(device) => {
                let sql = format!("{COLUMNS} FROM entry WHERE device = ?1 AND status = 0 ORDER BY seq LIMIT 1");
                self.one(&sql, [device.0], read_entry)
            }
            None => self.one(&format!("{COLUMNS} FROM entry WHERE status = 0 ORDER BY seq LIMIT 1"), [], read_entry),
        }
    }

    fn pending_devices(&self) -> Result<Vec<KeyId>, StorageError> {
        let sql = "SELECT DISTINCT device FROM entry WHERE status = 0 ORDER BY device";
        self.all(sql, [], |row| row.get(0).map(KeyId))
    }

    fn waiting_on(&self, device: &KeyId, before: Seq, documents: &[DocumentId]) -> Result<Option<Hash>, StorageError> {
        let mut first: Option<(i64, Hash)> = None;
        for status in ["e.status = 0", "e.status = 2"] {
            let any = format!(
                "SELECT EXISTS (SELECT 1 FROM entry e WHERE e.device = ?1 AND e.seq < ?2 AND e.branch = 0 AND {status})"
            );
            if self.one(&any, params![device.0, before.0], |row| row.get(0))? == Some(false) {
                continue;
            }
            let sql = format!(
                "SELECT e.seq, e.hash FROM object o JOIN entry e ON e.seq = o.id / 64 WHERE o.document = ?3 \
                 AND e.device = ?1 AND e.seq < ?2 AND e.branch = 0 AND {status} ORDER BY e.seq LIMIT 1"
            );
            for document in documents {
                let found = self.one(&sql, params![device.0, before.0, document.0], |row| {
                    Ok((row.get::<_, i64>(0)?, Hash(row.get(1)?)))
                })?;
                if let Some(found) = found
                    && first.is_none_or(|f| found.0 < f.0)
                {
                    first = Some(found);
                }
            }
        }
        Ok(first.map(|f| f.1))
    }

    fn refused_on(&self, actor: &ActorId, before_n: u64, documents: &[DocumentId]) -> Result<bool, StorageError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entry e JOIN object o ON o.id >= e.seq * 64 AND o.id < e.seq * 64 + 64 \
                   WHERE e.actor = ?1 AND e.n < ?2 AND e.status = 3 AND o.document = ?3)";
        for document in documents {
            let found = self.one(sql, params![actor.0, signed(before_n)?, document.0], |row| row.get(0))?;
            if found == Some(true) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn objects(&self, entry: Seq) -> Result<Vec<ObjectRef>, StorageError> {
        let sql = "SELECT id, document, kind FROM object WHERE id >= ?1 * 64 AND id < ?1 * 64 + 64 ORDER BY id";
        self.all(sql, [entry.0], |row| {
            let id = ObjectId::from_number(row.get(0)?).ok_or_else(bad)?;
            Ok(ObjectRef { id, document: document(row.get(1)?), kind: ObjectKind::from_number(row.get(2)?) })
        })
    }

    fn object(&self, id: ObjectId) -> Result<Vec<u8>, StorageError> {
        let bytes = self.one("SELECT bytes FROM object WHERE id = ?1", [id.number()], |row| row.get(0))?;
        bytes.ok_or(StorageError::Corrupt("object"))
    }

    fn changes_of(&self, document: &DocumentId) -> Result<Vec<ChangeRef>, StorageError> {
        let sql = "SELECT o.id, e.actor, e.hash, e.admitted FROM object o JOIN entry e ON e.seq = o.id / 64 \
                   WHERE o.document = ?1 AND o.kind IN (1, 2) AND e.status = 1 ORDER BY e.admitted, o.id";
        self.all(sql, [document.0], |row| {
            Ok(ChangeRef {
                id: ObjectId::from_number(row.get(0)?).ok_or_else(bad)?,
                actor: ActorId(row.get(1)?),
                entry: Hash(row.get(2)?),
                admitted: row.get::<_, Unsigned>(3)?.0,
            })
        })
    }

    fn entries(
        &self,
        list: EntryList,
        community: Option<CommunityCode>,
        after: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<EntryRecord>, StorageError> {
        let seq = if community.is_some() { "concern.entry" } else { "seq" };
        let (is_after, order, first) = match list {
            EntryList::Held => (">", "ASC", i64::MIN),
            EntryList::Refused | EntryList::Flagged => ("<", "DESC", i64::MAX),
        };
        let source = source(list, community)?;
        let sql = format!("{COLUMNS} {source} AND {seq} {is_after} ?1 ORDER BY {seq} {order} LIMIT ?2");
        self.all(&sql, params![after.map_or(first, |seq| seq.0), limit], read_entry)
    }

    fn count_entries(&self, list: EntryList, community: Option<CommunityCode>) -> Result<u64, StorageError> {
        let sql = format!("SELECT count(*) {}", source(list, community)?);
        Ok(self.one(&sql, [], |row| row.get::<_, Unsigned>(0))?.map_or(0, |n| n.0))
    }

    fn listed_on(&self, document: &DocumentId) -> Result<Vec<EntryRecord>, StorageError> {
        let sql = format!(
            "{COLUMNS} FROM entry WHERE list IS NOT NULL AND seq IN (SELECT id / 64 FROM object WHERE document = ?1) ORDER BY seq"
        );
        self.all(&sql, [document.0], read_entry)
    }

    fn concerns(&self, seq: Seq) -> Result<Vec<CommunityCode>, StorageError> {
        self.all("SELECT community FROM concern WHERE entry = ?1 ORDER BY community", [seq.0], |row| {
            CommunityCode::from_number(row.get::<_, Unsigned>(0)?.0).map_err(|_| bad())
        })
    }

    fn decisions(&self, seq: Seq) -> Result<Vec<DecisionRecord>, StorageError> {
        let sql = "SELECT at, person, released, reason FROM decision WHERE entry = ?1 ORDER BY rowid";
        self.all(sql, [seq.0], |row| {
            Ok(DecisionRecord {
                at: Timestamp(row.get(0)?),
                person: PersonId(row.get(1)?),
                released: row.get(2)?,
                reason: row.get(3)?,
            })
        })
    }

    fn seen(&self, seq: Seq) -> Result<Option<Seen>, StorageError> {
        let sql = "SELECT seen_at, seen_by FROM entry WHERE seq = ?1 AND seen_at IS NOT NULL";
        self.one(sql, [seq.0], |row| Ok(Seen { at: Timestamp(row.get(0)?), person: PersonId(row.get(1)?) }))
    }

    fn last_admitted(&self) -> Result<u64, StorageError> {
        let sql = "SELECT admitted FROM entry WHERE admitted IS NOT NULL ORDER BY admitted DESC LIMIT 1";
        Ok(self.one(sql, [], |row| row.get::<_, Unsigned>(0))?.map_or(0, |n| n.0))
    }
}

impl WriteEntries for SqliteTx<'_> {
    fn add_entry(&self, e: &NewEntry<'_>) -> Result<Seq, StorageError> {
        let (status, code) = e.verdict.map_or((0, 0), Verdict::numbers);
        self.run(
            "INSERT INTO entry (hash, device, actor, n, branch, received_at, status, code, forced, replays, sealed) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10)",
            params![
                e.hash.0,
                e.device.0,
                e.actor.0,
                signed(e.n)?,
                e.branch,
                e.received_at.0,
                status,
                code,
                e.replays.map(|h| h.0),
                e.sealed,
            ],
        )?;
        Ok(Seq(self.connection()?.last_insert_rowid()))
    }

    fn put_object(&self, object: &ObjectRef, bytes: &[u8]) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO object (id, document, kind, bytes) VALUES (?1, ?2, ?3, ?4)",
            params![object.id.number(), object.document.0, object.kind.number(), bytes],
        )?;
        Ok(())
    }

    fn set_admitted(&self, seq: Seq, verdict: Verdict, admitted: u64) -> Result<(), StorageError> {
        let (status, code) = verdict.numbers();
        self.run(
            "UPDATE entry SET status = ?2, code = ?3, behind = NULL, admitted = ?4 WHERE seq = ?1",
            params![seq.0, status, code, signed(admitted)?],
        )?;
        self.run(
            "UPDATE visit_row SET received_at = (SELECT received_at FROM entry WHERE seq = ?1) WHERE id IN \
             (SELECT document FROM object WHERE id >= ?1 * 64 AND id < ?1 * 64 + 64 AND kind = ?2)",
            params![seq.0, ObjectKind::Create.number()],
        )?;
        Ok(())
    }

    fn set_verdict(&self, seq: Seq, verdict: Verdict, behind: Option<&Hash>) -> Result<(), StorageError> {
        let (status, code) = verdict.numbers();
        self.run(
            "UPDATE entry SET status = ?2, code = ?3, behind = ?4 WHERE seq = ?1",
            params![seq.0, status, code, behind.map(|h| h.0)],
        )?;
        Ok(())
    }

    fn release(&self, seq: Seq) -> Result<(), StorageError> {
        self.run("UPDATE entry SET status = 0, code = 0, behind = NULL, forced = 1 WHERE seq = ?1", [seq.0])?;
        Ok(())
    }

    fn requeue_behind(&self, hash: &Hash) -> Result<(), StorageError> {
        let (held, behind) = Verdict::Held(HoldCode::Behind).numbers();
        self.run(
            "UPDATE entry SET status = 0, code = 0, behind = NULL WHERE behind = ?1 AND status = ?2 AND code = ?3",
            params![hash.0, held, behind],
        )?;
        Ok(())
    }

    fn set_replaced(&self, seq: Seq, by: &Hash) -> Result<(), StorageError> {
        self.run("UPDATE entry SET replaced_by = ?2 WHERE seq = ?1", params![seq.0, by.0])?;
        Ok(())
    }

    fn set_concerns(&self, seq: Seq, communities: &[CommunityCode]) -> Result<(), StorageError> {
        self.run("DELETE FROM concern WHERE entry = ?1", [seq.0])?;
        for community in communities {
            let values = params![signed(community.number())?, seq.0];
            self.run("INSERT OR IGNORE INTO concern (community, entry) VALUES (?1, ?2)", values)?;
        }
        Ok(())
    }

    fn set_seen(&self, seq: Seq, at: Timestamp, person: &PersonId) -> Result<(), StorageError> {
        let sql = "UPDATE entry SET seen_at = ?2, seen_by = ?3 WHERE seq = ?1 AND seen_at IS NULL";
        self.run(sql, params![seq.0, at.0, person.0])?;
        Ok(())
    }

    fn add_decision(&self, seq: Seq, decided: &Decided<'_>) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO decision (entry, at, person, released, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![seq.0, decided.at.0, decided.person.0, decided.released, decided.reason],
        )?;
        Ok(())
    }
}
