//! Many measurements of one thing.

/// Measurements in the order taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples(Vec<f64>);

impl Samples {
    /// Takes one more.
    pub(super) fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The smallest value that at least so many percent of all values do not exceed (the nearest rank); with fewer
    /// than twenty values the 95th is the largest. Nothing measured is not a number.
    pub(super) fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
    }
}

impl FromIterator<f64> for Samples {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let samples: Samples = (1..=100).rev().map(f64::from).collect();
        assert_eq!([1, 50, 95, 100].map(|percent| samples.percentile(percent)), [1.0, 50.0, 95.0, 100.0]);
        let few: Samples = [3.0, 1.0, 2.0].into_iter().collect();
        assert_eq!((few.percentile(50), few.percentile(95)), (2.0, 3.0));
        let even: Samples = [4.0, 1.0, 3.0, 2.0].into_iter().collect();
        assert_eq!(even.percentile(50), 2.0);
    }

    #[test]
    fn one_value_is_every_percentile_and_none_is_no_number() {
        let mut samples = Samples::default();
        assert!(samples.percentile(50).is_nan());
        samples.add(7.0);
        assert_eq!((samples.len(), samples.percentile(50), samples.percentile(95)), (1, 7.0, 7.0));
    }
}
