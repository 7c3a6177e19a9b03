//! Building and judging an own entry before it is signed away, by the same functions as replay and the office.

use crate::command::{Built, Command, Pen};
use crate::desk::Desk;
use crate::document::{Document, guard};
use crate::entry::SignedEntry;
use crate::error::{Error, Rule};
use crate::family::Family;
use crate::id::{DocumentId, PersonId};
use crate::register::Registers;
use crate::rights::{self, Record};
use crate::store::{OwnEntry, StoreError};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Holds every value against the declaration of its field, so that a person hears which it is and what would be right.
pub(super) fn check_values(command: &Command) -> Result<(), Error> {
    for step in &command.steps {
        let family = Family::of(step.document()).ok_or(Error::NotFound)?;
        for (key, value) in step.texts() {
            let field = family.field(&key).ok_or(Error::NotFound)?;
            if !field.allows(&value) {
                return Err(Error::Value { field: field.name(), rule: Rule::of(field.kind) });
            }
        }
    }
    Ok(())
}

/// Carries the command out on the documents as the phone shows them. What fails to be written then is more than one
/// entry holds.
pub(super) fn build(desk: &Desk<'_>, command: &Command, pen: &Pen<'_>) -> Result<Built, Error> {
    let mut failed: Option<StoreError> = None;
    let built = command.build(pen, &mut |id| {
        desk.document(id).unwrap_or_else(|error| {
            failed = Some(error);
            None
        })
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    let built = built.map_err(|_| Error::TooMuch)?;
    if built.missing.is_empty() { Ok(built) } else { Err(Error::NotFound) }
}

/// Documents on the phone, with what the entry itself has made so far.
struct OnPhone<'a> {
    desk: &'a Desk<'a>,
    made: BTreeMap<DocumentId, Document>,
}

impl Record for OnPhone<'_> {
    fn document(&self, id: &DocumentId) -> Option<Cow<'_, Document>> {
        match self.made.get(id) {
            Some(document) => Some(Cow::Borrowed(document)),
            None => self.desk.document(id).ok().flatten().map(Cow::Owned),
        }
    }
}

/// Decides provisionally, by the registers the phone holds; the office's verdict is final.
pub(super) fn check_rights(
    desk: &Desk<'_>,
    own: &OwnEntry,
    person: PersonId,
    registers: &Registers,
) -> Result<(), Error> {
    let signed = SignedEntry::reopen(&own.sealed, own.objects.clone()).map_err(|_| StoreError::Corrupt)?;
    let entry = &signed.entry;
    let last = entry.receipt.map(|(_, time)| time);
    let received = registers.not_before(&entry.registers).max(last).max(Some(entry.time)).unwrap_or(entry.time);
    let when = registers.interval(entry.time, last, &entry.registers, received);
    let act = rights::act(entry, Some(person), registers, when).map_err(|_| Error::NoPost)?;
    let mut record = OnPhone { desk, made: BTreeMap::new() };
    for (object, bytes) in entry.objects.iter().zip(&signed.objects) {
        let change = guard::check(bytes, &entry.actor, entry.time).map_err(|_| Error::TooMuch)?;
        let before = record.document(&object.document).map(Cow::into_owned);
        rights::check(&act, object.kind, &object.document, &change, before.as_ref(), &record)
            .map_err(|_| Error::NoPost)?;
        let mut after = before.unwrap_or_default();
        after.overlay(&change);
        record.made.insert(object.document, after);
    }
    Ok(())
}
