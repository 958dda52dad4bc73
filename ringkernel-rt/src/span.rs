//! What the runtime does, as spans and events of [`tracing`](https://docs.rs/tracing).
//!
//! | Span | Level | Target | Fields | What takes so long |
//! | --- | --- | --- | --- | --- |
//! | `build` | info | `ringkernel::runtime` | `backend` | a device is opened |
//! | `launch` | info | `ringkernel::runtime` | `kernel`, `instances` | room for actors is launched |
//! | `run` | debug | `ringkernel::runtime` | `kernel` | a grid kernel runs, after what was asked for before |
//! | `step` | debug | `ringkernel::runtime` | `kernel`, `steps` | steps of a stencil, likewise |
//! | `load` | info | `ringkernel::runtime` | `kernel` | device code is loaded into a GPU, once for a kernel |
//! | `park` | debug | `ringkernel::runtime` | `kernels` | so many launches of actors are off the GPU for it |
//! | `create` | info | `ringkernel::actor` | `actor`, `name`, `kernel` | an actor begins and the device acknowledges it |
//! | `restart` | info | `ringkernel::actor` | `actor`, `name`, `kernel` | an actor begins again; it has a `create` in it |
//! | `activate`, `deactivate`, `terminate` | debug | `ringkernel::actor` | `actor`, `name`, `kernel` | a command is acted on |
//! | `call` | trace | `ringkernel::actor` | `actor`, `name`, `kernel` | a message waits for its reply, in each form of `call` |
//!
//! | Event | Level | Target | Fields | What happened |
//! | --- | --- | --- | --- | --- |
//! | `fault` | warn | `ringkernel::actor` | `actor`, `name`, `kernel`, `error` | an actor ended by a mistake of its handler |
//! | `started`, `restarted` | info | `ringkernel::supervisor` | `child` | as [`supervisor::Event`](crate::supervisor::Event) says |
//! | `ended`, `not started`, `not ended`, `hung`, `gave up` | warn | `ringkernel::supervisor` | `child`, `error` | likewise |
//!
//! `actor` is the actor's number as in a [`Dump`](crate::dump::Dump), `name` its name in the registry if it has one.
//! What other threads do goes to the subscriber of who caused it: work of a device to that of the thread which asked for it,
//! and stands in its span; an actor's fault to that of where the actor was launched; a tree's to that of where it was
//! started. What kernels log has the target `ringkernel` itself: [`log`](crate::log).
//!
//! Where no subscriber wants a span, it costs a look at one number. With the feature `nvtx` each is a range for NVIDIA's
//! profilers, too, whoever listens here or there: the name of each is then made, that of a call at each of its polls.

use std::cell::RefCell;
use std::future::{poll_fn, Future};
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use tracing::dispatcher::{self, Dispatch};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::NoSubscriber;
use tracing::{Instrument, Span as Inner};

use crate::actor::dossier::Dossier;
use crate::control::Command;
use crate::error::Error;
use crate::range::Label;
use crate::runtime::Backend;
use crate::trace::{Book, Tracer};

/// A stretch of the runtime's work, from when this is made to when it is dropped.
#[derive(Debug)]
pub(crate) struct Span {
    inner: Inner,
    label: Label,
    stretch: Option<Stretch>,
}

/// The same in a trace.
#[derive(Debug)]
struct Stretch {
    book: Arc<Book>,
    actor: Option<u64>,
    name: &'static str,
    of: String,
    from: Instant,
}

impl Drop for Stretch {
    fn drop(&mut self) {
        let of = std::mem::take(&mut self.of);
        (self.book).host(self.actor, self.name, of, self.from, Instant::now());
    }
}

thread_local! {
    /// The trace of the runtime for which this thread does something.
    static TRACER: RefCell<Option<Tracer>> = const { RefCell::new(None) };
}

/// A span of a device's work.
macro_rules! of_runtime {
    ($level:ident, $name:literal of $of:expr, $($field:ident = $value:expr),*) => {
        Self::of(Label::new($name, $of), tracing::span!(
            target: "ringkernel::runtime", tracing::Level::$level, $name, $($field = $value),*
        ))
    };
}

/// A span of an actor.
macro_rules! of_actor {
    ($level:ident, $name:literal, $dossier:expr) => {
        Self::of(Label::new($name, $dossier.kernel()), tracing::span!(
            target: "ringkernel::actor",
            tracing::Level::$level,
            $name,
            actor = $dossier.number(),
            name = $dossier.name().as_deref(),
            kernel = $dossier.kernel()
        ))
        .traced($dossier.tracer(), $name, || {
            (Some($dossier.number()), $dossier.kernel().to_owned())
        })
    };
}

impl Span {
    #[inline]
    fn of(label: Label, inner: Inner) -> Self {
        Self {
            inner,
            label,
            stretch: None,
        }
    }

    /// Also in the trace that goes on, if there is one.
    #[inline]
    fn traced(
        mut self,
        tracer: &Tracer,
        name: &'static str,
        of: impl FnOnce() -> (Option<u64>, String),
    ) -> Self {
        if let Some(book) = tracer.book() {
            let (actor, of) = of();
            self.stretch = Some(Stretch {
                book,
                actor,
                name,
                of,
                from: Instant::now(),
            });
        }
        self
    }

    /// The same for what a thread does for a runtime.
    fn traced_here(self, name: &'static str, of: impl FnOnce() -> (Option<u64>, String)) -> Self {
        TRACER.with_borrow(|tracer| match tracer {
            Some(tracer) => self.traced(tracer, name, of),
            None => self,
        })
    }

    pub(crate) fn build(backend: Backend) -> Self {
        of_runtime!(INFO, "build" of "", backend = tracing::field::debug(backend))
    }

    pub(crate) fn launch(kernel: &'static str, instances: u32, tracer: &Tracer) -> Self {
        let span = of_runtime!(INFO, "launch" of kernel, kernel = kernel, instances = instances);
        span.traced(tracer, "launch", || (None, kernel.to_owned()))
    }

    pub(crate) fn run(kernel: &'static str, tracer: &Tracer) -> Self {
        let span = of_runtime!(DEBUG, "run" of kernel, kernel = kernel);
        span.traced(tracer, "run", || (None, kernel.to_owned()))
    }

    pub(crate) fn step(kernel: &'static str, steps: u64, tracer: &Tracer) -> Self {
        let span = of_runtime!(DEBUG, "step" of kernel, kernel = kernel, steps = steps);
        span.traced(tracer, "step", || (None, kernel.to_owned()))
    }

    pub(crate) fn load(kernel: &'static str) -> Self {
        let span = of_runtime!(INFO, "load" of kernel, kernel = kernel);
        span.traced_here("load", || (None, kernel.to_owned()))
    }

    pub(crate) fn park(kernels: usize) -> Self {
        let span = of_runtime!(DEBUG, "park" of "", kernels = kernels);
        span.traced_here("park", || (None, format!("{kernels} launches")))
    }

    pub(crate) fn create(actor: &Dossier) -> Self {
        of_actor!(INFO, "create", actor)
    }

    pub(crate) fn restart(actor: &Dossier) -> Self {
        of_actor!(INFO, "restart", actor)
    }

    pub(crate) fn command(command: Command, actor: &Dossier) -> Self {
        match command {
            Command::Activate => of_actor!(DEBUG, "activate", actor),
            Command::Deactivate => of_actor!(DEBUG, "deactivate", actor),
            Command::Terminate => of_actor!(DEBUG, "terminate", actor),
        }
    }

    #[inline]
    pub(crate) fn call(actor: &Dossier) -> Self {
        of_actor!(TRACE, "call", actor)
    }

    /// What `future` comes to, in this span.
    pub(crate) async fn over<F: Future>(self, future: F) -> F::Output {
        let Self {
            inner,
            label,
            stretch,
        } = self;
        let result = {
            let mut work = pin!(future.instrument(inner));
            poll_fn(|context| {
                let _range = label.begin();
                work.as_mut().poll(context)
            })
            .await
        };
        drop(stretch);
        result
    }

    /// What `work` comes to, in this span, which goes on.
    pub(crate) fn enter<T>(&self, work: impl FnOnce() -> T) -> T {
        let _range = self.label.begin();
        self.inner.in_scope(work)
    }

    /// What `work` comes to, in this span.
    pub(crate) fn around<T>(self, work: impl FnOnce() -> T) -> T {
        self.enter(work)
    }
}

/// Tells that an actor has ended by a mistake of its handler.
pub(crate) fn fault(actor: &Dossier, error: &Error) {
    if let Some(book) = actor.tracer().book() {
        let now = Instant::now();
        book.host(Some(actor.number()), "fault", error.to_string(), now, now);
    }
    // In no span: that of who happens to notice says nothing.
    tracing::warn!(
        target: "ringkernel::actor",
        parent: None,
        actor = actor.number(),
        name = actor.name().as_deref(),
        kernel = actor.kernel(),
        error = tracing::field::display(error),
        "fault"
    );
}

/// Who hears of what other threads do: a subscriber, and the span that it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    dispatch: Dispatch,
    span: Inner,
    tracer: Option<Tracer>,
}

impl Scope {
    /// That of the calling thread, which does something for the runtime of this trace.
    pub(crate) fn here(tracer: &Tracer) -> Self {
        Self {
            span: Inner::current(),
            tracer: Some(tracer.clone()),
            ..Self::outside()
        }
    }

    /// That of the calling thread, but in no span: one that is held does not end.
    pub(crate) fn outside() -> Self {
        Self {
            dispatch: dispatcher::get_default(Dispatch::clone),
            span: Inner::none(),
            tracer: None,
        }
    }

    /// Does `work` for it.
    pub(crate) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        TRACER.set(self.tracer.clone());
        // Whoever comes to listen later does so for all threads.
        if LevelFilter::current() == LevelFilter::OFF || self.dispatch.is::<NoSubscriber>() {
            return work();
        }
        dispatcher::with_default(&self.dispatch, || self.span.in_scope(work))
    }
}
