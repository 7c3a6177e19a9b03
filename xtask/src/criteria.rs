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

/// What the path of a test in Kotlin begins with; its class and its name follow.
pub(crate) const KOTLIN: &str = "kotlin::";

/// A row of the list.
struct Criterion<'t> {
    line: usize,
    criterion: &'t str,
    /// `crate::module::test`, `file::test` where the file's path tells more, or `kotlin::Class::test`.
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
    fn paths<'i>(&'i self, tree: &Tree, index: &'i TestIndex) -> Vec<&'i str> {
        match self.in_file() {
            None if self.test.starts_with(KOTLIN) => {
                in_kotlin(tree, self.test).then_some(self.test).into_iter().collect()
            }
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
            _ => !criterion.paths(tree, index).is_empty(),
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
    criteria
        .iter()
        .filter(|criterion| criterion.level != "doc")
        .filter_map(|c| failing(c, tree, index, output))
        .collect()
}

fn failing(criterion: &Criterion<'_>, tree: &Tree, index: &TestIndex, output: &TestOutput) -> Option<Finding> {
    let outcomes: Vec<_> = criterion.paths(tree, index).into_iter().map(|path| output.outcome(path)).collect();
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

/// Whether a class of tests in Kotlin has a test of this name.
fn in_kotlin(tree: &Tree, test: &str) -> bool {
    let Some((class, name)) = test.strip_prefix(KOTLIN).and_then(|rest| rest.split_once("::")) else { return false };
    let (class, function) = (format!("class {class} "), format!("fun `{name}`("));
    tree.ending(".kt").any(|(path, text)| {
        path.contains("/src/test/kotlin/") && text.contains(&function) && text.replace(['(', ':'], " ").contains(&class)
    })
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
    fn a_test_in_kotlin_is_known_by_class_and_name() {
        let rows = "M1 a\tkotlin::SavingTest::a form is kept\tunit\t\nM1 b\tkotlin::SavingTest::nothing\tunit\t\n";
        let list = format!("{HEADER}\n{rows}");
        let test = "class SavingTest : AppTest() {\n    @Test fun `a form is kept`() = run {}\n}";
        let tree = Tree::of(&[(FILE, &list), ("app/src/test/kotlin/SavingTest.kt", test)]);
        let index = TestIndex::default();
        let findings: Vec<_> = check(&tree, &index).into_iter().map(|finding| finding.text).collect();
        assert_eq!(findings, ["M1 b: there is no `kotlin::SavingTest::nothing`"]);
        let mut output = TestOutput::default();
        assert_eq!(not_passed(&tree, &index, &output).len(), 2);
        output.surefire(r#"<testcase name="a form is kept" classname="lianxin.app.SavingTest" time="0.1"/>"#);
        let left = not_passed(&tree, &index, &output);
        assert_eq!(left.len(), 1, "{left:?}");
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
