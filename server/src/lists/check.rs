//! What can be seen only when all rows are known: who holds which post when, and what is missing.

use super::codes::{NoteCode, ProblemCode};
use super::grids::Grids;
use super::headings::Field;
use super::people::People;
use super::problem::{File, Place, Report, Text};
use super::{HouseholdRow, Post, PostRow};
use lianxin_core::code::{CommunityCode, GridCode, Scope};
use lianxin_core::role::Role;
use lianxin_core::time::Day;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Grids a deputy may have at one time (M22 a).
pub(super) const MAX_DEPUTY_GRIDS: usize = 6;

/// What the readers of rows need to know beside their own list.
pub(super) struct Context<'c> {
    pub(super) today: Day,
    pub(super) known: &'c dyn Fn(CommunityCode) -> bool,
    /// Nothing if `grids.csv` could not be read; then no row is blamed for it.
    pub(super) grids: Option<&'c Grids>,
}

/// Demonstration codes must not be read as real places, so they never stand beside real ones (mechanisms §6.2).
pub(super) fn demonstration(context: &Context<'_>, people: Option<&People>, report: &mut Report) {
    let Some(grids) = context.grids else { return };
    let of_grids = grids.rows.iter().map(|row| (File::Grids, row.line, Field::GridCode, row.value.code.community()));
    let posts = people.map(|people| people.posts.as_slice()).unwrap_or_default();
    let of_posts = posts.iter().map(|row| (File::People, row.line, Field::Scope, row.value.scope.community()));
    let mut all = of_grids.chain(of_posts);
    let Some((file, line, _, first)) = all.next() else { return };
    if let Some((odd, at, field, code)) = all.find(|(.., code)| code.is_demonstration() != first.is_demonstration()) {
        let place = match (odd, people) {
            (File::People, Some(people)) => people.columns.place(at, field),
            _ => Place::line(odd, at),
        };
        let detail = Text::new(format!("{file} 第 {line} 行"), format!("{file} line {line}"));
        report.problem(ProblemCode::DemoMixed, place, &code.to_string(), &detail);
    }
}

/// Whether the posts go together.
pub(super) fn posts(people: &People, report: &mut Report) {
    same_post(people, report);
    one_holder(people, report);
    two_signers(people, report);
    deputies(people, report);
    substitutes(people, report);
}

fn same_post(people: &People, report: &mut Report) {
    for (row, other) in overlaps(&people.posts, |p| Some((p.person_no.as_str(), p.role, p.scope))) {
        let place = people.columns.place(row.line, Field::PersonNo);
        report.problem(ProblemCode::PostTwice, place, &row.value.person_no, &Text::line(other.line));
    }
}

/// Captain, chief and joint-household lead are one at a time; so are their substitutes.
fn one_holder(people: &People, report: &mut Report) {
    let single = |role| matches!(role, Role::VanguardCaptain | Role::GridChief | Role::JointHouseholdLead);
    let key = |p: &Post| single(p.role).then_some((p.role, p.scope, p.substitute_for.is_some()));
    for (row, other) in overlaps(&people.posts, key) {
        if row.value.person_no == other.value.person_no {
            continue;
        }
        let code = match row.value.role {
            Role::VanguardCaptain => ProblemCode::CaptainTwo,
            Role::GridChief => ProblemCode::ChiefTwo,
            _ => ProblemCode::LeadTwo,
        };
        let place = people.columns.place(row.line, Field::Scope);
        report.problem(code, place, &row.value.scope.to_string(), &Text::line(other.line));
    }
}

/// The two signers of a grid are two persons (M42 a).
fn two_signers(people: &People, report: &mut Report) {
    let signs = |role| matches!(role, Role::VanguardCaptain | Role::GridChief);
    for (row, other) in overlaps(&people.posts, |p| signs(p.role).then_some((p.person_no.as_str(), p.scope))) {
        if row.value.role != other.value.role {
            let place = people.columns.place(row.line, Field::PersonNo);
            report.problem(ProblemCode::SignersSame, place, &row.value.person_no, &Text::line(other.line));
        }
    }
}

fn deputies(people: &People, report: &mut Report) {
    let mut events: BTreeMap<&str, Vec<(Day, bool, GridCode, u32)>> = BTreeMap::new();
    for row in people.posts.iter().filter(|row| row.value.role == Role::DeputyGridChief) {
        if let Some(grid) = row.value.scope.grid() {
            let events = events.entry(&row.value.person_no).or_default();
            events.push((row.value.from, true, grid, row.line));
            events.push((end(&row.value).plus(1), false, grid, row.line));
        }
    }
    for (person, mut events) in events {
        // On one day ends come before starts.
        events.sort();
        let mut held: HashMap<GridCode, usize> = HashMap::new();
        for (_, starts, grid, line) in events {
            if starts {
                *held.entry(grid).or_default() += 1;
            } else if let Some(count) = held.get_mut(&grid) {
                *count -= 1;
                if *count == 0 {
                    held.remove(&grid);
                }
            }
            if held.len() > MAX_DEPUTY_GRIDS {
                let place = people.columns.place(line, Field::Scope);
                report.problem(ProblemCode::DeputyMany, place, person, &Text::same(MAX_DEPUTY_GRIDS.to_string()));
                break;
            }
        }
    }
}

/// A substitute acts for somebody who holds the same post at that time.
fn substitutes(people: &People, report: &mut Report) {
    /// In the order of the starts, each with the latest end so far.
    type Periods = Vec<(Day, Day)>;
    let mut held: HashMap<(&str, Role, Scope), Periods> = HashMap::new();
    for row in people.posts.iter().filter(|row| row.value.substitute_for.is_none()) {
        let post = &row.value;
        held.entry((&post.person_no, post.role, post.scope)).or_default().push((post.from, end(post)));
    }
    for periods in held.values_mut() {
        periods.sort();
        let mut latest = Day(i32::MIN);
        for (_, end) in periods {
            latest = latest.max(*end);
            *end = latest;
        }
    }
    for row in &people.posts {
        let Some(person) = row.value.substitute_for.as_ref().filter(|no| !people.incomplete.contains(*no)) else {
            continue;
        };
        let place = || people.columns.place(row.line, Field::SubstituteFor);
        if !people.persons.contains_key(person) {
            report.problem(ProblemCode::SubstituteUnknown, place(), person, &Text::default());
            continue;
        }
        let periods =
            held.get(&(person.as_str(), row.value.role, row.value.scope)).map(Vec::as_slice).unwrap_or_default();
        let begun = periods.partition_point(|(from, _)| *from <= end(&row.value));
        let overlaps =
            begun.checked_sub(1).and_then(|at| periods.get(at)).is_some_and(|(_, end)| *end >= row.value.from);
        if !overlaps {
            report.problem(ProblemCode::SubstituteNotHeld, place(), person, &Text::default());
        }
    }
}

/// Notes what is missing: signers of a grid, leads of bundles, grids of a community.
pub(super) fn gaps(context: &Context<'_>, people: &People, households: &[HouseholdRow], report: &mut Report) {
    let Some(grids) = context.grids.filter(|_| report.is_clean()) else { return };
    let in_force = people.posts.iter().map(|row| &row.value).filter(|post| post.in_force(context.today));
    let held: HashSet<(Role, Scope)> = in_force.map(|post| (post.role, post.scope)).collect();
    for row in grids.rows.iter().filter(|row| row.value.from <= context.today) {
        let code = row.value.code;
        for (role, note) in [(Role::VanguardCaptain, NoteCode::GridNoCaptain), (Role::GridChief, NoteCode::GridNoChief)]
        {
            if !held.contains(&(role, Scope::Grid(code))) {
                report.note(note, Place::line(File::Grids, row.line), &code.to_string(), &Text::default());
            }
        }
    }
    let leads = people.posts.iter().map(|row| &row.value).filter(|post| !post.is_over(context.today));
    let led: HashSet<Scope> = leads.filter(|p| p.role == Role::JointHouseholdLead).map(|p| p.scope).collect();
    let mut missing = HashSet::new();
    for row in households {
        let bundle = row.value.bundle.map(|bundle| Scope::Bundle(row.value.grid, bundle));
        if let Some(bundle) = bundle.filter(|bundle| !led.contains(bundle) && missing.insert(*bundle)) {
            let place = Place::line(File::Households, row.line);
            report.note(NoteCode::BundleNoLead, place, &bundle.to_string(), &Text::default());
        }
    }
    let mut seen: BTreeSet<CommunityCode> = grids.named.keys().map(|grid| grid.community()).collect();
    for row in &people.posts {
        if seen.insert(row.value.scope.community()) {
            let place = people.columns.place(row.line, Field::Scope);
            report.note(NoteCode::CommunityNoGrid, place, &row.value.scope.community().to_string(), &Text::default());
        }
    }
}

/// The last day, or one that never comes.
fn end(post: &Post) -> Day {
    post.to.unwrap_or(Day(i32::MAX))
}

/// Rows of one key whose periods have a day in common: each with an earlier row of the file, or the other way round.
fn overlaps<'p, K: Ord>(posts: &'p [PostRow], key: impl Fn(&'p Post) -> Option<K>) -> Vec<(&'p PostRow, &'p PostRow)> {
    let mut groups: BTreeMap<K, Vec<&PostRow>> = BTreeMap::new();
    for row in posts {
        if let Some(key) = key(&row.value) {
            groups.entry(key).or_default().push(row);
        }
    }
    let mut pairs = Vec::new();
    for mut group in groups.into_values() {
        group.sort_by_key(|row| (row.value.from, row.line));
        let mut rows = group.into_iter();
        let Some(mut latest) = rows.next() else { continue };
        for row in rows {
            if row.value.from <= end(&latest.value) {
                pairs.push(if row.line > latest.line { (row, latest) } else { (latest, row) });
            }
            if end(&row.value) > end(&latest.value) {
                latest = row;
            }
        }
    }
    pairs.sort_by_key(|(row, other)| (row.line, other.line));
    pairs
}
