//! Needs attention: work that could not be taken as it is, with its text and the reason in plain words.

use super::{Companion, Inner};
use crate::error::{Error, refusal_words};
use crate::id::{DocumentId, Hash};
use crate::shown::Field;
use crate::store::{Attention, Write};
use crate::time::Timestamp;
use crate::words::{Key, Lang, text};

/// One item.
#[derive(Clone, PartialEq, Eq)]
pub struct AttentionView {
    /// Names the item, with `item`.
    pub entry: Hash,
    /// Which of the entry's items.
    pub item: u32,
    /// The document it was about.
    pub document: DocumentId,
    /// The dwelling in one line, as the phone knew it.
    pub dwelling: String,
    /// The stable word of the reason.
    pub reason: String,
    /// The reason in plain words.
    pub words: String,
    /// What the author had written.
    pub fields: Vec<Field>,
    /// When it came to this.
    pub since: Timestamp,
}

redacted! { AttentionView { entry, item, document, reason, since, fields } }

impl Companion {
    /// Items that need the person's attention, oldest first.
    pub fn attention(&self, lang: Lang) -> Result<Vec<AttentionView>, Error> {
        let inner = self.lock();
        inner.store.attention()?.into_iter().map(|item| inner.attention_view(item, lang)).collect()
    }

    /// The person has dealt with an item: the text is let go.
    pub fn settle_attention(&self, entry: Hash, item: u32) -> Result<(), Error> {
        Ok(self.lock().store.commit(vec![Write::DropAttention(entry, item)])?)
    }
}

impl Inner {
    fn attention_view(&self, item: Attention, lang: Lang) -> Result<AttentionView, Error> {
        let household = item.household(self.store.as_ref())?;
        // A right lost with the household says more than a right lost.
        let moved = item.reason == "rights" && household.is_some() && !self.posts(item.since)?.is_empty();
        let id = item.document;
        let words = match item.said.as_str() {
            "" => refusal_words(if moved { "moved" } else { &item.reason }, lang),
            said => text(lang, Key::RefusedPerson, &[("reason", said)]),
        };
        Ok(AttentionView {
            entry: item.entry,
            item: item.item,
            document: item.document,
            dwelling: item.dwelling,
            reason: item.reason,
            words,
            fields: item.fields.into_iter().map(|(key, value)| Field::new(&id, &key, value, lang)).collect(),
            since: item.since,
        })
    }
}
