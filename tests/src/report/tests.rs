use super::*;
use lianxin_core::document::{Document, Edit, Value};
use lianxin_core::entry::{Acting, Entry, HoldCode, ObjectKind, ObjectRef, Opening, RefusalCode, SignedEntry, Verdict};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Hash};
use lianxin_core::seal::vault::FileVault;
use lianxin_core::seal::{KeyVault, SigningKey};
use lianxin_core::store::{Attention, OwnEntry, Progress, SqliteStore, Store, Write};
use lianxin_core::time::Timestamp;
use lianxin_core::{household, visit};
use rusqlite::{Connection, params};
use std::path::Path;

const SCHEMA: &str = include_str!("../../../server/src/storage/migrations/0001_office.sql");
const ADMITTED: Verdict = Verdict::Admitted { clock: false, late: false };

/// A phone that is being made: its chain, and the store it writes to.
struct Phone {
    key: SigningKey,
    store: SqliteStore,
    n: u64,
    previous: Hash,
}

impl Phone {
    fn make(directory: &Path, seed: u8) -> Self {
        std::fs::create_dir_all(directory).unwrap();
        let vault = FileVault::open(directory).unwrap();
        let key = [seed; 32];
        std::fs::write(directory.join("store.key"), vault.wrap("store-key", &key).unwrap()).unwrap();
        let store = SqliteStore::open(&directory.join("store.db"), &key).unwrap();
        Self { key: SigningKey::from_bytes(&[seed; 32]), store, n: 0, previous: Hash::default() }
    }

    fn actor(&self) -> ActorId {
        ActorId::derive(&self.key.public().to_bytes(), &[1; 16])
    }

    /// Makes an entry that carries one object, and keeps it with what the phone believes of it.
    fn entry(&mut self, kind: ObjectKind, document: DocumentId, bytes: &[u8], progress: Progress) -> SignedEntry {
        self.n += 1;
        let entry = Entry {
            actor: self.actor(),
            n: self.n,
            previous: self.previous,
            time: Timestamp(0),
            acting: Acting::Assignment(AssignmentId([7; 8])),
            receipt: None,
            registers: vec![],
            replays: None,
            opening: (self.n == 1).then_some(Opening { epoch: [1; 16], previous: None }),
            objects: vec![ObjectRef::new(kind, document, bytes)],
        };
        let signed = entry.sign(&self.key, vec![bytes.to_vec()]);
        self.previous = signed.hash;
        let own = OwnEntry {
            hash: signed.hash,
            actor: self.actor(),
            n: self.n,
            sealed: signed.sealed.clone(),
            objects: signed.objects.clone(),
            documents: vec![document],
            command: vec![],
            progress,
            settled: false,
            replays: 0,
            made_at: Timestamp(0),
        };
        self.store.commit(vec![Write::Entry(own)]).unwrap();
        signed
    }

    fn visit(&mut self, number: u8, progress: Progress) -> SignedEntry {
        self.entry(ObjectKind::Create, visit_id(number), &[number; 40], progress)
    }

    fn needs_attention(&mut self, entry: &SignedEntry, item: u32) {
        let attention = Attention {
            entry: entry.hash,
            item,
            document: entry.entry.objects[0].document,
            reason: "rights".into(),
            said: String::new(),
            dwelling: String::new(),
            fields: vec![],
            since: Timestamp(0),
        };
        self.store.commit(vec![Write::Attention(attention)]).unwrap();
    }
}

fn visit_id(number: u8) -> DocumentId {
    let mut id = [number; 16];
    id[0] = visit::CODE;
    DocumentId(id)
}

fn household_id(number: u8) -> DocumentId {
    let mut id = [number; 16];
    id[0] = household::CODE;
    DocumentId(id)
}

/// An office that is being made.
struct Office(Connection);

impl Office {
    fn make(directory: &Path) -> Self {
        let connection = Connection::open(directory.join("office.db")).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        Self(connection)
    }

    fn file(&self, device: u8, entry: &SignedEntry, verdict: Option<Verdict>) {
        let (status, code) = verdict.map_or((0, 0), Verdict::numbers);
        let sql =
            "INSERT INTO entry (hash, device, actor, n, branch, received_at, status, code, forced, admitted, sealed)
                   VALUES (?1, ?2, ?3, ?4, 0, 0, ?5, ?6, 0, ?7, ?8)";
        let admitted: i64 = self.0.query_row("SELECT 1 + count(*) FROM entry", [], |row| row.get(0)).unwrap();
        let actor = entry.entry.actor.0;
        let values = params![
            entry.hash.0,
            [device; 16],
            actor,
            entry.entry.n.cast_signed(),
            status,
            code,
            (status == 1).then_some(admitted),
            entry.sealed
        ];
        self.0.execute(sql, values).unwrap();
        let seq = self.0.last_insert_rowid();
        for (place, (object, bytes)) in (0i64..).zip(entry.entry.objects.iter().zip(&entry.objects)) {
            let sql = "INSERT INTO object (id, document, kind, bytes) VALUES (?1, ?2, ?3, ?4)";
            let values = params![seq * 64 + place, object.document.0, object.kind.number(), bytes];
            self.0.execute(sql, values).unwrap();
        }
    }

    fn record(&self, id: DocumentId) {
        let sql = "INSERT INTO document (id, state, heads, changes) VALUES (?1, x'', x'', 1)";
        self.0.execute(sql, [id.0]).unwrap();
        let sql =
            "INSERT INTO visit_row (id, household, grid, author, assignment, day, outcome, note, needs, companion,
                   office_notes, conflicts) VALUES (?1, x'', 0, x'', x'', 0, 1, '', '[]', '', '[]', '[]')";
        if id.family() == visit::CODE {
            self.0.execute(sql, [id.0]).unwrap();
        }
    }

    fn admit(&self, device: u8, entry: &SignedEntry) {
        self.file(device, entry, Some(ADMITTED));
        self.record(entry.entry.objects[0].document);
    }
}

fn read(directory: &Path, phones: &[&str]) -> (Report, Vec<Problem>) {
    let office = OfficeRecord::open(directory).unwrap();
    let phones: Vec<_> = phones.iter().map(|name| PhoneRecord::read(&directory.join(name)).unwrap()).collect();
    reckon(&office, &phones, None).unwrap()
}

#[test]
fn every_visit_is_admitted_held_or_refused_and_the_sum_is_what_was_made() {
    let place = tempfile::tempdir().unwrap();
    let office = Office::make(place.path());
    let mut phone = Phone::make(&place.path().join("one"), 1);
    let received = Progress::Received(Timestamp(1));
    let entries: Vec<_> = (1..=4).map(|number| phone.visit(number, received)).collect();
    office.admit(1, &entries[0]);
    office.file(1, &entries[1], Some(Verdict::Admitted { clock: true, late: false }));
    office.record(visit_id(2));
    office.file(1, &entries[2], Some(Verdict::Held(HoldCode::Many)));
    office.file(1, &entries[3], Some(Verdict::Refused(RefusalCode::Rights)));
    office.record(household_id(1));
    phone.needs_attention(&entries[3], 0);
    phone.needs_attention(&entries[3], 1);
    drop(phone);
    let (report, problems) = read(place.path(), &["one"]);
    assert_eq!(problems, []);
    let visits = Visits { made: 4, receipted: 4, admitted: 2, held: 1, refused: 1, needs_attention: 1, lost: 0 };
    let expected = Report { phones: 1, households: 1, visits, flags: Flags { clock: 1, late: 0 }, ..Report::default() };
    assert_eq!(report, expected);
    assert!(report.visits.is_whole());
}

#[test]
fn a_visit_the_office_never_had_is_lost() {
    let place = tempfile::tempdir().unwrap();
    let office = Office::make(place.path());
    let mut phone = Phone::make(&place.path().join("one"), 1);
    let first = phone.visit(1, Progress::Unsent);
    let second = phone.visit(2, Progress::Received(Timestamp(1)));
    office.admit(1, &first);
    drop(phone);
    let (report, problems) = read(place.path(), &["one"]);
    assert_eq!((report.visits.made, report.visits.receipted, report.visits.lost), (2, 1, 1));
    assert!(!report.visits.is_whole());
    assert_eq!(problems, [Problem::ReceiptedAndGone(second.hash), Problem::Lost(visit_id(2))]);
}

#[test]
fn a_replayed_visit_counts_once_and_by_its_better_fate() {
    let place = tempfile::tempdir().unwrap();
    let office = Office::make(place.path());
    let mut phone = Phone::make(&place.path().join("one"), 1);
    let refused = Verdict::Refused(RefusalCode::Deps);
    let first = phone.visit(1, Progress::Judged(Timestamp(1), refused));
    let again = phone.visit(1, Progress::Judged(Timestamp(2), ADMITTED));
    office.file(1, &first, Some(refused));
    office.admit(1, &again);
    drop(phone);
    let (report, problems) = read(place.path(), &["one"]);
    assert_eq!(problems, []);
    assert_eq!((report.visits.made, report.visits.admitted, report.visits.refused), (1, 1, 0));
}

#[test]
fn what_must_not_be_is_named() {
    let place = tempfile::tempdir().unwrap();
    let office = Office::make(place.path());
    let mut one = Phone::make(&place.path().join("one"), 1);
    let mut two = Phone::make(&place.path().join("two"), 2);
    let told = Progress::Judged(Timestamp(1), ADMITTED);
    let waiting = one.visit(1, Progress::Received(Timestamp(1)));
    office.file(1, &waiting, None);
    let unrecorded = one.visit(2, told);
    office.file(1, &unrecorded, Some(ADMITTED));
    let untrue = one.visit(3, told);
    office.file(1, &untrue, Some(Verdict::Held(HoldCode::Many)));
    let mut other = one.visit(4, Progress::Received(Timestamp(1)));
    other.objects[0].push(0);
    office.admit(1, &other);
    let twice = two.visit(1, Progress::Received(Timestamp(1)));
    office.file(2, &twice, Some(Verdict::Refused(RefusalCode::Exists)));
    drop((one, two));
    let (report, problems) = read(place.path(), &["one", "two"]);
    let expected = [
        Problem::NotAdmitted(untrue.hash),
        Problem::OtherBytes(other.hash),
        Problem::NotJudged(visit_id(1)),
        Problem::NotInRecord(visit_id(2)),
        Problem::Lost(visit_id(4)),
        Problem::Twice(visit_id(1)),
    ];
    assert_eq!(problems, expected);
    assert!(!report.visits.is_whole());
}

/// The office makes a household; two phones set its wish, the second with or without having seen the first.
fn wishes(second_has_seen_the_first: bool) -> u64 {
    let place = tempfile::tempdir().unwrap();
    let office = Office::make(place.path());
    let id = household_id(1);
    let mut devices: Vec<Phone> = (1..=3).map(|seed| Phone::make(&place.path().join(seed.to_string()), seed)).collect();
    let mut write = |device: usize, on: &Document, key: &str, value: Value| {
        let phone = &mut devices[device];
        let edits = [Edit::put(key, value)];
        let change = on.write(&phone.actor(), Timestamp(0), "household.edit", &[3; 16], &edits).unwrap().unwrap();
        let entry = phone.entry(ObjectKind::Change, id, change.bytes(), Progress::Received(Timestamp(1)));
        office.file(u8::try_from(device).unwrap(), &entry, Some(ADMITTED));
        let mut after = on.clone();
        after.overlay(&change);
        after
    };
    let listed = write(0, &Document::new(), "estate", Value::text("连心里"));
    let first = write(1, &listed, "wish", Value::text("welcome"));
    write(2, if second_has_seen_the_first { &first } else { &listed }, "wish", Value::text("call_first"));
    OfficeRecord::open(place.path()).unwrap().conflicts().unwrap()
}

#[test]
fn two_values_side_by_side_are_a_conflict_and_one_after_the_other_are_none() {
    assert_eq!(wishes(false), 1);
    assert_eq!(wishes(true), 0);
}

#[test]
fn what_is_missing_or_shut_is_told_apart() {
    let place = tempfile::tempdir().unwrap();
    assert!(matches!(OfficeRecord::open(place.path()), Err(ReportError::Missing(_))));
    let directory = place.path().join("one");
    assert!(matches!(PhoneRecord::read(&directory), Err(ReportError::Missing(_))));
    let phone = Phone::make(&directory, 1);
    assert!(matches!(PhoneRecord::read(&directory), Err(ReportError::Phone(..))), "its owner has it open");
    drop(phone);
    assert!(PhoneRecord::read(&directory).unwrap().is_encrypted);
    std::fs::write(directory.join("store.key"), [0; 60]).unwrap();
    assert!(matches!(PhoneRecord::read(&directory), Err(ReportError::Phone(..))));
}

#[test]
fn the_json_has_the_members_that_scripts_read() {
    let json = serde_json::to_value(Report::default()).unwrap();
    let members = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut top = members(&json);
    top.sort();
    let expected = ["bytes_down", "bytes_up", "conflicts", "flags", "households", "phones", "seed", "visits"];
    assert_eq!(top, expected);
    let mut visits = members(&json["visits"]);
    visits.sort();
    let expected = ["admitted", "held", "lost", "made", "needs_attention", "receipted", "refused"];
    assert_eq!(visits, expected);
    let mut flags = members(&json["flags"]);
    flags.sort();
    assert_eq!(flags, ["clock", "late"]);
}
