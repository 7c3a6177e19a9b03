//! The community office's server: receives, admits, hands out, prints.
//!
//! The way of an entry: [`receive`] keeps it and gives a receipt, [`admit`] judges it and merges it into the central
//! record, [`audience`] says whose it is, [`feed`] gives it positions, [`answer`] hands it out. [`office`] ties these
//! together; [`node`] and [`decide`] are what people at the console do. All of it is synchronous and deterministic:
//! the time and randomness come in as arguments, and everything lasting is in [`storage`].

pub mod admit;
pub mod answer;
pub mod audience;
pub mod books;
pub mod decide;
pub mod feed;
pub mod lists;
pub mod node;
pub mod office;
pub mod qr;
pub mod receive;
pub mod recovery;
pub mod settings;
pub mod storage;
pub mod tls;

#[cfg(test)]
mod tests;
