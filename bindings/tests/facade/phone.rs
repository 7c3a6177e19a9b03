//! A phone whose vault, transport and listener are a platform's.

use crate::office::{Mood, Office};
use lianxin_bindings::host::CallbackError;
use lianxin_bindings::mirror::{Door, Dwelling, Phase, VisitForm, VisitOutcome};
use lianxin_bindings::vault::VaultError;
use lianxin_bindings::{Cancellation, ErrorKind, KeyVault, Phone, PhoneError, Problem, SyncListener};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// A vault that only counts.
#[derive(Default)]
struct Counting(Mutex<Vec<String>>);

impl KeyVault for Counting {
    fn wrap(&self, name: String, secret: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        self.0.lock().unwrap().push(format!("wrap {name}"));
        Ok(secret)
    }

    fn unwrap(&self, name: String, wrapped: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        self.0.lock().unwrap().push(format!("unwrap {name}"));
        Ok(wrapped)
    }

    fn install_id(&self) -> Result<Vec<u8>, VaultError> {
        Ok(vec![7; 16])
    }
}

/// Keeps what it hears, and fails each time.
#[derive(Default)]
struct Failing(Mutex<Vec<Phase>>);

impl SyncListener for Failing {
    fn progress(&self, phase: Phase) -> Result<(), CallbackError> {
        self.0.lock().unwrap().push(phase);
        Err(CallbackError::Failed)
    }
}

struct Setting {
    home: TempDir,
    vault: Arc<Counting>,
    office: Arc<Office>,
}

impl Setting {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), vault: Arc::default(), office: Arc::new(Office::new()) }
    }

    fn open(&self) -> Arc<Phone> {
        let store = self.home.path().join("phone.db").to_str().unwrap().to_owned();
        Phone::open_with(store, self.vault.clone(), None, Some(self.office.clone())).unwrap()
    }

    async fn enrolled(&self) -> Arc<Phone> {
        let phone = self.open();
        phone.begin_enrolment(self.office.invitation()).unwrap();
        self.office.is(Mood::Confirmed);
        assert!(phone.continue_enrolment(None).await.unwrap().is_confirmed);
        phone
    }
}

fn problem<T>(result: Result<T, PhoneError>) -> Problem {
    match result {
        Ok(_) => panic!("it should have failed"),
        Err(PhoneError::Failed { problem }) => problem,
    }
}

#[tokio::test]
async fn a_phone_is_enrolled_once_the_clerk_has_compared_the_digits() {
    let setting = Setting::new();
    let phone = setting.open();
    phone.begin_enrolment(setting.office.invitation()).unwrap();
    let step = phone.continue_enrolment(None).await.unwrap();
    assert_eq!((step.digits, step.is_confirmed), (setting.office.digits.lock().unwrap().clone(), false));
    assert_eq!(phone.is_enrolled(), Ok(false));
    setting.office.is(Mood::Confirmed);
    assert!(phone.continue_enrolment(None).await.unwrap().is_confirmed);
    assert_eq!(phone.is_enrolled(), Ok(true));
    assert_eq!(phone.status().unwrap().posts, [], "the registers come with the first sync");
    assert_eq!(problem(phone.begin_enrolment(setting.office.invitation())).kind, ErrorKind::AlreadyEnrolled);
    assert_eq!(*setting.office.paths.lock().unwrap(), ["/v1/enrol", "/v1/enrol"]);
}

#[tokio::test]
async fn an_enrolment_goes_on_after_the_app_was_killed() {
    let setting = Setting::new();
    let phone = setting.open();
    assert_eq!(problem(phone.continue_enrolment(None).await).kind, ErrorKind::NotEnrolled);
    let office = phone.begin_enrolment(setting.office.invitation()).unwrap();
    let digits = phone.continue_enrolment(None).await.unwrap().digits;
    phone.shut();
    let phone = setting.open();
    assert_eq!(phone.pending_enrolment().unwrap(), Some(office));
    assert_eq!(phone.continue_enrolment(None).await.unwrap().digits, digits, "it is the same key");
    setting.office.is(Mood::Confirmed);
    assert!(phone.continue_enrolment(None).await.unwrap().is_confirmed);
    assert_eq!(phone.pending_enrolment().unwrap(), None);
    assert_eq!(problem(phone.continue_enrolment(None).await).kind, ErrorKind::AlreadyEnrolled);
}

#[tokio::test]
async fn an_enrolled_phone_stays_so_and_its_key_rests_in_the_vault() {
    let setting = Setting::new();
    setting.enrolled().await.shut();
    setting.vault.0.lock().unwrap().clear();
    let phone = setting.open();
    assert_eq!(phone.is_enrolled(), Ok(true));
    assert_eq!(*setting.vault.0.lock().unwrap(), ["unwrap store-key", "unwrap device-key"]);
    assert_eq!(phone.office_address().unwrap().addresses, ["office.example:8443"]);
}

#[tokio::test]
async fn a_sync_that_finds_nobody_says_so_and_a_listener_that_fails_stops_nothing() {
    let setting = Setting::new();
    let phone = setting.enrolled().await;
    setting.office.is(Mood::Away);
    let listener = Arc::new(Failing::default());
    let problem = problem(phone.sync(Some(listener.clone()), None).await);
    assert_eq!((problem.kind, problem.is_retry_useful), (ErrorKind::Unreachable, true));
    assert_eq!(*listener.0.lock().unwrap(), [Phase::Connecting]);
    assert_eq!(setting.office.paths.lock().unwrap().last().unwrap(), "/v1/sync");
}

#[tokio::test]
async fn a_sync_can_be_cancelled_and_begun_again() {
    let setting = Setting::new();
    let phone = setting.enrolled().await;
    setting.office.is(Mood::Silent);
    setting.office.asked.notified().await;
    let cancellation = Cancellation::new();
    let call = tokio::spawn({
        let (phone, cancellation) = (phone.clone(), cancellation.clone());
        async move { phone.sync(None, Some(cancellation)).await }
    });
    setting.office.asked.notified().await;
    assert!(phone.status().is_ok(), "the phone answers while a sync waits");
    cancellation.cancel();
    assert_eq!(problem(call.await.unwrap()).kind, ErrorKind::Cancelled);
    setting.office.is(Mood::Away);
    assert_eq!(problem(phone.sync(None, None).await).kind, ErrorKind::Unreachable);
}

#[tokio::test]
async fn what_the_person_may_not_do_is_an_error_of_rights() {
    let setting = Setting::new();
    let phone = setting.enrolled().await;
    let dwelling = Dwelling { estate: "柳荫苑".into(), building: "3".into(), unit: "1".into(), room: "402".into() };
    let form = VisitForm {
        door: Door::Unlisted { dwelling },
        outcome: VisitOutcome::Met,
        purpose: None,
        note: String::new(),
        needs: Vec::new(),
        follow_up: None,
        companion: String::new(),
        wish: None,
        day: None,
        post: None,
        draft: None,
    };
    assert_eq!(problem(phone.record_visit(form)).code, "rights.no_post");
}
