//! The visits in the city's record, written when a row first needs them.

use super::city::City;
use super::failure::BenchError;
use super::place::Place;
use super::step;
use crate::years::{HALF_YEAR, Ledger, TODAY, YEARS_BEFORE};

/// How many visits the city's record has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    /// Of half a year, up to yesterday.
    half_year: usize,
    /// That came in today: 9,000 phones with twelve each (DESIGN §12).
    today: usize,
    /// Of the years before.
    before: usize,
    /// Of all of them, those admitted: held and refused entries have no row.
    pub(super) rows: u64,
}

/// Half a year of visits, and everybody's evening today. The server must not run.
pub(super) fn half_year(city: &mut City, place: &Place) -> Result<(), BenchError> {
    if city.visits.half_year == 0 {
        let (half_year, today) = (place.many(250_000, 4_000), place.many(108_000, 1_000));
        step(&format!("half a year of visits is written, {half_year}, and today's {today}"));
        let mut ledger = Ledger::open(city.server.data())?;
        // Today at one door of three, so that most of what is due is due still.
        let rows = ledger.write(HALF_YEAR, half_year, 1)? + ledger.write(TODAY, today, 3)?;
        city.visits = Filled { half_year, today, rows, before: 0 };
    }
    Ok(())
}

/// So many visits in all, the rest of them in the years before. The server must not run.
pub(super) fn years(city: &mut City, wanted: usize, place: &Place) -> Result<(), BenchError> {
    half_year(city, place)?;
    let Filled { half_year, today, before, .. } = city.visits;
    let missing = wanted.saturating_sub(half_year + today + before);
    step(&format!("the years before are written, {missing} visits"));
    city.visits.rows += Ledger::open(city.server.data())?.write(YEARS_BEFORE, missing, 1)?;
    city.visits.before += missing;
    Ok(())
}
