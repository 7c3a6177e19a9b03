//! Values nobody types, and that are kept all the same.

use super::sample::{attention, cursor, draft, entry, household, household_id, visit};
use crate::document::Value;
use crate::rows::{HouseholdRow, Need, VisitRow};
use crate::store::{Attention, Draft, Entries, OwnEntry, Progress, Store, Write};
use crate::sync::Audience;
use crate::time::{Day, Timestamp};

/// NUL, bidi, four-byte characters, text that is not normalised, SQL and quotes, blanks at the ends.
const TEXTS: &[&str] = &[
    "a\0b\0",
    "\u{202e}倒\u{2066}\u{200b}",
    "𠮷野家🏠👩‍👩‍👧",
    "e\u{301} ﬃ İ",
    "'; DROP TABLE visit_row; --",
    "\"%_*\\ AND OR NEAR",
    " \t\r\n ",
    "\u{feff}\u{fffd}\u{10ffff}",
];

pub(super) fn text_is_kept_as_it_came(store: &mut dyn Store) {
    for text in TEXTS {
        let text = (*text).to_owned();
        let home = HouseholdRow {
            needs: vec![text.clone(), String::new()],
            conflicts: vec![text.clone()],
            ..household(1, &text, &text, &text, &text)
        };
        let seen = VisitRow {
            note: text.clone(),
            needs: vec![Need { code: text.clone(), line: text.clone() }],
            companion: text.clone(),
            office_notes: vec![text.clone()],
            conflicts: vec![text.clone()],
            ..visit(1, 1, 5)
        };
        let fields = vec![(text.clone(), Value::Text(text.clone())), (text.clone(), Value::Bytes(text.clone().into()))];
        let work = Attention { reason: text.clone(), fields, ..attention(1, 3) };
        let batch = vec![Write::Household(home.clone()), Write::Visit(seen.clone()), Write::Attention(work.clone())];
        store.commit(batch).unwrap();
        assert_eq!(store.household(&household_id(1)), Ok(Some(home.clone())), "{text:?}");
        assert_eq!(store.visits_of(&household_id(1)), Ok(vec![seen]), "{text:?}");
        assert_eq!(store.attention(), Ok(vec![work]), "{text:?}");
        assert_eq!(store.search("", 9), Ok(vec![home]), "{text:?}");
    }
    store.commit(vec![Write::Household(household(1, "𠮷野家", "", "", "3"))]).unwrap();
    assert_eq!(store.search("𠮷野", 9).map(|rows| rows.len()), Ok(1));
    assert_eq!(store.search("𠮷3", 9).map(|rows| rows.len()), Ok(1));
}

pub(super) fn empty_and_large_values_are_kept(store: &mut dyn Store) {
    let large: Vec<u8> = (0..3_000_000u32).map(|n| n.to_le_bytes()[1]).collect();
    let objects = vec![large.clone(), vec![], large[..70_000].to_vec()];
    let big = OwnEntry { objects, sealed: vec![], command: vec![], documents: vec![], ..entry(1) };
    let batch = vec![
        Write::Put("large", large.clone()),
        Write::Document(household_id(1), large.clone()),
        Write::Document(household_id(2), vec![]),
        Write::Entry(big.clone()),
        Write::Draft(Draft { form: large.clone(), ..draft(1, 1) }),
    ];
    store.commit(batch).unwrap();
    assert_eq!(store.get("large"), Ok(Some(large.clone())));
    assert_eq!(store.document(&household_id(1)), Ok(Some(large.clone())));
    assert_eq!(store.document(&household_id(2)), Ok(Some(vec![])));
    assert_eq!(store.entries(Entries::All), Ok(vec![big]));
    assert_eq!(store.drafts().unwrap()[0].form, large);
}

pub(super) fn numbers_at_their_ends_are_kept(store: &mut dyn Store) {
    let far = OwnEntry {
        n: u64::MAX,
        progress: Progress::Received(Timestamp(i64::MIN)),
        replays: u8::MAX,
        made_at: Timestamp(i64::MAX),
        ..entry(1)
    };
    let seen = VisitRow { follow_up: Some(Day(i32::MIN)), ..visit(1, 1, i32::MAX) };
    let work = Attention { item: u32::MAX, fields: vec![("n".into(), Value::Int(i64::MIN))], ..attention(1, i64::MAX) };
    let batch = vec![
        Write::Entry(far.clone()),
        Write::Household(household(1, "", "", "", "")),
        Write::Visit(seen),
        Write::Attention(work.clone()),
        Write::Cursor(Audience::org(), cursor(u64::MAX)),
        Write::Enter(Audience::org(), household_id(1), Some(Timestamp(i64::MAX))),
    ];
    store.commit(batch).unwrap();
    assert_eq!(store.entries(Entries::All), Ok(vec![far]));
    assert_eq!(store.attention(), Ok(vec![work]));
    assert_eq!(store.cursors(), Ok(vec![(Audience::org(), cursor(u64::MAX))]));
    assert_eq!(store.is_member(&household_id(1), Timestamp(i64::MAX)), Ok(false));
    let standing = store.standings().unwrap().remove(0);
    assert_eq!((standing.last_visit, standing.follow_up), (Some(Day(i32::MAX)), Some(Day(i32::MIN))));
}
