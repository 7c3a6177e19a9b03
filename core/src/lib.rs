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
//! 11. `companion` — the facade the apps use

pub mod cbor;
pub mod code;
pub mod document;
pub mod entry;
pub mod family;
pub mod household;
pub mod id;
pub mod register;
pub mod rights;
pub mod role;
pub mod rows;
pub mod seal;
pub mod store;
pub mod sync;
pub mod time;
pub mod visit;
