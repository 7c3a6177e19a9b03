//! The columns of the three lists under their Chinese and English names, and the headings that are refused because
//! they announce personal data (P-02).

use super::cell::Style;
use super::problem::File;

/// A column that one of the lists has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Field {
    GridCode,
    Label,
    Kind,
    CommunityCode,
    Community,
    Households,
    People,
    From,
    PersonNo,
    Name,
    DutyPhone,
    Role,
    Scope,
    To,
    SubstituteFor,
    Estate,
    Building,
    Unit,
    Room,
    Bundle,
    Class,
    Needs,
}

/// How a list writes a column.
#[derive(Debug)]
pub(super) struct Spec {
    pub(super) field: Field,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// What else people call it.
    others: &'static [&'static str],
    /// Whether the column has to be there.
    pub(super) required: bool,
    pub(super) style: Style,
    /// Characters at most.
    pub(super) max: usize,
    /// For the template's row of explanations.
    pub(super) about_zh: &'static str,
    pub(super) about_en: &'static str,
}

macro_rules! specs {
    ($($name:ident { $($field:ident $zh:literal $en:literal $others:expr, $required:literal, $style:ident $max:literal, $about_zh:literal, $about_en:literal;)+ })+) => {
        $(static $name: &[Spec] = &[$(Spec {
            field: Field::$field, zh: $zh, en: $en, others: &$others, required: $required, style: Style::$style, max: $max,
            about_zh: $about_zh, about_en: $about_en,
        },)+];)+
    };
}

specs! {
    GRIDS {
        GridCode "网格编码" "grid_code" ["网格代码"], true, Code 40, "15 位：社区编码加 001 起的序号", "15 digits: community code and sequence from 001";
        Label "简称" "label" ["网格简称"], true, Words 16, "如 东南-03", "such as 东南-03";
        Kind "类型" "kind" ["网格类型"], false, Code 16, "基础 或 专属，空着为基础", "basic or dedicated, basic if empty";
        CommunityCode "社区编码" "community_code" ["社区代码"], false, Code 40, "12 位，可空", "12 digits, may be empty";
        Community "社区" "community" ["社区名称"], false, Words 40, "社区名称，可空", "its name, may be empty";
        Households "户数" "households" [], true, Code 12, "数字", "a number";
        People "人数" "people" [], true, Code 12, "数字", "a number";
        From "启用" "from" ["启用日期", "起"], true, Code 20, "如 2026-11-22", "such as 2026-11-22";
    }
    PEOPLE {
        PersonNo "编号" "person_no" ["人员编号"], true, Code 24, "同一人同一编号，不要用证件号", "one number a person, never that of an identity document";
        Name "姓名" "name" [], true, Words 32, "姓名", "name";
        DutyPhone "值班电话" "duty_phone" [], false, Words 24, "可空", "may be empty";
        Role "角色" "role" ["岗位"], true, Words 32, "如 网格员；一个岗位一行", "such as grid worker; one row a post";
        Scope "范围" "scope" [], true, Code 40, "网格编码、社区编码，或 网格编码#联户号", "grid code, community code, or grid code # bundle";
        From "起" "from" ["起始日期", "开始"], true, Code 20, "第一天", "the first day";
        To "止" "to" ["终止日期", "结束"], false, Code 20, "最后一天，可空", "the last day, may be empty";
        SubstituteFor "代" "substitute_for" ["代理"], false, Code 24, "被代理人的编号，可空", "number of the person acted for, may be empty";
    }
    HOUSEHOLDS {
        GridCode "网格编码" "grid_code" ["网格代码"], true, Code 40, "15 位", "15 digits";
        Estate "小区" "estate" ["小区名称"], true, Words 40, "小区、院或巷", "estate, compound or lane";
        Building "楼" "building" ["楼栋", "楼号"], true, Words 16, "楼、单元、室至少填一项", "at least one of building, unit, room";
        Unit "单元" "unit" ["单元号"], true, Words 16, "可空", "may be empty";
        Room "室" "room" ["房号", "户室", "室号"], true, Words 16, "可空", "may be empty";
        Bundle "联户" "bundle" ["联户号"], false, Code 20, "1 到 99,可空", "1 to 99, may be empty";
        Class "类别" "class" ["户类"], false, Code 32, "放心户、暖心户、连心户，空着为放心户", "at ease, care or close contact, at ease if empty";
        Needs "需求" "need codes" ["needs", "需求编码"], false, Words 240, "要做的事，用、隔开", "what is to be done, separated by 、";
    }
}

/// The columns of a list in the order of its template.
pub(super) fn specs(file: File) -> &'static [Spec] {
    match file {
        File::Grids => GRIDS,
        File::People => PEOPLE,
        File::Households => HOUSEHOLDS,
    }
}

/// The column that a heading means.
pub(super) fn find(file: File, heading: &str) -> Option<&'static Spec> {
    let plain = plain(heading);
    specs(file).iter().find(|spec| [spec.zh, spec.en].iter().chain(spec.others).any(|name| self::plain(name) == plain))
}

/// A heading without case, blanks, dashes, marks, and what is added in brackets.
fn plain(heading: &str) -> String {
    let start = heading.split(['(', '（', '[', '【']).next().unwrap_or_default();
    let skipped = |c: &char| c.is_whitespace() || matches!(c, '_' | '-' | '*' | '＊' | ':' | '：' | '.');
    start.chars().filter(|c| !skipped(c)).flat_map(char::to_lowercase).collect()
}

/// Chinese words and long English ones: anywhere in the heading.
const PERSONAL: &[&str] = &[
    "身份证",
    "身份号",
    "证件",
    "护照",
    "民族",
    "宗教",
    "信仰",
    "政治面貌",
    "政治",
    "信访",
    "上访",
    "犯罪",
    "前科",
    "刑",
    "矫正",
    "毒",
    "艾滋",
    "病",
    "诊断",
    "残疾",
    "人脸",
    "指纹",
    "照片",
    "银行",
    "卡号",
    "账号",
    "帐号",
    "收入",
    "工资",
    "微信",
    "车牌",
    "成绩",
    "citizen",
    "identity",
    "idcard",
    "idnumber",
    "passport",
    "ethnic",
    "nationality",
    "religio",
    "faith",
    "politic",
    "petition",
    "criminal",
    "conviction",
    "diagnos",
    "disease",
    "illness",
    "disab",
    "biometric",
    "fingerprint",
    "bank",
    "income",
    "salary",
    "wechat",
    "licenseplate",
    "numberplate",
    "schoolresult",
];

/// Nothing about single persons stands in grids and households.
const OF_PERSONS: &[&str] = &[
    "姓名",
    "户主",
    "住户名",
    "联系人",
    "电话",
    "手机",
    "联系方式",
    "性别",
    "出生",
    "生日",
    "年龄",
    "职业",
    "单位名称",
    "工作单位",
    "学历",
    "fullname",
    "firstname",
    "lastname",
    "householder",
    "resident",
    "contact",
    "phone",
    "mobile",
    "gender",
    "birth",
    "employer",
];

/// Short English words, where the whole heading is one.
const PERSONAL_WORDS: &[&str] =
    &["id", "drug", "drugs", "drug record", "hiv", "faith", "card", "plate", "grades", "face"];
const OF_PERSONS_WORDS: &[&str] = &["name", "tel", "telephone", "sex", "age", "job"];

/// Why a heading that no list has is refused: it announces personal data.
pub(super) fn is_personal(file: File, heading: &str) -> bool {
    let whole: String = heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let words = |list: &[&str]| list.iter().any(|w| w.replace(' ', "") == whole);
    let parts = |list: &[&str]| list.iter().any(|p| whole.contains(p));
    let of_persons = match file {
        // A telephone there is a duty phone, or it is nobody's business.
        File::People => is_phone(heading),
        File::Grids | File::Households => parts(OF_PERSONS) || words(OF_PERSONS_WORDS),
    };
    parts(PERSONAL) || words(PERSONAL_WORDS) || of_persons
}

/// Whether a heading announces telephone numbers.
pub(super) fn is_phone(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    ["电话", "手机", "联系方式", "phone", "mobile"].iter().any(|part| heading.contains(part)) || heading == "tel"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_found_in_either_language_whatever_its_case_and_marks() {
        for heading in ["网格编码", "网格 编码*", "网格编码（15位）", "grid_code", "Grid Code", "GRID-CODE"]
        {
            assert_eq!(find(File::Grids, heading).map(|s| s.field), Some(Field::GridCode), "{heading}");
        }
        assert_eq!(find(File::Grids, "姓名").map(|s| s.field), None);
        assert_eq!(find(File::Households, "need_codes").map(|s| s.field), Some(Field::Needs));
    }

    #[test]
    fn no_two_columns_of_a_list_share_a_name() {
        for file in File::ALL {
            for spec in specs(file) {
                for name in [spec.zh, spec.en].iter().chain(spec.others) {
                    assert_eq!(find(file, name).map(|s| s.field), Some(spec.field), "{name}");
                }
            }
        }
    }

    #[test]
    fn a_heading_that_announces_personal_data_is_refused_in_every_list() {
        for heading in [
            "身份证号",
            "证件号码",
            "民族",
            "宗教信仰",
            "政治面貌",
            "信访次数",
            "疾病",
            "银行卡号",
            "微信号",
            "车牌",
            "年收入",
        ] {
            assert!(File::ALL.iter().all(|f| is_personal(*f, heading)), "{heading}");
        }
        for heading in
            ["ID number", "Citizen No", "religion", "HIV", "bank account", "WeChat", "number plate", "income"]
        {
            assert!(File::ALL.iter().all(|f| is_personal(*f, heading)), "{heading}");
        }
    }

    #[test]
    fn names_and_telephones_are_refused_in_a_list_of_households() {
        for heading in ["户主姓名", "姓名", "联系电话", "手机", "年龄", "Name", "phone", "Mobile No.", "sex"]
        {
            assert!(is_personal(File::Households, heading) && is_personal(File::Grids, heading), "{heading}");
        }
        assert!(is_personal(File::People, "手机号") && is_personal(File::People, "phone"));
        for heading in ["备注", "网格名称", "面积", "estate name", "village", "grade of service", "page"] {
            assert!(!is_personal(File::Households, heading), "{heading}");
        }
    }

    #[test]
    fn no_column_of_a_list_announces_personal_data_but_name_and_duty_phone() {
        for file in File::ALL {
            let refused: Vec<_> = specs(file).iter().filter(|s| is_personal(file, s.zh)).map(|s| s.field).collect();
            assert_eq!(refused, if file == File::People { vec![Field::DutyPhone] } else { vec![] });
        }
    }
}
