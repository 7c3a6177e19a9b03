//! `test` and `ci`: what must be true before a change lands.

use crate::child::{self, say};
use crate::criteria;
use crate::doctor;
use crate::failure::Failure;
use crate::generated;
use crate::languages;
use crate::page;
use crate::sources::{self, tests_in::TestIndex};
use crate::steps::{Step, Steps};
use crate::test_output::TestOutput;
use crate::tidy;
use crate::tree::Tree;
use crate::workspace::{self, cargo};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Where the output of the tests is kept, below the target directory.
const TEST_LOG: &str = "xtask/test-output.txt";

/// Checks and tests everything that needs nothing but this machine's usual tools.
pub(crate) fn test(root: &Path, install: bool) -> Result<(), Failure> {
    in_steps(|steps, output| test_steps(root, install, steps, output))
}

/// Tests the facade in Swift alone, for which not every machine has a toolchain.
pub(crate) fn test_swift(root: &Path) -> Result<(), Failure> {
    in_steps(|steps, _| languages::swift(root, steps))
}

/// Does what [`test()`] does, and what a reviewer would otherwise have to look at.
pub(crate) fn ci(root: &Path, install: bool) -> Result<(), Failure> {
    in_steps(|steps, output| {
        // First, since the other steps would bring the file up to date themselves.
        steps.run("lock file", |_| {
            child::output(cargo(root, &["metadata", "--locked", "--format-version", "1"])).map(drop)
        })?;
        test_steps(root, install, steps, output)?;
        steps.run("docs", |step| {
            let mut command = cargo(root, &["doc", "--workspace", "--no-deps"]);
            command.env("RUSTDOCFLAGS", "-D warnings");
            step.command(command)
        })?;
        languages::docs(root, steps)?;
        steps.run("generated files", |_| generated::compare(root))?;
        if_installed(steps, cargo(root, &["deny", "--version"]), "licences and bans", || {
            cargo(root, &["deny", "--offline", "check", "bans", "licenses", "sources"])
        })?;
        if_installed(steps, at(root, "typos", &["--version"]), "spelling", || at(root, "typos", &[]))
    })
}

/// Runs steps, and whatever happens prints their times and the totals of the tests.
fn in_steps(work: impl FnOnce(&mut Steps, &mut TestOutput) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut steps = Steps::default();
    let mut output = TestOutput::default();
    let result = work(&mut steps, &mut output);
    steps.summary();
    let (passed, failed) = output.totals();
    if passed + failed > 0 {
        say(&format!("{passed} passed, {failed} failed"));
    }
    result
}

fn test_steps(root: &Path, install: bool, steps: &mut Steps, output: &mut TestOutput) -> Result<(), Failure> {
    steps.run("what this machine has", |step| doctor::provide(root, "test", install, step))?;
    steps.run("format", |step| step.command(cargo(root, &["fmt", "--all", "--check"])))?;
    steps.run("tidy", |step| tidy::check(root, step))?;
    steps.run("tests of the core without features", |step| {
        let mut alone = TestOutput::default();
        let tests = cargo(root, &["test", "-p", "lianxin-core", "--no-default-features"]);
        let result = step.watched(tests, |line| alone.line(line));
        if result.is_err() {
            // Otherwise the same tests run again among all, and are counted there.
            *output = alone;
        }
        result
    })?;
    steps.run("lints", |step| {
        step.command(cargo(root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    steps.run("the office's page", |step| page::check(root, step))?;
    steps.run("programs", |step| step.command(cargo(root, &["build", "--workspace", "--all-targets"])))?;
    steps.run("tests", |step| all_tests(root, step, output))?;
    steps.run("tests in Chromium", |step| page::try_out(root, step))?;
    languages::test(root, steps, output)?;
    steps.run("criteria", |step| all_criteria(root, step, output))
}

fn all_tests(root: &Path, step: &Step, output: &mut TestOutput) -> Result<(), Failure> {
    let log = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into).join(TEST_LOG);
    let failure = || Failure::io(format!("write {}", log.display()));
    if let Some(directory) = log.parent() {
        std::fs::create_dir_all(directory).map_err(failure())?;
    }
    let mut file = BufWriter::new(File::create(&log).map_err(failure())?);
    let mut written = Ok(());
    let result = step.watched(cargo(root, &["test", "--workspace", "--no-fail-fast"]), |line| {
        output.line(line);
        if written.is_ok() {
            written = writeln!(file, "{line}");
        }
    });
    written.and_then(|()| file.flush()).map_err(failure())?;
    result?;
    if output.totals() == (0, 0) { Err(Failure::NoTest) } else { Ok(()) }
}

fn all_criteria(root: &Path, step: &Step, output: &TestOutput) -> Result<(), Failure> {
    let tree = Tree::read(root, workspace::files(root)?)?;
    let (sources, _) = sources::parse(&tree);
    let index = TestIndex::of(&sources, &workspace::targets(root)?);
    let findings = criteria::not_passed(&tree, &index, output);
    findings.iter().for_each(|finding| step.say(&finding.to_string()));
    if findings.is_empty() { Ok(()) } else { Err(Failure::Criteria(findings.len())) }
}

/// Runs a step with a tool that not everybody has; without it says so.
fn if_installed(
    steps: &mut Steps,
    mut probe: Command,
    name: &str,
    command: impl FnOnce() -> Command,
) -> Result<(), Failure> {
    let there = probe.stdin(Stdio::null()).output().is_ok_and(|output| output.status.success());
    if there {
        steps.run(name, |step| step.command(command()))
    } else {
        say(&format!("   left out   {name}: the tool is not installed"));
        Ok(())
    }
}

fn at(root: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root);
    command
}
