//! The core without features reads no clock, no randomness, no environment, no file and no network.

use super::Finding;
use crate::sources::condition::Build;
use crate::sources::modules::Module;
use crate::sources::references::references;

/// What is refused, and what to use.
const REFUSED: &[(&str, &str)] = &[
    ("std::time::SystemTime", "time comes in through `time::Host`"),
    ("std::time::Instant", "time comes in through `time::Host`"),
    ("std::env", "settings come in as arguments"),
    ("std::fs", "bytes are kept by a `Store`"),
    ("std::net", "bytes travel by a `Transport`"),
    ("std::process", "the core starts nothing"),
    ("getrandom", "randomness comes in through `time::Host`"),
    ("rand", "randomness comes in through `time::Host`"),
];

/// Finds what is refused outside code under `#[cfg(feature = …)]` and outside tests.
pub(super) fn check(core: &[Module<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for module in core {
        for reference in references(module) {
            if reference.own || !reference.may_be_in(Build::WithoutFeatures) {
                continue;
            }
            if let Some((refused, instead)) =
                REFUSED.iter().find(|(refused, _)| names(&reference.to, refused, reference.import))
            {
                let text = format!("the core without features names `{refused}`; {instead}");
                findings.push(Finding::error(format!("{}:{}", module.file, reference.line), text));
            }
        }
    }
    findings
}

/// Whether a path leads to what is refused; an import of a module above it does too, since it opens the way.
fn names(path: &[String], refused: &str, import: bool) -> bool {
    let mut refused: Vec<&str> = refused.split("::").collect();
    if import && path.len() > 1 && path.len() < refused.len() {
        refused.truncate(path.len());
    }
    path.len() >= refused.len() && path.iter().zip(refused).all(|(found, refused)| found == refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::modules::modules;
    use crate::sources::parse;
    use crate::tree::Tree;

    fn lines(text: &str) -> Vec<String> {
        let (sources, unreadable) = parse(&Tree::of(&[("core/src/lib.rs", text)]));
        assert_eq!(unreadable, []);
        check(&modules(&sources, "core/src/lib.rs")).into_iter().map(|found| found.place).collect()
    }

    #[test]
    fn clocks_randomness_environment_files_and_network_are_found() {
        for text in [
            "fn f() { std::time::SystemTime::now(); }",
            "use std::time::{Duration, Instant};",
            "use std::time;",
            "use std::time::*;",
            "fn f() { std::env::var(\"HOME\"); }",
            "use std::{fmt, fs::File};",
            "fn f(x: std::net::IpAddr) {}",
            "fn f() { dbg(vec![getrandom::fill(1)]) }",
            "use rand::Rng;",
        ] {
            assert_eq!(lines(text), ["core/src/lib.rs:1"], "{text}");
        }
    }

    #[test]
    fn durations_features_and_tests_are_not_refused() {
        for text in [
            "use std::time::Duration; use std::{fmt, mem}; const V: &str = env!(\"CARGO_PKG_VERSION\");",
            "#[cfg(feature = \"os\")] impl Host for System { fn now() { std::time::SystemTime::now(); getrandom::fill(1) } }",
            "#[cfg(test)] mod tests { use std::fs; }",
            "use crate::env::Thing; // std::fs::read",
        ] {
            assert_eq!(lines(text), Vec::<String>::new(), "{text}");
        }
    }
}
