//! A register as the fold of its pages, and all registers one party holds.

use super::page::{Page, PageError, PersonDetails, RegisterId, Row};
use super::{Assignment, Interval};
use crate::code::{CommunityCode, GridCode, Scope};
use crate::id::{AssignmentId, Hash, PersonId};
use crate::role::{GridKind, Role};
use crate::time::{Day, Timestamp};
use std::collections::BTreeMap;

/// What is known of a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridFacts {
    /// Abbreviation and number.
    pub label: String,
    /// Basic or dedicated.
    pub kind: GridKind,
    /// In force from.
    pub from: Day,
    /// Not in force from this day on.
    pub to: Option<Day>,
    /// The grids it was made from.
    pub predecessors: Vec<GridCode>,
}

/// A person of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Hash of the salted details.
    pub leaf: Hash,
    /// Name, number, phone, as long as they have not been dropped.
    pub details: Option<PersonDetails>,
}

/// One register: what its pages say together.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// The version of the last page; 0 before the first.
    pub version: u64,
    /// The hash of the last page.
    pub tip: Hash,
    /// The server's time of every page; the first stands for version 1.
    pub page_times: Vec<Timestamp>,
    /// The grid's facts.
    pub grid: Option<GridFacts>,
    /// Persons by id.
    pub persons: BTreeMap<PersonId, Person>,
    /// Posts by id, ended ones too: rights of the past are judged by them.
    pub assignments: BTreeMap<AssignmentId, Assignment>,
    /// Names of communities.
    pub units: BTreeMap<CommunityCode, String>,
    /// Where phones reach the office.
    pub addresses: Vec<String>,
    /// Issuers, nodes and revocations.
    pub listed: Listed,
}

/// Certificates of issuers and nodes that stand in the office's register, and what is revoked of them. Nothing is
/// believed because it is listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Of issuers, as the root signed them.
    pub issuers: Vec<Vec<u8>>,
    /// Of nodes, as an issuer signed them.
    pub nodes: Vec<Vec<u8>>,
    /// Serials of certificates that are revoked, and since when.
    pub revocations: BTreeMap<u64, Timestamp>,
}

impl Register {
    /// Adds the next page. A version the register has already is nothing new; a gap is an error.
    pub fn add(&mut self, page: &Page) -> Result<(), PageError> {
        if page.version <= self.version {
            return Ok(());
        }
        if page.version != self.version + 1 {
            return Err(PageError::Gap { held: self.version, version: page.version });
        }
        if page.previous != self.tip {
            return Err(PageError::Chain(page.version));
        }
        for row in page.rows.iter().filter(|row| row.belongs_to(page.register)) {
            self.add_row(row, page.time);
        }
        self.version = page.version;
        self.tip = page.hash();
        self.page_times.push(page.time);
        Ok(())
    }

    fn add_row(&mut self, row: &Row, time: Timestamp) {
        match row {
            Row::Unit { code, name } => {
                self.units.insert(*code, name.clone());
            }
            Row::Server { addresses } => self.addresses.clone_from(addresses),
            Row::Node { .. } | Row::Issuer { .. } | Row::Revocation { .. } => {
                self.listed.add_row(row);
            }
            Row::Grid { label, kind, from, to, predecessors } => {
                self.grid = Some(GridFacts {
                    label: label.clone(),
                    kind: *kind,
                    from: *from,
                    to: *to,
                    predecessors: predecessors.clone(),
                });
            }
            Row::Person { id, leaf } => {
                let person = self.persons.entry(*id).or_insert(Person { leaf: *leaf, details: None });
                if person.leaf != *leaf {
                    *person = Person { leaf: *leaf, details: None };
                }
            }
            Row::Assignment(row) => {
                // An end takes effect no earlier than the server's time of its page; an end known before stands.
                let known = self.assignments.get(&row.id).and_then(|a| a.to);
                let to = row.to.map(|to| known.filter(|k| *k <= to.max(time)).unwrap_or(to.max(time)));
                self.assignments.insert(row.id, Assignment { to, ..row.clone() });
            }
            Row::Unknown(_) => {}
        }
    }

    /// Takes the details of a person if they belong to a leaf of this register.
    pub fn add_details(&mut self, details: &PersonDetails) -> bool {
        let leaf = details.leaf();
        let mut found = false;
        for person in self.persons.values_mut().filter(|p| p.leaf == leaf) {
            person.details = Some(details.clone());
            found = true;
        }
        found
    }

    /// The server's time of a version's page.
    pub fn page_time(&self, version: u64) -> Option<Timestamp> {
        let index = usize::try_from(version.checked_sub(1)?).ok()?;
        self.page_times.get(index).copied()
    }
}

impl Listed {
    /// Adds what a page of the organisation's register lists, in its place or not: each certificate proves itself.
    /// True if any is new.
    pub fn add(&mut self, page: &Page) -> bool {
        let mut adds = false;
        for row in page.rows.iter().filter(|_| page.register == RegisterId::Org) {
            adds |= self.add_row(row);
        }
        adds
    }

    fn add_row(&mut self, row: &Row) -> bool {
        let (list, certificate) = match row {
            Row::Issuer { certificate } => (&mut self.issuers, certificate),
            Row::Node { certificate } => (&mut self.nodes, certificate),
            Row::Revocation { serial, since } => return self.revocations.insert(*serial, *since) != Some(*since),
            _ => return false,
        };
        let is_new = !list.contains(&certificate.0);
        if is_new {
            list.push(certificate.0.clone());
        }
        is_new
    }
}

/// All registers one party holds.
#[derive(Clone, Debug, Default)]
pub struct Registers(pub BTreeMap<RegisterId, Register>);

impl Registers {
    /// Adds a page to its register.
    pub fn add(&mut self, page: &Page) -> Result<(), PageError> {
        self.0.entry(page.register).or_default().add(page)
    }

    /// Takes a person's details wherever they belong.
    pub fn add_details(&mut self, details: &PersonDetails) -> bool {
        let mut found = false;
        for register in self.0.values_mut() {
            found |= register.add_details(details);
        }
        found
    }

    /// The register, if any page of it is held.
    pub fn get(&self, id: RegisterId) -> Option<&Register> {
        self.0.get(&id)
    }

    /// The version held; 0 if none.
    pub fn version(&self, id: RegisterId) -> u64 {
        self.0.get(&id).map_or(0, |r| r.version)
    }

    /// A post by its id.
    pub fn assignment(&self, id: AssignmentId) -> Option<&Assignment> {
        self.0.values().find_map(|r| r.assignments.get(&id))
    }

    /// All posts of a person, ended ones too.
    pub fn posts_of(&self, person: PersonId) -> impl Iterator<Item = &Assignment> {
        self.0.values().flat_map(|r| r.assignments.values()).filter(move |a| a.person == person)
    }

    /// The posts of a person in force at an instant.
    pub fn posts_at(&self, person: PersonId, at: Timestamp) -> impl Iterator<Item = &Assignment> {
        self.posts_of(person).filter(move |a| a.in_force_at(at))
    }

    /// Who holds a role in a scope at an instant.
    pub fn holders(&self, role: Role, scope: Scope, at: Timestamp) -> impl Iterator<Item = &Assignment> {
        self.0
            .values()
            .flat_map(|r| r.assignments.values())
            .filter(move |a| a.role == role && a.scope == scope && a.in_force_at(at))
    }

    /// The details of a person, from whichever register still has them.
    pub fn details(&self, person: PersonId) -> Option<&PersonDetails> {
        self.0.values().find_map(|r| r.persons.get(&person)?.details.as_ref())
    }

    /// The grids a grid was made from, and those before them, nearest first.
    pub fn predecessors(&self, grid: GridCode) -> Vec<GridCode> {
        let mut found: Vec<GridCode> = Vec::new();
        let mut next = vec![grid];
        while let Some(grid) = next.pop() {
            let facts = self.get(RegisterId::Grid(grid)).and_then(|r| r.grid.as_ref());
            for before in facts.into_iter().flat_map(|f| &f.predecessors) {
                if *before != grid && !found.contains(before) {
                    found.push(*before);
                    next.push(*before);
                }
            }
        }
        found
    }

    /// The earliest instant at which somebody who knew these register versions can have acted.
    pub fn not_before(&self, seen: &[(RegisterId, u64)]) -> Option<Timestamp> {
        seen.iter().filter_map(|(id, version)| self.get(*id)?.page_time(*version)).max()
    }

    /// The interval of an act (DESIGN §7): not before the last receipt it names and the pages it had seen, not
    /// after its own first receipt.
    pub fn interval(
        &self,
        claimed: Timestamp,
        last_receipt: Option<Timestamp>,
        seen: &[(RegisterId, u64)],
        received: Timestamp,
    ) -> Interval {
        let from = last_receipt.max(self.not_before(seen)).unwrap_or(Timestamp(i64::MIN)).min(received);
        Interval { from, to: received, claimed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> GridCode {
        GridCode::parse("000000901001001").unwrap()
    }

    fn post(to: Option<i64>) -> Row {
        let (person, role, scope, from) = (PersonId([3; 16]), Role::GridWorker, Scope::Grid(grid()), Timestamp(1));
        Row::Assignment(Assignment {
            id: AssignmentId::derive(&person, role, scope, from),
            person,
            role,
            scope,
            from,
            to: to.map(Timestamp),
            substitute_for: None,
        })
    }

    fn next(registers: &Registers, time: i64, rows: Vec<Row>) -> Page {
        let register = RegisterId::Grid(grid());
        let held = registers.get(register).cloned().unwrap_or_default();
        Page { register, version: held.version + 1, previous: held.tip, time: Timestamp(time), rows }
    }

    #[test]
    fn an_end_in_the_past_takes_effect_at_its_page() {
        let mut registers = Registers::default();
        registers.add(&next(&registers, 10, vec![post(None)])).unwrap();
        registers.add(&next(&registers, 500, vec![post(Some(200))])).unwrap();
        let assignment = registers.posts_of(PersonId([3; 16])).next().unwrap();
        assert_eq!(assignment.to, Some(Timestamp(500)));
        registers.add(&next(&registers, 900, vec![post(Some(200))])).unwrap();
        assert_eq!(registers.posts_of(PersonId([3; 16])).next().unwrap().to, Some(Timestamp(500)));
    }

    #[test]
    fn a_row_of_another_register_says_nothing_and_stops_nothing() {
        let mut registers = Registers::default();
        let community = CommunityCode::parse("000000901001").unwrap();
        let other = GridCode::parse("000000901001002").unwrap();
        let Row::Assignment(own) = post(None) else { unreachable!() };
        let elsewhere = |scope| {
            let id = AssignmentId::derive(&own.person, own.role, scope, own.from);
            Row::Assignment(Assignment { id, scope, ..own.clone() })
        };
        let stray = vec![elsewhere(Scope::Grid(other)), elsewhere(Scope::Community(community)), post(None)];
        registers.add(&next(&registers, 10, stray)).unwrap();
        let held: Vec<Scope> = registers.posts_of(own.person).map(|post| post.scope).collect();
        assert_eq!(held, [Scope::Grid(grid())]);
        registers.add(&next(&registers, 20, vec![Row::Revocation { serial: 1, since: Timestamp(1) }])).unwrap();
        let register = registers.get(RegisterId::Grid(grid())).unwrap();
        assert_eq!((register.version, register.listed.revocations.len()), (2, 0));
    }

    #[test]
    fn a_gap_or_a_page_of_another_chain_is_refused_and_an_old_page_is_nothing_new() {
        let mut registers = Registers::default();
        let first = next(&registers, 10, vec![post(None)]);
        registers.add(&first).unwrap();
        let second = next(&registers, 20, vec![]);
        assert_eq!(registers.add(&first), Ok(()));
        let far = Page { version: 3, ..second.clone() };
        assert_eq!(registers.add(&far), Err(PageError::Gap { held: 1, version: 3 }));
        let stray = Page { previous: Hash([1; 32]), ..second.clone() };
        assert_eq!(registers.add(&stray), Err(PageError::Chain(2)));
        assert_eq!(registers.add(&second), Ok(()));
        assert_eq!(registers.version(RegisterId::Grid(grid())), 2);
    }

    #[test]
    fn an_act_cannot_be_older_than_the_page_its_author_knew() {
        let mut registers = Registers::default();
        registers.add(&next(&registers, 10, vec![post(None)])).unwrap();
        registers.add(&next(&registers, 70, vec![])).unwrap();
        let seen = [(RegisterId::Grid(grid()), 2)];
        let interval = registers.interval(Timestamp(5), Some(Timestamp(40)), &seen, Timestamp(90));
        assert_eq!(interval, Interval { from: Timestamp(70), to: Timestamp(90), claimed: Timestamp(5) });
        assert_eq!(interval.clamped(), Timestamp(70));
    }
}
