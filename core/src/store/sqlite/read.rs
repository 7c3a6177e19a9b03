//! Rows of the tables, read into the store's types. Each statement names its columns, and the functions here take
//! them in that order.

use super::blob;
use crate::cbor::Bytes;
use crate::code::GridCode;
use crate::entry::Verdict;
use crate::id::{ActorId, AssignmentId, DocumentId, Hash, Hash8, PersonId};
use crate::role::{ContactWish, HouseholdClass, VisitOutcome, VisitPurpose};
use crate::rows::{HouseholdRow, VisitRow};
use crate::store::{Attention, Draft, OwnEntry, Progress, Standing, StoreError};
use crate::sync::{Audience, Cursor};
use crate::time::{Day, Timestamp};
use rusqlite::{Connection, Params, Row};

/// Columns of [`own_entry`].
pub(super) const OWN_ENTRY: &str =
    "number, hash, actor, n, sealed, objects, command, received_at, verdict, verdict_code, settled, replays, made_at";
/// Columns of [`household`].
pub(super) const HOUSEHOLD: &str =
    "id, grid, bundle, estate, building, unit, room, class, needs, wish, gone, conflicts";
/// Columns of [`visit`].
pub(super) const VISIT: &str = "id, household, grid, author, assignment, day, outcome, purpose, note, needs, \
    follow_up, companion, office_notes, conflicts";

type Read<T> = Result<T, StoreError>;

/// Every row of a query.
pub(super) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Read<T>,
) -> Read<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        values.push(read(row)?);
    }
    Ok(values)
}

/// The first row of a query.
pub(super) fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> Read<T>,
) -> Read<Option<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(read).transpose()
}

/// A number that SQLite keeps in its signed integers bit by bit.
pub(super) fn number(row: &Row<'_>, column: usize) -> Read<u64> {
    Ok(row.get::<_, i64>(column)?.cast_unsigned())
}

/// A row of one BLOB.
pub(super) fn bytes(row: &Row<'_>) -> Read<Vec<u8>> {
    Ok(row.get(0)?)
}

/// A row of one document's id.
pub(super) fn document_id(row: &Row<'_>) -> Read<DocumentId> {
    Ok(DocumentId(row.get(0)?))
}

/// A row of one part.
pub(super) fn part(row: &Row<'_>) -> Read<Bytes> {
    Ok(Bytes(row.get(0)?))
}

/// A row of [`OWN_ENTRY`]; its documents stand in a table of their own and are read with the number given back.
pub(super) fn own_entry(row: &Row<'_>) -> Read<(i64, OwnEntry)> {
    let progress = match (row.get::<_, Option<i64>>(7)?.map(Timestamp), row.get::<_, Option<u8>>(8)?) {
        (None, _) => Progress::Unsent,
        (Some(at), None) => Progress::Received(at),
        (Some(at), Some(kind)) => {
            let verdict = Verdict::from_numbers(kind, row.get(9)?).ok_or(StoreError::Corrupt)?;
            Progress::Judged(at, verdict)
        }
    };
    let entry = OwnEntry {
        hash: Hash(row.get(1)?),
        actor: ActorId(row.get(2)?),
        n: number(row, 3)?,
        sealed: row.get(4)?,
        objects: blob::to_bytes(row.get_ref(5)?.as_blob().map_err(|_| StoreError::Corrupt)?)?,
        documents: Vec::new(),
        command: row.get(6)?,
        progress,
        settled: row.get(10)?,
        replays: row.get(11)?,
        made_at: Timestamp(row.get(12)?),
    };
    Ok((row.get(0)?, entry))
}

/// A row of audience, pos, chain and back.
pub(super) fn cursor(row: &Row<'_>) -> Read<(Audience, Cursor)> {
    let audience = Audience::from_key(&row.get::<_, Vec<u8>>(0)?).ok_or(StoreError::Corrupt)?;
    Ok((audience, Cursor { pos: number(row, 1)?, chain: Hash8(row.get(2)?), back: number(row, 3)? }))
}

/// A row of document and until.
pub(super) fn member(row: &Row<'_>) -> Read<(DocumentId, Option<Timestamp>)> {
    Ok((DocumentId(row.get(0)?), row.get::<_, Option<i64>>(1)?.map(Timestamp)))
}

/// A row of entry, item, document, reason, fields, since, said and dwelling.
pub(super) fn attention(row: &Row<'_>) -> Read<Attention> {
    Ok(Attention {
        entry: Hash(row.get(0)?),
        item: row.get(1)?,
        document: DocumentId(row.get(2)?),
        reason: row.get(3)?,
        said: row.get(6)?,
        dwelling: row.get(7)?,
        fields: blob::to_fields(&row.get::<_, Vec<u8>>(4)?)?,
        since: Timestamp(row.get(5)?),
    })
}

/// A row of id, household, form and updated_at.
pub(super) fn draft(row: &Row<'_>) -> Read<Draft> {
    Ok(Draft {
        id: row.get(0)?,
        household: row.get::<_, Option<[u8; 16]>>(1)?.map(DocumentId),
        form: row.get(2)?,
        updated_at: Timestamp(row.get(3)?),
    })
}

/// A row of [`HOUSEHOLD`].
pub(super) fn household(row: &Row<'_>) -> Read<HouseholdRow> {
    Ok(HouseholdRow {
        id: DocumentId(row.get(0)?),
        grid: grid(row, 1)?,
        bundle: row.get(2)?,
        estate: row.get(3)?,
        building: row.get(4)?,
        unit: row.get(5)?,
        room: row.get(6)?,
        class: word(row, 7, HouseholdClass::from_word)?,
        needs: blob::to_texts(&row.get::<_, Vec<u8>>(8)?)?,
        wish: word(row, 9, ContactWish::from_word)?,
        gone: day(row, 10)?,
        conflicts: blob::to_texts(&row.get::<_, Vec<u8>>(11)?)?,
    })
}

/// A row of [`HOUSEHOLD`], then the last day, the last proactive day and the follow-up.
pub(super) fn standing(row: &Row<'_>) -> Read<Standing> {
    Ok(Standing {
        household: household(row)?,
        last_visit: day(row, 12)?,
        last_proactive: day(row, 13)?,
        follow_up: day(row, 14)?,
    })
}

/// A row of [`VISIT`].
pub(super) fn visit(row: &Row<'_>) -> Read<VisitRow> {
    Ok(VisitRow {
        id: DocumentId(row.get(0)?),
        household: DocumentId(row.get(1)?),
        grid: grid(row, 2)?,
        author: PersonId(row.get(3)?),
        assignment: AssignmentId(row.get(4)?),
        day: Day(row.get(5)?),
        outcome: word(row, 6, VisitOutcome::from_word)?.ok_or(StoreError::Corrupt)?,
        purpose: word(row, 7, VisitPurpose::from_word)?,
        note: row.get(8)?,
        needs: blob::to_needs(&row.get::<_, Vec<u8>>(9)?)?,
        follow_up: day(row, 10)?,
        companion: row.get(11)?,
        office_notes: blob::to_texts(&row.get::<_, Vec<u8>>(12)?)?,
        conflicts: blob::to_texts(&row.get::<_, Vec<u8>>(13)?)?,
    })
}

fn grid(row: &Row<'_>, column: usize) -> Read<GridCode> {
    GridCode::from_number(number(row, column)?).map_err(|_| StoreError::Corrupt)
}

fn day(row: &Row<'_>, column: usize) -> Read<Option<Day>> {
    Ok(row.get::<_, Option<i32>>(column)?.map(Day))
}

/// A word of a closed list. A word that is not in it was never written.
fn word<T>(row: &Row<'_>, column: usize, find: fn(&str) -> Option<T>) -> Read<Option<T>> {
    let Some(text) = row.get::<_, Option<String>>(column)? else { return Ok(None) };
    find(&text).map(Some).ok_or(StoreError::Corrupt)
}
