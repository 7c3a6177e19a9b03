//! Recording a visit, correcting it, and editing a household.

use super::forms::{Amend, Hint, HouseholdEdit, Saved, Target, VisitCorrection, VisitForm};
use super::{Companion, Inner, texts};
use crate::code::Scope;
use crate::command::{Command, FieldEdit, Step};
use crate::desk::Desk;
use crate::device::{ChainState, Named};
use crate::document::{Document, Value, item_id, item_key, text};
use crate::error::{Error, Rule};
use crate::family::Family;
use crate::household;
use crate::id::{ActorId, AssignmentId, DocumentId};
use crate::note_check::{self, Hit};
use crate::register::Assignment;
use crate::role::{ContactWish, Role};
use crate::store::Write;
use crate::time::{Day, Host, Timestamp, random};
use crate::visit;

impl Companion {
    /// Looks for what a note must not or should not contain, before it is saved (P-03).
    pub fn check_note(&self, note: &str) -> Vec<Hit> {
        note_check::check(note)
    }

    /// Records a visit: one entry, on disk when this returns.
    pub fn record_visit(&self, form: &VisitForm) -> Result<Saved, Error> {
        let hints = texts::check(texts::of_form(form))?;
        let install = self.vault.install_id()?;
        let mut inner = self.lock();
        let now = inner.server_now(self.clock())?;
        let post = inner.post_for(&form.target, form.post, now)?;
        let chain = ChainState::load(inner.store.as_ref())?.ok_or(Error::NotEnrolled)?;
        let writer = Writer { inner: &inner, post: &post, actor: chain.actor, host: self.host.as_ref() };
        let (household, mut steps) = writer.household(&form.target)?;
        let (visit, step) = writer.visit(form, household, form.day.unwrap_or(now.day()))?;
        steps.push(step);
        steps.extend(writer.wish(household, form.wish)?);
        let command = Command { code: "visit.record".into(), assignment: post.id, steps };
        let also = form.draft.map(Write::DropDraft).into_iter().collect();
        inner.carry_out(&command, self.host.as_ref(), install, also)?;
        Ok(Saved { visit, household, hints })
    }

    /// Corrects an own visit. Correction is normal and never shown as a fault (H16).
    pub fn correct_visit(&self, visit: DocumentId, correction: &VisitCorrection) -> Result<Vec<Hint>, Error> {
        let hints = texts::check(correction.note.told().map(|note| ("note", note.as_str())))?;
        let note = match &correction.note {
            Amend::Set(note) if note.trim().is_empty() => Amend::Clear,
            other => other.clone(),
        };
        let install = self.vault.install_id()?;
        let mut inner = self.lock();
        let row = inner.store.visit(&visit)?.ok_or(Error::NotFound)?;
        let day = |day: &Day| Value::Int(i64::from(day.0));
        let fields = [
            ("outcome", correction.outcome.map(|outcome| Some(Value::text(outcome.word())))),
            ("purpose", correction.purpose.edit(|purpose| Value::text(purpose.word()))),
            ("note", note.edit(|note| Value::text(note.trim()))),
            ("follow_up", correction.follow_up.edit(day)),
            ("day", correction.day.as_ref().map(|new| Some(day(new)))),
        ];
        let fields = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
        let step = inner.edit(visit, fields)?;
        let command = Command { code: "visit.correct".into(), assignment: row.assignment, steps: vec![step] };
        let also = correction.draft.map(Write::DropDraft).into_iter().collect();
        inner.carry_out(&command, self.host.as_ref(), install, also)?;
        Ok(hints)
    }

    /// Sets the wish or the needs of a household; gives what the note check hints at in the codes.
    pub fn edit_household(&self, id: DocumentId, edit: &HouseholdEdit) -> Result<Vec<Hint>, Error> {
        let hints = texts::check(edit.add_needs.iter().map(|code| ("need", code.as_str())))?;
        let install = self.vault.install_id()?;
        let mut inner = self.lock();
        let now = inner.server_now(self.clock())?;
        let post = inner.post_for(&Target::Listed(id), None, now)?;
        let document = inner.shown(&id)?.ok_or(Error::NotFound)?;
        let wish = edit.wish.edit(|wish| Value::text(wish.word()));
        let mut fields: Vec<(String, Option<Value>)> = wish.map(|wish| ("wish".to_owned(), wish)).into_iter().collect();
        for item in document.list("need") {
            let key = item_key("need", &item, "code");
            let code = document.get(&key).and_then(|v| v.as_text().map(str::to_owned));
            if code.is_some_and(|code| edit.drop_needs.contains(&code)) {
                fields.push((key, None));
            }
        }
        for code in &edit.add_needs {
            let key = item_key("need", &item_id(&random(self.host.as_ref())), "code");
            fields.push((key, Some(Value::text(need_code(code)?))));
        }
        let step = inner.edit(id, fields)?;
        let command = Command { code: "household.edit".into(), assignment: post.id, steps: vec![step] };
        inner.carry_out(&command, self.host.as_ref(), install, Vec::new())?;
        Ok(hints)
    }

    /// Decides between two values of one field: the one chosen replaces both.
    pub fn resolve(&self, document: DocumentId, key: &str, value: &Value) -> Result<(), Error> {
        let declared = Family::of(&document).and_then(|family| family.field(key)).ok_or(Error::NotFound)?;
        let install = self.vault.install_id()?;
        let mut inner = self.lock();
        let now = inner.server_now(self.clock())?;
        let assignment = match document.family() {
            visit::CODE => inner.store.visit(&document)?.ok_or(Error::NotFound)?.assignment,
            _ => inner.post_for(&Target::Listed(document), None, now)?.id,
        };
        let state = inner.shown(&document)?.ok_or(Error::NotFound)?;
        let values = state.get_all(key);
        if !values.contains(value) {
            return Err(Error::Value { field: declared.name(), rule: Rule::Standing });
        }
        let field = FieldEdit { key: key.to_owned(), value: Some(value.clone()), saw: values };
        let step = Step::Edit { document, fields: vec![field] };
        let command = Command { code: "conflict.resolve".into(), assignment, steps: vec![step] };
        inner.carry_out(&command, self.host.as_ref(), install, Vec::new())
    }
}

impl Inner {
    /// A document as the phone shows it.
    pub(super) fn shown(&self, id: &DocumentId) -> Result<Option<Document>, Error> {
        Ok(Desk::new(self.store.as_ref()).document(id)?)
    }

    /// An edit that remembers what its author saw.
    fn edit(&self, document: DocumentId, fields: Vec<(String, Option<Value>)>) -> Result<Step, Error> {
        let state = self.shown(&document)?.ok_or(Error::NotFound)?;
        let fields =
            fields.into_iter().map(|(key, value)| FieldEdit { saw: state.get_all(&key), key, value }).collect();
        Ok(Step::Edit { document, fields })
    }

    /// The post under which a household may be visited: the one asked for, or the first that answers for it.
    fn post_for(&self, target: &Target, wanted: Option<AssignmentId>, now: Timestamp) -> Result<Assignment, Error> {
        let posts = self.posts(now)?;
        let household = match target {
            Target::Listed(id) => Some(self.shown(id)?.ok_or(Error::NotFound)?),
            Target::New(_) => None,
        };
        let allows = |post: &&Assignment| {
            wanted.is_none_or(|id| id == post.id)
                && match &household {
                    Some(household) => {
                        matches!(post.role, Role::GridWorker | Role::GridChief | Role::JointHouseholdLead)
                            && household::is_covered(household, post.scope, now, now)
                    }
                    None => matches!(post.role, Role::GridWorker | Role::GridChief),
                }
        };
        posts.iter().find(allows).cloned().ok_or(Error::NoPost)
    }
}

/// Writes the steps of one visit.
struct Writer<'a> {
    inner: &'a Inner,
    post: &'a Assignment,
    actor: ActorId,
    host: &'a dyn Host,
}

impl Writer<'_> {
    fn create(&self, family: u8, fields: Vec<(String, Value)>) -> (DocumentId, Step) {
        let nonce = random(self.host);
        let document = DocumentId::derive(family, &self.actor, &nonce);
        (document, Step::Create { document, creator: self.actor, nonce, fields })
    }

    fn home(&self) -> Result<Vec<(String, Value)>, Error> {
        let grid = match self.post.scope {
            Scope::Grid(grid) | Scope::Bundle(grid, _) => grid,
            Scope::Community(_) => return Err(Error::NoPost),
        };
        let grid = i64::try_from(grid.number()).unwrap_or(i64::MAX);
        Ok(vec![("grid".into(), Value::Int(grid)), ("author".into(), Value::Bytes(self.post.person.0.to_vec()))])
    }

    /// The household, with the step that makes it where the door is new.
    fn household(&self, target: &Target) -> Result<(DocumentId, Vec<Step>), Error> {
        let dwelling = match target {
            Target::Listed(id) => return Ok((*id, Vec::new())),
            Target::New(dwelling) => dwelling,
        };
        let mut fields = self.home()?;
        let parts = [
            ("estate", &dwelling.estate),
            ("building", &dwelling.building),
            ("unit", &dwelling.unit),
            ("room", &dwelling.room),
        ];
        for (key, value) in parts {
            let value = text(value.trim());
            if !value.is_empty() {
                fields.push((key.into(), Value::Text(value)));
            }
        }
        if fields.len() == 2 {
            return Err(Error::Value { field: "estate", rule: Rule::Required });
        }
        let (id, step) = self.create(household::CODE, fields);
        Ok((id, vec![step]))
    }

    fn visit(&self, form: &VisitForm, household: DocumentId, day: Day) -> Result<(DocumentId, Step), Error> {
        let mut fields = self.home()?;
        fields.push(("household".into(), Value::Bytes(household.0.to_vec())));
        fields.push(("assignment".into(), Value::Bytes(self.post.id.0.to_vec())));
        fields.push(("day".into(), Value::Int(i64::from(day.0))));
        fields.push(("outcome".into(), Value::text(form.outcome.word())));
        let note = text(form.note.trim());
        if !note.is_empty() {
            fields.push(("note".into(), Value::Text(note)));
        }
        let companion = text(form.companion.trim());
        if !companion.is_empty() {
            fields.push(("companion".into(), Value::Text(companion)));
        }
        fields.extend(form.purpose.map(|p| ("purpose".into(), Value::text(p.word()))));
        fields.extend(form.follow_up.map(|d| ("follow_up".into(), Value::Int(i64::from(d.0)))));
        for need in &form.needs {
            let item = item_id(&random(self.host));
            fields.push((item_key("need", &item, "code"), Value::text(need_code(&need.code)?)));
            let line = text(need.line.trim());
            if !line.is_empty() {
                fields.push((item_key("need", &item, "line"), Value::Text(line)));
            }
        }
        Ok(self.create(visit::CODE, fields))
    }

    /// The wish stands with the household, where everybody who might come sees it.
    fn wish(&self, household: DocumentId, wish: Option<ContactWish>) -> Result<Option<Step>, Error> {
        let Some(wish) = wish else { return Ok(None) };
        let saw = self.inner.shown(&household)?.map(|d| d.get_all("wish")).unwrap_or_default();
        let value = Value::text(wish.word());
        if saw == [value.clone()] {
            return Ok(None);
        }
        let field = FieldEdit { key: "wish".into(), value: Some(value), saw };
        Ok(Some(Step::Edit { document: household, fields: vec![field] }))
    }
}

fn need_code(code: &str) -> Result<&str, Error> {
    let code = code.trim();
    if code.is_empty() { Err(Error::Value { field: "need", rule: Rule::Required }) } else { Ok(code) }
}
