//! Whole kernels through scan and lower, looked at as IR text.

mod meaning;
mod names;
mod order;
mod refusal;
mod shape;
mod soft;

use super::{lower, Output};
use crate::ir::dump;
use crate::scan::scan_text;

/// Lowers source text that has the prelude in scope.
fn lowered(source: &str) -> Output {
    let text = format!("use ringkernel_rt::prelude::*;\n{source}");
    let krate = scan_text("src/lib.rs", &text, "ringkernel_rt");
    assert!(krate.syntax_errors.is_empty(), "{:?}", krate.syntax_errors);
    for item in &krate.items {
        if let Err(mistakes) = &item.syntax {
            panic!("{}: {mistakes:?}", item.name);
        }
    }
    lower(&krate)
}

/// The IR of all kernels of source text without mistakes.
fn ir(source: &str) -> String {
    let output = lowered(source);
    assert!(output.mistakes.is_empty(), "{:#?}", output.mistakes);
    let kernels: Vec<String> = output
        .module
        .kernels
        .iter()
        .map(|kernel| dump::kernel(&output.module, kernel))
        .collect();
    kernels.join("\n")
}

/// The mistakes of source text: severity, line, column, text.
fn mistakes(source: &str) -> String {
    let output = lowered(source);
    let mut lines = Vec::new();
    for mistake in output.mistakes.values().flatten() {
        let at = mistake.start.start();
        lines.push(format!(
            "{:?} {}:{} {}",
            mistake.severity,
            at.line - 1,
            at.column + 1,
            mistake.text()
        ));
    }
    lines.sort();
    lines.join("\n")
}
