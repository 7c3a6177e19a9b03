//! What did not work, with a stable code, words for people, and whether another try is useful.

use crate::shape::HouseholdShape;
use lianxin_core::enrol::EnrolError;
use lianxin_core::error::Error;
use lianxin_core::seal::VaultError;
use lianxin_core::store::StoreError;
use lianxin_core::transport::TransportError;
use lianxin_core::words::{Key, Lang, text};
use std::io;

/// One thing that did not work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The phone itself could not do it.
    #[error(transparent)]
    Phone(#[from] Error),
    /// What was named is more than one household.
    #[error("several households match")]
    SeveralHouseholds(Vec<HouseholdShape>),
    /// What was named is more than one thing of the phone, or none.
    #[error("nothing on the phone has exactly this name")]
    NoSuchName,
    /// The person stopped it.
    #[error("stopped by the person")]
    Stopped,
    /// The phone's directory cannot be used.
    #[error("the directory cannot be used")]
    Directory(#[source] io::Error),
    /// Reading what was typed, or showing the result, failed.
    #[error("the terminal cannot be used")]
    Terminal(#[source] io::Error),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Phone(error.into())
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::Phone(error.into())
    }
}

impl From<EnrolError> for Failure {
    fn from(error: EnrolError) -> Self {
        Self::Phone(error.into())
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Phone(error.into())
    }
}

impl Failure {
    /// The stable code.
    pub fn code(&self) -> String {
        match self {
            Self::Phone(error) => error.code(),
            Self::SeveralHouseholds(_) => "household.several".into(),
            Self::NoSuchName => "phone.no_such_name".into(),
            Self::Stopped => "phone.stopped".into(),
            Self::Directory(_) => "phone.directory".into(),
            Self::Terminal(_) => "phone.terminal".into(),
        }
    }

    /// The words for people.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            // Here damage is set aside on the person's word only.
            Self::Phone(
                Error::Store(StoreError::Corrupt | StoreError::WrongKey) | Error::Vault(VaultError::WrongKey),
            ) => text(lang, Key::ErrorNeedsRepair, &[]),
            Self::Phone(error) => error.words(lang),
            Self::SeveralHouseholds(_) => text(lang, Key::ErrorSeveralHouseholds, &[]),
            Self::NoSuchName => text(lang, Key::ErrorNoSuchName, &[]),
            Self::Stopped => text(lang, Key::Stopped, &[]),
            Self::Directory(_) => text(lang, Key::ErrorDirectory, &[]),
            Self::Terminal(_) => text(lang, Key::ErrorTerminal, &[]),
        }
    }

    /// Whether trying again later may help.
    pub fn is_retry_useful(&self) -> bool {
        match self {
            Self::Phone(error) => error.is_retry_useful(),
            Self::Stopped => true,
            Self::SeveralHouseholds(_) | Self::NoSuchName | Self::Directory(_) | Self::Terminal(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::error::Rule;

    #[test]
    fn every_failure_has_a_code_and_words_in_both_languages() {
        let failures = [
            Failure::from(StoreError::Corrupt),
            Failure::from(StoreError::Busy),
            Failure::from(VaultError::WrongKey),
            Failure::Phone(Error::Value { field: "follow_up", rule: Rule::Date }),
            Failure::SeveralHouseholds(Vec::new()),
            Failure::NoSuchName,
            Failure::Stopped,
            Failure::Directory(io::Error::from(io::ErrorKind::PermissionDenied)),
            Failure::Terminal(io::Error::from(io::ErrorKind::BrokenPipe)),
        ];
        for failure in failures {
            assert!(failure.code().contains('.'), "{failure}");
            for lang in [Lang::ZhCn, Lang::En] {
                let words = failure.words(lang);
                assert!(!words.is_empty() && !words.contains('{'), "{words}");
            }
        }
    }

    #[test]
    fn a_field_that_is_not_as_it_should_be_is_named() {
        let failure = Failure::Phone(Error::Value { field: "follow_up", rule: Rule::Date });
        assert_eq!(failure.words(Lang::En), "follow-up day: a date, such as 2026-11-24");
        assert_eq!(failure.code(), "value.follow_up");
    }
}
