//! Sessions: how they begin and end, whose they are, and what another page can do with them.

use super::super::tests::{Browser, link};
use super::{PASSWORD, account, code, log_in, typed};
use crate::access::{ABSOLUTE_MS, ENTERED_MS, IDLE_MS, LINK_MS};
use crate::control::LinkKind;
use crate::testing::{GRIDS, HOUSEHOLDS, PEOPLE, TestOffice, take};
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use serde_json::{Value, json};

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
async fn what_is_shown_follows_the_post_a_session_acts_under() {
    let served = TestOffice::served();
    let mut browser = Browser::log_in(&served, "P6").await;
    let people = PEOPLE.to_owned() + "P6,卢素心（演示）,,社区办公室,000000901015,2026-06-01,,\n";
    take(&served.app, &served.office.lists(GRIDS, &people, HOUSEHOLDS));
    let shown = async |browser: &Browser<'_>| {
        let grids = browser.see("/api/v1/grids").await;
        let grids: Vec<_> = grids.as_array().unwrap().iter().map(|grid| grid["label"].clone()).collect();
        let homes = ["hyy", "thl"].map(|estate| format!("/api/v1/search?text={estate}"));
        let homes = (browser.see(&homes[0]).await, browser.see(&homes[1]).await);
        let count = |found: &Value| found["households"].as_array().unwrap().len();
        (grids, count(&homes.0), count(&homes.1))
    };
    let first = (vec![json!("示-01"), json!("示-02")], 2, 0);
    let second = (vec![json!("例-01")], 0, 1);
    assert_eq!(shown(&browser).await, first);
    let home = browser.see("/api/v1/search?text=hyy").await["households"][0]["id"].as_str().unwrap().to_owned();
    let posts = browser.see("/api/v1/me").await["posts"].as_array().unwrap().clone();
    let post =
        |community: &str| posts.iter().find(|post| post["community"] == community).unwrap()["assignment"].clone();
    for (community, expected, opens) in [("000000901015", &second, 404), ("000000901014", &first, 200)] {
        let (status, me) = browser.submit("/api/v1/session/post", json!({ "assignment": post(community) })).await;
        assert_eq!((status, me["community"].as_str()), (200, Some(community)));
        assert_eq!(shown(&browser).await, *expected);
        assert_eq!(browser.get(&format!("/api/v1/households/{home}")).await.0, opens);
    }
    served.stop().await;
}
