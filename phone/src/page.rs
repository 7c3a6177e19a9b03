//! A page of text for a terminal: lines, aligned columns, few colours. Chinese characters are two columns wide.

use console::{Style, measure_text_width};
use lianxin_core::words::{self, Key, Lang};

/// How a piece of text is shown where the terminal can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// A heading.
    Strong,
    /// Ids, and what has not been delivered yet.
    Faint,
    /// Needs a hand.
    Hand,
}

/// A piece of text in a column.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Cell {
    text: String,
    tone: Tone,
}

lianxin_core::redacted! { Cell { tone } }

impl Cell {
    /// Text in a tone. What others wrote must not steer the terminal, so control characters become blanks.
    pub fn new(text: impl AsRef<str>, tone: Tone) -> Self {
        let text = text.as_ref().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self { text, tone }
    }

    /// Faint text.
    pub fn faint(text: impl AsRef<str>) -> Self {
        Self::new(text, Tone::Faint)
    }

    fn shown(&self, is_styled: bool) -> String {
        let style = Style::new().force_styling(true);
        match self.tone {
            _ if !is_styled || self.text.is_empty() => self.text.clone(),
            Tone::Plain => self.text.clone(),
            Tone::Strong => style.bold().apply_to(&self.text).to_string(),
            Tone::Faint => style.dim().apply_to(&self.text).to_string(),
            Tone::Hand => style.red().apply_to(&self.text).to_string(),
        }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text, Tone::Plain)
    }
}

/// A page being written.
#[derive(Clone)]
pub struct Page {
    lang: Lang,
    is_styled: bool,
    text: String,
}

impl Page {
    /// An empty page.
    pub fn new(lang: Lang, is_styled: bool) -> Self {
        Self { lang, is_styled, text: String::new() }
    }

    /// The language of the page.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text written so far.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The words of a key.
    pub fn words(&self, key: Key, args: &[(&str, &str)]) -> String {
        words::text(self.lang, key, args)
    }

    /// Cells side by side, two blanks between them.
    pub fn line(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.columns(vec![cells.into_iter().collect()]);
    }

    /// The words of a key, as a line.
    pub fn say(&mut self, key: Key, args: &[(&str, &str)]) {
        let words = self.words(key, args);
        self.line([words.into()]);
    }

    /// A heading, with a blank line before it unless it is the first.
    pub fn heading(&mut self, text: impl AsRef<str>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line([Cell::new(text, Tone::Strong)]);
    }

    /// Labels with their values; what is empty is left out.
    pub fn pairs(&mut self, pairs: impl IntoIterator<Item = (Key, String)>) {
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let lang = self.lang;
        let rows = pairs.map(|(key, value)| vec!["".into(), Cell::faint(key.template(lang)), value.into()]);
        self.columns(rows.collect());
    }

    /// Rows of aligned columns. A column that is empty everywhere takes no room.
    pub fn columns(&mut self, rows: Vec<Vec<Cell>>) {
        let count = rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| measure_text_width(&cell.text)).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..count).map(width).collect();
        let indent = if widths.first() == Some(&0) && count > 1 { "  " } else { "" };
        for row in &rows {
            let mut line = String::from(indent);
            let mut pad = 0;
            for (cell, width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
                if !cell.text.is_empty() {
                    line.extend(std::iter::repeat_n(' ', pad));
                    pad = 0;
                    line.push_str(&cell.shown(self.is_styled));
                }
                pad += width - measure_text_width(&cell.text) + 2;
            }
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page::new(Lang::ZhCn, false)
    }

    #[test]
    fn columns_stand_under_each_other_in_both_scripts() {
        let mut page = page();
        page.columns(vec![
            vec!["连心里".into(), "".into(), "无人在家".into(), "".into()],
            vec!["ab".into(), "".into(), "met".into(), "!".into()],
        ]);
        assert_eq!(page.into_text(), "连心里  无人在家\nab      met       !\n");
    }

    #[test]
    fn an_empty_first_column_indents() {
        let mut page = page();
        page.pairs([(Key::FieldNote, "一切都好".into()), (Key::FieldFollowUp, String::new())]);
        assert_eq!(page.into_text(), "  备注  一切都好\n");
    }

    #[test]
    fn what_others_wrote_does_not_steer_the_terminal() {
        let mut page = Page::new(Lang::ZhCn, true);
        page.line(["\u{1b}[31m红\n了\u{9b}".into()]);
        assert_eq!(page.into_text(), " [31m红 了 \n");
    }

    #[test]
    fn tones_show_only_where_the_terminal_can() {
        let shown = |is_styled| {
            let mut page = Page::new(Lang::En, is_styled);
            page.line([Cell::faint("id"), "name".into()]);
            page.into_text()
        };
        assert_eq!(shown(false), "id  name\n");
        assert_eq!(shown(true), "\u{1b}[2mid\u{1b}[0m  name\n");
    }
}
