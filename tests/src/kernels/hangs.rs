//! Actors that never answer, on request: `tests/tests/trouble/hangs.rs` asks. On the CPU nobody could end them.
#![expect(
    clippy::empty_loop,
    clippy::mut_range_bound,
    clippy::never_loop,
    reason = "such code must be stopped, too"
)]

use ringkernel_rt::prelude::*;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Task {
    /// The way, of which 0 is the one that ends.
    pub way: u32,
    /// A number.
    pub value: u64,
}

/// Line of the loop in [`spinning()`].
pub const SPINNING_LINE: u32 = line!() + 5;

/// Never comes back.
#[device]
fn spinning(mut value: u64) -> u64 {
    while value > 1 {
        value = value % 1000 + 2;
    }
    value
}

/// Line of way 0 of [`stray()`]; each way has a line of its own.
pub const STRAY_LINE: u32 = line!() + 8;

/// Hangs in one lane.
#[ring_kernel(block_size = 32, queue_capacity = 16)]
#[rustfmt::skip]
pub fn stray(_ctx: &RingContext, state: &mut u64, msg: &Task) -> u64 {
    let mut sum = msg.value;
    match msg.way {
        0 => sum += 1,
        1 => loop {},
        2 => while msg.way != 0 { sum += 1; },
        3 => for i in 0..u64::MAX { sum ^= i; },
        4 => for i in 0..1_000_000_000 { for k in 0..1_000_000_000 { sum ^= i * k; } },
        5 => sum = spinning(sum),
        6 => 'again: loop { while sum > 1 { continue 'again; } break; },
        7 => for i in 0..=u64::MAX { for k in 0..4 { sum ^= i * k; } },
        8 => loop { for k in 0..sum { sum ^= k % 2; } },
        _ => sum = 0,
    }
    *state += 1;
    sum + *state
}

/// Line of way 0 of [`stray_crew()`]; each way has a line of its own.
pub const CREW_LINE: u32 = line!() + 9;

/// Hangs in a block: in the thread of the message's number, or in all.
#[ring_kernel(block_size = 96, queue_capacity = 16)]
#[rustfmt::skip]
pub fn stray_crew(ctx: &RingContext, state: &mut u64, msg: &Task) -> u64 {
    let lane = ctx.thread_id();
    let mine = lane as u64 == msg.value;
    match msg.way {
        0 => if lane == 0 { *state += 1; },
        1 => if mine { loop {} },
        _ => loop { ctx.sync_threads(); },
    }
    ctx.sync_threads();
    *state
}

/// Line of the loop in [`stray_batch()`].
pub const BATCH_LINE: u32 = line!() + 6;

/// Hangs in one of many messages.
#[ring_kernel(per = thread, block_size = 128, queue_capacity = 256)]
pub fn stray_batch(_ctx: &RingContext, msg: &Task) -> u64 {
    let mut sum = msg.value;
    while msg.way != 0 {
        sum += 1;
    }
    sum + 1
}

/// Line of the loop in [`stray_warp()`].
pub const WARP_LINE: u32 = line!() + 7;

/// Hangs in the lane of the message's number.
#[ring_kernel(per = warp, block_size = 64, queue_capacity = 64)]
pub fn stray_warp(ctx: &RingContext, msg: &Task) -> u64 {
    let mut sum = msg.value;
    if ctx.lane_id() as u64 == msg.value {
        while msg.way != 0 {
            sum += 1;
        }
    }
    sum + 1
}
