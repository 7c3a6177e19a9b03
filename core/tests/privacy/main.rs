//! Holds what `docs/privacy.md` promises: what is kept about people, for what and for whom, and what never is.

#![expect(clippy::unwrap_used, reason = "clippy knows tests by their attribute, not what only tests call")]

mod dictionary;
mod purposes;

use lianxin_core::cbor::encode;
use lianxin_core::code::GridCode;
use lianxin_core::document::{Document, Edit, Value};
use lianxin_core::entry::{Acting, Entry, ObjectKind, ObjectRef, Opening};
use lianxin_core::family::{FAMILIES, Kind};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Hash, PersonId};
use lianxin_core::register::{Page, PersonDetails, RegisterId, Row};
use lianxin_core::seal::SigningKey;
use lianxin_core::time::Timestamp;
use lianxin_core::words::{self, Lang};
use std::collections::BTreeSet;
use std::path::PathBuf;

const PURPOSES: &str = "purposes.toml";
const DICTIONARY: &str = "data-dictionary.md";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)
}

fn file(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

#[test]
fn every_field_stands_in_the_purposes_list_with_ground_retention_and_roles() {
    let list: toml::Table = file(PURPOSES).parse().unwrap();
    let rows = list["field"].as_array().unwrap();
    for (set, pattern) in FAMILIES.iter().flat_map(|f| f.fields.iter().map(|field| (f.name, field.pattern))) {
        let is_it = |row: &&toml::Value| row["set"].as_str() == Some(set) && row["field"].as_str() == Some(pattern);
        let row = rows.iter().find(is_it).unwrap_or_else(|| panic!("{pattern} of a {set} has no purpose (P-01)"));
        for told in ["purpose", "ground", "retention", "about", "holds"] {
            assert!(row[told].as_str().is_some_and(|text| !text.is_empty()), "{set} {pattern}: {told}");
        }
        for roles in ["writes", "reads"] {
            assert!(row[roles].as_array().is_some_and(|roles| !roles.is_empty()), "{set} {pattern}: {roles}");
        }
    }
    assert_eq!(rows.len(), purposes::listed().len(), "nothing is listed that is not kept");
}

#[test]
fn the_committed_lists_are_those_of_the_declarations() {
    let again = "write them again: cargo test -p lianxin-core --test privacy write_the_lists -- --ignored";
    assert!(file(PURPOSES) == purposes::list(), "docs/{PURPOSES} is stale; {again}");
    assert!(file(DICTIONARY) == dictionary::dictionary(), "docs/{DICTIONARY} is stale; {again}");
}

#[test]
#[ignore = "writes the purposes list and the data dictionary"]
fn write_the_lists() {
    std::fs::write(path(PURPOSES), purposes::list()).unwrap();
    std::fs::write(path(DICTIONARY), dictionary::dictionary()).unwrap();
}

#[test]
fn who_writes_what_is_as_the_first_round_says() {
    let writes = |set: &str, field: &str| {
        purposes::listed().into_iter().find(|l| l.set == set && l.field == field).unwrap().writes
    };
    assert_eq!(writes("household", "estate"), ["grid_worker", "grid_chief", "office"]);
    assert_eq!(writes("household", "wish"), ["grid_worker", "grid_chief", "joint_household_lead", "office"]);
    for field in ["class", "bundle", "gone", "link/*/grid"] {
        assert_eq!(writes("household", field), ["office"], "{field}");
    }
    for field in ["outcome", "note", "need/*/line", "companion"] {
        assert_eq!(writes("visit", field), ["grid_worker", "grid_chief", "joint_household_lead"], "{field}");
    }
    assert_eq!(writes("visit", "office_note/*/text"), ["office"]);
}

#[test]
fn words_in_documents_are_those_of_the_closed_lists() {
    let lists = dictionary::closed_lists();
    for (family, field) in FAMILIES.iter().flat_map(|f| f.fields.iter().map(move |field| (f, field))) {
        let Kind::Word(words) = field.kind else { continue };
        let is_it = |list: &&dictionary::Words| list.rows.iter().map(|row| row.1).eq(words.iter().copied());
        assert_eq!(lists.iter().filter(is_it).count(), 1, "{} {}", family.name, field.pattern);
    }
}

/// Names in a definition or a key, piece by piece.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
}

#[test]
fn no_format_and_no_field_has_a_name_for_what_is_never_collected() {
    let code = |line: &str| line.split(';').next().unwrap_or_default().to_owned();
    let definition: String = file("protocol.cddl").lines().map(|line| code(line) + "\n").collect();
    let fields: String = purposes::listed().iter().map(|listed| listed.field.to_owned() + "\n").collect();
    // P-02: what is never collected about residents.
    let residents = "citizen identity religion ethnic political petition criminal drug diagnosis disease health hiv \
        sex sexual biometric face finger bank income wechat plate school birth gender employer";
    // P-26, H2, H4: nor about those who visit: places, traces, habits, pictures, timers, points.
    let staff = "location latitude longitude gps place track trace photo picture image video audio duration timer \
        started opened closed seen typing battery steps online presence rank ranking score points level streak";
    for word in residents.split_whitespace().chain(staff.split_whitespace()) {
        for name in names(&definition).chain(names(&fields)) {
            assert_ne!(name, word);
        }
    }
    assert!(names(&definition).any(|name| name == "acting") && names(&fields).any(|name| name == "outcome"));
}

#[test]
fn no_text_of_the_product_asks_for_a_number_of_visits() {
    // H4, H6: no quota, no minimum, no ranking, in no language.
    let zh = ["指标", "任务", "完成率", "不少于", "至少", "达标", "排名", "积分", "打卡", "考核", "落后"];
    let en = ["quota", "target", "at least", "goal", "rank", "points", "score", "behind schedule", "minimum"];
    for key in words::Key::ALL {
        let (chinese, english) = (words::text(Lang::ZhCn, *key, &[]), words::text(Lang::En, *key, &[]).to_lowercase());
        assert!(zh.iter().all(|word| !chinese.contains(word)), "{} {chinese}", key.name());
        assert!(en.iter().all(|word| !english.contains(word)), "{} {english}", key.name());
    }
}

const PLANTED: &str = "种下的字";

fn holds_the_word(bytes: &[u8]) -> bool {
    bytes.windows(PLANTED.len()).any(|window| window == PLANTED.as_bytes())
}

#[test]
fn what_is_signed_and_kept_holds_nothing_that_people_wrote() {
    let (key, epoch, nonce) = (SigningKey::from_bytes(&[1; 32]), [2; 16], [3; 16]);
    let actor = ActorId::derive(&key.public().to_bytes(), &epoch);
    let texts = FAMILIES.iter().flat_map(|family| family.fields).filter(|field| matches!(field.kind, Kind::Text(_)));
    let keys: BTreeSet<String> = texts.map(|field| field.pattern.replace('*', "0A1B2C3D")).collect();
    let edits: Vec<Edit> = keys.iter().map(|key| Edit::put(key, Value::text(PLANTED))).collect();
    let change = Document::new().write(&actor, Timestamp(5), "visit.record", &nonce, &edits).unwrap().unwrap();
    let document = DocumentId::derive(lianxin_core::visit::CODE, &actor, &nonce);
    let entry = Entry {
        actor,
        n: 1,
        previous: Hash::default(),
        time: Timestamp(5),
        acting: Acting::Assignment(AssignmentId([7; 8])),
        receipt: None,
        registers: vec![],
        replays: None,
        opening: Some(Opening { epoch, previous: None }),
        objects: vec![ObjectRef::new(ObjectKind::Create, document, change.bytes())],
    };
    let signed = entry.sign(&key, vec![change.bytes().to_vec()]);
    assert!(holds_the_word(&signed.objects[0]), "the word was planted");
    assert!(!holds_the_word(&signed.sealed));

    let planted = || PLANTED.to_owned();
    let details = PersonDetails { salt: [9; 16], number: planted(), name: planted(), duty_phone: planted() };
    let row = Row::Person { id: PersonId([5; 16]), leaf: details.leaf() };
    let register = RegisterId::Grid(GridCode::parse("000000901001003").unwrap());
    let page = Page { register, version: 1, previous: Hash::default(), time: Timestamp(5), rows: vec![row] };
    assert!(holds_the_word(&encode(&details)), "the word was planted");
    assert!(!holds_the_word(&page.seal(&key)));
}
