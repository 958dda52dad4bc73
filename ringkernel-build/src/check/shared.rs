//! A block has shared memory for its arrays whose size is known.

use super::{reachable, Ending, Facts, FunctionFacts, Mistake};
use crate::intrinsic::{self, Effect, Op, BLOCK};
use crate::ir::{visit, Function, Kernel, KernelKind, Location, Module, StmtKind, Storage, Type};
use crate::layout::{self, Layouts};

/// Bytes that a block has without a launch that asks for more: 48 KiB.
const LIMIT: u64 = 48 << 10;

/// The most that one reduction or scan over a block takes, 32 values of 8 bytes; one over the grid is made of two.
const EXCHANGE: u64 = 256;

/// Bytes in which threads that fault tell their block.
const ENDING: u64 = 16;

/// One mistake for each kernel whose arrays take more, at the array that does not fit any more.
pub(super) fn check(module: &Module, facts: &Facts) -> Vec<Mistake> {
    let layouts = layout::layout(module);
    let kernels = module.kernels.iter().zip(&facts.kernels);
    kernels
        .filter_map(|(kernel, facts)| of_kernel(module, &layouts, kernel, facts))
        .collect()
}

fn of_kernel(
    module: &Module,
    layouts: &Layouts,
    kernel: &Kernel,
    facts: &FunctionFacts,
) -> Option<Mistake> {
    let called = reachable(module, &kernel.function.body);
    let functions = || {
        let called = called.iter().map(|handle| &module.functions[*handle]);
        std::iter::once(&kernel.function).chain(called)
    };
    let mut arrays: Vec<(Location, Type)> = Vec::new();
    for function in functions() {
        for (_, local) in function.locals.iter() {
            match local.storage {
                Storage::Shared(place) if !arrays.contains(&(place, local.ty)) => {
                    arrays.push((place, local.ty));
                }
                Storage::Shared(_) | Storage::Thread | Storage::Dynamic(_) => {}
            }
        }
    }
    if arrays.is_empty() {
        return None;
    }
    let mut bytes = exchanges(functions());
    if facts.ending() == Ending::OfBlock && matches!(kernel.kind, KernelKind::Grid(_)) {
        bytes += ENDING;
    }
    let mut first_too_many = None;
    for (place, ty) in arrays {
        let (size, _) = layout::size_and_align(module, ty, layouts);
        bytes += size.next_multiple_of(16);
        if bytes > LIMIT && first_too_many.is_none() {
            first_too_many = Some(place);
        }
    }
    let place = first_too_many?;
    let own = kernel.function.locals.iter();
    let is_own = own
        .into_iter()
        .any(|(_, local)| local.storage == Storage::Shared(place));
    Some(Mistake {
        location: if is_own { place } else { kernel.function.location },
        message: format!(
            "a block of `{}` takes {bytes} bytes of shared memory, but there are {LIMIT} without a launch that asks for more",
            kernel.function.name
        ),
        help: "share smaller arrays, or let the launch give the length of the largest: `shared!([T])` and \
               `launch.shared(len)`"
            .to_owned(),
    })
}

/// Bytes that reductions and scans over the block take: each of its own for each type.
fn exchanges<'a>(functions: impl Iterator<Item = &'a Function>) -> u64 {
    let mut known: Vec<(Op, Option<Type>)> = Vec::new();
    let mut bytes = 0;
    for function in functions {
        visit::stmts(&function.body, &mut |stmt| {
            if let StmtKind::Intrinsic { op, result, .. } = &stmt.kind {
                let own = (*op, result.map(|result| function.locals[result].ty));
                let is_new = BLOCK.iter().any(|row| row.op == *op) && !known.contains(&own);
                if is_new && *op != Op::SyncGrid {
                    known.push(own);
                    bytes += match intrinsic::row(*op).effect {
                        Effect::Grid => 3 * EXCHANGE,
                        Effect::Barrier => EXCHANGE,
                        Effect::Pure | Effect::Memory | Effect::Warp | Effect::Tile => 0,
                    };
                }
            }
        });
    }
    bytes
}
