//! A `lianxin-server` of the workspace as its own process, in a directory of its own, driven at its command line.

use lianxin_core::enrol::Invitation;
use lianxin_core::http::HttpTransport;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
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
pub(crate) fn program(name: &str) -> PathBuf {
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

    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("lianxin-server"));
        self.settle(command.args(arguments));
        command
    }

    fn settle(&self, command: &mut Command) {
        command.current_dir(self.home.path()).env("LIANXIN_DATA", self.data());
        command.env("LIANXIN_LISTEN", &self.address).env("LIANXIN_ADDRESSES", &self.address);
        command.env("LIANXIN_LANGUAGE", "en").stdin(Stdio::null());
    }

    /// Runs a command to its end and gives what it printed.
    pub fn run(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).output().expect("the program runs");
        let printed = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{arguments:?}: {printed}{}", String::from_utf8_lossy(&done.stderr));
        printed
    }

    /// Runs a command that must not end well; gives its exit code and what it said.
    pub fn fail(&self, arguments: &[&str], language: &str) -> (Option<i32>, String) {
        let mut command = self.command(arguments);
        command.env("LIANXIN_LANGUAGE", language).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        // One that goes on all the same is ended, and has no exit code.
        for _ in 0..600 {
            if child.try_wait().expect("a child of ours").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = child.kill();
        let done = child.wait_with_output().expect("a child of ours");
        let said = [done.stdout, done.stderr].concat();
        (done.status.code(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Serves. The process hears of limits by errors, not by a signal that ends it.
    pub fn serve(&mut self) {
        assert!(self.serves(), "it serves");
    }

    /// Starts to serve; false if it ends instead.
    pub fn serves(&mut self) -> bool {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(program("lianxin-server")).arg("serve");
        self.settle(&mut command);
        let log = File::create(self.home.path().join("server.log")).expect("writes");
        command.stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().expect("the program runs");
        let stdout = child.stdout.take().expect("it is piped");
        self.child = Some(child);
        let wanted = format!("https://{}", self.address);
        let mut printed = BufReader::new(stdout);
        let serves = printed.by_ref().lines().map_while(Result::ok).any(|line| line.contains(&wanted));
        self.printed = Some(printed);
        serves
    }

    /// Asks it to end, as service managers do, and waits.
    #[cfg(unix)]
    pub fn end(&mut self) {
        use rustix::process::{Pid, Signal, kill_process};
        let mut child = self.child.take().expect("it serves");
        let pid = Pid::from_raw(child.id().cast_signed()).expect("a process");
        kill_process(pid, Signal::TERM).expect("a process of ours");
        assert!(child.wait().expect("it ends").success(), "a graceful end");
    }

    /// Kills it, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Whatever state it is in, it is over.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// What it has logged since it was started last.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("server.log")).expect("reads")
    }

    /// Takes the room for files away from the process that serves, or gives it back. What it wrote before stays.
    #[cfg(target_os = "linux")]
    pub fn set_full(&self, is_full: bool) {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        let pid = self.child.as_ref().and_then(|child| Pid::from_raw(child.id().cast_signed()));
        let limit = Rlimit { current: is_full.then_some(0), maximum: None };
        prlimit(pid, Resource::Fsize, limit).expect("a process of ours");
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
        self.kill();
    }
}
