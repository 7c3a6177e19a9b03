//! A day in the field and at the office; see [`lianxin_tests::demo`].

use std::process::ExitCode;

fn main() -> ExitCode {
    lianxin_tests::demo::run(std::env::args_os())
}
