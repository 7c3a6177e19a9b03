//! The household: its dwelling, its needs as codes, its wish about the next contact. No names, no numbers of
//! persons (M09 a). It belongs to a grid by dated links, so redrawing grids changes links, not documents.

use crate::code::{GridCode, Scope};
use crate::document::{Document, Value};
use crate::family::{Family, Field, Keep, Kind, Purpose, WrittenBy};
use crate::time::{Day, Timestamp};

/// The family's code.
pub const CODE: u8 = 2;

/// Words of [`crate::role::HouseholdClass`]; no fourth can be configured (P-06).
const CLASSES: &[&str] = &["at_ease", "care", "close_contact"];
/// Words of [`crate::role::ContactWish`].
const WISHES: &[&str] = &["welcome", "call_first", "no_proactive_visit"];

/// The declaration.
pub static HOUSEHOLD: Family = Family {
    code: CODE,
    name: "household",
    home: &["grid", "author"],
    keep: Keep::YearsAfterLeaving(1),
    residue: &["grid"],
    fields: &[
        Field::new("grid", Kind::Grid, WrittenBy::Home, Purpose::Responsibility),
        Field::new("author", Kind::Person, WrittenBy::Home, Purpose::Responsibility),
        Field::new("estate", Kind::Text(40), WrittenBy::CreatorThenOffice, Purpose::Dwelling).personal(),
        Field::new("building", Kind::Text(20), WrittenBy::CreatorThenOffice, Purpose::Dwelling).personal(),
        Field::new("unit", Kind::Text(20), WrittenBy::CreatorThenOffice, Purpose::Dwelling).personal(),
        Field::new("room", Kind::Text(20), WrittenBy::CreatorThenOffice, Purpose::Dwelling).personal(),
        Field::new("bundle", Kind::Number(1, 99), WrittenBy::Office, Purpose::Responsibility),
        Field::new("class", Kind::Word(CLASSES), WrittenBy::Office, Purpose::Service).personal(),
        Field::new("need/*/code", Kind::Text(24), WrittenBy::Ledger, Purpose::Service).personal(),
        Field::new("wish", Kind::Word(WISHES), WrittenBy::Ledger, Purpose::Service).personal(),
        Field::new("gone", Kind::Day, WrittenBy::Office, Purpose::Service),
        Field::new("link/*/grid", Kind::Grid, WrittenBy::Office, Purpose::Responsibility),
        Field::new("link/*/from", Kind::Day, WrittenBy::Office, Purpose::Responsibility),
        Field::new("link/*/known", Kind::Instant, WrittenBy::Office, Purpose::Responsibility),
    ],
};

/// A grid a household belongs to, from a day on. The office wrote the link at `known`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The grid.
    pub grid: GridCode,
    /// From when it counts.
    pub from: Timestamp,
    /// When the office wrote it.
    pub known: Timestamp,
}

fn int(document: &Document, key: &str) -> Option<i64> {
    match document.get(key) {
        Some(Value::Int(number)) => Some(number),
        _ => None,
    }
}

fn grid(document: &Document, key: &str) -> Option<GridCode> {
    u64::try_from(int(document, key)?).ok().and_then(|n| GridCode::from_number(n).ok())
}

/// The links of a household, earliest first; the first is the grid it was made in.
pub fn links(document: &Document) -> Vec<Link> {
    let mut links: Vec<(Link, String)> = document
        .list("link")
        .into_iter()
        .filter_map(|id| {
            let from = i32::try_from(int(document, &format!("link/{id}/from"))?).ok().map(Day)?;
            let known = int(document, &format!("link/{id}/known")).map_or(from.start(), Timestamp);
            Some((Link { grid: grid(document, &format!("link/{id}/grid"))?, from: from.start(), known }, id))
        })
        .collect();
    links.sort_by(|a, b| (a.0.from, a.0.known, &a.1).cmp(&(b.0.from, b.0.known, &b.1)));
    let never = Timestamp(i64::MIN);
    let first = grid(document, "grid").map(|grid| Link { grid, from: never, known: never });
    first.into_iter().chain(links.into_iter().map(|l| l.0)).collect()
}

/// The grid the household belongs to by its latest link.
pub fn current_grid(document: &Document) -> Option<GridCode> {
    links(document).last().map(|l| l.grid)
}

/// The bundle of the household's grid, if it is in one.
pub fn bundle(document: &Document) -> Option<u8> {
    int(document, "bundle").and_then(|n| u8::try_from(n).ok())
}

/// Whether a post with this scope answers for the household at some instant of an interval. A new grid counts from
/// its link's date, the old one until the later of that date and the office's writing (DESIGN §7).
pub fn is_covered(document: &Document, scope: Scope, from: Timestamp, to: Timestamp) -> bool {
    let (wanted, in_bundle) = match scope {
        Scope::Grid(grid) => (grid, true),
        Scope::Bundle(grid, number) => (grid, bundle(document) == Some(number)),
        Scope::Community(_) => return false,
    };
    let links = links(document);
    in_bundle
        && links.iter().enumerate().any(|(index, link)| {
            let until = links.get(index + 1).map_or(Timestamp(i64::MAX), |next| next.from.max(next.known));
            link.grid == wanted && link.from <= to && until >= from
        })
}
