//! What the command line says, in the language of the settings.

use super::{CliError, Ended};
use crate::control::{Health, HeldEntry, Imported, Operation, Outcome, PhoneLine, ReadLine, TalkError};
use crate::enrolment::clerk::{Card, Waiting};
use crate::qr::Code;
use crate::recovery::RecoveryError;
use crate::serve::ServeError;
use crate::settings::Language;
use lianxin_core::time::Day;
use std::io::{self, Write};
use std::path::Path;

/// The words in Chinese for what whoever typed the command can mend.
pub(super) fn cli_error(error: &CliError, language: Language) -> Option<String> {
    if language == Language::En {
        return None;
    }
    Some(match error {
        CliError::NotTaken(_) => "密钥已更新，但服务程序尚未启用，请重新启动服务程序".into(),
        CliError::File(path, error) => format!("{}: {}", path.display(), trouble(error)),
        CliError::Serve(ServeError::Listen(address, error)) => format!("无法监听 {address}：{}", trouble(error)),
        CliError::NoNumbers(path) => format!("{} 没有“编号”或 person_no 这一列", path.display()),
        CliError::SheetType => "恢复单的文件名必须以 .svg 或 .txt 结尾".into(),
        CliError::Recovery(RecoveryError::Form) => "恢复单有 14 组，每组 4 个字母或数字".into(),
        CliError::Recovery(RecoveryError::Check) => "恢复单上的各组对不上，有一组抄错了".into(),
        CliError::Talk(TalkError::OtherVersion(_)) => "正在运行的服务程序是另一个版本，请重新启动它".into(),
        CliError::Talk(TalkError::BrokenOff(_)) => "与正在运行的服务程序的连接中断了".into(),
        _ => return None,
    })
}

/// What the system says about a file or an address.
fn trouble(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "找不到".into(),
        io::ErrorKind::AlreadyExists => "已经存在，不会覆盖".into(),
        io::ErrorKind::PermissionDenied => "没有权限".into(),
        io::ErrorKind::AddrInUse => "地址已被另一个程序占用".into(),
        io::ErrorKind::AddrNotAvailable => "本机没有这个地址".into(),
        io::ErrorKind::IsADirectory => "这是一个目录".into(),
        io::ErrorKind::NotADirectory => "这不是一个目录".into(),
        io::ErrorKind::StorageFull => "磁盘已满".into(),
        _ => error.to_string(),
    }
}

type Out<'o> = &'o mut dyn Write;

fn say(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

/// Prints what came of an operation.
pub(super) fn outcome(
    outcome: &Outcome,
    operation: &Operation,
    language: Language,
    out: Out<'_>,
) -> Result<Ended, CliError> {
    match outcome {
        Outcome::Cards(_, cards) => cards.iter().try_for_each(|card| print_card(card, language, out))?,
        Outcome::Waiting(waiting) => print_waiting(waiting, operation, language, out)?,
        Outcome::Link(links, until) => {
            for link in links {
                writeln!(out, "{link}")?;
            }
            writeln!(out, "{} {until}", say(language, "只能用一次，有效至", "good once, until"))?;
        }
        Outcome::Reads(dwelling, lines, total) => print_reads(dwelling, lines, *total, language, out)?,
        Outcome::Held(held, total) => print_held(held, *total, language, out)?,
        Outcome::Phones(phones) => print_phones(phones, language, out)?,
        Outcome::Done => writeln!(out, "{}", say(language, "已完成", "done"))?,
        Outcome::Imported(imported) => return print_imported(imported, language, out),
        Outcome::Checked(findings) => {
            for finding in findings {
                let mark = match finding.how {
                    Health::Sound => say(language, "正常", "ok    "),
                    Health::Look => say(language, "注意", "look  "),
                    Health::Broken => say(language, "损坏", "BROKEN"),
                };
                writeln!(out, "{mark} {}: {}", looked_at(&finding.what, language), finding.says)?;
            }
            if findings.iter().any(|finding| finding.how == Health::Broken) {
                return Ok(Ended::Badly);
            }
        }
    }
    Ok(Ended::Well)
}

fn looked_at(what: &str, language: Language) -> &str {
    if language == Language::En {
        return what;
    }
    match what {
        "program" => "程序版本",
        "keys" => "密钥",
        "register pages" => "名册页",
        "chains" => "提交链",
        "feeds" => "下发序列",
        "access log" => "查阅日志",
        "inbox" => "收件",
        other => other,
    }
}

fn print_card(card: &Card, language: Language, out: Out<'_>) -> Result<(), CliError> {
    writeln!(out, "{} {}  {}", card.number, card.name, card.posts.join(", "))?;
    writeln!(out, "{}", Code::new(&card.invitation)?.terminal())?;
    writeln!(out, "{}", card.invitation)?;
    writeln!(out, "{} {}", say(language, "只能用一次，有效至", "good once, until"), card.until)?;
    let next = say(
        language,
        "手机显示六位数字后，请核对并运行：lianxin-server confirm <六位数字>",
        "once the phone shows six digits, compare them and run: lianxin-server confirm DIGITS",
    );
    Ok(writeln!(out, "{next}")?)
}

fn print_waiting(waiting: &[Waiting], operation: &Operation, language: Language, out: Out<'_>) -> io::Result<()> {
    let heading = match operation {
        Operation::Confirm(_) => say(language, "已确认", "confirmed"),
        Operation::Refuse(_) => say(language, "已拒绝", "refused"),
        _ => say(language, "等待确认", "waiting"),
    };
    writeln!(out, "{heading}: {}", waiting.len())?;
    for phone in waiting {
        let how = match (phone.is_printed, language) {
            (true, Language::Zh) => "纸质邀请",
            (true, Language::En) => "printed",
            (false, Language::Zh) => "当面",
            (false, Language::En) => "on the spot",
        };
        let (digits, posts) = (&phone.digits, phone.posts.join(", "));
        writeln!(out, "{digits}  {} {}  {posts}  {how}  {}", phone.number, phone.name, phone.since)?;
    }
    Ok(())
}

fn print_reads(dwelling: &str, lines: &[ReadLine], total: u64, language: Language, out: Out<'_>) -> io::Result<()> {
    writeln!(out, "{dwelling}: {} {total}", say(language, "被查看次数", "shown so often:"))?;
    for line in lines {
        let who =
            if line.number.is_empty() { say(language, "服务器命令行", "command line") } else { &line.number };
        let ReadLine { at, name, role, purpose, what, agent, session, began, .. } = line;
        writeln!(out, "{at}  {who} {name}  {role}  {purpose}  {what}  {agent}  {session}  {began}")?;
    }
    Ok(())
}

fn print_held(held: &[HeldEntry], total: u64, language: Language, out: Out<'_>) -> io::Result<()> {
    let shown = if u64::try_from(held.len()) == Ok(total) {
        ""
    } else {
        say(language, "，先列出最早的", ", oldest first")
    };
    writeln!(out, "{}: {total}{shown}", say(language, "待决定", "held"))?;
    for entry in held {
        writeln!(out, "{}  {}  {} {}  {}", entry.entry, entry.code, entry.number, entry.name, entry.received)?;
        for (key, value) in &entry.written {
            writeln!(out, "    {key} = {value}")?;
        }
    }
    Ok(())
}

fn print_phones(phones: &[PhoneLine], language: Language, out: Out<'_>) -> io::Result<()> {
    writeln!(out, "{}: {}", say(language, "手机", "phones"), phones.len())?;
    for phone in phones {
        let state = match (phone.is_revoked, phone.is_lost) {
            (true, _) => say(language, "已注销", "revoked"),
            (false, true) => say(language, "已报失", "lost"),
            (false, false) => "",
        };
        writeln!(out, "{}  {} {}  {} – {}  {state}", phone.key, phone.number, phone.name, phone.enrolled, phone.until)?;
    }
    Ok(())
}

fn print_imported(imported: &Imported, language: Language, out: Out<'_>) -> Result<Ended, CliError> {
    for line in imported.problems.iter().chain(&imported.notes) {
        writeln!(out, "{line}")?;
    }
    if imported.total > 0 {
        let shown = imported.problems.len();
        let text = say(language, "个问题，什么都没有导入；已列出", "problems, nothing was taken; shown:");
        writeln!(out, "{} {text} {shown}", imported.total)?;
        return Ok(Ended::Badly);
    }
    let text = if imported.has_changed {
        say(language, "已导入", "taken")
    } else {
        say(language, "没有写入任何内容", "nothing was written")
    };
    writeln!(out, "{text}")?;
    Ok(Ended::Well)
}

/// Says that an office was made.
pub(super) fn made(name: &str, data: &Path, sheet: Option<&Path>, language: Language, out: Out<'_>) -> io::Result<()> {
    writeln!(out, "{} {name}: {}", say(language, "已建立", "made"), data.display())?;
    if let Some(sheet) = sheet {
        let text = say(
            language,
            "恢复单，请打印后锁入保险柜并删除文件",
            "recovery sheet; print it, lock it away, delete the file",
        );
        writeln!(out, "{text}: {}", sheet.display())?;
    }
    let next = say(language, "抄写后请核对", "check what you wrote down with");
    writeln!(out, "{next}: lianxin-server --data {} check --recovery-sheet", data.display())
}

/// Says where the office is served.
pub(super) fn serving(name: &str, addresses: &[String], language: Language, out: Out<'_>) -> io::Result<()> {
    writeln!(out, "{name}: {}", say(language, "手机可以通过这些地址连接", "phones reach it at"))?;
    for address in addresses {
        writeln!(out, "  https://{address}")?;
    }
    writeln!(out, "{}", say(language, "按 Ctrl-C 结束", "Ctrl-C ends it"))?;
    out.flush()
}

/// Says that invitations are ready to print.
pub(super) fn invited(count: usize, sheet: &Path, language: Language, out: Out<'_>) -> io::Result<()> {
    let written = say(language, "份邀请，请打印后删除文件", "invitations to print; delete the file afterwards");
    writeln!(out, "{count} {written}: {}", sheet.display())?;
    let next = say(language, "手机扫码登记之后请运行", "once the phones have enrolled, run");
    writeln!(out, "{next}: lianxin-server confirm --all-sheets")
}

/// Asks for the recovery sheet.
pub(super) fn ask_recovery(language: Language, out: Out<'_>) -> io::Result<()> {
    let text = say(
        language,
        "请输入恢复单上的各组字符，以 Ctrl-D 结束",
        "type the groups of the recovery sheet, end with Ctrl-D",
    );
    writeln!(out, "{text}")?;
    out.flush()
}

/// Says that the keys were renewed.
pub(super) fn renewed(until: Day, language: Language, out: Out<'_>) -> io::Result<()> {
    writeln!(out, "{} {until}", say(language, "密钥已更新，有效至", "the keys are renewed, until"))
}

/// Says that the keys end soon.
pub(super) fn keys_end(until: Day, language: Language, out: Out<'_>) -> io::Result<()> {
    let text = say(
        language,
        "密钥即将到期或已经到期，到期后手机不再信任本机构；请准备好恢复单并运行 lianxin-server renew。到期日",
        "the keys end soon or have ended, and phones do not believe the office after that; take the recovery sheet and run \
         lianxin-server renew. They end on",
    );
    writeln!(out, "{text}: {until}")?;
    out.flush()
}

/// Says that the recovery sheet is right.
pub(super) fn recovery_is_right(language: Language, out: Out<'_>) -> io::Result<()> {
    writeln!(out, "{}", say(language, "恢复单正确，属于本机构", "the recovery sheet is right and this office's"))
}
