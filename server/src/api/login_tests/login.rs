//! Coming in: by a link, by number, password and code, and as those who should not get in try it.

use super::super::tests::{Browser, link};
use super::{App, PASSWORD, account, code, log_in, typed};
use crate::control::LinkKind;
use crate::login::agent::Agent;
use crate::login::password::HASHES;
use crate::login::tries::LOCK_MS;
use crate::login::{Caller, Typed, authenticator};
use crate::testing::TestOffice;
use lianxin_core::time::Host;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use serde_json::json;

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
