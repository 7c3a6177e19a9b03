//! A vault of the platform: Android Keystore, Secure Enclave, a desktop's key ring.

use lianxin_core::seal;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Why the vault could not help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum VaultError {
    /// The wrapping key is gone or another one: what it wrapped stays shut.
    #[error("the wrapping key does not open this secret")]
    WrongKey,
    /// The vault cannot be reached or written now.
    #[error("the key vault is not available")]
    Unavailable,
}

/// Wraps and unwraps secrets with a key that never leaves the platform's keeping. Asked while the phone's lock is
/// held: it must not call the phone, and should not wait for a person.
#[uniffi::export(foreign)]
pub trait KeyVault: Send + Sync {
    /// Closes a secret under a name; the name is bound in.
    fn wrap(&self, name: String, secret: Vec<u8>) -> Result<Vec<u8>, VaultError>;
    /// Opens what `wrap` closed under the same name.
    fn unwrap(&self, name: String, wrapped: Vec<u8>) -> Result<Vec<u8>, VaultError>;
    /// Sixteen bytes, random at installation and never part of a backup: another value than the store's means a
    /// copied or restored store.
    fn install_id(&self) -> Result<Vec<u8>, VaultError>;
}

/// What a foreign vault throws beside [`VaultError`] is a vault that does not work.
impl From<uniffi::UnexpectedUniFFICallbackError> for VaultError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

impl From<VaultError> for seal::VaultError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::WrongKey => Self::WrongKey,
            VaultError::Unavailable => Self::Unavailable,
        }
    }
}

/// A foreign vault as the core knows one.
pub(crate) struct ForeignVault(pub(crate) Arc<dyn KeyVault>);

impl seal::KeyVault for ForeignVault {
    fn wrap(&self, name: &str, secret: &[u8]) -> Result<Vec<u8>, seal::VaultError> {
        Ok(self.0.wrap(name.to_owned(), secret.to_vec())?)
    }

    fn unwrap(&self, name: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, seal::VaultError> {
        Ok(self.0.unwrap(name.to_owned(), wrapped.to_vec()).map(Zeroizing::new)?)
    }

    fn install_id(&self) -> Result<[u8; 16], seal::VaultError> {
        self.0.install_id()?.try_into().map_err(|_| seal::VaultError::Unavailable)
    }
}
