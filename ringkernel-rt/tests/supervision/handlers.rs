//! Handlers as the macros emit them.

use std::collections::BTreeSet;
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

/// Replies with the message once [`open`] was called with it.
#[derive(Debug)]
pub(crate) enum Gate {}

/// Numbers that may pass, and numbers that have come to a gate.
static NUMBERS: Mutex<[BTreeSet<u64>; 2]> = Mutex::new([BTreeSet::new(), BTreeSet::new()]);
static CHANGED: Condvar = Condvar::new();

/// Lets messages of these numbers pass all [`Gate`]s, for good: each test has numbers of its own.
pub(crate) fn open(numbers: impl IntoIterator<Item = u64>) {
    let mut known = NUMBERS.lock().expect("no thread panics with it");
    known[0].extend(numbers);
    CHANGED.notify_all();
}

/// Waits until a gate has this message in hand.
pub(crate) fn at_the_gate(number: u64) {
    let known = NUMBERS.lock().expect("no thread panics with it");
    let come = CHANGED.wait_while(known, |known| !known[1].contains(&number));
    drop(come.expect("no thread panics with it"));
}

impl ActorKernel for Gate {
    const ARTIFACT: &'static Artifact = &artifact("gate");
    const OPTIONS: ActorOptions = OPTIONS;
    type State = ();
    type Message = u64;
    type Reply = u64;

    fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &u64) -> u64 {
        let mut known = NUMBERS.lock().expect("no thread panics with it");
        known[1].insert(*message);
        CHANGED.notify_all();
        let passed = CHANGED.wait_while(known, |known| !known[0].contains(message));
        drop(passed.expect("no thread panics with it"));
        *message
    }
}
