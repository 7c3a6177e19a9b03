//! A list as rows of clean cells under known columns. Every line is parsed by itself, so that a quotation mark
//! that is not closed spoils its own line and no other.

use super::cell::{self, Style};
use super::codes::{NoteCode, ProblemCode};
use super::decode;
use super::headings::{self, Field, Spec};
use super::problem::{Column, File, Place, Report, Text, shown};
use std::collections::BTreeMap;

/// Rows of a file that are read at most.
pub const MAX_ROWS: usize = 500_000;
/// Columns of a file that are read at most.
pub const MAX_COLUMNS: usize = 64;

/// A list whose headings are understood.
pub(super) struct Sheet<'t> {
    file: File,
    columns: Vec<Heading>,
    splitter: Splitter,
    body: Box<dyn Iterator<Item = (u32, &'t str)> + 't>,
}

struct Heading {
    place: Column,
    meaning: Meaning,
}

enum Meaning {
    Known(&'static Spec),
    Ignored,
    Refused,
}

/// Where each column of a list stands, for what is found only when all rows are known.
pub(super) struct Columns {
    file: File,
    columns: BTreeMap<Field, Column>,
}

impl Columns {
    pub(super) fn place(&self, line: u32, field: Field) -> Place {
        Place { file: self.file, line: Some(line), column: self.columns.get(&field).cloned() }
    }
}

/// One row: what its cells say.
pub(super) struct Row<'s> {
    file: File,
    pub(super) line: u32,
    columns: &'s [Heading],
    cells: Vec<Cell>,
}

#[derive(Clone, Default)]
struct Cell {
    text: String,
    /// A problem was reported; what it says is not looked at again.
    bad: bool,
}

impl<'t> Sheet<'t> {
    /// Understands the headings, or reports why not.
    pub(super) fn read(file: File, text: &'t str, report: &mut Report) -> Option<Self> {
        let mut body = decode::lines(text);
        let heading = body.by_ref().find(|(line, text)| {
            let explains = is_explanation(text);
            if explains {
                report.tally(NoteCode::Explanation, Place::line(file, *line));
            }
            !explains && !is_empty(text)
        });
        let Some((line, heading)) = heading else {
            report.problem(ProblemCode::FileEmpty, Place::file(file), "", &Text::default());
            return None;
        };
        let (splitter, cells) = split_heading(file, line, heading, report)?;
        let columns = understand(file, line, cells, report)?;
        Some(Self { file, columns, splitter, body: Box::new(body) })
    }

    /// The columns by their meaning.
    pub(super) fn columns(&self) -> Columns {
        let known = self.columns.iter().filter_map(|c| c.field().map(|field| (field, c.place.clone())));
        Columns { file: self.file, columns: known.collect() }
    }

    /// Gives every row that is not empty to `each`.
    pub(super) fn for_each(mut self, report: &mut Report, mut each: impl FnMut(&Row<'_>, &mut Report)) {
        let (mut raw, mut rows, mut explaining) = (Vec::new(), 0, true);
        // Empty rows count only where something follows: the last lines of a file are no rows.
        let mut empty: Option<(u32, u32)> = None;
        for (line, text) in self.body {
            let place = Place::line(self.file, line);
            if is_empty(text) {
                let (first, count) = empty.unwrap_or((line, 0));
                empty = Some((first, count.saturating_add(1)));
                continue;
            }
            if let Some((first, count)) = empty.take() {
                report.tally_many(NoteCode::EmptyRows, Place::line(self.file, first), count);
            }
            if explaining && is_explanation(text) {
                report.tally(NoteCode::Explanation, place);
                continue;
            }
            explaining = false;
            if rows == MAX_ROWS {
                report.problem(ProblemCode::RowsTooMany, place, "", &Text::same(MAX_ROWS.to_string()));
                break;
            }
            rows += 1;
            match self.splitter.split(text, &mut raw) {
                Ok(()) => each(&Row::clean(self.file, line, &self.columns, &raw, report), report),
                Err(code) => report.problem(code, place, "", &Text::same(MAX_COLUMNS.to_string())),
            }
        }
    }
}

impl Row<'_> {
    fn clean<'s>(file: File, line: u32, columns: &'s [Heading], raw: &[String], report: &mut Report) -> Row<'s> {
        if let Some(extra) = raw.iter().skip(columns.len()).find(|cell| !cell.trim().is_empty()) {
            report.problem(ProblemCode::RowTooManyCells, Place::line(file, line), extra.trim(), &Text::default());
        }
        let mut cells = vec![Cell::default(); columns.len()];
        for ((cell, raw), column) in cells.iter_mut().zip(raw).zip(columns) {
            if !raw.is_empty() {
                *cell = Cell::clean(file, line, column, raw, report);
            }
        }
        Row { file, line, columns, cells }
    }

    /// What a cell says; empty if there is no such column. Nothing if a problem was reported for it.
    pub(super) fn get(&self, field: Field) -> Option<&str> {
        match self.columns.iter().position(|c| c.field() == Some(field)).and_then(|at| self.cells.get(at)) {
            Some(cell) => (!cell.bad).then_some(cell.text.as_str()),
            None => Some(""),
        }
    }

    /// What a cell says that must not be empty.
    pub(super) fn required(&self, field: Field, report: &mut Report) -> Option<&str> {
        let text = self.get(field)?;
        if text.is_empty() {
            let spec = headings::specs(self.file).iter().find(|s| s.field == field);
            let about = spec.map(|s| Text::new(s.about_zh, s.about_en)).unwrap_or_default();
            self.problem(report, ProblemCode::CellEmpty, field, "", &about);
            return None;
        }
        Some(text)
    }

    /// Where a cell stands.
    pub(super) fn place(&self, field: Field) -> Place {
        let column = self.columns.iter().find(|c| c.field() == Some(field)).map(|c| c.place.clone());
        Place { file: self.file, line: Some(self.line), column }
    }

    /// Reports what is wrong with a cell.
    pub(super) fn problem(&self, report: &mut Report, code: ProblemCode, field: Field, found: &str, detail: &Text) {
        report.problem(code, self.place(field), found, detail);
    }
}

impl Heading {
    fn field(&self) -> Option<Field> {
        match self.meaning {
            Meaning::Known(spec) => Some(spec.field),
            Meaning::Ignored | Meaning::Refused => None,
        }
    }
}

impl Cell {
    fn clean(file: File, line: u32, column: &Heading, raw: &str, report: &mut Report) -> Self {
        let place = || Place { file, line: Some(line), column: Some(column.place.clone()) };
        let (style, max) = match column.meaning {
            Meaning::Known(spec) => (spec.style, Some(spec.max)),
            Meaning::Ignored => (Style::Words, None),
            Meaning::Refused => return Self::default(),
        };
        let cell::Cleaned { text, notes } = cell::clean(raw, style);
        // A mobile number can be part of no code: the first digits of some counties look like one.
        let is_code = matches!(column.field(), Some(Field::GridCode | Field::CommunityCode | Field::Scope));
        let offence = cell::offence(&text, is_code || column.field() == Some(Field::DutyPhone));
        if let Some(code) = offence {
            report.problem(code, place(), &text, &Text::default());
        } else if let Some(max) = max.filter(|max| text.chars().count() > *max) {
            report.problem(ProblemCode::CellTooLong, place(), &text, &Text::same(max.to_string()));
        } else {
            let known = max.is_some();
            notes.into_iter().filter(|_| known).for_each(|code| report.tally(code, place()));
            return Self { text, bad: false };
        }
        Self { text: String::new(), bad: true }
    }
}

/// Splits the headings by the delimiter that gives the most known ones.
fn split_heading(file: File, line: u32, text: &str, report: &mut Report) -> Option<(Splitter, Vec<String>)> {
    let mut best: Option<(usize, Splitter, Vec<String>)> = None;
    let mut fault = None;
    for delimiter in [b',', b';', b'\t'] {
        let (mut splitter, mut cells) = (Splitter::new(delimiter), Vec::new());
        match splitter.split(text, &mut cells) {
            Ok(()) => {
                let known = cells.iter().filter(|c| headings::find(file, &cell::clean(c, Style::Words).text).is_some());
                let known = known.count();
                if known > best.as_ref().map_or(0, |(most, ..)| *most) {
                    best = Some((known, splitter, cells));
                }
            }
            Err(code) => fault = fault.or(Some(code)),
        }
    }
    let place = Place::line(file, line);
    match (best, fault) {
        (Some((_, splitter, cells)), _) => return Some((splitter, cells)),
        (None, Some(code)) => report.problem(code, place, "", &Text::same(MAX_COLUMNS.to_string())),
        (None, None) => {
            let first = text.split([',', ';', '\t']).next().unwrap_or_default().trim();
            let specs = headings::specs(file);
            let join = |name: fn(&Spec) -> &'static str| specs.iter().map(name).collect::<Vec<_>>().join(",");
            report.problem(ProblemCode::HeadingMissing, place, first, &Text::new(join(|s| s.zh), join(|s| s.en)));
        }
    }
    None
}

/// Finds what each heading means, and which are missing.
fn understand(file: File, line: u32, cells: Vec<String>, report: &mut Report) -> Option<Vec<Heading>> {
    let mut columns: Vec<Heading> = Vec::new();
    for (raw, number) in cells.iter().zip(1..) {
        let heading = cell::clean(raw, Style::Words).text;
        let column = Column { number, heading: shown(&heading) };
        let place = Place { file, line: Some(line), column: Some(column.clone()) };
        let meaning = match headings::find(file, &heading) {
            Some(spec) => {
                if let Some(other) = columns.iter().find(|c| c.field() == Some(spec.field)) {
                    let (number, name) = (other.place.number, &other.place.heading);
                    let detail = Text::new(format!("第 {number} 列「{name}」"), format!("column {number} \"{name}\""));
                    report.problem(ProblemCode::ColumnTwice, place, &heading, &detail);
                    Meaning::Refused
                } else {
                    Meaning::Known(spec)
                }
            }
            None if headings::is_personal(file, &heading) => {
                let detail = if file == File::People && headings::is_phone(&heading) {
                    Text::new("值班电话请写在“值班电话”一列", "A duty phone goes into the column 值班电话")
                } else {
                    Text::default()
                };
                report.problem(ProblemCode::ColumnPersonal, place, &heading, &detail);
                Meaning::Refused
            }
            None => {
                if !heading.is_empty() {
                    report.note(NoteCode::ColumnIgnored, place, &heading, &Text::default());
                }
                Meaning::Ignored
            }
        };
        columns.push(Heading { place: column, meaning });
    }
    let missing = |spec: &&Spec| spec.required && !columns.iter().any(|c| c.field() == Some(spec.field));
    let missing: Vec<_> = headings::specs(file).iter().filter(missing).collect();
    for spec in &missing {
        let name = Text::new(spec.zh, format!("{} ({})", spec.en, spec.zh));
        report.problem(ProblemCode::ColumnMissing, Place::line(file, line), "", &name);
    }
    missing.is_empty().then_some(columns)
}

/// Takes one line apart (RFC 4180), with a buffer that is used again.
struct Splitter {
    reader: csv_core::Reader,
    delimiter: u8,
    fields: Vec<u8>,
    ends: [usize; MAX_COLUMNS + 1],
}

impl Splitter {
    fn new(delimiter: u8) -> Self {
        let terminator = csv_core::Terminator::Any(b'\n');
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter).terminator(terminator).build();
        Self { reader, delimiter, fields: Vec::new(), ends: [0; MAX_COLUMNS + 1] }
    }

    fn split(&mut self, line: &str, cells: &mut Vec<String>) -> Result<(), ProblemCode> {
        cells.clear();
        // Cells after the last column that are empty do not count: spreadsheet programs write them.
        let line = line.trim_end_matches(char::from(self.delimiter));
        self.fields.resize(self.fields.len().max(line.len() + 1), 0);
        self.reader.reset();
        let (_, _, written, columns) = self.reader.read_record(line.as_bytes(), &mut self.fields, &mut self.ends);
        // The line end closes the record, unless it stands between quotation marks.
        let rest = (&mut self.fields[written..], &mut self.ends[columns..]);
        let (result, _, _, last) = self.reader.read_record(b"\n", rest.0, rest.1);
        let columns = columns + last;
        if columns > MAX_COLUMNS {
            return Err(ProblemCode::ColumnsTooMany);
        }
        if result != csv_core::ReadRecordResult::Record {
            return Err(ProblemCode::QuoteUnclosed);
        }
        let mut start = 0;
        for end in &self.ends[..columns] {
            let cell = self.fields.get(start..*end).unwrap_or_default();
            cells.push(String::from_utf8_lossy(cell).into_owned());
            start = *end;
        }
        Ok(())
    }
}

/// Nothing but blanks, delimiters and empty quotation marks.
fn is_empty(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || matches!(c, ',' | ';' | '\t' | '"' | '\u{feff}' | '\u{200b}'))
}

/// The row of a template that explains the headings.
fn is_explanation(line: &str) -> bool {
    let start = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\u{feff}'));
    start.starts_with('#') || start.starts_with("说明")
}
