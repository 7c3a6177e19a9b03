//! Entries that a person has to look at: held, flagged, or refused without anything in their place.

use super::Params;
use super::view::{Look, MAX_ROWS, Part, PersonView, shown};
use crate::auth::Viewer;
use crate::decide::Filed;
use crate::error::{ErrorKind, Problem};
use crate::router::Shared;
use crate::storage::{EntryList, Page};
use axum::Json;
use axum::extract::State;
use lianxin_core::code::{CommunityCode, GridCode};
use lianxin_core::document::Value;
use lianxin_core::error::verdict_words;
use lianxin_core::words::Lang;
use serde::Serialize;
use utoipa::ToSchema;

/// Entries of each kind that are looked through, of all communities together: held ones oldest first, the others
/// newest first. A county has some dozens held and refused at a time; flags are information and need no more.
const LOOKED_THROUGH: u32 = 2_000;

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
    total: usize,
    /// The entries of this part.
    entries: Vec<EntryView>,
}

/// Entries that wait for a person's decision, oldest first
#[utoipa::path(get, path = "/api/v1/entries/held", tag = "entries", params(Part), responses(
    (status = 200, body = EntriesResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn held(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(part): Params<Part>,
) -> Result<Json<EntriesResponse>, ErrorKind> {
    respond(shared, viewer, EntryList::Held, part).await
}

/// Entries taken with a doubt about their time, newest first
#[utoipa::path(get, path = "/api/v1/entries/flagged", tag = "entries", params(Part), responses(
    (status = 200, body = EntriesResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn flagged(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(part): Params<Part>,
) -> Result<Json<EntriesResponse>, ErrorKind> {
    respond(shared, viewer, EntryList::Flagged, part).await
}

/// Refused entries that no other has replaced, newest first
#[utoipa::path(get, path = "/api/v1/entries/refused", tag = "entries", params(Part), responses(
    (status = 200, body = EntriesResponse),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn refused(
    viewer: Viewer,
    State(shared): State<Shared>,
    Params(part): Params<Part>,
) -> Result<Json<EntriesResponse>, ErrorKind> {
    respond(shared, viewer, EntryList::Refused, part).await
}

async fn respond(
    shared: Shared,
    viewer: Viewer,
    list: EntryList,
    part: Part,
) -> Result<Json<EntriesResponse>, ErrorKind> {
    shared.blocking(move |app| respond_with(&Look::new(app, viewer), list, part).map(Json)).await
}

fn respond_with(look: &Look<'_>, list: EntryList, part: Part) -> Result<EntriesResponse, ErrorKind> {
    let filed = of_community(look, list)?;
    let (page, total) = (part.page(MAX_ROWS), filed.len());
    let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
    let shown = filed.into_iter().skip(size(page.offset)).take(size(page.limit));
    Ok(EntriesResponse { total, entries: shown.map(|filed| entry(look, filed)).collect() })
}

/// The entries of a list that concern the viewer's community.
pub(super) fn of_community(look: &Look<'_>, list: EntryList) -> Result<Vec<Filed>, ErrorKind> {
    let mut filed = look.app.office.filed(list, Page::first(LOOKED_THROUGH))?.rows;
    let mut failed = None;
    filed.retain(|filed| {
        concerns(look, filed).unwrap_or_else(|error| {
            failed = Some(error);
            false
        })
    });
    failed.map_or(Ok(filed), Err)
}

/// Whether an entry concerns the community: by the documents it touches as they are in the record, by the grid it
/// would write, or, where neither is known, by its author's posts.
fn concerns(look: &Look<'_>, filed: &Filed) -> Result<bool, ErrorKind> {
    let mut communities: Vec<CommunityCode> = Vec::new();
    for document in &filed.documents {
        let storage = look.app.office.storage();
        let grid = match storage.read(|tx| tx.household(document))? {
            Some(household) => Some(household.grid),
            None => storage.read(|tx| tx.visit(document))?.map(|visit| visit.grid),
        };
        communities.extend(grid.map(GridCode::community));
    }
    communities.extend(filed.written.iter().filter(|w| w.key == "grid").filter_map(|w| community(w.value.as_ref()?)));
    if let (true, Some(person)) = (communities.is_empty(), filed.person) {
        communities.extend(look.registers.posts_of(person).map(|post| post.scope.community()));
    }
    Ok(communities.contains(&look.community()))
}

fn community(value: &Value) -> Option<CommunityCode> {
    let number = u64::try_from(value.as_int()?).ok()?;
    GridCode::from_number(number).ok().map(GridCode::community)
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
