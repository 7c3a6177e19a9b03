//! Golden changes, pinned for ever: whatever version of Automerge or of this code reads them, the hashes, verdicts,
//! heads and values stay.
//!
//! `cargo test -p lianxin-core --lib write_the_change_vectors -- --ignored` writes the file anew. A difference in
//! anything but `saved` is a change of format.

use super::super::item_key;
use super::*;
use serde_json::{Value as Json, json};
use std::path::PathBuf;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/change.json")
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(json: &Json) -> Vec<u8> {
    let text = json.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Bool(bool) => json!(bool),
        Value::Int(int) => json!(int),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => json!({ "bytes": to_hex(bytes) }),
    }
}

fn plain_change(change: &Change) -> Json {
    let edits: Vec<Json> =
        change.edits().iter().map(|edit| json!([edit.key, edit.value.as_ref().map(plain)])).collect();
    json!({
        "actor": to_hex(&change.actor().0),
        "time": change.time().0,
        "command": change.command(),
        "nonce": to_hex(change.nonce()),
        "seq": change.seq(),
        "start_op": change.start_op(),
        "deps": change.deps().iter().map(|dep| to_hex(&dep.0)).collect::<Vec<_>>(),
        "edits": edits,
        "hash": to_hex(&change.hash().0),
        "bytes": to_hex(change.bytes()),
    })
}

fn plain_document(document: &Document) -> Json {
    let values: serde_json::Map<String, Json> = content(document)
        .into_iter()
        .map(|(key, values)| (key, values.iter().map(plain).collect::<Vec<_>>().into()))
        .collect();
    json!({
        "heads": document.heads().iter().map(|head| to_hex(&head.0)).collect::<Vec<_>>(),
        "heads8": to_hex(&document.heads8().0),
        "values": values,
    })
}

/// A visit recorded, corrected by two people at once, settled, and added to.
fn changes() -> (Vec<Change>, Document) {
    let write = |document: &Document, who: u8, minutes: i64, command: &str, edits: &[Edit]| {
        let time = Timestamp(NOW.0 + minutes * 60_000);
        document.write(&actor(who), time, command, &[who; 16], edits).unwrap().unwrap()
    };
    let mut document = Document::new();
    let mut changes = Vec::new();
    let first = [
        Edit::put("grid", Value::Int(610_481_001_014_003)),
        Edit::put("household", Value::Bytes(vec![0xb2; 16])),
        Edit::put("outcome", Value::text("met")),
        Edit::put("note", Value::text("老人独居，已约下周再来")),
        Edit::put("dog", Value::Bool(true)),
    ];
    changes.push(write(&document, 1, 0, "visit.add", &first));
    document.admit(&changes[0]).unwrap();
    let left =
        write(&document, 1, 5, "visit.edit", &[Edit::put("outcome", Value::text("declined")), Edit::delete("dog")]);
    let right = write(&document, 2, 6, "visit.edit", &[Edit::put("outcome", Value::text("absent"))]);
    document.admit_all(&[left.clone(), right.clone()]).unwrap();
    changes.extend([left, right]);
    let settled = write(&document, 3, 30, "office.note", &[Edit::put("outcome", Value::text("absent"))]);
    document.admit(&settled).unwrap();
    changes.push(settled);
    let item = [
        Edit::put(&item_key("office_note", "01234567", "text"), Value::text("电话核实")),
        Edit::put(&item_key("office_note", "01234567", "after"), Value::Int(i64::MIN)),
    ];
    let last = write(&document, 1, -60, "visit.edit", &item);
    document.admit(&last).unwrap();
    changes.push(last);
    let open = write(&document, 2, 90, "visit.edit", &[Edit::put("note", Value::text(""))]);
    let other = write(&document, 4, 91, "visit.edit", &[Edit::put("note", Value::text("é"))]);
    document.admit_all(&[open.clone(), other.clone()]).unwrap();
    changes.extend([open, other]);
    (changes, document)
}

/// Bytes that are refused, each with the code.
fn refused(document: &Document) -> Vec<Json> {
    let forged = |operations| bytes_of(forge(9, 1, 12, &document.heads(), operations));
    let map = op("m", OpType::Make(automerge::ObjType::Map));
    let counter = op("n", OpType::Put(ScalarValue::counter(1)));
    let cases = [
        ("a document chunk", document.save()),
        ("a map", forged(vec![map])),
        ("a counter", forged(vec![counter])),
        ("a key in another form", forged(vec![put("备注", "x")])),
        ("a key twice", forged(vec![put("q", "x"), put("q", "y")])),
        ("nothing replaced where there is a value", forged(vec![put("grid", "x")])),
        ("a wrong counter", bytes_of(forge(9, 1, 13, &document.heads(), vec![put("q", "x")]))),
        ("a second root", bytes_of(forge(9, 1, 1, &[], vec![put("q", "x")]))),
        ("a gap", bytes_of(forge(9, 2, 12, &document.heads(), vec![put("q", "x")]))),
    ];
    let verdict = |bytes: &[u8]| judge(&mut document.clone(), bytes, 9).unwrap_err().code();
    cases.iter().map(|(name, bytes)| json!({ "name": name, "code": verdict(bytes), "bytes": to_hex(bytes) })).collect()
}

#[test]
fn golden_changes_are_admitted_with_their_hashes_heads_and_values() {
    let vectors: Json = serde_json::from_str(&std::fs::read_to_string(path()).unwrap()).unwrap();
    let mut document = Document::new();
    for vector in vectors["changes"].as_array().unwrap() {
        let actor = ActorId::from_slice(&from_hex(&vector["actor"])).unwrap();
        let time = Timestamp(vector["time"].as_i64().unwrap());
        let change = guard::check(&from_hex(&vector["bytes"]), &actor, time).unwrap();
        assert_eq!(plain_change(&change), *vector);
        document.admit(&change).unwrap();
    }
    let saved = Document::load(&from_hex(&vectors["saved"])).unwrap();
    for document in [&document, &saved] {
        assert_eq!(plain_document(document), vectors["document"]);
    }
    for vector in vectors["refused"].as_array().unwrap() {
        let verdict = judge(&mut document.clone(), &from_hex(&vector["bytes"]), 9);
        assert_eq!(
            verdict.map_err(|offence| offence.code()),
            Err(vector["code"].as_str().unwrap()),
            "{}",
            vector["name"]
        );
    }
}

#[test]
fn what_is_written_today_has_the_golden_bytes() {
    let vectors: Json = serde_json::from_str(&std::fs::read_to_string(path()).unwrap()).unwrap();
    let (changes, document) = changes();
    let changes: Vec<Json> = changes.iter().map(plain_change).collect();
    assert_eq!(Json::from(changes), vectors["changes"]);
    assert_eq!(plain_document(&document), vectors["document"]);
}

#[test]
#[ignore = "writes the golden file"]
fn write_the_change_vectors() {
    let (changes, document) = changes();
    let vectors = json!({
        "about": "Changes in causal order, what a document holds after them, and bytes that are refused on it (entry: actor 09 x 16, time 1764000000000). Hex; bytes values as objects.",
        "changes": changes.iter().map(plain_change).collect::<Vec<_>>(),
        "document": plain_document(&document),
        "saved": to_hex(&document.save()),
        "refused": refused(&document),
    });
    std::fs::create_dir_all(path().parent().unwrap()).unwrap();
    std::fs::write(path(), serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
}
