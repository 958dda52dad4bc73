//! `place op= value`: which side comes first, for operators of rustc's and for those of `impl`s.
#![expect(unused_assignments, reason = "what comes first is what counts")]

use core::ops::AddAssign;
use ringkernel_rt::prelude::*;

/// The place before the value where the operator is a call, the value before the place where it is rustc's own.
#[kernel]
pub fn sides(y: &mut [i32], halves: &mut [f16], words: &mut [bf16]) {
    let z = [1, 2, 3];
    let mut i = 0;
    halves[i] += {
        i = 1;
        f16::from_f32(4.0)
    };
    halves[{
        i += 1;
        i
    }] *= {
        i = 0;
        f16::from_f32(3.0)
    };
    let mut own = [bf16::ONE; 3];
    own[i] -= {
        i = 2;
        bf16::from_f32(8.0)
    };
    own[i] /= {
        i = 1;
        bf16::from_f32(4.0)
    };
    words[0] = own[0];
    words[1] = own[1];
    words[2] = own[2];
    let mut x = [10, 20, 30];
    let mut n = 0;
    x[n] -= {
        n += 1;
        &z[n]
    };
    x[n] <<= {
        n += 1;
        &2u8
    };
    x[n] *= {
        n = 0;
        3
    };
    y[0] = x[0];
    y[1] = x[1];
    y[2] = x[2];
    n = 3;
    y[n] += {
        n = 4;
        &x[0]
    };
    y[n] += {
        n = 5;
        7
    };
    let mut b = [true, false];
    let mut k = 0;
    b[k] ^= {
        k = 1;
        true
    };
    y[6] = b[0] as i32 + 2 * b[1] as i32 + 10 * k as i32 + 100 * i as i32;
}

/// Adds in a place that a value changes the position of: a call, whatever `T` is.
#[device]
fn add_at<T: Copy + AddAssign>(x: &mut [T], value: T) -> usize {
    let mut at = 0;
    x[at] += {
        at = 1;
        value
    };
    at
}

/// The operators of a type parameter, of a float and of an integer.
#[kernel]
pub fn sides_of_parameters(y: &mut [i32], z: &mut [f32]) {
    y[2] = (add_at(y, 5) + 10 * add_at(z, 2.5)) as i32;
}

/// Line of the first operator in [`missed_sides()`].
pub const FIRST_LINE: u32 = line!() + 10;

/// Both sides are out of range: the one that comes first is the fault.
#[kernel]
#[rustfmt::skip]
pub fn missed_sides(which: u32, y: &mut [i32], halves: &mut [f16]) {
    let z = [1, 2];
    let (near, far) = (which as usize + 2, which as usize + 7);
    match which {
        0 =>
            halves[far] += halves[near],
        1 =>
            y[far] += &z[near],
        _ =>
            y[far] += z[near],
    }
}
