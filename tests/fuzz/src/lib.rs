//! Differential fuzzing: random kernels of the language, as Rust and as generated CUDA C.
//!
//! A [`Program`] is a kernel and what it calls, well typed and always ending, with random arguments; its seed and number
//! make it again. [`judge`] runs many of them: rustc compiles the very functions, with the meaning of a release build,
//! over real slices, and the C++ compiler the CUDA C that the front end makes of them, over the emulation in
//! `tests/emulate`. What a launch leaves in memory must be equal bit for bit, and its fault in kind, numbers, line and
//! column. [`shrink`] makes smaller what fails.
//!
//! Not compared: the bits of a NaN, and what follows from its sign. Rust leaves open what arithmetic makes them; of `-x`
//! and `abs` it does not, but PTX does, so there a GPU may differ from Rust, as the README says. Nor, because Rust leaves
//! it open, which of two zeros of unlike sign is the larger. Functions that are not exact are not called.

mod batch;
mod checked;
mod closure;
mod device;
mod emit;
mod expr;
mod generic;
mod half;
mod item;
mod iterate;
mod literal;
mod manifest;
mod method;
mod node;
mod operator;
mod outcome;
mod pattern;
mod place;
mod process;
mod program;
mod refer;
mod reference;
mod replay;
mod scope;
mod shrink;
mod stmt;
mod ty;

pub use batch::{judge, Verdict};
pub use device::{Driver, Sanitizer};
pub use emit::{emit, Emitted};
pub use manifest::Manifest;
pub use program::{Argument, Passing, Program};
pub use replay::{replay, Replay};
pub use shrink::shrink;
