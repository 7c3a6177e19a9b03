//! Counting wrong tries to log in: of a number, and of an address. A try counts before it is looked at.

use lianxin_core::time::{DAY_MS, Timestamp};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// How long the first lock lasts; each next one in a row twice as long.
pub const LOCK_MS: i64 = 15 * 60_000;
/// Locks do not grow beyond sixteen hours.
const MAX_DOUBLINGS: u32 = 6;
/// What was wrong so long ago is forgotten.
const FORGET_MS: i64 = DAY_MS;
/// Wrong tries of one address: an office may have one address for all its desks.
const MAX_OF_ADDRESS: u32 = 20;
/// Addresses remembered at once.
const MAX_ADDRESSES: usize = 10_000;

/// Nothing is tried before that many milliseconds have passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked(pub i64);

/// Tries since the last that was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Wrong ones since the last lock.
    pub wrong: u32,
    /// Locks in a row.
    pub locks: u32,
    /// Nothing is tried before.
    pub locked_until: Timestamp,
    /// The last one.
    pub last: Timestamp,
}

impl Tries {
    /// Takes a try as if it were wrong. The last of `most` locks at once: what comes while it is looked at is locked.
    pub fn take(&mut self, most: u32, now: Timestamp) -> Result<(), Locked> {
        if now < self.locked_until {
            return Err(Locked(self.locked_until.since(now)));
        }
        if now.since(self.last.max(self.locked_until)) > FORGET_MS {
            *self = Self::default();
        }
        self.last = now;
        self.wrong += 1;
        if self.wrong >= most {
            self.locked_until = now.plus_ms(LOCK_MS << self.locks.min(MAX_DOUBLINGS));
            self.locks += 1;
            self.wrong = 0;
        }
        Ok(())
    }

    /// The try was right and is taken back; the ones before still count.
    fn give_back(&mut self, most: u32) {
        if self.wrong == 0 && self.locks > 0 {
            (self.wrong, self.locks, self.locked_until) = (most, self.locks - 1, Timestamp::default());
        }
        self.wrong = self.wrong.saturating_sub(1);
    }
}

/// Wrong tries by address, in memory only: nothing about addresses is kept.
#[derive(Default)]
pub struct Callers(Mutex<HashMap<IpAddr, Tries>>);

impl Callers {
    /// Takes a try of an address as if it were wrong.
    pub fn take(&self, address: IpAddr, now: Timestamp) -> Result<(), Locked> {
        let mut callers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MAX_ADDRESSES {
            callers.retain(|_, tries| now < tries.locked_until || now.since(tries.last) < LOCK_MS);
        }
        if callers.len() >= MAX_ADDRESSES && !callers.contains_key(&network(address)) {
            return Err(Locked(LOCK_MS));
        }
        callers.entry(network(address)).or_default().take(MAX_OF_ADDRESS, now)
    }

    /// The try was right. A person's own success does not wipe out what else was tried from there.
    pub fn give_back(&self, address: IpAddr) {
        let mut callers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tries) = callers.get_mut(&network(address)) {
            tries.give_back(MAX_OF_ADDRESS);
        }
    }
}

/// Who has one address of version 6 has all of its /64 (RFC 6177).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn wrong(tries: &mut Tries, count: u32, now: Timestamp) -> Result<(), Locked> {
        (0..count).try_for_each(|_| tries.take(5, now))
    }

    #[test]
    fn the_fifth_wrong_try_locks_and_each_lock_is_twice_as_long_up_to_sixteen_hours() {
        let (mut tries, mut now) = (Tries::default(), NOW);
        for hours in [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 16.0] {
            wrong(&mut tries, 5, now).unwrap();
            let Locked(left) = tries.take(5, now).unwrap_err();
            assert_eq!(left as f64 / 3_600_000.0, hours);
            now = now.plus_ms(left);
        }
    }

    #[test]
    fn four_wrong_tries_are_forgotten_after_a_day_and_not_before() {
        let mut tries = Tries::default();
        wrong(&mut tries, 4, NOW).unwrap();
        let mut later = tries;
        wrong(&mut later, 1, NOW.plus_ms(FORGET_MS)).unwrap();
        assert!(later.take(5, NOW.plus_ms(FORGET_MS)).is_err());
        wrong(&mut tries, 4, NOW.plus_ms(FORGET_MS + 1)).unwrap();
        assert_eq!(tries.locks, 0);
    }

    #[test]
    fn a_right_try_from_an_address_takes_back_itself_only() {
        let callers = Callers::default();
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        for _ in 0..MAX_OF_ADDRESS - 1 {
            callers.take(address, NOW).unwrap();
        }
        for _ in 0..3 {
            callers.take(address, NOW).unwrap();
            callers.give_back(address);
        }
        callers.take(address, NOW).unwrap();
        assert_eq!(callers.take(address, NOW), Err(Locked(LOCK_MS)));
        assert_eq!(callers.take("192.0.2.2".parse().unwrap(), NOW), Ok(()));
    }

    #[test]
    fn addresses_of_one_network_count_together_and_memory_is_bounded() {
        let callers = Callers::default();
        for last in 1..=MAX_OF_ADDRESS {
            callers.take(format!("2001:db8::{last:x}").parse().unwrap(), NOW).unwrap();
        }
        assert!(callers.take("2001:db8::ffff".parse().unwrap(), NOW).is_err());
        for n in 0..u32::try_from(MAX_ADDRESSES).unwrap() + 5 {
            let _ = callers.take(IpAddr::V4(n.into()), NOW);
        }
        assert_eq!(callers.0.lock().unwrap().len(), MAX_ADDRESSES);
        assert!(callers.take(IpAddr::V4(0xffff_0000_u32.into()), NOW.plus_ms(LOCK_MS)).is_ok(), "room again");
    }
}
