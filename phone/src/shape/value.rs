//! Values of documents for scripts, by what their field takes. How people read them, the core knows.

use lianxin_core::code::GridCode;
use lianxin_core::document::Value;
use lianxin_core::family::{Family, Kind};
use lianxin_core::id::{DocumentId, to_base32};
use lianxin_core::time::{Day, Timestamp};

/// Asia/Shanghai is eight hours ahead of UTC.
const SHANGHAI_MS: i64 = 8 * 3_600_000;

/// An instant in RFC 3339, in Asia/Shanghai to the second.
pub fn instant(at: Timestamp) -> String {
    let seconds = at.plus_ms(SHANGHAI_MS).0.div_euclid(1000).rem_euclid(60);
    format!("{}T{}:{seconds:02}+08:00", at.day(), at.clock())
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
        let told = |document, key, value: Value| value_json(document, key, &value).to_string();
        assert_eq!(told(&visit, "day", Value::Int(0)), "\"1970-01-01\"");
        assert_eq!(told(&visit, "outcome", Value::text("met")), "\"met\"");
        assert_eq!(told(&household, "bundle", Value::Int(3)), "3");
        assert_eq!(told(&visit, "grid", Value::Int(901_001_003)), "\"000000901001003\"");
        assert_eq!(told(&household, "unheard/of", Value::Bytes(vec![0; 5])), "\"00000000\"");
    }
}
