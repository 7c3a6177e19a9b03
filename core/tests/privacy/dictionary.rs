//! The data dictionary, written from the declarations.

use crate::purposes::{about, holds, purpose, retention, written_by};
use lianxin_core::family::{FAMILIES, Family, Kind};
use lianxin_core::role::{ContactWish, GridKind, HouseholdClass, Role, VisitOutcome, VisitPurpose};

/// A closed list: its name, and word, Chinese and English of each.
pub(crate) struct Words {
    pub(crate) name: &'static str,
    pub(crate) rows: Vec<(u8, &'static str, &'static str, &'static str)>,
}

/// Every closed list that documents and registers share.
pub(crate) fn closed_lists() -> Vec<Words> {
    macro_rules! list {
        ($name:literal, $list:ident) => {
            Words { name: $name, rows: $list::ALL.iter().map(|w| (w.number(), w.word(), w.zh(), w.en())).collect() }
        };
    }
    vec![
        list!("Outcome of a visit", VisitOutcome),
        list!("Purpose of a visit", VisitPurpose),
        list!("Wish about the next contact", ContactWish),
        list!("Class of a household", HouseholdClass),
        list!("Kind of a grid", GridKind),
        list!("Role", Role),
    ]
}

/// The dictionary as it is committed.
pub(crate) fn dictionary() -> String {
    let mut text = String::from(HEAD);
    for family in FAMILIES {
        text += &family_table(family);
    }
    text += "\n## Closed lists\n\nNumbers stand in registers, words in documents, JSON and SQL.\n";
    for words in closed_lists() {
        text += &format!("\n### {}\n\n| number | word | 中文 | English |\n|---|---|---|---|\n", words.name);
        for (number, word, zh, en) in words.rows {
            text += &format!("| {number} | `{word}` | {zh} | {en} |\n");
        }
    }
    text
}

fn family_table(family: &Family) -> String {
    let listed = |keys: &[&str]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let mut text = format!("\n## {} (family {})\n\n", family.name, family.code);
    text += &format!("To be kept {}. Counts may keep {}. ", retention(family.keep), listed(family.residue));
    text += &format!("Written once, at creation, and deciding who may hold it: {}.\n\n", listed(family.home));
    text += "| key | holds | written by | about | for |\n|---|---|---|---|---|\n";
    for field in family.fields {
        let holds = match field.kind {
            Kind::Word(words) => format!("one of {}", listed(words)),
            kind => holds(kind),
        };
        let (writer, about, purpose) = (written_by(field.write), about(field), purpose(field.purpose));
        text += &format!("| `{}` | {holds} | {writer} | {about} | {purpose} |\n", field.pattern);
    }
    text
}

const HEAD: &str = "\
# Data dictionary

Every key a document may have, made by a program from the families' declarations (`core/src/household.rs`, `core/src/visit.rs`):

    cargo test -p lianxin-core --test privacy write_the_lists -- --ignored

A document is flat: keys and single values. `*` in a key stands for the item's id, eight characters. A day is stored as days since 1970-01-01, an instant as milliseconds since then, a grid as its number, an id as bytes, a word as it stands here. Declarations only grow. Ground in law and readers of each field are in [purposes.toml](purposes.toml).
";
