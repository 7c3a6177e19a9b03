//! The demonstration end to end: the real programs, two seeds, and lists as an office might really write them.

#![expect(clippy::unwrap_used, reason = "a test may")]

use lianxin_core::time::{Host, SystemHost};
use lianxin_tests::profile::Profile;
use lianxin_tests::profile::messy::Messy;
use lianxin_tests::report::{Flags, Report, Visits};
use std::process::Command;

/// Plays a day and reads its report.
fn play(args: &[&str]) -> (bool, String, Option<Report>) {
    let place = tempfile::tempdir().unwrap();
    let report = place.path().join("report.json");
    let mut demo = Command::new(env!("CARGO_BIN_EXE_demo"));
    demo.args(["--once", "--report"]).arg(&report).args(args);
    let output = demo.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let report = std::fs::read(report).ok().map(|json| serde_json::from_slice(&json).unwrap());
    (output.status.success(), said, report)
}

/// What every day of the small profile comes to, whatever its seed.
fn assert_whole(seed: u64, (is_well, said, report): (bool, String, Option<Report>)) {
    assert!(is_well, "{said}");
    let report = report.unwrap();
    assert!(said.contains(&serde_json::to_string(&report).unwrap()), "{said}");
    let Visits { made, receipted, admitted, held, refused, needs_attention, lost } = report.visits;
    assert!(made >= 10 * 5, "{said}");
    assert_eq!((receipted, admitted + held + refused, lost, needs_attention), (made, made, 0, 0), "{said}");
    assert_eq!((report.seed, report.phones, report.conflicts), (Some(seed), 10, 1), "{said}");
    assert!(report.households >= 60, "{said}");
    let Flags { clock, late } = report.flags;
    assert!(clock >= 5 && late >= 1, "{said}");
    assert!(report.bytes_up.is_some_and(|n| n > 10_000) && report.bytes_down.is_some_and(|n| n > 10_000), "{said}");
}

#[test]
fn a_day_comes_out_whole() {
    assert_whole(7, play(&["--seed", "7"]));
}

#[test]
fn another_day_comes_out_whole_in_english() {
    let played = play(&["--seed", "8", "--lang", "en"]);
    assert!(played.1.contains("Demonstration data, not real events."), "{}", played.1);
    assert_whole(8, played);
}

#[test]
fn a_day_with_lists_as_offices_write_them_comes_out_whole() {
    let lists = tempfile::tempdir().unwrap();
    let profile = Profile { today: SystemHost.now().day(), ..Profile::small() };
    let messy = Messy::all(9).write(&profile.sheets());
    let files = [("grids.csv", messy.grids), ("people.csv", messy.people), ("households.csv", messy.households)];
    for (name, bytes) in files {
        assert!(std::str::from_utf8(&bytes).is_err(), "GB18030");
        std::fs::write(lists.path().join(name), bytes).unwrap();
    }
    assert_whole(9, play(&["--seed", "9", "--input", lists.path().to_str().unwrap()]));
}

#[test]
fn lists_that_cannot_be_taken_end_the_demonstration_before_it_begins() {
    let lists = tempfile::tempdir().unwrap();
    let profile = Profile::small();
    profile.write_to(lists.path()).unwrap();
    std::fs::write(lists.path().join("people.csv"), "编号,姓名,角色,范围,起\nP1,示例,无此职务,901,昨天\n").unwrap();
    let (is_well, said, report) = play(&["--input", lists.path().to_str().unwrap()]);
    assert!(!is_well && report.is_none() && said.contains("people.csv"), "{said}");
}
