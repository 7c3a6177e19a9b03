//! Coming to the console and leaving it, through real HTTPS; also as those who should not get in try it.

use super::tests::{Browser, link};
use crate::access::{ABSOLUTE_MS, ENTERED_MS, IDLE_MS, LINK_MS};
use crate::control::LinkKind;
use crate::login::agent::Agent;
use crate::login::password::HASHES;
use crate::login::tries::LOCK_MS;
use crate::login::{Caller, Typed, authenticator};
use crate::testing::{Served, TestOffice};
use lianxin_core::time::Host;
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, RETRY_AFTER};
use serde_json::{Value, json};

const PASSWORD: &str = "湖边的石榴树开了七朵花";

/// An authenticator, as somebody has set it up from the text beside the picture.
#[derive(Clone)]
struct App(Vec<u8>);

impl App {
    fn of(secret: &str) -> Self {
        let digit = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap();
        let bits: Vec<usize> = secret.chars().flat_map(|c| (0..5).rev().map(move |bit| digit(c) >> bit & 1)).collect();
        let byte = |bits: &[usize]| u8::try_from(bits.iter().fold(0, |byte, bit| byte << 1 | bit)).unwrap();
        Self(bits.chunks_exact(8).map(byte).collect())
    }

    fn code(&self, served: &Served) -> String {
        authenticator::code(&self.0, served.office.clock.now().0)
    }
}

/// Sets an account by a link.
async fn account<'s>(served: &'s Served, number: &str) -> (Browser<'s>, App) {
    let mut browser = Browser::new(served);
    let token = link(served, number, LinkKind::Account);
    let (status, offer) = browser.submit("/api/v1/session/link", json!({ "token": token })).await;
    assert_eq!((status, offer["next"].as_str()), (200, Some("account")));
    let app = App::of(offer["secret"].as_str().unwrap());
    let set = json!({ "token": token, "password": PASSWORD, "code": app.code(served) });
    let (status, me) = browser.submit("/api/v1/session/account", set).await;
    assert_eq!((status, me["person"]["number"].as_str()), (200, Some(number)), "{me}");
    // The next code, that of setting the account is used.
    served.office.clock.advance(30_000);
    (browser, app)
}

fn typed(number: &str, password: &str, code: &str) -> Value {
    json!({ "number": number, "password": password, "code": code })
}

async fn log_in<'s>(served: &'s Served, number: &str, app: &App) -> (Browser<'s>, u16, Value) {
    let mut browser = Browser::new(served);
    let (status, answer) = browser.submit("/api/v1/session", typed(number, PASSWORD, &app.code(served))).await;
    (browser, status, answer)
}

fn code(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_link_sets_an_account_by_which_its_person_comes_back() {
    let served = TestOffice::served();
    let mut browser = Browser::new(&served);
    let token = link(&served, "P6", LinkKind::Account);
    let (_, first) = browser.submit("/api/v1/session/link", json!({ "token": token })).await;
    let (_, again) = browser.submit("/api/v1/session/link", json!({ "token": token })).await;
    assert_eq!(first, again, "looking does not use it up");
    assert!(
        first["uri"].as_str().unwrap().starts_with("otpauth://totp/")
            && first["qr"].as_str().unwrap().starts_with("<svg")
    );
    assert_eq!(
        (first["role"].as_str(), first["community_name"].as_str()),
        (Some("community_office"), Some("示例社区01"))
    );
    assert_eq!(browser.get("/api/v1/me").await.0, 401, "looking lets nobody in");
    let app = App::of(first["secret"].as_str().unwrap());
    for (password, typed, expected) in [
        ("short", app.code(&served), (422, "password.weak")),
        (PASSWORD, "000000".into(), (401, "login.wrong")),
        (PASSWORD, app.code(&served), (200, "")),
        (PASSWORD, app.code(&served), (410, "session.link")),
    ] {
        let set = json!({ "token": token, "password": password, "code": typed });
        assert_eq!(code(&browser.submit("/api/v1/session/account", set).await), expected);
    }
    let me = browser.see("/api/v1/me").await;
    assert_eq!((me["role"].as_str(), me["community"].as_str()), (Some("community_office"), Some("000000901014")));
    assert_eq!((me["is_demo"].as_bool(), me["posts"].as_array().map(Vec::len)), (Some(true), Some(1)));
    assert_eq!(browser.delete("/api/v1/session").await.0, 204);
    assert_eq!(browser.get("/api/v1/me").await.0, 401);
    served.office.clock.advance(30_000);
    let (back, status, _) = log_in(&served, "P6", &app).await;
    assert_eq!((status, back.get("/api/v1/me").await.0), (200, 200));
    served.stop().await;
}

#[tokio::test]
async fn wrong_number_password_code_and_a_code_used_before_are_told_alike() {
    let served = TestOffice::served();
    let (_, app) = account(&served, "P6").await;
    let (_, worker) = account(&served, "P7").await;
    let right = app.code(&served);
    assert_eq!(log_in(&served, "P6", &app).await.1, 200);
    let mut browser = Browser::new(&served);
    let mut answers = Vec::new();
    for (number, password, code) in [
        ("P6", PASSWORD, right.as_str()),
        ("P6", PASSWORD, "000000"),
        ("P6", "湖边的石榴树开了八朵花", &authenticator::code(&app.0, served.office.clock.now().0 + 30_000)),
        ("P404", PASSWORD, &right),
        ("P3", PASSWORD, &right),
        ("P8", PASSWORD, &authenticator::code(&[0; 20], served.office.clock.now().0)),
        ("P7", PASSWORD, &app.code(&served)),
    ] {
        answers.push(browser.submit("/api/v1/session", typed(number, password, code)).await);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0] && code(answer) == (401, "login.wrong")), "{answers:?}");
    assert_eq!(log_in(&served, "P7", &worker).await.1, 200);
    served.stop().await;
}

#[tokio::test]
async fn five_wrong_tries_lock_a_number_whether_anybody_has_it_or_not() {
    let served = TestOffice::served();
    let (_, app) = account(&served, "P6").await;
    let mut browser = Browser::new(&served);
    for number in ["P6", "P404"] {
        for _ in 0..5 {
            let answer = browser.submit("/api/v1/session", typed(number, "wrong password", "000000")).await;
            assert_eq!(code(&answer), (401, "login.wrong"));
        }
        let answer = browser.submit("/api/v1/session", typed(number, PASSWORD, &app.code(&served))).await;
        assert_eq!(code(&answer), (429, "login.locked"), "{number}");
    }
    let body = typed("P6", PASSWORD, &app.code(&served)).to_string();
    let request = browser.client.post(served.url("/api/v1/session")).header(CONTENT_TYPE, "application/json");
    let response = request.body(body).send().await.unwrap();
    let seconds: i64 = response.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert_eq!(seconds * 1000, LOCK_MS);
    served.office.clock.advance(LOCK_MS);
    assert_eq!(log_in(&served, "P6", &app).await.1, 200);
    served.stop().await;
}

#[tokio::test]
async fn tries_at_the_same_time_are_no_more_than_tries_one_after_another() {
    let served = TestOffice::served();
    let (_, _) = account(&served, "P6").await;
    let ask = async || {
        let mut browser = Browser::new(&served);
        browser.submit("/api/v1/session", typed("P6", "wrong password", "000000")).await.0
    };
    let six = async || tokio::join!(ask(), ask(), ask(), ask(), ask(), ask());
    let (one, two) = tokio::join!(six(), six());
    let answers = [one.0, one.1, one.2, one.3, one.4, one.5, two.0, two.1, two.2, two.3, two.4, two.5];
    let looked_at = answers.iter().filter(|status| **status == 401).count();
    let locked = answers.iter().filter(|status| **status == 429).count();
    assert_eq!((looked_at, locked), (5, 7), "{answers:?}");
    served.stop().await;
}

#[tokio::test]
async fn an_address_that_tries_many_numbers_is_locked_and_a_success_does_not_wash_it_clean() {
    let served = TestOffice::served();
    let (_, app) = account(&served, "P6").await;
    let mut browser = Browser::new(&served);
    let mut guess = async |n: u32| {
        let answer = browser.submit("/api/v1/session", typed(&format!("G{n}"), "wrong password", "000000")).await;
        code(&answer).0
    };
    for n in 0..10 {
        assert_eq!(guess(n).await, 401);
    }
    assert_eq!(log_in(&served, "P6", &app).await.1, 200);
    for n in 10..20 {
        assert_eq!(guess(n).await, 401);
    }
    assert_eq!(guess(20).await, 429);
    served.stop().await;
}

#[tokio::test]
async fn a_link_that_enters_begins_one_session_of_an_hour() {
    let served = TestOffice::served();
    let token = link(&served, "P6", LinkKind::Enter);
    let (mut one, mut two) = (Browser::new(&served), Browser::new(&served));
    let (status, entered) = one.submit("/api/v1/session/link", json!({ "token": token })).await;
    assert_eq!((status, entered["next"].as_str(), entered["secret"].as_str()), (200, Some("entered"), None));
    assert_eq!(code(&two.submit("/api/v1/session/link", json!({ "token": token })).await), (410, "session.link"));
    assert_eq!(code(&two.submit("/api/v1/session/link", json!({ "token": "nonsense" })).await), (410, "session.link"));
    assert_eq!(one.see("/api/v1/sessions").await[0]["began"], "link");
    for _ in 0..3 {
        served.office.clock.advance(ENTERED_MS / 4);
        one.see("/api/v1/me").await;
    }
    served.office.clock.advance(ENTERED_MS / 4);
    assert_eq!(one.get("/api/v1/me").await.0, 401);
    let late = link(&served, "P6", LinkKind::Enter);
    served.office.clock.advance(LINK_MS);
    assert_eq!(code(&two.submit("/api/v1/session/link", json!({ "token": late })).await), (410, "session.link"));
    served.stop().await;
}

#[tokio::test]
async fn a_session_ends_when_idle_or_old() {
    let served = TestOffice::served();
    let (browser, app) = account(&served, "P6").await;
    served.office.clock.advance(IDLE_MS);
    assert_eq!(browser.get("/api/v1/me").await.0, 401);
    let (browser, _, _) = log_in(&served, "P6", &app).await;
    for _ in 0..ABSOLUTE_MS / (IDLE_MS / 2) - 1 {
        served.office.clock.advance(IDLE_MS / 2);
        browser.see("/api/v1/me").await;
    }
    served.office.clock.advance(IDLE_MS / 2);
    assert_eq!(browser.get("/api/v1/me").await.0, 401);
    served.stop().await;
}

#[tokio::test]
async fn a_session_that_somebody_else_put_into_the_browser_is_not_taken_over() {
    let served = TestOffice::served();
    let (_, app) = account(&served, "P6").await;
    let planted = Browser::log_in(&served, "P7").await;
    let mut victim = Browser::new(&served);
    victim.cookie.clone_from(&planted.cookie);
    let (status, _) = victim.submit("/api/v1/session", typed("P6", PASSWORD, &app.code(&served))).await;
    assert_eq!(status, 200);
    assert_ne!(victim.cookie, planted.cookie);
    assert_eq!(victim.see("/api/v1/me").await["person"]["number"], "P6");
    assert_eq!(planted.get("/api/v1/me").await.0, 401, "it has ended besides");
    served.stop().await;
}

#[tokio::test]
async fn another_page_can_neither_log_in_nor_do_anything() {
    let served = TestOffice::served();
    let (mut browser, app) = account(&served, "P6").await;
    let foreign = async |path: &str, body: Value, header: (&'static str, &'static str), csrf: &str| {
        let request = browser.client.post(served.url(path)).header(CONTENT_TYPE, "application/json");
        let request = request.header(COOKIE, &browser.cookie).header("x-csrf-token", csrf).header(header.0, header.1);
        request.body(body.to_string()).send().await.unwrap().status().as_u16()
    };
    let me = typed("P6", PASSWORD, &app.code(&served));
    assert_eq!(foreign("/api/v1/session", me.clone(), ("origin", "https://elsewhere.example"), "").await, 403);
    assert_eq!(foreign("/api/v1/session", me, ("sec-fetch-site", "cross-site"), "").await, 403);
    let post = json!({ "assignment": "X" });
    let own = browser.csrf.clone();
    assert_eq!(foreign("/api/v1/session/post", post.clone(), ("sec-fetch-site", "cross-site"), &own).await, 403);
    assert_eq!(foreign("/api/v1/session/post", post.clone(), ("sec-fetch-site", "same-origin"), "").await, 403);
    assert_eq!(foreign("/api/v1/session/post", post.clone(), ("sec-fetch-site", "same-origin"), &own).await, 404);
    let form = browser.client.post(served.url("/api/v1/session")).header(CONTENT_TYPE, "text/plain");
    let form = form.header(ORIGIN, served.url("")).body(typed("P6", PASSWORD, "1").to_string());
    assert_eq!(form.send().await.unwrap().status(), 415, "what a plain form can send");
    browser.csrf = Browser::log_in(&served, "P7").await.csrf;
    assert_eq!(code(&browser.delete("/api/v1/session").await), (403, "session.csrf"), "another session's");
    served.stop().await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_or_all_others() {
    let served = TestOffice::served();
    let (one, app) = account(&served, "P6").await;
    let (two, _, _) = log_in(&served, "P6", &app).await;
    served.office.clock.advance(30_000);
    let (three, _, _) = log_in(&served, "P6", &app).await;
    let listed = three.see("/api/v1/sessions").await;
    assert_eq!(listed[0]["began"], "password");
    assert_eq!(listed.as_array().unwrap().len(), 3);
    assert_eq!(listed.as_array().unwrap().iter().filter(|s| s["is_this"] == true).count(), 1);
    let of = async |browser: &Browser<'_>| {
        let listed = browser.see("/api/v1/sessions").await;
        let own = listed.as_array().unwrap().iter().find(|s| s["is_this"] == true).unwrap();
        own["id"].as_str().unwrap().to_owned()
    };
    let other = Browser::log_in(&served, "P7").await;
    let id = of(&one).await;
    assert_eq!(code(&other.delete(&format!("/api/v1/sessions/{id}")).await), (404, "not_found"), "not one's own");
    assert_eq!(three.delete(&format!("/api/v1/sessions/{id}")).await.0, 204);
    assert_eq!((one.get("/api/v1/me").await.0, two.get("/api/v1/me").await.0), (401, 200));
    assert_eq!(three.delete("/api/v1/sessions").await.0, 204);
    assert_eq!((two.get("/api/v1/me").await.0, three.get("/api/v1/me").await.0), (401, 200));
    assert_eq!(other.get("/api/v1/me").await.0, 200);
    served.stop().await;
}

#[tokio::test]
async fn another_password_needs_the_old_one_and_a_code_and_ends_the_other_sessions() {
    let served = TestOffice::served();
    let (one, app) = account(&served, "P6").await;
    let (mut two, _, _) = log_in(&served, "P6", &app).await;
    let new = "a lamp in the stairwell";
    let set = |old: &str, new: &str, code: &str| json!({ "old": old, "password": new, "code": code });
    let used = app.code(&served);
    assert_eq!(code(&two.submit("/api/v1/session/password", set(PASSWORD, new, &used)).await), (401, "login.wrong"));
    served.office.clock.advance(30_000);
    let fresh = app.code(&served);
    for (old, new, expected) in [
        ("not the old one", new, (401, "login.wrong")),
        (PASSWORD, "short", (422, "password.weak")),
        (PASSWORD, new, (204, "")),
    ] {
        assert_eq!(code(&two.submit("/api/v1/session/password", set(old, new, &fresh)).await), expected);
    }
    assert_eq!((one.get("/api/v1/me").await.0, two.get("/api/v1/me").await.0), (401, 200));
    served.office.clock.advance(30_000);
    assert_eq!(log_in(&served, "P6", &app).await.1, 401, "the old password");
    let typed = typed("P6", new, &app.code(&served));
    assert_eq!(Browser::new(&served).submit("/api/v1/session", typed).await.0, 200);
    served.stop().await;
}

#[tokio::test]
async fn a_new_link_after_losing_everything_ends_what_was_before() {
    let served = TestOffice::served();
    let (thief, stolen) = account(&served, "P6").await;
    let (owner, fresh) = account(&served, "P6").await;
    assert_eq!((thief.get("/api/v1/me").await.0, owner.get("/api/v1/me").await.0), (401, 200));
    assert_eq!(log_in(&served, "P6", &stolen).await.1, 401);
    assert_eq!(log_in(&served, "P6", &fresh).await.1, 200);
    served.stop().await;
}

#[tokio::test]
async fn neither_password_nor_secret_nor_link_nor_cookie_stands_in_any_file() {
    let served = TestOffice::served();
    let (browser, app) = account(&served, "P6").await;
    let token = link(&served, "P7", LinkKind::Account);
    let cookie = browser.cookie.split_once('=').unwrap().1.to_owned();
    let csrf = browser.csrf.clone();
    let office = served.stop().await;
    let planted: [&[u8]; 5] = [PASSWORD.as_bytes(), &app.0, token.as_bytes(), cookie.as_bytes(), csrf.as_bytes()];
    for file in std::fs::read_dir(&office.settings.data).unwrap() {
        let path = file.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for planted in planted {
            assert!(!bytes.windows(planted.len()).any(|window| window == planted), "{}", path.display());
        }
    }
}

#[tokio::test]
async fn the_page_is_served_with_a_strict_policy_and_the_api_is_not_taken_for_it() {
    let served = TestOffice::served();
    let client = served.client();
    for path in ["/", "/login", "/households/X"] {
        let response = client.get(served.url(path)).header("accept", "text/html").send().await.unwrap();
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert!(response.text().await.unwrap().contains("<!doctype html>"), "built or not, it is a page");
    }
    let missing = client.get(served.url("/api/v1/none")).header("accept", "text/html").send().await.unwrap();
    assert_eq!(missing.headers()[CONTENT_TYPE], "application/problem+json");
    served.stop().await;
}

/// Reads a stream until it says this, or ends.
async fn hears(stream: &mut reqwest::Response, wanted: &str) -> bool {
    let mut said = String::new();
    let listening = async {
        while let Ok(Some(chunk)) = stream.chunk().await {
            said.push_str(&String::from_utf8_lossy(&chunk));
            if said.contains(wanted) {
                return true;
            }
        }
        false
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), listening).await.expect("it is said or ends")
}

#[tokio::test]
async fn a_page_hears_what_has_changed_in_its_community_until_its_session_ends() {
    let served = TestOffice::served();
    let worker = served.phone("P3").await;
    worker.sync().await;
    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    let open = async |browser: &Browser<'_>| {
        let stream =
            browser.client.get(served.url("/api/v1/events")).header(COOKIE, &browser.cookie).send().await.unwrap();
        assert_eq!(stream.headers()[CONTENT_TYPE], "text/event-stream");
        stream
    };
    let (mut stream, mut elsewhere) = (open(&here).await, open(&there).await);
    assert!(hears(&mut stream, ": open").await && hears(&mut elsewhere, ": open").await);
    let form = super::tests::form(&worker, "402", lianxin_core::role::VisitOutcome::Met);
    worker.companion.record_visit(&form).unwrap();
    worker.sync().await;
    assert!(hears(&mut stream, "event: changed\ndata: {\"what\":[\"visits\"]}").await);
    let lost = crate::control::Operation::ReportLost(crate::control::Phone::Person("P3".into()), true);
    crate::control::perform(&served.app, &lost, &mut |_| {}).unwrap();
    assert!(hears(&mut stream, "phones").await);
    assert_eq!(here.delete("/api/v1/session").await.0, 204);
    assert!(!hears(&mut stream, "never said").await, "it ends with the session");
    let mut streams = Vec::new();
    for _ in 0..3 {
        let mut stream = open(&there).await;
        assert!(hears(&mut stream, ": open").await);
        streams.push(stream);
    }
    assert_eq!(code(&there.get("/api/v1/events").await), (429, "events.many"));
    served.stop().await;
    assert!(!hears(&mut elsewhere, "changed").await, "nothing of another community, and it ends with the server");
}

#[tokio::test]
async fn every_wrong_try_costs_as_many_hashes_as_a_right_one_and_every_locked_one_none() {
    let served = TestOffice::served();
    let (_, app) = account(&served, "P6").await;
    let caller = Caller { address: "192.0.2.1".parse().unwrap(), agent: Agent::default() };
    let tried = |number: &str, password: &str, code: &str| {
        let before = HASHES.get();
        let answer = served.app.log_in(&Typed { number, password, code }, &caller);
        (HASHES.get() - before, answer.map_or_else(|error| error.code(), |_| "in"))
    };
    let right = app.code(&served);
    for (number, password, code, expected) in [
        ("P404", PASSWORD, right.as_str(), "login.wrong"),
        ("", "", "", "login.wrong"),
        ("P3", PASSWORD, &right, "login.wrong"),
        ("P6", "wrong password", &right, "login.wrong"),
        ("P6", PASSWORD, "000000", "login.wrong"),
        ("P6", PASSWORD, &right, "in"),
        ("P6", PASSWORD, &right, "login.wrong"),
    ] {
        assert_eq!(tried(number, password, code), (1, expected), "{number} {password} {code}");
    }
    for number in ["P404", "P3", "P6"] {
        while tried(number, "wrong password", &right) == (1, "login.wrong") {}
        assert_eq!(tried(number, PASSWORD, &right), (0, "login.locked"), "{number}");
    }
    served.stop().await;
}
