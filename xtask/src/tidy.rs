//! Checks of sources and documents that no compiler makes. Each is a function of the files; a failing one says where
//! and what to do.

mod app;
mod dependencies;
mod layers;
mod links;
mod purity;
mod refused_words;
mod size;
mod text;

use crate::criteria;
use crate::failure::Failure;
use crate::sources::tests_in::TestIndex;
use crate::sources::{self, modules};
use crate::tree::Tree;
use crate::workspace::{self, cargo};
use crate::{child, steps::Step};
use std::fmt;
use std::path::Path;

/// The root file of the core.
const CORE: &str = "core/src/lib.rs";

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Whether it fails the run, or is only listed.
    pub(crate) fails: bool,
    /// File and line, or what else it is about.
    pub(crate) place: String,
    /// What is wrong, and what to do.
    pub(crate) text: String,
}

impl Finding {
    /// Something that must not be.
    pub(crate) fn error(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { fails: true, place: place.into(), text: text.into() }
    }

    /// Something to think about.
    pub(crate) fn note(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { fails: false, place: place.into(), text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.fails { "error" } else { "note" };
        write!(f, "{kind}: {}: {}", self.place, self.text)
    }
}

/// Runs all checks as a command of its own.
pub(crate) fn report(root: &Path) -> Result<(), Failure> {
    crate::steps::Steps::default().run("tidy", |step| check(root, step))
}

/// Runs all checks, prints what they find, and fails if any finding does.
pub(crate) fn check(root: &Path, step: &Step) -> Result<(), Failure> {
    let findings = find(root)?;
    for finding in &findings {
        step.say(&finding.to_string());
    }
    let failing = findings.iter().filter(|finding| finding.fails).count();
    if failing == 0 { Ok(()) } else { Err(Failure::Tidy(failing)) }
}

fn find(root: &Path) -> Result<Vec<Finding>, Failure> {
    let tree = Tree::read(root, workspace::files(root)?)?;
    let (sources, unreadable) = sources::parse(&tree);
    let targets = workspace::targets(root)?;
    let core = modules::modules(&sources, CORE);
    let dependencies = child::output(cargo(root, dependencies::COMMAND))?;

    let mut findings: Vec<Finding> =
        unreadable.into_iter().map(|(place, cause)| Finding::error(place, format!("not Rust: {cause}"))).collect();
    findings.extend(layers::check(&core));
    findings.extend(purity::check(&core));
    findings.extend(dependencies::check(&dependencies));
    findings.extend(text::check(&tree));
    findings.extend(refused_words::check(&tree));
    findings.extend(app::check(&tree));
    findings.extend(links::check(&tree));
    findings.extend(size::check(&tree, &sources, &targets));
    findings.extend(criteria::check(&tree, &TestIndex::of(&sources, &targets)));
    Ok(findings)
}
