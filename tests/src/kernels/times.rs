//! Actors whose messages carry times.

use ringkernel_rt::prelude::*;

/// A division.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Question {
    /// What is divided.
    pub number: u64,
    /// By what.
    pub divisor: u64,
}

/// Its result.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Answer {
    /// The quotient.
    pub quotient: u64,
    /// When the question was sent.
    pub sent: u64,
}

/// Questions so far.
#[derive(Clone, Copy, Debug, Default, GpuType)]
pub struct Asked {
    /// How many.
    pub count: u64,
}

/// One after another.
#[ring_kernel(hlc, queue_capacity = 64)]
pub fn clerk(ctx: &RingContext, asked: &mut Asked, msg: &Question) -> Answer {
    asked.count += 1;
    Answer {
        quotient: msg.number / msg.divisor,
        sent: ctx.message_time(),
    }
}

/// Many at a time, a thread for each.
#[ring_kernel(hlc, block_size = 128, queue_capacity = 256)]
pub fn office(ctx: &RingContext, msg: &Question) -> Answer {
    Answer {
        quotient: msg.number / msg.divisor,
        sent: ctx.message_time(),
    }
}

/// Many at a time, a warp for each, which knows one divisor.
#[ring_kernel(hlc, per = warp, block_size = 64, queue_capacity = 256)]
pub fn bench(ctx: &RingContext, msg: &Question) -> Answer {
    Answer {
        quotient: msg.number / 7,
        sent: warp_reduce_max(!0, ctx.message_time()),
    }
}

/// All threads of a large block together, likewise.
#[ring_kernel(hlc, per = block, block_size = 320, queue_capacity = 16)]
pub fn council(ctx: &RingContext, msg: &Question) -> Answer {
    Answer {
        quotient: msg.number / 7,
        sent: block_reduce_max(ctx.message_time()),
    }
}

/// More than a narrow slot holds, and its time.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct File {
    /// Numbers.
    pub numbers: [u64; 20],
    /// When it was sent.
    pub sent: u64,
}

/// Wide messages, one after another.
#[ring_kernel(hlc, queue_capacity = 16)]
pub fn archive(ctx: &RingContext, asked: &mut Asked, msg: &File) -> File {
    asked.count += 1;
    let mut numbers = msg.numbers;
    numbers[0] += 1;
    File {
        numbers,
        sent: ctx.message_time(),
    }
}

/// Wide messages, many at a time, without a word of when they were sent.
#[ring_kernel(hlc, block_size = 64, queue_capacity = 64)]
pub fn archives(_ctx: &RingContext, msg: &File) -> File {
    let mut numbers = msg.numbers;
    numbers[0] += 1;
    File { numbers, sent: 0 }
}
