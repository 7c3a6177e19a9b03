//! The companion's facade for Kotlin, Swift and Python.
//!
//! It converts and nothing else: what a visit is, what is allowed and what words people read is decided in the core.
//! Calls are coarse and plain; only what waits for the office is async. Everything an app sees is one of
//!
//! - [`Phone`], the handle of an open phone,
//! - records and enums that mirror the core's ([`mirror`]), ids as their text,
//! - traits a platform may implement: [`KeyVault`], [`Host`], [`Transport`], [`SyncListener`], [`ChangeListener`],
//! - [`PhoneError`], the one error.
//!
//! Calls may come from any thread. None may come from within a foreign [`KeyVault`] or [`Host`]: the phone's lock is
//! held while these are asked.

pub mod cancel;
pub mod error;
mod home;
pub mod host;
pub mod ids;
pub mod mirror;
pub mod phone;
pub mod subscription;
pub mod sync;
pub mod transport;
pub mod vault;
pub mod words;

pub use cancel::Cancellation;
pub use error::{ErrorKind, PhoneError, Problem};
pub use host::Host;
pub use ids::DraftId;
pub use phone::Phone;
pub use subscription::{ChangeListener, Subscription};
pub use sync::SyncListener;
pub use transport::Transport;
pub use vault::KeyVault;

uniffi::setup_scaffolding!("lianxin");
