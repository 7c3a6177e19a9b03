//! What the command line asks of the office: one closed set of operations, done by one function. While the server
//! runs, it alone has the data directory; the command line then hands the operation over at a socket that only the
//! directory's owner may open, as one line of JSON, and reads lines of progress and one with the result.

mod perform;
mod reads;
mod socket;

pub use perform::perform;
pub use socket::{Listener, TalkError, ask};

use crate::enrolment::clerk::{Card, GoodFor, Waiting, Which, Whom};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Make invitations.
    Invite(Whom, GoodFor),
    /// Show who waits for a clerk.
    Waiting,
    /// Confirm who waits.
    Confirm(Which),
    /// Refuse who waits.
    Refuse(Which),
    /// Make a link to the console.
    LoginLink(Who, LinkKind),
    /// Show who has looked at a household, by its id or dwelling.
    Reads(String),
    /// Show what is held.
    Held,
    /// Decide about a held entry.
    Decide(Verdict),
    /// Show the phones.
    Phones,
    /// Report a phone lost, or found again.
    ReportLost(Phone, bool),
    /// Take lists from a directory.
    Import(ImportFrom),
    /// Look whether everything is sound.
    Check,
    /// Go on with the certificates that were renewed in the data directory.
    Renewed,
}

/// Who gets a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The person's number.
    pub number: String,
    /// The community, where the person works in several.
    pub community: Option<String>,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Setting a password and an authenticator.
    Account,
    /// Beginning a session at once, for an hour.
    Enter,
}

/// What a person decides about a held entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The entry, or the beginning of its name.
    pub entry: String,
    /// It is judged; else it is refused.
    pub admit: bool,
    /// Why.
    pub reason: String,
}

/// Which phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phone {
    /// By its key's id, or the beginning of it.
    Key(String),
    /// The only phone of a person.
    Person(String),
}

/// Which lists, and what to do with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFrom {
    /// The directory of the three lists.
    pub directory: PathBuf,
    /// Only show what would be done.
    pub dry_run: bool,
    /// Households the list no longer has are marked as gone.
    pub close_missing: bool,
}

/// How far an operation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// What will be done.
    Plan(String),
    /// So much of so much is done.
    Step(usize, usize),
}

/// What came of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The office's name, and invitations to hand over.
    Cards(String, Vec<Card>),
    /// Who waits, was confirmed or refused.
    Waiting(Vec<Waiting>),
    /// A link to the console, at each address, and until when it is good.
    Link(Vec<String>, String),
    /// A household's dwelling, who looked at it, the newest first, and how often in all.
    Reads(String, Vec<ReadLine>, u64),
    /// What is held, the oldest first, and how much there is in all.
    Held(Vec<HeldEntry>, u64),
    /// The phones.
    Phones(Vec<PhoneLine>),
    /// It was done; nothing is to be said about it.
    Done,
    /// The lists were taken, or would be.
    Imported(Imported),
    /// What was looked at.
    Checked(Vec<Finding>),
}

/// An entry a person has to decide about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldEntry {
    /// Names the entry.
    pub entry: String,
    /// Why it is held.
    pub code: String,
    /// The author's number.
    pub number: String,
    /// The author's name.
    pub name: String,
    /// When it came.
    pub received: String,
    /// What it wrote: key and value.
    pub written: Vec<(String, String)>,
}

/// One answer that showed a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadLine {
    /// When.
    pub at: String,
    /// The person's number; empty for the command line.
    pub number: String,
    /// The name.
    pub name: String,
    /// As what.
    pub role: String,
    /// Why.
    pub purpose: String,
    /// What was shown.
    pub what: String,
    /// Browser and system.
    pub agent: String,
    /// The session, by its name.
    pub session: String,
    /// How it began: `password` or `link`; empty for the command line, and for lines that do not say it yet.
    pub began: String,
}

/// A phone in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneLine {
    /// The id of its key.
    pub key: String,
    /// The number of its person.
    pub number: String,
    /// The name.
    pub name: String,
    /// Since when it is enrolled.
    pub enrolled: String,
    /// Until when its certificate is good.
    pub until: String,
    /// Reported lost.
    pub is_lost: bool,
    /// No longer believed.
    pub is_revoked: bool,
}

/// What became of lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// What keeps the lists from being taken; none if they were.
    pub problems: Vec<String>,
    /// How many problems there are in all.
    pub total: usize,
    /// What was put right on the way.
    pub notes: Vec<String>,
    /// Something was written.
    pub has_changed: bool,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub what: String,
    /// How it is.
    pub how: Health,
    /// What there is to know.
    pub says: String,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Sound.
    Sound,
    /// Somebody should look at it soon.
    Look,
    /// Broken.
    Broken,
}

/// What is said at the socket after an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// How far it is.
    Progress(Progress),
    /// What came of it.
    Done(Outcome),
    /// Why it was not done: a stable code and words.
    Failed(String, String),
}
