//! Hybrid logical clocks: times that respect what led to what and stay near the machine's time.
//!
//! The rule is that of Kulkarni, Demirbas, Madappa, Avva and Leone, "Logical Physical Clocks" (2014). A clock shows two
//! parts. The physical part is the greatest time that its node has seen, on its own machine's clock or in a message; the
//! logical part counts what happened while that stood still. So if one event led to another, in a node or by a message,
//! the first has the smaller time, and a time is never behind the machine's clock, nor ahead of the fastest clock among
//! those it has heard of.
//!
//! The messages of a ring kernel whose attribute says `hlc` carry times. The runtime's clock
//! ([`RingKernel::clock`](crate::RingKernel::clock)) is node 0 and gives each message its time; each actor is a node of its
//! own, receives that time, and gives its reply a later one; the runtime receives that. [`trace::check`] says whether the
//! times of a trace respect what led to what.
//!
//! On a GPU the machine's clock is `%globaltimer`, which [`Alignment`] puts beside the host's.

mod alignment;
mod clock;
mod timed;
mod timestamp;
pub mod trace;
mod voice;

#[cfg(all(test, loom))]
mod loom;

pub use alignment::Alignment;
pub use clock::{Clock, Drift};
pub use timed::Timed;
pub use timestamp::Timestamp;
pub(crate) use voice::Voice;
