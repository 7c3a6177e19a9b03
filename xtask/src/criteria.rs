//! The list of criteria: each names a test, which must exist, and must pass in the very run that claims it.

use crate::sources::tests_in::TestIndex;
use crate::test_output::{Outcome, TestOutput};
use crate::tidy::Finding;
use crate::tree::Tree;

/// The list.
pub(crate) const FILE: &str = "tests/criteria.tsv";
const HEADER: &str = "criterion\ttest\tlevel\tnote";
/// What kinds of proof there are. A `doc` is a passage of a document: `docs/privacy.md::the words to be found there`.
const LEVELS: &[&str] = &["unit", "world", "end-to-end", "doc"];

/// A row of the list.
struct Criterion<'t> {
    line: usize,
    criterion: &'t str,
    /// `crate::module::test`, or `file::test` where the file's path tells more.
    test: &'t str,
    level: &'t str,
}

impl Criterion<'_> {
    fn place(&self) -> String {
        format!("{FILE}:{}", self.line)
    }

    /// The file and the name in it, if the test is given so.
    fn in_file(&self) -> Option<(&str, &str)> {
        self.test.split_once("::").filter(|(file, _)| file.contains(['/', '.']))
    }

    /// The full paths of the tests meant.
    fn paths<'i>(&'i self, index: &'i TestIndex) -> Vec<&'i str> {
        match self.in_file() {
            Some((file, name)) => index.in_file(file, name).collect(),
            None => index.has(self.test).then_some(self.test).into_iter().collect(),
        }
    }
}

/// Finds rows that cannot be read, and those whose test or passage does not exist.
pub(crate) fn check(tree: &Tree, index: &TestIndex) -> Vec<Finding> {
    let Some(text) = tree.text(FILE) else { return vec![Finding::error(FILE, "there is no list of criteria")] };
    let (criteria, mut findings) = read(text);
    for criterion in &criteria {
        let exists = match criterion.in_file() {
            Some((file, passage)) if criterion.level == "doc" => {
                tree.text(file).is_some_and(|text| text.contains(passage))
            }
            _ => !criterion.paths(index).is_empty(),
        };
        if !exists {
            let text = format!("{}: there is no `{}`", criterion.criterion, criterion.test);
            findings.push(Finding::error(criterion.place(), text));
        }
    }
    findings
}

/// Finds criteria whose test did not pass in this run. Rows that cannot be read are the business of [`check`].
pub(crate) fn not_passed(tree: &Tree, index: &TestIndex, output: &TestOutput) -> Vec<Finding> {
    let (criteria, _) = read(tree.text(FILE).unwrap_or_default());
    criteria.iter().filter(|criterion| criterion.level != "doc").filter_map(|c| failing(c, index, output)).collect()
}

fn failing(criterion: &Criterion<'_>, index: &TestIndex, output: &TestOutput) -> Option<Finding> {
    let outcomes: Vec<_> = criterion.paths(index).into_iter().map(|path| output.outcome(path)).collect();
    if !outcomes.is_empty() && outcomes.iter().all(|outcome| *outcome == Some(Outcome::Passed)) {
        return None;
    }
    let how = match outcomes.iter().find(|outcome| **outcome != Some(Outcome::Passed)) {
        Some(Some(Outcome::Failed)) => "failed",
        Some(Some(Outcome::Ignored)) => "was ignored",
        _ => "did not run",
    };
    Some(Finding::error(criterion.place(), format!("{}: `{}` {how}", criterion.criterion, criterion.test)))
}

fn read(text: &str) -> (Vec<Criterion<'_>>, Vec<Finding>) {
    let mut criteria = Vec::new();
    let mut findings = Vec::new();
    let rows = (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty() && !row.starts_with('#'));
    for (at, (line, row)) in rows.enumerate() {
        let columns: Vec<&str> = row.split('\t').collect();
        match columns[..] {
            _ if at == 0 && row == HEADER => {}
            _ if at == 0 => findings.push(refused(line, "the first row is not the header")),
            [criterion, test, level, _] if !criterion.is_empty() && !test.is_empty() && LEVELS.contains(&level) => {
                criteria.push(Criterion { line, criterion, test, level });
            }
            [_, _, level, _] if !LEVELS.contains(&level) => findings.push(refused(line, "the level is unknown")),
            [_, _, _, _] => findings.push(refused(line, "a criterion or a test is empty")),
            _ => findings.push(refused(line, "a row has four columns, divided by tabs")),
        }
    }
    (criteria, findings)
}

fn refused(line: usize, cause: &str) -> Finding {
    Finding::error(format!("{FILE}:{line}"), cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::parse;
    use crate::workspace::Target;

    fn tree(rows: &str) -> (Tree, TestIndex) {
        let list = format!("# what each row proves\n{HEADER}\n{rows}");
        let tree = Tree::of(&[
            (FILE, &list),
            ("core/src/lib.rs", "#[cfg(test)] mod tests { #[test] fn it_holds() {} }"),
            ("docs/privacy.md", "# Who may see what\n"),
        ]);
        let (sources, _) = parse(&tree);
        let target = Target { name: "lianxin_core".into(), root_file: "core/src/lib.rs".into() };
        let index = TestIndex::of(&sources, &[target]);
        (tree, index)
    }

    fn found(rows: &str) -> Vec<String> {
        let (tree, index) = tree(rows);
        check(&tree, &index).iter().map(ToString::to_string).collect()
    }

    const BOTH: &str =
        "M1 a\tlianxin_core::tests::it_holds\tunit\t\nM1 b\tcore/src/lib.rs::it_holds\tworld\tthe same\n";

    #[test]
    fn rows_whose_test_or_passage_exists_are_good() {
        assert_eq!(found(BOTH), Vec::<String>::new());
        assert_eq!(found("P-1\tdocs/privacy.md::Who may see what\tdoc\t\n"), Vec::<String>::new());
    }

    #[test]
    fn a_row_whose_test_or_passage_does_not_exist_is_named() {
        for test in
            ["lianxin_core::tests::it_holds_not\tunit", "core/src/lib.rs::other\tunit", "docs/privacy.md::Nobody\tdoc"]
        {
            let name = test.split('\t').next().unwrap();
            let expected = format!("error: tests/criteria.tsv:3: M1 a: there is no `{name}`");
            assert_eq!(found(&format!("M1 a\t{test}\t\n")), [expected]);
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named() {
        assert_eq!(found("M1 a\tx\tunit\n"), ["error: tests/criteria.tsv:3: a row has four columns, divided by tabs"]);
        assert_eq!(found("M1 a\tx\tmanual\t\n"), ["error: tests/criteria.tsv:3: the level is unknown"]);
        assert_eq!(found("\tx\tunit\t\n"), ["error: tests/criteria.tsv:3: a criterion or a test is empty"]);
        let tree = Tree::of(&[(FILE, "M1\tx\tunit\t\n")]);
        let findings = check(&tree, &TestIndex::default());
        assert_eq!(findings, [refused(1, "the first row is not the header")]);
    }

    #[test]
    fn a_criterion_counts_only_if_its_test_passed_in_this_run() {
        let (tree, index) = tree(BOTH);
        let after = |lines: &[&str]| {
            let mut output = TestOutput::default();
            lines.iter().for_each(|line| output.line(line));
            not_passed(&tree, &index, &output).into_iter().map(|finding| finding.text).collect::<Vec<_>>()
        };
        let running = "Running unittests src/lib.rs (target/debug/deps/lianxin_core-0123456789abcdef)";
        assert_eq!(after(&[running, "test tests::it_holds ... ok"]), Vec::<String>::new());
        for (lines, how) in [
            (vec![running, "test tests::it_holds ... FAILED"], "failed"),
            (vec![running, "test tests::it_holds ... ignored"], "was ignored"),
            (vec![running], "did not run"),
        ] {
            let texts = after(&lines);
            assert_eq!(texts.len(), 2);
            assert_eq!(texts[0], format!("M1 a: `lianxin_core::tests::it_holds` {how}"));
        }
    }
}
