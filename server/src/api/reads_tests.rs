//! The access log through real HTTPS: whatever an answer shows is noted, route by route of the description.

use super::tests::{Browser, FIRST, form, routes};
use crate::control::{Operation, Outcome, Phone, perform};
use crate::reads::{Mark, What};
use crate::storage::{HouseholdList, Page};
use crate::testing::{Served, TestOffice};
use lianxin_core::companion::{Amend, HouseholdEdit};
use lianxin_core::id::DocumentId;
use lianxin_core::role::{ContactWish, VisitOutcome};
use lianxin_core::time::Host;
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeSet;

/// What only a household, its visits and what is written about them have.
const TELLING: [&str; 5] = ["dwelling", "household", "edits", "note", "conflicts"];

/// An office with something to see on every page: a visit with a follow-up, a difference, a held entry.
async fn lively() -> (Served, String, String) {
    let served = TestOffice::served();
    let (worker, chief) = (served.phone("P3").await, served.phone("P2").await);
    worker.sync().await;
    chief.sync().await;
    let home = worker.companion.search("402", 10).unwrap()[0].id;
    for (phone, wish) in [(&worker, ContactWish::CallFirst), (&chief, ContactWish::NoProactiveVisit)] {
        let edit = HouseholdEdit { wish: Amend::Set(wish), ..HouseholdEdit::default() };
        phone.companion.edit_household(home, &edit).unwrap();
    }
    let mut met = form(&worker, "402", VisitOutcome::Met);
    met.follow_up = Some(served.office.clock.now().day());
    let visit = worker.companion.record_visit(&met).unwrap();
    worker.sync().await;
    chief.sync().await;
    chief.companion.record_visit(&form(&chief, "403", VisitOutcome::NoAnswer)).unwrap();
    perform(&served.app, &Operation::ReportLost(Phone::Person("P2".into()), true), &mut |_| {}).unwrap();
    chief.sync().await;
    (served, home.to_string(), visit.visit.to_string())
}

fn ids(served: &Served) -> BTreeSet<String> {
    let all = |tx: &dyn crate::storage::ReadTx| tx.households(&HouseholdList::default(), Page::first(u32::MAX));
    served.app.office.storage().read(all).unwrap().into_iter().map(|row| row.id.to_string()).collect()
}

/// Every household an answer names.
fn named(answer: &Value, known: &BTreeSet<String>, found: &mut BTreeSet<String>) {
    match answer {
        Value::String(text) if known.contains(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, known, found)),
        Value::Object(fields) => fields.values().for_each(|field| named(field, known, found)),
        _ => {}
    }
}

/// Whether a schema leads to something that tells of a household.
fn tells(description: &Value, schema: &Value, seen: &mut BTreeSet<String>) -> bool {
    match schema {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                let pointer = name.trim_start_matches('#');
                return seen.insert(name.into()) && tells(description, description.pointer(pointer).unwrap(), seen);
            }
            let properties = fields.get("properties").and_then(Value::as_object);
            properties.is_some_and(|p| p.keys().any(|key| TELLING.contains(&key.as_str())))
                || fields.values().any(|field| tells(description, field, seen))
        }
        Value::Array(items) => items.iter().any(|item| tells(description, item, seen)),
        _ => false,
    }
}

#[tokio::test]
async fn every_answer_that_shows_a_household_is_noted_with_just_those_it_shows() {
    let (served, home, visit) = lively().await;
    let browser = Browser::log_in(&served, "P6").await;
    let known = ids(&served);
    let description: Value = serde_json::from_str(&super::description()).unwrap();
    let mut showed = BTreeSet::new();
    for (method, path) in routes(&description) {
        let success = &description["paths"][&path][method.as_str().to_lowercase()]["responses"]["200"]["content"];
        let tells = tells(&description, success, &mut BTreeSet::new());
        let what = What::of(method.as_str(), &path);
        assert!(!tells || what != What::Other, "{method} {path} has no word in the access log");
        if method != Method::GET || path.contains("/imports/") || path.ends_with("/events") {
            assert!(!tells || method != Method::GET, "{path} is not tried here");
            continue;
        }
        let id = if path.contains("documents") { &visit } else { &home };
        let asked = path.replace("{grid}", FIRST).replace("{id}", id);
        let asked = if path.ends_with("/search") { format!("{asked}?text=402") } else { asked };
        let before = served.app.reads.tip().unwrap();
        let answer = browser.see(&asked).await;
        let mut found = BTreeSet::new();
        named(&answer, &known, &mut found);
        if path.contains("documents") {
            found.insert(home.clone());
        }
        let noted: BTreeSet<String> = known.iter().filter(|id| is_in(&served, id, before, what)).cloned().collect();
        assert_eq!(found, noted, "{path}");
        if !found.is_empty() {
            showed.insert(what.word());
        }
    }
    let all = ["disputed", "entries", "history", "household", "households", "search", "today", "visits"];
    assert_eq!(showed, BTreeSet::from(all), "each of them had something to show");
    assert!(served.app.reads.check(&served.app.office.keys().node.public(), None).unwrap().1);
    served.stop().await;
}

/// Whether a household stands in the lines since.
fn is_in(served: &Served, id: &str, since: Mark, what: What) -> bool {
    let lines = served.app.reads.of(&DocumentId::parse(id).unwrap(), None, 1).unwrap();
    lines.first().is_some_and(|(n, read)| *n > since.n && read.what == what.word())
}

#[tokio::test]
async fn the_office_sees_who_looked_at_a_household_as_what_why_and_where() {
    let (served, home, _) = lively().await;
    let (office, secretary) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P7").await);
    let elsewhere = Browser::log_in(&served, "P8").await;
    office.see(&format!("/api/v1/households/{home}")).await;
    served.office.clock.advance(1000);
    secretary.see(&format!("/api/v1/households/{home}?purpose=request")).await;
    assert_eq!(elsewhere.get(&format!("/api/v1/households/{home}")).await.0, 404);
    assert_eq!(secretary.get(&format!("/api/v1/households/{home}?purpose=curiosity")).await.0, 400);
    let seen = office.see(&format!("/api/v1/households/{home}/reads")).await;
    assert_eq!(seen["total"], 2, "those who were shown nothing are not among them");
    let line = |n: usize, key: &str| seen["reads"][n][key].as_str().unwrap().to_owned();
    assert_eq!((line(0, "role"), line(0, "purpose")), ("community_secretary".into(), "request".into()));
    assert_eq!((line(1, "role"), line(1, "purpose")), ("community_office".into(), "service".into()));
    assert_eq!((line(0, "began"), line(1, "began")), ("link".into(), "link".into()));
    assert_eq!((seen["reads"][1]["person"]["number"].as_str(), line(1, "what")), (Some("P6"), "household".into()));
    assert_eq!(seen["reads"][0]["at"], served.office.clock.now().0);
    let first = office.see(&format!("/api/v1/households/{home}/reads?limit=1")).await;
    let rest = office.see(&format!("/api/v1/households/{home}/reads?limit=1&after={}", first["next"])).await;
    assert_eq!((&rest["reads"][0], &rest["next"]), (&seen["reads"][1], &Value::Null));
    assert_eq!(elsewhere.get(&format!("/api/v1/households/{home}/reads")).await.0, 404);
    served.stop().await;
}

#[tokio::test]
async fn what_cannot_be_noted_is_not_shown() {
    let (served, home, _) = lively().await;
    let office = Browser::log_in(&served, "P6").await;
    let log = rusqlite::Connection::open(served.office.settings.data.join("reads.db")).unwrap();
    log.execute_batch("DROP TABLE read").unwrap();
    let (status, body) = office.get(&format!("/api/v1/households/{home}")).await;
    assert_eq!((status, body["code"].as_str()), (500, Some("server.internal")));
    assert!(body.get("household").is_none());
    assert_eq!(office.get("/api/v1/me").await.0, 200);
    served.stop().await;
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_shown_and_the_answer_says_why() {
    let (served, home, _) = lively().await;
    let office = Browser::log_in(&served, "P6").await;
    served.app.reads.leave_no_room();
    let mut answers = Vec::new();
    // What room is left in the last pages is used up first.
    for _ in 0..200 {
        let (status, body) = office.get(&format!("/api/v1/households/{home}")).await;
        if status != 200 {
            assert!(body.get("household").is_none());
            answers.push((status, body["code"].as_str().unwrap_or_default().to_owned()));
            break;
        }
    }
    assert_eq!(answers, [(507, "storage.full".to_owned())]);
    served.stop().await;
}

#[tokio::test]
async fn the_command_line_says_who_looked_and_is_noted_itself() {
    let (served, _, _) = lively().await;
    assert!(matches!(perform(&served.app, &Operation::Held, &mut |_| {}).unwrap(), Outcome::Held(_, 1)));
    let ask = |named: &str| perform(&served.app, &Operation::Reads(named.into()), &mut |_| {});
    let Outcome::Reads(dwelling, lines, total) = ask("槐荫苑3-1-403").unwrap() else { panic!() };
    assert_eq!((dwelling.as_str(), total, lines[0].what.as_str()), ("槐荫苑 3-1-403", 1, "command_line"));
    assert_eq!(lines[0].began, "");
    Browser::log_in(&served, "P6").await.see("/api/v1/entries/held").await;
    let Outcome::Reads(_, lines, 2) = ask("槐荫苑3-1-403").unwrap() else { panic!() };
    assert_eq!((lines[0].what.as_str(), lines[0].began.as_str()), ("entries", "link"));
    assert_eq!(ask("槐荫苑").unwrap_err().code(), "household.several");
    assert_eq!(ask("没有这里").unwrap_err().code(), "household.unknown");
    assert_eq!(ask(" ").unwrap_err().code(), "household.unknown");
    served.stop().await;
}

#[tokio::test]
async fn check_notices_a_log_that_was_changed_cut_or_put_back() {
    let (served, home, _) = lively().await;
    let browser = Browser::log_in(&served, "P6").await;
    browser.see(&format!("/api/v1/households/{home}")).await;
    let data = served.office.settings.data.clone();
    drop(browser);
    let office = served.stop().await;
    let older = std::fs::read(data.join("reads.db")).unwrap();
    let is_sound = |office: &TestOffice| {
        let findings = office.open().check().unwrap();
        let finding = findings.iter().find(|finding| finding.what == "access log").unwrap();
        finding.how == crate::control::Health::Sound
    };
    assert!(is_sound(&office));
    let log = rusqlite::Connection::open(data.join("reads.db")).unwrap();
    log.execute_batch("DELETE FROM shown WHERE n = 1").unwrap();
    drop(log);
    assert!(!is_sound(&office));
    std::fs::write(data.join("reads.db"), &older).unwrap();
    assert!(is_sound(&office));
    let served = office.serve();
    let browser = Browser::log_in(&served, "P6").await;
    browser.see(&format!("/api/v1/households/{home}")).await;
    drop(browser);
    let office = served.stop().await;
    assert!(is_sound(&office));
    std::fs::write(data.join("reads.db"), &older).unwrap();
    assert!(!is_sound(&office), "the record remembers that it was longer");
}
