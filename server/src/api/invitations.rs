//! Enrolling phones at the office: inviting people, seeing whose phone waits, confirming or refusing it.

use super::body::Sent;
use super::view::{Look, PersonView};
use crate::access::{Invited, InvitedAs};
use crate::auth::Viewer;
use crate::enrolment::clerk::{GoodFor, Waiting};
use crate::error::{ErrorKind, Problem};
use crate::people::{People, PersonCard, posts_in};
use crate::qr::Code;
use crate::router::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use lianxin_core::id::{from_base32, to_base32};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Sheets made at once at most.
const MAX_SHEETS: usize = 200;
/// Decisions taken at once at most.
const MAX_ITEMS: usize = 200;
/// An invitation beside the clerk is good for so many minutes (DESIGN §9).
const SPOT_MINUTES: u16 = 10;
/// An invitation on paper is good for so many days.
const SHEET_DAYS: u16 = 7;

/// How somebody is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Beside the clerk: good for ten minutes, six digits compared.
    Spot,
    /// By a printed sheet: good for seven days, confirmed in a batch.
    Sheet,
}

/// Who is invited.
#[derive(Debug, Deserialize, ToSchema)]
pub struct InviteRequest {
    /// The office's numbers of the people: one for `spot`, up to 200 for `sheet`.
    people: Vec<String>,
    /// How.
    kind: Kind,
}

/// An invitation to hand over.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardView {
    /// Names the invitation.
    id: String,
    /// Who is invited.
    person: PersonView,
    /// What the code holds: `LX1:…`. Who has it can enrol a phone in this person's name, once a clerk confirms.
    invitation: String,
    /// The same as a QR code in SVG.
    qr: String,
    /// Not taken from this instant on.
    expires_at: i64,
}

/// Invitations to hand over.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardsResponse {
    /// One a person, in the order asked for.
    cards: Vec<CardView>,
}

/// A phone that waits for a clerk.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingView {
    /// Names the invitation.
    id: String,
    /// Whose phone it says it is.
    person: PersonView,
    /// How the person was invited.
    kind: Kind,
    /// The six digits that the person's phone must show.
    digits: String,
    /// Since when it waits.
    used_at: i64,
}

/// Which phones are confirmed or refused.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ItemsRequest {
    /// Up to 200.
    items: Vec<Item>,
}

/// A phone that waits.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Item {
    /// The invitation.
    id: String,
    /// The six digits as read from the phone; needed to confirm one invited beside the clerk.
    digits: Option<String>,
}

/// Invites people. An unused invitation of the same person is void from then on
#[utoipa::path(post, path = "/api/v1/invitations", tag = "invitations", operation_id = "invite",
    request_body = InviteRequest,
    responses(
        (status = 200, body = CardsResponse),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn invite(
    viewer: Viewer,
    State(shared): State<Shared>,
    Sent(request): Sent<InviteRequest>,
) -> Result<Json<CardsResponse>, ErrorKind> {
    shared.look(viewer, move |look| make(look, &request)).await.map(Json)
}

/// The phones of the community's people that wait for a clerk, in the order of coming
#[utoipa::path(get, path = "/api/v1/invitations/waiting", tag = "invitations", responses(
    (status = 200, body = Vec<WaitingView>),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub async fn waiting(viewer: Viewer, State(shared): State<Shared>) -> Result<Json<Vec<WaitingView>>, ErrorKind> {
    shared
        .look(viewer, move |look| {
            Ok(Json(pending(look)?.iter().map(|(invited, waiting)| view(look, invited, waiting)).collect()))
        })
        .await
}

/// Confirms phones, all or none: only now do they get their certificates
#[utoipa::path(post, path = "/api/v1/invitations/confirm", tag = "invitations", request_body = ItemsRequest,
    responses(
        (status = 204, description = "they are enrolled"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn confirm(
    viewer: Viewer,
    State(shared): State<Shared>,
    Sent(request): Sent<ItemsRequest>,
) -> Result<StatusCode, ErrorKind> {
    shared
        .look(viewer, move |look| {
            let picked = pick(look, &request.items, true)?;
            look.app.confirm_these(&picked)?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

/// Refuses phones, all or none: their digits are not those on the people's screens
#[utoipa::path(post, path = "/api/v1/invitations/refuse", tag = "invitations", request_body = ItemsRequest,
    responses(
        (status = 204, description = "they are not enrolled, and their invitations are used up"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn refuse(
    viewer: Viewer,
    State(shared): State<Shared>,
    Sent(request): Sent<ItemsRequest>,
) -> Result<StatusCode, ErrorKind> {
    shared
        .look(viewer, move |look| {
            let picked = pick(look, &request.items, false)?;
            look.app.refuse_these(&picked)?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

fn make(look: &Look<'_>, request: &InviteRequest) -> Result<CardsResponse, ErrorKind> {
    let (most, good_for) = match request.kind {
        Kind::Spot => (1, GoodFor::Minutes(SPOT_MINUTES)),
        Kind::Sheet => (MAX_SHEETS, GoodFor::Days(SHEET_DAYS)),
    };
    if request.people.len() > most {
        return Err(ErrorKind::TooManyPeople(most));
    }
    let here = posts_in(&look.registers, look.community(), look.now);
    let people = People::of(&look.registers, look.app.language);
    let mut persons: Vec<PersonCard> = Vec::new();
    for number in &request.people {
        // Somebody of another community is nobody here.
        let person = people.find(number).filter(|person| here.contains_key(person));
        let person = person.ok_or_else(|| ErrorKind::UnknownPerson(number.trim().to_owned()))?;
        if !persons.iter().any(|known| known.id == person) {
            persons.push(people.card(person, look.now));
        }
    }
    let made = look.app.invite_these(persons, good_for)?;
    let cards = made.into_iter().map(|(invited, card)| {
        let qr = Code::new(&card.invitation).map(|code| code.svg()).unwrap_or_default();
        CardView {
            id: to_base32(&invited.id),
            person: look.person(invited.person),
            invitation: card.invitation,
            qr,
            expires_at: invited.expires.0,
        }
    });
    Ok(CardsResponse { cards: cards.collect() })
}

/// The phones of the community's people that wait.
pub(super) fn pending(look: &Look<'_>) -> Result<Vec<(Invited, Waiting)>, ErrorKind> {
    let mut pending = look.app.pending()?;
    let here = posts_in(&look.registers, look.community(), look.now);
    pending.retain(|(invited, _)| here.contains_key(&invited.person));
    Ok(pending)
}

fn pick(look: &Look<'_>, items: &[Item], compares: bool) -> Result<Vec<Invited>, ErrorKind> {
    if items.len() > MAX_ITEMS {
        return Err(ErrorKind::TooManyPeople(MAX_ITEMS));
    }
    let pending = pending(look)?;
    let mut picked: Vec<Invited> = Vec::new();
    for item in items {
        let id = from_base32(&item.id).ok_or(ErrorKind::NotFound)?;
        let (invited, waiting) = pending.iter().find(|(invited, _)| invited.id[..] == id).ok_or(ErrorKind::NotFound)?;
        let read: String = item.digits.iter().flat_map(|text| text.chars()).filter(char::is_ascii_digit).collect();
        let must_agree = invited.kind == InvitedAs::OnTheSpot || item.digits.is_some();
        if compares && must_agree && read != waiting.digits {
            return Err(ErrorKind::WrongDigits);
        }
        if !picked.iter().any(|known| known.id == invited.id) {
            picked.push(invited.clone());
        }
    }
    Ok(picked)
}

fn view(look: &Look<'_>, invited: &Invited, waiting: &Waiting) -> WaitingView {
    WaitingView {
        id: to_base32(&invited.id),
        person: look.person(invited.person),
        kind: match invited.kind {
            InvitedAs::OnTheSpot => Kind::Spot,
            InvitedAs::Printed => Kind::Sheet,
        },
        digits: waiting.digits.clone(),
        used_at: invited.used.as_ref().map(|used| used.at.0).unwrap_or_default(),
    }
}
