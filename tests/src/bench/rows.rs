//! The rows, in the order in which they are measured.

mod admit;
mod evening;
mod first_sync;
mod import;
mod nothing_new;
mod office_list;
mod phone;
mod search;
mod storm;
mod today;

use super::failure::BenchError;
use super::figure::Figure;
use super::place::Place;

/// One row.
pub(super) struct Row {
    /// As it is asked for.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// How it is measured.
    pub(super) how: &'static str,
    pub(super) measure: fn(&Place) -> Result<Vec<Figure>, BenchError>,
}

/// All of them.
pub(super) const ROWS: &[Row] = &[
    evening::ROW,
    admit::ROW,
    nothing_new::ROW,
    first_sync::ROW,
    phone::ROW,
    import::ROW,
    storm::ROW,
    today::ROW,
    search::ROW,
    office_list::ROW,
];
