//! What a note must not or should not contain, before it is saved. Needs no phone.

use crate::args::NoteCheckArgs;
use crate::failure::Failure;
use crate::page::{Cell, Page, Tone};
use crate::terminal::Report;
use crate::visit::typed;
use lianxin_core::note_check::{self, Hit};
use lianxin_core::words::{Key, Lang};
use serde::Serialize;

/// What the note check found.
#[derive(Serialize)]
pub struct NoteReport {
    /// Nothing in it forbids saving.
    pub may_save: bool,
    /// In the order of the text.
    pub hits: Vec<HitShape>,
}

/// One finding: bytes `start..end` of the text.
#[derive(Serialize)]
pub struct HitShape {
    /// `citizen_number`, `bank_card`, `mobile`, `disease` or `label`.
    pub kind: &'static str,
    /// The first byte of it.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// The note cannot be saved with it.
    pub blocks: bool,
    /// What its author is told.
    pub words: String,
}

/// Checks a note.
pub fn check(args: &NoteCheckArgs, lang: Lang) -> Result<NoteReport, Failure> {
    let hits = note_check::check(&typed(&args.text)?);
    let shape = |hit: &Hit| HitShape {
        kind: hit.kind.word(),
        start: hit.start,
        end: hit.end,
        blocks: hit.kind.blocks(),
        words: hit.text(lang),
    };
    let hits: Vec<HitShape> = hits.iter().map(shape).collect();
    Ok(NoteReport { may_save: !hits.iter().any(|hit| hit.blocks), hits })
}

impl Report for NoteReport {
    fn show(&self, page: &mut Page) {
        for hit in &self.hits {
            let tone = if hit.blocks { Tone::Hand } else { Tone::Plain };
            page.line([Cell::new(&hit.words, tone)]);
        }
        if self.hits.is_empty() {
            page.say(Key::NoteFine, &[]);
        }
    }
}
