//! Many who share an actor: tasks and a thread that call, one who sends, one who receives, one who does things to it.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use ringkernel_rt::actor::{CallError, TrySendError};
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::trouble::{chain, Chain, Link};

use super::course::Course;
use super::ledger::{begin, link, Ledger};
use super::Event;

/// Tasks that call.
const CALLERS: u64 = 4;

struct Shared {
    actor: Actor<chain>,
    course: Arc<Course>,
    ledger: Mutex<Ledger>,
    /// The actor's present life. Raised ahead of the restart with Release, which pairs with the Acquire of who puts a
    /// message in: that one's life is no earlier than what is read before less one, and no later than what is read after.
    life: AtomicU64,
    /// Who sends has ended. Relaxed: that one is joined after.
    silent: AtomicBool,
}

impl Shared {
    fn note(&self, reply: Chain) {
        let mut ledger = self.ledger.lock().expect("a failed check ends the test");
        ledger.note(reply);
        self.course.checked(1);
    }

    fn life(&self) -> u64 {
        // Pairs with the Release in `disturb`.
        self.life.load(Ordering::Acquire)
    }

    /// Nobody waits any more for the reply to a message that was put in after the life was this.
    fn give_up(&self, life: u64) {
        let lives = life.saturating_sub(1)..=self.life();
        let mut ledger = self.ledger.lock().expect("a failed check ends the test");
        ledger.forgo(lives);
        self.course.note(Event::GivenUp);
    }
}

/// An end that was brought about.
fn is_expected(error: &Error) -> bool {
    matches!(error, Error::Fault(_) | Error::ActorStopped { .. })
}

/// Shares an actor until the course is over.
pub(crate) async fn run(pool: Pool<chain>, course: Arc<Course>) {
    let shared = Arc::new(Shared {
        actor: pool.create_with_state(begin(0)).await.unwrap(),
        course,
        ledger: Mutex::default(),
        life: AtomicU64::new(0),
        silent: AtomicBool::new(false),
    });
    let mut senders: Vec<_> = (0..CALLERS)
        .map(|number| tokio::spawn(call(number, shared.clone())))
        .collect();
    senders.push(tokio::spawn(send(CALLERS, shared.clone())));
    let receiver = tokio::spawn(receive(shared.clone()));
    let blocking = shared.clone();
    let thread = thread::spawn(move || call_blocking(CALLERS + 1, &blocking));

    disturb(&shared).await;
    for sender in senders {
        sender.await.unwrap();
    }
    tokio::task::spawn_blocking(|| thread.join().unwrap())
        .await
        .unwrap();
    shared.silent.store(true, Ordering::Relaxed);
    // Wakes the receiver, whose replies have all been received by then.
    let last = shared.actor.call(link(CALLERS + 2, 0)).await.unwrap();
    shared.note(last);
    shared.actor.terminate().await.unwrap();
    receiver.await.unwrap();

    let ledger = std::mem::take(&mut *shared.ledger.lock().unwrap());
    ledger.check();
}

/// Calls in all ways that do not block.
async fn call(sender: u64, shared: Arc<Shared>) {
    let mut random = shared.course.random(1000 + sender);
    for number in 0.. {
        if shared.course.is_over() {
            return;
        }
        let (link, life) = (link(sender, number), shared.life());
        let reply = match random.bits() % 64 {
            0 => {
                let mut call = pin!(shared.actor.call(link));
                let mut context = Context::from_waker(Waker::noop());
                match call.as_mut().poll(&mut context) {
                    Poll::Ready(reply) => reply,
                    Poll::Pending => {
                        shared.give_up(life);
                        continue;
                    }
                }
            }
            1..=8 => {
                let time = Duration::from_micros(random.bits() % 2000);
                match shared.actor.call_timeout(link, time).await {
                    Ok(reply) => Ok(reply),
                    Err(CallError::Ended(error)) => Err(error),
                    Err(CallError::NotSent(_)) => continue,
                    Err(CallError::NotAnswered(_)) => {
                        shared.give_up(life);
                        continue;
                    }
                }
            }
            _ => shared.actor.call(link).await,
        };
        match reply {
            Ok(reply) => {
                assert_eq!(reply.word, link.word, "another's reply");
                shared.note(reply);
            }
            Err(error) => {
                assert!(is_expected(&error), "{error}");
                tokio::task::yield_now().await;
            }
        }
    }
}

fn call_blocking(sender: u64, shared: &Shared) {
    for number in 0.. {
        if shared.course.is_over() {
            return;
        }
        let link = link(sender, number);
        match shared.actor.call_blocking(link) {
            Ok(reply) => {
                assert_eq!(reply.word, link.word, "another's reply");
                shared.note(reply);
            }
            Err(error) => {
                assert!(is_expected(&error), "{error}");
                thread::yield_now();
            }
        }
    }
}

/// Sends, and leaves the replies to who receives.
async fn send(sender: u64, shared: Arc<Shared>) {
    let mut random = shared.course.random(1000 + sender);
    for number in 0.. {
        if shared.course.is_over() {
            return;
        }
        let link = link(sender, number);
        let sent = match random.bits() % 2 {
            0 => shared.actor.send(link).await,
            _ => match shared.actor.try_send(link) {
                Ok(()) | Err(TrySendError::Full(_)) => Ok(()),
                // It may have begun again since.
                Err(TrySendError::Closed(_)) => shared.actor.error().map_or(Ok(()), Err),
            },
        };
        if let Err(error) = sent {
            assert!(is_expected(&error), "{error}");
        }
        if number % 16 == 0 || shared.actor.state().is_final() {
            tokio::task::yield_now().await;
        }
    }
}

async fn receive(shared: Arc<Shared>) {
    loop {
        match shared.actor.recv().await {
            Ok(reply) => shared.note(reply),
            Err(error) => {
                assert!(is_expected(&error), "{error}");
                if shared.silent.load(Ordering::Relaxed) {
                    return;
                }
                tokio::task::yield_now().await;
            }
        }
    }
}

/// Does something to the actor now and then, until the course is over; the actor lives then.
async fn disturb(shared: &Shared) {
    let mut random = shared.course.random(2000);
    let mut life = 0_u64;
    while !shared.course.is_over() {
        tokio::time::sleep(Duration::from_millis(random.bits() % 20)).await;
        let way = random.bits() % 4;
        match way {
            0 => {
                shared.actor.deactivate().await.unwrap();
                tokio::task::yield_now().await;
                shared.actor.activate().await.unwrap();
                shared.course.note(Event::Sleep);
                continue;
            }
            1 => {
                let told = shared.actor.call(Link { word: 0 }).await;
                assert!(matches!(told, Err(Error::Fault(_))), "{told:?}");
                shared.course.note(Event::Mistake);
            }
            2 => shared.actor.terminate().await.unwrap(),
            _ => {}
        }
        life += 1;
        // Pairs with the Acquire in `Shared::life`.
        shared.life.store(life, Ordering::Release);
        // Whoever heard of a reply has noted it by now, or will soon.
        if let Some(old) = life.checked_sub(8) {
            shared.ledger.lock().unwrap().settle(old);
        }
        let state = begin(life);
        shared.actor.restart_with_state(state).await.unwrap();
        shared.course.note(Event::Restart);
    }
}
