//! What the fuzzer found (`tests/fuzz`): each kernel is the small form of one that went wrong.
#![expect(unused_parens, reason = "they count in the place of a fault")]

use ringkernel_rt::prelude::*;

/// A guard that is tried for each of two alternatives, with a loop that is left from the middle of another.
#[kernel]
pub fn guard_with_loops(x: &[i32], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let mut rounds = x[i];
    y[i] = match (x[i] % 5, x[i] % 3) {
        (1, _) | (_, 2)
            if 'outer: loop {
                rounds += 1;
                loop {
                    rounds += 10;
                    if rounds > 140 {
                        break 'outer rounds % 2 == 0;
                    }
                    if rounds % 3 == 0 {
                        continue 'outer;
                    }
                }
            } =>
        {
            1000 + rounds
        }
        _ => rounds,
    };
}

/// The least `i16` negated in many ways stays what it is, and is seen so before memory cuts it.
#[kernel]
pub fn negated(x: &[i16], y: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let n = x[i];
    let wide = n as i32;
    let ways = [
        n.wrapping_abs(),
        if n < 0 { n.wrapping_neg() } else { n },
        if n < 0 { 0i16.wrapping_sub(n) } else { n },
        if n < 0 { (!n).wrapping_add(1) } else { n },
        if n < 0 { n.wrapping_mul(-1) } else { n },
        n.max(n.wrapping_neg()),
        wide.abs() as i16,
        (if wide < 0 { -wide } else { wide }) as i16,
        (n as i64).abs() as i16,
    ];
    let mut seen = 0;
    for (way, number) in ways.iter().enumerate() {
        seen |= ((*number == n) as u32) << way;
        seen |= ((*number < 0) as u32) << (way + 16);
    }
    y[i] = seen;
}

/// Line of the parenthesis in [`parenthesised()`].
pub const PARENTHESIS_LINE: u32 = line!() + 7;

/// The place of what a `let` takes apart begins with its parenthesis.
#[kernel]
#[rustfmt::skip]
pub fn parenthesised(at: usize, y: &mut [i32]) {
    let three = [1, 2, 3];
    let found = (three[at]);
    y[0] = found;
}
