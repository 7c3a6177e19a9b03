//! What the figures were measured on, and with which versions.

use super::clock::timed;
use super::failure::BenchError;
use super::samples::Samples;
use lianxin_core::store::SqliteStore;
use lianxin_core::time::{Host, SystemHost};
use rustix::fs::fdatasync;
use serde::Serialize;
use std::fs::{File, read_to_string};
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// Every version cargo has chosen.
const LOCK: &str = include_str!("../../../Cargo.lock");
/// The crates whose work the figures measure.
const CRATES: [&str; 8] =
    ["automerge", "rusqlite", "libsqlite3-sys", "ed25519-dalek", "zstd", "rustls", "axum", "reqwest"];

/// The machine.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Machine {
    pub(super) date: String,
    pub(super) cpu: String,
    pub(super) cores: usize,
    pub(super) memory_gib: f64,
    pub(super) system: String,
    /// File system and device, and what one bare fdatasync takes.
    pub(super) disk: String,
    pub(super) commit: String,
    pub(super) rustc: String,
    pub(super) profile: &'static str,
    /// Name and version.
    pub(super) versions: Vec<(String, String)>,
}

impl Machine {
    /// Looks around, from a directory on the disk that is measured.
    pub(super) fn look(place: &Path) -> Result<Self, BenchError> {
        let read = |path: &'static str| read_to_string(path).map_err(|_| BenchError::System(path));
        let cpu = field(&read("/proc/cpuinfo")?, "model name").unwrap_or_else(|| std::env::consts::ARCH.into());
        let memory = field(&read("/proc/meminfo")?, "MemTotal").unwrap_or_default();
        let kib = memory.trim_end_matches(" kB").parse::<f64>().map_err(|_| BenchError::System("/proc/meminfo"))?;
        let kernel = read("/proc/sys/kernel/osrelease")?;
        let name = read_to_string("/etc/os-release").ok();
        let name = name.and_then(|text| {
            Some(text.lines().find_map(|l| l.strip_prefix("PRETTY_NAME="))?.trim_matches('"').to_owned())
        });
        Ok(Self {
            date: SystemHost.now().day().to_string(),
            cpu,
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kib / 1024.0 / 1024.0,
            system: format!("{}, kernel {}", name.unwrap_or_else(|| std::env::consts::OS.into()), kernel.trim()),
            disk: disk(place)?,
            commit: commit(),
            rustc: said("rustc", &["--version"]).unwrap_or_default(),
            profile: if cfg!(debug_assertions) { "debug" } else { "release" },
            versions: versions(place)?,
        })
    }
}

/// The value of a `name : value` line.
fn field(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

/// What a program says, if it says anything.
fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text).filter(|text| !text.is_empty())
}

/// The commit, and whether anything but the page of figures differs from it.
fn commit() -> String {
    let commit = said("git", &["rev-parse", "--short=10", "HEAD"]).unwrap_or_else(|| "unknown".into());
    let changed = said("git", &["status", "--porcelain", "--", "..", ":!../docs/benchmarks.md"]);
    if changed.is_some() { format!("{commit}, with changes") } else { commit }
}

fn disk(place: &Path) -> Result<String, BenchError> {
    let place = std::fs::canonicalize(place).map_err(BenchError::file(place))?;
    let mounts = read_to_string("/proc/mounts").map_err(|_| BenchError::System("/proc/mounts"))?;
    let lines = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.next()?, words.next()?))
    });
    let mount = lines.filter(|(_, at, _)| place.starts_with(at)).max_by_key(|(_, at, _)| at.len());
    let (device, _, kind) = mount.ok_or(BenchError::System("/proc/mounts"))?;
    let syncs = fdatasyncs(&place, 200)?;
    let [middle, high] = [50, 95].map(|percent| syncs.percentile(percent));
    Ok(format!("{kind} on {device}; fdatasync of 4 KiB: p50 {middle:.2} ms, p95 {high:.2} ms"))
}

/// What it takes to append 4 KiB to a file and to have them on the disk, in milliseconds.
pub(super) fn fdatasyncs(place: &Path, times: usize) -> Result<Samples, BenchError> {
    let path = place.join("fdatasync");
    let mut syncer = Syncer::new(&path)?;
    let samples = (0..times).map(|_| syncer.sync()).collect();
    std::fs::remove_file(&path).map_err(BenchError::file(&path))?;
    samples
}

/// A file that grows by 4 KiB at a time.
pub(super) struct Syncer(File, std::path::PathBuf);

impl Syncer {
    pub(super) fn new(path: &Path) -> Result<Self, BenchError> {
        Ok(Self(File::create(path).map_err(BenchError::file(path))?, path.to_owned()))
    }

    /// Milliseconds of one append.
    pub(super) fn sync(&mut self) -> Result<f64, BenchError> {
        let (done, spent) = timed(|| self.0.write_all(&[7; 4096]).and_then(|()| Ok(fdatasync(&self.0)?)));
        done.map_err(BenchError::file(&self.1))?;
        Ok(spent.wall)
    }
}

fn versions(place: &Path) -> Result<Vec<(String, String)>, BenchError> {
    let version = |name: &str| {
        let entry = LOCK.split("[[package]]").find(|entry| entry.lines().any(|l| l == format!("name = \"{name}\"")))?;
        Some(entry.lines().find_map(|line| line.strip_prefix("version = "))?.trim_matches('"').to_owned())
    };
    let mut versions: Vec<(String, String)> =
        CRATES.iter().filter_map(|name| Some(((*name).to_owned(), version(name)?))).collect();
    versions.push(("SQLite of the phones' store".into(), rusqlite::version().into()));
    let memory = rusqlite::Connection::open_in_memory()?;
    // The cipher says who does its work only where there is some.
    memory.pragma_update(None, "key", "x")?;
    let cipher = |pragma| memory.pragma_query_value(None, pragma, |row| row.get::<_, String>(0)).ok();
    let path = place.join("cipher.db");
    let has_cipher = SqliteStore::open(&path, &[1; 32])?.has_cipher();
    std::fs::remove_file(&path).map_err(BenchError::file(&path))?;
    let of = |pragma| if has_cipher { cipher(pragma) } else { None }.unwrap_or_else(|| "none".into());
    versions.push(("SQLCipher".into(), of("cipher_version")));
    versions.push(("its cryptography".into(), of("cipher_provider_version")));
    Ok(versions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_and_every_crate_named_are_found() {
        let place = tempfile::tempdir().unwrap();
        let machine = Machine::look(place.path()).unwrap();
        assert!(machine.memory_gib > 0.1 && machine.cores > 0 && machine.rustc.starts_with("rustc "), "{machine:?}");
        assert!(machine.disk.contains("fdatasync"), "{machine:?}");
        let named =
            |name: &str| machine.versions.iter().any(|(n, v)| n == name && v.starts_with(|c: char| c.is_ascii_digit()));
        assert!(CRATES.iter().all(|name| named(name)) && named("SQLCipher"), "{:?}", machine.versions);
        assert!(machine.versions.iter().any(|(_, version)| version.starts_with("OpenSSL ")), "{:?}", machine.versions);
    }
}
