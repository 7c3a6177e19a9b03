//! The paths that a module names, resolved as far as names alone allow, with the conditions they stand under.

use super::condition::{Build, Condition, may_be_in};
use super::modules::Module;
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemUse, Macro, Stmt, TraitItem, UseTree};

/// A path named somewhere in a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The module that names it.
    pub(crate) from: Vec<String>,
    /// The path from the crate's root if `own`, else as written.
    pub(crate) to: Vec<String>,
    /// Whether the path lies in the same crate: it began with `crate`, `self` or `super`.
    pub(crate) own: bool,
    /// Whether the path is what a `use` brings in.
    pub(crate) import: bool,
    /// The line.
    pub(crate) line: usize,
    conditions: Vec<Condition>,
}

impl Reference {
    /// Whether the path may be named in this build.
    pub(crate) fn may_be_in(&self, build: Build) -> bool {
        may_be_in(&self.conditions, build)
    }
}

/// Every path of two or more names in a module, in code and in the arguments of macros.
pub(crate) fn references(module: &Module<'_>) -> Vec<Reference> {
    let mut walk = Walk { here: module.path.clone(), conditions: module.conditions.clone(), found: Vec::new() };
    walk.visit_file(module.ast);
    walk.found
}

struct Walk {
    here: Vec<String>,
    conditions: Vec<Condition>,
    found: Vec<Reference>,
}

impl Walk {
    /// Visits something under the conditions of its attributes.
    fn under(&mut self, attributes: &[Attribute], visit: impl FnOnce(&mut Self)) {
        let before = self.conditions.len();
        self.conditions.extend(Condition::of(attributes));
        visit(self);
        self.conditions.truncate(before);
    }

    fn add(&mut self, written: &[String], import: bool, line: usize) {
        let (to, own) = self.resolve(written);
        let conditions = self.conditions.clone();
        self.found.push(Reference { from: self.here.clone(), to, own, import, line, conditions });
    }

    /// The path from the crate's root and true, or the path as written and false.
    fn resolve(&self, written: &[String]) -> (Vec<String>, bool) {
        let supers = written.iter().take_while(|name| *name == "super").count();
        let (base, rest): (&[String], _) = match written.first().map(String::as_str) {
            Some("crate") => (&[], &written[1..]),
            Some("self") => (&self.here, &written[1..]),
            Some("super") => (&self.here[..self.here.len().saturating_sub(supers)], &written[supers..]),
            _ => return (written.to_vec(), false),
        };
        (base.iter().chain(rest).cloned().collect(), true)
    }

    fn use_tree(&mut self, tree: &UseTree, prefix: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.use_tree(&path.tree, prefix);
                prefix.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.use_tree(item, prefix)),
            UseTree::Glob(glob) => self.add(prefix, true, glob.star_token.span.start().line),
            UseTree::Name(name) if name.ident == "self" => self.add(prefix, true, name.ident.span().start().line),
            UseTree::Name(name) => self.use_leaf(&name.ident, prefix),
            UseTree::Rename(rename) => self.use_leaf(&rename.ident, prefix),
        }
    }

    fn use_leaf(&mut self, ident: &syn::Ident, prefix: &[String]) {
        let path: Vec<String> = prefix.iter().cloned().chain([ident.to_string()]).collect();
        self.add(&path, true, ident.span().start().line);
    }

    /// Finds `a::b::c` among the tokens of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut line = 0;
        let mut colons = 0;
        for token in tokens {
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => colons += 1,
                TokenTree::Ident(ident) if colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                _ => {
                    self.token_path(&path, line);
                    path.clear();
                    colons = 0;
                    if let TokenTree::Ident(ident) = &token {
                        path.push(ident.to_string());
                        line = ident.span().start().line;
                    }
                }
            }
            if let TokenTree::Group(group) = token {
                self.tokens(group.stream());
            }
        }
        self.token_path(&path, line);
    }

    fn token_path(&mut self, path: &[String], line: usize) {
        if path.len() > 1 {
            self.add(path, false, line);
        }
    }
}

impl<'ast> Visit<'ast> for Walk {
    fn visit_item(&mut self, item: &'ast Item) {
        self.under(attributes_of(item), |walk| {
            if let Item::Mod(module) = item {
                walk.here.push(module.ident.to_string());
                visit::visit_item(walk, item);
                walk.here.pop();
            } else {
                visit::visit_item(walk, item);
            }
        });
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes: &[Attribute] = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => &[],
        };
        self.under(attributes, |walk| visit::visit_impl_item(walk, item));
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        let attributes: &[Attribute] = match item {
            TraitItem::Const(item) => &item.attrs,
            TraitItem::Fn(item) => &item.attrs,
            TraitItem::Type(item) => &item.attrs,
            TraitItem::Macro(item) => &item.attrs,
            _ => &[],
        };
        self.under(attributes, |walk| visit::visit_trait_item(walk, item));
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let attributes: &[Attribute] = match statement {
            Stmt::Local(local) => &local.attrs,
            Stmt::Macro(statement) => &statement.attrs,
            Stmt::Expr(syn::Expr::Block(block), _) => &block.attrs,
            _ => &[],
        };
        self.under(attributes, |walk| visit::visit_stmt(walk, statement));
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.under(&arm.attrs, |walk| visit::visit_arm(walk, arm));
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.under(&field.attrs, |walk| visit::visit_field(walk, field));
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.under(&variant.attrs, |walk| visit::visit_variant(walk, variant));
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.use_tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1 {
            self.add(&names, false, path.segments[0].ident.span().start().line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invocation: &'ast Macro) {
        visit::visit_macro(self, invocation);
        self.tokens(invocation.tokens.clone());
    }
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::modules::modules;
    use super::super::parse;
    use super::*;
    use crate::tree::Tree;

    fn named(text: &str, build: Build) -> Vec<String> {
        let tree = Tree::of(&[("c/src/lib.rs", "mod a;"), ("c/src/a.rs", text)]);
        let (sources, unreadable) = parse(&tree);
        assert_eq!(unreadable, []);
        let modules = modules(&sources, "c/src/lib.rs");
        let found = references(modules.iter().find(|module| module.path == ["a"]).unwrap());
        let found = found.iter().filter(|reference| reference.may_be_in(build));
        found.map(|found| format!("{}{}", if found.own { "crate::" } else { "" }, found.to.join("::"))).collect()
    }

    #[test]
    fn own_paths_are_resolved_from_where_they_stand() {
        let text = "use crate::b::{C, d::{self, E}, f::*}; use super::g::H; use self::i::J;
            mod inner { fn f() { super::k::l(); super::super::m::n() } }";
        assert_eq!(
            named(text, Build::Product),
            [
                "crate::b::C",
                "crate::b::d",
                "crate::b::d::E",
                "crate::b::f",
                "crate::g::H",
                "crate::a::i::J",
                "crate::a::k::l",
                "crate::m::n"
            ]
        );
    }

    #[test]
    fn paths_inside_macros_and_types_are_seen() {
        let text = "fn f(x: Vec<crate::b::C>) { assert_eq!(x, vec![crate::d::e(1), std::env::args()]); }
            macro_rules! m { () => { $crate::g::H } }";
        let found = named(text, Build::Product);
        for path in ["crate::b::C", "crate::d::e", "std::env::args", "crate::g::H"] {
            assert!(found.iter().any(|found| found == path), "{path} is not in {found:?}");
        }
    }

    #[test]
    fn comments_and_text_name_nothing() {
        let text = "/// See [`crate::b::C`].\nconst T: &str = \"crate::d::E\"; // crate::f::G";
        assert_eq!(named(text, Build::Product), Vec::<String>::new());
    }

    #[test]
    fn each_reference_knows_the_builds_it_is_in() {
        let text = "#[cfg(feature = \"os\")] impl A { fn f() { std::fs::read(1); } }
            #[cfg(test)] mod tests { use crate::z::Z; }
            fn g() { #[cfg(feature = \"os\")] { std::net::f() } std::mem::take() }";
        assert_eq!(named(text, Build::Product), ["std::fs::read", "std::net::f", "std::mem::take"]);
        assert_eq!(named(text, Build::WithoutFeatures), ["std::mem::take"]);
    }
}
