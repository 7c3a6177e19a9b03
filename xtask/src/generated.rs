//! Files that a program writes and that are committed all the same, since people and other programs read them.
//! `xtask/generated.tsv` names each with its command; what the command prints is the file.

use crate::child;
use crate::failure::Failure;
use crate::steps::Steps;
use crate::workspace::cargo;
use std::path::Path;

/// The list: file and cargo's arguments, divided by a tab.
const LIST: &str = "xtask/generated.tsv";

/// A generated file: its path, and the arguments of cargo that print it.
#[derive(Debug, PartialEq, Eq)]
struct Generated<'t> {
    file: &'t str,
    arguments: Vec<&'t str>,
}

/// Fails if a generated file is not what its command prints.
pub(crate) fn compare(root: &Path) -> Result<(), Failure> {
    let list = list(root)?;
    let mut stale = Vec::new();
    for generated in read(&list)? {
        if std::fs::read_to_string(root.join(generated.file)).ok() != Some(print(root, &generated)?) {
            stale.push(generated.file.to_owned());
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(Failure::Stale(stale)) }
}

/// Writes all generated files.
pub(crate) fn regenerate(root: &Path) -> Result<(), Failure> {
    let list = list(root)?;
    let mut steps = Steps::default();
    for generated in read(&list)? {
        steps.run(generated.file, |_| {
            let text = print(root, &generated)?;
            std::fs::write(root.join(generated.file), text).map_err(Failure::io(format!("write {}", generated.file)))
        })?;
    }
    Ok(())
}

fn list(root: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(root.join(LIST)).map_err(Failure::io(format!("read {LIST}")))
}

fn print(root: &Path, generated: &Generated<'_>) -> Result<String, Failure> {
    child::output(cargo(root, &generated.arguments))
}

fn read(text: &str) -> Result<Vec<Generated<'_>>, Failure> {
    let rows = (1..).zip(text.lines()).filter(|(_, row)| !row.is_empty() && !row.starts_with('#'));
    rows.map(|(line, row)| {
        let (file, arguments) =
            row.split_once('\t').ok_or(Failure::Table { file: LIST, line, cause: "no tab after the file" })?;
        Ok(Generated { file, arguments: arguments.split_whitespace().collect() })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A root with one generated file, which `cargo --version` prints.
    fn root(content: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("xtask")).unwrap();
        std::fs::write(root.path().join(LIST), "# file, arguments\nversion.txt\t--version\n").unwrap();
        std::fs::write(root.path().join("version.txt"), content).unwrap();
        root
    }

    #[test]
    fn a_file_that_differs_is_stale_until_it_is_written_again() {
        let root = root("cargo 0.0.0\n");
        assert!(matches!(compare(root.path()), Err(Failure::Stale(files)) if files == ["version.txt"]));
        regenerate(root.path()).unwrap();
        compare(root.path()).unwrap();
    }

    #[test]
    fn a_row_without_a_tab_is_named_by_its_line() {
        let failure = read("# list\nopenapi.json").unwrap_err();
        assert_eq!(failure.to_string(), "line 2 of xtask/generated.tsv: no tab after the file");
    }
}
