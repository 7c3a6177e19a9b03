//! The command line as people and scripts meet it. The real office is met in the end-to-end tests.

#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod bench;
mod guided;
mod office;
mod shapes;
mod without_office;
mod work;
