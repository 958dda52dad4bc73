//! Device functions, constants, modules.

use ringkernel_rt::prelude::*;

/// Golden-ratio multiplier of the hash below.
pub const MULTIPLIER: u32 = 0x9E37_79B9;
const ROUNDS: i32 = 3 + 2 * 2;
const HALF: f64 = 1.0 / 2.0;

/// Mixes bits.
#[device]
pub fn mix(value: u32, round: i32) -> u32 {
    let turned = value.rotate_left(5 + round as u32);
    turned.wrapping_mul(MULTIPLIER) ^ (value >> 3)
}

/// Mixes several times.
#[device]
fn hash(seed: u32) -> u32 {
    let mut state = seed;
    for round in 0..ROUNDS {
        state = mix(state, round);
    }
    state
}

/// Returns early, and from nested branches.
#[device]
fn classify(x: f64) -> i32 {
    if x < 0.0 {
        return -1;
    }
    if x < HALF {
        0
    } else if x < 1.0 {
        1
    } else {
        2
    }
}

/// Reads a slice it is handed; faults when out of range.
#[device]
fn at_or(values: &[f64], index: i32, default: f64) -> f64 {
    if index < 0 || index as usize >= values.len() {
        return default;
    }
    values[index as usize]
}

/// Writes through a slice it is handed.
#[device]
fn put(out: &mut [u32], index: usize, value: u32) {
    out[index] = value;
    out[index] ^= mix(value, 1);
}

/// Helpers in a module of their own.
pub mod inner {
    use ringkernel_rt::prelude::*;

    /// Also the name of a function outside.
    #[device]
    pub fn mix(value: u32) -> u32 {
        super::mix(value, 0).wrapping_add(1)
    }
}

/// Calls across functions and modules.
#[kernel]
pub fn hashes(seed: &[u32], out: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= seed.len() {
        return;
    }
    let value = hash(seed[i]) ^ inner::mix(seed[i] & 0xFFFF);
    put(out, i, value);
}

/// A three-point average with a default outside; calls inside expressions.
#[kernel]
pub fn smooth(values: &[f64], out: &mut [f64], classes: &mut [i32]) {
    let i = block_idx_x() * block_dim_x() + thread_idx_x();
    if i as usize >= values.len() {
        return;
    }
    let mean = (at_or(values, i - 1, 0.0) + values[i as usize] + at_or(values, i + 1, 0.0)) / 3.0;
    out[i as usize] = mean;
    classes[i as usize] = classify(mean) + classify(-mean) * 10;
}
