//! Times of messages: they respect what led to what, on both back ends, and a GPU's clock stands beside the host's.

use std::sync::Arc;
use std::time::Duration;

use ringkernel_rt::hlc::trace::{self, Event};
use ringkernel_rt::hlc::{Timed, Timestamp};
use ringkernel_rt::kernel::ActorKernel;
use ringkernel_rt::prelude::*;
use ringkernel_rt::Error;
use ringkernel_tests::kernels::actors::totals;
use ringkernel_tests::kernels::times::{
    archive, archives, bench, clerk, council, office, Answer, File, Question,
};

use crate::both::open;
use crate::on_both;

on_both! {
    the_devices_clock_stands_beside_the_hosts
    a_reply_is_later_than_its_message
    times_respect_what_led_to_what
    times_go_up_over_restarts_and_pauses
    a_reply_has_the_time_of_its_making
    a_fault_names_the_time_of_its_message
    halves_carry_times
    the_readmes_example_runs
}

async fn the_devices_clock_stands_beside_the_hosts(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<totals>(LaunchOptions::default())
        .await
        .unwrap();
    let first = runtime.device_clock();
    assert_eq!(first.is_some(), backend == Backend::Cuda);
    actor.deactivate().await.unwrap();
    actor.activate().await.unwrap();
    if let (Some(first), Some(second)) = (first, runtime.device_clock()) {
        let (device, host) = second.reading();
        let expected = first.host_at(device).unwrap();
        let apart = expected.max(host) - expected.min(host);
        let uncertainty = first.uncertainty_at(device) + second.uncertainty_at(device);
        assert!(
            apart <= uncertainty && uncertainty < Duration::from_secs(1),
            "{apart:?} apart, but for {uncertainty:?}"
        );
    }
    actor.terminate().await.unwrap();
    runtime.shutdown().await.unwrap();
}

/// As the README shows it.
async fn timed(runtime: &RingKernel) -> Result<(), Box<dyn std::error::Error>> {
    let actor = runtime.launch::<clerk>(LaunchOptions::default()).await?;
    let (number, divisor) = (22, 7);
    let timed = actor.call_timed(Question { number, divisor }).await?;
    assert!(timed.sent < timed.answered && timed.answered < timed.received);
    eprintln!("answered at {}", timed.answered);

    // A trace has the events of each that took part, of one call or of many; this one's messages are numbered 1 and 2.
    let (caller, actor) = timed.events(1, 2);
    ringkernel_rt::hlc::trace::check(&[caller.as_slice(), &[actor]])?;
    Ok(())
}

async fn the_readmes_example_runs(backend: Backend) {
    let runtime = open(backend).await;
    timed(&runtime).await.unwrap();
    runtime.shutdown().await.unwrap();
}

fn question(number: u64) -> Question {
    Question { number, divisor: 7 }
}

/// Asks, and checks what a call can tell of its times.
async fn ask<K>(actor: &Actor<K>, number: u64) -> Timed<Answer>
where
    K: ActorKernel<Message = Question, Reply = Answer>,
{
    let timed = actor.call_timed(question(number)).await.unwrap();
    assert_eq!(timed.reply.quotient, number / 7);
    assert_eq!(timed.reply.sent, timed.sent.packed());
    assert!(timed.sent < timed.answered && timed.answered < timed.received);
    timed
}

async fn a_reply_is_later_than_its_message(backend: Backend) {
    async fn one<K>(runtime: &RingKernel, nodes: &mut Vec<u32>)
    where
        K: ActorKernel<Message = Question, Reply = Answer>,
        K::State: Default,
    {
        let actor = runtime.launch::<K>(LaunchOptions::default()).await.unwrap();
        let mut before = Timestamp::default();
        for number in 0..40 {
            let timed = ask(&actor, number).await;
            assert!(before < timed.sent && timed.sent.node == 0 && timed.received.node == 0);
            before = timed.received;
            if number == 0 {
                nodes.push(timed.answered.node);
            }
            assert_eq!(Some(&timed.answered.node), nodes.last());
        }
        actor.terminate().await.unwrap();
    }
    let runtime = open(backend).await;
    let mut nodes = vec![0];
    one::<clerk>(&runtime, &mut nodes).await;
    one::<office>(&runtime, &mut nodes).await;
    one::<bench>(&runtime, &mut nodes).await;
    one::<council>(&runtime, &mut nodes).await;
    assert!(nodes.is_sorted_by(|a, b| a < b), "two share a number");
    runtime.shutdown().await.unwrap();
}

/// What a call leaves in a trace: its caller's events, and its actor's.
fn record(
    timed: &Timed<Answer>,
    id: u64,
    caller: &mut Vec<Event>,
    actor: &mut Vec<(Timestamp, Event)>,
) {
    let (own, theirs) = timed.events(2 * id, 2 * id + 1);
    caller.extend(own);
    actor.push((timed.sent, theirs));
}

/// Several tasks call several actors, one of which answers many messages at a time.
async fn times_respect_what_led_to_what(backend: Backend) {
    const TASKS: u64 = 4;
    const CALLS: u64 = 50;
    let runtime = open(backend).await;
    let options = LaunchOptions::default;
    let first = Arc::new(runtime.launch::<clerk>(options()).await.unwrap());
    let second = Arc::new(runtime.launch::<clerk>(options()).await.unwrap());
    let many = Arc::new(runtime.launch::<office>(options()).await.unwrap());
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (first, second, many) = (first.clone(), second.clone(), many.clone());
            tokio::spawn(async move {
                let mut caller = Vec::new();
                let mut actors = [Vec::new(), Vec::new(), Vec::new()];
                for call in 0..CALLS {
                    let id = task * CALLS + call;
                    let at = (task + call) as usize % 3;
                    let timed = match at {
                        0 => ask(&*first, id).await,
                        1 => ask(&*second, id).await,
                        _ => ask(&*many, id).await,
                    };
                    record(&timed, id, &mut caller, &mut actors[at]);
                }
                (caller, actors)
            })
        })
        .collect();
    let mut strands = Vec::new();
    let mut actors = [Vec::new(), Vec::new(), Vec::new()];
    for task in tasks {
        let (caller, theirs) = task.await.unwrap();
        strands.push(caller);
        for (all, theirs) in actors.iter_mut().zip(theirs) {
            all.extend(theirs);
        }
    }
    let [mut one, mut two, many] = actors;
    for ordered in [&mut one, &mut two] {
        // An actor's messages lie in its queue by their times, and these two answer one after another.
        ordered.sort_unstable_by_key(|(sent, _)| *sent);
        strands.push(ordered.iter().map(|(_, event)| *event).collect());
    }
    strands.extend(many.iter().map(|(_, event)| vec![*event]));
    if let Err(violation) = trace::check(&strands) {
        panic!("{violation}");
    }
    let events: usize = strands.iter().map(Vec::len).sum();
    assert_eq!(events as u64, 3 * TASKS * CALLS);
    runtime.shutdown().await.unwrap();
}

/// Commands, a kernel that is loaded, which parks actors, and new lives in whatever seat.
async fn times_go_up_over_restarts_and_pauses(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default;
    let actor = runtime.launch::<clerk>(options()).await.unwrap();
    let mut before = ask(&actor, 1).await;
    for round in 0..5 {
        match round {
            0 => {
                actor.deactivate().await.unwrap();
                actor.activate().await.unwrap();
            }
            // Not loaded before, by this test.
            1 => drop(runtime.launch::<archives>(options()).await.unwrap()),
            _ => actor.restart().await.unwrap(),
        }
        // More than the replies between two looks at the host's clock.
        for number in 0..40 {
            let timed = ask(&actor, number).await;
            assert!(before.received < timed.sent && before.answered < timed.answered);
            assert_eq!(before.answered.node, timed.answered.node);
            before = timed;
        }
    }
    // The machine's time is the host's: what is answered now is not long ago, nor to come.
    let now = runtime.clock().now();
    let apart = now.physical.abs_diff(before.answered.physical);
    assert!(Duration::from_nanos(apart) < Duration::from_secs(1));
    runtime.shutdown().await.unwrap();
}

/// The message waits in its queue, so only the actor's machine knows the time by then.
async fn a_reply_has_the_time_of_its_making(backend: Backend) {
    const WAIT: Duration = Duration::from_millis(10);
    let runtime = open(backend).await;
    let actor = runtime
        .launch::<office>(LaunchOptions::default())
        .await
        .unwrap();
    actor.deactivate().await.unwrap();
    let (timed, ()) = tokio::join!(ask(&actor, 1), async {
        tokio::time::sleep(WAIT).await;
        actor.activate().await.unwrap();
    });
    let waited = Duration::from_nanos(timed.answered.physical - timed.sent.physical);
    let uncertainty = runtime.device_clock().map_or(Duration::ZERO, |clock| {
        let (device, _) = clock.reading();
        clock.uncertainty_at(device)
    });
    let unit = Duration::from_nanos(Timestamp::UNIT);
    assert!(
        waited + uncertainty + unit >= WAIT,
        "{waited:?}, but for {uncertainty:?}"
    );
    runtime.shutdown().await.unwrap();
}

async fn a_fault_names_the_time_of_its_message(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default;
    let lane = runtime.launch::<clerk>(options()).await.unwrap();
    let earlier = ask(&lane, 1).await;
    let nothing = Question {
        number: 1,
        divisor: 0,
    };
    let Err(Error::Fault(fault)) = lane.call_timed(nothing).await else {
        panic!("a division by zero went well");
    };
    let time = *fault.time.clone().unwrap();
    assert!(earlier.received < time && time < runtime.clock().now());
    assert_eq!(fault.message, Some(2));
    let ends = format!("(message 2, HLC {time})");
    assert!(fault.to_string().ends_with(&ends), "{fault}");
    runtime.shutdown().await.unwrap();
}

async fn halves_carry_times(backend: Backend) {
    let runtime = open(backend).await;
    let mut actor = runtime
        .launch::<archive>(LaunchOptions::default())
        .await
        .unwrap();
    {
        let (mut sender, mut receiver) = actor.split().unwrap();
        let mut before = runtime.clock().now().packed();
        for number in 0..100 {
            let file = File {
                numbers: [number; 20],
                sent: 0,
            };
            sender.send(file).await.unwrap();
            let reply = receiver.recv().await.unwrap().unwrap();
            assert_eq!(reply.numbers[..2], [number + 1, number]);
            let now = runtime.clock().now().packed();
            assert!(before < reply.sent && reply.sent < now);
            before = now;
        }
    }
    let file = File {
        numbers: [1; 20],
        sent: 0,
    };
    let timed = actor.call_timed(file).await.unwrap();
    assert!(timed.sent < timed.answered && timed.answered < timed.received);
    assert_eq!(timed.reply.sent, timed.sent.packed());
    runtime.shutdown().await.unwrap();
}
