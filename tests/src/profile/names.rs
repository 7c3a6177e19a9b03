//! Invented names and telephones.

use super::random::Random;

const SURNAMES: &[&str] = &["秦", "马", "周", "柳", "沈", "卢", "陶", "顾", "温", "祝", "骆", "简"];
const GIVEN: &[&str] = &[
    "知禾", "晓川", "向晴", "怀谷", "明野", "素心", "亦舟", "望舒", "行远", "清嘉", "若木", "子衿", "半夏", "长宁",
    "思齐", "云帆",
];

/// The name of the nth person, counted from 0: 192 combinations, then again with a number.
pub(super) fn name(person: usize) -> String {
    let (round, at) = (person / (SURNAMES.len() * GIVEN.len()), person % (SURNAMES.len() * GIVEN.len()));
    let (surname, given) = (SURNAMES[at % SURNAMES.len()], GIVEN[at / SURNAMES.len()]);
    if round == 0 {
        format!("{surname}{given}（演示）")
    } else {
        format!("{surname}{given}-{}（演示）", round + 1)
    }
}

/// A telephone that no exchange can connect.
pub(super) fn phone(random: &mut Random) -> String {
    format!("000-{:07}", random.below(10_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ten_thousand_people_have_ten_thousand_names_marked_as_demonstration() {
        let names: HashSet<String> = (0..10_000).map(name).collect();
        assert_eq!(names.len(), 10_000);
        assert!(names.iter().all(|name| name.ends_with("（演示）")));
        assert_eq!(name(192), "秦知禾-2（演示）");
    }
}
