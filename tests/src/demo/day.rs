//! The day as a whole: who and what takes part, and the acts one after the other.

mod afield;
mod app;
mod closing;
mod corruption;
mod evening;
mod morning;
mod preparing;

use super::args::Args;
use super::failure::DemoError;
use super::office::Office;
use super::phone::{Phone, Synced, Told};
use super::plan::{Plan, Visit};
use super::process::Stop;
use super::programs::Programs;
use super::screen::Screen;
use super::words::Word;
use crate::report::Traffic;
use lianxin_server::lists::Lists;
use std::fmt::Display;
use std::path::PathBuf;

/// A day that is being played.
pub(super) struct Day {
    args: Args,
    screen: Screen,
    stop: Stop,
    programs: Programs,
    /// Everything lies below this directory.
    place: PathBuf,
    lists: Lists,
    plan: Plan,
    office: Office,
    /// One for each of the cast.
    phones: Vec<Phone>,
    /// The first visit recorded, by phone.
    first: Vec<Option<String>>,
    /// How many visits were recorded, by phone.
    recorded: Vec<u64>,
    /// What the syncs have told, by phone.
    told: Vec<Vec<Told>>,
    traffic: Traffic,
    /// How many visits of the app the office has.
    of_the_app: u64,
}

impl Day {
    /// Plays the day to its end.
    pub(super) fn play(&mut self) -> Result<(), DemoError> {
        self.morning()?;
        self.afield()?;
        self.evening()?;
        self.play_the_app()?;
        self.close()
    }

    /// Goes on only if something is as it was promised.
    fn expect(&self, holds: bool, what: Word, detail: impl Display) -> Result<(), DemoError> {
        if holds { Ok(()) } else { Err(DemoError::Check(what, detail.to_string())) }
    }

    /// A phone's number as people read it: from 01.
    fn number(&self, at: usize) -> String {
        format!("{:02}", at + 1)
    }

    /// Number and name.
    fn who(&self, at: usize) -> String {
        let name = self.plan.cast.players.get(at).map(|player| player.post.name.as_str()).unwrap_or_default();
        format!("{} {name}", self.number(at))
    }

    /// Syncs a phone, and keeps what it moved and what it was told.
    fn sync(&mut self, at: usize) -> Result<Synced, DemoError> {
        let synced = self.phones[at].sync(&self.stop)?;
        self.traffic.bytes_up += synced.bytes_up;
        self.traffic.bytes_down += synced.bytes_down;
        self.told[at].extend(synced.told.iter().cloned());
        Ok(synced)
    }

    /// Records a visit.
    fn visit(&mut self, at: usize, visit: &Visit) -> Result<(), DemoError> {
        let id = self.phones[at].visit(visit, &self.stop)?;
        self.recorded[at] += 1;
        self.first[at].get_or_insert(id);
        Ok(())
    }

    /// Syncs every phone once.
    fn sync_all(&mut self) -> Result<Vec<Synced>, DemoError> {
        let bar = self.screen.bar(Word::Syncing, self.phones.len());
        let synced = (0..self.phones.len()).map(|at| {
            bar.inc(1);
            self.sync(at)
        });
        let synced = synced.collect();
        bar.finish_and_clear();
        synced
    }
}
