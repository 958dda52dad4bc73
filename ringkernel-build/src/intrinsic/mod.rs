//! The intrinsic table: what a kernel may call besides its own device functions.
//!
//! One row per operation, one file per family: its Rust spellings, its types, its effect, how exact it is, how CUDA C
//! spells it, the first architecture that has it, and its twin on the CPU. A new intrinsic is a new [`Op`] and a new
//! row; tests fail when a row has no twin or no case that executes it.

mod atomic;
mod bits;
mod block;
mod classification;
mod company;
mod elementary;
mod group;
mod index;
mod integer;
mod math;
mod memory;
mod narrow;
mod op;
mod position;
mod ring;
mod row;
mod special;
mod sync;
mod warp;

pub use company::{company, Company};
pub use elementary::partner;
pub use integer::{test, value};
pub use op::Op;
pub use row::{Accuracy, Class, Effect, Guard, Kind, Row, Spelling};

/// Every intrinsic, by family.
pub const TABLE: &[&[Row]] = &[
    index::ROWS,
    sync::ROWS,
    WARP,
    BLOCK,
    GROUP,
    ring::ROWS,
    position::ROWS,
    math::ROWS,
    elementary::ROWS,
    special::ROWS,
    classification::ROWS,
    narrow::ROWS,
    integer::ROWS,
    bits::ROWS,
    atomic::ROWS,
    memory::ROWS,
];

/// Those of `device/integer.cuh` and `device/float.cuh`, and of `device/math.cuh`, which every text has.
pub const NUMBER: &[&[Row]] = &[
    math::ROWS,
    elementary::ROWS,
    special::ROWS,
    classification::ROWS,
    integer::ROWS,
    bits::ROWS,
];

/// Those of `device/memory.cuh`.
pub const MEMORY: &[&[Row]] = &[atomic::ROWS, memory::ROWS];

/// Those of `device/warp.cuh`.
pub const WARP: &[Row] = warp::ROWS;

/// Those of `device/block.cuh` and, where their effect is [`Effect::Grid`], of `device/together.cuh`.
pub const BLOCK: &[Row] = block::ROWS;

/// Those of `device/group.cuh`.
pub const GROUP: &[Row] = group::ROWS;

/// Every intrinsic.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().copied().flatten()
}

/// Finds the row of an operation.
///
/// # Panics
/// If the table lacks the operation, which a test rules out.
#[must_use]
pub fn row(op: Op) -> &'static Row {
    rows()
        .find(|row| row.op == op)
        .expect("every operation has a row")
}

/// Whether an operation reads and writes its place in one step that nothing comes between.
#[must_use]
pub fn is_atomic(op: Op) -> bool {
    atomic::ROWS.iter().any(|row| row.op == op)
}

/// Finds a row by how it is written.
#[must_use]
pub fn find(spelling: Spelling) -> Option<&'static Row> {
    rows().find(|row| row.rust.contains(&spelling))
}
