//! A running tree: it starts and ends children as the policies of its supervisors decide.

use std::future::Future;
use std::pin::pin;
use std::sync::mpsc::Sender;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::child::{Charge, Child};
use super::desk::Note;
use super::event::{Event, Events};
use super::gave_up::GaveUp;
use super::policy::{Decision, End, Intensity, Policy};
use super::pulse::{Pulse, Sign, Verdict};
use super::spec::{Spec, Supervisor};
use crate::actor::dossier::After;
use crate::actor::port::{Caller, Port};
use crate::actor::recorder::What;
use crate::control::Command;
use crate::dump::ActorDump;
use crate::error::Error;
use crate::runtime::RingKernel;

/// What a tree works with.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) runtime: RingKernel,
    pub(super) notes: Sender<Note>,
    pub(super) events: Events,
    /// What policies and pulses count time from.
    pub(super) origin: Instant,
}

/// However the tree's thread ends, those who read its events are told.
impl Drop for Room {
    fn drop(&mut self) {
        self.events.close();
    }
}

impl Room {
    fn now(&self) -> Duration {
        self.origin.elapsed()
    }
}

/// A life of a child: its place in the tree, by indices from the outermost supervisor on, and which life it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Life {
    place: Arc<[usize]>,
    number: u64,
}

/// A supervisor with its children.
pub(super) struct Node {
    path: Arc<str>,
    intensity: Intensity,
    policy: Policy,
    children: Vec<Branch>,
}

/// A child.
enum Branch {
    Actor(Post),
    Supervisor(Node),
}

/// A place for an actor.
struct Post {
    path: Arc<str>,
    supervisor: Arc<str>,
    child: Child,
    /// Its present life, or its last one.
    life: Life,
    /// Whether that goes on, as far as this side knows.
    runs: bool,
    /// After the first start.
    charge: Option<Box<dyn Charge>>,
    pulse: Pulse,
}

/// Rings when a life has ended.
struct Bell {
    life: Life,
    notes: Sender<Note>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        // Nobody listens when the tree has ended.
        let _ = self.notes.send(Note::Ended(self.life.clone()));
    }
}

impl Node {
    /// The tree that `spec` describes, of which nothing runs yet.
    pub(super) fn plan(spec: Supervisor) -> Self {
        Self::at(&[], None, spec)
    }

    fn at(place: &[usize], parent: Option<&str>, spec: Supervisor) -> Self {
        let path = join(parent, &spec.name);
        let (strategy, intensity) = (spec.strategy, spec.intensity);
        let restarts: Vec<_> = spec.children.iter().map(Spec::restart).collect();
        let children = spec.children.into_iter().enumerate();
        let children = children.map(|(index, child)| {
            let place = [place, &[index]].concat();
            match child {
                Spec::Actor(child) => Branch::Actor(Post {
                    path: join(Some(&path), &child.name),
                    supervisor: path.clone(),
                    child,
                    life: Life {
                        place: place.into(),
                        number: 0,
                    },
                    runs: false,
                    charge: None,
                    pulse: Pulse::default(),
                }),
                Spec::Supervisor(inner) => Branch::Supervisor(Self::at(&place, Some(&path), inner)),
            }
        });
        Self {
            children: children.collect(),
            path,
            intensity,
            policy: Policy::new(strategy, intensity, restarts),
        }
    }

    /// Starts all children in order, with no restarts behind them; ends those that were started if one is not.
    ///
    /// # Errors
    /// [`Error::NotStarted`], which names the actor and says why.
    pub(super) fn start(&mut self, room: &Room) -> Result<(), Error> {
        self.policy = self.policy.anew();
        for index in 0..self.children.len() {
            if let Err(failure) = self.children[index].start(room) {
                let _ = self.stop(room);
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Ends all children, the last one first.
    ///
    /// # Errors
    /// [`Error::Timeout`] if one did not end in time.
    pub(super) fn stop(&mut self, room: &Room) -> Result<(), Error> {
        let ends = self.children.iter_mut().rev().map(|child| child.stop(room));
        ends.fold(Ok(()), Result::and)
    }

    /// Does what is to be done about the end of an actor.
    ///
    /// # Errors
    /// When this supervisor gave up.
    pub(super) fn ended(&mut self, life: &Life, room: &Room) -> Result<(), GaveUp> {
        self.ended_below(&life.place, life, room)
    }

    fn ended_below(&mut self, place: &[usize], life: &Life, room: &Room) -> Result<(), GaveUp> {
        let (&index, below) = place.split_first().expect("no actor is above the tree");
        let (end, cause) = match &mut self.children[index] {
            Branch::Actor(post) => match post.ended(life, room) {
                Some(error) => (end_of(&error), error),
                None => return Ok(()),
            },
            Branch::Supervisor(node) => match node.ended_below(below, life, room) {
                Ok(()) => return Ok(()),
                Err(gave_up) => (End::Ordered, Error::GaveUp(gave_up)),
            },
        };
        self.decide(index, end, cause, room)
    }

    fn decide(
        &mut self,
        mut index: usize,
        mut end: End,
        mut cause: Error,
        room: &Room,
    ) -> Result<(), GaveUp> {
        loop {
            match self.policy.ended(index, end, room.now()) {
                Decision::Leave => {
                    self.release_gone();
                    return Ok(());
                }
                Decision::Restart { stop, start } => {
                    for child in stop {
                        // It was told; a start in its place fails if it is still there.
                        let _ = self.children[child].stop(room);
                    }
                    self.release_gone();
                    let mut starts = start.into_iter();
                    let failed = starts.find_map(|child| {
                        let failure = self.children[child].start(room).err();
                        failure.map(|error| (child, error))
                    });
                    match failed {
                        // The note to stop is on its way.
                        Some((_, error)) if is_shut_down(&error) => return Ok(()),
                        Some((child, error)) => (index, end, cause) = (child, End::Failed, error),
                        None => return Ok(()),
                    }
                }
                Decision::GiveUp => {
                    let gave_up = GaveUp {
                        supervisor: self.path.as_ref().to_owned(),
                        child: self.children[index].path().as_ref().to_owned(),
                        intensity: self.intensity,
                        cause: Box::new(cause),
                    };
                    // Those that stay behind were told.
                    let _ = self.stop(room);
                    room.events.tell(Event::GaveUp(gave_up.clone()));
                    return Err(gave_up);
                }
            }
        }
    }

    /// Lets go of children that never come back.
    fn release_gone(&mut self) {
        for (index, child) in self.children.iter_mut().enumerate() {
            if self.policy.is_gone(index) {
                child.release();
            }
        }
    }

    /// Looks at each actor.
    pub(super) fn look(&mut self, room: &Room) {
        for child in &mut self.children {
            match child {
                Branch::Actor(post) => post.look(room),
                Branch::Supervisor(node) => node.look(room),
            }
        }
    }
}

/// Whether an actor was not started because the runtime ends.
fn is_shut_down(error: &Error) -> bool {
    matches!(error, Error::NotStarted { cause, .. } if **cause == Error::ShutDown)
}

impl Branch {
    fn path(&self) -> &Arc<str> {
        match self {
            Self::Actor(post) => &post.path,
            Self::Supervisor(node) => &node.path,
        }
    }

    fn start(&mut self, room: &Room) -> Result<(), Error> {
        match self {
            Self::Actor(post) => post.start(room),
            Self::Supervisor(node) => node.start(room),
        }
    }

    fn stop(&mut self, room: &Room) -> Result<(), Error> {
        match self {
            Self::Actor(post) => post.stop(room),
            Self::Supervisor(node) => node.stop(room),
        }
    }

    /// Lets go of what has ended.
    fn release(&mut self) {
        match self {
            Self::Actor(post) => post.release(),
            Self::Supervisor(node) => node.children.iter_mut().for_each(Self::release),
        }
    }
}

impl Post {
    fn start(&mut self, room: &Room) -> Result<(), Error> {
        // Whatever is heard of the life before comes too late.
        self.life.number += 1;
        let result = match &self.charge {
            Some(charge) => block_on(charge.restart()).map(|()| Event::Restarted {
                child: self.path.clone(),
            }),
            None => {
                let launch = self.child.launch(room.runtime.clone(), self.path.clone());
                block_on(launch).map(|charge| {
                    charge.dossier().supervise_by(Some(self.supervisor.clone()));
                    self.charge = Some(charge);
                    Event::Started {
                        child: self.path.clone(),
                    }
                })
            }
        };
        let event = result.map_err(|error| {
            room.events.tell(Event::NotStarted {
                child: self.path.clone(),
                error: error.clone(),
            });
            Error::NotStarted {
                child: self.path.as_ref().to_owned(),
                cause: Box::new(error),
            }
        })?;
        self.runs = true;
        self.pulse = Pulse::default();
        room.events.tell(event);
        self.listen(room);
        Ok(())
    }

    fn stop(&mut self, room: &Room) -> Result<(), Error> {
        if !std::mem::take(&mut self.runs) {
            return Ok(());
        }
        let Some(port) = self.port() else {
            return Ok(());
        };
        let by = Instant::now().checked_add(self.child.shutdown_within);
        match block_on(port.command(Command::Terminate, by)) {
            Err(Error::Timeout { asked, .. }) => {
                room.events.tell(Event::NotEnded {
                    child: self.path.clone(),
                });
                Err(Error::Timeout {
                    name: self.path.as_ref().to_owned().into(),
                    asked,
                })
            }
            // One that has ended by a fault is where it should be.
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Has the bell rung when the present life has ended.
    fn listen(&self, room: &Room) {
        if let Some(port) = self.port() {
            port.wake_at_end(self.bell(room));
        }
    }

    fn bell(&self, room: &Room) -> Waker {
        Waker::from(Arc::new(Bell {
            life: self.life.clone(),
            notes: room.notes.clone(),
        }))
    }

    /// Why the life has ended, if it is the present one and nobody has asked for its end here.
    fn ended(&mut self, life: &Life, room: &Room) -> Option<Error> {
        if self.life != *life || !self.runs {
            return None;
        }
        let dossier = self.charge.as_ref()?.dossier();
        let error = loop {
            let port = dossier.port();
            let error = match &port {
                Some(port) if !port.has_ended() => {
                    // Somebody else has had it begin again.
                    self.listen(room);
                    return None;
                }
                Some(port) => port.error(),
                // Somebody else has tried to.
                None => Error::ActorStopped {
                    kernel: dossier.kernel(),
                },
            };
            // Asked after the end was seen: who restarts says so before the end.
            match dossier.after(port.as_ref(), self.bell(room)) {
                After::Nothing => break error,
                After::Restart => return None,
                After::Life => {}
            }
        };
        self.runs = false;
        room.events.tell(Event::Ended {
            child: self.path.clone(),
            error: error.clone(),
        });
        Some(error)
    }

    fn look(&mut self, room: &Room) {
        if !self.runs {
            return;
        }
        let Some(port) = self.port() else { return };
        // An end that this notices rings the bell.
        port.pump(Caller::User { thorough: true });
        let glance = port.glance();
        let sign = Sign {
            state: glance.state,
            sent: glance.sent,
            answered: glance.answered,
            orders: glance.orders.len(),
        };
        match self.pulse.look(sign, room.now(), self.child.hung_after) {
            Verdict::Well => {}
            Verdict::Hung(still) => {
                let Some(charge) = &self.charge else { return };
                let dossier = charge.dossier();
                dossier.record(What::Hung, sign.sent, glance.taken);
                if let Some(dump) = ActorDump::of(dossier) {
                    room.events.tell(Event::Hung {
                        child: self.path.clone(),
                        still,
                        dump: Box::new(dump),
                    });
                }
            }
        }
    }

    /// Lets go of the actor. Others may hold it; its name is free all the same.
    fn release(&mut self) {
        if let Some(charge) = self.charge.take() {
            charge.dossier().take_name(&self.path);
            charge.dossier().supervise_by(None);
        }
    }

    fn port(&self) -> Option<Arc<Port>> {
        self.charge.as_ref()?.dossier().port()
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.release();
    }
}

/// How an actor ended, by what it left.
fn end_of(error: &Error) -> End {
    match error {
        Error::ActorStopped { .. } => End::Ordered,
        _ => End::Failed,
    }
}

fn join(parent: Option<&str>, name: &str) -> Arc<str> {
    match parent {
        Some(parent) => format!("{parent}/{name}").into(),
        None => name.into(),
    }
}

/// Waits for a future on this thread. The futures of this crate end by deadlines.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
