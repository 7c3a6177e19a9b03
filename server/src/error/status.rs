//! Code and status of what other parts of the office say went wrong.

use crate::decide::DecideError;
use crate::enrolment::Refused;
use crate::node::DeskError;
use crate::office::AskError;
use crate::storage::StorageError;
use axum::http::StatusCode;
use lianxin_core::entry::RefusalCode;
use lianxin_core::note_check::HitKind;
use lianxin_core::sync::EnvelopeError;

pub(super) fn note(kind: HitKind) -> &'static str {
    match kind {
        HitKind::BankCard => "note.bank_card",
        _ => "note.citizen_number",
    }
}

pub(super) const INTERNAL: (&str, StatusCode) = ("server.internal", StatusCode::INTERNAL_SERVER_ERROR);

pub(super) fn storage(error: &StorageError) -> (&'static str, StatusCode) {
    match error {
        StorageError::Full => (error.code(), StatusCode::INSUFFICIENT_STORAGE),
        _ => INTERNAL,
    }
}

pub(super) fn ask(error: &AskError) -> (&'static str, StatusCode) {
    let status = match error {
        AskError::Envelope(EnvelopeError::TooLarge | EnvelopeError::Inflate) => StatusCode::PAYLOAD_TOO_LARGE,
        AskError::Envelope(EnvelopeError::Malformed | EnvelopeError::Version(_)) => StatusCode::BAD_REQUEST,
        AskError::Envelope(EnvelopeError::Signature) | AskError::UnknownDevice(_) | AskError::Revoked(_) => {
            StatusCode::FORBIDDEN
        }
        AskError::Storage(error) => return storage(error),
    };
    (error.code(), status)
}

pub(super) fn enrol(refused: Refused) -> (&'static str, StatusCode) {
    match refused {
        Refused::Unknown => ("enrol.unknown", StatusCode::NOT_FOUND),
        Refused::Proof => ("enrol.proof", StatusCode::FORBIDDEN),
        Refused::Locked => ("enrol.locked", StatusCode::GONE),
        Refused::Used => ("enrol.used", StatusCode::GONE),
        Refused::Expired => ("enrol.expired", StatusCode::GONE),
        Refused::WeakKey => ("key.weak", StatusCode::UNPROCESSABLE_ENTITY),
        Refused::KeyInUse => ("key.in_use", StatusCode::CONFLICT),
    }
}

pub(super) fn decide(error: &DecideError) -> (&'static str, StatusCode) {
    match error {
        DecideError::Unknown(_) => ("entry.unknown", StatusCode::NOT_FOUND),
        DecideError::NotHeld(_) => ("entry.not_held", StatusCode::CONFLICT),
        DecideError::Filed(_) => ("entry.filed", StatusCode::CONFLICT),
        DecideError::Behind { .. } => ("entry.behind", StatusCode::CONFLICT),
        DecideError::Storage(error) => storage(error),
    }
}

pub(super) fn desk(error: &DeskError) -> (&'static str, StatusCode) {
    match error {
        DeskError::UnknownDocument(_) => ("not_found", StatusCode::NOT_FOUND),
        DeskError::UnknownDevice(_) => ("phone.unknown", StatusCode::NOT_FOUND),
        DeskError::Refused(RefusalCode::Rights) => ("desk.rights", StatusCode::FORBIDDEN),
        DeskError::Refused(RefusalCode::Value) => ("desk.value", StatusCode::UNPROCESSABLE_ENTITY),
        DeskError::Settled => ("conflict.settled", StatusCode::CONFLICT),
        DeskError::NotAmong => ("conflict.other", StatusCode::CONFLICT),
        DeskError::Refused(_) => ("desk.refused", StatusCode::CONFLICT),
        DeskError::Held(_) => ("desk.held", StatusCode::CONFLICT),
        DeskError::Page(_) => INTERNAL,
        DeskError::Storage(error) => storage(error),
    }
}
