//! The office's page in `server/console`: checked, built before the server that holds it, and tried out in a browser.

use crate::failure::Failure;
use crate::steps::Step;
use crate::workspace;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the page lies.
const PLACE: &str = "server/console";
/// What it is made of besides its own files.
const DESCRIPTION: &str = "server/openapi.json";
/// Its tests in a browser change nothing of what is built.
const BROWSER_TESTS: &str = "server/console/e2e/";
/// What npm installs from, and what it leaves when it has.
const LOCK: &str = "server/console/package-lock.json";
const INSTALLED: &str = "server/console/node_modules";
const BUILT: &str = "server/console/dist/index.html";

/// Checks and builds the page.
pub(crate) fn check(root: &Path, step: &Step) -> Result<(), Failure> {
    install(root, step)?;
    for script in ["generate", "lint", "check", "unit"] {
        step.command(npm(root, &["run", "--silent", script]))?;
    }
    build(root, step)
}

/// Builds the page if what it is made of has changed since.
pub(crate) fn build_if_stale(root: &Path, step: &Step) -> Result<(), Failure> {
    let sources = stamp(root, &sources(root)?)?;
    if root.join(BUILT).is_file() && read_stamp(root, "page")?.as_deref() == Some(&sources) {
        return Ok(());
    }
    install(root, step)?;
    step.command(npm(root, &["run", "--silent", "generate"]))?;
    build(root, step)
}

/// Tries the page out in Chromium, with a real office and real phones; the programs must have been built.
pub(crate) fn try_out(root: &Path, step: &Step) -> Result<(), Failure> {
    let mut command = npm(root, &["run", "--silent", "e2e"]);
    command.env("LIANXIN_BUILT", workspace::target_directory(root)?.join("debug"));
    step.command(command)
}

fn build(root: &Path, step: &Step) -> Result<(), Failure> {
    // What stands there while it is built afresh is not to be taken for whole.
    write_stamp(root, "page", "")?;
    step.command(npm(root, &["run", "--silent", "build"]))?;
    write_stamp(root, "page", &stamp(root, &sources(root)?)?)
}

/// Installs what the lock file names, unless that was done already.
fn install(root: &Path, step: &Step) -> Result<(), Failure> {
    let lock = stamp(root, &[LOCK.to_owned()])?;
    if root.join(INSTALLED).is_dir() && read_stamp(root, "npm")?.as_deref() == Some(&lock) {
        return Ok(());
    }
    step.command(npm(root, &["ci", "--no-audit", "--no-fund"]))?;
    write_stamp(root, "npm", &lock)
}

/// The files the page is built from, in order.
fn sources(root: &Path) -> Result<Vec<String>, Failure> {
    let mut files = workspace::files(root)?;
    files.retain(|file| file == DESCRIPTION || Path::new(file).starts_with(PLACE) && !file.starts_with(BROWSER_TESTS));
    Ok(files)
}

/// Stands for the names and contents of files; another where any of them differs.
fn stamp(root: &Path, files: &[String]) -> Result<String, Failure> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(root.join(file)).map_err(Failure::io(format!("read {file}")))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn place_of_stamp(root: &Path, name: &str) -> Result<PathBuf, Failure> {
    Ok(workspace::target_directory(root)?.join("xtask").join(format!("{name}.stamp")))
}

fn read_stamp(root: &Path, name: &str) -> Result<Option<String>, Failure> {
    Ok(fs::read_to_string(place_of_stamp(root, name)?).ok())
}

fn write_stamp(root: &Path, name: &str, stamp: &str) -> Result<(), Failure> {
    let path = place_of_stamp(root, name)?;
    let failure = || Failure::io(format!("write {}", path.display()));
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(failure())?;
    }
    fs::write(&path, stamp).map_err(failure())
}

fn npm(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command.args(arguments).current_dir(root.join(PLACE));
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_another_when_a_file_changes_comes_or_goes() {
        let root = tempfile::tempdir().unwrap();
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        for (name, content) in [("a", "1"), ("b", "2")] {
            fs::write(root.path().join(name), content).unwrap();
        }
        let both = stamp(root.path(), &names(&["a", "b"])).unwrap();
        assert_eq!(stamp(root.path(), &names(&["a", "b"])).unwrap(), both);
        assert_ne!(stamp(root.path(), &names(&["a"])).unwrap(), both);
        fs::write(root.path().join("b"), "3").unwrap();
        assert_ne!(stamp(root.path(), &names(&["a", "b"])).unwrap(), both);
    }
}
