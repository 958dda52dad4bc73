//! Random numbers, and what is estimated by them.

use ringkernel_rt::prelude::*;

use super::global_x;

/// A counter-based generator (Salmon et al. 2011).
#[derive(Clone, Copy, GpuType)]
struct Philox {
    counter: [u32; 4],
    key: [u32; 2],
}

impl Philox {
    const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
    const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

    #[device]
    fn wide(a: u32, b: u32) -> (u32, u32) {
        let product = a as u64 * b as u64;
        ((product >> 32) as u32, product as u32)
    }

    #[device]
    fn block(&self) -> [u32; 4] {
        let mut c = self.counter;
        let [mut k0, mut k1] = self.key;
        for _ in 0..10 {
            let (high0, low0) = Self::wide(Self::MULTIPLIERS[0], c[0]);
            let (high1, low1) = Self::wide(Self::MULTIPLIERS[1], c[2]);
            c = [high1 ^ c[1] ^ k0, low1, high0 ^ c[3] ^ k1, low0];
            k0 = k0.wrapping_add(Self::WEYL[0]);
            k1 = k1.wrapping_add(Self::WEYL[1]);
        }
        c
    }
}

/// Blocks of Philox 4x32-10 for counters.
#[kernel]
pub fn philox(counters: &[[u32; 4]], keys: &[[u32; 2]], out: &mut [[u32; 4]]) {
    let i = global_x();
    if i < counters.len() {
        out[i] = Philox {
            counter: counters[i],
            key: keys[i],
        }
        .block();
    }
}

/// PCG32 (O'Neill 2014).
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Pcg {
    state: u64,
    increment: u64,
}

impl Pcg {
    #[device]
    fn new(seed: u64, stream: u64) -> Self {
        let mut pcg = Pcg {
            state: 0,
            increment: stream << 1 | 1,
        };
        pcg.next();
        pcg.state = pcg.state.wrapping_add(seed);
        pcg.next();
        pcg
    }

    #[device]
    fn next(&mut self) -> u32 {
        let old = self.state;
        self.state = old
            .wrapping_mul(6364136223846793005)
            .wrapping_add(self.increment);
        let shifted = ((old >> 18 ^ old) >> 27) as u32;
        shifted.rotate_right((old >> 59) as u32)
    }

    /// From 0 to 1.
    #[device]
    fn unit(&mut self) -> f32 {
        (self.next() >> 8) as f32 / 16_777_216.0
    }
}

/// Numbers of PCG32, one stream a thread.
#[kernel]
pub fn pcg32(seed: u64, per: usize, out: &mut [u32]) {
    let i = global_x();
    if i * per >= out.len() {
        return;
    }
    let mut pcg = Pcg::new(seed, i as u64);
    for slot in &mut out[i * per..(i + 1) * per] {
        *slot = pcg.next();
    }
}

/// xorshift64* (Vigna 2016), `rounds` numbers from each state; gives the last and keeps the state.
#[kernel]
pub fn xorshift(states: &mut [u64], rounds: u32, out: &mut [u64]) {
    let i = global_x();
    if i >= states.len() {
        return;
    }
    let state = &mut states[i];
    for _ in 0..rounds {
        *state ^= *state >> 12;
        *state ^= *state << 25;
        *state ^= *state >> 27;
    }
    out[i] = state.wrapping_mul(0x2545_F491_4F6C_DD1D);
}

/// How many of `samples` points fall into the circle.
#[kernel]
pub fn monte_carlo_pi(seed: u64, samples: u32, hits: &mut [u32]) {
    let mut pcg = Pcg::new(seed, global_x() as u64);
    let mut inside = 0;
    for _ in 0..samples {
        let (x, y) = (pcg.unit(), pcg.unit());
        if x * x + y * y <= 1.0 {
            inside += 1;
        }
    }
    let sum = block_reduce_sum(inside);
    if thread_idx_x() == 0 {
        hits[block_idx_x() as usize] = sum;
    }
}

/// Steps of a random walk on a line with walls, until it leaves or gives up.
#[kernel]
pub fn random_walk(seed: u64, wall: i32, out: &mut [Option<u32>]) {
    let i = global_x();
    if i >= out.len() {
        return;
    }
    let mut pcg = Pcg::new(seed, i as u64);
    let mut place = 0i32;
    out[i] = 'walk: {
        for step in 1..=1000 {
            place += if pcg.next() & 1 == 0 { 1 } else { -1 };
            if place.abs() >= wall {
                break 'walk Some(step);
            }
        }
        None
    };
}
