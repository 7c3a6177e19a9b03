//! The office's record: damaged, cut short, foreign, gone.

use super::DOOR;
use lianxin_tests::handset::Handset;
use lianxin_tests::server::Server;
use std::fs;
use std::path::Path;

const PAGE: usize = 4096;

/// Files of a data directory with their bytes: the record, then the invitations.
type Kept = [(&'static str, Vec<u8>); 2];

/// Puts back what lay in a data directory, without the logs of what came after it.
fn restore(data: &Path, kept: &Kept) {
    for (name, bytes) in kept {
        for log in ["wal", "shm"] {
            let _ = fs::remove_file(data.join(format!("{name}-{log}")));
        }
        fs::write(data.join(name), bytes).expect("writes");
    }
}

/// An office whose two phones have met it; one has a visit that is not sent. The server has ended.
fn office() -> (Server, Handset, Handset, Kept) {
    let mut server = Server::start();
    let (phone, chief) = (Handset::enrol(&server, "P1"), Handset::enrol(&server, "P2"));
    phone.ask(&["sync"]);
    phone.visit(DOOR, "第一条");
    phone.ask(&["sync"]);
    phone.visit(DOOR, "第二条");
    chief.ask(&["sync"]);
    server.end();
    let kept = ["office.db", "access.db"].map(|name| (name, fs::read(server.data().join(name)).expect("reads")));
    (server, phone, chief, kept)
}

#[test]
fn a_record_that_is_not_one_is_told_and_left_as_it_is() {
    let (mut server, phone, chief, kept) = office();
    let record = server.data().join("office.db");
    let whole = kept[0].1.clone();
    let damages: [(&str, Option<Vec<u8>>); 5] = [
        ("another program's file", Some(b"PK\x03\x04 a picture ".repeat(3000))),
        ("cut to half", Some(whole[..whole.len() / PAGE / 2 * PAGE].to_vec())),
        ("cut within its header", Some(whole[..60].to_vec())),
        ("empty", Some(vec![])),
        ("gone", None),
    ];
    for (what, bytes) in damages {
        match &bytes {
            Some(bytes) => fs::write(&record, bytes).expect("writes"),
            None => fs::remove_file(&record).expect("removes"),
        }
        for (language, words) in [("zh", "读不出来"), ("en", "damaged")] {
            for command in ["serve", "check", "confirm"] {
                let (code, said) = server.fail(&[command], language);
                assert_eq!(code, Some(1), "{what}: {said}");
                assert!(said.contains("[storage.corrupt]") && said.contains(words), "{what}: {said}");
            }
        }
        assert_eq!(fs::read(&record).ok(), bytes, "{what}: nothing was made of it");
        let refusal = phone.refused(&["sync"], "en");
        assert_eq!((refusal.code.as_str(), phone.delivered()), ("office.unreachable", (1, 2)), "{what}");
    }
    restore(&server.data(), &kept);
    server.serve();
    assert_eq!(phone.ask(&["sync"])["delivered"], 2);
    chief.ask(&["sync"]);
    assert_eq!(chief.notes(DOOR), ["第一条", "第二条"]);
}

#[test]
fn a_damaged_page_of_the_record_is_told_and_no_phone_loses_anything() {
    let (mut server, phone, chief, kept) = office();
    let record = server.data().join("office.db");
    let pages = kept[0].1.len() / PAGE;
    let (mut found, mut unserved) = (0, 0);
    for page in (1..pages).step_by((pages / 9).max(1)) {
        let mut bytes = kept[0].1.clone();
        bytes[page * PAGE..page * PAGE + 64].fill(0xa5);
        restore(&server.data(), &kept);
        fs::write(&record, bytes).expect("writes");
        let (code, said) = server.fail(&["check"], "en");
        found += u32::from(code == Some(1) && said.contains("damaged"));
        let (one, two) = (phone.copy(), chief.copy());
        if server.serves() {
            for phone in [&one, &two] {
                if let Err(refusal) = phone.try_ask(&["sync"], None, "en") {
                    assert_eq!((refusal.code.as_str(), refusal.retry_useful), ("server.internal", true), "page {page}");
                    unserved += 1;
                }
                assert!(!phone.notes(DOOR).is_empty(), "page {page}");
            }
            assert_eq!(one.delivered().1, 2);
        } else {
            assert!(server.log().contains("[storage.corrupt]"), "page {page}: {}", server.log());
            unserved += 2;
        }
        server.kill();
    }
    println!("{found} damages found by check, {unserved} syncs not served");
    assert!(found > 0 && unserved > 0, "some pages matter");
    restore(&server.data(), &kept);
    server.serve();
    assert_eq!((&phone.ask(&["sync"])["delivered"], &chief.ask(&["sync"])["is_complete"]), (&2.into(), &true.into()));
}
