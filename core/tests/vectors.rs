//! Byte-exact vectors of every format that leaves a device. They are made here for good: a change that moves a byte
//! needs a new version of the format, not new vectors.
//!
//! Written by `cargo test -p lianxin-core --test vectors write_the_vectors -- --ignored`.

#![expect(clippy::unwrap_used, reason = "the vectors' own values are known to be good")]

use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, iana};
use lianxin_core::cbor::{Bytes, decode, encode};
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::document::{Document, Edit, Value};
use lianxin_core::enrol::{EnrolAnswer, EnrolRequest, Invitation, digits};
use lianxin_core::entry::{Acting, Entry, ObjectKind, ObjectRef, Opening, RefusalCode, SignedEntry, Verdict};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Era, Hash, Hash8, OrgId, PersonId};
use lianxin_core::register::{Assignment, Page, PersonDetails, RegisterId, Row};
use lianxin_core::role::{GridKind, Role};
use lianxin_core::seal::cose::Namespace;
use lianxin_core::seal::{Certificate, CertificateKind, Chain, SigningKey};
use lianxin_core::sync::{
    Answer, Audience, AudienceNews, Cursor, DocumentNews, Item, Question, ReasonRow, Receipt, SentChain, SentEntry,
    Tip, VerdictRow,
};
use lianxin_core::time::{Day, Timestamp};
use std::collections::BTreeMap;
use std::path::PathBuf;

const NOW: Timestamp = Timestamp(1_795_500_000_000);

struct Keys {
    root: SigningKey,
    issuer: SigningKey,
    node: SigningKey,
    device: SigningKey,
}

fn keys() -> Keys {
    let [root, issuer, node, device] = [1, 2, 3, 4].map(|n| SigningKey::from_bytes(&[n; 32]));
    Keys { root, issuer, node, device }
}

fn grid() -> GridCode {
    GridCode::parse("000000901001003").unwrap()
}

fn person() -> PersonId {
    PersonId([0x50; 16])
}

fn certificate(kind: CertificateKind, key: &SigningKey) -> Certificate {
    Certificate {
        org: OrgId::of(&keys().root.public().to_bytes()),
        kind,
        key: key.public().to_bytes(),
        person: (kind == CertificateKind::Device).then(person),
        from: NOW,
        to: NOW.plus_ms(90 * 86_400_000),
        serial: 7,
    }
}

fn trust() -> Chain {
    let keys = keys();
    let issuer = certificate(CertificateKind::Issuer, &keys.issuer).issue(&keys.root);
    Chain { root: keys.root.public().to_bytes(), issuer }
}

fn post() -> Assignment {
    let (role, scope) = (Role::GridWorker, Scope::Grid(grid()));
    let id = AssignmentId::derive(&person(), role, scope, NOW);
    Assignment { id, person: person(), role, scope, from: NOW, to: None, substitute_for: None }
}

fn details() -> PersonDetails {
    PersonDetails {
        salt: [0x51; 16],
        number: "P001".into(),
        name: "秦知禾（演示）".into(),
        duty_phone: "000-0000001".into(),
    }
}

fn page() -> Page {
    Page {
        register: RegisterId::Grid(grid()),
        version: 1,
        previous: Hash::default(),
        time: NOW,
        rows: vec![
            Row::Grid {
                label: "示例01-03".into(),
                kind: GridKind::Basic,
                from: Day(20_000),
                to: None,
                predecessors: vec![],
            },
            Row::Person { id: person(), leaf: details().leaf() },
            Row::Assignment(post()),
        ],
    }
}

fn entry() -> SignedEntry {
    let device = keys().device;
    let epoch = [0x45; 16];
    let actor = ActorId::derive(&device.public().to_bytes(), &epoch);
    let nonce = [0x4e; 16];
    let visit = DocumentId::derive(lianxin_core::visit::CODE, &actor, &nonce);
    let edits = [Edit::put("outcome", Value::text("met")), Edit::put("day", Value::Int(20_780))];
    let change = Document::new().write(&actor, NOW, "visit.record", &nonce, &edits).unwrap().unwrap();
    let bytes = change.bytes().to_vec();
    let entry = Entry {
        actor,
        n: 1,
        previous: Hash::default(),
        time: NOW,
        acting: Acting::Assignment(post().id),
        receipt: Some((0, NOW)),
        registers: vec![(RegisterId::Org, 1), (RegisterId::Grid(grid()), 1)],
        replays: None,
        opening: Some(Opening { epoch, previous: None }),
        objects: vec![ObjectRef::new(ObjectKind::Create, visit, &bytes)],
    };
    entry.sign(&device, vec![bytes])
}

fn receipt() -> Receipt {
    let entry = entry();
    Receipt {
        era: Era([0x65; 8]),
        actor: entry.entry.actor,
        n: 1,
        hash: entry.hash,
        time: NOW.plus_ms(1000),
        backed_up_n: 0,
    }
}

fn question() -> Question {
    let entry = entry();
    let sent = SentEntry { sealed: entry.sealed, objects: entry.objects, received: None };
    Question {
        era: Some(Era([0x65; 8])),
        number: 2,
        time: NOW,
        actor: entry.entry.actor,
        chains: vec![SentChain { actor: entry.entry.actor, entries: vec![sent] }],
        cursors: vec![(Audience::ledger(grid()), Cursor { pos: 60, chain: Hash8([0x63; 8]), back: 1 })],
        wants: vec![],
        holds: vec![],
        pages: vec![],
        reads_reasons: false,
    }
}

fn answer() -> Answer {
    let entry = entry();
    let document = entry.entry.objects[0].document;
    Answer {
        era: Era([0x65; 8]),
        number: 2,
        time: NOW.plus_ms(1000),
        stale: false,
        more: false,
        tips: vec![Tip { actor: entry.entry.actor, n: 1, hash: entry.hash.short() }],
        receipts: vec![Bytes(receipt().seal(&keys().node))],
        renewed: None,
        verdicts: vec![
            VerdictRow {
                actor: entry.entry.actor,
                n: 1,
                hash: entry.hash.short(),
                verdict: Verdict::Admitted { clock: true, late: false },
            },
            VerdictRow {
                actor: entry.entry.actor,
                n: 2,
                hash: Hash8([2; 8]),
                verdict: Verdict::Refused(RefusalCode::Rights),
            },
        ],
        keeps: true,
        audiences: vec![
            AudienceNews { audience: Audience::org(), restart: false, to: None, enter: vec![], leave: vec![] },
            AudienceNews {
                audience: Audience::mine(post().id),
                restart: false,
                to: Some(Cursor { pos: 1, chain: Hash8([0x64; 8]), back: 1 }),
                enter: vec![(document, None)],
                leave: vec![],
            },
        ],
        pages: vec![Bytes(page().seal(&keys().node))],
        parts: vec![Bytes(encode(&details()))],
        documents: vec![DocumentNews { document, whole: false, items: vec![Item::Own(entry.hash.short())] }],
        absent: vec![],
        reasons: None,
    }
}

fn later_question() -> Question {
    Question { reads_reasons: true, ..question() }
}

fn later_answer() -> Answer {
    let (verdict, text) = (Verdict::Refused(RefusalCode::Person), "数量不符".to_owned());
    let VerdictRow { actor, n, hash, .. } = answer().verdicts[1];
    let verdicts = vec![VerdictRow { actor, n, hash, verdict }];
    Answer { verdicts, reasons: Some(vec![ReasonRow { actor, n, hash, text }]), ..answer() }
}

fn invitation() -> Invitation {
    Invitation {
        id: [0x69; 16],
        secret: [0x73; 16],
        root: Chain::fingerprint(&trust().root),
        tls_pin: [0x74; 32],
        addresses: vec!["192.0.2.5:8443".into()],
        expires: NOW,
    }
}

fn enrolment() -> (EnrolRequest, EnrolAnswer) {
    let keys = keys();
    let request = invitation().request(&keys.device.public(), [0x6e; 16]);
    let answer = EnrolAnswer {
        nonce: [0x6f; 16],
        trust: trust(),
        nodes: vec![Bytes(certificate(CertificateKind::Node, &keys.node).issue(&keys.issuer))],
        proof: [0; 32],
        certificate: Some(Bytes(certificate(CertificateKind::Device, &keys.device).issue(&keys.issuer))),
    };
    let answer = answer.prove(&request, &invitation().secret);
    (request, answer)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Envelopes are listed as their bodies: how zstd packs is not part of the format.
fn vectors() -> BTreeMap<&'static str, String> {
    let (request, enrol_answer) = enrolment();
    let issuer = keys().issuer;
    BTreeMap::from([
        ("actor", entry().entry.actor.to_string()),
        ("answer.2.body", hex(&encode(&later_answer()))),
        ("answer.body", hex(&encode(&answer()))),
        ("assignment.id", post().id.to_string()),
        ("certificate.device", hex(&certificate(CertificateKind::Device, &keys().device).issue(&issuer))),
        ("certificate.issuer", hex(&trust().issuer)),
        ("certificate.node", hex(&certificate(CertificateKind::Node, &keys().node).issue(&issuer))),
        ("document.id", entry().entry.objects[0].document.to_string()),
        ("enrol.answer", hex(&encode(&enrol_answer))),
        ("enrol.digits", digits(&request, &enrol_answer.nonce)),
        ("enrol.request", hex(&encode(&request))),
        ("entry", hex(&entry().sealed)),
        ("entry.hash", hex(&entry().hash.0)),
        ("entry.object.0", hex(&entry().objects[0])),
        ("invitation", invitation().to_text()),
        ("key.id", keys().device.public().id().to_string()),
        ("org.id", OrgId::of(&trust().root).to_string()),
        ("page", hex(&page().seal(&keys().node))),
        ("page.hash", hex(&page().hash().0)),
        ("person.leaf", hex(&details().leaf().0)),
        ("person.part", hex(&encode(&details()))),
        ("question.2.body", hex(&encode(&later_question()))),
        ("question.body", hex(&encode(&question()))),
        ("receipt", hex(&receipt().seal(&keys().node))),
    ])
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/formats.json")
}

#[test]
fn every_format_gives_the_bytes_of_its_vector() {
    let text = std::fs::read_to_string(path()).unwrap();
    let wanted: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
    let made: BTreeMap<String, String> = vectors().into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
    for (name, bytes) in &made {
        assert_eq!(wanted.get(name), Some(bytes), "{name}");
    }
    assert_eq!(wanted.len(), made.len());
}

#[test]
fn every_vector_reads_back() {
    let keys = keys();
    let entry = entry();
    assert_eq!(SignedEntry::open(&entry.sealed, entry.objects.clone(), &keys.device.public()), Ok(entry));
    assert_eq!(Page::open(&page().seal(&keys.node), &keys.node.public()), Ok(page()));
    assert_eq!(Receipt::open(&receipt().seal(&keys.node), &keys.node.public()), Ok(receipt()));
    assert_eq!(Question::open(&question().seal(&keys.device), &keys.device.public()), Ok(question()));
    assert_eq!(Answer::open(&answer().seal(&keys.node), &keys.node.public()), Ok(answer()));
    assert_eq!(Question::open(&later_question().seal(&keys.device), &keys.device.public()), Ok(later_question()));
    assert_eq!(Answer::open(&later_answer().seal(&keys.node), &keys.node.public()), Ok(later_answer()));
    assert_eq!(decode::<PersonDetails>(&encode(&details())), Ok(details()));
    assert_eq!(Invitation::parse(&invitation().to_text()), Ok(invitation()));
    let (request, answer) = enrolment();
    assert_eq!(invitation().check(&request, &answer), Ok(digits(&request, &answer.nonce)));
}

#[test]
fn another_cose_library_makes_the_same_seals() {
    let keys = keys();
    let issuer = &keys.issuer;
    for (namespace, key, sealed) in [
        (Namespace::Certificate, &keys.root, trust().issuer),
        (Namespace::Certificate, issuer, certificate(CertificateKind::Node, &keys.node).issue(issuer)),
        (Namespace::Certificate, issuer, certificate(CertificateKind::Device, &keys.device).issue(issuer)),
        (Namespace::Page, &keys.node, page().seal(&keys.node)),
        (Namespace::Entry, &keys.device, entry().sealed),
        (Namespace::Receipt, &keys.node, receipt().seal(&keys.node)),
        (Namespace::Question, &keys.device, question().seal(&keys.device)),
        (Namespace::Answer, &keys.node, answer().seal(&keys.node)),
    ] {
        let payload = CoseSign1::from_slice(&sealed).unwrap().payload.unwrap();
        let header = HeaderBuilder::new().algorithm(iana::Algorithm::Ed25519).key_id(key.public().id().0.to_vec());
        let again = CoseSign1Builder::new()
            .protected(header.build())
            .payload(payload)
            .create_signature(namespace.aad(), |message| key.sign(message).to_vec())
            .build();
        assert_eq!(again.to_vec().unwrap(), sealed, "{namespace:?}");
    }
}

#[test]
#[ignore = "writes the vectors; only for a new format or version"]
fn write_the_vectors() {
    let text = serde_json::to_string_pretty(&vectors()).unwrap();
    std::fs::write(path(), text + "\n").unwrap();
}
