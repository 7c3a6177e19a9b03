//! A sync that has nothing to say.

use super::Row;
use crate::bench::clock::timed;
use crate::bench::failure::{BenchError, insist};
use crate::bench::field::{ask, phone, sync, town};
use crate::bench::figure::{Figure, Unit};
use crate::bench::peers::Signatures;
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::step;
use lianxin_core::role::Role;
use lianxin_core::time::{Host, SystemHost};

pub(super) const ROW: Row = Row {
    name: "nothing-new",
    title: "Nothing new",
    how: "A worker's phone that holds so many documents asks, and there is nothing to send either way: the whole \
          exchange at the office, from the sealed question to the sealed answer, as processor time of the thread \
          without HTTP and TLS; and the bytes of both envelopes together. The peer checks one signature and makes \
          one, which no answer can do without.",
    measure,
};

/// Documents held.
const HELD: [usize; 3] = [500, 10_000, 100_000];

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let held = if place.is_quick() { &[20, 200] } else { HELD.as_slice() };
    let (signatures, mut figures) = (Signatures::new(), Vec::new());
    for held in held {
        step(&format!("{held} documents are listed and synced"));
        let town = town(place, &format!("nothing-new-{held}"), *held)?;
        let app = phone(&town, place, Role::GridWorker)?;
        insist("every household is on the phone", app.search("", usize::MAX)?.len(), *held)?;
        sync(&town.office, &app)?;
        let summary = sync(&town.office, &app)?;
        insist("one round trip", summary.round_trips, 1)?;
        let (_, question) = ask(&app)?;
        let (mut answered, mut peer) = (Samples::default(), Samples::default());
        for _ in 0..place.many(500, 20) {
            let (answer, spent) = timed(|| town.office.handle(&question, SystemHost.now()));
            answer?;
            answered.add(spent.cpu);
            peer.add(signatures.verify(1).cpu + signatures.sign().cpu);
        }
        let answered = Figure::of(format!("{held} documents held: processor"), Unit::Ms, &answered);
        figures.push(answered.at_most(0.2).beside("one bare signature checked, one made", &peer));
        let bytes = (summary.bytes_up + summary.bytes_down) as f64;
        figures.push(Figure::one(format!("{held} documents held: bytes"), Unit::Bytes, bytes).at_most(410.0));
    }
    Ok(figures)
}
