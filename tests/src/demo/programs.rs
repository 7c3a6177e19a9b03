//! The programs the demonstration plays with: the ones beside it, built if Cargo is at hand.

use super::failure::DemoError;
use super::process::{Stop, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The programs.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    pub(super) phone: PathBuf,
    pub(super) server: PathBuf,
    pub(super) report: PathBuf,
}

impl Programs {
    /// Builds what is not fresh and says where it lies. Without Cargo, what lies beside this program is taken.
    pub(super) fn ready(stop: &Stop) -> Result<Self, DemoError> {
        let own = std::env::current_exe().map_err(DemoError::Child)?;
        let beside = own.parent().unwrap_or(Path::new(".")).to_owned();
        if let Some(cargo) = std::env::var_os("CARGO") {
            build(Command::new(cargo), &beside, stop)?;
        }
        let program = |name: &str| {
            let path = beside.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            if path.exists() { Ok(path) } else { Err(DemoError::Build(format!("{} ?", path.display()))) }
        };
        Ok(Self { phone: program("lianxin-phone")?, server: program("lianxin-server")?, report: program("report")? })
    }
}

/// The profile and the target directory are those of the demonstration itself, so that little is built twice.
fn build(mut cargo: Command, beside: &Path, stop: &Stop) -> Result<(), DemoError> {
    cargo.args(["build", "--quiet", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    for package in ["lianxin-phone", "lianxin-server", "lianxin-tests"] {
        cargo.args(["-p", package]);
    }
    for program in ["lianxin-phone", "lianxin-server", "report"] {
        cargo.args(["--bin", program]);
    }
    if beside.ends_with("release") {
        cargo.arg("--release");
    }
    if let Some(target) = beside.parent() {
        cargo.arg("--target-dir").arg(target);
    }
    let ended = run(&mut cargo, None, stop)?;
    if ended.status.success() { Ok(()) } else { Err(DemoError::Build(ended.stderr)) }
}
