//! A dwelling as one compares it: the same door is the same door, whether written `3号楼` or `03栋`.

use lianxin_core::code::CommunityCode;
use std::fmt;

/// Community, estate, building, unit and room, freed of what people write differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dwelling {
    community: CommunityCode,
    estate: String,
    building: String,
    unit: String,
    room: String,
}

impl Dwelling {
    /// Takes the parts as written (the levels of GB/T 39609-2020; a part may be empty).
    pub fn new(community: CommunityCode, estate: &str, building: &str, unit: &str, room: &str) -> Self {
        Self {
            community,
            estate: plain(estate),
            building: part(building, &["号楼", "#楼", "栋", "幢", "座", "楼", "号", "#"]),
            unit: part(unit, &["号单元", "单元", "号"]),
            room: part(room, &["号室", "室", "号", "户"]),
        }
    }

    /// The community it lies in.
    pub fn community(&self) -> CommunityCode {
        self.community
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A number or letter without the word that follows it and without leading zeros; anything else as it is.
fn part(text: &str, words: &[&str]) -> String {
    let text = plain(text);
    let bare = words.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(&text);
    if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return text;
    }
    let number = bare.trim_start_matches('0');
    if number.is_empty() { "0".to_owned() } else { number.to_owned() }
}

impl fmt::Display for Dwelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let door: Vec<&str> = [&self.building, &self.unit, &self.room].into_iter().map(String::as_str).collect();
        let door: Vec<&str> = door.into_iter().filter(|part| !part.is_empty()).collect();
        write!(f, "{} {}", self.estate, door.join("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dwelling(building: &str, unit: &str, room: &str) -> Dwelling {
        Dwelling::new(CommunityCode::parse("000000901014").unwrap(), "槐荫苑", building, unit, room)
    }

    #[test]
    fn one_door_written_in_several_ways_is_one_dwelling() {
        let same = dwelling("3", "1", "402");
        for (building, unit, room) in
            [("3号楼", "1单元", "402室"), ("03栋", "01", "0402"), (" 3 # ", "1 单元", "402号")]
        {
            assert_eq!(dwelling(building, unit, room), same, "{building}");
        }
        assert_eq!(dwelling("A座", "", "12"), dwelling("a", "", "12"));
        assert_eq!(same.to_string(), "槐荫苑 3-1-402");
    }

    #[test]
    fn different_doors_stay_different() {
        assert_ne!(dwelling("3", "1", "402"), dwelling("31", "", "402"));
        assert_ne!(dwelling("3", "", "402"), dwelling("", "3", "402"));
        assert_ne!(dwelling("东楼", "", "1"), dwelling("西楼", "", "1"));
        assert_ne!(dwelling("0", "", "1"), dwelling("", "", "1"));
    }
}
