//! One cell: what people type by habit is put right (blanks, full-width characters), what a list must not hold is
//! found, and dates and numbers are read.

use super::codes::{NoteCode, ProblemCode};
use super::private;
use lianxin_core::note_check::HitKind;
use lianxin_core::time::Day;
use unicode_normalization::UnicodeNormalization;

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A code, date, number or single word: no blanks, every full-width character made half-width.
    Code,
    /// Words for people: single blanks, full-width digits and letters made half-width, punctuation kept.
    Words,
}

/// A cell after cleaning.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cleaned {
    /// What is left, in NFC.
    pub(super) text: String,
    /// What was put right.
    pub(super) notes: Vec<NoteCode>,
}

/// Puts right what people type by habit.
pub(super) fn clean(raw: &str, style: Style) -> Cleaned {
    if raw.bytes().all(|b| b.is_ascii_graphic()) {
        return Cleaned { text: raw.to_owned(), notes: Vec::new() };
    }
    let (mut text, mut notes) = (String::with_capacity(raw.len()), Vec::new());
    let mut note = |code| {
        if !notes.contains(&code) {
            notes.push(code);
        }
    };
    for c in raw.nfc() {
        let half = half_width(c, style);
        if half != c && !half.is_whitespace() {
            note(NoteCode::FullWidth);
        }
        if is_invisible(half) {
            note(NoteCode::Invisible);
        } else if !half.is_whitespace() {
            text.push(half);
        } else if style == Style::Words && half == ' ' && !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        } else {
            note(NoteCode::Blanks);
            if style == Style::Words && !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        }
    }
    if text.ends_with(' ') {
        text.pop();
        note(NoteCode::Blanks);
    }
    Cleaned { text, notes }
}

/// U+FF01…U+FF5E are the full-width forms of U+0021…U+007E.
fn half_width(c: char, style: Style) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => return c,
    };
    if style == Style::Code || half.is_ascii_alphanumeric() { half } else { c }
}

/// Zero-width and direction characters, which travel with text copied from elsewhere.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What a cell must not hold, whatever its column. Mobile numbers are a duty phone's matter alone.
pub(super) fn offence(text: &str, mobile_allowed: bool) -> Option<ProblemCode> {
    if text.chars().any(|c| c.is_control() || c == '\u{fffd}') {
        return Some(ProblemCode::CellControl);
    }
    // Some spreadsheet programs run the full-width forms too.
    if text.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']) {
        return Some(ProblemCode::CellFormula);
    }
    match private::find(text)? {
        HitKind::CitizenNumber => Some(ProblemCode::CellCitizenNumber),
        HitKind::Mobile => (!mobile_allowed).then_some(ProblemCode::CellMobileNumber),
        HitKind::BankCard => Some(ProblemCode::CellBankCard),
        HitKind::Disease | HitKind::Label => None,
    }
}

/// A date in one of the three ways people write it.
pub(super) fn date(text: &str) -> Option<Day> {
    let (year, rest) = text.split_once(['-', '/', '年'])?;
    let end = match text.as_bytes().get(year.len())? {
        b'-' => '-',
        b'/' => '/',
        _ => '月',
    };
    let (month, day) = rest.split_once(end)?;
    let day = if end == '月' { day.strip_suffix('日')? } else { day };
    let digits = |text: &str, most: usize| {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let year = if year.len() == 4 { digits(year, 4)? } else { return None };
    Day::from_date(i32::try_from(year).ok()?, digits(month, 2)?, digits(day, 2)?)
}

/// A whole number without sign or separators.
pub(super) fn number(text: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let plain = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|n| range.contains(n))
}

/// Whether two words are one: case, blanks, dashes and underscores do not count.
pub(super) fn same_word(left: &str, right: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        text.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
    };
    left == right || letters(left) == letters(right)
}

/// A code that a spreadsheet program has written as a power of ten, such as `6.10481E+14`.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    is_number(mantissa) && is_number(exponent.strip_prefix('+').unwrap_or(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use NoteCode::{Blanks, FullWidth, Invisible};

    fn cleaned(raw: &str, style: Style) -> (String, Vec<NoteCode>) {
        let Cleaned { text, notes } = clean(raw, style);
        (text, notes)
    }

    #[test]
    fn blanks_and_full_width_characters_are_put_right_and_noted() {
        assert_eq!(cleaned("６１０４８１", Style::Code), ("610481".into(), vec![FullWidth]));
        assert_eq!(cleaned("\u{3000}6104 81\u{a0}", Style::Code), ("610481".into(), vec![Blanks]));
        assert_eq!(cleaned(" 槐荫苑  二区 ", Style::Words), ("槐荫苑 二区".into(), vec![Blanks]));
        assert_eq!(cleaned("槐荫苑 二区", Style::Words), ("槐荫苑 二区".into(), vec![]));
        assert_eq!(cleaned("\u{200b}秦知禾-2（演示）", Style::Words), ("秦知禾-2（演示）".into(), vec![Invisible]));
        assert_eq!(cleaned("００１＃４", Style::Code), ("001#4".into(), vec![FullWidth]));
        assert_eq!(cleaned(" \u{3000}", Style::Words).0, "");
    }

    #[test]
    fn a_formula_is_refused_even_in_full_width() {
        for text in ["=1+1", "+86", "-", "@x", "＝1"] {
            assert_eq!(offence(text, true), Some(ProblemCode::CellFormula), "{text}");
        }
        assert_eq!(offence("3-1", true), None);
    }

    #[test]
    fn a_personal_number_is_refused_and_a_mobile_number_taken_only_as_duty_phone() {
        assert_eq!(offence("１１０１０５19491231002Ｘ", true), Some(ProblemCode::CellCitizenNumber));
        assert_eq!(offence("138－0013－8000", false), Some(ProblemCode::CellMobileNumber));
        assert_eq!(offence("13800138000", true), None);
        assert_eq!(offence("4111111111111111", true), Some(ProblemCode::CellBankCard));
    }

    #[test]
    fn a_date_is_read_in_three_ways() {
        let day = Day::parse("2026-11-02");
        for text in ["2026-11-02", "2026/11/2", "2026年11月2日", "2026年11月02日"] {
            assert_eq!(date(text), day, "{text}");
        }
        for text in
            ["2026-11/02", "26-11-02", "2026年11月2", "2026-02-29", "20261102", "2026.11.02", "46348", "", "年月日"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_digits_within_its_range() {
        assert_eq!(number("412", 0..=500), Some(412));
        for text in ["", "4 12", "-1", "501", "412户", "99999999999"] {
            assert_eq!(number(text, 0..=500), None, "{text}");
        }
    }

    #[test]
    fn a_shortened_code_is_recognised() {
        assert!(is_scientific("6.10481E+14") && is_scientific("6e14"));
        assert!(!is_scientific("610481001014003") && !is_scientific("E1") && !is_scientific("at_ease"));
    }
}
