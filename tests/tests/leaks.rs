//! Restarts, pools, launches and runtimes leave nothing behind: no byte of the host, no thread, no open file, no memory
//! of the device, and none that it shares with the host.
//!
//! One test for each back end, since every thread of the process counts.

mod both;

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::future::{poll_fn, Future};
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use both::open;
use futures_core::Stream;
use ringkernel_rt::control::State;
use ringkernel_rt::prelude::*;
use ringkernel_rt::Footprint;
use ringkernel_tests::kernels::trouble::{chain, crew_errand, Chain, Done, Errand, Link};

/// Counts what the program has of the system's allocator.
struct Counting;

/// Bytes that are allocated.
static LIVE: AtomicI64 = AtomicI64::new(0);

/// Relaxed: the count is read when the threads that changed it have ended, or says nothing.
fn count(bytes: i64) {
    LIVE.fetch_add(bytes, Ordering::Relaxed);
}

// SAFETY: all is done by the system's allocator, as it was asked for.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: the caller's promises are the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        // SAFETY: the caller's promises are the system's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[tokio::test]
async fn nothing_is_left_behind_on_the_cpu() {
    nothing_is_left_behind(Backend::Cpu).await;
}

#[tokio::test]
#[ignore = "needs a GPU"]
async fn nothing_is_left_behind_on_the_gpu() {
    nothing_is_left_behind(Backend::Cuda).await;
}

/// Bytes by which lists of the host may still grow in so many rounds: those that double when something new meets, such as
/// the actors that the reactor looks after at the same time, or the replies that one life has left. A thing lost each
/// time takes twice as much.
fn growth(times: u64) -> i64 {
    256 + 4 * times.cast_signed()
}

/// What the process has.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Holdings {
    bytes: i64,
    threads: usize,
    files: usize,
    footprint: Footprint,
}

impl Holdings {
    fn of(runtime: &RingKernel) -> Self {
        let entries = |folder| fs::read_dir(folder).expect("Linux has it").count();
        Self {
            threads: entries("/proc/self/task"),
            files: entries("/proc/self/fd"),
            footprint: runtime.footprint().unwrap(),
            bytes: LIVE.load(Ordering::Relaxed),
        }
    }

    /// What it has once threads that were told to end have ended.
    fn at_rest(runtime: &RingKernel) -> Self {
        const LOOKS: u32 = 20;
        let (mut last, mut same) = (Self::of(runtime), 0);
        while same < LOOKS {
            std::thread::sleep(Duration::from_millis(2));
            let now = Self::of(runtime);
            same = if now == last { same + 1 } else { 0 };
            last = now;
        }
        last
    }
}

/// Does something a few times, so that everything has grown as large as it gets, then `times` times; the process then
/// has what it had, but for [`growth`].
async fn leaves_nothing<W: Future>(
    what: &str,
    times: u64,
    runtime: &RingKernel,
    mut work: impl FnMut(u64) -> W,
) {
    const WARM_UP: u64 = 100;
    for round in 0..WARM_UP {
        work(round).await;
    }
    let before = Holdings::at_rest(runtime);
    let began = Instant::now();
    for round in 0..times {
        work(round).await;
    }
    let took = began.elapsed();
    let after = Holdings::at_rest(runtime);
    let bytes = if after.bytes - before.bytes < growth(times) {
        before.bytes
    } else {
        after.bytes
    };
    assert_eq!(
        Holdings { bytes, ..after },
        before,
        "{what}, {times} times, in {took:?}"
    );
}

const BROKEN: Link = Link { word: 0 };

/// The kernel's answer to a first message, which an actor that begins anew gives.
async fn answers_first(actor: &Actor<chain>, word: u64) {
    let link = Link { word };
    assert_eq!(actor.call(link).await, Ok(Chain::default().with(link)));
}

/// Letters are kept until somebody reads them.
fn read_letters(runtime: &RingKernel) {
    while runtime.dead_letters().try_next().is_some() {}
}

async fn nothing_is_left_behind(backend: Backend) {
    let runtime = &open(backend).await;
    let options = || LaunchOptions::default().queue_capacity(16).instances(4);
    let pool = &runtime.pool::<chain>(options()).await.unwrap();
    let actor = &pool.create().await.unwrap();
    let crew: &Actor<crew_errand> = &runtime.launch(LaunchOptions::default()).await.unwrap();

    leaves_nothing(
        "a restart after a fault",
        1000,
        runtime,
        |round| async move {
            assert!(matches!(actor.call(BROKEN).await, Err(Error::Fault(_))));
            actor.restart().await.unwrap();
            answers_first(actor, round + 1).await;
            read_letters(runtime);
        },
    )
    .await;

    leaves_nothing(
        "a restart of a living actor",
        1000,
        runtime,
        |round| async move {
            let mut left = actor.stream();
            for word in 1..round % 7 {
                actor.send(Link { word }).await.unwrap();
            }
            actor.restart().await.unwrap();
            // Replies that nobody receives are kept.
            while poll_fn(|context| Pin::new(&mut left).poll_next(context))
                .await
                .is_some()
            {}
            answers_first(actor, round + 1).await;
            read_letters(runtime);
        },
    )
    .await;

    leaves_nothing(
        "a restart of a block after a fault",
        200,
        runtime,
        |_| async move {
            let errand = |way| Errand { way, a: 77, b: 4 };
            assert!(matches!(crew.call(errand(1)).await, Err(Error::Fault(_))));
            crew.restart().await.unwrap();
            let done = Done {
                errands: 1,
                value: 11,
            };
            assert_eq!(crew.call(errand(0)).await, Ok(done));
            read_letters(runtime);
        },
    )
    .await;

    leaves_nothing("an actor of a pool", 1000, runtime, |round| async move {
        let actor = pool.create().await.unwrap();
        answers_first(&actor, round + 1).await;
        if round % 3 == 0 {
            assert!(matches!(actor.call(BROKEN).await, Err(Error::Fault(_))));
        }
        drop(actor);
        read_letters(runtime);
    })
    .await;

    leaves_nothing("a launch", 200, runtime, |round| async move {
        let actor = runtime.launch(options()).await.unwrap();
        answers_first(&actor, round + 1).await;
        match round % 4 {
            0 => drop(actor),
            1 => actor.terminate().await.unwrap(),
            2 => assert!(actor.call(BROKEN).await.is_err()),
            _ => actor.send(Link { word: 1 }).await.unwrap(),
        }
        read_letters(runtime);
    })
    .await;

    let launches = runtime.footprint().unwrap().launches;
    leaves_nothing("a runtime", 60, runtime, |round| async move {
        let another = open(backend).await;
        let actor = another.launch(options()).await.unwrap();
        answers_first(&actor, round + 1).await;
        if round % 2 == 0 {
            another.shutdown().await.unwrap();
            // Though there is still a handle of the actor.
            assert_eq!(runtime.footprint().unwrap().launches, launches);
            assert_eq!(actor.state(), State::Terminated);
        }
    })
    .await;
    runtime.shutdown().await.unwrap();
}
