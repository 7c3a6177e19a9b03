//! Where the workspace is, which files belong to it, and which crates it builds.

use crate::child::output;
use crate::failure::Failure;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate that cargo builds: its name in paths, and its root file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The name as `use` and `cargo test` spell it.
    pub(crate) name: String,
    /// The root file, relative to the workspace, with `/`.
    pub(crate) root_file: String,
}

/// Finds the workspace at or above the current directory.
pub(crate) fn root() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir().map_err(Failure::io("find the current directory"))?;
    here.ancestors()
        .find(|dir| std::fs::read_to_string(dir.join("Cargo.toml")).is_ok_and(|text| text.contains("[workspace]")))
        .map(Path::to_path_buf)
        .ok_or(Failure::NoWorkspace)
}

/// A cargo command of this toolchain, in the workspace.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root);
    // What Cargo tells a program about its package is no setting of another Cargo, which would build anew whatever
    // looks at it: ring, and all that stands upon it.
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_of_a_package(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command
}

/// Whether a variable is one that Cargo sets for the programs of a package.
fn is_of_a_package(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// The files git tracks or would track, relative to the workspace.
pub(crate) fn files(root: &Path) -> Result<Vec<String>, Failure> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
    let listed = output(git)?;
    let mut files: Vec<String> = listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    files.sort();
    files.dedup();
    files.retain(|path| root.join(path).is_file());
    Ok(files)
}

/// The crates of the workspace.
pub(crate) fn targets(root: &Path) -> Result<Vec<Target>, Failure> {
    Ok(of_the_workspace(metadata(root)?))
}

/// Where cargo puts what it builds.
pub(crate) fn target_directory(root: &Path) -> Result<PathBuf, Failure> {
    Ok(metadata(root)?.target_directory)
}

fn metadata(root: &Path) -> Result<Metadata, Failure> {
    let text = output(cargo(root, &["metadata", "--no-deps", "--format-version", "1"]))?;
    read_metadata(&text)
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    targets: Vec<MetadataTarget>,
}

#[derive(Deserialize)]
struct MetadataTarget {
    name: String,
    src_path: PathBuf,
}

fn read_metadata(text: &str) -> Result<Metadata, Failure> {
    serde_json::from_str(text)
        .map_err(|cause| Failure::Unreadable { command: "cargo metadata".into(), cause: cause.to_string() })
}

fn of_the_workspace(metadata: Metadata) -> Vec<Target> {
    let all = metadata.packages.into_iter().flat_map(|package| package.targets);
    all.filter_map(|target| {
        let root_file = target.src_path.strip_prefix(&metadata.workspace_root).ok()?;
        let root_file = root_file.to_string_lossy().replace('\\', "/");
        Some(Target { name: target.name.replace('-', "_"), root_file })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_named_as_paths_spell_it_and_its_root_file_is_relative() {
        let text = r#"{"workspace_root": "/w", "target_directory": "/w/target", "packages": [{"targets": [
            {"name": "lianxin-core", "src_path": "/w/core/src/lib.rs"},
            {"name": "elsewhere", "src_path": "/other/lib.rs"}]}]}"#;
        let expected = Target { name: "lianxin_core".into(), root_file: "core/src/lib.rs".into() };
        assert_eq!(of_the_workspace(read_metadata(text).unwrap()), [expected]);
    }
}
