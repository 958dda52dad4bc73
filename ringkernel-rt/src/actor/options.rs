//! Options of a launch.

use std::time::Duration;

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
    pub(super) activate: bool,
    pub(super) deadline: Duration,
}

impl Default for LaunchOptions {
    fn default() -> Self {
        Self {
            queue_capacity: None,
            activate: true,
            deadline: Duration::from_secs(10),
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

    /// Leaves the actor launched: messages wait in its inbox until it is activated.
    #[must_use]
    pub fn without_auto_activate(mut self) -> Self {
        self.activate = false;
        self
    }

    /// How long the actor may take to acknowledge the launch and each command; 10 seconds otherwise.
    ///
    /// An actor acts on commands between messages, so this is longer than its handler may take.
    #[must_use]
    pub fn acknowledge_within(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }
}
