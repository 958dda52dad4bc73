//! Handles that no macro makes: device code that is none, and bytes that are no value.

use std::borrow::Cow;

use ringkernel_rt::artifact::{Artifact, Per, Plan, Ptx};
use ringkernel_rt::error::{PtxVersion, Site};
use ringkernel_rt::gpu::RefMut;
use ringkernel_rt::kernel::{ActorKernel, ActorOptions};
use ringkernel_rt::layout::TypeLayout;
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{settled, weigh, Done, Errand, Order, Parcel};

use super::scene::{rows, Row, Scene};

/// A reply that is a [`Verdict`] on paper, and whose bytes are what the kernel has counted.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Doubtful(Done);

/// Not what the kernel replies with: it counts no errands.
#[derive(Clone, Copy, Debug, PartialEq, RingMessage)]
struct Verdict {
    guilt: Guilt,
    value: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
enum Guilt {
    Guilty = 1,
    Innocent = 2,
}

impl RingMessage for Doubtful {
    const LAYOUT: TypeLayout = <Verdict as RingMessage>::LAYOUT;

    fn encode(&self, bytes: &mut [u8]) {
        self.0.encode(bytes);
    }

    fn decode(bytes: &[u8]) -> Self {
        Self(Done::decode(bytes))
    }
}

/// A parcel of which one byte is another.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bent {
    parcel: Parcel,
    at: usize,
    byte: u8,
}

impl RingMessage for Bent {
    const LAYOUT: TypeLayout = <Parcel as RingMessage>::LAYOUT;

    fn encode(&self, bytes: &mut [u8]) {
        self.parcel.encode(bytes);
        bytes[self.at] = self.byte;
    }

    fn decode(bytes: &[u8]) -> Self {
        Self {
            parcel: Parcel::decode(bytes),
            at: 0,
            byte: bytes[0],
        }
    }
}

/// [`weigh`] for parcels that may be bent.
#[derive(Debug)]
enum Weigh {}

impl ActorKernel for Weigh {
    const ARTIFACT: &'static Artifact = weigh::ARTIFACT;
    const OPTIONS: ActorOptions = weigh::OPTIONS;
    type State = ();
    type Message = Bent;
    type Reply = u32;

    fn handle(context: &RingContext, state: RefMut<'_, ()>, message: &Bent) -> u32 {
        weigh::handle(context, state, &message.parcel)
    }
}

/// Declares an actor that runs as [`settled`] on the CPU.
macro_rules! forged {
    ($($name:ident: $artifact:expr, $reply:ident, |$done:ident| $value:expr;)*) => {
        $(
            #[derive(Debug)]
            enum $name {}

            impl ActorKernel for $name {
                const ARTIFACT: &'static Artifact = $artifact;
                const OPTIONS: ActorOptions = settled::OPTIONS;
                type State = ();
                type Message = Errand;
                type Reply = $reply;

                fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &Errand) -> $reply {
                    let $done = Done { errands: message.b as u32, value: message.a };
                    $value
                }
            }
        )*
    };
}

const PLAN: Plan = Plan::Ring { per: Per::Lane };

const fn artifact(name: &'static str, ptx: &'static [Ptx]) -> Artifact {
    Artifact {
        ptx,
        ..Artifact::not_built(name, "tests/trouble/forged.rs", PLAN)
    }
}

const fn ptx(text: &'static str) -> Ptx {
    Ptx {
        arch: 75,
        usage: None,
        text,
    }
}

forged! {
    Doubted: settled::ARTIFACT, Doubtful, |done| Doubtful(Done { errands: 0, ..done });
    Unbuilt: &artifact("unbuilt", &[]), Done, |done| done;
    Empty: &artifact("empty", &[ptx(".version 7.0\n.target sm_75\n.address_size 64\n")]), Done, |done| done;
    Late: &artifact("late", &[ptx(".version 99.9\n.target sm_75\n.address_size 64\n")]), Done, |done| done;
}

#[rustfmt::skip]
pub(crate) fn rows() -> Vec<Row> {
    let why = "the build script did not run for it";
    rows! {
        reply_that_is_no_value => Error::NoValue { type_name: "Verdict" };
        enum_that_is_no_variant => poisoned("`Order`: 9 stands for none of its variants");
        option_that_is_neither => poisoned("`Option`: 7 stands for none of its variants");
        bool_that_is_neither => poisoned("`bool`: 2 is neither 0 nor 1");
        #[Cuda] no_device_code => Error::NoDeviceCode { kernel: "unbuilt", why: why.to_owned() };
        #[Cuda] device_code_without_the_kernel => Error::Cuda { call: "cuModuleGetFunction", code: 500, message: String::new() };
        #[Cuda] device_code_of_tomorrow => Error::PtxTooNew { artifact: version(99, 9), driver: version(0, 0) };
    }
}

fn version(major: u32, minor: u32) -> PtxVersion {
    PtxVersion { major, minor }
}

async fn reply_that_is_no_value(scene: &Scene) -> Result<Doubtful, Error> {
    let actor: Actor<Doubted> = scene.runtime.launch(LaunchOptions::default()).await?;
    let message = Errand { way: 0, a: 6, b: 2 };
    let told = actor.call(message).await;
    actor.send(message).await?;
    assert_eq!(actor.recv().await, told);
    assert_eq!(actor.call_blocking(message), told);
    told
}

/// Where it is found out is each back end's affair.
fn poisoned(what: &str) -> Error {
    Error::Fault(Fault {
        kernel: "weigh",
        kind: FaultKind::Panic {
            message: format!("the device's memory holds no {what}"),
        },
        site: NOWHERE,
        block: [0; 3],
        thread: [0; 3],
        message: Some(2),
        time: None,
    })
}

const NOWHERE: Site = Site {
    file: Cow::Borrowed(""),
    line: 0,
    column: 0,
};

/// Sends a whole parcel, then a bent one, and a whole one to the next life.
async fn send_bent(scene: &Scene, at: usize, byte: u8) -> Result<u32, Error> {
    let actor: Actor<Weigh> = scene.runtime.launch(LaunchOptions::default()).await?;
    let parcel = Parcel {
        fragile: true,
        weights: [Some(20), None, Some(300)],
        order: Order::Pick { at: 4000 },
    };
    let message = |at, byte| Bent { parcel, at, byte };
    assert_eq!(actor.call(message(0, 1)).await, Ok(4321));
    let told = actor.call(message(at, byte)).await;
    actor.restart().await?;
    assert_eq!(actor.call(message(0, 1)).await, Ok(4321));
    told.map_err(|error| match error {
        Error::Fault(fault) => Error::Fault(Fault {
            site: NOWHERE,
            ..fault
        }),
        other => other,
    })
}

async fn enum_that_is_no_variant(scene: &Scene) -> Result<u32, Error> {
    send_bent(scene, 28, 9).await
}

async fn option_that_is_neither(scene: &Scene) -> Result<u32, Error> {
    send_bent(scene, 12, 7).await
}

async fn bool_that_is_neither(scene: &Scene) -> Result<u32, Error> {
    send_bent(scene, 0, 2).await
}

async fn no_device_code(scene: &Scene) -> Result<Actor<Unbuilt>, Error> {
    scene.runtime.launch(LaunchOptions::default()).await
}

/// The driver has words of its own.
async fn device_code_without_the_kernel(scene: &Scene) -> Result<Actor<Empty>, Error> {
    let launched = scene.runtime.launch(LaunchOptions::default()).await;
    launched.map_err(|error| match error {
        Error::Cuda { call, code, .. } => Error::Cuda {
            call,
            code,
            message: String::new(),
        },
        other => other,
    })
}

async fn device_code_of_tomorrow(scene: &Scene) -> Result<Actor<Late>, Error> {
    let launched = scene.runtime.launch(LaunchOptions::default()).await;
    launched.map_err(|error| match error {
        Error::PtxTooNew { artifact, driver } => {
            assert!(driver < artifact);
            Error::PtxTooNew {
                artifact,
                driver: version(0, 0),
            }
        }
        other => other,
    })
}
