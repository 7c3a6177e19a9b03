//! What a person with a phone waits for.

use super::Row;
use super::first_sync::new_phone;
use crate::bench::clock::timed;
use crate::bench::failure::{BenchError, insist};
use crate::bench::field::{sync, visit};
use crate::bench::figure::{Figure, Unit};
use crate::bench::machine::Syncer;
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::step;
use crate::profile::notes::notes;
use crate::town::STORE_KEY;
use lianxin_core::companion::Companion;
use lianxin_core::role::ContactWish;
use lianxin_core::seal::vault::FileVault;
use lianxin_core::store::SqliteStore;
use lianxin_core::time::SystemHost;
use rustix::fs::{Advice, fadvise};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

pub(super) const ROW: Row = Row {
    name: "phone",
    title: "At the phone",
    how: "The code of the phone on this machine, not on a phone: a grid chief's store on the disk under SQLCipher with \
          500 households and 26,000 visits that came by sync. *From cold*: the system forgets the file's pages, then \
          the store and the app are opened and the day is listed. *A visit saved*: with a note, every fourth also \
          sets the household's wish; it is on the disk when the call returns; some hundred visits are unsent by the \
          end. *Search*: dwellings by characters, by pinyin initials and by numbers; notes are not searched yet. All \
          by the clock.",
    measure,
};

/// What people type.
const TYPED: [&str; 6] = ["槐荫", "hyy", "hyy1-1-101", "东风新村 2", "1-2-3", "ljjy2"];

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let mut grid = place.grid()?;
    grid.visit_until(place.many(26_000, 200), place)?;
    step("a phone fetches them");
    let (app, directory) = new_phone(&grid, place)?;
    sync(&grid.town.office, &app)?;
    drop(app);
    step("it is opened, used and searched");
    let (mut opened, mut listed) = (Samples::default(), Samples::default());
    for _ in 0..place.many(30, 2) {
        let (open, list) = from_cold(&directory)?;
        opened.add(open);
        listed.add(open + list);
    }
    let app = open(&directory)?;
    let again = (0..place.many(100, 2)).map(|_| today(&app)).collect::<Result<Samples, _>>()?;
    let (mut search, mut hits) = (Samples::default(), 0);
    for text in TYPED.into_iter().cycle().take(place.many(600, 6)) {
        let (found, spent) = timed(|| app.search(text, 50));
        hits += found?.len();
        search.add(spent.wall);
    }
    insist("something is found", hits > 0, true)?;
    let (saved, synced) = save(place, &app, &grid.town.households, &directory)?;
    let size = std::fs::metadata(directory.join("store.db")).map_err(BenchError::file(&directory))?.len();
    Ok(vec![
        Figure::of("opened from cold", Unit::Ms, &opened),
        Figure::of("opened and the day listed, from cold", Unit::Ms, &listed).p95_at_most(150.0),
        Figure::of("the day listed again", Unit::Ms, &again),
        Figure::of("a visit saved", Unit::Ms, &saved).p95_at_most(20.0).beside("one bare fdatasync", &synced),
        Figure::of("search", Unit::Ms, &search).p95_at_most(20.0),
        Figure::one("size of the store", Unit::Mib, size as f64 / 1024.0 / 1024.0),
    ])
}

fn open(directory: &Path) -> Result<Companion, BenchError> {
    let store = SqliteStore::open(&directory.join("store.db"), &STORE_KEY)?;
    let vault = Arc::new(FileVault::open(directory)?);
    Ok(Companion::open(Box::new(store), vault, Arc::new(SystemHost))?)
}

/// Milliseconds until the app is open, and from then on until the day is listed.
fn from_cold(directory: &Path) -> Result<(f64, f64), BenchError> {
    let path = directory.join("store.db");
    let file = File::open(&path).map_err(BenchError::file(&path))?;
    file.sync_all().and_then(|()| Ok(fadvise(&file, 0, None, Advice::DontNeed)?)).map_err(BenchError::file(&path))?;
    drop(file);
    let (app, spent) = timed(|| open(directory));
    Ok((spent.wall, today(&app?)?))
}

/// Milliseconds to list the day.
fn today(app: &Companion) -> Result<f64, BenchError> {
    let (today, spent) = timed(|| app.today());
    insist("something is to be done", today?.items.is_empty(), false)?;
    Ok(spent.wall)
}

/// Saves visits; beside each, one bare fdatasync on the same disk.
fn save(
    place: &Place,
    app: &Companion,
    homes: &[lianxin_core::id::DocumentId],
    directory: &Path,
) -> Result<(Samples, Samples), BenchError> {
    let (mut saved, mut synced) = (Samples::default(), Samples::default());
    let (notes, mut syncer) = (notes(), Syncer::new(&directory.join("sync"))?);
    for (at, home) in homes.iter().cycle().take(place.many(400, 8)).enumerate() {
        let mut form = visit(*home, &notes[at % notes.len()]);
        let wish = if at < homes.len() { ContactWish::CallFirst } else { ContactWish::Welcome };
        form.wish = at.is_multiple_of(4).then_some(wish);
        let (done, spent) = timed(|| app.record_visit(&form));
        done?;
        saved.add(spent.wall);
        synced.add(syncer.sync()?);
    }
    Ok((saved, synced))
}
