//! Finding a dwelling as people name one: 丰泽小区3栋2单元401, `fz3-2`, `3-2-401`, 丰泽 401.

use super::{fold, query, readings};
use std::collections::BTreeMap;

/// Words of addresses that only separate numbers.
const SEPARATING: &str = "第号楼栋幢座单元室户排门";

/// Words that only a building's number has behind it. A 楼 alone may be a floor.
const OF_BUILDINGS: [&str; 4] = ["栋", "幢", "座", "号楼"];

/// The most characters of what was typed that are looked at.
const MOST_TYPED: usize = 64;

/// What somebody seeks among many dwellings: how an estate's name may be typed is worked out once an estate.
pub struct Sought {
    typed: String,
    estates: BTreeMap<String, String>,
}

impl Sought {
    /// Takes what was typed.
    pub fn new(typed: &str) -> Self {
        Self { typed: fold_typed(typed), estates: BTreeMap::new() }
    }

    /// Whether this dwelling is meant.
    pub fn is(&mut self, estate: &str, building: &str, unit: &str, room: &str) -> bool {
        if !self.estates.contains_key(estate) {
            self.estates.insert(estate.to_owned(), dwelling_names(estate));
        }
        let names = self.estates.get(estate).map(String::as_str).unwrap_or_default();
        dwelling_matches(&dwelling_key_of(names, building, unit, room), &self.typed)
    }
}

/// A dwelling in one line, as people write it: `丰泽小区 3-2-401`, `丰泽小区 3栋2单元401`, `向阳巷 12号`.
pub fn dwelling_line(estate: &str, building: &str, unit: &str, room: &str) -> String {
    let mut line = estate.trim().to_owned();
    for part in [building, unit, room].map(str::trim).into_iter().filter(|part| !part.is_empty()) {
        match line.chars().next_back() {
            None => {}
            Some(_) if line == estate.trim() => line.push(' '),
            Some(last) if last.is_ascii_alphanumeric() => line.push('-'),
            Some(_) => {}
        }
        line.push_str(part);
    }
    line
}

/// The text that search for a dwelling runs on: `丰泽小区 fzxq/3-2-401`. Parts that a village house lacks are empty.
pub fn dwelling_key(estate: &str, building: &str, unit: &str, room: &str) -> String {
    dwelling_key_of(&dwelling_names(estate), building, unit, room)
}

fn dwelling_key_of(names: &str, building: &str, unit: &str, room: &str) -> String {
    format!("{names}/{}", numbers(&[building, unit, room].join("-")))
}

/// An estate's name and its initials in every reading.
fn dwelling_names(estate: &str) -> String {
    let estate: String = fold(estate).split_whitespace().collect();
    let mut names = vec![estate];
    names.extend(readings(&names[0]));
    names.join(" ")
}

/// The MATCH expression that proposes dwellings, for an index over `bigrams(dwelling_key(..))`.
pub fn dwelling_query(typed: &str) -> Option<String> {
    query(&fold_typed(typed).split_whitespace().map(numbers).collect::<Vec<_>>().join(" "))
}

/// Whether a dwelling is meant. Each word typed is part of the estate's name or initials, or numbers from a whole
/// number on (3-2 is not 13-2), or a name with the numbers of building, unit and room right behind it. A number with
/// its word behind it is whole and in its place: 3栋 is neither 30栋 nor a third unit, 3单元 no third building.
pub fn dwelling_matches(key: &str, typed: &str) -> bool {
    let Some((names, place)) = key.rsplit_once('/') else { return false };
    fold_typed(typed)
        .split_whitespace()
        .all(|word| names.contains(word) || Numbers::of(word).are_in(place) || names_then_numbers(names, place, word))
}

fn fold_typed(typed: &str) -> String {
    fold(typed).chars().take(MOST_TYPED).collect()
}

/// Numbers as they were typed.
struct Numbers {
    text: String,
    /// The last one is not the beginning of a longer one.
    is_whole: bool,
    /// The first one is a building's.
    is_building: bool,
    /// The first one is a unit's, before which a building's stands.
    is_unit: bool,
}

impl Numbers {
    fn of(typed: &str) -> Self {
        let divides = |c: char| !c.is_alphanumeric() || SEPARATING.contains(c);
        let may_be_floor = typed.ends_with('楼') && !typed.ends_with("号楼");
        let is_building = OF_BUILDINGS.iter().any(|word| typed.contains(word));
        Self {
            text: numbers(typed),
            is_whole: typed.ends_with(divides) && !may_be_floor,
            is_building,
            is_unit: !is_building && typed.contains("单元"),
        }
    }

    fn begin(&self, place: &str) -> bool {
        let rest = place.strip_prefix(self.text.as_str());
        rest.is_some_and(|rest| !self.is_whole || rest.is_empty() || rest.starts_with('-'))
    }

    fn are_in(&self, place: &str) -> bool {
        // Of two numbers only, the first may be a unit's.
        let unit_is_first = place.matches('-').count() < 2;
        let may_begin = |at: usize| match at {
            0 => !self.is_unit || unit_is_first,
            _ => place[..at].ends_with('-') && !self.is_building,
        };
        !self.text.is_empty()
            && place.match_indices(&self.text).any(|(at, _)| may_begin(at) && self.begin(&place[at..]))
    }
}

/// Tries every place where digits begin: the estate's name may have some of its own.
fn names_then_numbers(names: &str, place: &str, word: &str) -> bool {
    let digits_begin = |at: usize| word[at..].starts_with(is_digit) && !word[..at].ends_with(is_digit);
    word.char_indices().map(|(at, _)| at).filter(|at| digits_begin(*at)).any(|at| {
        let name = word[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
        let typed = Numbers::of(&word[at..]);
        let stand = if typed.is_unit { typed.are_in(place) } else { typed.begin(place) };
        !name.is_empty() && names.contains(name) && stand
    })
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// Numbers with one dash between them and none of them with leading zeros: `3号楼 2单元 0401室` is `3-2-401`.
fn numbers(text: &str) -> String {
    let folded = fold(text);
    let mut numbers = String::with_capacity(folded.len());
    let mut characters = folded.chars().peekable();
    while let Some(character) = characters.next() {
        let leading_zero =
            character == '0' && !numbers.ends_with(is_digit) && characters.peek().is_some_and(|c| is_digit(*c));
        if !character.is_alphanumeric() || SEPARATING.contains(character) {
            if !numbers.is_empty() && !numbers.ends_with('-') {
                numbers.push('-');
            }
        } else if !leading_zero {
            numbers.push(character);
        }
    }
    numbers.truncate(numbers.trim_end_matches('-').len());
    numbers
}

#[cfg(test)]
mod tests {
    use super::super::{bigrams, tests::index_finds};
    use super::*;
    use proptest::prelude::*;

    fn fengze() -> String {
        dwelling_key("丰泽小区", "3栋", "2单元", "0401室")
    }

    #[test]
    fn a_dwelling_is_written_as_people_write_it_and_found_by_that() {
        for (parts, line) in [
            (["丰泽小区", "3", "2", "401"], "丰泽小区 3-2-401"),
            (["丰泽小区", "3栋", "2单元", "401"], "丰泽小区 3栋2单元401"),
            (["丰泽小区", "3", "", "401"], "丰泽小区 3-401"),
            (["向阳巷", "", "", "12号"], "向阳巷 12号"),
            (["向阳巷", "", "", ""], "向阳巷"),
            (["", "3", "2", ""], "3-2"),
        ] {
            let [estate, building, unit, room] = parts;
            assert_eq!(dwelling_line(estate, building, unit, room), line);
            assert!(Sought::new(line).is(estate, building, unit, room), "{line}");
        }
    }

    #[test]
    fn a_key_holds_name_initials_and_numbers() {
        assert_eq!(fengze(), "丰泽小区 fzxq/3-2-401");
        assert_eq!(dwelling_key("丰泽小区", "３号楼", "2", "401"), fengze());
        assert_eq!(dwelling_key("向阳巷", "12号", "", ""), "向阳巷 xyx/12");
        assert_eq!(dwelling_key("长安苑", "A座", "1", "1203"), "长安苑 cay zay/a-1-1203");
        assert_eq!(dwelling_key("", "", "", ""), "/");
    }

    #[test]
    fn a_dwelling_is_found_as_people_name_it() {
        let found = "fz3-2|FZ3-2|ｆｚ３－２|fzxq3-2-401|f3|fz-3-2|xq|fz 3栋|丰泽|丰泽3-2|小区3|丰泽 401|丰泽小区3栋2单元401室|\
            3-2-401|3-2|2-401|401|3号楼2单元|第3栋|3#2-401|3.2.401|3-2-0401|fz03-02|3-%|";
        for typed in found.split('|') {
            assert!(dwelling_matches(&fengze(), typed), "{typed}");
        }
        let others = "fz0|fz13-2|fz2|丰泽2|01|3-3|4-2|23|泽丰|fx|丰泽 402|丰_小区|%|_|丰泽%";
        for typed in others.split('|') {
            assert!(!dwelling_matches(&fengze(), typed), "{typed}");
        }
    }

    #[test]
    fn numbers_count_from_their_beginning() {
        let key = dwelling_key("丰泽小区", "13", "2", "401");
        assert!(!dwelling_matches(&key, "3-2") && dwelling_matches(&key, "13-2"));
        let ten = dwelling_key("汇景花园", "10", "1", "1001");
        assert!(dwelling_matches(&ten, "hj10-1") && dwelling_matches(&ten, "hj1"), "typing goes on");
    }

    #[test]
    fn a_number_with_its_word_behind_it_is_whole_and_a_building_is_no_unit() {
        let thirty = dwelling_key("丰泽小区", "30", "1", "302");
        let third_unit = dwelling_key("丰泽小区", "1", "3", "302");
        for typed in ["3栋", "丰泽3栋", "丰泽小区3号楼", "fz3-", "丰泽 3栋", "第3幢", "1-30室"] {
            assert!(!dwelling_matches(&thirty, typed), "{typed}");
        }
        for typed in ["3栋", "丰泽 3号楼", "3座"] {
            assert!(!dwelling_matches(&third_unit, typed), "{typed}");
        }
        let third_building = dwelling_key("丰泽小区", "3", "1", "302");
        for typed in ["3单元", "丰泽 3单元", "丰泽3单元"] {
            assert!(!dwelling_matches(&third_building, typed) && dwelling_matches(&third_unit, typed), "{typed}");
        }
        assert!(dwelling_matches(&dwelling_key("丰泽小区", "", "3", "302"), "丰泽3单元302"));
        for typed in ["3单元", "丰泽 3单元", "3-302室", "1栋3单元", "丰泽1栋3单元302室", "1栋3单元3楼", "3楼", "3"]
        {
            assert!(dwelling_matches(&third_unit, typed), "{typed}");
        }
        assert!(dwelling_matches(&dwelling_key("向阳巷", "12号院", "", "3"), "12号"));
    }

    #[test]
    fn an_estate_with_digits_and_a_building_with_a_letter_are_found() {
        let estate = dwelling_key("408小区2区", "05", "", "0012");
        for typed in ["408", "408小区", "408小区2区5-12", "2区5", "5-12", "408xq", "408xq2q5-12"] {
            assert!(dwelling_matches(&estate, typed), "{typed}");
        }
        let letter = dwelling_key("长安苑", "A座", "1", "1203");
        for typed in ["A座", "a-1", "a1203", "zay a-1", "ca 1203", "长安A座"] {
            assert_eq!(dwelling_matches(&letter, typed), !["a1203", "长安A座"].contains(&typed), "{typed}");
        }
        let east = dwelling_key("清泉里", "东3排", "", "2");
        assert!(dwelling_matches(&east, "东3") && !dwelling_matches(&east, "西3"));
    }

    #[test]
    fn who_seeks_among_many_finds_what_one_key_finds() {
        let homes =
            [("丰泽小区", "3栋", "2单元", "401"), ("丰泽小区", "13", "2", "401"), ("长安苑", "A座", "1", "1203")];
        for typed in ["fz3-2", "zay a-1", "13-2", "丰泽 401", "%", "", "401 ＦＺ"] {
            let mut sought = Sought::new(typed);
            for (estate, building, unit, room) in homes {
                let one = dwelling_matches(&dwelling_key(estate, building, unit, room), typed);
                assert_eq!(sought.is(estate, building, unit, room), one, "{typed}: {estate} {building}");
            }
        }
    }

    #[test]
    fn a_key_that_is_none_matches_nothing() {
        assert!(!dwelling_matches("丰泽小区", "丰泽"));
    }

    #[test]
    fn a_page_of_digits_costs_no_more_than_a_line() {
        assert!(!dwelling_matches(&fengze(), &"0".repeat(1_000_000)));
        assert_eq!(numbers(&"0".repeat(1_000_000)), "0");
    }

    #[test]
    fn zeros_alone_stay_a_number() {
        assert_eq!(numbers("000"), "0");
        assert_eq!(numbers("--0a-00b."), "0a-0b");
        assert_eq!(numbers("007-10"), "7-10");
        assert_eq!(numbers("东03排-"), "东3");
    }

    proptest! {
        #[test]
        fn what_is_meant_the_index_proposes(
            estate in "[丰泽小区东门长重0-3 a]{0,8}", numbers in prop::array::uniform3("[东A0-9栋号]{0,4}"),
            typed in "[丰泽小区东门栋号fzxqcza0-9 -]{0,6}",
        ) {
            let key = dwelling_key(&estate, &numbers[0], &numbers[1], &numbers[2]);
            let named = format!("{}{}-{}", estate.chars().skip(1).take(2).collect::<String>(), numbers[0], numbers[1]);
            for typed in [typed, named] {
                let proposed = dwelling_query(&typed).is_none_or(|query| index_finds(&bigrams(&key), &query));
                prop_assert!(proposed || !dwelling_matches(&key, &typed), "{:?} in {:?}", typed, key);
            }
        }
    }
}
