//! What `cargo test` prints, read back: which tests ran, how each ended, and the totals.

use crate::criteria::KOTLIN;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was not run.
    Ignored,
}

/// The tests of one run of `cargo test`, by their full path: crate, modules, name.
#[derive(Debug, Default)]
pub(crate) struct TestOutput {
    /// The crate whose tests come next.
    current: String,
    outcomes: BTreeMap<String, Outcome>,
    passed: usize,
    failed: usize,
}

macro_rules! pattern {
    ($name:ident, $pattern:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("the pattern is well formed"));
    };
}

// Running unittests src/lib.rs (target/debug/deps/lianxin_core-0123456789abcdef)
pattern!(RUNNING, r"^\s*Running .*\((?:.*[/\\])?(\w+)-[0-9a-f]{16}(?:\.exe)?\)$");
pattern!(DOC_TESTS, r"^\s*Doc-tests (\w+)$");
pattern!(TEST, r"^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)\b");
// <testcase name="a form is kept" classname="lianxin.app.SavingTest" time="0.1"/>, or with what went wrong inside
pattern!(CASE, r#"(?s)<testcase name="([^"]*)" classname="(?:[\w.]*\.)?(\w+)"[^>]*?(?:/>|>(.*?)</testcase>)"#);
pattern!(RESULT, r"^test result: \w+\. (\d+) passed; (\d+) failed;");

impl TestOutput {
    /// Reads one line.
    pub(crate) fn line(&mut self, line: &str) {
        if let Some(found) = RUNNING.captures(line).or_else(|| DOC_TESTS.captures(line)) {
            found[1].clone_into(&mut self.current);
        } else if let Some(found) = RESULT.captures(line) {
            self.passed += found[1].parse().unwrap_or(0);
            self.failed += found[2].parse().unwrap_or(0);
        } else if let Some(found) = TEST.captures(line) {
            let outcome = match &found[2] {
                "ok" => Outcome::Passed,
                "FAILED" => Outcome::Failed,
                _ => Outcome::Ignored,
            };
            self.outcomes.insert(format!("{}::{}", self.current, &found[1]), outcome);
        }
    }

    /// Reads a report of surefire, which Maven's tests leave. Their paths are `kotlin::Class::name`.
    pub(crate) fn surefire(&mut self, report: &str) {
        for case in CASE.captures_iter(report) {
            let inside = case.get(3).map_or("", |inside| inside.as_str());
            let outcome = if inside.contains("<failure") || inside.contains("<error") {
                Outcome::Failed
            } else if inside.contains("<skipped") {
                Outcome::Ignored
            } else {
                Outcome::Passed
            };
            self.passed += usize::from(outcome == Outcome::Passed);
            self.failed += usize::from(outcome == Outcome::Failed);
            let name = case[1].replace("&quot;", "\"").replace("&apos;", "'").replace("&lt;", "<").replace("&gt;", ">");
            self.outcomes.insert(format!("{KOTLIN}{}::{}", &case[2], name.replace("&amp;", "&")), outcome);
        }
    }

    /// How a test ended, if it ran.
    pub(crate) fn outcome(&self, path: &str) -> Option<Outcome> {
        self.outcomes.get(path).copied()
    }

    /// How many tests passed and how many failed, by the runners' own totals.
    pub(crate) fn totals(&self) -> (usize, usize) {
        (self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "   Compiling lianxin-core v0.1.0
     Running unittests src/lib.rs (target/debug/deps/lianxin_core-0123456789abcdef)
running 3 tests
test time::tests::a_day ... ok
test time::tests::a_night - should panic ... ok
test time::tests::a_week ... ignored, needs a calendar
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
     Running tests/runner.rs (target/debug/deps/runner-fedcba9876543210)
test offline_week::tests::nothing_is_lost ... FAILED
test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
   Doc-tests lianxin_core
test core/src/time.rs - time::Host (line 20) ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";

    #[test]
    fn tests_are_known_by_crate_path_and_outcome() {
        let mut output = TestOutput::default();
        OUTPUT.lines().for_each(|line| output.line(line));
        assert_eq!(output.totals(), (3, 1));
        assert_eq!(output.outcome("lianxin_core::time::tests::a_day"), Some(Outcome::Passed));
        assert_eq!(output.outcome("lianxin_core::time::tests::a_night"), Some(Outcome::Passed));
        assert_eq!(output.outcome("lianxin_core::time::tests::a_week"), Some(Outcome::Ignored));
        assert_eq!(output.outcome("runner::offline_week::tests::nothing_is_lost"), Some(Outcome::Failed));
        assert_eq!(output.outcome("time::tests::a_day"), None);
    }

    #[test]
    fn tests_of_maven_are_known_by_class_and_name() {
        let mut output = TestOutput::default();
        output.surefire(
            r#"<testsuite name="lianxin.app.SavingTest" tests="4">
            <testcase name="a form &amp; its draft" classname="lianxin.app.SavingTest" time="0.1"/>
            <testcase name="it fails" classname="lianxin.app.SavingTest" time="0.1">
              <failure message="x">at y</failure></testcase>
            <testcase name="it is left out" classname="SavingTest" time="0"><skipped/></testcase>
            <testcase name="it talks" classname="SavingTest" time="0"><system-out>x</system-out></testcase></testsuite>"#,
        );
        assert_eq!(output.totals(), (2, 1));
        let outcome = |name: &str| output.outcome(&format!("kotlin::SavingTest::{name}"));
        assert_eq!(outcome("a form & its draft"), Some(Outcome::Passed));
        assert_eq!(outcome("it fails"), Some(Outcome::Failed));
        assert_eq!(outcome("it is left out"), Some(Outcome::Ignored));
        assert_eq!(outcome("it talks"), Some(Outcome::Passed));
    }

    #[test]
    fn what_a_test_itself_prints_is_no_outcome() {
        let mut output = TestOutput::default();
        output.line("the test was ... ok");
        output.line("running test a::b");
        assert_eq!(output.totals(), (0, 0));
        assert!(output.outcomes.is_empty());
    }
}
