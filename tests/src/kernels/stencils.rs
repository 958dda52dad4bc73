//! Stencils in two and three dimensions.

use ringkernel_rt::prelude::*;

/// Five points apart by one and two cells: a halo of two on one axis, one on the other.
#[stencil(swap(a, b))]
pub fn wide(a: &[f32], b: &mut [f32], pos: GridPos) {
    b[pos.idx()] = pos.at(a, -2, 0) + pos.at(a, 2, 0) - 0.5 * pos.at(a, 0, -1)
        + 0.25 * pos.at(a, 1, 1)
        + a[pos.idx()];
}

/// Seven points in space.
#[stencil(tile = (8, 4, 4), swap(u, next))]
pub fn heat3(u: &[f32], next: &mut [f32], k: f32, pos: GridPos) {
    let center = u[pos.idx()];
    let sum = pos.north(u) + pos.south(u) + pos.east(u) + pos.west(u) + pos.up(u) + pos.down(u);
    next[pos.idx()] = center + k * (sum - 6.0 * center);
}

/// Offsets along z, f64, several fields.
#[stencil(swap(u, next))]
pub fn skew3(u: &[f64], weight: &[f64], next: &mut [f64], pos: GridPos) {
    let at = pos.idx();
    next[at] = weight[at] * (pos.at(u, 1, -1, 1) - pos.at(u, -1, 1, -1)) + u[at];
}

/// Conway's life on integer cells.
#[stencil(swap(now, next))]
pub fn life(now: &[u32], next: &mut [u32], pos: GridPos) {
    let around = pos.at(now, -1, -1)
        + pos.at(now, 0, -1)
        + pos.at(now, 1, -1)
        + pos.at(now, -1, 0)
        + pos.at(now, 1, 0)
        + pos.at(now, -1, 1)
        + pos.at(now, 0, 1)
        + pos.at(now, 1, 1);
    let alive = now[pos.idx()] == 1;
    next[pos.idx()] = if around == 3 || alive && around == 2 {
        1
    } else {
        0
    };
}

/// Two outputs, the position, the size, and a scalar of each kind.
#[stencil]
pub fn paint(
    source: &[f32],
    shade: &mut [f32],
    mark: &mut [i32],
    level: f32,
    every: i32,
    pos: GridPos,
) {
    let east = pos.east(source);
    shade[pos.idx()] = if east > level {
        east - level
    } else {
        pos.west(source)
    };
    let edge =
        pos.x() == 0 || pos.y() == 0 || pos.x() == pos.width() - 1 || pos.y() == pos.height() - 1;
    if edge || (pos.x() + pos.y()) % every == 0 {
        mark[pos.idx()] += pos.y() * pos.width() + pos.x();
    }
}

/// All 27 cells of a cube: three planes with their corners.
#[stencil(swap(a, b))]
pub fn cube(a: &[f32], b: &mut [f32], pos: GridPos) {
    let corners = pos.at(a, -1, -1, -1) - pos.at(a, 1, -1, -1)
        + pos.at(a, -1, 1, -1)
        + pos.at(a, 1, 1, -1)
        + pos.at(a, -1, -1, 1)
        + pos.at(a, 1, -1, 1)
        - pos.at(a, -1, 1, 1)
        + pos.at(a, 1, 1, 1);
    let edges = pos.at(a, 0, -1, -1) + pos.at(a, 0, 1, -1) + pos.at(a, 1, 0, 1)
        - pos.at(a, -1, 0, 1)
        + pos.at(a, 1, 1, 0)
        + pos.at(a, -1, -1, 0);
    let far = pos.at(a, 0, 0, 2) - pos.at(a, 0, 0, -1);
    b[pos.idx()] = 0.05 * corners + 0.1 * edges + 0.2 * far;
}

/// Half precision: eight cells in a load.
#[stencil(swap(now, next))]
pub fn fade(now: &[f16], next: &mut [f16], pos: GridPos) {
    let around = pos.north(now) + pos.south(now) + pos.east(now) + pos.west(now);
    next[pos.idx()] = around * f16::from_f32(0.25);
}

/// Cells of a byte and of eight, written under conditions: the rest keep what they had.
#[stencil(swap(grain, sifted))]
pub fn sift(grain: &[u8], sifted: &mut [u8], weight: &mut [f64], least: u8, pos: GridPos) {
    let here = grain[pos.idx()];
    if here < least {
        return;
    }
    sifted[pos.idx()] = here / 2 + pos.at(grain, 3, 0) / 2;
    if pos.x() % 3 != 0 {
        weight[pos.idx()] += here as f64;
    }
}

/// Overwritten on both ways, and read again afterwards.
#[stencil(swap(a, b))]
pub fn fork(a: &[f32], b: &mut [f32], c: &mut [f32], pos: GridPos) {
    if pos.at(a, 0, 1) > 0.0 {
        b[pos.idx()] = pos.at(a, 1, 0);
    } else {
        b[pos.idx()] = -a[pos.idx()];
    }
    c[pos.idx()] = b[pos.idx()] + 1.0;
}

/// Cells of a byte: sixteen in a load.
#[stencil(swap(now, next))]
pub fn grains(now: &[u8], next: &mut [u8], pos: GridPos) {
    next[pos.idx()] = pos.north(now) / 4 + pos.west(now) / 4 + now[pos.idx()] / 2;
}

/// Cells that are no numbers to reckon with.
#[stencil(swap(now, next))]
pub fn blink(now: &[bool], next: &mut [bool], pos: GridPos) {
    next[pos.idx()] = pos.east(now) ^ pos.south(now) ^ now[pos.idx()];
}

/// Says that it looks farther than it does.
#[stencil(halo = 3, swap(a, b))]
pub fn broad(a: &[f32], b: &mut [f32], pos: GridPos) {
    b[pos.idx()] = 0.5 * (pos.west(a) + pos.east(a));
}
