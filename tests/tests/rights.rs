//! What each role's phone holds, byte by byte: a word is planted in the ledger and another in a visit's note, every
//! role syncs with the real office onto a real encrypted store, and then the store is decrypted and searched (P-09,
//! M22 b, M18 a). The files as they lie on the phone must not hold the words at all.

use async_trait::async_trait;
use lianxin_core::cbor::Bytes;
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::companion::{Companion, Silent, Target, VisitForm};
use lianxin_core::device::{ChainState, Identity, Named};
use lianxin_core::id::{AssignmentId, DocumentId, OrgId, PersonId};
use lianxin_core::register::{Assignment, RegisterId, Row};
use lianxin_core::role::{GridKind, Role, VisitOutcome};
use lianxin_core::seal::vault::FileVault;
use lianxin_core::seal::{Certificate, CertificateKind, Chain, KeyVault, SigningKey};
use lianxin_core::store::{SqliteStore, Store};
use lianxin_core::time::{DAY_MS, Host, SystemHost, Timestamp, random};
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use lianxin_core::words::Lang;
use lianxin_server::node::{Desk, NewHousehold};
use lianxin_server::office::{Keys, Office};
use lianxin_server::storage::SqliteStorage;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const IN_THE_LEDGER: &str = "PLANTEDESTATE";
const IN_A_NOTE: &str = "PLANTEDNOTE";
const KEY: [u8; 32] = [7; 32];

/// The office in the same process; what crosses is the sealed bytes.
struct Direct(Arc<Office>);

#[async_trait]
impl Transport for Direct {
    async fn send(&self, to: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        assert_eq!(to, Endpoint::Sync);
        self.0.handle(&body, SystemHost.now()).map_err(|_| TransportError::Unreachable)
    }
}

struct Town {
    office: Arc<Office>,
    trust: Chain,
    node: Vec<u8>,
    since: Timestamp,
    household: DocumentId,
}

struct Phone {
    directory: TempDir,
    app: Companion,
}

fn grid(number: u64) -> GridCode {
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

fn post(role: Role, from: Timestamp) -> Assignment {
    let id = AssignmentId::derive(&person(role), role, scope(role), from);
    Assignment { id, person: person(role), role, scope: scope(role), from, to: None, substitute_for: None }
}

fn town() -> Town {
    let now = SystemHost.now();
    let since = now.plus_ms(-30 * DAY_MS);
    let [root, issuer, node] = [(); 3].map(|()| SigningKey::generate(&SystemHost));
    let org = OrgId::of(&root.public().to_bytes());
    let certify = |kind, key: &SigningKey, signer: &SigningKey, serial| {
        let (key, to) = (key.public().to_bytes(), now.plus_ms(400 * DAY_MS));
        Certificate { org, kind, key, person: None, from: since, to, serial }.issue(signer)
    };
    let trust = Chain { root: root.public().to_bytes(), issuer: certify(CertificateKind::Issuer, &issuer, &root, 1) };
    let certificate = certify(CertificateKind::Node, &node, &issuer, 2);
    let keys = Keys { node, certificate: certificate.clone(), issuer, chain: trust.clone() };
    let storage = SqliteStorage::in_memory().expect("memory opens");
    let office = Office::open(Box::new(storage), keys, &SystemHost).expect("a new office opens");
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
    let desk = Desk { user: PersonId::default(), host: &SystemHost, now };
    let household = NewHousehold {
        grid: grid(1),
        estate: IN_THE_LEDGER.into(),
        building: "3".into(),
        unit: "1".into(),
        room: "101".into(),
        bundle: Some(4),
        class: None,
        needs: vec![],
    };
    let household = office.list_households(&[household], &desk).expect("listed")[0];
    Town { office: Arc::new(office), trust, node: certificate, since, household }
}

impl Town {
    fn phone(&self, role: Role) -> Phone {
        let directory = tempfile::tempdir().expect("a directory");
        let vault = FileVault::open(directory.path()).expect("a vault");
        let key = SigningKey::generate(&SystemHost);
        let certificate = self.office.enrol(&key.public(), person(role), SystemHost.now()).expect("enrols");
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
        let mut store = SqliteStore::open(&directory.path().join("store.db"), &KEY).expect("opens");
        assert!(store.has_cipher(), "the tests run with the cipher");
        store.commit(vec![identity.save(), chain.save()]).expect("commits");
        let app = Companion::open(Box::new(store), Arc::new(vault), Arc::new(SystemHost)).expect("opens");
        Phone { directory, app }
    }

    fn sync(&self, phone: &Phone) {
        let transport = Direct(self.office.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let summary = runtime.block_on(phone.app.sync(&transport, &Silent, Lang::En)).expect("syncs");
        assert!(summary.is_complete);
    }
}

impl Phone {
    /// Closes the phone and looks for the words: first in the files as they lie there, then in what they decrypt to.
    fn holds(self) -> (bool, bool) {
        let Phone { directory, app } = self;
        assert!(!found(directory.path(), IN_THE_LEDGER), "the file holds the ledger in clear");
        assert!(!found(directory.path(), IN_A_NOTE), "the file holds a note in clear");
        drop(app);
        let plain = directory.path().join("decrypted");
        std::fs::create_dir(&plain).expect("a directory");
        let key: String = KEY.iter().map(|b| format!("{b:02x}")).collect();
        let connection = Connection::open(directory.path().join("store.db")).expect("opens");
        connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\";")).expect("opens");
        let attach = format!("ATTACH DATABASE '{}' AS plain KEY ''", plain.join("plain.db").display());
        connection.execute_batch(&attach).expect("attaches");
        connection.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).expect("decrypts");
        connection.execute_batch("DETACH DATABASE plain").expect("closes");
        (found(&plain, IN_THE_LEDGER), found(&plain, IN_A_NOTE))
    }
}

fn found(directory: &Path, word: &str) -> bool {
    std::fs::read_dir(directory).expect("reads").any(|file| {
        let path = file.expect("reads").path();
        let bytes = if path.is_file() { std::fs::read(path).expect("reads") } else { Vec::new() };
        bytes.windows(word.len()).any(|at| at == word.as_bytes())
    })
}

#[test]
fn a_phone_holds_what_its_role_may_hold_and_no_byte_more() {
    let town = town();
    let worker = town.phone(Role::GridWorker);
    town.sync(&worker);
    let target = Target::Listed(town.household);
    let form = VisitForm { note: IN_A_NOTE.into(), ..VisitForm::new(target, VisitOutcome::Met) };
    worker.app.record_visit(&form).expect("recorded");
    town.sync(&worker);
    assert_eq!(worker.holds(), (true, true), "a worker holds his grid's ledger and his own visits");
    for (role, ledger, visits) in [
        (Role::GridChief, true, true),
        (Role::JointHouseholdLead, true, false),
        (Role::PartyMember, false, false),
        (Role::VanguardCaptain, false, false),
        (Role::DeputyGridChief, false, false),
        (Role::CommunitySecretary, false, false),
        (Role::CommunityOffice, false, false),
    ] {
        let phone = town.phone(role);
        town.sync(&phone);
        assert_eq!(phone.holds(), (ledger, visits), "{role:?}");
    }
}

#[test]
fn the_end_of_a_post_takes_the_bytes_off_the_phone_at_its_next_contact() {
    let town = town();
    let chief = town.phone(Role::GridChief);
    town.sync(&chief);
    assert_eq!(chief.app.search(IN_THE_LEDGER, 9).expect("reads").len(), 1);
    let now = SystemHost.now();
    let ended = Assignment { to: Some(now), ..post(Role::GridChief, town.since) };
    town.office.write_rows(RegisterId::Grid(grid(1)), &[Row::Assignment(ended)], &[], now).expect("written");
    town.sync(&chief);
    assert_eq!(chief.holds(), (false, false));
}

#[test]
fn unsent_work_reaches_the_office_after_its_post_has_ended() {
    let town = town();
    let worker = town.phone(Role::GridWorker);
    town.sync(&worker);
    let form =
        VisitForm { note: IN_A_NOTE.into(), ..VisitForm::new(Target::Listed(town.household), VisitOutcome::Met) };
    worker.app.record_visit(&form).expect("recorded");
    let now = SystemHost.now();
    let ended = Assignment { to: Some(now), ..post(Role::GridWorker, town.since) };
    town.office.write_rows(RegisterId::Grid(grid(1)), &[Row::Assignment(ended)], &[], now).expect("written");
    town.sync(&worker);
    let status = worker.app.status().expect("reads");
    assert_eq!((status.delivered, status.made, status.attention), (1, 1, 0), "received, admitted, flagged late");
    assert_eq!(worker.holds(), (false, true), "own work outlives the ledger");
}
