//! The simulated world and what the end-to-end tests share.

pub mod bench;
pub mod demo;
pub mod profile;
pub mod report;
pub mod server;
pub mod town;
pub mod world;
