//! No room left: on the phone while something is saved and while it syncs, and at the office.

use super::{DOOR, OTHER_DOOR, refused};
use lianxin_tests::handset::Handset;
use lianxin_tests::server::Server;

/// From room for nothing to room for everything: somewhere between, a commit is torn at each of its pages.
const ROOMS: [u64; 14] =
    [0, 4_096, 8_192, 12_288, 16_384, 20_480, 24_576, 32_768, 40_960, 49_152, 65_536, 98_304, 131_072, 1 << 20];

#[test]
fn a_full_phone_saves_whole_entries_or_none_and_says_so() {
    let server = Server::start();
    let phone = Handset::enrol(&server, "P1");
    phone.ask(&["sync"]);
    let mut saved = Vec::new();
    let mut full = 0;
    for room in ROOMS {
        let note = format!("有{room}字节");
        match phone.try_ask(&["visit", DOOR, "--outcome", "met", "--note", &note], Some(room), "zh-CN") {
            Ok(_) => saved.push(note),
            Err(refusal) => {
                assert_eq!((refusal.code.as_str(), refusal.retry_useful), ("storage.full", true), "{room}");
                assert!(refusal.words.contains("手机空间满了"), "{}", refusal.words);
                full += 1;
            }
        }
        saved.sort();
        assert_eq!(phone.notes(DOOR), saved, "{room}");
    }
    println!("{full} times full, {} saved", saved.len());
    assert!(full > 2 && saved.len() > 2, "both happened");
    let english = phone.try_ask(&["visit", DOOR, "--outcome", "met"], Some(0), "en").expect_err("full");
    assert!(english.words.contains("The phone is full"), "{}", english.words);
    let synced = phone.ask(&["sync"]);
    assert_eq!((synced["delivered"].as_u64(), synced["is_complete"].as_bool()), (Some(saved.len() as u64), Some(true)));
}

#[test]
fn a_phone_that_is_full_while_it_syncs_loses_nothing_and_sends_nothing_twice() {
    let server = Server::start();
    let (phone, chief) = (Handset::enrol(&server, "P1"), Handset::enrol(&server, "P2"));
    phone.ask(&["sync"]);
    let (mut notes, mut full) = (Vec::new(), 0);
    for (number, room) in (1..).zip(ROOMS) {
        let note = format!("第{number}次");
        phone.visit(DOOR, &note);
        notes.push(note);
        if let Err(refusal) = phone.try_ask(&["sync"], Some(room), "en") {
            assert_eq!(refusal.code, "storage.full", "{room}");
            full += 1;
        }
        assert_eq!(phone.delivered().1, number, "{room}");
    }
    println!("{full} of {} syncs met a full phone", ROOMS.len());
    assert!(full > 2);
    assert_eq!(phone.ask(&["sync"])["is_complete"], true);
    assert_eq!(phone.delivered(), (ROOMS.len() as u64, ROOMS.len() as u64));
    notes.sort();
    chief.ask(&["sync"]);
    assert_eq!(chief.notes(DOOR), notes, "each once");
}

#[test]
fn a_full_office_says_so_takes_nothing_and_goes_on_once_there_is_room() {
    let server = Server::start();
    let (phone, chief) = (Handset::enrol(&server, "P1"), Handset::enrol(&server, "P2"));
    phone.ask(&["sync"]);
    chief.ask(&["sync"]);
    phone.visit(DOOR, "第一条");
    phone.visit(OTHER_DOOR, "第二条");
    // Its log lies on the same disk.
    server.set_full(true);
    for _ in 0..3 {
        let refusal = refused(&phone, &["sync"]);
        assert_eq!((refusal.code.as_str(), refusal.retry_useful), ("office.full", true));
        assert_eq!(phone.delivered(), (0, 2));
        assert_eq!(chief.ask(&["sync"])["is_complete"], true, "who brings nothing is served meanwhile");
    }
    server.set_full(false);
    let synced = phone.ask(&["sync"]);
    assert_eq!((synced["delivered"].as_u64(), synced["is_complete"].as_bool()), (Some(2), Some(true)));
    assert_eq!(chief.ask(&["sync"])["is_complete"], true);
    assert_eq!((chief.notes(DOOR), chief.notes(OTHER_DOOR)), (vec!["第一条".into()], vec!["第二条".into()]));
    assert!(server.run(&["check"]).contains("chains"), "everything is sound");
}
