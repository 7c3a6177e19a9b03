//! What happened to a record, who disagrees about it, and the office's decision between two values.

use super::Params;
use super::people::part;
use super::view::{ConflictValueView, ConflictView, Look, MAX_ROWS, Part, PersonView, TextView, shown};
use crate::auth::Viewer;
use crate::corrections::may_write;
use crate::error::{ErrorKind, Problem};
use crate::history::{Act, History, Standing, Wrote};
use crate::people::place;
use crate::router::Shared;
use axum::Json;
use axum::extract::{Path, State};
use lianxin_core::code::GridCode;
use lianxin_core::document::Value;
use lianxin_core::family::{Family, Kind};
use lianxin_core::id::{AssignmentId, DocumentId, PersonId};
use lianxin_core::shown::value_text;
use lianxin_core::words::{Lang, field_label};
use serde::Serialize;
use utoipa::ToSchema;

/// One entry's part of a record's history.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActView {
    /// Names the entry.
    entry: String,
    /// Who; without number and name for the office's command line.
    person: PersonView,
    /// Under which post, or `office`; absent where the register no longer has it.
    role: Option<String>,
    /// Where the post was.
    place: Option<String>,
    /// The person at the office, where the office wrote it.
    office_user: Option<PersonView>,
    /// When, by the author's clock.
    claimed_at: i64,
    /// When it reached the office.
    received_at: i64,
    /// Taken although the author's clock was wrong.
    is_clock_wrong: bool,
    /// Taken although the post had ended by then.
    is_late: bool,
    /// Who at the office has seen it, where it was taken with such a doubt.
    seen: Option<SeenView>,
    /// What it wrote.
    edits: Vec<EditView>,
}

/// Who at the office was the first to see an entry that was taken with a doubt.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeenView {
    /// Who.
    person: PersonView,
    /// When.
    at: i64,
}

/// One value that was written.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditView {
    /// The key, as the data dictionary has it.
    key: String,
    /// What people call it.
    label: TextView,
    /// The value as people read it; absent where it was taken away.
    text: Option<TextView>,
    /// What stood there for its author.
    replaced: Vec<ReplacedView>,
}

/// A value that was replaced.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplacedView {
    /// The value as people read it.
    text: TextView,
    /// Who had written it.
    person: PersonView,
    /// When, by that author's clock.
    claimed_at: i64,
}

/// A part of a record's history.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryResponse {
    /// Rows of the whole list.
    total: usize,
    /// The rows of this part, newest first in the order of admission.
    history: Vec<ActView>,
}

/// Who wrote what, when, under which post, and what it replaced
#[utoipa::path(get, path = "/api/v1/documents/{id}/history", tag = "history", operation_id = "history",
    params(("id" = String, Path, description = "the document's id"), Part),
    responses(
        (status = 200, body = HistoryResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn history(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Params(page): Params<Part>,
) -> Result<Json<HistoryResponse>, ErrorKind> {
    shared.look(viewer, move |look| list(look, &id, page)).await.map(Json)
}

fn list(look: &Look<'_>, id: &str, page: Part) -> Result<HistoryResponse, ErrorKind> {
    let id = look.document(id)?;
    let visit = look.app.office.storage().read(|tx| tx.visit(&id))?;
    look.show(visit.map_or(id, |visit| visit.household));
    let history = look.app.office.storage().read(|tx| History::of(tx, &id))?;
    let page = page.page(MAX_ROWS);
    let acts: Vec<&Act> = history.acts.iter().rev().collect();
    let total = acts.len();
    let rows = part(acts, page.offset, page.limit);
    let rows = rows.into_iter().map(|act| look.act(&id, act, &history)).collect::<Result<_, _>>()?;
    Ok(HistoryResponse { total, history: rows })
}

impl Look<'_> {
    /// Reads a document's id; a document of another community is not there.
    pub fn document(&self, id: &str) -> Result<DocumentId, ErrorKind> {
        let id = DocumentId::parse(id).ok_or(ErrorKind::NotFound)?;
        let grid = self.app.office.storage().read(|tx| {
            Ok::<_, ErrorKind>(match tx.household(&id)? {
                Some(household) => Some(household.grid),
                None => tx.visit(&id)?.map(|visit| visit.grid),
            })
        })?;
        grid.filter(|grid| self.sees(*grid)).map(|_| id).ok_or(ErrorKind::NotFound)
    }

    /// Every value of every conflict of a document, with who wrote it.
    pub fn conflicts(&self, id: &DocumentId, keys: &[String]) -> Result<Vec<ConflictView>, ErrorKind> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let history = self.app.office.storage().read(|tx| History::of(tx, id))?;
        let document = self.app.office.document(id)?.unwrap_or_default();
        let mut views = Vec::new();
        for key in keys {
            let mut values = Vec::new();
            for standing in history.standing(key) {
                let Some(act) = history.acts.get(standing.act) else { continue };
                values.push(ConflictValueView {
                    value: shown(&standing.value),
                    text: self.value(id, key, &standing.value)?,
                    person: self.actor(act),
                    role: self.role(act),
                    claimed_at: act.claimed_at.0,
                    received_at: act.received_at.0,
                });
            }
            let first = history.standing(key).first().map(|standing| standing.value.clone());
            views.push(ConflictView {
                document: id.to_string(),
                key: key.clone(),
                label: TextView::of(|lang| field_label(key, lang)),
                may_decide: may_write(self.viewer.person, self.now, id, &document, key, first.as_ref()),
                values,
            });
        }
        Ok(views)
    }

    fn act(&self, id: &DocumentId, act: &Act, history: &History) -> Result<ActView, ErrorKind> {
        let edits = act.edits.iter().map(|wrote| self.edit(id, wrote, history)).collect::<Result<_, _>>()?;
        Ok(ActView {
            entry: act.entry.to_string(),
            person: self.actor(act),
            role: self.role(act),
            place: act
                .post
                .and_then(|post| self.registers.assignment(post))
                .map(|post| place(&self.registers, post.scope)),
            office_user: act.post.is_none().then(|| self.actor(act)),
            claimed_at: act.claimed_at.0,
            received_at: act.received_at.0,
            is_clock_wrong: act.is_clock_wrong,
            is_late: act.is_late,
            seen: act.seen.map(|seen| SeenView { person: self.person(seen.person), at: seen.at.0 }),
            edits,
        })
    }

    fn edit(&self, id: &DocumentId, wrote: &Wrote, history: &History) -> Result<EditView, ErrorKind> {
        let text = wrote.value.as_ref().map(|value| self.value(id, &wrote.key, value)).transpose()?;
        let mut replaced = Vec::new();
        for Standing { value, act } in &wrote.replaced {
            let Some(act) = history.acts.get(*act) else { continue };
            let text = self.value(id, &wrote.key, value)?;
            replaced.push(ReplacedView { text, person: self.actor(act), claimed_at: act.claimed_at.0 });
        }
        let label = TextView::of(|lang| field_label(&wrote.key, lang));
        Ok(EditView { key: wrote.key.clone(), label, text, replaced })
    }

    fn actor(&self, act: &Act) -> PersonView {
        act.person.map_or(PersonView { number: None, name: None }, |person| self.person(person))
    }

    /// The word of the post, or `office`.
    fn role(&self, act: &Act) -> Option<String> {
        match act.post {
            None => Some("office".into()),
            Some(post) => self.registers.assignment(post).map(|post| post.role.word().into()),
        }
    }

    /// A value as people read it: persons by name, posts by title and place, households by dwelling.
    pub fn value(&self, document: &DocumentId, key: &str, value: &Value) -> Result<TextView, ErrorKind> {
        let kind = Family::of(document).and_then(|family| family.field(key)).map(|field| field.kind);
        let named = match (kind, value) {
            (Some(Kind::Person), Value::Bytes(id)) => PersonId::from_slice(id).and_then(|id| self.named(id)),
            (Some(Kind::Assignment), Value::Bytes(id)) => AssignmentId::from_slice(id).and_then(|id| self.titled(id)),
            (Some(Kind::Document(_)), Value::Bytes(id)) => match DocumentId::from_slice(id) {
                Some(id) => self.dwelling(&id)?.map(|text| TextView { zh: text.clone(), en: text }),
                None => None,
            },
            (Some(Kind::Grid), Value::Int(number)) => self.labelled(*number),
            _ => None,
        };
        Ok(named.unwrap_or_else(|| TextView::of(|lang| value_text(document, key, value, lang))))
    }

    /// A household's dwelling, if it lies in the community.
    pub fn dwelling(&self, household: &DocumentId) -> Result<Option<String>, ErrorKind> {
        self.show(*household);
        let row = self.app.office.storage().read(|tx| tx.household(household))?;
        Ok(row.filter(|row| self.sees(row.grid)).map(|row| row.dwelling()))
    }

    fn named(&self, person: PersonId) -> Option<TextView> {
        let details = self.registers.details(person)?;
        let text = format!("{} {}", details.name, details.number);
        Some(TextView { zh: text.clone(), en: text })
    }

    fn titled(&self, post: AssignmentId) -> Option<TextView> {
        let post = self.registers.assignment(post)?;
        let place = place(&self.registers, post.scope);
        Some(TextView::of(|lang| {
            let title = match lang {
                Lang::ZhCn => post.role.zh(),
                Lang::En => post.role.en(),
            };
            format!("{title} {place}")
        }))
    }

    fn labelled(&self, number: i64) -> Option<TextView> {
        let code = GridCode::from_number(u64::try_from(number).ok()?).ok()?;
        let label = place(&self.registers, lianxin_core::code::Scope::Grid(code));
        Some(TextView { zh: label.clone(), en: label })
    }
}
