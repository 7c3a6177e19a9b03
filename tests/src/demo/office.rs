//! The office: one data directory, and a server process when there is one.

use super::failure::DemoError;
use super::process::{self, Ended, Stop, ask_to_end, kill, program, run, run_with_its_bar};
use lianxin_core::words::Lang;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// How long the server may take to begin to listen, and to end.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);
/// How an invitation begins.
const INVITATION: &str = "LX1:";

/// The office.
pub(super) struct Office {
    program: PathBuf,
    /// The data directory.
    pub(super) data: PathBuf,
    /// Where it listens, the same in the morning and in the evening.
    pub(super) address: SocketAddr,
    lang: Lang,
    /// What the server writes to standard output, and its log.
    said: PathBuf,
    log: PathBuf,
    server: Option<Child>,
}

impl Office {
    /// An office that is still to be made, at a port nobody uses.
    pub(super) fn new(program: &Path, place: &Path, lang: Lang) -> Result<Self, DemoError> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.map_err(DemoError::Child)?;
        let (data, said, log) = (place.join("office"), place.join("server.out"), place.join("server.log"));
        Ok(Self { program: program.into(), data, address, lang, said, log, server: None })
    }

    /// A command of the server's program on this office.
    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = program(&self.program);
        command.args(args).arg("--data").arg(&self.data).arg("--listen").arg(self.address.to_string());
        command.args(["--addresses", &self.address.to_string()]);
        command.args(["--language", if self.lang == Lang::En { "en" } else { "zh" }]);
        command
    }

    /// Has something done; what is refused is an error.
    pub(super) fn ask(&self, args: &[&str], stop: &Stop) -> Result<Ended, DemoError> {
        Self::done(args, run(&mut self.command(args), None, stop)?)
    }

    fn done(args: &[&str], ended: Ended) -> Result<Ended, DemoError> {
        if ended.status.success() {
            return Ok(ended);
        }
        let said = format!("{}{}", ended.stdout, ended.stderr).trim().to_owned();
        Err(DemoError::Refused { what: format!("lianxin-server {}", args.join(" ")), said })
    }

    /// Makes the office; its recovery sheet goes to a file.
    pub(super) fn init(&self, name: &str, place: &Path, stop: &Stop) -> Result<(), DemoError> {
        let sheet = place.join("recovery-sheet.txt");
        self.ask(&["init", "--name", name, "--sheet", &sheet.display().to_string()], stop).map(drop)
    }

    /// Takes lists. The server's own bar shows how far it is.
    pub(super) fn import(&self, lists: &Path, stop: &Stop) -> Result<(), DemoError> {
        let lists = lists.display().to_string();
        let args = ["import", lists.as_str()];
        Self::done(&args, run_with_its_bar(&mut self.command(&args), stop)?).map(drop)
    }

    /// Makes an invitation for a person.
    pub(super) fn invite(&self, number: &str, stop: &Stop) -> Result<String, DemoError> {
        let said = self.ask(&["invite", "--person", number], stop)?.stdout;
        let invitation = said.split_whitespace().find(|word| word.starts_with(INVITATION)).map(str::to_owned);
        invitation.ok_or(DemoError::Refused { what: "lianxin-server invite".into(), said })
    }

    /// Confirms the phone that shows these digits.
    pub(super) fn confirm(&self, digits: &str, number: &str, stop: &Stop) -> Result<(), DemoError> {
        self.ask(&["confirm", digits, "--person", number], stop).map(drop)
    }

    /// Makes a link that begins a session at the console at once.
    pub(super) fn login_link(&self, number: &str, stop: &Stop) -> Result<String, DemoError> {
        let said = self.ask(&["login-link", "--enter", "--person", number], stop)?.stdout;
        let link = said.split_whitespace().find(|word| word.starts_with("https://")).map(str::to_owned);
        link.ok_or(DemoError::Refused { what: "lianxin-server login-link".into(), said })
    }

    /// Starts the server and waits until it is ready: it then says where it is.
    pub(super) fn start(&mut self, stop: &Stop) -> Result<(), DemoError> {
        let said = File::create(&self.said).map_err(|error| DemoError::File(self.said.clone(), error))?;
        let log = File::options().create(true).append(true).open(&self.log);
        let log = log.map_err(|error| DemoError::File(self.log.clone(), error))?;
        let mut command = self.command(&["serve"]);
        command.stdin(Stdio::null()).stdout(said).stderr(log);
        // Ctrl-C at the terminal is for the demonstration, which ends the server itself.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().map_err(|error| DemoError::Start(self.program.clone(), error))?;
        self.server = Some(child);
        let mut waited = Duration::ZERO;
        while !(self.has_spoken() && self.is_listening()) {
            stop.check()?;
            if waited >= PATIENCE || !self.is_running() {
                let said = std::fs::read_to_string(&self.log).unwrap_or_default();
                return Err(DemoError::NotListening(said.lines().last().unwrap_or_default().to_owned()));
            }
            thread::sleep(LOOK);
            waited += LOOK;
        }
        Ok(())
    }

    /// Whether the server process is there.
    pub(super) fn is_running(&mut self) -> bool {
        self.server.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    fn has_spoken(&self) -> bool {
        std::fs::metadata(&self.said).is_ok_and(|file| file.len() > 0)
    }

    fn is_listening(&self) -> bool {
        TcpStream::connect_timeout(&self.address, Duration::from_millis(500)).is_ok()
    }

    /// Asks the server to end, and waits for it. A request to stop meanwhile does not cut it short.
    pub(super) fn stop(&mut self) -> Result<(), DemoError> {
        let Some(mut child) = self.server.take() else { return Ok(()) };
        ask_to_end(&mut child);
        match process::wait(&mut child, PATIENCE, &Stop::default()) {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(DemoError::DoesNotEnd),
            Err(error) => {
                kill(&mut child);
                Err(error)
            }
        }
    }

    /// Whether there is no server at all: no child, nobody at the port, and no process on the data directory.
    pub(super) fn is_gone(&self) -> bool {
        self.server.is_none() && !self.is_listening() && !has_process_on(&self.data)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

/// Whether any process of the system was started with this directory and to serve; known on Linux only.
fn has_process_on(data: &Path) -> bool {
    let Ok(processes) = std::fs::read_dir("/proc") else { return false };
    processes.flatten().any(|process| {
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        let mut words = line.split(|byte| *byte == 0);
        let serves = words.clone().any(|word| word == b"serve");
        serves && words.any(|word| word == data.as_os_str().as_encoded_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_without_a_server_is_gone_and_a_listener_betrays_one() {
        let place = tempfile::tempdir().unwrap();
        let office = Office::new(Path::new("lianxin-server"), place.path(), Lang::En).unwrap();
        assert!(office.is_gone());
        let listener = TcpListener::bind(office.address).unwrap();
        assert!(!office.is_gone());
        drop(listener);
        assert!(office.is_gone());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_serves_the_directory_is_seen_even_if_nobody_here_started_it() {
        let place = tempfile::tempdir().unwrap();
        let mut stranger = Command::new("sh")
            .args(["-c", "read line", "serve"])
            .arg(place.path())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // The system knows the arguments of a new process a moment after the process itself.
        let is_seen = || {
            thread::sleep(LOOK);
            has_process_on(place.path())
        };
        assert!((0..500).any(|_| is_seen()));
        kill(&mut stranger);
        assert!(!has_process_on(place.path()));
    }
}
