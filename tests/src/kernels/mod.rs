//! The kernels, one file for each part of the language.

pub mod actors;
pub mod arithmetic;
pub mod assignments;
pub mod batches;
pub mod blocks;
pub mod casts;
pub mod closures;
pub mod control;
pub mod faults;
// As the documentation shows them.
#[rustfmt::skip]
#[expect(missing_docs, missing_debug_implementations, reason = "the documentation shows them bare")]
pub mod first;
pub mod found;
pub mod functions;
pub mod gallery;
pub mod generics;
pub mod grids;
pub mod groups;
pub mod halves;
pub mod hangs;
pub mod intrinsics;
pub mod items;
pub mod iterators;
pub mod jumps;
pub mod logs;
pub mod memory;
pub mod miscompilations;
pub mod names;
pub mod natural;
pub mod panics;
pub mod patterns;
pub mod sequences;
pub mod shared;
pub mod states;
pub mod stencils;
pub mod structs;
pub mod tables;
pub mod times;
pub mod trouble;
pub mod warps;
