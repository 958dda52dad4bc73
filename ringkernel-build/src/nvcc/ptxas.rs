//! What ptxas says while it turns PTX into machine code.
//!
//! It has no form for machines, so this reads what it prints with `-v`, as toolkits 12 and 13 do. A line of another form
//! is passed over, and a figure that is not there makes no [`Usage`]: nothing here fails.

use crate::resource::Usage;

/// What it says of one kernel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// What the kernel takes; `None` if it was not said.
    pub(crate) usage: Option<Usage>,
    /// Warnings, one line each.
    pub(crate) warnings: Vec<String>,
}

/// How bad a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    Info,
    Warning,
    Error,
}

/// One line of ptxas's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    pub(super) severity: Severity,
    /// The PTX's line, if it is about one.
    pub(super) line: Option<usize>,
    pub(super) text: &'a str,
}

impl<'a> Message<'a> {
    /// Reads `ptxas warning : text` and `ptxas kernel.ptx, line 12; error   : text`.
    pub(super) fn read(line: &'a str) -> Option<Self> {
        let rest = line.strip_prefix("ptxas ")?;
        let placed = rest.split_once("; ").and_then(|(place, rest)| {
            let (_file, number) = place.rsplit_once(", line ")?;
            Some((number.parse().ok()?, rest))
        });
        let (line, rest) = match placed {
            Some((number, rest)) => (Some(number), rest),
            None => (None, rest),
        };
        let (word, text) = rest.split_once(':')?;
        Some(Self {
            severity: match word.trim() {
                "info" => Severity::Info,
                "warning" => Severity::Warning,
                "error" | "fatal" => Severity::Error,
                _ => return None,
            },
            line,
            text: text.trim(),
        })
    }
}

/// Whether ptxas itself refused the PTX; otherwise it could not be run.
pub(super) fn refused(output: &str) -> bool {
    output
        .lines()
        .filter_map(Message::read)
        .any(|message| message.severity == Severity::Error)
}

/// Whether a line that is no message tells what a function takes.
pub(super) fn is_figures(line: &str) -> bool {
    Spilled::read(line).is_some()
}

/// A message in which `name` stands for the kernel's symbols.
pub(super) fn named(text: &str, entries: &[&str], name: &str) -> String {
    let mut text = text.to_owned();
    for entry in entries {
        text = text.replace(&format!("'{entry}'"), &format!("`{name}`"));
    }
    text
}

/// Reads the output of `ptxas -v` on PTX with one kernel in one or several forms, each with a symbol, for which `name`
/// stands in the warnings. A figure is that of the form that takes the most; spills are of all of them together.
pub(super) fn read(output: &str, entries: &[&str], name: &str) -> Report {
    let mut warnings = Vec::new();
    let mut spilled = Spilled::default();
    let mut used: Option<Used> = None;
    let mut global = 0;
    let mut is_entry = false;
    for line in output.lines() {
        let Some(message) = Message::read(line) else {
            // The line after `Function properties`, of the kernel and of functions that were not inlined.
            if let Some(more) = Spilled::read(line) {
                spilled.add(more);
            }
            continue;
        };
        match message.severity {
            Severity::Warning => {
                warnings.push(named(message.text, entries, name));
            }
            Severity::Info => {
                let text = message.text;
                if let Some(rest) = text.strip_prefix("Compiling entry function '") {
                    let symbol = rest.split('\'').next();
                    is_entry = symbol.is_some_and(|symbol| entries.contains(&symbol));
                } else if let Some(rest) = text.strip_prefix("Used ") {
                    let more = Used::read(rest).filter(|_| is_entry);
                    used = match (used, more) {
                        (Some(used), Some(more)) => Some(used.or_more(&more)),
                        (used, more) => used.or(more),
                    };
                    is_entry = false;
                } else if text.ends_with(']') && text.contains(" bytes gmem") {
                    global = constants(text);
                }
            }
            Severity::Error => {}
        }
    }
    Report {
        usage: used.map(|used| Usage {
            registers: used.registers,
            spill_stores: spilled.stores,
            spill_loads: spilled.loads,
            stack: used.stack.unwrap_or(spilled.frame),
            shared: used.shared,
            constant: used.constant + global,
        }),
        warnings,
    }
}

/// `8 bytes stack frame, 4 bytes spill stores, 4 bytes spill loads`, over all functions.
#[derive(Default)]
struct Spilled {
    /// The largest frame.
    frame: u32,
    stores: u32,
    loads: u32,
}

impl Spilled {
    fn read(line: &str) -> Option<Self> {
        let mut amounts = line.trim().split(", ");
        let mut amount = |what: &str| {
            let words = amounts.next()?.strip_suffix(what)?;
            words.trim_end().strip_suffix("bytes")?.trim().parse().ok()
        };
        Some(Self {
            frame: amount("stack frame")?,
            stores: amount("spill stores")?,
            loads: amount("spill loads")?,
        })
    }

    fn add(&mut self, other: Self) {
        self.frame = self.frame.max(other.frame);
        self.stores += other.stores;
        self.loads += other.loads;
    }
}

/// `61 registers, used 1 barriers, 1024 bytes smem, 368 bytes cmem[0]`.
struct Used {
    registers: u32,
    stack: Option<u32>,
    shared: u32,
    constant: u32,
}

impl Used {
    /// The larger of each.
    fn or_more(&self, other: &Self) -> Self {
        Self {
            registers: self.registers.max(other.registers),
            stack: self.stack.max(other.stack),
            shared: self.shared.max(other.shared),
            constant: self.constant.max(other.constant),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = |what: &str| {
            text.split(", ")
                .find_map(|amount| amount.strip_suffix(what)?.trim_end().parse().ok())
        };
        let (registers, _) = text.split_once(" registers")?;
        Some(Self {
            registers: registers.parse().ok()?,
            stack: bytes("bytes cumulative stack size"),
            shared: bytes("bytes smem").unwrap_or(0),
            constant: constants(text),
        })
    }
}

/// The sum of all banks: `368 bytes cmem[0], 8 bytes cmem[2]`.
fn constants(text: &str) -> u32 {
    text.split(", ")
        .filter_map(|amount| {
            let (bytes, _bank) = amount.split_once(" bytes cmem[")?;
            bytes.parse::<u32>().ok()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    // What the programs of toolkits 12.4 and 13.0 printed, the first line of nvcc's own left out.
    const V13: &str = "\
ptxas warning : Registers are spilled to local memory in function 'spill', 1920 bytes spill stores, 2464 bytes spill loads
ptxas info    : 0 bytes gmem, 400 bytes cmem[3]
ptxas info    : Compiling entry function 'spill' for 'sm_75'
ptxas info    : Function properties for spill
    2048 bytes stack frame, 1920 bytes spill stores, 2464 bytes spill loads
ptxas info    : Used 64 registers, used 1 barriers, 2048 bytes cumulative stack size, 364 bytes cmem[0]
ptxas info    : Compile time = 106.654 ms
";
    const V13_NEW_ARCH: &str = "\
ptxas info    : 0 bytes gmem
ptxas info    : Compiling entry function 'k' for 'sm_120'
ptxas info    : Function properties for k
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 40 registers, used 1 barriers, 1024 bytes smem
ptxas info    : Compile time = 7.312 ms
";
    const V12: &str = "\
ptxas info    : 0 bytes gmem, 400 bytes cmem[3]
ptxas info    : Compiling entry function 'k' for 'sm_75'
ptxas info    : Function properties for k
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 61 registers, 1024 bytes smem, 368 bytes cmem[0]
";
    const V12_FUNCTION: &str = "\
ptxas warning : Stack size for entry function 'k' cannot be statically determined
ptxas info    : 0 bytes gmem
ptxas info    : Compiling entry function 'k' for 'sm_75'
ptxas info    : Function properties for k
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 34 registers, 360 bytes cmem[0]
ptxas info    : Function properties for _Z1gi
    152 bytes stack frame, 52 bytes spill stores, 52 bytes spill loads
";

    #[test]
    fn figures_of_toolkit_13() {
        let report = read(V13, &["spill"], "blur");
        assert_eq!(
            report.usage,
            Some(Usage {
                registers: 64,
                spill_stores: 1920,
                spill_loads: 2464,
                stack: 2048,
                shared: 0,
                constant: 764,
            })
        );
        assert_eq!(
            report.warnings,
            ["Registers are spilled to local memory in function `blur`, 1920 bytes spill stores, 2464 bytes spill loads"]
        );
        assert_eq!(
            read(V13_NEW_ARCH, &["k"], "k").usage,
            Some(Usage {
                registers: 40,
                spill_stores: 0,
                spill_loads: 0,
                stack: 0,
                shared: 1024,
                constant: 0,
            })
        );
    }

    #[test]
    fn figures_of_toolkit_12() {
        assert_eq!(
            read(V12, &["k"], "k").usage,
            Some(Usage {
                registers: 61,
                spill_stores: 0,
                spill_loads: 0,
                stack: 0,
                shared: 1024,
                constant: 768,
            })
        );
    }

    #[test]
    fn functions_that_were_not_inlined_count() {
        let report = read(V12_FUNCTION, &["k"], "walk");
        let usage = report.usage.expect("all figures are there");
        assert_eq!((usage.stack, usage.spill_stores), (152, 52));
        assert_eq!(
            report.warnings,
            ["Stack size for entry function `walk` cannot be statically determined"]
        );
    }

    #[test]
    fn the_form_that_takes_the_most_counts() {
        const BOTH: &str = "\
ptxas warning : Registers are spilled to local memory in function 'rows_blur', 8 bytes spill stores, 8 bytes spill loads
ptxas info    : 0 bytes gmem
ptxas info    : Compiling entry function 'rows_blur' for 'sm_90'
ptxas info    : Function properties for rows_blur
    16 bytes stack frame, 8 bytes spill stores, 8 bytes spill loads
ptxas info    : Used 80 registers, used 0 barriers, 16 bytes cumulative stack size
ptxas info    : Function properties for _Z1gi
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Compiling entry function 'kernel_blur' for 'sm_90'
ptxas info    : Function properties for kernel_blur
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 28 registers, used 0 barriers, 64 bytes smem
";
        let report = read(BOTH, &["kernel_blur", "rows_blur"], "blur");
        let usage = report.usage.expect("all figures are there");
        assert_eq!(
            (
                usage.registers,
                usage.shared,
                usage.stack,
                usage.spill_stores
            ),
            (80, 64, 16, 8)
        );
        assert_eq!(
            report.warnings,
            ["Registers are spilled to local memory in function `blur`, 8 bytes spill stores, 8 bytes spill loads"]
        );
    }

    #[test]
    fn what_is_not_said_is_none() {
        assert_eq!(read("", &["k"], "k"), Report::default());
        assert_eq!(read(V12, &["another"], "another").usage, None);
        assert_eq!(
            read("ptxas info : Used many registers", &["k"], "k").usage,
            None
        );
    }

    #[test]
    fn a_refusal_is_told_from_a_missing_program() {
        assert!(refused(
            "ptxas error   : Entry function 'k' uses too much shared data (0x13880 bytes, 0xc000 max)"
        ));
        assert!(refused(
            "ptxas fatal   : Ptx assembly aborted due to errors"
        ));
        assert!(!refused("sh: 1: ptxas: not found"));
        assert!(!refused(V13));
    }

    #[test]
    fn a_message_may_name_a_line() {
        assert_eq!(
            Message::read(
                "ptxas e.ptx, line 25; error   : Feature 'redux' requires .target sm_80 or higher"
            ),
            Some(Message {
                severity: Severity::Error,
                line: Some(25),
                text: "Feature 'redux' requires .target sm_80 or higher",
            })
        );
    }
}
