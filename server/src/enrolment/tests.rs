//! Phones that are enrolled, and phones that are not, through real HTTPS.

use super::clerk::{GoodFor, Which, Whom};
use crate::error::ErrorKind;
use crate::testing::{TestOffice, TestPhone};
use lianxin_core::cbor::encode;
use lianxin_core::enrol::{EnrolRequest, Invitation};
use lianxin_core::error::Error;
use lianxin_core::seal::SigningKey;
use lianxin_core::transport::TransportError;

fn code(refused: Result<impl Sized, Error>) -> String {
    match refused {
        Err(Error::Transport(TransportError::Refused { code, .. })) => code,
        Err(other) => panic!("{other}"),
        Ok(_) => String::new(),
    }
}

#[tokio::test]
async fn a_phone_is_enrolled_once_a_clerk_has_compared_the_digits() {
    let served = TestOffice::served();
    let phone = TestPhone::new(served.office.clock.clone(), &served.invite("P3"));
    let step = phone.ask().await.unwrap();
    assert!(!step.is_confirmed);
    let waiting = served.app.waiting().unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].digits.as_str(), waiting[0].number.as_str()), (step.digits.as_str(), "P3"));
    assert!(!phone.ask().await.unwrap().is_confirmed, "asking again changes nothing");

    let wrong = if step.digits == "000000" { "000001" } else { "000000" };
    let refused = served.app.confirm(&Which::Digits(wrong.into(), None)).unwrap_err();
    assert!(matches!(refused, ErrorKind::UnknownDigits(_)));
    let spaced = format!("{} {}", &step.digits[..3], &step.digits[3..]);
    served.app.confirm(&Which::Digits(spaced, None)).unwrap();
    assert!(phone.ask().await.unwrap().is_confirmed);
    assert!(served.app.waiting().unwrap().is_empty());

    let summary = phone.sync().await;
    assert!(summary.is_complete);
    assert_eq!(phone.companion.search("槐荫苑", 10).unwrap().len(), 2, "the households of the worker's grid");
    served.stop().await;
}

#[tokio::test]
async fn an_invitation_is_good_for_one_phone() {
    let served = TestOffice::served();
    let invitation = served.invite("P3");
    let phones: Vec<TestPhone> = (0..4).map(|_| TestPhone::new(served.office.clock.clone(), &invitation)).collect();
    let asked = [phones[0].ask(), phones[1].ask(), phones[2].ask(), phones[3].ask()];
    let [a, b, c, d] = asked;
    let (a, b, c, d) = tokio::join!(a, b, c, d);
    let mut codes: Vec<String> = [a, b, c, d].into_iter().map(code).collect();
    codes.sort();
    assert_eq!(codes, ["", "enrol.used", "enrol.used", "enrol.used"]);
    assert_eq!(served.app.waiting().unwrap().len(), 1);
    served.stop().await;
}

#[tokio::test]
async fn a_refused_phone_and_a_late_one_are_told_so() {
    let served = TestOffice::served();
    let phone = TestPhone::new(served.office.clock.clone(), &served.invite("P3"));
    let digits = phone.ask().await.unwrap().digits;
    served.app.refuse(&Which::Digits(digits, None)).unwrap();
    assert_eq!(code(phone.ask().await), "enrol.used");

    let late = TestPhone::new(served.office.clock.clone(), &served.invite("P4"));
    served.office.clock.advance(10 * 60_000);
    assert_eq!(code(late.ask().await), "enrol.expired");
    served.stop().await;
}

#[tokio::test]
async fn who_has_used_an_invitation_in_time_may_be_confirmed_later() {
    let served = TestOffice::served();
    let cards = served.app.invite(&Whom::Numbers(vec!["P3".into(), "P4".into()]), GoodFor::Days(7)).unwrap();
    let phones: Vec<TestPhone> =
        cards.iter().map(|card| TestPhone::new(served.office.clock.clone(), &card.invitation)).collect();
    for phone in &phones {
        assert!(!phone.ask().await.unwrap().is_confirmed);
    }
    let beside = TestPhone::new(served.office.clock.clone(), &served.invite("P2"));
    beside.ask().await.unwrap();
    served.office.clock.advance(8 * 86_400_000);
    let confirmed = served.app.confirm(&Which::AllPrinted).unwrap();
    let mut numbers: Vec<&str> = confirmed.iter().map(|waiting| waiting.number.as_str()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, ["P3", "P4"]);
    for phone in &phones {
        assert!(phone.ask().await.unwrap().is_confirmed);
    }
    assert!(!beside.ask().await.unwrap().is_confirmed, "the clerk compares these digits");
    served.stop().await;
}

#[tokio::test]
async fn everybody_without_a_phone_is_invited_once() {
    let served = TestOffice::served();
    let _phone = served.phone("P3").await;
    let cards = served.app.invite(&Whom::All, GoodFor::Days(7)).unwrap();
    let numbers: Vec<&str> = cards.iter().map(|card| card.number.as_str()).collect();
    assert_eq!(numbers.len(), 8);
    assert!(!numbers.contains(&"P3"));
    assert!(matches!(served.app.invite(&Whom::All, GoodFor::Days(7)), Err(ErrorKind::NobodyToInvite)));
    let unknown = Whom::Numbers(vec!["P99".into()]);
    assert!(matches!(served.app.invite(&unknown, GoodFor::Days(7)), Err(ErrorKind::UnknownPerson(_))));
    served.stop().await;
}

/// Sends a request made by hand; gives the problem's code.
async fn send(served: &crate::testing::Served, request: &EnrolRequest) -> (u16, String) {
    let sent = served.client().post(served.url("/v1/enrol")).header("content-type", "application/cbor");
    let response = sent.body(encode(request)).send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    (status, problem["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn five_wrong_proofs_lock_an_invitation_and_a_weak_or_known_key_is_refused() {
    let served = TestOffice::served();
    let invitation = Invitation::parse(&served.invite("P3")).unwrap();
    let key = SigningKey::from_bytes(&[5; 32]).public();
    let good = invitation.request(&key, [1; 16]);
    assert_eq!(
        send(&served, &EnrolRequest { invitation: [9; 16], ..good.clone() }).await,
        (404, "enrol.unknown".into())
    );

    // The neutral element: any signature by it would verify for somebody.
    let mut weak = EnrolRequest { key: [0; 32], ..good.clone() };
    weak.key[0] = 1;
    let weak = resigned(&invitation, weak);
    assert_eq!(send(&served, &weak).await, (422, "key.weak".into()));

    for _ in 0..5 {
        assert_eq!(send(&served, &EnrolRequest { proof: [0; 32], ..good.clone() }).await, (403, "enrol.proof".into()));
    }
    assert_eq!(send(&served, &good).await, (410, "enrol.locked".into()));

    let other = Invitation::parse(&served.invite("P4")).unwrap();
    assert_eq!(send(&served, &other.request(&key, [1; 16])).await.0, 200);
    let third = Invitation::parse(&served.invite("P2")).unwrap();
    assert_eq!(send(&served, &third.request(&key, [1; 16])).await, (409, "key.in_use".into()));
    served.stop().await;
}

/// A request with a proof for a key that the core itself would not take.
fn resigned(invitation: &Invitation, mut request: EnrolRequest) -> EnrolRequest {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&invitation.secret).unwrap();
    for part in [&b"lianxin/enrol/phone/1"[..], &request.invitation, &request.key, &request.nonce] {
        mac.update(part);
    }
    request.proof = mac.finalize().into_bytes().into();
    assert!(request.is_proven(&invitation.secret));
    request
}
