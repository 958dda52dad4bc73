//! Percentiles of many times.

use std::fmt;

/// A share of the times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Percentile {
    /// Half of them.
    P50,
    /// 99 of a hundred.
    P99,
    /// 999 of a thousand.
    P999,
}

impl Percentile {
    const fn thousandths(self) -> usize {
        match self {
            Percentile::P50 => 500,
            Percentile::P99 => 990,
            Percentile::P999 => 999,
        }
    }

    /// The place of it, from 0, among so many in order: always that of one that was taken.
    ///
    /// # Panics
    /// If there are none.
    #[must_use]
    pub fn place(self, count: usize) -> usize {
        assert!(count > 0, "nothing was measured");
        (count * self.thousandths()).div_ceil(1000).max(1) - 1
    }
}

/// Times of the same work, in nanoseconds, in the order in which they were taken.
#[derive(Clone, Copy, Debug)]
pub struct Times<'a>(pub &'a [u64]);

impl Times<'_> {
    /// The time that the share stays within.
    ///
    /// # Panics
    /// If there are none.
    #[must_use]
    pub fn percentile(&self, share: Percentile) -> u64 {
        self.percentiles([share])[0]
    }

    /// The same for several shares.
    ///
    /// # Panics
    /// If there are none.
    #[must_use]
    pub fn percentiles<const N: usize>(&self, shares: [Percentile; N]) -> [u64; N] {
        let mut sorted = self.0.to_vec();
        sorted.sort_unstable();
        shares.map(|share| sorted[share.place(sorted.len())])
    }
}

impl fmt::Display for Times<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |nanoseconds: u64| format!("{:.2}", nanoseconds as f64 / 1e6);
        let [median, late] = self.percentiles([Percentile::P50, Percentile::P99]);
        write!(
            f,
            "median {} ms, p99 {} ms, first {} ms ({} times)",
            milliseconds(median),
            milliseconds(late),
            milliseconds(self.0[0]),
            self.0.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Percentile, Times};

    #[test]
    fn percentiles_are_times_that_were_taken() {
        let times: Vec<u64> = (1..=2000).map(|time| 10 * time).rev().collect();
        let shares = [Percentile::P50, Percentile::P99, Percentile::P999];
        assert_eq!(Times(&times).percentiles(shares), [10_000, 19_800, 19_980]);
        assert_eq!(Times(&[1, 9, 4]).percentiles(shares), [4, 9, 9]);
        assert_eq!(Times(&[7]).percentiles(shares), [7, 7, 7]);
    }
}
