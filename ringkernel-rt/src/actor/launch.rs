//! Starts actors.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use super::dossier::Dossier;
use super::machine::{Live, Machine};
use super::port::Port;
use super::{Actor, LaunchOptions};
use crate::abi::rk_control;
use crate::backend::{cpu, cuda, Device};
use crate::control::{Command, Host};
use crate::error::Error;
use crate::kernel::{self, ActorKernel};
use crate::layout::GpuType;
use crate::log::Sink;
use crate::message::RingMessage;
use crate::queue::layout::{Shape, Shared};
use crate::queue::ring::{Consumer, Producer};
use crate::reactor::Reactor;
use crate::resident::Ending;
use crate::runtime::RingKernel;

impl RingKernel {
    /// Starts an actor with a state made by `Default`, and waits until the device has acknowledged it.
    ///
    /// # Errors
    /// [`Error::QueueCapacity`], [`Error::Credits`], [`Error::Timeout`] when it is not acknowledged in time, [`Error::ShutDown`], or the
    /// device's.
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
        let capacity = options.queue_capacity.unwrap_or(K::OPTIONS.queue_capacity);
        let message = <K::Message as RingMessage>::LAYOUT.size;
        let reply = <K::Reply as RingMessage>::LAYOUT.size;
        let [inbox, outbox] = Shape::pair(capacity, message, reply)?;
        let credits = options.credits_of(capacity)?;
        let reactor = self.reactor()?;
        let sink = Sink::here(K::ARTIFACT);
        let live = match self.device() {
            Device::Cpu(_) => launch_cpu::<K>(inbox, outbox, state, &reactor, sink)?,
            Device::Cuda(device) => launch_cuda::<K>(device, inbox, outbox, state, sink).await?,
        };
        let dossier = Dossier::open(K::ARTIFACT.name, self.census(), &self.dead_letters());
        let port = Port::new(K::ARTIFACT, credits, live, reactor, dossier.clone());
        let port = Arc::new(port);
        dossier.live_in(&port);
        // From here on dropping it ends the actor.
        let actor = Actor {
            port,
            dossier,
            deadline: options.deadline,
            kernel: PhantomData,
        };
        let ending = end_later(Arc::downgrade(&actor.port), options.deadline);
        actor.port.register(self.residents().enter(ending)?);
        actor.port.launched(actor.by()).await?;
        if options.activate {
            actor.activate().await?;
        }
        Ok(actor)
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
                Err(Error::Timeout) => Err(Error::Timeout),
                // An actor that ended by a fault has told its callers.
                Ok(()) | Err(_) => Ok(()),
            }
        })
    })
}

fn launch_cpu<K: ActorKernel>(
    inbox: Shape,
    outbox: Shape,
    state: K::State,
    reactor: &Reactor,
    sink: Sink,
) -> Result<Live, Error> {
    let control = Shared::heap(size_of::<rk_control>());
    let messages = Shared::heap(inbox.bytes());
    let replies = Shared::heap(outbox.bytes());
    let place = cpu::actor::Place {
        control: control.clone(),
        inbox: Consumer::new(messages.clone(), inbox),
        outbox: Producer::new(replies.clone(), outbox),
        capacity: inbox.capacity(),
        host: reactor.thread().clone(),
        sink,
    };
    let handle = cpu::actor::Handle::start::<K>(place, state)
        .map_err(|error| Error::Thread { kind: error.kind() })?;
    Ok(Live {
        control: Host::new(control),
        inbox: Producer::new(messages, inbox),
        outbox: Consumer::new(replies, outbox),
        machine: Machine::Cpu(handle),
    })
}

async fn launch_cuda<K: ActorKernel>(
    device: &cuda::Device,
    inbox: Shape,
    outbox: Shape,
    state: K::State,
    sink: Sink,
) -> Result<Live, Error> {
    let mut bytes = vec![0; <K::State as GpuType>::LAYOUT.size];
    state.encode(&mut bytes);
    let shape = cuda::ActorShape {
        block: kernel::threads::<K>(),
        inbox,
        outbox,
        state: bytes,
    };
    let actor = device.actor(K::ARTIFACT, shape, sink)?.wait().await??;
    Ok(Live {
        control: Host::new(actor.control().clone()),
        inbox: Producer::new(actor.inbox().clone(), inbox),
        outbox: Consumer::new(actor.outbox().clone(), outbox),
        machine: Machine::Cuda(Box::new(actor)),
    })
}
