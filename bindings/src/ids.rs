//! Ids, codes, days and instants as they cross: text an app keeps and hands back without looking inside. What is no
//! such text is an error of the call it was given to.

use crate::error::PhoneError;
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::error::{Error, Rule};
use lianxin_core::id::{AssignmentId, DocumentId, Hash, PersonId, from_base32, to_base32};
use lianxin_core::time::{Day, Timestamp};

/// Names a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftId(pub [u8; 16]);

fn lift<T>(what: &'static str, value: Option<T>) -> uniffi::Result<T> {
    value.ok_or_else(|| PhoneError::from(Error::Value { field: what, rule: Rule::Name }).into())
}

uniffi::custom_type!(
    /// A household, visit or other document.
    DocumentId, String, {
    remote,
    try_lift: |text| lift("document", DocumentId::parse(&text)),
    lower: |id| id.to_string(),
});
uniffi::custom_type!(
    /// A person of the registers.
    PersonId, String, {
    remote,
    try_lift: |text| lift("person", PersonId::parse(&text)),
    lower: |id| id.to_string(),
});
uniffi::custom_type!(
    /// A post held by a person from a date.
    AssignmentId, String, {
    remote,
    try_lift: |text| lift("assignment", AssignmentId::parse(&text)),
    lower: |id| id.to_string(),
});
uniffi::custom_type!(
    /// An entry of this phone.
    Hash, String, {
    remote,
    try_lift: |text| lift("hash", Hash::parse(&text)),
    lower: |hash| hash.to_string(),
});
uniffi::custom_type!(
    /// A draft.
    DraftId, String, {
    try_lift: |text| lift("draft", from_base32(&text).and_then(|bytes| bytes.try_into().ok()).map(DraftId)),
    lower: |id| to_base32(&id.0),
});
uniffi::custom_type!(
    /// Fifteen digits.
    GridCode, String, {
    remote,
    try_lift: |text| lift("grid", GridCode::parse(&text).ok()),
    lower: |code| code.to_string(),
});
uniffi::custom_type!(
    /// A grid, `grid#bundle` or a community of twelve digits.
    Scope, String, {
    remote,
    try_lift: |text| lift("scope", Scope::parse(&text).ok()),
    lower: |scope| scope.to_string(),
});
uniffi::custom_type!(
    /// `YYYY-MM-DD` in the office's calendar.
    Day, String, {
    remote,
    try_lift: |text| lift("day", Day::parse(&text)),
    lower: |day| day.to_string(),
});
uniffi::custom_type!(
    /// Milliseconds since 1970-01-01 UTC.
    Timestamp, i64, {
    remote,
    try_lift: |ms| Ok(Timestamp(ms)),
    lower: |time| time.0,
});
