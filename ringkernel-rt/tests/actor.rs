//! Actors on the CPU.

mod gate;
mod handlers;

use std::future::Future;
use std::pin::{pin, Pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use futures_core::Stream;
use gate::{at_the_gate, open, Gate};
use handlers::{Counter, Slow, Together, COUNTER_LINE};
use ringkernel_rt::actor::{CallError, TrySendError};
use ringkernel_rt::artifact::{Artifact, Per, Plan};
use ringkernel_rt::control::State;
use ringkernel_rt::error::Asked;
use ringkernel_rt::gpu::RefMut;
use ringkernel_rt::kernel::{ActorKernel, ActorOptions};
use ringkernel_rt::layout::TypeLayout;
use ringkernel_rt::prelude::*;

async fn cpu() -> RingKernel {
    RingKernel::builder()
        .backend(Backend::Cpu)
        .build()
        .await
        .expect("the CPU is always there")
}

async fn launch<K: ActorKernel>(options: LaunchOptions) -> (RingKernel, Actor<K>)
where
    K::State: Default,
{
    let runtime = cpu().await;
    let actor = runtime.launch(options).await.expect("the actor starts");
    (runtime, actor)
}

async fn launched<K: ActorKernel>() -> (RingKernel, Actor<K>)
where
    K::State: Default,
{
    launch(LaunchOptions::default()).await
}

fn stopped(kernel: &'static str) -> Error {
    Error::ActorStopped { kernel }
}

/// The fault of `Counter` when it gets `u64::MAX`.
fn quotient(message: u64) -> Fault {
    let site = ringkernel_rt::error::Site {
        file: "tests/handlers/mod.rs".into(),
        line: COUNTER_LINE,
        column: 34,
    };
    Fault {
        kernel: "counter",
        kind: FaultKind::DivideByZero,
        site,
        block: [0; 3],
        thread: [0; 3],
        message: Some(message),
        time: None,
    }
}

/// Blocks on a future without any runtime of tokio's.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn a_hundred_thousand_calls_are_answered_in_order() {
    block_on(async {
        let (_runtime, actor) = launched::<Counter>().await;
        let mut sum = 0_u64;
        for message in 1..=100_000 {
            sum += message;
            assert_eq!(actor.call(message).await, Ok(sum));
        }
    });
}

#[test]
fn a_hundred_thousand_blocking_calls_are_answered_in_order() {
    let (_runtime, actor) = block_on(launched::<Counter>());
    let mut sum = 0_u64;
    for message in 1..=100_000 {
        sum += message;
        assert_eq!(actor.call_blocking(message), Ok(sum));
    }
}

#[test]
fn a_queue_of_one_slot_takes_a_message_after_each_reply() {
    let call = || {
        let options = LaunchOptions::default().queue_capacity(1);
        let (_runtime, actor) = block_on(launch::<Counter>(options));
        let (mut message, mut sum) = (0_u64, 0_u64);
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(1) {
            message += 1;
            sum += message;
            assert_eq!(actor.call_blocking(message), Ok(sum));
        }
    };
    // More threads than cores: some actor is stopped between its reply and the word that gives the slot back.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(call);
        }
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_to_sent_messages_come_in_order() {
    let (_runtime, actor) = launched::<Counter>().await;
    let send = async {
        for message in 1..=100_000 {
            actor.send(message).await.expect("the actor lives");
        }
    };
    let receive = async {
        let mut sum = 0_u64;
        for message in 1..=100_000 {
            sum += message;
            assert_eq!(actor.recv().await, Ok(sum));
        }
    };
    tokio::join!(send, receive);
}

#[tokio::test]
async fn replies_are_a_stream_that_ends_with_the_actor() {
    let (_runtime, actor) = launched::<Counter>().await;
    for message in [5, 6] {
        actor.send(message).await.expect("the actor lives");
    }
    let mut replies = pin!(actor.stream());
    for sum in [5, 11] {
        let reply = std::future::poll_fn(|context| replies.as_mut().poll_next(context)).await;
        assert_eq!(reply, Some(Ok(sum)));
    }
    actor.terminate().await.expect("the actor ends");
    let end = std::future::poll_fn(|context| replies.as_mut().poll_next(context)).await;
    assert_eq!(end, None);
}

#[tokio::test]
async fn calls_of_many_tasks_are_each_answered() {
    let (_runtime, actor) = launched::<Together>().await;
    let actor = std::sync::Arc::new(actor);
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let actor = actor.clone();
            tokio::spawn(async move { actor.call(1_000_000).await })
        })
        .collect();
    let mut replies = Vec::new();
    for task in tasks {
        replies.push(task.await.expect("no task panics").expect("a reply"));
    }
    replies.sort_unstable();
    let expected: Vec<u64> = (1..=200).map(|n| n * 96 * 1_000_000).collect();
    assert_eq!(replies, expected);
}

#[tokio::test]
async fn all_threads_of_a_block_meet_before_the_reply() {
    let (_runtime, actor) = launched::<Together>().await;
    assert_eq!(actor.call(1000).await, Ok(96_000));
    assert_eq!(actor.call(2000).await, Ok(96_000 + 192_000));
}

#[tokio::test]
async fn a_fault_of_one_thread_ends_the_whole_block() {
    let (_runtime, actor) = launched::<Together>().await;
    assert_eq!(actor.call(100).await, Ok(9600));
    let Err(Error::Fault(fault)) = actor.call(3).await else {
        panic!("the division by zero is a fault");
    };
    assert_eq!(fault.kind, FaultKind::DivideByZero);
    assert_eq!((fault.thread, fault.message), ([43, 0, 0], Some(2)));
    assert_eq!(actor.state(), State::Faulted);
}

#[tokio::test]
async fn a_state_is_what_it_was_launched_with() {
    let runtime = cpu().await;
    let actor = runtime
        .launch_with_state::<Counter>(1000, LaunchOptions::default())
        .await
        .expect("the actor starts");
    assert_eq!(actor.call(1).await, Ok(1001));
}

#[tokio::test]
async fn a_deactivated_actor_leaves_messages_where_they_are() {
    let (_runtime, actor) =
        launch::<Counter>(LaunchOptions::default().without_auto_activate()).await;
    assert_eq!((actor.state(), actor.error()), (State::Launched, None));
    let time = Duration::from_millis(20);
    assert_eq!(
        actor.call_timeout(1, time).await,
        Err(CallError::NotAnswered(1))
    );
    actor.activate().await.expect("the actor acknowledges");
    assert_eq!(actor.state(), State::Active);
    assert_eq!(actor.call(2).await, Ok(3));
    actor.deactivate().await.expect("the actor acknowledges");
    assert_eq!(actor.state(), State::Deactivated);
    assert_eq!(
        actor.call_timeout(4, time).await,
        Err(CallError::NotAnswered(4))
    );
    actor.activate().await.expect("the actor acknowledges");
    assert_eq!(actor.call(8).await, Ok(15));
}

#[tokio::test]
async fn full_queue_rejects_try_send() {
    let options = LaunchOptions::default()
        .queue_capacity(4)
        .without_auto_activate();
    let (_runtime, actor) = launch::<Counter>(options).await;
    for message in 1..=4 {
        assert_eq!(actor.try_send(message), Ok(()));
    }
    assert_eq!(actor.try_send(5), Err(TrySendError::Full(5)));
    assert_eq!(
        actor.call_timeout(6, Duration::from_millis(5)).await,
        Err(CallError::NotSent(6))
    );
    actor.activate().await.expect("the actor acknowledges");
    assert_eq!(actor.recv().await, Ok(1));
    assert_eq!(actor.try_send(5), Ok(()));
    for sum in [3, 6, 10, 15] {
        assert_eq!(actor.recv().await, Ok(sum));
    }
    actor.terminate().await.expect("the actor ends");
    assert_eq!(actor.try_send(7), Err(TrySendError::Closed(7)));
}

#[tokio::test]
async fn a_time_without_end_is_no_deadline() {
    let options = LaunchOptions::default().acknowledge_within(Duration::MAX);
    let (runtime, actor) = launch::<Counter>(options).await;
    assert_eq!(actor.call_timeout(1, Duration::MAX).await, Ok(1));
    assert_eq!(actor.deactivate().await, Ok(()));
    runtime.shutdown().await.expect("the actor ends");
}

#[tokio::test]
async fn send_waits_for_space() {
    let options = LaunchOptions::default()
        .queue_capacity(2)
        .without_auto_activate();
    let (_runtime, actor) = launch::<Slow>(options).await;
    actor.send(0).await.expect("there is space");
    actor.send(0).await.expect("there is space");
    let mut third = pin!(actor.send(0));
    let first_look =
        std::future::poll_fn(|context| Poll::Ready(third.as_mut().poll(context))).await;
    assert!(first_look.is_pending());
    actor.activate().await.expect("the actor acknowledges");
    assert_eq!(third.await, Ok(()));
}

#[tokio::test]
async fn a_call_that_was_given_up_loses_no_other_reply() {
    let options = LaunchOptions::default().without_auto_activate();
    let (_runtime, actor) = launch::<Counter>(options).await;
    let mut calls: Vec<Pin<Box<_>>> = (1..=20).map(|n| Box::pin(actor.call(n))).collect();
    for call in &mut calls {
        let look = std::future::poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await;
        assert!(look.is_pending());
    }
    let kept: Vec<_> = calls
        .into_iter()
        .enumerate()
        .filter(|(i, _)| i % 3 == 0)
        .collect();
    actor.activate().await.expect("the actor acknowledges");
    for (i, call) in kept {
        let n = i as u64 + 1;
        assert_eq!(call.await, Ok(n * (n + 1) / 2));
    }
}

#[tokio::test]
async fn a_fault_reaches_everyone_who_waits_and_who_comes_later() {
    let options = LaunchOptions::default().without_auto_activate();
    let (_runtime, actor) = launch::<Counter>(options).await;
    let calls = async { tokio::join!(actor.call(1), actor.call(u64::MAX), actor.call(3)) };
    let (replies, activated) = tokio::join!(calls, actor.activate());
    assert_eq!(activated, Ok(()));
    let fault = Error::Fault(quotient(2));
    assert_eq!(replies, (Ok(1), Err(fault.clone()), Err(fault.clone())));
    assert_eq!(actor.state(), State::Faulted);
    assert_eq!(actor.call(4).await, Err(fault.clone()));
    assert_eq!(actor.call_blocking(5), Err(fault.clone()));
    assert_eq!(actor.recv().await, Err(fault.clone()));
    assert_eq!(actor.terminate().await, Err(fault));
    assert_eq!(
        actor.error().expect("it has ended").to_string(),
        format!(
            "actor `counter` stopped: attempt to divide by zero\n  at tests/handlers/mod.rs:{COUNTER_LINE}:34, block 0, \
             thread 0 (message 2)"
        )
    );
}

#[tokio::test]
async fn terminate_under_load_ends_every_call_but_the_one_in_hand() {
    let (_runtime, actor) = launched::<Gate>().await;
    let calls = async { tokio::join!(actor.call(1), actor.call(2), actor.call(3)) };
    let end = async {
        at_the_gate(1);
        // The order is given by this, and waited for by what it returns.
        let end = begun(actor.terminate());
        open([1]);
        end.await
    };
    let calls = tokio::time::timeout(Duration::from_secs(5), async { tokio::join!(calls, end) });
    let (calls, end) = calls.await.expect("it ends");
    assert_eq!(calls, (Ok(1), Err(stopped("gate")), Err(stopped("gate"))));
    assert_eq!(end, Ok(()));
    assert_eq!(actor.error(), Some(stopped("gate")));
    assert_eq!(actor.state(), State::Terminated);
    assert_eq!(actor.terminate().await, Ok(()));
    assert_eq!(actor.activate().await, Err(stopped("gate")));
}

/// A future that was begun, and has something to wait for.
fn begun<F: Future>(future: F) -> Pin<Box<F>> {
    let mut future = Box::pin(future);
    let mut context = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    future
}

#[tokio::test]
async fn no_command_overtakes_the_one_to_end() {
    for _ in 0..100 {
        let (_runtime, actor) = launched::<Counter>().await;
        let both = async { tokio::join!(actor.terminate(), actor.activate()) };
        assert_eq!(both.await, (Ok(()), Err(stopped("counter"))));
        assert_eq!(actor.try_send(1), Err(TrySendError::Closed(1)));
    }
}

#[tokio::test]
async fn dropping_a_busy_actor_does_not_wait_for_it() {
    let (runtime, actor) = launched::<Slow>().await;
    actor.try_send(2000).expect("there is space");
    let begin = Instant::now();
    drop(actor);
    assert!(begin.elapsed() < Duration::from_millis(500));
    runtime.shutdown().await.expect("nothing is left to end");
}

#[tokio::test]
async fn a_command_that_is_not_acknowledged_times_out() {
    let options = LaunchOptions::default().acknowledge_within(Duration::from_millis(20));
    let (_runtime, actor) = launch::<Slow>(options).await;
    actor.try_send(300).expect("there is space");
    // The handler may not have begun.
    while actor.deactivate().await.is_ok() {
        actor.activate().await.ok();
    }
    let late = Error::Timeout {
        name: "slow".into(),
        asked: Asked::End,
    };
    assert_eq!(actor.terminate().await, Err(late));
}

#[tokio::test]
async fn shutdown_ends_actors() {
    let (runtime, actor) = launched::<Counter>().await;
    runtime.shutdown().await.expect("the actor ends");
    assert_eq!(actor.state(), State::Terminated);
    assert_eq!(actor.call(1).await, Err(stopped("counter")));
    let late = runtime.launch::<Counter>(LaunchOptions::default()).await;
    assert_eq!(late.map(|_| ()), Err(Error::ShutDown));
}

#[tokio::test]
async fn an_actor_outlives_the_handle_of_its_runtime() {
    let (runtime, actor) = launched::<Counter>().await;
    drop(runtime);
    assert_eq!(actor.call(7).await, Ok(7));
}

#[tokio::test]
async fn a_queue_of_three_slots_is_refused() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().queue_capacity(3);
    let refused = runtime.launch::<Counter>(options).await;
    assert_eq!(
        refused.map(|_| ()),
        Err(Error::QueueCapacity {
            asked: 3,
            limit: 1 << 20
        })
    );
}

/// Panics when it is woken.
struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        panic!("whoever waits panics when it is woken");
    }
}

#[tokio::test]
async fn a_waker_that_panics_keeps_no_reply_from_others() {
    let (_runtime, actor) = launched::<Sleeper>().await;
    actor.send(30).await.expect("there is space");
    let mut first = pin!(actor.recv());
    let look = |first: Pin<&mut _>, waker| Future::poll(first, &mut Context::from_waker(waker));
    assert!(look(first.as_mut(), Waker::noop()).is_pending());
    // From then on it waits to be woken, which the reactor does.
    tokio::time::sleep(Duration::from_millis(1)).await;
    let panics = Waker::from(Arc::new(Panics));
    assert!(look(first.as_mut(), &panics).is_pending());
    let second = tokio::time::timeout(Duration::from_secs(2), actor.recv());
    assert_eq!(second.await, Ok(Ok(30)));
    let call = actor.call_timeout(1, Duration::from_secs(2));
    let call = tokio::time::timeout(Duration::from_secs(2), call);
    assert_eq!(call.await, Ok(Ok(1)));
}

/// A message that may take 8 TiB.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Odd<const WORDS: usize>;

impl<const WORDS: usize> RingMessage for Odd<WORDS> {
    const LAYOUT: TypeLayout = <[u64; WORDS] as GpuType>::LAYOUT;

    fn encode(&self, _: &mut [u8]) {
        panic!("nobody can write this");
    }

    fn decode(_: &[u8]) -> Self {
        Self
    }
}

/// What panics when it is dropped, which is beyond what the actor catches.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("nobody catches this");
    }
}

/// Its thread ends at a message.
#[derive(Debug)]
enum Speechless {}

const OPTIONS: ActorOptions = ActorOptions {
    block_size: 1,
    queue_capacity: 64,
    hlc: false,
    k2k: false,
};

const fn artifact(name: &'static str) -> Artifact {
    let per = Per::Lane;
    Artifact::not_built(name, "tests/actor.rs", Plan::Ring { per })
}

/// Replies with the message after as many milliseconds.
#[derive(Debug)]
enum Sleeper {}

impl ActorKernel for Sleeper {
    const ARTIFACT: &'static Artifact = &artifact("sleeper");
    const OPTIONS: ActorOptions = OPTIONS;
    type State = ();
    type Message = u64;
    type Reply = u64;

    fn handle(_: &RingContext, _: RefMut<'_, ()>, message: &u64) -> u64 {
        std::thread::sleep(Duration::from_millis(*message));
        *message
    }
}

impl ActorKernel for Speechless {
    const ARTIFACT: &'static Artifact = &artifact("speechless");
    const OPTIONS: ActorOptions = OPTIONS;
    type State = ();
    type Message = u64;
    type Reply = u64;

    fn handle(_: &RingContext, _: RefMut<'_, ()>, _: &u64) -> u64 {
        std::panic::panic_any(Bomb)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thread_that_has_died_is_noticed_beside_a_busy_actor() {
    let runtime = cpu().await;
    let busy = runtime.launch::<Counter>(LaunchOptions::default()).await;
    let busy = Arc::new(busy.expect("the actor starts"));
    let dead = runtime.launch::<Speechless>(LaunchOptions::default()).await;
    let dead = dead.expect("the actor starts");
    for _ in 0..32 {
        let busy = busy.clone();
        // Its replies come to the reactor alone.
        let time = Duration::from_secs(5);
        tokio::spawn(async move { while busy.call_timeout(0, time).await.is_ok() {} });
    }
    let call = tokio::time::timeout(Duration::from_secs(10), dead.call(1)).await;
    busy.terminate().await.expect("it ends");
    let unexplained = Error::Unexplained {
        kernel: "speechless",
    };
    assert_eq!(call, Ok(Err(unexplained)));
}

/// Never gets a message.
#[derive(Debug)]
enum Vast {}

impl ActorKernel for Vast {
    const ARTIFACT: &'static Artifact = &artifact("vast");
    const OPTIONS: ActorOptions = OPTIONS;
    type State = ();
    type Message = Odd<{ 1 << 40 }>;
    type Reply = ();

    fn handle(_: &RingContext, _: RefMut<'_, ()>, _: &Odd<{ 1 << 40 }>) {}
}

#[tokio::test]
async fn queues_that_no_memory_holds_are_refused() {
    let options = LaunchOptions::default().queue_capacity(1 << 20);
    let refused = cpu().await.launch::<Vast>(options).await;
    assert!(matches!(refused, Err(Error::OutOfMemory { bytes, .. }) if bytes >= 1 << 63));
}

#[tokio::test]
async fn replies_before_a_fault_come_however_many_there_are() {
    let options = LaunchOptions::default()
        .queue_capacity(1024)
        .without_auto_activate();
    let (runtime, actor) = launch::<Counter>(options).await;
    for message in 1..=600 {
        assert_eq!(actor.try_send(message), Ok(()));
    }
    assert_eq!(actor.try_send(u64::MAX), Ok(()));
    actor.activate().await.expect("the actor acknowledges");
    let mut sum = 0;
    for message in 1..=600 {
        sum += message;
        assert_eq!(actor.recv().await, Ok(sum));
    }
    assert_eq!(actor.recv().await, Err(Error::Fault(quotient(601))));
    assert_eq!(actor.dead_letters(), 1);
    drop(runtime);
}
