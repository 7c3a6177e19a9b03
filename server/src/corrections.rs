//! What the office corrects in a record: which of two values is right, its own notes beside a visit, and the fields of a
//! household that the table of rights gives it. All of it goes through the node's own chain and the same admission as
//! everybody's; nothing here decides who may.

use crate::node::{Desk, DeskError, item};
use crate::office::Office;
use lianxin_core::document::{Document, Edit, Value};
use lianxin_core::entry::ObjectKind;
use lianxin_core::id::{ActorId, DocumentId, PersonId};
use lianxin_core::register::Interval;
use lianxin_core::rights::{Act, Record, check};
use lianxin_core::time::Timestamp;
use std::borrow::Cow;

/// Fields of a household to be set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HouseholdEdit {
    /// The resident's wish about the next contact.
    pub wish: Option<String>,
    /// The class by need of service.
    pub class: Option<String>,
    /// Needs to be added.
    pub add_needs: Vec<String>,
    /// Needs to be taken away.
    pub drop_needs: Vec<String>,
}

/// The office edits one document at a time, so it relies on no other.
struct Alone;

impl Record for Alone {
    fn document(&self, _: &DocumentId) -> Option<Cow<'_, Document>> {
        None
    }
}

/// Whether a user at the office may write this value, by the one table of rights.
pub fn may_write(
    user: PersonId,
    now: Timestamp,
    id: &DocumentId,
    document: &Document,
    key: &str,
    value: Option<&Value>,
) -> bool {
    let act = Act { post: None, person: user, when: Interval { from: now, to: now, claimed: now }, flag: None };
    let edit = Edit { key: key.to_owned(), value: value.cloned() };
    let change = Document::new().write(&ActorId::default(), now, "office.may", &[0; 16], &[edit]);
    let Ok(Some(change)) = change else { return false };
    check(&act, ObjectKind::Change, id, &change, Some(document), &Alone).is_ok()
}

impl Office {
    /// Says which of the values on which people disagree is right. `is` recognises it.
    pub fn resolve(
        &self,
        document: &DocumentId,
        key: &str,
        is: impl Fn(&Value) -> bool,
        desk: &Desk<'_>,
    ) -> Result<(), DeskError> {
        let decide = |before: &Document| {
            if !before.disputed().iter().any(|disputed| disputed == key) {
                return Err(DeskError::Settled);
            }
            let value = before.get_all(key).into_iter().find(|value| is(value)).ok_or(DeskError::NotAmong)?;
            Ok(vec![Edit { key: key.to_owned(), value: Some(value) }])
        };
        self.edit_with(document, "office.resolve", decide, desk).map(|_| ())
    }

    /// Adds the office's note beside a visit.
    pub fn note(&self, visit: &DocumentId, note: &str, desk: &Desk<'_>) -> Result<(), DeskError> {
        let key = format!("office_note/{}/text", item(desk.host));
        self.edit(visit, "office.note", &[Edit::put(&key, Value::text(note))], desk).map(|_| ())
    }

    /// Sets fields of a household. False if everything is so already.
    pub fn edit_household(
        &self,
        household: &DocumentId,
        edit: &HouseholdEdit,
        desk: &Desk<'_>,
    ) -> Result<bool, DeskError> {
        self.edit_with(household, "household.edit", |before| Ok(edit.edits(before, desk)), desk)
    }
}

impl HouseholdEdit {
    fn edits(&self, before: &Document, desk: &Desk<'_>) -> Vec<Edit> {
        let mut edits = Vec::new();
        edits.extend(self.wish.as_deref().map(|wish| Edit::put("wish", Value::text(wish))));
        edits.extend(self.class.as_deref().map(|class| Edit::put("class", Value::text(class))));
        let needs: Vec<(String, Option<Value>)> = before
            .list("need")
            .into_iter()
            .map(|need| format!("need/{need}/code"))
            .map(|key| (key.clone(), before.get(&key)))
            .collect();
        let is = |value: &Option<Value>, code: &String| value.as_ref().and_then(Value::as_text) == Some(code.as_str());
        let dropped = needs.iter().filter(|(_, value)| self.drop_needs.iter().any(|code| is(value, code)));
        edits.extend(dropped.map(|(key, _)| Edit::delete(key)));
        for code in self.add_needs.iter().filter(|code| !needs.iter().any(|(_, value)| is(value, code))) {
            edits.push(Edit::put(&format!("need/{}/code", item(desk.host)), Value::text(code)));
        }
        edits
    }
}
