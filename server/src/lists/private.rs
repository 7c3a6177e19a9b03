//! Finds numbers of persons in a cell, and words that a need code must not hold (P-02, P-03, P-04). What such a number
//! looks like stands in one place, beside the check of notes.

use lianxin_core::note_check::{Hit, HitKind, numbers};
use std::ops::Range;

/// Lists hold codes of 15 digits, so that a card needs more here than in a note.
const CARD_DIGITS: usize = 16;

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
pub(super) fn find(text: &str) -> Option<HitKind> {
    personal(text).next().map(|hit| hit.kind)
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
    let hidden: Vec<Range<usize>> = personal(text).map(|hit| hit.start..hit.end).chain(long).collect();
    if hidden.is_empty() {
        return text.to_owned();
    }
    let covered = |at: usize, c: char| {
        c.is_ascii_alphanumeric() && hidden.iter().any(|r| r.contains(&at) && at.saturating_sub(r.start) >= 3)
    };
    text.char_indices().map(|(at, c)| if covered(at, c) { '*' } else { c }).collect()
}

/// Every personal number, in the order of the text.
fn personal(text: &str) -> impl Iterator<Item = Hit> {
    let digits = |hit: &Hit| text.get(hit.start..hit.end).map_or(0, |t| t.chars().filter(|c| c.is_numeric()).count());
    numbers(text).into_iter().filter(move |hit| hit.kind != HitKind::BankCard || digits(hit) >= CARD_DIGITS)
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

#[cfg(test)]
mod tests {
    use super::*;

    // The example of GB 11643-1999 itself.
    const CITIZEN: &str = "11010519491231002X";

    #[test]
    fn a_citizen_number_is_found_by_its_check_character() {
        assert_eq!(find(CITIZEN), Some(HitKind::CitizenNumber));
        assert_eq!(find("证11010519491231002x号"), Some(HitKind::CitizenNumber));
        assert_eq!(find("110105 19491231 002X"), Some(HitKind::CitizenNumber));
        assert_eq!(find("110105194912310021"), None, "wrong check character");
    }

    #[test]
    fn a_mobile_number_and_a_bank_card_are_found() {
        assert_eq!(find("电话13800138000"), Some(HitKind::Mobile));
        assert_eq!(find("138-0013-8000"), Some(HitKind::Mobile));
        assert_eq!(find("12800138000"), None);
        assert_eq!(find("4111111111111111"), Some(HitKind::BankCard));
        assert_eq!(find("4111 1111 1111 1111"), Some(HitKind::BankCard));
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
