//! The words people read: one table for phone, console and prints, Chinese first, English beside it.
//!
//! Nothing else in the project holds a sentence for people. A template may have `{name}` placeholders, which
//! [`text`] fills. The words of closed lists that documents spell (outcomes, purposes, roles) stand with their lists.
//! Tone: calm, plain, no exclamation marks, no blame.

use crate::code::CodeError;

#[macro_use]
mod app;
mod field;
mod table;

pub use field::{field_label, label};
pub use table::Key;

/// A language of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Chinese as written in the mainland.
    #[default]
    ZhCn,
    /// English.
    En,
}

impl Lang {
    /// Reads a language tag (`zh-CN`, `en_GB.UTF-8`) by its first part; other languages are not spoken here.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.']).next()?;
        if primary.eq_ignore_ascii_case("zh") {
            Some(Self::ZhCn)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// The tag of the language (RFC 5646).
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }
}

impl Key {
    /// The template in a language.
    pub fn template(self, lang: Lang) -> &'static str {
        match lang {
            Lang::ZhCn => self.zh(),
            Lang::En => self.en(),
        }
    }

    /// Finds a key by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// The four phrases with which a signer returns a log, so that nobody has to type on a doorstep.
    pub const RETURN_PHRASES: [Self; 4] =
        [Self::ReturnNumbersDiffer, Self::ReturnSayMore, Self::ReturnWrongHousehold, Self::ReturnBeSpecific];
}

/// The words of a key with its placeholders filled. A placeholder without an argument stays as it is, and what an
/// argument says is never read as a template.
pub fn text(lang: Lang, key: Key, args: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for piece in pieces(key.template(lang)) {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Placeholder(name) => match args.iter().find(|(arg, _)| *arg == name) {
                Some((_, value)) => out.push_str(value),
                None => out.extend(["{", name, "}"]),
            },
        }
    }
    out
}

/// The plain message for a code that is none (M05 b).
pub fn code_error(error: CodeError) -> Key {
    match error {
        CodeError::GridDigits => Key::GridCodeDigits,
        CodeError::CommunityDigits => Key::CommunityCodeDigits,
        CodeError::ReservedSequence => Key::GridCodeReserved,
        CodeError::UnknownCommunity => Key::UnknownCommunity,
        CodeError::Bundle => Key::BundleForm,
    }
}

enum Piece<'a> {
    Words(&'a str),
    Placeholder(&'a str),
}

fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    template
        .split('{')
        .enumerate()
        .flat_map(|(at, part)| match part.split_once('}') {
            Some((name, rest)) if at > 0 => [Some(Piece::Placeholder(name)), Some(Piece::Words(rest))],
            _ => [Some(Piece::Words(part)), None],
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(template: &str) -> BTreeSet<&str> {
        pieces(template)
            .filter_map(|piece| match piece {
                Piece::Placeholder(name) => Some(name),
                Piece::Words(_) => None,
            })
            .collect()
    }

    #[test]
    fn every_key_speaks_both_languages_alike() {
        for key in Key::ALL {
            let (zh, en) = (key.zh(), key.en());
            assert_eq!(placeholders(zh), placeholders(en), "{key:?}");
            for template in [zh, en] {
                assert!(!template.trim().is_empty() && template == template.trim(), "{key:?}");
                assert!(!template.contains(['!', '！']), "{key:?} is calm");
                let sentence = key.name().starts_with("rewrite_");
                assert_eq!(
                    template.ends_with(['。', '.']),
                    sentence,
                    "{key:?}: only what is put into a note ends in a stop"
                );
                assert_eq!(template.matches('{').count(), template.matches('}').count(), "{key:?}");
                assert!(placeholders(template).iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase())));
            }
            assert!(!zh.is_ascii() && !zh.contains([',', '?', '(', ')']), "{key:?}: Chinese has its own punctuation");
            assert!(!en.contains(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')), "{key:?}");
        }
    }

    #[test]
    fn every_key_has_a_name_of_its_own() {
        let names: BTreeSet<_> = Key::ALL.iter().map(|key| key.name()).collect();
        assert_eq!(names.len(), Key::ALL.len());
        for key in Key::ALL {
            assert_eq!(Key::from_name(key.name()), Some(*key));
        }
        assert_eq!(Key::from_name("no_such_key"), None);
    }

    #[test]
    fn the_words_agreed_for_the_first_round_are_all_there() {
        let agreed = "saved delivered undelivered offline sync_now sync_connecting sync_sending sync_receiving \
            sync_done last_sync needs_attention refused_moved two_values no_answer declined make_up note_blocked \
            note_hint self_sign to_sign return return_numbers_differ return_say_more return_wrong_household \
            return_be_specific not_now double_signed not_at_office correction_pending superseded expected_tonight \
            clock_flag held show_resident undo demo";
        for name in agreed.split_whitespace() {
            assert!(Key::from_name(name).is_some(), "{name}");
        }
    }

    #[test]
    fn every_code_of_a_verdict_has_words() {
        for code in "moved rights deps behind chain fork shape exists person changed_by_other replayed_too_often \
            replayed state"
            .split_whitespace()
        {
            assert!(Key::from_name(&format!("refused_{code}")).is_some(), "{code}");
        }
        for code in "many lost fork recovery register unknown".split_whitespace() {
            assert!(Key::from_name(&format!("held_{code}")).is_some(), "{code}");
        }
    }

    #[test]
    fn arguments_fill_placeholders_and_are_not_read_as_templates() {
        assert_eq!(text(Lang::ZhCn, Key::Delivered, &[("n", "3"), ("m", "{n}")]), "办公室已收 3/{n}");
        assert_eq!(text(Lang::En, Key::Delivered, &[("n", "3")]), "Office has 3 of {m}");
        assert_eq!(text(Lang::En, Key::Saved, &[("n", "3")]), "Saved on this phone");
    }

    #[test]
    fn a_language_is_read_from_its_tag() {
        for (tag, lang) in [("zh-CN", Lang::ZhCn), ("ZH", Lang::ZhCn), ("zh_CN.UTF-8", Lang::ZhCn), ("en-GB", Lang::En)]
        {
            assert_eq!(Lang::parse(tag), Some(lang));
        }
        assert_eq!(Lang::parse("fr"), None);
        assert_eq!(Lang::parse(""), None);
        assert_eq!(Lang::parse(Lang::default().tag()), Some(Lang::ZhCn));
    }
}
