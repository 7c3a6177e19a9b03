//! One line of the access log: who looked, as what, from where, why, when, and at which households.

use crate::login::agent::Agent;
use lianxin_core::cbor::{Cbor, CborError, Reader, Writer};
use lianxin_core::id::{AssignmentId, DocumentId, PersonId};
use lianxin_core::time::Timestamp;
use serde::Deserialize;

/// Households one answer shows at most: more than any list has.
const MAX_SHOWN: usize = 100_000;

/// Why somebody looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The service of households.
    #[default]
    Service,
    /// Deciding about an entry or a difference.
    Review,
    /// Putting something right.
    Correction,
    /// The resident has asked.
    Request,
    /// Looking whether all is well.
    Audit,
}

/// What was shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum What {
    /// One household, opened.
    Household,
    /// Households in a list.
    Households,
    /// Visits.
    Visits,
    /// The follow-ups of the day.
    Today,
    /// Entries that wait for a person, or were refused.
    Entries,
    /// Records on which two people disagree.
    Disputed,
    /// What became of a record.
    History,
    /// What a search has found.
    Search,
    /// What somebody has just written or decided.
    Written,
    /// Something printed at the server itself.
    CommandLine,
    /// Something else.
    #[default]
    Other,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Service, Self::Review, Self::Correction, Self::Request, Self::Audit];

    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Review => "review",
            Self::Correction => "correction",
            Self::Request => "request",
            Self::Audit => "audit",
        }
    }
}

impl What {
    /// What a route of the API shows.
    pub fn of(method: &str, path: &str) -> Self {
        if method != "GET" {
            return Self::Written;
        }
        match path.trim_start_matches("/api/v1/") {
            "households/{id}" => Self::Household,
            "grids/{grid}/households" => Self::Households,
            "grids/{grid}/visits" => Self::Visits,
            "today" => Self::Today,
            "disputed" => Self::Disputed,
            "documents/{id}/history" => Self::History,
            "search" => Self::Search,
            path if path.starts_with("entries/") => Self::Entries,
            _ => Self::Other,
        }
    }

    /// The code.
    pub fn word(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Households => "households",
            Self::Visits => "visits",
            Self::Today => "today",
            Self::Entries => "entries",
            Self::Disputed => "disputed",
            Self::History => "history",
            Self::Search => "search",
            Self::Written => "written",
            Self::CommandLine => "command_line",
            Self::Other => "other",
        }
    }
}

/// How a request asks: the part of a line that does not depend on whose session it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Browser and system.
    pub agent: Agent,
    /// Why.
    pub purpose: Purpose,
    /// What is shown.
    pub what: What,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// When.
    pub at: Timestamp,
    /// Who; all zero for the command line.
    pub person: PersonId,
    /// Under which post.
    pub assignment: AssignmentId,
    /// As what: a role's code, empty for the command line.
    pub role: String,
    /// The session, by its name.
    pub session: [u8; 8],
    /// Browser and system.
    pub agent: String,
    /// Why.
    pub purpose: String,
    /// What was shown.
    pub what: String,
    /// The households, each once, in order.
    pub households: Vec<DocumentId>,
    /// How the session began: a code; empty for the command line and in lines of before.
    pub began: String,
}

impl Cbor for Read {
    fn write(&self, w: &mut Writer) {
        // A line that does not say how the session began is one of version 1.
        let (version, len) = if self.began.is_empty() { (1, 10) } else { (2, 11) };
        w.array(len).uint(version).value(&self.at).value(&self.person).value(&self.assignment).text(&self.role);
        w.bytes(&self.session).text(&self.agent).text(&self.purpose).text(&self.what).list(&self.households);
        if version == 2 {
            w.text(&self.began);
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let version = r.version_of(&[(1, 10), (2, 11)])?;
        Ok(Self {
            at: r.value()?,
            person: r.value()?,
            assignment: r.value()?,
            role: r.text()?.to_owned(),
            session: r.array_of_bytes()?,
            agent: r.text()?.to_owned(),
            purpose: r.text()?.to_owned(),
            what: r.text()?.to_owned(),
            households: r.list(MAX_SHOWN)?,
            began: if version == 1 { String::new() } else { r.text()?.to_owned() },
        })
    }
}
