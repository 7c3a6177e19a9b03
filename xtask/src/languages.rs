//! The facade in the languages of the apps: built, and tested against the real library.

use crate::child::say;
use crate::doctor;
use crate::failure::Failure;
use crate::steps::{Step, Steps};
use crate::test_output::TestOutput;
use crate::workspace;
use std::path::Path;
use std::process::{Command, Stdio};

/// The name under which the doctor lists what only Swift needs.
pub(crate) const SWIFT: &str = "test swift";

/// The name under which the doctor lists what the demonstration needs to build and drive the app.
pub(crate) const DEMO_APP: &str = "demo --app";

/// Maven's builds: the facade on the JVM, and the app.
const KOTLIN: &str = "bindings/kotlin/pom.xml";
const APP: &str = "android-demo/pom.xml";
/// Where Maven leaves what its tests say.
const REPORTS: &str = "surefire-reports";

/// The steps that every machine can do, and Swift's where there is a toolchain.
pub(crate) fn test(root: &Path, steps: &mut Steps, output: &mut TestOutput) -> Result<(), Failure> {
    steps.run("bindings", |step| step.command(at(root, "python3", &["bindings/generate.py"])))?;
    steps.run("wheel, and tests in Python", |step| step.command(at(root, "python3", &["bindings/wheel.py"])))?;
    steps.run("tests in Kotlin", |step| tests_in_maven(root, step, KOTLIN, "kotlin-build", output))?;
    steps.run("tests of the app", |step| tests_in_maven(root, step, APP, "android/app", output))?;
    let mut probe = at(root, "swift", &["--version"]);
    if probe.stdin(Stdio::null()).output().is_ok_and(|output| output.status.success()) {
        return swift_tests(root, steps);
    }
    say("   left out   tests in Swift: no toolchain is installed");
    Ok(())
}

/// The Kotlin sources and the library that the app's build takes.
pub(crate) fn for_the_app(root: &Path, step: &Step) -> Result<(), Failure> {
    step.command(at(root, "python3", &["bindings/generate.py", "kotlin"]))
}

/// The pages of the Kotlin sources' comments, with the jars. The tests have run before.
pub(crate) fn docs(root: &Path, steps: &mut Steps) -> Result<(), Failure> {
    steps.run("docs in Kotlin", |step| step.command(maven(root, KOTLIN, &["-Pdocs", "-DskipTests", "package"])?))
}

/// Swift alone; without a toolchain it fails and says so.
pub(crate) fn swift(root: &Path, steps: &mut Steps) -> Result<(), Failure> {
    steps.run("what this machine has", |step| doctor::provide(root, SWIFT, false, step))?;
    steps.run("bindings", |step| step.command(at(root, "python3", &["bindings/generate.py", "swift"])))?;
    swift_tests(root, steps)
}

fn swift_tests(root: &Path, steps: &mut Steps) -> Result<(), Failure> {
    steps.run("tests in Swift", |step| {
        let target = workspace::target_directory(root)?;
        let mut command = at(root, "swift", &["test", "--package-path"]);
        command.arg(target.join("swift"));
        let library = target.join("debug").display().to_string();
        for argument in [&format!("-L{library}"), "-rpath", &library] {
            command.args(["-Xlinker", argument]);
        }
        step.command(command)
    })
}

/// Runs the tests of a Maven build and reads its reports, which lie in this directory below cargo's target directory.
fn tests_in_maven(root: &Path, step: &Step, pom: &str, build: &str, output: &mut TestOutput) -> Result<(), Failure> {
    let build = workspace::target_directory(root)?.join(build);
    // What an earlier run left says nothing about this one, and the compiler would see classes without sources.
    for left in ["classes", "test-classes", REPORTS].map(|name| build.join(name)) {
        if left.exists() {
            std::fs::remove_dir_all(&left).map_err(Failure::io(format!("remove {}", left.display())))?;
        }
    }
    let result = step.command(maven(root, pom, &["test"])?);
    for entry in std::fs::read_dir(build.join(REPORTS)).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "xml") {
            let report = std::fs::read_to_string(&path).map_err(Failure::io(format!("read {}", path.display())))?;
            output.surefire(&report);
        }
    }
    result
}

fn maven(root: &Path, pom: &str, goals: &[&str]) -> Result<Command, Failure> {
    let target = format!("-Dlianxin.target={}", workspace::target_directory(root)?.display());
    let mut command = at(root, "mvn", &["-B", "-q", "-f", pom, &target]);
    // Cargo puts its own directories there, in which the library lies too: only the named one may be found.
    command.args(goals).env_remove("LD_LIBRARY_PATH");
    Ok(command)
}

fn at(root: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root);
    command
}
