//! Several cells a thread: their neighbourhoods overlap, so a value is loaded once and used by many of them.
//!
//! A thread computes a patch of [`Rows::wide`] cells of each of [`Rows::tall`] rows. It loads what the patch sees into
//! registers, as wide as the hardware can (16 bytes), and only then computes. In space it goes on plane by plane and
//! keeps what the next plane sees as well. It is the technique of Micikevicius, "3D finite difference computation on GPUs
//! using CUDA" (GPGPU-2, 2009), with registers and the cache of the multiprocessor in the place of shared memory, which
//! is faster on current GPUs.

use std::collections::BTreeSet;

use super::access::Access;
use crate::check::endless::Span;
use crate::check::{reachable, FunctionFacts};
use crate::ir::{visit, Block, Element, Function, Kernel, KernelKind, Module, StmtKind};

/// Bytes that a thread loads at once, at most.
const LOAD_BYTES: u32 = 16;

/// Cells of a patch, at most: the body is printed once and compiled so many times.
const MOST_CELLS: u32 = 16;

/// Rows of a patch, at most, in the plane.
const MOST_ROWS: u32 = 4;

/// The same in space, where a patch keeps several planes.
const MOST_ROWS_IN_SPACE: u32 = 2;

/// Registers that a patch's neighbourhood may take, of the 255 that a thread has.
const MOST_REGISTERS: usize = 144;

/// Threads of a block.
pub const THREADS: u32 = 256;

/// Up to so many registers of the neighbourhood, so many blocks are to fit a multiprocessor: the compiler keeps to the
/// registers that this leaves a thread, of which addresses take about 32.
const RESIDENT: [(usize, u32); 3] = [(48, 3), (96, 2), (MOST_REGISTERS, 1)];

/// Cells to the farthest that a patch sees.
const MOST_REACH: u32 = 16;

/// Expressions of a body, with those of all that it calls, that is still compiled once for each cell of a patch.
const MOST_EXPRESSIONS: usize = 256;

/// How a thread computes a patch of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Cells of a patch along x; a grid's width must be a multiple.
    pub wide: u32,
    /// Cells of a patch along y.
    pub tall: u32,
    /// Blocks that are to fit a multiprocessor together.
    pub resident: u32,
}

/// Values of a field that a patch needs, as offsets along x, y, z from the patch's first cell.
pub type Seen = BTreeSet<[i32; 3]>;

impl Rows {
    /// What a patch needs of a field: what is read round each of its cells, and of a written field the cells themselves
    /// unless they are replaced.
    #[must_use]
    pub fn seen(self, access: &Access) -> Seen {
        let old = access.written && !access.replaced;
        if access.written && !old {
            return Seen::new();
        }
        let offsets = || access.read.iter().copied().chain(old.then_some([0; 3]));
        // Both are at most `MOST_CELLS`.
        let cells = (0..self.tall as i32).flat_map(|y| (0..self.wide as i32).map(move |x| [x, y]));
        cells
            .flat_map(|[x, y]| offsets().map(move |[dx, dy, dz]| [x + dx, y + dy, dz]))
            .collect()
    }
}

/// How patches of a stencil are computed; none if one thread a cell is all that can be done.
pub(super) fn rows(
    module: &Module,
    kernel: &Kernel,
    facts: &FunctionFacts,
    accesses: &[Access],
) -> Option<Rows> {
    // A fault and a record of the log name the thread, which is the cell's.
    if facts.may_fault || facts.logs || accesses.iter().any(|access| access.whole) {
        return None;
    }
    // A cell that is not there is computed from whatever is, and thrown away, which must come to an end.
    let is_short = matches!(facts.span, Span::Rounds(_));
    if !is_short || !is_small(module, &kernel.function.body) || reach(accesses) > MOST_REACH {
        return None;
    }
    // A field of what is more than a number may take any number of registers.
    let sizes: Option<Vec<u32>> = elements(&kernel.function).collect();
    let largest = sizes?.into_iter().max()?;
    let is_deep = matches!(&kernel.kind, KernelKind::Stencil(spec) if spec.dimensions == 3);
    let most_rows = if is_deep {
        MOST_ROWS_IN_SPACE
    } else {
        MOST_ROWS
    };
    let wide = LOAD_BYTES / largest;
    let tallest = (MOST_CELLS / wide).clamp(1, most_rows);
    (1..=tallest).rev().find_map(|tall| {
        let rows = Rows {
            wide,
            tall,
            resident: 1,
        };
        let registers = rows.registers(accesses, largest);
        let (_, resident) = *RESIDENT.iter().find(|(most, _)| registers <= *most)?;
        Some(Rows { resident, ..rows })
    })
}

/// Whether a body and all that it calls can be compiled once for each cell of a patch.
fn is_small(module: &Module, body: &Block) -> bool {
    let called = reachable(module, body);
    let called = called.iter().map(|callee| &module.functions[*callee].body);
    let (mut expressions, mut repeats) = (0, false);
    for body in called.chain([body]) {
        visit::exprs(body, &mut |_, _| expressions += 1);
        visit::stmts(body, &mut |stmt| {
            repeats |= matches!(stmt.kind, StmtKind::Loop { .. } | StmtKind::For { .. });
        });
    }
    !repeats && expressions <= MOST_EXPRESSIONS
}

/// Cells to the farthest that is read.
fn reach(accesses: &[Access]) -> u32 {
    let offsets = accesses.iter().flat_map(|access| &access.read).flatten();
    let reach = offsets.map(|offset| offset.unsigned_abs()).max();
    reach.unwrap_or(0)
}

impl Rows {
    /// Registers of a patch's neighbourhood, where a value is at most so many bytes.
    fn registers(self, accesses: &[Access], bytes: u32) -> usize {
        let values: usize = accesses.iter().map(|access| self.seen(access).len()).sum();
        values * bytes.div_ceil(4) as usize
    }
}

/// The size of a cell of each field; none if it is more than a number.
fn elements(function: &Function) -> impl Iterator<Item = Option<u32>> + '_ {
    let params = function.params.iter();
    let fields = params.filter_map(|handle| function.locals[*handle].ty.slice_element());
    fields.map(|element| match element {
        Element::Scalar(scalar) => Some(scalar.size()),
        Element::Struct(_) | Element::Enum(_) | Element::Array(_) => None,
    })
}
