//! Pages of the registers, and the parts that belong to them.

use super::StorageError;
use lianxin_core::id::Hash;
use lianxin_core::register::RegisterId;

/// Reads pages and parts.
pub trait ReadPages {
    /// A page.
    fn page(&self, register: RegisterId, version: u64) -> Result<Option<Vec<u8>>, StorageError>;
    /// All pages: by register, in order of version.
    fn pages(&self) -> Result<Vec<Vec<u8>>, StorageError>;
    /// The details of a person, by their leaf.
    fn part(&self, leaf: &Hash) -> Result<Option<Vec<u8>>, StorageError>;
    /// All parts, in order of their leaves.
    fn parts(&self) -> Result<Vec<Vec<u8>>, StorageError>;
}

/// Writes pages and parts.
pub trait WritePages: ReadPages {
    /// Adds a page.
    fn add_page(&self, register: RegisterId, version: u64, bytes: &[u8]) -> Result<(), StorageError>;
    /// Adds the details of a person.
    fn put_part(&self, leaf: &Hash, bytes: &[u8]) -> Result<(), StorageError>;
    /// Drops the details of a person; the leaf on the page stays.
    fn drop_part(&self, leaf: &Hash) -> Result<(), StorageError>;
}
