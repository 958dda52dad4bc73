//! Judges many programs at once: both sides are compiled once.

use std::fmt::Write as _;
use std::path::Path;

use super::device::{self, Sanitizer};
use super::outcome::{difference, hex, Order, Outcome};
use super::program::{Passing, Program};
use super::reference;

/// What became of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Both sides did the same.
    Same {
        /// Whether a thread stopped at a fault.
        faulted: bool,
    },
    /// rustc refuses it, or it does not end: the generator's mistake.
    Unfit(String),
    /// Our front end refuses what rustc takes.
    Refused(String),
    /// The generated code does not compile, does not end, or does something else.
    Different(String),
}

impl Verdict {
    /// The kind of failure, by which a smaller program is known to fail alike.
    #[must_use]
    pub fn failure(&self) -> Option<u32> {
        match self {
            Self::Same { .. } | Self::Unfit(_) => None,
            Self::Refused(_) => Some(1),
            Self::Different(_) => Some(2),
        }
    }
}

/// Judges the programs, with files in a folder of one's own.
#[must_use]
pub fn judge(folder: &Path, sanitizer: Sanitizer, programs: &[Program]) -> Vec<Verdict> {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let launches = folder.join("launches");
    std::fs::write(&launches, self::launches(programs)).expect("the folder is writable");
    let sources: Vec<_> = programs.iter().map(device::transpile).collect();
    let good: Vec<_> = sources
        .iter()
        .enumerate()
        .filter_map(|(number, source)| Some((number, source.as_ref().ok()?)))
        .collect();
    let expected = reference::run(folder, programs, &launches);
    let got = device::run(folder, sanitizer, &good, &launches, programs.len());
    let mut verdicts = Vec::new();
    for (number, program) in programs.iter().enumerate() {
        verdicts.push(match (&expected[number], &sources[number], &got[number]) {
            (Err(why), _, _) => Verdict::Unfit(why.clone()),
            (Ok(_), Err(why), _) => Verdict::Refused(why.clone()),
            (Ok(_), Ok(_), None) => Verdict::Different("it did not run".to_owned()),
            (Ok(_), Ok(_), Some(Err(why))) => Verdict::Different(why.clone()),
            (Ok(expected), Ok(_), Some(Ok(got))) => compared(program, expected, got),
        });
    }
    verdicts
}

fn compared(program: &Program, expected: &Outcome, got: &Outcome) -> Verdict {
    match difference(&program.arguments, expected, got, Order::Kept) {
        Some(why) => Verdict::Different(why),
        None => Verdict::Same {
            faulted: !expected.faults.is_empty(),
        },
    }
}

/// The launches, as both programs read them.
pub(super) fn launches(programs: &[Program]) -> String {
    let mut text = String::new();
    for (number, program) in programs.iter().enumerate() {
        let Program {
            blocks,
            threads,
            arguments,
            ..
        } = program;
        writeln!(text, "{number} {blocks} {threads} {}", arguments.len()).expect("a string grows");
        for argument in arguments {
            let passing = match argument.passing {
                Passing::Value => "value",
                Passing::Shared => "shared",
                Passing::Exclusive => "exclusive",
            };
            writeln!(
                text,
                "{passing} {} {}",
                argument.scalar.name(),
                hex(&argument.bytes)
            )
            .expect("a string grows");
        }
    }
    text
}
