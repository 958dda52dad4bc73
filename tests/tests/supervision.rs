//! Actors begin again under a supervisor, and what they lost is told; the same on both back ends.

mod both;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use both::open;
use ringkernel_rt::control::State;
use ringkernel_rt::dump::What;
use ringkernel_rt::prelude::*;
use ringkernel_rt::record::{Deed, Messages};
use ringkernel_rt::supervisor::{Event, Events};
use ringkernel_rt::Counters;
use ringkernel_tests::kernels::actors::{quotient, sharing, totals, Fraction, Sample, Totals};
use ringkernel_tests::kernels::first::saxpy;
use ringkernel_tests::kernels::hangs::{stray, Task};

on_both! {
    what_faults_begins_again_under_its_name
    a_state_begins_anew_along_with_a_sibling
    the_end_of_an_actor_that_nobody_waits_for_is_noticed
    who_gives_up_says_why
    what_was_not_answered_is_a_dead_letter
    lives_take_no_more_memory
    a_pause_for_a_kernel_is_an_event
    an_actor_records_what_it_does
    a_batch_records_the_message_that_it_faults_at
    a_block_records_what_it_does
    a_trace_has_host_and_device_on_one_clock
    a_trace_keeps_the_last_events
    a_trace_has_the_end_of_an_actor
}

/// On the CPU nobody ends a thread: `ringkernel-rt/tests/supervision` has what becomes of it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a GPU"]
async fn what_hangs_begins_again_under_its_name() {
    let runtime = open(Backend::Cuda).await;
    let options = LaunchOptions::default().message_deadline(Duration::from_millis(20));
    let tree = Supervisor::new("top").intensity(50, Duration::from_secs(600));
    let tree = tree
        .child(Child::new::<stray>("stray", options))
        .child(Child::new::<totals>("count", LaunchOptions::default()));
    let tree = runtime.supervise(tree).await.unwrap();
    let events = tree.events();
    let actor = runtime.registry().get::<stray>("top/stray").unwrap();
    let count = runtime.registry().get::<totals>("top/count").unwrap();
    let task = |way| Task { way, value: 7 };
    for round in 1..=5 {
        assert_eq!(actor.call(task(0)).await, Ok(9));
        let Err(Error::Fault(fault)) = actor.call(task(round)).await else {
            panic!("it never answers");
        };
        assert_eq!((fault.kind, fault.message), (FaultKind::Stopped, Some(2)));
        restarted(&events, "top/stray").await;
        let sample = Sample {
            number: round.into(),
            value: 2.0,
        };
        assert_eq!(count.call(sample).await.unwrap().count, u64::from(round));
    }
    assert_eq!(actor.call(task(0)).await, Ok(9));
    tree.shutdown().await.unwrap();
    runtime.shutdown().await.unwrap();
}

/// The README's.
async fn start(runtime: &RingKernel) -> Result<Supervision, Error> {
    let divide = Child::new::<quotient>("divide", LaunchOptions::default());
    let count = Child::with_state::<totals>("count", LaunchOptions::default(), || Totals {
        count: 100,
        ..Totals::default()
    });
    let tree = Supervisor::new("numbers")
        .strategy(Strategy::RestForOne)
        .intensity(3, Duration::from_secs(5))
        .child(divide)
        .child(count.restart(Restart::Transient));
    runtime.supervise(tree).await
}

const GOOD: Fraction = Fraction {
    numerator: 12,
    denominator: 4,
};
const BAD: Fraction = Fraction {
    numerator: 1,
    denominator: 0,
};

async fn restarted(events: &Events, name: &str) {
    let wait = async {
        loop {
            match events.next().await.expect("the tree lives") {
                Event::Restarted { child } if child.as_ref() == name => return,
                _ => {}
            }
        }
    };
    let wait = tokio::time::timeout(Duration::from_secs(30), wait).await;
    wait.expect("the actor begins again");
}

async fn letter(runtime: &RingKernel) -> DeadLetter {
    let letters = runtime.dead_letters();
    let letter = tokio::time::timeout(Duration::from_secs(30), letters.next()).await;
    letter
        .expect("there is a letter")
        .expect("the runtime lives")
}

async fn what_faults_begins_again_under_its_name(backend: Backend) {
    let runtime = open(backend).await;
    let divide = Child::new::<quotient>("divide", LaunchOptions::default());
    let tree = Supervisor::new("top").intensity(50, Duration::from_secs(600));
    let tree = runtime.supervise(tree.child(divide)).await.unwrap();
    let events = tree.events();
    let actor = runtime.registry().get::<quotient>("top/divide").unwrap();
    for round in 0..40 {
        for _ in 0..round % 7 {
            assert_eq!(actor.call(GOOD).await.unwrap().value, 3);
        }
        let Err(Error::Fault(fault)) = actor.call(BAD).await else {
            panic!("there is no quotient");
        };
        assert_eq!(fault.message, Some(round % 7 + 1));
        let letter = letter(&runtime).await;
        assert_eq!(letter.number, round % 7 + 1);
        assert_eq!(letter.name.as_deref(), Some("top/divide"));
        restarted(&events, "top/divide").await;
        let same = runtime.registry().get::<quotient>("top/divide").unwrap();
        assert!(Arc::ptr_eq(&same, &actor));
    }
    let dump = runtime.dump().actors.remove(0);
    assert_eq!(
        (dump.state, dump.sent, dump.dead_letters),
        (State::Active, 0, 40)
    );
    tree.shutdown().await.unwrap();
    runtime.shutdown().await.unwrap();
}

async fn a_state_begins_anew_along_with_a_sibling(backend: Backend) {
    let runtime = open(backend).await;
    let tree = start(&runtime).await.unwrap();
    let names = runtime.registry();
    let (divide, count) = (
        names.get::<quotient>("numbers/divide").unwrap(),
        names.get::<totals>("numbers/count").unwrap(),
    );
    let sample = Sample {
        number: 1,
        value: 2.0,
    };
    for known in [101, 102] {
        assert_eq!(count.call(sample).await.unwrap().count, known);
    }
    assert!(divide.call(BAD).await.is_err());
    restarted(&tree.events(), "numbers/count").await;
    assert_eq!(divide.call(GOOD).await.unwrap().value, 3);
    assert_eq!(count.call(sample).await.unwrap().count, 101);
    tree.shutdown().await.unwrap();
    assert_eq!(
        (divide.state(), count.state()),
        (State::Terminated, State::Terminated)
    );
    runtime.shutdown().await.unwrap();
}

async fn the_end_of_an_actor_that_nobody_waits_for_is_noticed(backend: Backend) {
    let runtime = open(backend).await;
    let tree = start(&runtime).await.unwrap();
    let actor = runtime
        .registry()
        .get::<quotient>("numbers/divide")
        .unwrap();
    {
        let mut call = pin!(actor.call(BAD));
        let mut context = Context::from_waker(Waker::noop());
        assert!(call.as_mut().poll(&mut context).is_pending());
    }
    restarted(&tree.events(), "numbers/divide").await;
    assert_eq!(actor.call(GOOD).await.unwrap().value, 3);
    runtime.shutdown().await.unwrap();
    assert_eq!(tree.ended().await, Ok(()));
}

async fn who_gives_up_says_why(backend: Backend) {
    let runtime = open(backend).await;
    let long = Duration::from_secs(600);
    let divide = Child::new::<quotient>("divide", LaunchOptions::default());
    let inner = Supervisor::new("inner").intensity(1, long).child(divide);
    let count = Child::new::<totals>("count", LaunchOptions::default());
    let top = Supervisor::new("top").intensity(0, long);
    let tree = runtime.supervise(top.child(count).supervisor(inner)).await;
    let tree = tree.unwrap();
    let divide = runtime
        .registry()
        .get::<quotient>("top/inner/divide")
        .unwrap();
    let count = runtime.registry().get::<totals>("top/count").unwrap();
    assert!(divide.call(BAD).await.is_err());
    restarted(&tree.events(), "top/inner/divide").await;
    let last = divide.call(BAD).await.map(|reply| reply.value);
    let Err(Error::GaveUp(gave_up)) = tree.ended().await else {
        panic!("there was one restart more than allowed");
    };
    assert_eq!(gave_up.supervisor, "top");
    assert_eq!(gave_up.chain().last(), last.as_ref().err());
    assert_eq!(
        (count.state(), divide.state()),
        (State::Terminated, State::Faulted)
    );
    runtime.shutdown().await.unwrap();
}

async fn what_was_not_answered_is_a_dead_letter(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().without_auto_activate();
    let actor = runtime.launch::<totals>(options).await.unwrap();
    let sample = |number| Sample {
        number,
        value: number as f32,
    };
    for number in 1..=9 {
        actor.send(sample(number)).await.unwrap();
    }
    actor.terminate().await.unwrap();
    for number in 1..=9 {
        let letter = letter(&runtime).await;
        assert_eq!(letter.number, number);
        assert_eq!(letter.message::<totals>(), Some(sample(number)));
    }
    actor.restart().await.unwrap();
    actor.send(sample(10)).await.unwrap();
    drop(actor);
    let letter = letter(&runtime).await;
    assert_eq!(
        (letter.number, letter.message::<totals>()),
        (1, Some(sample(10)))
    );
    runtime.shutdown().await.unwrap();
}

async fn lives_take_no_more_memory(backend: Backend) {
    let runtime = open(backend).await;
    let pool = runtime
        .pool::<totals>(LaunchOptions::default().instances(2))
        .await;
    let pool = pool.unwrap();
    let before = runtime.memory_used();
    assert!(before > 0);
    for _ in 0..20 {
        let actor = pool.create().await.unwrap();
        actor.restart().await.unwrap();
    }
    assert_eq!(runtime.memory_used(), before);
    let buffer = runtime.zeroed::<u64>(1000).unwrap();
    assert_eq!(runtime.memory_used(), before + 8000);
    drop(buffer);
    assert_eq!(runtime.memory_used(), before);
    runtime.shutdown().await.unwrap();
}

async fn a_pause_for_a_kernel_is_an_event(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().record(1);
    let actor = runtime.launch::<totals>(options).await.unwrap();
    actor.call(SAMPLE).await.unwrap();
    let x = runtime.upload(&[1.0_f32; 8]).unwrap();
    let mut y = runtime.upload(&[0.5_f32; 8]).unwrap();
    // No other test here uses it, so this loads it.
    let call = saxpy::args(&x, &mut y, 2.0, 8);
    runtime.run(call, Launch::over(8)).await.unwrap();
    let events = runtime.dump().actors.remove(0).events;
    let pauses = events.iter().filter(|event| event.what == What::Paused);
    let expected = match backend {
        Backend::Cuda => 1,
        Backend::Cpu | Backend::Auto => 0,
        other => panic!("a new back end: {other:?}"),
    };
    assert_eq!(pauses.count(), expected);
    assert_eq!(actor.state(), State::Active);
    actor.call(SAMPLE).await.unwrap();
    // It may have to make room for the kernel's local memory after it has loaded it.
    let pause = [Deed::Paused, Deed::Parked, Deed::Launched];
    let (pauses, others): (Vec<_>, Vec<_>) = deeds_up_to(&runtime, &answered(2))
        .into_iter()
        .partition(|deed| pause.contains(deed));
    let expected = [begun(backend), answered(1).into(), answered(2).into()];
    assert_eq!(others, expected.concat());
    assert_eq!(pauses.is_empty(), backend != Backend::Cuda);
    assert!(pauses.chunks(3).all(|each| each == pause), "{pauses:?}");
    // The GPU's clock may stand still for a message.
    for _ in 3..=40 {
        actor.call(SAMPLE).await.unwrap();
    }
    deeds_up_to(&runtime, &answered(40));
    let busy = actor.counters().busy.unwrap();
    assert!(busy > Duration::ZERO);
    // What it records now is of the new life, and that counts on.
    actor.restart().await.unwrap();
    let begun = begun(backend);
    assert_eq!(deeds_up_to(&runtime, &begun), begun);
    actor.call(SAMPLE).await.unwrap();
    assert_eq!(
        deeds_up_to(&runtime, &answered(1)),
        [&begun[..], &answered(1)].concat()
    );
    assert!(actor.counters().busy.unwrap() >= busy);
    runtime.shutdown().await.unwrap();
}

const SAMPLE: Sample = Sample {
    number: 1,
    value: 2.0,
};

/// What an actor that was launched to record did; not when it slept, which depends on how fast the host is.
fn deeds(runtime: &RingKernel) -> Vec<Deed> {
    let records = runtime.dump().actors.remove(0).records.into_iter();
    let deeds = records.map(|record| record.deed);
    deeds.filter(|deed| *deed != Deed::Slept).collect()
}

/// The same once it ends so: an actor says what it did when it has done it.
fn deeds_up_to(runtime: &RingKernel, last: &[Deed]) -> Vec<Deed> {
    let begin = Instant::now();
    loop {
        let deeds = deeds(runtime);
        if deeds.ends_with(last) {
            return deeds;
        }
        let is_late = begin.elapsed() > Duration::from_secs(10);
        assert!(!is_late, "{deeds:?} do not come to end in {last:?}");
        std::thread::yield_now();
    }
}

/// How an actor begins.
fn begun(backend: Backend) -> Vec<Deed> {
    match backend {
        // As what it is to be.
        Backend::Cuda => vec![Deed::Began],
        // And is told then.
        Backend::Cpu | Backend::Auto => vec![Deed::Began, Deed::Reached(State::Active)],
        other => panic!("a new back end: {other:?}"),
    }
}

/// A message from first to last.
fn answered(first: u64) -> [Deed; 2] {
    let one = Messages { first, count: 1 };
    [Deed::Took(one), Deed::Answered(one)]
}

async fn an_actor_records_what_it_does(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().record(64);
    let actor = runtime.launch::<totals>(options).await.unwrap();
    let before = Instant::now();
    for _ in 0..40 {
        actor.call(SAMPLE).await.unwrap();
    }
    let after = Instant::now();
    actor.deactivate().await.unwrap();
    let last = Deed::Reached(State::Deactivated);
    let mut expected: Vec<_> = (1..=40).flat_map(answered).collect();
    expected.push(last);
    let deeds = deeds_up_to(&runtime, &[last]);
    assert_eq!(deeds, expected[expected.len() - deeds.len()..]);
    assert!(deeds.len() > 60, "{deeds:?}");
    let dump = runtime.dump().actors.remove(0);
    let times: Vec<_> = dump.records.iter().map(|record| record.at).collect();
    assert!(times.is_sorted());
    let calls = (dump.records.iter())
        .filter(|record| matches!(record.deed, Deed::Took(_) | Deed::Answered(_)));
    for record in calls {
        assert!(record.at + record.within >= before && record.at <= after + record.within);
    }
    let busy = actor.counters().busy.unwrap();
    assert!(busy > Duration::ZERO && busy <= after - before, "{busy:?}");
    runtime.shutdown().await.unwrap();
}

async fn a_batch_records_the_message_that_it_faults_at(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().record(64);
    let actor = runtime.launch::<quotient>(options).await.unwrap();
    assert_eq!(runtime.dump().actors[0].in_hand(), []);
    actor.call(GOOD).await.unwrap();
    assert!(actor.call(BAD).await.is_err());
    let deeds = deeds_up_to(&runtime, &[Deed::Faulted(2)]);
    let first = deeds.iter().position(|deed| *deed == answered(1)[0]);
    let deeds = &deeds[first.unwrap()..];
    assert_eq!(deeds[..3], [&answered(1)[..], &answered(2)[..1]].concat());
    runtime.shutdown().await.unwrap();
}

async fn a_block_records_what_it_does(backend: Backend) {
    let runtime = open(backend).await;
    let options = LaunchOptions::default().record(64);
    let actor = runtime.launch::<sharing>(options).await.unwrap();
    actor.call(GOOD).await.unwrap();
    actor.call(GOOD).await.unwrap();
    let expected = [begun(backend), answered(1).into(), answered(2).into()].concat();
    assert_eq!(deeds_up_to(&runtime, &answered(2)), expected);
    runtime.shutdown().await.unwrap();
}

/// When an event of a trace begins and ends, and by how much that may be off, in microseconds.
fn times(event: &serde_json::Value) -> [f64; 3] {
    let begin = event["ts"].as_f64().unwrap();
    let long = event["dur"].as_f64().unwrap_or(0.0);
    let within = event["args"]["within_us"].as_f64().unwrap();
    [begin, begin + long, within]
}

/// The README's.
async fn seen(runtime: &RingKernel, path: &Path) -> Result<Counters, Box<dyn std::error::Error>> {
    let trace = runtime.trace(100_000);
    let options = LaunchOptions::default().record(1024);
    let actor = runtime.launch::<totals>(options).await?;
    for number in 1..=3 {
        actor.call(Sample { number, value: 2.0 }).await?;
    }
    trace.stop().write(path)?;
    eprint!("{}", runtime.dump());
    Ok(actor.counters())
}

async fn a_trace_has_host_and_device_on_one_clock(backend: Backend) {
    let runtime = open(backend).await;
    // Not in the target folder, which is elsewhere where tests run that were built on another machine.
    let name = format!("ringkernel-{}-{backend:?}.json", std::process::id());
    let path = std::env::temp_dir().join(name);
    let counters = seen(&runtime, &path).await.unwrap();
    assert_eq!((counters.answered, counters.busy.is_some()), (3, true));
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["otherData"]["lost"], 0);
    let events = file["traceEvents"].as_array().unwrap();
    let events: Vec<_> = events.iter().filter(|event| event["ph"] != "M").collect();
    assert!(events.is_sorted_by_key(|event| times(event)[0]));
    // What is in a row does not overlap.
    let mut rows = BTreeMap::new();
    for event in &events {
        let [begin, end, _] = times(event);
        let row = [&event["pid"], &event["tid"]].map(|id| id.as_u64().unwrap());
        let busy = rows.insert(row, end).unwrap_or(0.0);
        assert!(busy <= begin, "{event}");
    }
    let named = |name: &str| -> Vec<[f64; 3]> {
        let named = events.iter().filter(|event| event["name"] == name);
        named.map(|event| times(event)).collect()
    };
    assert_eq!([named("launch").len(), named("create").len()], [1, 1]);
    let calls = named("call");
    assert_eq!(calls.len(), 3);
    for (call, number) in calls.into_iter().zip(1..) {
        let messages = named(&format!("message {number}"));
        let [[begin, end, within]] = messages[..] else {
            panic!("message {number} came once: {messages:?}");
        };
        assert!(call[0] <= begin + within && begin <= call[1] + within);
        // A block says that it has answered when it has: of the last one the trace may not have heard.
        assert!(end <= call[1] + within || number == 3);
    }
    runtime.shutdown().await.unwrap();
}

async fn a_trace_keeps_the_last_events(backend: Backend) {
    let runtime = open(backend).await;
    let actor = runtime.launch::<totals>(LaunchOptions::default()).await;
    let actor = actor.unwrap();
    let trace = runtime.trace(4);
    for _ in 0..7 {
        actor.call(SAMPLE).await.unwrap();
    }
    let recording = trace.stop();
    actor.call(SAMPLE).await.unwrap();
    assert_eq!(recording.lost(), 3);
    let file: serde_json::Value = serde_json::from_str(&recording.to_string()).unwrap();
    let events = file["traceEvents"].as_array().unwrap().iter();
    assert_eq!(events.filter(|event| event["name"] == "call").count(), 4);
    runtime.shutdown().await.unwrap();
}

async fn a_trace_has_the_end_of_an_actor(backend: Backend) {
    let runtime = open(backend).await;
    let trace = runtime.trace(64);
    let options = LaunchOptions::default().record(64);
    let actor = runtime.launch::<totals>(options).await.unwrap();
    actor.terminate().await.unwrap();
    let end = Deed::Reached(State::Terminated);
    deeds_up_to(&runtime, &[end]);
    drop(actor);
    let text = trace.stop().to_string();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let name = end.to_string();
    let events = file["traceEvents"].as_array().unwrap().iter();
    assert_eq!(events.filter(|event| event["name"] == *name).count(), 1);
    runtime.shutdown().await.unwrap();
}
