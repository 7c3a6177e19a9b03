//! What phone and office agree on.
//!
//! Layers, each of which may use those to its left and never those to its right:
//! `id code time → cbor seal → register → document → entry → rules → rows → store → sync → companion`.

pub mod cbor;
pub mod code;
pub mod document;
pub mod entry;
pub mod id;
pub mod register;
pub mod role;
pub mod seal;
pub mod sync;
pub mod time;
