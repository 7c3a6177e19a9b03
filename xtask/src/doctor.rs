//! What the commands need on a machine: what is there, what is missing, and what may be installed.

mod needs;

use crate::child::say;
use crate::failure::Failure;
use crate::steps::Step;
use needs::{NEEDS, Need};
use std::path::Path;
use std::process::Command;

/// Commands of this workspace; what others need is listed, but does not fail the report.
const COMMANDS: &[&str] = &["test", "ci", "tidy", "bench", "demo"];

/// Lists every need with the version found, or what is missing for which command.
pub(crate) fn report(root: &Path) -> Result<(), Failure> {
    let mut missing = Vec::new();
    for need in NEEDS {
        let found = (need.look)(root);
        say(&line(need, &found));
        if found.is_err() && need.commands.iter().any(|command| COMMANDS.contains(command)) {
            missing.push(need.name);
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(Failure::Missing(missing)) }
}

fn line(need: &Need, found: &Result<String, String>) -> String {
    match found {
        Ok(version) => format!("ok       {:<22} {version}", need.name),
        Err(cause) => {
            let packages = need.packages.join(" ");
            let how = if packages.is_empty() { String::new() } else { format!("; Debian: apt-get install {packages}") };
            format!("missing  {:<22} {cause}; needed for {}{how}", need.name, need.commands.join(", "))
        }
    }
}

/// Sees to it that a command has what it needs: as root on Debian installs what is missing, elsewhere says so.
pub(crate) fn provide(root: &Path, command: &str, install: bool, step: &Step) -> Result<(), Failure> {
    let wanted = missing(root, command);
    let mut packages: Vec<&str> = wanted.iter().flat_map(|need| need.packages).copied().collect();
    packages.sort_unstable();
    packages.dedup();
    if !packages.is_empty() && install && may_install() {
        step.say(&format!("installing {}", packages.join(" ")));
        step.command(apt(&["update", "-qq"]))?;
        step.command(apt(&[&["install", "-y", "-qq", "--no-install-recommends"], &packages[..]].concat()))?;
    }
    let still = missing(root, command);
    for need in &still {
        step.say(&line(need, &(need.look)(root)));
    }
    if still.is_empty() { Ok(()) } else { Err(Failure::Missing(still.iter().map(|need| need.name).collect())) }
}

fn missing(root: &Path, command: &str) -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| need.commands.contains(&command) && (need.look)(root).is_err()).collect()
}

fn may_install() -> bool {
    rustix::process::geteuid().is_root() && Path::new("/etc/debian_version").exists()
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEED: Need =
        Need { name: "a tool", commands: &["test", "demo"], packages: &["tool"], look: |_| Err(String::new()) };

    #[test]
    fn a_line_tells_the_version_or_what_is_missing_for_which_command() {
        assert_eq!(line(&NEED, &Ok("1.2".into())), "ok       a tool                 1.2");
        let expected = "missing  a tool                 not found; needed for test, demo; Debian: apt-get install tool";
        assert_eq!(line(&NEED, &Err("not found".into())), expected);
    }

    #[test]
    fn every_need_names_a_command() {
        for need in NEEDS {
            assert!(!need.commands.is_empty(), "{} is needed for nothing", need.name);
        }
    }
}
