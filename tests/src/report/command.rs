//! The reader as a command.

use super::{OfficeRecord, PhoneRecord, Report, ReportError, Traffic, reckon};
use clap::Parser;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 从办公室数据库和已关闭的手机里清点每一次走访
///
/// Counts what became of every visit, from the office's database and the closed phones' stores alone. Prints JSON.
/// Exits 0 if nothing was lost and everything adds up, 1 if not, 2 if something cannot be read.
#[derive(Debug, Parser)]
#[command(name = "report")]
struct Args {
    /// 办公室的数据目录 · The office's data directory
    #[arg(long, value_name = "DIR")]
    server: PathBuf,
    /// 手机目录，可多个 · The phones' directories
    #[arg(long, value_name = "DIR", num_args = 1..)]
    phones: Vec<PathBuf>,
    /// 同步字节数的记录文件 · A file that tells the seed and the bytes of the syncs
    #[arg(long, value_name = "FILE")]
    traffic: Option<PathBuf>,
    /// 另存到文件 · Write the JSON to a file too
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match report(&args) {
        Ok((report, true)) if report.visits.is_whole() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            say(&chain(&error));
            ExitCode::from(2)
        }
    }
}

/// Reads, reckons and writes; gives also whether no problem was found.
fn report(args: &Args) -> Result<(Report, bool), ReportError> {
    let office = OfficeRecord::open(&args.server)?;
    let phones = args.phones.iter().map(|path| PhoneRecord::read(path)).collect::<Result<Vec<_>, _>>()?;
    let traffic = args.traffic.as_deref().map(traffic).transpose()?;
    let (report, problems) = reckon(&office, &phones, traffic)?;
    for problem in &problems {
        say(&problem.to_string());
    }
    let json = serde_json::to_string(&report).unwrap_or_default() + "\n";
    if let Some(out) = &args.out {
        std::fs::write(out, &json).map_err(|error| ReportError::File(out.clone(), error))?;
    }
    std::io::stdout()
        .write_all(json.as_bytes())
        .map_err(|error| ReportError::File(PathBuf::from("standard output"), error))?;
    Ok((report, problems.is_empty()))
}

fn traffic(path: &Path) -> Result<Traffic, ReportError> {
    let bytes = std::fs::read(path).map_err(|error| ReportError::File(path.into(), error))?;
    serde_json::from_slice(&bytes).map_err(|error| ReportError::Traffic(path.into(), error))
}

/// Nobody is left to tell where writing fails.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}
