//! Groups of threads as values: a block, the grid, and tiles of 1 to 32 lanes of a warp.
//!
//! A group's value is a word for the threads that it stands for: it has no data, may be kept in a variable and handed to
//! `#[device]` functions. What its methods do, all threads of the group must do together; the front end checks it. The
//! functions `tile_..` are the methods of [`Tile`] with the width as a number.
//!
//! # Panics
//! Each function and method panics outside a running kernel, but for those that give a group or its size.

use super::block::{self, Logic};
use super::sync;
use super::warp;
use super::word::{Bits, Word};
use crate::backend::cpu::lane;

/// The threads of a block.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ThreadBlock {}

/// The threads of all blocks of a launch.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ThreadGrid {}

/// `N` neighbouring lanes of a warp: 1, 2, 4, 8, 16 or all 32.
///
/// The first tile of a block starts at its first thread. A block whose threads are no multiple of `N` has fewer in its
/// last tile; the others are passed over.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Tile<const N: usize> {}

/// The caller's block.
#[inline]
#[must_use]
pub const fn this_block() -> ThreadBlock {
    ThreadBlock {}
}

/// The grid.
#[inline]
#[must_use]
pub const fn this_grid() -> ThreadGrid {
    ThreadGrid {}
}

/// The caller's warp.
#[inline]
#[must_use]
pub const fn this_warp() -> Tile<32> {
    tiled()
}

/// The caller's tile, where each warp is cut into tiles of `N` lanes.
#[inline]
#[must_use]
pub const fn tiled<const N: usize>() -> Tile<N> {
    let _ = Tile::<N>::WIDTH;
    Tile {}
}

/// The first lane of the caller's tile, in its warp.
#[track_caller]
fn first(width: u32) -> u32 {
    lane::rank() % 32 / width * width
}

/// The lanes of the caller's tile that the block has.
#[track_caller]
fn mask(width: u32) -> u32 {
    let first = first(width);
    let left = lane::threads() - (lane::rank() / 32 * 32 + first);
    u32::MAX >> (32 - width.min(left)) << first
}

/// The caller's place among the lanes of its tile.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_rank(width: u32) -> u32 {
    lane::rank() % width
}

/// How many lanes a tile has.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[must_use]
pub fn tile_size(width: u32) -> u32 {
    width
}

/// The place of the caller's tile among those of the block.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_number(width: u32) -> u32 {
    lane::rank() / width
}

/// How many tiles the block has; the last may be short.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_count(width: u32) -> u32 {
    lane::threads().div_ceil(width)
}

/// Waits for the lanes of the tile; what they wrote before is seen by all of them after.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
pub fn tile_sync(width: u32) {
    warp::sync_warp(mask(width));
}

/// Whether every lane of the tile says `true`.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_all(width: u32, predicate: bool) -> bool {
    warp::warp_all(mask(width), predicate)
}

/// Whether a lane of the tile says `true`.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_any(width: u32, predicate: bool) -> bool {
    warp::warp_any(mask(width), predicate)
}

/// The lanes of the tile that say `true`: bit `i` stands for the lane of rank `i`.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_ballot(width: u32, predicate: bool) -> u32 {
    warp::warp_ballot(mask(width), predicate) >> first(width)
}

/// The lanes of the tile that have the caller's value, compared by bits, as in a ballot.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_match_any<T: Word>(width: u32, value: T) -> u32 {
    warp::warp_match_any(mask(width), value) >> first(width)
}

/// The value of the lane of rank `source`, modulo the width; the caller's own where the block has no such lane.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_shfl<T: Word>(width: u32, value: T, source: u32) -> T {
    let source = first(width) + source % width;
    warp::warp_shfl(mask(width), value, source as i32)
}

/// The value of the lane `delta` below; the caller's own where the tile has none.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_shfl_up<T: Word>(width: u32, value: T, delta: u32) -> T {
    let rank = tile_rank(width);
    let source = rank.checked_sub(delta).unwrap_or(rank);
    tile_shfl(width, value, source)
}

/// The value of the lane `delta` above; the caller's own where the tile has none.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_shfl_down<T: Word>(width: u32, value: T, delta: u32) -> T {
    let rank = tile_rank(width);
    let source = if delta < width - rank {
        rank + delta
    } else {
        rank
    };
    tile_shfl(width, value, source)
}

/// The value of the lane whose rank differs in these bits, modulo the width; the caller's own where the block has no such lane.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_shfl_xor<T: Word>(width: u32, value: T, bits: u32) -> T {
    tile_shfl(width, value, tile_rank(width) ^ (bits % width))
}

/// The sum over the lanes of the tile; integers wrap.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_reduce_sum<T: Word>(width: u32, value: T) -> T {
    warp::warp_reduce_add(mask(width), value)
}

/// The least value of the lanes of the tile; NaN only if all are, and -0.0 is below 0.0.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_reduce_min<T: Word>(width: u32, value: T) -> T {
    warp::warp_reduce_min(mask(width), value)
}

/// The greatest value of the lanes of the tile; NaN only if all are, and -0.0 is below 0.0.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_reduce_max<T: Word>(width: u32, value: T) -> T {
    warp::warp_reduce_max(mask(width), value)
}

/// The `&` of the values of the lanes of the tile.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_reduce_and<T: Bits>(width: u32, value: T) -> T {
    warp::warp_reduce_and(mask(width), value)
}

/// The `|` of the values of the lanes of the tile.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_reduce_or<T: Bits>(width: u32, value: T) -> T {
    warp::warp_reduce_or(mask(width), value)
}

/// The `^` of the values of the lanes of the tile.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_reduce_xor<T: Bits>(width: u32, value: T) -> T {
    warp::warp_reduce_xor(mask(width), value)
}

/// The sum of the lanes of the tile up to the caller and with it.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_inclusive_sum<T: Word>(width: u32, value: T) -> T {
    warp::warp_inclusive_sum(mask(width), value)
}

/// The sum of the lanes of the tile below the caller.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_exclusive_sum<T: Word>(width: u32, value: T) -> T {
    warp::warp_exclusive_sum(mask(width), value)
}

/// The least value of the lanes of the tile up to the caller and with it.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_inclusive_min<T: Word>(width: u32, value: T) -> T {
    warp::warp_inclusive_min(mask(width), value)
}

/// The least value of the lanes of the tile below the caller.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_exclusive_min<T: Word>(width: u32, value: T) -> T {
    warp::warp_exclusive_min(mask(width), value)
}

/// The greatest value of the lanes of the tile up to the caller and with it.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_inclusive_max<T: Word>(width: u32, value: T) -> T {
    warp::warp_inclusive_max(mask(width), value)
}

/// The greatest value of the lanes of the tile below the caller.
///
/// The lanes are those of the caller's tile of `width`, a power of 2 up to 32.
#[track_caller]
#[must_use]
pub fn tile_exclusive_max<T: Word>(width: u32, value: T) -> T {
    warp::warp_exclusive_max(mask(width), value)
}

impl<const N: usize> Tile<N> {
    const WIDTH: u32 = {
        assert!(
            N <= 32 && N.is_power_of_two(),
            "a tile has 1, 2, 4, 8, 16 or 32 lanes"
        );
        N as u32
    };

    /// The caller's place among the lanes of its tile.
    #[track_caller]
    #[must_use]
    pub fn thread_rank(self) -> u32 {
        tile_rank(Self::WIDTH)
    }

    /// How many lanes a tile has.
    #[must_use]
    pub fn size(self) -> u32 {
        tile_size(Self::WIDTH)
    }

    /// The place of the caller's tile among those of the block.
    #[track_caller]
    #[must_use]
    pub fn meta_group_rank(self) -> u32 {
        tile_number(Self::WIDTH)
    }

    /// How many tiles the block has; the last may be short.
    #[track_caller]
    #[must_use]
    pub fn meta_group_size(self) -> u32 {
        tile_count(Self::WIDTH)
    }

    /// Waits for the lanes of the tile; what they wrote before is seen by all of them after.
    #[track_caller]
    pub fn sync(self) {
        tile_sync(Self::WIDTH)
    }

    /// Whether every lane of the tile says `true`.
    #[track_caller]
    #[must_use]
    pub fn all(self, predicate: bool) -> bool {
        tile_all(Self::WIDTH, predicate)
    }

    /// Whether a lane of the tile says `true`.
    #[track_caller]
    #[must_use]
    pub fn any(self, predicate: bool) -> bool {
        tile_any(Self::WIDTH, predicate)
    }

    /// The lanes of the tile that say `true`: bit `i` stands for the lane of rank `i`.
    #[track_caller]
    #[must_use]
    pub fn ballot(self, predicate: bool) -> u32 {
        tile_ballot(Self::WIDTH, predicate)
    }

    /// The lanes of the tile that have the caller's value, compared by bits, as in a ballot.
    #[track_caller]
    #[must_use]
    pub fn match_any<T: Word>(self, value: T) -> u32 {
        tile_match_any(Self::WIDTH, value)
    }

    /// The value of the lane of rank `source`, modulo the width; the caller's own where the block has no such lane.
    #[track_caller]
    #[must_use]
    pub fn shfl<T: Word>(self, value: T, source: u32) -> T {
        tile_shfl(Self::WIDTH, value, source)
    }

    /// The value of the lane `delta` below; the caller's own where the tile has none.
    #[track_caller]
    #[must_use]
    pub fn shfl_up<T: Word>(self, value: T, delta: u32) -> T {
        tile_shfl_up(Self::WIDTH, value, delta)
    }

    /// The value of the lane `delta` above; the caller's own where the tile has none.
    #[track_caller]
    #[must_use]
    pub fn shfl_down<T: Word>(self, value: T, delta: u32) -> T {
        tile_shfl_down(Self::WIDTH, value, delta)
    }

    /// The value of the lane whose rank differs in these bits, modulo the width; the caller's own where the block has no such lane.
    #[track_caller]
    #[must_use]
    pub fn shfl_xor<T: Word>(self, value: T, bits: u32) -> T {
        tile_shfl_xor(Self::WIDTH, value, bits)
    }

    /// The sum over the lanes of the tile; integers wrap.
    #[track_caller]
    #[must_use]
    pub fn reduce_sum<T: Word>(self, value: T) -> T {
        tile_reduce_sum(Self::WIDTH, value)
    }

    /// The least value of the lanes of the tile; NaN only if all are, and -0.0 is below 0.0.
    #[track_caller]
    #[must_use]
    pub fn reduce_min<T: Word>(self, value: T) -> T {
        tile_reduce_min(Self::WIDTH, value)
    }

    /// The greatest value of the lanes of the tile; NaN only if all are, and -0.0 is below 0.0.
    #[track_caller]
    #[must_use]
    pub fn reduce_max<T: Word>(self, value: T) -> T {
        tile_reduce_max(Self::WIDTH, value)
    }

    /// The `&` of the values of the lanes of the tile.
    #[track_caller]
    #[must_use]
    pub fn reduce_and<T: Bits>(self, value: T) -> T {
        tile_reduce_and(Self::WIDTH, value)
    }

    /// The `|` of the values of the lanes of the tile.
    #[track_caller]
    #[must_use]
    pub fn reduce_or<T: Bits>(self, value: T) -> T {
        tile_reduce_or(Self::WIDTH, value)
    }

    /// The `^` of the values of the lanes of the tile.
    #[track_caller]
    #[must_use]
    pub fn reduce_xor<T: Bits>(self, value: T) -> T {
        tile_reduce_xor(Self::WIDTH, value)
    }

    /// The sum of the lanes of the tile up to the caller and with it.
    #[track_caller]
    #[must_use]
    pub fn inclusive_sum<T: Word>(self, value: T) -> T {
        tile_inclusive_sum(Self::WIDTH, value)
    }

    /// The sum of the lanes of the tile below the caller.
    #[track_caller]
    #[must_use]
    pub fn exclusive_sum<T: Word>(self, value: T) -> T {
        tile_exclusive_sum(Self::WIDTH, value)
    }

    /// The least value of the lanes of the tile up to the caller and with it.
    #[track_caller]
    #[must_use]
    pub fn inclusive_min<T: Word>(self, value: T) -> T {
        tile_inclusive_min(Self::WIDTH, value)
    }

    /// The least value of the lanes of the tile below the caller.
    #[track_caller]
    #[must_use]
    pub fn exclusive_min<T: Word>(self, value: T) -> T {
        tile_exclusive_min(Self::WIDTH, value)
    }

    /// The greatest value of the lanes of the tile up to the caller and with it.
    #[track_caller]
    #[must_use]
    pub fn inclusive_max<T: Word>(self, value: T) -> T {
        tile_inclusive_max(Self::WIDTH, value)
    }

    /// The greatest value of the lanes of the tile below the caller.
    #[track_caller]
    #[must_use]
    pub fn exclusive_max<T: Word>(self, value: T) -> T {
        tile_exclusive_max(Self::WIDTH, value)
    }

    /// The same as [`size`](Self::size).
    #[must_use]
    pub fn num_threads(self) -> u32 {
        Self::WIDTH
    }
}

impl ThreadBlock {
    /// The caller's place in the block, x first.
    #[must_use]
    #[track_caller]
    pub fn thread_rank(self) -> u32 {
        lane::rank()
    }

    /// How many threads the block has.
    #[must_use]
    #[track_caller]
    pub fn size(self) -> u32 {
        lane::threads()
    }

    /// The same as [`size`](Self::size).
    #[must_use]
    #[track_caller]
    pub fn num_threads(self) -> u32 {
        lane::threads()
    }

    /// Waits as [`sync_threads`](sync::sync_threads) does.
    #[track_caller]
    pub fn sync(self) {
        sync::sync_threads();
    }

    /// The sum over the threads of the block, as [`block_reduce_sum`](block::block_reduce_sum).
    #[track_caller]
    pub fn reduce_sum<T: Word>(self, value: T) -> T {
        block::block_reduce_sum(value)
    }

    /// The least value over the threads of the block, as [`block_reduce_min`](block::block_reduce_min).
    #[track_caller]
    pub fn reduce_min<T: Word>(self, value: T) -> T {
        block::block_reduce_min(value)
    }

    /// The greatest value over the threads of the block, as [`block_reduce_max`](block::block_reduce_max).
    #[track_caller]
    pub fn reduce_max<T: Word>(self, value: T) -> T {
        block::block_reduce_max(value)
    }

    /// The `&` over the threads of the block, as [`block_reduce_and`](block::block_reduce_and).
    #[track_caller]
    pub fn reduce_and<T: Logic>(self, value: T) -> T {
        block::block_reduce_and(value)
    }

    /// The `|` over the threads of the block, as [`block_reduce_or`](block::block_reduce_or).
    #[track_caller]
    pub fn reduce_or<T: Logic>(self, value: T) -> T {
        block::block_reduce_or(value)
    }

    /// The `^` over the threads of the block, as [`block_reduce_xor`](block::block_reduce_xor).
    #[track_caller]
    pub fn reduce_xor<T: Logic>(self, value: T) -> T {
        block::block_reduce_xor(value)
    }

    /// The scan [`block_inclusive_sum`](block::block_inclusive_sum).
    #[track_caller]
    pub fn inclusive_sum<T: Word>(self, value: T) -> T {
        block::block_inclusive_sum(value)
    }

    /// The scan [`block_exclusive_sum`](block::block_exclusive_sum).
    #[track_caller]
    pub fn exclusive_sum<T: Word>(self, value: T) -> T {
        block::block_exclusive_sum(value)
    }

    /// The scan [`block_inclusive_min`](block::block_inclusive_min).
    #[track_caller]
    pub fn inclusive_min<T: Word>(self, value: T) -> T {
        block::block_inclusive_min(value)
    }

    /// The scan [`block_exclusive_min`](block::block_exclusive_min).
    #[track_caller]
    pub fn exclusive_min<T: Word>(self, value: T) -> T {
        block::block_exclusive_min(value)
    }

    /// The scan [`block_inclusive_max`](block::block_inclusive_max).
    #[track_caller]
    pub fn inclusive_max<T: Word>(self, value: T) -> T {
        block::block_inclusive_max(value)
    }

    /// The scan [`block_exclusive_max`](block::block_exclusive_max).
    #[track_caller]
    pub fn exclusive_max<T: Word>(self, value: T) -> T {
        block::block_exclusive_max(value)
    }
}

impl ThreadGrid {
    /// The caller's place in the grid: by block, then by rank in the block.
    #[must_use]
    #[track_caller]
    pub fn thread_rank(self) -> u64 {
        self.block_rank() * u64::from(lane::threads()) + u64::from(lane::rank())
    }

    /// How many threads the grid has.
    #[must_use]
    #[track_caller]
    pub fn size(self) -> u64 {
        self.num_blocks() * u64::from(lane::threads())
    }

    /// The same as [`size`](Self::size).
    #[must_use]
    #[track_caller]
    pub fn num_threads(self) -> u64 {
        self.size()
    }

    /// The place of the caller's block in the grid, x first.
    #[must_use]
    #[track_caller]
    pub fn block_rank(self) -> u64 {
        let [x, y, z] = [0, 1, 2].map(|axis| lane::block(axis) as u64);
        (z * lane::grid_dim(1) as u64 + y) * lane::grid_dim(0) as u64 + x
    }

    /// How many blocks the grid has.
    #[must_use]
    #[track_caller]
    pub fn num_blocks(self) -> u64 {
        (0..3).map(|axis| lane::grid_dim(axis) as u64).product()
    }

    /// Waits as [`sync_grid`](block::sync_grid) does.
    #[track_caller]
    pub fn sync(self) {
        block::sync_grid();
    }

    /// The sum over the threads of the grid, as [`grid_reduce_sum`](block::grid_reduce_sum).
    #[track_caller]
    pub fn reduce_sum<T: Word>(self, value: T) -> T {
        block::grid_reduce_sum(value)
    }

    /// The least value over the threads of the grid, as [`grid_reduce_min`](block::grid_reduce_min).
    #[track_caller]
    pub fn reduce_min<T: Word>(self, value: T) -> T {
        block::grid_reduce_min(value)
    }

    /// The greatest value over the threads of the grid, as [`grid_reduce_max`](block::grid_reduce_max).
    #[track_caller]
    pub fn reduce_max<T: Word>(self, value: T) -> T {
        block::grid_reduce_max(value)
    }

    /// The `&` over the threads of the grid, as [`grid_reduce_and`](block::grid_reduce_and).
    #[track_caller]
    pub fn reduce_and<T: Logic>(self, value: T) -> T {
        block::grid_reduce_and(value)
    }

    /// The `|` over the threads of the grid, as [`grid_reduce_or`](block::grid_reduce_or).
    #[track_caller]
    pub fn reduce_or<T: Logic>(self, value: T) -> T {
        block::grid_reduce_or(value)
    }

    /// The `^` over the threads of the grid, as [`grid_reduce_xor`](block::grid_reduce_xor).
    #[track_caller]
    pub fn reduce_xor<T: Logic>(self, value: T) -> T {
        block::grid_reduce_xor(value)
    }

    /// The scan [`grid_inclusive_sum`](block::grid_inclusive_sum).
    #[track_caller]
    pub fn inclusive_sum<T: Word>(self, value: T) -> T {
        block::grid_inclusive_sum(value)
    }

    /// The scan [`grid_exclusive_sum`](block::grid_exclusive_sum).
    #[track_caller]
    pub fn exclusive_sum<T: Word>(self, value: T) -> T {
        block::grid_exclusive_sum(value)
    }

    /// The scan [`grid_inclusive_min`](block::grid_inclusive_min).
    #[track_caller]
    pub fn inclusive_min<T: Word>(self, value: T) -> T {
        block::grid_inclusive_min(value)
    }

    /// The scan [`grid_exclusive_min`](block::grid_exclusive_min).
    #[track_caller]
    pub fn exclusive_min<T: Word>(self, value: T) -> T {
        block::grid_exclusive_min(value)
    }

    /// The scan [`grid_inclusive_max`](block::grid_inclusive_max).
    #[track_caller]
    pub fn inclusive_max<T: Word>(self, value: T) -> T {
        block::grid_inclusive_max(value)
    }

    /// The scan [`grid_exclusive_max`](block::grid_exclusive_max).
    #[track_caller]
    pub fn exclusive_max<T: Word>(self, value: T) -> T {
        block::grid_exclusive_max(value)
    }
}
