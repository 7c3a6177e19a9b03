//! Holds `docs/protocol.cddl` and the tables of `docs/protocol.md` against the code, so that a program written by
//! them alone reads what this one writes.

#![expect(clippy::unwrap_used, reason = "clippy knows tests by their attribute, not what only tests call")]

use cddl_cat::cbor::validate_cbor;
use cddl_cat::context::BasicContext;
use cddl_cat::flatten::flatten_from_str;
use coset::cbor::Value;
use lianxin_core::cbor::{Bytes, Cbor, Reader, decode, encode};
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::enrol::{EnrolAnswer, EnrolRequest, Invitation};
use lianxin_core::entry::{Acting, Entry, HoldCode, ObjectKind, ObjectRef, Opening, RefusalCode, SignedEntry, Verdict};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Era, Hash, Hash8, OrgId, PersonId, from_base32};
use lianxin_core::register::{Assignment, Page, PersonDetails, RegisterId, Row};
use lianxin_core::role::{GridKind, Role};
use lianxin_core::seal::cose::{Namespace, seal};
use lianxin_core::seal::{Certificate, CertificateKind, Chain, SigningKey};
use lianxin_core::sync::{
    Answer, Audience, AudienceNews, Cursor, DocumentNews, EnvelopeError, Item, Question, ReasonRow, Receipt, SentChain,
    SentEntry, Tip, VerdictRow, envelope, question,
};
use lianxin_core::time::{Day, Timestamp};
use lianxin_core::transport::Endpoint;
use lianxin_core::{document, entry, register};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const NOW: Timestamp = Timestamp(1_795_500_000_000);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn file(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// The definition, ready to be asked.
struct Definition(BasicContext);

impl Definition {
    fn new() -> Self {
        Self::of(&file("docs/protocol.cddl"))
    }

    /// Without what stands sealed or apart inside a byte string: a reader looks into that in its turn.
    fn of_one_layer() -> Self {
        let mut text = file("docs/protocol.cddl");
        for inner in ["sealed<certificate>", "sealed<page>", "sealed<entry>", "sealed<receipt>", "person-details"] {
            text = text.replace(&format!("bstr .cbor {inner}"), "bstr");
        }
        Self::of(&text)
    }

    fn of(text: &str) -> Self {
        let named = ["certificate", "page", "entry", "receipt"].map(|name| format!("\nsealed-{name} = sealed<{name}>"));
        Self(BasicContext::new(flatten_from_str(&(text.to_owned() + &named.concat() + "\n")).unwrap()))
    }

    fn allows(&self, rule: &str, value: &Value) -> bool {
        let rule = self.0.rules.get(rule).unwrap_or_else(|| panic!("no rule {rule}"));
        validate_cbor(rule, value, &self.0).is_ok()
    }
}

fn value(bytes: &[u8]) -> Value {
    coset::cbor::de::from_reader(bytes).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    coset::cbor::ser::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn grid() -> GridCode {
    GridCode::parse("000000901001003").unwrap()
}

/// A page with a row of every kind, one of a later version among them.
fn page() -> Page {
    let (person, role) = (PersonId([3; 16]), Role::CommunityOffice);
    let community = Scope::Community(grid().community());
    let post = |scope, to, substitute_for| {
        let id = AssignmentId::derive(&person, role, scope, NOW);
        Row::Assignment(Assignment { id, person, role, scope, from: NOW, to, substitute_for })
    };
    let later = bytes(&Value::Array(vec![99.into(), "later".into(), Value::Array(vec![])]));
    let (label, predecessors) = ("示例01-03".to_owned(), vec![grid()]);
    Page {
        register: RegisterId::Org,
        version: 2,
        previous: Hash([9; 32]),
        time: NOW,
        rows: vec![
            Row::Unit { code: grid().community(), name: "示例社区01".into() },
            Row::Server { addresses: vec!["192.0.2.5:8443".into()] },
            Row::Revocation { serial: 4, since: NOW },
            Row::Grid { label, kind: GridKind::Dedicated, from: Day(-1), to: Some(Day(20_000)), predecessors },
            Row::Person { id: person, leaf: Hash([9; 32]) },
            post(community, None, None),
            post(Scope::Grid(grid()), Some(NOW), None),
            post(Scope::Bundle(grid(), 99), Some(NOW), Some(person)),
            Row::Node { certificate: Bytes(certificate(CertificateKind::Node)) },
            Row::Issuer { certificate: Bytes(certificate(CertificateKind::Issuer)) },
            Row::Unknown(later),
        ],
    }
}

fn certificate(kind: CertificateKind) -> Vec<u8> {
    let person = (kind == CertificateKind::Device).then_some(PersonId([5; 16]));
    let (org, key) = (OrgId([1; 16]), SigningKey::from_bytes(&[1; 32]));
    Certificate { org, kind, key: [2; 32], person, from: NOW, to: NOW, serial: 7 }.issue(&key)
}

fn entry() -> Entry {
    let mut create = ObjectRef::new(ObjectKind::Create, DocumentId([3; 16]), b"object");
    create.creator = Some(ActorId([6; 16]));
    Entry {
        actor: ActorId([2; 16]),
        n: 1,
        previous: Hash::default(),
        time: NOW,
        acting: Acting::Office(PersonId([5; 16])),
        receipt: Some((4, NOW)),
        registers: vec![(RegisterId::Org, 17), (RegisterId::Grid(grid()), 3)],
        replays: Some(Hash([8; 32])),
        opening: Some(Opening { epoch: [4; 16], previous: Some((ActorId([6; 16]), 9)) }),
        objects: vec![create, ObjectRef::new(ObjectKind::Unknown(200), DocumentId([2; 16]), b"object")],
    }
}

/// The same entry as a later version might write it.
fn later_entry() -> Vec<u8> {
    let Value::Array(mut parts) = value(&encode(&entry())) else { panic!("an entry is an array") };
    parts[0] = 2.into();
    parts.extend([Value::Text("later".into()), Value::Array(vec![7.into()])]);
    bytes(&Value::Array(parts))
}

fn receipt() -> Receipt {
    Receipt { era: Era([1; 8]), actor: ActorId([2; 16]), n: 3, hash: Hash([4; 32]), time: NOW, backed_up_n: 2 }
}

/// A question with everything in it, what only a restored office will ask for too.
fn question() -> Question {
    let key = SigningKey::from_bytes(&[1; 32]);
    let signed = entry().sign(&key, vec![b"object".to_vec(), b"object".to_vec()]);
    let sent = SentEntry { sealed: signed.sealed, objects: signed.objects, received: Some(NOW) };
    Question {
        era: None,
        number: 9,
        time: NOW,
        actor: ActorId([2; 16]),
        chains: vec![
            SentChain { actor: ActorId([2; 16]), entries: vec![sent] },
            SentChain { actor: ActorId([3; 16]), entries: vec![] },
        ],
        cursors: vec![
            (Audience::ledger(grid()), Cursor { pos: 5, chain: Hash8([6; 8]), back: 1 }),
            (Audience::org(), Cursor::default()),
        ],
        wants: vec![DocumentId([1; 16])],
        holds: vec![(DocumentId([1; 16]), Hash8([2; 8]))],
        pages: vec![Bytes(page().seal(&key))],
        reads_reasons: false,
    }
}

fn answer() -> Answer {
    let (key, document) = (SigningKey::from_bytes(&[1; 32]), DocumentId([1; 16]));
    let verdict = |verdict| VerdictRow { actor: ActorId([2; 16]), n: 3, hash: Hash8([3; 8]), verdict };
    let details =
        PersonDetails {
            salt: [1; 16], number: "P01".into(), name: "秦知禾（演示）".into(), duty_phone: "".into()
        };
    let busy = AudienceNews {
        audience: Audience::bundle(grid(), 4),
        restart: true,
        to: Some(Cursor { pos: 4, chain: Hash8([4; 8]), back: 1 }),
        enter: vec![(document, None), (document, Some(NOW))],
        leave: vec![document],
    };
    let quiet = AudienceNews { audience: Audience::org(), restart: false, to: None, enter: vec![], leave: vec![] };
    Answer {
        era: Era([1; 8]),
        number: 9,
        time: NOW,
        stale: false,
        more: true,
        tips: vec![Tip { actor: ActorId([2; 16]), n: 3, hash: Hash8([3; 8]) }],
        receipts: vec![Bytes(receipt().seal(&key))],
        renewed: Some(Bytes(certificate(CertificateKind::Device))),
        verdicts: vec![
            verdict(Verdict::Admitted { clock: true, late: true }),
            verdict(Verdict::Held(HoldCode::Unknown(200))),
            verdict(Verdict::Refused(RefusalCode::Value)),
        ],
        keeps: true,
        audiences: vec![quiet, busy],
        pages: vec![Bytes(page().seal(&key))],
        parts: vec![Bytes(encode(&details))],
        documents: vec![DocumentNews {
            document,
            whole: true,
            items: vec![Item::Change(vec![6]), Item::Own(Hash8([7; 8]))],
        }],
        absent: vec![document],
        reasons: None,
    }
}

fn later_answer() -> Answer {
    let reason = ReasonRow { actor: ActorId([2; 16]), n: 3, hash: Hash8([3; 8]), text: "数量不符".into() };
    Answer { reasons: Some(vec![reason]), ..answer() }
}

fn enrol_answer() -> EnrolAnswer {
    EnrolAnswer {
        nonce: [9; 16],
        trust: Chain { root: [1; 32], issuer: certificate(CertificateKind::Issuer) },
        nodes: vec![Bytes(certificate(CertificateKind::Node))],
        proof: [3; 32],
        certificate: None,
    }
}

fn invitation() -> Invitation {
    let addresses = vec!["192.0.2.5:8443".to_owned()];
    Invitation { id: [1; 16], secret: [2; 16], root: [3; 32], tls_pin: [4; 32], addresses, expires: NOW }
}

/// Rule, sample, and the reader of a format.
type Format = (&'static str, Vec<u8>, fn(&[u8]) -> bool);

fn formats() -> Vec<Format> {
    fn reads<T: Cbor>(bytes: &[u8]) -> bool {
        decode::<T>(bytes).is_ok()
    }
    // An envelope is signed as a whole, so that its body is read without asking for the one encoding.
    fn reads_body<T: Cbor>(bytes: &[u8]) -> bool {
        let mut reader = Reader::new(bytes);
        T::read(&mut reader).is_ok() && reader.end().is_ok()
    }
    // How many objects there are is told by the entry itself; that the first is number 1 is checked with them.
    fn reads_entry(bytes: &[u8]) -> bool {
        let sealed = seal(&SigningKey::from_bytes(&[1; 32]), Namespace::Entry, bytes);
        let objects = Entry::read_payload(bytes).map_or(0, |(_, entry)| entry.objects.len());
        SignedEntry::reopen(&sealed, vec![vec![]; objects]).is_ok()
    }
    let key = SigningKey::from_bytes(&[5; 32]).public();
    let payload = |sealed: &[u8]| match value(sealed) {
        Value::Array(parts) => parts[2].as_bytes().unwrap().clone(),
        other => panic!("not a seal: {other:?}"),
    };
    let Value::Array(parts) = value(&encode(&answer())) else { panic!("an answer is an array") };
    let part = parts[13].as_array().unwrap()[0].as_bytes().unwrap().clone();
    vec![
        ("certificate", payload(&certificate(CertificateKind::Device)), reads::<Certificate>),
        ("page", encode(&page()), reads::<Page>),
        ("person-details", part, reads::<PersonDetails>),
        ("entry", encode(&entry()), reads_entry),
        ("entry", later_entry(), reads_entry),
        ("receipt", encode(&receipt()), reads::<Receipt>),
        ("question", encode(&question()), reads_body::<Question>),
        ("answer", encode(&answer()), reads_body::<Answer>),
        ("question", encode(&Question { reads_reasons: true, ..question() }), reads_body::<Question>),
        ("answer", encode(&later_answer()), reads_body::<Answer>),
        ("invitation", encode(&invitation()), reads::<Invitation>),
        ("enrol-request", encode(&invitation().request(&key, [7; 16])), reads::<EnrolRequest>),
        ("enrol-answer", encode(&enrol_answer()), reads::<EnrolAnswer>),
    ]
}

#[test]
fn every_vector_matches_its_definition() {
    let definition = Definition::new();
    let vectors: BTreeMap<String, String> = serde_json::from_str(&file("tests/vectors/formats.json")).unwrap();
    for (name, text) in &vectors {
        let rule = match name.as_str() {
            "certificate.device" | "certificate.issuer" | "certificate.node" => "sealed-certificate",
            "page" => "sealed-page",
            "person.part" => "person-details",
            "entry" => "sealed-entry",
            "receipt" => "sealed-receipt",
            "question.body" | "question.2.body" => "question",
            "answer.body" | "answer.2.body" => "answer",
            "enrol.request" => "enrol-request",
            "enrol.answer" => "enrol-answer",
            "invitation" => "invitation",
            // Hashes, identifiers, digits and an Automerge chunk: their own tests hold them.
            "actor" | "assignment.id" | "document.id" | "enrol.digits" | "entry.hash" | "entry.object.0" | "key.id"
            | "org.id" | "page.hash" | "person.leaf" => continue,
            other => panic!("no rule is known for the vector {other}"),
        };
        let bytes = match text.strip_prefix("LX1:") {
            Some(base32) => from_base32(base32).unwrap(),
            None => (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect(),
        };
        assert!(definition.allows(rule, &value(&bytes)), "{name} is not {rule}");
    }
}

#[test]
fn a_format_with_everything_in_it_matches_its_definition_and_reads_back() {
    let definition = Definition::new();
    for (rule, sample, reads) in formats() {
        assert!(definition.allows(rule, &value(&sample)), "{rule}");
        assert!(reads(&sample), "{rule}");
        assert_eq!(bytes(&value(&sample)), sample, "{rule}: another encoder writes the same bytes");
    }
    let key = SigningKey::from_bytes(&[1; 32]);
    for sealed in [question().seal(&key), answer().seal(&key)] {
        assert!(definition.allows("envelope", &value(&sealed)));
    }
}

/// Values that stand in for another: of every type, and at the limits of what some format allows.
fn strangers() -> Vec<Value> {
    let numbers = [0, 1, 2, 3, 4, 8, 9, 99, 100, 255, 256].map(Value::from);
    let ends = [Value::from(u64::MAX), Value::from(i64::MIN + 1), Value::from(-1), Value::from(1_000_000_000_001_u64)];
    let strings = [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33].map(|len| Value::Bytes(vec![0; len]));
    let others = [Value::Null, Value::Bool(true), Value::Text("x".into()), Value::Array(vec![]), Value::Map(vec![])];
    let lists = [Value::Array(vec![0.into()]), Value::Array(vec![1.into(), 1.into()])];
    numbers.into_iter().chain(ends).chain(strings).chain(others).chain(lists).collect()
}

/// Everything one step away: a value exchanged, left out or doubled, somewhere.
fn mutants(value: &Value) -> Vec<Value> {
    let mut mutants = strangers();
    if let Value::Array(items) = value {
        for (at, item) in items.iter().enumerate() {
            let with = |new: &[Value]| Value::Array([&items[..at], new, &items[at + 1..]].concat());
            mutants.push(with(&[]));
            mutants.push(with(&[item.clone(), item.clone()]));
            mutants.extend(self::mutants(item).into_iter().map(|mutant| with(&[mutant])));
        }
        mutants.push(Value::Array([items.as_slice(), &[Value::Null]].concat()));
    }
    mutants
}

#[test]
fn the_readers_take_what_the_definition_allows_and_nothing_else() {
    let definition = Definition::of_one_layer();
    let mut counts = (0, 0);
    for (rule, sample, reads) in formats() {
        for mutant in mutants(&value(&sample)) {
            let (allowed, read) = (definition.allows(rule, &mutant), reads(&bytes(&mutant)));
            assert_eq!(allowed, read, "{rule}: allowed {allowed}, read {read}: {mutant:?}");
            if read { counts.0 += 1 } else { counts.1 += 1 }
        }
    }
    assert!(counts.0 > 1_000 && counts.1 > 5_000, "{counts:?}");
}

/// The sample with another number where `at` leads, from array to array.
fn with_number(sample: &[u8], at: &[usize], number: u64) -> Vec<u8> {
    let mut whole = value(sample);
    let mut place = &mut whole;
    for index in at {
        place = &mut place.as_array_mut().unwrap()[*index];
    }
    assert!(place.is_integer());
    *place = number.into();
    bytes(&whole)
}

#[test]
fn unknown_things_do_what_the_protocol_says() {
    let has_version = |rule: &str| rule != "person-details" && rule != "entry";
    for (rule, sample, reads) in formats().into_iter().filter(|(rule, ..)| has_version(rule)) {
        let later = if matches!(rule, "question" | "answer") { 3 } else { 2 };
        assert!(!reads(&with_number(&sample, &[0], later)), "{rule} of a later version");
    }
    // An entry of a later version is read as far as every version goes.
    assert_eq!(Entry::read_payload(&later_entry()), Ok((2, entry())));
    let key = SigningKey::from_bytes(&[1; 32]);
    let open = |at: &[usize], number| {
        let packed = zstd::bulk::compress(&with_number(&encode(&answer()), at, number), 3).unwrap();
        Answer::open(&seal(&key, Namespace::Answer, &packed), &key.public())
    };
    assert_eq!(open(&[0], 3), Err(EnvelopeError::Version(3)));
    // Kept or passed over: codes of holds and refusals, flags, classes, kinds of objects and rows.
    assert_eq!(open(&[9, 2, 3, 1], 77).unwrap().verdicts[2].verdict, Verdict::Refused(RefusalCode::Unknown(77)));
    assert_eq!(open(&[9, 0, 3, 1], 4).unwrap().verdicts[0].verdict, Verdict::admitted(None));
    assert_eq!(open(&[11, 0, 0], 77).unwrap().audiences[0].audience, Audience::from_key(&[77]).unwrap());
    let later = decode::<Entry>(&with_number(&encode(&entry()), &[10, 1, 0], 77)).unwrap();
    assert_eq!(later.objects[1].kind, ObjectKind::Unknown(77));
    let later = with_number(&encode(&page()), &[5, 9, 0], 100);
    assert!(matches!(&decode::<Page>(&later).unwrap().rows[9], Row::Unknown(_)));
    assert_eq!(encode(&decode::<Page>(&later).unwrap()), later);
    // A role, a kind of scope or a kind of grid of a later version: the row is kept, and the register goes on.
    for (at, number) in [(&[5, 5, 2][..], 9), (&[5, 5, 3, 0], 4), (&[5, 3, 2], 3)] {
        let later = with_number(&encode(&page()), at, number);
        let read = decode::<Page>(&later).unwrap();
        assert!(matches!(&read.rows[at[1]], Row::Unknown(_)));
        assert_eq!(encode(&read), later);
    }
    // Not read: a kind of verdict.
    assert_eq!(open(&[9, 0, 3, 0], 4), Err(EnvelopeError::Malformed));
}

/// What stands between quotes in the core's sources and looks like `wanted`.
fn quoted(directory: &Path, wanted: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(quoted(&path, wanted));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(text.split('"').filter(|piece| wanted(piece)).map(str::to_owned));
        }
    }
    found
}

#[test]
fn the_tables_of_the_protocol_are_those_of_the_code() {
    let text = file("docs/protocol.md");
    let mut rows: Vec<String> = Vec::new();
    rows.extend(HoldCode::ALL.iter().map(|code| format!("| {} | {} |", code.number(), code.word())));
    rows.extend(RefusalCode::ALL.iter().map(|code| format!("| {} | {} |", code.number(), code.word())));
    rows.extend(Role::ALL.iter().map(|role| format!("| {} | {} |", role.number(), role.en())));
    let key = SigningKey::from_bytes(&[1; 32]).public().id();
    let (one, post) = (grid(), AssignmentId::default());
    let audiences = [Audience::device(key), Audience::org(), Audience::team(one), Audience::mine(post)];
    let of_grids = [Audience::ledger(one), Audience::bundle(one, 1), Audience::visits(one)];
    for audience in audiences.iter().chain(&of_grids) {
        let name = audience.to_string();
        rows.push(format!("| {} | {} |", audience.key()[0], name.split('@').next().unwrap()));
    }
    for (what, most) in [
        ("envelope, sealed", format!("{} bytes", envelope::MAX_SEALED_BYTES)),
        ("envelope's body, unpacked", format!("{} bytes", envelope::MAX_BODY_BYTES)),
        ("entries in a question", question::MAX_ENTRIES.to_string()),
        ("objects in an entry", entry::MAX_OBJECTS.to_string()),
        ("object, change", format!("{} bytes", entry::MAX_OBJECT_BYTES)),
        ("object, change", format!("{} bytes", document::MAX_CHANGE_BYTES)),
        ("operations in a document's history", document::MAX_OPS.to_string()),
        ("document, saved", format!("{} bytes", document::MAX_DOCUMENT_BYTES)),
        ("rows on a page", register::page::MAX_ROWS.to_string()),
        ("time of a change", format!("±{} ms", document::MAX_TIME_MS)),
    ] {
        rows.push(format!("| {what} | {most} |"));
    }
    rows.extend([Endpoint::Sync, Endpoint::Enrol].map(|endpoint| format!("| `{}` |", endpoint.path())));
    for row in rows {
        assert!(text.contains(&row), "the protocol lacks {row}");
    }
}

#[test]
fn every_tag_and_every_offence_of_the_code_stands_in_the_protocol() {
    let text = file("docs/protocol.md");
    let is_tag =
        |piece: &str| piece.starts_with("lianxin/") && piece.ends_with("/1") && !piece.contains(char::is_whitespace);
    let tags = quoted(&root().join("core/src"), &is_tag);
    assert!(tags.len() >= 15, "{tags:?}");
    for tag in &tags {
        assert!(text.contains(tag.as_str()), "the protocol lacks {tag}");
    }
    for piece in text.split(['"', '`']).filter(|piece| is_tag(piece)) {
        assert!(tags.contains(piece), "the code lacks {piece}");
    }
    let groups = ["chain.", "deps.", "merge."];
    let offences =
        quoted(&root().join("core/src/document/guard"), &|piece| groups.iter().any(|g| piece.starts_with(g)));
    assert!(offences.len() >= 10, "{offences:?}");
    for code in offences {
        assert!(text.contains(&format!("`{code}`")), "the protocol lacks {code}");
    }
}
