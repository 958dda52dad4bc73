//! Actors that answer many messages at a time.

use ringkernel_rt::prelude::*;

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Word {
    /// The number.
    pub value: u64,
}

/// Its hash.
#[device]
pub fn mixed(value: u64) -> u64 {
    let mut x = value ^ (value >> 33);
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 29;
    x
}

/// A thread for each message, though nothing says so.
#[ring_kernel(block_size = 256, queue_capacity = 1024)]
pub fn hashing(_ctx: &RingContext, msg: &Word) -> Word {
    Word {
        value: mixed(msg.value),
    }
}

/// More than a narrow slot holds.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Page {
    /// Numbers.
    pub words: [u64; 36],
}

/// A thread for each message, of a page that comes back turned round.
#[ring_kernel(per = thread, block_size = 100, queue_capacity = 128)]
pub fn turned(_ctx: &RingContext, msg: &Page) -> Page {
    let mut words = msg.words;
    for (place, word) in words.iter_mut().enumerate() {
        *word = msg.words[35 - place];
    }
    words[0] = mixed(words[0]);
    Page { words }
}

/// As many numbers as a warp has lanes.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Row {
    /// The numbers.
    pub values: [u32; 32],
}

/// A warp for each message: its sum, and its largest by way of the lanes.
#[ring_kernel(per = warp, block_size = 128, queue_capacity = 256)]
pub fn summed(ctx: &RingContext, msg: &Row) -> Word {
    let lane = ctx.lane_id();
    let mut value = 0;
    for (place, number) in msg.values.iter().enumerate() {
        if place as i32 == lane {
            value = *number;
        }
    }
    let sum = warp_reduce_add(!0, value);
    let largest = this_warp().reduce_max(value);
    let place = ctx.shuffle(lane * 3, 7);
    Word {
        value: ((sum as u64) << 32) | (largest as u64 + place as u64),
    }
}

/// A warp for each message, of few words.
#[ring_kernel(per = warp, block_size = 64, queue_capacity = 64)]
pub fn spread(_ctx: &RingContext, msg: &Word) -> Word {
    let own = msg.value.wrapping_mul(lane_id() as u64 + 1);
    Word {
        value: warp_reduce_xor(!0, own),
    }
}

/// What is wanted of the lanes.
#[derive(Clone, Copy, Debug, RingMessage)]
pub struct Pick {
    /// Which lane looks.
    pub lane: i32,
    /// What it looks at.
    pub index: u32,
}

/// One lane of the warp looks; where it may not, the actor stops.
#[ring_kernel(per = warp, block_size = 128, queue_capacity = 256)]
pub fn picked(ctx: &RingContext, msg: &Pick) -> Word {
    let table = [7u64, 11, 13];
    let mut value = 5;
    if ctx.lane_id() == msg.lane {
        value = table[msg.index as usize];
    }
    Word { value }
}

/// Line of the look in [`picked()`].
pub const PICKED_LINE: u32 = 96;

/// The whole block for each message, though one thread would do.
#[ring_kernel(per = block, block_size = 96, queue_capacity = 16)]
pub fn halved(_ctx: &RingContext, msg: &Word) -> Word {
    Word {
        value: msg.value / 2,
    }
}

/// A division that logs before it may fault; a thread for each message.
#[ring_kernel(per = thread, block_size = 128, queue_capacity = 256)]
pub fn divided(_ctx: &RingContext, msg: &Word) -> Word {
    log_info!("100 by {}", msg.value);
    Word {
        value: 100 / msg.value,
    }
}

/// Line of the division in [`divided()`].
pub const DIVIDED_LINE: u32 = 117;
