//! The facade on a phone whose vault watches what is asked of it.

use super::*;
use crate::companion::{Amend, Dwelling, HouseholdEdit, Silent, Target, VisitCorrection, VisitForm};
use crate::error::Rule;
use crate::id::DocumentId;
use crate::note_check::HitKind;
use crate::register::{RegisterId, Row};
use crate::role::{ContactWish, VisitOutcome, VisitPurpose};
use crate::rows::Need;
use crate::seal::VaultError;
use crate::session::testing::{Organisation, Still, grid, page, post};
use crate::session::{Input, Session};
use crate::time::Day;
use crate::transport::{Endpoint, Transport, TransportError};
use crate::words::Lang;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{OnceLock, Weak};
use std::task::{Context, Poll, Waker};
use zeroize::Zeroizing;

/// Counts the calls, and those that came while the phone was locked.
#[derive(Default)]
struct Watching {
    phone: OnceLock<Weak<Companion>>,
    calls: AtomicU64,
    locked: AtomicU64,
}

impl Watching {
    fn look(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let phone = self.phone.get().and_then(Weak::upgrade);
        if phone.is_some_and(|phone| phone.inner.try_lock().is_err()) {
            self.locked.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl KeyVault for Watching {
    fn wrap(&self, _: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.look();
        Ok(secret.to_vec())
    }

    fn unwrap(&self, _: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.look();
        Ok(Zeroizing::new(wrapped.to_vec()))
    }

    fn install_id(&self) -> Result<[u8; 16], VaultError> {
        self.look();
        Ok([7; 16])
    }
}

/// An office that never answers.
struct Waiting;

#[async_trait::async_trait]
impl Transport for Waiting {
    async fn send(&self, _: Endpoint, _: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        std::future::pending().await
    }
}

fn phone() -> (Arc<Companion>, Arc<Watching>) {
    let posts = page(RegisterId::Grid(grid()), None, 1, vec![Row::Assignment(post())]);
    let store = Organisation::new().store([7; 16], &[posts]);
    let vault = Arc::new(Watching::default());
    let phone = Companion::open(Box::new(store), vault.clone(), Arc::new(Still::default())).unwrap();
    let phone = Arc::new(phone);
    vault.phone.set(Arc::downgrade(&phone)).unwrap();
    (phone, vault)
}

fn form() -> VisitForm {
    let dwelling = Dwelling { estate: "槐荫苑".into(), room: "101".into(), ..Dwelling::default() };
    VisitForm {
        purpose: Some(VisitPurpose::Routine),
        note: "一切都好".into(),
        follow_up: Some(Day(20_700)),
        ..VisitForm::new(Target::New(dwelling), VisitOutcome::Met)
    }
}

fn wish(phone: &Companion, household: DocumentId) -> Option<ContactWish> {
    phone.household(household).unwrap().row.wish
}

#[test]
fn the_vault_is_never_asked_while_the_phone_is_locked() {
    let (phone, vault) = phone();
    let saved = phone.record_visit(&form()).unwrap();
    let set = HouseholdEdit { wish: Amend::Set(ContactWish::Welcome), ..HouseholdEdit::default() };
    phone.edit_household(saved.household, &set).unwrap();
    let note = VisitCorrection { note: Amend::Clear, ..VisitCorrection::default() };
    phone.correct_visit(saved.visit, &note).unwrap();
    phone.sync_step(&mut Session::new(), Input::Start).unwrap();
    assert!(vault.calls.load(Ordering::Relaxed) >= 4);
    assert_eq!(vault.locked.load(Ordering::Relaxed), 0);
}

#[test]
fn what_was_set_by_mistake_can_be_taken_away_again() {
    let (phone, _) = phone();
    let saved = phone.record_visit(&form()).unwrap();
    phone.save_draft([7; 16], Some(saved.household), b"a correction").unwrap();
    let kept = VisitCorrection { day: Some(Day(20_600)), draft: Some([7; 16]), ..VisitCorrection::default() };
    phone.correct_visit(saved.visit, &kept).unwrap();
    assert!(phone.drafts().unwrap().is_empty());
    let row = phone.visit(saved.visit).unwrap().row;
    assert_eq!((row.day, row.follow_up, row.note.as_str()), (Day(20_600), Some(Day(20_700)), "一切都好"));
    let cleared = VisitCorrection {
        purpose: Amend::Clear,
        note: Amend::Set("  ".into()),
        follow_up: Amend::Clear,
        ..VisitCorrection::default()
    };
    phone.correct_visit(saved.visit, &cleared).unwrap();
    let row = phone.visit(saved.visit).unwrap().row;
    assert_eq!((row.purpose, row.note.as_str(), row.follow_up), (None, "", None));
    let edit = |wish| HouseholdEdit { wish, ..HouseholdEdit::default() };
    phone.edit_household(saved.household, &edit(Amend::Set(ContactWish::NoProactiveVisit))).unwrap();
    assert_eq!(wish(&phone, saved.household), Some(ContactWish::NoProactiveVisit));
    assert_eq!(phone.edit_household(saved.household, &edit(Amend::Keep)), Err(Error::NothingToDo));
    phone.edit_household(saved.household, &edit(Amend::Clear)).unwrap();
    assert_eq!(wish(&phone, saved.household), None);
}

#[test]
fn a_needs_code_is_checked_as_a_note_is() {
    let (phone, _) = phone();
    let household = phone.record_visit(&form()).unwrap().household;
    let add = |code: &str| HouseholdEdit { add_needs: vec![code.into()], ..HouseholdEdit::default() };
    let blocked = phone.edit_household(household, &add("11010519491231002X"));
    assert_eq!(blocked, Err(Error::NoteBlocked(HitKind::CitizenNumber)));
    let hints = phone.edit_household(household, &add("13800138000")).unwrap();
    assert_eq!((hints.len(), hints[0].field, hints[0].hit.kind), (1, "need", HitKind::Mobile));
    let long = phone.edit_household(household, &add(&"需".repeat(25)));
    assert_eq!(long, Err(Error::Value { field: "need", rule: Rule::Text(24) }));
}

#[test]
fn a_value_that_is_not_allowed_is_named() {
    let (phone, _) = phone();
    let base = form();
    let need = |line: String| vec![Need { code: "助餐".into(), line }];
    for (form, field, rule) in [
        (VisitForm { companion: "人".repeat(41), ..base.clone() }, "companion", Rule::Text(40)),
        (VisitForm { note: "字".repeat(501), ..base.clone() }, "note", Rule::Text(500)),
        (VisitForm { note: "a\0b".into(), ..base.clone() }, "note", Rule::Text(500)),
        (VisitForm { needs: need("字".repeat(101)), ..base.clone() }, "need", Rule::Text(100)),
    ] {
        assert_eq!(phone.record_visit(&form), Err(Error::Value { field, rule }), "{form:?}");
    }
    let saved = phone.record_visit(&base).unwrap();
    let other = phone.resolve(saved.visit, "outcome", &crate::document::Value::text("moved"));
    assert_eq!(other, Err(Error::Value { field: "outcome", rule: Rule::Standing }));
    assert_eq!(phone.resolve(saved.visit, "unheard", &crate::document::Value::Int(1)), Err(Error::NotFound));
}

#[test]
fn a_second_sync_hears_that_one_is_running_and_the_next_one_begins() {
    let (phone, _) = phone();
    let mut context = Context::from_waker(Waker::noop());
    {
        let mut first = pin!(phone.sync(&Waiting, &Silent, Lang::En));
        assert!(first.as_mut().poll(&mut context).is_pending());
        let second = pin!(phone.sync(&Waiting, &Silent, Lang::En)).poll(&mut context);
        assert_eq!(second, Poll::Ready(Err(Error::SyncRunning)));
        assert!(first.as_mut().poll(&mut context).is_pending(), "it goes on");
    }
    let next = pin!(phone.sync(&Waiting, &Silent, Lang::En)).poll(&mut context);
    assert!(next.is_pending());
}

#[test]
fn whoever_watches_hears_what_each_commit_has_changed() {
    use Change::{Attention, Drafts, Enrolment, Households, Status, Visits};
    let (phone, _) = phone();
    let changes = phone.changes();
    let taken = || changes.take().into_iter().collect::<Vec<_>>();
    assert_eq!(taken(), []);
    let saved = phone.record_visit(&form()).unwrap();
    assert_eq!(taken(), [Households, Visits, Status]);
    phone.save_draft([1; 16], None, b"half").unwrap();
    phone.settle_attention(crate::id::Hash([1; 32]), 0).unwrap();
    assert_eq!(taken(), [Status, Attention, Drafts], "two commits, one set");
    phone.sync_step(&mut Session::new(), Input::Start).unwrap();
    assert_eq!(taken(), [Status]);
    assert_eq!(phone.edit_household(saved.household, &HouseholdEdit::default()), Err(Error::NothingToDo));
    phone.household(saved.household).unwrap();
    assert_eq!(taken(), [], "what fails and what only reads changes nothing");
    let late = phone.changes();
    drop(changes);
    phone.drop_draft([1; 16]).unwrap();
    assert_eq!(late.wait(), Some([Drafts].into()));
    let identity = changes::of(&[Organisation::new().identity().save()]);
    assert_eq!(identity.into_iter().collect::<Vec<_>>(), [Status, Enrolment]);
}

#[test]
fn who_waits_for_changes_is_woken_by_one_and_by_the_phones_end() {
    let (phone, _) = phone();
    let changes = phone.changes();
    let waiting = std::thread::spawn(move || (changes.wait(), changes.wait()));
    phone.save_draft([1; 16], None, b"half").unwrap();
    drop(phone);
    assert_eq!(waiting.join().unwrap(), (Some([Change::Drafts].into()), None));
}
