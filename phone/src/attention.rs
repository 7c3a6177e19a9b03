//! What needs a look: work the office could not take, with its text and the reason.

use crate::failure::Failure;
use crate::find;
use crate::page::{Cell, Page, Tone};
use crate::phone::Phone;
use crate::shape::{instant, value_json};
use crate::terminal::Report;
use lianxin_core::companion::AttentionView;
use lianxin_core::words::Key;
use serde::Serialize;
use std::collections::BTreeMap;

/// Characters of an entry's name that people see.
const SHORT: usize = 8;
/// Fields that say nothing to people.
const HIDDEN: [&str; 4] = ["grid", "household", "author", "assignment"];

/// What needs a look.
#[derive(Serialize)]
pub struct AttentionReport {
    /// Oldest first.
    pub items: Vec<ItemShape>,
}

/// One item.
#[derive(Serialize)]
pub struct ItemShape {
    /// The entry it comes from, 52 characters.
    pub entry: String,
    /// Which of the entry's items.
    pub item: u32,
    /// The household or visit it was about.
    pub document: String,
    /// The dwelling, where the phone still knows it.
    pub dwelling: String,
    /// The stable word of the reason.
    pub reason: String,
    /// The reason in plain words.
    pub words: String,
    /// What its author had written, by field.
    pub fields: BTreeMap<String, serde_json::Value>,
    /// When it came to this.
    pub since: String,
    #[serde(skip)]
    texts: Vec<(String, String)>,
}

/// An item that was let go.
#[derive(Serialize)]
pub struct SettledReport {
    /// The entry it came from.
    pub entry: String,
    /// Which of the entry's items.
    pub item: u32,
    /// In plain words.
    pub words: String,
}

/// What needs a look, oldest first.
pub fn list(phone: &Phone) -> Result<AttentionReport, Failure> {
    let items = phone.companion.attention(phone.lang)?;
    Ok(AttentionReport { items: items.iter().map(ItemShape::new).collect() })
}

/// Lets an item go, named as the list names it: the beginning of its entry, a stop, its number.
pub fn settle(phone: &Phone, name: &str) -> Result<SettledReport, Failure> {
    let (entry, item) = name.trim().rsplit_once('.').unwrap_or((name.trim(), "0"));
    let is_it = |view: &AttentionView| view.item.to_string() == item && find::is_named(&view.entry, entry);
    let view = find::only(phone.companion.attention(phone.lang)?, is_it)?;
    phone.companion.settle_attention(view.entry, view.item)?;
    let words = Key::AttentionSettled.template(phone.lang).to_owned();
    Ok(SettledReport { entry: view.entry.to_string(), item: view.item, words })
}

impl ItemShape {
    /// An item, in the language it was asked for in.
    pub fn new(view: &AttentionView) -> Self {
        let document = &view.document;
        let shown = view.fields.iter().filter(|field| !HIDDEN.contains(&field.key.as_str()));
        Self {
            entry: view.entry.to_string(),
            item: view.item,
            document: document.to_string(),
            dwelling: view.dwelling.clone(),
            reason: view.reason.clone(),
            words: view.words.clone(),
            fields: view.fields.iter().map(|f| (f.key.clone(), value_json(document, &f.key, &f.value))).collect(),
            since: instant(view.since),
            texts: shown.map(|field| (field.label.clone(), field.text.clone())).collect(),
        }
    }

    /// Writes the item for people.
    pub fn show(&self, page: &mut Page) {
        let name = format!("{}.{}", self.entry.get(..SHORT).unwrap_or(&self.entry), self.item);
        let day = self.since.get(..10).unwrap_or_default();
        page.line([Cell::faint(name), Cell::from(day), Cell::from(&self.dwelling)]);
        page.line([Cell::from(""), Cell::new(&self.words, Tone::Hand)]);
        let row = |(label, text): &(String, String)| vec!["".into(), Cell::faint(label), Cell::from(text)];
        page.columns(self.texts.iter().map(row).collect());
    }
}

impl Report for AttentionReport {
    fn show(&self, page: &mut Page) {
        if self.items.is_empty() {
            page.say(Key::AttentionNone, &[]);
        }
        for item in &self.items {
            item.show(page);
        }
    }
}

impl Report for SettledReport {
    fn show(&self, page: &mut Page) {
        page.line([Cell::from(&self.words)]);
    }
}
