//! Rows of `grids.csv`.

use super::cell;
use super::codes::{NoteCode, ProblemCode};
use super::headings::Field;
use super::problem::{Report, Text};
use super::sheet::{Row, Sheet};
use super::{Grid, GridRow};
use lianxin_core::code::{CommunityCode, GridCode};
use lianxin_core::role::GridKind;
use lianxin_core::time::Day;
use std::collections::{BTreeSet, HashMap};

/// A grid has 300 to 500 households or 1,000 to 1,500 people (M02); this only keeps out nonsense.
const MAX_COUNT: u32 = 99_999;

/// What `grids.csv` says.
pub(super) struct Grids {
    pub(super) rows: Vec<GridRow>,
    /// Every grid named, with its line, even where something else of the row is wrong: a post in it is no mistake.
    pub(super) named: HashMap<GridCode, u32>,
}

impl Grids {
    /// Grids as they stand, where no list says anything of them.
    pub(super) fn standing(grids: &BTreeSet<GridCode>) -> Self {
        Self { rows: Vec::new(), named: grids.iter().map(|grid| (*grid, 0)).collect() }
    }
}

pub(super) fn read(sheet: Sheet<'_>, today: Day, known: &dyn Fn(CommunityCode) -> bool, report: &mut Report) -> Grids {
    let mut grids = Grids { rows: Vec::new(), named: HashMap::new() };
    let mut labels: HashMap<(CommunityCode, String), u32> = HashMap::new();
    sheet.for_each(report, |row, report| {
        let code = grid_code(row, report);
        if let Some(code) = code {
            if !known(code.community()) {
                row.problem(
                    report,
                    ProblemCode::CommunityUnknown,
                    Field::GridCode,
                    &code.community().to_string(),
                    &Text::default(),
                );
            }
            if let Some(line) = grids.named.get(&code) {
                row.problem(report, ProblemCode::GridTwice, Field::GridCode, &code.to_string(), &Text::line(*line));
            } else {
                grids.named.insert(code, row.line);
            }
        }
        let Some(grid) = grid(row, code, today, report) else { return };
        size(row, &grid, report);
        if let Some(line) = labels.insert((grid.code.community(), grid.label.clone()), row.line) {
            report.note(NoteCode::LabelTwice, row.place(Field::Label), &grid.label, &Text::line(line));
        }
        grids.rows.push(GridRow { line: row.line, value: grid });
    });
    grids
}

/// Reads a cell that names a grid.
pub(super) fn grid_code(row: &Row<'_>, report: &mut Report) -> Option<GridCode> {
    let text = row.required(Field::GridCode, report)?;
    let code = GridCode::parse(text);
    if code.is_err() {
        let scientific = cell::is_scientific(text);
        let code = if scientific { ProblemCode::CodeScientific } else { ProblemCode::GridMalformed };
        row.problem(report, code, Field::GridCode, text, &Text::default());
    }
    code.ok()
}

/// Reads a date within the years that a list can mean.
pub(super) fn date(row: &Row<'_>, field: Field, text: &str, today: Day, report: &mut Report) -> Option<Day> {
    let Some(day) = cell::date(text) else {
        row.problem(report, ProblemCode::DateBad, field, text, &Text::default());
        return None;
    };
    let (first, last) = (today.plus(-50 * 366), today.plus(20 * 366));
    if !(first..=last).contains(&day) {
        let range = Text::new(format!("{first} 和 {last}"), format!("{first} and {last}"));
        row.problem(report, ProblemCode::DateRange, field, text, &range);
        return None;
    }
    Some(day)
}

fn grid(row: &Row<'_>, code: Option<GridCode>, today: Day, report: &mut Report) -> Option<Grid> {
    let label = row.required(Field::Label, report).map(str::to_owned);
    let kind = kind(row, report);
    let agrees = community_agrees(row, code, report);
    let community = row.get(Field::Community).map(|name| (!name.is_empty()).then(|| name.to_owned()));
    let households = count(row, Field::Households, report);
    let people = count(row, Field::People, report);
    let from = row.required(Field::From, report);
    let from = from.and_then(|text| date(row, Field::From, text, today, report));
    agrees.then_some(())?;
    Some(Grid {
        code: code?,
        label: label?,
        kind: kind?,
        community: community?,
        households: households?,
        people: people?,
        from: from?,
    })
}

fn kind(row: &Row<'_>, report: &mut Report) -> Option<GridKind> {
    let text = row.get(Field::Kind)?;
    if text.is_empty() {
        return Some(GridKind::Basic);
    }
    let names = |kind: &GridKind| [kind.zh(), kind.en(), kind.word(), kind.zh().trim_end_matches("网格")];
    let found = GridKind::ALL.iter().copied().find(|k| names(k).iter().any(|name| cell::same_word(name, text)));
    if found.is_none() {
        let [basic, dedicated] = [GridKind::Basic, GridKind::Dedicated];
        let zh = format!("{}、{}", basic.zh(), dedicated.zh());
        row.problem(report, ProblemCode::KindUnknown, Field::Kind, text, &Text::new(zh, "basic, dedicated"));
    }
    found
}

fn community_agrees(row: &Row<'_>, grid: Option<GridCode>, report: &mut Report) -> bool {
    let Some(text) = row.get(Field::CommunityCode) else { return false };
    if text.is_empty() {
        return true;
    }
    match (CommunityCode::parse(text), grid) {
        (Ok(code), Some(grid)) if code != grid.community() => {
            let detail = Text::same(grid.community().to_string());
            row.problem(report, ProblemCode::CommunityDiffers, Field::CommunityCode, text, &detail);
            false
        }
        (Ok(_), _) => true,
        (Err(_), _) => {
            let scientific = cell::is_scientific(text);
            let code = if scientific { ProblemCode::CodeScientific } else { ProblemCode::CommunityMalformed };
            row.problem(report, code, Field::CommunityCode, text, &Text::default());
            false
        }
    }
}

fn count(row: &Row<'_>, field: Field, report: &mut Report) -> Option<u32> {
    let text = row.required(field, report)?;
    let number = cell::number(text, 0..=MAX_COUNT);
    if number.is_none() {
        let detail = Text::new(format!("0 到 {MAX_COUNT}"), format!("0 to {MAX_COUNT}"));
        row.problem(report, ProblemCode::NumberBad, field, text, &detail);
    }
    number
}

/// M02 a: 300 to 500 households *or* 1,000 to 1,500 people; both below, both above, or one below and one above is
/// worth a look.
fn size(row: &Row<'_>, grid: &Grid, report: &mut Report) {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let against = |n: u32, low: u32, high: u32| match n {
        n if n < low => Less,
        n if n > high => Greater,
        _ => Equal,
    };
    let code = match (against(grid.households, 300, 500), against(grid.people, 1_000, 1_500)) {
        (Less, Less) => NoteCode::GridTooSmall,
        (Greater, Greater) => NoteCode::GridTooLarge,
        (Less, Greater) | (Greater, Less) => NoteCode::GridRatioOdd,
        (Equal, _) | (_, Equal) => return,
    };
    let (households, people) = (grid.households, grid.people);
    let detail =
        Text::new(format!("{households} 户、{people} 人"), format!("{households} households, {people} people"));
    report.note(code, row.place(Field::Households), &grid.code.to_string(), &detail);
}
