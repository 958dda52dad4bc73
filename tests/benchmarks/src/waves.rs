//! The wave equation as stencils.

use ringkernel_rt::prelude::*;

/// In the plane.
#[stencil(swap(p, q))]
pub fn wave2(p: &[f32], q: &mut [f32], c2: f32, pos: GridPos) {
    let around = pos.west(p) + pos.east(p) + pos.north(p) + pos.south(p);
    q[pos.idx()] = 2.0 * p[pos.idx()] - q[pos.idx()] + c2 * (around - 4.0 * p[pos.idx()]);
}

/// In space.
#[stencil(swap(p, q))]
pub fn wave3(p: &[f32], q: &mut [f32], c2: f32, pos: GridPos) {
    let around = pos.west(p) + pos.east(p) + pos.north(p) + pos.south(p) + pos.up(p) + pos.down(p);
    q[pos.idx()] = 2.0 * p[pos.idx()] - q[pos.idx()] + c2 * (around - 6.0 * p[pos.idx()]);
}
