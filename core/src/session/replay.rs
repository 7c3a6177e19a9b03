//! What is left to do once a pull is complete: replay what the office could not take as it was, put before its author
//! what only he can mend, and drop what no audience of the phone's holds any longer.

use super::{SessionError, Workplace, server_now, standing};
use crate::cbor::decode;
use crate::command::{Command, Pen, Step};
use crate::desk::Desk;
use crate::device::Named;
use crate::entry::{HoldCode, RefusalCode, Verdict};
use crate::id::{DocumentId, Hash};
use crate::sabotage::{self, Broken};
use crate::store::{Attention, Entries, OwnEntry, Progress, Store, Write};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// How often one command is replayed at most (DESIGN §5).
const MAX_REPLAYS: u8 = 6;

/// Settles every entry that has a verdict to act on, oldest first, one commit each; then drops what has left.
pub(super) fn settle(desk: &mut Workplace<'_>) -> Result<(), SessionError> {
    for entry in desk.store.entries(Entries::Open)? {
        let Progress::Judged(_, verdict) = entry.progress else { continue };
        match verdict {
            Verdict::Held(HoldCode::Fork) => replay(entry, "fork", desk)?,
            Verdict::Refused(RefusalCode::Exists | RefusalCode::Replayed) => close(entry, Vec::new(), desk)?,
            Verdict::Refused(code) if code.is_replayed() => replay(entry, code.word(), desk)?,
            Verdict::Refused(code) => {
                let attention = everything(&entry, code.word(), now(desk)?);
                close(entry, attention, desk)?;
            }
            Verdict::Held(_) | Verdict::Admitted { .. } => {}
        }
    }
    drop_what_left(desk)
}

fn now(desk: &Workplace<'_>) -> Result<Timestamp, SessionError> {
    Ok(server_now(&standing(desk.store)?.2, desk.host))
}

fn close(entry: OwnEntry, attention: Vec<Attention>, desk: &mut Workplace<'_>) -> Result<(), SessionError> {
    let mut work = Desk::new(desk.store);
    work.put_entry(OwnEntry { settled: true, ..entry });
    for item in attention {
        work.write(placed(item, desk.store)?);
    }
    let writes = work.writes()?;
    desk.store.commit(writes)?;
    Ok(())
}

/// Everything an entry had said, put before its author.
pub(super) fn everything(entry: &OwnEntry, reason: &str, since: Timestamp) -> Vec<Attention> {
    let Ok(command) = decode::<Command>(&entry.command) else { return Vec::new() };
    let items = command.steps.iter().map(|step| (*step.document(), step.texts()));
    number(entry.hash, reason, since, items)
}

fn number(
    entry: Hash,
    reason: &str,
    since: Timestamp,
    items: impl Iterator<Item = (DocumentId, Vec<(String, crate::document::Value)>)>,
) -> Vec<Attention> {
    items
        .zip(0..)
        .map(|((document, fields), item)| Attention {
            entry,
            item,
            document,
            reason: reason.into(),
            said: String::new(),
            dwelling: String::new(),
            fields,
            since,
        })
        .collect()
}

/// An item with the place it is about: the household may leave the phone before its author has read it.
pub(super) fn placed(item: Attention, store: &dyn Store) -> Result<Write, SessionError> {
    let household = item.household(store)?.map(|id| store.household(&id)).transpose()?.flatten();
    let dwelling = household.map(|row| row.dwelling()).unwrap_or_default();
    Ok(Write::Attention(Attention { dwelling, ..item }))
}

/// Does a command again, as a new entry that names the one it replaces.
fn replay(entry: OwnEntry, reason: &str, desk: &mut Workplace<'_>) -> Result<(), SessionError> {
    let since = now(desk)?;
    let Ok(command) = decode::<Command>(&entry.command) else { return close(entry, Vec::new(), desk) };
    if sabotage::is(Broken::NoReplay) {
        return close(entry, Vec::new(), desk);
    }
    if entry.replays >= MAX_REPLAYS {
        let attention = everything(&entry, "replayed_too_often", since);
        return close(entry, attention, desk);
    }
    let (_, mut chain, _) = standing(desk.store)?;
    let time = desk.host.now();
    let mut work = Desk::new(desk.store);
    work.put_entry(OwnEntry { settled: true, ..entry.clone() });
    let pen = Pen { actor: chain.actor, time, host: desk.host };
    let mut failed = None;
    let built = command.build(&pen, &mut |id| {
        work.document(id).unwrap_or_else(|error| {
            failed = Some(error);
            None
        })
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    let Ok(built) = built else {
        let attention = everything(&entry, reason, since);
        return close(entry, attention, desk);
    };
    let overtaken = built.overtaken.iter().map(|(id, field)| {
        (*id, vec![(field.key.clone(), field.value.clone().unwrap_or(crate::document::Value::Text(String::new())))])
    });
    let missing = command.steps.iter().filter(|s| built.missing.contains(s.document()));
    let mut attention = number(entry.hash, "changed_by_other", since, overtaken);
    let first = u32::try_from(attention.len()).unwrap_or(u32::MAX);
    for mut item in number(entry.hash, reason, since, missing.map(|s: &Step| (*s.document(), s.texts()))) {
        item.item = item.item.saturating_add(first);
        attention.push(item);
    }
    for item in attention {
        work.write(placed(item, desk.store)?);
    }
    if !built.objects.is_empty() {
        let author = crate::author::Author { registers: desk.registers, key: desk.key, time };
        let again = author.entry(&mut chain, &command, built.objects, Some(entry.hash));
        work.put_entry(OwnEntry { replays: entry.replays + 1, ..again });
        work.write(chain.save());
    }
    let writes = work.writes()?;
    desk.store.commit(writes)?;
    Ok(())
}

/// Drops documents that no audience holds, unless own unsettled work touches or names them; then their attention.
fn drop_what_left(desk: &mut Workplace<'_>) -> Result<(), SessionError> {
    let at = now(desk)?;
    let kept: BTreeSet<DocumentId> = desk.store.entries(Entries::Open)?.into_iter().flat_map(|e| e.documents).collect();
    let mut work = Desk::new(desk.store);
    let mut dropped = BTreeSet::new();
    for id in desk.store.strays(at)?.into_iter().filter(|id| !kept.contains(id)) {
        work.drop_document(id);
        dropped.insert(id);
    }
    if dropped.is_empty() {
        return Ok(());
    }
    for item in desk.store.attention()? {
        if dropped.contains(&item.document) {
            work.write(Write::DropAttention(item.entry, item.item));
        }
    }
    let writes = work.writes()?;
    desk.store.commit(writes)?;
    Ok(())
}
