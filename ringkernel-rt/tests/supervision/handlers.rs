//! Handlers as the macros emit them.

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

/// What cannot be read if it is [`UNREADABLE`], and not be written if it is [`UNWRITABLE`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Picky(pub(crate) u64);

pub(crate) const UNREADABLE: u64 = 13;
pub(crate) const UNWRITABLE: u64 = 99;

impl RingMessage for Picky {
    const LAYOUT: TypeLayout = <u64 as GpuType>::LAYOUT;

    fn encode(&self, bytes: &mut [u8]) {
        assert!(self.0 != UNWRITABLE, "it cannot be written");
        GpuType::encode(&self.0, bytes);
    }

    fn decode(bytes: &[u8]) -> Self {
        let value = GpuType::decode(bytes);
        assert!(value != UNREADABLE, "it cannot be read");
        Self(value)
    }
}

/// Replies with the successor; [`BOMB`] ends its thread beyond what is caught.
#[derive(Debug)]
pub(crate) enum Successor {}

pub(crate) const BOMB: u64 = 7;

/// What panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("nobody catches this");
    }
}

impl ActorKernel for Successor {
    const ARTIFACT: &'static Artifact = &artifact("successor");
    const OPTIONS: ActorOptions = OPTIONS;
    type State = ();
    type Message = Picky;
    type Reply = Picky;

    fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &Picky) -> Picky {
        if message.0 == BOMB {
            std::panic::panic_any(Bomb);
        }
        Picky(message.0 + 1)
    }
}
