//! Makes the folder of the office's page if it is not there: Cargo takes a watched path that does not exist for
//! changed, and would build the whole server again every time.

use std::fs;

fn main() {
    if fs::create_dir_all("console/dist").is_ok() {
        println!("cargo::rerun-if-changed=console/dist");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
