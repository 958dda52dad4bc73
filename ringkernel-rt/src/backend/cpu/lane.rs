//! Who the running lane is: what the index functions read.
//!
//! The executor writes the calling thread's record before it lets a lane run. Outside a kernel every number is
//! [`OUTSIDE`].

use std::cell::Cell;

use crate::hlc::Timestamp;

/// Stands in every number while no lane runs.
const OUTSIDE: i32 = -1;

/// Sizes of a launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Blocks along x, y, z.
    pub(crate) grid: [u32; 3],
    /// Threads of a block along x, y, z.
    pub(crate) block: [u32; 3],
    /// Elements of each dynamic array in shared memory.
    pub(crate) shared: Lengths,
}

/// Lengths of the dynamic arrays in shared memory, in the order of the kernel's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lengths {
    lengths: [usize; Self::MAX],
    count: usize,
}

impl Lengths {
    /// How many dynamic arrays a kernel may have.
    pub(crate) const MAX: usize = 4;

    /// No arrays.
    pub(crate) const fn new() -> Self {
        Self {
            lengths: [0; Self::MAX],
            count: 0,
        }
    }

    /// With one more array, if there is room for it.
    pub(crate) const fn with(mut self, length: usize) -> Option<Self> {
        if self.count == Self::MAX {
            return None;
        }
        self.lengths[self.count] = length;
        self.count += 1;
        Some(self)
    }

    /// All of them.
    pub(crate) fn as_slice(&self) -> &[usize] {
        &self.lengths[..self.count]
    }
}

impl Shape {
    /// Threads of a block.
    pub(crate) fn threads(&self) -> u64 {
        self.block.iter().map(|&side| u64::from(side)).product()
    }

    /// Blocks of the grid.
    pub(crate) fn blocks(&self) -> u64 {
        self.grid.iter().map(|&side| u64::from(side)).product()
    }
}

/// The place of number `index` in a box of the given sides, x first.
#[inline]
pub(crate) fn place(index: u64, sides: [u32; 3]) -> [u32; 3] {
    let [x, y, _] = sides;
    // Nearly all are small, and a division of 32 bits takes a third of the time.
    if let Ok(index) = u32::try_from(index) {
        return [index % x, index / x % y, index / x / y];
    }
    let (x, y) = (u64::from(x), u64::from(y));
    // Each is below its side, which is a u32.
    [index % x, index / x % y, index / x / y].map(|n| n as u32)
}

struct Lane {
    thread: [Cell<i32>; 3],
    block: [Cell<i32>; 3],
    block_dim: [Cell<i32>; 3],
    grid_dim: [Cell<i32>; 3],
}

const fn outside() -> [Cell<i32>; 3] {
    [Cell::new(OUTSIDE), Cell::new(OUTSIDE), Cell::new(OUTSIDE)]
}

thread_local! {
    static LANE: Lane = const {
        Lane { thread: outside(), block: outside(), block_dim: outside(), grid_dim: outside() }
    };
}

macro_rules! read {
    ($($name:ident)*) => {$(
        #[inline]
        #[track_caller]
        pub(crate) fn $name(axis: usize) -> i32 {
            let value = LANE.with(|lane| lane.$name[axis].get());
            if value == OUTSIDE {
                no_lane();
            }
            value
        }
    )*};
}

read! { thread block block_dim grid_dim }

#[cold]
#[inline(never)]
#[track_caller]
fn no_lane() -> ! {
    panic!("a thread has an index only inside a running kernel: launch the function with `RingKernel::run`")
}

fn write(cells: &[Cell<i32>; 3], values: [u32; 3]) {
    for (cell, value) in cells.iter().zip(values) {
        // Launch limits keep every size within i32.
        cell.set(value as i32);
    }
}

/// Makes the calling thread run lanes of a block.
pub(crate) fn enter_block(shape: &Shape, block: [u32; 3]) {
    LANE.with(|lane| {
        write(&lane.block, block);
        write(&lane.block_dim, shape.block);
        write(&lane.grid_dim, shape.grid);
    });
}

/// Makes the calling thread run this lane of its block.
#[inline]
pub(crate) fn enter(thread: [u32; 3]) {
    LANE.with(|lane| write(&lane.thread, thread));
}

/// The running lane's place in its block.
pub(crate) fn current() -> [u32; 3] {
    LANE.with(|lane| {
        let [x, y, z] = &lane.thread;
        [x, y, z].map(|cell| cell.get() as u32)
    })
}

/// The running lane's block, and its place in it.
pub(crate) fn whole_place() -> ([u32; 3], [u32; 3]) {
    let block = LANE.with(|lane| {
        let [x, y, z] = &lane.block;
        [x, y, z].map(|cell| cell.get() as u32)
    });
    (block, current())
}

/// The running lane's number among those of its block, x first.
#[inline]
#[track_caller]
pub(crate) fn rank() -> u32 {
    let [x, y, z] = [thread(0), thread(1), thread(2)];
    // A block has at most 1024 threads.
    ((z * block_dim(1) + y) * block_dim(0) + x) as u32
}

/// Threads of the running lane's block.
#[inline]
#[track_caller]
pub(crate) fn threads() -> u32 {
    (block_dim(0) * block_dim(1) * block_dim(2)) as u32
}

thread_local! {
    /// When the message in hand was sent.
    static MESSAGE: Cell<Timestamp> = const { Cell::new(Timestamp::ZERO) };
}

/// Has the lanes of the calling thread know when the message that they handle was sent.
pub(crate) fn hear(message: Timestamp) {
    MESSAGE.set(message);
}

/// When the message that the running lane handles was sent.
pub(crate) fn message_time() -> Timestamp {
    MESSAGE.get()
}

/// Ends the block: the calling thread runs no lane.
pub(crate) fn leave_block() {
    LANE.with(|lane| {
        for cells in [&lane.thread, &lane.block, &lane.block_dim, &lane.grid_dim] {
            for cell in cells {
                cell.set(OUTSIDE);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_along_x_first() {
        assert_eq!(place(0, [4, 3, 2]), [0, 0, 0]);
        assert_eq!(place(5, [4, 3, 2]), [1, 1, 0]);
        assert_eq!(place(23, [4, 3, 2]), [3, 2, 1]);
        assert_eq!(place((7 << 32) + 5, [1 << 16, 1 << 16, 8]), [5, 0, 7]);
    }

    #[test]
    #[should_panic(expected = "only inside a running kernel")]
    fn an_index_outside_a_kernel_is_a_mistake() {
        thread(0);
    }
}
