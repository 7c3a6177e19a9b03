//! Visits in an office's record as years of work leave them: entries with what became of them, and the rows of visits,
//! written by the storage's own commits. Nothing is signed and no document is there: lists and counts read neither.
//!
//! How often and when people visit, and what comes of it, is mechanisms §6.2 (items 7 and 8); shares that are not
//! there are invented and say so.

use crate::profile::SEED;
use crate::profile::notes::notes;
use crate::profile::random::Random;
use lianxin_core::code::GridCode;
use lianxin_core::entry::{HoldCode, ObjectKind, RefusalCode, Verdict};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Hash, KeyId, PersonId};
use lianxin_core::register::{Flag, Page, Registers};
use lianxin_core::role::{Role, VisitOutcome, VisitPurpose};
use lianxin_core::rows::{HouseholdRow, Need, VisitRow};
use lianxin_core::time::{Day, Host, SystemHost, Timestamp, random};
use lianxin_core::visit;
use lianxin_server::storage::{
    self, HouseholdList, NewEntry, ObjectId, ObjectRef, SqliteStorage, Storage, StorageError, WriteTx,
};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

/// Visits written in one transaction.
const BATCH: usize = 10_000;
/// Days counted back from today: thirteen fortnights.
pub const HALF_YEAR: RangeInclusive<i32> = 1..=182;
/// Today.
pub const TODAY: RangeInclusive<i32> = 0..=0;
/// The time before, to three years in all.
pub const YEARS_BEFORE: RangeInclusive<i32> = 183..=1_095;
/// Of a hundred visits, those of each day of the week from Monday on.
const OF_WEEKDAYS: [u32; 7] = [3, 18, 18, 18, 3, 35, 5];
/// Of a hundred visits, how many end how.
const OUTCOMES: [(VisitOutcome, u32); 5] = [
    (VisitOutcome::Met, 68),
    (VisitOutcome::NoAnswer, 22),
    (VisitOutcome::Declined, 5),
    (VisitOutcome::Vacant, 3),
    (VisitOutcome::Moved, 2),
];
/// Of a hundred visits at which somebody was met, those that find a need.
const FIND_NEEDS: u32 = 31;
const NEEDS: [&str; 6] = ["家电小修", "医保代办", "送药上门", "邻里噪音", "漏水协商", "楼道堆物"];
/// Of a hundred visits with a need, and of a hundred without an answer, those that ask to come again (invented).
const COME_AGAIN: (u32, u32) = (50, 20);
const COME_AGAIN_DAYS: i32 = 14;
/// Of a thousand entries, those held, refused, taken with a doubt about their time; and of a thousand visits, those on
/// which two versions disagree (invented).
const HELD: u32 = 2;
const REFUSED: u32 = 1;
const FLAGGED: u32 = 20;
const DISPUTED: u32 = 1;
/// Older than this, somebody at the office has decided or seen it.
const DECIDED_DAYS: i32 = 14;
/// Bytes of a signed entry and of a new visit's change, as an evening has them (docs/benchmarks.md).
const ENTRY_BYTES: usize = 350;
const CHANGE_BYTES: usize = 290;
const HOUR_MS: i64 = 3_600_000;

/// Somebody who visits, and the chain of the phone.
struct Author {
    person: PersonId,
    assignment: AssignmentId,
    device: KeyId,
    actor: ActorId,
    n: u64,
}

/// The office's record, and who writes into it.
pub struct Ledger {
    /// The registers as they were when it was opened, without the names of persons.
    pub registers: Registers,
    storage: Box<dyn Storage>,
    homes: Vec<HouseholdRow>,
    scribe: Scribe,
}

impl Ledger {
    /// Opens the record of a data directory that nobody else has open, with its households and party members.
    pub fn open(data: &Path) -> Result<Self, StorageError> {
        let storage: Box<dyn Storage> = Box::new(SqliteStorage::open(data)?);
        let whole = storage::Page { offset: 0, limit: u32::MAX };
        let (homes, pages, admitted) = storage.read(|tx| {
            let homes = tx.households(&HouseholdList::default(), whole)?;
            Ok::<_, StorageError>((homes, tx.pages()?, tx.last_admitted()?))
        })?;
        let mut registers = Registers::default();
        for bytes in pages {
            let page = Page::reopen(&bytes).and_then(|page| registers.add(&page));
            page.map_err(|_| StorageError::Corrupt("register page"))?;
        }
        let scribe = Scribe::new(teams(&registers), admitted);
        Ok(Self { registers, storage, homes, scribe })
    }

    /// Writes visits of these days, counted back from today, in the order of days; at one door of so many. Gives how
    /// many were admitted.
    pub fn write(&mut self, back: RangeInclusive<i32>, visits: usize, every: usize) -> Result<u64, StorageError> {
        let Self { storage, homes, scribe, .. } = self;
        let days = scribe.draw(back, visits);
        let doors: Vec<&HouseholdRow> = homes.iter().step_by(every).collect();
        let (mut numbered, before) = (days.into_iter().enumerate(), scribe.admitted);
        while numbered.len() > 0 {
            storage.write(|tx| {
                // Doors in an order in which neighbours are far apart, and each once before one comes again.
                let mut some = numbered.by_ref().take(BATCH);
                some.try_for_each(|(n, back)| scribe.visit(tx, doors[n * 7_919 % doors.len()], back))
            })?;
        }
        Ok(scribe.admitted - before)
    }
}

/// Who writes, and what was drawn so far.
struct Scribe {
    /// The party members of each grid.
    teams: BTreeMap<GridCode, Vec<Author>>,
    notes: Vec<String>,
    random: Random,
    today: Day,
    admitted: u64,
}

impl Scribe {
    fn new(teams: BTreeMap<GridCode, Vec<Author>>, admitted: u64) -> Self {
        let random = Random::new(SEED, &format!("visits after {admitted}"));
        Self { teams, notes: notes(), random, today: SystemHost.now().day(), admitted }
    }

    /// Days of so many visits, the longest ago first.
    fn draw(&mut self, back: RangeInclusive<i32>, visits: usize) -> Vec<i32> {
        let share = |back: i32| OF_WEEKDAYS[weekday(self.today.plus(-back))];
        let days: Vec<i32> = back.flat_map(|back| (0..share(back)).map(move |_| back)).collect();
        let mut drawn: Vec<i32> = (0..visits).map(|_| *self.random.pick(&days)).collect();
        drawn.sort_unstable_by_key(|back| -back);
        drawn
    }

    /// Whether it is one of so many in a hundred.
    fn is_one_of(&mut self, in_a_hundred: u32) -> bool {
        self.random.below(100) < in_a_hundred
    }

    /// Writes the entry of a visit, with what became of it, and its row.
    fn visit(&mut self, tx: &dyn WriteTx, home: &HouseholdRow, back: i32) -> Result<(), StorageError> {
        let row = self.row(home, back);
        let day = row.day;
        // Between half past six and half past nine in the evening.
        let received_at = day.start().plus_ms(18 * HOUR_MS + i64::from(self.random.below(180 * 60)) * 1_000);
        let (verdict, is_open) = (self.verdict(), back <= DECIDED_DAYS);
        let entry = self.entry(&row, received_at, verdict.filter(|_| is_open));
        let seq = tx.add_entry(&entry)?;
        let object = ObjectRef { id: ObjectId { entry: seq, place: 0 }, document: row.id, kind: ObjectKind::Create };
        tx.put_object(&object, &[7; CHANGE_BYTES])?;
        let admitted = match verdict {
            // What was held or refused long ago has been put in order since.
            Some(Verdict::Held(_) | Verdict::Refused(_)) if !is_open => Verdict::admitted(None),
            Some(verdict) => verdict,
            None => Verdict::admitted(None),
        };
        if verdict.is_some() {
            tx.set_concerns(seq, &[home.grid.community()])?;
        }
        if !matches!(admitted, Verdict::Admitted { .. }) {
            return Ok(());
        }
        tx.put_visit(&row)?;
        self.admitted += 1;
        tx.set_admitted(seq, admitted, self.admitted)?;
        if !is_open && verdict.is_some() {
            tx.set_seen(seq, received_at, &PersonId::default())?;
        }
        Ok(())
    }

    /// What is out of the ordinary about an entry.
    fn verdict(&mut self) -> Option<Verdict> {
        let drawn = self.random.below(1_000);
        match drawn {
            _ if drawn < HELD => Some(Verdict::Held(HoldCode::Many)),
            _ if drawn < HELD + REFUSED => Some(Verdict::Refused(RefusalCode::Rights)),
            _ if drawn < HELD + REFUSED + FLAGGED => Some(Verdict::admitted(Some(Flag::Clock))),
            _ => None,
        }
    }

    /// The next entry of the author's chain.
    fn entry(&mut self, row: &VisitRow, received_at: Timestamp, verdict: Option<Verdict>) -> NewEntry<'static> {
        let team = self.teams.entry(row.grid).or_default();
        let author = team.iter_mut().find(|author| author.person == row.author);
        let (device, actor, n) = author.map(Author::next).unwrap_or_default();
        NewEntry {
            hash: Hash(random(&SystemHost)),
            device,
            actor,
            n,
            branch: false,
            received_at,
            verdict: verdict.filter(|verdict| !matches!(verdict, Verdict::Admitted { .. })),
            replays: None,
            sealed: &[7; ENTRY_BYTES],
        }
    }

    fn row(&mut self, home: &HouseholdRow, back: i32) -> VisitRow {
        let mut id = random::<16>(&SystemHost);
        id[0] = visit::CODE;
        let author = self.teams.get(&home.grid).map(|team| self.random.pick(team));
        let (author, assignment) = author.map(|author| (author.person, author.assignment)).unwrap_or_default();
        let outcome = self.outcome();
        let note = self.random.pick(&self.notes).clone();
        let finds_need = outcome == VisitOutcome::Met && self.is_one_of(FIND_NEEDS);
        let need = finds_need.then(|| (*self.random.pick(&NEEDS)).to_owned());
        let comes_again = match outcome {
            VisitOutcome::Met => finds_need && self.is_one_of(COME_AGAIN.0),
            VisitOutcome::NoAnswer => self.is_one_of(COME_AGAIN.1),
            _ => false,
        };
        let day = self.today.plus(-back);
        let is_disputed = self.random.below(1_000) < DISPUTED;
        VisitRow {
            id: DocumentId(id),
            household: home.id,
            grid: home.grid,
            author,
            assignment,
            day,
            outcome,
            purpose: Some(VisitPurpose::Routine),
            needs: need.map(|code| Need { code, line: note.chars().take(12).collect() }).into_iter().collect(),
            note,
            follow_up: comes_again.then(|| day.plus(COME_AGAIN_DAYS)),
            companion: String::new(),
            office_notes: vec![],
            conflicts: if is_disputed { vec!["outcome".into()] } else { vec![] },
        }
    }

    fn outcome(&mut self) -> VisitOutcome {
        let mut drawn = self.random.below(100);
        for (outcome, share) in OUTCOMES {
            if drawn < share {
                return outcome;
            }
            drawn -= share;
        }
        VisitOutcome::Met
    }
}

impl Author {
    /// Device, chain and place in it of the next entry.
    fn next(&mut self) -> (KeyId, ActorId, u64) {
        self.n += 1;
        (self.device, self.actor, self.n)
    }
}

/// Who visits in each grid. Each begins a chain.
fn teams(registers: &Registers) -> BTreeMap<GridCode, Vec<Author>> {
    let mut teams: BTreeMap<GridCode, Vec<Author>> = BTreeMap::new();
    for post in registers.0.values().flat_map(|register| register.assignments.values()) {
        if let (Role::PartyMember, Some(grid)) = (post.role, post.scope.grid()) {
            let (device, actor) = (KeyId(post.person.0), ActorId(random(&SystemHost)));
            let author = Author { person: post.person, assignment: post.id, device, actor, n: 0 };
            teams.entry(grid).or_default().push(author);
        }
    }
    teams
}

/// From Monday, 0: 1970-01-01 was a Thursday.
pub(crate) fn weekday(day: Day) -> usize {
    usize::try_from((day.0 + 3).rem_euclid(7)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_a_week_has_its_rhythm() {
        assert_eq!(OF_WEEKDAYS.iter().sum::<u32>(), 100);
        assert_eq!(OUTCOMES.iter().map(|(_, share)| share).sum::<u32>(), 100);
        let mut scribe = Scribe::new(BTreeMap::new(), 0);
        let days = scribe.draw(HALF_YEAR, 10_000);
        assert!(days.is_sorted_by_key(|back| -back) && days.iter().all(|back| HALF_YEAR.contains(back)));
        let saturdays = days.iter().filter(|back| weekday(scribe.today.plus(-**back)) == 5).count();
        assert!((3_200..3_800).contains(&saturdays), "{saturdays}");
        assert_eq!(weekday(Day::parse("2026-11-28").unwrap_or_default()), 5);
    }
}
