//! Notes as people write them.

use lianxin_core::note_check;

const TEXTS: &str = include_str!("../../data/sample_texts.csv");

/// Notes of 26 to 60 characters from the invented sample texts, without what the note check refuses.
pub(crate) fn notes() -> Vec<String> {
    let cells = TEXTS.lines().skip(1).flat_map(|line| line.split(','));
    let texts = cells.filter(|cell| cell.chars().count() > 25 && !cell.contains('"'));
    let texts = texts.map(|cell| cell.chars().filter(|c| !c.is_ascii_digit()).take(60).collect::<String>());
    texts.filter(|note| note_check::check(note).iter().all(|hit| !hit.kind.blocks())).collect()
}
