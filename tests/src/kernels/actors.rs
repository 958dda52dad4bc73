//! Persistent actors.

use ringkernel_rt::prelude::*;

/// Numbers to remember.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Sample {
    /// Which one.
    pub number: u64,
    /// Its value.
    pub value: f32,
}

/// What the actor knows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType, RingMessage)]
pub struct Totals {
    /// How many samples came.
    pub count: u64,
    /// Their sum.
    pub sum: f32,
    /// The last one's number.
    pub last: u64,
    /// A checksum over numbers in their order.
    pub checksum: u64,
}

/// Keeps totals; messages are applied one after another.
#[ring_kernel(block_size = 32, queue_capacity = 256)]
pub fn totals(_ctx: &RingContext, state: &mut Totals, msg: &Sample) -> Totals {
    state.count += 1;
    state.sum += msg.value;
    state.last = msg.number;
    state.checksum = state.checksum.rotate_left(7) ^ msg.number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Totals {
        count: state.count,
        sum: state.sum,
        last: state.last,
        checksum: state.checksum,
    }
}

/// A divisor.
#[derive(Clone, Copy, Debug, RingMessage)]
pub struct Fraction {
    /// Above the line.
    pub numerator: i32,
    /// Below it.
    pub denominator: i32,
}

/// A quotient.
#[derive(Clone, Copy, Debug, RingMessage)]
pub struct Quotient {
    /// The value.
    pub value: i32,
}

/// Divides, and faults when it cannot.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
pub fn quotient(_ctx: &RingContext, msg: &Fraction) -> Quotient {
    Quotient {
        value: msg.numerator / msg.denominator,
    }
}

/// Line of the division in [`quotient()`].
pub const QUOTIENT_LINE: u32 = 62;

/// The whole block handles each message: every thread faults or none, behind a barrier.
#[ring_kernel(block_size = 96, queue_capacity = 16)]
pub fn together(ctx: &RingContext, msg: &Fraction) -> Quotient {
    let lane = ctx.thread_id();
    ctx.sync_threads();
    let mut value = 0;
    if lane == msg.numerator % 96 {
        value = msg.numerator / msg.denominator;
    }
    ctx.sync_threads();
    Quotient {
        value: value + lane + 1,
    }
}

/// Line of the division in [`together()`].
pub const TOGETHER_LINE: u32 = 76;

/// A message without an answer.
#[ring_kernel]
pub fn remember(_ctx: &RingContext, state: &mut Totals, msg: &Sample) {
    state.count += 1;
    state.last = msg.number;
}

/// What may be asked of an account.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub enum Request {
    /// Puts something in.
    Deposit {
        /// How much.
        amount: u64,
    },
    /// Takes something out.
    Withdraw(u64, bool),
    /// Says what is there.
    Balance,
}

/// What an account says.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub enum Answer {
    /// There is so much now.
    Holds(u64),
    /// There is not enough.
    Short {
        /// What is missing.
        by: u64,
    },
}

/// An account.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType)]
pub struct Account {
    /// What is there.
    pub balance: u64,
    /// What was asked for last and not given.
    pub refused: Option<u64>,
}

/// Keeps an account: an enum comes, an enum goes.
#[ring_kernel(block_size = 32, queue_capacity = 64)]
pub fn account(_ctx: &RingContext, state: &mut Account, msg: &Request) -> Answer {
    match msg {
        Request::Deposit { amount } => state.balance += *amount,
        Request::Withdraw(amount, all) if *amount > state.balance => {
            let by = *amount - state.balance;
            if *all {
                state.refused = Some(*amount);
                return Answer::Short { by };
            }
            state.balance = 0;
        }
        Request::Withdraw(amount, _) => state.balance -= *amount,
        Request::Balance => {
            if let Some(amount) = state.refused.take() {
                return Answer::Short { by: amount };
            }
        }
    }
    Answer::Holds(state.balance)
}

/// What a thread knows of its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType, RingMessage)]
pub struct Place {
    /// Sums of what the context says, by each of its names.
    pub known: [i32; 6],
    /// How often it was asked.
    pub asked: u32,
}

/// One thread of the block tells its place; the whole block answers.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
pub fn whereabouts(ctx: &RingContext, state: &mut Place, msg: &Fraction) -> Place {
    if ctx.thread_id() == 37 {
        state.known[0] = ctx.thread_id() * msg.numerator + ctx.thread_idx();
        state.known[1] = ctx.block_id() * msg.numerator + ctx.block_idx();
        state.known[2] = ctx.global_thread_id() * msg.numerator + ctx.global_id();
        state.known[3] = ctx.lane_id();
        state.known[4] = ctx.warp_id();
        state.known[5] = msg.denominator;
        state.asked += 1;
    }
    ctx.synchronize();
    ctx.sync_threads();
    Place {
        known: state.known,
        asked: state.asked,
    }
}

/// Adds up in memory that the block shares, which begins anew with each message.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
pub fn sharing(ctx: &RingContext, msg: &Fraction) -> Quotient {
    let parts = shared!([i32; 64]);
    let lane = thread_idx_x();
    parts[(lane & 63) as usize] += lane * msg.numerator;
    ctx.sync_threads();
    let mut value = 0;
    for i in 0..64 {
        value += parts[i];
    }
    Quotient { value }
}

/// Lanes ask each other: the whole block answers.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
pub fn asking(ctx: &RingContext, msg: &Fraction) -> Quotient {
    let lane = ctx.lane_id();
    let own = lane * msg.numerator;
    let mut value = ctx.warp_shuffle(own, msg.denominator) + 1000 * ctx.shuffle(own, lane + 3);
    value ^= ctx.shuffle(own as u32, lane + 4) as i32;
    value ^= ctx.shuffle(own as i64, lane + 5) as i32;
    value ^= ctx.shuffle(own as u64, lane + 6) as i32;
    value ^= ctx.shuffle(own as isize, lane + 7) as i32;
    value ^= ctx.shuffle(own as usize, lane + 8) as i32;
    value ^= ctx.shuffle(own as f32, lane + 9) as i32;
    value ^= ctx.shuffle(own as f64, lane + 10) as i32;
    Quotient { value }
}

/// All threads add to one number.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
pub fn adding(ctx: &RingContext, msg: &Fraction) -> Quotient {
    let total = shared!([i32; 1]);
    ctx.atomic_add(&mut total[0], ctx.thread_id() * msg.numerator);
    ctx.sync_threads();
    Quotient { value: total[0] }
}

/// Where a block is in its grid, as an actor sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, RingMessage)]
pub struct Whole {
    /// Its number along each axis.
    pub block: [i32; 3],
    /// Blocks along each axis.
    pub grid: [i32; 3],
}

/// An actor is a grid of one block, whatever it shares its launch with.
#[ring_kernel(block_size = 32, queue_capacity = 4)]
pub fn alone(_ctx: &RingContext, _msg: &Fraction) -> Whole {
    Whole {
        block: [block_idx_x(), block_idx_y(), block_idx_z()],
        grid: [grid_dim_x(), grid_dim_y(), grid_dim_z()],
    }
}

/// More than registers hold.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Tally {
    /// How often each came.
    pub counts: [u32; 100],
}

impl Default for Tally {
    fn default() -> Self {
        Self { counts: [0; 100] }
    }
}

/// Counts, and faults at what it has no place for.
#[ring_kernel(block_size = 32, queue_capacity = 8)]
pub fn tally(_ctx: &RingContext, state: &mut Tally, msg: &Fraction) -> Quotient {
    let place = msg.numerator as usize;
    state.counts[place] += 1;
    Quotient {
        value: state.counts[place] as i32,
    }
}
