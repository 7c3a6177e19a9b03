//! Numbers that identify people, however they are written: full-width digits, blanks and dashes between groups.
//!
//! Digits with at most three blanks or dashes between them are one *run* of groups. A number is looked for only from
//! the beginning of a group to the end of one, so that "3 单元 2 139…" and a long order number are told apart.

use super::{Hit, HitKind};
use crate::code::{CommunityCode, unit};
use crate::words::Key;
use std::ops::RangeInclusive;
use unicode_normalization::UnicodeNormalization;

/// A digit and where it stands; X counts as a digit where it can be a check digit.
#[derive(Clone, Copy)]
struct Digit {
    value: u8,
    start: usize,
    end: usize,
    opens_group: bool,
}

/// The check digit X of a citizen number.
const X: u8 = 10;
const MOST_BETWEEN_GROUPS: usize = 3;

/// A kind of number: how long it may be, and whether digits are one. The flag says that they begin and end groups.
struct Reading {
    kind: HitKind,
    lengths: RangeInclusive<usize>,
    fits: fn(&[Digit], bool) -> bool,
}

/// Where two readings overlap, the earlier one stands.
const READINGS: [Reading; 3] = [
    Reading { kind: HitKind::CitizenNumber, lengths: 18..=18, fits: is_citizen_number },
    Reading { kind: HitKind::Mobile, lengths: 11..=15, fits: is_mobile },
    Reading { kind: HitKind::BankCard, lengths: 13..=19, fits: is_bank_card },
];

/// Finds numbers of people.
pub(super) fn find(text: &str) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for run in runs(text) {
        for Reading { kind, lengths, fits } in READINGS {
            for from in 0..run.len() {
                let found = lengths.clone().rev().find_map(|len| {
                    let number = run.get(from..from + len)?;
                    let aligned = number[0].opens_group && run.get(from + len).is_none_or(|next| next.opens_group);
                    fits(number, aligned).then(|| (number[0].start, number[len - 1].end))
                });
                let Some((start, end)) = found else { continue };
                if !hits.iter().any(|hit| start < hit.end && hit.start < end) {
                    let suggestion = (kind == HitKind::Mobile).then_some(Key::RewriteContact);
                    hits.push(Hit { kind, start, end, suggestion });
                }
            }
        }
    }
    hits
}

/// The runs of digits in a text.
fn runs(text: &str) -> Vec<Vec<Digit>> {
    let mut runs: Vec<Vec<Digit>> = Vec::new();
    let mut run: Vec<Digit> = Vec::new();
    let mut between = 0;
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        match fold(character) {
            Folded::Digit(value) => {
                let opens_group = run.is_empty() || between > 0 || run.last().is_some_and(|last| last.value == X);
                run.push(Digit { value, start, end, opens_group });
                between = 0;
            }
            Folded::X if run.len() >= 17 => {
                run.push(Digit { value: X, start, end, opens_group: between > 0 });
                between = 0;
            }
            Folded::Nothing => {}
            Folded::Between if !run.is_empty() && between < MOST_BETWEEN_GROUPS => between += 1,
            _ => {
                runs.push(std::mem::take(&mut run));
                between = 0;
            }
        }
    }
    runs.push(run);
    runs
}

enum Folded {
    Digit(u8),
    X,
    Between,
    Nothing,
    Other,
}

/// What a character is once width and form are taken away.
fn fold(character: char) -> Folded {
    if matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}') {
        return Folded::Nothing;
    }
    let mut folded = std::iter::once(character).nfkc();
    let (Some(plain), None) = (folded.next(), folded.next()) else { return Folded::Other };
    match plain {
        '0'..='9' => plain.to_digit(10).and_then(|d| u8::try_from(d).ok()).map_or(Folded::Other, Folded::Digit),
        'x' | 'X' => Folded::X,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Folded::Between,
        _ if plain.is_whitespace() => Folded::Between,
        _ => Folded::Other,
    }
}

/// GB 11643-1999: six digits of the place, eight of the birthday, three of sequence, one check digit. A number in one
/// piece needs the check digit alone; one in groups, or inside a longer row of digits, must have a birthday too.
fn is_citizen_number(number: &[Digit], aligned: bool) -> bool {
    let in_one_piece = aligned && number[1..].iter().all(|digit| !digit.opens_group);
    number[..17].iter().all(|digit| digit.value < X)
        && check_digit_mod_11_2(number) == number[17].value
        && (in_one_piece || has_birthday(&number[6..14]))
}

/// ISO 7064 MOD 11-2 over the first 17 digits.
fn check_digit_mod_11_2(number: &[Digit]) -> u8 {
    let sum = number[..17].iter().fold(0, |sum, digit| (sum + u16::from(digit.value)) * 2 % 11);
    u8::try_from((12 - sum) % 11).unwrap_or_default()
}

fn has_birthday(digits: &[Digit]) -> bool {
    let number = digits.iter().fold(0u32, |number, digit| number * 10 + u32::from(digit.value));
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    (1800..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Eleven digits from 13 to 19, with 86 or 0086 in front or not, in groups of three and more.
fn is_mobile(number: &[Digit], aligned: bool) -> bool {
    let (country, own) = number.split_at(number.len() - 11);
    let starts = |digits: &[Digit], with: &[u8]| digits.iter().map(|digit| digit.value).eq(with.iter().copied());
    aligned
        && (country.is_empty() || starts(country, &[8, 6]) || starts(country, &[0, 0, 8, 6]))
        && own.iter().all(|digit| digit.value < X)
        && own[0].value == 1
        && (3..=9).contains(&own[1].value)
        && groups(own).all(|len| len >= 3)
}

/// A card by ISO/IEC 7812-1: Luhn's check digit, and a first digit under which banks issue (3 to 6; 8 and 9 for
/// national schemes; 2221 to 2720). That leaves out dates and order numbers that begin with one. Groups are of four
/// and more, the last may be shorter. Our own codes are no cards.
fn is_bank_card(number: &[Digit], aligned: bool) -> bool {
    let leading = number[..4].iter().fold(0u16, |leading, digit| leading * 10 + u16::from(digit.value));
    let issued = matches!(leading, 2221..=2720 | 3000..=6999 | 8000..=9999);
    let mut lengths: Vec<usize> = groups(number).collect();
    lengths.pop();
    aligned && issued && lengths.iter().all(|len| *len >= 4) && luhn(number) && !begins_with_community(number)
}

fn luhn(number: &[Digit]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(digit.value)) {
            (0, value) => value,
            (_, value) => value * 2 / 10 + value * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10) && number.iter().all(|digit| digit.value < X)
}

/// Grid codes and dwelling keys begin with the code of a community.
fn begins_with_community(number: &[Digit]) -> bool {
    let code = number[..12].iter().fold(0, |code, digit| code * 10 + u64::from(digit.value));
    CommunityCode::from_number(code).is_ok_and(|code| unit::find(code).is_some())
}

/// The lengths of the groups a number is written in.
fn groups(number: &[Digit]) -> impl Iterator<Item = usize> {
    number.chunk_by(|_, next| !next.opens_group).map(<[Digit]>::len)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A valid citizen number of nobody: callers give a place or birthday that does not occur.
    pub(in crate::note_check) fn citizen_number(place: &str, birthday: &str, sequence: u32) -> String {
        let body = format!("{place}{birthday}{sequence:03}");
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        format!("{body}{}", char::from(b"10X98765432"[usize::try_from(sum % 11).unwrap()]))
    }

    /// A number of `len` digits with a valid Luhn digit.
    fn card(prefix: &str, len: usize) -> String {
        let body = format!("{prefix}{}", "0".repeat(len - 1 - prefix.len()));
        let doubled = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
        let digits = body.bytes().rev().map(|digit| u32::from(digit - b'0')).enumerate();
        let sum: u32 = digits.map(|(at, digit)| if at % 2 == 0 { doubled(digit) } else { digit }).sum();
        format!("{body}{}", (10 - sum % 10) % 10)
    }

    fn mobile() -> String {
        format!("139{}", "0".repeat(8))
    }

    fn kinds(text: &str) -> Vec<HitKind> {
        find(text).iter().map(|hit| hit.kind).collect()
    }

    fn wide(text: &str) -> String {
        text.chars()
            .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c })
            .collect()
    }

    #[test]
    fn every_valid_citizen_number_is_found_and_no_other() {
        let mut with_x = 0;
        for sequence in 0..1000 {
            let number = citizen_number("000000", "19000101", sequence);
            with_x += u32::from(number.ends_with('X'));
            assert_eq!(kinds(&format!("身份证{number}。")), [HitKind::CitizenNumber]);
            assert_eq!(kinds(&number.to_lowercase()), [HitKind::CitizenNumber]);
            let wrong = format!("{}{}", &number[..17], if number.ends_with('7') { "8" } else { "7" });
            assert_eq!(kinds(&wrong), [], "{wrong}");
        }
        assert!((80..100).contains(&with_x), "{with_x} of 1000 end in X");
    }

    #[test]
    fn a_citizen_number_is_found_however_it_is_written() {
        for sequence in 0..40 {
            let n = citizen_number("000000", "19000101", sequence);
            let (place, birthday, rest) = (&n[..6], &n[6..14], &n[14..]);
            let spelled: String = n.chars().flat_map(|c| [c, ' ']).collect();
            let hidden: String = n.chars().flat_map(|c| [c, '\u{200b}']).collect();
            for text in [
                format!("{place} {birthday} {rest}"),
                format!("{place}-{birthday}-{rest}"),
                format!("{place}　{birthday} — {rest}"),
                format!("{place}\u{a0}{birthday}\u{2009}{rest}"),
                wide(&n),
                wide(&format!("{place}-{birthday}-{rest}")),
                format!("{} {}", &n[..17], &n[17..]),
                format!("12 {n} 3"),
                format!("{}{n}", mobile()),
                format!("No.{n}, x"),
                spelled,
                hidden,
            ] {
                assert!(kinds(&text).contains(&HitKind::CitizenNumber), "{text}");
            }
        }
    }

    #[test]
    fn a_hit_covers_the_number_and_nothing_else() {
        let number = wide(&citizen_number("000000", "19000101", 2));
        let text = format!("户主身份证 {number}，电话 {}", mobile());
        let found: Vec<_> = find(&text).iter().map(|hit| &text[hit.start..hit.end]).collect();
        assert_eq!(found, [number.as_str(), &mobile()]);
    }

    #[test]
    fn cards_of_every_length_are_found_also_in_groups_of_four() {
        for len in 13..=19 {
            for prefix in ["62", "4", "51", "2221", "9558", "37"] {
                let number = card(prefix, len);
                let grouped = number.as_bytes().chunks(4).map(|c| std::str::from_utf8(c).unwrap()).collect::<Vec<_>>();
                for text in
                    [number.clone(), grouped.join(" "), grouped.join("-"), wide(&number), format!("卡号{number}元")]
                {
                    assert_eq!(kinds(&text), [HitKind::BankCard], "{text}");
                }
                let last = if number.ends_with('9') { "0" } else { "9" };
                assert_eq!(kinds(&format!("{}{last}", &number[..len - 1])), [], "wrong check digit");
            }
        }
        assert_eq!(kinds(&card("62", 20)), [], "twenty digits are no card");
    }

    #[test]
    fn a_mobile_number_is_found_however_it_is_written() {
        let m = mobile();
        let (a, b, c) = (&m[..3], &m[3..7], &m[7..]);
        for text in [
            m.clone(),
            format!("{a} {b} {c}"),
            format!("{a}-{b}-{c}"),
            format!("+86{m}"),
            format!("+86 {m}"),
            format!("（+86）{a}-{b}-{c}"),
            format!("0086{m}"),
            format!("2单元 {m}"),
            format!("3 {m} 2"),
            format!("{a} {}{c}", b),
            wide(&m),
        ] {
            assert_eq!(kinds(&text), [HitKind::Mobile], "{text}");
        }
        for text in ["12900000000", "1390000000", "139000000000", "029-33820000", "000-1234567", "12345"] {
            assert_eq!(kinds(text), [], "{text}");
        }
        assert_eq!(kinds(&format!("{m}、{m}")), [HitKind::Mobile, HitKind::Mobile]);
    }

    #[test]
    fn codes_dates_and_numbers_of_matters_are_not_taken_for_cards() {
        for sequence in 1..1000 {
            assert_eq!(kinds(&format!("610481001014{sequence:03}")), [], "a grid code");
            assert_eq!(kinds(&format!("000000901014{sequence:03}")), [], "a demonstration grid code");
            assert_eq!(kinds(&format!("610481001014-002-007-02-{sequence:04}")), [], "a dwelling key");
            assert_eq!(kinds(&format!("XP20261122-01-{sequence:04}-K")), [], "a matter's number");
            assert_eq!(kinds(&format!("20261122{sequence:06}")), [], "a dated order number");
            assert_eq!(kinds(&format!("5 4 3 2 1 6 7 8 9 0 {sequence}")), [], "an enumeration");
            assert_eq!(kinds(&format!("18 2026-11-22 {}", sequence % 10)), [], "a date after a number");
        }
    }

    #[test]
    fn no_text_of_digits_and_blanks_panics() {
        let alphabet = ['0', '1', '3', '9', 'X', 'x', ' ', '-', '８', '　', '\u{200b}', '人', '⑩', 'ﬃ'];
        let mut state = 20_261_122_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..60 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push(alphabet[usize::try_from(state >> 40).unwrap() % alphabet.len()]);
            }
            for hit in find(&text) {
                assert!(text.get(hit.start..hit.end).is_some_and(|found| !found.is_empty()));
            }
        }
    }
}
