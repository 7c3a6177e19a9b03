//! What the apps are told when something does not work: one closed list, each with a stable code, words for people,
//! and whether trying again is useful.

use crate::enrol::EnrolError;
use crate::entry::{HoldCode, Verdict};
use crate::family::Kind;
use crate::note_check::HitKind;
use crate::seal::VaultError;
use crate::session::SessionError;
use crate::store::StoreError;
#[cfg(feature = "sqlite")]
use crate::store::sqlite::keyed::OpenError;
use crate::transport::TransportError;
use crate::words::{Key, Lang, field_label, text};

/// One thing that did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The phone has not been enrolled.
    #[error("the phone is not enrolled")]
    NotEnrolled,
    /// The phone is enrolled already.
    #[error("the phone is enrolled already")]
    AlreadyEnrolled,
    /// The person holds no post that allows this.
    #[error("no post allows this")]
    NoPost,
    /// The document is not on the phone.
    #[error("the document is not on the phone")]
    NotFound,
    /// A note holds a number that may not be saved.
    #[error("the note holds a {}", .0.word())]
    NoteBlocked(HitKind),
    /// A field is too long, empty where it must not be, or not one of its words.
    #[error("the value of {field} is not allowed: {rule}")]
    Value {
        /// The field, or the list it stands in.
        field: &'static str,
        /// What would be right.
        rule: Rule,
    },
    /// More than one entry or one document holds.
    #[error("more than one document holds")]
    TooMuch,
    /// Nothing would change.
    #[error("nothing would change")]
    NothingToDo,
    /// A sync is under way; it goes on.
    #[error("a sync is already running")]
    SyncRunning,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Enrolment.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// The way to the office.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The answer is not the office's, or cannot be read.
    #[error(transparent)]
    Session(SessionError),
}

#[cfg(feature = "sqlite")]
impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => Self::Store(error),
            OpenError::Vault(error) => Self::Vault(error),
        }
    }
}

/// What would be right in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// Something has to stand there.
    #[error("it is required")]
    Required,
    /// Text of at most so many characters, without signs that cannot be shown.
    #[error("text of at most {0} characters")]
    Text(usize),
    /// A word of the field's list.
    #[error("a word of its list")]
    Listed,
    /// A whole number from one to another.
    #[error("a number from {0} to {1}")]
    Number(i64, i64),
    /// A date.
    #[error("a date")]
    Date,
    /// One of the values that stand there.
    #[error("one of the values that stand there")]
    Standing,
    /// An id or a code, as the app was given it.
    #[error("an id or a code")]
    Name,
}

impl Rule {
    /// What a field of this kind takes.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Word(_) => Self::Listed,
            Kind::Text(most) => Self::Text(most),
            Kind::Number(from, to) => Self::Number(from, to),
            Kind::Day | Kind::Instant => Self::Date,
            Kind::Grid | Kind::Person | Kind::Assignment | Kind::Document(_) => Self::Name,
        }
    }

    fn words(self, field: &str, lang: Lang) -> String {
        let label = field_label(field, lang);
        let with = |key, args: &[(&str, &str)]| text(lang, key, &[&[("field", label.as_str())], args].concat());
        match self {
            Self::Required => with(Key::ErrorFieldRequired, &[]),
            Self::Text(most) => with(Key::ErrorFieldText, &[("n", &most.to_string())]),
            Self::Listed => with(Key::ErrorFieldListed, &[]),
            Self::Number(from, to) => {
                with(Key::ErrorFieldNumber, &[("from", &from.to_string()), ("to", &to.to_string())])
            }
            Self::Date => with(Key::ErrorFieldDate, &[]),
            Self::Standing => with(Key::ErrorFieldStanding, &[]),
            Self::Name => with(Key::ErrorValueOf, &[]),
        }
    }
}

impl From<SessionError> for Error {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::NotEnrolled => Self::NotEnrolled,
            SessionError::Store(error) => Self::Store(error),
            other => Self::Session(other),
        }
    }
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> String {
        let code = match self {
            Self::NotEnrolled => "phone.not_enrolled",
            Self::AlreadyEnrolled => "phone.already_enrolled",
            Self::NoPost => "rights.no_post",
            Self::NotFound => "document.not_found",
            Self::NoteBlocked(kind) => return format!("note.{}", kind.word()),
            Self::Value { field, .. } => return format!("value.{field}"),
            Self::TooMuch => "command.too_much",
            Self::NothingToDo => "command.nothing_to_do",
            Self::SyncRunning => "sync.running",
            Self::Store(error) => match error {
                StoreError::Full => "storage.full",
                StoreError::WrongKey => "storage.wrong_key",
                StoreError::Corrupt => "storage.corrupt",
                StoreError::Busy => "storage.busy",
                StoreError::Newer(_) => "storage.newer",
                StoreError::Io => "storage.io",
            },
            Self::Vault(VaultError::WrongKey) => "vault.wrong_key",
            Self::Vault(VaultError::Unavailable) => "vault.unavailable",
            Self::Enrol(error) => match error {
                EnrolError::NotAnInvitation => "enrol.not_an_invitation",
                EnrolError::Proof => "enrol.proof",
                EnrolError::RootMismatch => "enrol.root_mismatch",
                EnrolError::Malformed => "enrol.malformed",
                EnrolError::Certificate => "enrol.certificate",
            },
            Self::Transport(error) => match error {
                TransportError::Unreachable => "office.unreachable",
                TransportError::NotTrusted => "office.not_trusted",
                // The phone has a full disk of its own, under the same code.
                TransportError::Refused { code, .. } if code == FULL => "office.full",
                TransportError::Refused { code, .. } => return code.clone(),
            },
            Self::Session(SessionError::NotTheOffice(_)) => "office.not_trusted",
            Self::Session(_) => "office.unreadable",
        };
        code.to_owned()
    }

    /// Whether trying again later may help.
    pub fn is_retry_useful(&self) -> bool {
        match self {
            Self::Store(StoreError::Full | StoreError::Busy | StoreError::Io)
            | Self::Vault(VaultError::Unavailable)
            | Self::SyncRunning
            | Self::Transport(TransportError::Unreachable | TransportError::NotTrusted) => true,
            Self::Transport(TransportError::Refused { status, .. }) => matches!(status, 408 | 425 | 429 | 500..),
            _ => false,
        }
    }

    /// The words for people.
    pub fn words(&self, lang: Lang) -> String {
        let key = match self {
            Self::NotEnrolled => Key::ErrorNotEnrolled,
            Self::AlreadyEnrolled => Key::ErrorAlreadyEnrolled,
            Self::NoPost => Key::ErrorNoPost,
            Self::NotFound => Key::ErrorNotFound,
            Self::NoteBlocked(HitKind::BankCard) => Key::NoteBlockedBankCard,
            Self::NoteBlocked(_) => Key::NoteBlocked,
            Self::Value { field, rule } => return rule.words(field, lang),
            Self::TooMuch => Key::ErrorTooMuch,
            Self::NothingToDo => Key::ErrorNothingToDo,
            Self::SyncRunning => Key::ErrorSyncRunning,
            Self::Store(StoreError::Full) => Key::ErrorStorageFull,
            Self::Store(StoreError::WrongKey) | Self::Vault(VaultError::WrongKey) => Key::ErrorWrongKey,
            Self::Store(StoreError::Corrupt) => Key::ErrorStoreSetAside,
            Self::Store(StoreError::Newer(_)) => Key::ErrorAppTooOld,
            Self::Store(StoreError::Busy) => Key::ErrorStoreBusy,
            Self::Store(StoreError::Io) | Self::Vault(VaultError::Unavailable) => Key::ErrorStorage,
            Self::Enrol(EnrolError::NotAnInvitation) => Key::ErrorInvitationWrong,
            Self::Enrol(_) | Self::Transport(TransportError::NotTrusted) => Key::ErrorOfficeNotTrusted,
            Self::Transport(TransportError::Unreachable) => Key::ErrorOfficeUnreachable,
            Self::Transport(TransportError::Refused { status, code }) => refused(*status, code),
            Self::Session(SessionError::NotTheOffice(_)) => Key::ErrorOfficeNotTrusted,
            Self::Session(_) => Key::ErrorAppTooOld,
        };
        text(lang, key, &[])
    }
}

/// What the office answers when its disk is full.
const FULL: &str = "storage.full";

/// The words for a problem the office answers with.
fn refused(status: u16, code: &str) -> Key {
    match code {
        "enrol.used" => Key::ErrorInvitationUsed,
        "enrol.expired" => Key::ErrorInvitationExpired,
        "enrol.locked" => Key::ErrorInvitationLocked,
        "enrol.unknown" | "enrol.proof" => Key::ErrorInvitationWrong,
        "device.revoked" | "device.unknown" => Key::ErrorEnrolmentEnded,
        "envelope.version" => Key::ErrorAppTooOld,
        FULL => Key::ErrorOfficeFull,
        _ if status >= 500 || status == 429 => Key::ErrorOfficeBusy,
        _ => Key::ErrorOfficeUnreachable,
    }
}

/// The words for what became of an entry; none while there is nothing to tell.
pub fn verdict_words(verdict: Verdict, lang: Lang) -> Option<String> {
    let key = match verdict {
        Verdict::Admitted { clock: true, .. } => Key::ClockFlag,
        Verdict::Admitted { late: true, .. } => Key::LateFlag,
        Verdict::Admitted { .. } => return None,
        Verdict::Held(code) => match code {
            HoldCode::Fork => Key::HeldFork,
            HoldCode::Many => Key::HeldMany,
            HoldCode::Lost => Key::HeldLost,
            HoldCode::Recovery => Key::HeldRecovery,
            HoldCode::Register => Key::HeldRegister,
            HoldCode::Kind => Key::HeldUnknown,
            HoldCode::Behind | HoldCode::Unknown(_) => Key::Held,
        },
        Verdict::Refused(code) => return Some(refusal_words(code.word(), lang)),
    };
    Some(text(lang, key, &[]))
}

/// The words for why work needs its author's attention.
pub fn refusal_words(reason: &str, lang: Lang) -> String {
    let key = match reason {
        "rights" => Key::RefusedRights,
        "moved" => Key::RefusedMoved,
        "deps" => Key::RefusedDeps,
        "behind" => Key::RefusedBehind,
        "chain" => Key::RefusedChain,
        "fork" => Key::RefusedFork,
        "exists" => Key::RefusedExists,
        "replayed" => Key::RefusedReplayed,
        "shape" | "id" | "merge" | "value" => Key::RefusedShape,
        "person" => Key::RefusedPersonPlain,
        "changed_by_other" => Key::RefusedChangedByOther,
        "replayed_too_often" => Key::RefusedReplayedTooOften,
        _ => Key::RefusedUnknown,
    };
    text(lang, key, &[("code", reason)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::RefusalCode;

    #[test]
    fn every_refusal_and_hold_has_words_in_both_languages() {
        for lang in [Lang::ZhCn, Lang::En] {
            for code in RefusalCode::ALL {
                let words = refusal_words(code.word(), lang);
                assert!(!words.is_empty() && !words.contains('{'), "{} {words}", code.word());
            }
            for code in HoldCode::ALL {
                assert!(verdict_words(Verdict::Held(*code), lang).is_some());
            }
        }
    }

    #[test]
    fn a_full_disk_at_the_office_is_not_taken_for_the_phones() {
        let here = Error::from(StoreError::Full);
        let there = Error::from(TransportError::Refused { status: 507, code: "storage.full".into() });
        assert_eq!((here.code(), there.code()), ("storage.full".into(), "office.full".into()));
        assert_ne!(here.words(Lang::ZhCn), there.words(Lang::ZhCn));
        assert!(here.is_retry_useful() && there.is_retry_useful());
    }

    #[test]
    fn a_value_that_is_not_allowed_names_its_field_and_what_would_be_right() {
        let error = |field, rule| Error::Value { field, rule };
        let long = error("note", Rule::Text(500));
        assert_eq!(long.words(Lang::ZhCn), "备注：最多 500 个字，不含特殊符号");
        assert_eq!(long.words(Lang::En), "note: 500 characters at most, and no special signs");
        assert_eq!(long.code(), "value.note");
        assert_eq!(long.to_string(), "the value of note is not allowed: text of at most 500 characters");
        let rules = [Rule::Required, Rule::Listed, Rule::Number(1, 99), Rule::Date, Rule::Standing, Rule::Name];
        for (rule, lang) in rules.into_iter().flat_map(|rule| [(rule, Lang::ZhCn), (rule, Lang::En)]) {
            let words = error("wish", rule).words(lang);
            assert!(words.contains(field_label("wish", lang).as_str()) && !words.contains('{'), "{words}");
        }
    }

    #[test]
    fn an_unreachable_office_is_worth_another_try_and_a_used_invitation_is_not() {
        assert!(Error::from(TransportError::Unreachable).is_retry_useful());
        let used = Error::from(TransportError::Refused { status: 410, code: "enrol.used".into() });
        assert!(!used.is_retry_useful());
        assert_eq!(used.code(), "enrol.used");
        assert_eq!(used.words(Lang::ZhCn), text(Lang::ZhCn, Key::ErrorInvitationUsed, &[]));
    }
}
