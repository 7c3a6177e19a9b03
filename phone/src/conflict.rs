//! Where two people changed the same thing: both values stay, and a person decides.

use crate::args::ResolveArgs;
use crate::failure::Failure;
use crate::find;
use crate::page::{Cell, Page, Tone};
use crate::phone::Phone;
use crate::shape::{ConflictShape, short, show_conflicts, value_json};
use crate::terminal::Report;
use lianxin_core::companion::Conflict;
use lianxin_core::document::Value;
use lianxin_core::error::{Error, Rule};
use lianxin_core::family::Family;
use lianxin_core::shown::value_text;
use lianxin_core::words::{Key, Lang, field_label};
use serde::Serialize;

/// Conflicts.
#[derive(Serialize)]
pub struct ConflictsReport {
    /// In order of dwelling.
    pub conflicts: Vec<ConflictShape>,
}

/// A conflict that was settled.
#[derive(Serialize)]
pub struct ResolvedReport {
    /// The household or visit.
    pub document: String,
    /// The dwelling it is about.
    pub dwelling: String,
    /// The field.
    pub key: String,
    /// The value that holds.
    pub value: serde_json::Value,
    /// In plain words.
    pub words: String,
    #[serde(skip)]
    text: String,
}

/// Every field on the phone on which two people disagree.
pub fn list(phone: &Phone) -> Result<ConflictsReport, Failure> {
    let conflicts = phone.companion.conflicts()?;
    let conflicts = conflicts.iter().map(|conflict| ConflictShape::new(conflict, phone.lang)).collect();
    Ok(ConflictsReport { conflicts })
}

/// Decides between the values of one field.
pub fn resolve(phone: &Phone, args: &ResolveArgs) -> Result<ResolvedReport, Failure> {
    let is_it = |c: &Conflict| c.key == args.key && find::is_named(&c.document, args.document.trim());
    let conflict = find::only(phone.companion.conflicts()?, is_it)?;
    let field = Family::of(&conflict.document).and_then(|family| family.field(&conflict.key)).ok_or(Error::NotFound)?;
    let value = chosen(&conflict, args).ok_or(Error::Value { field: field.name(), rule: Rule::Standing })?;
    settle(phone, &conflict, &value)
}

/// Sets the value that holds.
pub fn settle(phone: &Phone, conflict: &Conflict, value: &Value) -> Result<ResolvedReport, Failure> {
    phone.companion.resolve(conflict.document, &conflict.key, value)?;
    Ok(ResolvedReport {
        document: conflict.document.to_string(),
        dwelling: conflict.dwelling.clone(),
        key: conflict.key.clone(),
        value: value_json(&conflict.document, &conflict.key, value),
        words: Key::Saved.template(phone.lang).to_owned(),
        text: value_text(&conflict.document, &conflict.key, value, phone.lang),
    })
}

/// The value told by its place, or by its text for scripts or people.
fn chosen(conflict: &Conflict, args: &ResolveArgs) -> Option<Value> {
    if let Some(nth) = args.nth {
        return conflict.values.get(usize::from(nth) - 1).cloned();
    }
    let told = args.value.as_deref()?;
    let is_told = |value: &&Value| {
        let (document, key) = (&conflict.document, &conflict.key);
        let script = value_json(document, key, value);
        script.as_str().unwrap_or(&script.to_string()) == told
            || [Lang::ZhCn, Lang::En].iter().any(|lang| value_text(document, key, value, *lang) == told)
    };
    conflict.values.iter().find(is_told).cloned()
}

impl Report for ConflictsReport {
    fn show(&self, page: &mut Page) {
        if self.conflicts.is_empty() {
            page.say(Key::ConflictsNone, &[]);
        } else {
            page.say(Key::TwoValues, &[]);
        }
        show_conflicts(page, &self.conflicts);
    }
}

impl Report for ResolvedReport {
    fn show(&self, page: &mut Page) {
        let field = field_label(&self.key, page.lang());
        page.line([Cell::new(&self.words, Tone::Strong), Cell::from(&self.dwelling)]);
        page.line([short(&self.document), Cell::from(field), Cell::from(&self.text)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::household;
    use lianxin_core::id::DocumentId;

    #[test]
    fn a_value_is_told_by_its_word_its_title_or_its_place() {
        let document = DocumentId([household::CODE; 16]);
        let conflict = Conflict {
            document,
            household: document,
            dwelling: String::new(),
            key: "wish".into(),
            values: vec![Value::text("welcome"), Value::text("call_first")],
        };
        let told = |value: Option<&str>, nth| {
            let args =
                ResolveArgs { document: String::new(), key: "wish".into(), value: value.map(str::to_owned), nth };
            chosen(&conflict, &args)
        };
        for text in ["call_first", "先打电话", "call first"] {
            assert_eq!(told(Some(text), None), Some(Value::text("call_first")), "{text}");
        }
        assert_eq!(told(None, Some(1)), Some(Value::text("welcome")));
        assert_eq!(told(None, Some(3)), None);
        assert_eq!(told(Some("no_proactive_visit"), None), None, "only a value that stands there");
    }
}
