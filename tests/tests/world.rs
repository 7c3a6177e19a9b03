//! The simulated world in CI: fresh seeds, all past failing ones, the same seed twice, and six broken builds.
//!
//! `LIANXIN_SEEDS=5000` runs more, `LIANXIN_SEED=7` one alone with its trace.

use lianxin_core::sabotage::{self, Broken};
use lianxin_tests::world::{Report, World};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const SEEDS: u64 = 500;
const STEPS: usize = 200;
/// One more where the replay of something refused must still reach others.
const MAX_ROUNDS: usize = 2;

fn from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// Panics inside Automerge are caught and expected; their messages are noise.
#[expect(clippy::print_stderr, reason = "what is no noise is printed as it always is")]
fn quiet() {
    std::panic::set_hook(Box::new(|info| {
        if !info.location().is_some_and(|at| at.file().contains("automerge")) {
            eprintln!("{info}");
        }
    }));
}

fn failure(report: &Report) -> Option<String> {
    let at_most = MAX_ROUNDS + usize::from(report.is_replay_late);
    let stalled = (report.rounds > at_most).then(|| format!("{} rounds until quiet", report.rounds));
    report.failure.clone().or(stalled)
}

/// Runs seeds on all cores; gives the failing ones, and what happened in all of them together.
fn run(seeds: impl Fn(u64) -> Option<u64> + Sync, broken: Option<Broken>) -> (Vec<(u64, String)>, Report) {
    quiet();
    let (next, failed, sum) = (AtomicU64::new(0), Mutex::new(Vec::new()), Mutex::new(Report::default()));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                sabotage::set(broken);
                while let Some(seed) = seeds(next.fetch_add(1, Ordering::Relaxed)) {
                    let report = World::run(seed, STEPS);
                    let mut sum = sum.lock().expect("no panic holds it");
                    for (what, times) in &report.counts {
                        *sum.counts.entry(what).or_default() += times;
                    }
                    let rounds = ["rested at once", "in one round", "in two rounds", "in three rounds"];
                    *sum.counts.entry(rounds.get(report.rounds).unwrap_or(&"in more rounds")).or_default() += 1;
                    if let Some(what) = failure(&report) {
                        failed.lock().expect("no panic holds it").push((seed, what));
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().expect("no panic holds it");
    failed.sort();
    (failed, sum.into_inner().expect("no panic holds it"))
}

#[test]
fn every_seed_is_safe_and_comes_to_rest() {
    if let Some(seed) = from_env("LIANXIN_SEED") {
        let report = World::run(seed, STEPS);
        println!("{}", report.trace.join("\n"));
        assert_eq!(failure(&report), None, "seed {seed}");
        return;
    }
    let (first, count) = (from_env("LIANXIN_FIRST_SEED").unwrap_or(0), from_env("LIANXIN_SEEDS").unwrap_or(SEEDS));
    let (failed, sum) = run(|k| (k < count).then_some(first + k), None);
    println!("{:?}", sum.counts);
    assert!(failed.is_empty(), "{} of {count} seeds failed: {:?}", failed.len(), &failed[..failed.len().min(20)]);
    for what in [
        "visit",
        "splits",
        "moves",
        "clones",
        "phones set back",
        "attacks",
        "office crashes",
        "decisions",
        "conflicts at rest",
    ] {
        assert!(sum.counts.get(what).is_some_and(|times| *times > 0), "no {what} in {count} seeds");
    }
}

#[test]
fn seeds_that_once_failed_stay_mended() {
    let past: Vec<u64> =
        include_str!("../seeds.txt").lines().filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect();
    let (failed, _) = run(|k| past.get(usize::try_from(k).ok()?).copied(), None);
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in 0..20 {
        let (one, two) = (World::run(seed, STEPS), World::run(seed, STEPS));
        assert_eq!(one.trace, two.trace, "seed {seed}");
    }
}

#[test]
fn six_builds_broken_on_purpose_are_each_caught() {
    const ENOUGH: u64 = 300;
    for broken in Broken::ALL {
        let caught = (0..ENOUGH).step_by(20).find_map(|first| {
            let (failed, _) = run(|k| (k < 20).then_some(first + k), Some(broken));
            failed.into_iter().next()
        });
        println!("{broken:?}: {caught:?}");
        assert!(caught.is_some(), "{broken:?} was not noticed in {ENOUGH} seeds");
    }
}
