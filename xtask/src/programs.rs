//! Running the workspace's own programs for people: what the machine lacks first, then one build that is seen, then
//! the program in this process's place.

use crate::child;
use crate::doctor;
use crate::failure::Failure;
use crate::languages;
use crate::page;
use crate::steps::Steps;
use crate::workspace::{self, cargo};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// What they run, and run themselves. Built together, since apart each would want its libraries with other features.
const PACKAGES: [&str; 6] = ["-p", "lianxin-tests", "-p", "lianxin-phone", "-p", "lianxin-server"];

/// The demonstration's switch that plays the evening in the app too.
const APP: &str = "--app";

/// Runs `name` with these arguments; it lies beside the phone and the server, built without what tests alone need.
pub(crate) fn run(root: &Path, name: &str, is_release: bool, arguments: &[OsString]) -> Result<(), Failure> {
    let mut steps = Steps::default();
    steps.run("what this machine has", |step| doctor::provide(root, name, true, step))?;
    steps.run("the office's page", |step| page::build_if_stale(root, step))?;
    let with_app = name == "demo" && arguments.iter().any(|argument| argument == APP);
    if with_app {
        steps.run("what the app needs", |step| doctor::provide(root, languages::DEMO_APP, true, step))?;
        steps.run("bindings", |step| languages::for_the_app(root, step))?;
    }
    let arguments = arguments.iter().map(|argument| located(root, argument));
    let profile: &[&str] = if is_release { &["--release"] } else { &[] };
    child::attached(cargo(root, &[&["build"], &PACKAGES[..], &["--bins"], profile].concat()))?;
    let built = workspace::target_directory(root)?.join(if is_release { "release" } else { "debug" });
    let mut program = Command::new(built.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)));
    program.args(arguments);
    child::replace_us(program)
}

/// The demonstration runs where the person is: it is told where the app lies.
fn located(root: &Path, argument: &OsString) -> OsString {
    if argument != APP {
        return argument.clone();
    }
    let mut located = OsString::from(format!("{APP}="));
    located.push(root.join("android-demo"));
    located
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_is_told_where_the_app_lies_and_everything_else_as_it_is() {
        let told = ["--app", "--seed", "7", "--app=here"].map(|word| located(Path::new("tree"), &word.into()));
        assert_eq!(told, ["--app=tree/android-demo", "--seed", "7", "--app=here"]);
    }
}
