//! The city's office: a real data directory with the lists of a whole county.

use super::failure::{BenchError, insist};
use super::field::keys;
use super::place::Place;
use super::server::{Cost, Server};
use super::step;
use crate::profile::{CITY_HOUSEHOLDS, Profile};
use async_trait::async_trait;
use lianxin_core::companion::Companion;
use lianxin_core::role::Role;
use lianxin_core::seal::vault::FileVault;
use lianxin_core::store::MemoryStore;
use lianxin_core::time::{Host, SystemHost};
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use lianxin_server::app::App;
use lianxin_server::enrolment::clerk::{GoodFor, Which, Whom};
use lianxin_server::settings::{Language, Settings};
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
    lists: PathBuf,
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
        Ok(Self { server, households, imported, lists })
    }

    /// Numbers of people who hold one of these roles, in the order of the list.
    fn people(&self, roles: &[Role], most: usize) -> Result<Vec<String>, BenchError> {
        let path = self.lists.join("people.csv");
        let text = std::fs::read_to_string(&path).map_err(BenchError::file(path))?;
        let number = |line: &str| {
            let mut cells = line.split(',');
            let (number, role) = (cells.next()?, cells.nth(2)?);
            roles.iter().any(|wanted| wanted.zh() == role).then(|| number.to_owned())
        };
        Ok(text.lines().skip(1).filter_map(number).take(most).collect())
    }

    /// Somebody of the first community's office.
    pub(super) fn clerk(&self) -> Result<String, BenchError> {
        self.people(&[Role::CommunityOffice], 1)?.pop().ok_or(BenchError::System("a clerk in the lists"))
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
        let who = self.people(&[Role::GridWorker, Role::GridChief, Role::JointHouseholdLead], phones)?;
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
