//! The community office's server: receives, admits, hands out, prints.
//!
//! The way of an entry: [`receive`] keeps it and gives a receipt, [`admit`] judges it and merges it into the central
//! record, [`audience`] says whose it is, [`feed`] gives it positions, [`answer`] hands it out. [`office`] ties these
//! together; [`node`] and [`decide`] are what people at the console do. All of it is synchronous and deterministic:
//! the time and randomness come in as arguments, and everything lasting is in [`storage`].
//!
//! Around it, [`app`] is an office with its keys and whoever may get in; [`serve`] lets phones ([`enrolment`],
//! [`api`]) and the command line ([`control`], [`cli`]) work on it; [`import`] takes the [`lists`] an office brings.

pub mod access;
pub mod admit;
pub mod answer;
pub mod api;
pub mod app;
pub mod audience;
pub mod auth;
pub mod books;
pub mod check;
pub mod cli;
mod concern;
pub mod console;
pub mod control;
pub mod corrections;
pub mod decide;
pub mod enrolment;
pub mod error;
pub mod events;
pub mod feed;
pub mod history;
pub mod import;
pub mod keyring;
pub mod limits;
pub mod lists;
pub mod login;
pub mod node;
pub mod office;
pub mod people;
pub mod progress;
pub mod qr;
pub mod reads;
pub mod receive;
pub mod recovery;
pub mod router;
pub mod serve;
pub mod settings;
pub mod storage;
pub mod tls;
pub mod words;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
