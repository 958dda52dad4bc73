//! Runs the lanes of a block, or of all blocks of a grid that wait for each other, on the calling thread.
//!
//! When each lane of a warp has returned or waits, those that wait for lanes of their own warp go on, until none is left.
//! When all warps have come so far, those that wait for their block go on; when all blocks have, those that wait for the
//! grid. Each time in order of their ranks. A lane that returns leaves the barriers of its warp and block to the others,
//! as on the GPU. Lanes that wait for some that wait elsewhere would wait for ever: that is a fault.

use std::ops::Range;

use super::fault::{self, Raised};
use super::fiber::{Fiber, Queue, Stacks};
use super::lane::{self, Shape};
use super::meeting::{Outcome, Round, Scope, Wait};
use super::shared::{self, Memory};
use crate::error::{FaultKind, Site};

/// Lanes of a warp.
pub(crate) const WARP: u64 = 32;

/// What an executor answers when a lane stopped at a mistake.
#[derive(Debug)]
pub(crate) struct LaneFault {
    pub(crate) raised: Raised,
    pub(crate) block: [u32; 3],
    pub(crate) thread: [u32; 3],
}

/// A lane that waits, or that has returned since.
struct Lane {
    /// `None` once it has returned.
    fiber: Option<Fiber>,
    rank: u64,
    wait: Wait,
}

/// The lanes of one block.
struct Crew {
    block: [u32; 3],
    lanes: u64,
    /// Behind a box: fibers refer to it.
    queue: Box<Queue>,
    /// Those that wait, by rank.
    waiting: Vec<Lane>,
    shared: Memory,
}

/// Runs blocks on the thread that owns it.
#[derive(Debug, Default)]
pub(crate) struct Fibers {
    stacks: Stacks,
}

impl Crew {
    fn new(shape: &Shape, block: [u32; 3]) -> Self {
        let lanes = shape.threads();
        Self {
            block,
            lanes,
            queue: Box::new(Queue::new(lanes)),
            waiting: Vec::new(),
            shared: Memory::new(shape.shared),
        }
    }
}

impl Fibers {
    /// Runs `body` once for each lane of a block, until all have returned or one stops.
    ///
    /// The first mistake is reported, in the order barriers and then lanes have.
    pub(crate) fn run_block(
        &mut self,
        shape: &Shape,
        block: [u32; 3],
        body: &(impl Fn() + ?Sized),
    ) -> Result<(), LaneFault> {
        let mut crew = Crew::new(shape, block);
        self.within(&mut crew, shape, |this, crew| {
            this.begin(crew, shape, body)?;
            this.run_to_grid(crew, shape)
        })?;
        // One block alone is its grid, or the launch was not made for meetings of the grid.
        match crew.waiting.first() {
            None => Ok(()),
            Some(lane) => {
                let (rank, wait) = (lane.rank, lane.wait);
                Err(self.diverged(vec![crew], 0, rank, &wait, shape))
            }
        }
    }

    /// Runs `body` once for each lane of each block, all of which are there at the same time.
    pub(crate) fn run_grid(
        &mut self,
        shape: &Shape,
        body: &(impl Fn() + ?Sized),
    ) -> Result<(), LaneFault> {
        let blocks = shape.blocks();
        let mut crews: Vec<Crew> = (0..blocks)
            .map(|block| Crew::new(shape, lane::place(block, shape.grid)))
            .collect();
        for at in 0..crews.len() {
            let result = self.within(&mut crews[at], shape, |this, crew| {
                this.begin(crew, shape, body)?;
                this.run_to_grid(crew, shape)
            });
            if let Err(fault) = result {
                self.abandon(crews);
                return Err(fault);
            }
        }
        while let Some(first) = crews.iter().find_map(|crew| crew.waiting.first()) {
            let wait = first.wait;
            // All lanes of all blocks are there, or it is a fault of the first that waits.
            for at in 0..crews.len() {
                let missing = crews[at].waiting.len() as u64 != crews[at].lanes;
                let other = crews[at]
                    .waiting
                    .iter()
                    .find(|lane| !lane.wait.meets(&wait));
                if missing || other.is_some() {
                    let at = crews
                        .iter()
                        .position(|crew| !crew.waiting.is_empty())
                        .expect("a lane waits");
                    let rank = crews[at].waiting[0].rank;
                    return Err(self.diverged(crews, at, rank, &wait, shape));
                }
            }
            let outcome = wait.value.is_some().then(|| {
                let of_block = |crew: &Crew| crew.waiting[0].wait.value;
                Round::new(crews.iter().map(of_block).collect())
            });
            for at in 0..crews.len() {
                let result = self.within(&mut crews[at], shape, |this, crew| {
                    this.resume_block(crew, shape, &outcome)?;
                    this.run_to_grid(crew, shape)
                });
                if let Err(fault) = result {
                    self.abandon(crews);
                    return Err(fault);
                }
            }
        }
        Ok(())
    }

    /// Makes the calling thread run lanes of this block during `run`; all are abandoned if one stops.
    fn within(
        &mut self,
        crew: &mut Crew,
        shape: &Shape,
        run: impl FnOnce(&mut Self, &mut Crew) -> Result<(), LaneFault>,
    ) -> Result<(), LaneFault> {
        lane::enter_block(shape, crew.block);
        shared::swap(&mut crew.shared);
        let result = run(self, crew);
        shared::swap(&mut crew.shared);
        lane::leave_block();
        if result.is_err() {
            self.abandon_lanes(&mut crew.waiting);
        }
        result
    }

    /// Runs all lanes until each waits for its block or grid, or has returned.
    fn begin(
        &mut self,
        crew: &mut Crew,
        shape: &Shape,
        body: &(impl Fn() + ?Sized),
    ) -> Result<(), LaneFault> {
        let mut first = 0;
        while crew.queue.next.get() < crew.lanes {
            // SAFETY: `run_block` and `run_grid` hold the crew and the body until they return, and let no fiber outlive
            // them: each has returned, or was abandoned. The queue does not move with the crew.
            let fiber = unsafe { self.stacks.fiber(shape.block, &crew.queue, body) };
            let Ok(mut fiber) = fiber else {
                return Err(no_stack(crew, shape));
            };
            match fiber.resume(None) {
                Ok(Some(wait)) => {
                    // The lane that waits is the last that was begun.
                    let rank = crew.queue.next.get() - 1;
                    if matches!(wait.scope, Scope::Warp(_) | Scope::Converged) {
                        let end = (rank / WARP + 1) * WARP;
                        crew.queue.limit.set(end.min(crew.lanes));
                    }
                    crew.waiting.push(Lane {
                        fiber: Some(fiber),
                        rank,
                        wait,
                    });
                }
                Ok(None) => self.stacks.keep(fiber),
                Err(raised) => {
                    self.stacks.keep(fiber);
                    return Err(stopped(crew.block, lane::current(), raised));
                }
            }
            if crew.queue.next.get() == crew.queue.limit.get() {
                let end = crew.waiting.len();
                self.settle(crew, shape, first..end)?;
                self.sweep(crew);
                first = crew.waiting.len();
                crew.queue.limit.set(crew.lanes);
            }
        }
        Ok(())
    }

    /// Runs the lanes of a block from barrier to barrier until those that are left wait for the grid.
    fn run_to_grid(&mut self, crew: &mut Crew, shape: &Shape) -> Result<(), LaneFault> {
        while let Some(first) = crew.waiting.first() {
            let wait = first.wait;
            if let Some(other) = crew.waiting.iter().find(|lane| !lane.wait.meets(&wait)) {
                return Err(elsewhere(crew.block, other.rank, &other.wait, shape));
            }
            if wait.scope == Scope::Grid {
                return Ok(());
            }
            let outcome = wait.value.is_some().then(|| {
                let mut values = vec![None; shape.threads() as usize];
                for lane in &crew.waiting {
                    values[lane.rank as usize] = lane.wait.value;
                }
                Round::new(values)
            });
            self.resume_block(crew, shape, &outcome)?;
        }
        Ok(())
    }

    /// Lets every lane that waits go on, warp after warp, until it waits for its block or grid or has returned.
    fn resume_block(
        &mut self,
        crew: &mut Crew,
        shape: &Shape,
        outcome: &Outcome,
    ) -> Result<(), LaneFault> {
        let mut start = 0;
        while start < crew.waiting.len() {
            let warp = crew.waiting[start].rank / WARP;
            let mut end = start;
            while end < crew.waiting.len() && crew.waiting[end].rank / WARP == warp {
                self.resume(crew, end, shape, outcome)?;
                end += 1;
            }
            self.settle(crew, shape, start..end)?;
            start = end;
        }
        self.sweep(crew);
        Ok(())
    }

    /// Lets one lane go on.
    fn resume(
        &mut self,
        crew: &mut Crew,
        at: usize,
        shape: &Shape,
        outcome: &Outcome,
    ) -> Result<(), LaneFault> {
        let lane = &mut crew.waiting[at];
        let thread = lane::place(lane.rank, shape.block);
        lane::enter(thread);
        let fiber = lane
            .fiber
            .as_mut()
            .expect("a lane that returned is not resumed");
        match fiber.resume(outcome.clone()) {
            Ok(Some(wait)) => lane.wait = wait,
            Ok(None) => {
                let fiber = lane.fiber.take().expect("it was resumed");
                self.stacks.keep(fiber);
            }
            Err(raised) => {
                let fiber = lane.fiber.take().expect("it was resumed");
                self.stacks.keep(fiber);
                return Err(stopped(crew.block, thread, raised));
            }
        }
        Ok(())
    }

    /// Lets the lanes of one warp go on for as long as some wait only for lanes of it. All of them have begun.
    fn settle(
        &mut self,
        crew: &mut Crew,
        shape: &Shape,
        warp: Range<usize>,
    ) -> Result<(), LaneFault> {
        loop {
            let lanes = &crew.waiting[warp.clone()];
            let mut at = [None; WARP as usize];
            for (offset, lane) in lanes.iter().enumerate() {
                if lane.fiber.is_some() {
                    at[(lane.rank % WARP) as usize] = Some(warp.start + offset);
                }
            }
            let mut ready: Vec<(usize, Outcome)> = Vec::new();
            let mut seen = 0_u32;
            let mut stuck = None;
            for &index in at.iter().flatten() {
                let lane = &crew.waiting[index];
                let Scope::Warp(mask) = lane.wait.scope else {
                    continue;
                };
                if seen & 1 << (lane.rank % WARP) != 0 {
                    continue;
                }
                let group = || {
                    (0..WARP as usize)
                        .filter(|i| mask >> i & 1 == 1)
                        .filter_map(|i| at[i])
                };
                if group().all(|other| crew.waiting[other].wait.meets(&lane.wait)) {
                    seen |= mask;
                    let outcome = lane.wait.value.is_some().then(|| {
                        let mut values = vec![None; WARP as usize];
                        for other in group() {
                            let other = &crew.waiting[other];
                            values[(other.rank % WARP) as usize] = other.wait.value;
                        }
                        Round::new(values)
                    });
                    ready.extend(group().map(|other| (other, outcome.clone())));
                } else {
                    stuck = stuck.or(Some(index));
                }
            }
            if ready.is_empty() {
                ready = converged(&crew.waiting, &at);
            }
            if ready.is_empty() {
                return match stuck {
                    None => Ok(()),
                    Some(index) => {
                        let lane = &crew.waiting[index];
                        Err(elsewhere(crew.block, lane.rank, &lane.wait, shape))
                    }
                };
            }
            ready.sort_by_key(|(index, _)| *index);
            for (index, outcome) in ready {
                self.resume(crew, index, shape, &outcome)?;
            }
        }
    }

    /// Forgets the lanes that have returned.
    fn sweep(&mut self, crew: &mut Crew) {
        crew.waiting.retain(|lane| lane.fiber.is_some());
    }

    /// The fault of a lane that waits for others that do not come.
    fn diverged(
        &mut self,
        crews: Vec<Crew>,
        at: usize,
        rank: u64,
        wait: &Wait,
        shape: &Shape,
    ) -> LaneFault {
        let block = crews[at].block;
        self.abandon(crews);
        elsewhere(block, rank, wait, shape)
    }

    fn abandon(&mut self, crews: Vec<Crew>) {
        for mut crew in crews {
            self.abandon_lanes(&mut crew.waiting);
        }
    }

    fn abandon_lanes(&mut self, lanes: &mut Vec<Lane>) {
        for fiber in lanes.drain(..).filter_map(|lane| lane.fiber) {
            self.stacks.abandon(fiber);
        }
    }
}

/// The first lanes of a warp that ask, at one place, who is there: all others wait for something else or have returned.
fn converged(waiting: &[Lane], at: &[Option<usize>]) -> Vec<(usize, Outcome)> {
    let asks = |index: usize| waiting[index].wait.scope == Scope::Converged;
    let Some(first) = at.iter().flatten().copied().find(|&index| asks(index)) else {
        return Vec::new();
    };
    let caller = waiting[first].wait.caller;
    let there: Vec<usize> = at
        .iter()
        .flatten()
        .copied()
        .filter(|&index| asks(index) && waiting[index].wait.caller == caller)
        .collect();
    let mut values = vec![None; WARP as usize];
    for &index in &there {
        values[(waiting[index].rank % WARP) as usize] = Some(0);
    }
    let outcome = Some(Round::new(values));
    there
        .into_iter()
        .map(|index| (index, outcome.clone()))
        .collect()
}

fn stopped(block: [u32; 3], thread: [u32; 3], raised: Raised) -> LaneFault {
    LaneFault {
        raised,
        block,
        thread,
    }
}

fn elsewhere(block: [u32; 3], rank: u64, wait: &Wait, shape: &Shape) -> LaneFault {
    let kind = FaultKind::Diverged {
        function: wait.what,
    };
    let raised = Raised::at(kind, wait.caller);
    stopped(block, lane::place(rank, shape.block), raised)
}

/// The fault of the lane that would have begun next; its place is where the one before it waits.
fn no_stack(crew: &Crew, shape: &Shape) -> LaneFault {
    let raised = Raised {
        kind: FaultKind::NoStack,
        site: match crew.waiting.last() {
            Some(lane) => Site::of(lane.wait.caller),
            None => fault::unknown(),
        },
    };
    let thread = lane::place(crew.queue.next.get(), shape.block);
    stopped(crew.block, thread, raised)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::backend::cpu::lane::Lengths;
    use crate::gpu::block::{block_exclusive_sum, block_reduce_sum, grid_reduce_max, sync_grid};
    use crate::gpu::index::{block_idx_x, thread_idx_x};
    use crate::gpu::sync::sync_threads;
    use crate::gpu::warp::{
        lane_id, warp_active_mask, warp_ballot, warp_id, warp_inclusive_sum, warp_reduce_add,
        warp_shfl_down, warp_shfl_xor,
    };

    fn shape(blocks: u32, threads: u32) -> Shape {
        Shape {
            grid: [blocks, 1, 1],
            block: [threads, 1, 1],
            shared: Lengths::new(),
        }
    }

    /// What each thread of a block gives.
    fn block<T>(threads: u32, body: impl Fn() -> T) -> Result<Vec<T>, LaneFault> {
        let results = RefCell::new(Vec::new());
        Fibers::default().run_block(&shape(1, threads), [0; 3], &|| {
            let rank = lane::rank();
            let result = body();
            results.borrow_mut().push((rank, result));
        })?;
        let mut results = results.into_inner();
        results.sort_by_key(|(rank, _)| *rank);
        Ok(results.into_iter().map(|(_, result)| result).collect())
    }

    fn function(fault: LaneFault) -> &'static str {
        match fault.raised.kind {
            FaultKind::Diverged { function } => function,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lanes_exchange_within_their_warp() {
        let sums = block(70, || warp_reduce_add(!0, thread_idx_x())).unwrap();
        assert_eq!(sums[..32], [496; 32]);
        assert_eq!(sums[32..64], [496 + 1024; 32]);
        assert_eq!(sums[64..], [64 + 65 + 66 + 67 + 68 + 69; 6]);
        let turned = block(32, || warp_shfl_xor(!0, thread_idx_x(), 5)).unwrap();
        assert!((0..32).all(|i| turned[i] == (i ^ 5) as i32));
        let below = block(32, || warp_shfl_down(!0, thread_idx_x(), 30)).unwrap();
        assert_eq!((below[0], below[1], below[2]), (30, 31, 2));
        let prefix = block(33, || warp_inclusive_sum(!0, 1)).unwrap();
        assert_eq!((prefix[31], prefix[32]), (32, 1));
    }

    #[test]
    fn groups_of_a_warp_go_their_own_ways() {
        let results = block(32, || {
            let odd = lane_id() % 2 == 1;
            let mine = warp_ballot(!0, odd);
            if odd {
                let first = warp_reduce_add(mine, lane_id());
                warp_reduce_add(mine, first)
            } else {
                warp_reduce_add(!mine, 1)
            }
        })
        .unwrap();
        assert_eq!((results[0], results[1]), (16, 256 * 16));
    }

    #[test]
    fn the_lanes_of_a_branch_are_those_that_take_it() {
        let masks = block(32, || {
            if lane_id() < 3 {
                warp_active_mask()
            } else {
                sync_threads();
                warp_active_mask()
            }
        })
        .unwrap();
        assert_eq!((masks[0], masks[3]), (7, !7));
    }

    #[test]
    fn warps_wait_at_a_barrier_between_exchanges() {
        let results = block(96, || {
            if warp_id() == 1 {
                warp_reduce_add(!0, 1);
            }
            let sum = block_reduce_sum(warp_reduce_add(!0, 1_u64));
            (sum, block_exclusive_sum(2_u32))
        })
        .unwrap();
        assert!((0..96).all(|i| results[i] == (96 * 32, 2 * i as u32)));
    }

    #[test]
    fn who_waits_for_others_that_wait_elsewhere_faults() {
        let fault = block(32, || {
            if thread_idx_x() == 5 {
                sync_threads();
            } else {
                warp_ballot(!0, true);
            }
        });
        let fault = fault.unwrap_err();
        assert_eq!(fault.thread, [0; 3]);
        assert_eq!(function(fault), "warp_ballot");
        let fault = block(64, || {
            if warp_id() == 1 {
                sync_threads();
            } else {
                block_reduce_sum(1);
            }
        });
        assert_eq!(function(fault.unwrap_err()), "sync_threads");
        let fault = block(8, sync_grid);
        assert_eq!(function(fault.unwrap_err()), "sync_grid");
    }

    #[test]
    fn a_lane_outside_its_mask_faults() {
        let fault = block(32, || warp_ballot(0xff, true)).unwrap_err();
        assert_eq!(fault.thread, [8, 0, 0]);
        assert_eq!(
            fault.raised.kind,
            FaultKind::NotInMask {
                lane: 8,
                mask: 0xff
            }
        );
    }

    #[test]
    fn a_lane_that_the_system_has_no_stack_for_faults() {
        let mut fibers = Fibers {
            stacks: Stacks::of(1 << 50),
        };
        let fault = fibers.run_block(&shape(1, 8), [0; 3], &|| ()).unwrap_err();
        assert_eq!(fault.raised.kind, FaultKind::NoStack);
        assert_eq!(fault.thread, [0; 3]);
    }

    #[test]
    fn blocks_of_a_grid_wait_for_each_other() {
        let log = RefCell::new(Vec::new());
        let body = || {
            for round in 0..3 {
                if thread_idx_x() == 0 {
                    log.borrow_mut().push((round, block_idx_x()));
                }
                assert_eq!(grid_reduce_max(block_idx_x() * 10 + thread_idx_x()), 43);
                sync_grid();
            }
        };
        Fibers::default().run_grid(&shape(5, 4), &body).unwrap();
        let expected: Vec<_> = (0..3)
            .flat_map(|round| (0..5).map(move |block| (round, block)))
            .collect();
        assert_eq!(*log.borrow(), expected);
        let fault = Fibers::default().run_grid(&shape(3, 2), &|| {
            if block_idx_x() != 1 {
                sync_grid();
            }
        });
        assert_eq!(function(fault.unwrap_err()), "sync_grid");
    }
}
