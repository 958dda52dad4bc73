//! What kernels call, with its meaning on the CPU.
//!
//! A kernel's function is compiled twice: by nvcc for the GPU, and by rustc over the types of this folder for the CPU.
//! The parameters become views ([`Slice`], [`SliceMut`], [`RefMut`]) instead of references, because rustc may assume
//! that nobody else writes behind a reference while a lane waits at a barrier. Each row of the intrinsic table of
//! `ringkernel-build` names its twin here.
//!
//! Nothing here starts threads or lanes: `backend::cpu` does.

pub mod atomic;
pub mod block;
pub mod bounds;
pub mod float;
pub mod group;
pub mod index;
pub mod integer;
pub mod iterate;
pub mod memory;
pub mod narrow;
pub mod number;
mod part;
pub mod pass;
pub mod ring;
pub mod row;
pub mod shared;
mod special;
pub mod stencil;
pub mod sync;
pub mod view;
pub mod warp;
pub mod word;

pub use iterate::step;
pub use pass::Pass;
pub use ring::RingContext;
pub use row::Row;
pub use stencil::GridPos;
pub use view::{RefMut, Slice, SliceMut};
