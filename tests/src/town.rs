//! A town in one process: the real office on SQLite, real phones on encrypted stores, each in a directory of its own,
//! and between them nothing but the sealed bytes. What each side does for a sync is counted.

mod direct;

pub use direct::{AtOffice, Counts};

use direct::Direct;
use lianxin_core::cbor::Bytes;
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::companion::{Companion, Silent, SyncSummary};
use lianxin_core::counted;
use lianxin_core::device::{ChainState, Identity, Named};
use lianxin_core::id::{AssignmentId, DocumentId, OrgId, PersonId};
use lianxin_core::register::{Assignment, PersonDetails, RegisterId, Row};
use lianxin_core::role::{GridKind, Role};
use lianxin_core::seal::vault::FileVault;
use lianxin_core::seal::{Certificate, CertificateKind, Chain, KeyVault, SigningKey};
use lianxin_core::store::{SqliteStore, Store};
use lianxin_core::time::{DAY_MS, Host, SystemHost, Timestamp, random};
use lianxin_core::words::Lang;
use lianxin_server::node::{Desk, NewHousehold};
use lianxin_server::office::{Keys, Office};
use lianxin_server::storage::SqliteStorage;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The key of every phone's store here.
pub const STORE_KEY: [u8; 32] = [7; 32];

/// An office with one grid, every role filled, and its households.
pub struct Town {
    /// The office.
    pub office: Arc<Office>,
    /// Since when every post is held.
    pub since: Timestamp,
    /// Households of grid 1, bundle 4.
    pub households: Vec<DocumentId>,
    trust: Chain,
    node: Vec<u8>,
    /// Kept while the record in it is in use.
    _data: Option<TempDir>,
}

/// A phone of the town.
pub struct Phone {
    /// Everything it keeps.
    pub directory: TempDir,
    /// The app.
    pub app: Companion,
}

/// A grid of the demonstration range.
pub fn grid(number: u64) -> GridCode {
    GridCode::from_number(901_001_000 + number).expect("a grid of the demonstration range")
}

fn person(role: Role) -> PersonId {
    PersonId([role.number(); 16])
}

fn scope(role: Role) -> Scope {
    match role {
        Role::JointHouseholdLead => Scope::Bundle(grid(1), 4),
        Role::CommunitySecretary | Role::CommunityOffice => Scope::Community(grid(1).community()),
        _ => Scope::Grid(grid(1)),
    }
}

/// The post of a role.
pub fn post(role: Role, from: Timestamp) -> Assignment {
    let id = AssignmentId::derive(&person(role), role, scope(role), from);
    Assignment { id, person: person(role), role, scope: scope(role), from, to: None, substitute_for: None }
}

impl Town {
    /// Founds a town with so many households of this estate, in a directory of its own.
    pub fn found(estate: &str, households: usize) -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let sqlite = SqliteStorage::open(data.path()).expect("a new record opens");
        let mut town = Self { _data: Some(data), ..Self::found_on(sqlite) };
        let households: Vec<NewHousehold> = (0..households)
            .map(|room| NewHousehold {
                grid: grid(1),
                estate: estate.into(),
                building: "3".into(),
                unit: "1".into(),
                room: (101 + room).to_string(),
                bundle: Some(4),
                class: None,
                needs: vec![],
            })
            .collect();
        town.list(&households);
        town
    }

    /// Founds a town without households on this storage, which must be new.
    pub fn found_on(sqlite: SqliteStorage) -> Self {
        let now = SystemHost.now();
        let since = now.plus_ms(-30 * DAY_MS);
        let (keys, trust, node) = keys(since);
        let office = Office::open(Box::new(sqlite), keys, &SystemHost).expect("a new office opens");
        fill_posts(&office, since, now);
        Self { office: Arc::new(office), since, households: Vec::new(), trust, node, _data: None }
    }

    /// Lists more households, in one transaction.
    pub fn list(&mut self, households: &[NewHousehold]) {
        let desk = Desk { user: PersonId::default(), host: &SystemHost, now: SystemHost.now() };
        self.households.extend(self.office.list_households(households, &desk).expect("listed"));
    }

    /// Enrols a phone for the holder of a role.
    pub fn phone(&self, role: Role) -> Phone {
        let directory = tempfile::tempdir().expect("a directory");
        let store = SqliteStore::open(&directory.path().join("store.db"), &STORE_KEY).expect("opens");
        assert!(store.has_cipher(), "the tests run with the cipher");
        let app = self.companion(role, Box::new(store), directory.path());
        Phone { directory, app }
    }

    /// Enrols the holder of a role on this store, which must be new; the vault lies in the directory.
    pub fn companion(&self, role: Role, store: Box<dyn Store>, directory: &Path) -> Companion {
        self.companion_of(person(role), store, directory)
    }

    /// Gives another person a post of this role and enrols that person.
    pub fn newcomer(&self, role: Role, store: Box<dyn Store>, directory: &Path) -> Companion {
        let (new, scope) = (PersonId(random(&SystemHost)), scope(role));
        let id = AssignmentId::derive(&new, role, scope, self.since);
        let post = Assignment { id, person: new, ..post(role, self.since) };
        self.office
            .write_rows(RegisterId::of(scope), &[Row::Assignment(post)], &[], SystemHost.now())
            .expect("written");
        self.companion_of(new, store, directory)
    }

    fn companion_of(&self, person: PersonId, mut store: Box<dyn Store>, directory: &Path) -> Companion {
        let vault = FileVault::open(directory).expect("a vault");
        let key = SigningKey::generate(&SystemHost);
        let certificate = self.office.enrol(&key.public(), person, SystemHost.now()).expect("enrols");
        let identity = Identity {
            wrapped_key: vault.wrap("device-key", key.to_bytes().as_slice()).expect("wraps"),
            certificate,
            trust: self.trust.clone(),
            nodes: vec![Bytes(self.node.clone())],
            addresses: vec![],
            tls_pin: random(&SystemHost),
        };
        let install = vault.install_id().expect("a vault");
        let chain = ChainState::start(&key.public(), install, None, &SystemHost);
        store.commit(vec![identity.save(), chain.save()]).expect("commits");
        Companion::open(store, Arc::new(vault), Arc::new(SystemHost)).expect("opens")
    }

    /// Syncs a phone to the end.
    pub fn sync(&self, phone: &Phone) -> SyncSummary {
        self.sync_counted(phone).summary
    }

    /// Syncs a phone to the end and counts what both sides did for it.
    pub fn sync_counted(&self, phone: &Phone) -> Counts {
        let transport = Direct::to(self.office.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let begun = counted::so_far();
        let summary = runtime.block_on(phone.app.sync(&transport, &Silent, Lang::En)).expect("syncs");
        let all = counted::so_far().since(begun);
        assert!(summary.is_complete);
        let office = transport.done();
        Counts { summary, office, phone: all.since(office.all()) }
    }

    /// Tells everybody of the grid the name of the person who holds a role.
    pub fn introduce(&self, role: Role, name: &str) {
        let id = person(role);
        let details = PersonDetails { salt: id.0, number: String::new(), name: name.into(), duty_phone: String::new() };
        let row = Row::Person { id, leaf: details.leaf() };
        self.office.write_rows(RegisterId::Grid(grid(1)), &[row], &[details], SystemHost.now()).expect("written");
    }

    /// Ends the post of a role now.
    pub fn end_post(&self, role: Role) {
        let now = SystemHost.now();
        let ended = Row::Assignment(Assignment { to: Some(now), ..post(role, self.since) });
        self.office.write_rows(RegisterId::Grid(grid(1)), &[ended], &[], now).expect("written");
    }
}

fn keys(since: Timestamp) -> (Keys, Chain, Vec<u8>) {
    let [root, issuer, node] = [(); 3].map(|()| SigningKey::generate(&SystemHost));
    let org = OrgId::of(&root.public().to_bytes());
    let certify = |kind, key: &SigningKey, signer: &SigningKey, serial| {
        let (key, to) = (key.public().to_bytes(), since.plus_ms(400 * DAY_MS));
        Certificate { org, kind, key, person: None, from: since, to, serial }.issue(signer)
    };
    let issued = certify(CertificateKind::Issuer, &issuer, &root, 1);
    let trust = Chain { root: root.public().to_bytes(), issuer: issued };
    let certificate = certify(CertificateKind::Node, &node, &issuer, 2);
    let keys = Keys { node, certificate: certificate.clone(), issuer, chain: trust.clone() };
    (keys, trust, certificate)
}

fn fill_posts(office: &Office, since: Timestamp, now: Timestamp) {
    let mut rows = vec![Row::Grid {
        label: "示-01".into(),
        kind: GridKind::Basic,
        from: since.day(),
        to: None,
        predecessors: vec![],
    }];
    rows.extend(Role::ALL.iter().filter(|r| scope(**r).grid().is_some()).map(|r| Row::Assignment(post(*r, since))));
    office.write_rows(RegisterId::Grid(grid(1)), &rows, &[], now).expect("written");
    let rows = [Role::CommunitySecretary, Role::CommunityOffice].map(|r| Row::Assignment(post(r, since)));
    office.write_rows(RegisterId::Org, &rows, &[], now).expect("written");
}
