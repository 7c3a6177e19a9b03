//! The program itself, as people and service managers start and end it.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

const GRIDS: &str = "grid_code,label,households,people,from\n000000901014001,示-01,412,1090,2026-01-05\n";
const PEOPLE: &str = "person_no,name,role,scope,from\nP1,秦知禾（演示）,grid worker,000000901014001,2026-01-05\n\
                      P2,马晓川（演示）,grid chief,000000901014001,2026-01-05\n";
const HOUSEHOLDS: &str = "grid_code,estate,building,unit,room\n000000901014001,槐荫苑,3,1,402\n";

/// An office at the command line.
struct Office {
    directory: TempDir,
}

impl Office {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin-server"));
        command.args(arguments).current_dir(self.directory.path());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LIANXIN_")) {
            command.env_remove(name);
        }
        command.env("LIANXIN_DATA", "data").env("LIANXIN_LANGUAGE", "en");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must end well, and gives what it said.
    fn say(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must not end well, and gives why.
    fn refuse(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap()
    }

    fn lists(&self, people: &str) {
        fs::create_dir_all(self.path("lists")).unwrap();
        for (name, text) in [("grids.csv", GRIDS), ("people.csv", people), ("households.csv", HOUSEHOLDS)] {
            fs::write(self.path("lists").join(name), text).unwrap();
        }
    }

    /// Starts the server and waits until it listens.
    fn serve(&self) -> Served {
        let mut serve = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.filter_map(|line| line.trim().strip_prefix("https://").map(str::to_owned)).next();
        Served { child, address: address.expect("the server says where it listens") }
    }
}

/// A server that runs; killed if a test fails.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    /// Ends it as a service manager does.
    fn end(mut self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success(), "a graceful end");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The groups on a recovery sheet.
fn groups(sheet: &str) -> String {
    let numbered = |line: &str| line.trim().split_once("   ").filter(|(n, _)| n.len() == 1).map(|(_, g)| g.to_owned());
    sheet.lines().filter_map(numbered).collect::<Vec<_>>().join("\n")
}

fn check_sheet(office: &Office, typed: &str) -> Output {
    let mut command = office.command(&["check", "--recovery-sheet"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn an_office_is_made_once_and_its_recovery_sheet_can_be_checked() {
    let office = Office::new();
    assert!(office.refuse(&["check"]).contains("no office yet"));
    let sheet = office.say(&["init", "--name", "示例县"]);
    assert!(office.refuse(&["init", "--name", "again"]).contains("an office already"));
    assert!(office.path("data/lianxin-server.toml").exists());

    let typed = groups(&sheet);
    assert_eq!(typed.split_whitespace().count(), 14, "{sheet}");
    assert!(check_sheet(&office, &typed.to_lowercase()).status.success());
    let other = Office::new();
    other.say(&["init", "--name", "another", "--sheet", "recovery.txt"]);
    assert_eq!(mode(&other.path("recovery.txt")), 0o600);
    let foreign = groups(&fs::read_to_string(other.path("recovery.txt")).unwrap());
    assert!(String::from_utf8_lossy(&check_sheet(&office, &foreign).stderr).contains("another office's"));
    assert!(!check_sheet(&office, &typed[1..]).status.success());
    assert!(office.say(&["check"]).lines().all(|line| line.starts_with("ok")));
}

#[test]
fn lists_are_shown_taken_and_refused_with_their_places() {
    let office = Office::new();
    office.say(&["init", "--name", "示例县", "--sheet", "recovery.svg"]);
    assert!(fs::read_to_string(office.path("recovery.svg")).unwrap().starts_with("<svg"));
    office.say(&["import", "empty", "--template"]);
    assert!(office.path("empty/households.csv").exists());
    assert!(office.refuse(&["import", "empty", "--template"]).contains("grids.csv"), "nothing is written over");

    office.lists(&PEOPLE.replace("grid chief", "king"));
    let problems = office.refuse(&["import", "lists"]);
    assert!(
        problems.contains("people.csv line 3 column 3 \"role\"") && problems.contains("nothing was taken"),
        "{problems}"
    );
    office.lists(PEOPLE);
    assert!(office.say(&["import", "lists", "--dry-run"]).contains("nothing was written"));
    assert!(office.say(&["import", "lists"]).ends_with("taken\n"));
    assert!(office.say(&["import", "lists"]).ends_with("nothing was written\n"));
}

#[test]
fn the_command_line_works_while_the_server_runs_and_the_directory_has_one_master() {
    let office = Office::new();
    office.say(&["init", "--name", "示例县", "--sheet", "recovery.txt"]);
    let served = office.serve();
    assert_eq!(mode(&office.path("data/control.sock")), 0o600);
    assert!(office.refuse(&["serve", "--listen", "127.0.0.1:0"]).contains("another process"));

    office.lists(PEOPLE);
    assert!(office.say(&["import", "lists"]).ends_with("taken\n"));
    let invitation = office.say(&["invite", "--person", "P1", "--svg", "code.svg"]);
    assert!(invitation.contains("P1 秦知禾（演示）") && invitation.contains("\nLX1:"), "{invitation}");
    assert!(fs::read_to_string(office.path("code.svg")).unwrap().contains("<path"));
    assert!(office.refuse(&["invite", "--person", "P9"]).contains("P9"));
    assert!(office.refuse(&["invite", "--all", "--sheet", "code.svg"]).contains("code.svg"), "a new file only");
    assert!(office.say(&["invite", "--all", "--sheet", "cards.html"]).starts_with("1 invitations"));
    fs::write(office.path("some.csv"), "name,person_no\n,P1\n,P2\n").unwrap();
    assert!(office.say(&["invite", "--list", "some.csv", "--sheet", "two.html"]).starts_with("2 invitations"));
    assert_eq!(fs::read_to_string(office.path("two.html")).unwrap().matches("<section").count(), 2);
    assert_eq!(office.say(&["confirm"]).trim(), "waiting: 0");
    assert!(office.refuse(&["confirm", "123456"]).contains("123456"));
    assert_eq!(office.say(&["decide"]).trim(), "held: 0");
    assert_eq!(office.say(&["report-lost"]).trim(), "phones: 0");
    assert!(office.say(&["check"]).lines().all(|line| line.starts_with("ok")));
    assert!(office.refuse(&["login-link", "--person", "P1"]).contains("P1"));

    assert!(std::net::TcpStream::connect(&served.address).is_ok());
    served.end();
    assert!(!office.path("data/control.sock").exists());
    assert_eq!(office.say(&["confirm"]).trim(), "waiting: 0", "and without a server");
}

#[test]
fn a_setting_that_is_none_is_refused() {
    let office = Office::new();
    fs::create_dir(office.path("data")).unwrap();
    fs::write(office.path("data/lianxin-server.toml"), "lisen = \"0.0.0.0:1\"\n").unwrap();
    let why = office.refuse(&["check"]);
    assert!(why.contains("lianxin-server.toml") && why.contains("lisen"), "{why}");
}

#[test]
fn the_description_of_the_api_is_printed() {
    assert_eq!(Office::new().say(&["openapi"]), include_str!("../openapi.json"));
}
