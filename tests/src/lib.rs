//! The simulated world and the end-to-end tests.

pub mod profile;
