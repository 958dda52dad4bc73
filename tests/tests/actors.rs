//! Actors answer in order, lose nothing, keep their state, and stop with a reason; the same on both back ends.

mod both;
mod states;
mod times;

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use both::open;
use ringkernel_rt::control::State;
use ringkernel_rt::prelude::*;
use ringkernel_rt::{Error, FaultKind};
use ringkernel_tests::cases::{table, Machine};
use ringkernel_tests::kernels::actors::{
    account, quotient, remember, sharing, together, totals, Answer, Fraction, Request as Ask,
    Sample, Totals, QUOTIENT_LINE, TOGETHER_LINE,
};
use ringkernel_tests::kernels::first::{process, Request};

on_both! {
    a_hundred_thousand_calls_are_answered_in_order
    calls_from_many_tasks_are_all_answered
    the_block_answers_together
    shared_memory_begins_anew_with_each_message
    the_accepted_ring_kernel_runs
    a_fault_stops_one_actor_and_names_its_place
    a_fault_behind_a_barrier_frees_the_block
    messages_wait_while_deactivated
    a_message_without_an_answer_changes_the_state
    dropping_a_busy_actor_ends
    kernels_load_beside_running_actors
    round_trips
    a_call_that_is_given_up_gives_its_slot_back
    an_enum_comes_and_an_enum_goes
    halves_on_two_threads_lose_and_change_nothing
    a_fault_ends_both_halves
}

/// What `totals` must know after a sample.
fn expect(before: Totals, sample: Sample) -> Totals {
    Totals {
        count: before.count + 1,
        sum: before.sum + sample.value,
        last: sample.number,
        checksum: before.checksum.rotate_left(7)
            ^ sample.number.wrapping_mul(0x9E37_79B9_7F4A_7C15),
    }
}

async fn a_hundred_thousand_calls_are_answered_in_order(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<totals>(LaunchOptions::default())
        .await
        .unwrap();
    let mut known = Totals::default();
    for number in 0..100_000 {
        let sample = Sample {
            number: number * 3 + 1,
            value: (number % 17) as f32,
        };
        known = expect(known, sample);
        assert_eq!(actor.call(sample).await.unwrap(), known);
    }
    actor.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}

async fn calls_from_many_tasks_are_all_answered(backend: Backend) {
    let runtime = open(backend).await;
    let actor = std::sync::Arc::new(
        runtime
            .launch::<totals>(LaunchOptions::default())
            .await
            .unwrap(),
    );
    let tasks: Vec<_> = (0..8u64)
        .map(|task| {
            let actor = actor.clone();
            tokio::spawn(async move {
                let mut counts = Vec::new();
                for i in 0..2_000 {
                    let number = task << 32 | i;
                    let reply = actor.call(Sample { number, value: 1.0 }).await.unwrap();
                    assert_eq!(reply.last, number);
                    counts.push(reply.count);
                }
                counts
            })
        })
        .collect();
    let mut counts = Vec::new();
    for task in tasks {
        let own = task.await.unwrap();
        assert!(own.windows(2).all(|pair| pair[0] < pair[1]));
        counts.extend(own);
    }
    counts.sort_unstable();
    assert!(counts.into_iter().eq(1..=16_000));
}

async fn the_block_answers_together(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<together>(LaunchOptions::default())
        .await
        .unwrap();
    for numerator in 0..500 {
        let reply = actor
            .call(Fraction {
                numerator,
                denominator: 3,
            })
            .await
            .unwrap();
        // Lane 0's value: its own quotient when the message is for it.
        let own = if numerator % 96 == 0 {
            numerator / 3
        } else {
            0
        };
        assert_eq!(reply.value, own + 1);
    }
}

async fn shared_memory_begins_anew_with_each_message(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<sharing>(LaunchOptions::default())
        .await
        .unwrap();
    for numerator in 0..50 {
        let message = Fraction {
            numerator,
            denominator: 1,
        };
        let reply = actor.call(message).await.unwrap();
        assert_eq!(reply.value, numerator * 63 * 32);
    }
}

async fn the_accepted_ring_kernel_runs(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<process>(LaunchOptions::default())
        .await
        .unwrap();
    let reply = actor.call(Request { value: 21.0 }).await.unwrap();
    assert_eq!((reply.value, reply.id), (42.0, 0));
    actor.deactivate().await.unwrap();
    actor.activate().await.unwrap();
    actor.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}

async fn a_fault_stops_one_actor_and_names_its_place(backend: Backend) {
    let runtime = open(backend).await;
    let other = runtime
        .launch::<totals>(LaunchOptions::default())
        .await
        .unwrap();
    for _ in 0..2 {
        let actor = runtime
            .launch::<quotient>(LaunchOptions::default())
            .await
            .unwrap();
        let half = Fraction {
            numerator: 84,
            denominator: 2,
        };
        assert_eq!(actor.call(half).await.unwrap().value, 42);
        let bad = Fraction {
            numerator: 1,
            denominator: 0,
        };
        let fault = match actor.call(bad).await {
            Err(Error::Fault(fault)) => fault,
            other => panic!("{other:?} instead of a fault"),
        };
        assert_eq!(fault.kind, FaultKind::DivideByZero);
        assert_eq!(fault.kernel, "quotient");
        assert_eq!((fault.site.line, fault.site.column), (QUOTIENT_LINE, 16));
        assert_eq!(fault.message, Some(2));
        assert!(matches!(actor.call(half).await, Err(Error::Fault(_))));
    }
    let reply = other.call(Sample {
        number: 5,
        value: 1.0,
    });
    assert_eq!(reply.await.unwrap().last, 5);
    runtime.shutdown().await.unwrap();
}

async fn a_fault_behind_a_barrier_frees_the_block(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<together>(LaunchOptions::default())
        .await
        .unwrap();
    let bad = Fraction {
        numerator: 77,
        denominator: 0,
    };
    let fault = match actor.call(bad).await {
        Err(Error::Fault(fault)) => fault,
        other => panic!("{other:?} instead of a fault"),
    };
    assert_eq!(fault.thread, [77, 0, 0]);
    assert_eq!(fault.site.line, TOGETHER_LINE);
    drop(actor);
    runtime.shutdown().await.unwrap();
}

async fn messages_wait_while_deactivated(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().queue_capacity(4);
    let actor = runtime.launch::<totals>(options).await.unwrap();
    actor.deactivate().await.unwrap();
    let sample = |number| Sample { number, value: 0.5 };
    for number in 0..4 {
        actor.try_send(sample(number)).unwrap();
    }
    assert!(actor.try_send(sample(4)).is_err());
    actor.activate().await.unwrap();
    for number in 0..4 {
        assert_eq!(actor.recv().await.unwrap().last, number);
    }
    let reply = actor
        .call_timeout(sample(9), Duration::from_secs(5))
        .await
        .unwrap();
    assert_eq!(reply.count, 5);
}

async fn a_message_without_an_answer_changes_the_state(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<remember>(LaunchOptions::default())
        .await
        .unwrap();
    for number in 0..100 {
        actor.call(Sample { number, value: 0.0 }).await.unwrap();
    }
    actor.terminate().await.unwrap();
}

async fn dropping_a_busy_actor_ends(backend: Backend) {
    let runtime = open(backend).await;
    for _ in 0..20 {
        let actor = runtime
            .launch::<totals>(LaunchOptions::default())
            .await
            .unwrap();
        for number in 0..100 {
            actor.send(Sample { number, value: 0.0 }).await.unwrap();
        }
    }
    let began = Instant::now();
    runtime.shutdown().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10));
}

/// Calls until told to stop; gives how often, and the longest time to a reply.
async fn call_until(actor: Arc<Actor<totals>>, stop: Arc<AtomicBool>) -> (u64, Duration) {
    let mut known = Totals::default();
    let mut longest = Duration::ZERO;
    while !stop.load(Ordering::Relaxed) {
        let sample = Sample {
            number: known.count * 5 + 2,
            value: (known.count % 13) as f32,
        };
        known = expect(known, sample);
        let began = Instant::now();
        assert_eq!(actor.call(sample).await.unwrap(), known);
        longest = longest.max(began.elapsed());
    }
    (known.count, longest)
}

/// Every kernel of the table is loaded and first launched while actors answer, wait, and come and go.
#[expect(clippy::print_stdout, reason = "`tests/gpu/run.sh` reads the figures")]
async fn kernels_load_beside_running_actors(backend: Backend) {
    let runtime = open(backend).await;
    let launch = || runtime.launch::<totals>(LaunchOptions::default());
    let stop = Arc::new(AtomicBool::new(false));
    let busy = Arc::new(launch().await.unwrap());
    let calls = tokio::spawn(call_until(busy.clone(), stop.clone()));
    let asleep = launch().await.unwrap();
    asleep.deactivate().await.unwrap();
    let sample = |number| Sample { number, value: 1.0 };
    // Each loads a module and launches; a fifth of them shows it as well as all.
    let cases: Vec<_> = table().into_iter().step_by(5).collect();
    let mut known = Totals::default();
    for (number, case) in (0..).zip(&cases) {
        asleep.send(sample(number)).await.unwrap();
        known = expect(known, sample(number));
        let passing = launch().await.unwrap();
        for number in 0..20 {
            passing.send(sample(number)).await.unwrap();
        }
        let machine = Machine::new(runtime.clone());
        let end = async {
            match number % 3 {
                0 => passing.terminate().await.unwrap(),
                1 => drop(passing),
                _ => {
                    passing.deactivate().await.unwrap();
                    passing.activate().await.unwrap();
                    for number in 0..20 {
                        assert_eq!(passing.recv().await.unwrap().last, number);
                    }
                }
            }
        };
        let (outcome, ()) = tokio::join!((case.run)(&machine), end);
        outcome.unwrap();
        assert_eq!(asleep.state(), State::Deactivated);
    }
    let together = runtime.launch::<together>(LaunchOptions::default());
    let together = together.await.unwrap();
    let process = runtime.launch::<process>(LaunchOptions::default());
    let process = process.await.unwrap();
    let fraction = Fraction {
        numerator: 288,
        denominator: 3,
    };
    assert_eq!(together.call(fraction).await.unwrap().value, 97);
    let reply = process.call(Request { value: 1.5 }).await.unwrap();
    assert_eq!(reply.value, 3.0);
    asleep.activate().await.unwrap();
    let mut last = Totals::default();
    for number in 0..cases.len() as u64 {
        last = asleep.recv().await.unwrap();
        assert_eq!(last.last, number);
    }
    assert_eq!(last, known);
    stop.store(true, Ordering::Relaxed);
    let (count, longest) = calls.await.unwrap();
    assert!(count > 0);
    println!(
        "figure: longest of {count} calls beside {} loads on {backend:?} = {:.2} ms",
        cases.len(),
        longest.as_secs_f64() * 1e3
    );
    busy.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}

/// Prints the time from a request to its checked answer.
#[expect(clippy::print_stdout, reason = "`tests/gpu/run.sh` reads the figures")]
async fn round_trips(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<totals>(LaunchOptions::default())
        .await
        .unwrap();
    let mut known = Totals::default();
    let mut number = 0;
    let mut next = || {
        number += 1;
        Sample {
            number,
            value: 0.25,
        }
    };
    let mut blocking = Vec::new();
    for _ in 0..30_000 {
        let sample = next();
        known = expect(known, sample);
        let began = Instant::now();
        let reply = actor.call_blocking(sample).unwrap();
        assert_eq!(reply, known);
        blocking.push(began.elapsed());
    }
    let mut awaited = Vec::new();
    for _ in 0..30_000 {
        let sample = next();
        known = expect(known, sample);
        let began = Instant::now();
        let reply = actor.call(sample).await.unwrap();
        assert_eq!(reply, known);
        awaited.push(began.elapsed());
    }
    for (name, mut times) in [("call_blocking", blocking), ("call", awaited)] {
        times.drain(..5_000);
        times.sort_unstable();
        let micros =
            |part: f64| times[(times.len() as f64 * part) as usize].as_nanos() as f64 / 1e3;
        println!(
            "figure: actor {name} on {backend:?}, p50 / p99 = {:.2} / {:.2} us",
            micros(0.5),
            micros(0.99)
        );
    }
}

async fn a_call_that_is_given_up_gives_its_slot_back(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().queue_capacity(1);
    let actor = runtime.launch::<totals>(options).await.unwrap();
    let mut known = Totals::default();
    for number in 1..=20 {
        let sample = Sample {
            number,
            value: 0.25,
        };
        known = expect(known, sample);
        {
            let mut call = std::pin::pin!(actor.call(sample));
            // Sends, unless it has to wait for the slot.
            let mut polls = 0;
            std::future::poll_fn(|context| {
                polls += 1;
                match call.as_mut().poll(context) {
                    Poll::Pending if polls == 1 && number % 2 == 1 => Poll::Ready(()),
                    other => other.map(|reply| assert_eq!(reply, Ok(known))),
                }
            })
            .await;
        }
    }
}

async fn an_enum_comes_and_an_enum_goes(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<account>(LaunchOptions::default())
        .await
        .unwrap();
    let exchanges = [
        (Ask::Balance, Answer::Holds(0)),
        (Ask::Deposit { amount: 1 << 40 }, Answer::Holds(1 << 40)),
        (Ask::Withdraw(5, true), Answer::Holds((1 << 40) - 5)),
        (
            Ask::Withdraw(u64::MAX, true),
            Answer::Short {
                by: u64::MAX - (1 << 40) + 5,
            },
        ),
        (Ask::Balance, Answer::Short { by: u64::MAX }),
        (Ask::Balance, Answer::Holds((1 << 40) - 5)),
        (Ask::Withdraw(u64::MAX, false), Answer::Holds(0)),
    ];
    for (ask, answer) in exchanges {
        assert_eq!(actor.call(ask).await.unwrap(), answer, "{ask:?}");
    }
    actor.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}

async fn halves_on_two_threads_lose_and_change_nothing(backend: Backend) {
    let count = match backend {
        Backend::Cpu => 100_000,
        _ => 200_000,
    };
    let sample = |number| Sample {
        number,
        value: (number % 17) as f32,
    };
    let runtime = open(backend).await;
    let mut actor = runtime
        .launch::<totals>(LaunchOptions::default())
        .await
        .unwrap();
    let mut known = expect(Totals::default(), sample(0));
    // Its reply is on the way, or not yet, and nobody's.
    actor.try_send(sample(0)).unwrap();
    let (mut sender, mut receiver) = actor.split().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for number in 1..=count {
                sender.send_blocking(sample(number)).unwrap();
            }
        });
        for number in 1..=count {
            known = expect(known, sample(number));
            assert_eq!(receiver.recv_blocking(), Ok(Some(known)));
        }
        assert_eq!(receiver.recv_blocking(), Ok(None));
    });
    drop(receiver);
    assert_eq!(actor.recv().await.unwrap().last, 0);
    known = expect(known, sample(7));
    assert_eq!(actor.call(sample(7)).await, Ok(known));
    actor.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}

async fn a_fault_ends_both_halves(backend: Backend) {
    let runtime = open(backend).await;
    let mut actor = runtime
        .launch::<quotient>(LaunchOptions::default())
        .await
        .unwrap();
    let fraction = |denominator| Fraction {
        numerator: 12,
        denominator,
    };
    let (mut sender, mut receiver) = actor.split().unwrap();
    let (sent, received) = std::thread::scope(|scope| {
        let sending = scope.spawn(move || {
            sender.send_blocking(fraction(4)).unwrap();
            sender.send_blocking(fraction(0)).unwrap();
            loop {
                if let Err(error) = sender.send_blocking(fraction(1)) {
                    return error;
                }
            }
        });
        assert_eq!(receiver.recv_blocking().unwrap().unwrap().value, 3);
        let error = receiver.recv_blocking().unwrap_err();
        (sending.join().unwrap(), error)
    });
    assert_eq!(sent, received);
    let Error::Fault(fault) = received else {
        panic!("{received} is no fault");
    };
    assert_eq!(fault.kind, FaultKind::DivideByZero);
    assert_eq!(fault.message, Some(2));
}
