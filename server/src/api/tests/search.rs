//! What people type into the one box, and what it finds.

use super::*;
use crate::testing::{GRIDS, HOUSEHOLDS, PEOPLE, take};

/// Bytes of a query as an address carries them.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Dwellings, numbers of people and labels of grids, in their order.
async fn found(browser: &Browser<'_>, typed: &str) -> [Vec<String>; 3] {
    let answer = browser.see(&format!("/api/v1/search?text={}", encoded(typed))).await;
    let all = |rows: &str, at: &str| {
        let rows = answer[rows].as_array().unwrap().iter();
        rows.map(|row| row.pointer(at).unwrap().as_str().unwrap().to_owned()).collect()
    };
    [all("households", "/dwelling"), all("people", "/person/number"), all("grids", "/label")]
}

#[tokio::test]
async fn a_dwelling_a_person_or_a_grid_is_found_as_people_type_it() {
    let served = TestOffice::served();
    let people = PEOPLE.to_owned() + "P20,单静怡（演示）,,网格员,000000901014001,2026-06-01,,\n";
    let households =
        HOUSEHOLDS.to_owned() + "000000901014001,槐荫苑,30,1,102,1,,\n000000901014001,槐荫苑,1,3,102,1,,\n";
    take(&served.app, &served.office.lists(GRIDS, &people, &households));
    let here = Browser::log_in(&served, "P6").await;
    let (third, fourth) = ("槐荫苑 3-1-402", "槐荫苑 3-1-403");
    let both: &[&str] = &[third, fourth];
    for (typed, dwellings, numbers, labels) in [
        ("hyy3-1", both, &[][..], &[][..]),
        ("ＨＹＹ３－１－４０２", &[third], &[], &[]),
        ("槐荫苑3栋1单元402室", &[third], &[], &[]),
        ("槐荫苑 3栋", both, &[], &[]),
        ("槐荫苑 3号楼", both, &[], &[]),
        ("槐荫苑 ４０２", &[third], &[], &[]),
        ("3-1-0402", &[third], &[], &[]),
        ("槐荫 3.1.403", &[fourth], &[], &[]),
        ("hyy 3单元", &["槐荫苑 1-3-102"], &[], &[]),
        ("30栋", &["槐荫苑 30-1-102"], &[], &[]),
        ("向阳巷12", &["向阳巷 12号"], &[], &[]),
        ("12号", &["向阳巷 12号"], &[], &[]),
        ("周向晴", &[], &["P3"], &[]),
        ("zxq", &[], &["P3"], &[]),
        (" p3 ", &[], &["P3"], &[]),
        ("Ｐ３", &[], &["P3"], &[]),
        ("sjy", &[], &["P20"], &[]),
        ("单静", &[], &["P20"], &[]),
        ("p20 静怡", &[], &["P20"], &[]),
        ("示-02", &[], &[], &["示-02"]),
        ("s02", &[], &[], &["示-02"]),
        ("000000901014002", &[], &[], &["示-02"]),
        ("０１４００２", &[], &[], &["示-02"]),
        ("示 002", &[], &[], &["示-02"]),
        ("101", &[], &[], &[]),
    ] {
        assert_eq!(found(&here, typed).await, [dwellings, numbers, labels].map(|all| all.to_vec()), "{typed}");
    }
    served.stop().await;
}

#[tokio::test]
async fn what_means_nothing_or_harm_finds_nothing_and_so_does_another_community() {
    let served = TestOffice::served();
    let here = Browser::log_in(&served, "P6").await;
    let nothing: [Vec<String>; 3] = Default::default();
    for typed in [
        "",
        "  \u{3000} ",
        "zzzz",
        "槐荫苑 9栋",
        "%",
        "_",
        "*",
        "\"",
        "' OR 1=1 --",
        "'; DROP TABLE household_row; --",
        "<script>alert(1)</script>",
        "{n}",
        "a\0b",
        "🙂",
        "\u{202e}",
        "桐花里",
        "P8",
        "何叙白",
        "白榆",
        "例-01",
        &"槐荫苑".repeat(2_000),
    ] {
        assert_eq!(found(&here, typed).await, nothing, "{typed}");
    }
    let there = Browser::log_in(&served, "P8").await;
    assert_eq!(found(&there, "thl").await, [vec!["桐花里 1-101".to_owned()], vec![], vec![]]);
    assert_eq!(found(&there, "hyy").await, nothing);
    served.stop().await;
}
