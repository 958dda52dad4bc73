//! The thread that waits for actors, so that nobody else has to: one for a runtime.
//!
//! It looks into the outboxes of the actors that owe an answer, keeps deadlines, and sleeps while there is nothing to
//! wait for. Actors on the CPU wake it; for a GPU it polls: at once after something came, then less and less often.
//! Futures of this crate need no tokio runtime because of it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::future::{poll_fn, Future};
use std::pin::{pin, Pin};
use std::sync::{Arc, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::actor::port::{Caller, Port};
use crate::guest;
use crate::sync::thread::{self, Thread};
use crate::sync::{hint, patience, Mutex, MutexGuard};

/// Turns without news that only spin, then turns that yield, before the thread sleeps between them.
const SPINS: u32 = patience(200);
const YIELDS: u32 = patience(200);

/// Turns without news of an actor of which one also looks whether its machine is there, while others have news: that
/// costs them time.
const THOROUGHLY_EVERY: u32 = 4096;

/// The longest sleep between looks at an actor that owes an answer.
const LONGEST_NAP: Duration = Duration::from_millis(1);

/// Timers that may lie around after their owners gave up, before they are swept.
const SWEEP: usize = 1024;

/// A handle to the thread; it ends when the last clone is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Reactor {
    handle: Arc<Handle>,
}

#[derive(Debug)]
struct Handle {
    requests: Arc<Mutex<Requests>>,
    thread: Thread,
}

/// What others want of the thread.
#[derive(Debug, Default)]
struct Requests {
    ports: Vec<Arc<Port>>,
    timers: Vec<Timer>,
    stop: bool,
}

#[derive(Debug)]
struct Timer {
    at: Instant,
    ring: oneshot::Sender<()>,
}

impl Drop for Handle {
    fn drop(&mut self) {
        lock(&self.requests).stop = true;
        self.thread.unpark();
    }
}

fn lock(requests: &Mutex<Requests>) -> MutexGuard<'_, Requests> {
    // Held for single pushes and takes, which leave it whole.
    requests.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reactor {
    /// Starts the thread.
    pub(crate) fn start() -> std::io::Result<Self> {
        let requests = Arc::<Mutex<Requests>>::default();
        let theirs = requests.clone();
        let thread = thread::Builder::new()
            .name("ringkernel-reactor".into())
            .spawn(move || Turns::default().run(&theirs))?
            .thread()
            .clone();
        Ok(Self {
            handle: Arc::new(Handle { requests, thread }),
        })
    }

    /// One whose thread does nothing, for tests that look themselves.
    #[cfg(all(test, loom))]
    pub(crate) fn asleep() -> Self {
        let thread = thread::Builder::new().spawn(|| ());
        let thread = thread.expect("the checker has threads").thread().clone();
        let requests = Arc::default();
        Self {
            handle: Arc::new(Handle { requests, thread }),
        }
    }

    /// The thread, for actors to wake when they have answered.
    pub(crate) fn thread(&self) -> &Thread {
        &self.handle.thread
    }

    /// Looks after a port until nothing is owed to it.
    pub(crate) fn watch(&self, port: Arc<Port>) {
        lock(&self.handle.requests).ports.push(port);
        self.handle.thread.unpark();
    }

    /// Becomes ready at the given time.
    pub(crate) fn timer(&self, at: Instant) -> oneshot::Receiver<()> {
        let (ring, alarm) = oneshot::channel();
        lock(&self.handle.requests).timers.push(Timer { at, ring });
        self.handle.thread.unpark();
        alarm
    }
}

/// What `future` comes to, unless there is an alarm that rings first.
pub(crate) async fn before<T>(
    alarm: &mut Option<oneshot::Receiver<()>>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        match alarm {
            Some(alarm) => Pin::new(alarm).poll(context).map(|_| None),
            None => Poll::Pending,
        }
    })
    .await
}

/// A port that is looked after.
#[derive(Debug)]
struct Watched {
    port: Arc<Port>,
    silence: Silence,
}

/// Turns since something came from a port, round and round.
#[derive(Debug, Default)]
struct Silence(u32);

impl Silence {
    /// Whether to look thoroughly this time, `calm` being whether nothing has come from any port for a while.
    fn is_due(&mut self, calm: bool) -> bool {
        self.0 = self.0.wrapping_add(1);
        calm || self.0.is_multiple_of(THOROUGHLY_EVERY)
    }

    fn end(&mut self) {
        self.0 = 0;
    }
}

/// The thread's own.
#[derive(Debug, Default)]
struct Turns {
    ports: Vec<Watched>,
    timers: BinaryHeap<Reverse<Timer>>,
    /// Turns since something came.
    quiet: u32,
}

impl Turns {
    fn run(mut self, requests: &Mutex<Requests>) {
        loop {
            let mut wanted = std::mem::take(&mut *lock(requests));
            if !wanted.ports.is_empty() {
                self.quiet = 0;
            }
            self.ports
                .extend(wanted.ports.drain(..).map(|port| Watched {
                    port,
                    silence: Silence::default(),
                }));
            self.timers.extend(wanted.timers.drain(..).map(Reverse));
            let next = self.ring();
            if self.look() {
                self.quiet = 0;
            }
            // Each port holds a handle to this thread, so none is left.
            if wanted.stop {
                return;
            }
            self.rest(next);
        }
    }

    /// Rings the timers whose time has come; gives the next one's.
    fn ring(&mut self) -> Option<Instant> {
        if self.timers.len() > SWEEP {
            self.timers.retain(|Reverse(timer)| !timer.ring.is_closed());
        }
        while let Some(Reverse(first)) = self.timers.peek() {
            if first.at > Instant::now() {
                return Some(first.at);
            }
            if let Some(Reverse(timer)) = self.timers.pop() {
                // Its owner may have given up.
                guest::call(|| _ = timer.ring.send(()));
            }
        }
        None
    }

    /// Looks at every port; whether something came. Ports that are owed nothing are let go.
    fn look(&mut self) -> bool {
        let mut news = false;
        let calm = self.quiet >= SPINS + YIELDS;
        self.ports.retain_mut(|Watched { port, silence }| {
            let thorough = silence.is_due(calm);
            let turn = port.pump(Caller::Reactor { thorough });
            if turn.news {
                silence.end();
            }
            news |= turn.news;
            turn.owed
        });
        news
    }

    fn rest(&mut self, next: Option<Instant>) {
        let until = next.map(|at| at.saturating_duration_since(Instant::now()));
        if self.ports.is_empty() {
            self.quiet = 0;
            // Whoever wants something has unparked this thread, so nothing is slept through.
            match until {
                Some(time) => thread::park_timeout(time),
                None => thread::park(),
            }
            return;
        }
        self.quiet = self.quiet.saturating_add(1);
        if self.quiet < SPINS {
            hint::spin_loop();
        } else if self.quiet < SPINS + YIELDS {
            thread::yield_now();
        } else {
            let naps = self.quiet - (SPINS + YIELDS);
            let nap = Duration::from_micros(u64::from(20 + naps)).min(LONGEST_NAP);
            thread::park_timeout(until.map_or(nap, |time| time.min(nap)));
        }
    }
}

impl PartialEq for Timer {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for Timer {}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn timers_ring_in_the_order_of_their_times() {
        let reactor = Reactor::start().expect("a thread can be started");
        let now = Instant::now();
        let late = reactor.timer(now + Duration::from_millis(30));
        let early = reactor.timer(now + Duration::from_millis(5));
        early.await.expect("the reactor lives");
        assert!(now.elapsed() >= Duration::from_millis(5));
        late.await.expect("the reactor lives");
        assert!(now.elapsed() >= Duration::from_millis(30));
    }

    #[test]
    fn the_machine_of_a_silent_port_is_looked_at_though_others_have_news() {
        let mut silence = Silence::default();
        let mut due = |turns| (0..turns).filter(|_| silence.is_due(false)).count();
        assert_eq!(due(THOROUGHLY_EVERY - 1), 0);
        assert_eq!(due(1), 1);
        assert_eq!(due(5 * THOROUGHLY_EVERY), 5);
    }

    #[tokio::test]
    async fn a_timer_ends_when_the_reactor_does() {
        let reactor = Reactor::start().expect("a thread can be started");
        let alarm = reactor.timer(Instant::now() + Duration::from_secs(3600));
        drop(reactor);
        assert!(alarm.await.is_err());
    }
}

/// Whatever else the thread does when something is wanted of it, it sees that in time.
#[cfg(all(test, loom))]
mod loom {
    use ::loom::thread;

    use super::*;

    /// Whether the timer has rung, which the checker takes as one step.
    fn wait(mut alarm: oneshot::Receiver<()>) -> bool {
        use oneshot::error::TryRecvError;
        loop {
            match alarm.try_recv() {
                Ok(()) => return true,
                Err(TryRecvError::Closed) => return false,
                Err(TryRecvError::Empty) => thread::yield_now(),
            }
        }
    }

    #[test]
    fn no_timer_is_slept_through() {
        let begin = Instant::now();
        ::loom::model(move || {
            let reactor = Reactor::start().expect("the checker has threads");
            let late = reactor.timer(begin + Duration::from_secs(3600));
            assert!(wait(reactor.timer(begin)));
            drop(reactor);
            assert!(!wait(late));
        });
    }
}
