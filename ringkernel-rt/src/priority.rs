//! How urgent a launch is.

/// Which blocks go first when several wait for a place on the GPU: of a launch, from the highest down.
///
/// It decides who is placed, and nothing else. A block that has its place keeps it: an actor is not interrupted by what is
/// more urgent, does not interrupt what is less, and has no larger part of its multiprocessor. So it matters in two
/// moments: when the actor or its pool is launched while a grid kernel has more blocks than fit the GPU, and when it goes
/// on after it was parked, for a kernel to be loaded. With the highest, which is what a launch has unless told otherwise,
/// its blocks take the first places that are free. With the lowest they wait with the blocks of grid kernels, and the
/// launch may take until those have ended.
///
/// A GPU tells [`RingKernel::priorities`](crate::RingKernel::priorities) of them apart. What lies below its lowest is its
/// lowest: who is placed first is no matter of right or wrong, and a program runs on a GPU that knows fewer. Threads of
/// the CPU back end have none.
///
/// ```
/// use ringkernel_rt::actor::{LaunchOptions, Priority};
///
/// let options = LaunchOptions::default().priority(Priority::HIGHEST.below(1));
/// # let _ = options;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Priority {
    steps: u8,
}

impl Priority {
    /// Ahead of all that is less urgent.
    pub const HIGHEST: Self = Self { steps: 0 };
    /// Together with grid kernels.
    pub const LOWEST: Self = Self { steps: u8::MAX };

    /// The one so many steps below; the lowest where there are not so many.
    #[must_use]
    pub const fn below(self, steps: u8) -> Self {
        Self {
            steps: self.steps.saturating_add(steps),
        }
    }

    /// Steps below the highest.
    pub(crate) const fn steps(self) -> u8 {
        self.steps
    }
}
