//! What is invented must be what the office's reader takes without a problem.

use super::messy::Messy;
use super::*;
use lianxin_core::code::Scope;
use lianxin_core::role::Role;
use lianxin_server::lists::plan::{Current, plan};
use lianxin_server::lists::{Files, Lists, NoteCode, Read, read};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

fn read_sheets(sheets: &Sheets) -> Read {
    let files =
        Files { grids: Some(&sheets.grids), people: Some(&sheets.people), households: Some(&sheets.households) };
    match read(&files, Profile::small().today, &|_| false) {
        Ok(read) => read,
        Err(problems) => panic!("{}", problems.list.iter().take(20).map(|p| p.en() + "\n").collect::<String>()),
    }
}

/// The lists without line numbers, which empty rows shift.
fn without_lines(mut lists: Lists) -> Lists {
    lists.grids.iter_mut().for_each(|row| row.line = 0);
    lists.posts.iter_mut().for_each(|row| row.line = 0);
    lists.households.iter_mut().for_each(|row| row.line = 0);
    lists
}

fn by_role(lists: &Lists) -> BTreeMap<Role, usize> {
    let mut counts = BTreeMap::new();
    lists.posts.iter().for_each(|row| *counts.entry(row.value.role).or_default() += 1);
    counts
}

fn persons(lists: &Lists) -> HashSet<&str> {
    lists.posts.iter().map(|row| row.value.person_no.as_str()).collect()
}

#[test]
fn the_small_profile_is_one_community_with_every_role() {
    let Read { lists, notes } = read_sheets(&Profile::small().sheets());
    assert_eq!((lists.grids.len(), lists.households.len(), persons(&lists).len()), (3, 60, 24));
    assert_eq!(by_role(&lists).len(), Role::ALL.len());
    let substitute: Vec<_> = lists.posts.iter().filter(|row| row.value.substitute_for.is_some()).collect();
    assert_eq!(substitute.len(), 1);
    assert!(substitute[0].value.in_force(Profile::small().today));
    let deputy = lists.posts.iter().filter(|row| row.value.role == Role::DeputyGridChief);
    assert_eq!(deputy.map(|row| row.value.scope).collect::<HashSet<_>>().len(), 3);
    let mut roles: HashMap<&str, BTreeSet<Role>> = HashMap::new();
    for row in &lists.posts {
        roles.entry(&row.value.person_no).or_default().insert(row.value.role);
    }
    assert_eq!(roles.values().filter(|held| held.len() == 2).count(), 1, "one person has two posts");
    assert!(lists.households.iter().any(|row| row.value.bundle.is_none()));
    let buildings: HashSet<_> = lists.households.iter().map(|row| (&row.value.estate, &row.value.building)).collect();
    assert!(buildings.len() > 5, "the few households stand in several buildings: {buildings:?}");
    // Twenty households are a small grid, and the lists say so.
    assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), [NoteCode::GridTooSmall; 3]);
}

#[test]
fn the_city_profile_holds_exactly_176_grids_and_the_articles_posts() {
    let Read { lists, notes } = read_sheets(&Profile::city().sheets());
    assert_eq!(lists.grids.len(), 176);
    assert_eq!(lists.households.len(), 88_000);
    assert_eq!(lists.grids.iter().map(|row| row.value.code.community()).collect::<HashSet<_>>().len(), 18);
    let posts = by_role(&lists);
    let expected = [
        (Role::GridWorker, 176),
        (Role::PartyMember, 9_000),
        (Role::GridChief, 176),
        (Role::VanguardCaptain, 176),
        (Role::DeputyGridChief, 176),
        (Role::JointHouseholdLead, 820),
        (Role::CommunitySecretary, 18),
        (Role::CommunityOffice, 18),
    ];
    assert_eq!(posts, BTreeMap::from(expected));
    let deputies = lists.posts.iter().filter(|row| row.value.role == Role::DeputyGridChief);
    assert_eq!(deputies.map(|row| &row.value.person_no).collect::<HashSet<_>>().len(), 45);
    assert_eq!(persons(&lists).len(), 176 * 3 + 9_000 + 820 + 45 + 36);
    assert_eq!(lists.grids.iter().filter(|row| row.value.kind == GridKind::Dedicated).count(), 1);
    // Two grids are out of range on purpose, and nothing else is worth a note.
    let notes: Vec<NoteCode> = notes.iter().map(|note| note.code).collect();
    assert_eq!(notes, [NoteCode::GridTooSmall, NoteCode::GridTooLarge]);
    assert!(plan(&Current::from(&lists), &lists, Profile::city().today).is_empty(), "the same lists change nothing");
}

#[test]
fn the_city_profile_counts_its_households_and_mixes_their_classes() {
    let lists = read_sheets(&Profile::city().sheets()).lists;
    let mut counted: HashMap<GridCode, u32> = HashMap::new();
    let (mut classes, mut bundles) = (BTreeMap::new(), HashSet::new());
    for home in lists.households.iter().map(|row| &row.value) {
        *counted.entry(home.grid).or_default() += 1;
        *classes.entry(home.class).or_insert(0) += 1;
        bundles.extend(home.bundle.map(|bundle| Scope::Bundle(home.grid, bundle)));
    }
    assert!(lists.grids.iter().all(|row| counted.get(&row.value.code) == Some(&row.value.households)));
    assert_eq!(bundles.len(), 820);
    let share = |class| classes.get(&class).copied().unwrap_or(0) * 1_000 / 88_000;
    assert!((850..=870).contains(&share(HouseholdClass::AtEase)), "{classes:?}");
    assert!((80..=100).contains(&share(HouseholdClass::Care)), "{classes:?}");
    assert!((40..=60).contains(&share(HouseholdClass::CloseContact)), "{classes:?}");
    let people = lists.grids.iter().filter(|row| (1_000..=1_500).contains(&row.value.people)).count();
    assert!(people * 100 >= 176 * 85);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let small = Profile::small().sheets();
    assert_eq!(small, Profile::small().sheets());
    assert_ne!(small.households, Profile { seed: 1, ..Profile::small() }.sheets().households);
    let hash = lianxin_core::id::sha256(&[&small.grids, &small.people, &small.households]).to_string();
    assert_eq!(
        hash, "VXCXQA6P2CWYEJSR1W1VBRGZDHHCC6ANBRV3S1JPX4D2CA7NT5MG",
        "the default lists have changed: everything recorded with them changes too"
    );
}

#[test]
fn files_on_disk_are_the_sheets() {
    let directory = tempfile::tempdir().unwrap();
    Profile::small().write_to(directory.path()).unwrap();
    let read = |name: &str| std::fs::read(directory.path().join(name)).unwrap();
    let Sheets { grids, people, households } = Profile::small().sheets();
    assert_eq!((read("grids.csv"), read("people.csv"), read("households.csv")), (grids, people, households));
}

#[test]
fn every_habit_of_writing_gives_the_same_lists() {
    let clean = Profile::small().sheets();
    let plain = without_lines(read_sheets(&clean).lists);
    let none = Messy::none(7);
    assert_eq!(none.write(&clean), clean);
    let variants = [
        Messy { gb18030: true, ..none },
        Messy { mark: true, crlf: true, ..none },
        Messy { english: true, ..none },
        Messy { shuffled: true, delimiter: '\t', ..none },
        Messy { full_width: true, ..none },
        Messy { blanks: true, delimiter: ';', ..none },
        Messy { dates: true, quoted: true, ..none },
        Messy::all(7),
        Messy::all(8),
    ];
    for variant in variants {
        let messy = variant.write(&clean);
        assert_ne!(messy, clean, "{variant:?}");
        assert_eq!(without_lines(read_sheets(&messy).lists), plain, "{variant:?}");
    }
}

#[test]
fn what_was_put_right_is_reported() {
    let notes = read_sheets(&Messy::all(7).write(&Profile::small().sheets())).notes;
    let codes: HashSet<NoteCode> = notes.iter().map(|note| note.code).collect();
    for code in [NoteCode::Gb18030, NoteCode::Blanks, NoteCode::FullWidth, NoteCode::EmptyRows, NoteCode::ColumnIgnored]
    {
        assert!(codes.contains(&code), "{code:?}");
    }
}
