//! Actors and kernels that go wrong in every way, on request: `tests/tests/trouble` asks.
#![expect(
    clippy::manual_assert,
    clippy::todo,
    clippy::unimplemented,
    reason = "such code must stop, too"
)]

use ringkernel_rt::prelude::*;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Errand {
    /// The way, of which 0 is the right one.
    pub way: i32,
    /// The first number.
    pub a: i32,
    /// The second number.
    pub b: i32,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Done {
    /// How many errands were run in this life.
    pub errands: u32,
    /// The value.
    pub value: i32,
}

/// What an actor remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType)]
pub struct Memory {
    /// Errands that went well.
    pub errands: u32,
    /// Numbers to look up.
    pub numbers: [i32; 8],
}

/// A number where there is one.
#[device]
fn even(a: i32) -> Option<i32> {
    if a % 2 == 0 {
        Some(a / 2)
    } else {
        None
    }
}

/// Where [`innermost()`] stops.
pub const INNERMOST_LINE: u32 = line!() + 5;

/// Looks up a number.
#[device]
fn innermost(numbers: &[i32], at: i32) -> i32 {
    numbers[at as usize]
}

/// Hands on to another function.
#[device]
fn inner(numbers: &[i32], at: i32) -> i32 {
    innermost(numbers, at) + 1
}

/// Line of way 0 of [`errand()`]; each way has a line of its own.
pub const ERRAND_LINE: u32 = line!() + 11;

/// Runs errands one after another, with a state.
#[ring_kernel(block_size = 32, queue_capacity = 16)]
#[rustfmt::skip]
pub fn errand(_ctx: &RingContext, state: &mut Memory, msg: &Errand) -> Done {
    let own = [1, 2, 3, 4];
    let (a, b) = (msg.a, msg.b);
    let mut value = 0;
    state.numbers[7] = b;
    match msg.way {
        0 => value = a + b,
        1 => value = state.numbers[a as usize],
        2 => value = own[a as usize],
        3 => value = a / b,
        4 => value = a % b,
        5 => value = (a as u32 / b as u32) as i32,
        6 => value = (a as i64 % b as i64) as i32,
        7 => value = (&own[a as usize..]).len() as i32,
        8 => value = (&own[..b as usize]).len() as i32,
        9 => value = (&own[a as usize..b as usize]).len() as i32,
        10 => panic!("told to stop"),
        11 => assert!(a < b),
        12 => assert!(a < b, "out of order"),
        13 => assert_eq!(a, b),
        14 => assert_ne!(a, b, "alike"),
        15 => unreachable!(),
        16 => unreachable!("this way"),
        17 => value = even(a).unwrap(),
        18 => value = even(a).expect("an even number"),
        19 => value = 5_i32.clamp(a, b),
        20 => value = (a as f32).clamp(1.0, b as f32 / 0.0) as i32,
        21 => value = (a as u32).ilog2() as i32,
        22 => value = a.isqrt(),
        23 => todo!(),
        24 => unimplemented!("later"),
        25 => assert!(even(a).is_some(), "not even"),
        26 => value = inner(&own, a),
        27 => for i in a..99 { value += own[i as usize]; },
        28 => while value < 100 { value += own[(value / 2) as usize]; },
        29 => for x in own.iter().step_by(a as usize) { value += x; },
        30 => for part in own.chunks_exact(a as usize) { value += part[0]; },
        31 => { let pick = |x: i32| own[x as usize]; value = pick(a) + pick(b); }
        32 => value = match even(a) { Some(half) => half, None => panic!("odd") },
        33 => value = a.checked_div(b).unwrap(),
        34 => value = a.div_euclid(b),
        35 => value = a.rem_euclid(b),
        36 if a / b > 0 => value = 1,
        37 => value += { state.errands += 7; own[a as usize] },
        38 => panic!(),
        _ => value = -1,
    }
    state.errands += 1;
    Done { errands: state.errands, value }
}

/// Line of the check in [`settled()`].
pub const SETTLED_LINE: u32 = line!() + 6;

/// Runs errands without a state.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
#[rustfmt::skip]
pub fn settled(_ctx: &RingContext, msg: &Errand) -> Done {
    Done { errands: 0, value: msg.a / msg.b }
}

/// Line of way 0 of [`crew_errand()`]; each way has a line of its own.
pub const CREW_LINE: u32 = line!() + 16;

/// Runs errands by a whole block.
#[ring_kernel(block_size = 96, queue_capacity = 16)]
#[rustfmt::skip]
pub fn crew_errand(ctx: &RingContext, state: &mut Memory, msg: &Errand) -> Done {
    let word = shared!([i32; 4]);
    let lane = ctx.thread_id();
    let mine = lane == msg.a;
    let mut value = 0;
    if lane == 0 {
        word[0] = 7;
        state.errands += 1;
    }
    ctx.sync_threads();
    match msg.way {
        0 => value = word[0] + msg.b,
        1 => if mine { value = word[msg.b as usize]; },
        2 => if mine { value = 9 / msg.b; },
        3 => if mine { panic!("one of many"); },
        4 => for round in 0..9 { if mine { value += word[(round + msg.b) as usize]; } ctx.sync_threads(); },
        5 => assert!(!mine || msg.b > 0, "not all are well"),
        _ => value = -1,
    }
    ctx.sync_threads();
    Done { errands: state.errands, value }
}

/// What may be asked of [`sorter()`].
#[derive(Clone, Copy, Debug, PartialEq, GpuType, RingMessage)]
pub enum Order {
    /// Divides.
    Divide(i32, i32),
    /// Looks up a number.
    Pick {
        /// Which.
        at: u32,
    },
    /// Stops.
    Stop,
}

/// What [`sorter()`] says.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub enum Word {
    /// A number.
    Number(i32),
    /// Nothing.
    Nothing,
}

/// Line of the first arm of [`sorter()`].
pub const SORTER_LINE: u32 = line!() + 8;

/// Answers enums.
#[ring_kernel(block_size = 32, queue_capacity = 16)]
#[rustfmt::skip]
pub fn sorter(_ctx: &RingContext, state: &mut Memory, msg: &Order) -> Word {
    state.errands += 1;
    match msg {
        Order::Divide(a, b) => Word::Number(*a / *b),
        Order::Pick { at } => Word::Number(state.numbers[*at as usize]),
        Order::Stop => panic!("stopped by order"),
    }
}

/// A message with gaps: bytes that are no value.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Parcel {
    /// Counts as one more.
    pub fragile: bool,
    /// What is in it.
    pub weights: [Option<u16>; 3],
    /// What is to be done with it.
    pub order: Order,
}

/// Weighs a parcel by a whole block.
#[ring_kernel(per = block, block_size = 64, queue_capacity = 16)]
pub fn weigh(_ctx: &RingContext, msg: &Parcel) -> u32 {
    let mut sum = if msg.fragile { 1 } else { 0 };
    for weight in msg.weights.iter() {
        sum += weight.unwrap_or(0) as u32;
    }
    match msg.order {
        Order::Divide(a, _) => sum + a as u32,
        Order::Pick { at } => sum + at,
        Order::Stop => sum,
    }
}

/// Line of way 0 of [`wrong()`]; each way has a line of its own.
pub const WRONG_LINE: u32 = line!() + 12;

/// Goes wrong in one thread of a grid.
#[kernel]
#[rustfmt::skip]
pub fn wrong(values: &[i32], out: &mut [i32], way: i32, culprit: i32, n: i32) {
    let word = shared!([i32; 32]);
    let i = block_idx_x() * block_dim_x() + thread_idx_x();
    let mine = i == culprit;
    word[(thread_idx_x() & 31) as usize] = i;
    sync_threads();
    match way {
        0 => if mine { out[0] = values[0] + n; },
        1 => if mine { out[0] = values[n as usize]; },
        2 => if mine { out[n as usize] = 1; },
        3 => if mine { out[0] = word[n as usize]; },
        4 => if mine { out[0] = values[1] / n; },
        5 => if mine { out[0] = (&values[n as usize..]).len() as i32; },
        6 => if mine { panic!("one thread of many"); },
        7 => if mine { for part in values.windows(n as usize) { out[0] += part[0]; } },
        8 => if mine { atomic_add(&mut out[n as usize], 1); },
        _ => out[0] = -1,
    }
    sync_threads();
    if mine { out[1] = n; }
}

/// Line of the division in [`distances()`].
pub const DISTANCES_LINE: u32 = line!() + 6;

/// Divides each cell by how far it is from a limit.
#[stencil(swap(now, next))]
#[rustfmt::skip]
pub fn distances(now: &[i32], next: &mut [i32], limit: i32, pos: GridPos) {
    next[pos.idx()] = now[pos.idx()] / (now[pos.idx()] - limit);
}

/// A piece of a long chain.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Link {
    /// Any number but 0, which is a mistake.
    pub word: u64,
}

/// How far a chain has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, GpuType, RingMessage)]
pub struct Chain {
    /// Links so far.
    pub count: u64,
    /// A checksum over all of them in their order.
    pub checksum: u64,
    /// The last one's word.
    pub word: u64,
}

impl Chain {
    /// The chain with one more link.
    #[must_use]
    pub fn with(self, link: Link) -> Self {
        Self {
            count: self.count + 1,
            checksum: self.checksum.rotate_left(7) ^ link.word.wrapping_mul(0x9E37_79B9_7F4A_7C15),
            word: link.word,
        }
    }
}

/// Line of the assertion in [`chain()`].
pub const CHAIN_LINE: u32 = line!() + 6;

/// Lengthens a chain; each reply depends on all messages before it.
#[ring_kernel(block_size = 32, queue_capacity = 256)]
#[rustfmt::skip]
pub fn chain(_ctx: &RingContext, state: &mut Chain, msg: &Link) -> Chain {
    assert!(msg.word != 0, "a link of nothing");
    state.count += 1;
    state.checksum = state.checksum.rotate_left(7) ^ msg.word.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    state.word = msg.word;
    Chain { count: state.count, checksum: state.checksum, word: state.word }
}
