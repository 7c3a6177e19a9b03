//! What every storage must do. Each implementation runs all [`CHECKS`], each on an empty storage.

use super::{
    ActorRecord, Decided, DeviceRecord, DocumentRecord, EntryList, FeedRow, HouseholdList, Member, NewEntry, ObjectId,
    ObjectRef, Page, Seq, Spent, Storage, StorageError, Tip, VisitList, WriteTx,
};
use lianxin_core::code::GridCode;
use lianxin_core::entry::{HoldCode, ObjectKind, RefusalCode, Verdict};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Hash, Hash8, KeyId, PersonId};
use lianxin_core::register::RegisterId;
use lianxin_core::role::{HouseholdClass, VisitOutcome, VisitPurpose};
use lianxin_core::rows::{HouseholdRow, Need, VisitRow};
use lianxin_core::seal::CertificateKind;
use lianxin_core::sync::Audience;
use lianxin_core::time::{Day, Timestamp};

/// One promise.
pub(crate) struct Check {
    /// What holds.
    pub(crate) name: &'static str,
    /// Panics where it does not.
    pub(crate) run: fn(&dyn Storage),
}

/// All promises.
pub(crate) const CHECKS: &[Check] = &[
    Check { name: "a transaction that is dropped or fails leaves nothing", run: nothing_is_left },
    Check { name: "devices, chains and quotas read back", run: devices_read_back },
    Check { name: "the inbox is judged in order of arrival", run: the_inbox_is_in_order },
    Check { name: "what waits or was refused is found by document", run: found_by_document },
    Check { name: "changes come in the order of their admission", run: changes_in_order },
    Check { name: "lists show what a person has to look at", run: lists_of_entries },
    Check { name: "documents and rows read back and are listed by page", run: documents_read_back },
    Check { name: "visits are found by when they came", run: visits_by_when_they_came },
    Check { name: "a feed grows at its tip and nowhere else", run: feeds_grow_at_the_tip },
    Check { name: "members are found from both sides", run: members_from_both_sides },
    Check { name: "pages and parts read back", run: pages_read_back },
    Check { name: "two committers and a reader see no holes", run: two_committers_and_a_reader },
];

type Done = Result<(), StorageError>;

fn grid(number: u64) -> GridCode {
    GridCode::from_number(901_001_000 + number).unwrap()
}

fn nothing_is_left(storage: &dyn Storage) {
    let tx = storage.begin_write().unwrap();
    tx.put_meta("era", b"1").unwrap();
    drop(tx);
    let failed: Done = storage.write(|tx| {
        tx.put_meta("era", b"2")?;
        Err(StorageError::Full)
    });
    assert!(matches!(failed, Err(StorageError::Full)));
    assert_eq!(storage.read(|tx| tx.meta("era")).unwrap(), None);
    storage.write(|tx| tx.put_meta("era", b"3")).unwrap();
    assert_eq!(storage.read(|tx| tx.meta("era")).unwrap().as_deref(), Some(&b"3"[..]));
}

fn devices_read_back(storage: &dyn Storage) {
    let device = |key, person: Option<PersonId>| DeviceRecord {
        key: KeyId([key; 16]),
        public: [key; 32],
        person,
        kind: if person.is_some() { CertificateKind::Device } else { CertificateKind::Node },
        serial: 7,
        certificate: vec![1, 2],
        valid_until: Timestamp(90),
        renewing_till: None,
        enrolled_at: Timestamp(-5),
        revoked_at: None,
        lost_since: Some(Timestamp(60)),
        last_contact: None,
    };
    let (phone, node) = (device(2, Some(PersonId([3; 16]))), device(1, None));
    let later = DeviceRecord { renewing_till: Some(Timestamp(90)), revoked_at: Some(Timestamp(70)), ..phone.clone() };
    let actor = |id, tip_n| ActorRecord {
        id: ActorId([id; 16]),
        device: phone.key,
        previous: (id > 1).then_some(ActorId([1; 16])),
        tip_n,
        tip_hash: Hash([9; 32]),
        received_at: Timestamp(8),
        backed_up_n: 1,
    };
    storage
        .write(|tx| {
            tx.put_device(&phone)?;
            tx.put_device(&node)?;
            tx.put_device(&later)?;
            tx.put_actor(&actor(5, 1))?;
            tx.put_actor(&actor(1, 3))?;
            tx.put_actor(&actor(5, 2))?;
            tx.put_spent(&phone.key, Day(3), Spent { entries: 1, documents: 2, bytes: 3 })?;
            tx.put_spent(&phone.key, Day(4), Spent { entries: 4, documents: 5, bytes: 6 })
        })
        .unwrap();
    let tx = storage.begin_read().unwrap();
    assert_eq!(tx.device(&phone.key).unwrap(), Some(later.clone()));
    assert_eq!(tx.device(&KeyId([9; 16])).unwrap(), None);
    assert_eq!(tx.devices().unwrap(), [node, later]);
    assert_eq!(tx.actor(&ActorId([5; 16])).unwrap(), Some(actor(5, 2)));
    assert_eq!(tx.actors_of(&phone.key).unwrap(), [actor(5, 2), actor(1, 3)], "oldest first");
    assert_eq!(tx.spent(&phone.key, Day(4)).unwrap(), Spent { entries: 4, documents: 5, bytes: 6 });
    assert_eq!(tx.spent(&phone.key, Day(3)).unwrap(), Spent::default(), "days before are forgotten");
}

/// Adds an entry of a device with one change to each document.
fn add(tx: &dyn WriteTx, device: u8, n: u8, branch: bool, verdict: Option<Verdict>, documents: &[u8]) -> Seq {
    let hash = Hash([device * 16 + n + 100 * u8::from(branch); 32]);
    let entry = NewEntry {
        hash,
        device: KeyId([device; 16]),
        actor: ActorId([device; 16]),
        n: n.into(),
        branch,
        received_at: Timestamp(n.into()),
        verdict,
        replays: None,
        sealed: &[n],
    };
    let seq = tx.add_entry(&entry).unwrap();
    for (place, document) in (0u8..).zip(documents) {
        let id = ObjectId { entry: seq, place };
        let object = ObjectRef { id, document: DocumentId([*document; 16]), kind: ObjectKind::Change };
        tx.put_object(&object, &[n, *document]).unwrap();
    }
    seq
}

fn the_inbox_is_in_order(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let lost = Some(Verdict::Held(HoldCode::Lost));
            let first = add(tx, 1, 1, false, None, &[1]);
            let held = add(tx, 1, 2, false, lost, &[1]);
            let other = add(tx, 2, 1, false, None, &[2]);
            assert!(first < held && held < other);
            assert_eq!(tx.next_pending(None)?.map(|e| e.seq), Some(first));
            assert_eq!(tx.next_pending(Some(&KeyId([2; 16])))?.map(|e| e.seq), Some(other));
            assert_eq!(tx.pending_devices()?, [1, 2].map(|device| KeyId([device; 16])));
            tx.set_admitted(first, Verdict::admitted(None), 1)?;
            let behind = add(tx, 1, 3, false, None, &[1]);
            tx.set_verdict(behind, Verdict::Held(HoldCode::Behind), Some(&Hash([18; 32])))?;
            assert_eq!(tx.next_pending(Some(&KeyId([1; 16])))?, None);
            tx.release(held)?;
            tx.requeue_behind(&Hash([18; 32]))?;
            let next = tx.next_pending(None)?.unwrap();
            assert_eq!((next.seq, next.forced, next.verdict), (held, true, None));
            tx.set_verdict(held, Verdict::Refused(RefusalCode::Person), None)?;
            let after = tx.next_pending(Some(&KeyId([1; 16])))?.unwrap();
            assert_eq!((after.seq, after.forced, after.behind), (behind, false, None));
            assert_eq!(tx.entry(&Hash([18; 32]))?.and_then(|e| e.verdict), Some(Verdict::Refused(RefusalCode::Person)));
            assert_eq!(tx.entry_at(first)?.and_then(|e| e.admitted), Some(1));
            assert_eq!(tx.last_admitted()?, 1);
            let (at, person) = (Timestamp(5), PersonId([1; 16]));
            tx.add_decision(held, &Decided { at, person, released: false, reason: "agreed with the author" })
        })
        .unwrap();
    let twice: Done = storage.write(|tx| {
        let entry = NewEntry { hash: Hash([77; 32]), n: 1, ..sample() };
        tx.add_entry(&entry).map(drop)
    });
    assert!(twice.is_err(), "one n of a chain is taken once");
    let branch: Done = storage.write(|tx| tx.add_entry(&NewEntry { branch: true, ..sample() }).map(drop));
    assert!(branch.is_ok(), "a branch stands beside the chain");
}

fn sample() -> NewEntry<'static> {
    NewEntry {
        hash: Hash([78; 32]),
        device: KeyId([1; 16]),
        actor: ActorId([1; 16]),
        n: 2,
        branch: false,
        received_at: Timestamp(0),
        verdict: None,
        replays: Some(Hash([4; 32])),
        sealed: &[],
    }
}

fn found_by_document(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let refused = Some(Verdict::Refused(RefusalCode::Rights));
            let fork = Some(Verdict::Held(HoldCode::Fork));
            add(tx, 1, 1, false, Some(Verdict::Held(HoldCode::Lost)), &[1, 2]);
            add(tx, 1, 2, false, refused, &[3]);
            add(tx, 1, 2, true, fork, &[4]);
            let pending = add(tx, 1, 3, false, None, &[5]);
            let last = add(tx, 1, 4, false, None, &[6]);
            let [one, two, three, four, five, six] = [1, 2, 3, 4, 5, 6].map(|d| DocumentId([d; 16]));
            let device = KeyId([1; 16]);
            assert_eq!(tx.waiting_on(&device, last, &[six, two, one])?, Some(Hash([17; 32])));
            assert_eq!(tx.waiting_on(&device, last, &[five])?, Some(Hash([19; 32])));
            assert_eq!(tx.waiting_on(&device, last, &[five, one])?, Some(Hash([17; 32])), "the first of them");
            assert_eq!(tx.waiting_on(&device, last, &[three, four, six])?, None);
            assert_eq!(tx.waiting_on(&device, pending, &[five])?, None);
            assert_eq!(tx.waiting_on(&KeyId([2; 16]), last, &[one])?, None);
            let actor = ActorId([1; 16]);
            assert!(tx.refused_on(&actor, 4, &[one, three])?);
            assert!(!tx.refused_on(&actor, 2, &[three])? && !tx.refused_on(&actor, 4, &[one])?);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

fn changes_in_order(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let first = add(tx, 1, 1, false, None, &[1, 2, 1]);
            let second = add(tx, 2, 1, false, None, &[1]);
            add(tx, 3, 1, false, None, &[1]);
            tx.set_admitted(second, Verdict::admitted(None), 1)?;
            tx.set_admitted(first, Verdict::admitted(None), 2)?;
            let changes = tx.changes_of(&DocumentId([1; 16]))?;
            let places: Vec<_> = changes.iter().map(|c| (c.id.entry, c.id.place, c.admitted)).collect();
            assert_eq!(places, [(second, 0, 1), (first, 0, 2), (first, 2, 2)]);
            assert_eq!((changes[0].actor, changes[0].entry), (ActorId([2; 16]), Hash([33; 32])));
            assert_eq!(tx.object(changes[2].id)?, [1, 1]);
            let objects = tx.objects(first)?;
            assert_eq!(objects.iter().map(|o| o.document.0[0]).collect::<Vec<_>>(), [1, 2, 1]);
            assert_eq!(objects[1].kind, ObjectKind::Change);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

fn lists_of_entries(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let held = add(tx, 1, 1, false, Some(Verdict::Held(HoldCode::Kind)), &[1]);
            let flagged = add(tx, 1, 2, false, None, &[1]);
            tx.set_admitted(flagged, Verdict::Admitted { clock: false, late: true }, 1)?;
            let plain = add(tx, 1, 3, false, None, &[1]);
            tx.set_admitted(plain, Verdict::admitted(None), 2)?;
            let refused = add(tx, 1, 4, false, Some(Verdict::Refused(RefusalCode::Deps)), &[1]);
            let replaced = add(tx, 1, 5, false, Some(Verdict::Refused(RefusalCode::Deps)), &[1]);
            tx.set_replaced(replaced, &Hash([3; 32]))?;
            let newer = add(tx, 1, 6, false, Some(Verdict::Refused(RefusalCode::Value)), &[1]);
            let seqs =
                |list, page| Ok::<_, StorageError>(tx.entries(list, page)?.iter().map(|e| e.seq).collect::<Vec<_>>());
            let all = Page::first(10);
            assert_eq!(seqs(EntryList::Held, all)?, vec![held]);
            assert_eq!(seqs(EntryList::Flagged, all)?, vec![flagged]);
            assert_eq!(seqs(EntryList::Refused, all)?, vec![newer, refused]);
            assert_eq!(seqs(EntryList::Refused, Page { offset: 1, limit: 5 })?, vec![refused]);
            assert_eq!(tx.count_entries(EntryList::Refused)?, 2);
            assert_eq!(tx.entry_at(replaced)?.and_then(|e| e.replaced_by), Some(Hash([3; 32])));
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

fn household(id: u8, grid_number: u64, building: &str) -> HouseholdRow {
    HouseholdRow {
        id: DocumentId([id; 16]),
        grid: grid(grid_number),
        bundle: Some(3),
        estate: "东苑".into(),
        building: building.into(),
        unit: "1单元".into(),
        room: "101".into(),
        class: Some(HouseholdClass::Care),
        needs: vec!["a".into(), "b".into()],
        wish: None,
        gone: Some(Day(4)),
        conflicts: vec![],
    }
}

fn visit(id: u8, household: u8, grid_number: u64, day: i32) -> VisitRow {
    VisitRow {
        id: DocumentId([id; 16]),
        household: DocumentId([household; 16]),
        grid: grid(grid_number),
        author: PersonId([household; 16]),
        assignment: AssignmentId([6; 8]),
        day: Day(day),
        outcome: VisitOutcome::Met,
        purpose: Some(VisitPurpose::Check),
        note: "家里有人\"'".into(),
        needs: vec![Need { code: "x".into(), line: "一行".into() }],
        follow_up: None,
        companion: String::new(),
        office_notes: vec!["已核对".into()],
        conflicts: if id == 9 { vec!["note".into()] } else { vec![] },
    }
}

fn documents_read_back(storage: &dyn Storage) {
    storage
        .write(|tx| {
            let record = |changes| DocumentRecord { state: vec![1, 2], heads: Hash8([changes; 8]), changes: 1 };
            tx.put_document(&DocumentId([1; 16]), &record(1))?;
            tx.put_document(&DocumentId([1; 16]), &record(2))?;
            for row in [household(1, 1, "10号楼"), household(2, 1, "2号楼"), household(3, 1002, "1号楼")] {
                tx.put_household(&row)?;
            }
            tx.put_household(&HouseholdRow { bundle: None, ..household(1, 1, "10号楼") })?;
            for row in [visit(7, 1, 1, 5), visit(8, 1, 2, 7), visit(9, 2, 1002, 6)] {
                tx.put_visit(&row)?;
            }
            assert_eq!(tx.document(&DocumentId([1; 16]))?, Some(record(2)));
            assert_eq!(tx.heads(&DocumentId([1; 16]))?, Some(Hash8([2; 8])));
            assert_eq!(tx.document(&DocumentId([2; 16]))?, None);
            assert_eq!(tx.household(&DocumentId([2; 16]))?, Some(household(2, 1, "2号楼")));
            assert_eq!(tx.visit(&DocumentId([9; 16]))?, Some(visit(9, 2, 1002, 6)));
            assert_eq!(tx.visits_of(&DocumentId([1; 16]))?, [7, 8].map(|d| DocumentId([d; 16])));
            let of_grid = HouseholdList { grid: Some(grid(1)), ..Default::default() };
            let ids = |rows: Vec<HouseholdRow>| rows.iter().map(|r| r.id.0[0]).collect::<Vec<_>>();
            assert_eq!(ids(tx.households(&of_grid, Page::first(9))?), [2, 1], "in order of dwelling");
            assert_eq!(ids(tx.households(&HouseholdList::default(), Page { offset: 1, limit: 1 })?), [1]);
            let community = Some(grid(1).community());
            assert_eq!(tx.count_households(&HouseholdList { community, ..Default::default() })?, 2);
            assert_eq!(tx.count_households(&HouseholdList { disputed: true, ..Default::default() })?, 0);
            let visits = |list: VisitList| {
                let rows = tx.visits(&list, Page::first(9))?;
                assert_eq!(u64::try_from(rows.len()).ok(), Some(tx.count_visits(&list)?));
                Ok::<_, StorageError>(rows.iter().map(|r| r.id.0[0]).collect::<Vec<_>>())
            };
            assert_eq!(visits(VisitList::default())?, [8, 9, 7], "newest day first");
            assert_eq!(visits(VisitList { community, ..Default::default() })?, [8, 7]);
            assert_eq!(visits(VisitList { grid: Some(grid(2)), ..Default::default() })?, [8]);
            assert_eq!(visits(VisitList { household: Some(DocumentId([1; 16])), ..Default::default() })?, [8, 7]);
            assert_eq!(visits(VisitList { author: Some(PersonId([2; 16])), ..Default::default() })?, [9]);
            assert_eq!(visits(VisitList { from: Some(Day(6)), to: Some(Day(6)), ..Default::default() })?, [9]);
            assert_eq!(visits(VisitList { disputed: true, ..Default::default() })?, [9]);
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

fn visits_by_when_they_came(storage: &dyn Storage) {
    storage
        .write(|tx| {
            for (n, document, grid_number, kind) in [
                (1, 11, 1, ObjectKind::Create),
                (2, 12, 1, ObjectKind::Create),
                (3, 13, 1, ObjectKind::Change),
                (4, 14, 1_001, ObjectKind::Create),
            ] {
                let seq = add(tx, 1, n, false, None, &[]);
                let id = ObjectId { entry: seq, place: 3 };
                tx.put_object(&ObjectRef { id, document: DocumentId([document; 16]), kind }, b"change")?;
                tx.put_visit(&visit(document, 1, grid_number, 20_000))?;
                if n != 2 {
                    tx.set_admitted(seq, Verdict::admitted(None), n.into())?;
                }
            }
            Ok::<_, StorageError>(())
        })
        .unwrap();
    let tx = storage.begin_read().unwrap();
    let came = |from, to| {
        let rows = tx.visits_received(grid(1).community(), Timestamp(from), Timestamp(to)).unwrap();
        rows.into_iter().map(|(row, at)| (row.id.0[0], at.0)).collect::<Vec<_>>()
    };
    assert_eq!(came(0, 9), [(11, 1)], "not what waits, was only changed, or lies in another community");
    assert_eq!(came(2, 9), []);
    assert_eq!(came(0, 1), []);
}

fn row(pos: u64, content: u8) -> FeedRow {
    FeedRow { pos, chain: Hash8([content; 8]), row: vec![content] }
}

fn feeds_grow_at_the_tip(storage: &dyn Storage) {
    let audience = Audience::ledger(grid(1));
    storage
        .write(|tx| {
            assert_eq!(tx.lock_tip(&audience)?, Tip::default());
            tx.append(&audience, &[row(1, 1), row(2, 2)])?;
            tx.append(&audience, &[])?;
            assert_eq!(tx.lock_tip(&audience)?, Tip { pos: 2, chain: Hash8([2; 8]) });
            tx.append(&audience, &[row(3, 3)])?;
            assert_eq!(tx.tip(&Audience::visits(grid(1)))?, Tip::default());
            assert_eq!(tx.feed(&audience, 1, 1)?, [row(2, 2)]);
            assert_eq!(tx.feed(&audience, 1, 9)?, [row(2, 2), row(3, 3)]);
            assert_eq!(tx.chain_at(&audience, 2)?, Some(Hash8([2; 8])));
            assert_eq!((tx.chain_at(&audience, 0)?, tx.chain_at(&audience, 4)?), (Some(Hash8::default()), None));
            Ok::<_, StorageError>(())
        })
        .unwrap();
    for wrong in [[row(3, 9)], [row(5, 9)]] {
        let refused: Done = storage.write(|tx| tx.append(&audience, &wrong));
        assert!(matches!(refused, Err(StorageError::Corrupt(_))));
    }
    assert_eq!(storage.read(|tx| tx.tip(&audience)).unwrap(), Tip { pos: 3, chain: Hash8([3; 8]) });
}

fn members_from_both_sides(storage: &dyn Storage) {
    let (ledger, bundle) = (Audience::ledger(grid(1)), Audience::bundle(grid(1), 2));
    let member = |audience: &Audience, document, entered, until| Member {
        audience: audience.clone(),
        document: DocumentId([document; 16]),
        entered,
        until,
    };
    storage
        .write(|tx| {
            let until = Some(Timestamp(50));
            for (document, entered) in [(1, 3), (2, 1), (3, 7)] {
                tx.put_member(&member(&ledger, document, entered, None))?;
            }
            tx.put_member(&member(&bundle, 1, 1, until))?;
            let both = [member(&ledger, 1, 3, None), member(&bundle, 1, 1, until)];
            assert_eq!(tx.memberships(&DocumentId([1; 16]))?, both);
            let entered = |below, limit| {
                Ok::<_, StorageError>(tx.members(&ledger, below, limit)?.iter().map(|m| m.entered).collect::<Vec<_>>())
            };
            assert_eq!((entered(9, 9)?, entered(7, 1)?, entered(1, 9)?), (vec![7, 3, 1], vec![3], vec![]));
            tx.put_member(&member(&ledger, 2, 8, None))?;
            tx.drop_member(&ledger, &DocumentId([3; 16]))?;
            assert_eq!(entered(9, 9)?, [8, 3], "entered again, and left");
            assert!(both[1].holds_at(Timestamp(49)) && !both[1].holds_at(Timestamp(50)));
            Ok::<_, StorageError>(())
        })
        .unwrap();
}

fn pages_read_back(storage: &dyn Storage) {
    let registers = [RegisterId::Org, RegisterId::Grid(grid(1))];
    storage
        .write(|tx| {
            tx.add_page(registers[1], 1, b"g1")?;
            tx.add_page(registers[0], 2, b"o2")?;
            tx.add_page(registers[0], 1, b"o1")?;
            tx.put_part(&Hash([2; 32]), b"name")?;
            tx.put_part(&Hash([1; 32]), b"other")?;
            assert_eq!(tx.pages()?, [b"o1", b"o2", b"g1"]);
            assert_eq!(tx.page(registers[0], 2)?.as_deref(), Some(&b"o2"[..]));
            assert_eq!(tx.page(registers[1], 2)?, None);
            assert_eq!(tx.parts()?, [b"other".to_vec(), b"name".to_vec()]);
            tx.drop_part(&Hash([2; 32]))?;
            assert_eq!((tx.part(&Hash([2; 32]))?, tx.part(&Hash([1; 32]))?), (None, Some(b"other".to_vec())));
            Ok::<_, StorageError>(())
        })
        .unwrap();
    let twice: Done = storage.write(|tx| tx.add_page(registers[0], 2, b"else"));
    assert!(twice.is_err(), "a version is written once");
}

fn two_committers_and_a_reader(storage: &dyn Storage) {
    const ROUNDS: u8 = 40;
    let audiences = [Audience::ledger(grid(1)), Audience::visits(grid(1))];
    let commit = |who: u8| {
        for round in 0..ROUNDS {
            let rows = |tip: Tip| (1..=u64::from(1 + round % 3)).map(|n| row(tip.pos + n, who)).collect::<Vec<_>>();
            let kept: Done = storage.write(|tx| {
                for audience in &audiences {
                    tx.append(audience, &rows(tx.lock_tip(audience)?))?;
                }
                if round % 7 == 3 { Err(StorageError::Full) } else { Ok(()) }
            });
            assert_eq!(kept.is_err(), round % 7 == 3);
        }
    };
    let committed: u64 = (0..ROUNDS).filter(|r| r % 7 != 3).map(|r| u64::from(1 + r % 3)).sum();
    std::thread::scope(|scope| {
        scope.spawn(|| commit(1));
        scope.spawn(|| commit(2));
        let mut seen: Vec<FeedRow> = Vec::new();
        while seen.len() < usize::try_from(2 * committed).unwrap() {
            let tx = storage.begin_read().unwrap();
            let tips = audiences.each_ref().map(|a| tx.tip(a).unwrap());
            let rows = audiences.each_ref().map(|a| tx.feed(a, 0, 10_000).unwrap());
            assert_eq!(tips[0], tips[1], "both audiences of a commit become visible together");
            assert_eq!(rows[0].last().map_or(0, |r| r.pos), tips[0].pos);
            assert!(rows[0].iter().zip(1..).all(|(r, pos)| r.pos == pos), "no hole");
            assert!(rows[0].starts_with(&seen), "what was visible stays as it was");
            seen.clone_from(&rows[0]);
            drop(tx);
            std::thread::yield_now();
        }
        assert_eq!(u64::try_from(seen.len()).ok(), Some(2 * committed));
    });
}
