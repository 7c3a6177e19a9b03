//! Finds numbers of persons in a cell, and words that a need code must not hold (P-02, P-03, P-04).

use std::ops::Range;

/// A number that belongs to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Eighteen characters with the check character of GB 11643 (ISO 7064 MOD 11-2).
    CitizenNumber,
    /// Eleven digits of a mobile telephone.
    MobileNumber,
    /// Sixteen to nineteen digits with the check digit of ISO/IEC 7812 (Luhn).
    BankCard,
}

/// Words for diagnoses, records and labels; a need code says what is to be done instead.
const LABELS: &[&str] = &[
    "艾滋",
    "hiv",
    "癌",
    "肿瘤",
    "精神病",
    "精神分裂",
    "抑郁症",
    "肝炎",
    "结核",
    "性病",
    "吸毒",
    "涉毒",
    "戒毒",
    "前科",
    "刑满",
    "社区矫正",
    "邪教",
    "上访",
    "信访",
    "钉子户",
    "爱告状",
    "重点盯",
    "重点人员",
    "不稳定",
];

/// The first personal number in the text.
pub(super) fn find(text: &str) -> Option<Kind> {
    numbers(text).into_iter().map(|(kind, _)| kind).next()
}

/// The word in the text that describes a person rather than a need.
pub(super) fn label(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    LABELS.iter().copied().find(|word| text.contains(word))
}

/// The text with every personal number, and every number long enough to be a mistyped one, masked but for its
/// first three digits.
pub(super) fn mask(text: &str) -> String {
    let long = digit_groups(text).into_iter().filter(|group| group.len() >= 17);
    let hidden: Vec<Range<usize>> = numbers(text).into_iter().map(|(_, range)| range).chain(long).collect();
    if hidden.is_empty() {
        return text.to_owned();
    }
    let covered = |at: usize, c: char| {
        c.is_ascii_alphanumeric() && hidden.iter().any(|r| r.contains(&at) && at.saturating_sub(r.start) >= 3)
    };
    text.char_indices().map(|(at, c)| if covered(at, c) { '*' } else { c }).collect()
}

/// Every personal number with its place in the text.
fn numbers(text: &str) -> Vec<(Kind, Range<usize>)> {
    if text.bytes().filter(u8::is_ascii_digit).count() < 11 {
        return Vec::new();
    }
    let groups = digit_groups(text);
    let mut found = Vec::new();
    for first in 0..groups.len() {
        for last in first..groups.len().min(first + 6) {
            if last > first && !joined(text, &groups[last - 1], &groups[last]) {
                break;
            }
            if let Some(kind) = judge(text, &groups[first..=last]) {
                found.push((kind, groups[first].start..groups[last].end));
            }
        }
    }
    found
}

/// Runs of ASCII digits; an X that ends one belongs to it.
fn digit_groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match groups.last_mut() {
            Some(group) if group.end == at && byte.is_ascii_digit() => group.end = at + 1,
            Some(group) if group.end == at && at - group.start <= 17 && matches!(byte, b'X' | b'x') => {
                group.end = at + 1
            }
            _ if byte.is_ascii_digit() => groups.push(at..at + 1),
            _ => {}
        }
    }
    groups
}

/// Whether two groups are parts of one number: a blank or a dash stands between them.
fn joined(text: &str, left: &Range<usize>, right: &Range<usize>) -> bool {
    matches!(text.get(left.end..right.start), Some(" " | "-"))
}

fn judge(text: &str, groups: &[Range<usize>]) -> Option<Kind> {
    let lengths: Vec<usize> = groups.iter().map(Range::len).collect();
    let total: usize = lengths.iter().sum();
    if !matches!(total, 11 | 16..=19) {
        return None;
    }
    let number: Vec<u8> = groups.iter().filter_map(|g| text.get(g.clone())).flat_map(str::bytes).collect();
    if total == 18 && is_citizen_number(&number) {
        return Some(Kind::CitizenNumber);
    }
    if matches!(lengths[..], [11] | [3, 4, 4]) && number[0] == b'1' && (b'3'..=b'9').contains(&number[1]) {
        return all_digits(&number).then_some(Kind::MobileNumber);
    }
    let fours = lengths.iter().rev().skip(1).all(|n| *n == 4) && lengths.last().is_some_and(|n| *n <= 4);
    (total >= 16 && (lengths.len() == 1 || fours) && is_luhn(&number)).then_some(Kind::BankCard)
}

fn all_digits(number: &[u8]) -> bool {
    number.iter().all(u8::is_ascii_digit)
}

/// GB 11643-1999: weights 2^(17-i) mod 11, check character from `10X98765432`.
fn is_citizen_number(number: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if number.len() != 18 || !all_digits(&number[..17]) {
        return false;
    }
    let sum: u32 = number.iter().zip(WEIGHTS).map(|(c, w)| u32::from(c - b'0') * w).sum();
    b"10X98765432".get(sum as usize % 11) == Some(&number[17].to_ascii_uppercase())
}

/// ISO/IEC 7812-1 annex B: from the right every second digit doubled, digits of the doubles added, sum mod 10 = 0.
fn is_luhn(number: &[u8]) -> bool {
    let sum: u32 = number.iter().rev().enumerate().fold(0, |sum, (at, c)| {
        let digit = u32::from(c.wrapping_sub(b'0'));
        sum + if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
    });
    all_digits(number) && sum.is_multiple_of(10) && number.iter().any(|c| *c != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of GB 11643-1999 itself.
    const CITIZEN: &str = "11010519491231002X";

    #[test]
    fn a_citizen_number_is_found_by_its_check_character() {
        assert_eq!(find(CITIZEN), Some(Kind::CitizenNumber));
        assert_eq!(find("证11010519491231002x号"), Some(Kind::CitizenNumber));
        assert_eq!(find("110105 19491231 002X"), Some(Kind::CitizenNumber));
        assert_eq!(find("110105194912310021"), None, "wrong check character");
    }

    #[test]
    fn a_mobile_number_and_a_bank_card_are_found() {
        assert_eq!(find("电话13800138000"), Some(Kind::MobileNumber));
        assert_eq!(find("138-0013-8000"), Some(Kind::MobileNumber));
        assert_eq!(find("12800138000"), None);
        assert_eq!(find("4111111111111111"), Some(Kind::BankCard));
        assert_eq!(find("4111 1111 1111 1111"), Some(Kind::BankCard));
        assert_eq!(find("4111111111111112"), None);
    }

    #[test]
    fn codes_dates_and_addresses_are_no_personal_numbers() {
        for text in
            ["610481001014003", "610481001014003#4", "610481001014", "2026-11-22", "2026-11-22 2026-12-05", "3-2-1104"]
        {
            assert_eq!(find(text), None, "{text}");
        }
        assert_eq!(find("00000061048100101403"), None, "the twenty digits of CJ/T 349 are no card");
    }

    #[test]
    fn a_personal_number_is_masked_and_so_is_one_mistyped() {
        assert_eq!(mask(CITIZEN), "110***************");
        assert_eq!(mask("110105 19491231 002X 楼"), "110*** ******** **** 楼");
        assert_eq!(mask("110105194912310021"), "110***************");
        assert_eq!(mask("13800138000"), "138********");
        assert_eq!(mask("610481001014003"), "610481001014003");
    }

    #[test]
    fn a_diagnosis_or_an_accusation_is_seen_in_a_need() {
        assert_eq!(label("HIV随访"), Some("hiv"));
        assert_eq!(label("爱告状"), Some("爱告状"));
        assert_eq!(label("助行器具跟进"), None);
    }

    #[test]
    fn a_line_of_many_digits_is_judged_in_reasonable_time() {
        let text = "1 ".repeat(200_000);
        assert_eq!(find(&text), None);
        assert_eq!(mask(&text), text);
    }
}
