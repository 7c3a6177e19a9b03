use super::*;
use crate::profile::Profile;
use lianxin_server::lists::{Files, read};

fn lists(profile: &Profile) -> Lists {
    let sheets = profile.sheets();
    let files =
        Files { grids: Some(&sheets.grids), people: Some(&sheets.people), households: Some(&sheets.households) };
    read(&files, profile.today, &|_| false).unwrap().lists
}

fn small() -> (Lists, Day) {
    (lists(&Profile::small()), Profile::small().today)
}

/// The small lists with the posts of these roles only.
fn only(roles: &[Role]) -> (Lists, Day) {
    let (mut lists, day) = small();
    lists.posts.retain(|row| roles.contains(&row.value.role));
    (lists, day)
}

#[test]
fn the_same_seed_gives_the_same_cast_and_another_seed_another() {
    let (lists, day) = small();
    assert_eq!(Cast::choose(&lists, day, 7), Cast::choose(&lists, day, 7));
    let casts: BTreeSet<String> = (0..20).map(|seed| format!("{:?}", Cast::choose(&lists, day, seed))).collect();
    assert!(casts.len() > 15, "{}", casts.len());
}

#[test]
fn in_the_small_profile_every_part_is_played_by_whoever_it_fits() {
    let (lists, day) = small();
    for seed in 0..200 {
        let cast = Cast::choose(&lists, day, seed);
        assert_eq!(cast.left_out, []);
        assert!((4..=MOST_PHONES).contains(&cast.players.len()));
        let pair = cast.pair.unwrap();
        let roles = (cast.players[pair.first].post.role, cast.players[pair.second].post.role);
        assert_eq!(roles, (Role::GridWorker, Role::GridChief));
        assert!([pair.first, pair.second].iter().all(|at| cast.players[*at].homes.contains(&pair.home)));
        let moved = cast.moved.unwrap();
        let post = &cast.players[moved.player].post;
        assert_eq!(post.role, Role::GridWorker);
        assert!(post.scope.grid() != Some(moved.to) && post.scope.community() == moved.to.community());
        let clock = cast.clock.unwrap();
        assert!(![pair.first, pair.second, moved.player].contains(&clock));
        assert!([cast.careless, cast.killed, cast.corrupted].iter().all(|at| at.is_some_and(|at| at != clock)));
    }
}

#[test]
fn nobody_has_two_phones_and_everybody_has_households() {
    let (lists, day) = small();
    for seed in 0..50 {
        let cast = Cast::choose(&lists, day, seed);
        let persons: BTreeSet<&str> = cast.players.iter().map(|player| player.post.person_no.as_str()).collect();
        assert_eq!(persons.len(), cast.players.len());
        for player in &cast.players {
            assert!(!player.homes.is_empty());
            assert!(player.homes.iter().all(|at| answers_for(player.post.scope, &lists.households[*at].value)));
        }
    }
}

#[test]
fn a_city_gives_a_handful_of_phones() {
    let profile = Profile { households: 4_000, ..Profile::city() };
    let cast = Cast::choose(&lists(&profile), profile.today, 7);
    assert_eq!((cast.players.len(), cast.left_out.as_slice()), (MOST_PHONES, [].as_slice()));
    let roles: BTreeSet<Role> = cast.players.iter().map(|player| player.post.role).collect();
    assert_eq!(roles.len(), 3);
}

#[test]
fn what_the_lists_do_not_allow_is_left_out_and_named() {
    let choose = |(lists, day): (Lists, Day)| Cast::choose(&lists, day, 7);
    let nobody = choose(only(&[Role::PartyMember, Role::VanguardCaptain]));
    assert_eq!((nobody.players.len(), nobody.left_out), (0, vec![LeftOut::Everything]));
    let workers = choose(only(&[Role::GridWorker]));
    assert_eq!((workers.pair, workers.left_out), (None, vec![LeftOut::Conflict]));
    assert!(workers.moved.is_some() && workers.clock.is_some());
    let leads = choose(only(&[Role::GridWorker, Role::JointHouseholdLead]));
    assert_eq!(leads.left_out, [LeftOut::Chief]);
    let chiefs = choose(only(&[Role::GridChief]));
    assert_eq!(chiefs.left_out, [LeftOut::Conflict, LeftOut::Move], "every grid has its chief");
    let (mut one_grid, day) = small();
    one_grid.grids.truncate(1);
    let grid = one_grid.grids[0].value.code;
    one_grid.posts.retain(|row| row.value.scope == Scope::Grid(grid));
    let cast = Cast::choose(&one_grid, day, 7);
    assert_eq!((cast.pair.is_some(), cast.left_out), (true, vec![LeftOut::Move]));
}

#[test]
fn a_single_phone_plays_every_part_that_one_can_play() {
    let (mut lists, day) = only(&[Role::GridWorker]);
    lists.posts.truncate(1);
    let cast = Cast::choose(&lists, day, 7);
    assert_eq!(cast.players.len(), 1);
    let parts = [cast.clock, cast.careless, cast.killed, cast.corrupted, cast.moved.map(|moved| moved.player)];
    assert_eq!(parts, [Some(0); 5]);
}

#[test]
fn posts_that_are_over_or_have_not_begun_take_no_part() {
    let (lists, day) = small();
    assert!(Cast::choose(&lists, day.plus(-400), 7).players.is_empty());
}

#[test]
fn a_chief_is_moved_only_where_there_is_none_and_only_with_one_post_that_nobody_substitutes() {
    let (mut lists, day) = only(&[Role::GridChief]);
    lists.posts.truncate(2);
    let cast = Cast::choose(&lists, day, 7);
    let free = lists.grids.last().unwrap().value.code;
    assert_eq!(cast.moved.unwrap().to, free);
    lists.posts[0].value.substitute_for = Some(lists.posts[1].value.person_no.clone());
    let moved = Cast::choose(&lists, day, 7);
    assert_eq!(moved.players[moved.moved.unwrap().player].post, lists.posts[0].value);
}

#[test]
fn the_app_goes_to_whoever_has_no_phone_else_to_one_whose_phone_has_no_part() {
    let (mut lists, day) = small();
    let community = lists.grids[0].value.code.community();
    for seed in 0..50 {
        let cast = Cast::choose(&lists, day, seed);
        let chosen = cast.for_the_app(&lists, day, community).unwrap();
        let at = cast.players.iter().position(|player| *player == chosen).unwrap();
        let pair = cast.pair.unwrap();
        assert!(![pair.first, pair.second, cast.moved.unwrap().player, cast.clock.unwrap()].contains(&at));
    }
    let cast = Cast::choose(&lists, day, 7);
    let mut newcomer = lists.posts.iter().find(|row| row.value.role == Role::JointHouseholdLead).unwrap().clone();
    newcomer.value.person_no = "a newcomer".into();
    lists.posts.push(newcomer);
    assert_eq!(cast.for_the_app(&lists, day, community).unwrap().post.person_no, "a newcomer");
}
