//! Everything that can go wrong towards phones, console and command line: one closed set, each with a stable code,
//! and its HTTP status in one match. A cause that is the office's own goes to the log and nowhere else.

mod problem;
mod status;
mod words;

pub use self::problem::{Problem, ProblemCode};

use self::status::{INTERNAL, ask, decide, desk, enrol, note, storage};
use crate::access::AccessError;
use crate::decide::DecideError;
use crate::enrolment::Refused;
use crate::keyring::KeyringError;
use crate::node::DeskError;
use crate::office::{AskError, EnrolError, OpenError};
use crate::reads::ReadsError;
use crate::settings::Language;
use crate::storage::StorageError;
use crate::tls::TlsError;
use axum::http::StatusCode;
use lianxin_core::note_check::HitKind;
use lianxin_core::seal::VaultError;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum ErrorKind {
    /// The body is larger than the route takes.
    #[error("the body is too large")]
    BodyTooLarge,
    /// The body broke off, or is not what its type says.
    #[error("the body cannot be read")]
    BodyMalformed,
    /// The body has another type than the route takes.
    #[error("the body has another type than this takes")]
    BodyType,
    /// The request took longer than a request may.
    #[error("the request took too long")]
    TimedOut,
    /// More is asked at once than can be answered.
    #[error("too many requests at once")]
    Busy,
    /// The same phone asks several times at once.
    #[error("too many requests of this phone at once")]
    PhoneBusy,
    /// There is no such thing, or none that the asker may see.
    #[error("there is nothing here")]
    NotFound,
    /// The route takes other methods.
    #[error("this cannot be asked with this method")]
    Method,
    /// A parameter of the query cannot be read.
    #[error("the query cannot be read")]
    Query,
    /// Nobody is logged in.
    #[error("nobody is logged in")]
    NoSession,
    /// A request that changes something does not come from a page of the office's own.
    #[error("this does not come from the office's own page")]
    Csrf,
    /// Number, password or code is wrong; which, nobody is told.
    #[error("number, password or code is wrong")]
    WrongLogin,
    /// Too many wrong tries; the next one is looked at after so many seconds.
    #[error("too many wrong tries; try again in {0} seconds")]
    LockedLogin(u32),
    /// The password is too short, too long, or easily guessed.
    #[error("the password needs 10 to 128 characters, four of them different, besides one's own number")]
    WeakPassword,
    /// More streams of events are asked for than are given.
    #[error("too many streams of events at once")]
    ManyStreams,
    /// The link to the console is used, too old, or never was one.
    #[error("this link does not let in any more")]
    Link,
    /// A question was not answered.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// A phone was not enrolled.
    #[error(transparent)]
    Enrol(#[from] Refused),
    /// Nobody has this number, or holds no post.
    #[error("nobody with the number {0} holds a post")]
    UnknownPerson(String),
    /// The person has no post that lets in to the console, or not in this community.
    #[error("{0} holds no post in a community's office")]
    NoOfficePost(String),
    /// The person works in the offices of several communities.
    #[error("{person} works in several communities ({communities}); name one")]
    SeveralPosts {
        /// The person's number.
        person: String,
        /// The communities' codes.
        communities: String,
    },
    /// No household is called so.
    #[error("there is no household {0}")]
    UnknownHousehold(String),
    /// Several households are called so.
    #[error("{1} households have {0} in their dwelling; write it out")]
    SeveralHouseholds(String, usize),
    /// There is nobody to invite.
    #[error("there is nobody to invite")]
    NobodyToInvite,
    /// Nobody who waits has these digits.
    #[error("nobody with the digits {0} is waiting")]
    UnknownDigits(String),
    /// Two who wait have the same digits.
    #[error("several persons with the digits {0} are waiting; name the person too")]
    SameDigits(String),
    /// There is no such phone.
    #[error("there is no phone {0}")]
    UnknownPhone(String),
    /// There is no such entry.
    #[error("there is no entry {0}")]
    UnknownEntry(String),
    /// An invitation that waits was not named as it is.
    #[error("the digits are not those of this phone")]
    WrongDigits,
    /// More invitations at once than fit on sheets.
    #[error("at most {0} people are invited at once")]
    TooManyPeople(usize),
    /// Nothing is to be seen about an entry that has no flag.
    #[error("there is no doubt about this entry")]
    NotFlagged,
    /// A text holds what must not be kept.
    #[error("this text holds a number that must not be kept")]
    NoteBlocked(HitKind),
    /// A note says nothing.
    #[error("the note is empty")]
    NoteEmpty,
    /// A text is longer than its place takes.
    #[error("at most {0} characters")]
    TooLong(usize),
    /// There is no such import, or it is too old.
    #[error("there is no such import any more")]
    UnknownImport,
    /// The lists of an import cannot be taken.
    #[error("these lists cannot be taken")]
    ImportProblems,
    /// An import was applied already, or is being applied.
    #[error("these lists were taken already")]
    ImportTaken,
    /// What is in force has changed since the preview.
    #[error("something has changed since the preview; look at it again")]
    ImportStale,
    /// A decision gives no reason.
    #[error("give a reason")]
    NoReason,
    /// Invented and real codes would stand side by side.
    #[error("the lists would put demonstration data beside real data; nothing was taken")]
    MixedLists,
    /// Lists are being taken already.
    #[error("lists are being taken already")]
    Importing,
    /// The lists cannot be read from disk.
    #[error("the lists in {0} cannot be read")]
    Lists(String, #[source] std::io::Error),
    /// A decision about an entry was not taken.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// Something was not done at the office's own desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The office's data.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The office did not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Invitations and sessions.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The access log.
    #[error(transparent)]
    Reads(#[from] ReadsError),
    /// The office's keys.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// A part of the program failed.
    #[error("a part of the program failed")]
    Panicked,
}

impl ErrorKind {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code_and_status().0
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.code_and_status().1
    }

    /// The words for people, with the causes where they are the office's own.
    pub fn words(&self, language: Language) -> String {
        let zh = if language == Language::Zh { self.zh() } else { None };
        zh.unwrap_or_else(|| chain(self))
    }

    /// The stable code for whoever runs the machine; phones are told of the office's own troubles without the cause.
    pub fn inner_code(&self) -> &'static str {
        match self {
            Self::Storage(error) | Self::Open(OpenError::Storage(error)) => error.code(),
            other => other.code(),
        }
    }

    /// The vault does not open what it has closed.
    pub(crate) fn vault(error: VaultError) -> Self {
        Self::Keyring(KeyringError::Vault(error))
    }

    fn code_and_status(&self) -> (&'static str, StatusCode) {
        use StatusCode as S;
        match self {
            Self::BodyTooLarge => ("body.too_large", S::PAYLOAD_TOO_LARGE),
            Self::BodyMalformed => ("body.malformed", S::BAD_REQUEST),
            Self::BodyType => ("body.type", S::UNSUPPORTED_MEDIA_TYPE),
            Self::TimedOut => ("request.timed_out", S::REQUEST_TIMEOUT),
            Self::Busy => ("server.busy", S::SERVICE_UNAVAILABLE),
            Self::PhoneBusy => ("device.busy", S::TOO_MANY_REQUESTS),
            Self::NotFound => ("not_found", S::NOT_FOUND),
            Self::Method => ("method", S::METHOD_NOT_ALLOWED),
            Self::Query => ("query.malformed", S::BAD_REQUEST),
            Self::NoSession => ("session.none", S::UNAUTHORIZED),
            Self::Csrf => ("session.csrf", S::FORBIDDEN),
            Self::WrongLogin => ("login.wrong", S::UNAUTHORIZED),
            Self::LockedLogin(_) => ("login.locked", S::TOO_MANY_REQUESTS),
            Self::WeakPassword => ("password.weak", S::UNPROCESSABLE_ENTITY),
            Self::ManyStreams => ("events.many", S::TOO_MANY_REQUESTS),
            Self::Link => ("session.link", S::GONE),
            Self::Ask(error) => ask(error),
            Self::Enrol(refused) => enrol(*refused),
            Self::UnknownPerson(_) => ("person.unknown", S::NOT_FOUND),
            Self::NoOfficePost(_) => ("person.no_office_post", S::UNPROCESSABLE_ENTITY),
            Self::SeveralPosts { .. } => ("person.several_posts", S::UNPROCESSABLE_ENTITY),
            Self::UnknownHousehold(_) => ("household.unknown", S::NOT_FOUND),
            Self::SeveralHouseholds(..) => ("household.several", S::UNPROCESSABLE_ENTITY),
            Self::NobodyToInvite => ("invite.nobody", S::UNPROCESSABLE_ENTITY),
            Self::UnknownDigits(_) => ("confirm.unknown", S::NOT_FOUND),
            Self::SameDigits(_) => ("confirm.same_digits", S::CONFLICT),
            Self::UnknownPhone(_) => ("phone.unknown", S::NOT_FOUND),
            Self::UnknownEntry(_) => ("entry.unknown", S::NOT_FOUND),
            Self::WrongDigits => ("confirm.digits", S::CONFLICT),
            Self::TooManyPeople(_) => ("invite.too_many", S::UNPROCESSABLE_ENTITY),
            Self::NotFlagged => ("entry.not_flagged", S::CONFLICT),
            Self::NoteBlocked(kind) => (note(*kind), S::UNPROCESSABLE_ENTITY),
            Self::NoteEmpty => ("note.empty", S::UNPROCESSABLE_ENTITY),
            Self::TooLong(_) => ("text.too_long", S::UNPROCESSABLE_ENTITY),
            Self::UnknownImport => ("import.unknown", S::NOT_FOUND),
            Self::ImportProblems => ("import.problems", S::CONFLICT),
            Self::ImportTaken => ("import.taken", S::CONFLICT),
            Self::ImportStale => ("import.stale", S::CONFLICT),
            Self::NoReason => ("decide.no_reason", S::UNPROCESSABLE_ENTITY),
            Self::MixedLists => ("import.mixed", S::UNPROCESSABLE_ENTITY),
            Self::Importing => ("import.busy", S::CONFLICT),
            Self::Lists(..) => ("import.unreadable", S::UNPROCESSABLE_ENTITY),
            Self::Decide(error) => decide(error),
            Self::Desk(error) => desk(error),
            Self::Storage(error) => storage(error),
            Self::Access(AccessError::Full) | Self::Reads(ReadsError::Full) => storage(&StorageError::Full),
            Self::Open(_) | Self::Access(_) | Self::Reads(_) | Self::Keyring(_) | Self::Tls(_) | Self::Panicked => {
                INTERNAL
            }
        }
    }
}

impl From<EnrolError> for ErrorKind {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::KeyInUse(_) => Self::Enrol(Refused::KeyInUse),
            EnrolError::Storage(error) => Self::Storage(error),
        }
    }
}

/// An error and its causes in one line, for the log and the command line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        // A transparent error says the same as its cause.
        if !text.ends_with(&next) {
            text = format!("{text}: {next}");
        }
        cause = error.source();
    }
    text
}
