//! Time as the core knows it: instants in milliseconds, days of the office's calendar, and the one door through
//! which "now" comes in. The core never reads a clock; [`Host`] is given by who runs it.

use crate::cbor::{Cbor, CborError, Reader, Writer};
use std::fmt;

/// Milliseconds in a day.
pub const DAY_MS: i64 = 86_400_000;
/// Asia/Shanghai is eight hours ahead of UTC, without daylight saving.
const SHANGHAI_MS: i64 = 8 * 3_600_000;

/// An instant: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

/// A calendar day in Asia/Shanghai: days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

/// What the core needs from whoever runs it: the time and randomness.
pub trait Host: Send + Sync {
    /// The device's clock, which may be wrong.
    fn now(&self) -> Timestamp;
    /// Fills the slice with random bytes fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// Random bytes of a fixed length.
pub fn random<const N: usize>(host: &dyn Host) -> [u8; N] {
    let mut bytes = [0; N];
    host.fill(&mut bytes);
    bytes
}

impl Timestamp {
    /// The instant `ms` later (earlier if negative), staying within bounds.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this instant.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar day in Asia/Shanghai.
    pub fn day(self) -> Day {
        let days = self.0.saturating_add(SHANGHAI_MS).div_euclid(DAY_MS);
        Day(i32::try_from(days.clamp(i64::from(i32::MIN), i64::from(i32::MAX))).unwrap_or_default())
    }

    /// Minutes since midnight in Asia/Shanghai.
    pub fn minute_of_day(self) -> u16 {
        u16::try_from(self.0.saturating_add(SHANGHAI_MS).rem_euclid(DAY_MS) / 60_000).unwrap_or_default()
    }

    /// `HH:MM` in Asia/Shanghai.
    pub fn clock(self) -> String {
        let minute = self.minute_of_day();
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }
}

impl Day {
    /// Midnight at the beginning of the day in Asia/Shanghai.
    pub fn start(self) -> Timestamp {
        Timestamp(i64::from(self.0) * DAY_MS - SHANGHAI_MS)
    }

    /// The day `days` later.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day of a calendar date, if there is such a date.
    pub fn from_date(year: i32, month: u32, day: u32) -> Option<Self> {
        let candidate = Self(days_from_civil(year, month, day)?);
        (candidate.date() == (year, month, day)).then_some(candidate)
    }

    /// Year, month and day of month.
    pub fn date(self) -> (i32, u32, u32) {
        // Howard Hinnant, "chrono-compatible low-level date algorithms": civil_from_days.
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        let day = doy - (153 * mp + 2) / 5 + 1;
        (i32::try_from(year).unwrap_or(i32::MAX), u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        Self::from_date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }
}

fn days_from_civil(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1..=9999).contains(&year) {
        return None;
    }
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let doy = (153 * mp + 2) / 5 + i64::from(day) - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    i32::try_from(era * 146_097 + doe - 719_468).ok()
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.day(), self.clock())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({} = {self})", self.0)
    }
}

impl Cbor for Timestamp {
    fn write(&self, w: &mut Writer) {
        w.int(self.0);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.int().map(Self)
    }
}

impl Cbor for Day {
    fn write(&self, w: &mut Writer) {
        w.int(i64::from(self.0));
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        i32::try_from(r.int()?).map(Self).map_err(|_| CborError::Limit)
    }
}

/// The operating system's clock and randomness.
#[cfg(feature = "os")]
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemHost;

#[cfg(feature = "os")]
#[expect(clippy::disallowed_methods, reason = "this is the one place where the real clock comes in")]
impl Host for SystemHost {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives randomness");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_reads_back_and_a_date_that_is_none_is_refused() {
        for text in ["1970-01-01", "2024-02-29", "2026-11-24", "1999-12-31"] {
            assert_eq!(Day::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Day::parse("2026-02-29"), None);
        assert_eq!(Day::parse("2026-2-9"), None);
        assert_eq!(Day::parse("1970-01-01"), Some(Day(0)));
    }

    #[test]
    fn the_day_changes_at_midnight_in_shanghai() {
        let day = Day::parse("2026-11-24").unwrap();
        assert_eq!(day.start().day(), day);
        assert_eq!(day.start().plus_ms(-1).day(), day.plus(-1));
        assert_eq!(day.start().clock(), "00:00");
        assert_eq!(day.start().plus_ms(75 * 60_000).clock(), "01:15");
    }
}
