//! Runs the lanes of one block on the calling thread, with real barriers.
//!
//! Lanes run one after another, in order, on one fiber for as long as none meets a barrier: a block without barriers
//! costs one fiber. A lane that meets one stays on its fiber, and the next lane starts on a fresh one. When each lane
//! has returned or waits, all that wait go on, in order. A lane that returns leaves the barriers to the others, as on
//! the GPU. All fibers of a block stay on one OS thread; stacks are kept for the next block.

use std::cell::Cell;
use std::ptr;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::fault::{self, Raised};
use super::lane;

/// Bytes of a lane's stack. The front end refuses recursion and large locals, so a lane needs far less.
const STACK_SIZE: usize = 256 * 1024;

type Fiber = Coroutine<(), (), Result<(), Raised>, DefaultStack>;

thread_local! {
    /// How the running fiber stops; null outside lanes.
    static YIELDER: Cell<*const Yielder<(), ()>> = const { Cell::new(ptr::null()) };
}

/// Suspends the running lane until the block's other lanes wait too or have returned.
#[track_caller]
pub(crate) fn wait_for_block() {
    let yielder = YIELDER.get();
    assert!(
        !yielder.is_null(),
        "a barrier has a meaning only inside a running kernel: launch the function with `RingKernel::run`"
    );
    // SAFETY: a pointer that is not null was set by the fiber that is running, whose yielder lives as long as it.
    let yielder = unsafe { &*yielder };
    fault::pause(|| yielder.suspend(()));
    YIELDER.set(yielder);
}

/// What a block's executor answers when a lane stopped at a mistake.
#[derive(Debug)]
pub(crate) struct LaneFault {
    pub(crate) raised: Raised,
    pub(crate) thread: [u32; 3],
}

/// Runs blocks on the thread that owns it; keeps the stacks.
#[derive(Default)]
pub(crate) struct Fibers {
    stacks: Vec<DefaultStack>,
}

/// A lane that waits at a barrier.
struct Waiting {
    fiber: Fiber,
    thread: [u32; 3],
}

impl std::fmt::Debug for Fibers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fibers")
            .field("stacks", &self.stacks.len())
            .finish()
    }
}

impl Fibers {
    /// Runs `body` once for each lane of a block of the given sides, until all have returned or one stops.
    ///
    /// The first mistake is reported, in the order barriers and then lanes have. The caller has entered the block.
    pub(crate) fn run_block(
        &mut self,
        sides: [u32; 3],
        body: &(impl Fn() + ?Sized),
    ) -> Result<(), LaneFault> {
        let lanes = sides.iter().map(|&side| u64::from(side)).product::<u64>();
        let next = Cell::new(0);
        let mut waiting = Vec::new();
        while next.get() < lanes {
            let mut fiber = self.fiber(sides, lanes, &next, body);
            match fiber.resume(()) {
                CoroutineResult::Yield(()) => waiting.push(Waiting {
                    fiber,
                    thread: lane::current(),
                }),
                CoroutineResult::Return(result) => {
                    self.stacks.push(fiber.into_stack());
                    if let Err(raised) = result {
                        return Err(self.stop(waiting, raised));
                    }
                }
            }
        }
        while !waiting.is_empty() {
            let mut returned = false;
            for i in 0..waiting.len() {
                lane::enter(waiting[i].thread);
                match waiting[i].fiber.resume(()) {
                    CoroutineResult::Yield(()) => {}
                    CoroutineResult::Return(Ok(())) => returned = true,
                    CoroutineResult::Return(Err(raised)) => return Err(self.stop(waiting, raised)),
                }
            }
            if returned {
                let done = waiting.extract_if(.., |lane| lane.fiber.done());
                self.stacks.extend(done.map(|lane| lane.fiber.into_stack()));
            }
        }
        Ok(())
    }

    /// A fiber that runs lanes from `next` on until one waits, then that one to its end.
    fn fiber<'a>(
        &mut self,
        sides: [u32; 3],
        lanes: u64,
        next: &'a Cell<u64>,
        body: &'a (impl Fn() + ?Sized),
    ) -> Fiber {
        let stack = self.stacks.pop().unwrap_or_else(|| {
            DefaultStack::new(STACK_SIZE).expect("the system maps memory for a lane's stack")
        });
        let run = move |yielder: &Yielder<(), ()>, ()| {
            YIELDER.set(yielder);
            let result = fault::catch(|| {
                while next.get() < lanes {
                    let lane = next.get();
                    next.set(lane + 1);
                    lane::enter(lane::place(lane, sides));
                    body();
                }
            });
            YIELDER.set(ptr::null());
            result
        };
        // SAFETY: the closure borrows `next` and `body`. `run_block` holds both until it returns, and lets no fiber
        // outlive it: each has returned, or was reset by `stop`.
        unsafe { Coroutine::with_stack_unchecked(stack, run) }
    }

    /// Abandons the lanes that wait, after the running one stopped at a mistake.
    fn stop(&mut self, waiting: Vec<Waiting>, raised: Raised) -> LaneFault {
        let thread = lane::current();
        for mut lane in waiting {
            // SAFETY: a lane waits in `wait_for_block`, called from a kernel's function under `fault::catch`; none of
            // their frames owns anything, since kernels hold only plain values and views.
            // A lane that returned is done already, which resetting leaves as it is.
            unsafe { lane.fiber.force_reset() };
            self.stacks.push(lane.fiber.into_stack());
        }
        LaneFault { raised, thread }
    }
}
