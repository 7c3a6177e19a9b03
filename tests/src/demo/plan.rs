//! What everybody does on the day. Pure: the same lists, day and seed give the same plan.

use super::cast::{Cast, Player};
use super::notes::note;
use crate::profile::random::Random;
use lianxin_core::role::{ContactWish, Role, VisitOutcome, VisitPurpose};
use lianxin_core::search::dwelling_line;
use lianxin_core::time::Day;
use lianxin_server::lists::{Household, Lists};
use std::collections::BTreeSet;

/// Visits of one phone: at least, and at most.
const VISITS: (u32, u32) = (5, 7);
/// What is added to a note when it is corrected.
pub(super) const CORRECTION: &str = "（更正：约在下午。）";

/// Where a visit is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// At a household of the ledger.
    Listed(Home),
    /// At a door that is not in the ledger.
    New(Home),
}

/// A dwelling as the lists write it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Home {
    /// Estate.
    pub(super) estate: String,
    /// Building.
    pub(super) building: String,
    /// Stairwell unit.
    pub(super) unit: String,
    /// Room.
    pub(super) room: String,
}

/// One visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    /// Where.
    pub(super) door: Door,
    /// How it ends.
    pub(super) outcome: VisitOutcome,
    /// Why it is made.
    pub(super) purpose: Option<VisitPurpose>,
    /// What is written down.
    pub(super) note: String,
    /// A need that is found, with a line.
    pub(super) need: Option<(&'static str, &'static str)>,
    /// Come again after so many days.
    pub(super) follow_up_days: Option<u32>,
    /// The resident's wish.
    pub(super) wish: Option<ContactWish>,
    /// Made so many days ago and recorded today.
    pub(super) days_ago: u32,
}

/// Two wishes for one household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clash {
    /// Whose household.
    pub(super) home: Home,
    /// What the first sets.
    pub(super) first: ContactWish,
    /// What the second sets.
    pub(super) second: ContactWish,
    /// What holds in the end.
    pub(super) chosen: ContactWish,
}

/// The plan of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Who takes part, and in which part.
    pub(super) cast: Cast,
    /// The visits of each phone, in order.
    pub(super) visits: Vec<Vec<Visit>>,
    /// The visit the moved person makes after the office has moved him and before his phone knows.
    pub(super) late: Option<Visit>,
    /// What the pair disagrees about.
    pub(super) clash: Option<Clash>,
    /// Whose first visit is corrected.
    pub(super) corrects: Option<usize>,
}

impl Home {
    /// The dwelling of a row.
    pub(super) fn of(household: &Household) -> Self {
        let Household { estate, building, unit, room, .. } = household.clone();
        Self { estate, building, unit, room }
    }

    /// In one line, as one types it.
    pub(super) fn line(&self) -> String {
        dwelling_line(&self.estate, &self.building, &self.unit, &self.room)
    }
}

impl Plan {
    /// Plans the day.
    pub(super) fn new(lists: &Lists, day: Day, seed: u64) -> Self {
        let cast = Cast::choose(lists, day, seed);
        let mut planner = Planner { lists, random: Random::new(seed, "plan"), wished: BTreeSet::new() };
        planner.wished.extend(cast.pair.map(|pair| pair.home));
        let clash = cast.pair.and_then(|pair| planner.clash(pair.home));
        let visits = cast.players.iter().map(|player| planner.day_of(player)).collect();
        let late = cast.moved.and_then(|moved| cast.players.get(moved.player)).map(|player| planner.late(player));
        let others: Vec<usize> = (0..cast.players.len()).filter(|at| Some(*at) != cast.clock).collect();
        let corrects = if others.is_empty() { cast.clock } else { Some(*planner.random.pick(&others)) };
        Self { cast, visits, late, clash, corrects }
    }
}

/// What somebody records in the app: every outcome that a line of its list has, at a household each.
pub(super) fn in_the_app(lists: &Lists, player: &Player, seed: u64) -> Vec<Visit> {
    let mut random = Random::new(seed, "app");
    let mut homes = player.homes.clone();
    random.shuffle(&mut homes);
    let homes = homes.iter().filter_map(|at| lists.households.get(*at)).map(|row| Home::of(&row.value));
    let outcomes = [VisitOutcome::Met, VisitOutcome::NoAnswer, VisitOutcome::Declined];
    let visits = homes.zip(outcomes);
    visits.map(|(home, at)| Visit { note: note(at, &mut random), ..Visit::new(Door::Listed(home), at) }).collect()
}

struct Planner<'l> {
    lists: &'l Lists,
    random: Random,
    /// Households whose wish somebody sets already: a second one would be a conflict nobody planned.
    wished: BTreeSet<usize>,
}

impl Planner<'_> {
    fn home(&self, at: usize) -> Option<Home> {
        self.lists.households.get(at).map(|row| Home::of(&row.value))
    }

    fn clash(&mut self, home: usize) -> Option<Clash> {
        let mut wishes = ContactWish::ALL.to_vec();
        self.random.shuffle(&mut wishes);
        let (first, second) = (*wishes.first()?, *wishes.get(1)?);
        Some(Clash { home: self.home(home)?, first, second, chosen: *self.random.pick(&[first, second]) })
    }

    /// Every outcome once, then whatever comes; different households as long as there are any.
    fn day_of(&mut self, player: &Player) -> Vec<Visit> {
        let mut outcomes = VisitOutcome::ALL.to_vec();
        self.random.shuffle(&mut outcomes);
        let number = self.random.between(VISITS.0, VISITS.1);
        while outcomes.len() < number as usize {
            outcomes.push(if self.random.below(3) > 0 { VisitOutcome::Met } else { VisitOutcome::NoAnswer });
        }
        let mut homes = player.homes.clone();
        self.random.shuffle(&mut homes);
        let mut visits: Vec<Visit> =
            homes.into_iter().cycle().zip(outcomes).filter_map(|(home, outcome)| self.visit(home, outcome)).collect();
        if matches!(player.post.role, Role::GridWorker | Role::GridChief) && self.random.below(3) == 0 {
            visits.extend(self.new_door(player));
        }
        visits
    }

    fn visit(&mut self, at: usize, outcome: VisitOutcome) -> Option<Visit> {
        let door = Door::Listed(self.home(at)?);
        let random = &mut self.random;
        let mut visit = Visit { note: note(outcome, random), ..Visit::new(door, outcome) };
        visit.purpose = (random.below(4) > 0).then(|| *random.pick(VisitPurpose::ALL));
        visit.days_ago = u32::from(random.below(8) == 0);
        if outcome == VisitOutcome::Met {
            visit.need = (random.below(4) == 0).then(|| *random.pick(NEEDS));
            visit.follow_up_days = (random.below(4) == 0).then(|| 7 + random.below(14));
            if random.below(3) == 0 && self.wished.insert(at) {
                visit.wish = Some(*self.random.pick(ContactWish::ALL));
            }
        }
        Some(visit)
    }

    /// A door in the same estate that no list has.
    fn new_door(&mut self, player: &Player) -> Option<Visit> {
        let near = self.home(*player.homes.first()?)?;
        let listed: BTreeSet<Home> = self.lists.households.iter().map(|row| Home::of(&row.value)).collect();
        let room =
            |number: u32| Home { building: "99".into(), unit: "1".into(), room: number.to_string(), ..near.clone() };
        let first = 100 + self.random.below(800);
        let home = (first..first + 1_000).map(room).find(|home| !listed.contains(home))?;
        Some(Visit {
            note: note(VisitOutcome::Met, &mut self.random),
            ..Visit::new(Door::New(home), VisitOutcome::Met)
        })
    }

    fn late(&mut self, player: &Player) -> Visit {
        let at = player.homes.last().copied().unwrap_or_default();
        let home = self.home(at).unwrap_or_default();
        let note = note(VisitOutcome::Met, &mut self.random);
        Visit { note, ..Visit::new(Door::Listed(home), VisitOutcome::Met) }
    }
}

const NEEDS: &[(&str, &str)] = &[
    ("家电小修", "卫生间的灯"),
    ("医保代办", "本周内带材料"),
    ("送药上门", ""),
    ("楼道堆物", "三单元一楼"),
    ("漏水协商", "楼上楼下约在周三"),
];

impl Visit {
    /// A visit with the two fields that are required.
    pub(super) fn new(door: Door, outcome: VisitOutcome) -> Self {
        Self {
            door,
            outcome,
            purpose: None,
            note: String::new(),
            need: None,
            follow_up_days: None,
            wish: None,
            days_ago: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;
    use lianxin_core::note_check::may_save;
    use lianxin_server::lists::{Files, read};

    fn lists() -> (Lists, Day) {
        let profile = Profile::small();
        let sheets = profile.sheets();
        let files =
            Files { grids: Some(&sheets.grids), people: Some(&sheets.people), households: Some(&sheets.households) };
        (read(&files, profile.today, &|_| false).unwrap().lists, profile.today)
    }

    fn plans() -> Vec<Plan> {
        let (lists, day) = lists();
        (0..100).map(|seed| Plan::new(&lists, day, seed)).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_day() {
        let (lists, day) = lists();
        assert_eq!(Plan::new(&lists, day, 7), Plan::new(&lists, day, 7));
        assert_ne!(Plan::new(&lists, day, 7), Plan::new(&lists, day, 8));
    }

    #[test]
    fn every_phone_meets_every_outcome() {
        for plan in plans() {
            assert_eq!(plan.visits.len(), plan.cast.players.len());
            for visits in &plan.visits {
                let outcomes: BTreeSet<_> = visits.iter().map(|visit| visit.outcome).collect();
                assert_eq!(outcomes.len(), VisitOutcome::ALL.len());
                assert!(visits.iter().all(|visit| may_save(&visit.note)));
            }
        }
    }

    #[test]
    fn nobody_but_the_pair_sets_a_wish_that_another_sets() {
        for plan in plans() {
            let clash = plan.clash.unwrap();
            assert_ne!(clash.first, clash.second);
            assert!([clash.first, clash.second].contains(&clash.chosen));
            let mut wished = BTreeSet::from([Door::Listed(clash.home).line()]);
            for visit in plan.visits.iter().flatten().filter(|visit| visit.wish.is_some()) {
                assert!(wished.insert(visit.door.line()));
            }
        }
    }

    #[test]
    fn doors_are_listed_unless_they_are_new() {
        let (lists, _) = lists();
        let listed: BTreeSet<Home> = lists.households.iter().map(|row| Home::of(&row.value)).collect();
        let mut new = 0;
        for visit in plans().iter().flat_map(|plan| plan.visits.iter().flatten().chain(&plan.late)) {
            match &visit.door {
                Door::Listed(home) => assert!(listed.contains(home)),
                Door::New(home) => {
                    new += 1;
                    assert!(!listed.contains(home));
                }
            }
        }
        assert!(new > 50, "{new}");
    }

    #[test]
    fn days_differ_in_everything_that_can_be_written() {
        let plans = plans();
        let visits = || plans.iter().flat_map(|plan| plan.visits.iter().flatten());
        assert!(visits().any(|v| v.need.is_some()) && visits().any(|v| v.follow_up_days.is_some()));
        assert!(visits().any(|v| v.wish.is_some()) && visits().any(|v| v.days_ago > 0));
        assert!(visits().any(|v| v.purpose.is_none()) && visits().any(|v| v.note.is_empty()));
    }

    impl Door {
        fn line(&self) -> String {
            match self {
                Self::Listed(home) | Self::New(home) => home.line(),
            }
        }
    }
}
