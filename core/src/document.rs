//! Flat Automerge documents, and the guard for all bytes that come from elsewhere.
//!
//! A document is one map of keys to scalar values ([`Value`]); nothing is nested, so a change says by itself what it
//! touches ([`Change::edits`]). Bytes become a [`Change`] only through [`guard::check`], and a change becomes part of
//! a document only through [`Document::admit`]. What the keys mean is not known here.
//!
//! ```
//! use lianxin_core::document::{Document, Edit, Value, guard};
//! use lianxin_core::id::ActorId;
//! use lianxin_core::time::Timestamp;
//!
//! let (actor, now) = (ActorId([1; 16]), Timestamp(1_764_000_000_000));
//! let edits = [Edit::put("note", Value::text("老人独居，已约下周再来"))];
//! let written = Document::new().write(&actor, now, "visit.add", &[7; 16], &edits)?.expect("something changed");
//!
//! let received = guard::check(written.bytes(), &actor, now)?;
//! let mut office = Document::new();
//! office.admit(&received)?;
//! assert_eq!(office.get("note"), Some(Value::text("老人独居，已约下周再来")));
//! # Ok::<(), guard::Offence>(())
//! ```

mod admit;
mod change;
pub mod guard;
mod key;
mod read;
mod state;
mod value;
mod write;

#[cfg(test)]
mod tests;

pub use change::{Change, Edit};
pub use key::{Key, item_id, item_key};
pub use state::{Document, Unreadable};
pub use value::{Value, text};

/// The largest change, in bytes.
pub const MAX_CHANGE_BYTES: usize = 64 * 1024;
/// The most operations a document may have in its whole history.
pub const MAX_OPS: u64 = 4096;
/// The largest document, in bytes as saved.
pub const MAX_DOCUMENT_BYTES: usize = 256 * 1024;
/// Times lie within ± 2^53 milliseconds: JSON numbers stay exact, and differences of times never overflow.
pub const MAX_TIME_MS: i64 = 1 << 53;
