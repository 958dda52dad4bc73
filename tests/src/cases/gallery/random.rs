//! Random numbers: known answers are in the inputs.

use ringkernel_rt::prelude::*;

use super::gallery;
use crate::inputs;

const COUNT: usize = 300;

/// The vectors of the Random123 library first.
fn counters() -> Vec<[u32; 4]> {
    let mut counters = vec![
        [0; 4],
        [u32::MAX; 4],
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
    ];
    counters.extend((3..COUNT as u32).map(|i| [i, 0, i * i, 7]));
    counters
}

fn keys() -> Vec<[u32; 2]> {
    let mut keys = vec![[0; 2], [u32::MAX; 2], [0xa409_3822, 0x299f_31d0]];
    keys.extend((3..COUNT as u32).map(|i| [i, 1]));
    keys
}

/// Philox by its definition; for the first three, what the library's own test expects.
fn blocks() -> Vec<[u32; 4]> {
    let one = |(counter, key): (&[u32; 4], &[u32; 2])| {
        let mut c = counter.map(u64::from);
        for round in 0..10 {
            let key = |at: usize, step: u64| (u64::from(key[at]) + round * step) & 0xffff_ffff;
            let (a, b) = (c[0] * 0xD251_1F53, c[2] * 0xCD9E_8D57);
            c = [
                (b >> 32) ^ c[1] ^ key(0, 0x9E37_79B9),
                b & 0xffff_ffff,
                (a >> 32) ^ c[3] ^ key(1, 0xBB67_AE85),
                a & 0xffff_ffff,
            ];
        }
        c.map(|word| word as u32)
    };
    let blocks: Vec<[u32; 4]> = counters().iter().zip(&keys()).map(one).collect();
    let known = [
        [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
    ];
    assert_eq!(blocks[..3], known);
    blocks
}

/// PCG32 with the seed 42, stream 54 is what its author's demonstration prints; here streams start at 0.
fn pcg() -> Vec<u32> {
    let mut numbers = Vec::new();
    for stream in 0..20u128 {
        let increment = stream * 2 + 1;
        let step = |state: u128| (state * 6_364_136_223_846_793_005 + increment) % (1 << 64);
        let mut state = step(step(0) + 42);
        for _ in 0..10 {
            let old = state as u64;
            state = step(state);
            let shifted = (((old >> 18) ^ old) >> 27) as u32;
            let turn = (old >> 59) as u32;
            numbers.push(shifted >> turn | shifted.checked_shl((32 - turn) % 32).unwrap_or(0));
        }
    }
    numbers
}

gallery! { random:
    philox over Launch::over(COUNT), (input counters = counters(), input keys = keys(), output out = vec![[0u32; 4]; COUNT]), out is blocks();
    pcg32 over Launch::over(20), (value seed = 42, value per = 10, output out = vec![0u32; 200]), out is pcg();
    xorshift over Launch::over(COUNT), (output states = inputs::u64s(COUNT, 141), value rounds = 9, output out = vec![0u64; COUNT]);
    monte_carlo_pi over Launch::grid([4, 1, 1], [64, 1, 1]), (value seed = 3, value samples = 50, output hits = vec![0u32; 4]);
    random_walk over Launch::over(COUNT), (value seed = 5, value wall = 12, records out = vec![None::<u32>; COUNT]);
}
