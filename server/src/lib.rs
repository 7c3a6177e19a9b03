//! The community office's server: receives, admits, hands out, prints.

pub mod storage;
