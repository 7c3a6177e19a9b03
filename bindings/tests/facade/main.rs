//! The facade as an app sees it: its surface, and a phone with the platform's parts in Rust.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod office;
mod phone;
mod subscription;
mod surface;
