//! A `lianxin-server` of the workspace as its own process, in a directory of its own, driven at its command line.

use lianxin_core::enrol::Invitation;
use lianxin_core::http::HttpTransport;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// The grid of the small lists.
pub const GRID: &str = "000000901014001";
const GRIDS: &str = "grid_code,label,households,people,from\n000000901014001,东南-01,412,1090,2026-01-05\n\
                     000000901014002,东南-02,402,1010,2026-01-05\n";
const PEOPLE: &str = "person_no,name,role,scope,from\nP1,秦知禾（演示）,grid worker,000000901014001,2026-01-05\n\
                      P2,马晓川（演示）,grid chief,000000901014001,2026-01-05\n\
                      P3,柳向晴（演示）,grid worker,000000901014002,2026-01-05\n";
const HOUSEHOLDS: &str = "grid_code,estate,building,unit,room\n000000901014001,槐荫苑,3,1,402\n\
                          000000901014001,槐荫苑,3,1,403\n000000901014002,向阳巷,,,12\n";

/// An office with small lists. Dropped, it ends and leaves nothing.
pub struct Server {
    home: TempDir,
    address: String,
    child: Option<Child>,
    /// Kept open: the server goes on talking.
    printed: Option<BufReader<ChildStdout>>,
}

/// Where cargo put the workspace's programs: beside this test's own.
fn program(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a test has a program");
    let directory = here.parent().and_then(Path::parent).expect("target/debug/deps");
    let program = directory.join(name);
    assert!(program.is_file(), "{} is missing: cargo build --workspace --bins", program.display());
    program
}

impl Server {
    /// Makes an office, brings its lists and serves.
    pub fn start() -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let mut server = Self { home, address: format!("127.0.0.1:{port}"), child: None, printed: None };
        let lists = server.home.path().join("lists");
        std::fs::create_dir(&lists).expect("a directory");
        for (name, text) in [("grids.csv", GRIDS), ("people.csv", PEOPLE), ("households.csv", HOUSEHOLDS)] {
            std::fs::write(lists.join(name), text).expect("writes");
        }
        let sheet = server.home.path().join("recovery.txt");
        server.run(&["init", "--name", "演示办公室", "--sheet", &sheet.to_string_lossy()]);
        server.run(&["import", &lists.to_string_lossy()]);
        server.serve();
        server
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("lianxin-server"));
        let data = self.home.path().join("data");
        command.args(arguments).current_dir(self.home.path()).env("LIANXIN_DATA", data);
        command.env("LIANXIN_LISTEN", &self.address).env("LIANXIN_ADDRESSES", &self.address);
        command.env("LIANXIN_LANGUAGE", "en").stdin(Stdio::null());
        command
    }

    /// Runs a command to its end and gives what it printed.
    pub fn run(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).output().expect("the program runs");
        let printed = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{arguments:?}: {printed}{}", String::from_utf8_lossy(&done.stderr));
        printed
    }

    fn serve(&mut self) {
        let mut command = self.command(&["serve"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        let stdout = child.stdout.take().expect("it is piped");
        self.child = Some(child);
        let wanted = format!("https://{}", self.address);
        let mut printed = BufReader::new(stdout);
        assert!(printed.by_ref().lines().map_while(Result::ok).any(|line| line.contains(&wanted)), "serves");
        self.printed = Some(printed);
    }

    /// Whether a second server on the same data starts; it must not.
    pub fn second_starts(&self) -> bool {
        self.command(&["serve"]).output().expect("the program runs").status.success()
    }

    /// A fresh invitation for a person.
    pub fn invite(&self, person: &str) -> Invitation {
        let printed = self.run(&["invite", "--person", person]);
        let text = printed.lines().find(|line| line.starts_with("LX1:")).expect("an invitation is printed");
        Invitation::parse(text).expect("an invitation reads back")
    }

    /// The way to the server, trusting what the invitation pins.
    pub fn transport(invitation: &Invitation) -> HttpTransport {
        HttpTransport::new(&invitation.addresses, invitation.tls_pin).expect("a transport")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Whatever state it is in, the test is over.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
