//! An office in memory with two grids, its people and some households. Everything is fixed: no clock, no chance.

use crate::node::{Desk, NewHousehold};
use crate::office::{Keys, Office};
use crate::storage::{EntryList, SqliteStorage};
use crate::tests::phone::Phone;
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::entry::Verdict;
use lianxin_core::id::{AssignmentId, DocumentId, Hash, OrgId, PersonId, sha256};
use lianxin_core::register::{Assignment, PersonDetails, RegisterId, Row};
use lianxin_core::role::{GridKind, HouseholdClass, Role};
use lianxin_core::seal::{Certificate, CertificateKind, Chain, SigningKey};
use lianxin_core::time::{DAY_MS, Day, Host, Timestamp};
use std::sync::Mutex;

/// 2026-11-22, 09:00 in Shanghai.
pub(super) const MORNING: Timestamp = Timestamp(1_795_309_200_000);
pub(super) const MINUTE: i64 = 60_000;
pub(super) const HOUR: i64 = 60 * MINUTE;

/// Random bytes that are the same in every run.
pub(super) struct Dice(Mutex<u64>);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Host for Dice {
    fn now(&self) -> Timestamp {
        MORNING
    }

    fn fill(&self, bytes: &mut [u8]) {
        let mut count = self.0.lock().unwrap();
        for chunk in bytes.chunks_mut(32) {
            *count += 1;
            let random = sha256(&[&count.to_be_bytes()]);
            chunk.copy_from_slice(&random.0[..chunk.len()]);
        }
    }
}

pub(super) fn grid(number: u64) -> GridCode {
    GridCode::from_number(901_001_000 + number).unwrap()
}

pub(super) fn person(number: u8) -> PersonId {
    PersonId([number; 16])
}

pub(super) struct World {
    pub(super) office: Office,
    pub(super) dice: Dice,
    pub(super) now: Timestamp,
}

fn certificate(kind: CertificateKind, key: &SigningKey, root: &SigningKey, serial: u64) -> Certificate {
    Certificate {
        org: OrgId::of(&root.public().to_bytes()),
        kind,
        key: key.public().to_bytes(),
        person: None,
        from: MORNING.plus_ms(-DAY_MS),
        to: MORNING.plus_ms(400 * DAY_MS),
        serial,
    }
}

pub(super) fn keys(node: u8) -> Keys {
    let [root, issuer, node] = [201, 202, node].map(|n| SigningKey::from_bytes(&[n; 32]));
    Keys {
        certificate: certificate(CertificateKind::Node, &node, &root, 2).issue(&issuer),
        chain: Chain {
            root: root.public().to_bytes(),
            issuer: certificate(CertificateKind::Issuer, &issuer, &root, 1).issue(&root),
        },
        node,
        issuer,
    }
}

pub(super) fn post(who: PersonId, role: Role, scope: Scope) -> Assignment {
    let from = MORNING.plus_ms(-100 * DAY_MS);
    let id = AssignmentId::derive(&who, role, scope, from);
    Assignment { id, person: who, role, scope, from, to: None, substitute_for: None }
}

pub(super) fn facts(number: u64, predecessors: Vec<GridCode>) -> Row {
    Row::Grid { label: format!("示-{number:02}"), kind: GridKind::Basic, from: Day(20_000), to: None, predecessors }
}

pub(super) fn details(number: u8) -> PersonDetails {
    PersonDetails { salt: [number; 16], number: format!("P{number}"), name: "演示".into(), duty_phone: String::new() }
}

/// Persons 1 and 2 are workers of grid 1, 3 its chief, 4 its captain; 5 is worker and 6 chief of grid 2; 7 leads
/// bundle 1 of grid 1; 8 is the deputy of both grids.
pub(super) fn posts(number: u64) -> Vec<Assignment> {
    let scope = Scope::Grid(grid(number));
    let roles: &[(u8, Role)] = match number {
        1 => &[
            (1, Role::GridWorker),
            (2, Role::GridWorker),
            (3, Role::GridChief),
            (4, Role::VanguardCaptain),
            (8, Role::DeputyGridChief),
        ],
        2 => &[(5, Role::GridWorker), (6, Role::GridChief), (8, Role::DeputyGridChief)],
        _ => &[],
    };
    let mut posts: Vec<_> = roles.iter().map(|(who, role)| post(person(*who), *role, scope)).collect();
    if number == 1 {
        posts.push(post(person(7), Role::JointHouseholdLead, Scope::Bundle(grid(1), 1)));
    }
    posts
}

impl World {
    pub(super) fn new() -> Self {
        let dice = Dice::new(0);
        let office = Office::open(Box::new(SqliteStorage::in_memory().unwrap()), keys(203), &dice).unwrap();
        let world = Self { office, dice, now: MORNING };
        world.write_registers();
        world
    }

    pub(super) fn write_registers(&self) {
        let world = self;
        let mut org: Vec<Row> = vec![Row::Server { addresses: vec!["office.example:8443".into()] }];
        org.push(Row::Unit { code: grid(1).community(), name: "示例社区01".into() });
        world.office.write_rows(RegisterId::Org, &org, &[], world.now).unwrap();
        for number in 1..=2 {
            let posts = posts(number);
            let mut rows = vec![facts(number, vec![])];
            let parts: Vec<_> = posts.iter().map(|p| details(p.person.0[0])).collect();
            rows.extend(posts.iter().zip(&parts).map(|(p, d)| Row::Person { id: p.person, leaf: d.leaf() }));
            rows.extend(posts.into_iter().map(Row::Assignment));
            world.office.write_rows(RegisterId::Grid(grid(number)), &rows, &parts, world.now).unwrap();
        }
    }

    pub(super) fn desk(&self) -> Desk<'_> {
        Desk { user: PersonId::default(), host: &self.dice, now: self.now }
    }

    pub(super) fn list(&self, number: u64, rooms: std::ops::Range<u32>) -> Vec<DocumentId> {
        let households: Vec<_> = rooms.map(|room| household(number, room)).collect();
        self.office.list_households(&households, &self.desk()).unwrap()
    }

    /// A phone of a person, enrolled and acting under the person's first post.
    pub(super) fn phone(&self, who: u8) -> Phone {
        self.phone_with_key(who, who)
    }

    pub(super) fn phone_with_key(&self, who: u8, key: u8) -> Phone {
        let key = SigningKey::from_bytes(&[key; 32]);
        self.office.enrol(&key.public(), person(who), self.now).unwrap();
        let post = [1, 2].into_iter().flat_map(posts).find(|p| p.person == person(who)).unwrap();
        Phone::new(key, post, [who; 16], self.office.keys().node.public())
    }

    pub(super) fn pass(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
    }

    pub(super) fn verdict(&self, entry: &Hash) -> Option<Verdict> {
        self.office.filed_entry(entry).unwrap().unwrap().verdict
    }

    pub(super) fn listed(&self, list: EntryList) -> Vec<Hash> {
        self.office.filed(list, None, None, 1000).unwrap().rows.iter().map(|f| f.hash).collect()
    }

    /// The phone holds exactly what its audiences do, in the office's state.
    pub(super) fn assert_equal(&self, phone: &Phone) {
        for (id, held) in &phone.documents {
            let document = self.office.document(id).unwrap().unwrap();
            assert_eq!(held.heads(), document.heads(), "{id}");
            for key in document.keys() {
                assert_eq!(held.get_all(&key), document.get_all(&key), "{id} {key}");
            }
        }
        assert_eq!(phone.documents.keys().copied().collect::<Vec<_>>(), phone.members());
    }
}

pub(super) fn household(number: u64, room: u32) -> NewHousehold {
    NewHousehold {
        grid: grid(number),
        estate: "东苑".into(),
        building: "1号楼".into(),
        unit: String::new(),
        room: room.to_string(),
        bundle: (room % 2 == 1).then_some(1),
        class: Some(HouseholdClass::Care),
        needs: vec!["home_repair".into()],
    }
}
