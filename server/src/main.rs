//! The community office's server.

use std::process::ExitCode;

fn main() -> ExitCode {
    lianxin_server::cli::main()
}
