//! The doors of a community: invented estates with buildings, units, floors and rooms.

use super::random::Random;
use lianxin_core::code::CommunityCode;

const ESTATES: &[&str] =
    &["槐荫苑", "晨光家属院", "丰泽小区", "汇景花园", "向阳巷", "渭园里", "春晖家园", "锦绣坊", "清泉里", "和睦院"];
/// Where a community needs more estates than there are names.
const PARTS: &[&str] = &["", "二区", "三区", "四区", "五区", "六区", "七区", "八区"];

/// One door.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Door {
    pub(super) estate: String,
    pub(super) building: u32,
    pub(super) unit: u32,
    pub(super) room: u32,
}

/// The doors of a community one after the other, each once; four of a hundred dwellings stand empty and are left out.
pub(super) struct Doors {
    random: Random,
    estates: std::vec::IntoIter<String>,
    estate: String,
    buildings: u32,
    units: u32,
    floors: u32,
    rooms: u32,
    next: (u32, u32, u32, u32),
}

impl Doors {
    pub(super) fn new(seed: u64, community: CommunityCode) -> Self {
        let mut random = Random::new(seed, &format!("doors/{community}"));
        let mut names: Vec<&str> = ESTATES.to_vec();
        random.shuffle(&mut names);
        let estates: Vec<String> =
            PARTS.iter().flat_map(|p| names.iter().map(move |name| format!("{name}{p}"))).collect();
        let estates = estates.into_iter();
        let mut doors = Self {
            random,
            estates,
            estate: String::new(),
            buildings: 0,
            units: 0,
            floors: 0,
            rooms: 0,
            next: (1, 1, 1, 1),
        };
        doors.open_estate();
        doors
    }

    fn open_estate(&mut self) {
        self.estate = self.estates.next().unwrap_or_default();
        self.buildings = self.random.between(2, 14);
        self.open_building();
        self.next = (1, 1, 1, 1);
    }

    fn open_building(&mut self) {
        self.units = self.random.between(1, 4);
        self.floors = self.random.between(6, 18);
        self.rooms = self.random.between(2, 4);
    }

    fn advance(&mut self) {
        let (building, unit, floor, room) = self.next;
        self.next = if room < self.rooms {
            (building, unit, floor, room + 1)
        } else if floor < self.floors {
            (building, unit, floor + 1, 1)
        } else if unit < self.units {
            (building, unit + 1, 1, 1)
        } else if building < self.buildings {
            self.open_building();
            (building + 1, 1, 1, 1)
        } else {
            self.open_estate();
            (1, 1, 1, 1)
        };
    }
}

impl Iterator for Doors {
    type Item = Door;

    fn next(&mut self) -> Option<Door> {
        loop {
            if self.estate.is_empty() {
                return None;
            }
            let (building, unit, floor, room) = self.next;
            let door = Door { estate: self.estate.clone(), building, unit, room: floor * 100 + room };
            self.advance();
            if self.random.below(100) >= 4 {
                return Some(door);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_community_has_doors_enough_and_each_once() {
        let community = CommunityCode::parse("000000901014").unwrap();
        let doors: Vec<Door> = Doors::new(1, community).collect();
        assert!(doors.len() > 20_000, "{}", doors.len());
        assert_eq!(doors.iter().collect::<HashSet<_>>().len(), doors.len());
        assert!(doors.iter().all(|d| d.building <= 14 && d.unit <= 4 && (101..=1_804).contains(&d.room)));
    }
}
