//! A year on: the recovery sheet renews the office's keys, and phones follow, whenever they come.

use crate::control::{Health, Operation, Outcome, perform};
use crate::enrolment::clerk::Which;
use crate::keyring::{Keyring, KeyringError};
use crate::recovery::RecoverySheet;
use crate::testing::{Served, TestOffice, TestPhone};
use lianxin_core::companion::{Silent, Target, VisitForm};
use lianxin_core::error::Error;
use lianxin_core::role::VisitOutcome;
use lianxin_core::seal::SigningKey;
use lianxin_core::time::{DAY_MS, Host, Timestamp};
use lianxin_core::words::Lang;
use std::sync::Arc;

/// A day on which the keys of a new office still count, and one on which they no longer do.
const BEFORE: i64 = 380 * DAY_MS;
const AFTER: i64 = 400 * DAY_MS;

fn root(office: &TestOffice) -> SigningKey {
    RecoverySheet::parse(&office.recovery).unwrap()
}

/// Renews as the command does, with the server running.
fn renew(served: &Served) {
    let office = &served.office;
    Keyring::renew(&office.settings.data, &root(office), office.clock.as_ref()).unwrap();
    assert_eq!(perform(&served.app, &Operation::Renewed, &mut |_| {}).unwrap(), Outcome::Done);
}

fn health(served: &Served) -> Health {
    served.app.check().unwrap().into_iter().find(|finding| finding.what == "keys").unwrap().how
}

fn is_sound(served: &Served) -> bool {
    served.app.check().unwrap().iter().all(|finding| finding.how == Health::Sound)
}

fn visit(phone: &TestPhone) {
    let home = phone.companion.search("402", 10).unwrap()[0].id;
    phone.companion.record_visit(&VisitForm::new(Target::Listed(home), VisitOutcome::Met)).unwrap();
}

async fn refused(phone: &TestPhone) -> bool {
    let synced = phone.companion.sync(&phone.transport, &Silent, Lang::En).await;
    matches!(synced, Err(Error::Session(lianxin_core::session::SessionError::NotTheOffice(_))))
}

#[tokio::test]
async fn phones_that_sync_while_both_certificates_count_follow_to_the_new_ones() {
    let served = TestOffice::served();
    let phone = served.phone("P3").await;
    phone.sync().await;
    assert_eq!((health(&served), served.app.keys_end_soon()), (Health::Sound, None));
    for _ in 0..6 {
        served.office.clock.advance(BEFORE / 6);
        phone.sync().await;
    }
    assert_eq!(health(&served), Health::Look);
    assert!(served.app.keys_end_soon().is_some());
    renew(&served);
    assert_eq!(health(&served), Health::Sound);
    assert!(is_sound(&served));
    assert!(phone.sync().await.is_complete);
    // The old certificates end, and the phone's own is renewed by the new issuer.
    for _ in 0..4 {
        served.office.clock.advance(40 * DAY_MS);
        visit(&phone);
        let summary = phone.sync().await;
        assert!(summary.is_complete && summary.delivered == summary.made);
    }
    served.stop().await;
}

#[tokio::test]
async fn a_phone_that_missed_the_whole_change_follows_and_loses_nothing() {
    let served = TestOffice::served();
    let phone = served.phone("P3").await;
    phone.sync().await;
    visit(&phone);
    served.office.clock.advance(AFTER);
    assert_eq!(health(&served), Health::Broken);
    assert!(refused(&phone).await, "an office whose keys have ended is not believed");
    assert_eq!(phone.companion.status().unwrap().delivered, 0);
    renew(&served);
    let summary = phone.sync().await;
    assert!(summary.is_complete);
    assert_eq!((summary.delivered, summary.made), (1, 1));
    assert!(phone.sync().await.is_complete, "it goes on without the page");
    served.stop().await;
}

/// A clock that goes wrong by a year.
struct Wrong(Arc<crate::testing::Clock>);

impl Host for Wrong {
    fn now(&self) -> Timestamp {
        self.0.now().plus_ms(-365 * DAY_MS)
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

#[tokio::test]
async fn a_phone_whose_clock_is_a_year_off_follows_too() {
    let served = TestOffice::served();
    let invitation = served.invite("P3");
    let phone = TestPhone::new(Arc::new(Wrong(served.office.clock.clone())), &invitation);
    let step = phone.ask().await.unwrap();
    served.app.confirm(&Which::Digits(step.digits, None)).unwrap();
    assert!(phone.ask().await.unwrap().is_confirmed);
    // It has never synced, so it has no correction of its clock: the first answer is stale and brings nothing.
    served.office.clock.advance(AFTER);
    renew(&served);
    assert!(phone.sync().await.is_complete);
    served.stop().await;
}

#[tokio::test]
async fn a_phone_enrolled_after_the_change_believes_the_pages_of_before() {
    let served = TestOffice::served();
    served.office.clock.advance(BEFORE);
    let early = TestPhone::new(served.office.clock.clone(), &served.invite("P3"));
    let digits = early.ask().await.unwrap().digits;
    served.app.confirm(&Which::Digits(digits, None)).unwrap();
    renew(&served);
    assert!(early.ask().await.unwrap().is_confirmed, "confirmed before, asked after");
    let late = served.phone("P4").await;
    for phone in [&early, &late] {
        assert!(phone.sync().await.is_complete);
        assert!(!phone.companion.status().unwrap().posts.is_empty());
    }
    served.stop().await;
}

#[tokio::test]
async fn keys_renewed_without_a_server_count_from_its_next_start() {
    let served = TestOffice::served();
    let phone = served.phone("P3").await;
    phone.sync().await;
    let office = served.stop().await;
    office.clock.advance(AFTER);
    Keyring::renew(&office.settings.data, &root(&office), office.clock.as_ref()).unwrap();
    let mut office = office;
    office.settings.listen = phone.companion.office_address().unwrap().addresses[0].parse().unwrap();
    let served = office.serve();
    assert!(phone.sync().await.is_complete);
    served.stop().await;
}

#[test]
fn another_offices_recovery_sheet_renews_nothing() {
    let (office, other) = (TestOffice::new(), TestOffice::new());
    let before = std::fs::read(office.settings.data.join("office.keys")).unwrap();
    let renewed = Keyring::renew(&office.settings.data, &root(&other), office.clock.as_ref());
    assert!(matches!(renewed, Err(KeyringError::OtherRoot)));
    assert_eq!(std::fs::read(office.settings.data.join("office.keys")).unwrap(), before);
    let app = office.open();
    app.take_renewed_keys().unwrap();
    assert_eq!(app.check().unwrap().iter().filter(|finding| finding.how == Health::Broken).count(), 0);
}
