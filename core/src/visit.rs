//! The visit: eight fields, two required (M28, mechanisms §1.6). No photo, location or timer.

use crate::family::{Family, Field, Keep, Kind, Purpose, WrittenBy};

/// The family's code.
pub const CODE: u8 = 3;
/// Characters of a note at most.
pub const NOTE_MAX: usize = 500;

/// Words of [`crate::role::VisitOutcome`].
const OUTCOMES: &[&str] = &["met", "no_answer", "declined", "moved", "vacant"];
/// Words of [`crate::role::VisitPurpose`].
const PURPOSES: &[&str] = &["routine", "follow_up", "requested", "goodwill", "publicity", "check"];

/// The declaration.
pub static VISIT: Family = Family {
    code: CODE,
    name: "visit",
    home: &["grid", "household", "author", "assignment"],
    keep: Keep::Years(2),
    residue: &["grid", "day", "outcome"],
    fields: &[
        Field::new("grid", Kind::Grid, WrittenBy::Home, Purpose::Responsibility),
        Field::new("household", Kind::Document(crate::household::CODE), WrittenBy::Home, Purpose::Service),
        Field::new("author", Kind::Person, WrittenBy::Home, Purpose::Responsibility),
        Field::new("assignment", Kind::Assignment, WrittenBy::Home, Purpose::Responsibility),
        Field::new("day", Kind::Day, WrittenBy::AuthorWhileOpen, Purpose::Service),
        Field::new("outcome", Kind::Word(OUTCOMES), WrittenBy::AuthorWhileOpen, Purpose::Service),
        Field::new("purpose", Kind::Word(PURPOSES), WrittenBy::AuthorWhileOpen, Purpose::Service),
        Field::new("note", Kind::Text(NOTE_MAX), WrittenBy::AuthorWhileOpen, Purpose::Service).personal(),
        Field::new("need/*/code", Kind::Text(24), WrittenBy::AuthorWhileOpen, Purpose::Service).personal(),
        Field::new("need/*/line", Kind::Text(100), WrittenBy::AuthorWhileOpen, Purpose::Service).personal(),
        Field::new("follow_up", Kind::Day, WrittenBy::AuthorWhileOpen, Purpose::Service),
        Field::new("companion", Kind::Text(40), WrittenBy::AuthorWhileOpen, Purpose::Responsibility),
        Field::new("office_note/*/text", Kind::Text(NOTE_MAX), WrittenBy::Office, Purpose::Correction).personal(),
    ],
};
