//! Times of the guard and of admission, for the budgets:
//! `cargo test --release -p lianxin-core --lib how_long -- --ignored --nocapture`.

use super::*;
use std::hint::black_box;
use std::time::Instant;

/// The median time of one call, in microseconds.
#[expect(clippy::disallowed_methods, reason = "a measurement")]
fn measure(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..31)
        .map(|_| {
            let start = Instant::now();
            (0..50).for_each(|_| work());
            start.elapsed().as_secs_f64() * 1e6 / 50.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A visit as it is recorded.
fn visit() -> Vec<Edit> {
    let note = "老人独居，血压偏高，已提醒按时服药，约好下周三上午再来看看，邻居有备用钥匙。";
    let texts = [("outcome", "met"), ("note", note), ("kind", "routine")];
    let bytes = ["author", "household", "duty"].map(|key| Edit::put(key, Value::Bytes(vec![7; 16])));
    let numbers = [("grid", 610_481_001_014_003), ("at", NOW.0), ("minutes", 25)];
    texts
        .map(|(key, value)| Edit::put(key, Value::text(value)))
        .into_iter()
        .chain(bytes)
        .chain(numbers.map(|(key, value)| Edit::put(key, Value::Int(value))))
        .collect()
}

#[test]
#[ignore = "a measurement"]
fn how_long_the_guard_and_admission_take() {
    for changes in [1, 8, 50] {
        let mut document = Document::new();
        if changes > 1 {
            write_over(&mut document, 1, &visit());
        }
        for n in 2..changes {
            let key = format!("field_{}", n % 25);
            write_over(&mut document, u8::try_from(n % 5).unwrap() + 1, &[Edit::put(&key, Value::Int(n))]);
        }
        let edits = if changes > 1 { vec![Edit::put("note", Value::text("改约周五"))] } else { visit() };
        let change = write(&document, 9, &edits);
        let (bytes, saved) = (change.bytes().to_vec(), document.save());
        let mut behind = document.clone();
        if changes > 1 {
            write_over(&mut behind, 8, &[Edit::put("minutes", Value::Int(1))]);
        }
        println!(
            "change {changes}: {} B, document {} B; check {:.1} µs, admit {:.0} µs, concurrent {:.0} µs, overlay {:.0} µs, \
             load {:.0} µs, write {:.0} µs",
            bytes.len(),
            saved.len(),
            measure(|| drop(black_box(guard::check(&bytes, &actor(9), NOW).unwrap()))),
            measure(|| document.clone().admit(&change).unwrap()),
            measure(|| behind.clone().admit(&change).unwrap()),
            measure(|| assert!(document.clone().overlay(&change))),
            measure(|| drop(black_box(Document::load(&saved).unwrap()))),
            measure(|| drop(black_box(write(&document, 9, &edits)))),
        );
    }
}

/// The dearest change that the limits allow: many operations, upon an old state of a document with a long history.
#[test]
#[ignore = "a measurement"]
fn how_long_the_dearest_change_takes() {
    let mut document = Document::new();
    write_over(&mut document, 1, &[Edit::put("field_0", Value::Int(0))]);
    let many: Vec<Edit> = (0..2500).map(|n| Edit::put(&format!("k{n}"), Value::Int(n))).collect();
    let old = document.clone();
    for n in 1..1500 {
        let who = u8::try_from(n % 64).unwrap() + 1;
        let change = write(&document, who, &[Edit::put(&format!("field_{}", n % 25), Value::Int(n))]);
        assert!(document.overlay(&change));
    }
    let change = write(&old, 99, &many);
    let bytes = change.bytes().to_vec();
    println!("check {:.0} µs", measure(|| drop(black_box(guard::check(&bytes, &actor(99), NOW).unwrap()))));
    println!("admit {:.0} µs", measure(|| document.clone().admit(&change).unwrap()));
}
