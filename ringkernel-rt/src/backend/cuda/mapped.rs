//! Host memory that the device reads and writes in place: fault records, control blocks and queues.
//!
//! Freeing such memory may wait for every kernel of the device, which beside an actor is for ever. So it is never given
//! back: a dropped [`Region`] goes to the next who asks for its size. Allocating it has waited for no kernel on an H200,
//! where launches beside actors do it; since the driver promises nothing it is had in large chunks, the first one when the
//! device is opened.

use std::collections::BTreeMap;
use std::ptr::{self, NonNull};
use std::sync::Arc;

use cudarc::driver::sys;

use super::driver::check;
use super::{lock, Inner};
use crate::error::Error;
use crate::queue::layout::Shared;

/// Size of a chunk; larger regions get a chunk of their own.
const CHUNK: usize = 2 << 20;

/// Size of the smallest region. Regions are aligned to it, which is two cache lines of the device.
const GRAIN: usize = 256;

/// A zeroed piece of mapped host memory.
///
/// The device may write to it at any time while a kernel that was given its address runs, so the host uses it through
/// the atomics of [`Shared`] alone.
#[derive(Debug)]
pub(super) struct Region {
    device: &'static Inner,
    block: Block,
}

// SAFETY: a region owns its memory alone; what the device does to it is the same for every thread.
unsafe impl Send for Region {}
// SAFETY: a shared region gives out its memory as `Shared`, which may be shared.
unsafe impl Sync for Region {}

impl Region {
    /// Takes `bytes` bytes, all 0.
    pub(super) fn allocate(device: &'static Inner, bytes: usize) -> Result<Arc<Self>, Error> {
        let block = lock(&device.mapped).take(device, bytes)?;
        // SAFETY: the block is at least `bytes` long (`take`), and neither a kernel nor another region uses it.
        unsafe { ptr::write_bytes(block.host.as_ptr(), 0, bytes) };
        Ok(Arc::new(Self { device, block }))
    }

    /// The device's address.
    pub(super) fn address(&self) -> u64 {
        self.block.address
    }

    /// The `bytes` bytes at `offset`, which keep the whole region alive.
    ///
    /// # Panics
    /// If the region is shorter.
    pub(super) fn share(self: &Arc<Self>, offset: usize, bytes: usize) -> Shared {
        assert!(offset.is_multiple_of(8) && offset <= self.block.bytes);
        assert!(bytes <= self.block.bytes - offset);
        // SAFETY: `offset` was just seen to lie inside the block.
        let base = unsafe { self.block.host.add(offset) };
        // SAFETY:
        // - The block is aligned to `GRAIN`, `offset` to 8; the memory is the region's, and zeroed (`allocate`), until
        //   the region is dropped, which the clone below puts off.
        // - The address is given out here alone, so all uses go through `Shared`.
        unsafe { Shared::foreign(base, bytes, self.clone()) }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        lock(&self.device.mapped).give(self.block);
    }
}

/// Memory under its two addresses.
#[derive(Clone, Copy, Debug)]
struct Block {
    host: NonNull<u8>,
    address: u64,
    /// A power of two, at least [`GRAIN`].
    bytes: usize,
}

/// The chunks of a device.
#[derive(Debug, Default)]
pub(super) struct Arena {
    /// Blocks given back, by size.
    free: BTreeMap<usize, Vec<Block>>,
    /// What is left of the newest chunk; its size is any multiple of [`GRAIN`].
    rest: Option<Block>,
    /// Bytes of all chunks.
    chunks: usize,
    /// Bytes of the blocks that regions have.
    taken: usize,
}

// SAFETY: the blocks in the arena are owned by it alone.
unsafe impl Send for Arena {}

impl Arena {
    /// An arena with its first chunk. The device's context must be bound.
    pub(super) fn create() -> Result<Self, Error> {
        Ok(Self {
            free: BTreeMap::new(),
            rest: Some(allocate_chunk(CHUNK)?),
            chunks: CHUNK,
            taken: 0,
        })
    }

    /// Bytes that regions have, and bytes that were had from the driver.
    pub(super) fn bytes(&self) -> (usize, usize) {
        (self.taken, self.chunks)
    }

    fn take(&mut self, device: &Inner, bytes: usize) -> Result<Block, Error> {
        let block = self.find(device, size_class(bytes))?;
        self.taken += block.bytes;
        Ok(block)
    }

    fn find(&mut self, device: &Inner, size: usize) -> Result<Block, Error> {
        if let Some(block) = self.free.get_mut(&size).and_then(Vec::pop) {
            return Ok(block);
        }
        if size > CHUNK / 2 {
            device.context.bind()?;
            let block = allocate_chunk(size)?;
            self.chunks += size;
            return Ok(block);
        }
        let rest = match self.rest.take() {
            Some(rest) if rest.bytes >= size => rest,
            short => {
                self.rest = short;
                device.context.bind()?;
                let chunk = allocate_chunk(CHUNK)?;
                self.chunks += CHUNK;
                if let Some(short) = self.rest.take() {
                    self.give_in_pieces(short);
                }
                chunk
            }
        };
        let (block, rest) = split(rest, size);
        self.rest = rest;
        Ok(block)
    }

    /// Keeps the rest of a chunk that is too short for a request.
    fn give_in_pieces(&mut self, rest: Block) {
        let mut left = Some(rest);
        while let Some(block) = left {
            let (piece, rest) = split(block, 1 << block.bytes.ilog2());
            self.keep(piece);
            left = rest;
        }
    }

    fn give(&mut self, block: Block) {
        self.taken -= block.bytes;
        self.keep(block);
    }

    fn keep(&mut self, block: Block) {
        self.free.entry(block.bytes).or_default().push(block);
    }
}

/// The size of the block that holds `bytes` bytes.
fn size_class(bytes: usize) -> usize {
    bytes.next_power_of_two().max(GRAIN)
}

/// Cuts `size` bytes off the start of `block`, which is at least as long.
fn split(block: Block, size: usize) -> (Block, Option<Block>) {
    let head = Block {
        bytes: size,
        ..block
    };
    let left = block.bytes - size;
    let rest = (left > 0).then(|| Block {
        // SAFETY: the block is longer than `size`, so the address stays inside it.
        host: unsafe { block.host.add(size) },
        address: block.address + size as u64,
        bytes: left,
    });
    (head, rest)
}

/// Asks the driver for mapped memory. A context must be bound.
fn allocate_chunk(bytes: usize) -> Result<Block, Error> {
    let mut host = ptr::null_mut();
    // SAFETY: a context is bound; the driver writes an address. Without WRITECOMBINED, so that the host reads it fast.
    let result = unsafe {
        sys::cuMemHostAlloc(
            &mut host,
            bytes,
            sys::CU_MEMHOSTALLOC_DEVICEMAP | sys::CU_MEMHOSTALLOC_PORTABLE,
        )
    };
    if result == sys::CUresult::CUDA_ERROR_OUT_OF_MEMORY {
        return Err(Error::OutOfMemory {
            bytes: bytes as u64,
            free: None,
        });
    }
    check("cuMemHostAlloc", result)?;
    let mut address = 0;
    // SAFETY: the memory was allocated above as device mapped; 0 is the only flag.
    check("cuMemHostGetDevicePointer", unsafe {
        sys::cuMemHostGetDevicePointer_v2(&mut address, host, 0)
    })?;
    Ok(Block {
        host: NonNull::new(host.cast()).expect("a successful allocation has an address"),
        address,
        bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_powers_of_two_from_the_grain() {
        assert_eq!(size_class(1), GRAIN);
        assert_eq!(size_class(GRAIN), GRAIN);
        assert_eq!(size_class(GRAIN + 1), 2 * GRAIN);
        assert_eq!(size_class(CHUNK), CHUNK);
    }

    #[test]
    fn the_rest_of_a_chunk_is_kept_in_pieces_of_legal_sizes() {
        let mut bytes = [0_u8; 7 * GRAIN];
        let mut arena = Arena::default();
        arena.give_in_pieces(Block {
            host: NonNull::from(&mut bytes).cast(),
            address: 0,
            bytes: 7 * GRAIN,
        });
        let sizes: Vec<(usize, usize)> = arena
            .free
            .iter()
            .map(|(size, blocks)| (size / GRAIN, blocks.len()))
            .collect();
        assert_eq!(sizes, [(1, 1), (2, 1), (4, 1)]);
    }

    #[test]
    fn a_split_keeps_both_addresses_in_step() {
        let mut bytes = [0_u8; 1024];
        let host = NonNull::from(&mut bytes).cast();
        let block = Block {
            host,
            address: 4096,
            bytes: 1024,
        };
        let (head, rest) = split(block, 256);
        assert_eq!((head.address, head.bytes), (4096, 256));
        let rest = rest.expect("768 bytes are left");
        assert_eq!((rest.address, rest.bytes), (4352, 768));
        assert_eq!(rest.host.as_ptr() as usize, host.as_ptr() as usize + 256);
        assert!(split(rest, 768).1.is_none());
    }
}
