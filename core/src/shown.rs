//! A field of a document as people read it: one table of labels and words for every screen.

use crate::code::GridCode;
use crate::document::Value;
use crate::family::{Family, Kind};
use crate::id::{DocumentId, to_base32};
use crate::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use crate::time::{Day, Timestamp};
use crate::words::{Lang, field_label};

/// A key and its value, for programs and for people.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Value,
    /// The field's label; the key where this build has none.
    pub label: String,
    /// The value as people read it.
    pub text: String,
}

redacted! { Field { key, value } }

impl Field {
    /// A field of a document.
    pub fn new(document: &DocumentId, key: &str, value: Value, lang: Lang) -> Self {
        let (label, text) = (field_label(key, lang), value_text(document, key, &value, lang));
        Self { key: key.to_owned(), value, label, text }
    }
}

/// A value as people read it: words of lists by their title, days and instants in the office's time, codes and ids as
/// text, the rest as it is.
pub fn value_text(document: &DocumentId, key: &str, value: &Value, lang: Lang) -> String {
    let kind = Family::of(document).and_then(|family| family.field(key)).map(|field| field.kind);
    let spelled = match (kind, value) {
        (Some(Kind::Word(_)), Value::Text(word)) => title(key, word, lang).map(str::to_owned),
        (Some(Kind::Day), Value::Int(day)) => i32::try_from(*day).ok().map(|day| Day(day).to_string()),
        (Some(Kind::Grid), Value::Int(grid)) => {
            u64::try_from(*grid).ok().and_then(|grid| GridCode::from_number(grid).ok()).map(|grid| grid.to_string())
        }
        (Some(Kind::Instant), Value::Int(ms)) => {
            let at = Timestamp(*ms);
            Some(format!("{} {}", at.day(), at.clock()))
        }
        _ => None,
    };
    spelled.unwrap_or_else(|| match value {
        Value::Bool(bool) => bool.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Bytes(bytes) => to_base32(bytes),
        Value::Text(text) => text.clone(),
    })
}

/// The title of a word in the list of its field; none for a word of a later version.
fn title(key: &str, word: &str, lang: Lang) -> Option<&'static str> {
    let (zh, en) = match key {
        "outcome" => VisitOutcome::from_word(word).map(|word| (word.zh(), word.en()))?,
        "purpose" => VisitPurpose::from_word(word).map(|word| (word.zh(), word.en()))?,
        "wish" => ContactWish::from_word(word).map(|word| (word.zh(), word.en()))?,
        "class" => HouseholdClass::from_word(word).map(|word| (word.zh(), word.en()))?,
        _ => return None,
    };
    Some(match lang {
        Lang::ZhCn => zh,
        Lang::En => en,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::FAMILIES;
    use crate::{household, visit};

    #[test]
    fn values_are_told_by_what_their_field_takes() {
        let (visit, household) = (DocumentId([visit::CODE; 16]), DocumentId([household::CODE; 16]));
        let told = |document, key, value| value_text(document, key, &value, Lang::ZhCn);
        assert_eq!(told(&visit, "day", Value::Int(0)), "1970-01-01");
        assert_eq!(told(&visit, "outcome", Value::text("met")), "见到了");
        assert_eq!(told(&visit, "outcome", Value::text("later")), "later", "a word of a later version");
        assert_eq!(told(&household, "bundle", Value::Int(3)), "3");
        assert_eq!(told(&visit, "note", Value::text("met")), "met");
        assert_eq!(told(&visit, "grid", Value::Int(901_001_003)), "000000901001003");
        assert_eq!(told(&household, "link/0A1B2C3D/known", Value::Int(0)), "1970-01-01 08:00");
        assert_eq!(told(&household, "unheard/of", Value::Bytes(vec![0; 5])), "00000000");
        let field = Field::new(&household, "wish", Value::text("call_first"), Lang::En);
        assert_eq!((field.label.as_str(), field.text.as_str()), ("resident's wish", "call first"));
    }

    #[test]
    fn every_field_of_every_family_has_a_label_and_every_word_a_title() {
        for family in FAMILIES {
            for field in family.fields {
                assert!(crate::words::label(field.pattern).is_some(), "{} {}", family.name, field.pattern);
                let Kind::Word(words) = field.kind else { continue };
                for word in words {
                    assert!(title(field.pattern, word, Lang::ZhCn).is_some(), "{} {word}", field.pattern);
                }
            }
        }
    }
}
