//! In the morning: the office takes its lists, phones enrol and sync, and the server is stopped.

use super::Day;
use crate::demo::failure::DemoError;
use crate::demo::phone::Synced;
use crate::demo::words::Word;
use lianxin_core::words::Lang;
use serde::Deserialize;

#[derive(Deserialize)]
struct Enrolled {
    digits: String,
    is_confirmed: bool,
}

impl Day {
    pub(super) fn morning(&mut self) -> Result<(), DemoError> {
        self.screen.heading(Word::Morning, &[]);
        let name = self.screen.words(Word::OfficeName, &[]);
        self.screen.wait(Word::MakingOffice, || self.office.init(&name, &self.place, &self.stop))?;
        let lists = self.lists_directory();
        self.office.import(&lists, &self.stop)?;
        let households = self.lists.households.len().to_string();
        self.screen.say(Word::Imported, &[("households", &households)]);
        self.office.start(&self.stop)?;
        self.screen.say(Word::Listening, &[("address", &self.office.address.to_string())]);
        self.enrol_all()?;
        let synced = self.sync_all()?;
        self.show_phones(&synced)?;
        self.office.stop()?;
        self.expect(self.office.is_gone(), Word::NoServer, self.office.address)?;
        self.screen.say(Word::ServerStopped, &[("address", &self.office.address.to_string())]);
        Ok(())
    }

    fn enrol_all(&self) -> Result<(), DemoError> {
        let bar = self.screen.bar(Word::Enrolling, self.phones.len());
        for (player, phone) in self.plan.cast.players.iter().zip(&self.phones) {
            let number = &player.post.person_no;
            let invitation = self.office.invite(number, &self.stop)?;
            let waiting: Enrolled = phone.ask(&["enrol", &invitation], &self.stop)?;
            self.office.confirm(&waiting.digits, number, &self.stop)?;
            let enrolled: Enrolled = phone.ask(&["enrol"], &self.stop)?;
            self.expect(enrolled.is_confirmed, Word::Enrolling, number)?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// One line a phone: whose it is, and what it holds.
    fn show_phones(&self, synced: &[Synced]) -> Result<(), DemoError> {
        let mut rows = Vec::new();
        for (at, (player, synced)) in self.plan.cast.players.iter().zip(synced).enumerate() {
            let held = self.phones[at].households(&self.stop)?.len();
            self.expect(synced.is_complete, Word::Syncing, self.who(at))?;
            self.expect(held >= player.homes.len(), Word::HoldsItsHouseholds, format!("{} {held}", self.who(at)))?;
            let role = if self.screen.lang() == Lang::En { player.post.role.en() } else { player.post.role.zh() };
            let households = self.screen.words(Word::Households, &[("n", &held.to_string())]);
            let clock = if self.plan.cast.clock == Some(at) { Word::ClockAhead } else { Word::Nothing };
            rows.push(vec![
                self.number(at),
                role.to_owned(),
                player.post.name.clone(),
                player.post.scope.to_string(),
                households,
                self.screen.words(clock, &[]),
            ]);
        }
        self.screen.table(&rows);
        Ok(())
    }
}
