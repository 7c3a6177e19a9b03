//! Chains: what is received, what is not, and what is filed.

use super::phone::{Phone, put, sent, text};
use super::world::{HOUR, MINUTE, World, facts, grid, keys};
use crate::office::{AskError, Office};
use crate::receive::Asked;
use crate::storage::SqliteStorage;
use lianxin_core::entry::{HoldCode, ObjectKind, RefusalCode, Verdict};
use lianxin_core::id::DocumentId;
use lianxin_core::register::RegisterId;
use lianxin_core::seal::SigningKey;
use lianxin_core::sync::{Answer, EnvelopeError, Question, Receipt, SentChain};

const ADMITTED: Option<Verdict> = Some(Verdict::Admitted { clock: false, late: false });

/// Asks with exactly these entries of the phone's own, by index, in one chain.
fn ask_with(world: &World, phone: &mut Phone, entries: &[usize]) -> Answer {
    let mut question = phone.question(world.now);
    let own = entries.iter().map(|index| sent(&phone.own[*index].signed)).collect();
    question.chains = vec![SentChain { actor: phone.actor, entries: own }];
    answer(world, phone, &question).unwrap()
}

fn answer(world: &World, phone: &mut Phone, question: &Question) -> Result<Answer, AskError> {
    let sealed = world.office.handle(&question.seal(&phone.key), world.now)?;
    let answer = Answer::open(&sealed, &phone.node).unwrap();
    phone.apply(&answer);
    Ok(answer)
}

fn ready(world: &World, who: u8) -> (Phone, Vec<DocumentId>) {
    let households = world.list(1, 100..103);
    let mut phone = world.phone(who);
    phone.sync(&world.office, world.now);
    (phone, households)
}

#[test]
fn a_visit_travels_from_the_worker_through_the_office_to_the_chief() {
    let mut world = World::new();
    let (mut worker, households) = ready(&world, 1);
    let mut chief = world.phone(3);
    chief.sync(&world.office, world.now);
    world.pass(HOUR);
    let drafts = vec![
        worker.draft_visit(&households[0], "家里有人，一切都好", world.now),
        worker.draft_edit(&households[0], &[put("wish", text("welcome"))], world.now),
    ];
    let visit = drafts[0].object.document;
    let entry = worker.sign(drafts, world.now);
    world.pass(8 * HOUR);
    let answers = worker.sync(&world.office, world.now);
    assert_eq!(worker.verdict(&entry), ADMITTED);
    let receipt = Receipt::open(&answers[0].receipts[0].0, &worker.node).unwrap();
    assert_eq!((receipt.n, receipt.hash, receipt.time, receipt.era), (1, entry, world.now, world.office.era()));
    world.pass(MINUTE);
    chief.sync(&world.office, world.now);
    assert_eq!(chief.documents[&visit].get("note"), Some(text("家里有人，一切都好")));
    world.assert_equal(&worker);
    world.assert_equal(&chief);
}

#[test]
fn a_gap_is_not_received_and_the_tip_says_from_where_to_send() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let hashes: Vec<_> =
        (0..4).map(|n| phone.visit(&households[0], &format!("第{n}次"), world.now.plus_ms(n * MINUTE)).1).collect();
    world.pass(HOUR);
    let answer = ask_with(&world, &mut phone, &[0, 2, 3]);
    assert_eq!((answer.tips[0].n, answer.tips[0].hash), (1, hashes[0].short()));
    assert_eq!(phone.own.iter().map(|own| own.received).collect::<Vec<_>>(), [true, false, false, false]);
    assert!(world.office.filed_entry(&hashes[2]).unwrap().is_none());
    phone.sync(&world.office, world.now);
    assert!(hashes.iter().all(|hash| phone.verdict(hash) == ADMITTED));
}

#[test]
fn replaying_a_question_changes_nothing_and_tells_the_verdict_again() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let (visit, entry) = phone.visit(&households[0], "见到了", world.now);
    let first = ask_with(&world, &mut phone, &[0]);
    let heads = world.office.document(&visit).unwrap().unwrap().heads();
    world.pass(HOUR);
    let second = ask_with(&world, &mut phone, &[0]);
    assert_eq!(second.receipts.len(), 1);
    let times = [&first, &second].map(|a| Receipt::open(&a.receipts[0].0, &phone.node).unwrap().time);
    assert_eq!(times[0], times[1], "the first receipt's time stands");
    assert_eq!(
        second.verdicts.iter().map(|v| (v.hash, v.verdict)).collect::<Vec<_>>(),
        [(entry.short(), Verdict::admitted(None))]
    );
    assert_eq!(world.office.document(&visit).unwrap().unwrap().heads(), heads);
    assert!(second.audiences.iter().all(|news| news.to.is_none()), "no feed has grown");
}

#[test]
fn a_fork_is_filed_to_its_end_and_closed_by_what_replaces_it() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    phone.visit(&households[0], "分叉之前", world.now);
    phone.sync(&world.office, world.now);
    let mut clone = phone.clone();
    world.pass(HOUR);
    let (_, main) = phone.visit(&households[1], "原机", world.now);
    phone.sync(&world.office, world.now);
    // The clone writes on, one more than the first branch, and learns of it from the answer.
    let branch: Vec<_> =
        (0..3).map(|n| clone.visit(&households[2], &format!("副本{n}"), world.now.plus_ms(n * MINUTE + 1)).1).collect();
    clone.number += 10;
    world.pass(HOUR);
    let answer = clone.ask(&world.office, world.now).unwrap();
    let own_tip = answer.tips[0];
    assert_eq!((own_tip.n, own_tip.hash), (2, main.short()), "the tip is off the clone's chain");
    for hash in &branch {
        assert_eq!(world.verdict(hash), Some(Verdict::Held(HoldCode::Fork)));
        assert_eq!(clone.verdict(hash), Some(Verdict::Held(HoldCode::Fork)));
    }
    assert_eq!(world.verdict(&main), ADMITTED, "the first branch stands");
    clone.begin_actor(99);
    let draft = clone.draft_visit(&households[2], "副本0", world.now);
    let replay = clone.sign_replay(vec![draft], Some(branch[0]), world.now);
    clone.sync(&world.office, world.now);
    assert_eq!(world.verdict(&replay), ADMITTED);
    assert_eq!(world.verdict(&branch[0]), Some(Verdict::Refused(RefusalCode::Replayed)));
    assert_eq!(clone.verdict(&branch[0]), Some(Verdict::Refused(RefusalCode::Replayed)));
    assert_eq!(world.verdict(&branch[1]), Some(Verdict::Held(HoldCode::Fork)), "the rest waits for its own replay");
    world.assert_equal(&clone);
}

#[test]
fn one_bad_chain_in_a_question_stops_that_chain_only() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let (_, broken) = phone.visit(&households[0], "甲", world.now);
    phone.begin_actor(77);
    let (_, good) = phone.visit(&households[1], "乙", world.now);
    world.pass(HOUR);
    let mut question = phone.question(world.now);
    assert_eq!(question.chains.len(), 2);
    question.chains[0].entries[0].objects[0][20] ^= 1;
    let answer = answer(&world, &mut phone, &question).unwrap();
    assert_eq!(answer.tips.iter().map(|tip| tip.n).collect::<Vec<_>>(), [0, 1]);
    assert!(world.office.filed_entry(&broken).unwrap().is_none());
    assert_eq!(world.verdict(&good), ADMITTED);
}

#[test]
fn an_entry_of_another_device_is_not_received() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let mut thief = world.phone(2);
    let (_, entry) = phone.visit(&households[0], "她的", world.now);
    let mut question = thief.question(world.now);
    question.chains = vec![SentChain { actor: phone.actor, entries: vec![sent(&phone.own[0].signed)] }];
    answer(&world, &mut thief, &question).unwrap();
    assert!(world.office.filed_entry(&entry).unwrap().is_none());
    phone.sync(&world.office, world.now);
    world.pass(1);
    let told = answer(&world, &mut thief, &question).unwrap();
    assert_eq!(told.tips[0].n, 0, "nor is anything told about its chain");
}

#[test]
fn what_does_not_pass_the_guard_is_kept_refused_and_the_chain_goes_on() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let mut draft = phone.draft_visit(&households[0], "坏", world.now);
    draft.bytes = vec![7; 40];
    draft.object = lianxin_core::entry::ObjectRef::new(ObjectKind::Create, draft.object.document, &draft.bytes);
    let bad = phone.sign(vec![draft], world.now);
    let (_, good) = phone.visit(&households[0], "好", world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&bad), Some(Verdict::Refused(RefusalCode::Shape)));
    assert_eq!(phone.verdict(&good), ADMITTED);
    assert!(phone.own.iter().all(|own| own.received));
}

#[test]
fn a_kind_of_a_later_version_is_held_even_when_a_person_releases_it() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let mut draft = phone.draft_visit(&households[0], "新", world.now);
    draft.object.kind = ObjectKind::Unknown(9);
    let entry = phone.sign(vec![draft], world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entry), Some(Verdict::Held(HoldCode::Kind)));
    world.office.decide(&entry, crate::decide::Decision::Release, "asked the author", &world.desk()).unwrap();
    assert_eq!(world.verdict(&entry), Some(Verdict::Held(HoldCode::Kind)));
}

#[test]
fn an_entry_of_a_later_version_is_received_and_held_and_its_chain_goes_on() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let draft = phone.draft_edit(&households[0], &[put("wish", text("welcome"))], world.now);
    let later = phone.sign_later(vec![draft], world.now);
    let upon = phone.edit(&households[0], "wish", "call_first", world.now);
    let (_, elsewhere) = phone.visit(&households[1], "别的户", world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert!(phone.own.iter().all(|own| own.received));
    assert_eq!(phone.verdict(&later), Some(Verdict::Held(HoldCode::Kind)));
    assert_eq!(phone.verdict(&upon), Some(Verdict::Held(HoldCode::Behind)));
    assert_eq!(phone.verdict(&elsewhere), ADMITTED);
    let filed = world.office.filed_entry(&later).unwrap().unwrap();
    assert_eq!((filed.n, filed.written.len()), (1, 0));
    let kept = world.office.storage().read(|tx| tx.entry(&later)).unwrap().unwrap();
    assert_eq!(kept.sealed, phone.own[0].signed.sealed, "byte for byte");
    world.office.decide(&later, crate::decide::Decision::Release, "asked the author", &world.desk()).unwrap();
    assert_eq!(world.verdict(&later), Some(Verdict::Held(HoldCode::Kind)), "nobody here can judge it");
    world.office.decide(&later, crate::decide::Decision::Refuse, "written by hand", &world.desk()).unwrap();
    assert_ne!(world.verdict(&upon), Some(Verdict::Held(HoldCode::Behind)), "what waited behind it goes on");
}

#[test]
fn the_time_of_a_receipt_never_falls() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    phone.visit(&households[0], "一", world.now);
    phone.sync(&world.office, world.now);
    let first = phone.receipt.unwrap();
    world.pass(-2 * HOUR);
    phone.visit(&households[0], "二", world.now);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.receipt, Some((2, first.1)));
}

#[test]
fn a_question_of_another_time_delivers_but_brings_no_news() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let (_, entry) = phone.visit(&households[0], "走访", world.now);
    world.pass(HOUR);
    let mut question = phone.question(world.now.plus_ms(5 * MINUTE + 1));
    let late = answer(&world, &mut phone, &question).unwrap();
    assert!(late.stale && late.audiences.is_empty() && late.documents.is_empty());
    assert_eq!((late.receipts.len(), late.time), (1, world.now));
    assert_eq!(phone.verdict(&entry), ADMITTED, "an entry that was sent is told its verdict all the same");
    question = phone.question(world.now.plus_ms(-5 * MINUTE));
    assert!(!answer(&world, &mut phone, &question).unwrap().stale);
}

#[test]
fn a_device_that_is_unknown_or_revoked_is_told_so() {
    let world = World::new();
    let (mut phone, _) = ready(&world, 1);
    let question = phone.question(world.now);
    let stranger = question.seal(&SigningKey::from_bytes(&[9; 32]));
    let refused = world.office.handle(&stranger, world.now).unwrap_err();
    assert_eq!((refused.code(), refused.is_passing()), ("device.unknown", false));
    let own = question.seal(&world.office.keys().node);
    assert_eq!(world.office.handle(&own, world.now).unwrap_err().code(), "device.unknown", "a node is no phone");
    let mut flipped = question.seal(&phone.key);
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    let forged = world.office.handle(&flipped, world.now).unwrap_err();
    assert!(matches!(forged, AskError::Envelope(EnvelopeError::Signature)));
    world.office.revoke(&phone.key.public().id(), world.now).unwrap();
    let revoked = world.office.handle(&question.seal(&phone.key), world.now).unwrap_err();
    assert_eq!(revoked.code(), "device.revoked");
    assert!(world.office.revoke(&world.office.node(), world.now).is_err(), "its phones would believe nobody");
    assert_eq!(world.office.registers().get(RegisterId::Org).unwrap().listed.revocations.len(), 1);
}

#[test]
fn a_crash_between_receiving_and_judging_loses_nothing_and_judges_once() {
    let directory = tempfile::tempdir().unwrap();
    let mut world = World::new();
    let open = |dice: &super::world::Dice| {
        Office::open(Box::new(SqliteStorage::open(directory.path()).unwrap()), keys(203), dice).unwrap()
    };
    world.office = open(&world.dice);
    world.write_registers();
    let (mut phone, households) = ready(&world, 1);
    let entries: Vec<_> = (0..3).map(|n| phone.visit(&households[n], "断电", world.now).1).collect();
    let question = phone.question(world.now).seal(&phone.key);
    let asked: Asked = world.office.open_question(&question).unwrap();
    world.office.receive(&asked, world.now).unwrap();
    assert!(world.office.admit_next().unwrap());
    // The process ends here: one entry judged, two received, no answer given.
    let node_before = world.office.node_actor;
    world.office = Office::open(Box::new(SqliteStorage::in_memory().unwrap()), keys(203), &world.dice).unwrap();
    world.office = open(&world.dice);
    assert_ne!(world.office.node_actor, node_before, "a node begins a new chain at every start");
    assert_eq!(world.verdict(&entries[1]), None);
    world.office.sweep().unwrap();
    assert!(!world.office.admit_next().unwrap());
    phone.sync(&world.office, world.now);
    assert!(entries.iter().all(|entry| phone.verdict(entry) == ADMITTED));
    world.assert_equal(&phone);
    world.list(1, 200..201);
    phone.sync(&world.office, world.now);
    world.assert_equal(&phone);
}

#[test]
fn a_damaged_document_withholds_no_receipt_and_stops_no_other_device() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let mut other = world.phone(2);
    other.sync(&world.office, world.now);
    let damaged = world.office.storage.read(|tx| tx.document(&households[0])).unwrap().unwrap();
    let broken = crate::storage::DocumentRecord { state: vec![1, 2, 3], ..damaged.clone() };
    world.office.storage.write(|tx| tx.put_document(&households[0], &broken)).unwrap();
    let (_, stuck) = phone.visit(&households[0], "读不出", world.now);
    let (_, fine) = other.visit(&households[1], "正常", world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    other.sync(&world.office, world.now);
    assert_eq!((phone.verdict(&stuck), phone.own[0].received), (None, true));
    assert_eq!(other.verdict(&fine), ADMITTED);
    assert!(world.office.sweep().is_err());
    world.office.storage.write(|tx| tx.put_document(&households[0], &damaged)).unwrap();
    world.office.sweep().unwrap();
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&stuck), ADMITTED);
}

#[test]
fn phones_and_console_at_the_same_time_leave_one_consistent_record() {
    let directory = tempfile::tempdir().unwrap();
    let mut world = World::new();
    world.office =
        Office::open(Box::new(SqliteStorage::open(directory.path()).unwrap()), keys(203), &world.dice).unwrap();
    world.write_registers();
    let households = world.list(1, 0..8);
    let mut phones = [1, 2, 3].map(|who| world.phone(who));
    std::thread::scope(|scope| {
        for phone in &mut phones {
            let (world, households) = (&world, &households);
            scope.spawn(move || {
                for household in households {
                    phone.sync(&world.office, world.now);
                    phone.visit(household, "同时", world.now);
                }
                phone.sync(&world.office, world.now);
            });
        }
        for round in 0..8u32 {
            world.list(1, 100 + round..101 + round);
            world.office.write_rows(RegisterId::Grid(grid(1)), &[facts(1, vec![])], &[], world.now).unwrap();
            world.office.sweep().unwrap();
        }
    });
    for phone in &mut phones {
        phone.sync(&world.office, world.now);
        assert!(phone.own.iter().all(|own| own.verdict == ADMITTED));
        world.assert_equal(phone);
    }
    assert_eq!(phones[2].documents.len(), 8 + 8 + 3 * 8);
    world.assert_record();
}
