//! What the product refuses to measure (H4, P-26): no source names it, so that nothing can be built on it.

use super::Finding;
use crate::tree::Tree;
use regex::Regex;
use std::sync::LazyLock;

/// This file spells out what it looks for.
const THIS_FILE: &str = "xtask/src/tidy/refused_words.rs";
/// Files that may name them: documents, which tell readers what is refused, the list of criteria, and texts that
/// people wrote, kept as they are.
const MAY_NAME: &[fn(&str) -> bool] =
    &[|path| path.ends_with(".md"), |path| path == crate::criteria::FILE, |path| path.starts_with("tests/data/")];
/// How many lines below the number of a requirement its words may stand: a test that shows their absence says whose.
const NEAR: usize = 30;

/// A requirement, what it forbids, and the words that give it away.
struct Refusal {
    requirement: &'static str,
    what: &'static str,
    words: LazyLock<Regex>,
}

static REFUSED: [Refusal; 2] = [
    Refusal {
        requirement: "H4",
        what: "points, rankings and online time",
        words: LazyLock::new(|| {
            Regex::new(
                r#"(?i)leader_?board|\branking|_ranking|online_?(?:time|minutes|seconds|duration)|(?:reward|bonus|score|user|earned)_?points|/points\b|["']points["']|punch_?in\b|排行榜|排名|积分|在线时长|打卡"#,
            )
            .expect("the pattern is well formed")
        }),
    },
    Refusal {
        requirement: "P-26",
        what: "places, traces and habits of people at work",
        words: LazyLock::new(|| {
            Regex::new(
                r"(?i)latitude|longitude|geo_?location|geo_?fence|\bgps\b|_gps\b|\bgps_|\b(?:lat|lng)\b|getCurrentPosition|watchPosition|ACCESS_(?:FINE|COARSE|BACKGROUND)_LOCATION|LocationManager|CLLocation|typing_?speed|(?:app|screen)_?(?:open|on)_?time|经纬度|轨迹",
            )
            .expect("the pattern is well formed")
        }),
    },
];

/// Finds them in all sources, except near a line that names the requirement.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let read = tree.texts().filter(|(path, _)| *path != THIS_FILE && !MAY_NAME.iter().any(|may_name| may_name(path)));
    read.flat_map(|(path, text)| REFUSED.iter().flat_map(move |refusal| refusal.check(path, text))).collect()
}

impl Refusal {
    fn check(&self, path: &str, text: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut named = None;
        for (number, line) in (1..).zip(text.lines()) {
            if line.contains(self.requirement) {
                named = Some(number);
            }
            if named.is_some_and(|named| number - named <= NEAR) {
                continue;
            }
            if let Some(found) = self.words.find(line) {
                let Self { requirement, what, .. } = self;
                let text = format!(
                    "`{}`: {requirement} refuses {what}; a test that shows their absence names {requirement} just above",
                    found.as_str()
                );
                findings.push(Finding::error(format!("{path}:{number}"), text));
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, line: &str) -> usize {
        check(&Tree::of(&[(path, line)])).len()
    }

    #[test]
    fn points_rankings_and_online_time_are_found_in_sources() {
        for line in [
            ".route(\"/api/leaderboard\", get(list))",
            "ranking: Vec<Person>,",
            "let online_time = 3;",
            "onlineMinutes: Int",
            "\"/people/{id}/points\"",
            "\"points\": 12",
            "本月排名",
        ] {
            assert_eq!(found("server/src/api.rs", line), 1, "{line}");
        }
    }

    #[test]
    fn places_and_traces_are_found_in_sources() {
        for line in [
            "field(\"latitude\", Number)",
            "lat REAL,",
            "<uses-permission android:name=\"android.permission.ACCESS_FINE_LOCATION\"/>",
            "navigator.geolocation.getCurrentPosition(f)",
            "typing_speed",
        ] {
            assert_eq!(found("core/src/visit.rs", line), 1, "{line}");
        }
    }

    #[test]
    fn ordinary_words_are_left_alone() {
        for line in [
            "// code points, points to, a flat list, the latest",
            "headers.insert(LOCATION, path); window.location = url;",
            "ORDER BY rank",
            "a frank translation of outcome",
            "the platform is online",
        ] {
            assert_eq!(found("server/src/api.rs", line), 0, "{line}");
        }
    }

    #[test]
    fn documents_and_texts_of_people_may_name_what_is_refused() {
        assert_eq!(found("README.md", "no leaderboard, no GPS"), 0);
        assert_eq!(found("tests/data/notes.csv", "只写情况,不写人,不作排名"), 0);
    }

    #[test]
    fn a_test_may_name_what_is_refused_just_below_the_requirement() {
        let lines = |between: usize| format!("// E7, H4{}assert_missing(\"/api/leaderboard\");", "\n".repeat(between));
        assert_eq!(found("tests/tests/e7.rs", &lines(NEAR)), 0);
        assert_eq!(found("tests/tests/e7.rs", &lines(NEAR + 1)), 1);
        assert_eq!(found("tests/tests/e7.rs", "// H4\nfield(\"latitude\")"), 1);
    }
}
