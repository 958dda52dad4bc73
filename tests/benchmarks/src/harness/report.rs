//! All rows of all rounds, and the files made of them.

use std::io::{self, Write};
use std::path::Path;
use std::{fs, iter};

use serde::Serialize;

use super::case::Unit;
use super::machine::Machine;
use super::row::Row;
use super::times::Percentile;
use super::{markdown, plot};

/// What a run of a program measured.
#[derive(Clone, Debug)]
pub struct Report {
    machine: Machine,
    rows: Vec<Row>,
}

/// A case over the rounds: each column is the median of that column, a figure of one of the rounds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Median {
    /// The case.
    pub case: String,
    /// What the figures count.
    pub unit: Unit,
    /// Of how many rounds it is the median.
    pub rounds: usize,
    /// Of the medians of the rounds.
    pub p50: f64,
    /// Of the rounds' 99th percentiles.
    pub p99: Option<f64>,
    /// Of the rounds' 99.9th percentiles.
    pub p999: Option<f64>,
    /// The case that it is held to.
    pub baseline: Option<String>,
    /// Of the ratios of the rounds.
    pub ratio_p50: Option<f64>,
    /// The same of the 99th percentiles.
    pub ratio_p99: Option<f64>,
}

impl Median {
    fn of(rows: &[&Row]) -> Self {
        let column = |column: fn(&Row) -> Option<f64>| {
            let mut values: Vec<f64> = rows.iter().copied().filter_map(column).collect();
            values.sort_unstable_by(f64::total_cmp);
            (!values.is_empty()).then(|| values[Percentile::P50.place(values.len())])
        };
        Self {
            case: rows[0].case.clone(),
            unit: rows[0].unit,
            rounds: rows.len(),
            p50: column(|row| Some(row.p50)).expect("there is a row"),
            p99: column(|row| row.p99),
            p999: column(|row| row.p999),
            baseline: rows[0].baseline.clone(),
            ratio_p50: column(|row| row.ratio_p50),
            ratio_p99: column(|row| row.ratio_p99),
        }
    }
}

impl Report {
    /// An empty report of this machine.
    #[must_use]
    pub fn new(machine: Machine) -> Self {
        Self {
            machine,
            rows: Vec::new(),
        }
    }

    /// Adds what a case came to in a round.
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Each case over the rounds, in the order of the first round.
    #[must_use]
    pub fn medians(&self) -> Vec<Median> {
        let mut cases: Vec<Vec<&Row>> = Vec::new();
        for row in &self.rows {
            match cases.iter_mut().find(|rows| rows[0].case == row.case) {
                Some(rows) => rows.push(row),
                None => cases.push(iter::once(row).collect()),
            }
        }
        cases.iter().map(|rows| Median::of(rows)).collect()
    }

    /// Writes `figures.csv`, `figures.json`, `figures.md`, `latency.svg` and `throughput.svg` into a folder, which is made
    /// if need be.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let medians = self.medians();
        self.write_csv(fs::File::create(folder.join("figures.csv"))?)?;
        fs::write(folder.join("figures.json"), self.json(&medians)?)?;
        fs::write(
            folder.join("figures.md"),
            markdown::section(&self.machine, &medians),
        )?;
        plot::write_times(&folder.join("latency.svg"), &medians)?;
        plot::write_rates(&folder.join("throughput.svg"), &medians)
    }

    /// Writes a line for each row, under a line of names. What a row does not have is empty.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_csv(&self, to: impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        for row in &self.rows {
            writer.serialize(row)?;
        }
        writer.flush()
    }

    fn json(&self, medians: &[Median]) -> io::Result<String> {
        let document = serde_json::json!({
            "machine": self.machine,
            "medians": medians,
            "rows": self.rows,
        });
        Ok(serde_json::to_string_pretty(&document)? + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::harness::{Case, Machine, Row};

    fn report() -> Report {
        let mut report = Report::new(Machine::here("none"));
        let rates = [(10.0, 30.0), (20.0, 20.0), (40.0, 80.0)];
        for (round, (theirs, ours)) in (1..).zip(rates) {
            let theirs = Row::of_figure(round, &Case::rate("theirs", 1, 9), theirs, None);
            let baseline = Some(&theirs);
            let ours = Row::of_figure(round, &Case::rate("ours, here", 1, 9), ours, baseline);
            report.add(theirs);
            report.add(ours);
        }
        report
    }

    #[test]
    fn a_median_over_rounds_is_that_of_each_column() {
        let medians = report().medians();
        let of = |at: usize| {
            (
                medians[at].case.as_str(),
                medians[at].p50,
                medians[at].ratio_p50,
            )
        };
        assert_eq!(of(0), ("theirs", 20.0, None));
        assert_eq!(of(1), ("ours, here", 30.0, Some(2.0)));
        assert_eq!((medians.len(), medians[1].rounds), (2, 3));
    }

    #[test]
    fn csv_has_a_line_for_each_row() {
        let mut csv = Vec::new();
        report().write_csv(&mut csv).expect("memory takes all");
        let text = String::from_utf8(csv).expect("it is text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..3],
            [
                "round,case,unit,warm_up,count,p50,p99,p999,baseline,ratio_p50,ratio_p99",
                "1,theirs,messages/s,1,9,10.0,,,,,",
                "1,\"ours, here\",messages/s,1,9,30.0,,,theirs,3.0,",
            ]
        );
        assert_eq!(lines.len(), 7);
    }
}
