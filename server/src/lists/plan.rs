//! What a newer list would start, end and move. Pure: the caller says what is in force and applies the plan.

use super::{Dwelling, Grid, Household, Lists, Post};
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::role::{GridKind, Role};
use lianxin_core::time::Day;
use std::collections::{BTreeMap, BTreeSet};

mod text;

/// What is in force, or will be, before the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Current {
    /// Grids that have not ended.
    pub grids: BTreeMap<GridCode, GridFacts>,
    /// Posts; those that are over may be among them.
    pub posts: BTreeMap<PostKey, Post>,
    /// Households with the grid and bundle they are linked to.
    pub households: BTreeMap<Dwelling, Link>,
}

/// What a list says of a grid. What is not known before is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridFacts {
    /// The short label.
    pub label: String,
    /// Basic or dedicated.
    pub kind: GridKind,
    /// In force from this day.
    pub from: Day,
    /// The community's name.
    pub community: Option<String>,
    /// Households and people in it.
    pub counts: Option<(u32, u32)>,
}

/// What makes a post this post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostKey {
    /// The office's number for the person.
    pub person_no: String,
    /// Which post.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// The first day.
    pub from: Day,
}

/// Where a household belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The grid.
    pub grid: GridCode,
    /// The bundle within it.
    pub bundle: Option<u8>,
}

/// The same thing before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<T> {
    /// As it is.
    pub old: T,
    /// As the list has it.
    pub new: T,
}

/// What a list would change. Nothing is ever deleted: what is gone from the list ends or is only shown.
///
/// Class and needs of a household that exists are not compared: they are changed at the door and confirmed by the
/// chief (M08), and no list overrules that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// New grids.
    pub grids_added: Vec<Grid>,
    /// Grids with another label, kind, start, community name or counts.
    pub grids_changed: Vec<(GridCode, Change<GridFacts>)>,
    /// Grids that the list no longer has.
    pub grids_ended: Vec<GridCode>,
    /// Grids as they were.
    pub grids_same: usize,
    /// Persons with another name or duty phone.
    pub persons_changed: Vec<String>,
    /// Posts that begin.
    pub start: Vec<Post>,
    /// Posts that end because the list no longer has them.
    pub end: Vec<Post>,
    /// A person's post of the same role in another scope.
    pub moved: Vec<Change<Post>>,
    /// The same post with another start, end or person acted for.
    pub changed: Vec<Change<Post>>,
    /// Posts as they were.
    pub same: usize,
    /// New households.
    pub households_added: Vec<Household>,
    /// Households whose grid is another.
    pub households_moved: Vec<(Dwelling, Change<Link>)>,
    /// Households whose bundle is another in the same grid.
    pub households_rebundled: Vec<(Dwelling, Change<Link>)>,
    /// Households that the list no longer has; shown to a person, never deleted.
    pub households_gone: Vec<(Dwelling, Link)>,
    /// Households as they were.
    pub households_same: usize,
    /// Demonstration codes would stand beside real ones; such a plan must not be applied.
    pub mixes_demonstration: bool,
}

impl Plan {
    /// Whether the list says what is in force already.
    pub fn is_empty(&self) -> bool {
        let counts = Self {
            grids_same: self.grids_same,
            same: self.same,
            households_same: self.households_same,
            ..Self::default()
        };
        *self == counts
    }
}

impl PostKey {
    /// The key of a post.
    pub fn of(post: &Post) -> Self {
        Self { person_no: post.person_no.clone(), role: post.role, scope: post.scope, from: post.from }
    }
}

impl GridFacts {
    /// The facts of a row.
    pub fn of(grid: &Grid) -> Self {
        Self {
            label: grid.label.clone(),
            kind: grid.kind,
            from: grid.from,
            community: grid.community.clone(),
            counts: Some((grid.households, grid.people)),
        }
    }

    fn agrees(&self, new: &Self) -> bool {
        fn equal<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> bool {
            old.zip(new).is_none_or(|(old, new)| old == new)
        }
        (&self.label, self.kind, self.from) == (&new.label, new.kind, new.from)
            && equal(self.community.as_ref(), new.community.as_ref())
            && equal(self.counts.as_ref(), new.counts.as_ref())
    }
}

impl Link {
    /// Where a row puts the household.
    pub fn of(household: &Household) -> Self {
        Self { grid: household.grid, bundle: household.bundle }
    }
}

impl From<&Lists> for Current {
    /// What is in force once the lists are taken.
    fn from(lists: &Lists) -> Self {
        let posts = lists.posts.iter().map(|row| &row.value);
        let households = lists.households.iter().map(|row| &row.value);
        Self {
            grids: lists.grids.iter().map(|row| (row.value.code, GridFacts::of(&row.value))).collect(),
            posts: posts.map(|post| (PostKey::of(post), post.clone())).collect(),
            households: households.map(|home| (home.dwelling(), Link::of(home))).collect(),
        }
    }
}

/// Compares what is in force with a list. Posts over before `today` neither start nor end.
pub fn plan(current: &Current, lists: &Lists, today: Day) -> Plan {
    let mut plan = Plan::default();
    grids(current, lists, &mut plan);
    posts(current, lists, today, &mut plan);
    households(current, lists, &mut plan);
    let demonstration = |grid: &GridCode| grid.community().is_demonstration();
    let kinds =
        current.grids.keys().map(demonstration).chain(lists.grids.iter().map(|row| demonstration(&row.value.code)));
    plan.mixes_demonstration = kinds.collect::<BTreeSet<_>>().len() > 1;
    plan
}

fn grids(current: &Current, lists: &Lists, plan: &mut Plan) {
    let listed: BTreeSet<GridCode> = lists.grids.iter().map(|row| row.value.code).collect();
    for grid in lists.grids.iter().map(|row| &row.value) {
        let new = GridFacts::of(grid);
        match current.grids.get(&grid.code) {
            None => plan.grids_added.push(grid.clone()),
            Some(old) if old.agrees(&new) => plan.grids_same += 1,
            Some(old) => plan.grids_changed.push((grid.code, Change { old: old.clone(), new })),
        }
    }
    plan.grids_ended = current.grids.keys().copied().filter(|code| !listed.contains(code)).collect();
}

fn posts(current: &Current, lists: &Lists, today: Day, plan: &mut Plan) {
    let listed: BTreeMap<PostKey, &Post> =
        lists.posts.iter().map(|row| (PostKey::of(&row.value), &row.value)).collect();
    let mut gone: Vec<&Post> = Vec::new();
    for (key, post) in &current.posts {
        if !listed.contains_key(key) && !post.is_over(today) {
            gone.push(post);
        }
    }
    let mut fresh: Vec<&Post> = Vec::new();
    for (key, post) in &listed {
        match current.posts.get(key) {
            Some(old) if (old.to, &old.substitute_for) == (post.to, &post.substitute_for) => plan.same += 1,
            Some(old) => plan.changed.push(Change { old: old.clone(), new: (*post).clone() }),
            None if post.is_over(today) => {}
            None => fresh.push(post),
        }
    }
    // What ends and what starts of one person and role belongs together: first in the same scope, then anywhere.
    pair(&mut gone, &mut fresh, |post| (post.person_no.as_str(), post.role, post.scope), &mut plan.changed);
    pair(&mut gone, &mut fresh, |post| (post.person_no.as_str(), post.role), &mut plan.moved);
    plan.end = gone.into_iter().cloned().collect();
    plan.start = fresh.into_iter().cloned().collect();
    persons(current, lists, plan);
}

fn pair<'p, K: Ord>(
    gone: &mut Vec<&'p Post>,
    fresh: &mut Vec<&'p Post>,
    key: impl Fn(&'p Post) -> K,
    out: &mut Vec<Change<Post>>,
) {
    let mut waiting: BTreeMap<K, Vec<&'p Post>> = BTreeMap::new();
    for post in gone.drain(..).rev() {
        waiting.entry(key(post)).or_default().push(post);
    }
    fresh.retain(|new| match waiting.get_mut(&key(new)).and_then(Vec::pop) {
        Some(old) => {
            out.push(Change { old: old.clone(), new: (*new).clone() });
            false
        }
        None => true,
    });
    gone.extend(waiting.into_values().flatten());
    gone.sort_by_key(|post| PostKey::of(post));
}

fn persons(current: &Current, lists: &Lists, plan: &mut Plan) {
    let details = |post: &Post| (post.name.clone(), post.duty_phone.clone());
    let old: BTreeMap<&str, _> = current.posts.values().map(|post| (post.person_no.as_str(), details(post))).collect();
    let new: BTreeMap<&str, _> =
        lists.posts.iter().map(|row| (row.value.person_no.as_str(), details(&row.value))).collect();
    let differs = |(person, new): &(&str, _)| old.get(person).is_some_and(|old| old != new);
    plan.persons_changed = new.into_iter().filter(differs).map(|(person, _)| person.to_owned()).collect();
}

fn households(current: &Current, lists: &Lists, plan: &mut Plan) {
    let mut listed = BTreeSet::new();
    for household in lists.households.iter().map(|row| &row.value) {
        let (dwelling, new) = (household.dwelling(), Link::of(household));
        match current.households.get(&dwelling) {
            None => plan.households_added.push(household.clone()),
            Some(old) if *old == new => plan.households_same += 1,
            Some(old) => {
                let change = (dwelling.clone(), Change { old: *old, new });
                let same_grid = old.grid == new.grid;
                if same_grid { &mut plan.households_rebundled } else { &mut plan.households_moved }.push(change);
            }
        }
        listed.insert(dwelling);
    }
    let gone = current.households.iter().filter(|(dwelling, _)| !listed.contains(*dwelling));
    plan.households_gone = gone.map(|(dwelling, link)| (dwelling.clone(), *link)).collect();
}

#[cfg(test)]
mod tests;
