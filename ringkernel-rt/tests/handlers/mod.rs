//! Handlers as the macros emit them.

use ringkernel_rt::artifact::{Artifact, Per, Plan};
use ringkernel_rt::gpu::RefMut;
use ringkernel_rt::kernel::{ActorKernel, ActorOptions};
use ringkernel_rt::prelude::*;

const fn artifact(name: &'static str, per: Per) -> Artifact {
    Artifact::not_built(name, "tests/handlers/mod.rs", Plan::Ring { per })
}

const OPTIONS: ActorOptions = ActorOptions {
    block_size: 128,
    queue_capacity: 64,
    hlc: false,
    k2k: false,
};

/// Adds the message to its state and replies with the sum; a message of `u64::MAX` has no quotient.
#[derive(Debug)]
pub(crate) enum Counter {}

impl ActorKernel for Counter {
    const ARTIFACT: &'static Artifact = &artifact("counter", Per::Lane);
    const OPTIONS: ActorOptions = OPTIONS;
    type State = u64;
    type Message = u64;
    type Reply = u64;

    fn handle(_: &RingContext, mut state: RefMut<'_, u64>, message: &u64) -> u64 {
        let divisor = u64::MAX - *message;
        #[allow(clippy::no_effect, unused_must_use)]
        {
            std::hint::black_box(1 / divisor);
        }
        *state = state.wrapping_add(*message);
        *state
    }
}

/// The line of the division above.
pub(crate) const COUNTER_LINE: u32 = 34;

/// Adds the message up in each thread's name, meets the others, and replies with what all of them made.
#[derive(Debug)]
pub(crate) enum Together {}

impl ActorKernel for Together {
    const ARTIFACT: &'static Artifact = &artifact("together", Per::Block);
    const OPTIONS: ActorOptions = ActorOptions {
        block_size: 96,
        ..OPTIONS
    };
    type State = u64;
    type Message = u64;
    type Reply = u64;

    fn handle(context: &RingContext, mut state: RefMut<'_, u64>, message: &u64) -> u64 {
        let divisor = *message + 40 - context.thread_id() as u64;
        std::hint::black_box(1 / divisor);
        *state += *message;
        context.sync_threads();
        *state
    }
}

/// Replies with nothing, after as many turns as the message says.
#[derive(Debug)]
pub(crate) enum Slow {}

impl ActorKernel for Slow {
    const ARTIFACT: &'static Artifact = &artifact("slow", Per::Lane);
    const OPTIONS: ActorOptions = OPTIONS;
    type State = ();
    type Message = u64;
    type Reply = ();

    fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &u64) {
        let until = std::time::Instant::now() + std::time::Duration::from_millis(*message);
        while std::time::Instant::now() < until {
            std::thread::yield_now();
        }
    }
}
