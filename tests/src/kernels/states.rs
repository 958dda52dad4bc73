//! Actors whose state is kept in shared memory, and in the device's where it is too large or there is no room.

use ringkernel_rt::prelude::*;

/// What comes into a cell.
#[derive(Clone, Copy, Debug, RingMessage)]
pub struct Entry {
    /// Which cell; a place that is none makes the actor fault when it has changed its state already.
    pub place: u64,
    /// The value.
    pub value: u64,
}

/// What the state has come to.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
pub struct Balance {
    /// The cell.
    pub cell: u64,
    /// All cells, in their order.
    pub digest: u64,
}

/// A state of 1 KiB.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Sheet {
    /// What has come.
    pub cells: [u64; 128],
}

/// A state of 4 KiB, the largest that is kept in shared memory.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Book {
    /// What has come.
    pub cells: [u64; 512],
}

/// The smallest state that is not.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Shelf {
    /// What has come.
    pub cells: [u64; 512],
    /// What is one byte too much.
    pub more: u8,
}

/// A state of 65 bytes, which ends within a word.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Slip {
    /// What has come, a byte each.
    pub cells: [u8; 65],
}

#[device]
fn digest(cells: &[u64]) -> u64 {
    let mut digest = 0_u64;
    for cell in cells.iter() {
        digest = digest.rotate_left(7) ^ *cell;
    }
    digest
}

#[device]
fn enter(cells: &mut [u64], entry: &Entry) -> Balance {
    cells[0] = cells[0].wrapping_add(1);
    let place = entry.place as usize;
    cells[place] = cells[place].rotate_left(5) ^ entry.value;
    Balance {
        cell: cells[place],
        digest: digest(cells),
    }
}

/// One lane, 1 KiB.
#[ring_kernel(block_size = 32, queue_capacity = 64)]
pub fn sheet(_ctx: &RingContext, state: &mut Sheet, msg: &Entry) -> Balance {
    enter(&mut state.cells, msg)
}

/// One lane of a larger block, the most that shared memory keeps.
#[ring_kernel(block_size = 96, queue_capacity = 64)]
pub fn book(_ctx: &RingContext, state: &mut Book, msg: &Entry) -> Balance {
    enter(&mut state.cells, msg)
}

/// One lane, a byte more.
#[ring_kernel(block_size = 32, queue_capacity = 64)]
pub fn shelf(_ctx: &RingContext, state: &mut Shelf, msg: &Entry) -> Balance {
    enter(&mut state.cells, msg)
}

/// One lane, a state that ends within a word.
#[ring_kernel(block_size = 32, queue_capacity = 64)]
pub fn slip(_ctx: &RingContext, state: &mut Slip, msg: &Entry) -> Balance {
    state.cells[0] = state.cells[0].wrapping_add(1);
    let place = msg.place as usize;
    state.cells[place] = state.cells[place].rotate_left(5) ^ msg.value as u8;
    let mut digest = 0_u64;
    for cell in state.cells.iter() {
        digest = digest.rotate_left(7) ^ *cell as u64;
    }
    Balance {
        cell: state.cells[place] as u64,
        digest,
    }
}

/// The whole block, 1 KiB: each thread counts in a cell of its own, one enters, all read.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
pub fn crew_sheet(ctx: &RingContext, state: &mut Sheet, msg: &Entry) -> Balance {
    ctx.atomic_add(&mut state.cells[ctx.thread_id() as usize], 1_u64);
    ctx.sync_threads();
    // Read by all, so that no thread alone may fault: for compute-sanitizer a barrier behind that is two.
    let place = msg.place as usize;
    let held = state.cells[place];
    ctx.sync_threads();
    if ctx.thread_id() == 0 {
        state.cells[place] = held.rotate_left(5) ^ msg.value;
    }
    ctx.sync_threads();
    let mut digest = 0_u64;
    for cell in state.cells.iter() {
        digest = digest.rotate_left(7) ^ *cell;
    }
    Balance {
        cell: state.cells[msg.place as usize],
        digest,
    }
}

/// The whole block, the most that shared memory keeps, beside an array of the handler.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
pub fn crew_book(ctx: &RingContext, state: &mut Book, msg: &Entry) -> Balance {
    let thread = ctx.thread_id() as usize;
    let parts = shared!([u64; 64]);
    parts[thread] = msg.value;
    ctx.atomic_add(&mut state.cells[thread], 1_u64);
    ctx.sync_threads();
    if ctx.thread_id() == 0 {
        let place = msg.place as usize;
        state.cells[place] = state.cells[place].rotate_left(5) ^ parts[63 - place % 64];
    }
    ctx.sync_threads();
    let mut digest = 0_u64;
    for cell in state.cells.iter() {
        digest = digest.rotate_left(7) ^ *cell;
    }
    Balance {
        cell: state.cells[msg.place as usize],
        digest,
    }
}

/// The same, beside an array that leaves it no room there.
#[ring_kernel(block_size = 64, queue_capacity = 16)]
pub fn crowded(ctx: &RingContext, state: &mut Book, msg: &Entry) -> Balance {
    let thread = ctx.thread_id() as usize;
    let parts = shared!([u64; 5632]);
    parts[thread * 88] = msg.value;
    ctx.atomic_add(&mut state.cells[thread], 1_u64);
    ctx.sync_threads();
    if ctx.thread_id() == 0 {
        let place = msg.place as usize;
        state.cells[place] = state.cells[place].rotate_left(5) ^ parts[88 * (63 - place % 64)];
    }
    ctx.sync_threads();
    let mut digest = 0_u64;
    for cell in state.cells.iter() {
        digest = digest.rotate_left(7) ^ *cell;
    }
    Balance {
        cell: state.cells[msg.place as usize],
        digest,
    }
}

macro_rules! empty {
    ($($state:ident { $($field:ident: $value:expr),* })*) => {$(
        impl Default for $state {
            fn default() -> Self {
                Self { $($field: $value),* }
            }
        }
    )*};
}

empty! {
    Sheet { cells: [0; 128] }
    Book { cells: [0; 512] }
    Shelf { cells: [0; 512], more: 0 }
    Slip { cells: [0; 65] }
}
