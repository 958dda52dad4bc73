//! Kernels that stop on purpose.
#![expect(
    clippy::nonminimal_bool,
    clippy::bool_assert_comparison,
    clippy::erasing_op,
    clippy::manual_assert,
    clippy::todo,
    clippy::unimplemented,
    reason = "such code must stop, too"
)]

use ringkernel_rt::prelude::*;

/// Line of the first stop in [`stop()`]; each is three lines behind the one before.
pub const FIRST_LINE: u32 = line!() + 9;

/// Stops in the way that is asked for.
#[kernel]
#[rustfmt::skip]
pub fn stop(which: &[i32], values: &[f32], out: &mut [i32]) {
    let w = which[0];
    let mut n = 3_usize;
    if w == 0 {
        panic!("no way: 100% \"sure\"\n\ttab");
    }
    if w == 1 {
        assert!(values[0] > 0.0 && !(w < 1), "values must be positive");
    }
    if w == 2 {
        assert!(values[n - 3] > 0.0 && !(w < 2) && out.len() == 2 * n);
    }
    if w == 3 {
        assert_eq!(w + 1, -3 * w);
    }
    if w == 4 {
        assert_ne!(values[0], values[0] * 1.0, "they are the same");
    }
    if w == 5 {
        assert_eq!(values[1].is_nan(), false);
    }
    if w == 6 {
        unreachable!();
    }
    if w == 7 {
        unreachable!("not here");
    }
    if w == 8 {
        std::todo!();
    }
    if w == 9 {
        core::unimplemented!("later");
    }
    if w == 10 {
        panic!();
    }
    if w == 11 {
        debug_assert!(w < 11, "debug");
    }
    if w == 12 {
        debug_assert_eq!(u64::MAX, { n += 1; n as u64 });
    }
    if w == 13 {
        panic!("attempt to divide by zero");
    }
    if w == 14 {
        out[0] = sized(w) + last(w);
    }
    if w == 15 {
        assert_eq!(values[1], values[0] / 3.0);
    }
    if w == 16 {
        out[0] = (w - 16).ilog2() as i32;
    }
    if w == 17 {
        out[0] = (w - 18).isqrt();
    }
    // What holds does nothing, and each operand is evaluated once.
    assert!(n == 3 || n == 4, "n");
    assert_eq!({ n += 1; n }, 4 + n % 2 * 0, "counted");
    debug_assert_ne!(values[0], 77.0);
    out[0] = n as i32;
    out[1] = if w > 100 { unreachable!() } else { 5 };
}

/// Where [`sized()`] stops.
pub const SIZED_LINE: u32 = line!() + 5;

#[device]
fn sized(w: i32) -> i32 {
    match_all(w);
    let size = if w < 14 { w } else { panic!("too large") };
    size * 2
}

#[device]
fn match_all(w: i32) {
    assert!(w > 0);
}

#[device]
fn last(w: i32) -> i32 {
    if w < 100 {
        return w;
    }
    unreachable!()
}
