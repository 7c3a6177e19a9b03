//! The module tree of a crate: which file is which module, and under which conditions it is compiled.

use super::Sources;
use super::condition::Condition;
use syn::{Item, ItemMod, Lit, Meta};

/// A file of a crate.
pub(crate) struct Module<'s> {
    /// The file, relative to the workspace.
    pub(crate) file: String,
    /// Its path in the crate; empty for the root.
    pub(crate) path: Vec<String>,
    /// The conditions on its declaration and on those above it.
    pub(crate) conditions: Vec<Condition>,
    /// What stands in it.
    pub(crate) ast: &'s syn::File,
}

/// The files that the crate with this root file consists of. A declared file that is not there is left to rustc.
pub(crate) fn modules<'s>(sources: &'s Sources, root_file: &str) -> Vec<Module<'s>> {
    let mut found = Vec::new();
    let directory = root_file.rsplit_once('/').map_or("", |(directory, _)| directory);
    let conditions = sources.get(root_file).map_or_else(Vec::new, |ast| Condition::of(&ast.attrs));
    let place = Place { file: root_file.to_owned(), directory: directory.to_owned(), path: Vec::new(), conditions };
    add(sources, place, &mut found);
    found
}

/// A module to be read: its file, and the directory where the files of its inner modules stand.
struct Place {
    file: String,
    directory: String,
    path: Vec<String>,
    conditions: Vec<Condition>,
}

fn add<'s>(sources: &'s Sources, place: Place, found: &mut Vec<Module<'s>>) {
    let Some(ast) = sources.get(&place.file) else { return };
    inner(sources, &ast.items, &place, found);
    found.push(Module { file: place.file, path: place.path, conditions: place.conditions, ast });
}

/// Follows the `mod` items among these, which stand in `place`.
fn inner<'s>(sources: &'s Sources, items: &'s [Item], place: &Place, found: &mut Vec<Module<'s>>) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.to_string();
        let mut below = Place {
            file: place.file.clone(),
            directory: join(&place.directory, &name),
            path: place.path.iter().cloned().chain([name.clone()]).collect(),
            conditions: place.conditions.iter().cloned().chain(Condition::of(&module.attrs)).collect(),
        };
        if let Some((_, items)) = &module.content {
            inner(sources, items, &below, found);
        } else {
            below.file = file_of(sources, module, place, &name);
            add(sources, below, found);
        }
    }
}

fn file_of(sources: &Sources, module: &ItemMod, place: &Place, name: &str) -> String {
    if let Some(path) = path_attribute(module) {
        let beside = place.file.rsplit_once('/').map_or("", |(directory, _)| directory);
        return join(beside, &path);
    }
    let flat = join(&place.directory, &format!("{name}.rs"));
    if sources.contains_key(&flat) { flat } else { join(&place.directory, &format!("{name}/mod.rs")) }
}

fn path_attribute(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        let syn::Expr::Lit(literal) = &pair.value else { return None };
        let Lit::Str(text) = &literal.lit else { return None };
        pair.path.is_ident("path").then(|| text.value())
    })
}

fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::tree::Tree;

    #[test]
    fn files_are_found_by_their_declarations_with_the_conditions_on_the_way() {
        let (sources, _) = parse(&Tree::of(&[
            ("c/src/lib.rs", "mod a; mod old; #[path = \"odd.rs\"] mod renamed; mod gone;"),
            ("c/src/a.rs", "mod b; mod inline { mod deep; }"),
            ("c/src/a/b.rs", "#[cfg(test)] mod tests;"),
            ("c/src/a/b/tests.rs", ""),
            ("c/src/a/inline/deep.rs", ""),
            ("c/src/old/mod.rs", ""),
            ("c/src/odd.rs", ""),
            ("c/src/orphan.rs", ""),
        ]));
        let found = modules(&sources, "c/src/lib.rs");
        let mut paths: Vec<_> =
            found.iter().map(|m| (m.path.join("::"), m.file.as_str(), !m.conditions.is_empty())).collect();
        paths.sort();
        let expected = [
            ("", "c/src/lib.rs", false),
            ("a", "c/src/a.rs", false),
            ("a::b", "c/src/a/b.rs", false),
            ("a::b::tests", "c/src/a/b/tests.rs", true),
            ("a::inline::deep", "c/src/a/inline/deep.rs", false),
            ("old", "c/src/old/mod.rs", false),
            ("renamed", "c/src/odd.rs", false),
        ];
        assert_eq!(paths, expected.map(|(path, file, conditional)| (path.to_owned(), file, conditional)));
    }
}
