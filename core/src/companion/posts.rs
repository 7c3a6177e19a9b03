//! Who I am, which posts I hold, and the one line of truth about what has been delivered.

use super::Companion;
use crate::code::Scope;
use crate::entry::{HoldCode, Verdict};
use crate::error::Error;
use crate::id::AssignmentId;
use crate::register::{Assignment, RegisterId, Registers};
use crate::role::Role;
use crate::store::{Entries, Progress};
use crate::time::Timestamp;

/// A post as the person sees it. Two posts are shown apart, and each act is done "as" one of them (M18 c).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostView {
    /// Names the post.
    pub id: AssignmentId,
    /// Which.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// The grid's short label, or the community's name.
    pub place: String,
    /// Held until this instant.
    pub to: Option<Timestamp>,
    /// Acts for somebody else.
    pub is_substitute: bool,
}

/// How the phone stands.
#[derive(Clone, PartialEq, Eq)]
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

redacted! { Status { posts, delivered, made, held, attention, last_sync, is_complete, clock_off_by_ms } }

impl Companion {
    /// Whether the phone has been enrolled.
    pub fn is_enrolled(&self) -> bool {
        self.lock().enrolled.is_some()
    }

    /// How the phone stands.
    pub fn status(&self) -> Result<Status, Error> {
        let inner = self.lock();
        let state = inner.sync_state()?;
        let person = inner.person()?;
        let posts = inner.posts(state.server_now(self.clock()))?;
        let (delivered, made) = inner.store.delivered()?;
        let held = inner.store.entries(Entries::Open)?.iter().filter(|e| is_held(e.progress)).count();
        Ok(Status {
            name: inner.registers.details(person).map(|d| d.name.clone()).unwrap_or_default(),
            posts: posts.iter().map(|p| view(p, &inner.registers)).collect(),
            delivered,
            made,
            held: held as u64,
            attention: inner.store.attention()?.len() as u64,
            last_sync: state.server_time,
            is_complete: state.complete,
            clock_off_by_ms: -state.offset_ms,
        })
    }
}

fn is_held(progress: Progress) -> bool {
    matches!(progress, Progress::Judged(_, Verdict::Held(code)) if code != HoldCode::Fork)
}

fn view(post: &Assignment, registers: &Registers) -> PostView {
    PostView {
        id: post.id,
        role: post.role,
        scope: post.scope,
        place: place(post.scope, registers),
        to: post.to,
        is_substitute: post.substitute_for.is_some(),
    }
}

/// The grid's short label, or the community's name; the code where neither is known.
pub(super) fn place(scope: Scope, registers: &Registers) -> String {
    let named = match scope {
        Scope::Grid(grid) | Scope::Bundle(grid, _) => {
            let label = registers.get(RegisterId::Grid(grid)).and_then(|r| r.grid.as_ref()).map(|g| g.label.clone());
            match (label, scope) {
                (Some(label), Scope::Bundle(_, number)) => Some(format!("{label} #{number}")),
                (label, _) => label,
            }
        }
        Scope::Community(code) => registers.get(RegisterId::Org).and_then(|r| r.units.get(&code)).cloned(),
    };
    named.unwrap_or_else(|| scope.to_string())
}
