//! The layers of the core: a module may use those left of it and in its own layer, never those right of it.

use super::Finding;
use crate::sources::condition::{Build, may_be_in};
use crate::sources::modules::Module;
use crate::sources::references::{Reference, references};
use std::collections::BTreeMap;
use syn::visit::Visit;
use syn::{Item, UseTree};

/// The layers from left to right; within one the modules may use each other.
const LAYERS: &[&[&str]] = &[
    &["id", "code", "time", "role", "cbor", "redact", "sabotage", "counted"],
    &["note_check", "words", "search", "quiet"],
    &["seal"],
    &["register"],
    &["document"],
    &["family", "household", "visit", "duty", "work_log", "matter", "statement"],
    &["entry"],
    &["rights", "rules"],
    &["rows", "shown"],
    &["sync"],
    &["store"],
    &["transport", "enrol", "device", "command", "desk"],
    &["author"],
    &["session", "handover"],
    &["sqlite", "http"],
    &["error", "panics"],
    &["companion"],
];

/// Finds modules without a layer, and uses that point right. Tests may use what they like.
pub(super) fn check(core: &[Module<'_>]) -> Vec<Finding> {
    let exports = core.iter().find(|module| module.path.is_empty()).map(exports_of_root).unwrap_or_default();
    let mut findings = Vec::new();
    for module in core.iter().filter(|module| may_be_in(&module.conditions, Build::Product)) {
        let Some(from) = module.path.first() else { continue };
        if module.path.len() == 1 && layer(from).is_none() {
            let text = format!("`{from}` has no layer; give it one in xtask/src/tidy/layers.rs");
            findings.push(Finding::error(module.file.as_str(), text));
        }
        let mut wrong: Vec<Finding> = references(module)
            .iter()
            .filter(|reference| reference.own && reference.may_be_in(Build::Product))
            .filter_map(|reference| judge(&module.file, from, reference, &exports))
            .collect();
        wrong.dedup();
        findings.extend(wrong);
    }
    findings
}

fn judge(file: &str, from: &str, reference: &Reference, exports: &BTreeMap<String, String>) -> Option<Finding> {
    let named = reference.to.first()?;
    let to = exports.get(named).unwrap_or(named);
    if layer(to)? <= layer(from)? {
        return None;
    }
    let text = format!("`{from}` uses `{to}`, which lies right of it; right may use left, never back");
    Some(Finding::error(format!("{file}:{}", reference.line), text))
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// What the crate's root passes on from its modules: name → module.
fn exports_of_root(root: &Module<'_>) -> BTreeMap<String, String> {
    struct Exports(BTreeMap<String, String>);
    impl Exports {
        fn add(&mut self, tree: &UseTree, module: &str) {
            match tree {
                UseTree::Path(path) => self.add(&path.tree, module),
                UseTree::Group(group) => group.items.iter().for_each(|item| self.add(item, module)),
                UseTree::Name(name) => drop(self.0.insert(name.ident.to_string(), module.to_owned())),
                UseTree::Rename(rename) => drop(self.0.insert(rename.rename.to_string(), module.to_owned())),
                UseTree::Glob(_) => {}
            }
        }
    }
    impl<'ast> Visit<'ast> for Exports {
        fn visit_item(&mut self, item: &'ast Item) {
            let Item::Use(item) = item else { return };
            let UseTree::Path(first) = &item.tree else { return };
            let inner = if first.ident == "crate" || first.ident == "self" { &*first.tree } else { &item.tree };
            if let UseTree::Path(module) = inner {
                self.add(&module.tree, &module.ident.to_string());
            }
        }
    }
    let mut exports = Exports(BTreeMap::new());
    exports.visit_file(root.ast);
    exports.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::modules::modules;
    use crate::sources::parse;
    use crate::tree::Tree;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let (sources, unreadable) = parse(&Tree::of(files));
        assert_eq!(unreadable, []);
        check(&modules(&sources, "core/src/lib.rs")).iter().map(ToString::to_string).collect()
    }

    const LIB: (&str, &str) =
        ("core/src/lib.rs", "mod cbor; mod entry; mod companion; pub use entry::{Entry, Tip as Last};");

    #[test]
    fn right_may_use_left_and_its_own_layer() {
        let files = [
            LIB,
            ("core/src/cbor.rs", "use crate::id::Id; /// like [`crate::companion`]\n fn f() {}"),
            ("core/src/entry.rs", "use crate::cbor::Cbor; mod fork;"),
            ("core/src/entry/fork.rs", "use super::Tip; use super::super::cbor;"),
            ("core/src/companion.rs", "fn f() -> crate::Entry { crate::entry::make() }"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
    }

    #[test]
    fn left_may_not_use_right_by_any_way_of_naming_it() {
        let place = "uses `companion`, which lies right of it; right may use left, never back";
        for text in [
            "use crate::companion::Companion;",
            "fn f() { super::companion::f() }",
            "fn f() { vec![crate::companion::X] }",
        ] {
            let files = [LIB, ("core/src/cbor.rs", ""), ("core/src/companion.rs", ""), ("core/src/entry.rs", text)];
            assert_eq!(found(&files), [format!("error: core/src/entry.rs:1: `entry` {place}")]);
        }
    }

    #[test]
    fn what_the_root_passes_on_counts_as_its_module() {
        let files = [LIB, ("core/src/entry.rs", ""), ("core/src/cbor.rs", "\nfn f(x: crate::Last) {}")];
        let expected =
            "error: core/src/cbor.rs:2: `cbor` uses `entry`, which lies right of it; right may use left, never back";
        assert_eq!(found(&files), [expected]);
    }

    #[test]
    fn tests_may_use_what_they_like() {
        let files = [
            LIB,
            ("core/src/cbor.rs", "#[cfg(test)] mod tests;\n#[cfg(test)] mod more { use crate::companion::f; }"),
            ("core/src/cbor/tests.rs", "use crate::entry::Entry;"),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
    }

    #[test]
    fn a_module_without_a_layer_is_named() {
        let files = [("core/src/lib.rs", "mod novelty;"), ("core/src/novelty.rs", "")];
        let expected = "error: core/src/novelty.rs: `novelty` has no layer; give it one in xtask/src/tidy/layers.rs";
        assert_eq!(found(&files), [expected]);
    }
}
