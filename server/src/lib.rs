//! The community office's server.

pub mod lists;
