//! In the evening: the office has moved somebody, takes nothing that is damaged, and meets its phones.

use super::Day;
use super::preparing::read_lists;
use crate::demo::console::{Console, Count};
use crate::demo::failure::DemoError;
use crate::demo::lists::{move_post, write_lists};
use crate::demo::phone::Told;
use crate::demo::words::Word;
use crate::report::{ReportError, open_phone};
use lianxin_core::code::CommunityCode;
use lianxin_core::error::Error;
use lianxin_core::household;
use lianxin_core::role::{ContactWish, Role, VisitOutcome};
use lianxin_core::store::Store;
use lianxin_core::time::{Host, SystemHost};
use lianxin_core::words::Lang;
use serde::Deserialize;
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

/// After so many rounds of syncing nothing may be left.
const ROUNDS: usize = 4;

/// Households in the store of a phone that nobody has open.
fn stored_households(directory: &Path) -> Result<usize, DemoError> {
    let (_, store) = open_phone(directory)?;
    let documents = store.documents();
    let documents = documents.map_err(|error| ReportError::Phone(directory.into(), Box::new(Error::from(error))))?;
    Ok(documents.iter().filter(|id| id.family() == household::CODE).count())
}

#[derive(Deserialize)]
struct Shown {
    household: Row,
    visits: Vec<Seen>,
    conflicts: Vec<Conflict>,
}

#[derive(Deserialize)]
struct Row {
    wish: Option<String>,
}

#[derive(Deserialize)]
struct Seen {
    author: String,
    is_own: bool,
}

#[derive(Deserialize)]
struct Conflict {
    key: String,
    values: Vec<Value>,
}

impl Day {
    pub(super) fn evening(&mut self) -> Result<(), DemoError> {
        self.screen.heading(Word::Evening, &[]);
        self.office.start(&self.stop)?;
        self.screen.say(Word::Listening, &[("address", &self.office.address.to_string())]);
        self.move_somebody()?;
        self.damage_envelopes()?;
        self.sync_all()?;
        self.screen.say(Word::Synced, &[("n", &self.phones.len().to_string())]);
        self.settle_the_contradiction()?;
        self.see_the_moved()?;
        self.sync_until_quiet()?;
        self.tell();
        self.look_from_the_office()
    }

    /// A newer list moves a worker. He does not know yet, and makes one more visit where he was.
    fn move_somebody(&mut self) -> Result<(), DemoError> {
        let Some(moved) = self.plan.cast.moved else { return Ok(()) };
        let post = &self.plan.cast.players[moved.player].post;
        let directory = self.place.join("lists-evening");
        let lists = move_post(&self.lists, post, moved.to, SystemHost.now().day());
        write_lists(&lists, &directory)?;
        read_lists(&directory, self.screen.lang())?;
        self.office.import(&directory, &self.stop)?;
        let to = moved.to.to_string();
        let args = [("who", self.who(moved.player)), ("from", post.scope.to_string()), ("to", to)];
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.screen.say(Word::Moved, &args);
        if let Some(visit) = self.plan.late.clone() {
            self.visit(moved.player, &visit)?;
            self.screen.say(Word::LateVisit, &[]);
        }
        Ok(())
    }

    /// The second phone sees the visit of the first and both wishes, decides, and the first sees what holds.
    fn settle_the_contradiction(&mut self) -> Result<(), DemoError> {
        let (Some(pair), Some(clash)) = (self.plan.cast.pair, self.plan.clash.clone()) else { return Ok(()) };
        self.sync(pair.second)?;
        let id = self.phones[pair.second].id_of(&clash.home, &self.stop)?;
        let shown = self.household(pair.second, &id)?;
        self.show_visits_seen(pair.second, &shown)?;
        let mut values: Vec<&str> = shown.conflicts.iter().flat_map(|c| &c.values).filter_map(Value::as_str).collect();
        values.sort_unstable();
        let mut expected = [clash.first.word(), clash.second.word()];
        expected.sort_unstable();
        let one_conflict = shown.conflicts.len() == 1 && shown.conflicts.iter().all(|c| c.key == "wish");
        self.expect(one_conflict && values == expected, Word::TwoValues, values.join(" "))?;
        let both = format!("{} · {}", self.wish(clash.first), self.wish(clash.second));
        self.screen.say(Word::TwoValues, &[("home", &clash.home.line()), ("values", &both)]);
        let chosen = clash.chosen.word();
        let _: Value = self.phones[pair.second].ask(&["resolve", &id, "wish", chosen], &self.stop)?;
        for at in [pair.second, pair.first] {
            self.sync(at)?;
            let shown = self.household(at, &id)?;
            let holds = shown.conflicts.is_empty() && shown.household.wish.as_deref() == Some(chosen);
            self.expect(holds, Word::Resolved, self.who(at))?;
        }
        self.screen.say(Word::Resolved, &[("who", &self.who(pair.second)), ("value", self.wish(clash.chosen))]);
        Ok(())
    }

    /// A chief sees what the workers of his grid have done; a worker sees his own.
    fn show_visits_seen(&self, at: usize, shown: &Shown) -> Result<(), DemoError> {
        if self.plan.cast.left_out.contains(&crate::demo::cast::LeftOut::Chief) {
            return Ok(());
        }
        let others: Vec<&str> = shown.visits.iter().filter(|v| !v.is_own).map(|v| v.author.as_str()).collect();
        self.expect(!others.is_empty(), Word::ChiefSees, self.who(at))?;
        let (n, authors) = (others.len().to_string(), others.join(" "));
        self.screen.say(Word::ChiefSees, &[("who", &self.who(at)), ("n", &n), ("authors", &authors)]);
        Ok(())
    }

    /// The moved worker's work was taken; what belonged to the old grid is gone from his phone, the new grid is there.
    fn see_the_moved(&mut self) -> Result<(), DemoError> {
        let Some(moved) = self.plan.cast.moved else { return Ok(()) };
        self.sync(moved.player)?;
        let phone = &self.phones[moved.player];
        let status = phone.status(&self.stop)?;
        let to = moved.to.to_string();
        let holds = status.posts.iter().any(|post| post.scope == to) && status.made == status.delivered;
        self.expect(holds && status.attention == 0, Word::MovedTaken, format!("{status:?}"))?;
        let old = self.plan.cast.players[moved.player].post.scope.grid().map(|grid| grid.to_string());
        let households = phone.households(&self.stop)?;
        let left = households.iter().filter(|row| Some(&row.grid) == old.as_ref()).count();
        self.expect(left == 0, Word::MovedTaken, format!("{left} {old:?}"))?;
        // And not only from what is shown: the store itself has no other household.
        let documents = stored_households(&phone.directory)?;
        self.expect(documents == households.len(), Word::MovedTaken, format!("{documents} {}", households.len()))?;
        let held = households.len().to_string();
        self.screen.say(Word::MovedTaken, &[("who", &self.who(moved.player)), ("n", &held)]);
        Ok(())
    }

    /// Until every phone has everything and the office has everything of every phone.
    fn sync_until_quiet(&mut self) -> Result<(), DemoError> {
        for _ in 0..ROUNDS {
            let synced = self.sync_all()?;
            if synced.iter().all(|s| s.is_complete && s.made == s.delivered && s.told.is_empty()) {
                let delivered: u64 = synced.iter().map(|s| s.delivered).sum();
                self.screen.say(Word::Delivered, &[("n", &delivered.to_string())]);
                return Ok(());
            }
        }
        self.expect(false, Word::Delivered, ROUNDS)
    }

    /// Who was told what, in the words of the phones.
    fn tell(&self) {
        self.screen.say(Word::WhoWasTold, &[]);
        for (at, told) in self.told.iter().enumerate() {
            let mut counted: BTreeMap<&Told, usize> = BTreeMap::new();
            for told in told {
                *counted.entry(told).or_default() += 1;
            }
            for (told, n) in counted {
                self.screen.detail(&format!("{}  {} ({}) ×{n}", self.who(at), told.words, told.verdict));
            }
        }
        if self.told.iter().all(Vec::is_empty) {
            self.screen.detail(&self.screen.words(Word::Nobody, &[]));
        }
    }

    /// What somebody at the office's page sees of the day, in the community of most of these phones.
    fn look_from_the_office(&self) -> Result<(), DemoError> {
        let Some((number, community)) = self.office_worker() else { return Ok(()) };
        let today = Console::log_in(&self.office.login_link(&number, &self.stop)?)?.today()?;
        let here = self.plan.cast.players.iter().zip(&self.recorded);
        let here = here.filter(|(player, _)| player.post.scope.community() == community);
        let recorded: u64 = here.map(|(_, recorded)| recorded).sum();
        self.expect(today.visits == recorded, Word::OfficeSees, format!("{} {recorded}", today.visits))?;
        let outcomes = self.outcomes(&today.by_outcome);
        self.screen.say(Word::OfficeSees, &[("community", &community.to_string()), ("n", &today.visits.to_string())]);
        self.screen.detail(&outcomes);
        let (held, flagged, refused) = (today.held.to_string(), today.flagged.to_string(), today.refused.to_string());
        let args = [("held", held.as_str()), ("flagged", &flagged), ("refused", &refused)];
        self.screen.detail(&self.screen.words(Word::OfficeHas, &args));
        self.office.ask(&["check"], &self.stop)?;
        self.screen.detail(&self.screen.words(Word::Sound, &[]));
        Ok(())
    }

    /// Outcomes as people read them.
    pub(super) fn outcomes(&self, counts: &[Count]) -> String {
        let outcome = |count: &Count| {
            let outcome = VisitOutcome::from_word(&count.code);
            let title = outcome.map(|o| if self.screen.lang() == Lang::En { o.en() } else { o.zh() });
            format!("{} {}", title.unwrap_or(&count.code), count.count)
        };
        counts.iter().map(outcome).collect::<Vec<_>>().join(" · ")
    }

    /// Somebody who may come to the console, in the community of most of the phones.
    pub(super) fn office_worker(&self) -> Option<(String, CommunityCode)> {
        let today = SystemHost.now().day();
        let phones = |community: CommunityCode| {
            let players = self.plan.cast.players.iter();
            players.filter(|player| player.post.scope.community() == community).count()
        };
        let posts = self.lists.posts.iter().map(|row| &row.value).filter(|post| post.in_force(today));
        let posts = posts.filter(|post| post.role == Role::CommunityOffice);
        let post = posts.max_by_key(|post| (phones(post.scope.community()), Reverse(&post.person_no)))?;
        Some((post.person_no.clone(), post.scope.community()))
    }

    fn household(&self, at: usize, id: &str) -> Result<Shown, DemoError> {
        self.phones[at].ask(&["household", id], &self.stop)
    }

    /// A wish as people read it.
    pub(super) fn wish(&self, wish: ContactWish) -> &'static str {
        if self.screen.lang() == Lang::En { wish.en() } else { wish.zh() }
    }
}
