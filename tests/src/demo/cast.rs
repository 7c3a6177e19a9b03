//! Who takes part: phones for people of whatever posts the lists have, and the part each of them plays.
//!
//! Pure: the same lists, day and seed give the same cast. What the lists do not allow is left out and named.

use crate::profile::random::Random;
use lianxin_core::code::{CommunityCode, GridCode, Scope};
use lianxin_core::role::Role;
use lianxin_core::time::Day;
use lianxin_server::lists::{Household, Lists, Post};
use std::collections::{BTreeMap, BTreeSet};

/// Phones at most: each is a process of its own for every command.
pub(super) const MOST_PHONES: usize = 12;

/// One person with a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Player {
    /// The post under which visits are made.
    pub(super) post: Post,
    /// The households the post answers for, by their place in the list.
    pub(super) homes: Vec<usize>,
}

/// Two people who set different wishes at one door without knowing of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// Who makes the visit.
    pub(super) first: usize,
    /// Who decides in the end; the chief, where there is one.
    pub(super) second: usize,
    /// The household, by its place in the list.
    pub(super) home: usize,
}

/// Somebody who is moved to another grid while work of his is unsent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// Who.
    pub(super) player: usize,
    /// Where to.
    pub(super) to: GridCode,
}

/// What the lists did not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LeftOut {
    /// Nobody may visit a household.
    Everything,
    /// No two people answer for one household.
    Conflict,
    /// Nobody who answers for the household is a chief.
    Chief,
    /// Nobody could be moved to another grid.
    Move,
}

/// The cast.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cast {
    /// People with phones; the other members name them by their place.
    pub(super) players: Vec<Player>,
    /// Who contradict each other.
    pub(super) pair: Option<Pair>,
    /// Who is moved.
    pub(super) moved: Option<Move>,
    /// Whose clock is a year ahead.
    pub(super) clock: Option<usize>,
    /// Who types a citizen number into a note.
    pub(super) careless: Option<usize>,
    /// Whose phone is killed in the middle of a command.
    pub(super) killed: Option<usize>,
    /// Whose envelope and whose store's copy a byte is flipped in.
    pub(super) corrupted: Option<usize>,
    /// What the lists did not allow.
    pub(super) left_out: Vec<LeftOut>,
}

impl Cast {
    /// Chooses from the posts in force on a day.
    pub(super) fn choose(lists: &Lists, day: Day, seed: u64) -> Self {
        let mut random = Random::new(seed, "cast");
        let visitors = visitors(lists, day);
        let pair = pair(&visitors, &mut random);
        let moved = moved(lists, &visitors, pair, &mut random);
        let mut order: Vec<usize> = pair.iter().flat_map(|pair| [pair.first, pair.second]).collect();
        order.extend(moved.map(|moved| moved.player));
        let mut others: Vec<usize> = (0..visitors.len()).filter(|at| !order.contains(at)).collect();
        random.shuffle(&mut others);
        // Each role first once, so that no role is missing where there are many people.
        let mut met = BTreeSet::new();
        others.sort_by_key(|at| !met.insert(visitors[*at].post.role));
        order.extend(others);
        order.truncate(MOST_PHONES);
        let place = |visitor: usize| order.iter().position(|at| *at == visitor).unwrap_or_default();
        let mut cast = Self {
            pair: pair.map(|pair| Pair { first: place(pair.first), second: place(pair.second), ..pair }),
            moved: moved.map(|moved| Move { player: place(moved.player), ..moved }),
            players: order.iter().map(|at| visitors[*at].clone()).collect(),
            ..Self::default()
        };
        cast.give_mishaps(&mut random);
        cast.name_what_is_left_out();
        cast
    }

    /// Who gets one more phone in the evening: somebody of a community without a phone, else one whose phone has no other
    /// part; a worker, if there is any.
    pub(super) fn for_the_app(&self, lists: &Lists, day: Day, community: CommunityCode) -> Option<Player> {
        let parts = self.pair.iter().flat_map(|pair| [pair.first, pair.second]).chain(self.moved.map(|m| m.player));
        let busy: Vec<&Player> = parts.chain(self.clock).filter_map(|at| self.players.get(at)).collect();
        let has_phone = |post: &Post| self.players.iter().any(|player| player.post.person_no == post.person_no);
        let free = visitors(lists, day).into_iter();
        let free = free.filter(|player| player.post.scope.community() == community && !busy.contains(&player));
        free.min_by_key(|player| {
            let post = &player.post;
            (has_phone(post), post.role != Role::GridWorker, post.person_no.clone())
        })
    }

    /// Mishaps go to those who have no other part, as long as there are any.
    fn give_mishaps(&mut self, random: &mut Random) {
        let busy: Vec<usize> =
            self.pair.iter().flat_map(|pair| [pair.first, pair.second]).chain(self.moved.map(|m| m.player)).collect();
        let moved = self.moved.map(|moved| moved.player);
        let all = || 0..self.players.len();
        let mut free: Vec<usize> = all().filter(|at| !busy.contains(at)).collect();
        random.shuffle(&mut free);
        let clock = free.first().copied().or_else(|| all().find(|at| Some(*at) != moved)).or(all().next());
        let mut rest: Vec<usize> = all().filter(|at| Some(*at) != clock).collect();
        random.shuffle(&mut rest);
        let mut turn = rest.iter().copied().cycle();
        let mut next = || turn.next().or(clock);
        (self.careless, self.killed, self.corrupted) = (next(), next(), next());
        self.clock = clock;
    }

    fn name_what_is_left_out(&mut self) {
        if self.players.is_empty() {
            self.left_out = vec![LeftOut::Everything];
            return;
        }
        match self.pair {
            None => self.left_out.push(LeftOut::Conflict),
            Some(pair) if self.players[pair.second].post.role != Role::GridChief => self.left_out.push(LeftOut::Chief),
            Some(_) => {}
        }
        if self.moved.is_none() {
            self.left_out.push(LeftOut::Move);
        }
    }
}

/// Posts that may visit households, one a person: the first that answers for any.
fn visitors(lists: &Lists, day: Day) -> Vec<Player> {
    let mut by_grid: BTreeMap<GridCode, Vec<usize>> = BTreeMap::new();
    for (at, row) in lists.households.iter().enumerate() {
        by_grid.entry(row.value.grid).or_default().push(at);
    }
    let homes = |scope: Scope| -> Vec<usize> {
        let of_grid = scope.grid().and_then(|grid| by_grid.get(&grid)).map(Vec::as_slice).unwrap_or_default();
        of_grid.iter().copied().filter(|at| answers_for(scope, &lists.households[*at].value)).collect()
    };
    let mut seen = BTreeSet::new();
    let posts = lists.posts.iter().map(|row| &row.value).filter(|post| may_visit(post.role) && post.in_force(day));
    let players = posts.map(|post| Player { post: post.clone(), homes: homes(post.scope) });
    players.filter(|player| !player.homes.is_empty() && seen.insert(player.post.person_no.clone())).collect()
}

/// Roles that visit households of their ledger in this round (domain §1).
fn may_visit(role: Role) -> bool {
    matches!(role, Role::GridWorker | Role::GridChief | Role::JointHouseholdLead)
}

fn answers_for(scope: Scope, home: &Household) -> bool {
    match scope {
        Scope::Grid(grid) => home.grid == grid,
        Scope::Bundle(grid, bundle) => home.grid == grid && home.bundle == Some(bundle),
        Scope::Community(_) => false,
    }
}

/// Two who answer for one household: a worker and his chief if there are any, else the next best.
fn pair(visitors: &[Player], random: &mut Random) -> Option<Pair> {
    let mut in_grid: BTreeMap<GridCode, Vec<usize>> = BTreeMap::new();
    for (at, visitor) in visitors.iter().enumerate() {
        in_grid.entry(visitor.post.scope.grid()?).or_default().push(at);
    }
    let mut best: Vec<(u8, Pair)> = Vec::new();
    for people in in_grid.values() {
        for first in people {
            for second in people.iter().filter(|second| *second != first) {
                let shared: Vec<usize> = shared(&visitors[*first], &visitors[*second]);
                let Some(home) = shared.first() else { continue };
                let rank = rank(visitors[*first].post.role, visitors[*second].post.role);
                best.push((rank, Pair { first: *first, second: *second, home: *home }));
            }
        }
    }
    let rank = best.iter().map(|(rank, _)| *rank).min()?;
    let best: Vec<Pair> = best.into_iter().filter(|(r, _)| *r == rank).map(|(_, pair)| pair).collect();
    let chosen = *random.pick(&best);
    let home = *random.pick(&shared(&visitors[chosen.first], &visitors[chosen.second]));
    Some(Pair { home, ..chosen })
}

fn shared(first: &Player, second: &Player) -> Vec<usize> {
    let others: BTreeSet<usize> = second.homes.iter().copied().collect();
    first.homes.iter().copied().filter(|home| others.contains(home)).collect()
}

fn rank(first: Role, second: Role) -> u8 {
    match (first, second) {
        (Role::GridWorker, Role::GridChief) => 0,
        (Role::JointHouseholdLead, Role::GridChief) => 1,
        (_, Role::GridChief) => 2,
        _ => 3,
    }
}

/// A worker, or else a chief, with this one post and without a part in the pair, and another grid; one of his own
/// community if there is any.
fn moved(lists: &Lists, visitors: &[Player], pair: Option<Pair>, random: &mut Random) -> Option<Move> {
    let is_in_pair = |at: usize| pair.is_some_and(|pair| at == pair.first || at == pair.second);
    let mut chances: Vec<(u8, Move)> = Vec::new();
    for (player, visitor) in visitors.iter().enumerate().filter(|(at, _)| !is_in_pair(*at)) {
        let rank = match visitor.post.role {
            Role::GridWorker => 0,
            Role::GridChief => 2,
            _ => continue,
        };
        if !may_be_moved(lists, &visitor.post) {
            continue;
        }
        let grids = lists.grids.iter().map(|row| row.value.code);
        let grids = grids.filter(|grid| visitor.post.scope != Scope::Grid(*grid));
        // A grid has one chief.
        let grids = grids.filter(|grid| visitor.post.role != Role::GridChief || !has_chief(lists, *grid));
        chances.extend(grids.map(|to| {
            let far = u8::from(to.community() != visitor.post.scope.community());
            (rank + far, Move { player, to })
        }));
    }
    let rank = chances.iter().map(|(rank, _)| *rank).min()?;
    let best: Vec<Move> = chances.into_iter().filter(|(r, _)| *r == rank).map(|(_, moved)| moved).collect();
    Some(*random.pick(&best))
}

/// Whoever has another post keeps what belongs to it, and nothing could be seen to go; whoever is substituted cannot
/// leave his substitute behind.
fn may_be_moved(lists: &Lists, post: &Post) -> bool {
    let posts = || lists.posts.iter().map(|row| &row.value);
    let is_substituted = posts().any(|other| other.substitute_for.as_ref() == Some(&post.person_no));
    posts().filter(|other| other.person_no == post.person_no).count() == 1 && !is_substituted
}

fn has_chief(lists: &Lists, grid: GridCode) -> bool {
    lists.posts.iter().any(|row| row.value.role == Role::GridChief && row.value.scope == Scope::Grid(grid))
}

#[cfg(test)]
mod tests;
