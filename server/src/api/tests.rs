//! The console and the routes for phones, through real HTTPS.

mod desk;
mod imports;
mod search;

use crate::access::Token;
use crate::auth::{COOKIE_NAME, CSRF_HEADER};
use crate::control::{LinkKind, Operation, Outcome, Who, perform};
use crate::testing::{Served, TestOffice, take};
use lianxin_core::code::GridCode;
use lianxin_core::companion::{HouseholdEdit, Target, VisitForm};
use lianxin_core::role::VisitOutcome;
use lianxin_core::sync::envelope::MAX_SEALED_BYTES;
use lianxin_core::time::Host;
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

pub(super) const FIRST: &str = "000000901014001";
const ELSEWHERE: &str = "000000901015001";

/// Somebody at the console.
pub(super) struct Browser<'s> {
    pub(super) served: &'s Served,
    pub(super) client: Client,
    pub(super) cookie: String,
    pub(super) csrf: String,
}

/// What follows `#` in a link.
pub(super) fn link(served: &Served, number: &str, kind: LinkKind) -> String {
    let who = Who { number: number.into(), community: None };
    match perform(&served.app, &Operation::LoginLink(who, kind), &mut |_| {}).unwrap() {
        Outcome::Link(links, _) => links[0].split_once('#').unwrap().1.to_owned(),
        other => panic!("{other:?}"),
    }
}

impl<'s> Browser<'s> {
    /// Without a session.
    pub(super) fn new(served: &'s Served) -> Self {
        Self { served, client: served.client(), cookie: String::new(), csrf: String::new() }
    }

    /// By a link that begins a session at once.
    pub(super) async fn log_in(served: &'s Served, number: &str) -> Self {
        let mut browser = Self::new(served);
        let token = link(served, number, LinkKind::Enter);
        assert_eq!(browser.submit("/api/v1/session/link", json!({ "token": token })).await.0, 200);
        browser.csrf = browser.see("/api/v1/me").await["csrf"].as_str().unwrap().to_owned();
        browser
    }

    pub(super) async fn get(&self, path: &str) -> (u16, Value) {
        self.ask(self.client.get(self.served.url(path))).await.0
    }

    /// Sends something, as the page does, and takes the session it is given.
    pub(super) async fn submit(&mut self, path: &str, body: Value) -> (u16, Value) {
        let request = self.client.post(self.served.url(path)).header(CONTENT_TYPE, "application/json");
        let (answer, cookie) = self.ask(request.body(body.to_string())).await;
        self.cookie = cookie.unwrap_or(std::mem::take(&mut self.cookie));
        if let Some(csrf) = answer.1["csrf"].as_str() {
            self.csrf = csrf.to_owned();
        }
        answer
    }

    pub(super) async fn delete(&self, path: &str) -> (u16, Value) {
        self.ask(self.client.delete(self.served.url(path))).await.0
    }

    /// The answer, and the cookie it sets.
    async fn ask(&self, request: RequestBuilder) -> ((u16, Value), Option<String>) {
        let request = request.header(COOKIE, &self.cookie).header(CSRF_HEADER, &self.csrf);
        let response = request.send().await.unwrap();
        let (status, cookie) = (response.status().as_u16(), response.headers().get(SET_COOKIE).cloned());
        let body = response.bytes().await.unwrap();
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
        ((status, body), cookie.map(|c| c.to_str().unwrap().split(';').next().unwrap().to_owned()))
    }

    /// What stands there; it must be there.
    pub(super) async fn see(&self, path: &str) -> Value {
        let (status, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }
}

/// The routes of the description.
pub(super) fn routes(described: &Value) -> Vec<(Method, String)> {
    let paths = described["paths"].as_object().unwrap().iter();
    let methods = paths.flat_map(|(path, on)| on.as_object().unwrap().keys().map(move |method| (method, path)));
    let is_method = |name: &str| ["get", "post", "put", "patch", "delete"].contains(&name);
    let routes = methods.filter(|(method, _)| is_method(method));
    routes.map(|(method, path)| (method.to_uppercase().parse().unwrap(), path.clone())).collect()
}

/// A form for the only household that the search finds.
pub(super) fn form(phone: &crate::testing::TestPhone, search: &str, outcome: VisitOutcome) -> VisitForm {
    let found = phone.companion.search(search, 10).unwrap();
    assert_eq!(found.len(), 1, "{search}");
    VisitForm::new(Target::Listed(found[0].id), outcome)
}

#[tokio::test]
async fn nothing_is_open_without_a_session() {
    let served = TestOffice::served();
    let client = served.client();
    let described: Value = serde_json::from_str(&super::description()).unwrap();
    let routes = routes(&described);
    assert!(routes.len() >= 18);
    for (method, path) in routes {
        // Who is out may go again.
        if (method.as_str(), path.as_str()) == ("DELETE", "/api/v1/session") {
            continue;
        }
        if path.starts_with("/api/v1/session")
            && method == Method::POST
            && !path.ends_with("/post")
            && !path.ends_with("/password")
        {
            continue;
        }
        let path =
            path.replace("{grid}", FIRST).replace("{id}", "0000000000000000000000000G").replace("{list}", "grids");
        // Nobody's session, with the word that would belong to it: only the session itself is missing.
        let nobody = Token::new(served.office.clock.as_ref());
        let request = client.request(method.clone(), served.url(&path)).header(CSRF_HEADER, nobody.csrf());
        let request = request.header(COOKIE, format!("{COOKIE_NAME}={}", nobody.text()));
        let response = request.header(CONTENT_TYPE, "application/json").body("{}").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
        let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!(body["code"], "session.none", "{path}");
    }
    served.stop().await;
}

#[tokio::test]
async fn a_session_ends_with_the_post_it_was_opened_under() {
    let served = TestOffice::served();
    let browser = Browser::log_in(&served, "P6").await;
    browser.see("/api/v1/me").await;
    let people = crate::testing::PEOPLE.replace("P6,卢素心（演示）,,社区办公室,000000901014,2026-06-01,,\n", "");
    let lists = served.office.lists(crate::testing::GRIDS, &people, crate::testing::HOUSEHOLDS);
    assert!(take(&served.app, &lists).has_changed);
    served.office.clock.advance(1);
    assert_eq!(browser.get("/api/v1/me").await.0, 401);
    served.stop().await;
}

#[tokio::test]
async fn the_console_shows_what_came_in_today() {
    let served = TestOffice::served();
    let worker = served.phone("P3").await;
    worker.sync().await;
    let mut met = form(&worker, "402", VisitOutcome::Met);
    met.note = "换了楼道灯泡".into();
    met.needs = vec![lianxin_core::rows::Need { code: "家电小修".into(), line: "灯".into() }];
    met.follow_up = Some(served.office.clock.now().day());
    worker.companion.record_visit(&met).unwrap();
    worker.companion.record_visit(&form(&worker, "403", VisitOutcome::NoAnswer)).unwrap();
    served.office.clock.advance(3 * 3_600_000);
    worker.sync().await;

    let browser = Browser::log_in(&served, "P7").await;
    let today = browser.see("/api/v1/today").await;
    assert_eq!((today["day"].as_str(), today["visits"].as_u64()), (Some("2026-11-24"), Some(2)));
    let count = |code: &str| {
        let outcomes = today["by_outcome"].as_array().unwrap();
        outcomes.iter().find(|o| o["code"] == code).and_then(|o| o["count"].as_u64())
    };
    assert_eq!([count("met"), count("no_answer"), count("declined")], [Some(1), Some(1), Some(0)]);
    assert_eq!(today["by_hour"].as_array().map(Vec::len), Some(24));
    assert_eq!(
        today["by_hour"][12],
        serde_json::json!([1, 1, 0, 0, 0]),
        "received at twelve, however early they were made"
    );
    assert_eq!(today["needs"][0]["code"], "家电小修");
    assert_eq!(
        (today["follow_ups_due"].as_u64(), today["follow_ups"][0]["dwelling"].as_str()),
        (Some(1), Some("槐荫苑 3-1-402"))
    );

    let visits = browser.see(&format!("/api/v1/grids/{FIRST}/visits")).await;
    assert_eq!(visits["total"], 2);
    let visit = visits["visits"].as_array().unwrap().iter().find(|v| v["outcome"] == "met").unwrap().clone();
    assert_eq!(
        (visit["note"].as_str(), visit["author"]["name"].as_str()),
        (Some("换了楼道灯泡"), Some("周向晴（演示）"))
    );
    let none = browser.see(&format!("/api/v1/grids/{FIRST}/visits?from=2026-11-25")).await;
    assert_eq!(none["total"], 0);

    let household = browser.see(&format!("/api/v1/households/{}", visit["household"].as_str().unwrap())).await;
    assert_eq!(household["household"]["needs"][1], "家电小修");
    assert_eq!(household["visits"].as_array().unwrap().len(), 1);
    served.stop().await;
}

#[tokio::test]
async fn households_of_a_grid_come_by_page_and_filter() {
    let served = TestOffice::served();
    let browser = Browser::log_in(&served, "P6").await;
    let grids = browser.see("/api/v1/grids").await;
    assert_eq!(grids.as_array().unwrap().len(), 2, "those of the community");
    assert_eq!((grids[0]["label"].as_str(), grids[0]["households"].as_u64()), (Some("示-01"), Some(2)));
    let ask = |query: &str| format!("/api/v1/grids/{FIRST}/households{query}");
    for (query, total, rows) in [
        ("", 2, 2),
        ("?limit=1", 2, 1),
        ("?offset=2", 2, 0),
        ("?class=care", 1, 1),
        ("?need=家电小修", 1, 1),
        ("?text=403", 1, 1),
        ("?wish=call_first", 0, 0),
        ("?disputed=true", 0, 0),
        ("?limit=100000", 2, 2),
    ] {
        let found = browser.see(&ask(query)).await;
        assert_eq!(
            (found["total"].as_u64(), found["households"].as_array().map(Vec::len)),
            (Some(total), Some(rows)),
            "{query}"
        );
    }
    assert_eq!(browser.get(&ask("?limit=many")).await, browser.get(&ask("?offset=-1")).await);
    assert_eq!(browser.get(&ask("?limit=many")).await.0, 400);
    served.stop().await;
}

#[tokio::test]
async fn what_lies_in_another_community_is_not_there() {
    let served = TestOffice::served();
    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    let theirs = there.see(&format!("/api/v1/grids/{ELSEWHERE}/households")).await;
    let id = theirs["households"][0]["id"].as_str().unwrap();
    assert_eq!(there.see(&format!("/api/v1/households/{id}")).await["household"]["dwelling"], "桐花里 1-101");
    for path in [
        format!("/api/v1/households/{id}"),
        format!("/api/v1/grids/{ELSEWHERE}/households"),
        format!("/api/v1/grids/{ELSEWHERE}/visits"),
        "/api/v1/grids/000000901014009/visits".into(),
        "/api/v1/grids/nonsense/visits".into(),
        "/api/v1/households/nonsense".into(),
    ] {
        let (status, body) = here.get(&path).await;
        assert_eq!((status, body["code"].as_str()), (404, Some("not_found")), "{path}");
    }
    served.stop().await;
}

#[tokio::test]
async fn a_held_entry_shows_its_text_and_is_decided_with_a_reason() {
    let served = TestOffice::served();
    let worker = served.phone("P3").await;
    worker.sync().await;
    let mut visit = form(&worker, "402", VisitOutcome::Met);
    visit.note = "门锁坏了".into();
    worker.companion.record_visit(&visit).unwrap();
    let lost = Operation::ReportLost(crate::control::Phone::Person("P3".into()), true);
    assert_eq!(perform(&served.app, &lost, &mut |_| {}).unwrap(), Outcome::Done);
    worker.sync().await;

    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    let held = here.see("/api/v1/entries/held").await;
    assert_eq!(held["total"], 1);
    let entry = &held["entries"][0];
    assert_eq!((entry["verdict"].as_str(), entry["author"]["number"].as_str()), (Some("held.lost"), Some("P3")));
    assert!(entry["written"].as_array().unwrap().iter().any(|w| w["value"] == "门锁坏了"));
    assert!(!entry["reason"]["zh"].as_str().unwrap().is_empty());
    assert_eq!(here.see("/api/v1/today").await["held"], 1);
    assert_eq!(there.see("/api/v1/entries/held").await["total"], 0);

    let decide = |admit, reason: &str| {
        let entry = entry["id"].as_str().unwrap()[..10].to_owned();
        let verdict = crate::control::Verdict { entry, admit, reason: reason.into() };
        perform(&served.app, &Operation::Decide(verdict), &mut |_| {})
    };
    assert_eq!(decide(true, " ").unwrap_err().code(), "decide.no_reason");
    assert_eq!(decide(true, "已与本人核实").unwrap(), Outcome::Done);
    assert_eq!(decide(true, "again").unwrap_err().code(), "entry.unknown");
    assert_eq!(here.see("/api/v1/entries/held").await["total"], 0);
    assert_eq!(here.see("/api/v1/today").await["visits"], 1);
    served.stop().await;
}

#[tokio::test]
async fn only_the_office_sees_when_a_phone_was_last_heard_of_and_only_the_day() {
    let served = TestOffice::served();
    served.phone("P3").await.sync().await;
    served.phone("P9").await.sync().await;
    let office = Browser::log_in(&served, "P6").await.see("/api/v1/phones").await;
    assert_eq!(office["total"], 1, "the other phone is of another community");
    assert_eq!(
        (office["phones"][0]["person"]["number"].as_str(), office["phones"][0]["last_contact"].as_str()),
        (Some("P3"), Some("2026-11-24"))
    );
    let secretary = Browser::log_in(&served, "P7").await.see("/api/v1/phones").await;
    assert_eq!(secretary["phones"][0]["last_contact"], Value::Null);
    served.stop().await;
}

#[tokio::test]
async fn a_body_too_large_of_another_type_or_to_another_route_is_a_problem() {
    let served = TestOffice::served();
    let client = served.client();
    let post = |path: &str, kind: &'static str, body: Vec<u8>| {
        client.post(served.url(path)).header("content-type", kind).body(body).send()
    };
    let cbor = "application/cbor";
    for (path, kind, body, status, code) in [
        ("/v1/sync", cbor, vec![0; MAX_SEALED_BYTES + 1], 413, "body.too_large"),
        ("/v1/enrol", cbor, vec![0; 2000], 413, "body.too_large"),
        ("/v1/sync", "application/json", vec![0], 415, "body.type"),
        ("/v1/sync", cbor, vec![0], 400, "envelope.malformed"),
        ("/v1/enrol", cbor, vec![0], 400, "body.malformed"),
        ("/v2/sync", cbor, vec![0], 404, "not_found"),
        ("/api/v1/today", cbor, vec![0], 405, "method"),
    ] {
        let response = post(path, kind, body).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!(body["code"], code, "{path}");
        assert_eq!(body["status"], status);
    }
    served.stop().await;
}

#[tokio::test]
async fn who_sends_a_byte_a_minute_is_sent_away_and_holds_nobody_up() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let served = TestOffice::hurried();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(served.app.tls.certificate().to_vec().into()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = std::sync::Arc::new(config.with_root_certificates(roots).with_no_client_auth());
    let mut slow = Vec::new();
    for _ in 0..100 {
        let tcp = tokio::net::TcpStream::connect(&served.app.addresses[0]).await.unwrap();
        let name = std::net::Ipv4Addr::LOCALHOST;
        let connector = tokio_rustls::TlsConnector::from(config.clone());
        let mut tls = connector.connect(std::net::IpAddr::from(name).into(), tcp).await.unwrap();
        let head =
            "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-type: application/cbor\r\ncontent-length: 9000\r\n\r\nx";
        tls.write_all(head.as_bytes()).await.unwrap();
        slow.push(tls);
    }
    let quick = served.client().get(served.url("/api/v1/me")).send().await.unwrap();
    assert_eq!(quick.status(), StatusCode::UNAUTHORIZED);
    let mut answer = vec![0; 1024];
    let read = slow[99].read(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    served.stop().await;
}

#[tokio::test]
async fn who_sends_too_much_hears_so_however_the_bytes_fall() {
    let served = TestOffice::served();
    for size in [MAX_SEALED_BYTES + 1, MAX_SEALED_BYTES * 2 - 1] {
        for _ in 0..10 {
            // A new connection each time, as a phone has it.
            let post = served.client().post(served.url("/v1/sync")).header("content-type", "application/cbor");
            assert_eq!(post.body(vec![0; size]).send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
        }
    }
    served.stop().await;
}

#[test]
fn the_committed_description_is_the_one_the_routes_have() {
    assert!(super::description() == include_str!("../../openapi.json"), "run `cargo xtask regenerate`");
    let description: Value = serde_json::from_str(&super::description()).unwrap();
    assert_eq!(description["openapi"], "3.1.0");
    let operations =
        description["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let mut names: Vec<&str> = operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "{names:?}");
}

#[tokio::test]
async fn lists_of_entries_go_on_where_the_part_before_ended_and_follow_a_household_that_moves() {
    let served = TestOffice::served();
    let worker = served.phone("P3").await;
    worker.sync().await;
    let home = worker.companion.search("402", 10).unwrap()[0].id;
    for need in ["助行器具跟进", "家电小修", "邻里噪音"] {
        let edit = HouseholdEdit { add_needs: vec![need.into()], ..HouseholdEdit::default() };
        worker.companion.edit_household(home, &edit).unwrap();
    }
    let lost = Operation::ReportLost(crate::control::Phone::Person("P3".into()), true);
    perform(&served.app, &lost, &mut |_| {}).unwrap();
    worker.sync().await;

    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    let first = here.see("/api/v1/entries/held?limit=2").await;
    assert_eq!((first["total"].as_u64(), first["entries"].as_array().unwrap().len()), (Some(3), 2));
    let rest = here.see(&format!("/api/v1/entries/held?limit=2&after={}", first["next"].as_str().unwrap())).await;
    assert_eq!((rest["total"].as_u64(), rest["entries"].as_array().unwrap().len()), (Some(3), 1));
    assert_eq!(rest["next"], Value::Null);
    assert_ne!(rest["entries"][0]["id"], first["entries"][1]["id"]);
    assert_eq!(here.get("/api/v1/entries/held?after=nonsense").await.0, 400);
    assert_eq!(there.see("/api/v1/entries/held").await["total"], 0);

    let (grid, from) = (GridCode::parse(ELSEWHERE).unwrap(), served.office.clock.now().day());
    let to = crate::node::Move { household: home, grid, from, bundle: None };
    served.app.office.move_households(&[to], &served.app.desk()).unwrap();
    assert_eq!(there.see("/api/v1/entries/held").await["total"], 3, "who has the household decides");
    assert_eq!(here.see("/api/v1/entries/held").await["total"], 0);
    served.stop().await;
}
