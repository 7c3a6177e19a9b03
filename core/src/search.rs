//! Chinese search: what goes into the index, what is asked of it, and the exact check on the text.
//!
//! The index is FTS5 over overlapping pairs of characters, because its own trigrams find nothing for a word of two.
//! With `detail=none` it knows no neighbourhood, so it only proposes rows and [`matches()`] decides. Whatever
//! [`matches()`] accepts, [`query`] finds: both sides cut the folded text in the same places.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

mod dwelling;

pub use dwelling::{Sought, dwelling_key, dwelling_line, dwelling_matches, dwelling_query};

/// The options of an FTS5 table over [`bigrams`]: the ASCII tokenizer takes every other character as it comes, and
/// [`fold`] has already been at work. Without `contentless_delete`: that leaves the words of a deleted row in the file
/// until the next merge. A deletion names the old words, and the table has its `secure-delete` set.
pub const FTS5_OPTIONS: &str = "content = '', columnsize = 0, detail = none, tokenize = 'ascii'";

/// The most conditions put into one MATCH; what is left out only makes the index propose more.
const MOST_TERMS: usize = 32;

/// Characters with two readings that begin differently, as names of places and families read them: the usual first.
const READINGS: &str = "长cz 重cz 行hx 乐ly 曾zc 单ds 解jx 翟zd 仇qc 查cz 盛sc 晟sc 朝cz 厦sx 召zs 尉wy 蔚wy 覃tq 种zc \
    藏cz 传cz 降jx 车cj";

/// The most readings of one name that are told apart.
const MOST_READINGS: usize = 8;

/// The form in which texts are compared: NFKC, lower case, without characters of no width.
pub fn fold(text: &str) -> String {
    text.nfkc().filter(|c| !is_zero_width(*c)).flat_map(char::to_lowercase).collect()
}

/// The words to index: overlapping pairs inside each run of letters or of digits, and the last character of a run
/// alone, so that a prefix of one character finds it as well.
pub fn bigrams(text: &str) -> String {
    let text = fold(text);
    let mut words = String::with_capacity(text.len() * 3);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let Some(class) = class_of(character) else { continue };
        words.push(character);
        words.extend(characters.peek().filter(|next| class_of(**next) == Some(class)));
        words.push(' ');
    }
    words.truncate(words.trim_end().len());
    words
}

/// The MATCH expression for what somebody typed; none if there is no letter and no digit in it. It holds letters,
/// digits, quotes and prefix stars that are put there here, so nothing typed is read as syntax.
pub fn query(text: &str) -> Option<String> {
    let folded = fold(text);
    let characters: Vec<char> = folded.chars().collect();
    let mut terms: Vec<String> = Vec::new();
    for run in characters.chunk_by(|a, b| class_of(*a) == class_of(*b)) {
        if class_of(run[0]).is_none() {
            continue;
        }
        if run.len() == 1 {
            terms.push(format!("\"{}\"*", run[0]));
        } else {
            terms.extend(run.windows(2).map(|pair| format!("\"{}{}\"", pair[0], pair[1])));
        }
    }
    terms.sort_unstable_by_key(|term| (term.ends_with('*'), term.clone()));
    terms.dedup();
    terms.truncate(MOST_TERMS);
    (!terms.is_empty()).then(|| terms.join(" "))
}

/// Whether each of the words typed, with blanks between them, is in the text. Nothing typed matches everything.
pub fn matches(text: &str, query: &str) -> bool {
    let text = fold(text);
    fold(query).split_whitespace().all(|word| text.contains(word))
}

/// The pattern for `LIKE ? ESCAPE '\'` over folded text that finds what was typed and nothing by a wildcard.
pub fn like_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in fold(text).trim().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// The pinyin initials of a text, by the usual reading; letters and digits stay, everything else goes.
pub fn initials(text: &str) -> String {
    fold(text).chars().filter_map(|character| initials_of(character)?.chars().next()).collect()
}

/// The initials of a text in every reading worth telling apart, the usual one first: 单 begins like 旦 or like 善.
pub fn readings(text: &str) -> Vec<String> {
    let mut readings = vec![String::new()];
    for letters in fold(text).chars().filter_map(initials_of) {
        let room = letters.len() * readings.len() <= MOST_READINGS;
        let letters = if room { letters.as_str() } else { &letters[..1] };
        let longer = |letter| readings.iter().map(move |reading| format!("{reading}{letter}"));
        readings = letters.chars().flat_map(longer).collect();
    }
    readings.retain(|reading| !reading.is_empty());
    readings
}

/// The letters, all ASCII, by which a character may be typed.
fn initials_of(character: char) -> Option<String> {
    if character.is_ascii_alphanumeric() {
        return Some(character.to_string());
    }
    if let Some(letters) = READINGS.split_whitespace().find_map(|row| row.strip_prefix(character)) {
        return Some(letters.to_owned());
    }
    let first = character.to_pinyin()?.plain().chars().next()?;
    first.is_ascii_lowercase().then(|| first.to_string())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Digit,
    Letter,
}

fn class_of(character: char) -> Option<Class> {
    if character.is_ascii_digit() { Some(Class::Digit) } else { character.is_alphanumeric().then_some(Class::Letter) }
}

fn is_zero_width(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NASTY: &[&str] = &[
        "%",
        "_",
        "\\",
        "'",
        "\"",
        "\"\"",
        "*",
        "丰*",
        "丰\"泽",
        "NEAR(丰 泽)",
        "丰 OR 泽",
        "NOT 丰",
        "t:丰",
        "^丰",
        "(",
        ")",
        "{丰}",
        "-丰",
        "丰+泽",
        "丰\0泽",
        "';DROP TABLE fts;--",
        "AND",
        "\u{301}",
        "a\u{301}",
        "𠮷野家",
        "ﬃ",
        "①",
        "٣",
        "İ",
        "ΑΣ",
    ];

    /// What FTS5 does with a MATCH expression of ours.
    pub(super) fn index_finds(words: &str, query: &str) -> bool {
        query.split(' ').all(|term| match term.strip_suffix('*') {
            Some(prefix) => words.split(' ').any(|word| word.starts_with(prefix.trim_matches('"'))),
            None => words.split(' ').any(|word| word == term.trim_matches('"')),
        })
    }

    #[test]
    fn pairs_overlap_inside_runs_and_the_last_character_stands_alone() {
        assert_eq!(bigrams("换灯泡。留卡"), "换灯 灯泡 泡 留卡 卡");
        assert_eq!(bigrams("３单元 Wi-Fi"), "3 单元 元 wi i fi i");
        assert_eq!(bigrams("，！"), "");
        assert_eq!(bigrams(""), "");
    }

    #[test]
    fn a_query_is_quoted_pairs_and_one_character_is_a_prefix() {
        assert_eq!(query("换灯泡").as_deref(), Some("\"换灯\" \"灯泡\""));
        assert_eq!(query("水").as_deref(), Some("\"水\"*"));
        assert_eq!(query("ｆｚ3").as_deref(), Some("\"fz\" \"3\"*"));
        assert_eq!(query("灯灯灯灯").as_deref(), Some("\"灯灯\""));
        assert_eq!(query(" %*\"' "), None);
    }

    #[test]
    fn a_query_holds_no_syntax_but_its_own() {
        for text in NASTY {
            let Some(query) = query(text) else { continue };
            for term in query.split(' ') {
                let inner = term.trim_end_matches('*').strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap();
                assert!(!inner.is_empty() && inner.chars().all(char::is_alphanumeric), "{query}");
            }
        }
        let long = query(&(0..5_000).filter_map(|n| char::from_u32(0x4e00 + n)).collect::<String>()).unwrap();
        assert_eq!(long.split(' ').count(), MOST_TERMS);
    }

    #[test]
    fn the_exact_check_folds_case_and_width() {
        assert!(matches("东门３０１室，Wi-Fi 坏了", "301"));
        assert!(matches("东门301室", "３０１ 东门"));
        assert!(matches("WIFI", "wifi") && matches("wifi", "ＷＩＦＩ"));
        assert!(!matches("东门301室", "301 西门"));
        assert!(!matches("门东", "东门"));
        assert!(!matches("换灯泡", "%") && !matches("换灯泡", "_") && matches("满 100%", "%"));
        assert!(matches("水\u{200b}管", "水管"));
        assert!(matches("换灯泡", ""));
    }

    #[test]
    fn a_like_pattern_escapes_wildcards() {
        assert_eq!(like_pattern("50%_\\水 "), "%50\\%\\_\\\\水%");
        assert_eq!(like_pattern(""), "%%");
    }

    #[test]
    fn initials_are_those_people_type() {
        for (name, expected) in [
            ("丰泽小区", "fzxq"),
            ("槐荫苑", "hyy"),
            ("晨光家属院", "cgjsy"),
            ("汇景花园", "hjhy"),
            ("向阳巷", "xyx"),
            ("渭园里", "wyl"),
            ("春晖家园", "chjy"),
            ("锦绣坊", "jxf"),
            ("清泉里", "qql"),
            ("和睦院", "hmy"),
            ("长安 Ａ区（二期）", "caaqeq"),
            ("绿地408", "ld408"),
            ("！", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
        assert_eq!(readings("重乐"), ["cl", "zl", "cy", "zy"]);
        assert_eq!(readings("长长长长长").len(), MOST_READINGS);
    }

    #[test]
    fn the_table_of_readings_holds_one_row_a_character() {
        let mut seen = std::collections::BTreeSet::new();
        for row in READINGS.split_whitespace() {
            let (character, letters) = row.split_at(row.len() - 2);
            assert!(seen.insert(character) && character.chars().count() == 1, "{row}");
            assert!(letters.bytes().all(|letter| letter.is_ascii_lowercase()), "{row}");
        }
    }

    proptest! {
        #[test]
        fn what_the_exact_check_accepts_the_index_finds(
            text in "[丰泽小区灯泡水管abＦz3３0 ，%\"-]{0,24}|\\PC{0,12}", from in 0usize..24, len in 1usize..8,
        ) {
            let typed: String = text.chars().skip(from).take(len).collect();
            if matches(&text, &typed) {
                prop_assert!(query(&typed).is_none_or(|query| index_finds(&bigrams(&text), &query)), "{:?} in {:?}", typed, text);
            }
        }
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn sqlite_finds_what_we_find_and_reads_nothing_as_syntax() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        db.execute_batch(&format!("CREATE VIRTUAL TABLE fts USING fts5(words, {FTS5_OPTIONS})")).unwrap();
        let texts = [
            "换灯泡，丰泽小区3-2-401",
            "水管漏水。",
            "NEAR AND OR NOT wifi",
            "𠮷野家 á ٣ i̇ ασ 3",
            "满 100%",
            "丰\0泽_\\",
        ];
        for (id, text) in (1i64..).zip(texts) {
            db.execute("INSERT INTO fts(rowid, words) VALUES (?, ?)", (id, bigrams(text))).unwrap();
        }
        let words = ["灯泡", "水", "管漏", "小区", "401", "40", "wifi", "not", "野家", "吉", "灯管", "á", "ασ"];
        for typed in words.iter().chain(NASTY).chain(&texts) {
            let Some(query) = query(typed) else { continue };
            for (id, text) in (1i64..).zip(texts) {
                let found: bool = db
                    .query_row("SELECT count(*) FROM fts WHERE rowid = ? AND fts MATCH ?", (id, &query), |row| {
                        row.get(0)
                    })
                    .unwrap_or_else(|error| panic!("{typed:?} as {query}: {error}"));
                assert_eq!(found, index_finds(&bigrams(text), &query), "{query} in {text}");
                assert!(found || !matches(text, typed), "{typed} in {text}");
                let liked: bool = db
                    .query_row("SELECT ? LIKE ? ESCAPE '\\'", (fold(text), like_pattern(typed)), |row| row.get(0))
                    .unwrap();
                assert_eq!(liked, fold(text).contains(fold(typed).trim()), "{typed} in {text}");
            }
        }
    }
}
