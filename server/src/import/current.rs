//! What is in force before a list: read from registers and record, in the words of lists.

use crate::error::ErrorKind;
use crate::lists::plan::{Current, GridFacts, Link, PostKey};
use crate::lists::{Dwelling, File, Lists, Post, Standing};
use crate::office::Office;
use crate::storage::{HouseholdList, Page};
use lianxin_core::code::CommunityCode;
use lianxin_core::id::{DocumentId, PersonId};
use lianxin_core::register::{Assignment, PersonDetails, RegisterId, Registers};
use lianxin_core::role::Role;
use lianxin_core::time::{Day, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Households read at a time.
const PAGE: u32 = 5_000;

/// What is in force, and how lists find it again.
pub(super) struct Known {
    /// As it is compared.
    pub(super) current: Current,
    /// The registers it was read from.
    pub(super) registers: Arc<Registers>,
    /// Persons by the office's number.
    pub(super) persons: HashMap<String, PersonId>,
    /// Documents of households by dwelling.
    pub(super) households: BTreeMap<Dwelling, DocumentId>,
    /// Households that an earlier list no longer had.
    pub(super) gone: BTreeMap<Dwelling, (DocumentId, Link)>,
    /// The community it is limited to.
    only: Option<CommunityCode>,
    /// When it was read.
    pub(super) now: Timestamp,
}

impl Known {
    /// What is in force, in one community or everywhere: what lies elsewhere, or in a list that was not brought, is
    /// neither compared nor ended.
    pub(super) fn of(
        office: &Office,
        lists: &Lists,
        only: Option<CommunityCode>,
        now: Timestamp,
    ) -> Result<Self, ErrorKind> {
        let registers = office.registers();
        let mut grids = grids(&registers, now.day());
        grids.retain(|grid, _| only.is_none_or(|only| grid.community() == only));
        let mut known = Self {
            current: Current { grids, ..Current::default() },
            persons: persons(&registers),
            registers,
            households: BTreeMap::new(),
            gone: BTreeMap::new(),
            only,
            now,
        };
        known.current.posts = known.posts(lists);
        known.read_households(office)?;
        for file in &lists.missing {
            match file {
                File::Grids => known.current.grids.clear(),
                File::People => known.current.posts.clear(),
                File::Households => known.current.households.clear(),
            }
        }
        Ok(known)
    }

    fn posts(&self, lists: &Lists) -> BTreeMap<PostKey, Post> {
        let listed: HashMap<PostKey, &Post> =
            lists.posts.iter().map(|row| (PostKey::of(&row.value), &row.value)).collect();
        let begins: HashSet<(&str, Role, Day)> =
            lists.posts.iter().map(|row| (row.value.person_no.as_str(), row.value.role, row.value.from)).collect();
        let mut posts = BTreeMap::new();
        for assignment in self.registers.0.values().flat_map(|register| register.assignments.values()) {
            if self.only.is_some_and(|only| assignment.scope.community() != only) {
                continue;
            }
            let Some(mut post) = self.post(assignment) else { continue };
            let key = PostKey::of(&post);
            let is_over = assignment.to.is_some_and(|to| to <= self.now);
            match listed.get(&key) {
                // An end takes effect no earlier than it was known; the list may say a day before, and both are over.
                Some(listed) if is_over && listed.to.is_some_and(|to| end(to) <= self.now) => post.to = listed.to,
                Some(_) => {}
                None if is_over => continue,
                // It ends when another of the person's posts begins, as an earlier list has moved it.
                None if post
                    .to
                    .is_some_and(|to| begins.contains(&(post.person_no.as_str(), post.role, to.plus(1)))) =>
                {
                    continue;
                }
                None => {}
            }
            posts.insert(key, post);
        }
        posts
    }

    /// A post as a list writes it; none if the person's details have been dropped.
    fn post(&self, assignment: &Assignment) -> Option<Post> {
        let details = self.registers.details(assignment.person)?;
        let number = |person| self.registers.details(person).map(|d| d.number.clone());
        Some(Post {
            person_no: details.number.clone(),
            name: details.name.clone(),
            duty_phone: Some(details.duty_phone.clone()).filter(|phone| !phone.is_empty()),
            role: assignment.role,
            scope: assignment.scope,
            from: assignment.from.day(),
            to: assignment.to.map(|to| to.plus_ms(-1).day()),
            substitute_for: assignment.substitute_for.and_then(number),
        })
    }

    fn read_households(&mut self, office: &Office) -> Result<(), ErrorKind> {
        let list = HouseholdList { community: self.only, ..HouseholdList::default() };
        let mut page = Page { offset: 0, limit: PAGE };
        loop {
            let rows = office.storage().read(|tx| tx.households(&list, page))?;
            let is_last = rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            for row in rows {
                let dwelling = Dwelling::new(row.grid.community(), &row.estate, &row.building, &row.unit, &row.room);
                let link = Link { grid: row.grid, bundle: row.bundle };
                if row.gone.is_some() {
                    self.gone.entry(dwelling).or_insert((row.id, link));
                } else if !self.households.contains_key(&dwelling) {
                    self.households.insert(dwelling.clone(), row.id);
                    self.current.households.insert(dwelling, link);
                }
            }
            if is_last {
                return Ok(());
            }
            page.offset += PAGE;
        }
    }

    /// The grids, and those where somebody is left.
    pub(super) fn standing(&self) -> Standing {
        Standing {
            grids: self.current.grids.keys().copied().collect(),
            with_people: self.current.posts.keys().filter_map(|post| post.scope.grid()).collect(),
            with_households: self.current.households.values().map(|link| link.grid).collect(),
        }
    }

    /// A person's details as some register still has them.
    pub(super) fn details(&self, person: PersonId) -> Option<&PersonDetails> {
        self.registers.details(person)
    }
}

/// The instant at which a last day is over.
pub(super) fn end(last: Day) -> Timestamp {
    last.plus(1).start()
}

fn persons(registers: &Registers) -> HashMap<String, PersonId> {
    let all = registers.0.values().flat_map(|register| &register.persons);
    all.filter_map(|(id, person)| Some((person.details.as_ref()?.number.clone(), *id))).collect()
}

fn grids(registers: &Registers, today: Day) -> BTreeMap<lianxin_core::code::GridCode, GridFacts> {
    let units = registers.get(RegisterId::Org).map(|org| &org.units);
    let of = |(id, register): (&RegisterId, &lianxin_core::register::Register)| {
        let (RegisterId::Grid(code), Some(facts)) = (*id, register.grid.as_ref()) else { return None };
        if facts.to.is_some_and(|to| to <= today) {
            return None;
        }
        let community = units.and_then(|units| units.get(&code.community())).cloned();
        Some((
            code,
            GridFacts { label: facts.label.clone(), kind: facts.kind, from: facts.from, community, counts: None },
        ))
    };
    registers.0.iter().filter_map(of).collect()
}
