//! What works, or says why not, where no office is to be reached.

use crate::bench::{Bench, Ran};
use crate::office::Office;
use lianxin_phone::phone::Phone;
use std::net::TcpListener;
use std::path::Path;

#[test]
fn a_phone_that_is_not_enrolled_says_so_and_leaves_no_trace() {
    let bench = Bench::empty();
    for args in [
        &["today"][..],
        &["household", "x"],
        &["visit", "x", "--outcome", "met"],
        &["correct", "x", "--note", "y"],
        &["edit", "x", "--wish", "welcome"],
        &["conflicts"],
        &["resolve", "x", "wish", "welcome"],
        &["sync"],
        &["status"],
        &["contacts"],
        &["attention"],
        &["drafts"],
        &["search", "x"],
        &["repair"],
        &["enrol"],
    ] {
        assert_eq!(bench.refused(args), "phone.not_enrolled", "{args:?}");
    }
    assert!(!Path::new(&bench.dir()).exists());
}

#[test]
fn words_come_in_the_language_that_was_asked_for() {
    let bench = Bench::empty();
    let chinese = bench.run(&["status"]);
    assert_eq!((chinese.code, chinese.out.as_str()), (1, ""));
    assert_eq!(chinese.err, "这部手机还没有登记，请扫办公室给的登记码\n");
    let english = bench.run(&["status", "--lang", "en"]);
    assert_eq!(english.err, "This phone is not enrolled yet; please scan the invitation from the office\n");
}

#[test]
fn what_is_not_understood_is_told_apart_from_what_did_not_work() {
    let bench = Bench::empty();
    for args in
        [&["unheard"][..], &["visit"], &["visit", "x", "--outcome", "gone"], &["search"], &["--lang", "fr", "status"]]
    {
        let ran = bench.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(!ran.err.is_empty());
    }
    assert_eq!(bench.run(&["--help"]).code, 0);
    assert_eq!(bench.run(&["--version"]).code, 0);
}

#[test]
fn without_a_command_a_pipe_gets_the_help() {
    let ran = Bench::empty().run(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("Usage: lianxin-phone") && ran.err.contains("记一次走访 · Record a visit"));
}

#[test]
fn a_text_that_is_no_invitation_begins_nothing() {
    let bench = Bench::empty();
    for text in ["hello", "LX1:", "http://example.org"] {
        assert_eq!(bench.refused(&["enrol", text]), "enrol.not_an_invitation");
    }
    assert!(!Path::new(&bench.dir()).exists());
}

#[test]
fn an_enrolment_waits_for_an_office_that_cannot_be_reached() {
    let (bench, office) = (Bench::empty(), Office::new());
    assert_eq!(bench.refused(&["enrol", &office.invitation()]), "office.unreachable");
    assert_eq!(bench.refused(&["enrol"]), "office.unreachable", "goes on without the invitation");
    assert_eq!(bench.refused(&["status"]), "phone.not_enrolled");
    let piped = bench.run_with(&["enrol", "-", "--json"], &format!("{}\n", office.invitation().to_lowercase()));
    assert_eq!(piped.json()["error"]["code"], "office.unreachable");
}

#[test]
fn an_enrolment_goes_on_until_the_clerk_confirms() {
    let (bench, office) = (Bench::empty(), Office::new());
    office.confirm_after(1);
    let phone = Phone::begin(&bench.global()).unwrap();
    phone.companion.begin_enrolment(&office.invitation()).unwrap();
    let runtime = lianxin_phone::phone::runtime().unwrap();
    let first = runtime.block_on(phone.companion.continue_enrolment(&office)).unwrap();
    assert!(!first.is_confirmed && first.digits.len() == 6);
    let waited = lianxin_phone::enrol::wait(&phone, &office, std::time::Duration::from_secs(20), false);
    let second = runtime.block_on(waited).unwrap().unwrap();
    assert!(second.is_confirmed && second.digits == first.digits);
    drop(phone);
    assert_eq!(bench.refused(&["enrol"]), "phone.already_enrolled");
    assert_eq!(bench.refused(&["enrol", &office.invitation()]), "phone.already_enrolled");
}

#[test]
fn a_sync_without_an_office_loses_nothing() {
    let office = Office::new();
    let bench = Bench::enrolled(&office);
    bench.json(&["visit", "连心里 301", "--outcome", "no_answer"]);
    assert_eq!(bench.refused(&["sync"]), "office.unreachable");
    assert_eq!(
        bench.refused(&["sync", "--office", "127.0.0.1:2", "--proxy", "http://127.0.0.1:3"]),
        "office.unreachable"
    );
    let status = bench.json(&["status"]);
    assert_eq!((&status["delivered"], &status["made"]), (&0.into(), &1.into()));
}

#[test]
fn a_second_process_hears_that_the_phone_is_in_use() {
    let bench = Bench::enrolled(&Office::new());
    let held = bench.open();
    assert_eq!(bench.refused(&["status"]), "storage.busy");
    assert_eq!(bench.run(&["status"]).err, "这部手机正在别处打开，请先关掉那边\n");
    drop(held);
    assert_eq!(bench.run(&["status"]).code, 0);
}

#[test]
fn damage_is_told_and_set_aside_only_when_asked_for() {
    let bench = Bench::enrolled(&Office::new());
    let store = Path::new(&bench.dir()).join("store.db");
    let mut bytes = std::fs::read(&store).unwrap();
    bytes.iter_mut().skip(4096).step_by(64).for_each(|byte| *byte ^= 0xff);
    std::fs::write(&store, &bytes).unwrap();
    assert_eq!(bench.refused(&["today"]), "storage.corrupt");
    assert_eq!(std::fs::read(&store).unwrap(), bytes, "looking changes nothing");
    let report = bench.json(&["repair"]);
    assert_eq!(report["is_damaged"], true);
    let kept = report["set_aside"][0].as_str().unwrap();
    assert_eq!(std::fs::read(kept).unwrap(), bytes);
    assert_eq!(bench.refused(&["today"]), "phone.not_enrolled", "its identity lay in the store");
}

#[test]
fn a_note_is_checked_without_a_phone() {
    let bench = Bench::empty();
    let fine = bench.json(&["note-check", "住户都好，约了下周再来"]);
    assert_eq!((&fine["may_save"], fine["hits"].as_array().unwrap().len()), (&true.into(), 0));
    let hint = bench.json(&["note-check", "这户是钉子户"]);
    assert_eq!(hint["may_save"], true);
    assert_eq!((&hint["hits"][0]["kind"], &hint["hits"][0]["blocks"]), (&"label".into(), &false.into()));
    let piped = bench.run_with(&["note-check", "-"], "一切都好\n");
    assert_eq!(piped.out, "可以保存\n");
}

#[test]
fn what_is_told_with_verbose_names_nobody() {
    let bench = Bench::enrolled(&Office::new());
    let ran = bench.run(&["--verbose", "--json", "sync"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("no answer from this address"), "{}", ran.err);
    assert!(ran.err.is_ascii(), "no name and no dwelling: {}", ran.err);
}

/// An address where somebody takes connections and never says a word.
fn mute() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_sync_and_an_enrolment_without_losing_anything() {
    let office = Office::new();
    let bench = Bench::enrolled(&office);
    bench.json(&["visit", "连心里 301", "--outcome", "met"]);
    let begun = Bench::empty();
    assert_eq!(begun.refused(&["enrol", &office.invitation()]), "office.unreachable");
    for (bench, command) in [(&bench, "sync"), (&begun, "enrol")] {
        let (listener, address) = mute();
        let child = bench.start(&[command, "--json", "--office", &address]);
        let connection = listener.accept().unwrap();
        let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!((ran.code, &ran.json()["error"]["code"]), (1, &"phone.stopped".into()), "{command}");
        drop(connection);
    }
    assert_eq!(bench.json(&["status"])["made"], 1);
    assert_eq!(begun.refused(&["enrol"]), "office.unreachable");
}
