//! Memory that the threads of a block share.

use ringkernel_rt::prelude::*;

/// Side of a tile.
const TILE: usize = 16;

/// Matrix product over tiles in shared memory; the sides need not be multiples of a tile's.
#[kernel]
pub fn tiled_product(a: &[f32], b: &[f32], c: &mut [f32], n: usize) {
    let left = shared!([[f32; TILE]; TILE]);
    let right = shared!([[f32; TILE]; TILE]);
    let (x, y) = (thread_idx_x() as usize, thread_idx_y() as usize);
    let row = block_idx_y() as usize * TILE + y;
    let column = block_idx_x() as usize * TILE + x;
    let mut sum = 0.0;
    for tile in 0..n.div_ceil(TILE) {
        let (k, l) = (tile * TILE + x, tile * TILE + y);
        left[y][x] = if row < n && k < n {
            a[row * n + k]
        } else {
            0.0
        };
        right[y][x] = if l < n && column < n {
            b[l * n + column]
        } else {
            0.0
        };
        sync_threads();
        for k in 0..TILE {
            sum += left[y][k] * right[k][x];
        }
        sync_threads();
    }
    if row < n && column < n {
        c[row * n + column] = sum;
    }
}

/// Reverses the part of each block through two arrays that are as long as the launch says.
#[kernel]
pub fn reversed(input: &[i32], out: &mut [i64], lens: &mut [usize]) {
    let wide = shared!([i64]);
    let marks = shared!([u8]);
    let lane = thread_idx_x() as usize;
    let i = block_idx_x() as usize * block_dim_x() as usize + lane;
    let last = block_dim_x() as usize - 1;
    wide[lane] += input[i] as i64 * 3;
    marks[last - lane] += lane as u8;
    sync_threads();
    out[i] = wide[last - lane] * 1000 + marks[lane] as i64;
    if lane == 0 {
        lens[block_idx_x() as usize] = wide.len() * 100_000 + marks.len();
    }
}

/// What a block counts.
#[derive(Clone, Copy, GpuType)]
struct Tally {
    even: u32,
    odd: [u32; 2],
}

/// A number, a struct and an array of structs; a block begins with zeros whatever the one before it wrote.
#[kernel]
pub fn tallies(input: &[u32], out: &mut [u32]) {
    let turn = shared!(i32);
    let sum = shared!(Tally);
    let each = shared!([Tally; 40]);
    let lane = thread_idx_x();
    let i = (block_idx_x() * block_dim_x() + lane) as usize;
    let own = &mut each[lane as usize];
    own.even += 1 - input[i] % 2;
    own.odd[(input[i] / 2 % 2) as usize] += input[i] % 2;
    for next in 0..block_dim_x() {
        if lane == next {
            sum.even += each[next as usize].even;
            sum.odd[0] += each[next as usize].odd[0];
            sum.odd[1] += each[next as usize].odd[1];
            *turn += next;
        }
        sync_threads();
    }
    out[i * 4] = sum.even;
    out[i * 4 + 1] = sum.odd[0];
    out[i * 4 + 2] = sum.odd[1];
    out[i * 4 + 3] = *turn as u32;
}

/// Sums a block's values in its own memory. Two calls use the same array.
#[device]
fn total(value: f64) -> f64 {
    let partial = shared!([f64; 128]);
    let lane = thread_idx_x() as usize;
    sync_threads();
    partial[lane] = value;
    sync_threads();
    let mut stride = 64;
    while stride > 0 {
        if lane < stride && lane + stride < block_dim_x() as usize {
            partial[lane] += partial[lane + stride];
        }
        sync_threads();
        stride /= 2;
    }
    partial[0]
}

/// Sorts `values` by odd-even transposition.
#[device]
fn sort(values: &mut [i32]) {
    let lane = thread_idx_x() as usize;
    for round in 0..values.len() {
        let at = lane * 2 + round % 2;
        if at + 1 < values.len() && values[at] > values[at + 1] {
            let greater = values[at];
            values[at] = values[at + 1];
            values[at + 1] = greater;
        }
        sync_threads();
    }
}

/// Writes through what it is given.
#[device]
fn fill(row: &mut [i32; 4], one: &mut i32, value: i32) {
    row[0] = value;
    row[3] = -value;
    *one += value;
}

/// Device functions that have shared memory, and such that are given some.
#[kernel]
pub fn loaned(input: &[f64], keys: &[i32], sums: &mut [f64], sorted: &mut [i32]) {
    let lane = thread_idx_x() as usize;
    let i = block_idx_x() as usize * block_dim_x() as usize + lane;
    sums[i] = total(input[i]) - total(-2.0 * input[i]);
    let values = shared!([i32]);
    let most = values.len();
    if lane < most {
        values[lane] = keys[block_idx_x() as usize * most + lane];
    }
    sync_threads();
    sort(&mut values[1..most - 1]);
    if lane < most {
        sorted[block_idx_x() as usize * most + lane] = values[lane];
    }
    sync_threads();
    sort(values);
    let rows = shared!([[i32; 4]; 100]);
    let counts = shared!([i32; 100]);
    fill(&mut rows[lane], &mut counts[lane], lane as i32 + 1);
    fill(&mut rows[lane], &mut counts[lane], lane as i32 + 2);
    sync_threads();
    let next = (lane + 1) % block_dim_x() as usize;
    let part = &rows[next][1..];
    sums[i] += (rows[next][0] * 10 + part[2] + counts[next]) as f64 + values[0] as f64;
}

/// Line of the access in [`past_shared()`] that may be out of range.
pub const PAST_LINE: u32 = 169;

/// Writes past a shared array when told to, while all others wait.
#[kernel]
pub fn past_shared(out: &mut [i32], at: usize) {
    let fixed = shared!([i32; 8]);
    let given = shared!([i32]);
    if thread_idx_x() == 5 {
        fixed[at] = 3;
        given[at] = 4;
    }
    sync_threads();
    out[thread_idx_x() as usize] = fixed[at] + given[at];
}
