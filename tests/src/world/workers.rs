//! What people do at doors, at random.

use super::World;
use super::fields::{WISH, Wished};
use super::phone::Stepped;
use super::truth::Made;
use lianxin_core::code::Scope;
use lianxin_core::companion::{Amend, Companion, Dwelling, HouseholdEdit, Target, VisitCorrection, VisitForm};
use lianxin_core::device::{ChainState, Named};
use lianxin_core::document::Value;
use lianxin_core::error::Error;
use lianxin_core::household;
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::role::{ContactWish, VisitOutcome, VisitPurpose};
use lianxin_core::rows::Need;
use lianxin_core::store::Store as _;
use std::collections::BTreeSet;

impl World {
    fn token(&mut self) -> String {
        format!("t{}x{}", self.tick, self.chance.below(100_000))
    }

    /// One act of one person, if there is anything he can do.
    pub(super) fn act(&mut self, phone: usize) {
        let standings = self.phones[phone].store().standings().expect("memory reads");
        let households: Vec<DocumentId> = standings.iter().map(|s| s.household.id).collect();
        let Some(household) = self.chance.pick(&households).copied() else { return };
        if self.chance.percent(2) {
            let commits = self.chance.below(2);
            self.phones[phone].crash_in(commits);
        }
        match self.chance.below(100) {
            0..=44 => self.visit(phone, Target::Listed(household), household),
            45..=49 => self.visit_new_door(phone),
            50..=64 => self.edit(phone, household),
            65..=74 => self.wish(phone, household),
            75..=89 => self.correct(phone, household),
            _ => self.resolve(phone),
        }
    }

    fn visit(&mut self, phone: usize, target: Target, subject: DocumentId) {
        let token = self.token();
        let mut tokens = vec![token.clone()];
        let outcome = *self.chance.pick(VisitOutcome::ALL).expect("not empty");
        let mut form = VisitForm { note: token, ..VisitForm::new(target, outcome) };
        form.purpose = self.chance.percent(40).then(|| self.chance.pick(VisitPurpose::ALL).copied()).flatten();
        if self.chance.percent(30) {
            let line = format!("n{}", self.token());
            tokens.push(line.clone());
            form.needs.push(Need { code: "light".into(), line });
        }
        form.wish = self.chance.percent(30).then(|| self.chance.pick(ContactWish::ALL).copied()).flatten();
        let wish = form.wish.map(|wish| Value::text(wish.word()));
        let saw = self.wishes_shown(phone, subject);
        let done = self.done(phone, "visit", subject, tokens, |app| app.record_visit(&form).map(|_| ()));
        self.wished(phone, done, subject, wish, saw);
    }

    fn visit_new_door(&mut self, phone: usize) {
        let dwelling = Dwelling { estate: "新户".into(), room: self.tick.to_string(), ..Dwelling::default() };
        self.visit(phone, Target::New(dwelling), DocumentId::default());
    }

    fn edit(&mut self, phone: usize, household: DocumentId) {
        let token = format!("n{}", self.token());
        let mut edit = HouseholdEdit { add_needs: vec![token.clone()], ..HouseholdEdit::default() };
        if self.chance.percent(20) {
            let row = self.phones[phone].app().household(household).map(|view| view.row.needs);
            edit.drop_needs.extend(row.ok().and_then(|needs| self.chance.pick(&needs).cloned()));
        }
        self.done(phone, "edit", household, vec![token], |app| app.edit_household(household, &edit).map(|_| ()));
    }

    fn wish(&mut self, phone: usize, household: DocumentId) {
        let wish = self.chance.pick(ContactWish::ALL).copied();
        let edit = HouseholdEdit { wish: wish.into(), ..HouseholdEdit::default() };
        let wish = wish.map(|wish| Value::text(wish.word()));
        let saw = self.wishes_shown(phone, household);
        let done = self.done(phone, "wish", household, vec![], |app| app.edit_household(household, &edit).map(|_| ()));
        self.wished(phone, done, household, wish, saw);
    }

    /// The wishes of a household that the phone shows.
    fn wishes_shown(&self, phone: usize, household: DocumentId) -> BTreeSet<Value> {
        let Ok(view) = self.phones[phone].app().household(household) else { return BTreeSet::new() };
        let disputed = view.conflicts.into_iter().filter(|c| c.document == household && c.key == WISH);
        let shown = view.row.wish.map(|wish| Value::text(wish.word()));
        disputed.flat_map(|conflict| conflict.values).chain(shown).collect()
    }

    /// Notes what an entry wished for. One that found its wish to stand already did not write it.
    fn wished(
        &mut self,
        phone: usize,
        entry: Option<Hash>,
        household: DocumentId,
        value: Option<Value>,
        saw: BTreeSet<Value>,
    ) {
        let (Some(entry), Some(value)) = (entry, value) else { return };
        if household != DocumentId::default() && saw != BTreeSet::from([value.clone()]) {
            let person = self.phones[phone].person;
            self.truth.wishes.insert(entry, Wished { person, household, value, saw });
        }
    }

    fn correct(&mut self, phone: usize, household: DocumentId) {
        let Ok(view) = self.phones[phone].app().household(household) else { return };
        let own: Vec<DocumentId> = view.visits.iter().filter(|v| v.is_own).map(|v| v.row.id).collect();
        let Some(visit) = self.chance.pick(&own).copied() else { return };
        let token = self.token();
        let correction = VisitCorrection { note: Amend::Set(token.clone()), ..VisitCorrection::default() };
        self.done(phone, "correct", visit, vec![token], |app| app.correct_visit(visit, &correction).map(|_| ()));
    }

    fn resolve(&mut self, phone: usize) {
        let Ok(conflicts) = self.phones[phone].app().conflicts() else { return };
        let Some(conflict) = self.chance.pick(&conflicts).cloned() else { return };
        let Some(value) = self.chance.pick(&conflict.values).cloned() else { return };
        let saw = self.wishes_shown(phone, conflict.document);
        let done = self.done(phone, "resolve", conflict.document, vec![], |app| {
            app.resolve(conflict.document, &conflict.key, &value)
        });
        let value = (conflict.key == WISH).then_some(value);
        self.wished(phone, done, conflict.document, value, saw);
    }

    /// Has something done; gives the entry it became, if it became one.
    fn done(
        &mut self,
        phone: usize,
        what: &'static str,
        subject: DocumentId,
        tokens: Vec<String>,
        act: impl FnOnce(&Companion) -> Result<(), Error>,
    ) -> Option<Hash> {
        let before = self.tip(phone);
        let done = self.phones[phone].act(act);
        let chain = ChainState::load(self.phones[phone].store()).expect("memory reads")?;
        match done {
            Some(Ok(())) if Some(chain.tip) != before => {}
            Some(Err(error)) => {
                self.say(|| format!("phone {phone} may not {what}: {}", error.code()));
                return None;
            }
            _ => return None,
        }
        self.count(what);
        let person = self.phones[phone].person;
        self.say(|| format!("phone {phone} {what} n{} {} {tokens:?}", chain.n, short(&chain.tip)));
        if self.office.is_entitled(phone, &self.phones[phone], &chain.tip, subject) {
            self.truth.entitled.insert(chain.tip, what);
        }
        self.truth.made.extend(tokens.into_iter().map(|token| Made { person, token, what }));
        Some(chain.tip)
    }

    fn tip(&self, phone: usize) -> Option<Hash> {
        ChainState::load(self.phones[phone].store()).expect("memory reads").map(|chain| chain.tip)
    }

    /// The sync button, now or after a crash.
    pub(super) fn press_sync(&mut self, phone: usize) {
        if self.chance.percent(5) {
            let commits = self.chance.below(4);
            self.phones[phone].crash_in(commits);
        }
        let stepped = self.phones[phone].start_sync();
        self.carry(phone, stepped);
    }

    /// Sends what a phone wants to ask.
    pub(super) fn carry(&mut self, phone: usize, stepped: Stepped) {
        match stepped {
            Stepped::Ask(questions) => {
                for bytes in questions {
                    let message = super::network::Message { phone, is_question: true, bytes };
                    self.network.send(message, &mut self.chance);
                }
            }
            Stepped::Crashed => {
                self.count("phone crashes");
                self.say(|| format!("phone {phone} crashes"));
            }
            Stepped::Finished | Stepped::Refused => {}
        }
    }
}

/// The start of a hash, for traces.
pub(super) fn short(hash: &Hash) -> String {
    hash.short().to_string()[..6].to_owned()
}

/// Whether the scope answers for the household in this state.
pub(super) fn covers(
    document: &lianxin_core::document::Document,
    scope: Scope,
    at: lianxin_core::time::Timestamp,
) -> bool {
    household::is_covered(document, scope, at, at)
}
