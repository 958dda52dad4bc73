//! One thing that is timed.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// A time; less is better.
    #[serde(rename = "ns")]
    Nanoseconds,
    /// A rate of checked answers; more is better.
    #[serde(rename = "messages/s")]
    MessagesPerSecond,
    /// A rate of cells, each computed for one step; more is better.
    #[serde(rename = "cells/s")]
    CellsPerSecond,
    /// Seconds of a core for each second; less is better.
    #[serde(rename = "cores")]
    Cores,
}

impl Unit {
    /// A value of it in the unit in which it is shown.
    #[must_use]
    pub fn show(self, value: f64) -> Shown {
        Shown { unit: self, value }
    }
}

/// A figure with its unit, as a table has it.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    unit: Unit,
    value: f64,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.unit {
            Unit::Nanoseconds => format!("{:.2} us", self.value / 1e3),
            Unit::MessagesPerSecond => format!("{:.2} M/s", self.value / 1e6),
            Unit::CellsPerSecond => format!("{:.0} Mcells/s", self.value / 1e6),
            Unit::Cores => format!("{:.3} cores", self.value),
        };
        f.pad(&text)
    }
}

/// What is timed, and how often in each round. The rounds are the program's: it runs all cases in each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is, the same in every round.
    pub name: &'static str,
    /// What its figures count.
    pub unit: Unit,
    /// Times that do not count, before the others.
    pub warm_up: u32,
    /// Times that count.
    pub count: u32,
}

impl Case {
    /// A case whose figures are times.
    #[must_use]
    pub fn times(name: &'static str, warm_up: u32, count: u32) -> Self {
        Self {
            name,
            unit: Unit::Nanoseconds,
            warm_up,
            count,
        }
    }

    /// A case whose figure is a rate of messages.
    #[must_use]
    pub fn rate(name: &'static str, warm_up: u32, count: u32) -> Self {
        Self {
            name,
            unit: Unit::MessagesPerSecond,
            warm_up,
            count,
        }
    }

    /// A case whose figure is a rate of cells.
    #[must_use]
    pub fn cells(name: &'static str, warm_up: u32, count: u32) -> Self {
        Self {
            name,
            unit: Unit::CellsPerSecond,
            warm_up,
            count,
        }
    }

    /// How often it runs in a round.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.warm_up + self.count
    }

    /// Runs `work` with the numbers from 0 and collects the times that count, in nanoseconds. `work` prepares, takes the
    /// time of what is measured until its answer is checked, and gives it back.
    ///
    /// # Errors
    /// The first of `work`.
    pub async fn measure<E>(
        &self,
        mut work: impl AsyncFnMut(u64) -> Result<Duration, E>,
    ) -> Result<Vec<u64>, E> {
        let mut times = Vec::with_capacity(self.count as usize);
        for number in 0..self.total() {
            let time = work(u64::from(number)).await?;
            if number >= self.warm_up {
                times.push(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
            }
        }
        Ok(times)
    }
}
