//! Who is alone with an actor, and knows each reply beforehand.

use std::collections::VecDeque;
use std::future::{poll_fn, Future};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use futures_core::Stream;
use ringkernel_rt::actor::{CallError, TryRecvError, TrySendError};
use ringkernel_rt::control::State;
use ringkernel_rt::prelude::*;
use ringkernel_tests::inputs::Random;
use ringkernel_tests::kernels::trouble::{chain, Chain, Link};

use super::course::Course;
use super::Event;

/// Messages that an owner leaves in the queues of its actor, which have room for 256.
const UNDER_WAY: u64 = 200;

/// Messages of one conversation at most; of one by halves, which are faster, so many times that.
const TALK: u64 = 4000;
const BY_HALVES: u64 = 10;

struct Owner {
    pool: Pool<chain>,
    /// There is one, except while it is exchanged for another.
    actor: Option<Actor<chain>>,
    course: Arc<Course>,
    random: Random,
    /// What the actor has come to.
    known: Chain,
    /// Messages that it has been sent in this life.
    sent: u64,
}

/// Talks to an actor until the course is over.
pub(crate) async fn run(number: u32, pool: Pool<chain>, course: Arc<Course>) {
    let mut owner = Owner {
        actor: Some(pool.create().await.unwrap()),
        pool,
        random: course.random(u64::from(number)),
        course,
        known: Chain::default(),
        sent: 0,
    };
    while !owner.course.is_over() {
        owner.talk().await;
        owner.interrupt().await;
    }
    owner.actor().terminate().await.unwrap();
}

impl Owner {
    fn actor(&self) -> &Actor<chain> {
        self.actor.as_ref().expect("it was created")
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.random.bits() % limit
    }

    /// The next message, which the actor is about to get.
    fn link(&mut self) -> Link {
        let link = Link {
            word: self.random.bits() | 1,
        };
        self.known = self.known.with(link);
        self.sent += 1;
        link
    }

    fn check(&self, reply: Chain) {
        assert_eq!(reply, self.known, "seed {}", self.course.seed);
        self.course.checked(1);
    }

    /// Exchanges messages in one of the ways there are.
    async fn talk(&mut self) {
        let way = self.below(10);
        let count = match way {
            // Round trips take longer.
            0..=2 => self.below(TALK / 20),
            _ => self.below(TALK),
        };
        match way {
            0 => {
                for _ in 0..count {
                    let link = self.link();
                    self.check(self.actor().call(link).await.unwrap());
                }
            }
            1 => {
                for _ in 0..count {
                    let link = self.link();
                    self.check(self.actor().call_blocking(link).unwrap());
                }
            }
            2 => {
                for _ in 0..count {
                    let link = self.link();
                    let reply = self.actor().call_timeout(link, Duration::from_secs(30));
                    self.check(reply.await.unwrap());
                }
            }
            3 | 4 => self.send_and_receive(count).await,
            5 | 6 => self.try_and_receive(count).await,
            7 => self.send_and_stream(count).await,
            8 => self.talk_by_halves(count * BY_HALVES),
            _ => self.talk_on_two_threads(count * BY_HALVES),
        }
    }

    /// Sends by one half whenever there is room, and receives by the other whatever is there.
    fn talk_by_halves(&mut self, count: u64) {
        let mut actor = self.actor.take().expect("it was created");
        let (mut sender, mut receiver) = actor.split().unwrap();
        let mut due = VecDeque::new();
        let (mut left, mut next) = (count, None);
        while left > 0 || !due.is_empty() {
            while left > 0 {
                let link = next.take().unwrap_or_else(|| self.link());
                match sender.try_send(link) {
                    Ok(()) => due.push_back(self.known),
                    Err(TrySendError::Full(back)) => {
                        next = Some(back);
                        break;
                    }
                    Err(TrySendError::Closed(_)) => panic!("the actor ended"),
                }
                left -= 1;
            }
            let before = due.len();
            loop {
                match receiver.try_recv() {
                    Ok(reply) => assert_eq!(Some(reply), due.pop_front(), "{}", self.course.seed),
                    Err(TryRecvError::Empty) => break,
                    Err(error) => panic!("{error}, seed {}", self.course.seed),
                }
            }
            match before - due.len() {
                0 => thread::yield_now(),
                replies => self.course.checked(replies as u64),
            }
        }
        drop((sender, receiver));
        self.actor = Some(actor);
    }

    /// As [`talk_by_halves`](Self::talk_by_halves), with a thread for each half.
    fn talk_on_two_threads(&mut self, count: u64) {
        let mut actor = self.actor.take().expect("it was created");
        let (mut sender, mut receiver) = actor.split().unwrap();
        // It comes to the same words.
        let mut random = self.random.clone();
        thread::scope(|scope| {
            scope.spawn(move || {
                for _ in 0..count {
                    let word = random.bits() | 1;
                    sender.send_blocking(Link { word }).unwrap();
                }
            });
            for _ in 0..count {
                self.link();
                let reply = receiver.recv_blocking().unwrap();
                assert_eq!(reply, Some(self.known), "seed {}", self.course.seed);
                self.course.checked(1);
            }
            assert_eq!(receiver.recv_blocking(), Ok(None));
        });
        drop(receiver);
        self.actor = Some(actor);
    }

    /// Sends as far ahead as there is room, and receives.
    async fn send_and_receive(&mut self, count: u64) {
        let mut due = VecDeque::new();
        for _ in 0..count {
            if due.len() as u64 == UNDER_WAY {
                self.receive(&mut due).await;
            }
            let link = self.link();
            self.actor().send(link).await.unwrap();
            due.push_back(self.known);
        }
        while !due.is_empty() {
            self.receive(&mut due).await;
        }
    }

    async fn receive(&self, due: &mut VecDeque<Chain>) {
        let reply = self.actor().recv().await.unwrap();
        assert_eq!(Some(reply), due.pop_front(), "seed {}", self.course.seed);
        self.course.checked(1);
    }

    /// Sends until the queue is full, then receives some.
    async fn try_and_receive(&mut self, count: u64) {
        let mut due = VecDeque::new();
        for _ in 0..count {
            let mut link = self.link();
            loop {
                match self.actor().try_send(link) {
                    Ok(()) => break,
                    Err(TrySendError::Full(back)) => link = back,
                    Err(TrySendError::Closed(_)) => panic!("{:?}", self.actor().error()),
                }
                for _ in 0..=due.len() / 2 {
                    self.receive(&mut due).await;
                }
            }
            due.push_back(self.known);
        }
        while !due.is_empty() {
            self.receive(&mut due).await;
        }
    }

    /// Sends in parts, and takes the replies from a stream.
    async fn send_and_stream(&mut self, count: u64) {
        let mut left = count;
        while left > 0 {
            let part = left.min(1 + self.below(UNDER_WAY));
            let mut due = Vec::new();
            for _ in 0..part {
                let link = self.link();
                self.actor().send(link).await.unwrap();
                due.push(self.known);
            }
            let mut replies = pin!(self.actor().stream());
            for known in due {
                let reply = poll_fn(|context| replies.as_mut().poll_next(context)).await;
                let reply = reply.expect("the actor lives").unwrap();
                assert_eq!(reply, known, "seed {}", self.course.seed);
            }
            self.course.checked(part);
            left -= part;
        }
    }

    /// Does something to the actor.
    async fn interrupt(&mut self) {
        match self.below(18) {
            0..=2 => self.let_sleep().await,
            3..=6 => self.make_a_mistake().await,
            7 | 8 => self.restart().await,
            9 | 10 => self.terminate().await,
            11 | 12 => self.exchange().await,
            13 => self.give_up().await,
            14 => self.lose_patience().await,
            15 => self.make_a_mistake_by_halves().await,
            16 => self.hang_up().await,
            _ => {}
        }
    }

    /// Sends some messages and leaves their replies.
    async fn leave_some(&mut self) -> VecDeque<Chain> {
        let mut due = VecDeque::new();
        for _ in 0..self.below(UNDER_WAY / 2) {
            let link = self.link();
            self.actor().send(link).await.unwrap();
            due.push_back(self.known);
        }
        due
    }

    /// Receives what was left in the life before: its replies, then one error for all that did not come.
    async fn receive_left(&mut self, mut due: VecDeque<Chain>) {
        while let Some(known) = due.pop_front() {
            match self.actor().recv().await {
                Ok(reply) => assert_eq!(reply, known, "seed {}", self.course.seed),
                Err(error) => {
                    assert_eq!(error, Error::ActorStopped { kernel: "chain" });
                    return;
                }
            }
            self.course.checked(1);
        }
    }

    /// Messages wait while the actor sleeps.
    async fn let_sleep(&mut self) {
        self.actor().deactivate().await.unwrap();
        let count = self.below(UNDER_WAY);
        let mut due = VecDeque::new();
        for _ in 0..count {
            let link = self.link();
            self.actor().send(link).await.unwrap();
            due.push_back(self.known);
        }
        self.actor().activate().await.unwrap();
        while !due.is_empty() {
            self.receive(&mut due).await;
        }
        self.course.note(Event::Sleep);
    }

    /// The replies before a mistake are right, the mistake is told, and what came behind it is a dead letter.
    async fn make_a_mistake(&mut self) {
        let letters = self.actor().dead_letters();
        let before = self.below(UNDER_WAY / 4);
        let mut due = VecDeque::new();
        for _ in 0..before {
            let link = self.link();
            self.actor().send(link).await.unwrap();
            due.push_back(self.known);
        }
        let number = self.sent + 1;
        self.actor().send(Link { word: 0 }).await.unwrap();
        let mut behind = 1;
        for _ in 0..self.below(UNDER_WAY / 4) {
            // The actor may have stopped by now.
            if self.actor().send(Link { word: 7 }).await.is_err() {
                break;
            }
            behind += 1;
        }
        while !due.is_empty() {
            self.receive(&mut due).await;
        }
        match self.actor().recv().await {
            Err(Error::Fault(fault)) => assert_eq!(fault.message, Some(number)),
            other => panic!("{other:?} instead of a fault, seed {}", self.course.seed),
        }
        assert_eq!(self.actor().dead_letters() - letters, behind);
        self.course.note(Event::Mistake);
        self.restart().await;
    }

    /// The receiver has the replies before a mistake, then the mistake.
    async fn make_a_mistake_by_halves(&mut self) {
        let mut actor = self.actor.take().expect("it was created");
        let (mut sender, mut receiver) = actor.split().unwrap();
        let before = self.below(UNDER_WAY);
        let mut due = VecDeque::new();
        for _ in 0..before {
            sender.send(self.link()).await.unwrap();
            due.push_back(self.known);
        }
        let number = self.sent + 1;
        sender.send(Link { word: 0 }).await.unwrap();
        for known in due {
            assert_eq!(receiver.recv().await, Ok(Some(known)));
            self.course.checked(1);
        }
        match receiver.recv().await {
            Err(Error::Fault(fault)) => assert_eq!(fault.message, Some(number)),
            other => panic!("{other:?} instead of a fault, seed {}", self.course.seed),
        }
        drop((sender, receiver));
        self.actor = Some(actor);
        self.course.note(Event::Mistake);
        self.restart().await;
    }

    /// The receiver is dropped with replies under way, then the sender.
    async fn hang_up(&mut self) {
        let mut actor = self.actor.take().expect("it was created");
        let (mut sender, receiver) = actor.split().unwrap();
        for _ in 0..self.below(UNDER_WAY) {
            sender.send(self.link()).await.unwrap();
        }
        drop(receiver);
        for _ in 0..self.below(2 * UNDER_WAY) {
            sender.send(self.link()).await.unwrap();
        }
        drop(sender);
        let link = self.link();
        let reply = actor.call(link).await.unwrap();
        self.check(reply);
        self.actor = Some(actor);
        self.course.note(Event::GivenUp);
    }

    /// The state that the actor begins its next life with.
    fn begin(&mut self) -> Chain {
        self.sent = 0;
        self.known = Chain {
            count: self.random.bits() >> 8,
            checksum: self.random.bits(),
            word: 0,
        };
        self.known
    }

    /// Begins again, whether or not the actor lives, with messages under way.
    async fn restart(&mut self) {
        let due = match self.actor().state() {
            State::Active => self.leave_some().await,
            _ended => VecDeque::new(),
        };
        let state = self.begin();
        self.actor().restart_with_state(state).await.unwrap();
        self.receive_left(due).await;
        self.course.note(Event::Restart);
    }

    async fn terminate(&mut self) {
        self.actor().terminate().await.unwrap();
        let told = self.actor().call(Link { word: 1 }).await;
        assert_eq!(told, Err(Error::ActorStopped { kernel: "chain" }));
        self.restart().await;
    }

    /// Drops the actor with messages under way, and takes another.
    async fn exchange(&mut self) {
        self.leave_some().await;
        self.actor = None;
        let state = self.begin();
        let actor = self.pool.create_with_state(state).await;
        self.actor = Some(actor.unwrap());
        self.course.note(Event::Recreation);
    }

    /// Calls whose future is dropped are answered into nothing.
    async fn give_up(&mut self) {
        for _ in 0..self.below(50) {
            let link = self.link();
            let reply = {
                let mut call = pin!(self.actor().call(link));
                // There is room, so the first look sends.
                poll_fn(|context| match call.as_mut().poll(context) {
                    Poll::Ready(reply) => Poll::Ready(Some(reply.unwrap())),
                    Poll::Pending => Poll::Ready(None),
                })
                .await
            };
            match reply {
                Some(reply) => self.check(reply),
                None => self.course.note(Event::GivenUp),
            }
        }
        let link = self.link();
        self.check(self.actor().call(link).await.unwrap());
    }

    /// Calls with hardly any time may be sent or not, answered or not.
    async fn lose_patience(&mut self) {
        for _ in 0..self.below(50) {
            let (known, sent) = (self.known, self.sent);
            let link = self.link();
            let time = Duration::from_micros(self.below(100));
            match self.actor().call_timeout(link, time).await {
                Ok(reply) => self.check(reply),
                Err(CallError::NotAnswered(_)) => self.course.note(Event::GivenUp),
                Err(CallError::NotSent(_)) => (self.known, self.sent) = (known, sent),
                Err(CallError::Ended(error)) => panic!("{error}, seed {}", self.course.seed),
            }
        }
        let link = self.link();
        self.check(self.actor().call(link).await.unwrap());
    }
}
