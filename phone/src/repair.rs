//! Setting data aside that cannot be read. Nothing is deleted, and nothing is set aside without being asked to: the
//! file may hold work that never reached the office.
//!
//! The phone's identity lies in its store, so a phone whose store was set aside has to be enrolled again.

use crate::args::Global;
use crate::clock::PhoneHost;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::page::{Cell, Page, Tone};
use crate::terminal::Report;
use lianxin_core::companion::Companion;
use lianxin_core::error::Error;
use lianxin_core::seal::VaultError;
use lianxin_core::store::{StoreError, sqlite};
use lianxin_core::time::{Host, Timestamp};
use lianxin_core::words::Key;
use serde::Serialize;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was found and done.
#[derive(Serialize)]
pub struct RepairReport {
    /// The data could not be read.
    pub is_damaged: bool,
    /// Where it was put.
    pub set_aside: Vec<String>,
    /// In plain words.
    pub words: String,
}

/// Looks at the phone's data and sets aside what cannot be read.
pub fn repair(global: &Global) -> Result<RepairReport, Failure> {
    let directory = Directory::at(global.dir.as_deref())?;
    let host = PhoneHost::off_by_days(global.clock_offset_days);
    if !directory.is_begun()? && !directory.has_store()? {
        return Err(Error::NotEnrolled.into());
    }
    let report = |is_damaged, set_aside: Vec<PathBuf>, key: Key| {
        let set_aside = set_aside.iter().map(|path| path.display().to_string()).collect();
        Ok(RepairReport { is_damaged, set_aside, words: key.template(global.lang).to_owned() })
    };
    match look(&directory, host) {
        Ok(()) => report(false, Vec::new(), Key::RepairFine),
        Err(Failure::Phone(
            Error::Store(StoreError::Corrupt | StoreError::WrongKey) | Error::Vault(VaultError::WrongKey),
        )) => report(true, set_aside(&directory, host.now())?, Key::RepairDone),
        Err(other) => Err(other),
    }
}

/// Reads everything there is.
fn look(directory: &Directory, host: PhoneHost) -> Result<(), Failure> {
    let (vault, store) = directory.open_parts(&host)?;
    store.check()?;
    Companion::open(Box::new(store), Arc::new(vault), Arc::new(host))?;
    Ok(())
}

/// Sets the store aside, and with it the keys that do not open.
fn set_aside(directory: &Directory, now: Timestamp) -> Result<Vec<PathBuf>, Failure> {
    let mut moved = Vec::new();
    if directory.has_store()? {
        moved.push(sqlite::set_aside(&directory.store_path(), now)?);
    }
    for path in directory.shut_keys()? {
        moved.push(beside(&path, now).map_err(Failure::Directory)?);
    }
    Ok(moved)
}

/// Renames a file to the next free `<name>.damaged-<n>`.
fn beside(path: &Path, now: Timestamp) -> std::io::Result<PathBuf> {
    let mut number = now.0;
    loop {
        let mut name = OsString::from(path);
        name.push(format!(".damaged-{number}"));
        let target = PathBuf::from(name);
        if !target.try_exists()? {
            fs::rename(path, &target)?;
            return Ok(target);
        }
        number = number.wrapping_add(1);
    }
}

impl Report for RepairReport {
    fn show(&self, page: &mut Page) {
        page.line([Cell::from(&self.words)]);
        page.columns(self.set_aside.iter().map(|path| vec!["".into(), path.into()]).collect());
        if self.is_damaged {
            page.line([Cell::new(page.words(Key::RepairNext, &[]), Tone::Hand)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser;

    fn global(path: &Path) -> Global {
        Cli::parse_from([OsString::from("lianxin-phone"), "--dir".into(), path.into()]).global
    }

    fn begin(path: &Path) -> Directory {
        let directory = Directory::at(Some(path)).unwrap();
        drop(directory.open_parts(&PhoneHost::default()).unwrap());
        directory
    }

    #[test]
    fn sound_data_stays_where_it_is() {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(repair(&global(place.path())).err().map(|f| f.code()), Some("phone.not_enrolled".into()));
        let directory = begin(place.path());
        let report = repair(&global(place.path())).unwrap();
        assert!(!report.is_damaged && report.set_aside.is_empty());
        assert!(directory.store_path().exists());
    }

    #[test]
    fn damaged_data_is_put_aside_byte_for_byte_and_the_phone_begins_anew() {
        let place = tempfile::tempdir().unwrap();
        let directory = begin(place.path());
        let mut bytes = fs::read(directory.store_path()).unwrap();
        for byte in bytes.iter_mut().skip(4096).step_by(64) {
            *byte ^= 0xff;
        }
        fs::write(directory.store_path(), &bytes).unwrap();
        let report = repair(&global(place.path())).unwrap();
        assert!(report.is_damaged);
        assert_eq!(report.set_aside.len(), 1, "its keys are sound and stay");
        assert_eq!(fs::read(&report.set_aside[0]).unwrap(), bytes);
        assert!(directory.open_parts(&PhoneHost::default()).is_ok());
        assert!(!repair(&global(place.path())).unwrap().is_damaged);
    }

    #[test]
    fn keys_that_do_not_open_go_with_the_store() {
        let place = tempfile::tempdir().unwrap();
        let directory = begin(place.path());
        let vault = fs::read(directory.vault_path()).unwrap();
        fs::write(directory.vault_path(), vec![7; vault.len()]).unwrap();
        let report = repair(&global(place.path())).unwrap();
        assert_eq!(report.set_aside.len(), 2, "the store and its key: {:?}", report.set_aside);
        assert!(directory.open_parts(&PhoneHost::default()).is_ok());
        fs::write(directory.vault_path(), b"short").unwrap();
        let report = repair(&global(place.path())).unwrap();
        assert_eq!(report.set_aside.len(), 3, "and the vault's: {:?}", report.set_aside);
        assert!(directory.open_parts(&PhoneHost::default()).is_ok());
    }

    #[test]
    fn a_key_that_was_cut_short_before_there_was_a_store_goes_alone() {
        let place = tempfile::tempdir().unwrap();
        let directory = begin(place.path());
        fs::remove_file(directory.store_path()).unwrap();
        fs::write(directory.store_key_path(), b"short").unwrap();
        let report = repair(&global(place.path())).unwrap();
        assert_eq!(report.set_aside.len(), 1, "{:?}", report.set_aside);
        assert!(Path::new(&report.set_aside[0]).exists());
        assert!(directory.open_parts(&PhoneHost::default()).is_ok());
    }

    #[test]
    fn a_log_that_lost_its_store_is_kept_too() {
        let place = tempfile::tempdir().unwrap();
        let directory = begin(place.path());
        fs::remove_file(directory.store_path()).unwrap();
        let log = place.path().join("store.db-wal");
        fs::write(&log, b"unsent work").unwrap();
        let report = repair(&global(place.path())).unwrap();
        assert!(report.is_damaged && !log.exists());
        assert_eq!(fs::read(format!("{}-wal", report.set_aside[0])).unwrap(), b"unsent work");
        assert!(directory.open_parts(&PhoneHost::default()).is_ok());
    }

    #[test]
    fn a_phone_in_use_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let held = begin(place.path()).open_parts(&PhoneHost::default()).unwrap();
        assert_eq!(repair(&global(place.path())).err().map(|f| f.code()), Some("storage.busy".into()));
        drop(held);
    }
}
