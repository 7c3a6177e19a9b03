//! Invented lists of a county, the same for the same seed (mechanisms §6.2, items 1 to 6).
//!
//! Codes lie in the demonstration range (county 000000), places and names are invented, telephones begin with `000-`,
//! and names end in （演示）, so that nothing here can be read as a real place or person.

mod doors;
pub mod messy;
mod names;
pub(crate) mod notes;
pub(crate) mod random;
mod staff;

use lianxin_core::code::{CommunityCode, GridCode};
use lianxin_core::role::{GridKind, HouseholdClass};
use lianxin_core::time::Day;
use random::Random;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The seed where nobody says otherwise.
pub const SEED: u64 = 20_261_122;
/// The households of the city profile, as many as the office must be able to hold (DESIGN §11).
pub const CITY_HOUSEHOLDS: u32 = 88_000;

/// Grids of each community (invented; they add up to the 176 of the article): subdistrict 1 has seven communities,
/// subdistrict 2 eleven.
const CITY_GRIDS: [&[u64]; 2] = [&[12, 11, 12, 11, 9, 13, 10], &[9, 8, 7, 8, 8, 7, 10, 9, 11, 11, 10]];
/// The communities' last three digits begin here, as they do in the register of units.
const FIRST_COMMUNITY: u64 = 14;
/// Grids deliberately out of range, to show the notes: place among the grids, households, people.
const ODD_GRIDS: [(usize, u32, u32); 2] = [(40, 268, 720), (100, 560, 1_640)];
/// The dedicated grid.
const DEDICATED: usize = 77;

const CARE: &[&str] =
    &["助行器具跟进", "家电小修", "医保代办", "高龄津贴代办", "课后看护", "送药上门", "手机使用教学", "上门理发"];
const CONTACT: &[&str] =
    &["邻里噪音", "楼道堆物", "停车协商", "加装电梯协商", "漏水协商", "施工扰民回访", "物业费协商"];

/// How large the invented county is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One community, 3 grids, 60 households, 24 people with every role.
    Small,
    /// 18 communities, 176 grids, 10,429 people with posts.
    City,
}

/// What is invented.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// Decides every invented value.
    pub seed: u64,
    /// How much there is.
    pub size: Size,
    /// Households in all; in the city spread over the grids by a triangular distribution.
    pub households: u32,
    /// The day the lists are brought: posts began half a year before, a substitute acts just now.
    pub today: Day,
}

/// A grid of the profile.
#[derive(Clone, Debug)]
struct Grid {
    code: GridCode,
    label: String,
    community: String,
    kind: GridKind,
    households: u32,
    people: u32,
    /// Bundles of joint-household leads.
    bundles: u8,
}

/// The three files.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sheets {
    /// `grids.csv`.
    pub grids: Vec<u8>,
    /// `people.csv`.
    pub people: Vec<u8>,
    /// `households.csv`.
    pub households: Vec<u8>,
}

impl Profile {
    /// One community, for tests.
    pub fn small() -> Self {
        Self { seed: SEED, size: Size::Small, households: 60, today: Day::from_date(2026, 11, 22).unwrap_or_default() }
    }

    /// The county of the article.
    pub fn city() -> Self {
        Self { size: Size::City, households: CITY_HOUSEHOLDS, ..Self::small() }
    }

    /// The files in memory.
    pub fn sheets(&self) -> Sheets {
        let mut sheets = Sheets::default();
        self.write(&mut sheets.grids, &mut sheets.people, &mut sheets.households).expect("a vector takes every byte");
        sheets
    }

    /// Writes `grids.csv`, `people.csv` and `households.csv` into a directory.
    pub fn write_to(&self, directory: &Path) -> io::Result<()> {
        let create = |name: &str| std::fs::File::create(directory.join(name)).map(BufWriter::new);
        let (mut grids, mut people) = (create("grids.csv")?, create("people.csv")?);
        let mut households = create("households.csv")?;
        self.write(&mut grids, &mut people, &mut households)?;
        grids.flush()?;
        people.flush()?;
        households.flush()
    }

    /// Writes the three files row by row.
    pub fn write(
        &self,
        grids: &mut impl Write,
        people: &mut impl Write,
        households: &mut impl Write,
    ) -> io::Result<()> {
        let plan = self.grids();
        self.write_grids(&plan, grids)?;
        staff::write(self, &plan, people)?;
        self.write_households(&plan, households)
    }

    /// The first day of grids and posts: the Monday half a year before today.
    fn began(&self) -> Day {
        // 1970-01-01 was a Thursday.
        let day = self.today.plus(-26 * 7);
        day.plus(-(day.0 + 3).rem_euclid(7) + 7)
    }

    fn grids(&self) -> Vec<Grid> {
        let places: Vec<(u64, u64, usize)> = match self.size {
            Size::Small => (1..=3).map(|sequence| (901_000 + FIRST_COMMUNITY, sequence, 1)).collect(),
            Size::City => city_places(),
        };
        let sizes = self.sizes(places.len());
        let grid = |(at, ((community, sequence, number), (households, people)))| Grid {
            code: GridCode::from_number(community * 1_000 + sequence).expect("fifteen digits"),
            label: format!("示{number:02}-{sequence:02}"),
            community: format!("示例社区{number:02}"),
            kind: if self.size == Size::City && at == DEDICATED { GridKind::Dedicated } else { GridKind::Basic },
            households,
            people,
            bundles: self.bundles(at),
        };
        places.into_iter().zip(sizes).enumerate().map(grid).collect()
    }

    /// Five leads in 116 grids and four in 60 make 820.
    fn bundles(&self, at: usize) -> u8 {
        match self.size {
            Size::Small => 1 + u8::from(at == 0),
            Size::City => 4 + u8::from(at % 44 < 29),
        }
    }

    /// Households and people of each grid.
    fn sizes(&self, grids: usize) -> Vec<(u32, u32)> {
        let mut random = Random::new(self.seed, "sizes");
        let drawn: Vec<u32> = (0..grids).map(|_| 300 + random.below(101) + random.below(101)).collect();
        let odd = |at: usize| ODD_GRIDS.iter().find(|odd| self.size == Size::City && odd.0 == at);
        let fixed: u32 = (0..grids).filter_map(odd).map(|(_, households, _)| *households).sum();
        let sum: u32 = (0..grids).filter(|at| odd(*at).is_none()).map(|at| drawn[at]).sum();
        // Scales the draws so that they add up: the part up to each grid is rounded, and each gets the difference.
        let total = u64::from(self.households.saturating_sub(fixed));
        let (mut before, mut given) = (0, 0);
        let mut sizes = Vec::with_capacity(grids);
        for (at, draw) in drawn.iter().enumerate() {
            if let Some((_, households, people)) = odd(at) {
                sizes.push((*households, *people));
                continue;
            }
            before += u64::from(*draw);
            let upto = u32::try_from(total * before / u64::from(sum.max(1))).unwrap_or(u32::MAX);
            let households = upto - given;
            given = upto;
            sizes.push((households, self.people(households, &mut random)));
        }
        sizes
    }

    /// 2.6 people a household with a deviation of 0.2; in the city kept within 1,000 to 1,500.
    fn people(&self, households: u32, random: &mut Random) -> u32 {
        // Twelve uniform draws add up to a normal distribution with a deviation of one (here: 1,000).
        let normal = (0..12).map(|_| i64::from(random.below(1_001))).sum::<i64>() - 6_000;
        let people = i64::from(households) * (2_600 + normal / 5) / 1_000;
        let people = u32::try_from(people).unwrap_or_default();
        if self.size == Size::City { people.clamp(1_000, 1_500) } else { people }
    }

    fn write_grids(&self, plan: &[Grid], out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "网格编码,简称,类型,社区编码,社区,户数,人数,启用")?;
        let from = self.began();
        for grid in plan {
            let Grid { code, label, community, kind, households, people, .. } = grid;
            let (kind, number) = (kind.zh().trim_end_matches("网格"), code.community());
            writeln!(out, "{code},{label},{kind},{number},{community},{households},{people},{from}")?;
        }
        Ok(())
    }

    fn write_households(&self, plan: &[Grid], out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "网格编码,小区,楼,单元,室,联户,类别,需求")?;
        let mut random = Random::new(self.seed, "households");
        let mut doors: Option<(CommunityCode, doors::Doors)> = None;
        // Few households spread over several buildings.
        let step = if self.size == Size::Small { 17 } else { 1 };
        for grid in plan {
            let community = grid.code.community();
            if doors.as_ref().is_none_or(|(of, _)| *of != community) {
                doors = Some((community, doors::Doors::new(self.seed, community)));
            }
            let Some((_, doors)) = &mut doors else { continue };
            for (number, door) in (0..grid.households).zip(doors.step_by(step)) {
                let doors::Door { estate, building, unit, room } = door;
                let bundle = self.bundle(grid, number);
                let (class, needs) = class(&mut random);
                writeln!(out, "{},{estate},{building},{unit},{room},{bundle},{},{needs}", grid.code, class.zh())?;
            }
        }
        Ok(())
    }

    /// The bundle of a grid's nth household; in the small profile some have none.
    fn bundle(&self, grid: &Grid, number: u32) -> String {
        if self.size == Size::Small && grid.bundles == 1 && number * 2 >= grid.households {
            return String::new();
        }
        (number * u32::from(grid.bundles) / grid.households.max(1) + 1).to_string()
    }
}

/// Community, sequence and the community's number, from 1 to 18.
fn city_places() -> Vec<(u64, u64, usize)> {
    let (mut places, mut number) = (Vec::new(), 0);
    for (communities, subdistrict) in CITY_GRIDS.iter().zip(901..) {
        for (grids, community) in communities.iter().zip(FIRST_COMMUNITY..) {
            number += 1;
            places.extend((1..=*grids).map(|sequence| (subdistrict * 1_000 + community, sequence, number)));
        }
    }
    places
}

/// 86 % at ease, 9 % care, 5 % close contact; whoever is not at ease has one or two needs.
fn class(random: &mut Random) -> (HouseholdClass, String) {
    let (class, needs) = match random.below(100) {
        0..86 => return (HouseholdClass::AtEase, String::new()),
        86..95 => (HouseholdClass::Care, CARE),
        _ => (HouseholdClass::CloseContact, CONTACT),
    };
    let first = random.pick(needs);
    let second = random.pick(needs);
    let both = random.below(3) == 0 && first != second;
    (class, if both { format!("{first}、{second}") } else { (*first).to_owned() })
}

#[cfg(test)]
mod tests;
