//! Options of a launch.

use std::time::Duration;

use crate::error::Error;
use crate::idle::Idle;
use crate::priority::Priority;
use crate::record;

/// How an actor is launched.
///
/// ```
/// use ringkernel_rt::actor::LaunchOptions;
///
/// let options = LaunchOptions::default().queue_capacity(64).without_auto_activate();
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LaunchOptions {
    pub(super) queue_capacity: Option<u32>,
    pub(super) credits: Option<u32>,
    pub(super) instances: u32,
    pub(super) activate: bool,
    /// Records of an actor's flight recorder, or 0.
    pub(super) records: u32,
    pub(super) deadline: Duration,
    pub(super) message_deadline: Option<Duration>,
    pub(super) priority: Priority,
    pub(super) idle: Idle,
}

impl Default for LaunchOptions {
    fn default() -> Self {
        Self {
            queue_capacity: None,
            credits: None,
            instances: 1,
            activate: true,
            records: 0,
            deadline: Duration::from_secs(10),
            message_deadline: None,
            priority: Priority::HIGHEST,
            idle: Idle::default(),
        }
    }
}

impl LaunchOptions {
    /// Gives each queue so many slots, a power of two, instead of what the kernel's attribute says.
    #[must_use]
    pub fn queue_capacity(mut self, slots: u32) -> Self {
        self.queue_capacity = Some(slots);
        self
    }

    /// Lets at most so many messages be under way, instead of as many as a queue has slots.
    ///
    /// A message takes a credit when it is put in, and its reply gives it back: to a call when it comes, to
    /// [`send`](super::Actor::send) when somebody receives it, unless the actor replies with `()`. Who finds no credit
    /// waits, and [`try_send`](super::Actor::try_send) gives the message back. So a fast sender is held to the pace of
    /// the actor and of who receives, and a message waits behind so many others at most.
    ///
    /// Calls and sends have credits of their own for the receiving: replies to `send` that nobody receives keep other
    /// senders waiting, and no caller.
    #[must_use]
    pub fn credits(mut self, messages: u32) -> Self {
        self.credits = Some(messages);
        self
    }

    /// Makes room for so many actors of the kernel in one launch; 1 otherwise.
    ///
    /// On a GPU each has a block, resident whether there is an actor or not.
    #[must_use]
    pub fn instances(mut self, actors: u32) -> Self {
        self.instances = actors;
        self
    }

    /// Leaves the actor launched: messages wait in its inbox until it is activated.
    #[must_use]
    pub fn without_auto_activate(mut self) -> Self {
        self.activate = false;
        self
    }

    /// Has each actor record what it does: messages taken and answered, orders acted on, pauses. At least the last `events`
    /// are kept, of which there are as many as the next power of two, at least 64 and at most 65,536: who asks for more has
    /// those. Without this it records nothing.
    ///
    /// [`RingKernel::dump`](crate::RingKernel::dump) has the last 64, so it shows the message that an actor hangs at, and
    /// [`Counters::busy`](crate::Counters::busy) how long it was at work. An actor that answers one message after another
    /// records each; one whose messages are shared out to threads or warps, those that a warp takes at a time, up to 32.
    ///
    /// The device writes 32 bytes into the host's memory for each record, and waits for none. Kernels are not built anew for
    /// it: without it their loops see at each of these places that there is none.
    #[must_use]
    pub fn record(mut self, events: u32) -> Self {
        self.records = record::ring(events);
        self
    }

    /// How long the actor may take to acknowledge the launch and each command; 10 seconds otherwise.
    ///
    /// An actor acts on commands between messages, so this is longer than its handler may take. One that does not end in
    /// that time is made to give up its message, as by [`message_deadline`](Self::message_deadline).
    #[must_use]
    pub fn acknowledge_within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Ends the actor when it takes longer than this over a message; for ever otherwise.
    ///
    /// On a GPU it ends by a fault that names the loop, [`FaultKind::Stopped`](crate::FaultKind::Stopped), and can begin
    /// again in its place. Its loops look for that now and then; what ends by itself does not, and neither does a handler
    /// whose threads exchange values (by a reduction, a vote or a shuffle), since others would wait for who leaves. What
    /// does not look in two more seconds is given up with [`Error::Timeout`] and left behind. So is, at once, an actor on
    /// the CPU: nobody can end a thread from outside.
    ///
    /// A message costs nothing more for it. The time is taken from reply to reply, by whoever waits for one or by a
    /// [`Supervision`](crate::supervisor::Supervision), so it is a little longer than said; where messages are answered
    /// many at a time it is that of all.
    #[must_use]
    pub fn message_deadline(mut self, time: Duration) -> Self {
        self.message_deadline = Some(time);
        self
    }

    /// Says which blocks are placed first where several wait for the GPU; [`Priority::HIGHEST`] otherwise.
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Says what the actor does while there is nothing for it to do; [`Idle::default`] otherwise.
    #[must_use]
    pub fn idle(mut self, idle: Idle) -> Self {
        self.idle = idle;
        self
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Messages that may be under way, where a queue has so many slots.
    ///
    /// # Errors
    /// [`Error::Credits`].
    pub(super) fn credits_of(&self, capacity: u32) -> Result<u32, Error> {
        match self.credits {
            None => Ok(capacity),
            Some(credits) if (1..=capacity).contains(&credits) => Ok(credits),
            Some(asked) => Err(Error::Credits {
                asked,
                limit: capacity,
            }),
        }
    }
}
