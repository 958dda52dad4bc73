//! Handles that no macro makes: device code that is none, and bytes that are no value.

use std::borrow::Cow;

use ringkernel_rt::artifact::{Artifact, Per, Plan, Ptx};
use ringkernel_rt::error::{PtxVersion, Site};
use ringkernel_rt::gpu::RefMut;
use ringkernel_rt::kernel::{ActorKernel, ActorOptions};
use ringkernel_rt::layout::TypeLayout;
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{settled, Done, Errand};

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

/// A message that is a [`Verdict`] on paper, and never one in the inbox.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Poison(Verdict);

impl RingMessage for Poison {
    const LAYOUT: TypeLayout = <Verdict as RingMessage>::LAYOUT;

    fn encode(&self, bytes: &mut [u8]) {
        let (errands, value) = (9, self.0.value);
        Done { errands, value }.encode(bytes);
    }

    fn decode(bytes: &[u8]) -> Self {
        Self(Verdict::decode(bytes))
    }
}

/// Takes [`Poison`].
#[derive(Debug)]
enum Poisoned {}

impl ActorKernel for Poisoned {
    const ARTIFACT: &'static Artifact = &artifact("poisoned", &[]);
    const OPTIONS: ActorOptions = settled::OPTIONS;
    type State = ();
    type Message = Poison;
    type Reply = i32;

    fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &Poison) -> i32 {
        message.0.value
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
        // A GPU takes it for the last variant.
        #[Cpu] message_that_is_no_value => poisoned();
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

/// Where it is found out is the runtime's affair.
fn poisoned() -> Error {
    Error::Fault(Fault {
        kernel: "poisoned",
        kind: FaultKind::Panic {
            message: "the device's memory holds no `Guilt`: 9 stands for none of its variants"
                .to_owned(),
        },
        site: NOWHERE,
        block: [0; 3],
        thread: [0; 3],
        message: Some(1),
        time: None,
    })
}

const NOWHERE: Site = Site {
    file: Cow::Borrowed(""),
    line: 0,
    column: 0,
};

async fn message_that_is_no_value(scene: &Scene) -> Result<i32, Error> {
    let actor: Actor<Poisoned> = scene.runtime.launch(LaunchOptions::default()).await?;
    let verdict = Verdict {
        guilt: Guilt::Innocent,
        value: 4,
    };
    let told = actor.call(Poison(verdict)).await;
    told.map_err(|error| match error {
        Error::Fault(fault) => Error::Fault(Fault {
            site: NOWHERE,
            ..fault
        }),
        other => other,
    })
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
