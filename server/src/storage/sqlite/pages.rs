//! Pages of registers and their parts in SQLite.

use super::SqliteTx;
use super::value::signed;
use crate::storage::{ReadPages, StorageError, WritePages};
use lianxin_core::id::Hash;
use lianxin_core::register::RegisterId;
use rusqlite::params;

impl ReadPages for SqliteTx<'_> {
    fn page(&self, register: RegisterId, version: u64) -> Result<Option<Vec<u8>>, StorageError> {
        let sql = "SELECT bytes FROM page WHERE register = ?1 AND version = ?2";
        self.one(sql, params![signed(register.number())?, signed(version)?], |row| row.get(0))
    }

    fn pages(&self) -> Result<Vec<Vec<u8>>, StorageError> {
        self.all("SELECT bytes FROM page ORDER BY register, version", [], |row| row.get(0))
    }

    fn part(&self, leaf: &Hash) -> Result<Option<Vec<u8>>, StorageError> {
        self.one("SELECT bytes FROM part WHERE leaf = ?1", [leaf.0], |row| row.get(0))
    }

    fn parts(&self) -> Result<Vec<Vec<u8>>, StorageError> {
        self.all("SELECT bytes FROM part ORDER BY leaf", [], |row| row.get(0))
    }
}

impl WritePages for SqliteTx<'_> {
    fn add_page(&self, register: RegisterId, version: u64, bytes: &[u8]) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO page (register, version, bytes) VALUES (?1, ?2, ?3)",
            params![signed(register.number())?, signed(version)?, bytes],
        )?;
        Ok(())
    }

    fn put_part(&self, leaf: &Hash, bytes: &[u8]) -> Result<(), StorageError> {
        self.run("INSERT OR REPLACE INTO part (leaf, bytes) VALUES (?1, ?2)", params![leaf.0, bytes])?;
        Ok(())
    }

    fn drop_part(&self, leaf: &Hash) -> Result<(), StorageError> {
        self.run("DELETE FROM part WHERE leaf = ?1", [leaf.0])?;
        Ok(())
    }
}
