//! Rust sources, parsed: the modules of a crate, what each names, under which conditions it is compiled, and its tests.

pub(crate) mod condition;
pub(crate) mod modules;
pub(crate) mod references;
pub(crate) mod tests_in;

use crate::tree::Tree;
use std::collections::BTreeMap;

/// The parsed Rust files of the workspace by their paths.
pub(crate) type Sources = BTreeMap<String, syn::File>;

/// Parses every Rust file; the second value names files that are not Rust, with the reason.
pub(crate) fn parse(tree: &Tree) -> (Sources, Vec<(String, String)>) {
    let mut sources = Sources::new();
    let mut unreadable = Vec::new();
    for (path, text) in tree.ending(".rs") {
        match syn::parse_file(text) {
            Ok(file) => drop(sources.insert(path.to_owned(), file)),
            Err(error) => unreadable.push((format!("{path}:{}", error.span().start().line), error.to_string())),
        }
    }
    (sources, unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_rust_is_named_with_its_line() {
        let (sources, unreadable) = parse(&Tree::of(&[("a.rs", "fn a() {}"), ("b.rs", "\nfn {")]));
        assert_eq!(sources.keys().collect::<Vec<_>>(), ["a.rs"]);
        assert_eq!(unreadable.len(), 1);
        assert_eq!(unreadable[0].0, "b.rs:2");
    }
}
