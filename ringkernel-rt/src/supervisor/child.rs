//! An actor of any kernel as its supervisor starts it and begins it again.

use std::fmt;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::policy::Restart;
use crate::actor::dossier::Dossier;
use crate::actor::{Actor, LaunchOptions, Pool};
use crate::error::Error;
use crate::kernel::ActorKernel;
use crate::runtime::RingKernel;

/// How an actor is started, and what is to be done when it ends.
pub struct Child {
    pub(super) name: String,
    pub(super) restart: Restart,
    pub(super) shutdown_within: Duration,
    pub(super) hung_after: Duration,
    /// How long it may take to begin.
    pub(super) begins_within: Duration,
    launch: Box<Launch>,
}

/// Launches the actor under the given path.
type Launch = dyn Fn(RingKernel, Arc<str>) -> Pending<'static, Box<dyn Charge>> + Send;

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

impl Child {
    /// An actor of kernel `K` that begins with a state made by `Default`. Its name is a part of its path.
    #[must_use]
    pub fn new<K: ActorKernel>(name: impl Into<String>, options: LaunchOptions) -> Self
    where
        K::State: Default,
    {
        Self::with_state::<K>(name, options, K::State::default)
    }

    /// An actor of kernel `K` that begins with a state made by `state`, each time anew. A call of it that panics counts
    /// as a start that failed.
    #[must_use]
    pub fn with_state<K: ActorKernel>(
        name: impl Into<String>,
        options: LaunchOptions,
        state: impl Fn() -> K::State + Send + Sync + 'static,
    ) -> Self {
        let within = options.deadline();
        Self::made(name.into(), state, within, move |runtime, state| {
            let options = options.clone();
            Box::pin(async move { runtime.launch_with_state::<K>(state, options).await })
        })
    }

    /// An actor in a pool, which has an instance for it, that begins with a state made by `Default`. A GPU has many
    /// instances in one launch, and few launches at a time.
    #[must_use]
    pub fn in_pool<K: ActorKernel>(name: impl Into<String>, pool: &Pool<K>) -> Self
    where
        K::State: Default,
    {
        Self::in_pool_with_state(name, pool, K::State::default)
    }

    /// An actor [in a pool](Self::in_pool) that begins with a state made by `state`, as
    /// [`with_state`](Self::with_state)'s.
    #[must_use]
    pub fn in_pool_with_state<K: ActorKernel>(
        name: impl Into<String>,
        pool: &Pool<K>,
        state: impl Fn() -> K::State + Send + Sync + 'static,
    ) -> Self {
        let pool = pool.clone();
        let within = pool.deadline();
        Self::made(name.into(), state, within, move |_, state| {
            let pool = pool.clone();
            Box::pin(async move { pool.create_with_state(state).await })
        })
    }

    fn made<K: ActorKernel>(
        name: String,
        state: impl Fn() -> K::State + Send + Sync + 'static,
        begins_within: Duration,
        begin: impl Fn(RingKernel, K::State) -> Pending<'static, Actor<K>> + Send + Sync + 'static,
    ) -> Self {
        let maker = Arc::new(Maker::<K>(Box::new(state)));
        let begin = Arc::new(begin);
        Self {
            name,
            restart: Restart::default(),
            shutdown_within: Duration::from_secs(5),
            hung_after: Duration::from_secs(5),
            begins_within,
            launch: Box::new(move |runtime, path| {
                let (maker, begin) = (maker.clone(), begin.clone());
                Box::pin(async move {
                    let actor = begin(runtime.clone(), maker.make()?).await?;
                    let actor = Arc::new(actor);
                    runtime.registry().register(path.as_ref(), &actor)?;
                    Ok(Box::new(Held { actor, maker }) as Box<dyn Charge>)
                })
            }),
        }
    }

    /// When it begins again: [`Restart::Permanent`] otherwise.
    #[must_use]
    pub fn restart(mut self, restart: Restart) -> Self {
        self.restart = restart;
        self
    }

    /// How long it may take to end when its supervisor asks for it; 5 seconds otherwise. After that it is let go of.
    #[must_use]
    pub fn shutdown_within(mut self, time: Duration) -> Self {
        self.shutdown_within = time;
        self
    }

    /// How long it may owe an answer without moving before it is reported as hung; 5 seconds otherwise.
    #[must_use]
    pub fn hung_after(mut self, time: Duration) -> Self {
        self.hung_after = time;
        self
    }

    pub(super) fn launch(
        &self,
        runtime: RingKernel,
        path: Arc<str>,
    ) -> Pending<'static, Box<dyn Charge>> {
        (self.launch)(runtime, path)
    }
}

impl fmt::Debug for Child {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Child")
            .field("name", &self.name)
            .field("restart", &self.restart)
            .finish_non_exhaustive()
    }
}

/// Makes states.
struct Maker<K: ActorKernel>(Box<dyn Fn() -> K::State + Send + Sync>);

impl<K: ActorKernel> Maker<K> {
    fn make(&self) -> Result<K::State, Error> {
        // Whatever it leaves broken is the caller's own, and it is called again only to make a state anew.
        catch_unwind(AssertUnwindSafe(&self.0)).map_err(|_| Error::NoState {
            kernel: K::ARTIFACT.name,
        })
    }
}

/// A launched actor of any kernel.
pub(super) trait Charge: Send + Sync {
    /// Has it begin again with a fresh state.
    fn restart(&self) -> Pending<'_, ()>;

    /// What is known of it.
    fn dossier(&self) -> &Arc<Dossier>;
}

struct Held<K: ActorKernel> {
    actor: Arc<Actor<K>>,
    maker: Arc<Maker<K>>,
}

impl<K: ActorKernel> Charge for Held<K> {
    fn restart(&self) -> Pending<'_, ()> {
        Box::pin(async {
            let state = self.maker.make()?;
            self.actor.restart_with_state(state).await
        })
    }

    fn dossier(&self) -> &Arc<Dossier> {
        self.actor.dossier()
    }
}
