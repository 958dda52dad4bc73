//! `max_registers`: what a kernel may take, against what ptxas says it takes.
//!
//! A budget changes nothing of the code, so ptxas never spills to keep it. It holds on every architecture of the build.
//! Where figures are missing it cannot be held against anything; the user is told so.

use crate::diagnostic::Diagnostic;
use crate::print::rust::Ptx;
use crate::scan::Item;
use crate::syntax::ast::{self, Spanned};

/// The budget of a kernel, if it has one.
pub(crate) fn of(item: &Item) -> Option<&Spanned<u32>> {
    let Ok(ast::Item::Kernel(kernel)) = &item.syntax else {
        return None;
    };
    kernel.kind.max_registers()
}

/// Whether every architecture's figures are there to be compared.
pub(crate) fn is_comparable(ptx: &[Ptx]) -> bool {
    !ptx.is_empty() && ptx.iter().all(|ptx| ptx.usage.is_some())
}

/// The mistake of a kernel that takes more on some architecture.
pub(crate) fn check(item: &Item, ptx: &[Ptx]) -> Option<Diagnostic> {
    let budget = of(item)?;
    let over: Vec<(u32, u32)> = ptx
        .iter()
        .filter_map(|ptx| Some((ptx.arch, ptx.usage?.registers)))
        .filter(|(_, registers)| *registers > budget.value)
        .collect();
    let most = over.iter().map(|(_, registers)| *registers).max()?;
    let places: Vec<String> = over
        .iter()
        .map(|(arch, registers)| format!("{registers} on sm_{arch}"))
        .collect();
    Some(
        Diagnostic::new(
            budget.span,
            format!(
                "`{}` takes more than its budget of {} registers: {}",
                item.name,
                budget.value,
                places.join(", ")
            ),
        )
        .help(format!(
            "let fewer values live at once (smaller tiles, less unrolled by hand, two kernels for one), or write \
             `max_registers = {most}`"
        )),
    )
}
