//! Figures: what was measured, against what it is held, and beside what it stands.

use super::samples::Samples;
use serde::Serialize;

/// In what a figure is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Unit {
    Ms,
    S,
    Bytes,
    Kib,
    Mib,
    PerSecond,
    Times,
}

/// What a budget judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Judged {
    P50,
    P95,
}

/// At most so much.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Budget {
    pub(super) judges: Judged,
    pub(super) most: f64,
}

/// Something simpler, measured in the same run and given in the same unit.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Peer {
    pub(super) what: String,
    pub(super) p50: f64,
}

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figure {
    pub(super) what: String,
    pub(super) unit: Unit,
    /// How often it was measured.
    pub(super) n: usize,
    pub(super) p50: f64,
    /// None if it was measured once.
    pub(super) p95: Option<f64>,
    pub(super) budget: Option<Budget>,
    pub(super) peer: Option<Peer>,
}

/// A row with its figures.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Measured {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) how: &'static str,
    /// How long the row took, with everything that was set up for it.
    pub(super) seconds: f64,
    pub(super) figures: Vec<Figure>,
}

impl Figure {
    /// From many measurements.
    pub(super) fn of(what: impl Into<String>, unit: Unit, samples: &Samples) -> Self {
        let n = samples.len();
        let p95 = (n > 1).then(|| samples.percentile(95));
        Self { what: what.into(), unit, n, p50: samples.percentile(50), p95, budget: None, peer: None }
    }

    /// From one measurement.
    pub(super) fn one(what: impl Into<String>, unit: Unit, value: f64) -> Self {
        Self { what: what.into(), unit, n: 1, p50: value, p95: None, budget: None, peer: None }
    }

    /// Holds the median to a budget; of one measurement, that one.
    pub(super) fn at_most(self, most: f64) -> Self {
        Self { budget: Some(Budget { judges: Judged::P50, most }), ..self }
    }

    /// Holds the 95th percentile to a budget.
    pub(super) fn p95_at_most(self, most: f64) -> Self {
        Self { budget: Some(Budget { judges: Judged::P95, most }), ..self }
    }

    /// Sets it beside a peer.
    pub(super) fn beside(self, what: impl Into<String>, peer: &Samples) -> Self {
        Self { peer: Some(Peer { what: what.into(), p50: peer.percentile(50) }), ..self }
    }

    /// Whether it keeps its budget; none if it has none.
    pub(super) fn keeps(&self) -> Option<bool> {
        let budget = self.budget?;
        let value = if budget.judges == Judged::P95 { self.p95.unwrap_or(self.p50) } else { self.p50 };
        Some(value <= budget.most)
    }

    /// How many times the peer it is.
    pub(super) fn ratio(&self) -> Option<f64> {
        let peer = self.peer.as_ref()?;
        (peer.p50 > 0.0).then(|| self.p50 / peer.p50)
    }
}

impl Unit {
    /// As it stands behind a number.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Ms => " ms",
            Self::S => " s",
            Self::Bytes => " B",
            Self::Kib => " KiB",
            Self::Mib => " MiB",
            Self::PerSecond => " /s",
            Self::Times => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_judges_what_it_says() {
        let samples: Samples = (1..=100).map(f64::from).collect();
        let figure = Figure::of("x", Unit::Ms, &samples);
        assert_eq!((figure.n, figure.p50, figure.p95), (100, 50.0, Some(95.0)));
        assert_eq!(figure.keeps(), None);
        assert_eq!(figure.clone().at_most(50.0).keeps(), Some(true));
        assert_eq!(figure.clone().p95_at_most(94.0).keeps(), Some(false));
        assert_eq!(Figure::one("x", Unit::Ms, 3.0).p95_at_most(3.0).keeps(), Some(true));
        assert_eq!(Figure::one("x", Unit::Ms, f64::NAN).at_most(3.0).keeps(), Some(false), "nothing keeps no budget");
    }

    #[test]
    fn a_ratio_is_that_of_the_medians() {
        let peer: Samples = [1.0, 2.0, 9.0].into_iter().collect();
        let figure = Figure::one("x", Unit::Ms, 5.0).beside("y", &peer);
        assert_eq!(figure.ratio(), Some(2.5));
        let nothing: Samples = [0.0].into_iter().collect();
        assert_eq!(Figure::one("x", Unit::Ms, 5.0).beside("y", &nothing).ratio(), None);
    }
}
