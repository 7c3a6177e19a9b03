//! Files and functions stay short enough to be read in one go.

use super::Finding;
use crate::sources::Sources;
use crate::sources::condition::{Build, Condition, may_be_in};
use crate::sources::modules::modules;
use crate::tree::Tree;
use crate::workspace::Target;
use std::collections::BTreeSet;
use syn::visit::{self, Visit};

/// Lines of a file, its tests apart: think above, split above.
const FILE: (usize, usize) = (400, 600);
/// Lines of a function, from `fn` to its last brace: think above, split above.
const FUNCTION: (usize, usize) = (70, 100);

/// Finds long files and long functions.
pub(super) fn check(tree: &Tree, sources: &Sources, targets: &[Target]) -> Vec<Finding> {
    let only_tests = files_of_tests(sources, targets);
    let mut findings = Vec::new();
    for (path, ast) in sources {
        let mut measure = Measure::default();
        measure.visit_file(ast);
        let lines = tree.text(path).map_or(0, |text| text.lines().count()).saturating_sub(measure.test_lines);
        if !only_tests.contains(path) {
            findings.extend(judge(path, &format!("{lines} lines without its tests"), lines, FILE));
        }
        for (name, line, lines) in measure.functions {
            findings.extend(judge(&format!("{path}:{line}"), &format!("`{name}` has {lines} lines"), lines, FUNCTION));
        }
    }
    findings
}

fn judge(place: &str, what: &str, lines: usize, (think, split): (usize, usize)) -> Option<Finding> {
    match lines {
        lines if lines > split => Some(Finding::error(place, format!("{what}; more than {split} are to be split"))),
        lines if lines > think => Some(Finding::note(place, format!("{what}; think above {think}"))),
        _ => None,
    }
}

/// The files that are compiled for tests alone.
fn files_of_tests(sources: &Sources, targets: &[Target]) -> BTreeSet<String> {
    let of_tests = |target: &Target| target.root_file.split('/').rev().nth(1) == Some("tests");
    let mut files = BTreeSet::new();
    for target in targets {
        for module in modules(sources, &target.root_file) {
            if of_tests(target) || !may_be_in(&module.conditions, Build::Product) {
                files.insert(module.file);
            }
        }
    }
    files
}

#[derive(Default)]
struct Measure {
    /// Name, line, length.
    functions: Vec<(String, usize, usize)>,
    test_lines: usize,
}

impl Measure {
    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.fn_token.span.start().line;
        let last = block.brace_token.span.close().end().line;
        self.functions.push((signature.ident.to_string(), first, last - first + 1));
    }
}

impl<'ast> Visit<'ast> for Measure {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if let Some((braces, _)) = &module.content
            && !may_be_in(&Condition::of(&module.attrs), Build::Product)
        {
            let first = module.attrs.first().map_or(module.mod_token.span, |attribute| attribute.pound_token.span);
            let first = first.start().line;
            self.test_lines += braces.span.close().end().line - first + 1;
        }
        visit::visit_item_mod(self, module);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.function(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.function(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.function(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::parse;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let tree = Tree::of(files);
        let (sources, unreadable) = parse(&tree);
        assert_eq!(unreadable, []);
        let targets = [("core", "core/src/lib.rs"), ("runner", "core/tests/runner.rs")]
            .map(|(name, file)| Target { name: name.into(), root_file: file.into() });
        check(&tree, &sources, &targets).iter().map(ToString::to_string).collect()
    }

    fn function(lines: usize) -> String {
        format!("fn long() {{{}}}\n", "\n".repeat(lines - 1))
    }

    #[test]
    fn functions_are_listed_above_seventy_lines_and_refused_above_a_hundred() {
        assert_eq!(found(&[("core/src/lib.rs", &function(70))]), Vec::<String>::new());
        let note = "note: core/src/lib.rs:1: `long` has 71 lines; think above 70";
        assert_eq!(found(&[("core/src/lib.rs", &function(71))]), [note]);
        let error = "error: core/src/lib.rs:1: `long` has 101 lines; more than 100 are to be split";
        assert_eq!(found(&[("core/src/lib.rs", &function(101))]), [error]);
    }

    #[test]
    fn the_lines_of_a_file_are_counted_without_its_tests() {
        let tests = format!("/// Tests.\n#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(500));
        let text = |lines: usize| format!("{}{tests}", "// x\n".repeat(lines));
        assert_eq!(found(&[("core/src/lib.rs", &text(400))]), Vec::<String>::new());
        let note = "note: core/src/lib.rs: 401 lines without its tests; think above 400";
        assert_eq!(found(&[("core/src/lib.rs", &text(401))]), [note]);
        let error = "error: core/src/lib.rs: 601 lines without its tests; more than 600 are to be split";
        assert_eq!(found(&[("core/src/lib.rs", &text(601))]), [error]);
    }

    #[test]
    fn files_that_are_all_tests_may_be_long() {
        let long = "// x\n".repeat(700);
        let files = [
            ("core/src/lib.rs", "#[cfg(test)] mod tests;"),
            ("core/src/tests.rs", long.as_str()),
            ("core/tests/runner.rs", "mod week;"),
            ("core/tests/week.rs", long.as_str()),
        ];
        assert_eq!(found(&files), Vec::<String>::new());
    }
}
