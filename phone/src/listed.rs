//! The closed lists of words a visit is made of, as the command line takes and shows them.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};
use lianxin_core::role::{ContactWish, HouseholdClass, Role, VisitOutcome, VisitPurpose};
use lianxin_core::words::Lang;
use std::ffi::OsStr;
use std::marker::PhantomData;

/// A word of a closed list.
pub trait Listed: Copy + PartialEq + Send + Sync + 'static {
    /// Every word of the list.
    const ALL: &'static [Self];

    /// The word in JSON and on the command line.
    fn word(self) -> &'static str;

    /// The title for people.
    fn title(self, lang: Lang) -> &'static str;

    /// Finds a word by itself, with hyphens, or by its title in either language.
    fn find(text: &str) -> Option<Self> {
        let same = |listed: &Self| {
            [listed.word(), listed.title(Lang::ZhCn), listed.title(Lang::En)]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(text) || name.eq_ignore_ascii_case(&text.replace('-', "_")))
        };
        Self::ALL.iter().copied().find(same)
    }
}

macro_rules! listed {
    ($($name:ident)+) => {
        $(impl Listed for $name {
            const ALL: &'static [Self] = Self::ALL;

            fn word(self) -> &'static str {
                Self::word(self)
            }

            fn title(self, lang: Lang) -> &'static str {
                match lang {
                    Lang::ZhCn => self.zh(),
                    Lang::En => self.en(),
                }
            }
        })+
    };
}

listed! { ContactWish HouseholdClass Role VisitOutcome VisitPurpose }

/// Reads one word of a list from the command line.
#[derive(Debug)]
pub struct OneOf<T>(PhantomData<fn() -> T>);

impl<T> OneOf<T> {
    /// The parser.
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Default for OneOf<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for OneOf<T> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

fn values<T: Listed>() -> impl Iterator<Item = PossibleValue> {
    let value = |word: &T| {
        let title = format!("{} · {}", word.title(Lang::ZhCn), word.title(Lang::En));
        PossibleValue::new(word.word()).help(title)
    };
    T::ALL.iter().map(value)
}

impl<T: Listed> TypedValueParser for OneOf<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        if let Some(word) = value.to_str().and_then(T::find) {
            return Ok(word);
        }
        // Clap's own parser words the refusal and lists what is allowed.
        let parser = PossibleValuesParser::new(values::<T>());
        let refused = parser.parse_ref(command, arg, value);
        Err(refused.err().unwrap_or_else(|| clap::Error::new(clap::error::ErrorKind::InvalidValue)))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(values::<T>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_by_itself_and_by_its_titles() {
        for text in ["no_answer", "no-answer", "无人在家", "No answer"] {
            assert_eq!(VisitOutcome::find(text), Some(VisitOutcome::NoAnswer), "{text}");
        }
        assert_eq!(VisitPurpose::find("回访"), Some(VisitPurpose::FollowUp));
        assert_eq!(ContactWish::find("please do not come again"), Some(ContactWish::NoProactiveVisit));
        assert_eq!(VisitOutcome::find("gone"), None);
    }
}
