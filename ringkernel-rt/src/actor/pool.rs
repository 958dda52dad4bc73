//! Room for several actors of one kernel.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::ground::Ground;
use super::Actor;
use crate::counters::Counters;
use crate::error::Error;
use crate::kernel::ActorKernel;

/// Room for several actors of one kernel: [`RingKernel::pool`](crate::RingKernel::pool). Clones share it.
///
/// It lasts as long as it or one of its actors does. A dropped actor gives its instance back.
///
/// ```
/// # use ringkernel_rt::actor::{LaunchOptions, Pool};
/// # use ringkernel_rt::kernel::ActorKernel;
/// # use ringkernel_rt::RingKernel;
/// # async fn f<counter: ActorKernel>(runtime: RingKernel) -> Result<(), ringkernel_rt::error::Error>
/// # where counter::State: Default {
/// let pool = runtime.pool::<counter>(LaunchOptions::default().instances(8)).await?;
/// let first = pool.create().await?;
/// let second = pool.create().await?;
/// assert_eq!(pool.vacant(), 6);
/// # drop((first, second));
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping it and its actors ends the launch"]
pub struct Pool<K: ActorKernel> {
    ground: Arc<Ground>,
    kernel: PhantomData<fn() -> K>,
}

impl<K: ActorKernel> Pool<K> {
    pub(super) fn new(ground: Arc<Ground>) -> Self {
        Self {
            ground,
            kernel: PhantomData,
        }
    }

    /// Starts an actor with a state made by `Default`, and waits until the device has acknowledged it.
    ///
    /// # Errors
    /// [`Error::PoolFull`] when there are as many actors as instances, [`Error::Timeout`] when it is not acknowledged in
    /// time, [`Error::ShutDown`], or the device's.
    pub async fn create(&self) -> Result<Actor<K>, Error>
    where
        K::State: Default,
    {
        self.create_with_state(K::State::default()).await
    }

    /// Starts an actor that begins with `state`, and waits until the device has acknowledged it.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_with_state(&self, state: K::State) -> Result<Actor<K>, Error> {
        let enrolment = self.ground.enrol();
        let port = self.ground.begin::<K>(state, enrolment.dossier()).await?;
        Ok(Actor::new(self.ground.clone(), enrolment, port))
    }

    /// How long one of its actors may take to acknowledge what it is asked.
    pub(crate) fn deadline(&self) -> Duration {
        self.ground.deadline()
    }

    /// How many actors there may be at the same time.
    #[must_use]
    pub fn instances(&self) -> u32 {
        self.ground.instances()
    }

    /// What the actors of this launch have done, with those that are dropped.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.ground.counters()
    }

    /// How many more actors there may be now.
    #[must_use]
    pub fn vacant(&self) -> u32 {
        self.ground.vacant()
    }
}

impl<K: ActorKernel> Clone for Pool<K> {
    fn clone(&self) -> Self {
        Self::new(self.ground.clone())
    }
}

impl<K: ActorKernel> fmt::Debug for Pool<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("kernel", &K::ARTIFACT.name)
            .field("instances", &self.instances())
            .field("vacant", &self.vacant())
            .finish()
    }
}
