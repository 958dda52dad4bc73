//! What this process costs the host.

use std::time::{Duration, Instant};
use std::{fs, thread};

/// Ticks of the processor in a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;

/// Cores that this process keeps busy over a time in which this thread does nothing.
pub(crate) fn cores_over(silence: Duration) -> f64 {
    let before = seconds();
    let begin = Instant::now();
    thread::sleep(silence);
    (seconds() - before) / begin.elapsed().as_secs_f64()
}

/// Seconds of a processor that this process has had.
fn seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux tells");
    // The second field, a name in brackets, may hold spaces.
    let (_, fields) = stat.rsplit_once(") ").expect("the process has a name");
    let ticks = |field: usize| {
        let text = fields.split(' ').nth(field - 3).expect("there are 52");
        text.parse::<f64>().expect("it is a number")
    };
    // Of the program, and of the system for it.
    (ticks(14) + ticks(15)) / TICKS
}
