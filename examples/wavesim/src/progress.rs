//! The progress bar: steps a second, cells a second, and what computes them.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over the steps of one simulation; invisible where standard error is no terminal.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    machine: String,
    cells: usize,
    start: Instant,
    shown: Instant,
}

impl Progress {
    /// Starts the clock and shows the bar.
    #[must_use]
    pub fn start(steps: u32, cells: usize, machine: String) -> Self {
        let bar = ProgressBar::new(u64::from(steps));
        let style = ProgressStyle::with_template(
            "{bar:32.cyan/blue} {percent:>3} %  step {pos}  {msg}  {eta} left",
        );
        bar.set_style(style.expect("the template is well formed"));
        let now = Instant::now();
        Self {
            bar,
            machine,
            cells,
            start: now,
            shown: now,
        }
    }

    /// Shows how far it is, at most ten times a second.
    pub fn show(&mut self, step: u32) {
        if self.shown.elapsed() < Duration::from_millis(100) {
            return;
        }
        self.shown = Instant::now();
        let pace = self.pace(step);
        self.bar.set_message(format!("{pace}  {}", self.machine));
        self.bar.set_position(u64::from(step));
    }

    /// Says something without disturbing the bar.
    pub fn say(&self, text: &str) {
        if self.bar.is_hidden() {
            eprintln!("{text}");
        } else {
            self.bar.println(text);
        }
    }

    /// The pace since the start.
    #[must_use]
    pub fn pace(&self, step: u32) -> Pace {
        let seconds = self.start.elapsed().as_secs_f64().max(1e-9);
        Pace {
            seconds,
            steps: f64::from(step) / seconds,
            cells: f64::from(step) * self.cells as f64 / seconds,
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// How fast a simulation ran; prints as one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Wall-clock time.
    pub seconds: f64,
    /// Steps a second.
    pub steps: f64,
    /// Cells a second.
    pub cells: f64,
}

impl std::fmt::Display for Pace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:.0} steps/s  {:.1} Mcells/s",
            self.steps,
            self.cells / 1e6
        )
    }
}
