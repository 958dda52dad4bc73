//! Fibers: where lanes stop and go on.
//!
//! Lanes run one after another, in order, on one fiber for as long as none waits: a block without barriers costs one
//! fiber. A lane that waits stays on its fiber. All fibers of a block stay on one OS thread; stacks are kept for the next
//! block. Who waits for whom is `crew`'s.

use std::cell::Cell;
use std::io;
use std::panic::Location;
use std::ptr;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::fault::{self, Raised};
use super::lane;
use super::meeting::{Outcome, Scope, Wait};

/// Bytes of a lane's stack. The front end refuses recursion and large locals, so a lane needs far less.
const STACK_SIZE: usize = 256 * 1024;

type Raw = Coroutine<Outcome, Wait, Result<(), Raised>, DefaultStack>;

thread_local! {
    /// How the running fiber stops; null outside lanes.
    static YIELDER: Cell<*const Yielder<Outcome, Wait>> = const { Cell::new(ptr::null()) };
}

/// Suspends the running lane until all of `scope` have come; gives what they handed in.
#[track_caller]
pub(crate) fn meet(scope: Scope, what: &'static str, value: Option<u64>) -> Outcome {
    let yielder = YIELDER.get();
    assert!(
        !yielder.is_null(),
        "`{what}` has a meaning only inside a running kernel: launch the function with `RingKernel::run`"
    );
    let wait = Wait {
        scope,
        what,
        value,
        caller: Location::caller(),
    };
    // SAFETY: a pointer that is not null was set by the fiber that is running, whose yielder lives as long as it.
    let yielder = unsafe { &*yielder };
    let outcome = fault::pause(|| yielder.suspend(wait));
    YIELDER.set(yielder);
    outcome
}

/// The lanes that a fiber may still begin.
#[derive(Debug)]
pub(super) struct Queue {
    /// The next lane.
    pub(super) next: Cell<u64>,
    /// Lanes from here on are not begun yet.
    pub(super) limit: Cell<u64>,
}

impl Queue {
    /// All lanes of a block of so many.
    pub(super) fn new(lanes: u64) -> Self {
        Self {
            next: Cell::new(0),
            limit: Cell::new(lanes),
        }
    }
}

/// A fiber, and with it the lane that it runs.
pub(super) struct Fiber(Raw);

/// Makes fibers; keeps their stacks.
pub(super) struct Stacks {
    spare: Vec<DefaultStack>,
    /// Bytes of each.
    size: usize,
}

impl Default for Stacks {
    fn default() -> Self {
        Self::of(STACK_SIZE)
    }
}

impl std::fmt::Debug for Stacks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stacks")
            .field("spare", &self.spare.len())
            .finish()
    }
}

impl Stacks {
    /// Stacks of so many bytes.
    pub(super) fn of(size: usize) -> Self {
        Self {
            spare: Vec::new(),
            size,
        }
    }

    /// A fiber that runs lanes of a block with these sides from `queue` until one waits, then that one to its end.
    ///
    /// # Errors
    /// The system's when it maps no memory for another stack, as it does only so many times for a process.
    ///
    /// # Safety
    /// The fiber has ended, or was abandoned, before `queue` or `body` end.
    pub(super) unsafe fn fiber<'a>(
        &mut self,
        sides: [u32; 3],
        queue: &'a Queue,
        body: &'a (impl Fn() + ?Sized),
    ) -> io::Result<Fiber> {
        let stack = match self.spare.pop() {
            Some(stack) => stack,
            None => DefaultStack::new(self.size)?,
        };
        let run = move |yielder: &Yielder<Outcome, Wait>, _: Outcome| {
            YIELDER.set(yielder);
            let result = fault::catch(|| {
                while queue.next.get() < queue.limit.get() {
                    let rank = queue.next.get();
                    queue.next.set(rank + 1);
                    lane::enter(lane::place(rank, sides));
                    body();
                }
            });
            YIELDER.set(ptr::null());
            result
        };
        // SAFETY: the closure borrows `queue` and `body`, which the caller keeps until the fiber has ended.
        Ok(Fiber(unsafe {
            Coroutine::with_stack_unchecked(stack, run)
        }))
    }

    /// Takes the stack of a fiber that has ended.
    pub(super) fn keep(&mut self, fiber: Fiber) {
        self.spare.push(fiber.0.into_stack());
    }

    /// Ends a fiber whose lane waits, without running it any further.
    pub(super) fn abandon(&mut self, mut fiber: Fiber) {
        // SAFETY: a lane waits in `meet`, called from a kernel's function under `fault::catch`; none of their frames owns
        // anything, since kernels hold only plain values and views.
        // A lane that returned is done already, which resetting leaves as it is.
        unsafe { fiber.0.force_reset() };
        self.keep(fiber);
    }
}

impl Fiber {
    /// Lets the fiber run until its lane waits, in which case it says so, or returns, or stops at a mistake.
    pub(super) fn resume(&mut self, outcome: Outcome) -> Result<Option<Wait>, Raised> {
        match self.0.resume(outcome) {
            CoroutineResult::Yield(wait) => Ok(Some(wait)),
            CoroutineResult::Return(result) => result.map(|()| None),
        }
    }
}
