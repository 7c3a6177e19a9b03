//! What a person named: an id, the beginning of one, or a dwelling.

use crate::failure::Failure;
use crate::shape::HouseholdShape;
use lianxin_core::companion::{Companion, PostView};
use lianxin_core::error::Error;
use lianxin_core::id::{AssignmentId, DocumentId};
use lianxin_core::role::Role;
use lianxin_core::{household, visit};
use std::fmt::Display;

/// Characters of an id that name a thing, if only one begins so. Fewer could be a room's number.
const MIN_PREFIX: usize = 6;
/// Candidates shown when a dwelling is not one household's alone.
const CANDIDATES: usize = 20;

/// Whether an id is the one named, whole or by its beginning.
pub fn is_named(id: &impl Display, name: &str) -> bool {
    name.len() >= MIN_PREFIX && name.is_ascii() && {
        let (id, name) = (id.to_string(), name.to_ascii_uppercase());
        id.starts_with(&name)
    }
}

/// The only thing of a list with this name.
pub fn only<T>(things: impl IntoIterator<Item = T>, is_it: impl Fn(&T) -> bool) -> Result<T, Failure> {
    let mut found = things.into_iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(thing), None) => Ok(thing),
        _ => Err(Failure::NoSuchName),
    }
}

/// A household by its id, the beginning of it, or its dwelling.
pub fn household(companion: &Companion, name: &str) -> Result<DocumentId, Failure> {
    let name = name.trim();
    if let Some(id) = DocumentId::parse(name).filter(|id| id.family() == household::CODE) {
        return Ok(id);
    }
    if name.is_empty() {
        return Err(Error::NotFound.into());
    }
    let all = companion.search("", usize::MAX)?;
    let mut named = all.iter().filter(|row| is_named(&row.id, name));
    if let (Some(row), None) = (named.next(), named.next()) {
        return Ok(row.id);
    }
    let found = companion.search(name, CANDIDATES)?;
    match found.as_slice() {
        [] => Err(Error::NotFound.into()),
        [row] => Ok(row.id),
        several => Err(Failure::SeveralHouseholds(several.iter().map(HouseholdShape::from).collect())),
    }
}

/// A visit by its id or the beginning of it.
pub fn visit(companion: &Companion, name: &str) -> Result<DocumentId, Failure> {
    let name = name.trim();
    if let Some(id) = DocumentId::parse(name).filter(|id| id.family() == visit::CODE) {
        return Ok(id);
    }
    let mut visits: Vec<DocumentId> = companion.today()?.done.iter().map(|row| row.id).collect();
    for row in companion.search("", usize::MAX)? {
        visits.extend(companion.household(row.id)?.visits.iter().map(|view| view.row.id));
    }
    visits.sort_unstable();
    visits.dedup();
    only(visits, |id| is_named(id, name))
}

/// A post of the person by its title, its letters, its place or its id.
pub fn post(posts: Vec<PostView>, name: &str) -> Result<AssignmentId, Failure> {
    let is_it =
        |post: &PostView| Role::parse(name) == Some(post.role) || post.place == name || is_named(&post.id, name);
    only(posts, is_it).map(|post| post.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_named_by_six_of_its_first_characters() {
        let id = DocumentId([2; 16]);
        let text = id.to_string();
        assert!(is_named(&id, &text) && is_named(&id, &text[..6]) && is_named(&id, &text[..6].to_lowercase()));
        assert!(!is_named(&id, &text[..5]) && !is_named(&id, &text[1..8]) && !is_named(&id, "连心里"));
    }

    #[test]
    fn a_name_that_two_things_have_names_neither() {
        assert!(matches!(only([1, 2, 3], |n| *n > 2), Ok(3)));
        assert!(matches!(only([1, 2, 3], |n| *n > 1), Err(Failure::NoSuchName)));
        assert!(matches!(only([1, 2, 3], |n| *n > 3), Err(Failure::NoSuchName)));
    }
}
