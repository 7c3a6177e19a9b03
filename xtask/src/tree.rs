//! The files of the workspace in memory, so that a check is a function of them.

use crate::failure::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The workspace's files: the names of all, the content of those that are text.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    paths: BTreeSet<String>,
    texts: BTreeMap<String, String>,
}

impl Tree {
    /// Reads these files under `root`; what is not UTF-8 is known by name only.
    pub(crate) fn read(root: &Path, files: Vec<String>) -> Result<Self, Failure> {
        let mut tree = Self::default();
        for path in files {
            let bytes = std::fs::read(root.join(&path)).map_err(Failure::io(format!("read {path}")))?;
            if let Ok(text) = String::from_utf8(bytes) {
                tree.texts.insert(path.clone(), text);
            }
            tree.paths.insert(path);
        }
        Ok(tree)
    }

    /// A tree of these files, for the tests of the checks.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let texts = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Self { paths: files.iter().map(|(path, _)| (*path).to_owned()).collect(), texts: texts.collect() }
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The text files whose names end so.
    pub(crate) fn ending<'a>(&'a self, suffix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts().filter(move |(path, _)| path.ends_with(suffix))
    }

    /// All text files.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Whether there is such a file, or a directory that holds files.
    pub(crate) fn has(&self, path: &str) -> bool {
        if path.is_empty() || self.paths.contains(path) {
            return true;
        }
        let directory = format!("{path}/");
        self.paths.range(directory.clone()..).next().is_some_and(|found| found.starts_with(&directory))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_exists_through_its_files() {
        let tree = Tree::of(&[("docs/adr/README.md", ""), ("docs-old.md", "")]);
        assert!(tree.has("docs") && tree.has("docs/adr") && tree.has("docs/adr/README.md") && tree.has(""));
        assert!(!tree.has("doc") && !tree.has("docs/a"));
    }

    #[test]
    fn a_file_that_is_not_text_is_known_by_name_only() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("picture.png"), [0xff, 0xfe]).unwrap();
        let tree = Tree::read(dir.path(), vec!["picture.png".into()]).unwrap();
        assert!(tree.has("picture.png"));
        assert_eq!(tree.text("picture.png"), None);
    }
}
