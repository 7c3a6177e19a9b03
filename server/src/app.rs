//! The office with everything around it: what the server and the command line both work on.

use crate::access::Access;
use crate::error::ErrorKind;
use crate::events::Events;
use crate::import::preview::Previews;
use crate::keyring::Keyring;
use crate::login::tries::Callers;
use crate::node::Desk;
use crate::office::{Keys, Office};
use crate::reads::{Mark, Reads};
use crate::settings::{Language, Settings};
use crate::storage::{SqliteStorage, StorageError};
use crate::tls::{self, TlsRoot};
use lianxin_core::cbor::Bytes;
use lianxin_core::id::{Hash, PersonId};
use lianxin_core::register::{RegisterId, Row};
use lianxin_core::seal::vault::FileVault;
use lianxin_core::time::Host;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// Addresses the organisation's register lists at most: those of now, and some of before for phones that knew them.
const MAX_ADDRESSES: usize = 8;
/// Certificates in their last days are reported by `check` and `serve`.
pub const ISSUER_WARNING_DAYS: i64 = 60;
/// Where the record keeps how far the access log was.
const READS: &str = "reads";
/// The user of the command line in the node's entries.
pub const COMMAND_LINE: PersonId = PersonId([0; 16]);

/// The office, its keys, who may get in, and the clock.
pub struct App {
    /// The record.
    pub(crate) office: Office,
    /// Invitations, links, accounts and sessions.
    pub(crate) access: Access,
    /// Who has looked at whose record.
    pub(crate) reads: Reads,
    /// Closes what lies at rest.
    pub(crate) vault: FileVault,
    /// Addresses from which somebody tries to log in.
    pub(crate) callers: Callers,
    /// Pages that wait to hear of changes.
    pub(crate) events: Events,
    /// Time and randomness.
    pub(crate) host: Arc<dyn Host>,
    /// The data directory.
    data: PathBuf,
    /// The organisation's name.
    pub(crate) name: String,
    /// The root of TLS.
    pub(crate) tls: TlsRoot,
    /// Where phones and browsers reach the office, best first.
    pub(crate) addresses: Vec<String>,
    /// The language of messages and sheets.
    pub(crate) language: Language,
    /// One import at a time.
    pub(crate) importing: Mutex<()>,
    /// Lists that people at the page look at before they are taken.
    pub(crate) previews: Previews,
}

impl App {
    /// Opens the data directory. A directory that another process has open is refused.
    pub fn open(settings: &Settings, host: Arc<dyn Host>) -> Result<Self, ErrorKind> {
        Self::load(settings, None, host)
    }

    /// Opens the data directory to be served at this address; phones are told so by the organisation's register.
    pub fn open_at(settings: &Settings, listen: SocketAddr, host: Arc<dyn Host>) -> Result<Self, ErrorKind> {
        let app = Self::load(settings, Some(listen), host)?;
        app.announce(&app.office.keys(), &app.addresses)?;
        Ok(app)
    }

    fn load(settings: &Settings, listen: Option<SocketAddr>, host: Arc<dyn Host>) -> Result<Self, ErrorKind> {
        let ring = Keyring::open(&settings.data)?;
        // Invitations are begun after the record: alone they say that it has been lost, and a new one in its place would
        // know no phone and no household.
        if Access::is_begun(&settings.data) && !SqliteStorage::is_begun(&settings.data) {
            return Err(StorageError::Corrupt("file").into());
        }
        let storage = SqliteStorage::open(&settings.data)?;
        let office = Office::open(Box::new(storage), ring.keys, host.as_ref())?;
        // Where it is not served now, it is reached where it was served last.
        let registers = office.registers();
        let known = registers.get(RegisterId::Org).map(|org| org.addresses.clone()).filter(|all| !all.is_empty());
        let addresses = match (listen, known) {
            (None, Some(known)) => known,
            (listen, _) => tls::addresses(&settings.addresses, listen.unwrap_or(settings.listen)),
        };
        Ok(Self {
            office,
            access: Access::open(&settings.data)?,
            reads: Reads::open(&settings.data)?,
            vault: FileVault::open(&settings.data).map_err(ErrorKind::vault)?,
            callers: Callers::default(),
            events: Events::default(),
            host,
            data: settings.data.clone(),
            name: ring.name,
            tls: ring.tls,
            addresses,
            language: settings.language,
            importing: Mutex::default(),
            previews: Previews::default(),
        })
    }

    /// Goes on with the certificates that `renew` has put into the data directory, once they are listed. A node keeps
    /// its key, so that the page which lists them is signed by a key that phones know.
    pub fn take_renewed_keys(&self) -> Result<(), ErrorKind> {
        let keys = Keyring::open(&self.data)?.keys;
        self.announce(&keys, &[])?;
        Ok(self.office.take_keys(keys)?)
    }

    /// Lists issuer, node and addresses in the organisation's register, where they are not listed yet. Old addresses
    /// stay behind the new ones, so that phones which know only those are not lost while the office moves.
    fn announce(&self, keys: &Keys, addresses: &[String]) -> Result<(), ErrorKind> {
        let registers = self.office.registers();
        let org = registers.get(RegisterId::Org);
        let mut rows = Vec::new();
        let (issuer, node) = (&keys.chain.issuer, &keys.certificate);
        if !org.is_some_and(|org| org.listed.issuers.contains(issuer) && org.listed.nodes.contains(node)) {
            rows.push(Row::Issuer { certificate: Bytes(issuer.clone()) });
            rows.push(Row::Node { certificate: Bytes(node.clone()) });
        }
        let listed = org.map(|org| org.addresses.as_slice()).unwrap_or_default();
        if !addresses.iter().all(|address| listed.contains(address)) {
            let old = listed.iter().filter(|address| !addresses.contains(address));
            let addresses = addresses.iter().chain(old).take(MAX_ADDRESSES).cloned().collect();
            rows.push(Row::Server { addresses });
        }
        if !rows.is_empty() {
            self.office.write_rows(RegisterId::Org, &rows, &[], self.host.now())?;
        }
        Ok(())
    }

    /// The office's own desk, for the command line.
    pub(crate) fn desk(&self) -> Desk<'_> {
        self.desk_of(COMMAND_LINE)
    }

    /// The office's own desk, with somebody at it.
    pub(crate) fn desk_of(&self, user: PersonId) -> Desk<'_> {
        Desk { user, host: self.host.as_ref(), now: self.host.now() }
    }

    /// The addresses an invitation carries.
    pub(crate) fn invited_addresses(&self) -> Vec<String> {
        self.addresses.iter().take(tls::MAX_INVITED).cloned().collect()
    }

    /// Has the record remember how far the access log is: an older copy in its place is noticed.
    pub fn remember_reads(&self) -> Result<(), ErrorKind> {
        let tip = self.reads.tip()?;
        if self.remembered_reads()?.is_none_or(|known| known.n < tip.n) {
            let bytes = [tip.n.to_be_bytes().as_slice(), &tip.hash.0].concat();
            self.office.storage().write(|tx| tx.put_meta(READS, &bytes))?;
        }
        Ok(())
    }

    /// How far the access log was when the record last looked.
    pub(crate) fn remembered_reads(&self) -> Result<Option<Mark>, ErrorKind> {
        let Some(bytes) = self.office.storage().read(|tx| tx.meta(READS))? else { return Ok(None) };
        let mark = bytes
            .split_first_chunk()
            .and_then(|(n, hash)| Some(Mark { n: u64::from_be_bytes(*n), hash: Hash::from_slice(hash)? }));
        mark.map(Some).ok_or(StorageError::Corrupt("reads").into())
    }

    /// Judges what a crash or a storm has left.
    pub fn sweep(&self) -> Result<(), ErrorKind> {
        Ok(self.office.sweep()?)
    }

    /// Forgets invitations, links, tries and sessions that are over.
    pub fn tidy(&self) -> Result<(), ErrorKind> {
        let now = self.host.now();
        self.access.forget_invitations(now)?;
        self.access.forget_links(now)?;
        self.access.forget_old_tries(now)?;
        self.reads.forget(now, &self.office.keys().node)?;
        Ok(self.access.forget_sessions(now)?)
    }
}
