//! An invented citizen number (GB 11643-1999) with a valid check digit (ISO/IEC 7064, MOD 11-2), computed when it is
//! needed, so that none stands in a file. The place code 000000 belongs to nowhere.

use crate::profile::random::Random;
use lianxin_core::time::Day;

/// A number for a seed: a place that does not exist, a birthday of the year 1900, any sequence.
pub(super) fn citizen_number(seed: u64) -> String {
    let mut random = Random::new(seed, "citizen number");
    let new_year = Day::from_date(1900, 1, 1).unwrap_or_default();
    let days = i32::try_from(random.below(365)).unwrap_or_default();
    let (year, month, day) = new_year.plus(days).date();
    let body = format!("000000{year:04}{month:02}{day:02}{:03}", random.below(1_000));
    let check = check_digit(&body);
    body + &check.to_string()
}

/// The check digit of seventeen digits: each weighs 2 to the power of its distance from the end, and the whole gives
/// 1 modulo 11.
fn check_digit(body: &str) -> char {
    let weighted = body.chars().filter_map(|digit| digit.to_digit(10)).fold(0, |sum, digit| (sum + digit) * 2 % 11);
    match (12 - weighted) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::note_check::{HitKind, check};

    #[test]
    fn the_check_digit_is_that_of_the_standard() {
        // ISO/IEC 7064 gives 0794 with the check digit 0, and 079 with X.
        assert_eq!((check_digit("0794"), check_digit("079")), ('0', 'X'));
    }

    #[test]
    fn every_number_is_one_that_a_note_must_not_hold() {
        for seed in 0..500 {
            let number = citizen_number(seed);
            assert_eq!(number.len(), 18);
            let kinds: Vec<_> = check(&format!("号码{number}。")).iter().map(|hit| hit.kind).collect();
            assert_eq!(kinds, [HitKind::CitizenNumber], "seed {seed}");
        }
    }
}
