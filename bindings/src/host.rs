//! Clock and randomness of the platform, where the operating system's are not wanted: tests, demonstrations.

use lianxin_core::time::{self, SystemHost, Timestamp};
use std::sync::Arc;

/// A foreign callback did not do its work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum CallbackError {
    /// It failed.
    #[error("the callback failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for CallbackError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Clock and randomness. Where one fails, the operating system's is taken. Must not call the phone.
#[uniffi::export(foreign)]
pub trait Host: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC.
    fn now(&self) -> Result<Timestamp, CallbackError>;
    /// That many random bytes, fit for keys.
    fn random(&self, length: u32) -> Result<Vec<u8>, CallbackError>;
}

/// A foreign host as the core knows one.
pub(crate) struct ForeignHost(pub(crate) Arc<dyn Host>);

impl time::Host for ForeignHost {
    fn now(&self) -> Timestamp {
        self.0.now().unwrap_or_else(|_| SystemHost.now())
    }

    fn fill(&self, bytes: &mut [u8]) {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        match self.0.random(length) {
            Ok(random) if random.len() == bytes.len() => bytes.copy_from_slice(&random),
            _ => SystemHost.fill(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::time::{Host as _, random};

    struct Short;

    impl Host for Short {
        fn now(&self) -> Result<Timestamp, CallbackError> {
            Err(CallbackError::Failed)
        }

        fn random(&self, _: u32) -> Result<Vec<u8>, CallbackError> {
            Ok(vec![0; 3])
        }
    }

    #[test]
    fn a_host_that_fails_gives_way_to_the_operating_systems() {
        let host = ForeignHost(Arc::new(Short));
        assert!(host.now() > Timestamp(0));
        assert_ne!(random::<16>(&host), [0; 16]);
    }
}
