//! The office's program as a process of its own, with what it costs.

use super::clock::{Watch, cpu_ms_of, peak_mib_of};
use super::failure::BenchError;
use crate::programs;
use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const NAME: &str = "lianxin-server";
const LOOK: Duration = Duration::from_millis(10);
/// Seconds the server may take to begin to listen, or to end.
const PATIENCE: f64 = 60.0;

/// An office's data directory and its program, running or not. Dropped, nothing runs.
pub(super) struct Server {
    program: PathBuf,
    data: PathBuf,
    address: SocketAddr,
    child: Option<Child>,
}

/// What a command has cost.
#[derive(Clone, Debug, Default)]
pub(super) struct Cost {
    pub(super) seconds: f64,
    pub(super) cpu_seconds: f64,
    pub(super) peak_mib: f64,
    pub(super) printed: String,
}

impl Server {
    /// A server on this data directory, at a port that nobody uses. Its program lies beside this one: `cargo xtask bench`
    /// has built both, without what tests alone need.
    pub(super) fn on(data: PathBuf) -> Result<Self, BenchError> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let address = free.map_err(|_| BenchError::System("a free port"))?;
        let program = programs::beside_us(NAME).map_err(|_| BenchError::System("the program's own path"))?;
        if !program.is_file() {
            return Err(BenchError::Program(NAME.into(), "it is not built; `cargo xtask bench` does it".into()));
        }
        Ok(Self { program, data, address, child: None })
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    fn command(&self, args: &[&str]) -> Result<Command, BenchError> {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LIANXIN_")) {
            command.env_remove(name);
        }
        let log = self.beside("log");
        let log = File::options().create(true).append(true).open(&log).map_err(BenchError::file(log))?;
        command.args(args).arg("--data").arg(&self.data).args(["--language", "en"]);
        command.args(["--listen", &self.address.to_string(), "--addresses", &self.address.to_string()]);
        command.stdin(Stdio::null()).stderr(log);
        Ok(command)
    }

    fn beside(&self, what: &str) -> PathBuf {
        self.data.with_extension(what)
    }

    /// Runs a command to its end.
    pub(super) fn run(&self, args: &[&str]) -> Result<Cost, BenchError> {
        let out = self.beside("out");
        let file = File::create(&out).map_err(BenchError::file(&out))?;
        let watch = Watch::start();
        let mut child = self.command(args)?.stdout(file).spawn().map_err(BenchError::file(&self.program))?;
        let (pid, mut peak_mib) = (child.id(), 0.0);
        // A process that has ended and was not waited for has no memory any more, but its times.
        while let Ok(peak) = peak_mib_of(pid) {
            peak_mib = f64::max(peak_mib, peak);
            sleep(LOOK);
        }
        let (seconds, cpu) = (watch.seconds(), cpu_ms_of(pid));
        let status = child.wait().map_err(BenchError::file(&self.program))?;
        let printed = std::fs::read_to_string(&out).map_err(BenchError::file(&out))?;
        if !status.success() {
            let log = std::fs::read_to_string(self.beside("log")).unwrap_or_default();
            let last = format!("{printed}{}", log.lines().last().unwrap_or_default());
            return Err(BenchError::Program(format!("{NAME} {}", args.join(" ")), last));
        }
        Ok(Cost { seconds, cpu_seconds: cpu? / 1e3, peak_mib, printed })
    }

    /// Serves; gives the process's number once it says where.
    pub(super) fn start(&mut self) -> Result<u32, BenchError> {
        let out = self.beside("served");
        let file = File::create(&out).map_err(BenchError::file(&out))?;
        let child = self.command(&["serve"])?.stdout(file).spawn().map_err(BenchError::file(&self.program))?;
        let pid = child.id();
        self.child = Some(child);
        let (watch, wanted) = (Watch::start(), format!("https://{}", self.address));
        while !std::fs::read_to_string(&out).is_ok_and(|said| said.contains(&wanted)) {
            if watch.seconds() > PATIENCE || peak_mib_of(pid).is_err() {
                return Err(BenchError::NotListening);
            }
            sleep(LOOK);
        }
        Ok(pid)
    }

    /// Ends the server in order: what it has written is then in one file.
    pub(super) fn stop(&mut self) -> Result<(), BenchError> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM).map_err(|error| BenchError::File(self.program.clone(), error.into()))?;
        }
        let watch = Watch::start();
        while child.try_wait().map_err(BenchError::file(&self.program))?.is_none() {
            if watch.seconds() > PATIENCE {
                let _ = child.kill();
            }
            sleep(LOOK);
        }
        Ok(())
    }

    /// Bytes of all files of the data directory.
    pub(super) fn size(&self) -> Result<u64, BenchError> {
        let files = std::fs::read_dir(&self.data).map_err(BenchError::file(&self.data))?;
        let sizes = files.map(|file| Ok(file?.metadata()?.len()));
        sizes.sum::<std::io::Result<u64>>().map_err(BenchError::file(&self.data))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Whatever state it is in, the measuring is over.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
