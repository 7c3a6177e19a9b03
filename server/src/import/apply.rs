//! A plan as what is to be written: rows of registers, new households, moves and edits.

use super::current::{Known, end};
use crate::app::App;
use crate::control::Progress;
use crate::error::ErrorKind;
use crate::lists::plan::{Change, Plan};
use crate::lists::{Dwelling, Household, Post};
use crate::node::{Move, NewHousehold};
use lianxin_core::code::GridCode;
use lianxin_core::document::{Edit, Value};
use lianxin_core::id::{AssignmentId, DocumentId, PersonId};
use lianxin_core::register::{Assignment, PersonDetails, RegisterId, Row};
use lianxin_core::time::{Timestamp, random};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Households written in one transaction: as many as keep a phone that syncs meanwhile waiting for a moment only.
const BATCH: usize = 512;

/// What is to be added to one register.
#[derive(Default)]
struct Rows {
    facts: Vec<Row>,
    persons: BTreeMap<PersonId, Row>,
    posts: Vec<Row>,
}

/// Everything that is to be written.
#[derive(Default)]
pub(super) struct Work {
    registers: BTreeMap<RegisterId, Rows>,
    parts: HashMap<PersonId, PersonDetails>,
    new: Vec<NewHousehold>,
    moves: Vec<Move>,
    edits: Vec<(DocumentId, &'static str, Edit)>,
}

/// What is needed to say what a plan means.
struct Making<'m> {
    app: &'m App,
    plan: &'m Plan,
    known: &'m Known,
    persons: HashMap<String, PersonId>,
    work: Work,
}

impl Work {
    pub(super) fn of(
        app: &App,
        plan: &Plan,
        known: &Known,
        listed: &[&Post],
        close_missing: bool,
    ) -> Result<Self, ErrorKind> {
        let mut persons = known.persons.clone();
        for post in listed {
            persons.entry(post.person_no.clone()).or_insert_with(|| PersonId(random(app.host.as_ref())));
        }
        let mut making = Making { app, plan, known, persons, work: Self::default() };
        making.grids();
        making.persons(listed);
        making.posts();
        making.households();
        if close_missing {
            making.gone()?;
        }
        Ok(making.work)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.total() == 0
    }

    pub(super) fn total(&self) -> usize {
        self.registers.len() + self.new.len() + self.moves.len() + self.edits.len()
    }

    /// Writes it, registers first: a household's grid is then known.
    pub(super) fn apply(self, app: &App, user: PersonId, progress: &mut dyn FnMut(Progress)) -> Result<(), ErrorKind> {
        let (total, mut done) = (self.total(), 0);
        let mut step = |count: usize| {
            done += count;
            progress(Progress::Step(done, total));
        };
        for (register, rows) in self.registers {
            let parts: Vec<PersonDetails> =
                rows.persons.keys().filter_map(|person| self.parts.get(person)).cloned().collect();
            let rows: Vec<Row> = rows.facts.into_iter().chain(rows.persons.into_values()).chain(rows.posts).collect();
            app.office.write_rows(register, &rows, &parts, app.host.now())?;
            step(1);
        }
        for households in self.new.chunks(BATCH) {
            app.office.list_households(households, &app.desk_of(user))?;
            step(households.len());
        }
        for moves in self.moves.chunks(BATCH) {
            app.office.move_households(moves, &app.desk_of(user))?;
            step(moves.len());
        }
        for (document, command, edit) in self.edits {
            app.office.edit(&document, command, &[edit], &app.desk_of(user))?;
            step(1);
        }
        Ok(())
    }
}

impl Making<'_> {
    fn rows(&mut self, register: RegisterId) -> &mut Rows {
        self.work.registers.entry(register).or_default()
    }

    fn grids(&mut self) {
        let mut from: BTreeMap<GridCode, BTreeSet<GridCode>> = BTreeMap::new();
        for (_, change) in &self.plan.households_moved {
            from.entry(change.new.grid).or_default().insert(change.old.grid);
        }
        let plan = self.plan;
        let units = self.known.registers.get(RegisterId::Org).map(|org| org.units.clone()).unwrap_or_default();
        let added = plan.grids_added.iter().map(|g| (g.code, g.label.clone(), g.kind, g.from, g.community.as_ref()));
        let changed = plan.grids_changed.iter().map(|(code, change)| {
            let facts = &change.new;
            (*code, facts.label.clone(), facts.kind, facts.from, facts.community.as_ref())
        });
        let mut named = BTreeMap::new();
        for (code, label, kind, first, community) in added.chain(changed) {
            // A new grid that takes households of others was made from those.
            let mut predecessors = self.facts(code).map(|facts| facts.predecessors.clone()).unwrap_or_default();
            let others = from.get(&code).into_iter().flatten().filter(|_| self.facts(code).is_none());
            predecessors.extend(others);
            self.rows(RegisterId::Grid(code)).facts.push(Row::Grid {
                label,
                kind,
                from: first,
                to: None,
                predecessors,
            });
            if let Some(name) = community {
                named.insert(code.community(), name.clone());
            }
        }
        for (code, name) in named.into_iter().filter(|(code, name)| units.get(code) != Some(name)) {
            self.rows(RegisterId::Org).facts.push(Row::Unit { code, name });
        }
        for code in &plan.grids_ended {
            let Some(facts) = self.facts(*code).cloned() else { continue };
            let row = Row::Grid {
                label: facts.label,
                kind: facts.kind,
                from: facts.from,
                to: Some(self.known.now.day()),
                predecessors: facts.predecessors,
            };
            self.rows(RegisterId::Grid(*code)).facts.push(row);
        }
    }

    fn facts(&self, code: GridCode) -> Option<&lianxin_core::register::state::GridFacts> {
        self.known.registers.get(RegisterId::Grid(code))?.grid.as_ref()
    }

    /// Persons stand in every register in which they hold a post, with the same salted details.
    fn persons(&mut self, listed: &[&Post]) {
        let today = self.known.now.day();
        for post in listed.iter().filter(|post| !post.is_over(today)) {
            let Some(id) = self.persons.get(&post.person_no).copied() else { continue };
            let details = self.details(id, post);
            let (register, leaf) = (RegisterId::of(post.scope), details.leaf());
            let held = self.known.registers.get(register).and_then(|held| held.persons.get(&id));
            if held.is_none_or(|person| person.leaf != leaf) {
                self.rows(register).persons.insert(id, Row::Person { id, leaf });
                self.work.parts.insert(id, details);
            }
        }
    }

    fn details(&self, id: PersonId, post: &Post) -> PersonDetails {
        let wanted = (post.person_no.as_str(), post.name.as_str(), post.duty_phone.as_deref().unwrap_or_default());
        let made = self.work.parts.get(&id).or_else(|| self.known.details(id));
        match made.filter(|d| (d.number.as_str(), d.name.as_str(), d.duty_phone.as_str()) == wanted) {
            Some(details) => details.clone(),
            None => PersonDetails {
                salt: random(self.app.host.as_ref()),
                number: wanted.0.to_owned(),
                name: wanted.1.to_owned(),
                duty_phone: wanted.2.to_owned(),
            },
        }
    }

    fn posts(&mut self) {
        let (plan, now) = (self.plan, self.known.now);
        for post in &plan.end {
            self.post(post, Some(now));
        }
        for Change { old, new } in &plan.moved {
            self.post(old, Some(new.from.start().max(now)));
            self.post(new, new.to.map(end));
        }
        for Change { old, new } in &plan.changed {
            if old.from != new.from {
                self.post(old, Some(now));
            } else if old.to.is_some() && new.to > old.to {
                // A register keeps the earlier of two ends; a later one is told by taking the first away.
                self.post(new, None);
            }
            self.post(new, new.to.map(end));
        }
        for post in &plan.start {
            self.post(post, post.to.map(end));
        }
    }

    fn post(&mut self, post: &Post, to: Option<Timestamp>) {
        let Some(person) = self.persons.get(&post.person_no).copied() else { return };
        let (role, scope, from) = (post.role, post.scope, post.from.start());
        let substitute_for = post.substitute_for.as_ref().and_then(|number| self.persons.get(number).copied());
        let id = AssignmentId::derive(&person, role, scope, from);
        let row = Row::Assignment(Assignment { id, person, role, scope, from, to, substitute_for });
        self.rows(RegisterId::of(scope)).posts.push(row);
    }

    fn households(&mut self) {
        let plan = self.plan;
        for household in &plan.households_added {
            match self.known.gone.get(&household.dwelling()) {
                Some((document, link)) => {
                    self.work.edits.push((*document, "household.back", Edit::delete("gone")));
                    if link.grid != household.grid {
                        self.relocate(*document, household.grid, household.bundle);
                    } else if link.bundle != household.bundle {
                        self.rebundle(*document, household.bundle);
                    }
                }
                None => self.work.new.push(new(household)),
            }
        }
        for (dwelling, change) in &plan.households_moved {
            if let Some(document) = self.known.households.get(dwelling).copied() {
                self.relocate(document, change.new.grid, change.new.bundle);
            }
        }
        for (dwelling, change) in &plan.households_rebundled {
            if let Some(document) = self.known.households.get(dwelling).copied() {
                self.rebundle(document, change.new.bundle);
            }
        }
    }

    /// A move counts from today, or from the day the new grid comes into force.
    fn relocate(&mut self, household: DocumentId, grid: GridCode, bundle: Option<u8>) {
        let begins = self.plan.grids_added.iter().find(|g| g.code == grid).map(|g| g.from);
        let today = self.known.now.day();
        let from = begins.map_or(today, |begins| begins.max(today));
        self.work.moves.push(Move { household, grid, from, bundle });
    }

    fn rebundle(&mut self, household: DocumentId, bundle: Option<u8>) {
        let value = bundle.map(|bundle| Value::Int(bundle.into()));
        self.work.edits.push((household, "household.bundle", Edit { key: "bundle".to_owned(), value }));
    }

    /// Households of earlier lists that this one lacks. Those made at the door never stood in a list.
    fn gone(&mut self) -> Result<(), ErrorKind> {
        let today = Value::Int(self.known.now.day().0.into());
        let missing = self.plan.households_gone.iter().filter_map(|(d, _)| self.known.households.get::<Dwelling>(d));
        for document in missing.copied().collect::<Vec<_>>() {
            let is_listed = self.app.office.document(&document)?.is_some_and(|d| d.get("author").is_none());
            if is_listed {
                self.work.edits.push((document, "household.gone", Edit::put("gone", today.clone())));
            }
        }
        Ok(())
    }
}

fn new(household: &Household) -> NewHousehold {
    NewHousehold {
        grid: household.grid,
        estate: household.estate.clone(),
        building: household.building.clone(),
        unit: household.unit.clone(),
        room: household.room.clone(),
        bundle: household.bundle,
        class: Some(household.class),
        needs: household.needs.clone(),
    }
}
