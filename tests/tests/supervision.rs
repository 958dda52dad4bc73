//! Actors begin again under a supervisor, and what they lost is told; the same on both back ends.

mod both;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use both::open;
use ringkernel_rt::control::State;
use ringkernel_rt::dump::What;
use ringkernel_rt::prelude::*;
use ringkernel_rt::supervisor::{Event, Events};
use ringkernel_tests::kernels::actors::{quotient, totals, Fraction, Sample, Totals};
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
    let actor = runtime.launch::<totals>(LaunchOptions::default()).await;
    let actor = actor.unwrap();
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
    runtime.shutdown().await.unwrap();
}
