//! How long things take on a phone that holds a grid: run with `--ignored --nocapture`.

use super::Place;
use crate::id::DocumentId;
use crate::rows::Need;
use crate::store::conformance::sample::{entry, hash, household, household_id, sample, visit};
use crate::store::{OwnEntry, Standing, Store, Write};
use crate::time::Day;
use std::time::{Duration, Instant};

const HOUSEHOLDS: u32 = 500;
const VISITS: u32 = 26_000;

#[expect(clippy::disallowed_methods, reason = "measures")]
fn now() -> Instant {
    Instant::now()
}

fn id(family: u8, n: u32) -> DocumentId {
    let mut id = [family; 16];
    id[12..].copy_from_slice(&n.wrapping_mul(2_654_435_761).to_be_bytes());
    DocumentId(id)
}

fn grid_of_households() -> Vec<Write> {
    let mut batch = Vec::new();
    for n in 0..HOUSEHOLDS {
        let estate = ["丰泽小区", "汇景花园", "槐荫苑", "晨光家属院"][usize::try_from(n % 4).unwrap()];
        let room = format!("{}0{}", n / 16 % 6 + 1, n % 4 + 1);
        let mut row = household(1, estate, &format!("{}栋", n / 40 + 1), &format!("{}单元", n % 3 + 1), &room);
        row.id = id(2, n);
        batch.push(Write::Household(row));
        batch.push(Write::Document(id(2, n), vec![7; 500]));
    }
    for n in 0..VISITS {
        let mut row = visit(1, 1, i32::try_from(20_000 + n / 150).unwrap());
        (row.id, row.household, row.note) = (id(3, n), id(2, n % HOUSEHOLDS), "换灯泡,下周再来看看。".repeat(2));
        row.follow_up = n.is_multiple_of(9).then(|| Day(row.day.0 + 14));
        row.needs = needs(n);
        batch.push(Write::Visit(row));
        batch.push(Write::Document(id(3, n), vec![8; 600]));
    }
    batch
}

/// One visit in three finds something; half of these say more about it in a line of its own.
fn needs(n: u32) -> Vec<Need> {
    let code = ["助餐", "家电小修", "助行器具跟进", "邻里噪音", "线路检查"][usize::try_from(n / 3 % 5).unwrap()];
    let line = if n.is_multiple_of(2) { format!("第{n}次说起,下周再看") } else { String::new() };
    if n.is_multiple_of(3) { vec![Need { code: code.into(), line }] } else { vec![] }
}

/// One action: entry with two objects and its command, documents and rows of the visit and the household, the draft.
fn one_visit(n: u32) -> Vec<Write> {
    let mut made = OwnEntry { n: n.into(), objects: vec![vec![1; 400], vec![2; 350]], ..entry(1) };
    made.hash.0[..4].copy_from_slice(&n.to_be_bytes());
    made.documents = vec![id(3, VISITS + n), id(2, n % HOUSEHOLDS)];
    let mut row = visit(1, 1, 20_200);
    (row.id, row.household) = (id(3, VISITS + n), id(2, n % HOUSEHOLDS));
    let mut home = household(1, "丰泽小区", "3栋", "2单元", "401");
    home.id = id(2, n % HOUSEHOLDS);
    vec![
        Write::Entry(made),
        Write::Document(row.id, vec![8; 600]),
        Write::Document(home.id, vec![7; 900]),
        Write::Visit(row),
        Write::Household(home),
        Write::Put("clock", vec![1; 8]),
        Write::DropDraft([9; 16]),
    ]
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    println!("{what}: p50 {:?}, p95 {:?}, worst {:?}", at(50), at(95), at(100));
}

fn time<T>(count: u32, mut run: impl FnMut(u32) -> T) -> Vec<Duration> {
    let mut times = Vec::new();
    for n in 0..count {
        let start = now();
        run(n);
        times.push(start.elapsed());
    }
    times
}

#[test]
#[ignore = "measures"]
fn a_grid_in_the_phone() {
    let place = Place::new();
    report("open a new store", time(1, |_| drop(place.open().unwrap())));
    let mut store = place.open().unwrap();
    store.commit(sample()).unwrap();
    report("open and check a small store", time(20, |_| drop(place.copy().open().unwrap())));
    let batch = grid_of_households();
    let start = now();
    store.commit(batch).unwrap();
    println!("take in {HOUSEHOLDS} households and {VISITS} visits: {:?}", start.elapsed());
    let _ = store.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    report("commit a visit", time(100, |n| store.commit(one_visit(n)).unwrap()));
    println!("wal: {} pages each", place.files()["store.db-wal"].len() / 4120 / 100);
    report("commit a visit", time(400, |n| store.commit(one_visit(100 + n)).unwrap()));
    report("standings", time(20, |_| assert!(store.standings().map(|s: Vec<Standing>| s.len() > 500).unwrap())));
    for typed in ["丰", "丰泽", "fz3-2", "401", "", "不在"] {
        report(&format!("search {typed:?}"), time(20, |_| store.search(typed, 50).unwrap()));
    }
    report("needs", time(20, |_| assert!(store.needs().unwrap().len() >= 5)));
    report("delivered", time(20, |_| store.delivered().unwrap()));
    report("visits of a household", time(20, |n| store.visits_of(&id(2, n)).unwrap()));
    report("drop a household", time(20, |n| store.commit(vec![Write::DropDocument(id(2, n))]).unwrap()));
    report("check the large file", time(3, |_| store.check().unwrap()));
    drop(store);
    println!("file: {} KB", place.files()["store.db"].len() / 1024);
    report("open, list, close", time(10, |_| place.open().unwrap().standings().unwrap()));
    let found = place.open().unwrap().entry(&hash(1)).unwrap();
    assert!(found.is_some_and(|entry| entry.documents == [household_id(1)]));
}
