//! What phone and office agree on.
//!
//! Layers, each of which may use those above it and never those below:
//!
//! 1. `id code time role cbor` — names, codes, instants, the one signed encoding
//! 2. `seal` — keys, signatures, certificates, the vault
//! 3. `register` — the office's lists
//! 4. `document` — flat Automerge documents and the guard for foreign bytes
//! 5. `family`, `household`, `visit` — what a document may hold
//! 6. `entry` — one user action, signed, in its device's chain
//! 7. `rights` — who may do what when
//! 8. `rows` — documents in, typed rows out
//! 9. `sync` — questions and answers
//! 10. `store` — what a phone keeps
//! 11. `companion` — the facade the apps use; `http` beside it

#[macro_use]
mod redact;

pub mod author;
pub mod cbor;
pub mod code;
pub mod command;
pub mod companion;
pub mod desk;
pub mod device;
pub mod document;
pub mod enrol;
pub mod entry;
pub mod error;
pub mod family;
pub mod household;
#[cfg(feature = "http")]
pub mod http;
pub mod id;
pub mod note_check;
pub mod quiet;
pub mod register;
pub mod rights;
pub mod role;
pub mod rows;
pub mod sabotage;
pub mod seal;
pub mod search;
pub mod session;
pub mod store;
pub mod sync;
pub mod time;
pub mod transport;
pub mod visit;
pub mod words;
