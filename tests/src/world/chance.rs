//! All chance of a world comes from one seed, and all time from one clock.

use lianxin_core::time::{Host, Timestamp};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// Starts from a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x5851_F42D_4C95_7F2D) ^ 77)
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 if `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n.max(1)).unwrap_or(1);
        usize::try_from(self.next() % n).unwrap_or_default()
    }

    /// A signed number below `n`.
    pub(super) fn span(&mut self, n: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }
}

/// The true time of a world.
#[derive(Debug, Default)]
pub(super) struct WorldClock(AtomicI64);

impl WorldClock {
    /// Sets the true time.
    pub(super) fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::Relaxed);
    }

    /// The true time.
    pub(super) fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// One party's clock and randomness.
pub(super) struct WorldHost {
    clock: Arc<WorldClock>,
    skew_ms: AtomicI64,
    chance: Mutex<Chance>,
}

impl WorldHost {
    /// A party with its own stream of chance.
    pub(super) fn new(clock: Arc<WorldClock>, seed: u64) -> Self {
        Self { clock, skew_ms: AtomicI64::new(0), chance: Mutex::new(Chance::new(seed)) }
    }

    /// Sets how far the party's clock is off.
    pub(super) fn set_skew(&self, ms: i64) {
        self.skew_ms.store(ms, Ordering::Relaxed);
    }

    /// How far the party's clock is off.
    pub(super) fn skew(&self) -> i64 {
        self.skew_ms.load(Ordering::Relaxed)
    }
}

impl Host for WorldHost {
    fn now(&self) -> Timestamp {
        self.clock.now().plus_ms(self.skew())
    }

    fn fill(&self, bytes: &mut [u8]) {
        let mut chance = self.chance.lock().expect("one thread");
        for chunk in bytes.chunks_mut(8) {
            let random = chance.next().to_le_bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}
