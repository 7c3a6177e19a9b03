//! A phone that is killed while somebody types loses nothing that was saved before (M28 c). The app saves at every
//! pause of the fingers; here another process does, and is killed without warning.

use lianxin_core::companion::Companion;
use lianxin_core::seal::vault::FileVault;
use lianxin_core::store::SqliteStore;
use lianxin_core::time::SystemHost;
use lianxin_tests::town::STORE_KEY;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Set for the process that types; its value is the phone's directory.
const TYPIST: &str = "LIANXIN_TEST_TYPIST";
const DRAFT: [u8; 16] = [7; 16];

fn open(directory: &Path) -> Companion {
    let store = SqliteStore::open(&directory.join("store.db"), &STORE_KEY).expect("opens");
    let vault = FileVault::open(directory).expect("a vault");
    Companion::open(Box::new(store), Arc::new(vault), Arc::new(SystemHost)).expect("opens")
}

/// Types one character after the other, and says after each how many are saved.
#[expect(clippy::print_stdout, reason = "this is how it tells the test how far it is")]
fn type_for_ever(directory: &Path) {
    let app = open(directory);
    for typed in 1u32.. {
        let form = "字".repeat(usize::try_from(typed % 400).unwrap_or_default()) + &typed.to_string();
        app.save_draft(DRAFT, None, form.as_bytes()).expect("saves");
        println!("saved {typed}");
    }
}

fn number_at_the_end(form: &[u8]) -> u32 {
    let text = String::from_utf8_lossy(form);
    text.trim_start_matches('字').parse().expect("a draft is whole")
}

#[test]
fn a_killed_phone_has_every_draft_it_had_saved() {
    if let Some(directory) = std::env::var_os(TYPIST) {
        return type_for_ever(Path::new(&directory));
    }
    for kills in 0..5 {
        let directory = tempfile::tempdir().expect("a directory");
        let mut typist = Command::new(std::env::current_exe().expect("a test has a program"))
            .args(["--exact", "a_killed_phone_has_every_draft_it_had_saved", "--nocapture"])
            .env(TYPIST, directory.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the typist starts");
        let printed = BufReader::new(typist.stdout.take().expect("it is piped"));
        let said = |line: String| line.strip_prefix("saved ").and_then(|n| n.parse::<u32>().ok());
        let saved = printed.lines().map_while(Result::ok).filter_map(said).nth(20 + 7 * kills).expect("it types");
        typist.kill().expect("it runs");
        typist.wait().expect("it ends");
        let drafts = open(directory.path()).drafts().expect("reads");
        let kept = number_at_the_end(&drafts[0].form);
        assert!(kept >= saved, "{saved} were saved and {kept} are there");
    }
}
