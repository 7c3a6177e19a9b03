//! The closed list of what can be wrong with a list, and of what is only noted, with the sentences people read.
//!
//! `{found}` stands for what the cell contains, `{detail}` for what the check knows about it.

macro_rules! problem_codes {
    ($($(#[$meta:meta])* $variant:ident = $code:literal: $says_zh:literal, $says_en:literal; $fix_zh:literal, $fix_en:literal;)+) => {
        /// Kinds of problem. The text code is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode { $($(#[$meta])* $variant,)+ }

        impl ProblemCode {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable text code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What is wrong in Chinese and English, what would be right in Chinese and English.
            pub(super) fn texts(self) -> [&'static str; 4] {
                match self { $(Self::$variant => [$says_zh, $says_en, $fix_zh, $fix_en],)+ }
            }
        }
    };
}

macro_rules! note_codes {
    ($($(#[$meta:meta])* $variant:ident = $code:literal: $zh:literal, $en:literal;)+) => {
        /// Kinds of note. The text code is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum NoteCode { $($(#[$meta])* $variant,)+ }

        impl NoteCode {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable text code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What there is to know in Chinese and English.
            pub(super) fn texts(self) -> [&'static str; 2] {
                match self { $(Self::$variant => [$zh, $en],)+ }
            }
        }
    };
}

problem_codes! {
    /// One of the three files was not brought.
    FileMissing = "file.missing":
        "缺少这个文件", "this file is missing";
        "请把 grids.csv、people.csv、households.csv 三个文件一起交来", "Bring grids.csv, people.csv and households.csv together";
    /// Nothing but blanks.
    FileEmpty = "file.empty":
        "文件是空的", "the file is empty";
        "至少要有一行表头", "It needs at least the line of headings";
    /// More bytes than are read.
    FileTooLarge = "file.too_large":
        "文件有 {found} 字节，太大", "the file has {found} bytes, which is too much";
        "最多 {detail} 字节", "At most {detail} bytes are taken";
    /// A workbook, not a CSV file.
    FileSpreadsheet = "file.spreadsheet":
        "这是表格软件的工作簿，不是 CSV 文件", "this is a workbook of a spreadsheet program, not a CSV file";
        "请在表格软件里另存为“CSV UTF-8（逗号分隔）”", "Save it as \"CSV UTF-8 (comma delimited)\" from the spreadsheet program";
    /// UTF-16, what some programs call Unicode text.
    EncodingUtf16 = "encoding.utf16":
        "文件是 UTF-16 编码", "the file is encoded in UTF-16";
        "请另存为“CSV UTF-8（逗号分隔）”", "Save it as \"CSV UTF-8 (comma delimited)\"";
    /// Neither UTF-8 nor GB18030.
    EncodingInvalid = "encoding.invalid":
        "这一行既不是 UTF-8 也不是 GB18030 编码", "this line is neither UTF-8 nor GB18030";
        "请重新另存为“CSV UTF-8（逗号分隔）”", "Save the list again as \"CSV UTF-8 (comma delimited)\"";
    /// Some lines in one encoding, some in the other.
    EncodingMixed = "encoding.mixed":
        "这一行的编码与{detail}不同", "this line is encoded unlike {detail}";
        "请用一种编码（UTF-8 或 GB18030）重新保存整个文件", "Save the whole file again in one encoding, UTF-8 or GB18030";
    /// More rows than are read.
    RowsTooMany = "rows.too_many":
        "行数太多，后面的没有看", "there are too many rows; the rest was not looked at";
        "最多 {detail} 行", "At most {detail} rows are taken";
    /// More columns than are read.
    ColumnsTooMany = "columns.too_many":
        "列数太多", "there are too many columns";
        "最多 {detail} 列", "At most {detail} columns are taken";
    /// A quotation mark that does not end on its line.
    QuoteUnclosed = "quote.unclosed":
        "这一行有引号没有成对，或单元格里有换行", "a quotation mark is not closed on this line, or a cell contains a line break";
        "请补上引号或删去换行", "Close it or take the line break out";
    /// No line of headings.
    HeadingMissing = "heading.missing":
        "没有找到表头，这一行的开头是“{found}”", "there are no headings; this line begins with \"{found}\"";
        "第一行应当是：{detail}", "The first line should be: {detail}";
    /// A column that is needed.
    ColumnMissing = "column.missing":
        "缺少“{detail}”这一列", "the column {detail} is missing";
        "请在表头加上这一列", "Add it to the headings";
    /// Two columns with the same meaning.
    ColumnTwice = "column.twice":
        "“{found}”这一列与{detail}重复", "\"{found}\" means the same as {detail}";
        "请只留一列", "Keep one of them";
    /// A column about persons (P-02).
    ColumnPersonal = "column.personal":
        "“{found}”像是个人信息，这里不收", "\"{found}\" looks like personal data, which is not taken here";
        "请删去整列。{detail}", "Delete the whole column. {detail}";
    /// More cells than headings.
    RowTooManyCells = "row.too_many_cells":
        "这一行比表头多出“{found}”", "this row has \"{found}\" beyond the headings";
        "请看是否多了分隔符；单元格里有分隔符时要加引号", "Look for a stray delimiter; a cell that contains one needs quotation marks";
    /// A cell that has to be filled.
    CellEmpty = "cell.empty":
        "这里不能空着", "this cell must not be empty";
        "请填写。{detail}", "Fill it in. {detail}";
    /// More characters than the column takes.
    CellTooLong = "cell.too_long":
        "“{found}”太长", "\"{found}\" is too long";
        "最多 {detail} 个字", "At most {detail} characters";
    /// Characters that cannot be seen or printed.
    CellControl = "cell.control":
        "“{found}”里有不能显示的字符", "\"{found}\" contains characters that cannot be shown";
        "请重新输入这个单元格", "Type the cell again";
    /// What a spreadsheet program would run.
    CellFormula = "cell.formula":
        "“{found}”会被表格软件当作公式", "\"{found}\" would be a formula to a spreadsheet program";
        "开头不能是 = + - @;没有内容就空着", "It must not begin with = + - @; leave the cell empty if there is nothing to say";
    /// A citizen number.
    CellCitizenNumber = "cell.citizen_number":
        "“{found}”像是身份证号，这里不收", "\"{found}\" looks like a citizen number, which is not taken";
        "请删去", "Delete it";
    /// A mobile number where none belongs.
    CellMobileNumber = "cell.mobile_number":
        "“{found}”像是手机号，这里不收", "\"{found}\" looks like a mobile number, which is not taken here";
        "请删去", "Delete it";
    /// A bank card.
    CellBankCard = "cell.bank_card":
        "“{found}”像是银行卡号，这里不收", "\"{found}\" looks like the number of a bank card, which is not taken";
        "请删去", "Delete it";
    /// A code that a spreadsheet program has shortened.
    CodeScientific = "code.scientific":
        "“{found}”是被表格软件改短的编码", "\"{found}\" is a code that a spreadsheet program has shortened";
        "请把这一列设为“文本”再重新填写完整编码", "Format the column as text and enter the whole code again";
    /// Demonstration codes beside real ones (mechanisms §6.2).
    DemoMixed = "code.demonstration_mixed":
        "演示编码（000000 开头）和真实编码混在一起：“{found}”", "demonstration codes (000000…) and real ones are mixed: \"{found}\"";
        "{detail}是另一种；请只留一种", "{detail} is of the other sort; keep one sort";
    /// Not the digits of a grid.
    GridMalformed = "grid.malformed":
        "“{found}”不是网格编码", "\"{found}\" is no grid code";
        "应当是 15 位数字：社区编码 12 位加序号 3 位（001 起）。少了开头的 0 时，请把这一列设为“文本”", "It has 15 digits: the community's 12 and a sequence of 3 from 001. If zeros at the beginning are gone, format the column as text";
    /// Two rows for one grid.
    GridTwice = "grid.twice":
        "网格“{found}”与{detail}重复", "grid \"{found}\" stands in {detail} too";
        "一个网格只写一行", "Write one row a grid";
    /// A grid that the list of grids does not have.
    GridUnknown = "grid.unknown":
        "网格“{found}”不在 grids.csv 里", "grid \"{found}\" is not in grids.csv";
        "请改正编码，或在 grids.csv 里加上这个网格", "Correct the code, or add the grid to grids.csv";
    /// Not the digits of a community.
    CommunityMalformed = "community.malformed":
        "“{found}”不是社区编码", "\"{found}\" is no community code";
        "应当是 12 位数字", "It has 12 digits";
    /// No such community in the register of units.
    CommunityUnknown = "community.unknown":
        "区划名录里没有社区“{found}”", "the register of units has no community \"{found}\"";
        "请核对编码的前 12 位", "Check the first 12 digits of the code";
    /// A row of another community than the clerk's.
    CommunityForeign = "community.foreign":
        "“{found}”是别的社区", "\"{found}\" is another community";
        "这里只收本社区 {detail} 的内容，请删去这一行", "Only rows of community {detail} are taken here; delete this one";
    /// A number that somebody in another community has under another name or duty phone.
    PersonElsewhere = "person.elsewhere":
        "编号“{found}”在别的社区已有岗位，姓名或值班电话与那里不同", "number \"{found}\" holds a post in another community, under another name or duty phone";
        "请核对编号；要改姓名或电话，请两个社区的名单一起交给系统管理员", "Check the number; to change name or phone bring the lists of both communities to whoever runs the server";
    /// A grid that the list of grids no longer has, where by a list that was not brought somebody is left.
    GridInUse = "grid.in_use":
        "网格“{found}”不在名单里了，可是那里还有{detail}", "grid \"{found}\" is no longer listed, and {detail} are left there";
        "请把人员名单和住户名单一起交来，或把这个网格写回去", "Bring the lists of people and of households too, or write the grid back";
    /// Community and grid code disagree.
    CommunityDiffers = "community.differs":
        "社区编码“{found}”与网格编码的前 12 位不同", "community \"{found}\" differs from the first 12 digits of the grid code";
        "这个网格属于 {detail}", "The grid lies in {detail}";
    /// No such kind of grid.
    KindUnknown = "kind.unknown":
        "没有“{found}”这种网格", "there is no kind of grid \"{found}\"";
        "可以写：{detail}", "It can be: {detail}";
    /// No whole number in range.
    NumberBad = "number.bad":
        "“{found}”不是这里要的数", "\"{found}\" is not the number wanted here";
        "请只写数字，{detail}", "Write digits only, {detail}";
    /// No date.
    DateBad = "date.bad":
        "“{found}”不是日期", "\"{found}\" is no date";
        "可以写：2026-11-22、2026/11/22、2026年11月22日", "It can be: 2026-11-22, 2026/11/22, 2026年11月22日";
    /// A date nobody can mean.
    DateRange = "date.range":
        "日期“{found}”太早或太远", "the date \"{found}\" is too early or too far off";
        "请核对年份；应在 {detail} 之间", "Check the year; it lies between {detail}";
    /// Ends before it begins.
    PeriodReversed = "period.reversed":
        "止于“{found}”，早于开始的 {detail}", "the end \"{found}\" lies before the start {detail}";
        "请核对起止日期；止是最后一天", "Check both dates; the end is the last day";
    /// A person's number that is none.
    PersonMalformed = "person.malformed":
        "“{found}”不能作人员编号", "\"{found}\" cannot be a person's number";
        "用字母、数字、汉字、点、短横和下划线", "Use letters, digits, dots, dashes and underscores";
    /// Two rows of one person that disagree.
    PersonDisagrees = "person.disagrees":
        "编号“{found}”的{detail}不同", "number \"{found}\" has {detail}";
        "同一编号必须是同一个人；请改正其中一行", "One number is one person; correct one of the rows";
    /// No telephone number.
    PhoneBad = "phone.bad":
        "“{found}”不像值班电话", "\"{found}\" does not look like a duty phone";
        "写 3 到 20 位数字，可用 - 分开；没有就空着", "Write 3 to 20 digits, with - between if you like; leave it empty if there is none";
    /// No such role.
    RoleUnknown = "role.unknown":
        "没有“{found}”这个角色", "there is no role \"{found}\"";
        "可以写：{detail}", "It can be: {detail}";
    /// Neither grid nor bundle nor community.
    ScopeMalformed = "scope.malformed":
        "“{found}”不是范围", "\"{found}\" is no scope";
        "可以写：15 位网格编码、12 位社区编码、网格编码#联户号(1–99)", "It can be: 15 digits of a grid, 12 digits of a community, or grid code # bundle (1–99)";
    /// The scope does not fit the role.
    ScopeWrongKind = "scope.wrong_kind":
        "范围“{found}”与角色不配", "the scope \"{found}\" does not fit the role";
        "{detail}", "{detail}";
    /// A community that the register of units does not have.
    ScopeUnknown = "scope.unknown":
        "区划名录里没有范围“{found}”的社区", "the register of units has no community for the scope \"{found}\"";
        "请核对编码的前 12 位", "Check the first 12 digits of the code";
    /// A post whose grid the list of grids does not have.
    ScopeNoGrid = "scope.no_grid":
        "岗位的网格“{found}”不在 grids.csv 里", "the post's grid \"{found}\" is not in grids.csv";
        "请改正编码，或在 grids.csv 里加上这个网格", "Correct the code, or add the grid to grids.csv";
    /// The same post of the same person in two rows at the same time.
    PostTwice = "post.twice":
        "编号“{found}”的这个岗位与{detail}重复", "number \"{found}\" holds this post in {detail} too";
        "请删去一行，或让日期不重叠", "Delete one row, or let the dates not overlap";
    /// Two captains of a grid (M20 a).
    CaptainTwo = "captain.two":
        "网格“{found}”同一时间有两名先锋队长，另一名在{detail}", "grid \"{found}\" has two vanguard captains at the same time, the other in {detail}";
        "前任的“止”要早于后任的“起”；代理的请填“代”", "The one's end lies before the other's start; for a substitute fill in substitute_for";
    /// Two chiefs of a grid (M21 a).
    ChiefTwo = "chief.two":
        "网格“{found}”同一时间有两名网格长，另一名在{detail}", "grid \"{found}\" has two grid chiefs at the same time, the other in {detail}";
        "前任的“止”要早于后任的“起”；代理的请填“代”", "The one's end lies before the other's start; for a substitute fill in substitute_for";
    /// Two leads of a bundle (M23 a).
    LeadTwo = "lead.two":
        "联户“{found}”同一时间有两名联户长，另一名在{detail}", "bundle \"{found}\" has two joint-household leads at the same time, the other in {detail}";
        "请另编联户号，或让日期不重叠", "Give one of them another bundle, or let the dates not overlap";
    /// Captain and chief of a grid are one person (M42 a).
    SignersSame = "signers.same":
        "编号“{found}”同一时间既是这个网格的先锋队长又是网格长，另见{detail}", "number \"{found}\" is captain and chief of this grid at the same time, see {detail}";
        "双签字要两个人", "The two signatures need two persons";
    /// More grids than a deputy may have (M22 a).
    DeputyMany = "deputy.many":
        "副网格长“{found}”同一时间负责的网格超过 {detail} 个", "deputy grid chief \"{found}\" has more than {detail} grids at the same time";
        "请减少，或让日期不重叠", "Take some away, or let the dates not overlap";
    /// The person acted for is in no row.
    SubstituteUnknown = "substitute.unknown":
        "“代”的编号“{found}”不在 people.csv 里", "substitute_for \"{found}\" is no person of people.csv";
        "请写被代理人的编号", "Write the number of the person acted for";
    /// Acts for himself.
    SubstituteSelf = "substitute.self":
        "编号“{found}”代理的是本人", "number \"{found}\" acts for himself";
        "请写被代理人的编号，或空着", "Write the number of the person acted for, or leave it empty";
    /// The person acted for does not hold that post then.
    SubstituteNotHeld = "substitute.not_held":
        "这段时间编号“{found}”没有这个岗位，不能代理", "number \"{found}\" does not hold this post at that time and cannot be acted for";
        "角色、范围要与被代理人的相同，日期要有重叠", "Role and scope are those of the person acted for, and the dates overlap";
    /// A substitute without an end (M18 b).
    SubstituteNoEnd = "substitute.no_end":
        "代理没有写“止”", "a substitute has no end";
        "代理只在写明的期间有效，请填最后一天", "A substitute acts for a stated period; write the last day";
    /// The same dwelling in two rows of one grid.
    DwellingTwice = "dwelling.twice":
        "“{found}”与{detail}是同一户", "\"{found}\" is the dwelling of {detail}";
        "一户只写一行", "Write one row a household";
    /// The same dwelling in two grids (M02 b).
    DwellingTwoGrids = "dwelling.two_grids":
        "“{found}”在{detail}属于另一个网格", "\"{found}\" lies in another grid in {detail}";
        "一户只属于一个网格", "A household lies in one grid";
    /// An estate alone is no dwelling.
    DwellingIncomplete = "dwelling.incomplete":
        "“{found}”只有小区，找不到门", "\"{found}\" is an estate and no door";
        "楼、单元、室至少填一项", "Fill in at least one of building, unit, room";
    /// No bundle number.
    BundleBad = "bundle.bad":
        "“{found}”不是联户号", "\"{found}\" is no bundle";
        "写 1 到 99 的数字，没有就空着", "Write a number from 1 to 99, or leave it empty";
    /// No such class (P-06).
    ClassUnknown = "class.unknown":
        "没有“{found}”这个类别", "there is no class \"{found}\"";
        "可以写：{detail}；不能有别的类别", "It can be: {detail}; there is no other";
    /// Needs and class contradict each other (M08).
    ClassNeeds = "class.needs":
        "类别“{found}”与需求不符", "the class \"{found}\" does not agree with the needs";
        "放心户没有需求；暖心户、连心户至少一项", "An at-ease household has no need, the other classes at least one";
    /// Not code-like.
    NeedMalformed = "need.malformed":
        "“{found}”不像需求编码", "\"{found}\" does not look like a need code";
        "写要做的事，最多 24 个字，如“家电小修”，用、隔开，最多 {detail} 项", "Write what is to be done in at most 24 characters, separated by 、 or ;, at most {detail} of them";
    /// A diagnosis or an accusation (P-04).
    NeedLabel = "need.label":
        "需求里不写“{detail}”这样的字", "a need does not say \"{detail}\"";
        "写要做的事，不写病情、经历和评价", "Write what is to be done, not an illness, a record or a judgement";
}

note_codes! {
    /// The file is in GB18030.
    Gb18030 = "encoding.gb18030": "按 GB18030 编码读取", "read as GB18030";
    /// Blanks around or in a cell.
    Blanks = "cell.blanks": "去掉了多余的空格", "blanks were taken out";
    /// Full-width digits and letters.
    FullWidth = "cell.full_width": "全角字符改成了半角", "full-width characters were made half-width";
    /// Characters without width.
    Invisible = "cell.invisible": "去掉了看不见的字符", "invisible characters were taken out";
    /// Empty rows.
    EmptyRows = "row.empty": "空行已略过", "empty rows were skipped";
    /// The row that explains the headings.
    Explanation = "row.explanation": "这一行是说明，已略过", "this row explains the headings and was skipped";
    /// A column that no list has.
    ColumnIgnored = "column.ignored": "“{found}”这一列不用，已略过", "the column \"{found}\" is not used and was skipped";
    /// M02 a.
    GridTooSmall = "GRID_TOO_SMALL": "网格“{found}”偏小：{detail}", "grid \"{found}\" is small: {detail}";
    /// M02 a.
    GridTooLarge = "GRID_TOO_LARGE": "网格“{found}”偏大：{detail}", "grid \"{found}\" is large: {detail}";
    /// M02 a.
    GridRatioOdd = "GRID_RATIO_ODD": "网格“{found}”户数和人数不相称：{detail}", "households and people of grid \"{found}\" do not go together: {detail}";
    /// Two grids of a community with one short label.
    LabelTwice = "label.twice": "简称“{found}”与{detail}相同", "the label \"{found}\" is that of {detail} too";
    /// A grid without a captain today (M19 b).
    GridNoCaptain = "grid.no_captain": "网格“{found}”今天没有先锋队长", "grid \"{found}\" has no vanguard captain today";
    /// A grid without a chief today (M19 b).
    GridNoChief = "grid.no_chief": "网格“{found}”今天没有网格长", "grid \"{found}\" has no grid chief today";
    /// A post in a community without grids.
    CommunityNoGrid = "community.no_grid": "社区“{found}”没有网格", "community \"{found}\" has no grid";
    /// A post that is over.
    PostOver = "post.over": "岗位已经结束", "the post is over";
    /// Households of a bundle that nobody leads.
    BundleNoLead = "bundle.no_lead": "联户“{found}”没有联户长", "bundle \"{found}\" has no joint-household lead";
    /// More notes than are shown.
    More = "more": "还有 {found} 条提示没有列出", "{found} more notes are not shown";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_code_is_unique_and_every_problem_has_its_own_message() {
        let codes: HashSet<_> = ProblemCode::ALL.iter().map(|c| c.code()).collect();
        let says: HashSet<_> = ProblemCode::ALL.iter().map(|c| c.texts()[1]).collect();
        assert_eq!(codes.len(), ProblemCode::ALL.len());
        assert_eq!(says.len(), ProblemCode::ALL.len());
        let notes: HashSet<_> = NoteCode::ALL.iter().map(|c| c.code()).collect();
        assert_eq!(notes.len(), NoteCode::ALL.len());
    }

    #[test]
    fn no_text_ends_in_a_full_stop_or_an_exclamation_mark() {
        for text in ProblemCode::ALL.iter().flat_map(|c| c.texts()).chain(NoteCode::ALL.iter().flat_map(|c| c.texts()))
        {
            assert!(!text.is_empty() && !text.ends_with(['.', '。', '!', '!']), "{text}");
        }
    }
}
