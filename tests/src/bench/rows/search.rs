//! The office's one box for everything.

use super::Row;
use crate::bench::browser::Browser;
use crate::bench::city::{City, Community, Listed};
use crate::bench::failure::{BenchError, insist};
use crate::bench::figure::{Figure, Unit};
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::visits;
use crate::profile::SEED;
use crate::profile::random::Random;
use lianxin_core::rows::HouseholdRow;
use lianxin_core::search::initials;
use lianxin_server::storage::{self, HouseholdList, SqliteStorage, Storage};
use serde::Deserialize;
use serde::de::IgnoredAny;

pub(super) const ROW: Row = Row {
    name: "search",
    title: "The office's search",
    how: "In the record of *today*, what the console's API answers to somebody who types into the one box: dwellings \
          as they are written, by pinyin initials and by numbers, people by name and by number, drawn from the lists \
          of the community; *one digit* fits most dwellings and people, *nothing* fits none of them. Over HTTPS on an \
          open connection, from request to last byte, the durable line in the access log included. An office sees its \
          own community: all kinds together in the one in the middle by households, each kind in the largest. The peer \
          is the question who is logged in.",
    measure,
};

/// The budget is ours; the catalogue asks it of a phone with 500 households (mechanisms M03).
const MOST_MS: f64 = 200.0;

/// What was found, as far as it is looked at here.
#[derive(Deserialize)]
struct Found {
    households: Vec<IgnoredAny>,
    people: Vec<IgnoredAny>,
    grids: Vec<IgnoredAny>,
}

/// What somebody types, and whether it finds dwellings and people.
struct Kind {
    what: &'static str,
    texts: Vec<String>,
    finds: (bool, bool),
}

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let mut city = place.city()?;
    visits::half_year(&mut city, place)?;
    let communities = city.communities()?;
    let largest = communities.last().copied().ok_or(BenchError::System("a community"))?;
    let middle = communities[communities.len() / 2];
    let times = place.many(100, 3);
    let (all, _, _) = ask_all(&mut city, middle, times)?;
    let all = all.into_iter().flat_map(|(_, samples)| samples).collect();
    let (kinds, bare, worked) = ask_all(&mut city, largest, times)?;
    let (usual, wide) = (middle.households, largest.households);
    let mut figures = vec![Figure::of(format!("all kinds, {usual} households"), Unit::Ms, &all).p95_at_most(MOST_MS)];
    for (what, samples) in kinds {
        let what = format!("{what}, {wide} households");
        figures.push(Figure::of(what, Unit::Ms, &samples.into_iter().collect()).p95_at_most(MOST_MS));
    }
    let last = figures.pop().map(|figure| figure.beside("who is logged in", &bare));
    figures.extend(last);
    figures.push(Figure::one("the server's processor, a search", Unit::Ms, worked));
    Ok(figures)
}

type Asked = Vec<(&'static str, Vec<f64>)>;

/// Every kind so many times, as one community's office asks; then what is asked least, and the server's work a search.
fn ask_all(city: &mut City, community: Community, times: usize) -> Result<(Asked, Samples, f64), BenchError> {
    let kinds = kinds(&homes(city, community)?, &city.people_of(community.code)?, times);
    let clerk = city.clerk(community.code)?;
    let browser = Browser::open(city, &clerk)?;
    let bare = browser.bare(times)?;
    let ask = |kind: &Kind| {
        let all = kind.texts.iter().map(|text| {
            let (ms, found) = browser.ask::<Found>("/search", &[("text", text.clone())])?;
            insist(kind.what, (!found.households.is_empty(), !found.people.is_empty()), kind.finds)?;
            insist("grids found", found.grids.is_empty() || kind.what == "one digit", true)?;
            Ok(ms)
        });
        Ok::<_, BenchError>((kind.what, all.collect::<Result<Vec<f64>, BenchError>>()?))
    };
    let (asked, worked) = browser.working(|| kinds.iter().map(ask).collect::<Result<Asked, _>>())?;
    city.server.stop()?;
    let searches: usize = kinds.iter().map(|kind| kind.texts.len()).sum();
    Ok((asked, bare, worked / searches as f64))
}

fn homes(city: &City, community: Community) -> Result<Vec<HouseholdRow>, BenchError> {
    let storage: Box<dyn Storage> = Box::new(SqliteStorage::open(city.server.data())?);
    let list = HouseholdList { community: Some(community.code), ..HouseholdList::default() };
    Ok(storage.read(|tx| tx.households(&list, storage::Page { offset: 0, limit: u32::MAX }))?)
}

fn kinds(homes: &[HouseholdRow], people: &[Listed], times: usize) -> Vec<Kind> {
    let mut random = Random::new(SEED, "typed");
    let mut typed = |text: &dyn Fn(&HouseholdRow, &Listed) -> String| -> Vec<String> {
        (0..times).map(|_| text(random.pick(homes), random.pick(people))).collect()
    };
    let numbers = |home: &HouseholdRow| format!("{}-{}-{}", home.building, home.unit, home.room);
    // Estates' second parts have a numeral of their own, which people leave out.
    let letters = |home: &HouseholdRow| initials(&home.estate.chars().take(2).collect::<String>());
    let kind = |what, finds, texts| Kind { what, finds, texts };
    vec![
        kind("a dwelling as it is written", (true, false), typed(&|home, _| home.dwelling())),
        kind("by initials", (true, false), typed(&|home, _| format!("{}{}", letters(home), numbers(home)))),
        kind("by numbers", (true, false), typed(&|home, _| numbers(home))),
        kind("a person by name", (false, true), typed(&|_, person| person.name.chars().take(3).collect())),
        kind("a person by number", (false, true), typed(&|_, person| person.number.clone())),
        kind("one digit", (true, true), typed(&|home, _| home.building.chars().take(1).collect())),
        kind("nothing", (false, false), typed(&|home, _| format!("无此小区 {}", numbers(home)))),
    ]
}
