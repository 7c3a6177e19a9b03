//! Faults of disks and files through whole processes: each is told with a stable code and words in both languages,
//! nothing is lost, nothing is deleted, and the next device is served.
//!
//! A full disk is a limit on the size of files (`RLIMIT_FSIZE`), which needs no rights and meets the same code.

#![cfg(target_os = "linux")]

mod full;
mod office;
mod panics;
mod phone;

use lianxin_tests::handset::{Handset, Refusal};

/// Households of the small lists.
const DOOR: &str = "槐荫苑 3-1-402";
const OTHER_DOOR: &str = "槐荫苑 3-1-403";

/// Asks twice for what the phone must not do: the code is the same, the words are Chinese once and English once.
#[expect(clippy::print_stdout, reason = "the words are for who reads the test's output")]
fn refused(phone: &Handset, arguments: &[&str]) -> Refusal {
    let (zh, en) = (phone.refused(arguments, "zh-CN"), phone.refused(arguments, "en"));
    assert_eq!((&zh.code, zh.retry_useful), (&en.code, en.retry_useful));
    assert!(!zh.words.is_ascii() && en.words.is_ascii(), "{} / {}", zh.words, en.words);
    println!("{}: {} / {}", en.code, zh.words, en.words);
    en
}
