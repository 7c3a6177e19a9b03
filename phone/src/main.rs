//! The phone at the command line; see [`lianxin_phone`].

use lianxin_core::panics::{self, Panicked};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    panics::tell(panicked);
    lianxin_phone::run(std::env::args_os())
}

/// One line and no message: a caught panic to the log, any other to whoever sees the process.
fn panicked(panic: &Panicked) {
    if panic.is_contained {
        tracing::warn!("{panic}");
    } else {
        let _ = writeln!(std::io::stderr(), "lianxin-phone: {panic}");
    }
}
