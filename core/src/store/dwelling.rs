//! Dwellings in order and dwellings found: the one definition for every store.

use crate::rows::HouseholdRow;
use crate::search::{dwelling_key, dwelling_matches, fold, initials};

/// The text that search for the dwelling runs on.
pub(super) fn search_text(row: &HouseholdRow) -> String {
    dwelling_key(&row.estate, &row.building, &row.unit, &row.room)
}

/// A key whose bytes sort as people list dwellings: estates by initials and name, then building 2 before building 10.
pub(super) fn order_key(row: &HouseholdRow) -> String {
    natural(&format!("{} {}", initials(&row.estate), search_text(row)))
}

/// Puts the number of digits before each number and takes leading zeros away, so that bytes sort as numbers do.
fn natural(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 8);
    let characters: Vec<char> = text.chars().collect();
    for run in characters.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        if run[0].is_ascii_digit() {
            let zeros = run[..run.len() - 1].iter().take_while(|digit| **digit == '0').count();
            let number = &run[zeros..];
            key.push_str(&format!("{:02}", number.len().min(99)));
            key.extend(number);
        } else {
            key.extend(run);
        }
    }
    key
}

/// Picks what is meant from dwellings in order, each given with its search text; the best come first.
pub(super) fn pick<T>(dwellings: impl IntoIterator<Item = (String, T)>, typed: &str, limit: usize) -> Vec<T> {
    let number = last_number(typed);
    let (mut exact, mut begun) = (Vec::new(), Vec::new());
    for (text, dwelling) in dwellings {
        if !dwelling_matches(&text, typed) {
            continue;
        }
        if number.as_deref().is_none_or(|number| has_number(&text, number)) {
            exact.push(dwelling);
        } else {
            begun.push(dwelling);
        }
    }
    exact.extend(begun);
    exact.truncate(limit);
    exact
}

/// The last number somebody typed, without leading zeros: where typing may still go on.
fn last_number(typed: &str) -> Option<String> {
    let folded = fold(typed);
    let digits = folded.rsplit(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?;
    let number = digits.trim_start_matches('0');
    Some(if number.is_empty() { "0".into() } else { number.into() })
}

fn has_number(text: &str, number: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_sort_as_numbers_and_zeros_before_them_do_not_count() {
        let mut texts = ["3-10", "10-1", "3-2", "03-1", "3", "a3", "3-2-401", "000", "1"];
        texts.sort_by_key(|text| natural(text));
        assert_eq!(texts, ["000", "1", "3", "03-1", "3-2", "3-2-401", "3-10", "10-1", "a3"]);
        assert!(natural(&"9".repeat(200)) > natural("10"));
    }

    #[test]
    fn the_very_number_comes_before_one_that_goes_on() {
        let texts = ["丰泽 fz/1-4011", "丰泽 fz/2-401", "丰泽 fz/12-1"].map(|text| (text.to_owned(), text));
        let found = |typed| pick(texts.clone(), typed, 9);
        assert_eq!(found("401"), ["丰泽 fz/2-401", "丰泽 fz/1-4011"]);
        assert_eq!(found("fz1"), ["丰泽 fz/1-4011", "丰泽 fz/12-1"]);
        assert_eq!(found("丰泽").len(), 3);
        assert_eq!(found("").len(), 3);
        assert_eq!(pick(texts.clone(), "", 2).len(), 2);
    }
}
