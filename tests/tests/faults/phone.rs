//! A phone's files: damaged, cut short, foreign, or under another key.

use super::{DOOR, OTHER_DOOR, refused};
use lianxin_tests::handset::Handset;
use lianxin_tests::server::Server;
use std::fs;

type Damage = fn(Vec<u8>) -> Vec<u8>;

const DAMAGES: [(&str, &str, Damage); 6] = [
    ("bytes flipped", "storage.corrupt", |mut bytes| {
        bytes.iter_mut().skip(5000).step_by(997).for_each(|byte| *byte ^= 0x10);
        bytes
    }),
    ("the first page flipped", "storage.wrong_key", |mut bytes| {
        bytes[100] ^= 1;
        bytes
    }),
    ("cut to half", "storage.corrupt", |bytes| bytes[..bytes.len() / 2].to_vec()),
    ("cut within the first page", "storage.corrupt", |bytes| bytes[..700].to_vec()),
    ("another program's file", "storage.wrong_key", |_| b"PK\x03\x04 a picture ".repeat(3000)),
    ("an empty page", "storage.wrong_key", |_| vec![0; 4096]),
];

#[test]
fn a_damaged_store_is_told_kept_byte_for_byte_and_the_phone_begins_anew() {
    let server = Server::start();
    let whole = Handset::enrol(&server, "P1");
    whole.ask(&["sync"]);
    whole.visit(DOOR, "已送到");
    whole.ask(&["sync"]);
    whole.visit(OTHER_DOOR, "还没送");
    for (what, code, damage) in DAMAGES {
        let phone = whole.copy();
        let store = phone.file("store.db");
        let bytes = damage(fs::read(&store).expect("reads"));
        fs::write(&store, &bytes).expect("writes");
        for command in [&["today"][..], &["sync"], &["visit", DOOR, "--outcome", "met"]] {
            let refusal = refused(&phone, command);
            assert_eq!((refusal.code.as_str(), refusal.retry_useful), (code, false), "{what}");
        }
        assert_eq!(fs::read(&store).expect("reads"), bytes, "{what}: looking changes nothing");
        assert!(phone.set_aside().is_empty(), "{what}: nothing is set aside unasked");
        assert_eq!(phone.ask(&["repair"])["is_damaged"], true, "{what}");
        let aside = phone.set_aside();
        assert!(aside.iter().any(|path| fs::read(path).expect("reads") == bytes), "{what}: {aside:?}");
        phone.enrol_again(&server, "P1");
        assert_eq!(phone.ask(&["sync"])["is_complete"], true, "{what}");
        assert_eq!(phone.notes(DOOR), ["已送到"], "{what}: what the office has comes back");
    }
    assert_eq!(whole.ask(&["sync"])["is_complete"], true, "the first phone is served as before");
}

#[test]
fn a_store_under_another_key_is_left_alone_and_opens_again_with_its_own() {
    let server = Server::start();
    let (phone, other) = (Handset::enrol(&server, "P1"), Handset::enrol(&server, "P2"));
    phone.ask(&["sync"]);
    phone.visit(DOOR, "还没送");
    let keys = ["vault.key", "store.key"];
    let own = keys.map(|name| fs::read(phone.file(name)).expect("reads"));
    let store = fs::read(phone.file("store.db")).expect("reads");
    for name in keys {
        fs::copy(other.file(name), phone.file(name)).expect("copies");
    }
    assert_eq!(refused(&phone, &["today"]).code, "storage.wrong_key");
    fs::write(phone.file("vault.key"), &own[0]).expect("writes");
    assert_eq!(refused(&phone, &["sync"]).code, "vault.wrong_key", "a key that the vault did not wrap");
    assert_eq!(fs::read(phone.file("store.db")).expect("reads"), store, "untouched");
    fs::write(phone.file("store.key"), &own[1]).expect("writes");
    assert_eq!(phone.notes(DOOR), ["还没送"]);
    assert_eq!(phone.ask(&["sync"])["delivered"], 1);
    assert_eq!(other.ask(&["sync"])["is_complete"], true);
}
