//! The one error an app sees.

use crate::words::language;
use lianxin_core::error::Error;
use lianxin_core::session::SessionError;
use lianxin_core::transport::TransportError;
use lianxin_core::words::{Key, text};

/// What an app may do about an error. Finer distinctions are made by [`Problem::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ErrorKind {
    /// The phone has to be enrolled first.
    NotEnrolled,
    /// The phone is enrolled already.
    AlreadyEnrolled,
    /// No post of the person allows this.
    Rights,
    /// The thing is not on the phone, or no longer.
    NotFound,
    /// A text holds what may not be saved.
    Note,
    /// A field's value is not allowed.
    Value,
    /// Nothing would change.
    NothingToDo,
    /// The phone's storage.
    Storage,
    /// The platform's key vault.
    Vault,
    /// The invitation, or what the office answered to it.
    Enrolment,
    /// Nobody answers.
    Unreachable,
    /// Somebody answers who is not the office.
    NotTrusted,
    /// The office answered that it will not.
    Refused,
    /// The office's answer cannot be read by this version.
    Unreadable,
    /// The same is under way already, and goes on.
    Busy,
    /// The app cancelled the call.
    Cancelled,
    /// The phone was shut.
    Shut,
    /// A fault of the product itself.
    Internal,
}

/// One thing that did not work.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Problem {
    /// What an app may do about it.
    pub kind: ErrorKind,
    /// Stable, such as `phone.not_enrolled`.
    pub code: String,
    /// For the person, in the language of the app.
    pub words: String,
    /// Trying again later may help.
    pub is_retry_useful: bool,
    /// For logs; no personal data.
    pub message: String,
}

/// The one error, which carries its [`Problem`] as plain data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum PhoneError {
    /// The call did not do what it should; nothing of it was kept.
    #[error("{}", problem.message)]
    Failed {
        /// What and why.
        problem: Problem,
    },
}

impl From<Error> for PhoneError {
    fn from(error: Error) -> Self {
        Self::Failed {
            problem: Problem {
                kind: kind(&error),
                code: error.code(),
                words: error.words(language()),
                is_retry_useful: error.is_retry_useful(),
                message: chain(&error),
            },
        }
    }
}

impl PhoneError {
    /// The app cancelled the call.
    pub(crate) fn cancelled() -> Self {
        Self::here(ErrorKind::Cancelled, "call.cancelled", Key::ErrorCancelled, "the call was cancelled")
    }

    /// The phone was shut before the call.
    pub(crate) fn shut() -> Self {
        Self::here(ErrorKind::Shut, "phone.shut", Key::ErrorInternal, "the phone was shut before the call")
    }

    /// Something panicked; the store is whole.
    pub(crate) fn panicked() -> Self {
        Self::here(ErrorKind::Internal, "phone.internal", Key::ErrorInternal, "the call panicked")
    }

    /// The operating system has no thread left.
    pub(crate) fn no_thread() -> Self {
        Self::here(ErrorKind::Internal, "phone.internal", Key::ErrorInternal, "no thread could be started")
    }

    fn here(kind: ErrorKind, code: &str, words: Key, message: &str) -> Self {
        Self::Failed {
            problem: Problem {
                kind,
                code: code.into(),
                words: text(language(), words, &[]),
                is_retry_useful: kind == ErrorKind::Cancelled,
                message: message.into(),
            },
        }
    }
}

fn kind(error: &Error) -> ErrorKind {
    match error {
        Error::NotEnrolled => ErrorKind::NotEnrolled,
        Error::AlreadyEnrolled => ErrorKind::AlreadyEnrolled,
        Error::NoPost => ErrorKind::Rights,
        Error::NotFound => ErrorKind::NotFound,
        Error::NoteBlocked(_) => ErrorKind::Note,
        Error::Value { .. } | Error::TooMuch => ErrorKind::Value,
        Error::SyncRunning => ErrorKind::Busy,
        Error::NothingToDo => ErrorKind::NothingToDo,
        Error::Store(_) => ErrorKind::Storage,
        Error::Vault(_) => ErrorKind::Vault,
        Error::Enrol(_) => ErrorKind::Enrolment,
        Error::Transport(TransportError::Unreachable) => ErrorKind::Unreachable,
        Error::Transport(TransportError::NotTrusted) | Error::Session(SessionError::NotTheOffice(_)) => {
            ErrorKind::NotTrusted
        }
        Error::Transport(TransportError::Refused { .. }) => ErrorKind::Refused,
        Error::Session(_) => ErrorKind::Unreadable,
    }
}

/// The text of an error and of its causes, printed once, here at the edge.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::sync::EnvelopeError;

    fn problem(error: impl Into<PhoneError>) -> Problem {
        let PhoneError::Failed { problem } = error.into();
        problem
    }

    #[test]
    fn an_error_carries_code_words_and_whether_to_try_again() {
        let unreachable = problem(Error::from(TransportError::Unreachable));
        assert_eq!((unreachable.kind, unreachable.is_retry_useful), (ErrorKind::Unreachable, true));
        assert_eq!(unreachable.code, "office.unreachable");
        let used = problem(Error::from(TransportError::Refused { status: 410, code: "enrol.used".into() }));
        assert_eq!((used.kind, used.code.as_str(), used.is_retry_useful), (ErrorKind::Refused, "enrol.used", false));
        assert_ne!(used.words, unreachable.words);
    }

    #[test]
    fn the_message_names_the_cause_once() {
        let error = Error::from(SessionError::Envelope(EnvelopeError::TooLarge));
        assert_eq!(problem(error).message, "the answer cannot be read: the envelope is too large");
    }

    #[test]
    fn what_the_bindings_say_themselves_has_words_too() {
        for error in [PhoneError::cancelled(), PhoneError::shut(), PhoneError::panicked()] {
            let problem = problem(error);
            assert!(!problem.words.is_empty() && !problem.message.is_empty(), "{problem:?}");
        }
    }
}
