//! Who holds which post (mechanisms §6.2, item 5). Legal advisers, volunteers, organisations and the city's desks have
//! no post in the first round's lists.

use super::random::Random;
use super::{Grid, Profile, Size, names};
use lianxin_core::code::{CommunityCode, Scope};
use lianxin_core::role::Role;
use lianxin_core::time::Day;
use std::io::{self, Write};

/// A grid's deputy also serves its neighbours: 41 serve four grids and four serve three, which makes 176.
const DEPUTIES_OF_FOUR: usize = 41;
/// The substitute began the day before today and acts for a fortnight.
const SUBSTITUTE_DAYS: i32 = 13;

/// Writes `people.csv`.
pub(super) fn write(profile: &Profile, grids: &[Grid], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "编号,姓名,值班电话,角色,范围,起,止,代")?;
    let random = Random::new(profile.seed, "phones");
    let mut desk = Desk { out, random, from: profile.began(), persons: 0 };
    let mut community: Option<CommunityCode> = None;
    for grid in grids {
        let of = grid.code.community();
        if community.replace(of) != Some(of) {
            desk.hire(Role::CommunitySecretary, &[Scope::Community(of)])?;
            desk.hire(Role::CommunityOffice, &[Scope::Community(of)])?;
        }
    }
    match profile.size {
        Size::Small => small(profile, grids, &mut desk),
        Size::City => city(grids, &mut desk),
    }
}

fn city<W: Write>(grids: &[Grid], desk: &mut Desk<'_, W>) -> io::Result<()> {
    for (at, grid) in grids.iter().enumerate() {
        let scope = Scope::Grid(grid.code);
        for role in [Role::VanguardCaptain, Role::GridChief, Role::GridWorker] {
            desk.hire(role, &[scope])?;
        }
        for bundle in 1..=grid.bundles {
            desk.hire(Role::JointHouseholdLead, &[Scope::Bundle(grid.code, bundle)])?;
        }
        // 52 members in 24 grids and 51 in 152 make 9,000.
        for _ in 0..51 + usize::from(at % 22 < 3) {
            desk.hire(Role::PartyMember, &[scope])?;
        }
    }
    let (of_four, of_three) = grids.split_at(grids.len().min(DEPUTIES_OF_FOUR * 4));
    for served in of_four.chunks(4).chain(of_three.chunks(3)) {
        let scopes: Vec<Scope> = served.iter().map(|grid| Scope::Grid(grid.code)).collect();
        desk.hire(Role::DeputyGridChief, &scopes)?;
    }
    Ok(())
}

/// 24 people: one of them has two posts, one acts for the second grid's captain.
fn small<W: Write>(profile: &Profile, grids: &[Grid], desk: &mut Desk<'_, W>) -> io::Result<()> {
    let scopes: Vec<Scope> = grids.iter().map(|grid| Scope::Grid(grid.code)).collect();
    let mut captains = Vec::new();
    for (grid, scope) in grids.iter().zip(&scopes) {
        captains.push((desk.hire(Role::VanguardCaptain, &[*scope])?, *scope));
        desk.hire(Role::GridChief, &[*scope])?;
        desk.hire(Role::GridWorker, &[*scope])?;
        desk.hire(Role::JointHouseholdLead, &[Scope::Bundle(grid.code, 1)])?;
    }
    desk.hire(Role::DeputyGridChief, &scopes)?;
    for scope in scopes.iter().cycle().take(7) {
        desk.hire(Role::PartyMember, &[*scope])?;
    }
    if let Some(grid) = grids.first() {
        let person = desk.person();
        desk.post(&person, Role::PartyMember, Scope::Grid(grid.code), "", "")?;
        desk.post(&person, Role::JointHouseholdLead, Scope::Bundle(grid.code, 2), "", "")?;
    }
    if let Some((captain, scope)) = captains.get(1) {
        let person = desk.person();
        desk.from = profile.today.plus(-1);
        let to = desk.from.plus(SUBSTITUTE_DAYS).to_string();
        desk.post(&person, Role::VanguardCaptain, *scope, &to, captain)?;
    }
    Ok(())
}

/// Gives numbers, names and telephones, and writes posts.
struct Desk<'w, W> {
    out: &'w mut W,
    random: Random,
    from: Day,
    persons: usize,
}

struct Person {
    number: String,
    name: String,
    phone: String,
}

impl<W: Write> Desk<'_, W> {
    /// A new person with posts of one role; gives the number.
    fn hire(&mut self, role: Role, scopes: &[Scope]) -> io::Result<String> {
        let person = self.person();
        for scope in scopes {
            self.post(&person, role, *scope, "", "")?;
        }
        Ok(person.number)
    }

    fn person(&mut self) -> Person {
        let name = names::name(self.persons);
        self.persons += 1;
        Person { number: format!("P{:05}", self.persons), name, phone: names::phone(&mut self.random) }
    }

    fn post(&mut self, person: &Person, role: Role, scope: Scope, to: &str, substitute_for: &str) -> io::Result<()> {
        let (Person { number, name, phone }, from) = (person, self.from);
        writeln!(self.out, "{number},{name},{phone},{},{scope},{from},{to},{substitute_for}", role.zh())
    }
}
