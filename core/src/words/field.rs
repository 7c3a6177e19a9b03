//! Labels of fields.

use super::{Key, Lang};

/// The label of a field, from its key or from the name an error gives it.
pub fn label(key: &str) -> Option<Key> {
    let name = key.split_once('/').map_or(key, |(list, _)| list);
    Some(match name {
        "household" => Key::FieldHousehold,
        "estate" => Key::FieldEstate,
        "building" => Key::FieldBuilding,
        "unit" => Key::FieldUnit,
        "room" => Key::FieldRoom,
        "outcome" => Key::FieldOutcome,
        "purpose" => Key::FieldPurpose,
        "note" => Key::FieldNote,
        "need" => Key::FieldNeed,
        "follow_up" => Key::FieldFollowUp,
        "companion" => Key::FieldCompanion,
        "wish" => Key::FieldWish,
        "day" => Key::FieldDay,
        "class" => Key::FieldClass,
        "bundle" => Key::FieldBundle,
        "grid" | "link" => Key::FieldGrid,
        "office_note" => Key::FieldOfficeNote,
        "post" | "assignment" => Key::FieldPost,
        "author" => Key::FieldAuthor,
        "gone" => Key::FieldGone,
        _ => return None,
    })
}

/// The label of a field as people read it; the key where this build has no label.
pub fn field_label(key: &str, lang: Lang) -> String {
    label(key).map_or_else(|| key.to_owned(), |label| label.template(lang).to_owned())
}
