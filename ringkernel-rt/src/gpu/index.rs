//! Who a thread is: its place in the block, the block's place in the grid, and their sizes.
//!
//! # Panics
//! Each function panics outside a running kernel, where the question has no answer.

use crate::backend::cpu::lane;

macro_rules! index {
    ($($name:ident, $field:ident, $axis:literal, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[inline]
        #[must_use]
        #[track_caller]
        pub fn $name() -> i32 {
            lane::$field($axis)
        }
    )*};
}

index! {
    thread_idx_x, thread, 0, "The thread's place in its block along x.";
    thread_idx_y, thread, 1, "The thread's place in its block along y.";
    thread_idx_z, thread, 2, "The thread's place in its block along z.";
    block_idx_x, block, 0, "The block's place in the grid along x.";
    block_idx_y, block, 1, "The block's place in the grid along y.";
    block_idx_z, block, 2, "The block's place in the grid along z.";
    block_dim_x, block_dim, 0, "Threads of a block along x.";
    block_dim_y, block_dim, 1, "Threads of a block along y.";
    block_dim_z, block_dim, 2, "Threads of a block along z.";
    grid_dim_x, grid_dim, 0, "Blocks of the grid along x.";
    grid_dim_y, grid_dim, 1, "Blocks of the grid along y.";
    grid_dim_z, grid_dim, 2, "Blocks of the grid along z.";
}
