//! Lists at the page: read and compared first, shown to a person, and taken only when that person says so. A preview is
//! kept in memory, one a community and a few in all, and forgotten after half an hour. It is of one community: nothing
//! of another is compared, changed or ended by it.

use super::apply::Work;
use super::current::Known;
use super::is_known;
use crate::app::App;
use crate::auth::Viewer;
use crate::control::Progress;
use crate::error::ErrorKind;
use crate::lists::plan::{Plan, plan};
use crate::lists::{Files, Lists, Note, Only, Post, Problems, Standing, read_for};
use lianxin_core::code::CommunityCode;
use lianxin_core::register::Registers;
use lianxin_core::time::{Timestamp, random};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A preview is kept so long.
const KEEP_MS: i64 = 30 * 60_000;
/// Previews kept at most, of all communities.
const MAX_KEPT: usize = 8;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be looked at, and taken if nothing is wrong.
    Ready,
    /// It is being taken: so much of so much is done.
    Running(usize, usize),
    /// It was taken.
    Done(usize),
    /// It broke off; brought again, the same lists are completed.
    Failed(&'static str),
}

/// What lists would do.
#[derive(Debug)]
pub enum Read {
    /// They can be taken.
    Plan(Box<(Lists, Plan, Vec<Note>)>),
    /// They cannot.
    Problems(Problems),
}

/// One import at the page.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Names it.
    pub id: [u8; 16],
    /// Whose lists they are.
    pub community: CommunityCode,
    /// Forgotten at this instant.
    pub expires: Timestamp,
    /// How far it is.
    pub state: State,
    /// What the lists would do.
    pub read: Arc<Read>,
}

/// The previews.
#[derive(Default)]
pub struct Previews(Mutex<Vec<Preview>>);

impl Preview {
    /// Whether it can be taken, and there is something to be taken.
    pub fn can_apply(&self) -> bool {
        let is_whole = matches!(&*self.read, Read::Plan(read) if !read.1.is_empty() && !read.1.mixes_demonstration);
        self.state == State::Ready && is_whole
    }
}

impl Previews {
    fn lock(&self) -> MutexGuard<'_, Vec<Preview>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a preview in the place of the community's last one; beyond the most, the oldest goes.
    fn put(&self, new: Preview, now: Timestamp) -> Result<(), ErrorKind> {
        let mut kept = self.lock();
        let is_running = |preview: &Preview| matches!(preview.state, State::Running(..));
        if kept.iter().any(|preview| preview.community == new.community && is_running(preview)) {
            return Err(ErrorKind::Importing);
        }
        kept.retain(|preview| is_running(preview) || (now < preview.expires && preview.community != new.community));
        while kept.len() >= MAX_KEPT {
            let Some(oldest) = kept.iter().position(|preview| !is_running(preview)) else {
                return Err(ErrorKind::Importing);
            };
            kept.remove(oldest);
        }
        kept.push(new);
        Ok(())
    }

    /// A preview of this community.
    pub fn get(&self, id: &[u8], community: CommunityCode, now: Timestamp) -> Result<Preview, ErrorKind> {
        let mut kept = self.lock();
        kept.retain(|preview| matches!(preview.state, State::Running(..)) || now < preview.expires);
        let found = kept.iter().find(|preview| preview.id[..] == *id && preview.community == community);
        found.cloned().ok_or(ErrorKind::UnknownImport)
    }

    fn set(&self, id: &[u8; 16], state: State) {
        if let Some(preview) = self.lock().iter_mut().find(|preview| preview.id == *id) {
            preview.state = state;
        }
    }

    /// Takes it in hand; whoever comes second is told that it was taken.
    fn begin(&self, id: &[u8; 16]) -> Result<(), ErrorKind> {
        let mut kept = self.lock();
        let preview = kept.iter_mut().find(|preview| preview.id == *id).ok_or(ErrorKind::UnknownImport)?;
        if preview.state != State::Ready {
            return Err(ErrorKind::ImportTaken);
        }
        preview.state = State::Running(0, 0);
        Ok(())
    }
}

impl App {
    /// Reads the lists of the viewer's community and says what they would do.
    pub fn preview(&self, viewer: Viewer, files: &Files<'_>) -> Result<Preview, ErrorKind> {
        let (now, community) = (self.host.now(), viewer.community);
        let registers = self.office.registers();
        let elsewhere = elsewhere(&registers, community);
        let standing = if files.missing().is_empty() {
            Standing::default()
        } else {
            Known::of(&self.office, &Lists::default(), Some(community), now)?.standing()
        };
        let only = Only { community, elsewhere: &|number: &str| elsewhere.get(number).cloned(), standing: &standing };
        let read = match read_for(files, now.day(), &is_known, Some(&only)) {
            Err(problems) => Read::Problems(problems),
            Ok(taken) => {
                let known = Known::of(&self.office, &taken.lists, Some(community), now)?;
                let plan = plan(&known.current, &taken.lists, now.day());
                Read::Plan(Box::new((taken.lists, plan, taken.notes)))
            }
        };
        let preview = Preview {
            id: random(self.host.as_ref()),
            community,
            expires: now.plus_ms(KEEP_MS),
            state: State::Ready,
            read: Arc::new(read),
        };
        self.previews.put(preview.clone(), now)?;
        Ok(preview)
    }

    /// Takes the lists of a preview, if what is in force is still what it was compared with.
    pub fn apply_preview(&self, viewer: Viewer, id: &[u8], close_missing: bool) -> Result<Preview, ErrorKind> {
        let preview = self.previews.get(id, viewer.community, self.host.now())?;
        let Read::Plan(read) = &*preview.read else { return Err(ErrorKind::ImportProblems) };
        if read.1.mixes_demonstration {
            return Err(ErrorKind::MixedLists);
        }
        let _alone = self.alone()?;
        self.previews.begin(&preview.id)?;
        let applied = self.apply_read(viewer, &preview.id, &read.0, &read.1, close_missing);
        self.previews.set(
            &preview.id,
            match &applied {
                Ok(total) => State::Done(*total),
                Err(ErrorKind::ImportStale) => State::Ready,
                Err(error) => State::Failed(error.inner_code()),
            },
        );
        applied?;
        self.previews.get(id, viewer.community, self.host.now())
    }

    fn apply_read(
        &self,
        viewer: Viewer,
        id: &[u8; 16],
        lists: &Lists,
        seen: &Plan,
        close_missing: bool,
    ) -> Result<usize, ErrorKind> {
        let now = self.host.now();
        let known = Known::of(&self.office, lists, Some(viewer.community), now)?;
        let plan = plan(&known.current, lists, now.day());
        if plan != *seen {
            return Err(ErrorKind::ImportStale);
        }
        let listed: Vec<&Post> = lists.posts.iter().map(|row| &row.value).collect();
        let work = Work::of(self, &plan, &known, &listed, close_missing)?;
        let total = work.total();
        work.apply(self, viewer.person, &mut |progress| {
            if let Progress::Step(done, total) = progress {
                self.previews.set(id, State::Running(done, total));
            }
        })?;
        Ok(total)
    }
}

/// Name and duty phone of everybody who holds or held a post in another community, by number.
fn elsewhere(registers: &Registers, community: CommunityCode) -> HashMap<String, (String, Option<String>)> {
    let posts = registers.0.values().flat_map(|register| register.assignments.values());
    let others = posts.filter(|post| post.scope.community() != community);
    let known = others.filter_map(|post| registers.details(post.person));
    known
        .map(|details| {
            let phone = Some(details.duty_phone.clone()).filter(|phone| !phone.is_empty());
            (details.number.clone(), (details.name.clone(), phone))
        })
        .collect()
}
