//! Where a phone's files lie: `store.db`, and beside it `store.key`, the store's key wrapped by the vault. The phone at
//! the command line keeps them in the same way.

use lianxin_core::error::Error;
use lianxin_core::seal::KeyVault;
use lianxin_core::store::sqlite::keyed::{self, OpenError};
use lianxin_core::store::sqlite::set_aside;
use lianxin_core::store::{SqliteStore, StoreError};
use lianxin_core::time::Host;
use std::fs::DirBuilder;
use std::path::Path;

/// The store's file in a phone's directory.
pub(crate) const STORE: &str = "store.db";

/// Makes a phone's directory, for its owner alone, where there is none.
pub(crate) fn make(directory: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(directory)?)
}

/// Opens the store of a file, making store and key on first use. A damaged store is set aside with its bytes; the
/// next call starts a new one.
pub(crate) fn open_store(path: &Path, vault: &dyn KeyVault, host: &dyn Host) -> Result<SqliteStore, Error> {
    let opened = keyed::open(path, vault, host);
    if opened.as_ref().is_err_and(|error| *error == OpenError::Store(StoreError::Corrupt)) {
        set_aside(path, host.now())?;
    }
    Ok(opened?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::seal::VaultError;
    use lianxin_core::seal::vault::FileVault;
    use lianxin_core::store::{Draft, Store, Write as StoreWrite};
    use lianxin_core::time::{SystemHost, Timestamp};
    use std::fs;

    fn open(path: &Path, vault: &FileVault) -> Result<SqliteStore, Error> {
        open_store(path, vault, &SystemHost)
    }

    fn error(opened: Result<SqliteStore, Error>) -> Error {
        opened.err().expect("it should not open")
    }

    #[test]
    fn a_store_opens_again_with_its_vault_only() {
        let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (path, vault) = (home.path().join(STORE), FileVault::open(home.path()).unwrap());
        let draft = Draft { id: [1; 16], household: None, form: vec![2], updated_at: Timestamp(3) };
        open(&path, &vault).unwrap().commit(vec![StoreWrite::Draft(draft.clone())]).unwrap();
        assert_eq!(open(&path, &vault).unwrap().drafts(), Ok(vec![draft]));
        let stranger = FileVault::open(other.path()).unwrap();
        assert_eq!(error(open(&path, &stranger)), Error::Vault(VaultError::WrongKey));
    }

    #[test]
    fn a_store_whose_key_is_gone_stays_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let (path, vault) = (home.path().join(STORE), FileVault::open(home.path()).unwrap());
        drop(open(&path, &vault).unwrap());
        let before = fs::read(&path).unwrap();
        fs::remove_file(path.with_extension("key")).unwrap();
        assert_eq!(error(open(&path, &vault)), Error::Store(StoreError::WrongKey));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert!(!path.with_extension("key").exists());
    }

    #[test]
    fn a_damaged_store_is_set_aside_and_the_next_one_starts_empty() {
        let home = tempfile::tempdir().unwrap();
        let (path, vault) = (home.path().join(STORE), FileVault::open(home.path()).unwrap());
        drop(open(&path, &vault).unwrap());
        let length = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        bytes[length / 2..].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        assert_eq!(error(open(&path, &vault)), Error::Store(StoreError::Corrupt));
        assert_eq!(open(&path, &vault).unwrap().drafts(), Ok(vec![]));
        let kept =
            fs::read_dir(home.path()).unwrap().flatten().filter(|f| fs::read(f.path()).is_ok_and(|b| b == bytes));
        assert_eq!(kept.count(), 1, "its bytes are still there");
    }
}
