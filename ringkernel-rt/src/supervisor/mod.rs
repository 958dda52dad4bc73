//! Supervisors: they start actors, hear of their ends, and have them begin again.
//!
//! A [`Supervisor`] describes a tree: actors of any kernels ([`Child`]) and supervisors within.
//! [`RingKernel::supervise`](crate::RingKernel::supervise) starts it, first child first, and gives a [`Supervision`]. A
//! child that ends begins again with a fresh state, in the same place and under the same name and handle, along with the
//! siblings that the [`Strategy`] says. A supervisor that has to do so more often than its [`Intensity`] allows ends its
//! children, the last one first, and fails itself: its own supervisor decides, and at the top everybody is ended and the
//! error says why, link by link. Words and meaning are those of Erlang/OTP.
//!
//! Actors are named by their paths in the runtime's [`Registry`](crate::Registry): `"pipeline/parse"`.
//!
//! # Heartbeats
//! A tree has a thread of its own. It is told at once of ends that somebody notices, such as a caller. It looks by
//! itself at each actor once in [`Supervisor::heartbeat`], 100 ms unless said otherwise, and so notices the end of an
//! actor nobody waits for, and one that is hung: it owes an answer, or the acknowledgement of a command, and has not
//! moved for longer than [`Child::hung_after`]. That is reported as [`Event::Hung`], with what is known of it; the
//! supervisor does nothing else about it, since a handler that takes its time is none of its business.
//!
//! While a child is ended and begun again, the others of the tree wait their turn.
//!
//! # Where this differs from Erlang
//! - A child keeps its handle and its name from one life to the next. Whoever has the handle may restart or terminate it as
//!   well: a restart by others counts for nothing, an end by others is an end.
//! - Children are those of the description: none are added, removed or replaced while the tree runs, and there is no
//!   `simple_one_for_one`. No child is significant, so a supervisor does not end by itself when its children have
//!   (`auto_shutdown`).
//! - A child that does not end in [`Child::shutdown_within`] is left behind and reported ([`Event::NotEnded`]) where OTP
//!   kills it: there is no `brutal_kill`. Its next life needs an instance beside it.
//! - A start that fails is tried again and counted as a restart, as in OTP, but the first start of the tree is not: then
//!   nothing is started, and the error names the child.
//! - All supervisors of a tree share its thread, so a child that is slow to begin holds up the others of the whole tree.
//! - What a child had in its inbox is told as dead letters; what it had answered can still be received.
//! - The runtime's end tells all actors at the same time to end; [`Supervision::shutdown`] ends them in OTP's order.
//!
//! # Example
//! ```
//! # use ringkernel_rt::prelude::*;
//! # use ringkernel_rt::kernel::ActorKernel;
//! # use std::time::Duration;
//! # async fn f<parse: ActorKernel, store: ActorKernel>(runtime: RingKernel) -> Result<(), Error>
//! # where parse::State: Default, store::State: Default {
//! let tree = Supervisor::new("pipeline")
//!     .strategy(Strategy::RestForOne)
//!     .intensity(3, Duration::from_secs(5))
//!     .child(Child::new::<store>("store", LaunchOptions::default()))
//!     .child(Child::new::<parse>("parse", LaunchOptions::default()).restart(Restart::Transient));
//! let pipeline = runtime.supervise(tree).await?;
//! // The handle stays good when the actor begins again.
//! let parse = runtime.registry().get::<parse>("pipeline/parse")?;
//! # drop(parse);
//! pipeline.shutdown().await?;
//! # Ok(())
//! # }
//! ```
//!
//! `policy` decides what to do about an end and `pulse` who is hung, both without actors; `child` launches an actor and
//! begins it again; `tree` does what is decided; `desk` is the tree's thread.

mod child;
mod desk;
mod event;
mod gave_up;
mod handle;
mod policy;
mod pulse;
mod spec;
mod tree;

pub use child::Child;
pub use event::{Event, Events};
pub use gave_up::GaveUp;
pub use handle::Supervision;
pub use policy::{Intensity, Restart, Strategy};
pub use spec::Supervisor;
