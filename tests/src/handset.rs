//! A `lianxin-phone` of the workspace: a directory, and one process a command.

use crate::server::{Server, program};
use serde::Deserialize;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A phone. Dropped, it leaves nothing.
pub struct Handset {
    directory: TempDir,
}

/// What a phone did not do, and why.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// The stable code.
    pub code: String,
    /// In plain words.
    pub words: String,
    /// Whether another try may help.
    pub retry_useful: bool,
}

#[derive(Deserialize)]
struct Failed {
    error: Refusal,
}

impl Handset {
    /// A phone of this person, enrolled at the office.
    pub fn enrol(server: &Server, person: &str) -> Self {
        let phone = Self { directory: tempfile::tempdir().expect("a directory") };
        phone.enrol_again(server, person);
        phone
    }

    /// Enrols the phone, which has no store, for this person.
    pub fn enrol_again(&self, server: &Server, person: &str) {
        let begun = self.ask(&["enrol", &server.invite(person).to_text()]);
        server.run(&["confirm", begun["digits"].as_str().expect("digits")]);
        // As the printed sheet says: the office confirms, then one syncs.
        assert_eq!(self.ask(&["sync"])["is_complete"], true);
    }

    /// A copy of the phone as it lies on its disk.
    pub fn copy(&self) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        for file in fs::read_dir(self.directory.path()).expect("reads").flatten() {
            fs::copy(file.path(), directory.path().join(file.file_name())).expect("copies");
        }
        Self { directory }
    }

    /// A file of the phone.
    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Asks for what the phone must do.
    pub fn ask(&self, arguments: &[&str]) -> Value {
        self.try_ask(arguments, None, "en").unwrap_or_else(|refusal| panic!("{arguments:?}: {refusal:?}"))
    }

    /// Asks for what the phone must not do; every refusal ends the process with 1.
    pub fn refused(&self, arguments: &[&str], lang: &str) -> Refusal {
        match self.try_ask(arguments, None, lang) {
            Err(refusal) => refusal,
            Ok(done) => panic!("{arguments:?} was done: {done}"),
        }
    }

    /// Asks, where no file may grow beyond so many bytes.
    pub fn try_ask(&self, arguments: &[&str], room: Option<u64>, lang: &str) -> Result<Value, Refusal> {
        let ended = self.run(arguments, room, lang);
        let said = String::from_utf8_lossy(&ended.stdout);
        match ended.status.code() {
            Some(0) => Ok(serde_json::from_str(&said).expect("JSON")),
            Some(1) => Err(serde_json::from_str::<Failed>(&said).expect("JSON").error),
            other => panic!("{arguments:?} ended with {other:?}: {said}{}", String::from_utf8_lossy(&ended.stderr)),
        }
    }

    fn run(&self, arguments: &[&str], room: Option<u64>, lang: &str) -> Output {
        // POSIX counts in blocks of 512 bytes. What would be a signal becomes an error, as on a full disk.
        let limit = room.map_or("unlimited".to_owned(), |bytes| (bytes / 512).to_string());
        let script = format!("trap '' XFSZ; ulimit -S -f {limit}; exec \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, "sh"]).arg(program("lianxin-phone"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LIANXIN_")) {
            command.env_remove(name);
        }
        command.arg("--dir").arg(self.directory.path()).args(["--json", "--lang", lang]).args(arguments);
        command.output().expect("the program runs")
    }

    /// Entries the office has, and entries made.
    pub fn delivered(&self) -> (u64, u64) {
        let status = self.ask(&["status"]);
        (status["delivered"].as_u64().expect("a number"), status["made"].as_u64().expect("a number"))
    }

    /// Records a visit with this note.
    pub fn visit(&self, dwelling: &str, note: &str) -> Value {
        self.ask(&["visit", dwelling, "--outcome", "met", "--note", note])
    }

    /// The notes of the visits of a household, as this phone shows them, in order.
    pub fn notes(&self, dwelling: &str) -> Vec<String> {
        let shown = self.ask(&["household", dwelling]);
        let visits = shown["visits"].as_array().cloned().unwrap_or_default();
        let mut notes: Vec<String> = visits.iter().filter_map(|v| v["note"].as_str().map(str::to_owned)).collect();
        notes.sort();
        notes
    }

    /// Files that were set aside, by name.
    pub fn set_aside(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.directory.path()).expect("reads").flatten().map(|file| file.path());
        let is_aside = |path: &Path| path.to_string_lossy().contains(".damaged-");
        files.filter(|path| is_aside(path)).collect()
    }
}
