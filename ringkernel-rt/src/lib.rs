//! Runtime of RingKernel: runs annotated Rust functions as GPU kernels, stencils and persistent actors.
//!
//! A function under `#[kernel]`, `#[stencil]` or `#[ring_kernel]` is compiled for the CPU by rustc and for the GPU by
//! the build script; this crate launches either. Most programs need only the [`prelude`].
//!
//! # A first program
//! It needs a `build.rs`, `fn main() { ringkernel_build::compile(); }`, with `ringkernel-build` in `[build-dependencies]`.
//!
//! ```
//! use ringkernel_rt::prelude::*;
//!
//! #[kernel]
//! fn double(x: &mut [f32]) {
//!     let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
//!     if i < x.len() {
//!         x[i] *= 2.0;
//!     }
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let runtime = RingKernel::builder().build().await?;
//!     let mut x = runtime.upload(&[1.0f32, 2.0, 3.0])?;
//!     runtime.run(double::args(&mut x), Launch::over(3)).await?;
//!     assert_eq!(runtime.download(&x).await?, [2.0, 4.0, 6.0]);
//!     runtime.shutdown().await?;
//!     Ok(())
//! }
//! ```
//!
//! # Where to look
//! - Kernels: [`macro@kernel`], what they may call ([`gpu`]), [`Launch`], [`Buffer`], and what was built of them
//!   ([`artifact`]).
//! - Stencils: [`macro@stencil`], [`Grid`], [`Simulation`].
//! - Actors: [`macro@ring_kernel`], [`RingKernel::launch`], [`LaunchOptions`], [`Actor`]; many in one launch
//!   ([`RingKernel::pool`]); restarts ([`supervisor`]), names ([`registry`]), times ([`hlc`]).
//! - What went on: [`Error`], [`Fault`], [`log`], [`span`], [`counters`], [`dead`], [`dump`].
//!
//! # Words
//! - **lane**: one thread of a kernel; **block**: lanes that can wait for each other; **grid**: all blocks of a launch,
//!   or all cells of a stencil.
//! - **field**: an array of a stencil, one value a cell; **halo**: how far a cell looks around.
//! - **actor**: a resident kernel that answers messages; **inbox**, **outbox**: its queues; **slot**: a queue's element.
//! - **instance**: the room that a launch has for one actor; **pool**: a launch with many; **seat**: a block's place in a
//!   launch, with the memory that one actor after another has there. An instance on a GPU is a seat.
//! - **fault**: a mistake of a kernel that stopped it, such as an index out of bounds.
//! - **life**: what lies between an actor's beginning and its end; a restart gives it another one.
//! - **supervisor**: what has actors, its **children**, begin again when they end; **tree**: supervisors and their children,
//!   each with a **path** of names; **intensity**: how many restarts are allowed in how long, after which it **gives up**.
//! - **dead letter**: a message that an actor has taken and will never answer; **credit**: leave to have one more message
//!   under way.

pub mod abi;
pub mod actor;
pub mod artifact;
pub mod backend;
mod budget;
pub mod buffer;
pub mod call;
mod census;
pub mod control;
pub mod counters;
pub mod dead;
pub mod dump;
pub mod error;
mod footprint;
pub mod gpu;
mod guest;
pub mod hlc;
mod idle;
pub mod kernel;
pub mod launch;
pub mod layout;
pub mod log;
pub mod message;
pub mod prelude;
mod priority;
#[cfg(not(feature = "bare-queue"))]
mod queue;
#[cfg(feature = "bare-queue")]
#[doc(hidden)]
pub mod queue;
mod range;
mod reactor;
pub mod record;
pub mod registry;
mod resident;
pub mod resource;
pub mod runtime;
pub mod schedule;
mod shelf;
pub mod span;
pub mod stencil;
pub mod supervisor;
mod sync;
pub mod trace;

pub use actor::{Actor, LaunchOptions};
pub use buffer::Buffer;
pub use call::Call;
pub use counters::Counters;
pub use dead::{DeadLetter, DeadLetters};
pub use error::{Error, Fault, FaultKind};
#[doc(hidden)]
pub use footprint::Footprint;
pub use launch::Launch;
pub use layout::GpuType;
pub use message::RingMessage;
pub use registry::Registry;
pub use ringkernel_macros::{device, kernel, ring_kernel, stencil, GpuType, RingMessage};
pub use runtime::{Backend, RingKernel};
pub use schedule::{Chosen, Schedule};
pub use stencil::{Boundary, Field, Grid, Simulation};
pub use supervisor::{Child, Supervision, Supervisor};
