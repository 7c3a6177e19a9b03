//! One grid on the disk whose visits have all come the ordinary way: recorded, synced, admitted.

use super::failure::{BenchError, insist};
use super::field::{Scrambled, newcomer, sync, town, visit};
use super::place::Place;
use super::step;
use crate::town::Town;
use lianxin_core::id::DocumentId;
use lianxin_core::role::ContactWish;
use lianxin_core::time::{Host, SystemHost};

/// Visits of one phone: what the office takes from one on one day.
const OF_ONE_PHONE: usize = 190;
/// Half a year.
const DAYS: usize = 180;
/// Longer than it takes until a household is suggested again.
const UNSEEN_DAYS: usize = 70;

/// A town and how many visits it has.
pub(super) struct Grid {
    pub(super) town: Town,
    pub(super) visits: usize,
    notes: Scrambled,
}

impl Grid {
    /// A grid without visits.
    pub(super) fn found(place: &Place) -> Result<Self, BenchError> {
        Ok(Self { town: town(place, "grid", place.many(500, 60))?, visits: 0, notes: Scrambled::new() })
    }

    /// Has workers visit until there are so many visits, spread over half a year. One in four also sets the
    /// household's wish.
    pub(super) fn visit_until(&mut self, wanted: usize, place: &Place) -> Result<(), BenchError> {
        let today = SystemHost.now().day();
        step(&format!("{} visits are recorded, synced and admitted", wanted.saturating_sub(self.visits)));
        while self.visits < wanted {
            // Who has visits already would have to fetch them first.
            let worker = newcomer(&self.town, place)?;
            for _ in 0..OF_ONE_PHONE.min(wanted - self.visits) {
                let back = DAYS - 1 - self.visits * DAYS / wanted.max(1);
                let mut form = visit(self.home(back), &self.notes.next().unwrap_or_default());
                form.day = Some(today.plus(-i32::try_from(back).unwrap_or_default()));
                let wish = if self.visits.is_multiple_of(8) { ContactWish::CallFirst } else { ContactWish::Welcome };
                form.wish = self.visits.is_multiple_of(4).then_some(wish);
                worker.record_visit(&form)?;
                self.visits += 1;
            }
            sync(&self.town.office, &worker)?;
            let status = worker.status()?;
            insist("everything was delivered and nothing held", (status.delivered, status.held), (status.made, 0))?;
        }
        Ok(())
    }

    /// Whom the next visit is for. One household in eight is seen by nobody for ten weeks: the day's list has these.
    fn home(&self, days_ago: usize) -> DocumentId {
        let all = &self.town.households;
        let (at, due) = (self.visits * 7 % all.len(), all.len() / 8);
        all[if at < due && days_ago < UNSEEN_DAYS { at + due } else { at }]
    }
}
