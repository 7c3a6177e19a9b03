//! The programs the demonstration plays with: those beside it, which `cargo xtask demo` has built with it.

use super::failure::DemoError;
use std::path::{Path, PathBuf};

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
        let own = std::env::current_exe().map_err(DemoError::Child)?;
        let directory = own.parent().unwrap_or(Path::new("."));
        let program = |name: &str| {
            let path = directory.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            if path.exists() { Ok(path) } else { Err(DemoError::NoProgram(path)) }
        };
        Ok(Self { phone: program("lianxin-phone")?, server: program("lianxin-server")?, report: program("report")? })
    }
}
