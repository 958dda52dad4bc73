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
