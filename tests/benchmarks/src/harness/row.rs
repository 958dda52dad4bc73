//! The figures of one case, in a round or over rounds.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::case::{Case, Unit};
use super::times::{Percentile, Times};

/// What a case came to, in a round or as the median of each column over rounds. Ratios are to the baseline of the same
/// round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The case.
    pub case: String,
    /// What the figures count.
    pub unit: Unit,
    /// Times, or messages, that did not count, in a round.
    pub warm_up: u32,
    /// Times, or messages, that did.
    pub count: u32,
    /// The median of the times, or the one figure there is.
    pub p50: f64,
    /// Of times only.
    pub p99: Option<f64>,
    /// Of times only.
    pub p999: Option<f64>,
    /// The case that it is held to.
    pub baseline: Option<String>,
    /// The median of this for each unit of the baseline's.
    pub ratio_p50: Option<f64>,
    /// The same of the 99th percentile.
    pub ratio_p99: Option<f64>,
}

impl Row {
    /// What the times of a case, in nanoseconds, come to beside a row of the same round.
    ///
    /// # Panics
    /// If there are none, or the baseline is of another unit.
    #[must_use]
    pub fn of_times(case: &Case, times: &[u64], baseline: Option<&Row>) -> Self {
        let shares = [Percentile::P50, Percentile::P99, Percentile::P999];
        let [p50, p99, p999] = Times(times).percentiles(shares).map(|time| time as f64);
        let row = Self {
            p99: Some(p99),
            p999: Some(p999),
            ..Self::of_figure(case, p50, None)
        };
        row.held_to(baseline)
    }

    /// A case with one figure a round, beside a row of the same round.
    ///
    /// # Panics
    /// If the baseline is of another unit.
    #[must_use]
    pub fn of_figure(case: &Case, figure: f64, baseline: Option<&Row>) -> Self {
        let row = Self {
            case: case.name.to_owned(),
            unit: case.unit,
            warm_up: case.warm_up,
            count: case.count,
            p50: figure,
            p99: None,
            p999: None,
            baseline: None,
            ratio_p50: None,
            ratio_p99: None,
        };
        row.held_to(baseline)
    }

    fn held_to(self, baseline: Option<&Row>) -> Self {
        let Some(baseline) = baseline else {
            return self;
        };
        assert_eq!(self.unit, baseline.unit, "a ratio is of one unit");
        Self {
            ratio_p50: Some(self.p50 / baseline.p50),
            ratio_p99: self
                .p99
                .zip(baseline.p99)
                .map(|(ours, theirs)| ours / theirs),
            baseline: Some(baseline.case.clone()),
            ..self
        }
    }

    /// The median of each column: a figure of one of the rounds.
    ///
    /// # Panics
    /// If there is no row.
    #[must_use]
    pub fn median(rows: &[&Row]) -> Self {
        let column = |column: fn(&Row) -> Option<f64>| {
            let mut values: Vec<f64> = rows.iter().copied().filter_map(column).collect();
            values.sort_unstable_by(f64::total_cmp);
            (!values.is_empty()).then(|| values[Percentile::P50.place(values.len())])
        };
        Self {
            p50: column(|row| Some(row.p50)).expect("there is a row"),
            p99: column(|row| row.p99),
            p999: column(|row| row.p999),
            ratio_p50: column(|row| row.ratio_p50),
            ratio_p99: column(|row| row.ratio_p99),
            ..rows[0].clone()
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<44} {:>12}", self.case, self.unit.show(self.p50))?;
        if let (Some(p99), Some(p999)) = (self.p99, self.p999) {
            let [p99, p999] = [p99, p999].map(|time| self.unit.show(time));
            write!(f, "  p99 {p99:>12}  p99.9 {p999:>12}")?;
        }
        if let Some(ratio) = self.ratio_p50 {
            write!(f, "  ratio {ratio:.3}")?;
        }
        if let Some(ratio) = self.ratio_p99 {
            write!(f, ", p99 {ratio:.3}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, Row};

    #[test]
    fn a_ratio_is_to_the_baseline_of_each_percentile() {
        let case = Case::times("theirs", 0, 100);
        let times: Vec<u64> = (1..=100).collect();
        let theirs = Row::of_times(&case, &times, None);
        let slower: Vec<u64> = times.iter().map(|time| 3 * time).collect();
        let ours = Row::of_times(&case, &slower, Some(&theirs));
        assert_eq!(
            (ours.p50, ours.p99, ours.p999),
            (150.0, Some(297.0), Some(300.0))
        );
        assert_eq!((ours.ratio_p50, ours.ratio_p99), (Some(3.0), Some(3.0)));
        assert_eq!(ours.baseline.as_deref(), Some("theirs"));
        assert_eq!(theirs.ratio_p50, None);
    }

    #[test]
    #[should_panic(expected = "one unit")]
    fn a_time_is_not_held_to_a_rate() {
        let rate = Row::of_figure(&Case::rate("stream", 0, 100), 1.0, None);
        let _ = Row::of_figure(&Case::times("call", 0, 100), 2.0, Some(&rate));
    }
}
