//! Running the workspace's own programs for people: what the machine lacks first, then one build that is seen, then
//! the program in this process's place.

use crate::child;
use crate::doctor;
use crate::failure::Failure;
use crate::page;
use crate::steps::Steps;
use crate::workspace::{self, cargo};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// What they run, and run themselves. Built together, since apart each would want its libraries with other features.
const PACKAGES: [&str; 6] = ["-p", "lianxin-tests", "-p", "lianxin-phone", "-p", "lianxin-server"];

/// Runs `name` with these arguments; it lies beside the phone and the server, built without what tests alone need.
pub(crate) fn run(root: &Path, name: &str, is_release: bool, arguments: &[OsString]) -> Result<(), Failure> {
    let mut steps = Steps::default();
    steps.run("what this machine has", |step| doctor::provide(root, name, true, step))?;
    steps.run("the office's page", |step| page::build_if_stale(root, step))?;
    let profile: &[&str] = if is_release { &["--release"] } else { &[] };
    child::attached(cargo(root, &[&["build"], &PACKAGES[..], &["--bins"], profile].concat()))?;
    let built = workspace::target_directory(root)?.join(if is_release { "release" } else { "debug" });
    let mut program = Command::new(built.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
    program.args(arguments);
    child::replace_us(program)
}
