//! Looks for what a free-text note must not or should not contain (P-03), on the device, before it is saved.
//!
//! Citizen numbers and bank cards block saving. Mobile numbers, disease words and labels for people are hints: the
//! author sees another wording and decides. A hit says what kind it is and where, and holds nothing of the text, so
//! that logging one leaks nothing.

use crate::words::{Key, Lang};

mod numbers;
mod terms;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitKind {
    /// A citizen number: 18 digits with a valid check digit (GB 11643-1999).
    CitizenNumber,
    /// A bank card number: 13 to 19 digits with a valid check digit (ISO/IEC 7812-1).
    BankCard,
    /// A mobile number.
    Mobile,
    /// A word for a disease; what counts is the need, not the diagnosis (P-04).
    Disease,
    /// A label put on people.
    Label,
}

/// One finding: bytes `start..end` of the checked text, which lie on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What was found.
    pub kind: HitKind,
    /// The first byte of it.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Another wording to offer; what blocks has none, it has to go.
    pub suggestion: Option<Key>,
}

impl HitKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::CitizenNumber, Self::BankCard, Self::Mobile, Self::Disease, Self::Label];

    /// Whether the note cannot be saved as it is.
    pub fn blocks(self) -> bool {
        matches!(self, Self::CitizenNumber | Self::BankCard)
    }

    /// The word for counts and logs.
    pub fn word(self) -> &'static str {
        match self {
            Self::CitizenNumber => "citizen_number",
            Self::BankCard => "bank_card",
            Self::Mobile => "mobile",
            Self::Disease => "disease",
            Self::Label => "label",
        }
    }

    /// What the author is told; the hint takes the suggestion as `{text}`.
    pub fn message(self) -> Key {
        match self {
            Self::CitizenNumber => Key::NoteBlocked,
            Self::BankCard => Key::NoteBlockedBankCard,
            Self::Mobile | Self::Disease | Self::Label => Key::NoteHint,
        }
    }
}

impl Hit {
    /// What the author is told, in a language.
    pub fn text(&self, lang: Lang) -> String {
        let rewrite = self.suggestion.map_or("", |key| key.template(lang));
        crate::words::text(lang, self.kind.message(), &[("text", rewrite)])
    }
}

/// Checks a note. Hits come in the order of the text and do not overlap.
pub fn check(text: &str) -> Vec<Hit> {
    let mut hits = numbers::find(text);
    for hit in terms::find(text) {
        if !hits.iter().any(|other| hit.start < other.end && other.start < hit.end) {
            hits.push(hit);
        }
    }
    hits.sort_by_key(|hit| hit.start);
    hits
}

/// Numbers of people in a text that is no note: hits of the first three kinds, in the order of the text.
pub fn numbers(text: &str) -> Vec<Hit> {
    let mut hits = numbers::find(text);
    hits.sort_by_key(|hit| hit.start);
    hits
}

/// Whether a note may be saved.
pub fn may_save(text: &str) -> bool {
    !check(text).iter().any(|hit| hit.kind.blocks())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLES: &str = include_str!("../../tests/data/sample_texts.csv");

    /// Id and text of the samples; the text is the twelfth cell and holds no comma of the file's.
    fn samples() -> Vec<(&'static str, &'static str)> {
        let cells = |line: &'static str| line.split(',').collect::<Vec<_>>();
        SAMPLES.lines().skip(1).map(cells).map(|row| (row[0], row[11])).collect()
    }

    fn kinds(text: &str) -> Vec<HitKind> {
        check(text).iter().map(|hit| hit.kind).collect()
    }

    #[test]
    fn the_two_bad_examples_are_found() {
        let samples = samples();
        let template = samples.iter().find(|(id, _)| *id == "T057").unwrap().1;
        let filled = template
            .replace("{NAME}", "秦知禾（演示）")
            .replace("{PHONE}", &format!("139{}", "0".repeat(8)))
            .replace("{ID}", &numbers::tests::citizen_number("000000", "19000101", 0))
            .replace("{DISEASE}", "糖尿病");
        let hits = check(&filled);
        let found: Vec<_> = hits.iter().map(|hit| (hit.kind, filled[hit.start..hit.end].chars().count())).collect();
        let expected =
            [(HitKind::Mobile, 11), (HitKind::CitizenNumber, 18), (HitKind::Disease, 2), (HitKind::Disease, 3)];
        assert_eq!(found, expected);
        assert!(!may_save(&filled));

        let label = samples.iter().find(|(id, _)| *id == "T058").unwrap().1;
        assert_eq!(kinds(label), [HitKind::Label, HitKind::Label]);
        assert!(may_save(label), "a label is a hint, the author decides");
        let hint = check(label)[0].text(Lang::ZhCn);
        assert_eq!(hint, "换个说法？例如：该户有一件未办结诉求，需要继续沟通。");
    }

    #[test]
    fn the_other_samples_are_not_blocked_and_hardly_one_raises_a_hint() {
        let samples = samples();
        assert_eq!(samples.len(), 58);
        let good = samples.iter().filter(|(id, _)| !["T057", "T058"].contains(id));
        let hinted: Vec<_> = good
            .filter(|(_, text)| {
                assert!(may_save(text), "{text}");
                !check(text).is_empty()
            })
            .map(|(id, _)| *id)
            .collect();
        assert_eq!(hinted, Vec::<&str>::new(), "whoever changes the words sees here what they catch");
    }

    #[test]
    fn what_blocks_has_no_rewrite_and_what_hints_has_one() {
        let text =
            format!("钉子户，有肺结核，139 0000 0000，{}", numbers::tests::citizen_number("000000", "19000101", 0));
        for hit in check(&text) {
            assert_eq!(hit.kind.blocks(), hit.suggestion.is_none(), "{hit:?}");
        }
        assert_eq!(kinds(&text), [HitKind::Label, HitKind::Disease, HitKind::Mobile, HitKind::CitizenNumber]);
        assert_eq!(HitKind::ALL.iter().filter(|kind| kind.blocks()).count(), 2);
    }

    #[test]
    fn a_hit_in_english_offers_english_words() {
        let hit = check("住户患有癫痫")[0];
        assert!(hit.text(Lang::En).starts_with("Put it differently? For example: The household needs help"));
    }
}
