//! The community office's server: receives, admits, hands out, prints.

pub mod lists;
pub mod storage;
