//! What is told of a panic: its place, never its message. A panic is told by the whole process, so another one has it.

use lianxin_core::document::guard;
use lianxin_core::panics;
use lianxin_tests::panicking;
use std::process::Command;

/// Set for the process that panics.
const PANICS: &str = "LIANXIN_TEST_PANICS";
/// What somebody wrote.
const WROTE: &str = "王奶奶住三楼";

#[expect(clippy::print_stdout, reason = "this is how it tells the test")]
fn panic_twice() {
    panics::tell(|panic| println!("told: {panic}"));
    assert!(guard::read(&panicking()).is_err());
    assert!(!guard::is_containing());
    let other = std::thread::spawn(|| assert_eq!(WROTE, "")).join();
    assert!(other.is_err());
}

#[test]
fn a_panic_is_told_in_one_line_by_its_place_alone() {
    if std::env::var_os(PANICS).is_some() {
        return panic_twice();
    }
    let mut again = Command::new(std::env::current_exe().expect("a test has a program"));
    again.args(["--exact", "panics::a_panic_is_told_in_one_line_by_its_place_alone", "--nocapture"]);
    let ended = again.env(PANICS, "1").env("RUST_BACKTRACE", "1").output().expect("the program runs");
    assert!(ended.status.success());
    let said = String::from_utf8([ended.stdout, ended.stderr].concat()).expect("text");
    let told: Vec<&str> = said.lines().filter_map(|line| line.split("told: ").nth(1)).collect();
    let [caught, other] = told[..] else { panic!("{said}") };
    assert!(caught.starts_with("a change that made Automerge panic is refused, at "), "{caught}");
    assert!(other.starts_with("panicked, at ") && other.contains("panics.rs:"), "{other}");
    assert!(!said.contains(WROTE) && !said.contains("stack backtrace") && !said.contains("thread '"), "{said}");
}
