//! Programs as a user would write them, by field. No construct is here for its own sake: what is natural must work.

pub mod finance;
pub mod graph;
pub mod hash;
pub mod image;
pub mod linear;
pub mod physics;
pub mod random;
pub mod signal;
pub mod sorting;
pub mod text;
pub mod vectors;

use ringkernel_rt::prelude::*;

/// This thread's place along x.
#[device]
pub(crate) fn global_x() -> usize {
    (block_idx_x() * block_dim_x() + thread_idx_x()) as usize
}

/// This thread's place along y.
#[device]
pub(crate) fn global_y() -> usize {
    (block_idx_y() * block_dim_y() + thread_idx_y()) as usize
}
