//! What a row must say, alone and beside the others.

use super::*;

#[test]
fn a_grid_code_is_checked_against_its_length_its_community_and_the_other_rows() {
    assert_eq!(
        only_grid("61048100101403,东南-03,,,,400,1040,2026-06-01"),
        (ProblemCode::GridMalformed, "grids.csv line 4 column 1 \"网格编码\"".into())
    );
    assert_eq!(only_grid("6.10481E+14,东南-03,,,,400,1040,2026-06-01").0, ProblemCode::CodeScientific);
    assert_eq!(only_grid("610481009014003,东南-03,,,,400,1040,2026-06-01").0, ProblemCode::CommunityUnknown);
    assert_eq!(only_grid("610481001014002,东南-03,,,,400,1040,2026-06-01").0, ProblemCode::GridTwice);
    assert_eq!(
        only_grid("610481001014003,东南-03,,610481001015,,400,1040,2026-06-01").0,
        ProblemCode::CommunityDiffers
    );
    assert_eq!(
        only_grid("610481001014003,东南-03,,61048100101,,400,1040,2026-06-01").0,
        ProblemCode::CommunityMalformed
    );
    assert_eq!(only_grid("610481001014003,东南-03,特殊,,,400,1040,2026-06-01").0, ProblemCode::KindUnknown);
    assert_eq!(only_grid("610481001014003,,,,,400,1040,2026-06-01").0, ProblemCode::CellEmpty);
    assert_eq!(only_grid("610481001014003,东南-03,,,,400户,1040,2026-06-01").0, ProblemCode::NumberBad);
    assert_eq!(only_grid("610481001014003,东南-03,,,,400,1040,2026-02-30").0, ProblemCode::DateBad);
    assert_eq!(only_grid("610481001014003,东南-03,,,,400,1040,2206-02-03").0, ProblemCode::DateRange);
}

#[test]
fn the_size_of_a_grid_is_a_note_by_the_articles_or() {
    for (households, people, code) in [
        (299, 999, Some("GRID_TOO_SMALL")),
        (300, 999, None),
        (299, 1_000, None),
        (501, 1_501, Some("GRID_TOO_LARGE")),
        (500, 1_501, None),
        (501, 1_500, None),
        (299, 1_501, Some("GRID_RATIO_ODD")),
        (501, 999, Some("GRID_RATIO_ODD")),
        (400, 700, None),
    ] {
        let read =
            read_text(&GRIDS.replace("412,1090", &format!("{households},{people}")), PEOPLE, HOUSEHOLDS).unwrap();
        assert_eq!(read.notes.first().map(|n| n.code.code()), code, "{households} {people}");
    }
}

#[test]
fn demonstration_codes_are_known_and_never_mixed_with_real_ones() {
    let demo = |text: &str| text.replace("610481001014", "000000901014");
    assert!(read_text(&demo(GRIDS), &demo(PEOPLE), &demo(HOUSEHOLDS)).is_ok());
    let problem = only_grid("000000901014001,示-01,,,,400,1040,2026-06-01");
    assert_eq!(problem, (ProblemCode::DemoMixed, "grids.csv line 4".into()));
    assert_eq!(only_people("P9,骆知禾（演示）,,社区书记,000000901014,2026-06-01,,").0, ProblemCode::DemoMixed);
}

#[test]
fn an_unknown_role_is_told_which_there_are() {
    let problems =
        read_text(GRIDS, &people("P9,骆知禾（演示）,,小队长,610481001014001,2026-06-01,,"), HOUSEHOLDS).unwrap_err();
    assert_eq!(
        problems.list[0].zh(),
        "people.csv 第 10 行 第 4 列「角色」: 没有“小队长”这个角色。可以写: 网格员、报到党员、网格长、先锋队长、副网格长、联户长、社区书记、社区办公室"
    );
    assert!(
        problems.list[0]
            .en()
            .starts_with("people.csv line 10 column 4 \"角色\": there is no role \"小队长\". It can be: grid worker,")
    );
}

#[test]
fn a_scope_has_the_kind_its_role_needs_and_lies_in_the_lists() {
    let of = |role: &str, scope: &str| only_people(&format!("P9,骆知禾（演示）,,{role},{scope},2026-06-01,,")).0;
    assert_eq!(of("网格员", "610481001014"), ProblemCode::ScopeWrongKind);
    assert_eq!(of("联户长", "610481001014001"), ProblemCode::ScopeWrongKind);
    assert_eq!(of("社区书记", "610481001014001"), ProblemCode::ScopeWrongKind);
    assert_eq!(of("网格员", "610481001014009"), ProblemCode::ScopeNoGrid);
    assert_eq!(of("联户长", "610481001014009#1"), ProblemCode::ScopeNoGrid);
    assert_eq!(of("社区书记", "610481009014"), ProblemCode::ScopeUnknown);
    assert_eq!(of("网格员", "610481009014001"), ProblemCode::ScopeUnknown);
    assert_eq!(of("网格员", "901014001"), ProblemCode::ScopeMalformed);
    assert_eq!(of("联户长", "610481001014001#0"), ProblemCode::ScopeMalformed);
    assert_eq!(of("网格员", "6.1E+14"), ProblemCode::CodeScientific);
    assert_eq!(of("网格员", ""), ProblemCode::CellEmpty);
    assert_eq!(ProblemCode::ScopeUnknown.code(), "scope.unknown");
}

#[test]
fn a_person_whose_rows_disagree_is_told_without_repeating_name_or_phone() {
    let problems =
        read_text(GRIDS, &people("P5,沈某某,000-7654321,网格员,610481001014002,2026-06-01,,"), HOUSEHOLDS).unwrap_err();
    assert_eq!(
        problems.list[0].zh(),
        "people.csv 第 10 行 第 2 列「姓名」: 编号“P5”的姓名与第 6 行不同。同一编号必须是同一个人;请改正其中一行"
    );
    assert_eq!(
        only_people("P1,秦知禾（演示）,000-7654321,网格员,610481001014002,2026-06-01,,").0,
        ProblemCode::PersonDisagrees
    );
    let lists =
        read_text(GRIDS, &people("P1,秦知禾（演示）,,网格员,610481001014002,2026-06-01,,"), HOUSEHOLDS).unwrap().lists;
    assert_eq!(lists.posts[8].value.duty_phone.as_deref(), Some("000-1234567"), "a blank is no disagreement");
}

#[test]
fn a_grid_has_one_captain_and_one_chief_at_a_time() {
    let captain = |from: &str, to: &str| people(&format!("P9,骆知禾（演示）,,先锋队长,610481001014001,{from},{to},"));
    let read = |text: &str| read_text(GRIDS, text, HOUSEHOLDS);
    assert_eq!(
        only(read(&captain("2026-08-01", ""))),
        (ProblemCode::CaptainTwo, "people.csv line 10 column 5 \"范围\"".into())
    );
    assert_eq!(only(read(&captain("2026-01-01", "2026-06-01"))).0, ProblemCode::CaptainTwo, "the end is the last day");
    assert_eq!(read(&captain("2026-01-01", "2026-05-31")).unwrap().notes[0].code, NoteCode::PostOver);
    assert_eq!(only_people("P9,骆知禾（演示）,,网格长,610481001014001,2026-08-01,,").0, ProblemCode::ChiefTwo);
    assert_eq!(only_people("P9,骆知禾（演示）,,联户长,610481001014001#1,2026-08-01,,").0, ProblemCode::LeadTwo);
    assert_eq!(only_people("P5,沈明野（演示）,,报到党员,610481001014001,2026-08-01,,").0, ProblemCode::PostTwice);
    assert_eq!(
        only_people("P3,周向晴（演示）,,网格长,610481001014002,2026-08-01,2026-09-01,P4").0,
        ProblemCode::SignersSame
    );
}

#[test]
fn a_substitute_acts_for_a_stated_period_for_somebody_who_holds_the_post() {
    let of = |role: &str, to: &str, person: &str| {
        only_people(&format!("P9,骆知禾（演示）,,{role},610481001014001,2026-11-20,{to},{person}")).0
    };
    assert_eq!(of("先锋队长", "", "P1"), ProblemCode::SubstituteNoEnd);
    assert_eq!(of("先锋队长", "2026-12-01", "P77"), ProblemCode::SubstituteUnknown);
    assert_eq!(of("先锋队长", "2026-12-01", "P3"), ProblemCode::SubstituteNotHeld);
    assert_eq!(of("先锋队长", "2026-12-01", "P9"), ProblemCode::SubstituteSelf);
    assert_eq!(
        only_people("P9,骆知禾（演示）,,先锋队长,610481001014002,2026-12-01,2026-12-09,P3").0,
        ProblemCode::CaptainTwo
    );
    assert!(
        read_text(GRIDS, &people("P9,骆知禾（演示）,,先锋队长,610481001014002,2026-12-04,2026-12-09,P3"), HOUSEHOLDS)
            .is_ok()
    );
}

#[test]
fn a_deputy_has_at_most_six_grids_at_a_time() {
    let (mut grids, mut posts) = (GRIDS.to_owned(), String::new());
    for n in 3..10 {
        grids += &format!("61048100101400{n},东南-0{n},,,,400,1040,2026-06-01\n");
    }
    for n in 1..8 {
        posts += &format!("D1,温若木（演示）,,副网格长,61048100101400{n},2026-06-01,,\n");
    }
    assert_eq!(
        only(read_text(&grids, &people(&posts), HOUSEHOLDS)),
        (ProblemCode::DeputyMany, "people.csv line 16 column 5 \"范围\"".into())
    );
    let relieved = posts.replace("001,2026-06-01,,", "001,2026-05-01,2026-05-31,");
    assert!(read_text(&grids, &people(&relieved), HOUSEHOLDS).is_ok());
}

#[test]
fn bad_dates_and_persons_have_their_own_messages() {
    assert_eq!(only_people("P9,骆知禾（演示）,,网格员,610481001014001,06/01/2026,,").0, ProblemCode::DateBad);
    assert_eq!(
        only_people("P9,骆知禾（演示）,,网格员,610481001014001,2026-06-01,2026-05-31,").0,
        ProblemCode::PeriodReversed
    );
    assert_eq!(only_people("P9,骆知禾（演示）,,网格员,610481001014001,,,").0, ProblemCode::CellEmpty);
    assert_eq!(only_people("P/9,骆知禾（演示）,,网格员,610481001014001,2026-06-01,,").0, ProblemCode::PersonMalformed);
    assert_eq!(only_people("P9,骆知禾（演示）,分机,网格员,610481001014001,2026-06-01,,").0, ProblemCode::PhoneBad);
}

#[test]
fn a_household_lies_in_a_known_grid_and_stands_once() {
    assert_eq!(only_household("610481001014009,槐荫苑,9,,,,,").0, ProblemCode::GridUnknown);
    assert_eq!(
        only_household("610481001014001,槐荫苑,3号楼,1单元,0402室,,,"),
        (ProblemCode::DwellingTwice, "households.csv line 5 column 2 \"小区\"".into())
    );
    assert_eq!(only_household("610481001014002,槐荫苑,3,1,402,,,").0, ProblemCode::DwellingTwoGrids);
    assert_eq!(only_household("610481001014001,槐荫苑,,,,,,").0, ProblemCode::DwellingIncomplete);
    assert_eq!(only_household("610481001014001,,9,,,,,").0, ProblemCode::CellEmpty);
    assert_eq!(only_household("610481001014001,槐荫苑,9,,,100,,").0, ProblemCode::BundleBad);
    assert_eq!(only_household("610481001014001,槐荫苑,9,,,610481001014002#1,,").0, ProblemCode::BundleBad);
}

#[test]
fn there_are_three_classes_and_they_agree_with_the_needs() {
    assert_eq!(only_household("610481001014001,槐荫苑,9,,,,重点户,").0, ProblemCode::ClassUnknown);
    assert_eq!(only_household("610481001014001,槐荫苑,9,,,,暖心户,").0, ProblemCode::ClassNeeds);
    assert_eq!(only_household("610481001014001,槐荫苑,9,,,,放心户,家电小修").0, ProblemCode::ClassNeeds);
    let read = read_text(GRIDS, PEOPLE, &format!("{HOUSEHOLDS}610481001014001,槐荫苑,9,,,,Close contact,N-12 N-12\n"));
    assert_eq!(read.unwrap().lists.households[3].value.needs, ["N-12"]);
}

#[test]
fn a_need_is_a_code_and_no_number_diagnosis_or_label() {
    let of = |need: &str| only_household(&format!("610481001014001,槐荫苑,9,,,,暖心户,{need}")).0;
    assert_eq!(of("1234567"), ProblemCode::NeedMalformed);
    assert_eq!(of(&"长".repeat(25)), ProblemCode::NeedMalformed);
    assert_eq!(of("漏水?"), ProblemCode::NeedMalformed);
    assert_eq!(of("一、二、三、四、五、六、七、八、九"), ProblemCode::NeedMalformed);
    assert_eq!(of("家电小修、精神病"), ProblemCode::NeedLabel);
    assert_eq!(of("钉子户"), ProblemCode::NeedLabel);
}
