//! Afield, without any server: visits of every outcome, and what goes wrong on an ordinary day.

use super::Day;
use crate::demo::failure::DemoError;
use crate::demo::notes::note_with_citizen_number;
use crate::demo::plan::{CORRECTION, Door, Visit};
use crate::demo::process::run_and_kill;
use crate::demo::words::Word;
use crate::profile::random::Random;
use lianxin_core::role::VisitOutcome;
use serde_json::Value;
use std::time::Duration;

/// How often a phone is to be killed while it records a visit.
const KILLS: u32 = 4;
/// When, at the latest. A command takes about as long, so that now and then one comes to its end.
const KILL_WITHIN_MS: u32 = 24;
/// How long a phone is left waiting for a note before it is killed.
const WAIT_MS: u64 = 400;

impl Day {
    pub(super) fn afield(&mut self) -> Result<(), DemoError> {
        self.screen.heading(Word::Afield, &[]);
        self.without_server()?;
        self.screen.say(Word::NoServer, &[]);
        self.visit_all()?;
        self.contradict()?;
        self.type_a_citizen_number()?;
        self.correct()?;
        self.kill()?;
        self.sync_in_vain()?;
        self.damage_a_copy()?;
        self.without_server()?;
        let mut made = 0;
        for phone in &self.phones {
            made += phone.status(&self.stop)?.made;
        }
        self.screen.say(Word::OnThePhones, &[("n", &made.to_string())]);
        Ok(())
    }

    /// As long as this act lasts there must be no server; looked at again and again.
    fn without_server(&self) -> Result<(), DemoError> {
        self.expect(self.office.is_gone(), Word::NoServer, self.office.address)
    }

    fn visit_all(&mut self) -> Result<(), DemoError> {
        let bar = self.screen.bar(Word::Visiting, self.plan.visits.iter().map(Vec::len).sum());
        let mut outcomes = [0_usize; VisitOutcome::ALL.len()];
        for (at, visits) in self.plan.visits.clone().iter().enumerate() {
            for visit in visits {
                self.visit(at, visit)?;
                bar.inc(1);
                let place = VisitOutcome::ALL.iter().position(|outcome| *outcome == visit.outcome).unwrap_or_default();
                outcomes[place] += 1;
            }
            self.without_server()?;
        }
        bar.finish_and_clear();
        let total: usize = outcomes.iter().sum();
        if total == 0 {
            return Ok(());
        }
        let is_english = self.screen.lang() == lianxin_core::words::Lang::En;
        let title = |outcome: &VisitOutcome| if is_english { outcome.en() } else { outcome.zh() };
        let counted = VisitOutcome::ALL.iter().zip(outcomes).map(|(outcome, n)| format!("{} {n}", title(outcome)));
        let counted = counted.collect::<Vec<_>>().join(" · ");
        self.screen.say(Word::Visited, &[("n", &total.to_string()), ("outcomes", &counted)]);
        Ok(())
    }

    /// Two phones set different wishes at one door, and neither knows.
    fn contradict(&mut self) -> Result<(), DemoError> {
        let (Some(pair), Some(clash)) = (self.plan.cast.pair, self.plan.clash.clone()) else { return Ok(()) };
        let visit =
            Visit { wish: Some(clash.first), ..Visit::new(Door::Listed(clash.home.clone()), VisitOutcome::Met) };
        self.visit(pair.first, &visit)?;
        let second = &self.phones[pair.second];
        let id = second.id_of(&clash.home, &self.stop)?;
        let _: Value = second.ask(&["edit", &id, "--wish", clash.second.word()], &self.stop)?;
        let (first, second) = (self.wish(clash.first), self.wish(clash.second));
        self.screen.say(
            Word::Contradicted,
            &[
                ("home", &clash.home.line()),
                ("one", &self.who(pair.first)),
                ("first", first),
                ("other", &self.who(pair.second)),
                ("second", second),
            ],
        );
        Ok(())
    }

    /// The bad example: nothing of it may be saved.
    fn type_a_citizen_number(&self) -> Result<(), DemoError> {
        let Some(at) = self.plan.cast.careless else { return Ok(()) };
        let phone = &self.phones[at];
        let before = phone.status(&self.stop)?.made;
        let door = self.first_door(at);
        let visit = Visit { note: note_with_citizen_number(self.args.seed), ..Visit::new(door, VisitOutcome::Met) };
        let args = phone.visit_args(&visit, &self.stop)?;
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let refused = phone.try_ask(&args, &self.stop)?.err();
        let code = refused.as_ref().map(|refusal| refusal.code.clone()).unwrap_or_default();
        self.expect(code == "note.citizen_number", Word::NumberRefused, &code)?;
        self.expect(phone.status(&self.stop)?.made == before, Word::NumberRefused, before)?;
        self.screen.say(Word::NumberRefused, &[]);
        let words = refused.map(|refusal| refusal.words).unwrap_or_default();
        self.screen.detail(&format!("{}  {words} ({code})", self.who(at)));
        Ok(())
    }

    fn correct(&self) -> Result<(), DemoError> {
        let Some(at) = self.plan.corrects else { return Ok(()) };
        let (Some(id), Some(visit)) = (&self.first[at], self.plan.visits[at].first()) else { return Ok(()) };
        let note = format!("--note={}{CORRECTION}", visit.note);
        let _: Value = self.phones[at].ask(&["correct", id, &note], &self.stop)?;
        self.screen.say(Word::Corrected, &[("who", &self.who(at))]);
        Ok(())
    }

    /// A phone is killed in the middle of a command, again and again: each visit is there whole or not at all, and
    /// the one that is not is recorded anew.
    fn kill(&mut self) -> Result<(), DemoError> {
        let Some(at) = self.plan.cast.killed else { return Ok(()) };
        let phone = self.phones[at].clone();
        let visit = Visit::new(self.first_door(at), VisitOutcome::NoAnswer);
        let args = phone.visit_args(&visit, &self.stop)?;
        let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut random = Random::new(self.args.seed, "kills");
        let mut made = phone.status(&self.stop)?.made;
        let (mut kills, mut again) = (1, 0);
        for _ in 0..KILLS {
            let after = Duration::from_millis(u64::from(random.below(KILL_WITHIN_MS)));
            kills += u32::from(run_and_kill(&mut phone.command(&args), after, &self.stop)?);
            let now = phone.status(&self.stop)?.made;
            self.expect(now == made || now == made + 1, Word::Killed, format!("{made} {now}"))?;
            if now == made {
                self.visit(at, &visit)?;
                again += 1;
            } else {
                self.recorded[at] += 1;
            }
            made += 1;
        }
        // Left alone with an open question it waits, and has saved nothing.
        args.push("--note=-");
        let was_killed = run_and_kill(&mut phone.command(&args), Duration::from_millis(WAIT_MS), &self.stop)?;
        self.expect(was_killed && phone.status(&self.stop)?.made == made, Word::Killed, made)?;
        let (kills, again) = (kills.to_string(), again.to_string());
        self.screen.say(Word::Killed, &[("who", &self.who(at)), ("n", &kills), ("again", &again)]);
        Ok(())
    }

    /// A sync that reaches nobody changes nothing and says that it may be tried again.
    fn sync_in_vain(&self) -> Result<(), DemoError> {
        let Some(phone) = self.phones.first() else { return Ok(()) };
        let before = phone.status(&self.stop)?;
        let refusal = phone.try_ask(&["sync"], &self.stop)?.err();
        let holds =
            refusal.as_ref().is_some_and(|refusal| refusal.code == "office.unreachable" && refusal.retry_useful);
        self.expect(holds, Word::SyncInVain, refusal.as_ref().map(|r| r.code.clone()).unwrap_or_default())?;
        let after = phone.status(&self.stop)?;
        let unchanged = (before.made, before.delivered) == (after.made, after.delivered);
        self.expect(unchanged, Word::SyncInVain, format!("{before:?} {after:?}"))?;
        self.screen.say(Word::SyncInVain, &[]);
        self.screen.detail(&refusal.map(|refusal| refusal.words).unwrap_or_default());
        Ok(())
    }

    /// A door that the phone has for sure.
    fn first_door(&self, at: usize) -> Door {
        let homes = self.plan.cast.players.get(at).map(|player| player.homes.as_slice()).unwrap_or_default();
        let home = homes.first().and_then(|home| self.lists.households.get(*home));
        Door::Listed(home.map(|row| crate::demo::plan::Home::of(&row.value)).unwrap_or_default())
    }
}
