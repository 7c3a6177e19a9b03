//! A closed phone's store, opened with the key that its vault unwraps.

use super::ReportError;
use lianxin_core::entry::{ObjectKind, SignedEntry};
use lianxin_core::error::Error;
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::seal::vault::FileVault;
use lianxin_core::seal::{KeyVault, VaultError};
use lianxin_core::store::{Entries, OwnEntry, Progress, SqliteStore, Store, StoreError};
use lianxin_core::visit;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Files of a phone's directory.
const VAULT: &str = "vault.key";
const STORE_KEY: &str = "store.key";
const STORE: &str = "store.db";
/// The name under which the vault wraps the store's key.
const STORE_KEY_NAME: &str = "store-key";

/// An entry as the phone keeps it.
#[derive(Clone, Debug)]
pub struct OwnRecord {
    /// The entry's bytes and what they say.
    pub signed: SignedEntry,
    /// How far it has come, as the phone believes.
    pub progress: Progress,
}

/// What a closed phone holds.
#[derive(Clone, Debug, Default)]
pub struct PhoneRecord {
    /// Its directory.
    pub directory: PathBuf,
    /// Own entries, oldest first.
    pub entries: Vec<OwnRecord>,
    /// Documents of which something needs attention.
    pub attention: BTreeSet<DocumentId>,
    /// The store is encrypted.
    pub is_encrypted: bool,
}

impl PhoneRecord {
    /// Reads the phone of a directory. A phone that a process has open is not read.
    pub fn read(directory: &Path) -> Result<Self, ReportError> {
        let failed = |error: Error| ReportError::Phone(directory.into(), Box::new(error));
        let (_, store) = open_phone(directory)?;
        let read = |store: &SqliteStore| -> Result<_, StoreError> {
            store.check()?;
            Ok((store.entries(Entries::All)?, store.attention()?))
        };
        let (entries, attention) = read(&store).map_err(|error| failed(error.into()))?;
        let entries = entries.into_iter().map(|entry| own(directory, entry)).collect::<Result<_, _>>()?;
        let attention = attention.into_iter().map(|item| item.document).collect();
        Ok(Self { directory: directory.into(), entries, attention, is_encrypted: store.has_cipher() })
    }

    /// The visits made here, each with the entries that create it: the first, and those that replay it.
    pub fn visits(&self) -> BTreeMap<DocumentId, Vec<&OwnRecord>> {
        let mut visits: BTreeMap<DocumentId, Vec<&OwnRecord>> = BTreeMap::new();
        for record in &self.entries {
            for object in &record.signed.entry.objects {
                if object.kind == ObjectKind::Create && object.document.family() == visit::CODE {
                    visits.entry(object.document).or_default().push(record);
                }
            }
        }
        visits
    }
}

impl OwnRecord {
    /// Names the entry.
    pub fn hash(&self) -> Hash {
        self.signed.hash
    }
}

fn own(directory: &Path, entry: OwnEntry) -> Result<OwnRecord, ReportError> {
    let signed = SignedEntry::reopen(&entry.sealed, entry.objects);
    let signed = signed.map_err(|error| ReportError::Entry(directory.into(), error))?;
    Ok(OwnRecord { signed, progress: entry.progress })
}

/// Opens vault and store of a phone that nobody has open.
pub(crate) fn open_phone(directory: &Path) -> Result<(FileVault, SqliteStore), ReportError> {
    // Opening what is not there would make it.
    for file in [VAULT, STORE_KEY, STORE] {
        let path = directory.join(file);
        if !path.exists() {
            return Err(ReportError::Missing(path));
        }
    }
    let path = directory.join(STORE_KEY);
    let wrapped = std::fs::read(&path).map_err(|error| ReportError::File(path, error))?;
    let opened = || -> Result<_, Error> {
        let vault = FileVault::open(directory)?;
        let key = vault.unwrap(STORE_KEY_NAME, &wrapped)?;
        let key: &[u8; 32] = key.as_slice().try_into().map_err(|_| VaultError::WrongKey)?;
        Ok((vault, SqliteStore::open(&directory.join(STORE), key)?))
    };
    opened().map_err(|error| ReportError::Phone(directory.into(), Box::new(error)))
}
