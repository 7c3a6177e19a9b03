//! Values of documents for scripts and for people, by what their field takes.

use crate::listed::Listed;
use lianxin_core::code::GridCode;
use lianxin_core::document::Value;
use lianxin_core::family::{Family, Kind};
use lianxin_core::id::{DocumentId, to_base32};
use lianxin_core::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use lianxin_core::time::{Day, Timestamp};
use lianxin_core::words::{Key, Lang};

/// Asia/Shanghai is eight hours ahead of UTC.
const SHANGHAI_MS: i64 = 8 * 3_600_000;

/// An instant in RFC 3339, in Asia/Shanghai to the second.
pub fn instant(at: Timestamp) -> String {
    let seconds = at.plus_ms(SHANGHAI_MS).0.div_euclid(1000).rem_euclid(60);
    format!("{}T{}:{seconds:02}+08:00", at.day(), at.clock())
}

/// The label of a field, from its key or from the name an error gives it.
pub fn label(key: &str) -> Option<Key> {
    let (list, name) = key.split_once('/').map_or((key, ""), |(list, rest)| (list, rest));
    Some(match (list, name) {
        ("household", _) => Key::FieldHousehold,
        ("estate", _) => Key::FieldEstate,
        ("building", _) => Key::FieldBuilding,
        ("unit", _) => Key::FieldUnit,
        ("room", _) => Key::FieldRoom,
        ("outcome", _) => Key::FieldOutcome,
        ("purpose", _) => Key::FieldPurpose,
        ("note", _) => Key::FieldNote,
        ("need" | "code" | "line", _) => Key::FieldNeed,
        ("follow_up", _) => Key::FieldFollowUp,
        ("companion", _) => Key::FieldCompanion,
        ("wish", _) => Key::FieldWish,
        ("day", _) => Key::FieldDay,
        ("class", _) => Key::FieldClass,
        ("bundle", _) => Key::FieldBundle,
        ("grid" | "link", _) => Key::FieldGrid,
        ("office_note", _) => Key::FieldOfficeNote,
        ("post" | "assignment", _) => Key::FieldPost,
        ("author", _) => Key::FieldAuthor,
        ("gone", _) => Key::FieldGone,
        _ => return None,
    })
}

/// The label of a field, or its key where it has none.
pub fn field_label(key: &str, lang: Lang) -> String {
    label(key).map_or_else(|| key.to_owned(), |label| label.template(lang).to_owned())
}

fn kind(document: &DocumentId, key: &str) -> Option<Kind> {
    Family::of(document)?.field(key).map(|field| field.kind)
}

fn day(number: i64) -> Option<String> {
    i32::try_from(number).ok().map(|day| Day(day).to_string())
}

fn grid(number: i64) -> Option<String> {
    u64::try_from(number).ok().and_then(|n| GridCode::from_number(n).ok()).map(|grid| grid.to_string())
}

/// A value for scripts: days as `YYYY-MM-DD`, instants in RFC 3339, codes and ids as text, the rest as it is.
pub fn value_json(document: &DocumentId, key: &str, value: &Value) -> serde_json::Value {
    let spelled = match (kind(document, key), value) {
        (Some(Kind::Day), Value::Int(number)) => day(*number),
        (Some(Kind::Grid), Value::Int(number)) => grid(*number),
        (Some(Kind::Instant), Value::Int(number)) => Some(instant(Timestamp(*number))),
        _ => None,
    };
    match (spelled, value) {
        (Some(text), _) => text.into(),
        (None, Value::Bool(bool)) => (*bool).into(),
        (None, Value::Int(number)) => (*number).into(),
        (None, Value::Bytes(bytes)) => to_base32(bytes).into(),
        (None, Value::Text(text)) => text.as_str().into(),
    }
}

/// A value for people: as for scripts, with words of lists by their title.
pub fn value_text(document: &DocumentId, key: &str, value: &Value, lang: Lang) -> String {
    let title = value.as_text().and_then(|word| match key {
        "outcome" => VisitOutcome::find(word).map(|w| w.title(lang)),
        "purpose" => VisitPurpose::find(word).map(|w| w.title(lang)),
        "wish" => ContactWish::find(word).map(|w| w.title(lang)),
        "class" => HouseholdClass::find(word).map(|w| w.title(lang)),
        _ => None,
    });
    match (title, value_json(document, key, value)) {
        (Some(title), _) => title.to_owned(),
        (None, serde_json::Value::String(text)) => text,
        (None, other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::{household, visit};

    #[test]
    fn an_instant_is_told_in_the_offices_time() {
        assert_eq!(instant(Timestamp(0)), "1970-01-01T08:00:00+08:00");
        assert_eq!(instant(Timestamp(1_795_566_599_999)), "2026-11-25T08:29:59+08:00");
        assert_eq!(instant(Timestamp(-1)), "1970-01-01T07:59:59+08:00");
    }

    #[test]
    fn values_are_told_by_what_their_field_takes() {
        let (visit, household) = (DocumentId([visit::CODE; 16]), DocumentId([household::CODE; 16]));
        let both = |document, key, value: Value| {
            (value_json(document, key, &value).to_string(), value_text(document, key, &value, Lang::ZhCn))
        };
        assert_eq!(both(&visit, "day", Value::Int(0)), ("\"1970-01-01\"".into(), "1970-01-01".into()));
        assert_eq!(both(&visit, "outcome", Value::text("met")), ("\"met\"".into(), "见到了".into()));
        assert_eq!(both(&household, "bundle", Value::Int(3)), ("3".into(), "3".into()));
        assert_eq!(both(&visit, "note", Value::text("met")), ("\"met\"".into(), "met".into()));
        let grid = both(&visit, "grid", Value::Int(901_001_003));
        assert_eq!(grid.1, "000000901001003");
        assert_eq!(both(&household, "unheard/of", Value::Bytes(vec![0; 5])).1, "00000000");
    }

    #[test]
    fn every_field_of_every_family_has_a_label() {
        for family in lianxin_core::family::FAMILIES {
            for field in family.fields {
                assert!(label(field.pattern).is_some(), "{} {}", family.name, field.pattern);
            }
        }
    }
}
