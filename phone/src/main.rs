//! The phone at the command line; see [`lianxin_phone`].

use std::process::ExitCode;

fn main() -> ExitCode {
    lianxin_phone::run(std::env::args_os())
}
