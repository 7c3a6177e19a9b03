//! The first sync of a new phone.

use super::Row;
use crate::bench::clock::{Spent, Watch, timed};
use crate::bench::failure::{BenchError, insist};
use crate::bench::field::{Wire, keys};
use crate::bench::figure::{Figure, Unit};
use crate::bench::grid::Grid;
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::step;
use crate::town::STORE_KEY;
use lianxin_core::companion::{Companion, Silent, SyncListener, SyncSummary};
use lianxin_core::role::Role;
use lianxin_core::session::Phase;
use lianxin_core::store::SqliteStore;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

pub(super) const ROW: Row = Row {
    name: "first-sync",
    title: "The first sync of a new phone",
    how: "A grid chief's new phone, its store on the disk under SQLCipher, fetches 500 households, a quarter of them \
          changed by visits, and 6,000 visits that came the ordinary way. Their notes have 48 characters drawn at random \
          from what people write, so the bytes are an upper bound. Work logs do not exist yet, so the 2,500 of \
          the budget are missing. Phone and office run one after the other in one thread: the clock shows the sum of \
          both, without a network. *The ledger is there* says when every household is on the phone and the day's \
          list is whole, measured in a sync of its own.",
    measure,
};

/// A new phone of the grid's chief, its store on the disk.
pub(super) fn new_phone(grid: &Grid, place: &Place) -> Result<(Companion, PathBuf), BenchError> {
    let directory = keys(place)?;
    let store = SqliteStore::open(&directory.join("store.db"), &STORE_KEY)?;
    insist("the store is encrypted", store.has_cipher(), true)?;
    Ok((grid.town.companion(Role::GridChief, Box::new(store), &directory), directory))
}

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let mut grid = place.grid()?;
    grid.visit_until(place.many(6_000, 120), place)?;
    let documents = grid.visits + grid.town.households.len();
    step(&format!("new phones fetch {documents} documents"));
    let (mut wall, mut phone, mut office) = (Samples::default(), Samples::default(), Samples::default());
    let (mut bytes, mut trips) = (Samples::default(), Samples::default());
    for _ in 0..place.many(5, 1) {
        let (summary, whole, at_office) = fetch(&grid, place)?;
        wall.add(whole.wall / 1e3);
        phone.add(whole.cpu - at_office.cpu);
        office.add(at_office.cpu);
        bytes.add(summary.bytes_down as f64);
        trips.add(summary.round_trips as f64);
    }
    Ok(vec![
        Figure::of("complete, by the clock", Unit::S, &wall).at_most(3.0),
        Figure::of("processor of the phone", Unit::Ms, &phone),
        Figure::of("processor of the office", Unit::Ms, &office),
        Figure::of("bytes down", Unit::Bytes, &bytes).at_most(4e6),
        Figure::of("round trips", Unit::Times, &trips),
        Figure::one("the ledger is there", Unit::S, first_use(&grid, place)?),
    ])
}

/// Fetches everything to a new phone: what it took together, and of it at the office.
fn fetch(grid: &Grid, place: &Place) -> Result<(SyncSummary, Spent, Spent), BenchError> {
    let (app, _) = new_phone(grid, place)?;
    let wire = Wire::new(&grid.town.office);
    let (summary, whole) = timed(|| wire.sync(&app, &Silent));
    let home = *grid.town.households.first().ok_or(BenchError::System("a household"))?;
    insist("every household is on the phone", app.search("", usize::MAX)?.len(), grid.town.households.len())?;
    insist("and its visits", app.household(home)?.visits.is_empty(), false)?;
    Ok((summary?, whole, wire.spent()))
}

/// Hears when the ledger is there.
struct Ledger<'a> {
    app: &'a Companion,
    households: usize,
    watch: Watch,
    seconds: Mutex<Option<f64>>,
}

impl SyncListener for Ledger<'_> {
    fn progress(&self, _: Phase) {
        let mut seconds = self.seconds.lock().unwrap_or_else(PoisonError::into_inner);
        if seconds.is_none() && self.app.search("", usize::MAX).is_ok_and(|found| found.len() == self.households) {
            *seconds = Some(self.watch.seconds());
        }
    }
}

fn first_use(grid: &Grid, place: &Place) -> Result<f64, BenchError> {
    let (app, _) = new_phone(grid, place)?;
    let households = grid.town.households.len();
    let ledger = Ledger { app: &app, households, watch: Watch::start(), seconds: Mutex::default() };
    Wire::new(&grid.town.office).sync(&app, &ledger)?;
    let seconds = *ledger.seconds.lock().unwrap_or_else(PoisonError::into_inner);
    seconds.ok_or(BenchError::System("the ledger on the phone"))
}
