//! This phone's clock, which may be set wrong on purpose.

use lianxin_core::time::{DAY_MS, Host, SystemHost, Timestamp};

/// The operating system's clock, some days off, and its randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct PhoneHost {
    offset_ms: i64,
}

impl PhoneHost {
    /// A clock that is so many days fast, or slow if negative.
    pub fn off_by_days(days: i32) -> Self {
        Self { offset_ms: i64::from(days) * DAY_MS }
    }
}

impl Host for PhoneHost {
    fn now(&self) -> Timestamp {
        SystemHost.now().plus_ms(self.offset_ms)
    }

    fn fill(&self, bytes: &mut [u8]) {
        SystemHost.fill(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_wrong_by_whole_days() {
        let (right, fast) = (PhoneHost::default().now(), PhoneHost::off_by_days(400).now());
        let off = fast.since(right);
        assert!((400 * DAY_MS..400 * DAY_MS + 60_000).contains(&off), "{off}");
        assert!(PhoneHost::off_by_days(i32::MIN).now() < right);
    }
}
