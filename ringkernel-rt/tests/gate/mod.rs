//! A handler that a test holds and lets go.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use ringkernel_rt::artifact::{Artifact, Per, Plan};
use ringkernel_rt::gpu::RefMut;
use ringkernel_rt::kernel::{ActorKernel, ActorOptions};
use ringkernel_rt::prelude::*;

/// Replies with the message once [`open`] was called with it.
#[derive(Debug)]
pub(crate) enum Gate {}

/// Numbers that may pass, and numbers that have come to a gate.
static NUMBERS: Mutex<[BTreeSet<u64>; 2]> = Mutex::new([BTreeSet::new(), BTreeSet::new()]);
static CHANGED: Condvar = Condvar::new();

/// Longer than a message takes to come to its gate.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lets messages of these numbers pass all [`Gate`]s, for good: each test has numbers of its own.
pub(crate) fn open(numbers: impl IntoIterator<Item = u64>) {
    let mut known = NUMBERS.lock().expect("no thread panics with it");
    known[0].extend(numbers);
    CHANGED.notify_all();
}

/// Waits until a gate has this message in hand.
pub(crate) fn at_the_gate(number: u64) {
    let known = NUMBERS.lock().expect("no thread panics with it");
    let come = CHANGED.wait_timeout_while(known, PATIENCE, |known| !known[1].contains(&number));
    let (known, time) = come.expect("no thread panics with it");
    drop(known);
    assert!(!time.timed_out(), "message {number} does not come");
}

impl ActorKernel for Gate {
    const ARTIFACT: &'static Artifact =
        &Artifact::not_built("gate", "tests/gate/mod.rs", Plan::Ring { per: Per::Lane });
    const OPTIONS: ActorOptions = ActorOptions {
        block_size: 32,
        queue_capacity: 64,
        hlc: false,
        k2k: false,
    };
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
