//! What the command line takes.

use clap::Parser;
use std::path::PathBuf;

/// Measures what the budgets promise, each beside a peer of the same run
#[derive(Clone, Debug, Parser)]
#[command(name = "cargo xtask bench", max_term_width = 110)]
pub(super) struct Args {
    /// Measures these rows only
    #[arg(long, value_name = "ROW", num_args = 1..)]
    pub(super) only: Vec<String>,
    /// Measures little of everything, to see that it runs; such figures mean nothing
    #[arg(long, conflicts_with = "write")]
    pub(super) quick: bool,
    /// Lists the rows
    #[arg(long)]
    pub(super) list: bool,
    /// Writes the figures, as JSON, to this file
    #[arg(long, value_name = "FILE", default_value = "target/bench.json")]
    pub(super) json: PathBuf,
    /// Writes the figures into docs/benchmarks.md
    #[arg(long, conflicts_with = "only")]
    pub(super) write: bool,
    /// Keeps its files below this directory while it measures; else in `target`
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
        let args = Args::try_parse_from(["bench", "--quick", "--only", "evening", "admit"]).unwrap();
        assert_eq!((args.only, args.quick), (vec!["evening".to_owned(), "admit".to_owned()], true));
        assert!(Args::try_parse_from(["bench", "--quick", "--write"]).is_err(), "quick figures are not published");
    }
}
