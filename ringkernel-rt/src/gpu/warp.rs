//! What the 32 threads of a warp do together.
//!
//! A warp is 32 threads of a block with consecutive ranks, x first; the last one of a block may have fewer. Functions
//! that exchange take a mask first: bit `i` stands for lane `i`. Every lane that the mask names and that has not returned
//! must call the same function with the same mask, and the caller must be among them; on the CPU anything else is a
//! fault, on a GPU it is undefined. Votes, reductions and scans pass over the lanes of the mask that the block lacks or
//! that have returned; to read one of those by a shuffle is such a mistake too. The front end refuses a mask of all lanes
//! where some lanes may not come.
//!
//! # Panics
//! Each function panics outside a running kernel.

use std::rc::Rc;

use super::word::{ladder, tree, Bits, Word};
use crate::backend::cpu::meeting::{Round, Scope};
use crate::backend::cpu::{fault, fiber, lane};
use crate::error::FaultKind;

/// Lanes of a warp.
const SIZE: u32 = 32;

/// Threads of a warp: 32.
#[inline]
#[must_use]
pub fn warp_size() -> i32 {
    SIZE as i32
}

/// The thread's place in its warp.
#[inline]
#[must_use]
#[track_caller]
pub fn lane_id() -> i32 {
    (lane::rank() % SIZE) as i32
}

/// The warp's place in its block.
#[inline]
#[must_use]
#[track_caller]
pub fn warp_id() -> i32 {
    (lane::rank() / SIZE) as i32
}

#[track_caller]
fn own() -> usize {
    (lane::rank() % SIZE) as usize
}

/// Hands in `value` and gets those of all lanes of the mask.
#[track_caller]
fn exchange(mask: u32, what: &'static str, value: u64) -> Rc<Round> {
    check_mask(mask);
    fiber::meet(Scope::Warp(mask), what, Some(value)).expect("a value was handed in")
}

#[track_caller]
fn check_mask(mask: u32) {
    let lane = own() as u32;
    if mask >> lane & 1 == 0 {
        fault::raise(FaultKind::NotInMask { lane, mask });
    }
}

/// The value of lane `source`; the caller's own where the mask does not name it.
#[track_caller]
fn read<T: Word>(mask: u32, what: &'static str, value: T, source: usize) -> T {
    let round = exchange(mask, what, value.into_bits());
    if mask >> source & 1 == 0 {
        return value;
    }
    match round.get(source) {
        Some(bits) => T::of_bits(bits),
        // It has returned.
        None => fault::raise(FaultKind::Diverged { function: what }),
    }
}

/// Waits for the lanes of the mask; what they wrote before is seen by all of them after.
#[track_caller]
pub fn sync_warp(mask: u32) {
    check_mask(mask);
    fiber::meet(Scope::Warp(mask), "sync_warp", None);
}

/// The lanes that are here at the same time as the caller, as a mask.
///
/// Which lanes come together after a branch is the GPU's affair: do not rely on more than that the caller is in it. To
/// ask which lanes take a branch, let all lanes vote before it: `warp_ballot(!0, condition)`.
#[must_use]
#[track_caller]
pub fn warp_active_mask() -> u32 {
    let round =
        fiber::meet(Scope::Converged, "warp_active_mask", Some(0)).expect("a value was handed in");
    present(&round)
}

/// The same as [`warp_active_mask`].
#[must_use]
#[track_caller]
pub fn active_mask() -> u32 {
    warp_active_mask()
}

fn present(round: &Round) -> u32 {
    (0..SIZE)
        .filter(|&lane| round.get(lane as usize).is_some())
        .fold(0, |mask, lane| mask | 1 << lane)
}

/// The value of lane `source`, modulo 32; the caller's own where the mask does not name that lane.
#[track_caller]
pub fn warp_shfl<T: Word>(mask: u32, value: T, source: i32) -> T {
    read(mask, "warp_shfl", value, (source & 31) as usize)
}

/// The same as [`warp_shfl`].
#[track_caller]
pub fn warp_shuffle<T: Word>(mask: u32, value: T, source: i32) -> T {
    warp_shfl(mask, value, source)
}

/// The value of the lane `delta` below; the caller's own where there is none or the mask does not name it.
#[track_caller]
pub fn warp_shfl_up<T: Word>(mask: u32, value: T, delta: u32) -> T {
    let own = own();
    let source = own.checked_sub(delta as usize).unwrap_or(own);
    read(mask, "warp_shfl_up", value, source)
}

/// The same as [`warp_shfl_up`].
#[track_caller]
pub fn warp_shuffle_up<T: Word>(mask: u32, value: T, delta: u32) -> T {
    warp_shfl_up(mask, value, delta)
}

/// The value of the lane `delta` above; the caller's own where there is none or the mask does not name it.
#[track_caller]
pub fn warp_shfl_down<T: Word>(mask: u32, value: T, delta: u32) -> T {
    let own = own();
    let above = own as u64 + u64::from(delta);
    let source = if above < u64::from(SIZE) {
        above as usize
    } else {
        own
    };
    read(mask, "warp_shfl_down", value, source)
}

/// The same as [`warp_shfl_down`].
#[track_caller]
pub fn warp_shuffle_down<T: Word>(mask: u32, value: T, delta: u32) -> T {
    warp_shfl_down(mask, value, delta)
}

/// The value of the lane whose number differs in the low five bits of `bits`; the caller's own where the mask does not
/// name that lane.
#[track_caller]
pub fn warp_shfl_xor<T: Word>(mask: u32, value: T, bits: i32) -> T {
    read(mask, "warp_shfl_xor", value, own() ^ (bits & 31) as usize)
}

/// The same as [`warp_shfl_xor`].
#[track_caller]
pub fn warp_shuffle_xor<T: Word>(mask: u32, value: T, bits: i32) -> T {
    warp_shfl_xor(mask, value, bits)
}

/// The lanes of the mask that say `true`, as a mask.
#[track_caller]
pub fn warp_ballot(mask: u32, predicate: bool) -> u32 {
    let round = exchange(mask, "warp_ballot", u64::from(predicate));
    (0..SIZE)
        .filter(|&lane| round.get(lane as usize) == Some(1))
        .fold(0, |mask, lane| mask | 1 << lane)
}

/// The same as [`warp_ballot`].
#[track_caller]
pub fn ballot(mask: u32, predicate: bool) -> u32 {
    warp_ballot(mask, predicate)
}

/// Whether every lane of the mask says `true`.
#[track_caller]
pub fn warp_all(mask: u32, predicate: bool) -> bool {
    let round = exchange(mask, "warp_all", u64::from(predicate));
    let all = round.all();
    all.iter().flatten().all(|&said| said == 1)
}

/// Whether a lane of the mask says `true`.
#[track_caller]
pub fn warp_any(mask: u32, predicate: bool) -> bool {
    let round = exchange(mask, "warp_any", u64::from(predicate));
    let all = round.all();
    all.iter().flatten().any(|&said| said == 1)
}

/// The lanes of the mask that have the caller's value, compared by bits.
#[track_caller]
pub fn warp_match_any<T: Word>(mask: u32, value: T) -> u32 {
    let round = exchange(mask, "warp_match_any", value.into_bits());
    (0..SIZE)
        .filter(|&lane| round.get(lane as usize) == Some(value.into_bits()))
        .fold(0, |mask, lane| mask | 1 << lane)
}

/// The mask and `true` if all its lanes have the same value, compared by bits; else 0 and `false`.
///
/// Lanes that the block lacks or that have returned are not asked, but stay in the mask.
#[track_caller]
pub fn warp_match_all<T: Word>(mask: u32, value: T) -> (u32, bool) {
    let round = exchange(mask, "warp_match_all", value.into_bits());
    let all = round.all();
    if all.iter().flatten().all(|&bits| bits == value.into_bits()) {
        (mask, true)
    } else {
        (0, false)
    }
}

#[track_caller]
fn reduce<T: Word>(mask: u32, what: &'static str, value: T, combine: impl Fn(T, T) -> T) -> T {
    let round = exchange(mask, what, value.into_bits());
    T::of_bits(round.combined(own(), |values| {
        let words: Vec<_> = values.iter().map(|bits| bits.map(T::of_bits)).collect();
        let result = tree(&words, combine).map(T::into_bits);
        for value in values.iter_mut().flatten() {
            *value = result.expect("there is a value");
        }
    }))
}

#[track_caller]
fn scan<T: Word>(
    mask: u32,
    what: &'static str,
    value: T,
    first: Option<T>,
    combine: impl Fn(T, T) -> T,
) -> T {
    let round = exchange(mask, what, value.into_bits());
    T::of_bits(round.combined(own(), |values| {
        let mut words: Vec<_> = values
            .iter()
            .flatten()
            .map(|&bits| T::of_bits(bits))
            .collect();
        ladder(&mut words, combine);
        // Of an exclusive scan each gets what the one before has.
        let results = first.into_iter().chain(words);
        for (value, result) in values.iter_mut().flatten().zip(results) {
            *value = result.into_bits();
        }
    }))
}

macro_rules! reductions {
    ($($name:ident: $bound:ident $combine:ident, $doc:literal;)*) => {$(
        #[doc = $doc]
        ///
        /// Values are combined in a tree: those of lanes 16 apart first, then 8, 4, 2, 1 apart.
        #[track_caller]
        pub fn $name<T: $bound>(mask: u32, value: T) -> T {
            reduce(mask, stringify!($name), value, T::$combine)
        }
    )*};
}

reductions! {
    warp_reduce_add: Word plus, "The sum over the lanes of the mask; integers wrap.";
    warp_reduce_min: Word least, "The least value of the lanes of the mask; NaN only if all are, and -0.0 is below 0.0.";
    warp_reduce_max: Word greatest, "The greatest value of the lanes of the mask; NaN only if all are, and -0.0 is below 0.0.";
    warp_reduce_and: Bits and, "The `&` of the values of the lanes of the mask.";
    warp_reduce_or: Bits or, "The `|` of the values of the lanes of the mask.";
    warp_reduce_xor: Bits xor, "The `^` of the values of the lanes of the mask.";
}

macro_rules! scans {
    ($($inclusive:ident $exclusive:ident: $combine:ident $first:ident, $what:literal;)*) => {$(
        #[doc = concat!("The ", $what, " of the lanes of the mask up to the caller and with it.")]
        ///
        /// Of floats, neighbours are combined first, then those 2, 4, 8, 16 places apart.
        #[track_caller]
        pub fn $inclusive<T: Word>(mask: u32, value: T) -> T {
            scan(mask, stringify!($inclusive), value, None, T::$combine)
        }

        #[doc = concat!("The ", $what, " of the lanes of the mask below the caller: the inclusive one of the lane before.")]
        #[track_caller]
        pub fn $exclusive<T: Word>(mask: u32, value: T) -> T {
            scan(mask, stringify!($exclusive), value, Some(T::$first), T::$combine)
        }
    )*};
}

scans! {
    warp_inclusive_sum warp_exclusive_sum: plus ZERO, "sum";
    warp_inclusive_min warp_exclusive_min: least TOP, "least value";
    warp_inclusive_max warp_exclusive_max: greatest BOTTOM, "greatest value";
}
