//! What is wrong with a list, and what was only put right: each with its place and a sentence for people.

use super::codes::{NoteCode, ProblemCode};
use super::private;
use std::collections::BTreeMap;
use std::fmt;

/// Problems shown of one reading; the rest is counted.
pub const MAX_PROBLEMS: usize = 1_000;
/// Notes shown of one reading; the rest is counted.
pub const MAX_NOTES: usize = 1_000;
/// Characters of a cell that a problem repeats.
const MAX_FOUND: usize = 40;

/// One of the three lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum File {
    /// The grids.
    Grids,
    /// The people and their posts.
    People,
    /// The households.
    Households,
}

impl File {
    /// Every list.
    pub const ALL: [Self; 3] = [Self::Grids, Self::People, Self::Households];

    /// The file's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grids => "grids.csv",
            Self::People => "people.csv",
            Self::Households => "households.csv",
        }
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A sentence in both languages of the console.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Text {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// Takes one sentence in each language.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The same in both languages.
    pub(super) fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { zh: text.clone(), en: text }
    }

    /// Names a line of the same list.
    pub(super) fn line(line: u32) -> Self {
        Self::new(format!("第 {line} 行"), format!("line {line}"))
    }
}

/// A column as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Counted from 1.
    pub number: u32,
    /// The heading as written.
    pub heading: String,
}

/// Where in the lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The list.
    pub file: File,
    /// The line of the file, counted from 1.
    pub line: Option<u32>,
    /// The column.
    pub column: Option<Column>,
}

impl Place {
    pub(super) fn file(file: File) -> Self {
        Self { file, line: None, column: None }
    }

    pub(super) fn line(file: File, line: u32) -> Self {
        Self { file, line: Some(line), column: None }
    }

    /// The place in Chinese.
    pub fn zh(&self) -> String {
        let mut text = self.file.to_string();
        if let Some(line) = self.line {
            text += &format!(" 第 {line} 行");
        }
        if let Some(column) = &self.column {
            text += &format!(" 第 {} 列「{}」", column.number, column.heading);
        }
        text
    }

    /// The place in English.
    pub fn en(&self) -> String {
        let mut text = self.file.to_string();
        if let Some(line) = self.line {
            text += &format!(" line {line}");
        }
        if let Some(column) = &self.column {
            text += &format!(" column {} \"{}\"", column.number, column.heading);
        }
        text
    }
}

/// Something that keeps the lists from being taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Which kind.
    pub code: ProblemCode,
    /// What stands there, shortened; a personal number is masked.
    pub found: String,
    /// What is wrong.
    pub says: Text,
    /// What would be right.
    pub fix: Text,
}

impl Problem {
    /// One line for people in Chinese.
    pub fn zh(&self) -> String {
        format!("{}：{}。{}", self.place.zh(), self.says.zh, self.fix.zh)
    }

    /// One line for people in English.
    pub fn en(&self) -> String {
        format!("{}: {}. {}", self.place.en(), self.says.en, self.fix.en)
    }
}

/// Something that was put right or left out, or that somebody should look at; the lists are taken all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where; the first place, if there are several.
    pub place: Place,
    /// Which kind.
    pub code: NoteCode,
    /// In how many places.
    pub count: u32,
    /// What there is to know.
    pub says: Text,
}

impl Note {
    /// One line for people in Chinese.
    pub fn zh(&self) -> String {
        let more = if self.count > 1 { format!("（共 {} 处）", self.count) } else { String::new() };
        format!("{}：{}{more}", self.place.zh(), self.says.zh)
    }

    /// One line for people in English.
    pub fn en(&self) -> String {
        let more = if self.count > 1 { format!(" ({} places)", self.count) } else { String::new() };
        format!("{}: {}{more}", self.place.en(), self.says.en)
    }
}

/// Why the lists were not taken: every problem of all three, in the order of the files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the lists were not taken: {} problems", self.total())]
pub struct Problems {
    /// The first [`MAX_PROBLEMS`].
    pub list: Vec<Problem>,
    /// How many more there are.
    pub more: usize,
    /// What was put right on the way, for whoever corrects the lists.
    pub notes: Vec<Note>,
}

impl Problems {
    /// How many problems there are, shown or not.
    pub fn total(&self) -> usize {
        self.list.len() + self.more
    }
}

/// Gathers problems and notes while the lists are read.
#[derive(Default)]
pub(super) struct Report {
    problems: Vec<Problem>,
    more_problems: usize,
    notes: Vec<Note>,
    more_notes: usize,
    tallies: BTreeMap<(File, u32, NoteCode), usize>,
}

impl Report {
    pub(super) fn problem(&mut self, code: ProblemCode, place: Place, found: &str, detail: &Text) {
        if self.problems.len() >= MAX_PROBLEMS {
            self.more_problems += 1;
            return;
        }
        let found = shown(found);
        let [says_zh, says_en, fix_zh, fix_en] = code.texts();
        let says = Text::new(fill(says_zh, &found, &detail.zh), fill(says_en, &found, &detail.en));
        let fix = Text::new(fill(fix_zh, &found, &detail.zh), fill(fix_en, &found, &detail.en));
        self.problems.push(Problem { place, code, found, says, fix });
    }

    /// A note of its own.
    pub(super) fn note(&mut self, code: NoteCode, place: Place, found: &str, detail: &Text) {
        if self.notes.len() >= MAX_NOTES {
            self.more_notes += 1;
            return;
        }
        let found = shown(found);
        let [zh, en] = code.texts();
        let says = Text::new(fill(zh, &found, &detail.zh), fill(en, &found, &detail.en));
        self.notes.push(Note { place, code, count: 1, says });
    }

    /// A note that is counted together with its like in the same column.
    pub(super) fn tally(&mut self, code: NoteCode, place: Place) {
        self.tally_many(code, place, 1);
    }

    pub(super) fn tally_many(&mut self, code: NoteCode, place: Place, count: u32) {
        let key = (place.file, place.column.as_ref().map_or(0, |c| c.number), code);
        if let Some(note) = self.tallies.get(&key).and_then(|at| self.notes.get_mut(*at)) {
            note.count = note.count.saturating_add(count);
        } else {
            self.tallies.insert(key, self.notes.len());
            self.note(code, place, "", &Text::default());
            if let Some(note) = self.tallies.get(&key).and_then(|at| self.notes.get_mut(*at)) {
                note.count = count;
            }
        }
    }

    /// Whether the lists may be taken so far.
    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Ends the gathering: notes, or problems in the order of the files.
    pub(super) fn finish(mut self) -> Result<Vec<Note>, Problems> {
        self.problems.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
        self.notes.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
        if self.more_notes > 0 {
            let place = Place::file(self.notes.last().map_or(File::Grids, |n| n.place.file));
            let [zh, en] = NoteCode::More.texts();
            let count = self.more_notes.to_string();
            let says = Text::new(fill(zh, &count, ""), fill(en, &count, ""));
            self.notes.push(Note { place, code: NoteCode::More, count: 1, says });
        }
        if self.problems.is_empty() {
            Ok(self.notes)
        } else {
            Err(Problems { list: self.problems, more: self.more_problems, notes: self.notes })
        }
    }
}

/// What of a cell may be repeated: short, in one line, personal numbers masked.
pub(super) fn shown(text: &str) -> String {
    let start: String = text.chars().take(4 * MAX_FOUND).collect();
    let masked = private::mask(&start);
    let clean = |c: char| if c.is_control() { '·' } else { c };
    let mut short: String = masked.chars().take(MAX_FOUND).map(clean).collect();
    if masked.chars().nth(MAX_FOUND).is_some() {
        short.push('…');
    }
    short
}

/// Puts the two values into a sentence; what they contain is not looked at again.
fn fill(template: &str, found: &str, detail: &str) -> String {
    let mut out = String::with_capacity(template.len() + found.len() + detail.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("{found}") {
            out.push_str(found);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("{detail}") {
            out.push_str(detail);
            rest = after;
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_file_line_column_cause_and_cure_in_both_languages() {
        let mut report = Report::default();
        let column = Some(Column { number: 3, heading: "角色".into() });
        let place = Place { file: File::People, line: Some(7), column };
        report.problem(
            ProblemCode::RoleUnknown,
            place,
            "小队长",
            &Text::new("网格员、网格长", "grid worker, grid chief"),
        );
        let problems = report.finish().unwrap_err();
        assert_eq!(
            problems.list[0].zh(),
            "people.csv 第 7 行 第 3 列「角色」：没有“小队长”这个角色。可以写：网格员、网格长"
        );
        assert_eq!(
            problems.list[0].en(),
            "people.csv line 7 column 3 \"角色\": there is no role \"小队长\". It can be: grid worker, grid chief"
        );
    }

    #[test]
    fn what_a_cell_contains_is_never_taken_for_part_of_the_sentence() {
        assert_eq!(fill("a {found} b {detail} {", "{detail}", "{found}"), "a {detail} b {found} {");
    }

    #[test]
    fn a_long_cell_is_shortened_and_its_control_characters_shown_as_dots() {
        assert_eq!(shown("a\tb\u{7}"), "a·b·");
        assert_eq!(shown(&"长".repeat(100)).chars().count(), MAX_FOUND + 1);
    }

    #[test]
    fn problems_beyond_the_limit_are_counted() {
        let mut report = Report::default();
        for line in 0..1_234 {
            report.problem(ProblemCode::DateBad, Place::line(File::Grids, line), "x", &Text::default());
        }
        let problems = report.finish().unwrap_err();
        assert_eq!((problems.list.len(), problems.more, problems.total()), (MAX_PROBLEMS, 234, 1_234));
        assert_eq!(problems.to_string(), "the lists were not taken: 1234 problems");
    }

    #[test]
    fn equal_notes_of_one_column_are_counted_and_name_the_first_line() {
        let mut report = Report::default();
        for line in 2..5 {
            report.tally(NoteCode::FullWidth, Place::line(File::Grids, line));
        }
        let notes = report.finish().unwrap();
        assert_eq!((notes.len(), notes[0].count, notes[0].place.line), (1, 3, Some(2)));
        assert!(notes[0].zh().ends_with("（共 3 处）"));
    }
}
