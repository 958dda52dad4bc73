//! Where the actors of one launch live: the seats of a persistent kernel on a GPU, or so many threads.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::dossier::Dossier;
use super::machine::{Live, Machine};
use super::port::Port;
use super::LaunchOptions;
use crate::abi::rk_control;
use crate::artifact::Artifact;
use crate::backend::{cpu, cuda, Device};
use crate::budget::Grant;
use crate::census::Census;
use crate::control::{Command, Host, State};
use crate::counters::Counters;
use crate::dead::DeadLetters;
use crate::error::Error;
use crate::hlc::{Clock, Voice};
use crate::idle::Idle;
use crate::kernel::{self, ActorKernel};
use crate::layout::GpuType;
use crate::log::Sink;
use crate::queue::layout::{Shape, Shared};
use crate::queue::ring::{Consumer, Producer};
use crate::reactor::Reactor;
use crate::record::{self, Tape, Writer};
use crate::resident::{Ending, Residents};
use crate::runtime::RingKernel;
use crate::span::Span;
use crate::trace::Tracer;

/// The seats of one launch.
#[derive(Debug)]
pub(super) struct Ground {
    artifact: &'static Artifact,
    inbox: Shape,
    outbox: Shape,
    credits: u32,
    records: u32,
    activate: bool,
    deadline: Duration,
    message_deadline: Option<Duration>,
    idle: Idle,
    reactor: Reactor,
    residents: Residents,
    census: Census,
    dead_letters: DeadLetters,
    /// The runtime's, where messages carry times.
    clock: Option<Arc<Clock>>,
    tracer: Tracer,
    seats: Seats,
}

#[derive(Debug)]
enum Seats {
    Cpu {
        instances: u32,
        /// A permit for each seat without an actor; who has the actor holds its permit.
        vacant: Arc<Semaphore>,
        /// That of all seats. Actors are let go ahead of this.
        _memory: Grant,
        sink: Sink,
    },
    Cuda(Arc<cuda::Pool>),
}

impl Ground {
    /// Launches the seats.
    pub(super) async fn open<K: ActorKernel>(
        runtime: &RingKernel,
        options: &LaunchOptions,
    ) -> Result<Arc<Self>, Error> {
        let span = Span::launch(K::ARTIFACT.name, options.instances, runtime.tracer());
        span.over(Self::launch::<K>(runtime, options)).await
    }

    async fn launch<K: ActorKernel>(
        runtime: &RingKernel,
        options: &LaunchOptions,
    ) -> Result<Arc<Self>, Error> {
        let capacity = options.queue_capacity.unwrap_or(K::OPTIONS.queue_capacity);
        let [inbox, outbox] = Shape::pair(capacity, kernel::frames::<K>())?;
        let credits = options.credits_of(capacity)?;
        let instances = options.instances;
        if instances == 0 {
            return Err(Error::NoInstances);
        }
        let rest = options.idle.rest()?;
        runtime.residents().check_open()?;
        let reactor = runtime.reactor()?;
        let sink = Sink::here(K::ARTIFACT);
        let budget = runtime.budget();
        let state = <K::State as GpuType>::LAYOUT.size;
        let seats = match runtime.device() {
            Device::Cpu(_) => Seats::Cpu {
                instances,
                vacant: Arc::new(Semaphore::new(instances as usize)),
                _memory: {
                    let tape = match options.records {
                        0 => 0,
                        records => record::bytes(records),
                    };
                    let one =
                        size_of::<rk_control>() + inbox.bytes() + outbox.bytes() + state + tape;
                    budget.take(one.saturating_mul(instances as usize))?
                },
                sink,
            },
            Device::Cuda(device) => {
                let shape = cuda::PoolShape {
                    seats: instances,
                    block: kernel::threads::<K>(),
                    inbox,
                    outbox,
                    state,
                    priority: options.priority,
                    rest,
                    records: options.records,
                };
                let grant = budget.take(shape.bytes(&sink))?;
                let pool = device.pool(K::ARTIFACT, shape, sink, runtime.scope(), grant)?;
                Seats::Cuda(pool.wait().await??)
            }
        };
        Ok(Arc::new(Self {
            artifact: K::ARTIFACT,
            inbox,
            outbox,
            credits,
            records: options.records,
            activate: options.activate,
            deadline: options.deadline,
            message_deadline: options.message_deadline,
            idle: options.idle,
            reactor,
            residents: runtime.residents().clone(),
            census: runtime.census().part(),
            dead_letters: runtime.dead_letters(),
            clock: K::OPTIONS.hlc.then(|| runtime.clock().clone()),
            tracer: runtime.tracer().clone(),
            seats,
        }))
    }

    /// How many actors there may be at the same time.
    pub(super) fn instances(&self) -> u32 {
        match &self.seats {
            Seats::Cpu { instances, .. } => *instances,
            Seats::Cuda(pool) => pool.seats(),
        }
    }

    /// What the actors have counted.
    pub(super) fn counters(&self) -> Counters {
        self.census.counters()
    }

    /// How many more there may be.
    pub(super) fn vacant(&self) -> u32 {
        match &self.seats {
            Seats::Cpu { vacant, .. } => {
                u32::try_from(vacant.available_permits()).expect("there are as many as instances")
            }
            Seats::Cuda(pool) => pool.vacant(),
        }
    }

    /// Fails when no actor may begin any more.
    ///
    /// # Errors
    /// [`Error::ShutDown`].
    pub(super) fn check_open(&self) -> Result<(), Error> {
        self.residents.check_open()
    }

    /// How long an actor may take to acknowledge what it is asked.
    pub(super) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// When what is asked now must be acknowledged; never if that is past what can be told.
    pub(super) fn by(&self) -> Option<Instant> {
        Instant::now().checked_add(self.deadline)
    }

    /// Opens the dossier of an actor that is about to begin.
    pub(super) fn enrol(&self) -> Enrolment {
        let name = self.artifact.name;
        Enrolment(Dossier::open(
            name,
            &self.census,
            &self.dead_letters,
            &self.tracer,
        ))
    }

    /// Has an actor begin in a vacant seat, and waits until the device has acknowledged it.
    pub(super) async fn begin<K: ActorKernel>(
        &self,
        state: K::State,
        dossier: &Arc<Dossier>,
    ) -> Result<Arc<Port>, Error> {
        let span = Span::create(dossier);
        span.over(self.place::<K>(state, dossier)).await
    }

    async fn place<K: ActorKernel>(
        &self,
        state: K::State,
        dossier: &Arc<Dossier>,
    ) -> Result<Arc<Port>, Error> {
        let by = self.by();
        let voice = self.clock.as_ref().map(|clock| Voice {
            clock: clock.clone(),
            node: dossier.node(),
        });
        let (live, activation) = match &self.seats {
            Seats::Cpu { vacant, sink, .. } => {
                let seat = vacant.clone().try_acquire_owned();
                self.begin_cpu::<K>(state, seat.map_err(|_| self.full())?, sink, voice.as_ref())?
            }
            Seats::Cuda(pool) => (self.begin_cuda::<K>(pool, &state, voice.as_ref())?, None),
        };
        let port = Port::new(
            self.artifact,
            self.credits,
            live,
            self.reactor.clone(),
            dossier.clone(),
            self.clock.clone(),
        )
        .watched(self.message_deadline);
        let mut begun = Begun {
            port: Arc::new(port),
            stays: false,
        };
        dossier.live_in(&begun.port);
        let ending = end_later(Arc::downgrade(&begun.port), self.deadline);
        begun.port.register(self.residents.enter(ending)?);
        begun.port.launched(activation, by).await?;
        begun.stays = true;
        Ok(begun.port.clone())
    }

    fn full(&self) -> Error {
        Error::PoolFull {
            kernel: self.artifact.name,
            instances: self.instances(),
        }
    }

    /// What an actor is when it has begun.
    fn first_state(&self) -> State {
        match self.activate {
            true => State::Active,
            false => State::Launched,
        }
    }

    /// Starts a thread; gives the number of the command that activates the actor, if it is given at once.
    fn begin_cpu<K: ActorKernel>(
        &self,
        state: K::State,
        seat: OwnedSemaphorePermit,
        sink: &Sink,
        voice: Option<&Voice>,
    ) -> Result<(Live, Option<u32>), Error> {
        let block = Shared::zeroed(size_of::<rk_control>())?;
        let messages = Shared::zeroed(self.inbox.bytes())?;
        let replies = Shared::zeroed(self.outbox.bytes())?;
        let mut control = Host::new(block.clone());
        let activation = self.activate.then(|| control.give(Command::Activate));
        let origin = Instant::now();
        let tape = match self.records {
            0 => None,
            records => Some(Shared::zeroed(record::bytes(records))?),
        };
        let writer = |memory: &Shared| Writer::new(memory.clone(), self.records, origin);
        let place = cpu::actor::Place {
            control: block,
            inbox: Consumer::new(messages.clone(), self.inbox),
            outbox: Producer::new(replies.clone(), self.outbox),
            capacity: self.inbox.capacity(),
            host: self.reactor.thread().clone(),
            sink: sink.clone(),
            clock: voice.map(Voice::clock_of_actor),
            idle: self.idle,
            recorder: tape.as_ref().map(writer),
            origin,
        };
        let handle = cpu::actor::Handle::start::<K>(place, state, seat)
            .map_err(|error| Error::Thread { kind: error.kind() })?;
        let live = Live {
            control,
            inbox: Producer::new(messages, self.inbox),
            outbox: Consumer::new(replies, self.outbox),
            machine: Machine::Cpu(handle),
            tape: tape.map(|memory| Tape::new(memory, self.records)),
            traced: None,
        };
        Ok((live, activation))
    }

    fn begin_cuda<K: ActorKernel>(
        &self,
        pool: &Arc<cuda::Pool>,
        state: &K::State,
        voice: Option<&Voice>,
    ) -> Result<Live, Error> {
        let mut bytes = vec![0; <K::State as GpuType>::LAYOUT.size];
        state.encode(&mut bytes);
        let begun = pool.begin(&bytes, self.first_state(), voice);
        let (actor, ends) = begun.ok_or_else(|| self.full())?;
        Ok(Live {
            control: ends.control,
            inbox: ends.inbox,
            outbox: ends.outbox,
            machine: Machine::Cuda(Box::new(actor)),
            tape: ends.tape,
            traced: None,
        })
    }
}

/// An actor's dossier, open as long as this lives.
#[derive(Debug)]
pub(super) struct Enrolment(Arc<Dossier>);

impl Enrolment {
    pub(super) fn dossier(&self) -> &Arc<Dossier> {
        &self.0
    }
}

impl Drop for Enrolment {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// An actor that has begun. It ends when this is dropped, unless it stays.
struct Begun {
    port: Arc<Port>,
    stays: bool,
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.stays {
            self.port.leave();
        }
    }
}

/// Ends an actor when the runtime does, if it is still there.
fn end_later(port: Weak<Port>, deadline: Duration) -> Ending {
    Box::new(move || -> Pin<Box<dyn Future<Output = _> + Send>> {
        let end = port.upgrade().map(|port| {
            let by = Instant::now().checked_add(deadline);
            port.command(Command::Terminate, by)
        });
        Box::pin(async move {
            let Some(end) = end else {
                return Ok(());
            };
            match end.await {
                Err(late @ Error::Timeout { .. }) => Err(late),
                // An actor that ended by a fault has told its callers.
                Ok(()) | Err(_) => Ok(()),
            }
        })
    })
}
