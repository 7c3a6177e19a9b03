//! Counted bounds of what the office's page asks most: today, and the one search box. What a page costs follows from
//! what it shows, never from how much there is. A figure here may fall; whoever raises one says why in the commit.

use lianxin_core::counted::{self, Counted};
use lianxin_core::register::Registers;
use lianxin_core::role::Role;
use lianxin_core::time::{Host, SystemHost};
use lianxin_server::access::{Began, SessionId};
use lianxin_server::api::view::Look;
use lianxin_server::api::{search, today};
use lianxin_server::app::App;
use lianxin_server::auth::Viewer;
use lianxin_server::control::ImportFrom;
use lianxin_server::error::ErrorKind;
use lianxin_server::keyring::Keyring;
use lianxin_server::people::office_post;
use lianxin_server::reads::Asked;
use lianxin_server::settings::Settings;
use lianxin_tests::profile::Profile;
use lianxin_tests::years::{HALF_YEAR, Ledger, TODAY};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write;
use std::sync::Arc;
use tempfile::TempDir;

/// A community's office.
struct Community {
    app: App,
    viewer: Viewer,
    _data: TempDir,
}

/// With so many households and visits, and so many party members beside the 24 people of the profile.
fn community(households: u32, visits: usize, members: usize) -> Community {
    let directory = tempfile::tempdir().expect("a directory");
    let lists = directory.path().join("lists");
    let settings = Settings { data: directory.path().join("data"), ..Settings::default() };
    std::fs::create_dir(&lists).expect("a directory");
    let mut sheets = Profile { households, today: SystemHost.now().day(), ..Profile::small() }.sheets();
    let mut more = String::new();
    for number in 0..members {
        let (role, from) = (Role::PartyMember.zh(), SystemHost.now().day().plus(-30));
        writeln!(more, "P{},柳怀谷（演示）,,{role},000000901014001,{from},,", 1_000 + number).expect("a line");
    }
    sheets.people.extend(more.into_bytes());
    for (name, sheet) in
        [("grids.csv", sheets.grids), ("people.csv", sheets.people), ("households.csv", sheets.households)]
    {
        std::fs::write(lists.join(name), sheet).expect("written");
    }
    Keyring::create(&settings.data, "示例县", &SystemHost).expect("a new office");
    let open = || App::open(&settings, Arc::new(SystemHost)).expect("opens");
    let from = ImportFrom { directory: lists, dry_run: false, close_missing: false };
    let imported = open().import(&from, &mut |_| {}).expect("imports");
    assert_eq!(imported.problems, Vec::<String>::new());
    let mut ledger = Ledger::open(&settings.data).expect("opens");
    ledger.write(HALF_YEAR, visits, 1).and_then(|_| ledger.write(TODAY, visits / 4, 3)).expect("written");
    let viewer = clerk(&ledger.registers);
    drop(ledger);
    Community { app: open(), viewer, _data: directory }
}

/// Somebody of the community's office.
fn clerk(registers: &Registers) -> Viewer {
    let posts = registers.0.values().flat_map(|register| register.assignments.values());
    let person = posts.filter(|post| post.role == Role::CommunityOffice).map(|post| post.person).next();
    let person = person.expect("somebody of the office");
    let (post, community) = office_post(registers, person, SystemHost.now()).next().expect("a post");
    Viewer {
        person,
        role: post.role,
        community,
        assignment: post.id,
        session: SessionId([1; 8]),
        began: Began::Link,
        asked: Asked::default(),
    }
}

impl Community {
    /// Looks, and gives what is shown with what the record did for it.
    fn look<T: Serialize>(&self, work: impl FnOnce(&Look<'_>) -> Result<T, ErrorKind>) -> (Value, Counted) {
        let before = counted::so_far();
        let shown = self.app.look(self.viewer, work).expect("shown");
        (serde_json::to_value(shown).expect("JSON"), counted::so_far().since(before))
    }

    fn search(&self, text: &str) -> (Value, Counted) {
        self.look(|look| search::find(look, text))
    }
}

fn rows(shown: &Value, what: &str) -> u64 {
    shown[what].as_array().map_or(0, Vec::len) as u64
}

/// Nothing is loaded and nothing written; statements may be fewer.
#[track_caller]
fn within(what: &str, counted: Counted, statements: u64) {
    assert!(counted.statements <= statements, "{what}: {counted:?} of {statements}");
    assert_eq!(Counted { statements: 0, ..counted }, Counted::default(), "{what}");
}

#[test]
fn today_costs_what_it_shows_however_much_there_is() {
    for (households, visits, members) in [(60, 120, 0), (1_200, 2_400, 200)] {
        let office = community(households, visits, members);
        let (shown, counted) = office.look(|look| today::count(look, look.now.day()));
        let due = rows(&shown, "follow_ups");
        assert!(shown["visits"].as_u64() > Some(20) && due > 0, "{shown}");
        // The visits of the day; the follow-ups, their number and the dwelling of each; three lists; two kinds of
        // disputed records. With beginning and end of six transactions.
        within("today", counted, due + 8 + 2 * 6);
        if households > 1_000 {
            assert_eq!((due, shown["follow_ups_due"].as_u64() > Some(due)), (50, true), "the page was full: {shown}");
        }
    }
}

#[test]
fn search_costs_what_it_shows_however_much_there_is() {
    for (households, members) in [(60, 0), (1_200, 200)] {
        let office = community(households, 60, members);
        for (text, is_full) in [("1", true), ("丰泽 1", false), ("P1", false), ("示", false), ("无此", false)] {
            let (shown, counted) = office.search(text);
            let (homes, people, grids) = (rows(&shown, "households"), rows(&shown, "people"), rows(&shown, "grids"));
            // One walk over the dwellings, then each household shown; whether each person shown has a phone; two counts
            // a grid. With beginning and end of each transaction.
            within(text, counted, 1 + homes + 2 + 3 * people + 6 * grids);
            if is_full && members > 0 {
                assert_eq!((homes, people), (20, 20), "both lists were full: {shown}");
                assert_eq!((&shown["more_households"], &shown["more_people"]), (&true.into(), &true.into()));
            }
        }
    }
}
