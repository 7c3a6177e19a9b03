//! The words of closed lists, handed to the office's page, which is built without Rust: `lianxin-server words` prints
//! them, and `console/words.json` is that text.

use lianxin_core::role::{ContactWish, GridKind, HouseholdClass, Role, VisitOutcome, VisitPurpose};
use serde_json::{Value, json};

/// Each list with its words in order, and each word with its titles in both languages.
pub fn lists() -> String {
    macro_rules! list {
        ($list:ident) => {
            $list::ALL
                .iter()
                .map(|word| json!({ "word": word.word(), "zh": word.zh(), "en": word.en() }))
                .collect::<Value>()
        };
    }
    let lists = json!({
        "role": list!(Role),
        "grid_kind": list!(GridKind),
        "class": list!(HouseholdClass),
        "outcome": list!(VisitOutcome),
        "purpose": list!(VisitPurpose),
        "wish": list!(ContactWish),
    });
    format!("{lists:#}\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_pages_words_are_the_cores() {
        assert_eq!(super::lists(), include_str!("../console/words.json"), "run `cargo xtask regenerate`");
    }
}
