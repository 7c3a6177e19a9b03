//! The page itself, and what it hears while it is open.

use super::super::tests::{Browser, form};
use super::code;
use crate::testing::TestOffice;
use reqwest::header::{CONTENT_TYPE, COOKIE};

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
    let form = form(&worker, "402", lianxin_core::role::VisitOutcome::Met);
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
