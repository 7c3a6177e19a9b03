//! The benchmarks; see [`lianxin_tests::bench`].

use std::process::ExitCode;

fn main() -> ExitCode {
    lianxin_tests::bench::run(std::env::args_os())
}
