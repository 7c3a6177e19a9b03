//! The programs the demonstration plays with: those beside it, which `cargo xtask demo` has built with it.

use super::failure::DemoError;
use crate::programs;
use std::path::PathBuf;

/// The programs.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    pub(super) phone: PathBuf,
    pub(super) server: PathBuf,
    pub(super) report: PathBuf,
}

impl Programs {
    /// Looks for them beside this program.
    pub(super) fn beside_us() -> Result<Self, DemoError> {
        let program = |name: &str| {
            let path = programs::beside_us(name).map_err(DemoError::Child)?;
            if path.exists() { Ok(path) } else { Err(DemoError::NoProgram(path)) }
        };
        Ok(Self { phone: program("lianxin-phone")?, server: program("lianxin-server")?, report: program("report")? })
    }
}
