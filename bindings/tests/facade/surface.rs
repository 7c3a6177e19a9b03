//! The facade's surface, as the built library describes it: what an app can see, and so what a change may break.
//! `SURFACE=write cargo test -p lianxin-bindings surface` writes it anew; the difference is reviewed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uniffi_bindgen::macro_metadata::extract_from_bytes;
use uniffi_meta::{DefaultValueMetadata, FieldMetadata, FnParamMetadata, Metadata, ObjectImpl, Type};

#[test]
fn the_surface_is_the_one_that_was_reviewed() {
    let now = surface(&library());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("surface.txt");
    if std::env::var("SURFACE").is_ok_and(|what| what == "write") {
        std::fs::write(&file, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    let missing = |from: &str, to: &str| {
        from.lines().filter(|line| !to.lines().any(|l| l == *line)).collect::<Vec<_>>().join("\n")
    };
    assert!(reviewed == now, "gone:\n{}\nnew:\n{}", missing(&reviewed, &now), missing(&now, &reviewed));
}

#[test]
fn every_part_of_the_surface_is_documented() {
    let items = metadata(&library());
    let bare: Vec<String> = items.iter().filter(|item| !is_documented(item)).map(|item| format!("{item:?}")).collect();
    assert_eq!(bare, Vec::<String>::new());
}

/// The library that was built with this test.
fn library() -> PathBuf {
    let name = format!("{}lianxin_bindings{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    std::env::current_exe().unwrap().with_file_name(name)
}

fn metadata(library: &Path) -> Vec<Metadata> {
    let bytes = std::fs::read(library).unwrap_or_else(|error| panic!("{}: {error}", library.display()));
    extract_from_bytes(&bytes).unwrap()
}

/// Everything by its name; fields and variants in their own order.
fn surface(library: &Path) -> String {
    let mut parts = BTreeMap::new();
    for (name, part) in metadata(library).into_iter().filter_map(part) {
        assert!(parts.insert(name.clone(), part).is_none(), "{name} stands twice");
    }
    parts.into_values().collect()
}

fn part(item: Metadata) -> Option<(String, String)> {
    Some(match item {
        Metadata::Func(f) => call(f.name, f.is_async, &f.inputs, f.return_type, f.throws),
        Metadata::Constructor(c) => {
            let name = format!("{}::{}", c.self_name, c.name);
            call(name, c.is_async, &c.inputs, None, c.throws)
        }
        Metadata::Method(m) => {
            let name = format!("{}.{}", m.self_name, m.name);
            call(name, m.is_async, &m.inputs, m.return_type, m.throws)
        }
        Metadata::TraitMethod(m) => {
            let name = format!("{}.{}", m.trait_name, m.name);
            call(name, m.is_async, &m.inputs, m.return_type, m.throws)
        }
        Metadata::Record(r) => {
            let part = format!("record {}\n{}", r.name, fields("    ", &r.fields));
            (r.name, part)
        }
        Metadata::Enum(e) => {
            let variants = e.variants.iter().map(|v| format!("    {}\n{}", v.name, fields("        ", &v.fields)));
            let kind = if e.shape.is_error() { "error" } else { "enum" };
            let part = format!("{kind} {}\n{}", e.name, variants.collect::<String>());
            (e.name, part)
        }
        Metadata::Object(o) => {
            let kind = if o.imp == ObjectImpl::Struct { "object" } else { "trait" };
            let part = format!("{kind} {}\n", o.name);
            (o.name, part)
        }
        Metadata::CustomType(c) => {
            let part = format!("type {} = {}\n", c.name, ty(&c.builtin));
            (c.name, part)
        }
        Metadata::Namespace(_) | Metadata::UdlFile(_) => return None,
        other => panic!("the facade has no use for {other:?}"),
    })
}

fn call(
    name: String,
    is_async: bool,
    inputs: &[FnParamMetadata],
    output: Option<Type>,
    throws: Option<Type>,
) -> (String, String) {
    let inputs: Vec<String> = inputs.iter().map(|p| field(&p.name, &p.ty, p.default.as_ref())).collect();
    let mut text = format!("{}fn {name}({})", if is_async { "async " } else { "" }, inputs.join(", "));
    if let Some(output) = output {
        text += &format!(" -> {}", ty(&output));
    }
    if let Some(throws) = throws {
        text += &format!(" throws {}", ty(&throws));
    }
    (name, text + "\n")
}

fn fields(indent: &str, fields: &[FieldMetadata]) -> String {
    fields.iter().map(|f| format!("{indent}{}\n", field(&f.name, &f.ty, f.default.as_ref()))).collect()
}

fn field(name: &str, of: &Type, default: Option<&DefaultValueMetadata>) -> String {
    let default = if default.is_some() { " = default" } else { "" };
    format!("{name}: {}{default}", ty(of))
}

fn ty(of: &Type) -> String {
    match of {
        Type::Optional { inner_type } => format!("{}?", ty(inner_type)),
        Type::Sequence { inner_type } => format!("[{}]", ty(inner_type)),
        Type::Set { inner_type } => format!("{{{}}}", ty(inner_type)),
        Type::Map { key_type, value_type } => format!("{{{}: {}}}", ty(key_type), ty(value_type)),
        other => other.name().map_or_else(|| format!("{other:?}"), str::to_owned),
    }
}

fn is_documented(item: &Metadata) -> bool {
    match item {
        Metadata::Func(f) => f.docstring.is_some(),
        Metadata::Constructor(c) => c.docstring.is_some(),
        Metadata::Method(m) => m.docstring.is_some(),
        Metadata::TraitMethod(m) => m.docstring.is_some(),
        Metadata::Record(r) => r.docstring.is_some() && r.fields.iter().all(|f| f.docstring.is_some()),
        Metadata::Enum(e) => e.docstring.is_some() && e.variants.iter().all(|v| v.docstring.is_some()),
        Metadata::Object(o) => o.docstring.is_some(),
        Metadata::CustomType(c) => c.docstring.is_some(),
        _ => true,
    }
}
