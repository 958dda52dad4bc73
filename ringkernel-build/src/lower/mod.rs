//! From the scanned package to the typed IR.
//!
//! For each kernel and device function: names are resolved ([`resolve`], [`context`]), the body is typed ([`body`],
//! [`expr`], [`place`], [`call`], [`intrinsic`],
//! [`stencil`] over [`infer`]) into a [`tree`], and the tree is flattened into statements in Rust's
//! evaluation order ([`emit`]). What cannot be given rustc's exact meaning is refused at its span. rustc type-checks the
//! same function for the CPU, so its own errors are only marked soft here, never repeated.

mod adapter;
mod binding;
mod body;
mod bounds;
mod branch;
mod call;
mod chain;
mod closure;
mod combination;
mod comparand;
mod constant;
mod construct;
mod consume;
mod context;
mod emit;
mod expr;
mod fallible;
mod flow;
mod generic;
mod group;
mod infer;
mod inherent;
mod intrinsic;
mod item;
mod log;
mod member;
mod method;
mod operator;
mod option;
mod panic;
mod pattern;
mod place;
mod position;
mod reduction;
mod resolve;
mod round;
mod sequence;
mod shared;
mod standard;
mod stencil;
mod term;
mod tree;
mod variation;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::ir::{self, dump, Block, Function, Handle, StmtKind};
use crate::name;
use crate::scan::{Crate, ItemKind};
use context::Context;

/// What became of a package.
#[derive(Debug, Default)]
pub struct Output {
    /// The kernels without mistakes, and all device functions. A device function with a mistake, or that
    /// reaches one, has an empty body and is called by nobody in the module.
    pub module: ir::Module,
    /// For each key of an item that gave no artifact, its mistakes. An empty list means that they are told elsewhere:
    /// by the macro itself, or at a device function that the kernel calls.
    pub mistakes: BTreeMap<String, Vec<Diagnostic>>,
    /// The user's tokens behind the places the IR names, for mistakes that later stages find.
    pub spans: Spans,
}

/// Where the IR's locations came from.
#[derive(Debug, Default)]
pub struct Spans {
    known: BTreeMap<ir::Location, proc_macro2::Span>,
}

impl Spans {
    /// A mistake at a place of the IR.
    #[must_use]
    pub fn diagnostic(&self, location: ir::Location, message: &str, help: &str) -> Diagnostic {
        let span = self
            .known
            .get(&location)
            .copied()
            .unwrap_or_else(proc_macro2::Span::call_site);
        Diagnostic::new(span, message).help(help)
    }
}

/// Lowers a package.
#[must_use]
pub fn lower(krate: &Crate) -> Output {
    let mut cx = Context::new(krate);
    let mut output = Output::default();
    let mut broken: BTreeSet<Handle<Function>> = BTreeSet::new();
    let devices = item::declare(&mut cx, &mut output);
    for (id, handle) in &devices {
        let lowered = item::device(&mut cx, *id, *handle);
        if lowered.mistakes.is_empty() && !lowered.calls_broken {
            cx.module.functions[*handle] = lowered.function;
        } else {
            broken.insert(*handle);
            report(&mut output, &krate.items[id.0].key, lowered.mistakes);
        }
    }
    let mut kernels = Vec::new();
    for item in &krate.items {
        if item.kind != ItemKind::Kernel {
            continue;
        }
        let Some(instances) = item::kernels(&mut cx, item) else {
            report(&mut output, &item.key, Vec::new());
            continue;
        };
        kernels.extend(instances.into_iter().map(|lowered| (item, lowered)));
    }
    instances(&mut cx, &mut output, &mut broken);
    spread(&cx.module, &mut broken);
    for handle in &broken {
        cx.module.functions[*handle].body.clear();
    }
    for (item, lowered) in kernels {
        let reaches_broken = lowered.calls_broken
            || callees(&lowered.kernel.function.body)
                .iter()
                .any(|callee| broken.contains(callee));
        if lowered.mistakes.is_empty() && !reaches_broken {
            keep(&mut cx.module, lowered.kernel, item, &mut output);
        } else {
            report(&mut output, &item.key, lowered.mistakes);
        }
    }
    let kernels = std::mem::take(&mut cx.module.kernels);
    output.module = cx.module;
    output.module.kernels = kernels
        .into_iter()
        .filter(|kernel| !output.mistakes.contains_key(name::item_key(&kernel.key)))
        .collect();
    output.spans = spans(krate);
    output
}

/// Lowers the instances that bodies asked for, and those that these ask for.
///
/// A mistake is told for the first instance that has it: the others say the same at the same place.
fn instances(cx: &mut Context<'_>, output: &mut Output, broken: &mut BTreeSet<Handle<Function>>) {
    let mut tell = |item: &crate::scan::Item, name: &str, mistakes: Vec<Diagnostic>| {
        let told = output.mistakes.entry(item.key.clone()).or_default();
        if !told.is_empty() {
            return;
        }
        // Types made of types can have names that nobody reads.
        let place = if name.len() > 60 {
            format!("an instance of `{}`", item.name)
        } else {
            format!("`{name}`")
        };
        told.extend(mistakes.into_iter().map(|mut mistake| {
            mistake.message = format!("{}, in {place}", mistake.message);
            mistake
        }));
    };
    while let Some(instance) = cx.queue.pop_front() {
        let handle = instance.signature.handle;
        let lowered = item::instance(cx, &instance);
        if lowered.mistakes.is_empty() && !lowered.calls_broken {
            cx.module.functions[handle] = lowered.function;
        } else {
            broken.insert(handle);
            let item = &cx.krate.items[instance.item.0];
            tell(item, &instance.signature.name, lowered.mistakes);
        }
    }
    for (id, name, mistakes) in std::mem::take(&mut cx.failed) {
        tell(&cx.krate.items[id.0], &name, mistakes);
    }
}

fn report(output: &mut Output, key: &str, mistakes: Vec<Diagnostic>) {
    output
        .mistakes
        .entry(key.to_owned())
        .or_default()
        .extend(mistakes);
}

/// Adds a kernel; one of equal text that was found before must mean the same.
fn keep(
    module: &mut ir::Module,
    kernel: ir::Kernel,
    item: &crate::scan::Item,
    output: &mut Output,
) {
    let Some(first) = module.kernels.iter().find(|known| known.key == kernel.key) else {
        module.kernels.push(kernel);
        return;
    };
    if dump::kernel(module, first) != dump::kernel(module, &kernel) {
        let message = format!(
            "another kernel `{}` has the same text, but what it names is different",
            item.name
        );
        report(
            output,
            &item.key,
            vec![Diagnostic::new(item.span, message).help("give one of them another name")],
        );
    }
}

/// The device functions a body calls.
fn callees(block: &Block) -> BTreeSet<Handle<Function>> {
    let mut found = BTreeSet::new();
    for stmt in block {
        match &stmt.kind {
            StmtKind::Call { function, .. } => {
                found.insert(*function);
            }
            StmtKind::If(_, then, otherwise) => {
                found.extend(callees(then));
                found.extend(callees(otherwise));
            }
            StmtKind::Loop { body, .. }
            | StmtKind::Block(_, body)
            | StmtKind::Debug(body)
            | StmtKind::For { body, .. } => found.extend(callees(body)),
            StmtKind::Let(..)
            | StmtKind::Store(..)
            | StmtKind::Check(_)
            | StmtKind::Intrinsic { .. }
            | StmtKind::Panic(_)
            | StmtKind::Log(_)
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Return(_) => {}
        }
    }
    found
}

/// Makes every function broken that reaches a broken one.
fn spread(module: &ir::Module, broken: &mut BTreeSet<Handle<Function>>) {
    loop {
        let more: Vec<_> = module
            .functions
            .iter()
            .filter(|(handle, function)| {
                !broken.contains(handle)
                    && callees(&function.body)
                        .iter()
                        .any(|callee| broken.contains(callee))
            })
            .map(|(handle, _)| handle)
            .collect();
        if more.is_empty() {
            return;
        }
        broken.extend(more);
    }
}

/// The tokens at each place of the annotated functions.
fn spans(krate: &Crate) -> Spans {
    let known = krate
        .items
        .iter()
        .flat_map(|item| {
            item.tokens
                .iter()
                .map(|token| (context::location(item.file, token.span), token.span))
        })
        .collect();
    Spans { known }
}
