//! Running a world, and healing it: the network is quiet, what is held is decided, phones sync round by round until
//! every queue is empty and all heads are equal.

use super::network::Network;
use super::phone::Stepped;
use super::truth::Truth;
use super::{Chance, Report, World};
use lianxin_core::entry::{HoldCode, Verdict};
use lianxin_core::id::Hash;
use lianxin_core::store::{Entries, Store};
use lianxin_core::time::{DAY_MS, Timestamp};
use std::collections::BTreeSet;

/// Rounds after which a world that is not quiet has stalled.
const MAX_ROUNDS: usize = 8;
/// Between two steps mostly seconds pass, or every question would be stale when it arrives; sometimes hours.
const SHORT_STEP_MS: i64 = 30_000;
const LONG_STEP_MS: i64 = 6 * 3_600_000;

/// How healing went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Healed {
    /// Rounds needed since a person decided last.
    rounds: usize,
    /// In the second of them a replay was admitted.
    is_replay_late: bool,
}

impl World {
    /// Runs a seed for so many steps, heals, and reports.
    pub fn run(seed: u64, steps: usize) -> Report {
        let mut world = Self::new(seed);
        for _ in 0..steps {
            world.step();
            if world.report.failure.is_some() {
                return world.report;
            }
        }
        let healed = world.heal();
        (world.report.rounds, world.report.is_replay_late) = (healed.rounds, healed.is_replay_late);
        if world.report.failure.is_none() {
            world.entries_after_all();
        }
        world.report
    }

    fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let clock = std::sync::Arc::new(super::chance::WorldClock::default());
        let now = Timestamp(1_800_000_000_000);
        clock.set(now);
        let (office, phones) = super::office::found(&clock, &mut chance);
        let mut world = Self {
            chance,
            now,
            tick: 0,
            office,
            phones,
            network: Network::default(),
            truth: Truth::default(),
            report: Report::default(),
            clock,
        };
        for phone in 0..world.phones.len() {
            world.sync_quietly(phone);
        }
        world
    }

    pub(super) fn say(&mut self, what: impl FnOnce() -> String) {
        self.report.trace.push(format!("{} {} {}", self.tick, self.now, what()));
    }

    pub(super) fn fail(&mut self, what: String) {
        self.say(|| format!("!! {what}"));
        self.report.failure.get_or_insert(what);
    }

    pub(super) fn count(&mut self, what: &'static str) {
        *self.report.counts.entry(what).or_default() += 1;
    }

    fn pass(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
        self.clock.set(self.now);
    }

    /// One step: something happens somewhere, and everything is checked.
    fn step(&mut self) {
        self.tick += 1;
        let is_short = self.chance.percent(90);
        let ms = self.chance.span(if is_short { SHORT_STEP_MS } else { LONG_STEP_MS });
        self.pass(ms);
        let phone = self.chance.below(self.phones.len());
        match self.chance.below(1000) {
            0..=309 => self.act(phone),
            310..=429 => self.press_sync(phone),
            430..=789 => self.deliver(),
            790..=879 => self.console(),
            880..=899 => self.phones[phone].restart(),
            900..=914 => self.skew(phone),
            915..=924 => self.office.sweep(self.now),
            925..=939 => self.copy_or_set_back(phone),
            940..=944 => self.phones[phone].give_up(),
            _ => self.attack(),
        }
        self.check();
    }

    fn skew(&mut self, phone: usize) {
        let days = self.chance.span(731) - 365;
        let ms = if self.chance.percent(50) { 0 } else { days * DAY_MS };
        self.say(|| format!("phone {phone}: clock off by {ms} ms"));
        self.phones[phone].host.set_skew(ms);
    }

    /// A second phone with the same store, an older copy of it, or a backup for later.
    fn copy_or_set_back(&mut self, phone: usize) {
        match self.chance.below(3) {
            0 if self.phones.len() < 7 => {
                let (seed, noticed) = (self.chance.next(), self.chance.percent(50));
                let copy = self.phones[phone].clone_device(&self.clock, seed, noticed);
                let number = self.phones.len();
                self.say(|| format!("phone {phone} is cloned as {number}"));
                self.count("clones");
                self.phones.push(copy);
                self.office.note_clone(phone);
            }
            1 => self.office.copies.push((phone, self.phones[phone].copy())),
            _ => self.set_back(phone),
        }
    }

    fn set_back(&mut self, phone: usize) {
        let Some(at) = self.office.copies.iter().position(|(owner, _)| *owner == phone) else { return };
        let (_, older) = self.office.copies.swap_remove(at);
        self.count("phones set back");
        self.say(|| format!("phone {phone} is set back to an older copy"));
        self.forget_by_setting_back(phone, &older);
        self.phones[phone].set_back(older);
    }

    /// What the phone forgets with what its older copy does not have: lost where nobody else has it, and the office's to
    /// show where it has come there.
    fn forget_by_setting_back(&mut self, phone: usize, older: &impl Store) {
        let entries = self.phones[phone].store().entries(Entries::All).expect("memory reads");
        for entry in entries {
            if older.entry(&entry.hash).expect("memory reads").is_none() {
                let texts = super::office::texts_of_command(&entry.command);
                let first = self.first_of(entry.hash);
                if self.has_elsewhere(phone, &entry.hash) {
                    self.truth.let_go.extend(texts);
                    self.truth.let_go_entries.insert(first);
                } else {
                    self.truth.exempt.extend(texts);
                    self.truth.exempt_entries.insert(first);
                }
            }
        }
        let kept = older.attention().expect("memory reads");
        let items = self.phones[phone].store().attention().expect("memory reads");
        for item in items.into_iter().filter(|item| !kept.contains(item)) {
            self.truth.exempt.extend(item.fields.iter().filter_map(|(_, v)| v.as_text().map(str::to_owned)));
            self.truth.exempt_entries.insert(self.first_of(item.entry));
        }
    }

    /// Any message under way arrives.
    fn deliver(&mut self) {
        let Some(message) = self.network.take(&mut self.chance) else { return };
        let crash = self.chance.percent(6).then(|| self.chance.below(6));
        if message.is_question {
            let answer = self.office.handle(&message.bytes, self.now, crash);
            if crash.is_some() && answer.is_none() {
                self.count("office crashes");
                self.say(|| "the office crashes".into());
            }
            if let Some(bytes) = answer {
                let message = super::network::Message { phone: message.phone, is_question: false, bytes };
                self.network.send(message, &mut self.chance);
            }
            return;
        }
        if let Some(commits) = crash {
            self.phones[message.phone].crash_in(commits);
        }
        self.note_what_is_let_go(message.phone, |world| {
            let stepped = world.phones[message.phone].answer(&message.bytes);
            let finished = matches!(stepped, Stepped::Finished);
            world.count(match &stepped {
                Stepped::Ask(_) => "answers that ask on",
                Stepped::Finished => "answers that finish",
                Stepped::Crashed => "answers that crash",
                Stepped::Refused => "answers not taken",
            });
            world.carry(message.phone, stepped);
            if finished && world.phones[message.phone].is_complete {
                world.count("complete pulls");
                world.holds_only_its_own(message.phone);
            }
        });
    }

    /// Attention that goes together with its document is the office's to show from then on.
    fn note_what_is_let_go(&mut self, phone: usize, step: impl FnOnce(&mut Self)) {
        let (texts, entries) = self.attention(phone);
        step(self);
        let (texts_after, entries_after) = self.attention(phone);
        self.truth.let_go.extend(texts.difference(&texts_after).cloned());
        self.truth.let_go_entries.extend(entries.difference(&entries_after));
        let dropped = self.phones[phone].store().entries(Entries::All).expect("memory reads");
        for entry in dropped.iter().filter(|e| e.settled) {
            let texts = super::office::texts_of_command(&entry.command);
            let gone = entry
                .documents
                .iter()
                .any(|id| self.phones[phone].store().document(id).expect("memory reads").is_none());
            if gone {
                self.truth.let_go.extend(texts);
                self.truth.let_go_entries.insert(self.first_of(entry.hash));
            }
        }
    }

    /// What needs attention on a phone: the texts, and the entries that first said them.
    fn attention(&self, phone: usize) -> (BTreeSet<String>, BTreeSet<Hash>) {
        let items = self.phones[phone].store().attention().expect("memory reads");
        let texts = items.iter().flat_map(|item| &item.fields).filter_map(|(_, v)| v.as_text().map(str::to_owned));
        (texts.collect(), items.iter().map(|item| self.first_of(item.entry)).collect())
    }

    /// Syncs over a quiet line until the session ends.
    fn sync_quietly(&mut self, phone: usize) {
        self.note_what_is_let_go(phone, |world| {
            let mut stepped = world.phones[phone].start_sync();
            for _ in 0..60 {
                let Stepped::Ask(questions) = stepped else { break };
                let Some(question) = questions.into_iter().next() else { break };
                let Some(answer) = world.office.handle(&question, world.now, None) else { break };
                stepped = world.phones[phone].answer(&answer);
            }
        });
        if self.phones[phone].is_complete {
            self.holds_only_its_own(phone);
        }
    }

    fn heal(&mut self) -> Healed {
        self.network.clear();
        self.office.find_all(self.now);
        for phone in &mut self.phones {
            phone.restart();
        }
        self.office.sweep(self.now);
        let mut healed = Healed { rounds: 0, is_replay_late: false };
        for _ in 0..MAX_ROUNDS {
            let replays = self.office.admitted_replays();
            for phone in 0..self.phones.len() {
                self.pass(600_000);
                self.sync_quietly(phone);
            }
            self.office.sweep(self.now);
            healed.rounds += 1;
            healed.is_replay_late |= healed.rounds == 2 && self.office.admitted_replays() > replays;
            self.check();
            if self.report.failure.is_some() {
                return healed;
            }
            if self.decide_all() {
                self.count("rounds with a decision");
                healed = Healed { rounds: 0, is_replay_late: false };
                continue;
            }
            if self.unrest().is_empty() {
                return healed;
            }
        }
        for what in self.unrest().into_iter().take(5) {
            self.fail(format!("not quiet: {what}"));
        }
        healed
    }

    /// A person decides everything that is held and not a branch.
    fn decide_all(&mut self) -> bool {
        let mut any = false;
        for _ in 0..200 {
            let held = self.office.held();
            let next = held.into_iter().find(|(_, v)| !matches!(v, Verdict::Held(HoldCode::Fork | HoldCode::Behind)));
            let Some((entry, _)) = next else { break };
            let release = self.chance.percent(70);
            self.office.decide(&entry, release, self.now);
            any = true;
        }
        any
    }

    fn entries_after_all(&mut self) {
        self.nothing_is_lost();
        self.fields_are_seen();
    }
}
