//! Puts places of the Rust source into what nvcc and ptxas say.
//!
//! The CUDA text says by `#line` which Rust line it is of, so nvcc's own messages have the right file and line already
//! and need only the form that editors know. ptxas sees PTX: a message of its that has a line is placed by the `.loc`
//! before that line, which is there if nvcc was told `-lineinfo`.

use std::path::Path;

use super::ptxas::{self, Message, Severity};

/// Turns `src/kernels.rs(12): error: ..` into `src/kernels.rs:12: error: ..`.
pub(super) fn of_nvcc(output: &str) -> String {
    let lines: Vec<String> = output.trim_end().lines().map(editor_form).collect();
    lines.join("\n")
}

fn editor_form(line: &str) -> String {
    let placed = || {
        let (place, rest) = line.split_once("): ")?;
        let (file, number) = place.rsplit_once('(')?;
        let number: u32 = number.parse().ok()?;
        Some(format!("{file}:{number}: {rest}"))
    };
    placed().unwrap_or_else(|| line.to_owned())
}

/// ptxas's errors, with the Rust places of their PTX lines; `folder` is where nvcc ran, which is no part of a Rust path.
/// `name` stands for the kernel's symbols.
pub(super) fn of_ptxas(
    output: &str,
    ptx: &str,
    folder: &Path,
    entries: &[&str],
    name: &str,
) -> String {
    let mut lines = Vec::new();
    for line in output.trim_end().lines() {
        let Some(message) = Message::read(line) else {
            if !ptxas::is_figures(line) {
                lines.push(line.to_owned());
            }
            continue;
        };
        let text = ptxas::named(message.text, entries, name);
        let word = match message.severity {
            Severity::Info => continue,
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let place = message.line.and_then(|line| place(ptx, line, folder));
        let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
        lines.push(format!("{place}{word}: {text}"));
    }
    lines.join("\n")
}

/// The place that the last `.loc` at or before a line names.
fn place(ptx: &str, line: usize, folder: &Path) -> Option<String> {
    let loc = ptx
        .lines()
        .take(line)
        .filter_map(|line| line.trim_start().strip_prefix(".loc"))
        .last()?;
    let mut numbers = loc.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    let (file, line, column) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let path = ptx.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix(".file")?;
        let (number, path) = rest.trim_start().split_once(char::is_whitespace)?;
        (number == file).then(|| path.split('"').nth(1))?
    })?;
    // nvcc makes the path absolute.
    let path = Path::new(path);
    let path = path.strip_prefix(folder).unwrap_or(path).display();
    Some(if column == "0" {
        format!("{path}:{line}")
    } else {
        format!("{path}:{line}:{column}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nvccs_lines_get_the_form_that_editors_know() {
        let said = "src/kernels.rs(12): error: identifier \"foo\" is undefined\n  f(int x) { foo();\n             ^\n\n\
                    1 error detected in the compilation of \"kernel.cu\".\n";
        assert_eq!(
            of_nvcc(said),
            "src/kernels.rs:12: error: identifier \"foo\" is undefined\n  f(int x) { foo();\n             ^\n\n\
             1 error detected in the compilation of \"kernel.cu\"."
        );
    }

    const PTX: &str = "\
.visible .entry k(
)
{
	.loc	1 12 0
	.loc	2 40 3, function_name $L__info_string0, inlined_at 1 50 12
	redux.sync.add.s32 %r1, %r2, 0xffffffff;
	ret;
}
	.file	1 \"/work folder/src/kernels.rs\"
	.file	2 \"/work folder/src/more.rs\"
";

    #[test]
    fn a_line_of_ptx_becomes_a_line_of_rust() {
        let said = "ptxas kernel.ptx, line 6; error   : Feature 'redux' requires .target sm_80 or higher\n\
                    ptxas fatal   : Ptx assembly aborted due to errors\n";
        assert_eq!(
            of_ptxas(said, PTX, Path::new("/work folder"), &["k"], "sum"),
            "src/more.rs:40:3: error: Feature 'redux' requires .target sm_80 or higher\n\
             error: Ptx assembly aborted due to errors"
        );
        assert_eq!(
            place(PTX, 4, Path::new("/work folder")).as_deref(),
            Some("src/kernels.rs:12")
        );
    }

    #[test]
    fn a_message_of_the_whole_kernel_names_it() {
        let said =
            "ptxas error   : Entry function 'k' uses too much shared data (0x13880 bytes, 0xc000 max)\n\
             ptxas info    : Function properties for k\n    \
             0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads\n";
        assert_eq!(
            of_ptxas(said, "", Path::new("/"), &["k"], "sum"),
            "error: Entry function `sum` uses too much shared data (0x13880 bytes, 0xc000 max)"
        );
    }
}
