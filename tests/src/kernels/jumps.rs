//! Labels, `break` with a value, loops and blocks as values.
#![expect(
    clippy::never_loop,
    clippy::manual_is_multiple_of,
    reason = "such code must work too"
)]

use ringkernel_rt::prelude::*;

#[device]
fn mix(sum: u32, value: u32) -> u32 {
    (sum ^ value).wrapping_mul(16_777_619)
}

/// Jumps out of and on with outer loops, past declarations and through blocks.
#[kernel]
pub fn labels(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i];
    let mut sum = s;
    'rows: for row in 0..7u32 {
        let start = row * 3;
        if row == s % 5 {
            continue 'rows;
        }
        'cells: for cell in start..start + 6 {
            let doubled = cell * 2;
            let mut n = 0;
            while n < 5 {
                n += 1;
                let product = n * doubled;
                if product % 7 == s % 7 {
                    continue 'rows;
                }
                if product % 11 == 3 {
                    continue 'cells;
                }
                if product > 60 + s % 30 {
                    break 'rows;
                }
                if product == 20 {
                    continue;
                }
                let late = product + 1;
                sum = mix(sum, late);
            }
            sum = mix(sum, doubled);
        }
        sum = mix(sum, row);
    }
    'a: loop {
        'b: loop {
            sum = mix(sum, 5);
            if s % 2 == 0 {
                break 'b;
            }
            break 'a;
        }
        sum = mix(sum, 6);
        break;
    }
    out[i] = sum;
}

/// Loops and labelled blocks give values, from several places.
#[kernel]
pub fn given(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let s = seed[i] % 64;
    let mut n = 0;
    let square = loop {
        n += 1;
        if n * n >= s {
            break n * n;
        }
        if n == 6 {
            break 1000 + s;
        }
    };
    let kind = 'kind: {
        if s % 2 == 0 {
            break 'kind 1;
        }
        let third = s / 3;
        if third * 3 == s {
            break 'kind 2 + third;
        }
        for step in 0..s {
            if step * step > 40 {
                break 'kind step;
            }
        }
        9
    };
    // An operand with jumps: the left one keeps the value it had.
    let before = n + loop {
        n += 10;
        if n > 30 {
            break n;
        }
    } * 'twice: {
        n += 1;
        if s > 20 {
            break 'twice 2;
        }
        3
    };
    // A value through two loops.
    let found = 'outer: loop {
        let mut round = 0;
        loop {
            round += 1;
            if round * 7 % 13 == s % 13 {
                break 'outer round;
            }
            if round > 20 {
                break;
            }
        }
        break 77;
    };
    // `!` in one branch only.
    let rest = if s < 60 {
        s
    } else {
        out[i] = 4242;
        return;
    };
    'unit: {
        if s == 7 {
            break 'unit;
        }
        n += 1;
    }
    let mut tries = 0;
    let picked: u64 = loop {
        tries += 1;
        break if tries < 3 {
            continue;
        } else {
            tries * 1_000_000_000_000
        };
    };
    let mut sum = mix(square, kind);
    sum = mix(sum, before);
    sum = mix(sum, found);
    sum = mix(sum, rest);
    sum = mix(sum, (picked >> 20) as u32);
    out[i] = mix(sum, n);
}

#[device]
fn first_over(x: &[u32], limit: u32) -> u32 {
    let mut i = 0;
    loop {
        if i == x.len() {
            return u32::MAX;
        }
        if x[i] > limit {
            break x[i];
        }
        i += 1;
    }
}

#[device]
fn sign(x: i32) -> i32 {
    'sign: {
        if x < 0 {
            break 'sign -1;
        }
        if x > 0 {
            return 1;
        }
        0
    }
}

/// Functions whose last expression is a loop or a labelled block.
#[kernel]
pub fn tails(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let signs = sign(seed[i] as i32) + 10 * sign(0) + 100 * sign(-(i as i32));
    out[i] = mix(first_over(seed, seed[i] | 0xf000_0000), signs as u32);
    'end: {
        if i % 3 == 0 {
            break 'end;
        }
        out[i] ^= 1;
    }
}
