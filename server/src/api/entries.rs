//! Entries that a person has to look at: held, flagged, or refused without anything in their place.

use super::Params;
use super::view::{Look, MAX_ROWS, PersonView, shown};
use crate::auth::Viewer;
use crate::decide::Filed;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::{EntryList, Seq};
use axum::Json;
use axum::extract::State;
use lianxin_core::error::verdict_words;
use lianxin_core::words::Lang;
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
    reason: ReasonView,
    /// Its author.
    author: PersonView,
    /// When it came.
    received_at: i64,
    /// When the author's phone says it was made: a claim.
    claimed_at: i64,
    /// The entry it waits for.
    behind: Option<String>,
    /// What it writes.
    written: Vec<WrittenView>,
}

/// A reason in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonView {
    /// In Chinese.
    zh: String,
    /// In English.
    en: String,
}

/// One value an entry writes.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrittenView {
    /// The document.
    document: String,
    /// The key, as the data dictionary has it.
    key: String,
    /// The value; absent where it is taken away.
    value: Option<String>,
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
    shared.blocking(move |app| respond_with(&Look::new(app, viewer), list, &filter).map(Json)).await
}

fn respond_with(look: &Look<'_>, list: EntryList, filter: &Filter) -> Result<EntriesResponse, ErrorKind> {
    let after = filter.after.as_deref().map(|text| text.parse().map(Seq).map_err(|_| ErrorKind::Query)).transpose()?;
    let limit = filter.limit.unwrap_or(MAX_ROWS).clamp(1, MAX_ROWS);
    let listed = look.app.office.filed(list, Some(look.community()), after, limit + 1)?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    // One more than was asked for says whether there is another part.
    let last = listed.rows.get(size - 1).filter(|_| listed.rows.len() > size);
    let next = last.map(|filed| filed.seq.0.to_string());
    let entries = listed.rows.into_iter().take(size).map(|filed| entry(look, filed)).collect();
    Ok(EntriesResponse { total: listed.total, entries, next })
}

/// How many entries of a list concern the viewer's community.
pub(super) fn count(look: &Look<'_>, list: EntryList) -> Result<u64, ErrorKind> {
    Ok(look.app.office.storage().read(|tx| tx.count_entries(list, Some(look.community())))?)
}

fn entry(look: &Look<'_>, filed: Filed) -> EntryView {
    let words = |lang| filed.verdict.and_then(|verdict| verdict_words(verdict, lang)).unwrap_or_default();
    EntryView {
        id: filed.hash.to_string(),
        verdict: filed.verdict.map(|verdict| verdict.word()).unwrap_or_default(),
        reason: ReasonView { zh: words(Lang::ZhCn), en: words(Lang::En) },
        author: filed.person.map_or(PersonView { number: None, name: None }, |person| look.person(person)),
        received_at: filed.received_at.0,
        claimed_at: filed.claimed_at.0,
        behind: filed.behind.map(|hash| hash.to_string()),
        written: filed
            .written
            .into_iter()
            .map(|written| WrittenView {
                document: written.document.to_string(),
                key: written.key,
                value: written.value.as_ref().map(shown),
            })
            .collect(),
    }
}
