//! The keys of a document: `field`, or `list/item/field` for what grows by many hands.

use crate::id::to_base32;

/// The longest name of a field or list.
const MAX_NAME: usize = 32;
/// Five bytes in Crockford base32.
const ITEM_CHARS: usize = 8;

/// The parts of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// A field of the document.
    Field(&'a str),
    /// A field of one item of a list.
    Item {
        /// The list's name.
        list: &'a str,
        /// The item's id, eight base32 characters in upper case: one item, one key.
        item: &'a str,
        /// The field's name.
        field: &'a str,
    },
}

impl<'a> Key<'a> {
    /// Reads a key; none if it has not one of the two forms.
    pub fn parse(key: &'a str) -> Option<Self> {
        let mut parts = key.split('/');
        match (parts.next()?, parts.next(), parts.next(), parts.next()) {
            (field, None, ..) => is_name(field).then_some(Self::Field(field)),
            (list, Some(item), Some(field), None) => {
                (is_name(list) && is_item(item) && is_name(field)).then_some(Self::Item { list, item, field })
            }
            _ => None,
        }
    }
}

/// The id of a new item from five random bytes.
pub fn item_id(random: &[u8; 5]) -> String {
    to_base32(random)
}

/// The key of an item's field.
pub fn item_key(list: &str, item: &str, field: &str) -> String {
    format!("{list}/{item}/{field}")
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

fn is_item(item: &str) -> bool {
    item.len() == ITEM_CHARS
        && item.bytes().all(|b| match b {
            b'I' | b'L' | b'O' | b'U' => false,
            other => other.is_ascii_uppercase() || other.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_field_or_a_field_of_an_item() {
        assert_eq!(Key::parse("outcome"), Some(Key::Field("outcome")));
        let key = item_key("step", &item_id(&[1, 2, 3, 4, 255]), "after");
        assert_eq!(Key::parse(&key), Some(Key::Item { list: "step", item: "0410617Z", field: "after" }));
        assert!(Key::parse(&"x".repeat(32)).is_some());
    }

    #[test]
    fn other_keys_are_refused() {
        let long = "x".repeat(33);
        for key in [
            "",
            "Note",
            "no-te",
            "备注",
            "a b",
            "a/b",
            "/",
            "a//b",
            "a/041061ZZ",
            "a/041061ZZ/",
            "/041061ZZ/b",
            "a/041061Z/b",
            "a/041061ZZZ/b",
            "a/0410617z/b",
            "a/041061LZ/b",
            "a/041061UZ/b",
            "a/041061ZZ/b/c",
            "a/041061é/b",
            &long,
        ] {
            assert_eq!(Key::parse(key), None, "{key}");
        }
    }
}
