//! What the command line takes. Help stands in both languages, for it is read before a language is chosen.

mod values;

pub use values::{DayArg, NeedArg, lang};

use crate::listed::OneOf;
use clap::{Args, Parser, Subcommand};
use lianxin_core::role::{ContactWish, VisitOutcome, VisitPurpose};
use lianxin_core::words::Lang;
use std::path::PathBuf;

/// 连心 · 命令行上的一部手机：走访先存在这里，有信号时同步给办公室
///
/// A phone at the command line: visits are kept here first, and reach the office when it can be reached. Without a
/// command, at a terminal, it asks step by step.
#[derive(Parser)]
#[command(name = "lianxin-phone", version)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "所有命令 · All commands")]
pub struct Global {
    /// 这部手机的目录，一部手机一个 · The directory of this phone, one a phone [default: ~/.lianxin-phone]
    #[arg(long, global = true, env = "LIANXIN_PHONE_DIR", value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// 语言 · Language: zh-CN, en
    #[arg(long, global = true, env = "LIANXIN_PHONE_LANG", value_name = "LANG", default_value = "zh-CN", value_parser = lang)]
    pub lang: Lang,
    /// 输出 JSON，给脚本用 · Print JSON, for scripts
    #[arg(long, global = true)]
    pub json: bool,
    /// 把经过写到标准错误，不含个人信息 · Tell on standard error what happens, without personal data
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// 当作这部手机的时钟差了 N 天（演示和测试用） · As if this phone's clock were N days off (demonstrations, tests)
    #[arg(
        long,
        global = true,
        env = "LIANXIN_PHONE_CLOCK_OFFSET_DAYS",
        value_name = "N",
        default_value_t = 0,
        allow_negative_numbers = true
    )]
    pub clock_offset_days: i32,
    /// 先试这个办公室地址，可多次给出 · Try this address of the office first; may be given again
    #[arg(long, global = true, value_name = "HOST:PORT")]
    pub office: Vec<String>,
    /// 经这个代理去办公室 · Reach the office by way of this proxy (http://HOST:PORT)
    #[arg(long, global = true, env = "LIANXIN_PHONE_PROXY", value_name = "URL")]
    pub proxy: Option<String>,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// 用办公室给的登记码登记这部手机 · Enrol this phone with the office's invitation
    Enrol(EnrolArgs),
    /// 今天可以去看看谁，已经去了哪几户 · Whom to call on today, and what is done
    Today,
    /// 一户的情况、走访和注意 · A household with its visits and what to consider
    Household(HouseholdArgs),
    /// 记一次走访 · Record a visit
    Visit(Box<VisitArgs>),
    /// 更正自己的一次走访 · Correct an own visit
    Correct(CorrectArgs),
    /// 改一户的意愿或需求 · Change a household's wish or needs
    Edit(EditArgs),
    /// 两人都改了的地方 · Where two people changed the same thing
    Conflicts,
    /// 在两个值里定一个 · Decide between two values
    Resolve(ResolveArgs),
    /// 和办公室同步 · Sync with the office
    Sync,
    /// 同事和他们的值班电话 · Colleagues and their duty phones
    Contacts,
    /// 这部手机的情况 · How this phone stands
    Status,
    /// 待处理：办公室没能收下的 · What needs a look: what the office could not take
    Attention(AttentionArgs),
    /// 没写完的走访 · Visits not finished yet
    Drafts(DraftsArgs),
    /// 按小区、楼栋、拼音首字母找住户 · Find households by dwelling or pinyin initials
    Search(SearchArgs),
    /// 看一段备注能不能保存 · Check whether a note may be saved
    NoteCheck(NoteCheckArgs),
    /// 数据读不出来时放到一旁，原样保留 · Set unreadable data aside, untouched
    Repair,
}

/// Enrolling.
#[derive(Args)]
pub struct EnrolArgs {
    /// 登记码；“-”从标准输入读；不给就接着上次的 · The invitation; "-" reads standard input; none goes on where it stopped
    pub invitation: Option<String>,
    /// 等办公室确认，最多这么多秒 · Wait for the office to confirm, at most so many seconds
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "600")]
    pub wait: Option<u64>,
}

/// One household.
#[derive(Args)]
pub struct HouseholdArgs {
    /// 编号（前 6 位以上即可）或小区楼栋 · Its id (6 characters or more will do) or its dwelling
    #[arg(required = true, num_args = 1..)]
    pub household: Vec<String>,
}

/// Where a door that is not in the ledger is.
#[derive(Clone, Default, Args)]
#[command(next_help_heading = "名册里没有的门 · A door that is not in the ledger")]
pub struct DoorArgs {
    /// 小区 · Estate
    #[arg(long, conflicts_with = "household")]
    pub estate: Option<String>,
    /// 楼栋 · Building
    #[arg(long, conflicts_with = "household")]
    pub building: Option<String>,
    /// 单元 · Stairwell unit
    #[arg(long, conflicts_with = "household")]
    pub unit: Option<String>,
    /// 室 · Room
    #[arg(long, conflicts_with = "household")]
    pub room: Option<String>,
}

/// A visit: outcome and household are required, nothing else.
#[derive(Args)]
pub struct VisitArgs {
    /// 编号（前 6 位以上即可）或小区楼栋 · The household's id (6 characters or more will do) or its dwelling
    pub household: Option<String>,
    /// 结果 · How it ended
    #[arg(long, value_parser = OneOf::<VisitOutcome>::new(), required_unless_present_any = ["draft", "save_draft"])]
    pub outcome: Option<VisitOutcome>,
    /// 目的 · Why it was made
    #[arg(long, value_parser = OneOf::<VisitPurpose>::new())]
    pub purpose: Option<VisitPurpose>,
    /// 备注，不超过 500 字；“-”从标准输入读 · Note, at most 500 characters; "-" reads standard input
    #[arg(long)]
    pub note: Option<String>,
    /// 需求，可多次给出 · A need, with a line if you like; may be given again
    #[arg(long = "need", value_name = "CODE[:LINE]")]
    pub needs: Vec<NeedArg>,
    /// 回访日期 · Come again by this day
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    pub follow_up: Option<DayArg>,
    /// 同行人 · Who came along
    #[arg(long)]
    pub companion: Option<String>,
    /// 住户对下次联系的意愿 · The resident's wish about the next contact
    #[arg(long, value_parser = OneOf::<ContactWish>::new())]
    pub wish: Option<ContactWish>,
    /// 走访日期，不给就是今天：YYYY-MM-DD、-1 · Day of the visit, today if not given: YYYY-MM-DD, or -1 for yesterday
    #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
    pub day: Option<DayArg>,
    /// 以哪个岗位：岗位、字母或编号 · Under which post: title, letters or id
    #[arg(long = "as", value_name = "POST")]
    pub post: Option<String>,
    /// 已经约好 · There was an appointment
    #[arg(long)]
    pub appointment: bool,
    /// 接着写这份没写完的 · Go on with this draft
    #[arg(long, value_name = "DRAFT")]
    pub draft: Option<String>,
    /// 先不保存走访，留作没写完的 · Keep it as a draft instead of recording it
    #[arg(long)]
    pub save_draft: bool,
    /// Where a door that is not in the ledger is.
    #[command(flatten)]
    pub door: DoorArgs,
}

/// Fields of a visit to correct.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("fields").required(true).multiple(true))]
pub struct CorrectArgs {
    /// 走访的编号，前 6 位以上即可 · The visit's id; 6 characters or more will do
    pub visit: String,
    /// 结果 · How it ended
    #[arg(long, group = "fields", value_parser = OneOf::<VisitOutcome>::new())]
    pub outcome: Option<VisitOutcome>,
    /// 目的 · Why it was made
    #[arg(long, group = "fields", value_parser = OneOf::<VisitPurpose>::new())]
    pub purpose: Option<VisitPurpose>,
    /// 不写目的 · Take the purpose away
    #[arg(long, group = "fields", conflicts_with = "purpose")]
    pub clear_purpose: bool,
    /// 备注；“-”从标准输入读 · Note; "-" reads standard input
    #[arg(long, group = "fields")]
    pub note: Option<String>,
    /// 不要备注 · Take the note away
    #[arg(long, group = "fields", conflicts_with = "note")]
    pub clear_note: bool,
    /// 回访日期 · Come again by this day
    #[arg(long, group = "fields", value_name = "DAY", allow_hyphen_values = true)]
    pub follow_up: Option<DayArg>,
    /// 不用回访 · Take the follow-up away
    #[arg(long, group = "fields", conflicts_with = "follow_up")]
    pub clear_follow_up: bool,
    /// 走访日期 · Day of the visit
    #[arg(long, group = "fields", value_name = "DAY", allow_hyphen_values = true)]
    pub day: Option<DayArg>,
}

/// What to change of a household.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("fields").required(true).multiple(true))]
pub struct EditArgs {
    /// 编号（前 6 位以上即可）或小区楼栋 · Its id (6 characters or more will do) or its dwelling
    pub household: String,
    /// 住户对下次联系的意愿 · The resident's wish about the next contact
    #[arg(long, group = "fields", value_parser = OneOf::<ContactWish>::new())]
    pub wish: Option<ContactWish>,
    /// 住户没有说过意愿 · Take the wish away
    #[arg(long, group = "fields", conflicts_with = "wish")]
    pub clear_wish: bool,
    /// 新的需求，可多次给出 · A need to add; may be given again
    #[arg(long = "add-need", group = "fields", value_name = "CODE")]
    pub add_needs: Vec<String>,
    /// 已办结的需求，可多次给出 · A need that is met; may be given again
    #[arg(long = "drop-need", group = "fields", value_name = "CODE")]
    pub drop_needs: Vec<String>,
}

/// Which of two values holds.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("choice").required(true))]
pub struct ResolveArgs {
    /// 住户或走访的编号，前 6 位以上即可 · Id of the household or visit; 6 characters or more will do
    pub document: String,
    /// 哪一项，如 wish、note · Which field, such as wish or note
    pub key: String,
    /// 定哪个值 · The value that holds
    #[arg(group = "choice")]
    pub value: Option<String>,
    /// 定第几个值 · The value that holds, by its place in the list
    #[arg(long, group = "choice", value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    pub nth: Option<u8>,
}

/// What needs a look.
#[derive(Args)]
pub struct AttentionArgs {
    /// What to do about it; without one, lists.
    #[command(subcommand)]
    pub action: Option<AttentionAction>,
}

/// What to do about work that needs a look.
#[derive(Subcommand)]
pub enum AttentionAction {
    /// 已经看过，可以放下 · It has been dealt with and can be let go
    Settle {
        /// 清单里的编号 · The name from the list
        item: String,
    },
}

/// Visits not finished yet.
#[derive(Args)]
pub struct DraftsArgs {
    /// What to do with one; without one, lists.
    #[command(subcommand)]
    pub action: Option<DraftsAction>,
}

/// What to do with a draft.
#[derive(Subcommand)]
pub enum DraftsAction {
    /// 不要这份了 · Throw one away
    Drop {
        /// 编号，前 6 位以上即可 · Its id; 6 characters or more will do
        draft: String,
    },
}

/// A search.
#[derive(Args)]
pub struct SearchArgs {
    /// 小区、楼栋、单元、室或拼音首字母 · Estate, building, unit, room or pinyin initials
    #[arg(required = true, num_args = 1..)]
    pub text: Vec<String>,
    /// 最多列出几户 · List at most so many
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
}

/// A note to check.
#[derive(Args)]
pub struct NoteCheckArgs {
    /// 备注；“-”从标准输入读 · The note; "-" reads standard input
    pub text: String,
}

#[cfg(test)]
mod tests;
