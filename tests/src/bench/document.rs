//! What a run leaves: a file of JSON, and the measured part of the page of figures.

use super::failure::BenchError;
use super::figure::Measured;
use super::machine::Machine;
use super::table::markdown;
use serde::Serialize;
use std::fmt::Write;
use std::path::Path;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/benchmarks.md");
const BEGIN: &str = "<!-- measured: `cargo xtask bench --write` writes from here -->";
const END: &str = "<!-- to here -->";

/// A whole run.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    pub(super) machine: Machine,
    pub(super) command: String,
    pub(super) measured: Vec<Measured>,
}

impl Document {
    pub(super) fn write_json(&self, path: &Path) -> Result<(), BenchError> {
        let above = path.parent().filter(|above| !above.as_os_str().is_empty());
        above.map_or(Ok(()), std::fs::create_dir_all).map_err(BenchError::file(path))?;
        std::fs::write(path, serde_json::to_vec_pretty(self)?).map_err(BenchError::file(path))
    }

    /// Replaces the measured part of the page.
    pub(super) fn write_page(&self) -> Result<(), BenchError> {
        let page = std::fs::read_to_string(PAGE).map_err(BenchError::file(PAGE))?;
        let page = replaced(&page, &self.page()).ok_or(BenchError::System("the marks in docs/benchmarks.md"))?;
        std::fs::write(PAGE, page).map_err(BenchError::file(PAGE))
    }

    fn page(&self) -> String {
        let Machine { date, cpu, cores, memory_gib, system, disk, commit, rustc, profile, versions } = &self.machine;
        let versions: Vec<String> = versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
        let mut page = format!(
            "| | |\n|---|---|\n| date | {date} |\n| command | `{}` |\n| processor | {cpu}, {cores} cores |\n\
             | memory | {memory_gib:.0} GiB |\n| system | {system} |\n| disk | {disk} |\n| commit | {commit} |\n\
             | compiler | {rustc}, {profile} |\n| versions | {} |\n",
            self.command,
            versions.join(" · ")
        );
        for Measured { title, how, seconds, figures, .. } in &self.measured {
            // Writing to a string does not fail.
            let _ = write!(page, "\n### {title}\n\n{how} Took {seconds:.0} s with all that was set up.\n\n");
            page.push_str(&markdown(figures));
        }
        page
    }
}

/// The page with another part between the marks.
fn replaced(page: &str, part: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", part.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_around_the_figures_stays() {
        let page = format!("# Title\n\n{BEGIN}\nold\n{END}\n\n## Notes\n");
        let new = replaced(&page, "new\n").unwrap();
        assert_eq!(new, format!("# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\n## Notes\n"));
        assert_eq!(replaced(&new, "new\n").as_deref(), Some(new.as_str()), "twice is as good as once");
        assert_eq!(replaced("# Title\n", "new"), None);
    }
}
