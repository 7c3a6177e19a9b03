//! Whole lists through the reader: what is taken, what is refused, and with which words.

mod rows;

use super::*;

const GRIDS: &str = "网格编码,简称,类型,社区编码,社区,户数,人数,启用
610481001014001,东南-01,基础,610481001014,东南社区,412,1090,2026-06-01
610481001014002,东南-02,专属,610481001014,东南社区,398,1010,2026/6/1
";
const PEOPLE: &str = "编号,姓名,值班电话,角色,范围,起,止,代
P1,秦知禾（演示）,000-1234567,先锋队长,610481001014001,2026-06-01,,
P2,马晓川（演示）,,网格长,610481001014001,2026-06-01,,
P3,周向晴（演示）,,VC,610481001014002,2026-06-01,,
P4,柳怀谷（演示）,,grid chief,610481001014002,2026年6月1日,,
P5,沈明野（演示）,,联户长,610481001014001#1,2026-06-01,,
P5,沈明野（演示）,,报到党员,610481001014001,2026-06-01,,
P6,卢素心（演示）,,先锋队长,610481001014002,2026-11-20,2026-12-03,P3
P7,陶亦舟（演示）,,社区书记,610481001014,2026-06-01,,
";
const HOUSEHOLDS: &str = "网格编码,小区,楼,单元,室,联户,类别,需求
610481001014001,槐荫苑,3,1,402,1,暖心户,助行器具跟进、家电小修
610481001014001,槐荫苑,3,1,403,1,,
610481001014002,向阳巷,,,12号,,连心户,邻里噪音
";

fn today() -> Day {
    Day::parse("2026-11-22").unwrap()
}

fn read_bytes(grids: &[u8], people: &[u8], households: &[u8]) -> Result<Read, Problems> {
    let files = Files { grids: Some(grids), people: Some(people), households: Some(households) };
    read(&files, today(), &|community| (610_481_001_014..=610_481_001_020).contains(&community.number()))
}

fn read_text(grids: &str, people: &str, households: &str) -> Result<Read, Problems> {
    read_bytes(grids.as_bytes(), people.as_bytes(), households.as_bytes())
}

/// `people.csv` with one more row.
fn people(row: &str) -> String {
    format!("{PEOPLE}{row}\n")
}

/// The code and place of the only problem.
fn only(result: Result<Read, Problems>) -> (ProblemCode, String) {
    let problems = result.unwrap_err().list;
    assert_eq!(problems.len(), 1, "{}", problems.iter().map(|p| p.en() + "\n").collect::<String>());
    (problems[0].code, problems[0].place.en())
}

fn only_people(row: &str) -> (ProblemCode, String) {
    only(read_text(GRIDS, &people(row), HOUSEHOLDS))
}

fn only_household(row: &str) -> (ProblemCode, String) {
    only(read_text(GRIDS, PEOPLE, &format!("{HOUSEHOLDS}{row}\n")))
}

fn only_grid(row: &str) -> (ProblemCode, String) {
    only(read_text(&format!("{GRIDS}{row}\n"), PEOPLE, HOUSEHOLDS))
}

fn codes(result: Result<Read, Problems>) -> Vec<&'static str> {
    result.unwrap_err().list.iter().map(|p| p.code.code()).collect()
}

#[test]
fn three_sound_lists_are_read_with_their_lines() {
    let Read { lists, notes } = read_text(GRIDS, PEOPLE, HOUSEHOLDS).unwrap();
    assert_eq!((lists.grids.len(), lists.posts.len(), lists.households.len()), (2, 8, 3));
    let grid = &lists.grids[1];
    assert_eq!(
        (grid.line, grid.value.kind, grid.value.from.to_string()),
        (3, GridKind::Dedicated, "2026-06-01".into())
    );
    let substitute = &lists.posts[6].value;
    assert_eq!((substitute.role, substitute.substitute_for.as_deref()), (Role::VanguardCaptain, Some("P3")));
    assert_eq!(lists.posts[4].value.scope.to_string(), "610481001014001#1");
    let home = &lists.households[0];
    assert_eq!((home.line, home.value.class, home.value.bundle), (2, HouseholdClass::Care, Some(1)));
    assert_eq!(home.value.needs, ["助行器具跟进", "家电小修"]);
    assert_eq!(lists.households[1].value.class, HouseholdClass::AtEase);
    assert_eq!(notes, []);
}

#[test]
fn delimiters_headings_order_case_quotes_and_line_ends_do_not_matter() {
    let plain = read_text(GRIDS, PEOPLE, HOUSEHOLDS).unwrap().lists;
    let grids = "FROM;Community;households;PEOPLE;grid code;Label;KIND;community_code\r\n\
        \"2026年6月1日\";东南社区;412;1090;610481001014001;东南-01;basic;610481001014\r\n\
        2026-06-01;东南社区;398;1010;\"610481001014002\";\"东南-02\";Dedicated;\r\n";
    assert_eq!(read_text(grids, PEOPLE, HOUSEHOLDS).unwrap().lists, plain);
    let households = HOUSEHOLDS.replace(',', "\t").replace('、', ";");
    assert_eq!(read_text(GRIDS, PEOPLE, &households).unwrap().lists, plain);
}

#[test]
fn encodings_do_not_matter_but_are_noted() {
    let plain = read_text(GRIDS, PEOPLE, HOUSEHOLDS).unwrap().lists;
    let [grids, people, homes] =
        [GRIDS, PEOPLE, HOUSEHOLDS].map(|text| encoding_rs::GB18030.encode(text).0.into_owned());
    let read = read_bytes(&grids, &people, &homes).unwrap();
    assert_eq!(read.lists, plain);
    assert_eq!(read.notes.iter().map(|n| n.code).collect::<Vec<_>>(), [NoteCode::Gb18030; 3]);
}

#[test]
fn habits_are_put_right_and_reported() {
    let plain = read_text(GRIDS, PEOPLE, HOUSEHOLDS).unwrap().lists;
    let people = PEOPLE
        .replace("P1,", " Ｐ1 ,")
        .replace("610481001014001,2026", "６１０４８１００１０１４００１,2026")
        .replace("#1", "＃1");
    let read = read_text(GRIDS, &people, HOUSEHOLDS).unwrap();
    assert_eq!(read.lists, plain);
    let notes: Vec<String> = read.notes.iter().map(Note::zh).collect();
    assert!(notes.contains(&"people.csv 第 2 行 第 1 列「编号」: 去掉了多余的空格".to_owned()), "{notes:?}");
    assert!(notes.contains(&"people.csv 第 2 行 第 5 列「范围」: 全角字符改成了半角(共 4 处)".to_owned()), "{notes:?}");
}

#[test]
fn empty_rows_and_cells_beyond_the_headings_are_skipped_and_lines_keep_their_numbers() {
    let text = HOUSEHOLDS.replacen('\n', "\n\n,,,,,,,,,,\n \u{3000},\n", 1) + "\n\n";
    let read = read_text(GRIDS, PEOPLE, &text).unwrap();
    assert_eq!(read.lists.households[0].line, 5);
    let empty = read.notes.iter().find(|note| note.code == NoteCode::EmptyRows).unwrap();
    assert_eq!((empty.count, empty.place.line), (3, Some(2)), "empty lines at the end do not count");
}

#[test]
fn an_explanation_below_the_headings_is_skipped_and_elsewhere_it_is_a_row() {
    let text = HOUSEHOLDS.replacen('\n', "\n# 说明,如,如\n说明: 第二行\n", 1);
    let read = read_text(GRIDS, PEOPLE, &text).unwrap();
    assert_eq!((read.lists.households.len(), read.notes[0].code, read.notes[0].count), (3, NoteCode::Explanation, 2));
    assert_eq!(only_household("# 说明,槐荫苑,9,,").0, ProblemCode::GridMalformed);
}

#[test]
fn a_file_that_is_missing_empty_or_without_headings_says_so() {
    let files = Files { grids: Some(GRIDS.as_bytes()), people: None, households: Some(HOUSEHOLDS.as_bytes()) };
    assert_eq!(only(read(&files, today(), &|_| true)), (ProblemCode::FileMissing, "people.csv".into()));
    assert_eq!(only(read_text(GRIDS, PEOPLE, " \n")), (ProblemCode::FileEmpty, "households.csv".into()));
    let rows = HOUSEHOLDS.split_once('\n').unwrap().1;
    assert_eq!(only(read_text(GRIDS, PEOPLE, rows)), (ProblemCode::HeadingMissing, "households.csv line 1".into()));
}

#[test]
fn a_missing_column_is_named_and_no_row_is_blamed() {
    let text = HOUSEHOLDS.replacen("网格编码", "编码", 1);
    assert_eq!(only(read_text(GRIDS, PEOPLE, &text)).0, ProblemCode::ColumnMissing);
    let problems = read_text(&GRIDS.replacen("户数", "多少户", 1), PEOPLE, HOUSEHOLDS).unwrap_err();
    assert_eq!(problems.list[0].zh(), "grids.csv 第 1 行: 缺少“户数”这一列。请在表头加上这一列");
    assert_eq!(problems.total(), 1, "posts and households are not blamed for grids that could not be read");
}

#[test]
fn a_column_given_twice_is_refused() {
    let text = HOUSEHOLDS.replacen("联户", "grid_code", 1);
    assert_eq!(
        only(read_text(GRIDS, PEOPLE, &text)),
        (ProblemCode::ColumnTwice, "households.csv line 1 column 6 \"grid_code\"".into())
    );
}

#[test]
fn an_unknown_column_is_noted_and_ignored_and_a_personal_one_refused_by_its_heading() {
    let with = |heading: &str| {
        let mut lines = HOUSEHOLDS.lines().map(|line| format!("{line},张三"));
        let head = HOUSEHOLDS.lines().next().unwrap().to_owned() + "," + heading;
        lines.next();
        read_text(GRIDS, PEOPLE, &(head + "\n" + &lines.collect::<Vec<_>>().join("\n")))
    };
    let read = with("备注").unwrap();
    assert_eq!(
        read.notes[0].en(),
        "households.csv line 1 column 9 \"备注\": the column \"备注\" is not used and was skipped"
    );
    for heading in ["户主", "身份证号码", "民族", "手机"] {
        let problems = with(heading).unwrap_err();
        assert_eq!((problems.list[0].code, problems.total()), (ProblemCode::ColumnPersonal, 1), "{heading}");
        assert!(!problems.list[0].zh().contains("张三"));
    }
}

#[test]
fn a_personal_number_is_refused_by_its_content_in_any_column_and_never_repeated() {
    for (number, code) in [
        ("11010519491231002X", ProblemCode::CellCitizenNumber),
        ("１３８００１３８０００", ProblemCode::CellMobileNumber),
        ("4111 1111 1111 1111", ProblemCode::CellBankCard),
    ] {
        let problems =
            read_text(GRIDS, PEOPLE, &format!("{HOUSEHOLDS}610481001014001,槐荫苑{number},9,,1,,,\n")).unwrap_err();
        assert_eq!(problems.list[0].code, code);
        let text = problems.list.iter().map(|p| p.zh() + &p.en() + &p.found).collect::<String>();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        assert!(!digits.contains("19491231") && !digits.contains("00138000") && !digits.contains("11111111"), "{text}");
        assert!(!text.contains(number), "{text}");
    }
    assert_eq!(
        only_people("11010519491231002X,骆知禾（演示）,,网格员,610481001014001,2026-06-01,,").0,
        ProblemCode::CellCitizenNumber
    );
    assert_eq!(
        only_people("13800138000,骆知禾（演示）,,网格员,610481001014001,2026-06-01,,").0,
        ProblemCode::CellMobileNumber
    );
    let read =
        read_text(GRIDS, &people("P9,骆知禾（演示）,13800138000,网格员,610481001014001,2026-06-01,,"), HOUSEHOLDS);
    assert_eq!(read.unwrap().lists.posts[8].value.duty_phone.as_deref(), Some("13800138000"));
}

#[test]
fn a_citizen_number_hidden_in_an_ignored_column_is_found() {
    let text = HOUSEHOLDS
        .replacen("需求", "备注", 1)
        .replace("邻里噪音", "11010519491231002X")
        .replace("暖心户", "")
        .replace("连心户", "");
    assert_eq!(
        only(read_text(GRIDS, PEOPLE, &text)),
        (ProblemCode::CellCitizenNumber, "households.csv line 4 column 8 \"备注\"".into())
    );
}

#[test]
fn a_formula_a_control_character_an_open_quote_and_a_stray_cell_are_refused_with_their_line() {
    assert_eq!(
        only_household("=A1,槐荫苑,9,,,,,"),
        (ProblemCode::CellFormula, "households.csv line 5 column 1 \"网格编码\"".into())
    );
    assert_eq!(only_household("610481001014001,槐\u{7}荫苑,9,,,,,").0, ProblemCode::CellControl);
    assert_eq!(
        only_household("610481001014001,\"槐荫苑,9,,,,,"),
        (ProblemCode::QuoteUnclosed, "households.csv line 5".into())
    );
    assert_eq!(
        only_household("610481001014001,槐荫苑,9,,,,,,,多"),
        (ProblemCode::RowTooManyCells, "households.csv line 5".into())
    );
    assert_eq!(only_household(&format!("610481001014001,{},9,,,,,", "长".repeat(41))).0, ProblemCode::CellTooLong);
    assert_eq!(only_household(&"x,".repeat(70)).0, ProblemCode::ColumnsTooMany);
}

#[test]
fn an_open_quote_spoils_its_own_line_only() {
    let text = HOUSEHOLDS.replacen("槐荫苑", "\"槐荫苑", 1) + "610481001014009,槐荫苑,9,,,,,\n";
    assert_eq!(codes(read_text(GRIDS, PEOPLE, &text)), ["quote.unclosed", "grid.unknown"]);
}

#[test]
fn a_cell_with_quotation_marks_and_delimiters_is_read() {
    let text = HOUSEHOLDS.replace("邻里噪音", "\"邻里噪音,楼道堆物\"").replace("向阳巷", "\"向阳,\"\"老\"\"巷\"");
    let lists = read_text(GRIDS, PEOPLE, &text).unwrap().lists;
    assert_eq!(lists.households[2].value.estate, "向阳,\"老\"巷");
    assert_eq!(lists.households[2].value.needs, ["邻里噪音", "楼道堆物"]);
}

#[test]
fn what_is_missing_around_sound_lists_is_noted() {
    let without = |what: &str| {
        let people: String = PEOPLE.lines().filter(|l| !l.contains(what)).map(|l| format!("{l}\n")).collect();
        read_text(GRIDS, &people, HOUSEHOLDS).unwrap().notes.iter().map(|n| n.code).collect::<Vec<_>>()
    };
    assert_eq!(without("P1,"), [NoteCode::GridNoCaptain]);
    assert_eq!(without("P2,"), [NoteCode::GridNoChief]);
    assert_eq!(without("P5,"), [NoteCode::BundleNoLead]);
    let read = read_text(GRIDS, &people("P9,骆知禾（演示）,,社区书记,610481001020,2026-06-01,,"), HOUSEHOLDS).unwrap();
    assert_eq!(read.notes[0].code, NoteCode::CommunityNoGrid);
    let read = read_text(&GRIDS.replace("东南-02", "东南-01"), PEOPLE, HOUSEHOLDS).unwrap();
    assert_eq!(read.notes[0].code, NoteCode::LabelTwice);
}

#[test]
fn every_problem_of_all_files_is_found_in_one_pass() {
    let grids = GRIDS.replace("412", "多");
    let people = PEOPLE.replace("VC", "小队长").replace("2026年6月1日", "?");
    let households = HOUSEHOLDS.replace("连心户", "重点户");
    assert_eq!(
        codes(read_text(&grids, &people, &households)),
        ["number.bad", "role.unknown", "date.bad", "class.unknown"]
    );
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let mut seed = 20_261_122_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 40).unwrap()
    };
    for _ in 0..400 {
        let mut files = [GRIDS, PEOPLE, HOUSEHOLDS].map(|text| text.as_bytes().to_vec());
        for file in &mut files {
            for _ in 0..1 + next() % 8 {
                if file.is_empty() {
                    break;
                }
                let at = next() % file.len();
                match next() % 4 {
                    0 => file[at] = b"\",;\t\n\r#=\0\xff\x80"[next() % 11],
                    1 => drop(file.remove(at)),
                    2 => file.truncate(at.max(1)),
                    _ => file.insert(at, b"\"\n,\xe5\xef0"[next() % 6]),
                }
            }
        }
        if let Err(problems) = read_bytes(&files[0], &files[1], &files[2]) {
            for problem in &problems.list {
                assert!(!problem.zh().is_empty() && !problem.en().is_empty());
            }
        }
    }
}

#[test]
fn too_many_rows_and_too_many_problems_end_in_a_count() {
    let text = format!("{HOUSEHOLDS}{}", "x,槐荫苑,9\n".repeat(MAX_ROWS));
    let problems = read_text(GRIDS, PEOPLE, &text).unwrap_err();
    assert_eq!((problems.list.len(), problems.total()), (MAX_PROBLEMS, MAX_ROWS - 3 + 1));
}
