//! Who may do what when: one function over declaration, post and state, used by commands on the phone, by admission
//! at the office and by the API alike. Rights come from the registers only, and an entry acts under exactly one post.

use crate::document::{Change, Document, Value};
use crate::entry::{Acting, Entry, ObjectKind, RefusalCode};
use crate::family::{Family, Write};
use crate::household;
use crate::id::{DocumentId, PersonId};
use crate::register::{Assignment, Flag, Interval, Registers};
use crate::role::Role;
use std::borrow::Cow;

/// What the entry in hand may rely on: the record as it stands, with the entry's own earlier objects.
pub trait Record {
    /// A document, if it is there.
    fn document(&self, id: &DocumentId) -> Option<Cow<'_, Document>>;
}

/// Under which right an entry was made, once its post has been found in force.
#[derive(Clone, Debug)]
pub struct Act {
    /// The post; none for the office.
    pub post: Option<Assignment>,
    /// The author as a person; for the office, the console's user.
    pub person: PersonId,
    /// When.
    pub when: Interval,
    /// What the person is told about the time.
    pub flag: Option<Flag>,
}

/// Finds the post an entry acts under and whether it was in force (DESIGN §7).
///
/// `person` is the certified owner of the device; none for a node.
pub fn act(
    entry: &Entry,
    person: Option<PersonId>,
    registers: &Registers,
    when: Interval,
) -> Result<Act, RefusalCode> {
    match (entry.acting, person) {
        (Acting::Office(user), None) => Ok(Act { post: None, person: user, when, flag: None }),
        (Acting::Assignment(id), Some(person)) => {
            let post = registers.assignment(id).filter(|a| a.person == person).ok_or(RefusalCode::Rights)?;
            let flag = post.allows(when).ok_or(RefusalCode::Rights)?;
            Ok(Act { post: Some(post.clone()), person, when, flag })
        }
        _ => Err(RefusalCode::Rights),
    }
}

/// Whether this act may make this change. `before` is the document as it stands, none for a creation.
pub fn check(
    act: &Act,
    kind: ObjectKind,
    document: &DocumentId,
    change: &Change,
    before: Option<&Document>,
    record: &dyn Record,
) -> Result<(), RefusalCode> {
    let family = Family::of(document).ok_or(RefusalCode::Value)?;
    let creating = kind == ObjectKind::Create;
    for edit in &change.edits {
        let field = family.field(&edit.key).ok_or(RefusalCode::Value)?;
        match &edit.value {
            Some(value) if !field.allows(value) => return Err(RefusalCode::Value),
            None if field.write == Write::Home => return Err(RefusalCode::Value),
            _ => {}
        }
        if !may_write(act, field.write, creating, document, before, record) {
            return Err(RefusalCode::Rights);
        }
    }
    if creating { check_home(act, family, change, record) } else { Ok(()) }
}

fn may_write(
    act: &Act,
    write: Write,
    creating: bool,
    document: &DocumentId,
    before: Option<&Document>,
    record: &dyn Record,
) -> bool {
    let office = act.post.is_none();
    match write {
        Write::Home => creating,
        Write::CreatorThenOffice => creating || office,
        Write::Office => office,
        Write::AuthorWhileOpen => {
            creating || before.is_some_and(|d| d.get("author") == Some(Value::Bytes(act.person.0.to_vec())))
        }
        Write::Ledger => {
            office || (!creating && keeps_ledger(act, before.map(Cow::Borrowed).or_else(|| record.document(document))))
        }
    }
}

/// Whether the act's post keeps the ledger of this household.
fn keeps_ledger(act: &Act, household: Option<Cow<'_, Document>>) -> bool {
    let (Some(post), Some(household)) = (&act.post, household) else { return false };
    matches!(post.role, Role::GridWorker | Role::GridChief | Role::JointHouseholdLead)
        && household::is_covered(&household, post.scope, act.when.from, act.when.to)
}

fn check_home(act: &Act, family: &Family, change: &Change, record: &dyn Record) -> Result<(), RefusalCode> {
    let value = |key: &str| change.edits.iter().find(|e| e.key == key).and_then(|e| e.value.as_ref());
    let is = |key: &str, wanted: Value| value(key) == Some(&wanted);
    let Some(post) = &act.post else {
        // The office lists households; it makes no visits.
        let listed = family.code == household::CODE && value("grid").is_some() && value("author").is_none();
        return if listed { Ok(()) } else { Err(RefusalCode::Rights) };
    };
    let grid = post.scope.grid().and_then(|g| i64::try_from(g.number()).ok()).ok_or(RefusalCode::Rights)?;
    let author = is("author", Value::Bytes(act.person.0.to_vec())) && is("grid", Value::Int(grid));
    let allowed = match family.code {
        household::CODE => author && matches!(post.role, Role::GridWorker | Role::GridChief),
        crate::visit::CODE => {
            let named = match value("household") {
                Some(Value::Bytes(id)) => DocumentId::from_slice(id),
                _ => None,
            };
            let household = named.and_then(|id| record.document(&id)).ok_or(RefusalCode::Deps)?;
            author
                && is("assignment", Value::Bytes(post.id.0.to_vec()))
                && value("outcome").is_some()
                && value("day").is_some()
                && keeps_ledger(act, Some(household))
        }
        _ => false,
    };
    if allowed { Ok(()) } else { Err(RefusalCode::Rights) }
}
