//! The directory of a phone: `vault.key`, which wraps keys; `store.key`, the store's key wrapped by it; and
//! `store.db`, the encrypted store. The device's own key lies wrapped in the store.

use crate::failure::Failure;
use lianxin_core::companion::Companion;
use lianxin_core::error::Error;
use lianxin_core::seal::VaultError;
use lianxin_core::seal::vault::FileVault;
use lianxin_core::store::SqliteStore;
use lianxin_core::store::sqlite::keyed;
use lianxin_core::time::Host;
use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The directory of a phone.
#[derive(Debug, Clone)]
pub struct Directory(PathBuf);

impl Directory {
    /// The directory at a path; by default `.lianxin-phone` in the person's home.
    pub fn at(path: Option<&Path>) -> Result<Self, Failure> {
        if let Some(path) = path {
            return Ok(Self(path.to_owned()));
        }
        let home = std::env::home_dir().ok_or_else(|| Failure::Directory(ErrorKind::NotFound.into()))?;
        Ok(Self(home.join(".lianxin-phone")))
    }

    /// Where the vault's key lies.
    pub fn vault_path(&self) -> PathBuf {
        self.0.join("vault.key")
    }

    /// Where the store's wrapped key lies.
    pub fn store_key_path(&self) -> PathBuf {
        keyed::key_path(&self.store_path())
    }

    /// Where the store lies.
    pub fn store_path(&self) -> PathBuf {
        self.0.join("store.db")
    }

    /// Whether a phone was ever begun here.
    pub fn is_begun(&self) -> Result<bool, Failure> {
        self.vault_path().try_exists().map_err(Failure::Directory)
    }

    /// Whether there is a store, or what is left of one.
    pub fn has_store(&self) -> Result<bool, Failure> {
        Ok(keyed::is_begun(&self.store_path())?)
    }

    /// Makes the directory, for its owner alone, where there is none.
    pub fn create(&self) -> Result<(), Failure> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0).map_err(Failure::Directory)
    }

    /// Opens the phone; one that has never been begun is not enrolled, and nothing is made for it.
    pub fn open(&self, host: Arc<dyn Host>) -> Result<Companion, Failure> {
        if !self.is_begun()? {
            return Err(Error::NotEnrolled.into());
        }
        let (vault, store) = self.open_parts(host.as_ref())?;
        Ok(Companion::open(Box::new(store), Arc::new(vault), host)?)
    }

    /// Opens vault and store, making them where they are not.
    pub fn open_parts(&self, host: &dyn Host) -> Result<(FileVault, SqliteStore), Failure> {
        let vault = FileVault::open(&self.0)?;
        let store = keyed::open(&self.store_path(), &vault, host).map_err(Error::from)?;
        Ok((vault, store))
    }

    /// The key files that do not open, dependents first. Empty if all do.
    pub fn shut_keys(&self) -> Result<Vec<PathBuf>, Failure> {
        let exists = |path: &PathBuf| path.try_exists().unwrap_or(false);
        let shut = match FileVault::open(&self.0) {
            Err(VaultError::WrongKey) => vec![self.store_key_path(), self.vault_path()],
            Err(error) => return Err(error.into()),
            Ok(vault) if keyed::is_key_shut(&self.store_path(), &vault) => vec![self.store_key_path()],
            Ok(_) => Vec::new(),
        };
        Ok(shut.into_iter().filter(exists).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::PhoneHost;
    use std::fs;

    fn host() -> Arc<dyn Host> {
        Arc::new(PhoneHost::default())
    }

    fn code(result: Result<Companion, Failure>) -> String {
        result.err().map(|failure| failure.code()).unwrap_or_default()
    }

    #[test]
    fn a_phone_that_was_never_begun_leaves_nothing_behind() {
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::at(Some(&place.path().join("phone"))).unwrap();
        assert_eq!(code(directory.open(host())), "phone.not_enrolled");
        assert!(!place.path().join("phone").exists());
    }

    #[test]
    fn one_process_owns_a_phone() {
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::at(Some(place.path())).unwrap();
        let held = directory.open_parts(&PhoneHost::default()).unwrap();
        assert_eq!(code(directory.open(host())), "storage.busy");
        drop(held);
        assert_eq!(code(directory.open(host())), "");
    }

    #[test]
    fn the_store_opens_with_its_own_keys_only() {
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::at(Some(place.path())).unwrap();
        drop(directory.open_parts(&PhoneHost::default()).unwrap());
        let kept = fs::read(directory.store_key_path()).unwrap();
        fs::remove_file(directory.store_key_path()).unwrap();
        assert_eq!(code(directory.open(host())), "storage.wrong_key", "a store without its key is not overwritten");
        fs::write(directory.store_key_path(), &kept[1..]).unwrap();
        assert_eq!(code(directory.open(host())), "vault.wrong_key");
        fs::write(directory.store_key_path(), kept).unwrap();
        assert_eq!(code(directory.open(host())), "");
    }

    #[cfg(unix)]
    #[test]
    fn others_on_the_machine_read_nothing() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::at(Some(&place.path().join("phone"))).unwrap();
        directory.create().unwrap();
        drop(directory.open_parts(&PhoneHost::default()).unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&place.path().join("phone")), 0o700);
        assert_eq!(mode(&directory.vault_path()), 0o600);
        assert_eq!(mode(&directory.store_key_path()), 0o600);
    }
}
