//! What the command line takes. Help stands in both languages, for it is read before a language is chosen.

use crate::profile::SEED;
use clap::{Parser, ValueEnum};
use lianxin_core::words::Lang;
use std::path::PathBuf;

/// 连心 · 演示：一天的走访，从早上登记手机到晚上同步，全部由真实程序完成
///
/// A day in the field and at the office, played by the real programs: phones enrol and sync in the morning, work
/// without any server, meet it again in the evening; then a reader of its own counts what became of every visit.
#[derive(Clone, Debug, Parser)]
#[command(name = "demo", max_term_width = 110)]
pub(super) struct Args {
    /// 用这个目录里的三份名单 · Use the three lists of this directory
    #[arg(long, value_name = "DIR", conflicts_with = "profile")]
    pub(super) input: Option<PathBuf>,
    /// 随机种子 · The seed: it decides who does what
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub(super) seed: u64,
    /// 生成的名单有多大 · How large the invented lists are
    #[arg(long, value_enum, default_value_t = Size::Small)]
    pub(super) profile: Size,
    /// 结束后不保留服务器 · Stop at the end instead of leaving the server running
    #[arg(long)]
    pub(super) once: bool,
    /// 把报告（JSON）写到文件 · Write the report, as JSON, to this file
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<PathBuf>,
    /// 晚上再用应用的界面走访几户，留下图片 · In the evening make more visits on the app's screens, and keep pictures
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true, default_missing_value = "android-demo")]
    pub(super) app: Option<PathBuf>,
    /// 语言 · Language: zh-CN, en
    #[arg(long, value_name = "LANG", default_value = "zh-CN", value_parser = lang)]
    pub(super) lang: Lang,
    /// 在这个新目录里工作并保留它 · Work in this new directory and keep it
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

/// How large the invented lists are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Size {
    /// 1 个社区、3 个网格、60 户、24 人 · 1 community, 3 grids, 60 households, 24 people
    Small,
    /// 176 个网格、88,000 户 · 176 grids, 88,000 households
    City,
}

fn lang(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).ok_or_else(|| "zh-CN, en".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
        let args = Args::try_parse_from(["demo", "--once", "--seed", "7", "--lang", "en"]).unwrap();
        assert_eq!((args.seed, args.lang, args.profile, args.once), (7, Lang::En, Size::Small, true));
        assert_eq!(args.app, None);
        let app = |word: &str| Args::try_parse_from(["demo", word, "--once"]).unwrap().app;
        assert_eq!(app("--app"), Some("android-demo".into()));
        assert_eq!(app("--app=/a place"), Some("/a place".into()));
        assert!(Args::try_parse_from(["demo", "--input", "x", "--profile", "city"]).is_err());
        assert!(Args::try_parse_from(["demo", "--lang", "fr"]).is_err());
    }
}
