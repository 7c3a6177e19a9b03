//! What needs a person's eyes: work the office could not take, and fields on which two people disagree.

use super::Guide;
use crate::attention::ItemShape;
use crate::conflict;
use crate::failure::Failure;
use crate::page::Page;
use crate::shape::ConflictShape;
use lianxin_core::words::{Key, field_label};

impl Guide<'_> {
    pub(super) fn attention(&mut self) -> Result<(), Failure> {
        let lang = self.phone.lang;
        let items = self.phone.companion.attention(lang)?;
        let lines: Vec<String> = items.iter().map(|item| format!("{}  {}", item.dwelling, item.words)).collect();
        let chosen = self.ask.choose(self.words(Key::GuideWhichItem), &lines)?;
        let Some(item) = chosen.and_then(|at| items.get(at)) else { return Ok(()) };
        let mut page = Page::new(lang, console::colors_enabled());
        ItemShape::new(item).show(&mut page);
        self.ask.show(page.into_text().trim_end());
        let options = [Key::GuideKeep, Key::GuideSettle].map(|key| self.words(key).to_owned());
        if self.ask.choose(self.words(Key::GuideSettleQuestion), &options)? == Some(1) {
            self.phone.companion.settle_attention(item.entry, item.item)?;
            let words = self.words(Key::AttentionSettled);
            self.ask.show(words);
        }
        Ok(())
    }

    pub(super) fn conflicts(&mut self) -> Result<(), Failure> {
        let lang = self.phone.lang;
        let conflicts = self.phone.companion.conflicts()?;
        let shapes: Vec<ConflictShape> = conflicts.iter().map(|c| ConflictShape::new(c, lang)).collect();
        let lines: Vec<String> =
            shapes.iter().map(|shape| format!("{}  {}", shape.dwelling, field_label(&shape.key, lang))).collect();
        let chosen = self.ask.choose(self.words(Key::GuideWhichItem), &lines)?;
        let Some((conflict, shape)) = chosen.and_then(|at| Some((conflicts.get(at)?, shapes.get(at)?))) else {
            return Ok(());
        };
        let holds = self.ask.choose(self.words(Key::TwoValues), &shape.texts)?;
        if let Some(value) = holds.and_then(|at| conflict.values.get(at)) {
            let report = conflict::settle(self.phone, conflict, value)?;
            self.show(&report);
        }
        Ok(())
    }
}
