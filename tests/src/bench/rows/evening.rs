//! One evening of one phone, step by step at the office.

use super::Row;
use crate::bench::clock::{Spent, timed};
use crate::bench::failure::{BenchError, insist};
use crate::bench::field::{CHANGES, ENTRIES, ask, evening, hand_over, phone, sync, town};
use crate::bench::figure::{Figure, Unit};
use crate::bench::machine::Syncer;
use crate::bench::peers::{Rows, Signatures, automerge};
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::step;
use crate::town::Town;
use lianxin_core::companion::Companion;
use lianxin_core::id::{DocumentId, KeyId};
use lianxin_core::role::Role;
use lianxin_core::time::{Host, SystemHost};
use lianxin_server::storage::{ReadTx, Seq};
use std::collections::BTreeMap;

pub(super) const ROW: Row = Row {
    name: "evening",
    title: "An evening: received, admitted, answered",
    how: "A phone brings 12 visits in 12 entries with 30 changes: each visit has a note and sets the household's wish, \
          and six are at doors that were not in the ledger. It fetches a colleague's evening of the same kind. Each \
          evening is another phone's, on other households. The office is in this process, its data in a file; \
          processor time is the thread's, the kernel's share of writing included, HTTP and TLS not. *Opened*: \
          envelope, 12 signatures, 30 changes through the guard. *Received*: one durable transaction. *Admitted*: all \
          12 entries in one transaction. *Answered*: receipt, verdicts, what is new, sealed.",
    measure,
};

/// What one evening has cost.
#[derive(Default)]
struct Costs {
    opened: Spent,
    received: Spent,
    admitted: Spent,
    answered: Spent,
    up: usize,
    down: usize,
}

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let phones = place.many(60, 3);
    step(&format!("{phones} phones sync {} households each", phones * ENTRIES));
    let town = town(place, "evening", phones * ENTRIES)?;
    let apps = (0..phones).map(|_| phone(&town, place, Role::GridWorker)).collect::<Result<Vec<_>, _>>()?;
    let mut peers = Peers::new(place)?;
    step("they come home one after the other");
    let mut all = Vec::new();
    for (at, app) in apps.iter().enumerate() {
        // The next one has everything but this evening, which is then its news.
        if let Some(next) = apps.get(at + 1) {
            sync(&town.office, next)?;
        }
        evening(app, &town.households[at * ENTRIES..], at, true)?;
        all.push(bring(&town, app, &mut peers)?);
    }
    Ok(figures(&all, &peers))
}

/// Brings an evening to the office, step by step.
fn bring(town: &Town, app: &Companion, peers: &mut Peers) -> Result<Costs, BenchError> {
    let (mut session, question) = ask(app)?;
    let (office, now) = (&town.office, SystemHost.now());
    let mut costs = Costs { up: question.len(), ..Costs::default() };
    let (asked, spent) = timed(|| office.open_question(&question));
    let asked = asked?;
    costs.opened = spent;
    let (done, spent) = timed(|| office.receive(&asked, now));
    done?;
    costs.received = spent;
    let waiting = Waiting::of(town, &asked.device.key)?;
    insist("changes of an evening", waiting.changes.len(), CHANGES)?;
    peers.measure(&waiting, &question)?;
    let (done, spent) = timed(|| office.admit_device(&asked.device.key));
    done?;
    costs.admitted = spent;
    let (answer, spent) = timed(|| office.answer(&asked, now));
    let answer = answer?;
    (costs.answered, costs.down) = (spent, answer.len());
    insist("one round trip does", hand_over(app, &mut session, &answer)?, true)?;
    let status = app.status()?;
    insist("all was delivered and none held", (status.delivered, status.held), (ENTRIES as u64, 0))?;
    Ok(costs)
}

/// What a device has brought and nobody has judged yet.
pub(super) struct Waiting {
    /// In the order of arrival.
    pub(super) changes: Vec<(DocumentId, Vec<u8>)>,
    /// The entries as they were signed.
    pub(super) sealed: Vec<Vec<u8>>,
    /// The documents as the record has them.
    pub(super) states: BTreeMap<DocumentId, Vec<u8>>,
}

impl Waiting {
    pub(super) fn of(town: &Town, device: &KeyId) -> Result<Self, BenchError> {
        town.office.storage().read(|tx| {
            let mut waiting = Self { changes: vec![], sealed: vec![], states: BTreeMap::new() };
            let mut next = tx.next_pending(Some(device))?;
            while let Some(entry) = next.filter(|entry| entry.verdict.is_none() && entry.device == *device) {
                waiting.add(tx, entry.seq)?;
                waiting.sealed.push(entry.sealed);
                next = tx.entry_at(Seq(entry.seq.0 + 1))?;
            }
            Ok(waiting)
        })
    }

    fn add(&mut self, tx: &dyn ReadTx, entry: Seq) -> Result<(), BenchError> {
        for object in tx.objects(entry)? {
            self.changes.push((object.document, tx.object(object.id)?));
            if let Some(record) = tx.document(&object.document)? {
                self.states.insert(object.document, record.state);
            }
        }
        Ok(())
    }
}

/// What stands beside an evening.
struct Peers {
    signatures: Signatures,
    rows: Rows,
    syncer: Syncer,
    verified: Samples,
    inserted: Samples,
    inserted_cpu: Samples,
    synced: Samples,
    merged: Samples,
}

impl Peers {
    fn new(place: &Place) -> Result<Self, BenchError> {
        let directory = place.directory("evening-peers")?;
        Ok(Self {
            signatures: Signatures::new(),
            rows: Rows::open(&directory.join("rows.db"))?,
            syncer: Syncer::new(&directory.join("sync"))?,
            verified: Samples::default(),
            inserted: Samples::default(),
            inserted_cpu: Samples::default(),
            synced: Samples::default(),
            merged: Samples::default(),
        })
    }

    fn measure(&mut self, waiting: &Waiting, question: &[u8]) -> Result<(), BenchError> {
        self.verified.add(self.signatures.verify(1 + ENTRIES).cpu);
        let changes = waiting.changes.iter().map(|(_, bytes)| bytes.clone());
        let rows: Vec<Vec<u8>> = waiting.sealed.iter().cloned().chain(changes).collect();
        std::hint::black_box(question);
        let inserted = self.rows.insert(&rows)?;
        self.inserted.add(inserted.wall);
        self.inserted_cpu.add(inserted.cpu);
        self.synced.add(self.syncer.sync()?);
        self.merged.add(automerge(&waiting.states, &waiting.changes)?.cpu);
        Ok(())
    }
}

fn figures(all: &[Costs], peers: &Peers) -> Vec<Figure> {
    let of = |value: fn(&Costs) -> f64| all.iter().map(value).collect::<Samples>();
    let ms = |what: &str, value: fn(&Costs) -> f64| Figure::of(what, Unit::Ms, &of(value));
    let whole = |c: &Costs| (c.opened.cpu + c.received.cpu, c.opened.wall + c.received.wall);
    let kib = |what: &str, value: fn(&Costs) -> f64| Figure::of(what, Unit::Bytes, &of(value)).p95_at_most(10_240.0);
    vec![
        ms("opened, processor", |c| c.opened.cpu).beside("13 bare signature checks", &peers.verified),
        ms("received, processor", |c| c.received.cpu)
            .beside("the same bytes as bare rows of SQLite", &peers.inserted_cpu),
        Figure::of("opened and received, processor", Unit::Ms, &all.iter().map(|c| whole(c).0).collect()).at_most(2.0),
        ms("received, by the clock", |c| c.received.wall)
            .beside("the same bytes as bare rows of SQLite", &peers.inserted),
        Figure::of("opened and received, by the clock", Unit::Ms, &all.iter().map(|c| whole(c).1).collect())
            .beside("one bare fdatasync", &peers.synced),
        ms("admitted, processor", |c| c.admitted.cpu)
            .at_most(10.0)
            .beside("Automerge alone (apply, save, load)", &peers.merged),
        ms("admitted, by the clock", |c| c.admitted.wall),
        ms("answered, processor", |c| c.answered.cpu),
        kib("bytes up", |c| whole_bytes(c.up)),
        kib("bytes down", |c| whole_bytes(c.down)),
        Figure::of("round trips", Unit::Times, &all.iter().map(|_| 1.0).collect()).p95_at_most(1.0),
    ]
}

fn whole_bytes(bytes: usize) -> f64 {
    bytes as f64
}
