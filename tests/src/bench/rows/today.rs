//! The page that an office opens in the morning.

use super::Row;
use crate::bench::browser::Browser;
use crate::bench::city::{City, Community};
use crate::bench::failure::{BenchError, insist};
use crate::bench::figure::{Figure, Unit};
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::visits;
use crate::years::weekday;
use lianxin_core::time::{Day, Host, SystemHost};
use serde::Deserialize;

pub(super) const ROW: Row = Row {
    name: "today",
    title: "What came in today, at the office",
    how: "The county's record with half a year of visits, 250,000 in the rhythm of mechanisms §6.2, and today's \
          108,000: 9,000 phones with twelve each. Entries and rows are written by the storage's own commits, 2 of a \
          thousand entries are held, 1 is refused, 20 are flagged (invented); their documents are not there, nothing \
          here reads them. *Today* is what the console's API returns: counts by outcome, hour and need, the first 50 of \
          the households to be visited again, and what waits; over HTTPS on an open connection, from request to last \
          byte, the durable line in the access log included. An office sees its own community: the one in the middle \
          by households, and the largest. The peer is the question who is logged in.",
    measure,
};

/// The budget is ours: a page that opens while somebody looks at it.
const MOST_MS: f64 = 300.0;
/// Follow-ups on the page at most.
const FOLLOW_UPS: usize = 50;
/// Saturday, from Monday 0.
const SATURDAY: usize = 5;

/// The page, as far as it is looked at here.
#[derive(Deserialize)]
struct Page {
    visits: u64,
    follow_ups: Vec<serde::de::IgnoredAny>,
    follow_ups_due: u64,
}

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let mut city = place.city()?;
    visits::half_year(&mut city, place)?;
    let communities = city.communities()?;
    let largest = communities.last().copied().ok_or(BenchError::System("a community"))?;
    let times = place.many(100, 3);
    let mut figures = of(&mut city, communities[communities.len() / 2], "a community", times)?;
    figures.extend(of(&mut city, largest, "the largest community", times)?);
    Ok(figures)
}

/// Today and the last Saturday before, as one community's office sees them.
fn of(city: &mut City, community: Community, name: &str, times: usize) -> Result<Vec<Figure>, BenchError> {
    let clerk = city.clerk(community.code)?;
    let browser = Browser::open(city, &clerk)?;
    let today = SystemHost.now().day();
    let back = (1..=7).find(|back| weekday(today.plus(-back)) == SATURDAY).unwrap_or(7);
    let bare = browser.bare(times)?;
    let ((samples, page), worked) = browser.working(|| ask(&browser, None, times))?;
    let (saturday, quiet) = ask(&browser, Some(today.plus(-back)), times)?;
    city.server.stop()?;
    insist("more visits today than on a Saturday", page.visits > quiet.visits, true)?;
    insist(
        "follow-ups that are due are listed",
        page.follow_ups.len() as u64,
        page.follow_ups_due.min(FOLLOW_UPS as u64),
    )?;
    let Community { households, .. } = community;
    let what = format!("{name} of {households} households, {} visits, {} due", page.visits, page.follow_ups_due);
    Ok(vec![
        Figure::of(what, Unit::Ms, &samples).p95_at_most(MOST_MS).beside("who is logged in", &bare),
        Figure::one("of it the server's processor", Unit::Ms, worked / (times + 1) as f64),
        Figure::of(format!("a Saturday of {} visits", quiet.visits), Unit::Ms, &saturday).p95_at_most(MOST_MS),
    ])
}

/// A day's page so many times, and what it said.
fn ask(browser: &Browser, day: Option<Day>, times: usize) -> Result<(Samples, Page), BenchError> {
    let query: Vec<(&str, String)> = day.map(|day| ("day", day.to_string())).into_iter().collect();
    let (_, mut page) = browser.ask::<Page>("/today", &query)?;
    let mut samples = Samples::default();
    for _ in 0..times {
        let (ms, asked) = browser.ask("/today", &query)?;
        samples.add(ms);
        page = asked;
    }
    Ok((samples, page))
}
