//! A store with its key beside it: `phone.key` beside `phone.db`, wrapped by the platform's vault.

use super::SqliteStore;
use super::open::beside;
use crate::seal::{KeyVault, VaultError};
use crate::store::StoreError;
use crate::time::{Host, random};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The name under which the vault wraps the store's key.
const KEY_NAME: &str = "store-key";

/// Why a store did not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault that wraps its key.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Opens the store of a file, making store and key on first use.
pub fn open(path: &Path, vault: &dyn KeyVault, host: &dyn Host) -> Result<SqliteStore, OpenError> {
    let file = key_path(path);
    let key = if file.try_exists().map_err(StoreError::from)? {
        let secret = vault.unwrap(KEY_NAME, &fs::read(&file).map_err(StoreError::from)?)?;
        Zeroizing::new(secret.as_slice().try_into().map_err(|_| VaultError::WrongKey)?)
    } else if is_begun(path)? {
        // A new key would not open it, and a new store in its place would lose what it holds.
        return Err(StoreError::WrongKey.into());
    } else {
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(random(host));
        let wrapped = vault.wrap(KEY_NAME, key.as_slice())?;
        write_whole(&file, &wrapped).map_err(StoreError::from)?;
        key
    };
    Ok(SqliteStore::open(path, &key)?)
}

/// Where the wrapped key of a store's file lies.
pub fn key_path(path: &Path) -> PathBuf {
    path.with_extension("key")
}

/// Whether there is a store, or what is left of one: its log may hold work that its file lacks.
pub fn is_begun(path: &Path) -> Result<bool, StoreError> {
    Ok(path.try_exists()? || beside(path, "-wal").try_exists()?)
}

/// Whether the vault does not open the key of a store's file. False where there is none.
pub fn is_key_shut(path: &Path, vault: &dyn KeyVault) -> bool {
    fs::read(key_path(path)).is_ok_and(|wrapped| vault.unwrap(KEY_NAME, &wrapped).is_err())
}

/// Writes a file, for its owner alone, so that it is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("key.new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    if let (true, Some(folder)) = (cfg!(unix), path.parent()) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
