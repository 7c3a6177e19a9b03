//! Where the workspace's programs lie: beside the one that runs, since one build makes them all.

use std::io;
use std::path::{Path, PathBuf};

/// Where the program of this name would lie beside the one that runs.
pub fn beside_us(name: &str) -> io::Result<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.parent().unwrap_or(Path::new(".")).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}
