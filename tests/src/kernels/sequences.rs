//! Arrays, tuples, references in variables, parts of slices, and narrow integers.
#![expect(
    clippy::mut_range_bound,
    clippy::needless_range_loop,
    unused_assignments,
    reason = "such code must work too"
)]

use ringkernel_rt::prelude::*;

/// Fills and sums a nested array whose lengths are constants.
const SIDE: usize = 3;

/// The largest and its place.
#[device]
fn largest(values: &[i32]) -> (usize, i32) {
    let mut best = (0, values[0]);
    for i in 1..values.len() {
        if values[i] > best.1 {
            best = (i, values[i]);
        }
    }
    best
}

/// Exchanges two elements of a slice.
#[device]
fn exchange(values: &mut [i32], a: usize, b: usize) {
    let kept = values[a];
    values[a] = values[b];
    values[b] = kept;
}

/// Adds to each element of an array behind a reference.
#[device]
fn add_to_all(values: &mut [i32; 4], by: i32) {
    for i in 0..values.len() {
        values[i] = values[i].wrapping_add(by);
    }
}

/// Doubles what a reference points to and tells what it was.
#[device]
fn twice(value: &mut i32) -> i32 {
    let old = *value;
    *value = old.wrapping_mul(2);
    old
}

/// Arrays as values and places.
#[kernel]
pub fn arrays(a: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let mut grid = [[0; SIDE]; SIDE];
    for row in 0..SIDE {
        for column in 0..SIDE {
            grid[row][column] = x.wrapping_add((row * SIDE + column) as i32);
        }
    }
    let copy = grid;
    grid[1] = [7, 8, x];
    let mut four = [x, 1, 2, 3];
    add_to_all(&mut four, 5);
    exchange(&mut four, 0, 3);
    let best = largest(&four);
    let pick = [10, 20, 30][(x & 1) as usize];
    let base = i * 8;
    out[base] = grid[1][2].wrapping_add(grid[0][2]);
    out[base + 1] = copy[1][1];
    out[base + 2] = best.0 as i32;
    out[base + 3] = best.1;
    out[base + 4] = pick;
    out[base + 5] = four[0].wrapping_sub(four[3]);
    out[base + 6] = four.len() as i32;
    out[base + 7] = largest(&four[1..3]).1;
}

/// References and slices in variables.
#[kernel]
pub fn references(a: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let first = &a[i];
    let mut p = *first;
    let mut q = 100;
    let old = {
        let r = if p > 0 { &mut p } else { &mut q };
        *r = r.wrapping_add(3);
        twice(r)
    };
    let mut cells = [1_i32, 2, 3, 4];
    {
        let cell = &mut cells[(*first & 3) as usize];
        *cell = cell.wrapping_mul(10);
        twice(cell);
    }
    let own = &mut out[i * 6..(i + 1) * 6];
    own[0] = p;
    own[1] = q;
    own[2] = old;
    let view: &[i32] = &cells;
    own[3] = view[0] + view[1] + view[2] + view[3];
    let tail = &mut own[4..];
    tail[0] = tail.len() as i32;
    let place = &mut tail[1];
    *place = largest(&view[..=2]).1;
}

/// Operands keep the value they had at their turn, also through references.
#[kernel]
pub fn turns(a: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let mut cells = [a[i], 2, 3];
    let base = i * 4;
    out[base] = cells[0].wrapping_add(twice(&mut cells[0]));
    let mut at = 0;
    out[base + 1] = [5_i32, 6, 7][at].wrapping_add({
        at = 2;
        cells[at]
    });
    let pair = (twice(&mut cells[1]), cells[1]);
    out[base + 2] = pair.0 * 100 + pair.1;
    let mut n = a[i];
    let r = &mut n;
    let before = *r;
    *r = r.wrapping_add(1);
    out[base + 3] = before ^ *r;
}

/// Integers of 8 and 16 bits wrap at their own width.
#[kernel]
pub fn narrow(a: &[u8], b: &[i8], wide: &mut [i32], small: &mut [i16]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let both = (a[i], b[i]);
    let x = both.0;
    let y = both.1;
    let base = i * 10;
    wide[base] = x.wrapping_add(200) as i32;
    wide[base + 1] = y.wrapping_mul(y) as i32;
    wide[base + 2] = !x as i32;
    wide[base + 3] = y.wrapping_neg() as i32;
    wide[base + 4] = (x << (x & 7)) as i32;
    wide[base + 5] = (y >> (x & 7)) as i32;
    wide[base + 6] = (x & 0xf0 | x ^ 0x0f) as i32;
    wide[base + 7] = if y != 0 {
        (y.wrapping_sub(1) / 3) as i32
    } else {
        -1
    };
    wide[base + 8] = (x as i8 as i32) ^ (y as u8 as i32);
    wide[base + 9] = (y as f32 * 1.5) as u8 as i32;
    small[i] = (y as i16).wrapping_mul(x as i16).wrapping_add(i16::MAX);
}

/// Parts of slices whose bounds may not exist.
#[kernel]
pub fn parts(a: &[i32], bounds: &[usize], out: &mut [i32]) {
    let part = &a[bounds[0]..bounds[1]];
    let rest = &part[bounds[2]..];
    let ends = &rest[..=bounds[3]];
    out[0] = ends[bounds[4]];
    let table = [1, 2, 3];
    out[1] = table[bounds[4]];
}

/// Assignments to several places: the value first, then each place from left to right.
#[kernel]
pub fn destructured(a: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let (mut x, mut y) = (a[i], 3);
    (x, y) = (y, x);
    let mut cells = [1, 2, 3, 4];
    let mut at = 0;
    // `at` is the second index already.
    (at, cells[at]) = (2, x ^ y);
    [_, cells[at], .., x] = [9, 8, 7, 6];
    let mut pair = (5, [0; 2]);
    ((pair.0, _), pair.1[1]) = ((y, at), cells[0]);
    (cells[1], cells[3]) = (cells[3], cells[1]);
    _ = twice(&mut cells[0]);
    let base = i * 4;
    (out[base], (out[base + 1], out[base + 2])) = (x, (pair.0, pair.1[1]));
    out[base + 3] = cells[0] ^ cells[1] << 8 ^ cells[2] << 16 ^ cells[3] << 24;
}

/// Bounds are what they were before the first round, and a loop goes over the slice it began with, while the variables
/// they came from move on.
#[kernel]
pub fn moved_on(a: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i * 10 + 10 > a.len() {
        return;
    }
    let x = &a[i * 10..i * 10 + 10];
    let own = &mut out[i * 16..i * 16 + 16];

    let mut s = x;
    let mut rounds = 0;
    for _ in 0..s.len() {
        s = &s[1..];
        rounds += 1;
    }
    own[0] = rounds * 100 + s.len() as i32;

    let mut s = x;
    for k in 0..=s.len() {
        s = &x[..k / 2];
        own[1] += 1;
    }
    own[2] = s.len() as i32;

    let mut s = &x[2..];
    for k in (1..s.len()).rev() {
        s = &s[..k];
        own[3] = own[3] * 10 + k as i32;
    }

    let mut s = x;
    for v in s.iter() {
        s = &s[1..];
        own[4] = own[4].wrapping_mul(31).wrapping_add(*v);
    }
    for (k, v) in x[..4].iter().enumerate() {
        s = &x[k..];
        own[5] = own[5].wrapping_mul(31).wrapping_add(*v ^ s.len() as i32);
    }
    for pair in s.windows(2) {
        s = &s[2..];
        own[6] = own[6].wrapping_mul(31).wrapping_add(pair[1]);
        if s.len() < 2 {
            break;
        }
    }
    let mut s = x;
    for (p, q) in s.chunks_exact(3).zip(x.iter()) {
        s = &s[3..];
        own[7] = own[7].wrapping_mul(31).wrapping_add(p[2] ^ *q);
    }

    let mut n = 5;
    for _ in 0..n {
        n -= 1;
        own[8] += 1;
    }
    let mut pair = (4, [3, 0]);
    for _ in 0..pair.0 {
        pair.0 -= 2;
        own[9] += 1;
    }
    for _ in 0..pair.1[0] {
        pair.1[0] = 0;
        pair.1[1] += 1;
    }
    own[10] = pair.0 * 10 + pair.1[1];
    let mut left = 6;
    {
        let seen = &mut left;
        for _ in 0..*seen {
            *seen -= 2;
            own[11] += 1;
        }
    }
    let mut take = || {
        left += 3;
        left
    };
    for _ in 0..take() {
        own[12] += take();
    }

    let mut cells = [1, 2, 3, 4];
    let mut rest = &mut cells[..];
    for k in 0..rest.len() {
        rest[0] += k as i32;
        rest = &mut rest[1..];
    }
    own[13] = cells[0] + 10 * cells[1] + 100 * cells[2] + 1000 * cells[3];

    let mut s = x;
    let (kept, number) = (s, 7);
    s = &s[4..];
    own[14] = (kept.len() * 100 + s.len() * 10) as i32 + number;
    let mut s = x;
    while s.len() > 2 {
        let more = s.len() - 2;
        s = &s[..more];
        own[15] += 1;
    }
}
