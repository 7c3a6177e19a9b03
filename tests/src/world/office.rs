//! The office of the world: the real server's logic on SQLite in memory, with crashes between its transactions.

mod record;

use super::attack::{HOSTILE, Hostile};
use super::chance::{Chance, WorldClock, WorldHost};
use super::console::{facts, grid, person, post};
use super::phone::{Papers, SimPhone};
use super::workers::covers;
use lianxin_core::cbor::decode;
use lianxin_core::code::GridCode;
use lianxin_core::command::Command;
use lianxin_core::document::{Edit, item_id};
use lianxin_core::entry::Verdict;
use lianxin_core::id::{DocumentId, Hash, KeyId, OrgId, PersonId};
use lianxin_core::register::{RegisterId, Registers, Row};
use lianxin_core::role::Role;
use lianxin_core::sabotage::Broken;
use lianxin_core::seal::{Certificate, CertificateKind, Chain, SigningKey};
use lianxin_core::store::MemoryStore;
use lianxin_core::time::{DAY_MS, Host, Timestamp, random};
use lianxin_core::visit;
use lianxin_server::decide::Decision;
use lianxin_server::node::{Desk, Move, NewHousehold};
use lianxin_server::office::{Keys, Office};
use lianxin_server::storage::{
    EntryList, HouseholdList, Page, ReadTx, SqliteStorage, Storage, StorageError, VisitList, WriteTx,
};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Storage whose process may die before any of its transactions.
#[derive(Clone)]
struct Disk {
    sqlite: Arc<SqliteStorage>,
    /// Transactions until the crash.
    crash_in: Arc<Mutex<Option<usize>>>,
}

impl Storage for Disk {
    fn begin_read(&self) -> Result<Box<dyn ReadTx + '_>, StorageError> {
        self.sqlite.begin_read()
    }

    fn begin_write(&self) -> Result<Box<dyn WriteTx + '_>, StorageError> {
        match self.crash_in.lock().expect("one thread").as_mut() {
            Some(0) => return Err(StorageError::Corrupt("crash")),
            Some(left) => *left -= 1,
            None => {}
        }
        self.sqlite.begin_write()
    }
}

/// The office.
pub(super) struct SimOffice {
    office: Office,
    disk: Disk,
    host: WorldHost,
    secrets: Secrets,
    /// Keys of the phones' devices, by phone.
    devices: Vec<KeyId>,
    lost: BTreeSet<KeyId>,
    /// Households listed at the start.
    pub(super) listed: Vec<DocumentId>,
    /// Grid 1 has been split.
    pub(super) is_split: bool,
    /// Older copies of phones.
    pub(super) copies: Vec<(usize, MemoryStore)>,
    /// The device that attacks.
    pub(super) hostile: Hostile,
}

#[derive(Clone)]
struct Secrets {
    root: SigningKey,
    issuer: SigningKey,
    node: SigningKey,
    from: Timestamp,
}

impl Secrets {
    fn new(host: &dyn Host, from: Timestamp) -> Self {
        let [root, issuer, node] = [(); 3].map(|()| SigningKey::generate(host));
        Self { root, issuer, node, from }
    }

    fn certificate(&self, kind: CertificateKind, key: &SigningKey, signer: &SigningKey, serial: u64) -> Vec<u8> {
        let (org, to) = (OrgId::of(&self.root.public().to_bytes()), self.from.plus_ms(10_000 * DAY_MS));
        let certificate =
            Certificate { org, kind, key: key.public().to_bytes(), person: None, from: self.from, to, serial };
        certificate.issue(signer)
    }

    fn trust(&self) -> Chain {
        let issuer = self.certificate(CertificateKind::Issuer, &self.issuer, &self.root, 1);
        Chain { root: self.root.public().to_bytes(), issuer }
    }

    fn node_certificate(&self) -> Vec<u8> {
        self.certificate(CertificateKind::Node, &self.node, &self.issuer, 2)
    }

    fn keys(&self) -> Keys {
        Keys {
            node: self.node.clone(),
            certificate: self.node_certificate(),
            issuer: self.issuer.clone(),
            chain: self.trust(),
        }
    }
}

/// Founds an office with two grids, five households and five phones, and enrols the device that attacks.
pub(super) fn found(
    clock: &Arc<WorldClock>,
    chance: &mut Chance,
    broken: Option<Broken>,
) -> (SimOffice, Vec<SimPhone>) {
    lianxin_core::sabotage::set(broken);
    let now = clock.now();
    let since = now.plus_ms(-100 * DAY_MS);
    let host = WorldHost::new(clock.clone(), chance.next());
    let secrets = Secrets::new(&host, since);
    let sqlite = SqliteStorage::in_memory().expect("memory opens");
    let disk = Disk { sqlite: Arc::new(sqlite), crash_in: Arc::default() };
    let office = Office::open(Box::new(disk.clone()), secrets.keys(), &host).expect("a new office opens");
    let hostile = Hostile::new(SigningKey::generate(&host), random(&host), since);
    let mut office = SimOffice {
        office,
        disk,
        host,
        secrets,
        devices: Vec::new(),
        lost: BTreeSet::new(),
        listed: Vec::new(),
        is_split: false,
        copies: Vec::new(),
        hostile,
    };
    office.write_page(RegisterId::Org, vec![], now);
    let first = |number, role, in_grid| Row::Assignment(post(person(number), role, grid(in_grid), since));
    let rows = vec![
        facts(1, vec![], now),
        first(0, Role::GridWorker, 1),
        first(1, Role::GridWorker, 1),
        first(3, Role::VanguardCaptain, 1),
        first(4, Role::GridChief, 1),
    ];
    office.write_page(RegisterId::Grid(grid(1)), rows, now);
    let rows = vec![facts(2, vec![], now), first(2, Role::GridWorker, 2), first(HOSTILE, Role::GridWorker, 2)];
    office.write_page(RegisterId::Grid(grid(2)), rows, now);
    office.list_first_households(now);
    let phones = (0..5).map(|number| office.enrol_phone(number, clock, chance.next(), now)).collect();
    let key = office.hostile.key.public();
    office.office.enrol(&key, person(HOSTILE), now).expect("the hostile device looks like any other");
    (office, phones)
}

impl SimOffice {
    fn enrol_phone(&mut self, number: u8, clock: &Arc<WorldClock>, seed: u64, now: Timestamp) -> SimPhone {
        let key = SigningKey::generate(&self.host);
        let certificate = self.office.enrol(&key.public(), person(number), now).expect("enrols");
        self.devices.push(key.public().id());
        let (trust, node) = (self.secrets.trust(), self.secrets.node_certificate());
        SimPhone::enrolled(person(number), Papers { key, certificate, trust, node }, clock, seed)
    }

    fn desk(&self, now: Timestamp) -> Desk<'_> {
        Desk { user: PersonId::default(), host: &self.host, now }
    }

    fn list_first_households(&mut self, now: Timestamp) {
        let households: Vec<NewHousehold> = [1, 1, 1, 2, 2]
            .into_iter()
            .enumerate()
            .map(|(room, in_grid)| NewHousehold {
                grid: grid(in_grid),
                estate: "槐荫苑".into(),
                building: "1".into(),
                unit: "1".into(),
                room: (101 + room).to_string(),
                bundle: None,
                class: None,
                needs: Vec::new(),
            })
            .collect();
        self.listed = self.office.list_households(&households, &self.desk(now)).expect("lists");
    }

    /// Answers a question. With `crash`, the process dies before so many transactions and starts again.
    pub(super) fn handle(&mut self, question: &[u8], now: Timestamp, crash: Option<usize>) -> Option<Vec<u8>> {
        *self.disk.crash_in.lock().expect("one thread") = crash;
        let answer = self.office.handle(question, now);
        let crashed = *self.disk.crash_in.lock().expect("one thread") == Some(0);
        *self.disk.crash_in.lock().expect("one thread") = None;
        match answer {
            Ok(answer) => Some(answer),
            Err(lianxin_server::office::AskError::Storage(error)) => {
                assert!(crashed, "the office's storage failed: {error}");
                self.restart(now);
                None
            }
            Err(_) => None,
        }
    }

    /// Starts the process again: a new chain of the node.
    pub(super) fn restart(&mut self, _: Timestamp) {
        self.office = Office::open(Box::new(self.disk.clone()), self.secrets.keys(), &self.host).expect("opens again");
    }

    /// Judges whatever a crash left.
    pub(super) fn sweep(&mut self, _: Timestamp) {
        while self.office.admit_next().expect("memory writes") {}
    }

    pub(super) fn write_page(&mut self, register: RegisterId, rows: Vec<Row>, now: Timestamp) {
        // A register without rows of its own still gets its page, as an office that looks through its lists does.
        if rows.is_empty() {
            let row = Row::Server { addresses: Vec::new() };
            self.office.write_rows(register, &[row], &[], now).expect("a page follows");
        } else {
            self.office.write_rows(register, &rows, &[], now).expect("a page follows");
        }
    }

    pub(super) fn edit(&mut self, document: &DocumentId, edits: &[Edit], now: Timestamp) {
        self.office.edit(document, "office.edit", edits, &self.desk(now)).expect("the office may edit");
    }

    pub(super) fn move_household(&mut self, household: &DocumentId, to: GridCode, now: Timestamp) {
        let to = Move { household: *household, grid: to, from: now.day(), bundle: None };
        self.office.move_households(&[to], &self.desk(now)).expect("the office may move");
    }

    /// Reports a phone lost or found; true if it is lost now.
    pub(super) fn toggle_lost(&mut self, phone: usize, now: Timestamp) -> bool {
        let device = self.devices[phone];
        let is_lost = self.lost.insert(device);
        if is_lost {
            self.office.report_lost(&device, now).expect("known");
        } else {
            self.lost.remove(&device);
            self.office.report_found(&device).expect("known");
        }
        is_lost
    }

    pub(super) fn find_all(&mut self, _: Timestamp) {
        for device in std::mem::take(&mut self.lost) {
            self.office.report_found(&device).expect("known");
        }
    }

    pub(super) fn held(&self) -> Vec<(Hash, Verdict)> {
        let list = self.office.filed(EntryList::Held, Page { offset: 0, limit: 10_000 }).expect("memory reads");
        list.rows.into_iter().filter_map(|filed| Some((filed.hash, filed.verdict?))).collect()
    }

    pub(super) fn decide(&mut self, entry: &Hash, release: bool, now: Timestamp) {
        let decision = if release { Decision::Release } else { Decision::Refuse };
        self.office.decide(entry, decision, "asked the author", &self.desk(now)).expect("a held entry can be decided");
    }

    /// A clone has the same device.
    pub(super) fn note_clone(&mut self, phone: usize) {
        let device = self.devices[phone];
        self.devices.push(device);
    }

    /// A new item's id.
    pub(super) fn item(&self) -> String {
        item_id(&random(&self.host))
    }

    pub(super) fn registers(&self) -> Arc<Registers> {
        self.office.registers()
    }

    fn read<T>(&self, read: impl FnOnce(&dyn ReadTx) -> Result<T, StorageError>) -> T {
        let storage: &dyn Storage = &self.disk;
        storage.read(read).expect("memory reads")
    }

    pub(super) fn visits(&self) -> Vec<DocumentId> {
        let page = Page { offset: 0, limit: 10_000 };
        self.read(|tx| Ok(tx.visits(&VisitList::default(), page)?.into_iter().map(|row| row.id).collect()))
    }

    pub(super) fn households_of(&self, grid: GridCode) -> Vec<DocumentId> {
        let (list, page) =
            (HouseholdList { grid: Some(grid), ..HouseholdList::default() }, Page { offset: 0, limit: 10_000 });
        self.read(|tx| Ok(tx.households(&list, page)?.into_iter().map(|row| row.id).collect()))
    }

    /// Whether the author of an act was entitled to it by the office's registers at the true time.
    pub(super) fn is_entitled(&self, _: usize, phone: &SimPhone, entry: &Hash, subject: DocumentId) -> bool {
        use lianxin_core::store::Store;
        let now = self.host.now();
        let Some(own) = phone.store().entry(entry).expect("memory reads") else { return false };
        let Ok(command) = decode::<Command>(&own.command) else { return false };
        let registers = self.registers();
        let Some(post) = registers.assignment(command.assignment).filter(|p| p.in_force_at(now)) else { return false };
        if subject == DocumentId::default() {
            return true;
        }
        match subject.family() {
            visit::CODE => true,
            _ => self.document(&subject).is_some_and(|household| covers(&household, post.scope, now)),
        }
    }
}

/// What a command says, text by text.
pub(super) fn texts_of_command(command: &[u8]) -> Vec<String> {
    let Ok(command) = decode::<Command>(command) else { return Vec::new() };
    let texts = command.steps.iter().flat_map(|step| step.texts());
    texts.filter_map(|(_, value)| value.as_text().map(str::to_owned)).collect()
}
