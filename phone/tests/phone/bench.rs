//! A phone in a directory of its own, and its command line.

use crate::office::Office;
use clap::Parser;
use lianxin_phone::args::{Cli, Global};
use lianxin_phone::phone::{Phone, runtime};
use lianxin_phone::sync::{SyncReport, sync_over};
use serde_json::Value;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// What one command gave.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A phone in a directory of its own.
pub(crate) struct Bench {
    place: TempDir,
}

impl Ran {
    /// The one JSON value it printed.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {} {}", self.out, self.err))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Bench {
    /// A directory without a phone.
    pub(crate) fn empty() -> Self {
        Self { place: tempfile::tempdir().unwrap() }
    }

    /// A phone that is enrolled at the office and has synced once.
    pub(crate) fn enrolled(office: &Office) -> Self {
        let bench = Self::empty();
        let phone = Phone::begin(&bench.global()).unwrap();
        phone.companion.begin_enrolment(&office.invitation()).unwrap();
        let step = runtime().unwrap().block_on(phone.companion.continue_enrolment(office)).unwrap();
        assert!(step.is_confirmed);
        drop(phone);
        assert!(bench.sync(office).is_complete);
        bench
    }

    /// The path of the phone's directory.
    pub(crate) fn dir(&self) -> String {
        self.place.path().join("phone").to_str().unwrap().to_owned()
    }

    /// What the command line says about every command.
    pub(crate) fn global(&self) -> Global {
        Cli::parse_from(["lianxin-phone", "--dir", &self.dir()]).global
    }

    /// The phone itself; no command runs while it is open.
    pub(crate) fn open(&self) -> Phone {
        Phone::open(&self.global()).unwrap()
    }

    /// Syncs with an office in the same process.
    pub(crate) fn sync(&self, office: &Office) -> SyncReport {
        runtime().unwrap().block_on(sync_over(&self.open(), office, false)).unwrap()
    }

    /// Runs a command line.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, "")
    }

    /// Runs a command line with something on standard input.
    pub(crate) fn run_with(&self, args: &[&str], input: &str) -> Ran {
        let mut child = self.start(args);
        // A command that does not read its input may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap().into()
    }

    /// Starts a command line.
    pub(crate) fn start(&self, args: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_lianxin-phone"))
            .env_clear()
            .args(["--dir", &self.dir()])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Runs a command line for a script that expects it to work.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, 0, "{args:?}: {} {}", ran.out, ran.err);
        ran.json()
    }

    /// Runs a command line for a script that expects it not to work, and gives the code.
    pub(crate) fn refused(&self, args: &[&str]) -> String {
        let ran = self.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, 1, "{args:?}: {} {}", ran.out, ran.err);
        let error = &ran.json()["error"];
        assert!(!error["words"].as_str().unwrap().is_empty() && error["retry_useful"].is_boolean());
        error["code"].as_str().unwrap().to_owned()
    }
}
