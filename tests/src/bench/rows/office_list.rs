//! The office's list of visits after years of work.

use super::Row;
use crate::bench::browser::Browser;
use crate::bench::city::City;
use crate::bench::clock::timed;
use crate::bench::failure::{BenchError, insist};
use crate::bench::figure::{Figure, Unit};
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::visits;
use lianxin_server::storage::{Page, SqliteStorage, Storage, VisitList};
use serde::Deserialize;
use serde::de::IgnoredAny;

pub(super) const ROW: Row = Row {
    name: "office-list",
    title: "The office's list of visits",
    how: "The record of *today* with the years before, 1,000,000 visits in all, over three years and all grids alike. \
          *A page* is what the console's API returns: the 50 newest \
          visits of a grid with dwelling, author and the length of the whole list, over HTTPS on an open connection, \
          from request to last byte; *deep* passes over all but the last rows. *All visits* is the same question to \
          storage without the grid, which the console does not offer: the 50 newest of a million and their number.",
    measure,
};

/// Rows of a page.
const ROWS: u32 = 50;

/// A part of a list, as far as it is looked at here.
#[derive(Deserialize)]
struct Part {
    total: u64,
    visits: Vec<IgnoredAny>,
}

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let mut city = place.city()?;
    let wanted = place.many(1_000_000, 6_000);
    visits::years(&mut city, wanted, place)?;
    let all = all(&city, city.visits.rows, place.many(30, 2))?;
    let (shallow, deep, of_grid) = pages(&mut city, place.many(200, 3))?;
    Ok(vec![
        Figure::of(format!("a page of a grid of {of_grid} visits"), Unit::Ms, &shallow).p95_at_most(300.0),
        Figure::of("its last page, deep", Unit::Ms, &deep).p95_at_most(300.0),
        Figure::of(format!("all {} visits, storage alone", city.visits.rows), Unit::Ms, &all).p95_at_most(300.0),
    ])
}

/// The newest of all, and how many there are.
fn all(city: &City, visits: u64, times: usize) -> Result<Samples, BenchError> {
    let storage: Box<dyn Storage> = Box::new(SqliteStorage::open(city.server.data())?);
    let list = VisitList::default();
    let mut samples = Samples::default();
    for _ in 0..times {
        let (found, spent) = timed(|| {
            storage.read(|tx| Ok::<_, BenchError>((tx.visits(&list, Page::first(ROWS))?, tx.count_visits(&list)?)))
        });
        let (rows, total) = found?;
        insist("a whole page", (rows.len(), total >= visits), (ROWS as usize, true))?;
        samples.add(spent.wall);
    }
    Ok(samples)
}

/// First and last pages of the first community's first grid, and how many visits it has.
fn pages(city: &mut City, times: usize) -> Result<(Samples, Samples, u64), BenchError> {
    let first = city.communities()?.into_iter().map(|community| community.code).min();
    let first = first.ok_or(BenchError::System("a community"))?;
    let clerk = city.clerk(first)?;
    let browser = Browser::open(city, &clerk)?;
    let path = format!("/grids/{first}001/visits");
    let ask = |offset: u64| {
        let query = [("limit", ROWS.to_string()), ("offset", offset.to_string())];
        let (ms, part) = browser.ask::<Part>(&path, &query)?;
        insist("rows of a page", part.visits.is_empty(), false)?;
        Ok::<_, BenchError>((ms, part.total))
    };
    let (mut shallow, mut deep, mut total) = (Samples::default(), Samples::default(), 0);
    for _ in 0..times {
        let (ms, of_grid) = ask(0)?;
        total = of_grid;
        shallow.add(ms);
        deep.add(ask(of_grid.saturating_sub(ROWS.into()))?.0);
    }
    city.server.stop()?;
    Ok((shallow, deep, total))
}
