//! What no file may hold: paths of somebody's machine, hosts of package registries, leftovers of unfinished work.

use super::Finding;
use regex::Regex;
use std::sync::LazyLock;

use crate::tree::Tree;

/// This file spells out what it looks for.
const THIS_FILE: &str = "xtask/src/tidy/text.rs";
/// Cargo names its registry there by itself; another source of crates is found by `SOURCE`.
const LOCK_FILE: &str = "Cargo.lock";
const CRATES: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

macro_rules! pattern {
    ($name:ident, $pattern:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("the pattern is well formed"));
    };
}

pattern!(
    MACHINE_PATH,
    r#"(?:^|[^\w.$}/-])(?:file://)?(/(?:tmp|work|root|home|farm|Users|private/var)/[\w.]+|[A-Z]:\\\w+)"#
);
pattern!(
    REGISTRY,
    r"(?i)\b((?:[\w-]+\.)?crates\.io|registry\.npmjs\.org|registry\.yarnpkg\.com|pypi\.org|files\.pythonhosted\.org|proxy\.golang\.org|repo1?\.maven\.(?:org|apache\.org)|maven\.google\.com|dl\.google\.com|(?:deb|security)\.debian\.org)\b"
);
pattern!(LEFTOVER, r"\b(TODO|FIXME|XXX|HACK)\b|\b(?:todo|unimplemented|dbg)!");

/// Finds them, line by line.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| *path != THIS_FILE) {
        for (number, line) in (1..).zip(text.lines()) {
            findings.extend(judge(path, line).map(|text| Finding::error(format!("{path}:{number}"), text)));
        }
    }
    findings
}

fn judge(path: &str, line: &str) -> Option<String> {
    if path.ends_with(LOCK_FILE) {
        let strange = line.starts_with("source = ") && line != CRATES;
        return strange.then(|| format!("a crate from another source than the public registry: {line}"));
    }
    if let Some(found) = MACHINE_PATH.captures(line) {
        return Some(format!("a path of one machine: {}", &found[1]));
    }
    if let Some(found) = REGISTRY.captures(line) {
        return Some(format!("a registry's host; name the package instead: {}", &found[1]));
    }
    if !path.ends_with(".md")
        && let Some(found) = LEFTOVER.find(line)
    {
        return Some(format!("a leftover: {}", found.as_str()));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_machine_are_found_and_paths_of_a_server_are_not() {
        for line in
            ["let dir = \"/home/li/lianxin\";", "see /work/x", "(/root/.cargo)", "C:\\Users", "file:///tmp/x.png"]
        {
            assert!(judge("a.rs", line).is_some(), "{line}");
        }
        for line in [
            "/etc/lianxin.toml",
            "$HOME/work/x",
            "example.org/home/page",
            "\"/api/work/1\"",
            "docs/root/a",
            "/work-logs",
        ] {
            assert_eq!(judge("a.rs", line), None, "{line}");
        }
    }

    #[test]
    fn hosts_of_registries_are_found() {
        for line in ["https://static.crates.io/x", "registry.npmjs.org", "https://deb.debian.org/debian"] {
            assert!(judge("a.md", line).is_some(), "{line}");
        }
        assert_eq!(judge("a.md", "see docs.rs/automerge and the RFC editor's page"), None);
    }

    #[test]
    fn leftovers_are_found_in_sources_and_words_that_look_like_them_are_not() {
        for line in ["// TODO later", "todo!()", "dbg!(x)", "# FIXME"] {
            assert!(judge("a.rs", line).is_some(), "{line}");
        }
        assert_eq!(judge("a.rs", "let todos = mastodon(\"XXXX\");"), None);
        assert_eq!(judge("CHANGELOG.md", "no TODO is left"), None);
    }

    #[test]
    fn a_lock_file_may_name_only_the_public_registry() {
        assert_eq!(judge("Cargo.lock", CRATES), None);
        assert!(judge("Cargo.lock", "source = \"git+https://example.org/fork\"").is_some());
    }
}
