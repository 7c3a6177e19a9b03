//! Devices, chains and quotas in SQLite.

use super::SqliteTx;
use super::value::{Unsigned, bad, person, signed};
use crate::storage::{ActorRecord, DeviceRecord, ReadDevices, Spent, StorageError, WriteDevices};
use lianxin_core::id::{ActorId, Hash, KeyId, PersonId};
use lianxin_core::seal::CertificateKind;
use lianxin_core::time::{Day, Timestamp};
use rusqlite::{Row, params};

const DEVICE: &str = "SELECT key, public, person, kind, serial, certificate, valid_until, renewing_till, enrolled_at, \
                      revoked_at, lost_since, last_contact FROM device";
const ACTOR: &str = "SELECT id, device, previous, tip_n, tip_hash, received_at, backed_up_n FROM actor";

fn read_device(row: &Row<'_>) -> rusqlite::Result<DeviceRecord> {
    let instant = |at| row.get::<_, Option<i64>>(at).map(|t| t.map(Timestamp));
    let kind = match row.get(3)? {
        2 => CertificateKind::Node,
        3 => CertificateKind::Device,
        _ => return Err(bad()),
    };
    Ok(DeviceRecord {
        key: KeyId(row.get(0)?),
        public: row.get(1)?,
        person: person(row.get(2)?),
        kind,
        serial: row.get::<_, Unsigned>(4)?.0,
        certificate: row.get(5)?,
        valid_until: Timestamp(row.get(6)?),
        renewing_till: instant(7)?,
        enrolled_at: Timestamp(row.get(8)?),
        revoked_at: instant(9)?,
        lost_since: instant(10)?,
        last_contact: instant(11)?,
    })
}

fn read_actor(row: &Row<'_>) -> rusqlite::Result<ActorRecord> {
    Ok(ActorRecord {
        id: ActorId(row.get(0)?),
        device: KeyId(row.get(1)?),
        previous: row.get::<_, Option<[u8; 16]>>(2)?.map(ActorId),
        tip_n: row.get::<_, Unsigned>(3)?.0,
        tip_hash: Hash(row.get(4)?),
        received_at: Timestamp(row.get(5)?),
        backed_up_n: row.get::<_, Unsigned>(6)?.0,
    })
}

impl ReadDevices for SqliteTx<'_> {
    fn device(&self, key: &KeyId) -> Result<Option<DeviceRecord>, StorageError> {
        self.one(&format!("{DEVICE} WHERE key = ?1"), [key.0], read_device)
    }

    fn devices(&self) -> Result<Vec<DeviceRecord>, StorageError> {
        self.all(&format!("{DEVICE} ORDER BY key"), [], read_device)
    }

    fn devices_of(&self, person: &PersonId) -> Result<Vec<DeviceRecord>, StorageError> {
        self.all(&format!("{DEVICE} WHERE person = ?1 ORDER BY key"), [person.0], read_device)
    }

    fn actor(&self, id: &ActorId) -> Result<Option<ActorRecord>, StorageError> {
        self.one(&format!("{ACTOR} WHERE id = ?1"), [id.0], read_actor)
    }

    fn actors_of(&self, device: &KeyId) -> Result<Vec<ActorRecord>, StorageError> {
        self.all(&format!("{ACTOR} WHERE device = ?1 ORDER BY rowid"), [device.0], read_actor)
    }

    fn spent(&self, device: &KeyId, day: Day) -> Result<Spent, StorageError> {
        let sql = "SELECT entries, documents, bytes FROM spent WHERE device = ?1 AND day = ?2";
        let spent = self.one(sql, params![device.0, day.0], |row| {
            let number = |at| row.get::<_, Unsigned>(at).map(|n| n.0);
            Ok(Spent { entries: number(0)?, documents: number(1)?, bytes: number(2)? })
        })?;
        Ok(spent.unwrap_or_default())
    }
}

impl WriteDevices for SqliteTx<'_> {
    fn put_device(&self, d: &DeviceRecord) -> Result<(), StorageError> {
        self.run(
            "INSERT OR REPLACE INTO device (key, public, person, kind, serial, certificate, valid_until, \
             renewing_till, enrolled_at, revoked_at, lost_since, last_contact) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                d.key.0,
                d.public,
                d.person.map(|p| p.0),
                d.kind as i64,
                signed(d.serial)?,
                d.certificate,
                d.valid_until.0,
                d.renewing_till.map(|t| t.0),
                d.enrolled_at.0,
                d.revoked_at.map(|t| t.0),
                d.lost_since.map(|t| t.0),
                d.last_contact.map(|t| t.0),
            ],
        )?;
        Ok(())
    }

    fn put_actor(&self, a: &ActorRecord) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO actor (id, device, previous, tip_n, tip_hash, received_at, backed_up_n) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET tip_n = excluded.tip_n, \
             tip_hash = excluded.tip_hash, received_at = excluded.received_at, backed_up_n = excluded.backed_up_n",
            params![
                a.id.0,
                a.device.0,
                a.previous.map(|p| p.0),
                signed(a.tip_n)?,
                a.tip_hash.0,
                a.received_at.0,
                signed(a.backed_up_n)?,
            ],
        )?;
        Ok(())
    }

    fn put_spent(&self, device: &KeyId, day: Day, spent: Spent) -> Result<(), StorageError> {
        self.run("DELETE FROM spent WHERE device = ?1 AND day < ?2", params![device.0, day.0])?;
        self.run(
            "INSERT OR REPLACE INTO spent (device, day, entries, documents, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![device.0, day.0, signed(spent.entries)?, signed(spent.documents)?, signed(spent.bytes)?],
        )?;
        Ok(())
    }
}
