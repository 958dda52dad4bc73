//! What the threads of a block, or of the whole grid, do together: reductions and scans.
//!
//! Every thread of the block (or grid) must come, and every one gets its result. The order in which values are combined
//! is fixed: in each warp a tree, those of lanes 16 apart first, then 8, 4, 2, 1 apart; then the results of the warps in
//! the same tree, by their number in the block. Over the grid, thread `t` of a block of `n` threads first combines the
//! results of blocks `t`, `t + n`, `t + 2n`, ... one after another, then these are reduced as over a block.
//!
//! # Panics
//! Each function panics outside a running kernel.

use super::word::{ladder, tree, Bits, Word};
use crate::backend::cpu::meeting::Scope;
use crate::backend::cpu::{fiber, lane};

/// Lanes of a warp.
const WARP: usize = 32;

/// The result over the threads of a block.
fn of_block<T: Copy>(values: &[Option<T>], combine: &impl Fn(T, T) -> T) -> Option<T> {
    let warps: Vec<_> = values
        .chunks(WARP)
        .map(|warp| tree(warp, combine))
        .collect();
    tree(&warps, combine)
}

#[track_caller]
fn reduce_block<T: Copy>(
    what: &'static str,
    value: T,
    into_bits: impl Fn(T) -> u64,
    of_bits: impl Fn(u64) -> T,
    combine: impl Fn(T, T) -> T,
) -> T {
    let round =
        fiber::meet(Scope::Block, what, Some(into_bits(value))).expect("a value was handed in");
    of_bits(round.combined(lane::rank() as usize, |values| {
        let words: Vec<_> = values.iter().map(|bits| bits.map(&of_bits)).collect();
        let result = of_block(&words, &combine).map(&into_bits);
        for value in values.iter_mut().flatten() {
            *value = result.expect("there is a value");
        }
    }))
}

#[track_caller]
fn reduce_grid<T: Copy>(
    what: &'static str,
    value: T,
    into_bits: impl Fn(T) -> u64,
    of_bits: impl Fn(u64) -> T,
    combine: impl Fn(T, T) -> T,
) -> T {
    let own = reduce_block(what, value, &into_bits, &of_bits, &combine);
    let round =
        fiber::meet(Scope::Grid, what, Some(into_bits(own))).expect("a value was handed in");
    // Every block has a value, and all get the same result.
    of_bits(round.combined(0, |values| {
        let threads = lane::threads() as usize;
        let mut words = vec![None; threads];
        for (block, bits) in values.iter().enumerate() {
            let next = of_bits(bits.expect("every block has come"));
            let so_far = &mut words[block % threads];
            *so_far = Some(so_far.map_or(next, |word| combine(word, next)));
        }
        let result = of_block(&words, &combine).map(&into_bits);
        values[0] = result;
    }))
}

#[track_caller]
fn scan_block<T: Word>(
    what: &'static str,
    value: T,
    first: Option<T>,
    combine: impl Fn(T, T) -> T,
) -> T {
    let round =
        fiber::meet(Scope::Block, what, Some(value.into_bits())).expect("a value was handed in");
    T::of_bits(round.combined(lane::rank() as usize, |values| {
        let mut results = Vec::with_capacity(values.len());
        let mut before: Option<T> = None;
        for warp in values.chunks(WARP) {
            let mut words: Vec<_> = warp
                .iter()
                .flatten()
                .map(|&bits| T::of_bits(bits))
                .collect();
            ladder(&mut words, &combine);
            let prefixed = |&word: &T| before.map_or(word, |before| combine(before, word));
            let words: Vec<T> = words.iter().map(prefixed).collect();
            before = words.last().copied().or(before);
            results.extend(words);
        }
        let results = first.into_iter().chain(results);
        for (value, result) in values.iter_mut().flatten().zip(results) {
            *value = result.into_bits();
        }
    }))
}

#[track_caller]
fn scan_grid<T: Word>(
    what: &'static str,
    value: T,
    first: Option<T>,
    combine: impl Fn(T, T) -> T,
) -> T {
    let mine = scan_block(what, value, first, &combine);
    let own = reduce_block(what, value, T::into_bits, T::of_bits, &combine);
    let round =
        fiber::meet(Scope::Grid, what, Some(own.into_bits())).expect("a value was handed in");
    let row = lane::block(2) * lane::grid_dim(1) + lane::block(1);
    // A cooperative grid fits the GPU at once.
    let block = (row * lane::grid_dim(0) + lane::block(0)) as usize;
    let all = round.all();
    let before = all[..block].iter().flatten().map(|&bits| T::of_bits(bits));
    match before.reduce(&combine) {
        None => mine,
        Some(before) if first.is_some() && lane::rank() == 0 => before,
        Some(before) => combine(before, mine),
    }
}

/// A value that [`block_reduce_and`] and its kin take: an integer of 32 or 64 bits, or a `bool`.
pub trait Logic: Copy {
    #[doc(hidden)]
    fn logic_bits(self) -> u64;
    #[doc(hidden)]
    fn of_logic_bits(bits: u64) -> Self;
    #[doc(hidden)]
    fn both(self, other: Self) -> Self;
    #[doc(hidden)]
    fn either(self, other: Self) -> Self;
    #[doc(hidden)]
    fn differing(self, other: Self) -> Self;
}

macro_rules! logic {
    ($($ty:ty)*) => {$(
        impl Logic for $ty {
            #[inline]
            fn logic_bits(self) -> u64 {
                self.into_bits()
            }

            #[inline]
            fn of_logic_bits(bits: u64) -> Self {
                Self::of_bits(bits)
            }

            #[inline]
            fn both(self, other: Self) -> Self {
                self.and(other)
            }

            #[inline]
            fn either(self, other: Self) -> Self {
                self.or(other)
            }

            #[inline]
            fn differing(self, other: Self) -> Self {
                self.xor(other)
            }
        }
    )*};
}

logic!(i32 u32 i64 u64 isize usize);

impl Logic for bool {
    #[inline]
    fn logic_bits(self) -> u64 {
        u64::from(self)
    }

    #[inline]
    fn of_logic_bits(bits: u64) -> Self {
        bits != 0
    }

    #[inline]
    fn both(self, other: Self) -> Self {
        self & other
    }

    #[inline]
    fn either(self, other: Self) -> Self {
        self | other
    }

    #[inline]
    fn differing(self, other: Self) -> Self {
        self ^ other
    }
}

macro_rules! reductions {
    ($($block:ident $grid:ident: $combine:ident, $what:literal;)*) => {$(
        #[doc = concat!("The ", $what, " over the threads of the block.")]
        #[track_caller]
        pub fn $block<T: Word>(value: T) -> T {
            reduce_block(stringify!($block), value, T::into_bits, T::of_bits, T::$combine)
        }

        #[doc = concat!("The ", $what, " over the threads of the grid.")]
        ///
        /// A barrier of the grid: all blocks must be on the GPU at the same time.
        #[track_caller]
        pub fn $grid<T: Word>(value: T) -> T {
            reduce_grid(stringify!($grid), value, T::into_bits, T::of_bits, T::$combine)
        }
    )*};
}

reductions! {
    block_reduce_sum grid_reduce_sum: plus, "sum (integers wrap)";
    block_reduce_min grid_reduce_min: least, "least value (NaN only if all are)";
    block_reduce_max grid_reduce_max: greatest, "greatest value (NaN only if all are)";
}

macro_rules! logic_reductions {
    ($($block:ident $grid:ident: $combine:ident, $what:literal;)*) => {$(
        #[doc = concat!("The `", $what, "` of the values of the block's threads.")]
        #[track_caller]
        pub fn $block<T: Logic>(value: T) -> T {
            reduce_block(stringify!($block), value, T::logic_bits, T::of_logic_bits, T::$combine)
        }

        #[doc = concat!("The `", $what, "` of the values of the grid's threads.")]
        ///
        /// A barrier of the grid: all blocks must be on the GPU at the same time.
        #[track_caller]
        pub fn $grid<T: Logic>(value: T) -> T {
            reduce_grid(stringify!($grid), value, T::logic_bits, T::of_logic_bits, T::$combine)
        }
    )*};
}

logic_reductions! {
    block_reduce_and grid_reduce_and: both, "&";
    block_reduce_or grid_reduce_or: either, "|";
    block_reduce_xor grid_reduce_xor: differing, "^";
}

/// The same as [`grid_reduce_sum`].
#[track_caller]
pub fn reduce_and_broadcast<T: Word>(value: T) -> T {
    grid_reduce_sum(value)
}

/// The same as [`grid_reduce_sum`].
#[track_caller]
pub fn reduce_broadcast<T: Word>(value: T) -> T {
    grid_reduce_sum(value)
}

/// Waits until every thread of the grid has come; what they wrote before is seen by all of them after.
///
/// All blocks must be on the GPU at the same time: a launch that does not fit is refused.
#[track_caller]
pub fn sync_grid() {
    fiber::meet(Scope::Grid, "sync_grid", None);
}

macro_rules! scans {
    ($($inclusive:ident $exclusive:ident: $combine:ident $first:ident, $what:literal;)*) => {$(
        #[doc = concat!("The ", $what, " of the block's threads up to the caller and with it, by rank.")]
        ///
        /// In each warp neighbours are combined first, then those 2, 4, 8, 16 lanes apart; the result of the thread
        /// before the warp comes last.
        #[track_caller]
        pub fn $inclusive<T: Word>(value: T) -> T {
            scan_block(stringify!($inclusive), value, None, T::$combine)
        }

        #[doc = concat!("The ", $what, " of the block's threads before the caller: the inclusive one of the thread before.")]
        #[track_caller]
        pub fn $exclusive<T: Word>(value: T) -> T {
            scan_block(stringify!($exclusive), value, Some(T::$first), T::$combine)
        }
    )*};
}

scans! {
    block_inclusive_sum block_exclusive_sum: plus ZERO, "sum";
    block_inclusive_min block_exclusive_min: least TOP, "least value";
    block_inclusive_max block_exclusive_max: greatest BOTTOM, "greatest value";
}

macro_rules! grid_scans {
    ($($inclusive:ident $exclusive:ident: $combine:ident $first:ident, $what:literal;)*) => {$(
        #[doc = concat!("The ", $what, " of the grid's threads up to the caller and with it, by block, then by rank.")]
        ///
        /// The results of the blocks before are combined one after another, then comes the scan of the own block. A
        /// barrier of the grid: all blocks must be on the GPU at the same time.
        #[track_caller]
        pub fn $inclusive<T: Word>(value: T) -> T {
            scan_grid(stringify!($inclusive), value, None, T::$combine)
        }

        #[doc = concat!("The ", $what, " of the grid's threads before the caller, as the inclusive one.")]
        #[track_caller]
        pub fn $exclusive<T: Word>(value: T) -> T {
            scan_grid(stringify!($exclusive), value, Some(T::$first), T::$combine)
        }
    )*};
}

grid_scans! {
    grid_inclusive_sum grid_exclusive_sum: plus ZERO, "sum";
    grid_inclusive_min grid_exclusive_min: least TOP, "least value";
    grid_inclusive_max grid_exclusive_max: greatest BOTTOM, "greatest value";
}
