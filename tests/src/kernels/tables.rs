//! Constants that are arrays, tuples, structs and enums, and lengths that are computed.
#![expect(clippy::needless_range_loop, reason = "such code must work too")]

use ringkernel_rt::prelude::*;

use super::items::Vec2;

const SIDE: usize = 3;
const AREA: usize = SIDE * SIDE;
/// Of a blur, by rows.
const WEIGHTS: [f32; AREA] = [
    0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625,
];
const ROWS: [[i32; SIDE + 1]; 2] = [[1, -2, 3, i32::MIN], [i32::MAX, 6, -7, ROW_SUM]];
const ROW_SUM: i32 = FIRST[0] + FIRST[SIDE - 1] * 2;
const FIRST: [i32; SIDE] = [4, 5, 6];
const ZEROS: [u8; AREA - 1] = [7; AREA - 1];
const ODD: [f32; 9] = [
    f32::INFINITY,
    f32::NEG_INFINITY,
    -0.0,
    f32::MIN_POSITIVE,
    f32::MAX,
    0.1,
    1e-40,
    -1.5,
    f32::EPSILON,
];
const CORNERS: [Vec2; 4] = [Vec2::ORIGIN, Vec2 { x: 1.0, y: 0.0 }, CORNER, FAR];
const FAR: Vec2 = Vec2 { x: 9.0, y: 1.0 };
const CORNER: Vec2 = Vec2 { x: 1.0, y: 1.0 };
const STEPS: [(i64, bool); 4] = [(1, true), (-1, false), (1 << 40, true), (i64::MIN, false)];
const MARKS: [Option<i32>; 3] = [None, Some(ROW_SUM), Some(-1)];
const LAST: i32 = ROWS[1][SIDE];

/// A number with a table of its own.
pub trait Tabled: Copy {
    /// Its table.
    const TABLE: [Self; 4];
}

impl Tabled for f32 {
    const TABLE: [f32; 4] = [0.5, 1.5, 2.5, 3.5];
}

impl Tabled for i32 {
    const TABLE: [i32; 4] = [10, 20, 30, 40];
}

#[device]
fn entry<T: Tabled>(at: usize) -> T {
    T::TABLE[at]
}

#[device]
fn largest(values: &[i32]) -> i32 {
    let mut best = i32::MIN;
    for i in 0..values.len() {
        best = best.max(values[i]);
    }
    best
}

/// Constants at indices that only the thread knows.
#[kernel]
pub fn tables(x: &[f32], y: &mut [f32], n: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let mut total = 0.0;
    for row in 0..SIDE {
        for column in 0..SIDE {
            total += WEIGHTS[row * SIDE + column] * x[(i + row + column) % x.len()];
        }
    }
    y[i] = total + entry::<f32>(i % 4) + CORNERS[i % CORNERS.len()].x * 8.0;
    let mut own = FIRST;
    own[i % SIDE] += 100;
    let mut count = own[0] - own[1] + own[2] + FIRST[i % SIDE];
    for row in ROWS.len() - 2..2 {
        count = count.wrapping_add(ROWS[row][i % 4] ^ LAST);
    }
    count = count.wrapping_add(entry::<i32>(i % 4) + ZEROS[i % 8] as i32);
    let (step, up) = STEPS[i % 4];
    if up {
        count = count.wrapping_add((step >> 38) as i32);
    }
    if let Some(mark) = MARKS[i % 3] {
        count = count.wrapping_mul(mark);
    }
    let local = [1, 1, 2, 3, 5, 8, 13, 21, 34];
    count = count.wrapping_add(local[i % AREA]);
    n[i] = count
        .wrapping_add(largest(&FIRST))
        .wrapping_add(largest(&ROWS[i % 2]));
    if i < ODD.len() {
        y[i] = ODD[i];
    }
}

/// A constant whose index may be out of range.
#[kernel]
pub fn past_a_table(at: &[i32], y: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i < at.len() {
        y[i] = WEIGHTS[at[i] as usize];
    }
}
