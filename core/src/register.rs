//! Registers: the office's lists. One for the organisation, one per grid; each is a hash chain of signed pages,
//! written by nodes only. A page adds or replaces at most 64 rows; the register is the fold of its pages.
//!
//! Pages name persons by id. Names and duty phones are parts beside the page, bound by a salted hash, so that
//! dropping them leaves every signature valid (invariant 5).

pub mod assignment;
pub mod page;
pub mod state;

pub use assignment::{Assignment, Flag, Interval};
pub use page::{Page, PageError, PersonDetails, RegisterId, Row};
pub use state::{Listed, Person, Register, Registers};
