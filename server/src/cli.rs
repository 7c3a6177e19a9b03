//! The command line: what can be asked, and how it is answered.

mod commands;
mod print;

use crate::control::TalkError;
use crate::error::{ErrorKind, chain};
use crate::qr::TooLong;
use crate::recovery::RecoveryError;
use crate::serve::ServeError;
use crate::settings::{Language, Layer, Settings, unknown_variables};
use clap::{ArgGroup, CommandFactory, Parser, Subcommand};
use lianxin_core::panics::{self, Panicked};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// 连心：社区办公室的服务程序 · The community office's server
#[derive(Parser)]
#[command(name = "lianxin-server", version)]
struct Arguments {
    /// 设置文件；不写就用数据目录里的 · The settings file; without it, the one in the data directory
    #[arg(long, env = "LIANXIN_SETTINGS", global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(flatten)]
    layer: Layer,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 建立机构：密钥、数据目录、恢复单 · Makes an office: its keys, its data directory, its recovery sheet
    Init {
        /// 机构名称 · The organisation's name
        #[arg(long)]
        name: String,
        /// 恢复单写入这个新文件（.svg 或 .txt），不显示在屏幕上 · Writes the recovery sheet to this new file (.svg or .txt) instead of showing it
        #[arg(long, value_name = "FILE")]
        sheet: Option<PathBuf>,
    },
    /// 导入网格、人员、住户三张名单 · Takes the lists of grids, people and households
    Import {
        /// 放着 grids.csv、people.csv、households.csv 的目录 · The directory of grids.csv, people.csv and households.csv
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// 只看会做什么，不导入 · Only shows what would be done
        #[arg(long)]
        dry_run: bool,
        /// 名单里不再有的住户标为已不在 · Marks households that the list no longer has as gone
        #[arg(long)]
        close_missing: bool,
        /// 在目录里写出带表头的空名单 · Writes empty lists with their headings into the directory
        #[arg(long, conflicts_with_all = ["dry_run", "close_missing"])]
        template: bool,
    },
    /// 邀请手机登记：当面一部，或打印多份 · Invites phones: one beside the clerk, or many on paper
    Invite {
        /// 按编号邀请一个人，显示登记码 · Invites one person, by number, and shows the code
        #[arg(long, value_name = "NUMBER", conflicts_with_all = ["list", "all"], required_unless_present_any = ["list", "all"])]
        person: Option<String>,
        /// 有效几分钟 · For so many minutes
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=60))]
        minutes: u16,
        /// 登记码同时写入这个新文件 · Writes the code to this new file too
        #[arg(long, value_name = "FILE", requires = "person")]
        svg: Option<PathBuf>,
        /// 邀请名单里的人（有编号一列），打印 · Invites the people of a list with a column of numbers, on paper
        #[arg(long, value_name = "CSV", conflicts_with = "all", requires = "sheet")]
        list: Option<PathBuf>,
        /// 邀请所有有岗位还没有手机的人，打印 · Invites everybody who holds a post and has no phone, on paper
        #[arg(long, requires = "sheet")]
        all: bool,
        /// 要打印的邀请写入这个新文件 · The new file for the cards to print
        #[arg(long, value_name = "HTML", conflicts_with = "person")]
        sheet: Option<PathBuf>,
        /// 打印的邀请有效几天 · The cards are good for so many days
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=7))]
        days: u16,
    },
    /// 查看等待确认的手机，确认或拒绝 · Shows the phones that wait, confirms or refuses them
    Confirm {
        /// 手机屏幕上的六位数字 · The six digits on the phone's screen
        digits: Option<String>,
        /// 两部手机数字相同时，写本人的编号 · The person's number, where two phones show the same digits
        #[arg(long, value_name = "NUMBER", requires = "digits")]
        person: Option<String>,
        /// 确认所有用打印邀请登记的手机 · Confirms everybody who came by a printed sheet
        #[arg(long, conflicts_with = "digits")]
        all_sheets: bool,
        /// 拒绝这部手机 · Refuses the phone
        #[arg(long, requires = "digits")]
        refuse: bool,
    },
    /// 启动服务，供手机和网页使用，按 Ctrl-C 停止 · Serves phones and the console until Ctrl-C
    Serve,
    /// 生成网页登录链接：设置密码和动态验证码，一次有效，十五分钟 · Makes a link by which a person sets password and authenticator for the console; good once, for fifteen minutes
    LoginLink {
        /// 本人的编号 · The person's number
        #[arg(long, value_name = "NUMBER")]
        person: String,
        /// 社区编码，在几个社区任职时要写 · The community, where the person works in several
        #[arg(long, value_name = "CODE")]
        community: Option<String>,
        /// 直接进入一小时，不设密码，留有记录：用于演示和紧急情况 · Lets in at once for an hour without an account, and is noted: for demonstrations and emergencies
        #[arg(long)]
        enter: bool,
    },
    /// 查询谁看过某一户 · Shows who has looked at a household
    Reads {
        /// 住户的编号或完整住址 · The household, by id or dwelling
        #[arg(long, value_name = "ID|DWELLING")]
        household: String,
    },
    /// 查看待决定的记录，或决定其中一条 · Shows the entries that are held, or decides about one
    #[command(group(ArgGroup::new("verdict").args(["admit", "refuse"])))]
    Decide {
        /// 记录的编号，开头几位即可 · The entry, or the beginning of its name
        #[arg(requires_all = ["verdict", "reason"])]
        entry: Option<String>,
        /// 采纳：按首次收到时的情况处理 · It is judged by its first receipt
        #[arg(long, requires = "entry")]
        admit: bool,
        /// 不采纳，不再更改 · It is refused for good
        #[arg(long, requires = "entry")]
        refuse: bool,
        /// 理由 · Why
        #[arg(long, value_name = "TEXT", requires = "entry")]
        reason: Option<String>,
    },
    /// 查看手机，或挂失一部：之后送来的先留着等决定，也不再给它数据 · Shows the phones, or reports one lost: what it sends from now on is held, and it gets nothing more
    ReportLost {
        /// 手机的编号，开头几位即可 · The phone, or the beginning of its name
        phone: Option<String>,
        /// 这个人唯一的手机 · The only phone of this person
        #[arg(long, value_name = "NUMBER", conflicts_with = "phone")]
        person: Option<String>,
        /// 手机找回了 · It was found again
        #[arg(long)]
        found: bool,
    },
    /// 每年一次用恢复单更新机构密钥，再用 13 个月 · Renews the office's keys for another 13 months: needs the recovery sheet, once a year
    Renew,
    /// 检查密钥、文件、链、更新流是否完好 · Looks whether keys, files, chains and feeds are sound
    Check {
        /// 读入恢复单上的字符，核对是否属于本机构 · Reads the groups of the recovery sheet and says whether they are this office's
        #[arg(long)]
        recovery_sheet: bool,
    },
    /// 输出办公室接口说明（OpenAPI） · Prints the description of the office's API
    Openapi,
    /// 输出网页用的词表（JSON） · Prints the words of closed lists for the office's page (JSON)
    Words,
}

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
enum CliError {
    /// The log's directives are not right.
    #[error("the setting log is not right")]
    Log(#[from] tracing_subscriber::filter::ParseError),
    /// The office did not do it.
    #[error(transparent)]
    Office(#[from] ErrorKind),
    /// The running server did not do it.
    #[error(transparent)]
    Talk(#[from] TalkError),
    /// The server did not run.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A file cannot be read or written.
    #[error("{0}")]
    File(PathBuf, #[source] io::Error),
    /// The terminal cannot be written.
    #[error("cannot write the answer")]
    Out(#[from] io::Error),
    /// The list of people cannot be used.
    #[error("{0} has no column 编号 or person_no")]
    NoNumbers(PathBuf),
    /// A code would be too large.
    #[error(transparent)]
    Code(#[from] TooLong),
    /// The recovery sheet is not right.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The keys are renewed, and the server has not taken them.
    #[error("the keys are renewed, but the server has not taken them yet: end it and start it again")]
    NotTaken(#[source] Box<CliError>),
    /// The sheet's file has another ending.
    #[error("the sheet's file must end in .svg or .txt")]
    SheetType,
}

impl CliError {
    /// The words for people; behind them the stable code, where there is one.
    fn words(&self, language: Language) -> String {
        match self {
            Self::Office(kind) | Self::Serve(ServeError::Office(kind)) => {
                format!("{} [{}]", kind.words(language), kind.inner_code())
            }
            other => print::cli_error(other, language).unwrap_or_else(|| chain(other)),
        }
    }
}

/// How a command ended that was done.
enum Ended {
    /// As one wishes.
    Well,
    /// It found something that somebody has to put right.
    Badly,
}

/// One line and no message: a caught panic to the log, any other to whoever sees the process.
fn panicked(panic: &Panicked) {
    if panic.is_contained {
        tracing::warn!("{panic}");
    } else {
        let _ = writeln!(io::stderr(), "lianxin-server: {panic}");
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    panics::tell(panicked);
    let arguments = Arguments::parse();
    let settings = match Settings::load(arguments.settings.as_deref(), arguments.layer) {
        Ok(settings) => settings,
        Err(error) => return failed(&chain(&error)),
    };
    match run(arguments.command, &settings, &mut io::stdout().lock()) {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::Badly) => ExitCode::FAILURE,
        // Somebody closed the pipe: that is no failure of ours.
        Err(CliError::Out(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => failed(&error.words(settings.language)),
    }
}

fn failed(words: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "lianxin-server: {words}");
    ExitCode::FAILURE
}

fn run(command: Command, settings: &Settings, out: &mut dyn Write) -> Result<Ended, CliError> {
    let level = if matches!(command, Command::Serve) { settings.log.as_str() } else { "warn" };
    let filter = EnvFilter::builder().parse(level)?;
    // A second subscriber, in tests that run several commands in one process, is not needed.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Where the log lies on a full disk, saying so in the log would be a panic.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .try_init();
    let names: Vec<String> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    for name in unknown_variables(names.iter().map(String::as_str), &variables()) {
        tracing::warn!(name, "this environment variable is no setting");
    }
    commands::run(command, settings, out)
}

/// The environment variables that are settings.
fn variables() -> Vec<String> {
    let command = Arguments::command();
    command.get_arguments().filter_map(|a| a.get_env()?.to_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent_and_every_setting_has_flag_and_variable() {
        Arguments::command().debug_assert();
        let variables = variables();
        for key in [
            "DATA",
            "LISTEN",
            "ADDRESSES",
            "LANGUAGE",
            "LOG",
            "CONCURRENT_REQUESTS",
            "BODY_MEMORY_MIB",
            "REQUEST_SECONDS",
        ] {
            assert!(variables.contains(&format!("LIANXIN_{key}")), "{key}");
            let flag = key.to_lowercase().replace('_', "-");
            assert!(Arguments::command().get_arguments().any(|a| a.get_long() == Some(&flag)), "{flag}");
        }
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        for wrong in [
            "invite",
            "invite --all",
            "invite --person P1 --all --sheet x.html",
            "invite --person P1 --minutes 90",
            "decide ABC --admit",
            "decide ABC --admit --refuse --reason x",
            "confirm 123456 --all-sheets",
            "init",
            "confirm --refuse",
            "import dir --template --dry-run",
        ] {
            let words = std::iter::once("lianxin-server").chain(wrong.split(' '));
            assert!(Arguments::try_parse_from(words).is_err(), "{wrong}");
        }
        for right in [
            "invite --person P1",
            "invite --all --sheet x.html",
            "confirm",
            "confirm 123456 --refuse",
            "decide",
            "decide ABC --refuse --reason x",
            "report-lost",
            "serve --listen 127.0.0.1:0",
        ] {
            let words = std::iter::once("lianxin-server").chain(right.split(' '));
            assert!(Arguments::try_parse_from(words).is_ok(), "{right}");
        }
    }
}
