//! What each role's phone holds, byte by byte: a word is planted in the ledger and another in a visit's note, every
//! role syncs with the real office onto a real encrypted store, and then the store is decrypted and searched (P-09,
//! M22 b, M18 a). The files as they lie on the phone must not hold the words at all.

use lianxin_core::companion::{Target, VisitForm};
use lianxin_core::role::{Role, VisitOutcome};
use lianxin_tests::town::{Phone, STORE_KEY, Town};
use rusqlite::Connection;
use std::path::Path;

const IN_THE_LEDGER: &str = "PLANTEDESTATE";
const IN_A_NOTE: &str = "PLANTEDNOTE";
const A_COLLEAGUE: &str = "PLANTEDCOLLEAGUE";
const THE_PLANTED: [&str; 3] = [IN_THE_LEDGER, IN_A_NOTE, A_COLLEAGUE];

/// Closes the phone and looks for the planted words: first in the files as they lie there, then in what they decrypt
/// to. Gives ledger, note and colleague.
fn holds(phone: Phone) -> [bool; 3] {
    let Phone { directory, app } = phone;
    for word in THE_PLANTED {
        assert!(!found(directory.path(), word), "the files hold {word} in clear");
    }
    drop(app);
    let plain = directory.path().join("decrypted");
    std::fs::create_dir(&plain).expect("a directory");
    let key: String = STORE_KEY.iter().map(|b| format!("{b:02x}")).collect();
    let connection = Connection::open(directory.path().join("store.db")).expect("opens");
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\";")).expect("opens");
    let attach = format!("ATTACH DATABASE '{}' AS plain KEY ''", plain.join("plain.db").display());
    connection.execute_batch(&attach).expect("attaches");
    connection.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(())).expect("decrypts");
    connection.execute_batch("DETACH DATABASE plain").expect("closes");
    THE_PLANTED.map(|word| found(&plain, word))
}

fn found(directory: &Path, word: &str) -> bool {
    std::fs::read_dir(directory).expect("reads").any(|file| {
        let path = file.expect("reads").path();
        let bytes = if path.is_file() { std::fs::read(path).expect("reads") } else { Vec::new() };
        bytes.windows(word.len()).any(|at| at == word.as_bytes())
    })
}

#[test]
fn a_phone_holds_what_its_role_may_hold_and_no_byte_more() {
    let town = Town::found(IN_THE_LEDGER, 1);
    town.introduce(Role::GridWorker, A_COLLEAGUE);
    let worker = town.phone(Role::GridWorker);
    town.sync(&worker);
    let target = Target::Listed(town.households[0]);
    let form = VisitForm { note: IN_A_NOTE.into(), ..VisitForm::new(target, VisitOutcome::Met) };
    worker.app.record_visit(&form).expect("recorded");
    town.sync(&worker);
    assert_eq!(holds(worker), [true, true, true], "a worker holds his grid's ledger, his own visits and his team");
    for (role, ledger, visits) in [
        (Role::GridChief, true, true),
        (Role::JointHouseholdLead, true, false),
        (Role::PartyMember, false, false),
        (Role::VanguardCaptain, false, false),
        (Role::DeputyGridChief, false, false),
        (Role::CommunitySecretary, false, false),
        (Role::CommunityOffice, false, false),
    ] {
        let phone = town.phone(role);
        town.sync(&phone);
        let team = role != Role::CommunityOffice;
        assert_eq!(holds(phone), [ledger, visits, team], "{role:?}");
    }
}

#[test]
fn the_end_of_a_post_takes_the_bytes_off_the_phone_at_its_next_contact() {
    let town = Town::found(IN_THE_LEDGER, 1);
    town.introduce(Role::GridWorker, A_COLLEAGUE);
    let chief = town.phone(Role::GridChief);
    town.sync(&chief);
    assert_eq!(chief.app.search(IN_THE_LEDGER, 9).expect("reads").len(), 1);
    assert_eq!(chief.app.contacts().expect("reads")[0].name, A_COLLEAGUE);
    town.end_post(Role::GridChief);
    town.sync(&chief);
    assert_eq!(chief.app.status().expect("reads").posts, []);
    assert!(chief.app.contacts().expect("reads").is_empty());
    assert_eq!(holds(chief), [false, false, false]);
}

#[test]
fn unsent_work_reaches_the_office_after_its_post_has_ended() {
    let town = Town::found(IN_THE_LEDGER, 1);
    let worker = town.phone(Role::GridWorker);
    town.sync(&worker);
    let form =
        VisitForm { note: IN_A_NOTE.into(), ..VisitForm::new(Target::Listed(town.households[0]), VisitOutcome::Met) };
    worker.app.record_visit(&form).expect("recorded");
    town.end_post(Role::GridWorker);
    town.sync(&worker);
    let status = worker.app.status().expect("reads");
    assert_eq!((status.delivered, status.made, status.attention), (1, 1, 0), "received, admitted, flagged late");
    assert_eq!(holds(worker), [false, true, false], "own work outlives the ledger");
}
