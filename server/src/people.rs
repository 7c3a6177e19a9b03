//! The people of the registers, by the office's own numbers.

use crate::app::App;
use crate::error::ErrorKind;
use crate::settings::Language;
use lianxin_core::code::{CommunityCode, Scope};
use lianxin_core::id::PersonId;
use lianxin_core::register::{Assignment, RegisterId, Registers};
use lianxin_core::role::Role;
use lianxin_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A person who holds a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonCard {
    /// Who.
    pub id: PersonId,
    /// The office's number.
    pub number: String,
    /// The name.
    pub name: String,
    /// The posts held now or later, as people read them.
    pub posts: Vec<String>,
    /// The scope of the first post, by which sheets are sorted.
    pub scope: Option<Scope>,
}

/// The registers' persons as people know them.
pub struct People<'r> {
    registers: &'r Registers,
    language: Language,
    by_number: BTreeMap<&'r str, PersonId>,
}

impl<'r> People<'r> {
    /// Looks through the registers once.
    pub fn of(registers: &'r Registers, language: Language) -> Self {
        let persons = registers.0.values().flat_map(|register| &register.persons);
        let by_number = persons.filter_map(|(id, p)| Some((p.details.as_ref()?.number.as_str(), *id))).collect();
        Self { registers, language, by_number }
    }

    /// Finds somebody by number.
    pub fn find(&self, number: &str) -> Option<PersonId> {
        self.by_number.get(number.trim()).copied()
    }

    /// Everybody whose post is in force at this instant or later.
    pub fn with_posts(&self, now: Timestamp) -> Vec<PersonCard> {
        let all = self.by_number.values().map(|id| self.card(*id, now));
        all.filter(|card| !card.posts.is_empty()).collect()
    }

    /// One person; without number and name if they have been dropped.
    pub fn card(&self, id: PersonId, now: Timestamp) -> PersonCard {
        let details = self.registers.details(id);
        let mut posts: Vec<&Assignment> =
            self.registers.posts_of(id).filter(|post| post.to.is_none_or(|to| now < to)).collect();
        posts.sort_by_key(|post| (post.from > now, post.role, post.scope));
        PersonCard {
            id,
            number: details.map(|d| d.number.clone()).unwrap_or_default(),
            name: details.map(|d| d.name.clone()).unwrap_or_default(),
            scope: posts.first().map(|post| post.scope),
            posts: posts.into_iter().map(|post| self.post(post)).collect(),
        }
    }

    /// A post in words: the title and where.
    pub fn post(&self, post: &Assignment) -> String {
        let title = match self.language {
            Language::Zh => post.role.zh(),
            Language::En => post.role.en(),
        };
        format!("{title} {}", place(self.registers, post.scope))
    }
}

/// Where a post is, by the short label or name people use.
pub fn place(registers: &Registers, scope: Scope) -> String {
    let grid = scope.grid().and_then(|grid| registers.get(RegisterId::Grid(grid))?.grid.as_ref());
    match (scope, grid) {
        (Scope::Grid(_), Some(facts)) => facts.label.clone(),
        (Scope::Bundle(_, bundle), Some(facts)) => format!("{}#{bundle}", facts.label),
        (Scope::Community(community), _) => {
            let names = registers.get(RegisterId::Org).map(|org| &org.units);
            names.and_then(|units| units.get(&community)).cloned().unwrap_or_else(|| community.to_string())
        }
        (scope, None) => scope.to_string(),
    }
}

/// The persons with a post in a community, past ones too.
pub fn persons_in(registers: &Registers, community: CommunityCode) -> BTreeSet<PersonId> {
    let registers =
        registers.0.iter().filter(|(id, _)| !matches!(id, RegisterId::Grid(g) if g.community() != community));
    let posts = registers.flat_map(|(_, register)| register.assignments.values());
    posts.filter(|post| post.scope.community() == community).map(|post| post.person).collect()
}

/// The posts that lie in a community and are held at this instant or later, by person.
pub fn posts_in(
    registers: &Registers,
    community: CommunityCode,
    now: Timestamp,
) -> BTreeMap<PersonId, Vec<&Assignment>> {
    let mut posts: BTreeMap<PersonId, Vec<&Assignment>> = BTreeMap::new();
    for (id, register) in &registers.0 {
        if matches!(id, RegisterId::Grid(grid) if grid.community() != community) {
            continue;
        }
        let held = register.assignments.values().filter(|post| post.to.is_none_or(|to| now < to));
        for post in held.filter(|post| post.scope.community() == community) {
            posts.entry(post.person).or_default().push(post);
        }
    }
    posts.values_mut().for_each(|posts| posts.sort_by_key(|post| (post.from > now, post.role, post.scope)));
    posts
}

/// The post under which a person works at the console of a community, if it is in force.
pub fn office_post(
    registers: &Registers,
    person: PersonId,
    now: Timestamp,
) -> impl Iterator<Item = (&Assignment, CommunityCode)> {
    registers.posts_at(person, now).filter_map(|post| match (post.role, post.scope) {
        (Role::CommunityOffice | Role::CommunitySecretary, Scope::Community(community)) => Some((post, community)),
        _ => None,
    })
}

impl App {
    /// Finds somebody who holds a post.
    pub(crate) fn person(&self, number: &str) -> Result<PersonCard, ErrorKind> {
        let registers = self.office.registers();
        let people = People::of(&registers, self.language);
        let unknown = || ErrorKind::UnknownPerson(number.trim().to_owned());
        let card = people.card(people.find(number).ok_or_else(unknown)?, self.host.now());
        if card.posts.is_empty() { Err(unknown()) } else { Ok(card) }
    }
}
