//! The tests that stand in the sources of a crate.

use super::Sources;
use super::condition::is_test;
use super::modules::modules;
use crate::workspace::Target;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// All tests of the workspace.
#[derive(Debug, Default)]
pub(crate) struct TestIndex {
    /// Full path (crate, modules, name) → file.
    by_path: BTreeMap<String, String>,
    /// Names of tests that a `macro_rules!` writes: the module is known only to who calls it.
    in_macros: BTreeSet<String>,
}

impl TestIndex {
    /// Finds the tests of these crates.
    pub(crate) fn of(sources: &Sources, targets: &[Target]) -> Self {
        let mut index = Self::default();
        for target in targets {
            for module in modules(sources, &target.root_file) {
                let here = std::iter::once(target.name.clone()).chain(module.path).collect();
                let mut walk = Walk { here, file: &module.file, index: &mut index };
                walk.visit_file(module.ast);
            }
        }
        index
    }

    /// Whether there is a test of this full path, by declaration or by a macro.
    pub(crate) fn has(&self, path: &str) -> bool {
        let name = path.rsplit("::").next().unwrap_or(path);
        self.by_path.contains_key(path) || self.in_macros.contains(name)
    }

    /// The full paths of the tests of this name in a file.
    pub(crate) fn in_file<'i>(&'i self, file: &'i str, name: &'i str) -> impl Iterator<Item = &'i str> {
        let ends = move |path: &str| path.strip_suffix(name).is_some_and(|rest| rest.ends_with("::"));
        self.by_path.iter().filter(move |(path, at)| *at == file && ends(path)).map(|(path, _)| path.as_str())
    }
}

struct Walk<'i> {
    here: Vec<String>,
    file: &'i str,
    index: &'i mut TestIndex,
}

impl Walk<'_> {
    fn add(&mut self, name: &str) {
        let path = format!("{}::{name}", self.here.join("::"));
        self.index.by_path.insert(path, self.file.to_owned());
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.here.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.here.pop();
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if function.attrs.iter().any(is_test) {
            self.add(&function.sig.ident.to_string());
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        let mut names = Vec::new();
        tests_in_tokens(item.mac.tokens.clone(), &mut names);
        if item.mac.path.is_ident("macro_rules") {
            self.index.in_macros.extend(names);
        } else {
            // `proptest! { #[test] fn … }` leaves the tests where it stands.
            names.iter().for_each(|name| self.add(name));
        }
    }
}

/// Finds `#[test] … fn name` among tokens.
fn tests_in_tokens(tokens: TokenStream, names: &mut Vec<String>) {
    let mut marked = false;
    let mut after_fn = false;
    for token in tokens {
        match &token {
            TokenTree::Group(group) if is_test_attribute(group) => marked = true,
            TokenTree::Group(group) => {
                tests_in_tokens(group.stream(), names);
                after_fn = false;
            }
            TokenTree::Ident(ident) if *ident == "fn" => after_fn = true,
            TokenTree::Ident(ident) if after_fn => {
                if marked {
                    names.push(ident.to_string());
                }
                (marked, after_fn) = (false, false);
            }
            _ => {}
        }
    }
}

/// Whether these are the brackets of `#[test]` or `#[tokio::test(…)]`.
fn is_test_attribute(group: &Group) -> bool {
    let mut last = None;
    if group.delimiter() != Delimiter::Bracket {
        return false;
    }
    for token in group.stream() {
        match token {
            TokenTree::Ident(ident) => last = Some(ident),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            TokenTree::Group(_) => {}
            _ => return false,
        }
    }
    last.is_some_and(|ident| ident == "test")
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::tree::Tree;

    fn index() -> TestIndex {
        let (sources, _) = parse(&Tree::of(&[
            ("core/src/lib.rs", "mod visit;"),
            (
                "core/src/visit.rs",
                "fn helper() {} #[cfg(test)] mod tests { #[test] fn it_holds() {} fn no_test() {}
                 proptest! { #[test] fn for_all(x in 0..9u8) { helper(x) } fn not_one() {} } }
                 macro_rules! conformance { () => { #[tokio::test] async fn every_store_does_it() {} fn plain() {} } }",
            ),
            ("tests/tests/runner.rs", "mod week;"),
            ("tests/tests/week.rs", "#[tokio::test] async fn nothing_is_lost() {}"),
        ]));
        let target = |name: &str, root_file: &str| Target { name: name.into(), root_file: root_file.into() };
        TestIndex::of(&sources, &[target("lianxin_core", "core/src/lib.rs"), target("runner", "tests/tests/runner.rs")])
    }

    #[test]
    fn declared_tests_are_known_by_their_full_path_and_helpers_are_not() {
        let index = index();
        assert!(index.has("lianxin_core::visit::tests::it_holds"));
        assert!(index.has("lianxin_core::visit::tests::for_all"));
        assert!(index.has("runner::week::nothing_is_lost"));
        for path in
            ["visit::tests::it_holds", "lianxin_core::visit::tests::no_test", "lianxin_core::visit::tests::not_one"]
        {
            assert!(!index.has(path), "{path}");
        }
    }

    #[test]
    fn a_test_that_a_macro_writes_is_known_by_its_name() {
        let index = index();
        assert!(index.has("lianxin_core::store::memory::tests::every_store_does_it"));
        assert!(!index.has("lianxin_core::store::memory::tests::plain"));
    }

    #[test]
    fn a_test_is_found_by_its_file() {
        let index = index();
        let found: Vec<_> = index.in_file("tests/tests/week.rs", "nothing_is_lost").collect();
        assert_eq!(found, ["runner::week::nothing_is_lost"]);
        assert_eq!(index.in_file("tests/tests/week.rs", "is_lost").count(), 0);
        assert_eq!(index.in_file("tests/tests/runner.rs", "nothing_is_lost").count(), 0);
    }
}
