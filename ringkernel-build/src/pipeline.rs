//! The stages from scanned items to CUDA C, in their order.
//!
//! Pure: the same items give the same text, on every machine.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{self, Checked, Facts};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::{dump, Location, Module};
use crate::layout::{self, Layouts};
use crate::lower;
use crate::name::{self, RUNTIME_CRATE};
use crate::print::cuda::{self, CudaSource};
use crate::scan;
use crate::schedule::{self, Plan};

/// All device code of a crate, and what is wrong with the rest.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// The kernels without mistakes, and what they need.
    pub(crate) module: Module,
    /// Layouts of its structs.
    pub(crate) layouts: Layouts,
    /// Facts of its functions.
    pub(crate) facts: Facts,
    /// How its kernels run.
    pub(crate) plan: Plan,
    /// CUDA C of each kernel, in the module's order.
    pub(crate) sources: Vec<CudaSource>,
    /// Mistakes by artifact key.
    pub(crate) mistakes: BTreeMap<String, Vec<Diagnostic>>,
}

/// Runs the stages, for these architectures or whichever each kernel needs.
pub(crate) fn run(items: &scan::Crate, archs: &[u32]) -> Output {
    let lower::Output {
        mut module,
        mut mistakes,
        spans,
        ..
    } = lower::lower(items);
    let Checked {
        mut facts,
        mistakes: mut broken_rules,
        mut refused,
    } = check::check(&module);
    let (lacking, without) = check::arch::check(&module, archs);
    broken_rules.extend(lacking);
    for (refused, without) in refused.iter_mut().zip(without) {
        *refused |= without;
    }
    for item in &items.items {
        // What the macro finds by itself it tells by itself.
        let misplaced = item.syntax.as_ref().err().filter(|found| {
            found
                .iter()
                .any(|mistake| mistake.severity == Severity::Alone)
        });
        let is_twin = |other: &scan::Item| other.key == item.key && other.syntax.is_ok();
        if let (Some(found), false) = (misplaced, items.items.iter().any(is_twin)) {
            mistakes.insert(item.key.clone(), found.clone());
        }
    }
    let mut told = BTreeSet::new();
    for rule in broken_rules {
        // The instances of a generic function break the same rule at the same place.
        if !told.insert((rule.location, rule.help.clone())) {
            continue;
        }
        if let Some(item) = owner(items, rule.location) {
            mistakes
                .entry(item.key.clone())
                .or_default()
                .push(spans.diagnostic(rule.location, &rule.message, &rule.help));
        }
    }
    // What a refused kernel lacks may be told at a device function; its own empty entry says that much.
    for (kernel, _) in module
        .kernels
        .iter()
        .zip(&refused)
        .filter(|(_, refused)| **refused)
    {
        mistakes
            .entry(name::item_key(&kernel.key).to_owned())
            .or_default();
    }
    keep(&mut module.kernels, &refused);
    keep(&mut facts.kernels, &refused);

    let layouts = layout::layout(&module);
    let plan = schedule::schedule(&module, &facts);
    let sources = (0..module.kernels.len())
        .map(|kernel| cuda::print(&module, &layouts, &facts, &plan, kernel))
        .collect();
    Output {
        module,
        layouts,
        facts,
        plan,
        sources,
        mistakes,
    }
}

fn keep<T>(list: &mut Vec<T>, refused: &[bool]) {
    let mut refused = refused.iter();
    list.retain(|_| !refused.next().expect("one verdict for each kernel"));
}

/// The function in which a place lies.
fn owner(items: &scan::Crate, location: Location) -> Option<&scan::Item> {
    let place = (location.line as usize, location.column as usize - 1);
    items.items.iter().find(|item| {
        let (Some(first), Some(last)) = (item.tokens.first(), item.tokens.last()) else {
            return false;
        };
        let (start, end) = (first.span.start(), last.span.end());
        item.file == location.file
            && (start.line, start.column) <= place
            && place < (end.line, end.column)
    })
}

/// A kernel of [`transpile`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transpiled {
    /// Its name in Rust.
    pub name: String,
    /// The typed IR as text, with what the kernel calls.
    pub ir: String,
    /// Its CUDA C, and what a compiler must be told.
    pub source: CudaSource,
}

/// Transpiles source text that stands for a crate of one file, `src/lib.rs`, which calls the runtime `ringkernel_rt`.
///
/// ```
/// let kernels = ringkernel_build::transpile(
///     "use ringkernel_rt::prelude::*;
///      #[kernel]
///      fn clear(y: &mut [f32]) { y[thread_idx_x() as usize] = 0.0; }",
/// )
/// .unwrap();
/// assert_eq!(kernels[0].source.entry, "kernel_clear");
/// ```
///
/// # Errors
/// All mistakes found, in the order of the items; none if the text is no Rust.
pub fn transpile(source: &str) -> Result<Vec<Transpiled>, Vec<Diagnostic>> {
    let items = scan::scan_text("src/lib.rs", source, RUNTIME_CRATE);
    let made = run(&items, &[]);
    let mut mistakes = Vec::new();
    for item in &items.items {
        match &item.syntax {
            Ok(_) => mistakes.extend(made.mistakes.get(&item.key).into_iter().flatten().cloned()),
            Err(found) => mistakes.extend(found.iter().cloned()),
        }
    }
    if !mistakes.is_empty() || !items.syntax_errors.is_empty() {
        return Err(mistakes);
    }
    let module = &made.module;
    Ok(module
        .kernels
        .iter()
        .zip(made.sources)
        .map(|(kernel, source)| Transpiled {
            name: kernel.function.name.clone(),
            ir: dump::kernel(module, kernel),
            source,
        })
        .collect())
}
