//! One phone, opened for one command.

use crate::args::Global;
use crate::clock::PhoneHost;
use crate::directory::Directory;
use crate::failure::Failure;
use lianxin_core::companion::{Companion, OfficeAddress};
use lianxin_core::error::Error;
use lianxin_core::http::HttpTransport;
use lianxin_core::words::Lang;
use std::sync::Arc;

/// A phone and how its person wants to use it.
pub struct Phone {
    /// The phone.
    pub companion: Companion,
    /// The language of the person.
    pub lang: Lang,
    office: Vec<String>,
    proxy: Option<String>,
}

impl Phone {
    /// Opens the phone of a directory.
    pub fn open(global: &Global) -> Result<Self, Failure> {
        let directory = Directory::at(global.dir.as_deref())?;
        let companion = directory.open(Arc::new(PhoneHost::off_by_days(global.clock_offset_days)))?;
        Ok(Self::new(companion, global))
    }

    /// Opens the phone of a directory if it is enrolled.
    pub fn open_enrolled(global: &Global) -> Result<Self, Failure> {
        let phone = Self::open(global)?;
        if phone.companion.is_enrolled() { Ok(phone) } else { Err(Error::NotEnrolled.into()) }
    }

    /// Opens the phone of a directory, making it on first use.
    pub fn begin(global: &Global) -> Result<Self, Failure> {
        let directory = Directory::at(global.dir.as_deref())?;
        let host = Arc::new(PhoneHost::off_by_days(global.clock_offset_days));
        directory.create()?;
        drop(directory.open_parts(host.as_ref())?);
        Ok(Self::new(directory.open(host)?, global))
    }

    /// A phone that is open already.
    pub fn new(companion: Companion, global: &Global) -> Self {
        Self { companion, lang: global.lang, office: global.office.clone(), proxy: global.proxy.clone() }
    }

    /// The way to the office: addresses given on the command line first. The pin holds wherever it leads.
    pub fn transport(&self, office: OfficeAddress) -> Result<HttpTransport, Failure> {
        let addresses = [self.office.clone(), office.addresses].concat();
        tracing::debug!(?addresses, proxy = self.proxy.is_some(), "the way to the office");
        Ok(match &self.proxy {
            Some(proxy) => HttpTransport::through_proxy(&addresses, office.tls_pin, proxy)?,
            None => HttpTransport::new(&addresses, office.tls_pin)?,
        })
    }
}

/// A runtime for the commands that talk to the office: one thread, for a phone does one thing at a time.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::Terminal)
}
