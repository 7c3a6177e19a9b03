//! Listeners to what changes on a phone.

use lianxin_bindings::host::CallbackError;
use lianxin_bindings::mirror::Change;
use lianxin_bindings::{ChangeListener, ErrorKind, Phone, PhoneError, Subscription};
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use tempfile::TempDir;

/// Sends on what it hears; then does something of its own.
struct Hearing<F>(Sender<HashSet<Change>>, F);

impl<F: Fn() + Send + Sync> ChangeListener for Hearing<F> {
    fn changed(&self, changes: HashSet<Change>) -> Result<(), CallbackError> {
        let _ = self.0.send(changes);
        (self.1)();
        Err(CallbackError::Failed)
    }
}

fn hearing(after: impl Fn() + Send + Sync + 'static) -> (Arc<dyn ChangeListener>, Receiver<HashSet<Change>>) {
    let (sender, receiver) = channel();
    (Arc::new(Hearing(sender, after)), receiver)
}

fn phone() -> (TempDir, Arc<Phone>) {
    let home = tempfile::tempdir().unwrap();
    let phone = Phone::open(home.path().to_str().unwrap().to_owned(), None).unwrap();
    (home, phone)
}

fn draft(phone: &Phone) {
    phone.save_draft(phone.new_draft_id().unwrap(), None, vec![1]).unwrap();
}

fn next(heard: &Receiver<HashSet<Change>>) -> HashSet<Change> {
    heard.recv_timeout(Duration::from_secs(10)).unwrap()
}

#[test]
fn a_listener_hears_what_changed_and_may_call_the_phone() {
    let (_home, phone) = phone();
    let seen = Arc::new(AtomicUsize::new(0));
    let (listener, heard) = hearing({
        let (phone, seen) = (Arc::downgrade(&phone), seen.clone());
        move || seen.store(Weak::upgrade(&phone).unwrap().drafts().unwrap().len(), Ordering::SeqCst)
    });
    let subscription = phone.subscribe(listener).unwrap();
    draft(&phone);
    assert_eq!(next(&heard), [Change::Drafts].into());
    subscription.stop();
    assert_eq!(seen.load(Ordering::SeqCst), 1);
}

#[test]
fn commits_during_a_call_reach_the_listener_as_one() {
    let (_home, phone) = phone();
    let gate = Arc::new(Mutex::new(()));
    let (listener, heard) = hearing({
        let gate = gate.clone();
        move || drop(gate.lock())
    });
    let _subscription = phone.subscribe(listener).unwrap();
    {
        let _shut = gate.lock().unwrap();
        draft(&phone);
        next(&heard);
        (0..20).for_each(|_| draft(&phone));
    }
    next(&heard);
    assert!(heard.recv_timeout(Duration::from_millis(100)).is_err());
}

#[test]
fn once_stopped_a_listener_is_not_called_and_a_call_under_way_is_over() {
    let (_home, phone) = phone();
    let finished = Arc::new(AtomicUsize::new(0));
    let (listener, heard) = hearing({
        let finished = finished.clone();
        move || {
            std::thread::sleep(Duration::from_millis(50));
            finished.fetch_add(1, Ordering::SeqCst);
        }
    });
    let subscription = phone.subscribe(listener).unwrap();
    draft(&phone);
    next(&heard);
    subscription.stop();
    assert_eq!(finished.load(Ordering::SeqCst), 1);
    draft(&phone);
    assert!(heard.recv_timeout(Duration::from_millis(100)).is_err());
    let (listener, heard) = hearing(|| ());
    drop(phone.subscribe(listener).unwrap());
    draft(&phone);
    assert!(heard.recv_timeout(Duration::from_millis(100)).is_err(), "letting go of the handle ends it too");
}

#[test]
fn a_listener_may_stop_itself_or_shut_the_phone() {
    let (_home, phone) = phone();
    let own: Arc<Mutex<Option<Arc<Subscription>>>> = Arc::default();
    let (listener, heard) = hearing({
        let own = own.clone();
        move || own.lock().unwrap().take().unwrap().stop()
    });
    let mut held = own.lock().unwrap();
    *held = Some(phone.subscribe(listener).unwrap());
    drop(held);
    draft(&phone);
    next(&heard);
    draft(&phone);
    assert!(heard.recv_timeout(Duration::from_millis(100)).is_err());
    let (listener, heard) = hearing({
        let phone = Arc::downgrade(&phone);
        move || phone.upgrade().unwrap().shut()
    });
    let subscription = phone.subscribe(listener).unwrap();
    draft(&phone);
    next(&heard);
    subscription.stop();
    let (listener, _) = hearing(|| ());
    let Err(PhoneError::Failed { problem }) = phone.subscribe(listener) else { panic!("the phone is shut") };
    assert_eq!(problem.kind, ErrorKind::Shut);
}

#[test]
fn a_listener_that_panics_is_called_again_and_harms_no_other() {
    let (_home, phone) = phone();
    let (broken, broken_heard) = hearing(|| panic!("on purpose"));
    let (sound, sound_heard) = hearing(|| ());
    let _subscriptions = [phone.subscribe(broken).unwrap(), phone.subscribe(sound).unwrap()];
    for _ in 0..2 {
        draft(&phone);
        next(&broken_heard);
        next(&sound_heard);
    }
}

#[test]
fn a_phone_that_goes_lets_its_listeners_go() {
    let (_home, phone) = phone();
    let (listener, heard) = hearing(|| ());
    let subscription = phone.subscribe(listener).unwrap();
    drop(phone);
    let ended = heard.recv_timeout(Duration::from_secs(10)).unwrap_err();
    assert_eq!(ended, std::sync::mpsc::RecvTimeoutError::Disconnected);
    subscription.stop();
}
