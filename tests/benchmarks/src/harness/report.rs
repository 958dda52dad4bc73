//! All rows of all rounds, and the files made of them.

use std::io::{self, Write};
use std::path::Path;
use std::{fs, iter};

use serde::Serialize;

use super::machine::Machine;
use super::row::Row;
use super::{markdown, plot};

/// What a run of a program measured.
#[derive(Clone, Debug)]
pub struct Report {
    machine: Machine,
    rounds: Vec<Vec<Row>>,
}

/// Stands ahead of a row.
#[derive(Clone, Copy, Debug, Serialize)]
struct Number {
    /// From 1.
    round: usize,
}

impl Report {
    /// An empty report of this machine.
    #[must_use]
    pub fn new(machine: Machine) -> Self {
        Self {
            machine,
            rounds: Vec::new(),
        }
    }

    /// Begins a round; gives its number, from 1.
    pub fn begin_round(&mut self) -> usize {
        self.rounds.push(Vec::new());
        self.rounds.len()
    }

    /// Adds what a case came to in this round.
    ///
    /// # Panics
    /// If no round has begun.
    pub fn add(&mut self, row: Row) {
        let round = self.rounds.last_mut().expect("a round has begun");
        round.push(row);
    }

    /// Each case over the rounds, in the order of the first round.
    #[must_use]
    pub fn medians(&self) -> Vec<Row> {
        let mut cases: Vec<Vec<&Row>> = Vec::new();
        for row in self.rounds.iter().flatten() {
            match cases.iter_mut().find(|rows| rows[0].case == row.case) {
                Some(rows) => rows.push(row),
                None => cases.push(iter::once(row).collect()),
            }
        }
        cases.iter().map(|rows| Row::median(rows)).collect()
    }

    /// Writes `figures.csv`, `figures.json` and `figures.md` into a folder, which is made if need be, and of `latency.svg`,
    /// `throughput.svg` and `stencils.svg` those that there are figures for.
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
            markdown::section(&self.machine, self.rounds.len(), &medians),
        )?;
        plot::write_times(&folder.join("latency.svg"), &medians)?;
        plot::write_rates(&folder.join("throughput.svg"), &medians)?;
        plot::write_cells(&folder.join("stencils.svg"), &medians)
    }

    /// Writes a line for each row, under a line of names. What a row does not have is empty.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_csv(&self, to: impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        for (round, rows) in (1..).zip(&self.rounds) {
            for row in rows {
                writer.serialize((Number { round }, row))?;
            }
        }
        writer.flush()
    }

    fn json(&self, medians: &[Row]) -> io::Result<String> {
        let document = serde_json::json!({
            "machine": self.machine,
            "medians": medians,
            "rounds": self.rounds,
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
        for (theirs, ours) in rates {
            report.begin_round();
            let theirs = Row::of_figure(&Case::rate("theirs", 1, 9), theirs, None);
            let ours = Row::of_figure(&Case::rate("ours, here", 1, 9), ours, Some(&theirs));
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
        assert_eq!(medians.len(), 2);
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
