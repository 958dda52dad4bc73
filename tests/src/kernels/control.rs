//! Branches, loops, blocks as values, shadowing, early returns.
#![expect(
    clippy::reversed_empty_ranges,
    clippy::neg_cmp_op_on_partial_ord,
    clippy::redundant_locals,
    reason = "such code must work too"
)]

use ringkernel_rt::prelude::*;

/// Collatz steps: `while`, `if`/`else` as a statement, compound assignment.
#[kernel]
pub fn collatz(start: &[u64], out: &mut [u32], limit: u32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= start.len() {
        return;
    }
    let mut n = start[i];
    let mut steps = 0;
    while n > 1 && steps < limit {
        if n % 2 == 0 {
            n /= 2;
        } else {
            n = 3 * n + 1;
        }
        steps += 1;
    }
    out[i] = steps;
}

/// Ranges, inclusive ones to the type's end, `continue`, `break`, nesting.
#[kernel]
pub fn ranges(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let mut sum = seed[i];
    for a in 0..10 {
        if a == 3 {
            continue;
        }
        for b in a..=a + 2 {
            if b == 8 {
                break;
            }
            sum = sum.wrapping_mul(31).wrapping_add(b);
        }
    }
    for top in u32::MAX - 3..=u32::MAX {
        sum ^= top;
    }
    for _ in 5..5 {
        sum = 0;
    }
    for backwards in 7..=3 {
        sum = backwards;
    }
    for mut own in 0..3u32 {
        own += sum & 1;
        sum = sum.wrapping_add(own);
    }
    out[i] = sum;
}

/// `loop` with `break` in branches, and `return` out of it.
#[kernel]
pub fn newton(a: &[f64], out: &mut [f64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let target = a[i];
    if !(target > 0.0) {
        out[i] = -1.0;
        return;
    }
    let mut x = target;
    let mut rounds = 0;
    loop {
        let next = 0.5 * (x + target / x);
        if next == x {
            break;
        }
        x = next;
        rounds += 1;
        if rounds == 60 {
            out[i] = -2.0;
            return;
        }
    }
    out[i] = x;
}

/// `if` and blocks as values, with statements inside.
#[kernel]
pub fn values(a: &[i32], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let mut touched = 0;
    let y = if x > 10 {
        touched = 1;
        x - 10
    } else if x < -10 {
        touched = 2;
        let doubled = x / 2;
        doubled + 10
    } else {
        0
    };
    let z = {
        let x = y + 1;
        let x = x * 2;
        x - touched
    };
    out[i] = z + (if touched == 0 { 100 } else { 200 }) + x % 3;
}

/// Shadowing in the same scope and in inner ones.
#[kernel]
pub fn shadowing(a: &[i32], out: &mut [f32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= a.len() {
        return;
    }
    let x = a[i];
    let x = x as f32 + 0.5;
    {
        let x = x * 2.0;
        let int = x as i32;
        out[i] = int as f32;
    }
    if x > 3.0 {
        let x = out[i] - x;
        out[i] = x;
    }
    let i = i;
    out[i] += x;
}

/// Names that are words of C++ or CUDA.
#[allow(non_snake_case)]
#[kernel]
pub fn keywords(template: &[i32], volatile: &mut [i32], int: i32) {
    let this = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if this >= template.len() {
        return;
    }
    let double = template[this];
    let float = double * 2;
    let auto = float + int;
    let threadIdx = auto - 1;
    let signed = threadIdx ^ 3;
    volatile[this] = signed;
}

/// Evaluation order: the right side of an assignment before its place, the right operand's effects after the left's
/// value.
#[allow(unused_assignments)]
#[kernel]
pub fn order(out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    let base = i * 4;
    if base + 3 >= out.len() {
        return;
    }
    let mut n = 1;
    let sum =
        n + {
            n = 10;
            n
        } + n;
    out[base] = sum;
    let mut at = base;
    out[{
        at += 1;
        at
    }] = at as i32 - base as i32;
    let mut k = 3;
    k += {
        k = 5;
        k
    };
    out[base + 2] = k;
    let cheap = n < 0 && {
        n = 99;
        true
    };
    out[base + 3] = if cheap { -1 } else { n };
}
