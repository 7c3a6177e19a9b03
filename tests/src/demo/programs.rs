//! The programs the demonstration plays with. Cargo builds what is not fresh, each without what tests alone need;
//! whoever has built them says where they lie.

use super::failure::DemoError;
use super::process::{Stop, run};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the directory of programs that are to be taken as they are.
const PREBUILT: &str = "LIANXIN_PROGRAMS";

/// The programs.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    pub(super) phone: PathBuf,
    pub(super) server: PathBuf,
    pub(super) report: PathBuf,
}

impl Programs {
    /// Builds what is not fresh and says where it lies: beside this program, unless something else was said.
    pub(super) fn ready(stop: &Stop) -> Result<Self, DemoError> {
        let own = std::env::current_exe().map_err(DemoError::Child)?;
        let beside = own.parent().unwrap_or(Path::new(".")).to_owned();
        let prebuilt = std::env::var_os(PREBUILT).map(PathBuf::from);
        if let (None, Some(cargo)) = (&prebuilt, std::env::var_os("CARGO")) {
            build(&cargo, &["-p", "lianxin-phone", "-p", "lianxin-server", "--bins"], &beside, stop)?;
            // With the features of this program, so that its library is not built twice.
            build(&cargo, &["-p", "lianxin-tests", "--bin", "report"], &beside, stop)?;
        }
        let directory = prebuilt.unwrap_or(beside);
        let program = |name: &str| {
            let path = directory.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            if path.exists() { Ok(path) } else { Err(DemoError::NoProgram(path)) }
        };
        Ok(Self { phone: program("lianxin-phone")?, server: program("lianxin-server")?, report: program("report")? })
    }
}

/// The profile and the target directory are those of this program.
fn build(cargo: &OsStr, what: &[&str], beside: &Path, stop: &Stop) -> Result<(), DemoError> {
    let mut cargo = Command::new(cargo);
    // What Cargo tells a program about its package would have another Cargo build anew whatever looks at it.
    let told = |name: &OsStr| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|p| name.to_string_lossy().starts_with(p));
    for (name, _) in std::env::vars_os().filter(|(name, _)| told(name)) {
        cargo.env_remove(name);
    }
    cargo.args(["build", "--quiet", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]).args(what);
    if beside.ends_with("release") {
        cargo.arg("--release");
    }
    if let Some(target) = beside.parent() {
        cargo.arg("--target-dir").arg(target);
    }
    let ended = run(&mut cargo, None, stop)?;
    if ended.status.success() { Ok(()) } else { Err(DemoError::Build(ended.stderr)) }
}
