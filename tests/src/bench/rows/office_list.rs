//! The office's list of visits after years of work.

use super::Row;
use crate::bench::city::City;
use crate::bench::clock::{Watch, timed};
use crate::bench::failure::{BenchError, insist};
use crate::bench::field::notes;
use crate::bench::figure::{Figure, Unit};
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::step;
use lianxin_core::code::GridCode;
use lianxin_core::id::{AssignmentId, DocumentId, PersonId};
use lianxin_core::role::{VisitOutcome, VisitPurpose};
use lianxin_core::rows::{HouseholdRow, VisitRow};
use lianxin_core::time::{Day, Host, SystemHost, random};
use lianxin_core::visit;
use lianxin_server::storage::{HouseholdList, Page, SqliteStorage, Storage, VisitList};
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::{Client, redirect};
use serde::Deserialize;

pub(super) const ROW: Row = Row {
    name: "office-list",
    title: "The office's list of visits",
    how: "1,000,000 visits, written as rows into the county's data (their documents are not there: lists read rows \
          only), over three years and all grids alike. *A page* is what the console's API returns: the 50 newest \
          visits of a grid with dwelling, author and the length of the whole list, over HTTPS on an open connection, \
          from request to last byte; *deep* passes over all but the last rows. *All visits* is the same question to \
          storage without the grid, which the console does not offer: the 50 newest of a million and their number.",
    measure,
};

/// Rows written in one transaction.
const BATCH: usize = 10_000;
/// Three years.
const DAYS: i32 = 1_095;
/// Rows of a page.
const ROWS: u32 = 50;

/// A part of a list, as far as it is looked at here.
#[derive(Deserialize)]
struct Part {
    total: u64,
    visits: Vec<serde_json::Value>,
}

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let mut city = place.city()?;
    let visits = place.many(1_000_000, 5_000);
    step(&format!("{visits} rows are written"));
    let watch = Watch::start();
    let grid = fill(&city, visits)?;
    step(&format!("done after {:.0} s; now they are asked for", watch.seconds()));
    let all = all(&city, visits, place.many(30, 2))?;
    let (shallow, deep, of_grid) = pages(&mut city, grid, place.many(200, 3))?;
    Ok(vec![
        Figure::of(format!("a page of a grid of {of_grid} visits"), Unit::Ms, &shallow).p95_at_most(300.0),
        Figure::of("its last page, deep", Unit::Ms, &deep).p95_at_most(300.0),
        Figure::of(format!("all {visits} visits, storage alone"), Unit::Ms, &all).p95_at_most(300.0),
    ])
}

/// Writes visits, and gives the first household's grid.
fn fill(city: &City, visits: usize) -> Result<GridCode, BenchError> {
    let storage: Box<dyn Storage> = Box::new(SqliteStorage::open(city.server.data())?);
    let whole = Page { offset: 0, limit: u32::MAX };
    let homes = storage.read(|tx| tx.households(&HouseholdList::default(), whole))?;
    let (notes, today) = (notes(), SystemHost.now().day());
    let mut numbers = 0..visits;
    while !numbers.is_empty() {
        let some: Vec<usize> = numbers.by_ref().take(BATCH).collect();
        storage.write(|tx| {
            // Households in an order in which neighbours are far apart, days as they went by.
            let row = |n: &usize| row(&homes[n * 7_919 % homes.len()], &notes[n % notes.len()], *n, visits, today);
            some.iter().try_for_each(|n| tx.put_visit(&row(n)))
        })?;
    }
    homes.first().map(|home| home.grid).ok_or(BenchError::System("a household"))
}

fn row(home: &HouseholdRow, note: &str, number: usize, of: usize, today: Day) -> VisitRow {
    let back = DAYS - 1 - i32::try_from(number * DAYS.unsigned_abs() as usize / of).unwrap_or_default();
    let mut id = random::<16>(&SystemHost);
    id[0] = visit::CODE;
    VisitRow {
        id: DocumentId(id),
        household: home.id,
        grid: home.grid,
        author: PersonId([u8::try_from(number % 251).unwrap_or_default(); 16]),
        assignment: AssignmentId([7; 8]),
        day: today.plus(-back),
        outcome: VisitOutcome::Met,
        purpose: Some(VisitPurpose::Routine),
        note: note.to_owned(),
        needs: vec![],
        follow_up: None,
        companion: String::new(),
        office_notes: vec![],
        conflicts: vec![],
    }
}

/// The newest of all, and how many there are.
fn all(city: &City, visits: usize, times: usize) -> Result<Samples, BenchError> {
    let storage: Box<dyn Storage> = Box::new(SqliteStorage::open(city.server.data())?);
    let list = VisitList::default();
    let mut samples = Samples::default();
    for _ in 0..times {
        let (found, spent) = timed(|| {
            storage.read(|tx| Ok::<_, BenchError>((tx.visits(&list, Page::first(ROWS))?, tx.count_visits(&list)?)))
        });
        let (rows, total) = found?;
        insist("a whole page", (rows.len(), total >= visits as u64), (ROWS as usize, true))?;
        samples.add(spent.wall);
    }
    Ok(samples)
}

/// First and last pages of a grid, and how many visits it has.
fn pages(city: &mut City, grid: GridCode, times: usize) -> Result<(Samples, Samples, u64), BenchError> {
    city.server.start()?;
    let link = city.server.run(&["login-link", "--enter", "--person", &city.clerk()?])?.printed;
    let link = link.split_whitespace().find(|word| word.starts_with("https://"));
    let link = link.ok_or(BenchError::System("the link to the console"))?.to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| BenchError::System("a runtime"))?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A browser would ask its user about this office's own root. Here the other side is a child on the loopback.
    let builder = Client::builder().danger_accept_invalid_certs(true).no_proxy().redirect(redirect::Policy::none());
    let (client, base) = (builder.build()?, format!("https://{}/api/v1/grids/{grid}/visits", city.server.address()));
    let measured = runtime.block_on(async {
        let (_, token) = link.split_once('#').ok_or(BenchError::System("the link's token"))?;
        let body = serde_json::json!({ "token": token }).to_string();
        let link = format!("https://{}/api/v1/session/link", city.server.address());
        let asked = client.post(link).header(CONTENT_TYPE, "application/json").body(body);
        let session = asked.send().await?.error_for_status()?;
        let cookie = session.headers().get(SET_COOKIE).and_then(|header| header.to_str().ok()).unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let ask = async |offset: u64| {
            let watch = Watch::start();
            let url = format!("{base}?limit={ROWS}&offset={offset}");
            let response = client.get(url).header(COOKIE, &cookie).send().await?.error_for_status()?;
            let body = response.bytes().await?;
            let ms = watch.seconds() * 1e3;
            let part: Part = serde_json::from_slice(&body)?;
            insist("rows of a page", part.visits.is_empty(), false)?;
            Ok::<_, BenchError>((ms, part.total))
        };
        let (mut shallow, mut deep, mut total) = (Samples::default(), Samples::default(), 0);
        for _ in 0..times {
            let (ms, of_grid) = ask(0).await?;
            total = of_grid;
            shallow.add(ms);
            deep.add(ask(of_grid.saturating_sub(ROWS.into())).await?.0);
        }
        Ok::<_, BenchError>((shallow, deep, total))
    });
    city.server.stop()?;
    measured
}
