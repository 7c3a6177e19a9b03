//! Random honest histories of many devices: nothing is ever refused, and the order of arrival never shows.

use super::super::item_key;
use super::*;

const KEYS: usize = 6;

fn key(random: &mut Random) -> String {
    match random.below(KEYS + 2) {
        n if n < KEYS => format!("field_{n}"),
        n => item_key("step", &format!("0000000{n}"), if random.below(2) == 0 { "who" } else { "what" }),
    }
}

fn value(random: &mut Random) -> Value {
    match random.below(4) {
        0 => Value::Bool(random.below(2) == 0),
        1 => Value::Int(i64::from_le_bytes(random.next().to_le_bytes()) >> random.below(64)),
        2 => Value::Bytes((0..random.below(20)).map(|_| random.byte()).collect()),
        _ => Value::text(["", "独居老人", "已复诊，血压偏高", "e\u{301}", "约周五再访"][random.below(5)]),
    }
}

/// Up to four edits of different keys.
pub(super) fn edits(random: &mut Random) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for _ in 0..1 + random.below(4) {
        let key = key(random);
        if edits.iter().all(|edit| edit.key != key) {
            let value = (random.below(5) > 0).then(|| value(random));
            edits.push(Edit { key, value });
        }
    }
    edits
}

/// Several devices that write, meet and restart; gives all changes in the order they were made.
pub(super) fn history(random: &mut Random, devices: u8, steps: usize) -> Vec<Change> {
    let first = write(&Document::new(), 1, &[Edit::put("field_0", Value::Int(0))]);
    let mut documents = vec![Document::new(); devices.into()];
    documents.iter_mut().for_each(|document| document.admit(&first).unwrap());
    let mut changes = vec![first];
    for _ in 0..steps {
        let who = random.below(devices.into());
        match random.below(10) {
            0..6 => {
                let time = Timestamp(NOW.0 + i64::from(random.byte()) - 128);
                let actor = actor(u8::try_from(who).unwrap() + 1);
                let edits = edits(random);
                let nonce = random.nonce();
                let written = documents[who].write(&actor, time, "test.edit", &nonce, &edits).unwrap();
                if let Some(change) = written {
                    assert_eq!(guard::check(change.bytes(), &actor, time), Ok(change.clone()));
                    documents[who].admit(&change).unwrap();
                    changes.push(change);
                }
            }
            6..9 => {
                let from = documents[random.below(devices.into())].clone();
                for change in changes.iter().filter(|change| from.has(&change.hash())) {
                    assert!(documents[who].overlay(change));
                }
            }
            _ => documents[who] = Document::load(&documents[who].save()).unwrap(),
        }
    }
    changes
}

/// Another order in which every change still comes after those it depends upon.
pub(super) fn shuffled(random: &mut Random, changes: &[Change]) -> Vec<Change> {
    let mut left = changes.to_vec();
    let mut order: Vec<Change> = Vec::new();
    while !left.is_empty() {
        let ready = |change: &Change| change.deps().iter().all(|dep| order.iter().any(|done| done.hash() == *dep));
        let ready: Vec<usize> = (0..left.len()).filter(|n| ready(&left[*n])).collect();
        order.push(left.remove(*random.pick(&ready)));
    }
    order
}

#[test]
fn honest_histories_are_admitted_in_any_order_with_the_same_heads_and_values() {
    for seed in 0..60 {
        let random = &mut Random(seed);
        let devices = 2 + u8::try_from(seed % 5).unwrap();
        let changes = history(random, devices, 40);
        let mut whole = Document::new();
        whole.admit_all(&changes).unwrap_or_else(|offence| panic!("seed {seed}: {offence}"));
        for _ in 0..3 {
            let mut document = Document::new();
            for change in shuffled(random, &changes) {
                document.admit(&change).unwrap_or_else(|offence| panic!("seed {seed}: {offence}"));
            }
            assert_eq!(document.heads(), whole.heads(), "seed {seed}");
            assert_eq!(document.heads8(), whole.heads8(), "seed {seed}");
            assert_eq!(content(&document), content(&whole), "seed {seed}");
            assert_eq!(document.entries(), whole.entries(), "seed {seed}");
            assert_eq!(document.len_ops(), whole.len_ops(), "seed {seed}");
            assert_healthy("history", &document);
        }
    }
}

#[test]
fn a_history_without_one_of_its_changes_admits_exactly_what_does_not_build_upon_it() {
    for seed in 100..120 {
        let random = &mut Random(seed);
        let changes = history(random, 4, 30);
        let lost = 1 + random.below(changes.len() - 1);
        let mut gone = vec![changes[lost].hash()];
        let mut document = Document::new();
        for (_, change) in changes.iter().enumerate().filter(|(index, _)| *index != lost) {
            let builds_upon_lost = change.deps().iter().any(|dep| gone.contains(dep));
            let verdict = document.admit(change);
            if builds_upon_lost {
                gone.push(change.hash());
                assert!(matches!(verdict, Err(Offence::Missing(_))), "seed {seed}");
            } else {
                assert_eq!(verdict, Ok(()), "seed {seed}");
            }
        }
        assert_healthy("incomplete history", &document);
    }
}
