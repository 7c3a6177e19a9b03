//! Taking the lists of a whole county.

use super::Row;
use crate::bench::failure::BenchError;
use crate::bench::figure::{Figure, Unit};
use crate::bench::place::Place;

pub(super) const ROW: Row = Row {
    name: "import",
    title: "Taking the lists of a county",
    how: "`lianxin-server import` as a process of its own into a new office: 176 grids, 10,429 people with their posts \
          and 88,000 households, each household a document signed by the node and admitted like any other. Once.",
    measure,
};

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let city = place.city()?;
    let size = city.server.size()?;
    Ok(vec![
        Figure::one("by the clock", Unit::S, city.imported.seconds),
        Figure::one("processor", Unit::S, city.imported.cpu_seconds),
        Figure::one("households a second", Unit::PerSecond, f64::from(city.households) / city.imported.seconds),
        Figure::one("most memory", Unit::Mib, city.imported.peak_mib),
        Figure::one("data directory", Unit::Mib, size as f64 / 1024.0 / 1024.0),
    ])
}
