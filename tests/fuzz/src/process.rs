//! Runs a program of many kernels, and goes on behind one that ends it.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a program of many kernels may take: each one is short, so only one that hangs takes longer.
const LIMIT: Duration = Duration::from_secs(60);

/// What the program wrote of each kernel of `0..count` that it has, or how it ended there.
pub(super) fn run(
    program: &Path,
    launches: &Path,
    count: usize,
    has: impl Fn(usize) -> bool,
) -> Vec<Option<Result<Vec<String>, String>>> {
    let mut found: Vec<Option<Result<Vec<String>, String>>> = vec![None; count];
    let mut first = 0;
    while (first..count).any(&has) {
        let (text, ending) = start(program, launches, first);
        let mut open: Option<(usize, Vec<String>)> = None;
        for line in text.lines() {
            if let Some(number) = line.strip_prefix("kernel ") {
                open = number.parse().ok().map(|number| (number, Vec::new()));
            } else if line == "end" {
                if let Some((number, lines)) = open.take() {
                    found[number] = Some(Ok(lines));
                }
            } else if let Some((_, lines)) = &mut open {
                lines.push(line.to_owned());
            }
        }
        let stopped = open.map(|(number, _)| number);
        match (stopped, ending) {
            (Some(number), ending) => {
                found[number] = Some(Err(ending.unwrap_or_else(|| "it stopped".to_owned())));
                first = number + 1;
            }
            (None, Some(ending)) => panic!("{}: {ending}", program.display()),
            (None, None) => break,
        }
    }
    found
}

/// What the program wrote, and how it ended unless well.
fn start(program: &Path, launches: &Path, first: usize) -> (String, Option<String>) {
    let mut child = Command::new(program)
        .arg(launches)
        .arg(first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program was just made");
    let mut stdout = child.stdout.take().expect("it is piped");
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What could be read before an error is what counts.
        drop(stdout.read_to_end(&mut bytes));
        bytes
    });
    let began = Instant::now();
    while !reader.is_finished() && began.elapsed() < LIMIT {
        std::thread::sleep(Duration::from_millis(2));
    }
    let hangs = !reader.is_finished();
    if hangs {
        // It may have ended just now.
        drop(child.kill());
    }
    let status = child.wait().expect("it was started");
    let bytes = reader.join().expect("reading does not panic");
    let ending = if hangs {
        Some("it does not end".to_owned())
    } else {
        (!status.success()).then(|| status.to_string())
    };
    (String::from_utf8_lossy(&bytes).into_owned(), ending)
}
