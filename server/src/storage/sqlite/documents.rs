//! Documents and rows in SQLite.

use super::SqliteTx;
use super::lists::{self, FOLLOW_UPS};
use super::value::{Grid, Unsigned, bad, document, from_json, signed, to_json};
use crate::storage::{
    DocumentRecord, Dwelling, HouseholdList, Page, ReadDocuments, StorageError, VisitList, WriteDocuments,
};
use lianxin_core::code::CommunityCode;
use lianxin_core::id::{AssignmentId, DocumentId, Hash8, PersonId};
use lianxin_core::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use lianxin_core::rows::{HouseholdRow, Need, VisitRow};
use lianxin_core::time::{Day, Timestamp};
use rusqlite::{Row, params, params_from_iter};

const HOUSEHOLD: &str = "SELECT id, grid, bundle, estate, building, unit, room, class, needs, wish, gone, conflicts \
                         FROM household_row";
const VISIT_COLUMNS: &str = "SELECT visit_row.id, household, grid, author, assignment, day, outcome, purpose, note, \
                             needs, follow_up, companion, office_notes, conflicts";

/// The index of the migration `0004_received.sql` is for this.
const RECEIVED: &str = ", received_at FROM visit_row WHERE grid / 1000 = ?1 AND received_at >= ?2 AND received_at < ?3 \
                        ORDER BY received_at, rowid";

/// Reads a word by its number; null is none.
fn word<T>(row: &Row<'_>, at: usize, find: impl Fn(u64) -> Option<T>) -> rusqlite::Result<Option<T>> {
    match row.get::<_, Option<Unsigned>>(at)? {
        None => Ok(None),
        Some(number) => find(number.0).map(Some).ok_or_else(bad),
    }
}

fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    from_json(row.get_ref(at)?.as_str()?)
}

fn read_household(row: &Row<'_>) -> rusqlite::Result<HouseholdRow> {
    Ok(HouseholdRow {
        id: document(row.get(0)?),
        grid: row.get::<_, Grid>(1)?.0,
        bundle: row.get(2)?,
        estate: row.get(3)?,
        building: row.get(4)?,
        unit: row.get(5)?,
        room: row.get(6)?,
        class: word(row, 7, HouseholdClass::from_number)?,
        needs: json(row, 8)?,
        wish: word(row, 9, ContactWish::from_number)?,
        gone: row.get::<_, Option<i32>>(10)?.map(Day),
        conflicts: json(row, 11)?,
    })
}

fn read_visit(row: &Row<'_>) -> rusqlite::Result<VisitRow> {
    let needs: Vec<(String, String)> = json(row, 9)?;
    Ok(VisitRow {
        id: document(row.get(0)?),
        household: document(row.get(1)?),
        grid: row.get::<_, Grid>(2)?.0,
        author: PersonId(row.get(3)?),
        assignment: AssignmentId(row.get(4)?),
        day: Day(row.get(5)?),
        outcome: word(row, 6, VisitOutcome::from_number)?.ok_or_else(bad)?,
        purpose: word(row, 7, VisitPurpose::from_number)?,
        note: row.get(8)?,
        needs: needs.into_iter().map(|(code, line)| Need { code, line }).collect(),
        follow_up: row.get::<_, Option<i32>>(10)?.map(Day),
        companion: row.get(11)?,
        office_notes: json(row, 12)?,
        conflicts: json(row, 13)?,
    })
}

impl ReadDocuments for SqliteTx<'_> {
    fn document(&self, id: &DocumentId) -> Result<Option<DocumentRecord>, StorageError> {
        self.one("SELECT state, heads, changes FROM document WHERE id = ?1", [id.0], |row| {
            Ok(DocumentRecord { state: row.get(0)?, heads: Hash8(row.get(1)?), changes: row.get(2)? })
        })
    }

    fn heads(&self, id: &DocumentId) -> Result<Option<Hash8>, StorageError> {
        self.one("SELECT heads FROM document WHERE id = ?1", [id.0], |row| row.get(0).map(Hash8))
    }

    fn household(&self, id: &DocumentId) -> Result<Option<HouseholdRow>, StorageError> {
        self.one(&format!("{HOUSEHOLD} WHERE id = ?1"), [id.0], read_household)
    }

    fn visit(&self, id: &DocumentId) -> Result<Option<VisitRow>, StorageError> {
        self.one(&format!("{VISIT_COLUMNS} FROM visit_row WHERE id = ?1"), [id.0], read_visit)
    }

    fn visits_of(&self, household: &DocumentId) -> Result<Vec<DocumentId>, StorageError> {
        let sql = "SELECT id FROM visit_row WHERE household = ?1 ORDER BY id";
        self.all(sql, [household.0], |row| row.get(0).map(document))
    }

    fn households(&self, list: &HouseholdList, page: Page) -> Result<Vec<HouseholdRow>, StorageError> {
        let (rows, values) = lists::households(list)?;
        let sql = format!("{HOUSEHOLD}{rows} ORDER BY grid, dwelling, id{}", lists::limit(page));
        self.all(&sql, params_from_iter(values), read_household)
    }

    fn count_households(&self, list: &HouseholdList) -> Result<u64, StorageError> {
        let (rows, values) = lists::households(list)?;
        let sql = format!("SELECT count(*) FROM household_row{rows}");
        Ok(self.one(&sql, params_from_iter(values), |row| row.get::<_, Unsigned>(0))?.map_or(0, |n| n.0))
    }

    fn dwellings(&self, community: CommunityCode, each: &mut dyn FnMut(Dwelling) -> bool) -> Result<(), StorageError> {
        let first = signed(community.number())? * 1000;
        let sql = "SELECT id, estate, building, unit, room FROM household_row \
                   WHERE grid >= ?1 AND grid < ?2 AND gone IS NULL ORDER BY grid, dwelling, id";
        self.each(sql, [first, first + 1000], &mut |row| {
            Ok(each(Dwelling {
                id: document(row.get(0)?),
                estate: row.get(1)?,
                building: row.get(2)?,
                unit: row.get(3)?,
                room: row.get(4)?,
            }))
        })
    }

    fn follow_ups(
        &self,
        community: CommunityCode,
        from: Day,
        due: Day,
        page: Page,
    ) -> Result<Vec<VisitRow>, StorageError> {
        let sql = format!("{VISIT_COLUMNS} {FOLLOW_UPS} ORDER BY follow_up, id{}", lists::limit(page));
        self.all(&sql, params![signed(community.number())?, from.0, due.0], read_visit)
    }

    fn count_follow_ups(&self, community: CommunityCode, from: Day, due: Day) -> Result<u64, StorageError> {
        let values = params![signed(community.number())?, from.0, due.0];
        let count = self.one(&format!("SELECT count(*) {FOLLOW_UPS}"), values, |row| row.get::<_, Unsigned>(0))?;
        Ok(count.map_or(0, |n| n.0))
    }

    fn visits_received(
        &self,
        community: CommunityCode,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(VisitRow, Timestamp)>, StorageError> {
        let values = params![signed(community.number())?, from.0, to.0];
        self.all(&format!("{VISIT_COLUMNS}{RECEIVED}"), values, |row| Ok((read_visit(row)?, Timestamp(row.get(14)?))))
    }

    fn visits(&self, list: &VisitList, page: Page) -> Result<Vec<VisitRow>, StorageError> {
        let (rows, values) = lists::visits(list)?;
        let sql = format!("{VISIT_COLUMNS} FROM visit_row{rows} ORDER BY day DESC, rowid DESC{}", lists::limit(page));
        self.all(&sql, params_from_iter(values), read_visit)
    }

    fn count_visits(&self, list: &VisitList) -> Result<u64, StorageError> {
        let (rows, values) = lists::visits(list)?;
        let sql = format!("SELECT count(*) FROM visit_row{rows}");
        Ok(self.one(&sql, params_from_iter(values), |row| row.get::<_, Unsigned>(0))?.map_or(0, |n| n.0))
    }
}

impl WriteDocuments for SqliteTx<'_> {
    fn put_document(&self, id: &DocumentId, record: &DocumentRecord) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO document (id, state, heads, changes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE \
             SET state = excluded.state, heads = excluded.heads, changes = excluded.changes",
            params![id.0, record.state, record.heads.0, record.changes],
        )?;
        Ok(())
    }

    fn put_household(&self, h: &HouseholdRow) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO household_row (id, grid, bundle, estate, building, unit, room, dwelling, class, needs, wish, \
             gone, conflicts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
             ON CONFLICT (id) DO UPDATE SET grid = excluded.grid, bundle = excluded.bundle, \
             estate = excluded.estate, building = excluded.building, unit = excluded.unit, room = excluded.room, \
             dwelling = excluded.dwelling, class = excluded.class, needs = excluded.needs, wish = excluded.wish, \
             gone = excluded.gone, conflicts = excluded.conflicts",
            params![
                h.id.0,
                Grid(h.grid),
                h.bundle,
                h.estate,
                h.building,
                h.unit,
                h.room,
                lists::dwelling(h),
                h.class.map(HouseholdClass::number),
                to_json(&h.needs)?,
                h.wish.map(ContactWish::number),
                h.gone.map(|d| d.0),
                to_json(&h.conflicts)?,
            ],
        )?;
        Ok(())
    }

    fn put_visit(&self, v: &VisitRow) -> Result<(), StorageError> {
        let needs: Vec<(&str, &str)> = v.needs.iter().map(|n| (n.code.as_str(), n.line.as_str())).collect();
        self.run(
            "INSERT INTO visit_row (id, household, grid, author, assignment, day, outcome, purpose, note, needs, \
             follow_up, companion, office_notes, conflicts) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
             ON CONFLICT (id) DO UPDATE SET household = excluded.household, grid = excluded.grid, \
             author = excluded.author, assignment = excluded.assignment, day = excluded.day, \
             outcome = excluded.outcome, purpose = excluded.purpose, note = excluded.note, needs = excluded.needs, \
             follow_up = excluded.follow_up, companion = excluded.companion, office_notes = excluded.office_notes, \
             conflicts = excluded.conflicts",
            params![
                v.id.0,
                v.household.0,
                Grid(v.grid),
                v.author.0,
                v.assignment.0,
                v.day.0,
                v.outcome.number(),
                v.purpose.map(VisitPurpose::number),
                v.note,
                to_json(&needs)?,
                v.follow_up.map(|d| d.0),
                v.companion,
                to_json(&v.office_notes)?,
                to_json(&v.conflicts)?,
            ],
        )?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::SqliteStorage;

    fn plan(sql: &str, values: &[i64]) -> Vec<String> {
        let storage = SqliteStorage::in_memory().unwrap();
        let tx = SqliteTx::to_write(storage.writer.turn()).unwrap();
        tx.all(&format!("EXPLAIN QUERY PLAN {sql}"), params_from_iter(values), |row| row.get(3)).unwrap()
    }

    #[test]
    fn what_a_community_received_is_found_in_its_own_part_of_the_index() {
        let wanted = "SEARCH visit_row USING INDEX visit_received (<expr>=? AND received_at>? AND received_at<?)";
        let plan = plan(&format!("{VISIT_COLUMNS}{RECEIVED}"), &[1, 2, 3]);
        assert_eq!(plan, [wanted], "one search, and nothing is sorted");
    }

    #[test]
    fn what_a_community_has_to_settle_and_to_visit_again_is_found_in_indexes_of_its_own() {
        let list = VisitList {
            community: Some(CommunityCode::from_number(901_014).unwrap()),
            disputed: true,
            ..VisitList::default()
        };
        let (rows, _) = lists::visits(&list).unwrap();
        let sql = format!("{VISIT_COLUMNS} FROM visit_row{rows} ORDER BY day DESC, rowid DESC");
        let wanted = "SEARCH visit_row USING INDEX visit_disputed (<expr>=?)";
        assert_eq!(plan(&sql, &[1]), [wanted], "one search, and nothing is sorted");
        let plan = plan(&format!("SELECT count(*) {FOLLOW_UPS}"), &[1, 2, 3]);
        assert!(plan[0].contains("INDEX visit_follow_up (<expr>=? AND day>?)"), "{plan:?}");
        assert!(plan.iter().any(|step| step.contains("COVERING INDEX visit_of_household")), "{plan:?}");
    }
}
