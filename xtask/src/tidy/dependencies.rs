//! The core without features pulls in no runtime, no server, no client, no database and no bindings.

use super::Finding;

/// The command whose output is read: each line a depth, a name, a version.
pub(super) const COMMAND: &[&str] =
    &["tree", "-p", "lianxin-core", "--no-default-features", "-e", "normal", "--prefix", "depth", "--no-dedupe"];

/// Crates that must not be among the dependencies.
const REFUSED: &[&str] = &[
    "axum",
    "getrandom",
    "hyper",
    "libsqlite3-sys",
    "openssl-sys",
    "reqwest",
    "rusqlite",
    "rustls",
    "tokio",
    "uniffi",
];

/// What other crates bring along without the core using it: (refused crate, who asks for it). Automerge draws random
/// actor ids, which the core never asks it for, by `rand`; `rand` turns on the same in `crypto-common` for all.
const BROUGHT_ALONG: &[(&str, &str)] =
    &[("getrandom", "automerge"), ("getrandom", "rand"), ("getrandom", "crypto-common")];

/// Finds refused crates, each with the way it comes in.
pub(super) fn check(tree: &str) -> Vec<Finding> {
    let mut way: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for line in tree.lines() {
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (depth, rest) = line.split_at(digits);
        let (Ok(depth), Some(name)) = (depth.parse::<usize>(), rest.split_whitespace().next()) else { continue };
        way.truncate(depth);
        let asks = way.last().copied().unwrap_or_default();
        way.push(name);
        if REFUSED.contains(&name) && !BROUGHT_ALONG.contains(&(name, asks)) {
            let text = format!("the core without features depends on it: {}", way.join(" → "));
            findings.push(Finding::error(name, text));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_crate_is_named_with_the_way_it_comes_in() {
        let tree = "0lianxin-core v0.1.0 (core)\n1automerge v0.12.0\n2getrandom v0.4.3\n1helper v1.0.0\n2inner v1.0.0\n3tokio v1.54.1\n1sha2 v0.11.1\n";
        let expected = "error: tokio: the core without features depends on it: lianxin-core → helper → inner → tokio";
        assert_eq!(check(tree).iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    }

    #[test]
    fn what_one_crate_may_bring_along_the_core_itself_may_not() {
        let tree = "0lianxin-core v0.1.0\n1getrandom v0.4.3\n1automerge v0.12.0\n2getrandom v0.4.3\n";
        let found: Vec<_> = check(tree).into_iter().map(|finding| finding.text).collect();
        assert_eq!(found, ["the core without features depends on it: lianxin-core → getrandom"]);
    }
}
