//! Handlers as the macros emit them.

use std::sync::{Condvar, Mutex};

use ringkernel_rt::artifact::{Artifact, Per, Plan};
use ringkernel_rt::gpu::RefMut;
use ringkernel_rt::kernel::{ActorKernel, ActorOptions};
use ringkernel_rt::layout::TypeLayout;
use ringkernel_rt::prelude::*;

const fn artifact(name: &'static str) -> Artifact {
    let file = "tests/supervision/handlers.rs";
    Artifact::not_built(name, file, Plan::Ring { per: Per::Lane })
}

const OPTIONS: ActorOptions = ActorOptions {
    block_size: 32,
    queue_capacity: 64,
    hlc: false,
    k2k: false,
};

/// Adds the message to its state and replies with the sum; 0 is a mistake.
#[derive(Debug)]
pub(crate) enum Counter {}

impl ActorKernel for Counter {
    const ARTIFACT: &'static Artifact = &artifact("counter");
    const OPTIONS: ActorOptions = OPTIONS;
    type State = u64;
    type Message = u64;
    type Reply = u64;

    fn handle(_: &RingContext, mut state: RefMut<'_, u64>, message: &u64) -> u64 {
        assert!(*message != 0, "nothing was given");
        *state += *message;
        *state
    }
}

/// Too much for a narrow slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wide(pub(crate) [u64; 25]);

impl RingMessage for Wide {
    const LAYOUT: TypeLayout = <[u64; 25] as GpuType>::LAYOUT;

    fn encode(&self, bytes: &mut [u8]) {
        GpuType::encode(&self.0, bytes);
    }

    fn decode(bytes: &[u8]) -> Self {
        Self(GpuType::decode(bytes))
    }
}

/// Takes messages of 200 bytes and replies with nothing; one that begins with 0 is a mistake.
#[derive(Debug)]
pub(crate) enum Drain {}

impl ActorKernel for Drain {
    const ARTIFACT: &'static Artifact = &artifact("drain");
    const OPTIONS: ActorOptions = OPTIONS;
    type State = ();
    type Message = Wide;
    type Reply = ();

    fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &Wide) {
        assert!(message.0[0] != 0, "nothing was given");
    }
}

/// Replies with the message once it is at or below what [`open`] was last called with.
#[derive(Debug)]
pub(crate) enum Gate {}

static OPEN: Mutex<u64> = Mutex::new(0);
static OPENED: Condvar = Condvar::new();

/// Lets all messages up to `number` pass a [`Gate`], for good. Tests take numbers of their own: [`closed`].
pub(crate) fn open(number: u64) {
    let mut open = OPEN.lock().expect("no thread panics with it");
    *open = (*open).max(number);
    OPENED.notify_all();
}

impl ActorKernel for Gate {
    const ARTIFACT: &'static Artifact = &artifact("gate");
    const OPTIONS: ActorOptions = OPTIONS;
    type State = ();
    type Message = u64;
    type Reply = u64;

    fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &u64) -> u64 {
        let open = OPEN.lock().expect("no thread panics with it");
        let passed = OPENED.wait_while(open, |open| *open < *message);
        drop(passed.expect("no thread panics with it"));
        *message
    }
}
