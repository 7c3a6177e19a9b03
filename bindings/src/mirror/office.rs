//! How the phone stands with the office.

use super::{Role, list};
use lianxin_core::code::Scope;
use lianxin_core::id::{AssignmentId, DocumentId, Hash};
use lianxin_core::time::Timestamp;
use lianxin_core::{companion, entry, redacted, session};

/// Where the office is to be reached, and how to know it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OfficeAddress {
    /// `host:port`, best first.
    pub addresses: Vec<String>,
    /// SHA-256 of the public key of the office's TLS root.
    pub tls_pin: Vec<u8>,
}

impl From<companion::OfficeAddress> for OfficeAddress {
    fn from(office: companion::OfficeAddress) -> Self {
        Self { addresses: office.addresses, tls_pin: office.tls_pin.to_vec() }
    }
}

/// How far an enrolment is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct EnrolStep {
    /// To be compared with the six digits on the clerk's screen.
    pub digits: String,
    /// The clerk has confirmed, and the phone is enrolled.
    pub is_confirmed: bool,
}

impl From<companion::EnrolStep> for EnrolStep {
    fn from(step: companion::EnrolStep) -> Self {
        Self { digits: step.digits, is_confirmed: step.is_confirmed }
    }
}

/// A post as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PostView {
    /// Names the post.
    pub id: AssignmentId,
    /// Which.
    pub role: Role,
    /// Where: a grid, `grid#bundle` or a community.
    pub scope: Scope,
    /// The grid's short label, or the community's name.
    pub place: String,
    /// Held until this instant.
    pub to: Option<Timestamp>,
    /// Acts for somebody else.
    pub is_substitute: bool,
}

impl From<companion::PostView> for PostView {
    fn from(post: companion::PostView) -> Self {
        Self {
            id: post.id,
            role: post.role.into(),
            scope: post.scope,
            place: post.place,
            to: post.to,
            is_substitute: post.is_substitute,
        }
    }
}

/// Somebody who holds a post now; whoever holds two stands twice.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Contact {
    /// Names the post.
    pub id: AssignmentId,
    /// The person's name.
    pub name: String,
    /// Which post.
    pub role: Role,
    /// The grid's short label, or the community's name.
    pub place: String,
    /// The phone on duty; none if the office's list has none.
    pub duty_phone: Option<String>,
    /// The person of this phone holds the post.
    pub is_own: bool,
    /// Acts for somebody else.
    pub is_substitute: bool,
}

impl From<companion::Contact> for Contact {
    fn from(contact: companion::Contact) -> Self {
        Self {
            id: contact.id,
            name: contact.name,
            role: contact.role.into(),
            place: contact.place,
            duty_phone: contact.duty_phone,
            is_own: contact.is_own,
            is_substitute: contact.is_substitute,
        }
    }
}

/// How the phone stands.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Status {
    /// The person's name, as the register has it.
    pub name: String,
    /// The posts held now.
    pub posts: Vec<PostView>,
    /// Entries the office has, counted from verified receipts.
    pub delivered: u64,
    /// Entries made.
    pub made: u64,
    /// Entries a person at the office will look at.
    pub held: u64,
    /// Items that need the person's attention.
    pub attention: u64,
    /// The server's time of the last answer.
    pub last_sync: Option<Timestamp>,
    /// The last sync fetched everything.
    pub is_complete: bool,
    /// How far the phone's clock is from the server's, in milliseconds, as of the last answer.
    pub clock_off_by_ms: i64,
}

impl From<companion::Status> for Status {
    fn from(status: companion::Status) -> Self {
        Self {
            name: status.name,
            posts: list(status.posts),
            delivered: status.delivered,
            made: status.made,
            held: status.held,
            attention: status.attention,
            last_sync: status.last_sync,
            is_complete: status.is_complete,
            clock_off_by_ms: status.clock_off_by_ms,
        }
    }
}

/// Phases of a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Phase {
    /// Reaching for the office.
    Connecting,
    /// Sending entries.
    Sending {
        /// Sent so far.
        sent: u64,
        /// To be sent in all.
        total: u64,
    },
    /// Fetching documents.
    Receiving {
        /// Fetched so far.
        documents: u64,
    },
    /// Nothing is left.
    Done,
}

impl From<session::Phase> for Phase {
    fn from(phase: session::Phase) -> Self {
        match phase {
            session::Phase::Connecting => Self::Connecting,
            session::Phase::Sending { sent, total } => Self::Sending { sent, total },
            session::Phase::Receiving { documents } => Self::Receiving { documents },
            session::Phase::Done => Self::Done,
        }
    }
}

/// What became of an own entry.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Verdict {
    /// In the central record.
    Admitted {
        /// The device's clock was wrong.
        is_clock_wrong: bool,
        /// The post had ended by the time it arrived.
        is_late: bool,
    },
    /// A person will decide.
    Held {
        /// The stable word of the reason.
        reason: String,
    },
    /// Not taken, for good.
    Refused {
        /// The stable word of the reason.
        reason: String,
    },
}

impl From<entry::Verdict> for Verdict {
    fn from(verdict: entry::Verdict) -> Self {
        match verdict {
            entry::Verdict::Admitted { clock, late } => Self::Admitted { is_clock_wrong: clock, is_late: late },
            entry::Verdict::Held(code) => Self::Held { reason: code.word().to_owned() },
            entry::Verdict::Refused(code) => Self::Refused { reason: code.word().to_owned() },
        }
    }
}

/// What a person is told about an own entry after a sync.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Told {
    /// The entry.
    pub entry: Hash,
    /// A document of it.
    pub document: Option<DocumentId>,
    /// What became of it.
    pub verdict: Verdict,
    /// In plain words.
    pub words: String,
}

impl From<companion::Told> for Told {
    fn from(told: companion::Told) -> Self {
        Self { entry: told.entry, document: told.document, verdict: told.verdict.into(), words: told.words }
    }
}

/// How a sync ended.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SyncSummary {
    /// Everything was sent and everything was fetched.
    pub is_complete: bool,
    /// Entries the office has, of those made.
    pub delivered: u64,
    /// Entries made.
    pub made: u64,
    /// Bytes sent.
    pub bytes_up: u64,
    /// Bytes fetched.
    pub bytes_down: u64,
    /// Questions asked.
    pub round_trips: u64,
    /// Verdicts this sync brought that the person should know of.
    pub told: Vec<Told>,
}

impl From<companion::SyncSummary> for SyncSummary {
    fn from(summary: companion::SyncSummary) -> Self {
        Self {
            is_complete: summary.is_complete,
            delivered: summary.delivered,
            made: summary.made,
            bytes_up: summary.bytes_up,
            bytes_down: summary.bytes_down,
            round_trips: summary.round_trips,
            told: list(summary.told),
        }
    }
}

redacted! {
    Contact { id, role, is_own, is_substitute }
    Status { posts, delivered, made, held, attention, last_sync, is_complete, clock_off_by_ms }
}
