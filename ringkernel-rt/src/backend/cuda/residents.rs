//! Who stays on a GPU: the launches of persistent kernels, and whether there is room for more.
//!
//! Blocks of several launches and of grid kernels must be resident together, and nothing says on which multiprocessor the
//! hardware puts a block. While there are fewer persistent blocks than multiprocessors, one of these is empty whatever
//! the hardware does, and every kernel that fits one finds its place there. Beyond that [`Demand::finds_place`] says
//! whether a place is left however the blocks lie.
//!
//! Streams share the hardware's queues when there are more of them than queues, and work behind a persistent kernel in a
//! shared queue would never start, so the number of queues is a limit on launches as well.

use std::sync::Arc;

use super::module::Module;
use super::parking::Tenant;
use super::stream::{Priorities, Stream};
use super::{lock, Inner, Limits};
use crate::error::Error;
use crate::priority::Priority;

/// Streams that are no actor's: `work` and `copies`.
const OTHER_STREAMS: u32 = 2;

/// Threads of a warp.
const WARP: u32 = 32;
/// Registers are given to warps in pieces of so many, and shared memory to blocks, with so much for the system.
/// (CUDA occupancy calculator, compute capability 7.5 to 12.0; the system takes its part from 8.0 on.)
const REGISTER_GRAIN: u32 = 256;
const SHARED_GRAIN: u32 = 128;
const SHARED_SYSTEM: u32 = 1024;

/// What blocks take of multiprocessors: blocks, threads, registers, bytes of shared memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Demand([u64; 4]);

impl Demand {
    /// What one block takes.
    pub(super) fn of(module: &Module, threads: u32, dynamic_bytes: u32) -> Self {
        let warps = threads.div_ceil(WARP);
        let registers = (module.registers * WARP).next_multiple_of(REGISTER_GRAIN) * warps;
        let shared = (module.shared_bytes + dynamic_bytes).next_multiple_of(SHARED_GRAIN);
        Self([
            1,
            (warps * WARP).into(),
            registers.into(),
            (shared + SHARED_SYSTEM).into(),
        ])
    }

    /// What a multiprocessor has.
    fn capacity(limits: &Limits) -> Self {
        Self([
            limits.blocks_together.into(),
            limits.threads_together.into(),
            limits.registers_together.into(),
            limits.shared_together.into(),
        ])
    }

    fn times(self, count: u32) -> Self {
        Self(self.0.map(|part| part * u64::from(count)))
    }

    fn plus(self, other: Self) -> Self {
        Self([0, 1, 2, 3].map(|part| self.0[part] + other.0[part]))
    }

    fn minus(self, other: Self) -> Self {
        Self([0, 1, 2, 3].map(|part| self.0[part] - other.0[part]))
    }

    /// Whether one of `multiprocessors` has a place for this block, wherever blocks that take `used` together are.
    ///
    /// A multiprocessor has none when it lacks one of the four, so when its blocks take more of that than is left beside
    /// this one. As they take no more than `used` of it on all multiprocessors, few can lack it.
    fn finds_place(self, used: Self, capacity: Self, multiprocessors: u32) -> bool {
        let mut full = 0_u64;
        for part in 0..4 {
            let Some(beside) = capacity.0[part].checked_sub(self.0[part]) else {
                return false;
            };
            full += used.0[part] / (beside + 1);
        }
        full < u64::from(multiprocessors)
    }
}

/// The persistent launches of a GPU, and the streams for more.
#[derive(Debug)]
pub(super) struct Residents {
    /// Persistent blocks, and what they take together.
    blocks: u32,
    used: Demand,
    /// Those that must be parked: all that run, when nobody holds the lock of [`super::parking::Parking`].
    tenants: Vec<Arc<Tenant>>,
    /// One for each hardware queue that is free. All are made before the first launch, since the driver may wait for a
    /// persistent kernel when it makes one.
    idle: Vec<Stream>,
}

/// The place of a persistent launch among the others.
#[derive(Debug)]
pub(super) struct Place {
    device: &'static Inner,
    pub(super) stream: Stream,
    blocks: u32,
    demand: Demand,
}

impl Place {
    /// Takes places for `blocks` blocks if there are so many. The device's context must be bound.
    pub(super) fn take(
        device: &'static Inner,
        module: &Module,
        blocks: u32,
        threads: u32,
    ) -> Result<Self, Error> {
        let demand = Demand::of(module, threads, 0);
        let mut residents = lock(&device.residents);
        residents.check_queue()?;
        residents.check_room(demand, blocks, &device.limits, device.multiprocessors)?;
        if residents.blocks + blocks >= device.multiprocessors {
            // No multiprocessor may stay empty then, and one that is not empty keeps the split of its cache.
            module.function.prefer_shared()?;
        }
        let stream = residents.idle.pop().expect("`check_queue` has seen one");
        residents.blocks += blocks;
        residents.used = residents.used.plus(demand.times(blocks));
        Ok(Self {
            device,
            stream,
            blocks,
            demand,
        })
    }

    pub(super) fn device(&self) -> &'static Inner {
        self.device
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut residents = lock(&self.device.residents);
        residents.blocks -= self.blocks;
        residents.used = residents.used.minus(self.demand.times(self.blocks));
        residents.idle.push(self.stream);
    }
}

impl Residents {
    /// Nobody, and streams for as many launches as the hardware has queues. The device's context must be bound.
    pub(super) fn create(priorities: Priorities) -> Result<Self, Error> {
        let queues = connections().saturating_sub(OTHER_STREAMS);
        let streams = (0..queues).map(|_| Stream::create(priorities, Priority::HIGHEST));
        Ok(Self {
            blocks: 0,
            used: Demand::default(),
            tenants: Vec::new(),
            idle: streams.collect::<Result<_, _>>()?,
        })
    }

    /// How many persistent blocks there are.
    pub(super) fn blocks(&self) -> u32 {
        self.blocks
    }

    /// How many launches have not ended. The device's context must be bound.
    pub(super) fn launches(&self) -> Result<u32, Error> {
        let mut count = 0;
        for tenant in &self.tenants {
            count += u32::from(!tenant.is_finished()?);
        }
        Ok(count)
    }

    /// All launches that must be parked.
    pub(super) fn tenants(&self) -> Vec<Arc<Tenant>> {
        self.tenants.clone()
    }

    pub(super) fn enter(&mut self, tenant: Arc<Tenant>) {
        self.tenants.push(tenant);
    }

    pub(super) fn remove(&mut self, tenant: &Arc<Tenant>) {
        self.tenants.retain(|other| !Arc::ptr_eq(other, tenant));
    }

    /// Fails if a launch could keep others from running, or they it.
    fn check_queue(&self) -> Result<(), Error> {
        if !self.idle.is_empty() {
            return Ok(());
        }
        let limit = connections().saturating_sub(OTHER_STREAMS);
        Err(Error::TooManyLaunches { limit })
    }

    /// Fails unless `blocks` more blocks all find their places.
    fn check_room(
        &self,
        demand: Demand,
        blocks: u32,
        limits: &Limits,
        multiprocessors: u32,
    ) -> Result<(), Error> {
        let capacity = Demand::capacity(limits);
        let finds = |before: u32| {
            let used = self.used.plus(demand.times(before));
            self.blocks + before < multiprocessors
                && demand.finds_place(Demand::default(), capacity, 1)
                || demand.finds_place(used, capacity, multiprocessors)
        };
        // What the last one finds the others find as well: places only get fewer.
        if blocks > 0 && finds(blocks - 1) {
            return Ok(());
        }
        let mut fit = 0;
        while fit < blocks && finds(fit) {
            fit += 1;
        }
        let full = self.used.plus(demand.times(fit));
        // What is nearest to its end.
        let scarce = (0..4).max_by_key(|&part| {
            (full.0[part] + demand.0[part]) * 1_000_000
                / (capacity.0[part] * u64::from(multiprocessors)).max(1)
        });
        Err(Error::NotCoResident {
            need: self.blocks + blocks,
            fit: self.blocks + fit,
            limiter: LIMITERS[scarce.unwrap_or(0)],
        })
    }

    /// Fails if blocks of a grid kernel might find no place.
    pub(super) fn check_grid(
        &self,
        demand: Demand,
        limits: &Limits,
        multiprocessors: u32,
    ) -> Result<(), Error> {
        if self.blocks < multiprocessors
            || demand.finds_place(self.used, Demand::capacity(limits), multiprocessors)
        {
            return Ok(());
        }
        Err(Error::NotCoResident {
            need: self.blocks + 1,
            fit: self.blocks,
            limiter: "persistent blocks on every multiprocessor",
        })
    }
}

/// The parts of a [`Demand`].
const LIMITERS: [&str; 4] = [
    "blocks of a multiprocessor",
    "threads of a multiprocessor",
    "registers of a multiprocessor",
    "shared memory of a multiprocessor",
];

impl Inner {
    /// Calls `f` if no persistent kernel runs, and keeps others from starting meanwhile.
    pub(super) fn while_no_actor_runs(&self, f: impl FnOnce()) {
        let residents = lock(&self.residents);
        if residents.blocks == 0 {
            f();
        }
        drop(residents);
    }

    /// Fails if persistent kernels may leave no place for a block of a grid kernel.
    pub(super) fn check_place(
        &self,
        module: &Module,
        threads: u32,
        dynamic_bytes: u32,
    ) -> Result<(), Error> {
        let demand = Demand::of(module, threads, dynamic_bytes);
        lock(&self.residents).check_grid(demand, &self.limits, self.multiprocessors)
    }
}

/// Queues of the hardware that a context has, as the driver reads it from the environment.
fn connections() -> u32 {
    connections_from(std::env::var("CUDA_DEVICE_MAX_CONNECTIONS").ok().as_deref())
}

fn connections_from(value: Option<&str>) -> u32 {
    const DEFAULT: u32 = 8;
    value
        .and_then(|value| value.trim().parse().ok())
        .filter(|number| (1..=32).contains(number))
        .unwrap_or(DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        grid: [1 << 16; 3],
        block: [1024; 3],
        shared_bytes: 48 << 10,
        registers: 1 << 16,
        threads_together: 2048,
        most_shared_bytes: 227 << 10,
        blocks_together: 32,
        registers_together: 1 << 16,
        shared_together: 228 << 10,
    };

    /// A block of 128 threads with 64 registers each and 8 KiB of shared memory.
    const SMALL: Demand = Demand([1, 128, 8192, 9 << 10]);
    /// A block that has a multiprocessor to itself.
    const LARGE: Demand = Demand([1, 1024, 1 << 16, 200 << 10]);

    /// So many small blocks run, and there are streams for so many more launches.
    fn residents(blocks: u32, idle: usize) -> Residents {
        Residents {
            blocks,
            used: SMALL.times(blocks),
            tenants: Vec::new(),
            idle: vec![Stream::null(); idle],
        }
    }

    #[test]
    fn a_block_that_needs_a_whole_multiprocessor_finds_one_while_one_is_empty() {
        let fits = |running| residents(running, 1).check_room(LARGE, 1, &LIMITS, 5);
        assert_eq!(fits(4), Ok(()));
        assert!(matches!(
            fits(5),
            Err(Error::NotCoResident {
                need: 6,
                fit: 5,
                limiter: "registers of a multiprocessor",
            })
        ));
    }

    #[test]
    fn small_blocks_find_places_on_multiprocessors_that_have_others() {
        assert_eq!(residents(0, 1).check_room(SMALL, 132, &LIMITS, 132), Ok(()));
        assert_eq!(
            residents(132, 1).check_room(SMALL, 132, &LIMITS, 132),
            Ok(())
        );
    }

    /// Puts blocks where they do most harm, and looks for a place.
    #[test]
    fn what_is_promised_a_place_has_one_however_the_others_lie() {
        let capacity = Demand::capacity(&LIMITS);
        let multiprocessors = 7;
        let blocks = [
            SMALL,
            LARGE,
            Demand([1, 1024, 32 << 10, 2 << 10]),
            Demand([1, 32, 1024, 100 << 10]),
        ];
        for next in blocks {
            for other in blocks {
                for count in 0..200 {
                    if !next.finds_place(other.times(count), capacity, multiprocessors) {
                        continue;
                    }
                    // Just as many on each multiprocessor as leave no place, as long as there are some.
                    let full = (0..=count)
                        .find(|on_one| {
                            let used = other.times(*on_one).plus(next);
                            used.0.iter().zip(capacity.0).any(|(used, has)| *used > has)
                        })
                        .unwrap_or(count + 1);
                    assert!(
                        full * multiprocessors > count,
                        "{next:?} beside {count} of {other:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn more_than_all_multiprocessors_have_is_refused_with_what_fits() {
        let result = residents(0, 1).check_room(SMALL, 10_000, &LIMITS, 132);
        let Err(Error::NotCoResident { need, fit, .. }) = result else {
            panic!("{result:?}");
        };
        assert_eq!(need, 10_000);
        assert!((132..8 * 132).contains(&fit), "{fit}");
    }

    #[test]
    fn a_grid_kernel_that_needs_an_empty_multiprocessor_is_refused_when_none_is() {
        assert_eq!(residents(4, 0).check_grid(LARGE, &LIMITS, 5), Ok(()));
        assert_eq!(residents(5, 0).check_grid(SMALL, &LIMITS, 5), Ok(()));
        assert!(residents(5, 0).check_grid(LARGE, &LIMITS, 5).is_err());
    }

    #[test]
    fn launches_do_not_share_hardware_queues() {
        assert_eq!(residents(5, 1).check_queue(), Ok(()));
        assert!(matches!(
            residents(6, 0).check_queue(),
            Err(Error::TooManyLaunches { .. })
        ));
    }

    #[test]
    fn the_environment_tells_the_number_of_queues() {
        assert_eq!(connections_from(None), 8);
        assert_eq!(connections_from(Some("32")), 32);
        assert_eq!(connections_from(Some("99")), 8);
        assert_eq!(connections_from(Some("many")), 8);
    }
}
