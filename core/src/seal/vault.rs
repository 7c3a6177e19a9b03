//! Where keys rest. The platform wraps (Android Keystore, Secure Enclave); desktops and servers use files.

use zeroize::Zeroizing;

/// Why the vault could not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The wrapping key is gone or another one: what it wrapped stays shut.
    #[error("the wrapping key does not open this secret")]
    WrongKey,
    /// The vault cannot be reached or written.
    #[error("the key vault is not available")]
    Unavailable,
}

/// Wraps and unwraps secrets with a key that never leaves the platform's keeping.
pub trait KeyVault: Send + Sync {
    /// Closes a secret under a name; the name is bound in.
    fn wrap(&self, name: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError>;
    /// Opens what [`KeyVault::wrap`] closed under the same name.
    fn unwrap(&self, name: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError>;
    /// Names this installation; another value than the store's means a restored or copied store.
    fn install_id(&self) -> Result<[u8; 16], VaultError>;
}

#[cfg(feature = "os")]
pub use file::FileVault;

#[cfg(feature = "os")]
mod file {
    use super::{KeyVault, VaultError};
    use crate::time::{SystemHost, random};
    use chacha20poly1305::aead::{Aead, KeyInit, Payload};
    use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
    use std::fs::{self, OpenOptions};
    use std::io::Write;
    use std::path::Path;
    use zeroize::Zeroizing;

    const FILE: &str = "vault.key";

    /// A vault whose wrapping key is a file only its owner may read. For servers and for trying out.
    pub struct FileVault {
        install: [u8; 16],
        key: Zeroizing<[u8; 32]>,
    }

    impl FileVault {
        /// Opens the vault of a directory, making it on first use.
        pub fn open(directory: &Path) -> Result<Self, VaultError> {
            let path = directory.join(FILE);
            if !path.exists() {
                Self::create(&path)?;
            }
            let bytes = Zeroizing::new(fs::read(&path).map_err(|_| VaultError::Unavailable)?);
            let (install, key) = bytes.split_at_checked(16).ok_or(VaultError::WrongKey)?;
            Ok(Self {
                install: install.try_into().map_err(|_| VaultError::WrongKey)?,
                key: Zeroizing::new(key.try_into().map_err(|_| VaultError::WrongKey)?),
            })
        }

        fn create(path: &Path) -> Result<(), VaultError> {
            let secret: Zeroizing<[u8; 48]> = Zeroizing::new(random(&SystemHost));
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path).map_err(|_| VaultError::Unavailable)?;
            file.write_all(&*secret).and_then(|()| file.sync_all()).map_err(|_| VaultError::Unavailable)
        }

        fn cipher(&self) -> ChaCha20Poly1305 {
            ChaCha20Poly1305::new(&Key::from(*self.key))
        }
    }

    impl KeyVault for FileVault {
        fn wrap(&self, name: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
            let nonce: [u8; 12] = random(&SystemHost);
            let payload = Payload { msg: secret, aad: name.as_bytes() };
            let closed = self.cipher().encrypt(&Nonce::from(nonce), payload).map_err(|_| VaultError::Unavailable)?;
            Ok([nonce.as_slice(), &closed].concat())
        }

        fn unwrap(&self, name: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
            let (nonce, closed) = wrapped.split_at_checked(12).ok_or(VaultError::WrongKey)?;
            let nonce: [u8; 12] = nonce.try_into().map_err(|_| VaultError::WrongKey)?;
            let payload = Payload { msg: closed, aad: name.as_bytes() };
            let secret = self.cipher().decrypt(&Nonce::from(nonce), payload).map_err(|_| VaultError::WrongKey)?;
            Ok(Zeroizing::new(secret))
        }

        fn install_id(&self) -> Result<[u8; 16], VaultError> {
            Ok(self.install)
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_secret_opens_under_its_name_in_its_own_vault_only() {
            let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let vault = FileVault::open(here.path()).unwrap();
            let wrapped = vault.wrap("device", b"secret").unwrap();
            let again = FileVault::open(here.path()).unwrap();
            assert_eq!(again.unwrap("device", &wrapped).unwrap().as_slice(), b"secret");
            assert_eq!(again.install_id(), vault.install_id());
            assert_eq!(again.unwrap("store", &wrapped), Err(VaultError::WrongKey));
            let other = FileVault::open(there.path()).unwrap();
            assert_eq!(other.unwrap("device", &wrapped), Err(VaultError::WrongKey));
            assert_eq!(vault.unwrap("device", b"short"), Err(VaultError::WrongKey));
        }
    }
}
