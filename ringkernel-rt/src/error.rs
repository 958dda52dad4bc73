//! What can go wrong while device code is loaded, launched or running.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::time::Duration;

use crate::abi;
use crate::artifact;
use crate::gpu::narrow::{bf16, f16};
use crate::hlc::{Drift, Timestamp};
use crate::supervisor::GaveUp;

mod site;

pub use site::Site;

/// An error of the runtime.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The CUDA driver library is not installed.
    #[error("no NVIDIA driver: the library `libcuda` cannot be loaded")]
    NoDriver,
    /// The driver is there and sees no GPU with the asked number.
    #[error("no GPU with number {ordinal}: the driver sees {found}")]
    NoDevice {
        /// The number asked for, from 0.
        ordinal: usize,
        /// How many there are.
        found: usize,
    },
    /// The kernel was built without code for the GPU and it cannot be made now.
    #[error("kernel `{kernel}` has no device code: {why}")]
    NoDeviceCode {
        /// The kernel.
        kernel: &'static str,
        /// What is missing and how to get it.
        why: String,
    },
    /// The kernel's PTX is of a newer version than the driver reads.
    #[error("the device code is PTX {artifact} but the driver reads up to {driver}: update the driver or build with an older toolkit")]
    PtxTooNew {
        /// Version of the PTX.
        artifact: PtxVersion,
        /// The newest version the driver reads.
        driver: PtxVersion,
    },
    /// A call of the CUDA driver failed.
    #[error("{call} failed with code {code}: {message}")]
    Cuda {
        /// The driver's function.
        call: &'static str,
        /// Its result.
        code: u32,
        /// The driver's text for it, and its log where it wrote one.
        message: String,
    },
    /// The kernel or actor stopped at a mistake in its own code.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The time of a reply is too far ahead of this machine's clock. The reply was thrown away.
    #[error(transparent)]
    Drift(#[from] Drift),
    /// A slice of the host has another length than the memory it goes to or comes from.
    #[error("`{what}` has {expected} elements but {actual} were given")]
    LengthMismatch {
        /// The field or buffer.
        what: &'static str,
        /// Its length.
        expected: usize,
        /// The length given.
        actual: usize,
    },
    /// A launch has more threads or blocks than a GPU takes.
    #[error("{what} is {asked} but may be at most {limit}")]
    LaunchTooLarge {
        /// Which number.
        what: &'static str,
        /// Its value.
        asked: u64,
        /// The largest legal value.
        limit: u64,
    },
    /// A launch gives lengths to more or fewer arrays in shared memory than the kernel has.
    #[error("kernel `{kernel}` has {expected} arrays `shared!([T])` but the launch gives {given} lengths: call `Launch::shared` for each")]
    SharedArrays {
        /// The kernel.
        kernel: &'static str,
        /// Its arrays.
        expected: usize,
        /// Lengths given.
        given: usize,
    },
    /// A grid of a stencil has a side of 0, or more cells than can be numbered.
    #[error("a grid of {width} x {height} x {depth} cells is not possible: each side is at least 1, and there are at most 2147483647 cells")]
    GridSize {
        /// Cells along x.
        width: u32,
        /// Cells along y.
        height: u32,
        /// Cells along z.
        depth: u32,
    },
    /// A stencil was given a grid of the wrong dimension.
    #[error("stencil `{kernel}` is for {expected} dimensions but the grid has {actual}")]
    Dimensions {
        /// The stencil.
        kernel: &'static str,
        /// The stencil's.
        expected: u32,
        /// The grid's.
        actual: u32,
    },
    /// The steps of a simulation cannot be computed in the way that was asked for.
    #[error("stencil `{kernel}` cannot be computed in this way: {why}")]
    Schedule {
        /// The stencil.
        kernel: &'static str,
        /// What stands against it.
        why: &'static str,
    },
    /// A buffer was made by another runtime.
    #[error("a buffer belongs to another `RingKernel`")]
    ForeignBuffer,
    /// There is not enough memory.
    #[error("out of memory: {bytes} bytes are not to be had{}", and_free(*free))]
    OutOfMemory {
        /// How much was asked for.
        bytes: u64,
        /// How much was free, where the device tells.
        free: Option<u64>,
    },
    /// The runtime's memory budget has no room for it.
    #[error(
        "the memory budget is {budget} bytes, of which {used} are used: {asked} more do not fit"
    )]
    OutOfBudget {
        /// Bytes asked for.
        asked: u64,
        /// Bytes in use.
        used: u64,
        /// What [`Builder::memory_budget`](crate::runtime::Builder::memory_budget) allows.
        budget: u64,
    },
    /// Memory of zeros was asked for, and zero is no value of the type.
    #[error("zeros are no `{type_name}`: no variant has the number 0; upload values instead")]
    NoZero {
        /// The type.
        type_name: &'static str,
    },
    /// The device's memory holds what is no value of the type.
    #[error("the device's memory holds no `{type_name}`: it names a variant that there is not, or a bool is neither 0 nor 1")]
    NoValue {
        /// The type.
        type_name: &'static str,
    },
    /// The system starts no more threads.
    #[error("a thread cannot be started: {kind}")]
    Thread {
        /// What the system says.
        kind: io::ErrorKind,
    },
    /// Blocks that must run at the same time do not fit the GPU.
    #[error("{need} blocks must run at the same time but {fit} fit: limited by {limiter}")]
    NotCoResident {
        /// Blocks asked for.
        need: u32,
        /// Blocks that fit.
        fit: u32,
        /// What runs out first.
        limiter: &'static str,
    },
    /// As many launches of actors are on the GPU as it has hardware queues for.
    #[error(
        "{limit} launches of actors are on the GPU, which has a hardware queue for each: set the environment variable \
         CUDA_DEVICE_MAX_CONNECTIONS to 32 before start, or launch several actors of a kernel as one pool"
    )]
    TooManyLaunches {
        /// How many there may be.
        limit: u32,
    },
    /// An actor's queue cannot have so many slots.
    #[error(
        "a queue of {asked} slots is not possible: the number is a power of two up to {limit}"
    )]
    QueueCapacity {
        /// Slots asked for.
        asked: u32,
        /// The largest legal number.
        limit: u32,
    },
    /// A pool has as many actors as instances.
    #[error("the pool of `{kernel}` has room for {instances} actors, and has them: drop one, or launch it with more instances")]
    PoolFull {
        /// The actors' kernel.
        kernel: &'static str,
        /// How many there may be.
        instances: u32,
    },
    /// A launch with room for no actor.
    #[error("a launch needs room for at least one actor: `instances(0)` asks for none")]
    NoInstances,
    /// An actor takes long over a message while a kernel is loaded that was not used before, for which all actors must
    /// pause between two messages.
    #[error(
        "actor `{kernel}` is busy with a message: no kernel can be loaded until it has answered"
    )]
    Busy {
        /// The actor's kernel.
        kernel: &'static str,
    },
    /// What was asked took longer than allowed.
    #[error("`{name}` was asked to {asked} and has not in the time allowed")]
    Timeout {
        /// Who was asked: a kernel, or the path of a child or supervisor.
        name: Cow<'static, str>,
        /// What for.
        asked: Asked,
    },
    /// The actor has ended and takes no more messages.
    #[error("actor `{kernel}` has stopped")]
    ActorStopped {
        /// The actor's kernel.
        kernel: &'static str,
    },
    /// The actor has ended, and neither was it told to nor has it left a fault.
    #[error("actor `{kernel}` has ended without saying why")]
    Unexplained {
        /// The actor's kernel.
        kernel: &'static str,
    },
    /// The actor is to have fewer messages under way than one, or more than it has slots.
    #[error("{asked} credits are not possible: an actor has between 1 and {limit}, the slots of its queues")]
    Credits {
        /// Credits asked for.
        asked: u32,
        /// Slots of a queue.
        limit: u32,
    },
    /// The actor is to sleep longer between two looks at its inbox than a GPU can.
    #[error("an actor cannot sleep {asked:?} between two looks at its inbox: {limit:?} at most")]
    IdleSleep {
        /// The longest sleep asked for.
        asked: Duration,
        /// The longest there is.
        limit: Duration,
    },
    /// A name cannot be one.
    #[error("`{name}` is no name: it is not empty and has none of `* ? [ ]` in it")]
    BadName {
        /// The name.
        name: String,
    },
    /// A child or supervisor cannot have this name, which is to be a part of a path.
    #[error("`{name}` is no name of a child: it is not empty and has none of `/ * ? [ ]` in it")]
    BadPart {
        /// The name.
        name: String,
    },
    /// Another actor has the name.
    #[error("an actor of kernel `{kernel}` is named `{name}` already")]
    NameTaken {
        /// The name.
        name: String,
        /// The other actor's kernel.
        kernel: &'static str,
    },
    /// The actor has a name.
    #[error("the actor is named `{name}` already")]
    AlreadyNamed {
        /// The name that it has.
        name: String,
    },
    /// No actor has the name.
    #[error("no actor is named `{name}`")]
    NoSuchName {
        /// The name.
        name: String,
    },
    /// The actor of this name is one of another kernel.
    #[error("the actor named `{name}` is one of kernel `{registered}`, not of `{asked}`")]
    OtherKernel {
        /// The name.
        name: String,
        /// The actor's kernel.
        registered: &'static str,
        /// The kernel asked for.
        asked: &'static str,
    },
    /// A supervisor has restarted its children too often, and has ended them all.
    #[error(transparent)]
    GaveUp(#[from] GaveUp),
    /// A child of a supervisor could not be started.
    #[error("`{child}` was not started")]
    NotStarted {
        /// The child's path.
        child: String,
        /// Why.
        #[source]
        cause: Box<Error>,
    },
    /// Two children of a supervisor have the same name.
    #[error("two children of supervisor `{supervisor}` are named `{name}`")]
    SameName {
        /// The supervisor.
        supervisor: String,
        /// The name.
        name: String,
    },
    /// The thread of a tree of supervisors has panicked, as it does when the waker of who reads its events panics. Its
    /// children were let go of.
    #[error(
        "the thread of supervisor `{supervisor}` has panicked: nobody looks after its children"
    )]
    Unattended {
        /// The outermost supervisor.
        supervisor: String,
    },
    /// What makes the state of a supervised actor has panicked.
    #[error("there is no state for an actor of kernel `{kernel}`: what makes it has panicked")]
    NoState {
        /// The actor's kernel.
        kernel: &'static str,
    },
    /// Names are looked for by what is no pattern.
    #[error("`{pattern}` is no pattern of names: {why}")]
    BadPattern {
        /// The text.
        pattern: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The runtime was shut down.
    #[error("the runtime is shut down")]
    ShutDown,
}

/// Says what the variants of an enum are called. One that is missing breaks the build.
macro_rules! named {
    ($type:ident: $($variant:ident)*) => {
        #[doc(hidden)]
        impl $type {
            /// The names of all variants; tests have a row for each.
            pub const VARIANTS: &[&str] = &[$(stringify!($variant)),*];

            /// The name of the variant.
            #[must_use]
            pub const fn variant(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => stringify!($variant),)*
                }
            }
        }
    };
}

named! {
    Error:
    NoDriver NoDevice NoDeviceCode PtxTooNew Cuda Fault Drift LengthMismatch LaunchTooLarge
    SharedArrays GridSize Dimensions Schedule ForeignBuffer OutOfMemory OutOfBudget NoZero NoValue Thread
    NotCoResident TooManyLaunches QueueCapacity PoolFull NoInstances Busy Timeout ActorStopped
    Unexplained Credits IdleSleep BadName BadPart NameTaken AlreadyNamed NoSuchName OtherKernel GaveUp
    NotStarted SameName Unattended NoState BadPattern ShutDown
}

named! {
    FaultKind:
    Index DivideByZero RemainderByZero DivideOverflow RemainderOverflow RangeStart RangeEnd
    RangeOrder Diverged NotInMask NoStack Stopped Panic
}

fn and_free(bytes: Option<u64>) -> String {
    bytes.map_or_else(String::new, |bytes| format!(", {bytes} are free"))
}

/// What an actor or kernel is asked to do within a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Asked {
    /// To begin, or to begin again.
    Begin,
    /// To answer messages.
    Activate,
    /// To leave messages in the inbox.
    Deactivate,
    /// To answer a message.
    Answer,
    /// To end.
    End,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Begin => "begin",
            Self::Activate => "activate",
            Self::Deactivate => "deactivate",
            Self::Answer => "answer a message",
            Self::End => "end",
        })
    }
}

/// Version of a PTX text, such as 9.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PtxVersion {
    /// Before the dot.
    pub major: u32,
    /// After the dot.
    pub minor: u32,
}

impl fmt::Display for PtxVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A mistake that stopped a kernel or actor: the same value from the CPU and the GPU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kernel's name.
    pub kernel: &'static str,
    /// What happened.
    pub kind: FaultKind,
    /// Where in the source.
    pub site: Site,
    /// The block that it happened in.
    pub block: [u32; 3],
    /// The thread of the block.
    pub thread: [u32; 3],
    /// Number, from 1, of the message that an actor was answering; `None` for other kernels.
    pub message: Option<u64>,
    /// When that message was sent, where messages carry times. Apart, so that errors stay small.
    pub time: Option<Box<Timestamp>>,
}

/// What a kernel did wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// An index is not below the length.
    Index {
        /// The index.
        index: u64,
        /// The length.
        len: u64,
    },
    /// `a / 0`.
    DivideByZero,
    /// `a % 0`.
    RemainderByZero,
    /// `MIN / -1`.
    DivideOverflow,
    /// `MIN % -1`.
    RemainderOverflow,
    /// The start of `x[start..]` is beyond the end.
    RangeStart {
        /// The start.
        start: u64,
        /// The length.
        len: u64,
    },
    /// The end of `x[start..end]` is beyond the end.
    RangeEnd {
        /// The end.
        end: u64,
        /// The length.
        len: u64,
    },
    /// The end of `x[start..end]` is before its start.
    RangeOrder {
        /// The start.
        start: u64,
        /// The end.
        end: u64,
    },
    /// A thread waits, in the function named, for threads that wait elsewhere or have ended. Only the CPU can tell; a
    /// GPU waits for ever, or goes on with unspecified values.
    Diverged {
        /// The function of the prelude that waits.
        function: &'static str,
    },
    /// A thread calls a function of its warp with a mask that does not name it. Only the CPU can tell.
    NotInMask {
        /// The thread's place in its warp.
        lane: u32,
        /// The mask.
        mask: u32,
    },
    /// So many threads wait for each other that the system has no stack for one more. Only the CPU needs them.
    NoStack,
    /// A loop of an actor went on for longer than its message may take, or than it may take to end. The site is the
    /// loop's. Only a GPU can stop it.
    Stopped,
    /// Any other panic: `panic!`, a failed `assert!`, and what only the CPU can have (arithmetic overflow in a debug
    /// build).
    Panic {
        /// The panic's message.
        message: String,
    },
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.message.is_some() {
            "actor"
        } else {
            "kernel"
        };
        write!(
            f,
            "{what} `{}` stopped: {}\n  at {}, block {}, thread {}",
            self.kernel,
            self.kind,
            self.site,
            Triple(self.block),
            Triple(self.thread)
        )?;
        match (self.message, &self.time) {
            (Some(number), Some(time)) => write!(f, " (message {number}, HLC {time})"),
            (Some(number), None) => write!(f, " (message {number})"),
            (None, _) => Ok(()),
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index { index, len } => write!(
                f,
                "index out of bounds: the len is {len} but the index is {index}"
            ),
            Self::DivideByZero => f.write_str("attempt to divide by zero"),
            Self::RemainderByZero => {
                f.write_str("attempt to calculate the remainder with a divisor of zero")
            }
            Self::DivideOverflow => f.write_str("attempt to divide with overflow"),
            Self::RemainderOverflow => {
                f.write_str("attempt to calculate the remainder with overflow")
            }
            Self::RangeStart { start, len } => write!(
                f,
                "range start index {start} out of range for slice of length {len}"
            ),
            Self::RangeEnd { end, len } => write!(
                f,
                "range end index {end} out of range for slice of length {len}"
            ),
            Self::RangeOrder { start, end } => {
                write!(f, "slice index starts at {start} but ends at {end}")
            }
            Self::Diverged { function } => write!(
                f,
                "`{function}` waits for threads that wait elsewhere or have ended"
            ),
            Self::NotInMask { lane, mask } => {
                write!(f, "lane {lane} is not in the mask {mask:#x} that it gave")
            }
            Self::NoStack => f.write_str("the system has no stack for one more thread that waits"),
            Self::Stopped => f.write_str("a loop went on for longer than it may"),
            Self::Panic { message } => f.write_str(message),
        }
    }
}

impl FaultKind {
    /// The kind that a device record (`rk_fault` in `abi.h`) describes, `site` being its place; `None` where it holds no
    /// known kind.
    #[must_use]
    pub fn from_raw(kind: u32, a: u64, b: u64, site: &artifact::Site) -> Option<Self> {
        match kind {
            abi::RK_FAULT_INDEX => Some(Self::Index { index: a, len: b }),
            abi::RK_FAULT_DIVIDE_BY_ZERO => Some(Self::DivideByZero),
            abi::RK_FAULT_REMAINDER_BY_ZERO => Some(Self::RemainderByZero),
            abi::RK_FAULT_DIVIDE_OVERFLOW => Some(Self::DivideOverflow),
            abi::RK_FAULT_REMAINDER_OVERFLOW => Some(Self::RemainderOverflow),
            abi::RK_FAULT_RANGE_START => Some(Self::RangeStart { start: a, len: b }),
            abi::RK_FAULT_RANGE_END => Some(Self::RangeEnd { end: a, len: b }),
            abi::RK_FAULT_RANGE_ORDER => Some(Self::RangeOrder { start: a, end: b }),
            abi::RK_FAULT_STOPPED => Some(Self::Stopped),
            abi::RK_FAULT_PANIC => site.says.map(|says| Self::from_panic(say(says, a, b))),
            _ => None,
        }
    }

    /// The kind behind the message of a panic.
    pub(crate) fn from_panic(message: String) -> Self {
        [
            Self::DivideByZero,
            Self::RemainderByZero,
            Self::DivideOverflow,
            Self::RemainderOverflow,
        ]
        .into_iter()
        .find(|kind| kind.to_string() == message)
        .or_else(|| Self::of_numbers(&message))
        .unwrap_or(Self::Panic { message })
    }

    /// The kind behind a message of the language that holds two numbers: arrays are indexed by rustc's own code.
    fn of_numbers(message: &str) -> Option<Self> {
        let mut numbers = message
            .split(|c: char| !c.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .map(|digits| digits.parse::<u64>().ok());
        let (a, b) = (numbers.next()??, numbers.next()??);
        [
            Self::Index { index: b, len: a },
            Self::RangeStart { start: a, len: b },
            Self::RangeEnd { end: a, len: b },
            Self::RangeOrder { start: a, end: b },
        ]
        .into_iter()
        .find(|kind| kind.to_string() == message)
    }
}

/// The words of a panic, as the standard library has them.
fn say(says: artifact::Says, left: u64, right: u64) -> String {
    let text = says.text;
    match says.values {
        // Only `clamp` says its bounds within its text.
        Some(ty) if text.starts_with("min > max") => text
            .replace("{min:?}", &value(ty, left))
            .replace("{max:?}", &value(ty, right)),
        // A message that is no value says what it holds.
        Some(ty) if text.starts_with("the device's memory holds no ") => {
            text.replace("{tag}", &value(ty, left))
        }
        Some(ty) => format!(
            "{text}\n  left: {}\n right: {}",
            value(ty, left),
            value(ty, right)
        ),
        None => text.to_owned(),
    }
}

/// A value of a record in `Debug`'s words: integers are extended to its 64 bits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "the low bits are the value's"
)]
fn value(ty: &str, bits: u64) -> String {
    match ty {
        "bool" => (bits != 0).to_string(),
        "f32" => format!("{:?}", f32::from_bits(bits as u32)),
        "f64" => format!("{:?}", f64::from_bits(bits)),
        "f16" => format!("{:?}", f16::from_bits(bits as u16)),
        "bf16" => format!("{:?}", bf16::from_bits(bits as u16)),
        signed if signed.starts_with('i') => (bits as i64).to_string(),
        _unsigned => bits.to_string(),
    }
}

/// A position that prints as one number where the other two are 0.
pub(crate) struct Triple(pub(crate) [u32; 3]);

impl fmt::Display for Triple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [x, 0, 0] => write!(f, "{x}"),
            [x, y, z] => write!(f, "({x}, {y}, {z})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::{Artifact, Plan};

    fn fault(block: [u32; 3], message: Option<u64>) -> Fault {
        Fault {
            kernel: "process",
            kind: FaultKind::Index {
                index: 1024,
                len: 1024,
            },
            site: Site {
                file: "src/kernels.rs".into(),
                line: 14,
                column: 9,
            },
            block,
            thread: [96, 0, 0],
            message,
            time: None,
        }
    }

    #[test]
    fn a_fault_of_an_actor_names_the_message() {
        assert_eq!(
            fault([3, 0, 0], Some(17)).to_string(),
            "actor `process` stopped: index out of bounds: the len is 1024 but the index is 1024\n  \
             at src/kernels.rs:14:9, block 3, thread 96 (message 17)"
        );
    }

    #[test]
    fn a_fault_names_the_time_of_its_message_where_it_has_one() {
        let fault = Fault {
            time: Some(Box::new(Timestamp {
                physical: 1763,
                logical: 4,
                node: 0,
            })),
            ..fault([3, 0, 0], Some(17))
        };
        assert!(fault.to_string().ends_with(" (message 17, HLC 1763.4.0)"));
    }

    #[test]
    fn a_fault_of_a_kernel_prints_positions_of_more_dimensions_in_full() {
        assert_eq!(
            fault([3, 1, 0], None).to_string(),
            "kernel `process` stopped: index out of bounds: the len is 1024 but the index is 1024\n  \
             at src/kernels.rs:14:9, block (3, 1, 0), thread 96"
        );
    }

    #[test]
    fn panics_of_the_language_have_the_devices_kind() {
        assert_eq!(
            FaultKind::from_panic("attempt to divide by zero".into()),
            FaultKind::DivideByZero
        );
        assert_eq!(
            FaultKind::from_panic("oh no".into()),
            FaultKind::Panic {
                message: "oh no".into()
            }
        );
    }

    #[test]
    fn a_file_is_named_from_the_package() {
        let artifact = Artifact::not_built(
            "f",
            "src/a.rs",
            Plan::Grid {
                independent_blocks: false,
                cooperative: false,
                shared: &[],
            },
        );
        let site = |file: &'static str| Site {
            file: file.into(),
            line: 1,
            column: 1,
        };
        assert_eq!(
            site("examples/x/src/a.rs").in_package(&artifact).file,
            "src/a.rs"
        );
        assert_eq!(
            site("examples\\x\\src\\a.rs").in_package(&artifact).file,
            "src/a.rs"
        );
        assert_eq!(
            site("other-src/a.rs").in_package(&artifact).file,
            "other-src/a.rs"
        );
    }
}
