//! Bad input through real HTTPS into a real server process: each gets its clear error or verdict, nothing of it comes
//! into the record, and the next device is served.

use automerge::{Change, ChangeHash};
use lianxin_core::cbor::{Bytes, decode, encode};
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::document::{Document, Edit, Value, guard};
use lianxin_core::enrol::{EnrolAnswer, Invitation};
use lianxin_core::entry::{Acting, Entry, HoldCode, ObjectKind, ObjectRef, Opening, RefusalCode, Verdict};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Hash, PersonId};
use lianxin_core::role::Role;
use lianxin_core::seal::{Certificate, CertificateKind, PublicKey, SigningKey, cose};
use lianxin_core::sync::{Answer, Item, Question, SentChain, SentEntry};
use lianxin_core::time::{Day, Host, SystemHost, Timestamp, random};
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use lianxin_core::{household, visit};
use lianxin_tests::server::{GRID, Server};
use std::collections::BTreeMap;

/// A device that speaks the protocol by hand.
struct Device {
    key: SigningKey,
    node: PublicKey,
    person: PersonId,
    transport: lianxin_core::http::HttpTransport,
    epoch: [u8; 16],
    tip: (u64, Hash),
    number: u64,
    /// The time of every entry and change: the guard wants them equal.
    time: Timestamp,
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn send(transport: &dyn Transport, to: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, (u16, String)> {
    runtime().block_on(transport.send(to, body)).map_err(|error| match error {
        TransportError::Refused { status, code } => (status, code),
        other => panic!("{other}"),
    })
}

fn enrol_with(invitation: &Invitation, key: &SigningKey, nonce: [u8; 16]) -> Result<EnrolAnswer, (u16, String)> {
    let request = invitation.request(&key.public(), nonce);
    let answer = send(&Server::transport(invitation), Endpoint::Enrol, encode(&request))?;
    let answer: EnrolAnswer = decode(&answer).expect("an answer reads");
    invitation.check(&request, &answer).expect("the office proves itself");
    Ok(answer)
}

impl Device {
    fn enrol(server: &Server, person: &str) -> Self {
        let invitation = server.invite(person);
        let (key, nonce) = (SigningKey::generate(&SystemHost), random(&SystemHost));
        let answer = enrol_with(&invitation, &key, nonce).expect("the office takes the invitation");
        let request = invitation.request(&key.public(), nonce);
        server.run(&["confirm", &lianxin_core::enrol::digits(&request, &answer.nonce)]);
        let answer = enrol_with(&invitation, &key, nonce).expect("confirmed");
        let certificate = answer.certificate.expect("confirmed").0;
        let certificate = answer.trust.verify(&certificate, CertificateKind::Device).expect("a certificate");
        let node = answer.trust.verify(&answer.nodes[0].0, CertificateKind::Node).expect("a certificate");
        Self {
            key,
            node: node.public_key().expect("a key"),
            person: certificate.person.expect("a person"),
            transport: Server::transport(&invitation),
            epoch: random(&SystemHost),
            tip: (0, Hash::default()),
            number: 0,
            time: SystemHost.now(),
        }
    }

    fn actor(&self) -> ActorId {
        ActorId::derive(&self.key.public().to_bytes(), &self.epoch)
    }

    fn post(&self) -> AssignmentId {
        let scope = Scope::Grid(GridCode::parse(GRID).expect("a grid"));
        let from = Day::parse("2026-01-05").expect("a day").start();
        AssignmentId::derive(&self.person, Role::GridWorker, scope, from)
    }

    fn question(&mut self, entries: Vec<SentEntry>) -> Question {
        self.number += 1;
        Question {
            era: None,
            number: self.number,
            time: SystemHost.now(),
            actor: self.actor(),
            chains: vec![SentChain { actor: self.actor(), entries }],
            cursors: vec![],
            wants: vec![],
            holds: vec![],
            pages: vec![],
            reads_reasons: false,
        }
    }

    fn ask(&mut self, entries: Vec<SentEntry>) -> Result<Answer, (u16, String)> {
        let sealed = self.question(entries).seal(&self.key);
        let answer = send(&self.transport, Endpoint::Sync, sealed)?;
        Ok(Answer::open(&answer, &self.node).expect("the office's answer opens"))
    }

    /// The next entry of the chain, with this one object.
    fn entry(&mut self, reference: ObjectRef, bytes: Vec<u8>) -> SentEntry {
        let (n, previous) = self.tip;
        let entry = Entry {
            actor: self.actor(),
            n: n + 1,
            previous,
            time: self.time,
            acting: Acting::Assignment(self.post()),
            receipt: None,
            registers: vec![],
            replays: None,
            opening: (n == 0).then_some(Opening { epoch: self.epoch, previous: None }),
            objects: vec![reference],
        };
        let signed = entry.sign(&self.key, vec![bytes]);
        self.tip = (n + 1, signed.hash);
        SentEntry { sealed: signed.sealed, objects: signed.objects, received: None }
    }

    /// Sends one entry with this object and gives its verdict.
    fn verdict(&mut self, reference: ObjectRef, bytes: Vec<u8>) -> Verdict {
        let entry = self.entry(reference, bytes);
        let answer = self.ask(vec![entry]).expect("the envelope is good");
        let hash = self.tip.1.short();
        answer.verdicts.iter().find(|row| row.hash == hash).expect("a verdict for what was sent").verdict
    }

    fn write(&self, document: &Document, edits: &[Edit]) -> Vec<u8> {
        let change = document.write(&self.actor(), self.time, "hostile", &random(&SystemHost), edits);
        change.expect("the guard lets it out").expect("something changes").bytes().to_vec()
    }
}

/// Documents of an answer as their changes build them.
fn documents(answer: &Answer) -> BTreeMap<DocumentId, Document> {
    let mut documents: BTreeMap<DocumentId, Document> = BTreeMap::new();
    for news in &answer.documents {
        let document = documents.entry(news.document).or_default();
        for item in &news.items {
            if let Item::Change(bytes) = item {
                document.admit(&guard::read(bytes).expect("the office sends good changes")).expect("in order");
            }
        }
    }
    documents
}

fn change_ref(id: DocumentId, bytes: &[u8]) -> ObjectRef {
    ObjectRef::new(ObjectKind::Change, id, bytes)
}

fn twisted(bytes: &[u8], twist: impl FnOnce(&mut automerge::ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::try_from(bytes).expect("a change").decode();
    twist(&mut expanded);
    expanded.hash = None;
    Change::from(expanded).raw_bytes().to_vec()
}

#[test]
fn bad_envelopes_get_their_code_and_the_next_device_is_served() {
    let server = Server::start();
    let mut device = Device::enrol(&server, "P1");
    let good = device.question(vec![]).seal(&device.key);
    let to_sync = |body: Vec<u8>| send(&device.transport, Endpoint::Sync, body).expect_err("refused");
    let code = |status, code: &str| (status, code.to_owned());
    assert_eq!(to_sync(vec![]), code(400, "envelope.malformed"));
    assert_eq!(to_sync(b"GET / HTTP/1.0".to_vec()), code(400, "envelope.malformed"));
    for len in [1, 30, good.len() / 2, good.len() - 1] {
        assert_eq!(to_sync(good[..len].to_vec()), code(400, "envelope.malformed"), "{len} bytes");
    }
    let mut flipped = good.clone();
    let at = flipped.len() - 70;
    flipped[at] ^= 1;
    assert_eq!(to_sync(flipped), code(403, "envelope.signature"));
    assert_eq!(to_sync(vec![0; 8 * 1024 * 1024 + 1]).0, 413);
    let bomb = zstd::bulk::compress(&vec![0; 17 * 1024 * 1024], 3).expect("compresses");
    let bomb = cose::seal(&device.key, cose::Namespace::Question, &bomb);
    assert_eq!(to_sync(bomb), code(413, "envelope.inflate"));
    let stranger = SigningKey::generate(&SystemHost);
    let sealed = device.question(vec![]).seal(&stranger);
    assert_eq!(send(&device.transport, Endpoint::Sync, sealed), Err(code(403, "device.unknown")));
    let later =
        zstd::bulk::compress(&[0x8a, 0x02, 0xf6, 1, 1, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0xf6], 3).expect("compresses");
    let later = cose::seal(&device.key, cose::Namespace::Question, &later);
    assert_eq!(send(&device.transport, Endpoint::Sync, later), Err(code(400, "envelope.version")));
    // A question that is played again is answered again and changes nothing.
    assert!(send(&device.transport, Endpoint::Sync, good.clone()).is_ok());
    assert!(send(&device.transport, Endpoint::Sync, good).is_ok());
    let mut next = Device::enrol(&server, "P2");
    assert!(!next.ask(vec![]).expect("served").documents.is_empty());
    assert!(!server.second_starts(), "one process owns the data");
}

#[test]
fn invitations_are_good_once_and_for_who_knows_their_secret() {
    let server = Server::start();
    let invitation = server.invite("P1");
    let keys: Vec<SigningKey> = (0..8).map(|_| SigningKey::generate(&SystemHost)).collect();
    let code = |status, code: &str| Some((status, code.to_owned()));
    let unknown = Invitation { id: [9; 16], ..invitation.clone() };
    assert_eq!(enrol_with(&unknown, &keys[0], [1; 16]).err(), code(404, "enrol.unknown"));
    assert!(enrol_with(&invitation, &keys[0], [1; 16]).is_ok());
    assert!(enrol_with(&invitation, &keys[0], [1; 16]).is_ok(), "asking again is asking how far it is");
    assert_eq!(enrol_with(&invitation, &keys[1], [2; 16]).err(), code(410, "enrol.used"));
    let guessed = server.invite("P2");
    let wrong = Invitation { secret: [0; 16], ..guessed.clone() };
    for key in &keys[2..7] {
        assert_eq!(enrol_with(&wrong, key, [3; 16]).err(), code(403, "enrol.proof"));
    }
    assert_eq!(enrol_with(&guessed, &keys[7], [4; 16]).err(), code(410, "enrol.locked"));
    let mut weak = invitation.request(&keys[0].public(), [5; 16]);
    weak.key = [0; 32];
    weak.key[0] = 1;
    let refused = send(&Server::transport(&invitation), Endpoint::Enrol, encode(&weak)).expect_err("refused");
    assert!(["key.weak", "enrol.proof", "enrol.used"].contains(&refused.1.as_str()), "{refused:?}");
    assert_eq!(send(&Server::transport(&invitation), Endpoint::Enrol, vec![0xff]).expect_err("refused").0, 400);
}

#[test]
fn hostile_changes_are_kept_refused_and_told_and_the_record_stays_whole() {
    let server = Server::start();
    let mut device = Device::enrol(&server, "P1");
    let first = device.ask(vec![]).expect("served");
    let held = documents(&first);
    let (id, ledger) = held.iter().find(|(id, _)| id.family() == household::CODE).expect("a household");
    let (id, ledger) = (*id, ledger.clone());
    let refused = |code| Verdict::Refused(code);
    let need = |n: u8| [Edit::put(&format!("need/0000000{n}/code"), Value::text("light"))];
    // Bytes that are no change, a document chunk, and five million operations in a hundred bytes.
    for bytes in [b"garbage".to_vec(), ledger.save(), bomb()] {
        let reference = change_ref(id, &bytes);
        assert_eq!(device.verdict(reference, bytes), refused(RefusalCode::Shape));
    }
    // What Automerge would panic on or take in and choke on later (automerge-facts §4.1).
    let good = device.write(&ledger, &need(1));
    let unknown = twisted(&good, |e| e.deps = vec![ChangeHash([9; 32])]);
    let rootless = twisted(&good, |e| e.deps.clear());
    let gap = twisted(&good, |e| e.seq = 5);
    let jump = twisted(&good, |e| e.start_op = e.start_op.saturating_add(7));
    let burnt = twisted(&good, |e| e.start_op = 4_000_000_000.try_into().expect("not zero"));
    for (what, bytes) in [("deps", unknown), ("no deps", rootless), ("gap", gap), ("jump", jump), ("burnt", burnt)] {
        let reference = change_ref(id, &bytes);
        let verdict = device.verdict(reference, bytes);
        assert!(matches!(verdict, Verdict::Refused(_)), "{what}: {verdict:?}");
    }
    // Rights: the class is the office's, a visit's home fields are the author's own, ids come from their creator.
    let class = device.write(&ledger, &[Edit::put("class", Value::text("care"))]);
    assert!(matches!(device.verdict(change_ref(id, &class), class), Verdict::Refused(_)));
    let stray = device.write(&Document::new(), &[Edit::put("outcome", Value::text("met"))]);
    let reference = ObjectRef::new(ObjectKind::Create, DocumentId([visit::CODE; 16]), &stray);
    assert!(matches!(device.verdict(reference, stray), Verdict::Refused(_)));
    // A kind of a later version is held, never refused.
    let later = b"later".to_vec();
    let reference = ObjectRef::new(ObjectKind::Unknown(77), id, &later);
    assert_eq!(device.verdict(reference, later), Verdict::Held(HoldCode::Kind));
    // Nothing of it is in the record, and the chain goes on for the next device.
    let mut chief = Device::enrol(&server, "P2");
    let seen = documents(&chief.ask(vec![]).expect("served"));
    assert_eq!(seen[&id].heads(), ledger.heads());
    let mut stranger = Device::enrol(&server, "P3");
    let foreign = documents(&stranger.ask(vec![]).expect("served"));
    assert!(!foreign.contains_key(&id), "another grid's worker is not handed the household");
    let mut question = stranger.question(vec![]);
    question.wants = vec![id];
    let answer = send(&stranger.transport, Endpoint::Sync, question.seal(&stranger.key)).expect("served");
    let answer = Answer::open(&answer, &stranger.node).expect("opens");
    assert_eq!(
        (answer.absent, documents(&Answer { documents: answer.documents, ..first }).contains_key(&id)),
        (vec![id], false)
    );
}

#[test]
fn what_makes_automerge_panic_is_refused_and_told_to_the_log_by_its_place_alone() {
    let server = Server::start();
    let mut device = Device::enrol(&server, "P1");
    device.ask(vec![]).expect("served");
    let bytes = lianxin_tests::panicking();
    let reference = change_ref(DocumentId([household::CODE; 16]), &bytes);
    assert_eq!(device.verdict(reference, bytes), Verdict::Refused(RefusalCode::Shape));
    let log = server.log();
    let told: Vec<&str> = log.lines().filter(|line| line.contains("panic")).collect();
    assert!(told.len() == 1 && told[0].contains("made Automerge panic is refused, at "), "{log}");
    assert!(Device::enrol(&server, "P2").ask(vec![]).is_ok(), "the next device is served");
}

#[test]
fn a_second_branch_of_a_chain_is_filed_and_the_first_stands() {
    let server = Server::start();
    let mut device = Device::enrol(&server, "P1");
    let bytes = b"one".to_vec();
    let reference = ObjectRef::new(ObjectKind::Unknown(77), DocumentId([household::CODE; 16]), &bytes);
    device.verdict(reference, bytes);
    let fork = device.tip;
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (bytes, hashes) in [(b"first".to_vec(), &mut first), (b"second".to_vec(), &mut second)] {
        device.tip = fork;
        let reference = ObjectRef::new(ObjectKind::Unknown(77), DocumentId([household::CODE; 16]), &bytes);
        let entry = device.entry(reference, bytes);
        let answer = device.ask(vec![entry]).expect("the envelope is good");
        hashes.push((device.tip.1, answer));
    }
    let (hash, answer) = &second[0];
    let verdict = answer.verdicts.iter().find(|row| row.hash == hash.short()).expect("a verdict");
    assert_eq!(verdict.verdict, Verdict::Held(HoldCode::Fork));
    assert_eq!(answer.tips[0].hash, first[0].0.short(), "the first branch stands");
}

#[test]
fn a_certificate_the_phone_made_itself_opens_nothing() {
    let server = Server::start();
    let device = Device::enrol(&server, "P1");
    let forged = Certificate {
        org: lianxin_core::id::OrgId::of(&device.key.public().to_bytes()),
        kind: CertificateKind::Node,
        key: device.key.public().to_bytes(),
        person: None,
        from: SystemHost.now(),
        to: SystemHost.now().plus_ms(1000),
        serial: 1,
    };
    let sealed = forged.issue(&device.key);
    let answer = send(&device.transport, Endpoint::Sync, sealed.clone());
    assert_eq!(answer, Err((403, "envelope.signature".to_owned())));
    assert_eq!(decode::<Bytes>(&sealed).ok(), None);
}

/// A change that claims five million operations by run length.
fn bomb() -> Vec<u8> {
    let text = include_str!("../vectors/change.json");
    let vectors: serde_json::Value = serde_json::from_str(text).expect("vectors");
    let refused = vectors["refused"].as_array().expect("refused byte strings");
    let hex = refused
        .iter()
        .filter_map(|row| row["bytes"].as_str().or(row["hex"].as_str()))
        .max_by_key(|hex| hex.len())
        .expect("one of them");
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}
