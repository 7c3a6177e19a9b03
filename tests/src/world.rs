//! The simulated world: one process, one thread, one seed. An office and five phones run the real code of server and
//! core on memory; between them a network that loses, repeats, delays and reorders, clocks that lie, crashes between
//! any two durable steps, and a device that attacks. What must hold is checked at every step and after healing.
//!
//! The same seed gives the same trace. A failing seed is printed, mended, and kept in `tests/seeds.txt`.

mod attack;
mod chance;
mod checks;
mod console;
mod fields;
mod heal;
mod network;
mod office;
mod phone;
mod truth;
mod workers;

use chance::Chance;

use crate::world::network::Network;
use crate::world::office::SimOffice;
use crate::world::phone::SimPhone;
use crate::world::truth::Truth;
use lianxin_core::time::Timestamp;
use std::sync::Arc;

/// What a run did and found.
#[derive(Debug, Default, Clone)]
pub struct Report {
    /// The first thing that did not hold.
    pub failure: Option<String>,
    /// Rounds of syncing until everything was quiet, after healing or a person's last decision.
    pub rounds: usize,
    /// In the second of them a replay was still admitted, of which others can hear only in the third.
    pub is_replay_late: bool,
    /// Everything that happened, one line each.
    pub trace: Vec<String>,
    /// How often each kind of thing happened.
    pub counts: std::collections::BTreeMap<&'static str, u64>,
}

/// Everything.
pub struct World {
    chance: Chance,
    now: Timestamp,
    tick: u64,
    office: SimOffice,
    phones: Vec<SimPhone>,
    network: Network,
    truth: Truth,
    report: Report,
    clock: Arc<chance::WorldClock>,
}
