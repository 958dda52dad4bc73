//! Thirty constructs that a translation to C by text, without types and scopes, gets wrong.
//!
//! Each is one kernel, named after its number; `cases::miscompilations` computes each result anew in plain Rust.

pub mod statements;
pub mod values;

use ringkernel_rt::prelude::*;

/// This thread's place in the launch.
#[device]
fn thread() -> usize {
    (block_idx_x() * block_dim_x() + thread_idx_x()) as usize
}
