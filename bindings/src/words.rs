//! The words people read, in the language of the app. One process shows one language, so it is set for the process:
//! errors, hints and titles made anywhere in the library speak it from then on.

use crate::mirror::{Dwelling, NoteHit};
use lianxin_core::note_check;
use lianxin_core::search;
use lianxin_core::words::{self, Key, Lang};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

static LANGUAGE: RwLock<Lang> = RwLock::new(Lang::ZhCn);

/// The language of the app.
pub(crate) fn language() -> Lang {
    *LANGUAGE.read().unwrap_or_else(PoisonError::into_inner)
}

/// Sets the language of all words by its tag (`zh-CN`, `en-GB`); a language not spoken here changes nothing. Gives the
/// tag of the language now in use.
#[uniffi::export]
pub fn set_language(tag: String) -> String {
    if let Some(lang) = Lang::parse(&tag) {
        *LANGUAGE.write().unwrap_or_else(PoisonError::into_inner) = lang;
    }
    language().tag().to_owned()
}

/// The words of a key with its placeholders filled; none for a key that is not in the table.
#[uniffi::export(default(arguments))]
pub fn text(key: String, arguments: HashMap<String, String>) -> Option<String> {
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Some(words::text(language(), Key::from_name(&key)?, &arguments))
}

/// Looks for what a note must not or should not contain, before it is saved.
#[uniffi::export]
pub fn check_note(note: String) -> Vec<NoteHit> {
    note_check::check(&note).iter().map(|hit| NoteHit::new(hit, &note)).collect()
}

/// A dwelling in one line, as the library writes those of the ledger: `丰泽小区 3-2-401`.
#[uniffi::export]
pub fn dwelling_line(dwelling: Dwelling) -> String {
    search::dwelling_line(&dwelling.estate, &dwelling.building, &dwelling.unit, &dwelling.room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gives_its_words_and_an_unknown_key_none() {
        let arguments = HashMap::from([("n".to_owned(), "3".to_owned()), ("m".to_owned(), "4".to_owned())]);
        let words = text("delivered".into(), arguments).unwrap();
        assert!(words.contains('3') && words.contains('4'), "{words}");
        assert_eq!(text("no_such_key".into(), HashMap::new()), None);
    }

    #[test]
    fn a_hit_says_where_it_is_in_utf_16() {
        let hits = check_note("😀他有糖尿病。".into());
        assert_eq!(hits.iter().map(|hit| (hit.start, hit.end)).collect::<Vec<_>>(), [(4, 7)]);
    }
}
