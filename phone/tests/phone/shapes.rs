//! The shapes scripts rely on: every member of every command's JSON, by name and type. Members may be added; one
//! that goes or changes breaks somebody's script.

use crate::bench::Bench;
use crate::office::Office;
use lianxin_core::entry::{HoldCode, RefusalCode, Verdict};
use serde_json::Value;
use std::fmt::Write;

/// Every member by path and type, a line each; lists by their first element.
fn shape(value: &Value) -> String {
    fn walk(path: &str, value: &Value, out: &mut String) {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            // What is advised depends on the hour.
            Value::Array(_) if path == "cautions" => "[] string",
            Value::Array(items) => match items.first() {
                Some(first) => return walk(&format!("{path}[]"), first, out),
                None => "[]",
            },
            Value::Object(members) => {
                for (name, member) in members {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    walk(&path, member, out);
                }
                return;
            }
        };
        writeln!(out, "{path} {kind}").unwrap();
    }
    let mut out = String::new();
    walk("", value, &mut out);
    out
}

/// Compares with the shapes on record. `LIANXIN_BLESS=1` writes them anew, to be read before they are committed.
#[test]
fn every_command_prints_the_shape_on_record() {
    let office = Office::new();
    let bench = Bench::enrolled(&office);
    let mut found = String::new();
    let mut record = |name: &str, value: &Value| {
        writeln!(found, "# {name}\n{}", shape(value)).unwrap();
    };
    record("today, before", &bench.json(&["today"]));
    let full = [
        "visit",
        "连心里 301",
        "--outcome",
        "met",
        "--purpose",
        "routine",
        "--note",
        "这户是钉子户",
        "--need",
        "助餐:中午",
        "--follow-up",
        "+7",
        "--companion",
        "同事",
        "--wish",
        "call_first",
    ];
    let visit = bench.json(&full);
    record("visit", &visit);
    record("correct", &bench.json(&["correct", visit["visit"]["id"].as_str().unwrap(), "--note", "好"]));
    record("edit", &bench.json(&["edit", "连心里 302", "--add-need", "助餐"]));
    record("visit --save-draft", &bench.json(&["visit", "连心里 302", "--save-draft", "--need", "助餐:中午"]));
    record("drafts", &bench.json(&["drafts"]));
    let draft = bench.json(&["drafts"])["drafts"][0]["id"].as_str().unwrap().to_owned();
    record("drafts drop", &bench.json(&["drafts", "drop", &draft]));
    record("search", &bench.json(&["search", "连心里 301"]));
    let disputed = office.add_disputed_household().to_string();
    office.judge(Verdict::Held(HoldCode::Many));
    record("sync", &serde_json::to_value(bench.sync(&office)).unwrap());
    record("status", &bench.json(&["status"]));
    record("contacts", &bench.json(&["contacts"]));
    record("household", &bench.json(&["household", &disputed]));
    record("household, visited", &bench.json(&["household", "连心里 301"]));
    record("conflicts", &bench.json(&["conflicts"]));
    record("resolve", &bench.json(&["resolve", &disputed, "wish", "--nth", "2"]));
    office.judge(Verdict::Refused(RefusalCode::Person));
    bench.sync(&office);
    let attention = bench.json(&["attention"]);
    record("attention", &attention);
    let item = attention["items"][0]["entry"].as_str().unwrap();
    record("attention settle", &bench.json(&["attention", "settle", item]));
    record("today, after", &bench.json(&["today"]));
    record("note-check", &bench.json(&["note-check", "这户是钉子户"]));
    record("repair", &bench.json(&["repair"]));
    record("an error", &bench.run(&["sync", "--json"]).json());
    record("an error with candidates", &bench.run(&["household", "连心里", "--json"]).json());

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/phone/shapes.txt");
    if std::env::var_os("LIANXIN_BLESS").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), found);
}
