//! Admission of one change, by the size of its document.

use super::Row;
use super::evening::Waiting;
use crate::bench::clock::timed;
use crate::bench::failure::{BenchError, insist};
use crate::bench::field::{ask, hand_over, phone, sync, town, visit};
use crate::bench::figure::{Figure, Unit};
use crate::bench::peers::automerge;
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::step;
use crate::profile::notes::notes;
use crate::town::Town;
use lianxin_core::companion::{Companion, HouseholdEdit};
use lianxin_core::document::{Edit, Value};
use lianxin_core::id::{DocumentId, PersonId};
use lianxin_core::role::Role;
use lianxin_core::time::{Host, SystemHost};
use lianxin_server::node::Desk;

pub(super) const ROW: Row = Row {
    name: "admit",
    title: "Admitting one change",
    how: "Entries of one change each: a new visit; an edit of a household with at most seven changes; an edit of one \
          with fifty or a few more. *In a transaction of its own*: every entry with its commit, which is the whole \
          cost where nothing shares it. *Among others*: forty entries in one transaction, as a request admits what \
          it brings; the mean of the forty, and what the budgets judge. Processor time of the thread; everything is counted, from the inbox to \
          rows, audiences and feed positions. The peer applies the same change to the same document, saves it and \
          loads it again, which is the trial merge and nothing else.",
    measure,
};

/// Changes a large household has before.
const LARGE: usize = 49;
/// Phones whose entries are admitted together; each adds a change to every household.
const TOGETHER: usize = 5;

/// What an entry does.
#[derive(Clone, Copy)]
struct Kind {
    what: &'static str,
    most_ms: f64,
    make: fn(&Companion, DocumentId, &str) -> Result<(), BenchError>,
}

const KINDS: [Kind; 3] = [
    Kind { what: "a new visit", most_ms: 0.25, make: make_visit },
    Kind { what: "a household of 2 to 7 changes", most_ms: 0.25, make: make_edit },
    Kind { what: "a household of 50 to 55 changes", most_ms: 1.0, make: make_edit },
];

fn make_visit(app: &Companion, home: DocumentId, note: &str) -> Result<(), BenchError> {
    app.record_visit(&visit(home, note))?;
    Ok(())
}

fn make_edit(app: &Companion, home: DocumentId, note: &str) -> Result<(), BenchError> {
    let code: String = note.chars().filter(|c| c.is_alphabetic()).take(8).collect();
    app.edit_household(home, &HouseholdEdit { add_needs: vec![code], ..HouseholdEdit::default() })?;
    Ok(())
}

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let (each, mut figures) = (place.many(40, 3), Vec::new());
    let town = town(place, "admit", each * KINDS.len())?;
    let parts: Vec<&[DocumentId]> = town.households.chunks(each).collect();
    step(&format!("{each} households get {LARGE} changes"));
    age(&town, parts[2], place.many(LARGE, 5))?;
    for (kind, homes) in KINDS.into_iter().zip(parts) {
        step(kind.what);
        let app = phone(&town, place, Role::GridWorker)?;
        let (mut alone, mut peer, mut among) = (Samples::default(), Samples::default(), Samples::default());
        one_by_one(&town, &app, kind, homes, &mut alone, &mut peer)?;
        for _ in 0..TOGETHER {
            // Another phone's each time: one may bring so many new documents a day.
            let app = phone(&town, place, Role::GridWorker)?;
            among.add(together(&town, &app, kind, homes)?);
        }
        let beside = |figure: Figure| figure.beside("Automerge alone (apply, save, load)", &peer);
        let of =
            |what: &str, samples: &Samples| beside(Figure::of(format!("{}, {what}", kind.what), Unit::Ms, samples));
        figures.push(of("among others", &among).at_most(kind.most_ms));
        figures.push(of("in a transaction of its own", &alone));
    }
    Ok(figures)
}

/// Changes each household so often, at the office's desk.
fn age(town: &Town, homes: &[DocumentId], changes: usize) -> Result<(), BenchError> {
    let desk = Desk { user: PersonId::default(), host: &SystemHost, now: SystemHost.now() };
    for home in homes {
        // Listing it was the first.
        for change in 1..changes {
            let class = if change % 2 == 0 { "care" } else { "at_ease" };
            let edit = Edit::put("class", Value::text(class));
            insist("the household changes", town.office.edit(home, "household.edit", &[edit], &desk)?, true)?;
        }
    }
    Ok(())
}

/// Has a phone write one entry a household, and has the office receive them.
fn received(
    town: &Town,
    app: &Companion,
    kind: Kind,
    homes: &[DocumentId],
    admit: impl FnOnce(&Waiting, &lianxin_core::id::KeyId) -> Result<(), BenchError>,
) -> Result<(), BenchError> {
    sync(&town.office, app)?;
    let notes = notes();
    for (home, note) in homes.iter().zip(notes.iter().cycle()) {
        (kind.make)(app, *home, note)?;
    }
    let (mut session, question) = ask(app)?;
    let (asked, now) = (town.office.open_question(&question)?, SystemHost.now());
    town.office.receive(&asked, now)?;
    let waiting = Waiting::of(town, &asked.device.key)?;
    insist("one change an entry", waiting.changes.len(), homes.len())?;
    admit(&waiting, &asked.device.key)?;
    let answer = town.office.answer(&asked, now)?;
    insist("all were admitted", hand_over(app, &mut session, &answer)?, true)?;
    insist("none is held", (app.status()?.held, app.status()?.attention), (0, 0))
}

fn one_by_one(
    town: &Town,
    app: &Companion,
    kind: Kind,
    homes: &[DocumentId],
    alone: &mut Samples,
    peer: &mut Samples,
) -> Result<(), BenchError> {
    received(town, app, kind, homes, |waiting, _| {
        for change in &waiting.changes {
            let (admitted, spent) = timed(|| town.office.admit_next());
            insist("an entry waits", admitted?, true)?;
            alone.add(spent.cpu);
            peer.add(automerge(&waiting.states, std::slice::from_ref(change))?.cpu);
        }
        Ok(())
    })
}

/// Processor time of one entry among others.
fn together(town: &Town, app: &Companion, kind: Kind, homes: &[DocumentId]) -> Result<f64, BenchError> {
    let mut cpu = 0.0;
    received(town, app, kind, homes, |_, device| {
        let (done, spent) = timed(|| town.office.admit_device(device));
        done?;
        cpu = spent.cpu;
        Ok(())
    })?;
    Ok(cpu / homes.len() as f64)
}
