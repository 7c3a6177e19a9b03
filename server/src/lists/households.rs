//! Rows of `households.csv`.

use super::cell;
use super::check::Context;
use super::codes::ProblemCode;
use super::dwelling::Dwelling;
use super::grids::grid_code;
use super::headings::Field;
use super::private;
use super::problem::{Report, Text};
use super::sheet::{Row, Sheet};
use super::{Household, HouseholdRow};
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::role::HouseholdClass;
use std::collections::HashMap;

/// Needs of a household at most.
const MAX_NEEDS: usize = 8;
/// Characters of a need code at most.
const MAX_NEED: usize = 24;
/// Digits in a row that a need code may have: enough for a catalogue's number, too few for a person's.
const MAX_NEED_DIGITS: usize = 6;

pub(super) fn read(sheet: Sheet<'_>, context: &Context<'_>, report: &mut Report) -> Vec<HouseholdRow> {
    let mut rows = Vec::new();
    let mut doors: HashMap<Dwelling, (GridCode, u32)> = HashMap::new();
    sheet.for_each(report, |row, report| {
        let grid = grid_code(row, report).filter(|grid| {
            let named = context.grids.is_none_or(|grids| grids.named.contains_key(grid));
            if !named {
                row.problem(report, ProblemCode::GridUnknown, Field::GridCode, &grid.to_string(), &Text::default());
            }
            named
        });
        let Some(value) = household(row, grid, report) else { return };
        let dwelling = value.dwelling();
        if let Some((other, line)) = doors.get(&dwelling) {
            let twice = *other == value.grid;
            let code = if twice { ProblemCode::DwellingTwice } else { ProblemCode::DwellingTwoGrids };
            row.problem(report, code, Field::Estate, &dwelling.to_string(), &Text::line(*line));
        } else {
            doors.insert(dwelling, (value.grid, row.line));
        }
        rows.push(HouseholdRow { line: row.line, value });
    });
    rows
}

fn household(row: &Row<'_>, grid: Option<GridCode>, report: &mut Report) -> Option<Household> {
    let estate = row.required(Field::Estate, report);
    let door = [Field::Building, Field::Unit, Field::Room].map(|field| row.get(field));
    if let Some(estate) = estate.filter(|_| door.iter().all(|part| *part == Some(""))) {
        row.problem(report, ProblemCode::DwellingIncomplete, Field::Building, estate, &Text::default());
    }
    let bundle = bundle(row, grid, report);
    let class = class(row, report);
    let needs = needs(row, report);
    if let (Some(class), Some(needs)) = (class, &needs)
        && (class == HouseholdClass::AtEase) != needs.is_empty()
    {
        row.problem(report, ProblemCode::ClassNeeds, Field::Class, class.zh(), &Text::default());
    }
    let [building, unit, room] = door;
    Some(Household {
        grid: grid?,
        estate: estate?.to_owned(),
        building: building?.to_owned(),
        unit: unit?.to_owned(),
        room: room?.to_owned(),
        bundle: bundle?,
        class: class?,
        needs: needs?,
    })
}

/// A number, or the scope of the bundle's lead; nothing if the cell is empty.
fn bundle(row: &Row<'_>, grid: Option<GridCode>, report: &mut Report) -> Option<Option<u8>> {
    let text = row.get(Field::Bundle)?;
    if text.is_empty() {
        return Some(None);
    }
    let bundle = match (Scope::parse(text), cell::number(text, 1..=99)) {
        (Ok(Scope::Bundle(of, bundle)), _) if grid.is_none_or(|grid| grid == of) => Some(bundle),
        (_, Some(number)) => u8::try_from(number).ok(),
        _ => None,
    };
    if bundle.is_none() {
        row.problem(report, ProblemCode::BundleBad, Field::Bundle, text, &Text::default());
    }
    bundle.map(Some)
}

fn class(row: &Row<'_>, report: &mut Report) -> Option<HouseholdClass> {
    let text = row.get(Field::Class)?;
    if text.is_empty() {
        return Some(HouseholdClass::AtEase);
    }
    let names = |class: &HouseholdClass| [class.zh(), class.en(), class.word()];
    let same = |class: &HouseholdClass| {
        let word = class.en().trim_end_matches(" household");
        names(class).iter().chain([&word]).any(|name| cell::same_word(name, text))
    };
    let class = HouseholdClass::ALL.iter().copied().find(same);
    if class.is_none() {
        let list = |name: fn(&HouseholdClass) -> &'static str, comma| {
            HouseholdClass::ALL.iter().map(name).collect::<Vec<_>>().join(comma)
        };
        let detail = Text::new(list(|c| c.zh(), "、"), list(|c| c.en(), ", "));
        row.problem(report, ProblemCode::ClassUnknown, Field::Class, text, &detail);
    }
    class
}

fn needs(row: &Row<'_>, report: &mut Report) -> Option<Vec<String>> {
    let text = row.get(Field::Needs)?;
    let mut needs: Vec<String> = Vec::new();
    let mut sound = true;
    for need in text.split(['、', ';', '；', ' ', ',', '，']).filter(|need| !need.is_empty()) {
        if let Some(word) = private::label(need) {
            row.problem(report, ProblemCode::NeedLabel, Field::Needs, need, &Text::same(word));
            sound = false;
        } else if !is_need(need) || needs.len() == MAX_NEEDS {
            row.problem(report, ProblemCode::NeedMalformed, Field::Needs, need, &Text::same(MAX_NEEDS.to_string()));
            return None;
        } else if !needs.iter().any(|n| n == need) {
            needs.push(need.to_owned());
        }
    }
    sound.then_some(needs)
}

fn is_need(text: &str) -> bool {
    let digits = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    text.chars().count() <= MAX_NEED
        && digits <= MAX_NEED_DIGITS
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
