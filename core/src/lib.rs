//! What phone and office agree on.
//!
//! Layers, each of which may use those above it and never those below (`cargo xtask tidy` checks it):
//!
//! 1. `id code time role cbor redact` — names, codes, instants, the one signed encoding, what a log may hold
//! 2. `note_check words search quiet` — what a note must not hold; every text; Chinese search; when not to knock
//! 3. `seal` — keys, signatures, certificates, the vault
//! 4. `register` — the office's lists
//! 5. `document` — flat Automerge documents and the guard for foreign bytes
//! 6. `family household visit` — what a document may hold
//! 7. `entry` — one user action, signed, in its device's chain
//! 8. `rights` — who may do what when
//! 9. `rows shown` — documents in, typed rows out; a field as people read it
//! 10. `sync` — questions and answers
//! 11. `store` — what a phone keeps
//! 12. `transport enrol device command desk`, then `author` — commands and how they become entries
//! 13. `session` — one sync as a state machine
//! 14. `http` — HTTPS to the office; `error` — errors with words for people; `companion` — the facade the apps use
//!
//! `sabotage` breaks the code on purpose, in tests only.
//!
//! # The drive loop
//!
//! A [`session::Session`] never waits and opens no socket: whoever runs it carries bytes. Here a phone with a store in
//! memory asks once, and the office's answer is that there is nothing new.
//!
//! ```
//! use lianxin_core::cbor::Bytes;
//! use lianxin_core::device::{ChainState, Identity, Named};
//! # use lianxin_core::id::{Era, OrgId, PersonId};
//! use lianxin_core::register::Registers;
//! use lianxin_core::seal::{Certificate, CertificateKind, Chain, SigningKey};
//! use lianxin_core::session::{Workplace, Input, Output, Session};
//! use lianxin_core::store::{MemoryStore, Store};
//! use lianxin_core::sync::{Answer, Question};
//! use lianxin_core::time::{Host, Timestamp};
//!
//! struct Clock;
//! impl Host for Clock {
//!     fn now(&self) -> Timestamp {
//!         Timestamp(1_790_000_000_000)
//!     }
//!     fn fill(&self, bytes: &mut [u8]) {
//!         bytes.fill(7); // a real host is random
//!     }
//! }
//!
//! // What an enrolment leaves behind: the device's key, and certificates up to the pinned root.
//! let [root, issuer, node, device] = [1, 2, 3, 4].map(|n| SigningKey::from_bytes(&[n; 32]));
//! let certify = |kind, key: &SigningKey, signer: &SigningKey, person, serial| {
//!     let org = OrgId::of(&root.public().to_bytes());
//!     let (from, to) = (Timestamp(0), Timestamp(i64::MAX));
//!     Certificate { org, kind, key: key.public().to_bytes(), person, from, to, serial }.issue(signer)
//! };
//! let identity = Identity {
//!     wrapped_key: vec![],
//!     certificate: certify(CertificateKind::Device, &device, &issuer, Some(PersonId([5; 16])), 3),
//!     trust: Chain {
//!         root: root.public().to_bytes(),
//!         issuer: certify(CertificateKind::Issuer, &issuer, &root, None, 1),
//!     },
//!     nodes: vec![Bytes(certify(CertificateKind::Node, &node, &issuer, None, 2))],
//!     addresses: vec![],
//!     tls_pin: [0; 32],
//! };
//! let install = [9; 16];
//! let chain = ChainState::start(&device.public(), install, None, &Clock);
//! let mut store = MemoryStore::default();
//! store.commit(vec![identity.save(), chain.save()])?;
//!
//! // The office: whatever carries the question there and its answer back.
//! let office = |question: &[u8]| {
//!     let question = Question::open(question, &device.public()).unwrap();
//!     # let (era, time) = (Era([1; 8]), Clock.now());
//!     let answer = Answer {
//!         number: question.number,
//!         keeps: true,
//!         # era, time, stale: false, more: false, tips: vec![], receipts: vec![], renewed: None, verdicts: vec![],
//!         # audiences: vec![], pages: vec![], parts: vec![], documents: vec![], absent: vec![], reasons: None,
//!         // era, time, receipts, verdicts, documents and the rest
//!     };
//!     answer.seal(&node)
//! };
//!
//! let (mut session, mut registers, mut done) = (Session::new(), Registers::default(), false);
//! let mut desk =
//!     Workplace { store: &mut store, registers: &mut registers, key: &device, install, host: &Clock };
//! session.handle(Input::Start, &mut desk)?;
//! while let Some(output) = session.poll_output() {
//!     match output {
//!         Output::Transmit(question) => session.handle(Input::Answer(&office(&question)), &mut desk)?,
//!         Output::Progress(_) => {} // tell the person
//!         Output::Finished { complete } => done = complete,
//!     }
//! }
//! assert!(done);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[macro_use]
mod redact;

pub mod author;
pub mod cbor;
pub mod code;
pub mod command;
pub mod companion;
pub mod counted;
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
pub mod panics;
pub mod quiet;
pub mod register;
pub mod rights;
pub mod role;
pub mod rows;
pub mod sabotage;
pub mod seal;
pub mod search;
pub mod session;
pub mod shown;
pub mod store;
pub mod sync;
pub mod time;
pub mod transport;
pub mod visit;
pub mod words;
