//! How the phone stands: who, under which posts, and the one line of truth about what has been delivered.

use crate::failure::Failure;
use crate::page::{Cell, Page, Tone};
use crate::phone::Phone;
use crate::shape::{instant, short, title};
use crate::terminal::Report;
use lianxin_core::companion::PostView;
use lianxin_core::role::Role;
use lianxin_core::words::Key;
use serde::Serialize;

/// A clock this far off is worth a word; below it, nobody would notice.
const CLOCK_OFF_MS: u64 = 5 * 60_000;

/// How the phone stands.
#[derive(Serialize)]
pub struct StatusReport {
    /// The person's name, as the register has it.
    pub name: String,
    /// The posts held now.
    pub posts: Vec<PostShape>,
    /// Entries the office has.
    pub delivered: u64,
    /// Entries made.
    pub made: u64,
    /// Entries a person at the office will look at.
    pub held: u64,
    /// Items that need a look.
    pub attention: u64,
    /// Fields on which two people disagree.
    pub conflicts: u64,
    /// Forms not saved yet.
    pub drafts: u64,
    /// The server's time of the last answer.
    pub last_sync: Option<String>,
    /// The last sync fetched everything.
    pub is_complete: bool,
    /// How far this phone's clock is ahead of the server's, in milliseconds, as of the last answer.
    pub clock_off_by_ms: i64,
}

/// A post.
#[derive(Serialize)]
pub struct PostShape {
    /// 13 characters.
    pub id: String,
    /// A word of the roles.
    pub role: &'static str,
    /// A grid, a grid with `#` and a bundle, or a community.
    pub scope: String,
    /// The grid's label or the community's name.
    pub place: String,
    /// Held until then.
    pub to: Option<String>,
    /// Acts for somebody else.
    pub is_substitute: bool,
}

impl From<&PostView> for PostShape {
    fn from(post: &PostView) -> Self {
        Self {
            id: post.id.to_string(),
            role: post.role.word(),
            scope: post.scope.to_string(),
            place: post.place.clone(),
            to: post.to.map(instant),
            is_substitute: post.is_substitute,
        }
    }
}

/// How the phone stands.
pub fn status(phone: &Phone) -> Result<StatusReport, Failure> {
    let status = phone.companion.status()?;
    Ok(StatusReport {
        name: status.name,
        posts: status.posts.iter().map(PostShape::from).collect(),
        delivered: status.delivered,
        made: status.made,
        held: status.held,
        attention: status.attention,
        conflicts: phone.companion.conflicts()?.len() as u64,
        drafts: phone.companion.drafts()?.len() as u64,
        last_sync: status.last_sync.map(instant),
        is_complete: status.is_complete,
        clock_off_by_ms: status.clock_off_by_ms,
    })
}

impl Report for StatusReport {
    fn show(&self, page: &mut Page) {
        let lang = page.lang();
        page.line([Cell::new(&self.name, Tone::Strong)]);
        let post = |post: &PostShape| {
            let substitute = if post.is_substitute { Key::Substitute.template(lang) } else { "" };
            let to = post.to.as_deref().and_then(|to| to.get(..10)).unwrap_or_default();
            let until = if to.is_empty() { String::new() } else { page.words(Key::PostUntil, &[("day", to)]) };
            vec![
                short(&post.id),
                Cell::from(title::<Role>(post.role, lang)),
                Cell::from(&post.place),
                Cell::from(substitute),
                until.into(),
            ]
        };
        let posts = self.posts.iter().map(post).collect();
        page.columns(posts);
        if self.posts.is_empty() {
            page.say(Key::PostsNone, &[]);
        }
        page.say(Key::Delivered, &[("n", &self.delivered.to_string()), ("m", &self.made.to_string())]);
        match self.last_sync.as_deref().and_then(|at| at.get(..16)) {
            Some(at) => page.say(Key::LastSync, &[("time", &at.replace('T', " "))]),
            None => page.say(Key::NeverSynced, &[]),
        }
        if self.last_sync.is_some() && !self.is_complete {
            page.say(Key::SyncIncomplete, &[]);
        }
        let counts = [
            (Key::HeldCount, self.held, Tone::Plain),
            (Key::NeedsAttention, self.attention, Tone::Hand),
            (Key::ConflictCount, self.conflicts, Tone::Hand),
            (Key::DraftCount, self.drafts, Tone::Plain),
        ];
        for (key, n, tone) in counts.into_iter().filter(|(_, n, _)| *n > 0) {
            let words = page.words(key, &[("n", &n.to_string())]);
            page.line([Cell::new(words, tone)]);
        }
        if self.clock_off_by_ms.unsigned_abs() > CLOCK_OFF_MS {
            page.say(Key::ClockFlag, &[]);
        }
    }
}
