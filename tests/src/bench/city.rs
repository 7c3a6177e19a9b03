//! The city's office: a real data directory with the lists of a whole county.

use super::failure::{BenchError, insist};
use super::field::keys;
use super::place::Place;
use super::server::{Cost, Server};
use super::step;
use super::visits::Filled;
use crate::profile::{CITY_HOUSEHOLDS, Profile};
use async_trait::async_trait;
use lianxin_core::code::{CommunityCode, GridCode};
use lianxin_core::companion::Companion;
use lianxin_core::role::Role;
use lianxin_core::seal::vault::FileVault;
use lianxin_core::store::MemoryStore;
use lianxin_core::time::{Host, SystemHost};
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use lianxin_server::app::App;
use lianxin_server::enrolment::clerk::{GoodFor, Which, Whom};
use lianxin_server::settings::{Language, Settings};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Households of a quick run.
const FEW: u32 = 1_760;

/// The office, whose server does not run between two rows.
pub(super) struct City {
    pub(super) server: Server,
    pub(super) households: u32,
    /// What taking the lists has cost.
    pub(super) imported: Cost,
    /// The visits written so far.
    pub(super) visits: Filled,
    lists: PathBuf,
}

/// A community of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Community {
    pub(super) code: CommunityCode,
    pub(super) households: usize,
}

/// Somebody in the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) number: String,
    pub(super) name: String,
    role: String,
    /// Digits of a community, or of a grid with its bundle behind it.
    scope: String,
}

/// The office's enrolment, without HTTP.
struct Door<'a>(&'a App);

#[async_trait]
impl Transport for Door<'_> {
    async fn send(&self, _: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        self.0.enrol(&body).map_err(|_| TransportError::Unreachable)
    }
}

impl City {
    /// Makes the office and has its program take the lists.
    pub(super) fn found(place: &Place) -> Result<Self, BenchError> {
        let lists = place.directory("city-lists")?;
        let households = if place.is_quick() { FEW } else { CITY_HOUSEHOLDS };
        let profile = Profile { households, today: SystemHost.now().day(), ..Profile::city() };
        profile.write_to(&lists).map_err(BenchError::file(&lists))?;
        let server = Server::on(place.path().join("city"))?;
        let sheet = place.path().join("recovery.txt");
        server.run(&["init", "--name", "示例县", "--sheet", &sheet.to_string_lossy()])?;
        step(&format!("the office takes its lists, {households} households among them"));
        let imported = server.run(&["import", &lists.to_string_lossy()])?;
        Ok(Self { server, households, imported, visits: Filled::default(), lists })
    }

    fn list(&self, name: &str) -> Result<String, BenchError> {
        let path = self.lists.join(name);
        std::fs::read_to_string(&path).map_err(BenchError::file(path))
    }

    /// Everybody in the order of the list, once a post.
    fn people(&self) -> Result<Vec<Listed>, BenchError> {
        let listed = |line: &str| {
            let mut cells = line.split(',').map(str::to_owned);
            let (number, name, _phone) = (cells.next()?, cells.next()?, cells.next()?);
            Some(Listed { number, name, role: cells.next()?, scope: cells.next()? })
        };
        Ok(self.list("people.csv")?.lines().skip(1).filter_map(listed).collect())
    }

    /// Those with a post in a community.
    pub(super) fn people_of(&self, community: CommunityCode) -> Result<Vec<Listed>, BenchError> {
        let community = community.to_string();
        Ok(self.people()?.into_iter().filter(|listed| listed.scope.starts_with(&community)).collect())
    }

    /// Somebody of a community's office.
    pub(super) fn clerk(&self, community: CommunityCode) -> Result<String, BenchError> {
        let clerk = self.people_of(community)?.into_iter().find(|listed| listed.role == Role::CommunityOffice.zh());
        Ok(clerk.ok_or(BenchError::System("a clerk in the lists"))?.number)
    }

    /// The communities, that with the fewest households first.
    pub(super) fn communities(&self) -> Result<Vec<Community>, BenchError> {
        let mut households: BTreeMap<CommunityCode, usize> = BTreeMap::new();
        for line in self.list("households.csv")?.lines().skip(1) {
            let grid = line.split(',').next().and_then(|code| GridCode::parse(code).ok());
            *households.entry(grid.ok_or(BenchError::System("a grid in the lists"))?.community()).or_default() += 1;
        }
        let mut all: Vec<_> = households.into_iter().map(|(code, households)| Community { code, households }).collect();
        all.sort_by_key(|community| (community.households, community.code));
        Ok(all)
    }

    /// Enrols so many phones by printed sheets, of people who may record visits. The server must not run.
    pub(super) fn enrol(&self, phones: usize, place: &Place) -> Result<Vec<Companion>, BenchError> {
        let address = self.server.address();
        let settings = Settings {
            data: self.server.data().into(),
            listen: address,
            addresses: vec![address.to_string()],
            language: Language::En,
            ..Settings::default()
        };
        let app = App::open(&settings, Arc::new(SystemHost))?;
        let roles = [Role::GridWorker, Role::GridChief, Role::JointHouseholdLead].map(Role::zh);
        let who = self.people()?.into_iter().filter(|listed| roles.contains(&listed.role.as_str()));
        let who = who.take(phones).map(|listed| listed.number).collect();
        let cards = app.invite(&Whom::Numbers(who), GoodFor::Days(7))?;
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let runtime = runtime.map_err(|_| BenchError::System("a runtime"))?;
        let mut companions = Vec::new();
        for card in &cards {
            let vault = Arc::new(FileVault::open(&keys(place)?)?);
            let phone = Companion::open(Box::new(MemoryStore::default()), vault, Arc::new(SystemHost))?;
            phone.begin_enrolment(&card.invitation)?;
            runtime.block_on(phone.continue_enrolment(&Door(&app)))?;
            companions.push(phone);
        }
        insist("every phone waits for the clerk", app.confirm(&Which::AllPrinted)?.len(), phones)?;
        for phone in &companions {
            insist("enrolled", runtime.block_on(phone.continue_enrolment(&Door(&app)))?.is_confirmed, true)?;
        }
        Ok(companions)
    }
}
