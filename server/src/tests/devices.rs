//! Devices: quotas, loss, certificates.

use super::phone::Phone;
use super::world::{HOUR, MINUTE, World, keys, person};
use crate::decide::Decision;
use crate::office::{CERTIFICATE_DAYS, EnrolError, Office, OpenError};
use crate::receive::DAILY;
use crate::storage::{EntryList, SqliteStorage};
use lianxin_core::entry::{HoldCode, Verdict};
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::seal::CertificateKind;
use lianxin_core::time::DAY_MS;

const MANY: Option<Verdict> = Some(Verdict::Held(HoldCode::Many));
const ADMITTED: Option<Verdict> = Some(Verdict::Admitted { clock: false, late: false });

fn ready(world: &World) -> (Phone, Vec<DocumentId>) {
    let households = world.list(1, 0..3);
    let mut phone = world.phone(1);
    phone.sync(&world.office, world.now);
    (phone, households)
}

/// Visits in entries of `each`.
fn visits(phone: &mut Phone, household: &DocumentId, entries: usize, each: usize, world: &World) -> Vec<Hash> {
    (0..entries)
        .map(|_| {
            let drafts = (0..each).map(|_| phone.draft_visit(household, "走访", world.now)).collect();
            phone.sign(drafts, world.now)
        })
        .collect()
}

#[test]
fn more_new_documents_than_a_day_allows_are_held_and_seen_by_no_phone() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world);
    let entries = visits(&mut phone, &households[0], 6, 40, &world);
    world.pass(HOUR);
    phone.sync(&world.office, world.now);
    assert_eq!(u64::try_from(5 * 40).unwrap(), DAILY.documents);
    assert!(entries[..5].iter().all(|entry| phone.verdict(entry) == ADMITTED));
    assert_eq!(phone.verdict(&entries[5]), MANY);
    let mut chief = world.phone(3);
    chief.sync(&world.office, world.now);
    assert_eq!(chief.documents.len(), 203);
    // A new day brings new room; what a person releases is judged as it came.
    world.pass(24 * HOUR);
    let next = visits(&mut phone, &households[1], 1, 1, &world)[0];
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&next), ADMITTED);
    world.office.decide(&entries[5], Decision::Release, "asked the author", &world.desk()).unwrap();
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entries[5]), ADMITTED);
    world.assert_equal(&phone);
}

#[test]
fn more_entries_than_a_day_allows_are_held() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world);
    let entries: Vec<_> = (0..1003)
        .map(|n| {
            let wish = ["welcome", "call_first"][n % 2];
            phone.edit_shown(&households[0], "wish", wish, world.now)
        })
        .collect();
    world.pass(MINUTE);
    phone.send_in_portions(&world.office, world.now);
    let held = world.listed(EntryList::Held);
    assert_eq!(held, entries[1000..]);
    assert_eq!(phone.verdict(&entries[999]), ADMITTED);
    assert_eq!(phone.verdict(&entries[1000]), MANY);
}

#[test]
fn more_bytes_than_a_day_allows_are_held() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world);
    let note = "长".repeat(500);
    let entries: Vec<_> = (0..24)
        .map(|_| {
            let mut drafts: Vec<_> = (0..8).map(|_| phone.draft_visit(&households[0], &note, world.now)).collect();
            // Kept and counted, though no document can have it.
            drafts[0].bytes = vec![0; 64 * 1024];
            drafts[0].object =
                lianxin_core::entry::ObjectRef::new(drafts[0].object.kind, drafts[0].object.document, &drafts[0].bytes);
            phone.sign(drafts, world.now)
        })
        .collect();
    let entries = [entries, visits(&mut phone, &households[0], 1, 1, &world)].concat();
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    let spent = world.office.storage.read(|tx| tx.spent(&phone.key.public().id(), world.now.day())).unwrap();
    assert!(spent.bytes < DAILY.bytes && phone.verdict(&entries[24]) == ADMITTED);
    let more: Vec<_> = (0..8)
        .map(|_| {
            let mut draft = phone.draft_visit(&households[0], &note, world.now);
            draft.bytes = vec![0; 64 * 1024];
            draft.object = lianxin_core::entry::ObjectRef::new(draft.object.kind, draft.object.document, &draft.bytes);
            phone.sign(vec![draft], world.now)
        })
        .collect();
    let last = visits(&mut phone, &households[0], 1, 1, &world)[0];
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&last), MANY);
    assert!(more.iter().all(|entry| phone.verdict(entry).is_some()));
}

#[test]
fn a_lost_device_is_handed_nothing_and_what_it_sends_is_held() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world);
    let device = phone.key.public().id();
    let (_, before) = phone.visit(&households[0], "丢失之前收到", world.now);
    phone.sync(&world.office, world.now);
    world.pass(HOUR);
    world.office.report_lost(&device, world.now).unwrap();
    let (_, after) = phone.visit(&households[1], "丢失之后", world.now);
    world.pass(HOUR);
    phone.sync(&world.office, world.now);
    assert_eq!((phone.verdict(&before), phone.verdict(&after)), (ADMITTED, Some(Verdict::Held(HoldCode::Lost))));
    assert!(phone.documents.is_empty(), "it drops what no audience of its holds");
    assert_eq!(phone.audiences.len(), 2);
    world.office.report_found(&device).unwrap();
    world.office.decide(&after, Decision::Release, "asked the author", &world.desk()).unwrap();
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&after), ADMITTED);
    assert_eq!(phone.documents.len(), 5);
    world.assert_equal(&phone);
}

#[test]
fn a_certificate_is_renewed_in_its_last_days_and_told_once_a_day() {
    let mut world = World::new();
    let (mut phone, _) = ready(&world);
    let chain = world.office.keys().chain.clone();
    world.pass(50 * DAY_MS);
    assert_eq!(phone.ask(&world.office, world.now).unwrap().renewed, None);
    world.pass(11 * DAY_MS);
    let renewed = phone.ask(&world.office, world.now).unwrap().renewed.unwrap();
    let certificate = chain.verify(&renewed.0, CertificateKind::Device).unwrap();
    assert_eq!(certificate.to, world.now.plus_ms(CERTIFICATE_DAYS * DAY_MS));
    assert_eq!((certificate.person, certificate.key), (Some(person(1)), phone.key.public().to_bytes()));
    world.pass(HOUR);
    assert_eq!(phone.ask(&world.office, world.now).unwrap().renewed, None);
    world.pass(DAY_MS);
    assert_eq!(phone.ask(&world.office, world.now).unwrap().renewed, Some(renewed), "the answer may have been lost");
    world.pass(30 * DAY_MS);
    assert_eq!(phone.ask(&world.office, world.now).unwrap().renewed, None, "the old one has ended");
}

#[test]
fn a_device_whose_certificate_has_run_out_delivers_and_is_handed_nothing_until_enrolled_again() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world);
    let (_, entry) = phone.visit(&households[0], "休假之前", world.now);
    world.pass(91 * DAY_MS);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entry), ADMITTED);
    assert!(phone.documents.is_empty());
    world.office.enrol(&phone.key.public(), person(1), world.now).unwrap();
    phone.sync(&world.office, world.now);
    assert_eq!(phone.documents.len(), 4);
    let taken = world.office.enrol(&phone.key.public(), person(2), world.now);
    assert!(matches!(taken, Err(EnrolError::KeyInUse(_))));
}

#[test]
fn an_office_with_another_nodes_certificate_does_not_open() {
    let world = World::new();
    let mut other = keys(204);
    other.certificate = keys(203).certificate;
    let opened = Office::open(Box::new(SqliteStorage::in_memory().unwrap()), other, &world.dice);
    assert!(matches!(opened, Err(OpenError::OtherKey)));
}
