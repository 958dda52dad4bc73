//! Starts actors.

use super::ground::Ground;
use super::{Actor, LaunchOptions, Pool};
use crate::error::Error;
use crate::kernel::ActorKernel;
use crate::runtime::RingKernel;

impl RingKernel {
    /// Starts an actor with a state made by `Default`, and waits until the device has acknowledged it.
    ///
    /// Where the options ask for more than one instance, the others are created later: [`Actor::pool`].
    ///
    /// # Errors
    /// [`Error::QueueCapacity`], [`Error::Credits`], [`Error::IdleSleep`], [`Error::OutOfBudget`],
    /// [`Error::NotCoResident`] when there is no room on the device, [`Error::Timeout`] when it is not acknowledged in time, [`Error::ShutDown`], or the device's.
    pub async fn launch<K: ActorKernel>(&self, options: LaunchOptions) -> Result<Actor<K>, Error>
    where
        K::State: Default,
    {
        self.launch_with_state(K::State::default(), options).await
    }

    /// Starts an actor that begins with `state`, and waits until the device has acknowledged it.
    ///
    /// # Errors
    /// As [`launch`](Self::launch).
    pub async fn launch_with_state<K: ActorKernel>(
        &self,
        state: K::State,
        options: LaunchOptions,
    ) -> Result<Actor<K>, Error> {
        let pool = self.pool::<K>(options).await?;
        pool.create_with_state(state).await
    }

    /// Launches room for [`LaunchOptions::instances`] actors of a kernel, which are then created, destroyed and restarted
    /// without another launch.
    ///
    /// On a GPU this is one kernel with a block for each. Blocks without an actor look for one now and then.
    ///
    /// # Errors
    /// As [`launch`](Self::launch).
    pub async fn pool<K: ActorKernel>(&self, options: LaunchOptions) -> Result<Pool<K>, Error> {
        Ok(Pool::new(Ground::open::<K>(self, &options).await?))
    }
}
