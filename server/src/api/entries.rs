//! Entries that a person has to look at: held, flagged, or refused without anything in their place.

use super::Params;
use super::view::{Look, MAX_ROWS, PersonView, TextView, shown};
use crate::auth::Viewer;
use crate::decide::{Filed, Written};
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::{EntryList, Seq};
use axum::Json;
use axum::extract::State;
use lianxin_core::document::Value;
use lianxin_core::entry::{HoldCode, Verdict};
use lianxin_core::error::verdict_words;
use lianxin_core::id::DocumentId;
use lianxin_core::search::dwelling_line;
use lianxin_core::words::field_label;
use lianxin_core::{household, visit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which part of a list of entries.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// What the part before named as `next`; absent for the first.
    after: Option<String>,
    /// Entries given at most, up to 50.
    limit: Option<u32>,
}

/// An entry, with what is needed to decide about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryView {
    /// Names the entry.
    id: String,
    /// `held.…`, `refused.…` or `admitted`.
    verdict: String,
    /// The reason in words.
    reason: TextView,
    /// The household it is about.
    household: Option<String>,
    /// Its dwelling in one line.
    dwelling: Option<String>,
    /// Its author.
    author: PersonView,
    /// When it came.
    received_at: i64,
    /// When the author's phone says it was made: a claim.
    claimed_at: i64,
    /// The entry it waits for.
    behind: Option<String>,
    /// A person may let it be judged now.
    may_admit: bool,
    /// A person may refuse it now.
    may_refuse: bool,
    /// What a person decided about it, if somebody did.
    decided: Option<DecidedView>,
    /// What it writes.
    written: Vec<WrittenView>,
}

/// A person's decision about an entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecidedView {
    /// Who; without number and name for the office's command line.
    person: PersonView,
    /// When.
    at: i64,
    /// It was let through to be judged; else it was refused.
    admit: bool,
    /// Why, in the person's words.
    reason: String,
}

/// One value an entry writes.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrittenView {
    /// The document.
    document: String,
    /// The key, as the data dictionary has it.
    key: String,
    /// What people call it.
    label: TextView,
    /// The value; absent where it is taken away.
    value: Option<String>,
    /// The value as people read it.
    text: Option<TextView>,
}

/// A part of a list of entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntriesResponse {
    /// Entries of the whole list.
    total: u64,
    /// The entries of this part.
    entries: Vec<EntryView>,
    /// Where the next part begins; absent after the last.
    next: Option<String>,
}

/// Entries that wait for a person's decision, oldest first
#[utoipa::path(get, path = "/api/v1/entries/held", tag = "entries", params(Filter), responses(
    (status = 200, body = EntriesResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn held(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(filter): Params<Filter>,
) -> Result<Json<EntriesResponse>, ErrorKind> {
    respond(shared, viewer, EntryList::Held, filter).await
}

/// Entries taken with a doubt about their time, newest first
#[utoipa::path(get, path = "/api/v1/entries/flagged", tag = "entries", params(Filter), responses(
    (status = 200, body = EntriesResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn flagged(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(filter): Params<Filter>,
) -> Result<Json<EntriesResponse>, ErrorKind> {
    respond(shared, viewer, EntryList::Flagged, filter).await
}

/// Refused entries that no other has replaced, newest first
#[utoipa::path(get, path = "/api/v1/entries/refused", tag = "entries", params(Filter), responses(
    (status = 200, body = EntriesResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn refused(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(filter): Params<Filter>,
) -> Result<Json<EntriesResponse>, ErrorKind> {
    respond(shared, viewer, EntryList::Refused, filter).await
}

async fn respond(
    shared: Shared,
    viewer: Viewer,
    list: EntryList,
    filter: Filter,
) -> Result<Json<EntriesResponse>, ErrorKind> {
    shared.look(viewer, move |look| respond_with(look, list, &filter)).await.map(Json)
}

fn respond_with(look: &Look<'_>, list: EntryList, filter: &Filter) -> Result<EntriesResponse, ErrorKind> {
    let after = filter.after.as_deref().map(|text| text.parse().map(Seq).map_err(|_| ErrorKind::Query)).transpose()?;
    let limit = filter.limit.unwrap_or(MAX_ROWS).clamp(1, MAX_ROWS);
    let listed = look.app.office.filed(list, Some(look.community()), after, limit + 1)?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    // One more than was asked for says whether there is another part.
    let last = listed.rows.get(size - 1).filter(|_| listed.rows.len() > size);
    let next = last.map(|filed| filed.seq.0.to_string());
    let entries = listed.rows.into_iter().take(size).map(|filed| entry(look, filed)).collect::<Result<_, _>>()?;
    Ok(EntriesResponse { total: listed.total, entries, next })
}

/// How many entries of a list concern the viewer's community.
pub(super) fn count(look: &Look<'_>, list: EntryList) -> Result<u64, ErrorKind> {
    Ok(look.app.office.storage().read(|tx| tx.count_entries(list, Some(look.community())))?)
}

fn entry(look: &Look<'_>, filed: Filed) -> Result<EntryView, ErrorKind> {
    let words = |lang| filed.verdict.and_then(|verdict| verdict_words(verdict, lang)).unwrap_or_default();
    let home = home(look, &filed.written)?;
    let decision = look.app.office.storage().read(|tx| tx.decisions(filed.seq))?.pop();
    let (may_admit, may_refuse) = may_decide(&filed);
    Ok(EntryView {
        id: filed.hash.to_string(),
        verdict: filed.verdict.map(|verdict| verdict.word()).unwrap_or_default(),
        reason: TextView::of(words),
        household: home.as_ref().map(|(id, _)| id.to_string()),
        dwelling: home.map(|(_, dwelling)| dwelling),
        author: filed.person.map_or(PersonView { number: None, name: None }, |person| look.person(person)),
        received_at: filed.received_at.0,
        claimed_at: filed.claimed_at.0,
        behind: filed.behind.map(|hash| hash.to_string()),
        may_admit,
        may_refuse,
        decided: decision.map(|decision| DecidedView {
            person: look.person(decision.person),
            at: decision.at.0,
            admit: decision.released,
            reason: decision.reason,
        }),
        written: filed.written.into_iter().map(|wrote| written(look, wrote)).collect::<Result<_, _>>()?,
    })
}

/// Whether a person may admit and refuse it, as [`crate::office::Office::decide`] has it.
fn may_decide(filed: &Filed) -> (bool, bool) {
    match (filed.verdict, filed.behind) {
        (Some(Verdict::Held(HoldCode::Fork)), _) => (false, false),
        (Some(Verdict::Held(HoldCode::Behind)), Some(_)) => (false, true),
        (Some(Verdict::Held(_)), _) => (true, true),
        _ => (false, false),
    }
}

fn written(look: &Look<'_>, wrote: Written) -> Result<WrittenView, ErrorKind> {
    let text = wrote.value.as_ref().map(|value| look.value(&wrote.document, &wrote.key, value)).transpose()?;
    Ok(WrittenView {
        document: wrote.document.to_string(),
        label: TextView::of(|lang| field_label(&wrote.key, lang)),
        value: wrote.value.as_ref().map(shown),
        key: wrote.key,
        text,
    })
}

/// The household an entry is about, as the record has it, or as the entry would make it.
fn home(look: &Look<'_>, written: &[Written]) -> Result<Option<(DocumentId, String)>, ErrorKind> {
    let named = written
        .iter()
        .filter(|wrote| wrote.key == "household")
        .filter_map(|wrote| wrote.value.as_ref().and_then(Value::as_bytes).and_then(DocumentId::from_slice));
    let touched = written.iter().map(|wrote| wrote.document).filter(|id| id.family() == household::CODE);
    let mut homes: Vec<DocumentId> = named.chain(touched).collect();
    let visits = written.iter().map(|wrote| wrote.document).filter(|id| id.family() == visit::CODE);
    for id in visits {
        homes.extend(look.app.office.storage().read(|tx| tx.visit(&id))?.map(|visit| visit.household));
    }
    homes.iter().for_each(|home| look.show(*home));
    for home in &homes {
        if let Some(dwelling) = look.dwelling(home)? {
            return Ok(Some((*home, dwelling)));
        }
    }
    let part = |id: &DocumentId, key: &str| {
        let wrote = written.iter().find(|wrote| wrote.document == *id && wrote.key == key);
        wrote.and_then(|wrote| wrote.value.as_ref()?.as_text().map(str::to_owned))
    };
    let made = homes.iter().find(|id| part(id, "estate").is_some());
    Ok(made.map(|id| {
        let [estate, building, unit, room] =
            ["estate", "building", "unit", "room"].map(|key| part(id, key).unwrap_or_default());
        (*id, dwelling_line(&estate, &building, &unit, &room))
    }))
}
