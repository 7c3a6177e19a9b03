//! Taking the lists an office brings: read, compared with what is in force, shown, and written: posts and grids as
//! pages of the registers, households as documents through the node's own door.
//!
//! No table maps the office's numbers to ids. Persons are found by the number on their register part, households by
//! their dwelling in the record, so there is nothing that could disagree; and an import that was cut off in the
//! middle is completed by the same lists brought again.

mod apply;
mod current;
pub mod preview;

use crate::app::{App, COMMAND_LINE};
use crate::control::{ImportFrom, Imported, Progress};
use crate::error::ErrorKind;
use crate::lists::{File, Files, MAX_BYTES, Post, Problems, plan::plan, read};
use crate::settings::Language;
use apply::Work;
use current::Known;
use lianxin_core::code::{CommunityCode, unit};
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{MutexGuard, TryLockError};

impl App {
    /// Takes lists, all or nothing.
    pub fn import(&self, from: &ImportFrom, progress: &mut dyn FnMut(Progress)) -> Result<Imported, ErrorKind> {
        let _alone = self.alone()?;
        let [grids, people, households] = bytes(&from.directory)?;
        let files = Files { grids: grids.as_deref(), people: people.as_deref(), households: households.as_deref() };
        let today = self.host.now().day();
        let taken = match read(&files, today, &is_known) {
            Ok(taken) => taken,
            Err(problems) => return Ok(self.refused(&problems)),
        };
        let known = Known::of(&self.office, &taken.lists, None, self.host.now())?;
        let plan = plan(&known.current, &taken.lists, today);
        progress(Progress::Plan(self.pick(plan.zh(), plan.en())));
        if plan.mixes_demonstration {
            return Err(ErrorKind::MixedLists);
        }
        let listed: Vec<&Post> = taken.lists.posts.iter().map(|row| &row.value).collect();
        let work = Work::of(self, &plan, &known, &listed, from.close_missing)?;
        let has_changed = !work.is_empty();
        if !from.dry_run {
            work.apply(self, COMMAND_LINE, progress)?;
        }
        let notes = taken.notes.iter().map(|note| self.pick(note.zh(), note.en())).collect();
        Ok(Imported { problems: Vec::new(), total: 0, notes, has_changed: has_changed && !from.dry_run })
    }

    /// One import at a time.
    fn alone(&self) -> Result<MutexGuard<'_, ()>, ErrorKind> {
        match self.importing.try_lock() {
            Ok(alone) => Ok(alone),
            Err(TryLockError::Poisoned(alone)) => Ok(alone.into_inner()),
            Err(TryLockError::WouldBlock) => Err(ErrorKind::Importing),
        }
    }

    fn refused(&self, problems: &Problems) -> Imported {
        Imported {
            problems: problems.list.iter().map(|problem| self.pick(problem.zh(), problem.en())).collect(),
            total: problems.total(),
            notes: problems.notes.iter().map(|note| self.pick(note.zh(), note.en())).collect(),
            has_changed: false,
        }
    }

    fn pick(&self, zh: String, en: String) -> String {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// Whether grids can lie in this community.
fn is_known(community: CommunityCode) -> bool {
    unit::find(community).is_some_and(|unit| unit.level.has_grids())
}

fn bytes(directory: &Path) -> Result<[Option<Vec<u8>>; 3], ErrorKind> {
    let one = |file: File| match read_file(&directory.join(file.name())) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ErrorKind::Lists(directory.display().to_string(), error)),
    };
    let [grids, people, households] = File::ALL;
    Ok([one(grids)?, one(people)?, one(households)?])
}

/// Reads no more than one byte beyond what a list may have; the reader then says what is wrong.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
