//! The reader that counts what became of every visit; see [`lianxin_tests::report`].

use std::process::ExitCode;

fn main() -> ExitCode {
    lianxin_tests::report::run(std::env::args_os())
}
