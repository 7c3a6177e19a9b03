//! Work in the field: phones of a town, their evenings, and what they bring to the office.

use super::clock::{Spent, timed};
use super::failure::{BenchError, insist};
use super::place::Place;
use crate::profile::SEED;
use crate::profile::notes::notes;
use crate::profile::random::Random;
use crate::town::{Town, grid};
use async_trait::async_trait;
use lianxin_core::companion::{Companion, Dwelling, Silent, SyncListener, SyncSummary, Target, VisitForm};
use lianxin_core::id::DocumentId;
use lianxin_core::note_check;
use lianxin_core::role::{ContactWish, Role, VisitOutcome, VisitPurpose};
use lianxin_core::session::{Input, Output, Session};
use lianxin_core::store::MemoryStore;
use lianxin_core::time::{Host, SystemHost};
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use lianxin_core::words::Lang;
use lianxin_server::node::NewHousehold;
use lianxin_server::office::Office;
use lianxin_server::storage::SqliteStorage;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Entries of a standard evening.
pub(super) const ENTRIES: usize = 12;
/// Its changes, where half of the doors are not in the ledger: twice two, or three, an entry.
pub(super) const CHANGES: usize = 30;

/// Estates, so that dwellings are not all alike.
const ESTATES: [&str; 5] = ["槐荫苑", "向阳巷", "桐花里", "东风新村", "临河家园"];
/// Households listed in one transaction.
const BATCH: usize = 512;

/// Founds a town on the disk, with so many households in its one grid.
pub(super) fn town(place: &Place, name: &str, households: usize) -> Result<Town, BenchError> {
    let mut town = Town::found_on(SqliteStorage::open(&place.directory(name)?)?);
    let all: Vec<NewHousehold> = (0..households).map(household).collect();
    all.chunks(BATCH).for_each(|some| town.list(some));
    Ok(town)
}

/// Twelve rooms a unit, two units a building.
fn household(number: usize) -> NewHousehold {
    NewHousehold {
        grid: grid(1),
        estate: ESTATES[number / 24 % ESTATES.len()].into(),
        building: (1 + number / 24 / ESTATES.len()).to_string(),
        unit: (1 + number / 12 % 2).to_string(),
        room: (101 + number % 12 / 2 * 100 + number % 2).to_string(),
        bundle: Some(4),
        class: None,
        needs: vec![],
    }
}

/// A phone in memory, enrolled and synced.
pub(super) fn phone(town: &Town, place: &Place, role: Role) -> Result<Companion, BenchError> {
    let directory = keys(place)?;
    let app = town.companion(role, Box::new(MemoryStore::default()), &directory);
    sync(&town.office, &app)?;
    Ok(app)
}

/// As [`phone`], of a worker who is new.
pub(super) fn newcomer(town: &Town, place: &Place) -> Result<Companion, BenchError> {
    let app = town.newcomer(Role::GridWorker, Box::new(MemoryStore::default()), &keys(place)?);
    sync(&town.office, &app)?;
    Ok(app)
}

/// A new directory for the keys of a phone.
pub(super) fn keys(place: &Place) -> Result<PathBuf, BenchError> {
    let above = place.directory("keys")?;
    let made = tempfile::Builder::new().prefix("phone-").tempdir_in(&above);
    // It goes with the whole place.
    Ok(made.map_err(BenchError::file(above))?.keep())
}

/// Notes of 48 characters, as long as people's are on average, drawn at random from the same texts: no two are alike,
/// and they compress worse than what people write.
pub(super) struct Scrambled {
    characters: Vec<char>,
    random: Random,
}

impl Scrambled {
    pub(super) fn new() -> Self {
        let characters = notes().concat().chars().filter(|c| c.is_alphabetic()).collect();
        Self { characters, random: Random::new(SEED, "notes") }
    }
}

impl Iterator for Scrambled {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        loop {
            let note: String = (0..48).map(|_| *self.random.pick(&self.characters)).collect();
            if note_check::check(&note).iter().all(|hit| !hit.kind.blocks()) {
                return Some(note);
            }
        }
    }
}

/// A visit at a listed door, with a note.
pub(super) fn visit(home: DocumentId, note: &str) -> VisitForm {
    VisitForm {
        note: note.into(),
        purpose: Some(VisitPurpose::Routine),
        ..VisitForm::new(Target::Listed(home), VisitOutcome::Met)
    }
}

/// A standard evening: each of the twelve visits also sets the household's wish, and where `finds_doors`, six of them
/// are at doors that are not in the ledger yet.
pub(super) fn evening(app: &Companion, homes: &[DocumentId], seed: usize, finds_doors: bool) -> Result<(), BenchError> {
    let notes = notes();
    for (at, home) in homes.iter().take(ENTRIES).enumerate() {
        let mut form = visit(*home, &notes[(seed * ENTRIES + at) % notes.len()]);
        form.wish = Some(if seed.is_multiple_of(2) { ContactWish::CallFirst } else { ContactWish::Welcome });
        if finds_doors && at % 2 == 1 {
            let (estate, building) = (ESTATES[seed % ESTATES.len()].into(), (100 + seed).to_string());
            let (unit, room) = ("1".into(), (101 + at).to_string());
            form.target = Target::New(Dwelling { estate, building, unit, room });
        }
        app.record_visit(&form)?;
    }
    Ok(())
}

/// A session with its first question.
pub(super) fn ask(app: &Companion) -> Result<(Session, Vec<u8>), BenchError> {
    let mut session = Session::new();
    app.sync_step(&mut session, Input::Start)?;
    let question = next_question(&mut session).ok_or(BenchError::System("the phone's question"))?;
    Ok((session, question))
}

/// Hands an answer over, and says whether nothing is left to do.
pub(super) fn hand_over(app: &Companion, session: &mut Session, answer: &[u8]) -> Result<bool, BenchError> {
    app.sync_step(session, Input::Answer(answer))?;
    let mut is_over = false;
    while let Some(output) = session.poll_output() {
        is_over |= output == Output::Finished { complete: true };
    }
    Ok(is_over)
}

fn next_question(session: &mut Session) -> Option<Vec<u8>> {
    loop {
        if let Output::Transmit(question) = session.poll_output()? {
            return Some(question);
        }
    }
}

/// The office in this process, and what its answers have cost.
pub(super) struct Wire<'o> {
    office: &'o Office,
    spent: Mutex<Spent>,
}

impl<'o> Wire<'o> {
    pub(super) fn new(office: &'o Office) -> Self {
        Self { office, spent: Mutex::default() }
    }

    /// What the office has spent.
    pub(super) fn spent(&self) -> Spent {
        *self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Syncs a phone to the end, in this thread.
    pub(super) fn sync(&self, app: &Companion, listener: &dyn SyncListener) -> Result<SyncSummary, BenchError> {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.map_err(|_| BenchError::System("a runtime"))?;
        let summary = runtime.block_on(app.sync(self, listener, Lang::En))?;
        insist("the sync is complete", summary.is_complete, true)?;
        Ok(summary)
    }
}

#[async_trait]
impl Transport for Wire<'_> {
    async fn send(&self, _: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        let (answer, spent) = timed(|| self.office.handle(&body, SystemHost.now()));
        let mut sum = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        *sum = *sum + spent;
        answer.map_err(|_| TransportError::Unreachable)
    }
}

/// Syncs a phone to the end.
pub(super) fn sync(office: &Office, app: &Companion) -> Result<SyncSummary, BenchError> {
    Wire::new(office).sync(app, &Silent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn dwellings_differ_and_there_are_notes_that_may_be_written() {
        let homes: BTreeSet<String> =
            (0..2_000).map(household).map(|h| format!("{}-{}-{}-{}", h.estate, h.building, h.unit, h.room)).collect();
        assert_eq!(homes.len(), 2_000);
        let notes = notes();
        assert!(notes.len() >= 20, "{}", notes.len());
        assert!(notes.iter().all(|note| note.chars().count() > 15), "{notes:?}");
        let scrambled: BTreeSet<String> = Scrambled::new().take(1_000).collect();
        assert!(scrambled.len() == 1_000 && scrambled.iter().all(|note| note.chars().count() == 48));
    }
}
