//! Bringing the office's lists at the page: a preview with every problem, then taking them.

use super::body::Sent;
use super::view::TextView;
use crate::auth::Viewer;
use crate::error::{ErrorKind, Problem};
use crate::import::preview::{Preview, Read, State as Step};
use crate::lists::plan::Plan;
use crate::lists::{File, Files, Place, template};
use crate::router::Shared;
use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use lianxin_core::id::{from_base32, to_base32};
use multer::{Constraints, Multipart, SizeLimit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Bytes of the three lists of one community at most, together; some thousands of households have one or two million.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Problems and notes shown at once; the rest is counted.
const MAX_SHOWN: usize = 200;

/// The three lists, as CSV files in UTF-8 or GB18030.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ImportForm {
    /// `grids.csv`.
    #[schema(value_type = String, format = Binary)]
    grids: Vec<u8>,
    /// `people.csv`.
    #[schema(value_type = String, format = Binary)]
    people: Vec<u8>,
    /// `households.csv`.
    #[schema(value_type = String, format = Binary)]
    households: Vec<u8>,
}

/// An import and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportResponse {
    /// Names it; forgotten half an hour after the preview.
    id: String,
    /// `ready`, `running`, `done` or `failed`.
    state: String,
    /// Why it broke off, as a stable code.
    failed: Option<String>,
    /// So many of `steps` are done.
    done: usize,
    /// Rows of registers, households, moves and edits to be written.
    steps: usize,
    /// What keeps the lists from being taken, up to 200.
    problems: Vec<ImportProblemView>,
    /// How many problems there are in all.
    total_problems: usize,
    /// What was put right or left out, or should be looked at, up to 200.
    notes: Vec<ImportNoteView>,
    /// What the lists would do; absent where they have problems.
    plan: Option<PlanView>,
    /// They can be taken, and there is something to be taken.
    can_apply: bool,
}

/// Something that keeps the lists from being taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportProblemView {
    /// `grids`, `people` or `households`.
    file: String,
    /// The line of the file, from 1.
    row: Option<u32>,
    /// The heading of the column.
    column: Option<String>,
    /// The stable code.
    code: String,
    /// What is wrong, and what would be right.
    text: TextView,
}

/// Something that was put right on the way, or should be looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportNoteView {
    /// `grids`, `people` or `households`.
    file: String,
    /// The line of the file, from 1; the first, if there are several.
    row: Option<u32>,
    /// The heading of the column.
    column: Option<String>,
    /// The stable code.
    code: String,
    /// In how many places.
    count: u32,
    /// What there is to know.
    text: TextView,
}

/// What lists would do, in numbers and in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanView {
    grids_added: usize,
    grids_changed: usize,
    grids_ended: usize,
    grids_same: usize,
    persons_changed: usize,
    posts_started: usize,
    posts_ended: usize,
    posts_moved: usize,
    posts_changed: usize,
    posts_same: usize,
    households_added: usize,
    households_moved: usize,
    households_rebundled: usize,
    /// No longer in the list; they stay unless `close_missing` is said.
    households_missing: usize,
    households_same: usize,
    /// The first of each in lines.
    text: TextView,
}

/// How the lists are taken.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ApplyRequest {
    /// Households of earlier lists that these no longer have are marked as gone.
    #[serde(default)]
    close_missing: bool,
}

/// The lists as they were sent.
pub struct Brought([Option<Vec<u8>>; 3]);

impl FromRequest<Shared> for Brought {
    type Rejection = ErrorKind;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, ErrorKind> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| ErrorKind::BodyType)?;
        let body = shared.limits.take(request, "multipart/form-data", MAX_BYTES).await?;
        let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
        let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(most));
        let stream = Body::from(body.bytes).into_data_stream();
        let mut parts = Multipart::with_constraints(stream, boundary, limits);
        let mut files = [None, None, None];
        while let Some(part) = parts.next_field().await.map_err(|_| ErrorKind::BodyMalformed)? {
            let name = part.name().unwrap_or_default().to_owned();
            let place = File::ALL.into_iter().position(|file| word(file) == name);
            let bytes = part.bytes().await.map_err(|_| ErrorKind::BodyMalformed)?;
            let Some(file) = place.and_then(|place| files.get_mut(place)) else { continue };
            *file = Some(bytes.to_vec());
        }
        Ok(Self(files))
    }
}

/// Reads lists and says what they would do. One preview a community is kept
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", operation_id = "preview_import",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = ImportResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn preview(
    viewer: Viewer,
    State(shared): State<Shared>,
    Brought(files): Brought,
) -> Result<Json<ImportResponse>, ErrorKind> {
    shared
        .blocking(move |app| {
            let [grids, people, households] = &files;
            let files = Files { grids: grids.as_deref(), people: people.as_deref(), households: households.as_deref() };
            Ok(Json(view(&app.preview(viewer, &files)?)))
        })
        .await
}

/// How far an import is
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports", operation_id = "import",
    params(("id" = String, Path, description = "the import's id")),
    responses(
        (status = 200, body = ImportResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn one(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<ImportResponse>, ErrorKind> {
    shared
        .blocking(move |app| {
            let id = from_base32(&id).ok_or(ErrorKind::UnknownImport)?;
            Ok(Json(view(&app.previews.get(&id, viewer.community, app.host.now())?)))
        })
        .await
}

/// Takes the lists of a preview. The work goes on to its end even if nobody waits for the answer
#[utoipa::path(post, path = "/api/v1/imports/{id}/apply", tag = "imports", operation_id = "apply_import",
    params(("id" = String, Path, description = "the import's id")), request_body = ApplyRequest,
    responses(
        (status = 200, body = ImportResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn apply(
    viewer: Viewer,
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Sent(request): Sent<ApplyRequest>,
) -> Result<Json<ImportResponse>, ErrorKind> {
    shared
        .blocking(move |app| {
            let id = from_base32(&id).ok_or(ErrorKind::UnknownImport)?;
            Ok(Json(view(&app.apply_preview(viewer, &id, request.close_missing)?)))
        })
        .await
}

/// An empty list to fill in, with an explanation of its headings
#[utoipa::path(get, path = "/api/v1/imports/templates/{list}", tag = "imports", operation_id = "import_template",
    params(("list" = String, Path, description = "`grids`, `people` or `households`")),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn empty(_: Viewer, Path(list): Path<String>) -> Result<impl IntoResponse, ErrorKind> {
    let file = File::ALL.into_iter().find(|file| word(*file) == list).ok_or(ErrorKind::NotFound)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name())),
    ];
    Ok((headers, template::csv(file)))
}

fn word(file: File) -> &'static str {
    match file {
        File::Grids => "grids",
        File::People => "people",
        File::Households => "households",
    }
}

fn view(preview: &Preview) -> ImportResponse {
    let (state, done, steps, failed) = match preview.state {
        Step::Ready => ("ready", 0, 0, None),
        Step::Running(done, steps) => ("running", done, steps, None),
        Step::Done(steps) => ("done", steps, steps, None),
        Step::Failed(code) => ("failed", 0, 0, Some(code.to_owned())),
    };
    let (problems, total_problems, notes, plan) = match &*preview.read {
        Read::Plan(read) => (&[][..], 0, &read.2, Some(plan(&read.1))),
        Read::Problems(problems) => (&problems.list[..], problems.total(), &problems.notes, None),
    };
    let problems = problems.iter().take(MAX_SHOWN).map(|problem| {
        let (file, row, column) = place(&problem.place);
        let text = TextView {
            zh: format!("{}。{}", problem.says.zh, problem.fix.zh),
            en: format!("{}. {}", problem.says.en, problem.fix.en),
        };
        ImportProblemView { file, row, column, code: problem.code.code().into(), text }
    });
    let notes = notes.iter().take(MAX_SHOWN).map(|note| {
        let (file, row, column) = place(&note.place);
        let (code, count) = (note.code.code().to_owned(), note.count);
        ImportNoteView { file, row, column, code, count, text: TextView::from(&note.says) }
    });
    ImportResponse {
        id: to_base32(&preview.id),
        state: state.into(),
        failed,
        done,
        steps,
        problems: problems.collect(),
        total_problems,
        notes: notes.collect(),
        plan,
        can_apply: preview.can_apply(),
    }
}

fn place(place: &Place) -> (String, Option<u32>, Option<String>) {
    (word(place.file).into(), place.line, place.column.as_ref().map(|column| column.heading.clone()))
}

fn plan(plan: &Plan) -> PlanView {
    PlanView {
        grids_added: plan.grids_added.len(),
        grids_changed: plan.grids_changed.len(),
        grids_ended: plan.grids_ended.len(),
        grids_same: plan.grids_same,
        persons_changed: plan.persons_changed.len(),
        posts_started: plan.start.len(),
        posts_ended: plan.end.len(),
        posts_moved: plan.moved.len(),
        posts_changed: plan.changed.len(),
        posts_same: plan.same,
        households_added: plan.households_added.len(),
        households_moved: plan.households_moved.len(),
        households_rebundled: plan.households_rebundled.len(),
        households_missing: plan.households_gone.len(),
        households_same: plan.households_same,
        text: TextView { zh: plan.zh(), en: plan.en() },
    }
}
