//! Groups of threads as values.

use ringkernel_rt::prelude::*;

/// Every exchange of a tile of 8 `i32`: 14 results a thread.
#[kernel]
pub fn tile_i32(input: &[i32], masks: &mut [u32], out: &mut [i32]) {
    let i = this_grid().thread_rank() as usize;
    let tile = tiled::<8>();
    let value = input[i];
    let at = i * 14;
    masks[i] = tile.match_any(value);
    out[at] = tile.shfl(value, tile.thread_rank() * 3 + 1);
    out[at + 1] = tile.shfl_up(value, 3);
    out[at + 2] = tile.shfl_down(value, 5);
    out[at + 3] = tile.shfl_xor(value, 12);
    out[at + 4] = tile.reduce_sum(value);
    out[at + 5] = tile.reduce_min(value);
    out[at + 6] = tile.reduce_max(value);
    out[at + 7] = tile.inclusive_sum(value);
    out[at + 8] = tile.exclusive_sum(value);
    out[at + 9] = tile.inclusive_min(value);
    out[at + 10] = tile.exclusive_min(value);
    out[at + 11] = tile.inclusive_max(value);
    out[at + 12] = tile.exclusive_max(value);
    out[at + 13] = tile.reduce_and(value) ^ (tile.reduce_or(value) & tile.reduce_xor(value));
}

/// Every exchange of a tile of 8 `u32`: 14 results a thread.
#[kernel]
pub fn tile_u32(input: &[u32], masks: &mut [u32], out: &mut [u32]) {
    let i = this_grid().thread_rank() as usize;
    let tile = tiled::<8>();
    let value = input[i];
    let at = i * 14;
    masks[i] = tile.match_any(value);
    out[at] = tile.shfl(value, tile.thread_rank() * 3 + 1);
    out[at + 1] = tile.shfl_up(value, 3);
    out[at + 2] = tile.shfl_down(value, 5);
    out[at + 3] = tile.shfl_xor(value, 12);
    out[at + 4] = tile.reduce_sum(value);
    out[at + 5] = tile.reduce_min(value);
    out[at + 6] = tile.reduce_max(value);
    out[at + 7] = tile.inclusive_sum(value);
    out[at + 8] = tile.exclusive_sum(value);
    out[at + 9] = tile.inclusive_min(value);
    out[at + 10] = tile.exclusive_min(value);
    out[at + 11] = tile.inclusive_max(value);
    out[at + 12] = tile.exclusive_max(value);
    out[at + 13] = tile.reduce_and(value) ^ (tile.reduce_or(value) & tile.reduce_xor(value));
}

/// Every exchange of a tile of 8 `i64`: 14 results a thread.
#[kernel]
pub fn tile_i64(input: &[i64], masks: &mut [u32], out: &mut [i64]) {
    let i = this_grid().thread_rank() as usize;
    let tile = tiled::<8>();
    let value = input[i];
    let at = i * 14;
    masks[i] = tile.match_any(value);
    out[at] = tile.shfl(value, tile.thread_rank() * 3 + 1);
    out[at + 1] = tile.shfl_up(value, 3);
    out[at + 2] = tile.shfl_down(value, 5);
    out[at + 3] = tile.shfl_xor(value, 12);
    out[at + 4] = tile.reduce_sum(value);
    out[at + 5] = tile.reduce_min(value);
    out[at + 6] = tile.reduce_max(value);
    out[at + 7] = tile.inclusive_sum(value);
    out[at + 8] = tile.exclusive_sum(value);
    out[at + 9] = tile.inclusive_min(value);
    out[at + 10] = tile.exclusive_min(value);
    out[at + 11] = tile.inclusive_max(value);
    out[at + 12] = tile.exclusive_max(value);
    out[at + 13] = tile.reduce_and(value) ^ (tile.reduce_or(value) & tile.reduce_xor(value));
}

/// Every exchange of a tile of 8 `u64`: 14 results a thread.
#[kernel]
pub fn tile_u64(input: &[u64], masks: &mut [u32], out: &mut [u64]) {
    let i = this_grid().thread_rank() as usize;
    let tile = tiled::<8>();
    let value = input[i];
    let at = i * 14;
    masks[i] = tile.match_any(value);
    out[at] = tile.shfl(value, tile.thread_rank() * 3 + 1);
    out[at + 1] = tile.shfl_up(value, 3);
    out[at + 2] = tile.shfl_down(value, 5);
    out[at + 3] = tile.shfl_xor(value, 12);
    out[at + 4] = tile.reduce_sum(value);
    out[at + 5] = tile.reduce_min(value);
    out[at + 6] = tile.reduce_max(value);
    out[at + 7] = tile.inclusive_sum(value);
    out[at + 8] = tile.exclusive_sum(value);
    out[at + 9] = tile.inclusive_min(value);
    out[at + 10] = tile.exclusive_min(value);
    out[at + 11] = tile.inclusive_max(value);
    out[at + 12] = tile.exclusive_max(value);
    out[at + 13] = tile.reduce_and(value) ^ (tile.reduce_or(value) & tile.reduce_xor(value));
}

/// Every exchange of a tile of 8 `isize`: 14 results a thread.
#[kernel]
pub fn tile_isize(input: &[isize], masks: &mut [u32], out: &mut [isize]) {
    let i = this_grid().thread_rank() as usize;
    let tile = tiled::<8>();
    let value = input[i];
    let at = i * 14;
    masks[i] = tile.match_any(value);
    out[at] = tile.shfl(value, tile.thread_rank() * 3 + 1);
    out[at + 1] = tile.shfl_up(value, 3);
    out[at + 2] = tile.shfl_down(value, 5);
    out[at + 3] = tile.shfl_xor(value, 12);
    out[at + 4] = tile.reduce_sum(value);
    out[at + 5] = tile.reduce_min(value);
    out[at + 6] = tile.reduce_max(value);
    out[at + 7] = tile.inclusive_sum(value);
    out[at + 8] = tile.exclusive_sum(value);
    out[at + 9] = tile.inclusive_min(value);
    out[at + 10] = tile.exclusive_min(value);
    out[at + 11] = tile.inclusive_max(value);
    out[at + 12] = tile.exclusive_max(value);
    out[at + 13] = tile.reduce_and(value) ^ (tile.reduce_or(value) & tile.reduce_xor(value));
}

/// Every exchange of a tile of 8 `usize`: 14 results a thread.
#[kernel]
pub fn tile_usize(input: &[usize], masks: &mut [u32], out: &mut [usize]) {
    let i = this_grid().thread_rank() as usize;
    let tile = tiled::<8>();
    let value = input[i];
    let at = i * 14;
    masks[i] = tile.match_any(value);
    out[at] = tile.shfl(value, tile.thread_rank() * 3 + 1);
    out[at + 1] = tile.shfl_up(value, 3);
    out[at + 2] = tile.shfl_down(value, 5);
    out[at + 3] = tile.shfl_xor(value, 12);
    out[at + 4] = tile.reduce_sum(value);
    out[at + 5] = tile.reduce_min(value);
    out[at + 6] = tile.reduce_max(value);
    out[at + 7] = tile.inclusive_sum(value);
    out[at + 8] = tile.exclusive_sum(value);
    out[at + 9] = tile.inclusive_min(value);
    out[at + 10] = tile.exclusive_min(value);
    out[at + 11] = tile.inclusive_max(value);
    out[at + 12] = tile.exclusive_max(value);
    out[at + 13] = tile.reduce_and(value) ^ (tile.reduce_or(value) & tile.reduce_xor(value));
}

/// Every exchange of a tile of 8 `f32`: 14 results a thread.
#[kernel]
pub fn tile_f32(input: &[f32], masks: &mut [u32], out: &mut [f32]) {
    let i = this_grid().thread_rank() as usize;
    let tile = tiled::<8>();
    let value = input[i];
    let at = i * 14;
    masks[i] = tile.match_any(value);
    out[at] = tile.shfl(value, tile.thread_rank() * 3 + 1);
    out[at + 1] = tile.shfl_up(value, 3);
    out[at + 2] = tile.shfl_down(value, 5);
    out[at + 3] = tile.shfl_xor(value, 12);
    out[at + 4] = tile.reduce_sum(value);
    out[at + 5] = tile.reduce_min(value);
    out[at + 6] = tile.reduce_max(value);
    out[at + 7] = tile.inclusive_sum(value);
    out[at + 8] = tile.exclusive_sum(value);
    out[at + 9] = tile.inclusive_min(value);
    out[at + 10] = tile.exclusive_min(value);
    out[at + 11] = tile.inclusive_max(value);
    out[at + 12] = tile.exclusive_max(value);
}

/// Every exchange of a tile of 8 `f64`: 14 results a thread.
#[kernel]
pub fn tile_f64(input: &[f64], masks: &mut [u32], out: &mut [f64]) {
    let i = this_grid().thread_rank() as usize;
    let tile = tiled::<8>();
    let value = input[i];
    let at = i * 14;
    masks[i] = tile.match_any(value);
    out[at] = tile.shfl(value, tile.thread_rank() * 3 + 1);
    out[at + 1] = tile.shfl_up(value, 3);
    out[at + 2] = tile.shfl_down(value, 5);
    out[at + 3] = tile.shfl_xor(value, 12);
    out[at + 4] = tile.reduce_sum(value);
    out[at + 5] = tile.reduce_min(value);
    out[at + 6] = tile.reduce_max(value);
    out[at + 7] = tile.inclusive_sum(value);
    out[at + 8] = tile.exclusive_sum(value);
    out[at + 9] = tile.inclusive_min(value);
    out[at + 10] = tile.exclusive_min(value);
    out[at + 11] = tile.inclusive_max(value);
    out[at + 12] = tile.exclusive_max(value);
}

/// The sum over a tile of any width, its first lane giving it on.
#[device]
fn total<const N: usize>(tile: Tile<N>, value: f32) -> f32 {
    let mut sum = value;
    let mut step = tile.size() / 2;
    while step > 0 {
        sum += tile.shfl_down(sum, step);
        step /= 2;
    }
    tile.shfl(sum, 0)
}

/// Every width: 6 sums, 6 least values and 6 scans a thread, of blocks of any size.
#[kernel]
pub fn widths(input: &[f32], out: &mut [f32], places: &mut [u32]) {
    let i = this_grid().thread_rank() as usize;
    let value = input[i];
    let at = i * 18;
    out[at] = tiled::<1>().reduce_sum(value);
    out[at + 1] = tiled::<2>().reduce_sum(value);
    out[at + 2] = tiled::<4>().reduce_sum(value);
    out[at + 3] = tiled::<8>().reduce_sum(value);
    out[at + 4] = tiled::<16>().reduce_sum(value);
    out[at + 5] = this_warp().reduce_sum(value);
    let warp: Tile<32> = tiled();
    out[at + 6] = tiled::<1>().reduce_min(value);
    out[at + 7] = tiled::<2>().reduce_min(value);
    out[at + 8] = tiled::<4>().reduce_min(value);
    out[at + 9] = tiled::<8>().reduce_min(value);
    out[at + 10] = tiled::<16>().reduce_min(value);
    out[at + 11] = warp.reduce_min(value);
    out[at + 12] = tiled::<1>().exclusive_sum(value);
    out[at + 13] = tiled::<2>().exclusive_sum(value);
    out[at + 14] = tiled::<4>().inclusive_sum(value);
    out[at + 15] = tiled::<8>().exclusive_sum(value);
    out[at + 16] = tiled::<16>().inclusive_sum(value);
    out[at + 17] = warp.exclusive_sum(value);
    let tile = tiled::<16>();
    places[i * 4] = tile.thread_rank() + 100 * tile.meta_group_rank();
    places[i * 4 + 1] = tile.meta_group_size() + 100 * tile.num_threads();
    places[i * 4 + 2] = tile.ballot(value > 0.0);
    places[i * 4 + 3] = tile.all(value > -2.0) as u32 + 2 * tile.any(value > 2.0) as u32;
}

/// What a group is passed on as.
#[kernel]
pub fn passed(input: &[f32], out: &mut [f32]) {
    let block = this_block();
    let i = block_idx_x() as usize * block.size() as usize + block.thread_rank() as usize;
    let value = input[i];
    let half = tiled::<16>();
    let copy = half;
    out[i * 4] = total(copy, value);
    out[i * 4 + 1] = total(tiled::<4>(), value) + total(this_warp(), value);
    // Each tile goes its own way, all of its lanes together.
    out[i * 4 + 2] = if half.meta_group_rank() & 1 == 0 {
        total(half, value * 2.0)
    } else {
        half.reduce_max(value)
    };
    let mut rounds = value;
    while half.any(rounds < 4.0) {
        rounds += 0.5 + half.reduce_max(rounds).min(1.0);
        half.sync();
    }
    out[i * 4 + 3] = rounds;
}

/// A block of threads reverses what it has, by its methods.
#[kernel]
pub fn by_block(input: &[i32], out: &mut [i32]) {
    let block = this_block();
    let kept = shared!([i32; 256]);
    let rank = block.thread_rank() as usize;
    let i = this_grid().thread_rank() as usize;
    kept[rank] = input[i];
    block.sync();
    let at = i * 7;
    out[at] = kept[block.num_threads() as usize - 1 - rank];
    out[at + 1] = block.reduce_sum(input[i]) + block.reduce_min(input[i]);
    out[at + 2] = block.reduce_max(input[i]) ^ block.reduce_and(input[i]);
    out[at + 3] = block.reduce_or(input[i]) - block.reduce_xor(input[i]);
    out[at + 4] = block.inclusive_sum(input[i]) - block.exclusive_sum(input[i]);
    out[at + 5] = block.inclusive_min(input[i]) ^ block.exclusive_min(input[i]);
    out[at + 6] = block.inclusive_max(input[i]) ^ block.exclusive_max(input[i]);
}

/// All blocks work together, by the grid's methods.
#[kernel]
pub fn by_grid(values: &mut [i64], out: &mut [i64]) {
    let grid = this_grid();
    let (rank, size) = (grid.thread_rank(), grid.size());
    let value = values[rank as usize];
    grid.sync();
    values[(size - 1 - rank) as usize] = value;
    let at = rank as usize * 8;
    out[at] =
        (grid.block_rank() + 1000 * grid.num_blocks() + 1_000_000 * grid.num_threads()) as i64;
    out[at + 1] = grid.reduce_sum(value) + grid.reduce_min(value);
    out[at + 2] = grid.reduce_max(value) ^ grid.reduce_and(value);
    out[at + 3] = grid.reduce_or(value) - grid.reduce_xor(value);
    out[at + 4] = grid.inclusive_sum(value) - grid.exclusive_sum(value);
    out[at + 5] = grid.inclusive_min(value) ^ grid.exclusive_min(value);
    out[at + 6] = grid.inclusive_max(value) ^ grid.exclusive_max(value);
    out[at + 7] = grid.exclusive_sum(1_i64);
}

/// A row of a matrix for each tile of 4 lanes.
#[kernel]
pub fn rows(matrix: &[f64], vector: &[f64], out: &mut [f64]) {
    let tile = tiled::<4>();
    let columns = vector.len();
    let tiles = this_grid().size() as usize / 4;
    let mut row = this_grid().thread_rank() as usize / 4;
    while tile.all(row < out.len()) {
        let mut sum = 0.0;
        let mut column = tile.thread_rank() as usize;
        while column < columns {
            sum += matrix[row * columns + column] * vector[column];
            column += 4;
        }
        let sum = tile.reduce_sum(sum);
        if tile.thread_rank() == 0 {
            out[row] = sum;
        }
        row += tiles;
    }
}
