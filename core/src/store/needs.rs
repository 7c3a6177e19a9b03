//! Words of needs by how often they are written: the one order for every store.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How often each word has been written.
#[derive(Default)]
pub(super) struct Tally(BTreeMap<String, u64>);

impl Tally {
    /// Counts a word so many times more. A need without a word is none to choose from.
    pub(super) fn add(&mut self, need: &str, times: u64) {
        match self.0.get_mut(need) {
            Some(count) => *count = count.saturating_add(times),
            None if need.is_empty() => {}
            None => drop(self.0.insert(need.to_owned(), times)),
        }
    }

    /// The words, the most frequent first, then in order of text.
    pub(super) fn into_words(self) -> Vec<String> {
        let mut words: Vec<(String, u64)> = self.0.into_iter().collect();
        words.sort_by_key(|(_, count)| Reverse(*count));
        words.into_iter().map(|(word, _)| word).collect()
    }
}
