//! Finding dwellings.

use super::sample::{household, household_id};
use crate::store::{Store, Write};

fn found(store: &dyn Store, typed: &str, limit: usize) -> Vec<u8> {
    store.search(typed, limit).unwrap().iter().map(|row| row.id.0[1]).collect()
}

fn estates(store: &mut dyn Store) {
    let rows = [
        household(1, "丰泽小区", "3栋", "2单元", "401"),
        household(2, "丰泽小区", "3栋", "2单元", "4011"),
        household(3, "丰泽小区", "13栋", "2单元", "0401室"),
        household(4, "汇景花园", "10", "1", "1001"),
        household(5, "汇景花园", "1", "1", "1001"),
        household(6, "长安苑", "A座", "1", "1203"),
        household(7, "", "", "", ""),
    ];
    store.commit(rows.into_iter().map(Write::Household).collect()).unwrap();
}

pub(super) fn a_dwelling_is_found_by_name_initials_and_numbers(store: &mut dyn Store) {
    estates(store);
    for (typed, expected) in [
        ("丰", &[1, 2, 3][..]),
        ("区", &[1, 2, 3]),
        ("丰泽3-2-401", &[1, 2]),
        ("fz3-2", &[1, 2]),
        ("ＦＺ 3栋", &[1, 2]),
        ("第13栋", &[3]),
        ("花园", &[5, 4]),
        ("a座", &[6]),
        ("zay", &[6]),
        ("cay 1203", &[6]),
        ("丰泽 1001", &[]),
        ("泽丰", &[]),
    ] {
        assert_eq!(found(store, typed, 9), expected, "{typed}");
    }
    assert_eq!(store.search("cay", 9), Ok(vec![household(6, "长安苑", "A座", "1", "1203")]));
}

pub(super) fn the_very_number_comes_first_and_then_the_order_of_dwelling(store: &mut dyn Store) {
    estates(store);
    assert_eq!(found(store, "401", 9), [1, 3, 2]);
    assert_eq!(found(store, "40", 9), [1, 2, 3]);
    assert_eq!(found(store, "hj1", 9), [5, 4]);
    assert_eq!(found(store, "", 9), [7, 6, 1, 2, 3, 5, 4], "nothing typed means every one");
    assert_eq!(found(store, " \u{3000} ", 9).len(), 7);
}

pub(super) fn at_most_the_limit_is_given(store: &mut dyn Store) {
    estates(store);
    assert_eq!(found(store, "401", 2), [1, 3]);
    assert!(found(store, "401", 0).is_empty());
    assert_eq!(found(store, "丰泽", usize::MAX), [1, 2, 3]);
}

pub(super) fn a_changed_or_dropped_household_is_found_by_its_new_name_only(store: &mut dyn Store) {
    estates(store);
    store.commit(vec![Write::Household(household(1, "清泉里", "3栋", "2单元", "401"))]).unwrap();
    assert_eq!((found(store, "丰泽3-2", 9), found(store, "清泉", 9)), (vec![2], vec![1]));
    store.commit(vec![Write::DropRow(household_id(2)), Write::DropDocument(household_id(1))]).unwrap();
    assert_eq!((found(store, "3-2", 9), found(store, "清泉", 9)), (vec![], vec![]));
    estates(store);
    assert_eq!(found(store, "丰泽3-2", 9), [1, 2]);
}

pub(super) fn what_is_typed_is_never_syntax(store: &mut dyn Store) {
    estates(store);
    let odd = household(20, "AND OR NOT", "%", "_", "\"'*");
    store.commit(vec![Write::Household(odd)]).unwrap();
    for typed in [
        "%",
        "_",
        "\"",
        "'",
        "*",
        "\\",
        "丰*",
        "\"丰\"",
        "丰 AND 泽小",
        "丰 OR 汇",
        "NOT 丰",
        "NEAR(丰 泽)",
        "^丰",
        "words:丰",
        "{words}:丰",
        "-丰",
        "(丰",
        "丰)",
        "';DROP TABLE household_row;--",
        "丰\0泽",
        "\0",
        "丰_",
        "丰%区",
        "🏠",
        "𠮷",
    ] {
        let ids = found(store, typed, 99);
        assert!(!ids.contains(&7) && ids.len() < 8, "{typed:?} found {ids:?}");
    }
    assert_eq!(found(store, "and", 9), [20]);
    assert!(found(store, "丰%", 9).is_empty());
    let long = "丰".repeat(10_000);
    assert!(found(store, &long, 9).is_empty());
    assert_eq!(found(store, "", 99).len(), 8);
}
