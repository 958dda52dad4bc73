//! Memory of the device: allocated and filled aside, then read, written and freed in the order of the work stream.
//!
//! `cuMemFree` waits for every kernel of the device, so beside an actor it would wait for ever. Where the device has
//! memory pools (all but some virtual GPUs) frees are therefore ordered by the work stream, and freed memory stays in
//! the pool. Elsewhere freed blocks are kept until a block of their size is asked for again, or until no actor runs.

use std::ptr;
use std::sync::Mutex;

use cudarc::driver::sys;

use super::driver::{check, failure};
use super::stream::{Event, Stream};
use super::{lock, Inner};
use crate::budget::Grant;
use crate::error::Error;

/// A block of the device's memory, freed on drop after all work that was launched before.
#[derive(Debug)]
pub(crate) struct Memory {
    device: &'static Inner,
    /// 0 if and only if the block is empty.
    address: u64,
    bytes: usize,
    /// What the runtime has granted for it.
    _grant: Option<Grant>,
}

impl Memory {
    /// Memory with a copy of `source`; none is legal and costs nothing.
    pub(super) fn of(device: &'static Inner, source: &[u8]) -> Result<Self, Error> {
        let memory = Self::allocate(device, source.len())?;
        memory.copy_from(source, device.copies)?;
        Ok(memory)
    }

    /// Memory of `bytes` zeros.
    pub(super) fn zeroed(device: &'static Inner, bytes: usize) -> Result<Self, Error> {
        let memory = Self::allocate(device, bytes)?;
        if bytes > 0 {
            memory.fill_with_zeros(device.copies)?;
            device.copies.synchronize()?;
        }
        Ok(memory)
    }

    /// Memory that only the stream for copies may use until it is waited for.
    fn allocate(device: &'static Inner, bytes: usize) -> Result<Self, Error> {
        let address = if bytes == 0 {
            0
        } else {
            device.context.bind()?;
            device.allocator.allocate(device, bytes)?
        };
        Ok(Self {
            device,
            address,
            bytes,
            _grant: None,
        })
    }

    /// Gives a grant back when the block is freed.
    pub(crate) fn charged(mut self, grant: Grant) -> Self {
        self._grant = Some(grant);
        self
    }

    /// The device's address of the first byte.
    pub(super) fn address(&self) -> u64 {
        self.address
    }

    /// Its size.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether it is a block of `device`.
    pub(super) fn is_of(&self, device: &'static Inner) -> bool {
        ptr::eq(self.device, device)
    }

    /// Overwrites the start of the block, after the work launched before, and waits for it.
    pub(super) fn write(&self, source: &[u8]) -> Result<(), Error> {
        self.copy_from(source, self.device.work)
    }

    /// Reads the whole block, after the work launched before.
    pub(super) fn read(&self) -> Result<Vec<u8>, Error> {
        self.read_on(self.device.work)
    }

    /// Reads the whole block beside the work stream: no kernel uses it any more.
    pub(super) fn read_aside(&self) -> Result<Vec<u8>, Error> {
        self.read_on(self.device.copies)
    }

    fn read_on(&self, stream: Stream) -> Result<Vec<u8>, Error> {
        let mut target = vec![0; self.bytes];
        if target.is_empty() {
            return Ok(target);
        }
        self.device.context.bind()?;
        // SAFETY: the block is alive and as long as `target`, which outlives the copy because the stream is waited for
        // below, also when the copy fails.
        let result = unsafe {
            sys::cuMemcpyDtoHAsync_v2(
                target.as_mut_ptr().cast(),
                self.address,
                target.len(),
                stream.raw(),
            )
        };
        stream.synchronize()?;
        check("cuMemcpyDtoHAsync", result)?;
        Ok(target)
    }

    /// Sets all bytes to 0 after the work launched before, without waiting. The context must be bound.
    pub(super) fn zero(&self) -> Result<(), Error> {
        self.fill_with_zeros(self.device.work)
    }

    fn fill_with_zeros(&self, stream: Stream) -> Result<(), Error> {
        // SAFETY: the block is alive and `bytes` long.
        check("cuMemsetD8Async", unsafe {
            sys::cuMemsetD8Async(self.address, 0, self.bytes, stream.raw())
        })
    }

    /// Copies `source` to the start of the block in the order of `stream`, and waits for it.
    fn copy_from(&self, source: &[u8], stream: Stream) -> Result<(), Error> {
        self.check_length(source.len())?;
        if source.is_empty() {
            return Ok(());
        }
        self.device.context.bind()?;
        // SAFETY: the block is alive and at least as long as `source` (checked above), which outlives the copy because
        // the stream is waited for below, also when the copy fails.
        let result = unsafe {
            sys::cuMemcpyHtoDAsync_v2(
                self.address,
                source.as_ptr().cast(),
                source.len(),
                stream.raw(),
            )
        };
        stream.synchronize()?;
        check("cuMemcpyHtoDAsync", result)
    }

    fn check_length(&self, bytes: usize) -> Result<(), Error> {
        if bytes <= self.bytes {
            return Ok(());
        }
        Err(Error::LengthMismatch {
            what: "device memory",
            expected: self.bytes,
            actual: bytes,
        })
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if self.address != 0 && self.device.context.bind().is_ok() {
            self.device
                .allocator
                .free(self.device, self.address, self.bytes);
        }
    }
}

/// How blocks are had and given back.
#[derive(Debug)]
pub(super) enum Allocator {
    /// In the order of a stream, from a pool of our own that keeps what is freed.
    Pool(Pool),
    /// At once, with what is freed kept aside.
    Plain(Mutex<Vec<Retired>>),
}

/// A handle that lives as long as the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    raw: sys::CUmemoryPool,
}

// SAFETY: the driver lets any thread use a pool.
unsafe impl Send for Pool {}
// SAFETY: as for `Send`; the driver locks inside.
unsafe impl Sync for Pool {}

/// A freed block that work before `event` may still use.
#[derive(Debug)]
pub(super) struct Retired {
    address: u64,
    bytes: usize,
    event: Event,
}

impl Allocator {
    /// The way that fits the device. Its context must be bound.
    pub(super) fn create(device: sys::CUdevice, has_pools: bool) -> Result<Self, Error> {
        if !has_pools {
            return Ok(Self::Plain(Mutex::new(Vec::new())));
        }
        let properties = sys::CUmemPoolProps {
            allocType: sys::CUmemAllocationType::CU_MEM_ALLOCATION_TYPE_PINNED,
            handleTypes: sys::CUmemAllocationHandleType::CU_MEM_HANDLE_TYPE_NONE,
            location: sys::CUmemLocation {
                type_: sys::CUmemLocationType::CU_MEM_LOCATION_TYPE_DEVICE,
                id: device,
            },
            win32SecurityAttributes: ptr::null_mut(),
            maxSize: 0,
            usage: 0,
            reserved: [0; 54],
        };
        let mut raw = ptr::null_mut();
        // SAFETY: the properties are complete, their reserved bytes 0; the driver writes a handle.
        check("cuMemPoolCreate", unsafe {
            sys::cuMemPoolCreate(&mut raw, &properties)
        })?;
        // Giving freed memory back to the system at each synchronisation costs time and may wait for actors.
        let mut keep = u64::MAX;
        // SAFETY: the pool is alive, and this attribute is a 64-bit number.
        check("cuMemPoolSetAttribute", unsafe {
            sys::cuMemPoolSetAttribute(
                raw,
                sys::CUmemPool_attribute::CU_MEMPOOL_ATTR_RELEASE_THRESHOLD,
                (&raw mut keep).cast(),
            )
        })?;
        Ok(Self::Pool(Pool { raw }))
    }

    fn allocate(&self, device: &'static Inner, bytes: usize) -> Result<u64, Error> {
        match self {
            Self::Pool(pool) => pool.allocate(device, bytes),
            Self::Plain(retired) => {
                let mut retired = lock(retired);
                if let Some(address) = reuse(&mut retired, bytes)? {
                    return Ok(address);
                }
                match allocate_plain(bytes) {
                    Err(Error::OutOfMemory { .. }) => {
                        device.while_no_actor_runs(|| release(&mut retired));
                        allocate_plain(bytes)
                    }
                    other => other,
                }
            }
        }
    }

    /// Bytes of the device's memory that are in use, by whomever, once the work asked for is done. The device's context
    /// must be bound.
    pub(super) fn used_bytes(&self, device: &Inner) -> Result<u64, Error> {
        device.work.synchronize()?;
        let (mut free, mut total) = (0, 0);
        // SAFETY: a context is bound; the driver writes two numbers.
        check("cuMemGetInfo", unsafe {
            sys::cuMemGetInfo_v2(&mut free, &mut total)
        })?;
        let kept = match self {
            Self::Pool(pool) => pool.unused_bytes(),
            Self::Plain(retired) => lock(retired).iter().map(|block| block.bytes as u64).sum(),
        };
        Ok(((total - free) as u64).saturating_sub(kept))
    }

    /// Frees a block. There is nobody to tell of a failure: the driver is shutting down, or an earlier error will come
    /// back from the next call.
    fn free(&self, device: &'static Inner, address: u64, bytes: usize) {
        match self {
            Self::Pool(_) => {
                // SAFETY: the block came from `cuMemAllocFromPoolAsync` and was filled since, its only owner is being
                // dropped, and work that uses it is before this in the stream: jobs own what their launches name, and
                // actors have ended.
                let _ = unsafe { sys::cuMemFreeAsync(address, device.work.raw()) };
            }
            Self::Plain(retired) => {
                let mut retired = lock(retired);
                // Without an event nobody knows when the block is free, so it is lost.
                let Ok(event) = Event::create(device.context) else {
                    return;
                };
                if event.record(device.work).is_ok() {
                    retired.push(Retired {
                        address,
                        bytes,
                        event,
                    });
                }
                device.while_no_actor_runs(|| release(&mut retired));
            }
        }
    }
}

impl Pool {
    fn allocate(self, device: &Inner, bytes: usize) -> Result<u64, Error> {
        match self.try_allocate(device.copies, bytes) {
            // Frees that the work stream has not reached yet may make room.
            Err(sys::CUresult::CUDA_ERROR_OUT_OF_MEMORY) => {
                device.work.synchronize()?;
                self.try_allocate(device.copies, bytes)
            }
            other => other,
        }
        .map_err(|result| match result {
            sys::CUresult::CUDA_ERROR_OUT_OF_MEMORY => Error::OutOfMemory {
                bytes: bytes as u64,
                free: free_bytes().map(|free| free + self.unused_bytes()),
            },
            other => failure("cuMemAllocFromPoolAsync", other, ""),
        })
    }

    fn try_allocate(self, stream: Stream, bytes: usize) -> Result<u64, sys::CUresult> {
        let mut address = 0;
        // SAFETY: pool and stream are alive; the driver writes an address.
        match unsafe { sys::cuMemAllocFromPoolAsync(&mut address, bytes, self.raw, stream.raw()) } {
            sys::CUresult::CUDA_SUCCESS => Ok(address),
            failed => Err(failed),
        }
    }

    /// What the pool holds and nobody uses.
    fn unused_bytes(self) -> u64 {
        let read = |attribute| {
            let mut value = 0_u64;
            // SAFETY: the pool is alive, and both attributes read here are 64-bit numbers.
            let result =
                unsafe { sys::cuMemPoolGetAttribute(self.raw, attribute, (&raw mut value).cast()) };
            (result == sys::CUresult::CUDA_SUCCESS).then_some(value)
        };
        let reserved = read(sys::CUmemPool_attribute::CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT);
        let used = read(sys::CUmemPool_attribute::CU_MEMPOOL_ATTR_USED_MEM_CURRENT);
        reserved
            .zip(used)
            .map_or(0, |(reserved, used)| reserved.saturating_sub(used))
    }
}

fn allocate_plain(bytes: usize) -> Result<u64, Error> {
    let mut address = 0;
    // SAFETY: a context is bound; the driver writes an address.
    match unsafe { sys::cuMemAlloc_v2(&mut address, bytes) } {
        sys::CUresult::CUDA_SUCCESS => Ok(address),
        sys::CUresult::CUDA_ERROR_OUT_OF_MEMORY => Err(Error::OutOfMemory {
            bytes: bytes as u64,
            free: free_bytes(),
        }),
        failed => Err(failure("cuMemAlloc", failed, "")),
    }
}

/// Takes a block of exactly `bytes` bytes that no work uses any more.
fn reuse(retired: &mut Vec<Retired>, bytes: usize) -> Result<Option<u64>, Error> {
    for position in 0..retired.len() {
        if retired[position].bytes == bytes && retired[position].event.is_done()? {
            return Ok(Some(retired.swap_remove(position).address));
        }
    }
    Ok(None)
}

/// Gives the blocks that no work uses any more back to the system.
fn release(retired: &mut Vec<Retired>) {
    retired.retain(|block| {
        if !matches!(block.event.is_done(), Ok(true)) {
            return true;
        }
        // SAFETY: the block came from `cuMemAlloc`, its owner was dropped and the work that used it has ended.
        let _ = unsafe { sys::cuMemFree_v2(block.address) };
        false
    });
}

/// What the system says is free, if it says so.
fn free_bytes() -> Option<u64> {
    let (mut free, mut total) = (0, 0);
    // SAFETY: a context is bound; the driver writes two numbers.
    let result = unsafe { sys::cuMemGetInfo_v2(&mut free, &mut total) };
    (result == sys::CUresult::CUDA_SUCCESS).then_some(free as u64)
}
