//! Lists by page: which rows, in closed fragments of SQL, and the order of dwellings.

use super::value::signed;
use crate::storage::{HouseholdList, Page, StorageError, VisitList};
use lianxin_core::code::GridCode;
use lianxin_core::rows::HouseholdRow;
use rusqlite::types::Value;

/// Conditions joined by AND, and the values of their parameters.
#[derive(Default)]
struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, sql: &str) {
        self.sql.push_str(if self.sql.is_empty() { " WHERE " } else { " AND " });
        self.sql.push_str(sql);
    }

    fn add_value(&mut self, sql: &str, value: impl Into<Value>) {
        self.add(sql);
        self.values.push(value.into());
    }

    fn add_grid(&mut self, grid: Option<GridCode>) -> Result<(), StorageError> {
        if let Some(grid) = grid {
            self.add_value("grid = ?", signed(grid.number())?);
        }
        Ok(())
    }
}

pub(super) fn households(list: &HouseholdList) -> Result<(String, Vec<Value>), StorageError> {
    let mut rows = Conditions::default();
    rows.add_grid(list.grid)?;
    if let Some(community) = list.community {
        let first = signed(community.number())? * 1000;
        rows.add_value("grid >= ?", first);
        rows.add_value("grid < ?", first + 1000);
    }
    if list.disputed {
        rows.add("conflicts <> '[]'");
    }
    Ok((rows.sql, rows.values))
}

/// The indexes of the migration `0005_page.sql` are for communities.
pub(super) fn visits(list: &VisitList) -> Result<(String, Vec<Value>), StorageError> {
    let mut rows = Conditions::default();
    rows.add_grid(list.grid)?;
    if let Some(community) = list.community {
        rows.add_value("grid / 1000 = ?", signed(community.number())?);
    }
    if let Some(household) = list.household {
        rows.add_value("household = ?", household.0.to_vec());
    }
    if let Some(author) = list.author {
        rows.add_value("author = ?", author.0.to_vec());
    }
    if let Some(from) = list.from {
        rows.add_value("day >= ?", i64::from(from.0));
    }
    if let Some(to) = list.to {
        rows.add_value("day <= ?", i64::from(to.0));
    }
    if let Some(outcome) = list.outcome {
        rows.add_value("outcome = ?", i64::from(outcome.number()));
    }
    if let Some(need) = &list.need {
        let has = "EXISTS (SELECT 1 FROM json_each(needs) WHERE json_extract(json_each.value, '$[0]') = ?)";
        rows.add_value(has, need.clone());
    }
    if list.disputed {
        rows.add("conflicts <> '[]'");
    }
    Ok((rows.sql, rows.values))
}

/// Visits of a community from a day on that ask to come again by a day, where nobody has come since. The community, then
/// the two days.
pub(super) const FOLLOW_UPS: &str = "FROM visit_row WHERE grid / 1000 = ?1 AND day >= ?2 AND follow_up IS NOT NULL AND follow_up <= ?3 \
     AND NOT EXISTS (SELECT 1 FROM visit_row AS later WHERE later.household = visit_row.household \
     AND (later.day > visit_row.day OR (later.day = visit_row.day AND later.rowid > visit_row.rowid)))";

pub(super) fn limit(page: Page) -> String {
    format!(" LIMIT {} OFFSET {}", page.limit, page.offset)
}

/// Digits of a number at most, as dwellings are sorted.
const DIGITS: usize = 8;

/// The dwelling as it sorts: estate, building, unit and room, numbers padded, so that 2号楼 comes before 10号楼.
pub(super) fn dwelling(row: &HouseholdRow) -> String {
    let mut key = String::new();
    for part in [&row.estate, &row.building, &row.unit, &row.room] {
        let mut digits = String::new();
        for character in part.chars().chain(['\u{1}']) {
            if character.is_ascii_digit() {
                digits.push(character);
                continue;
            }
            if !digits.is_empty() {
                key.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(digits.len())));
                key.push_str(&digits);
                digits.clear();
            }
            key.push(character);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::id::DocumentId;

    #[test]
    fn dwellings_sort_as_people_count() {
        let row = |estate: &str, building: &str, room: &str| HouseholdRow {
            id: DocumentId::default(),
            grid: GridCode::parse("000000901001001").unwrap(),
            bundle: None,
            estate: estate.into(),
            building: building.into(),
            unit: String::new(),
            room: room.into(),
            class: None,
            needs: vec![],
            wish: None,
            gone: None,
            conflicts: vec![],
        };
        let ordered = [
            row("东苑", "2号楼", "902"),
            row("东苑", "2号楼", "1001"),
            row("东苑", "10号楼", "101"),
            row("东苑二期", "1号楼", "101"),
        ];
        let keys: Vec<String> = ordered.iter().map(dwelling).collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }
}
