//! A family of documents is one declaration. Checking, rights, reading, the purposes list (P-01) and the data
//! dictionary all walk it; nothing else knows which keys a document may have.
//!
//! A pattern is a key (`outcome`) or a field of a list (`need/*/code`). Declarations only grow.

use crate::code::GridCode;
use crate::document::{Key, Value};
use crate::id::{AssignmentId, DocumentId, PersonId};

/// One kind of document.
#[derive(Debug)]
pub struct Family {
    /// The first byte of every id of the family.
    pub code: u8,
    /// One word, the same in code, SQL, JSON and docs.
    pub name: &'static str,
    /// Fields that the creating change sets once and that decide audiences.
    pub home: &'static [&'static str],
    /// How long the document is kept.
    pub keep: Keep,
    /// What may outlive it in counts.
    pub residue: &'static [&'static str],
    /// Every key a document of the family may have.
    pub fields: &'static [Field],
}

/// One key, or one field of a list.
#[derive(Debug)]
pub struct Field {
    /// The key, with `*` for the id within a list.
    pub pattern: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Who may write it.
    pub write: WrittenBy,
    /// What it is for (P-01).
    pub purpose: Purpose,
    /// Says something about a resident.
    pub personal: bool,
}

/// What values a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One of these words.
    Word(&'static [&'static str]),
    /// Text of at most so many characters.
    Text(usize),
    /// A whole number within bounds.
    Number(i64, i64),
    /// A calendar day, as days since 1970-01-01.
    Day,
    /// An instant in milliseconds.
    Instant,
    /// A grid code.
    Grid,
    /// A person's id.
    Person,
    /// An assignment's id.
    Assignment,
    /// A document of the family with this code.
    Document(u8),
}

/// Who may write a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenBy {
    /// The creating change, once; the value must be the author's own.
    Home,
    /// The document's author, while it is open.
    AuthorWhileOpen,
    /// Whoever keeps the household's ledger, and the office.
    Ledger,
    /// The creating change of whoever may create the document, and the office later.
    CreatorThenOffice,
    /// The office.
    Office,
}

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Serving the household.
    Service,
    /// Finding the dwelling.
    Dwelling,
    /// Knowing who answers for the record.
    Responsibility,
    /// Correcting the record.
    Correction,
}

/// How long a document is kept (mechanisms §1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// So many years after it was made.
    Years(u8),
    /// Until the household has been gone for so many years.
    YearsAfterLeaving(u8),
}

/// Every family this build knows.
pub static FAMILIES: &[&Family] = &[&crate::household::HOUSEHOLD, &crate::visit::VISIT];

impl Family {
    /// Finds the family of a document.
    pub fn of(document: &DocumentId) -> Option<&'static Self> {
        FAMILIES.iter().copied().find(|f| f.code == document.family())
    }

    /// Finds the declaration of a key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.takes(key))
    }
}

impl Field {
    /// Declares a field.
    pub const fn new(pattern: &'static str, kind: Kind, write: WrittenBy, purpose: Purpose) -> Self {
        Self { pattern, kind, write, purpose, personal: false }
    }

    /// Marks the field as saying something about a resident.
    pub const fn personal(self) -> Self {
        Self { personal: true, ..self }
    }

    /// The name of the field, or of the list it stands in.
    pub fn name(&self) -> &'static str {
        self.pattern.split_once('/').map_or(self.pattern, |(list, _)| list)
    }

    /// Whether the pattern is this key's.
    pub fn takes(&self, key: &str) -> bool {
        match (self.pattern.split_once("/*/"), Key::parse(key)) {
            (None, Some(Key::Field(field))) => self.pattern == field,
            (Some((list, name)), Some(Key::Item { list: of, field, .. })) => (list, name) == (of, field),
            _ => false,
        }
    }

    /// Whether the value is one the field takes.
    pub fn allows(&self, value: &Value) -> bool {
        match (self.kind, value) {
            (Kind::Word(words), Value::Text(text)) => words.contains(&text.as_str()),
            (Kind::Text(max), Value::Text(text)) => text.chars().count() <= max && !text.contains('\0'),
            (Kind::Number(min, max), Value::Int(number)) => (min..=max).contains(number),
            (Kind::Day, Value::Int(day)) => i32::try_from(*day).is_ok(),
            (Kind::Instant, Value::Int(_)) => true,
            (Kind::Grid, Value::Int(grid)) => u64::try_from(*grid).is_ok_and(|g| GridCode::from_number(g).is_ok()),
            (Kind::Person, Value::Bytes(id)) => PersonId::from_slice(id).is_some(),
            (Kind::Assignment, Value::Bytes(id)) => AssignmentId::from_slice(id).is_some(),
            (Kind::Document(family), Value::Bytes(id)) => {
                DocumentId::from_slice(id).is_some_and(|id| id.family() == family)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_patterns_are_unique_and_every_home_field_is_declared_home() {
        for (index, family) in FAMILIES.iter().enumerate() {
            assert!(FAMILIES[..index].iter().all(|f| f.code != family.code && f.name != family.name));
            for (at, field) in family.fields.iter().enumerate() {
                assert!(family.fields[..at].iter().all(|f| f.pattern != field.pattern), "{}", field.pattern);
                assert_eq!(family.home.contains(&field.pattern), field.write == WrittenBy::Home, "{}", field.pattern);
            }
            assert!(family.residue.iter().all(|r| family.field(r).is_some_and(|f| !f.personal)), "{}", family.name);
        }
    }

    #[test]
    fn no_family_has_a_field_that_is_prohibited() {
        // P-02, with P-26 and H2 for what is never collected about staff or asked of them.
        let refused = [
            "citizen",
            "id_number",
            "identity",
            "religion",
            "ethnic",
            "political",
            "petition",
            "criminal",
            "drug",
            "diagnosis",
            "disease",
            "hiv",
            "sexual",
            "biometric",
            "bank",
            "income",
            "wechat",
            "plate",
            "school",
            "photo",
            "location",
            "latitude",
            "longitude",
            "duration",
            "started_at",
            "opened_at",
            "name",
            "phone",
        ];
        for family in FAMILIES {
            for field in family.fields {
                assert!(refused.iter().all(|word| !field.pattern.contains(word)), "{} {}", family.name, field.pattern);
            }
        }
    }

    #[test]
    fn no_document_that_many_people_share_holds_free_text_about_a_resident() {
        // P-19: personal free text lives in a visit, which has one author and its own retention.
        for family in FAMILIES {
            for field in family.fields.iter().filter(|f| f.personal) {
                let free = matches!(field.kind, Kind::Text(max) if max > 40);
                assert!(!free || family.keep == Keep::Years(2), "{} {}", family.name, field.pattern);
            }
        }
    }

    #[test]
    fn a_pattern_takes_its_own_keys_only() {
        let field = Field::new("need/*/code", Kind::Text(24), WrittenBy::Ledger, Purpose::Service);
        assert!(field.takes("need/0A1B2C3D/code"));
        assert!(!field.takes("need/0A1B2C3D/line") && !field.takes("need/x/code") && !field.takes("need"));
    }
}
