//! The round at hand: what it does, and where its figures go.

use ringkernel_benchmarks::harness::{Case, Report, Row};

use super::options::{Effort, Target};

/// One run of all cases.
pub(crate) struct Round<'a> {
    pub(crate) target: Target,
    pub(crate) effort: Effort,
    report: &'a mut Report,
}

impl<'a> Round<'a> {
    pub(crate) fn new(target: Target, effort: Effort, report: &'a mut Report) -> Self {
        say(&format!("round {}", report.begin_round()));
        Self {
            target,
            effort,
            report,
        }
    }

    /// Adds the times of a case and gives them back as a row.
    pub(crate) fn add_times(&mut self, case: &Case, times: &[u64], baseline: Option<&Row>) -> Row {
        self.add(Row::of_times(case, times, baseline))
    }

    /// Adds the one figure of a case and gives it back as a row.
    pub(crate) fn add_figure(&mut self, case: &Case, figure: f64, baseline: Option<&Row>) -> Row {
        self.add(Row::of_figure(case, figure, baseline))
    }

    fn add(&mut self, row: Row) -> Row {
        say(&row.to_string());
        self.report.add(row.clone());
        row
    }
}

#[expect(clippy::print_stdout, reason = "figures are what this program is for")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
