//! One write of a batch, as statements within the batch's transaction.

use super::{blob, read};
use crate::id::{DocumentId, Hash};
use crate::rows::{HouseholdRow, VisitRow};
use crate::search::bigrams;
use crate::store::dwelling::{order_key, search_text};
use crate::store::{Attention, OwnEntry, Progress, StoreError, Write};
use rusqlite::{Connection, Params, params};

type Done = Result<(), StoreError>;

/// Writes one piece of a batch.
pub(super) fn write(db: &Connection, write: &Write) -> Done {
    match write {
        Write::Put(name, value) => run(db, "INSERT OR REPLACE INTO value (name, value) VALUES (?, ?)", (name, value)),
        Write::Entry(entry) => own_entry(db, entry),
        Write::ForgetEntry(hash) => run(db, "DELETE FROM own_entry WHERE hash = ?", [hash.0]),
        Write::Document(id, bytes) => run(
            db,
            "INSERT INTO document (id, bytes) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes",
            (id.0, bytes),
        ),
        Write::DropDocument(id) => {
            run(db, "DELETE FROM document WHERE id = ?", [id.0])?;
            drop_row(db, id)
        }
        Write::Household(row) => household(db, row),
        Write::Visit(row) => visit(db, row),
        Write::DropRow(id) => drop_row(db, id),
        Write::Cursor(audience, cursor) => run(
            db,
            "INSERT OR REPLACE INTO cursor (audience, pos, chain, back) VALUES (?, ?, ?, ?)",
            (audience.key(), cursor.pos.cast_signed(), cursor.chain.0, cursor.back.cast_signed()),
        ),
        Write::Enter(audience, id, until) => run(
            db,
            "INSERT OR REPLACE INTO member (audience, document, until) VALUES (?, ?, ?)",
            (audience.key(), id.0, until.map(|until| until.0)),
        ),
        Write::Leave(audience, id) => {
            run(db, "DELETE FROM member WHERE audience = ? AND document = ?", (audience.key(), id.0))
        }
        Write::DropAudience(audience) => {
            run(db, "DELETE FROM cursor WHERE audience = ?", [audience.key()])?;
            run(db, "DELETE FROM member WHERE audience = ?", [audience.key()])
        }
        Write::Page(register, version, bytes) => run(
            db,
            "INSERT OR REPLACE INTO page (register, version, bytes) VALUES (?, ?, ?)",
            (register.number().cast_signed(), version.cast_signed(), bytes),
        ),
        Write::Part(leaf, bytes) => {
            run(db, "INSERT OR REPLACE INTO part (leaf, bytes) VALUES (?, ?)", (leaf.0, &bytes.0))
        }
        Write::DropPart(leaf) => run(db, "DELETE FROM part WHERE leaf = ?", [leaf.0]),
        Write::DropRegister(register) => {
            run(db, "DELETE FROM page WHERE register = ?", [register.number().cast_signed()])
        }
        Write::Want(id) => run(db, "INSERT OR IGNORE INTO want (document) VALUES (?)", [id.0]),
        Write::Got(id) => run(db, "DELETE FROM want WHERE document = ?", [id.0]),
        Write::Attention(work) => attention(db, work),
        Write::DropAttention(entry, item) => {
            run(db, "DELETE FROM attention WHERE entry = ? AND item = ?", (entry.0, item))
        }
        Write::Draft(draft) => run(
            db,
            "INSERT OR REPLACE INTO draft (id, household, form, updated_at) VALUES (?, ?, ?, ?)",
            (draft.id, draft.household.map(|id| id.0), &draft.form, draft.updated_at.0),
        ),
        Write::DropDraft(id) => run(db, "DELETE FROM draft WHERE id = ?", [id]),
    }
}

/// Whether a write takes away what this phone may no longer hold.
pub(super) fn is_drop(write: &Write) -> bool {
    matches!(write, Write::DropDocument(_) | Write::DropRow(_) | Write::DropPart(_) | Write::DropRegister(_))
}

fn run(db: &Connection, sql: &str, params: impl Params) -> Done {
    db.prepare_cached(sql)?.execute(params)?;
    Ok(())
}

fn own_entry(db: &Connection, entry: &OwnEntry) -> Done {
    let (received_at, verdict) = match entry.progress {
        Progress::Unsent => (None, None),
        Progress::Received(at) => (Some(at.0), None),
        Progress::Judged(at, verdict) => (Some(at.0), Some(verdict.numbers())),
    };
    run(
        db,
        "INSERT INTO own_entry (hash, actor, n, sealed, objects, command, received_at, verdict, verdict_code, settled,
             replays, made_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (hash) DO UPDATE SET actor = excluded.actor, n = excluded.n, sealed = excluded.sealed,
             objects = excluded.objects, command = excluded.command, received_at = excluded.received_at,
             verdict = excluded.verdict, verdict_code = excluded.verdict_code, settled = excluded.settled,
             replays = excluded.replays, made_at = excluded.made_at",
        params![
            entry.hash.0,
            entry.actor.0,
            entry.n.cast_signed(),
            entry.sealed,
            blob::from_bytes(&entry.objects),
            entry.command,
            received_at,
            verdict.map(|(kind, _)| kind),
            verdict.map(|(_, code)| code),
            entry.settled,
            entry.replays,
            entry.made_at.0,
        ],
    )?;
    entry_documents(db, &entry.hash, &entry.documents)
}

fn entry_documents(db: &Connection, hash: &Hash, documents: &[DocumentId]) -> Done {
    let number = read::one(db, "SELECT number FROM own_entry WHERE hash = ?", [hash.0], |row| Ok(row.get(0)?))?;
    let number: i64 = number.ok_or(StoreError::Corrupt)?;
    run(db, "DELETE FROM entry_document WHERE entry = ?", [number])?;
    for (place, document) in (0i64..).zip(documents) {
        let sql = "INSERT INTO entry_document (entry, place, document) VALUES (?, ?, ?)";
        run(db, sql, (number, place, document.0))?;
    }
    Ok(())
}

fn attention(db: &Connection, work: &Attention) -> Done {
    run(
        db,
        "INSERT INTO attention (entry, item, document, reason, fields, since, said, dwelling)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (entry, item) DO UPDATE SET document = excluded.document, reason = excluded.reason,
             fields = excluded.fields, since = excluded.since, said = excluded.said,
             dwelling = excluded.dwelling",
        params![
            work.entry.0,
            work.item,
            work.document.0,
            work.reason,
            blob::from_fields(&work.fields),
            work.since.0,
            work.said,
            work.dwelling,
        ],
    )
}

fn household(db: &Connection, row: &HouseholdRow) -> Done {
    let dwelling = search_text(row);
    let known = indexed(db, &row.id)?;
    run(
        db,
        "INSERT INTO household_row (id, grid, bundle, estate, building, unit, room, class, needs, wish, gone,
             conflicts, dwelling, place)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET grid = excluded.grid, bundle = excluded.bundle, estate = excluded.estate,
             building = excluded.building, unit = excluded.unit, room = excluded.room, class = excluded.class,
             needs = excluded.needs, wish = excluded.wish, gone = excluded.gone, conflicts = excluded.conflicts,
             dwelling = excluded.dwelling, place = excluded.place",
        params![
            row.id.0,
            row.grid.number().cast_signed(),
            row.bundle,
            row.estate,
            row.building,
            row.unit,
            row.room,
            row.class.map(|class| class.word()),
            blob::from_texts(&row.needs),
            row.wish.map(|wish| wish.word()),
            row.gone.map(|day| day.0),
            blob::from_texts(&row.conflicts),
            dwelling,
            order_key(row),
        ],
    )?;
    match known {
        Some((_, old)) if old == dwelling => return Ok(()),
        Some((number, old)) => unindex(db, number, &old)?,
        None => {}
    }
    run(
        db,
        "INSERT INTO household_search (rowid, words) SELECT number, ? FROM household_row WHERE id = ?",
        (bigrams(&dwelling), row.id.0),
    )
}

fn visit(db: &Connection, row: &VisitRow) -> Done {
    run(
        db,
        "INSERT OR REPLACE INTO visit_row (id, household, grid, author, assignment, day, outcome, purpose, note, needs,
             follow_up, companion, office_notes, conflicts)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            row.id.0,
            row.household.0,
            row.grid.number().cast_signed(),
            row.author.0,
            row.assignment.0,
            row.day.0,
            row.outcome.word(),
            row.purpose.map(|purpose| purpose.word()),
            row.note,
            blob::from_needs(&row.needs),
            row.follow_up.map(|day| day.0),
            row.companion,
            blob::from_texts(&row.office_notes),
            blob::from_texts(&row.conflicts),
        ],
    )
}

fn drop_row(db: &Connection, id: &DocumentId) -> Done {
    if let Some((number, dwelling)) = indexed(db, id)? {
        unindex(db, number, &dwelling)?;
        run(db, "DELETE FROM household_row WHERE number = ?", [number])?;
    }
    run(db, "DELETE FROM visit_row WHERE id = ?", [id.0])
}

/// A household's number in the index, and the text it is indexed by.
fn indexed(db: &Connection, id: &DocumentId) -> Result<Option<(i64, String)>, StoreError> {
    let sql = "SELECT number, dwelling FROM household_row WHERE id = ?";
    read::one(db, sql, [id.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn unindex(db: &Connection, number: i64, dwelling: &str) -> Done {
    let sql = "INSERT INTO household_search (household_search, rowid, words) VALUES ('delete', ?, ?)";
    run(db, sql, (number, bigrams(dwelling)))
}
