//! One byte is flipped: in the copy of a phone's store, and in envelopes on their way to the office.

use super::Day;
use crate::demo::failure::DemoError;
use crate::demo::words::Word;
use crate::profile::random::Random;
use crate::report::{OfficeRecord, ReportError, open_phone};
use lianxin_core::companion::{Companion, OfficeAddress};
use lianxin_core::error::Error;
use lianxin_core::http::HttpTransport;
use lianxin_core::session::{Input, Output, Session};
use lianxin_core::time::SystemHost;
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const STORE: &str = "store.db";
/// A page of the store. In the first one a flipped byte reads as a wrong key.
const PAGE: u32 = 4096;
/// Stores up to this size are checked whole whenever they are opened; larger ones when they are repaired.
const CHECKED_ALWAYS: u64 = 1 << 20;
/// Envelopes that are sent with a flipped byte.
const FLIPS: u32 = 8;

#[derive(Deserialize)]
struct Repaired {
    is_damaged: bool,
    set_aside: Vec<PathBuf>,
}

impl Day {
    /// The copy's damage is found, and the copy is set aside, not deleted; the phone itself is as it was.
    pub(super) fn damage_a_copy(&self) -> Result<(), DemoError> {
        let Some(at) = self.plan.cast.corrupted else { return Ok(()) };
        let phone = &self.phones[at];
        let before = phone.status(&self.stop)?;
        let copy = phone.copied_to(self.place.join("copies").join("store"));
        copy_directory(&phone.directory, &copy.directory)?;
        let path = copy.directory.join(STORE);
        let failed = |error| DemoError::File(path.clone(), error);
        let mut bytes = fs::read(&path).map_err(failed)?;
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let mut random = Random::new(self.args.seed, "store");
        flip(&mut bytes, random.between(PAGE.min(size - 1), size - 1));
        fs::write(&path, &bytes).map_err(failed)?;
        if bytes.len() as u64 <= CHECKED_ALWAYS {
            let refusal = copy.try_ask(&["today"], &self.stop)?.err();
            let code = refusal.map(|refusal| refusal.code).unwrap_or_default();
            self.expect(code == "storage.corrupt", Word::CopySetAside, code)?;
        }
        let repaired: Repaired = copy.ask(&["repair"], &self.stop)?;
        let kept = repaired.set_aside.first().and_then(|aside| fs::read(aside).ok());
        self.expect(
            repaired.is_damaged && kept == Some(bytes),
            Word::CopySetAside,
            format!("{:?}", repaired.set_aside),
        )?;
        let after = phone.status(&self.stop)?;
        self.expect(before.made == after.made, Word::CopySetAside, after.made)?;
        self.screen.say(Word::CopySetAside, &[("who", &self.who(at))]);
        let name = repaired.set_aside.first().and_then(|path| path.file_name()).unwrap_or_default();
        self.screen.detail(&name.to_string_lossy());
        Ok(())
    }

    /// The office refuses every envelope that is not as it was signed, says why with a stable code, and keeps nothing.
    pub(super) fn damage_envelopes(&self) -> Result<(), DemoError> {
        let Some(at) = self.plan.cast.corrupted else { return Ok(()) };
        let copy = self.place.join("copies").join("envelope");
        copy_directory(&self.phones[at].directory, &copy)?;
        let (question, office) = question(&copy)?;
        let record = OfficeRecord::open(&self.office.data)?;
        let before = record.received()?;
        let mut random = Random::new(self.args.seed, "envelopes");
        let size = u32::try_from(question.len()).unwrap_or(u32::MAX);
        let mut codes = BTreeSet::new();
        for _ in 0..FLIPS {
            let mut damaged = question.clone();
            flip(&mut damaged, random.below(size));
            let refused = send(&office, damaged)?;
            self.expect(refused.is_some(), Word::EnvelopeRefused, &self.office.address)?;
            codes.extend(refused);
        }
        self.expect(record.received()? == before, Word::EnvelopeRefused, before)?;
        self.screen.say(Word::EnvelopeRefused, &[("n", &FLIPS.to_string())]);
        self.screen.detail(&codes.into_iter().collect::<Vec<_>>().join(" · "));
        Ok(())
    }
}

fn flip(bytes: &mut [u8], at: u32) {
    if let Some(byte) = bytes.get_mut(at as usize) {
        *byte ^= 1;
    }
}

/// Copies the files of a phone that nobody has open.
fn copy_directory(from: &Path, to: &Path) -> Result<(), DemoError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| DemoError::File(path, error)
    };
    fs::create_dir_all(to).map_err(failed(to))?;
    for file in fs::read_dir(from).map_err(failed(from))?.flatten() {
        let path = file.path();
        fs::copy(&path, to.join(file.file_name())).map_err(failed(&path))?;
    }
    Ok(())
}

/// The next question of a phone, as it would go out, and where to. Only for a copy: a question has a number.
fn question(directory: &Path) -> Result<(Vec<u8>, OfficeAddress), DemoError> {
    let (vault, store) = open_phone(directory)?;
    let asked = || -> Result<_, Error> {
        let companion = Companion::open(Box::new(store), Arc::new(vault), Arc::new(SystemHost))?;
        let mut session = Session::new();
        companion.sync_step(&mut session, Input::Start)?;
        let mut question = None;
        while let Some(output) = session.poll_output() {
            if let Output::Transmit(bytes) = output {
                question = Some(bytes);
                break;
            }
        }
        Ok((question.unwrap_or_default(), companion.office_address()?))
    };
    asked().map_err(|error| ReportError::Phone(directory.into(), Box::new(error)).into())
}

/// Sends an envelope as it is; gives the code with which it was refused, none if it was answered.
fn send(office: &OfficeAddress, envelope: Vec<u8>) -> Result<Option<String>, DemoError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(DemoError::Child)?;
    let sent = runtime.block_on(async {
        HttpTransport::new(&office.addresses, office.tls_pin)?.send(Endpoint::Sync, envelope).await
    });
    match sent {
        Ok(_) => Ok(None),
        Err(TransportError::Refused { status, code }) if (400..500).contains(&status) => Ok(Some(code)),
        Err(error) => Err(DemoError::Refused { what: "POST /v1/sync".into(), said: error.to_string() }),
    }
}
