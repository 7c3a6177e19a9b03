//! The transport against a small TLS server on this machine.

mod authority;
mod server;

use super::*;
use authority::{Authority, Leaf};
use server::{Server, answer};
use std::time::Instant;

const QUICK: Limits = Limits { connect: Duration::from_millis(400), whole: Duration::from_secs(1), answer: 4096 };

fn transport(addresses: &[&str], pin: [u8; 32]) -> HttpTransport {
    let addresses: Vec<String> = addresses.iter().map(|&a| a.into()).collect();
    HttpTransport::build(&addresses, pin, None, QUICK).unwrap()
}

async fn ask(server: &Server, pin: [u8; 32]) -> Result<Vec<u8>, TransportError> {
    transport(&[&server.address], pin).send(Endpoint::Sync, b"question".to_vec()).await
}

fn refused(status: u16, code: &str) -> Result<Vec<u8>, TransportError> {
    Err(TransportError::Refused { status, code: code.into() })
}

/// Asks a server with this chain, and looks whether it was told anything.
async fn ask_chain(leaf: Leaf, pin: [u8; 32]) -> Result<Vec<u8>, TransportError> {
    let server = Server::start(leaf, answer("200 OK", CBOR, b"answer")).await;
    let answered = ask(&server, pin).await;
    assert_eq!(server.requests().len(), usize::from(answered.is_ok()), "who is not trusted hears nothing");
    answered
}

#[tokio::test]
async fn the_office_answers_under_its_pin_and_hears_what_was_sent() {
    let office = Authority::new();
    let server = Server::start(office.leaf(), answer("200 OK", CBOR, b"answer")).await;
    let transport = transport(&[&server.address], office.pin());
    assert_eq!(transport.send(Endpoint::Sync, b"question".to_vec()).await, Ok(b"answer".to_vec()));
    assert_eq!(transport.send(Endpoint::Enrol, b"request".to_vec()).await, Ok(b"answer".to_vec()));
    let requests = server.requests();
    assert!(requests[0].head.starts_with("POST /v1/sync HTTP/1.1\r\n"), "{}", requests[0].head);
    assert!(requests[0].head.to_ascii_lowercase().contains("content-type: application/cbor\r\n"));
    assert_eq!(requests[0].body, b"question");
    assert!(requests[1].head.starts_with("POST /v1/enrol HTTP/1.1\r\n"));
    assert_eq!(requests[1].body, b"request");
}

#[tokio::test]
async fn another_pin_is_not_the_office() {
    let (office, other) = (Authority::new(), Authority::new());
    assert_eq!(ask_chain(office.leaf(), other.pin()).await, Err(TransportError::NotTrusted));
}

#[tokio::test]
async fn dates_are_not_asked_for() {
    let office = Authority::new();
    for (from, to) in [(1990, 1991), (2090, 2091), (2300, 2301)] {
        assert_eq!(
            ask_chain(office.leaf_between(from, to), office.pin()).await,
            Ok(b"answer".to_vec()),
            "{from} to {to}"
        );
    }
}

#[tokio::test]
async fn a_chain_by_way_of_an_issuer_holds_if_it_ever_did() {
    let office = Authority::new();
    let later = office.issuer(2040, 2050);
    assert_eq!(ask_chain(later.leaf_between(2020, 2045), office.pin()).await, Ok(b"answer".to_vec()));
    assert_eq!(ask_chain(later.leaf_between(2020, 2030), office.pin()).await, Err(TransportError::NotTrusted));
}

#[tokio::test]
async fn to_show_the_offices_root_is_not_to_be_signed_by_it() {
    let (office, other) = (Authority::new(), Authority::new());
    let mut foreign = other.leaf();
    foreign.chain.push(office.certificate.clone());
    assert_eq!(ask_chain(foreign, office.pin()).await, Err(TransportError::NotTrusted));
    let mut namesake = Authority::new().leaf();
    namesake.chain.truncate(1);
    namesake.chain.push(office.certificate.clone());
    assert_eq!(ask_chain(namesake, office.pin()).await, Err(TransportError::NotTrusted), "same name, another key");
    let mut alone = office.leaf();
    alone.chain.truncate(1);
    assert_eq!(ask_chain(alone, office.pin()).await, Err(TransportError::NotTrusted), "the root is not shown");
}

#[tokio::test]
async fn what_the_root_signed_for_something_else_is_not_the_office() {
    let office = Authority::new();
    assert_eq!(ask_chain(office.client_leaf(), office.pin()).await, Err(TransportError::NotTrusted));
    assert_eq!(ask_chain(office.server_as_issuer().leaf(), office.pin()).await, Err(TransportError::NotTrusted));
}

#[tokio::test]
async fn a_copied_certificate_without_its_key_is_not_the_office() {
    let office = Authority::new();
    let copied = Leaf { key: Authority::new().leaf().key, ..office.leaf() };
    assert_eq!(ask_chain(copied, office.pin()).await, Err(TransportError::NotTrusted));
}

#[tokio::test]
async fn a_refusal_carries_the_offices_code() {
    let office = Authority::new();
    let problem = br#"{"type":"about:blank","title":"gone","status":410,"code":"enrol.used"}"#;
    let server = Server::start(office.leaf(), answer("410 Gone", "application/problem+json", problem)).await;
    assert_eq!(ask(&server, office.pin()).await, refused(410, "enrol.used"));
}

#[tokio::test]
async fn an_answer_outside_the_protocol_is_refused_with_its_status() {
    let office = Authority::new();
    let cases = [
        (answer("200 OK", "text/html", b"<html>"), refused(200, "http.not_cbor")),
        (answer("502 Bad Gateway", "text/html", b"<html>"), refused(502, "http.502")),
        (answer("500 Internal Server Error", PROBLEM, b"{"), refused(500, "http.500")),
        (answer("204 No Content", CBOR, b""), refused(204, "http.204")),
        (
            b"HTTP/1.1 307 Temporary Redirect\r\nlocation: /v1/enrol\r\ncontent-length: 0\r\n\r\n".into(),
            refused(307, "http.307"),
        ),
    ];
    for (bytes, expected) in cases {
        let server = Server::start(office.leaf(), bytes).await;
        assert_eq!(ask(&server, office.pin()).await, expected);
        assert_eq!(server.requests().len(), 1, "nothing is followed or repeated");
    }
}

#[tokio::test]
async fn an_answer_beyond_the_cap_is_not_taken() {
    let office = Authority::new();
    let whole = Server::start(office.leaf(), answer("200 OK", CBOR, &[7; 4096])).await;
    assert_eq!(ask(&whole, office.pin()).await, Ok(vec![7; 4096]));
    let announced = Server::start(office.leaf(), answer("200 OK", CBOR, &[7; 4097])).await;
    assert_eq!(ask(&announced, office.pin()).await, refused(200, "http.too_large"));
    let mut chunked =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/cbor\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..5 {
        chunked.extend(b"400\r\n");
        chunked.extend([7; 0x400]);
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    let chunked = Server::start(office.leaf(), chunked).await;
    assert_eq!(ask(&chunked, office.pin()).await, refused(200, "http.too_large"));
}

#[tokio::test]
async fn addresses_are_tried_in_order_and_the_good_one_is_remembered() {
    let (office, other) = (Authority::new(), Authority::new());
    let stranger = Server::start(other.leaf(), answer("200 OK", CBOR, b"stranger")).await;
    let server = Server::start(office.leaf(), answer("200 OK", CBOR, b"answer")).await;
    let transport = transport(&["127.0.0.1:1", &stranger.address, &server.address], office.pin());
    for _ in 0..3 {
        assert_eq!(transport.send(Endpoint::Sync, vec![1]).await, Ok(b"answer".to_vec()));
    }
    assert_eq!(stranger.connections(), 1);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_stranger_says_more_than_silence() {
    let (office, other) = (Authority::new(), Authority::new());
    let stranger = Server::start(other.leaf(), answer("200 OK", CBOR, b"stranger")).await;
    let transport = transport(&[&stranger.address, "127.0.0.1:1"], office.pin());
    assert_eq!(transport.send(Endpoint::Sync, vec![1]).await, Err(TransportError::NotTrusted));
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let pin = Authority::new().pin();
    for addresses in
        [&[][..], &["127.0.0.1:1"], &["nobody.invalid:8443"], &["not an address", "user@host", "host/path"]]
    {
        let transport = transport(addresses, pin);
        assert_eq!(transport.send(Endpoint::Sync, vec![1]).await, Err(TransportError::Unreachable), "{addresses:?}");
    }
}

#[tokio::test]
async fn waiting_has_an_end() {
    let office = Authority::new();
    let mute = Server::start_mute().await;
    let begun = started();
    assert_eq!(ask(&mute, office.pin()).await, Err(TransportError::Unreachable));
    assert!(begun.elapsed() < QUICK.whole, "the handshake has a shorter end than the exchange");

    let slow = Server::start(
        office.leaf(),
        b"HTTP/1.1 200 OK\r\ncontent-type: application/cbor\r\ncontent-length: 9\r\n\r\nhalf".into(),
    )
    .await;
    let other = Server::start(office.leaf(), answer("200 OK", CBOR, b"answer")).await;
    let transport = transport(&[&slow.address, &other.address], office.pin());
    assert_eq!(transport.send(Endpoint::Sync, vec![1]).await, Err(TransportError::Unreachable));
    assert!(begun.elapsed() < 4 * QUICK.whole);
    assert_eq!(other.requests().len(), 0, "a slow office is not asked twice");
}

#[expect(clippy::disallowed_methods, reason = "measures that real waiting ends")]
fn started() -> Instant {
    Instant::now()
}

#[tokio::test]
async fn a_proxy_tunnels_and_sees_no_question() {
    let office = Authority::new();
    let server = Server::start(office.leaf(), answer("200 OK", CBOR, b"answer")).await;
    let (proxy, heard) = server::start_proxy().await;
    let addresses = [server.address.clone()];
    let transport = HttpTransport::build(&addresses, office.pin(), Some(&format!("http://{proxy}")), QUICK).unwrap();
    assert_eq!(transport.send(Endpoint::Sync, b"question".to_vec()).await, Ok(b"answer".to_vec()));
    let heard = heard.lock().unwrap().clone();
    assert!(heard.starts_with(&format!("CONNECT {} HTTP/1.1\r\n", server.address)), "{heard}");
    assert!(!heard.contains("/v1/sync"));
}

#[test]
fn an_address_is_a_host_with_a_port_and_nothing_else() {
    for good in ["10.0.0.5:8443", "office.local:8443", "[::1]:8443", "office.local"] {
        assert!(url(good).is_some(), "{good}");
    }
    for bad in ["", ":8443", "host:port", "user@host:1", "host/path", "host?query", "host#part", "http://host", "a b"] {
        assert_eq!(url(bad), None, "{bad}");
    }
}
