//! Median, 99th percentile and first of many times.

use std::fmt;

/// Times of the same work, in nanoseconds, in the order in which they were taken.
#[derive(Clone, Copy, Debug)]
pub struct Times<'a>(pub &'a [u64]);

impl Times<'_> {
    /// The time that `share` of a hundred stay within.
    ///
    /// # Panics
    /// If there are none.
    #[must_use]
    pub fn percentile(&self, share: usize) -> u64 {
        let mut sorted = self.0.to_vec();
        sorted.sort_unstable();
        let rank = (sorted.len() * share).div_ceil(100).max(1);
        sorted[rank - 1]
    }
}

impl fmt::Display for Times<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |nanoseconds: u64| format!("{:.2}", nanoseconds as f64 / 1e6);
        write!(
            f,
            "median {} ms, p99 {} ms, first {} ms ({} times)",
            milliseconds(self.percentile(50)),
            milliseconds(self.percentile(99)),
            milliseconds(self.0[0]),
            self.0.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Times;

    #[test]
    fn percentiles_are_times_that_were_taken() {
        let times: Vec<u64> = (1..=200).rev().collect();
        assert_eq!(Times(&times).percentile(50), 100);
        assert_eq!(Times(&times).percentile(99), 198);
        assert_eq!(Times(&[7]).percentile(99), 7);
    }
}
