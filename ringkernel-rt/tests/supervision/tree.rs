//! Supervisors have actors begin again, and say why when they do not.

use std::future::Future;
use std::pin::{pin, Pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{mpsc, Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use ringkernel_rt::control::State;
use ringkernel_rt::dump::What;
use ringkernel_rt::error::Asked;
use ringkernel_rt::prelude::*;
use ringkernel_rt::supervisor::{Event, Events};

use super::cpu;
use super::gate::{at_the_gate, open, Gate};
use super::handlers::{Counter, Drain};

/// Longer than any of these tests.
const LONG: Duration = Duration::from_secs(600);

fn count(name: &str) -> Child {
    Child::new::<Counter>(name, LaunchOptions::default())
}

fn top(strategy: Strategy) -> Supervisor {
    let top = Supervisor::new("top").strategy(strategy);
    top.intensity(100, LONG)
        .child(count("a"))
        .child(count("b"))
        .child(count("c"))
}

fn named(runtime: &RingKernel, name: &str) -> Arc<Actor<Counter>> {
    runtime
        .registry()
        .get(name)
        .expect("the child has its name")
}

async fn supervise(runtime: &RingKernel, tree: Supervisor) -> (Supervision, Events) {
    let supervision = runtime.supervise(tree).await.expect("all children start");
    let events = supervision.events();
    (supervision, events)
}

/// An event in a word and a path.
fn word(event: &Event) -> String {
    match event {
        Event::Started { child } => format!("started {child}"),
        Event::Ended { child, .. } => format!("ended {child}"),
        Event::Restarted { child } => format!("restarted {child}"),
        Event::NotStarted { child, .. } => format!("not started {child}"),
        Event::NotEnded { child } => format!("not ended {child}"),
        Event::Hung { child, .. } => format!("hung {child}"),
        Event::GaveUp(gave_up) => format!("gave up {}", gave_up.supervisor),
        other => panic!("a new event: {other:?}"),
    }
}

/// The words of the events up to this one, after the starts.
pub(super) async fn until(events: &Events, last: &str) -> Vec<String> {
    let mut words = Vec::new();
    while words.last().is_none_or(|word| word != last) {
        let next = tokio::time::timeout(Duration::from_secs(10), events.next()).await;
        let next = next.unwrap_or_else(|_| panic!("`{last}` does not come after {words:?}"));
        let event = next.expect("the tree lives");
        if !matches!(event, Event::Started { .. }) {
            words.push(word(&event));
        }
    }
    words
}

/// It was asked to end and has not.
fn late(path: &'static str) -> Error {
    Error::Timeout {
        name: path.into(),
        asked: Asked::End,
    }
}

/// What the three children say to 1.
async fn sums(children: &[Arc<Actor<Counter>>]) -> Vec<u64> {
    let mut sums = Vec::new();
    for child in children {
        sums.push(child.call(1).await.expect("the child lives"));
    }
    sums
}

/// Makes the second of three children fault once all have a sum of 10; the events and the sums after it.
async fn fault_in_the_middle(strategy: Strategy, last: &str) -> (Vec<String>, Vec<u64>) {
    let runtime = cpu().await;
    let (_tree, events) = supervise(&runtime, top(strategy)).await;
    let children = ["top/a", "top/b", "top/c"].map(|name| named(&runtime, name));
    for child in &children {
        assert_eq!(child.call(10).await, Ok(10));
    }
    let fault = children[1].call(0).await;
    assert!(matches!(fault, Err(Error::Fault(_))));
    (until(&events, last).await, sums(&children).await)
}

#[tokio::test]
async fn one_for_one_begins_the_child_again() {
    let (events, sums) = fault_in_the_middle(Strategy::OneForOne, "restarted top/b").await;
    assert_eq!(events, ["ended top/b", "restarted top/b"]);
    assert_eq!(sums, [11, 1, 11]);
}

#[tokio::test]
async fn one_for_all_begins_all_again_in_order() {
    let (events, sums) = fault_in_the_middle(Strategy::OneForAll, "restarted top/c").await;
    let restarted = ["restarted top/a", "restarted top/b", "restarted top/c"];
    assert_eq!(events[0], "ended top/b");
    assert_eq!(events[1..], restarted);
    assert_eq!(sums, [1, 1, 1]);
}

#[tokio::test]
async fn rest_for_one_begins_those_after_it_again() {
    let (events, sums) = fault_in_the_middle(Strategy::RestForOne, "restarted top/c").await;
    assert_eq!(
        events,
        ["ended top/b", "restarted top/b", "restarted top/c"]
    );
    assert_eq!(sums, [11, 1, 1]);
}

#[tokio::test]
async fn a_child_keeps_its_name_and_handle_and_is_said_to_be_supervised() {
    let runtime = cpu().await;
    let (_tree, events) = supervise(&runtime, top(Strategy::OneForOne)).await;
    let child = named(&runtime, "top/a");
    for _ in 0..3 {
        assert!(child.call(0).await.is_err());
        until(&events, "restarted top/a").await;
        assert!(Arc::ptr_eq(&child, &named(&runtime, "top/a")));
    }
    assert_eq!(
        (child.name().as_deref(), child.dead_letters()),
        (Some("top/a"), 3)
    );
    let letter = runtime.dead_letters().next().await.unwrap();
    assert_eq!(letter.name.as_deref(), Some("top/a"));
    let dump = runtime.dump().actors.remove(0);
    assert_eq!(dump.supervisor.as_deref(), Some("top"));
    let ends = dump
        .events
        .iter()
        .filter(|event| matches!(event.what, What::Ended(_)));
    assert_eq!(ends.count(), 3);
    let again = dump
        .events
        .iter()
        .filter(|event| event.what == What::Restarted);
    assert_eq!(again.count(), 3);
}

#[tokio::test]
async fn the_end_of_an_actor_that_nobody_waits_for_is_noticed() {
    let runtime = cpu().await;
    let tree = top(Strategy::OneForOne).heartbeat(Duration::from_millis(5));
    let (_tree, events) = supervise(&runtime, tree).await;
    let child = named(&runtime, "top/a");
    {
        let mut call = pin!(child.call(0));
        let mut context = Context::from_waker(Waker::noop());
        assert!(call.as_mut().poll(&mut context).is_pending());
    }
    until(&events, "restarted top/a").await;
    assert_eq!(child.call(1).await, Ok(1));
}

#[tokio::test]
async fn a_transient_child_that_was_terminated_stays_so() {
    let runtime = cpu().await;
    let tree = Supervisor::new("top").intensity(100, LONG);
    let tree = tree
        .child(count("a").restart(Restart::Transient))
        .child(count("b").restart(Restart::Permanent))
        .child(count("c").restart(Restart::Temporary));
    let (_tree, events) = supervise(&runtime, tree).await;
    let [a, b, c] = ["top/a", "top/b", "top/c"].map(|name| named(&runtime, name));
    a.terminate().await.unwrap();
    until(&events, "ended top/a").await;
    assert!(c.call(0).await.is_err());
    until(&events, "ended top/c").await;
    b.terminate().await.unwrap();
    // The thread does one thing after another, so the others would have begun again by now.
    assert_eq!(
        until(&events, "restarted top/b").await,
        ["ended top/b", "restarted top/b"]
    );
    assert_eq!((a.state(), c.state()), (State::Terminated, State::Faulted));
    // The temporary one is let go of.
    assert_eq!(
        runtime.registry().names("top/*").unwrap(),
        ["top/a", "top/b"]
    );
    assert_eq!(b.call(1).await, Ok(1));
}

#[tokio::test]
async fn a_state_is_made_anew_for_each_life() {
    let runtime = cpu().await;
    let made = Arc::new(AtomicU64::new(0));
    let theirs = made.clone();
    let child = Child::with_state::<Counter>("a", LaunchOptions::default(), move || {
        1000 * (1 + theirs.fetch_add(1, Ordering::SeqCst))
    });
    let tree = Supervisor::new("top").intensity(9, LONG).child(child);
    let (_tree, events) = supervise(&runtime, tree).await;
    let child = named(&runtime, "top/a");
    assert_eq!(child.call(1).await, Ok(1001));
    assert!(child.call(0).await.is_err());
    until(&events, "restarted top/a").await;
    assert_eq!(child.call(1).await, Ok(2001));
}

/// Makes the child fault and waits until it has begun again.
async fn fault(child: &Actor<Counter>, events: &Events, last: &str) {
    assert!(child.call(0).await.is_err());
    until(events, last).await;
}

#[tokio::test]
async fn who_gives_up_fails_its_own_supervisor_and_the_error_says_why() {
    let runtime = cpu().await;
    let inner = Supervisor::new("inner").intensity(1, LONG);
    let inner = inner.child(count("a")).child(count("b"));
    let tree = Supervisor::new("top").intensity(1, LONG);
    let tree = tree.child(count("c")).supervisor(inner);
    let (tree, events) = supervise(&runtime, tree).await;
    let [a, b, c] = ["top/inner/a", "top/inner/b", "top/c"].map(|name| named(&runtime, name));
    for child in [&a, &b, &c] {
        assert_eq!(child.call(10).await, Ok(10));
    }
    fault(&a, &events, "restarted top/inner/a").await;
    assert_eq!(b.call(1).await, Ok(11));
    // Once too often: the inner supervisor begins again, with all of its own and nobody else.
    fault(&a, &events, "restarted top/inner/b").await;
    assert_eq!(
        (a.call(1).await, b.call(1).await, c.call(1).await),
        (Ok(1), Ok(1), Ok(11))
    );
    // What it did before is forgotten.
    fault(&a, &events, "restarted top/inner/a").await;
    assert_eq!(b.call(1).await, Ok(2));
    let Err(Error::Fault(last)) = a.call(0).await else {
        panic!("a call gets its fault, as ever");
    };

    let Err(Error::GaveUp(gave_up)) = tree.ended().await else {
        panic!("the outermost supervisor gives up");
    };
    assert_eq!(
        (&*gave_up.supervisor, &*gave_up.child),
        ("top", "top/inner")
    );
    let chain: Vec<_> = gave_up.chain().collect();
    let [Error::GaveUp(inner), cause] = chain[..] else {
        panic!("two links: {chain:?}");
    };
    assert_eq!(
        (&*inner.supervisor, &*inner.child),
        ("top/inner", "top/inner/a")
    );
    assert_eq!(*cause, Error::Fault(last.clone()));
    // Whoever prints an error and its sources prints each cause once.
    let mut next: Option<&dyn std::error::Error> = Some(&gave_up);
    let texts = std::iter::from_fn(|| {
        let error = next?;
        next = error.source();
        Some(error.to_string())
    });
    let texts: Vec<_> = texts.collect();
    assert_eq!(
        texts,
        [
            "supervisor `top` gave up on `top/inner`: more than 1 restarts within 600s",
            "supervisor `top/inner` gave up on `top/inner/a`: more than 1 restarts within 600s",
            &last.to_string(),
        ]
    );
    assert_eq!(
        [a.state(), b.state(), c.state()],
        [State::Faulted, State::Terminated, State::Terminated]
    );
    assert_eq!(runtime.registry().names("**").unwrap(), [""; 0]);
    let rest = std::iter::from_fn(|| events.try_next());
    let rest: Vec<_> = rest.map(|event| word(&event)).collect();
    assert_eq!(
        rest,
        ["ended top/inner/a", "gave up top/inner", "gave up top"]
    );
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_transient_supervisor_that_gave_up_stays_so() {
    let runtime = cpu().await;
    let inner = Supervisor::new("inner").intensity(0, LONG);
    let inner = inner.child(count("a")).restart(Restart::Transient);
    let tree = Supervisor::new("top").intensity(1, LONG);
    let (_tree, events) = supervise(&runtime, tree.supervisor(inner).child(count("b"))).await;
    let [a, b] = ["top/inner/a", "top/b"].map(|name| named(&runtime, name));
    assert!(a.call(0).await.is_err());
    assert_eq!(
        until(&events, "gave up top/inner").await,
        ["ended top/inner/a", "gave up top/inner"]
    );
    assert!(b.call(0).await.is_err());
    assert_eq!(
        until(&events, "restarted top/b").await,
        ["ended top/b", "restarted top/b"]
    );
    assert_eq!(a.state(), State::Faulted);
}

#[tokio::test]
async fn a_child_whose_state_cannot_be_made_again_is_given_up() {
    let runtime = cpu().await;
    let made = AtomicU64::new(0);
    let child = Child::with_state::<Counter>("a", LaunchOptions::default(), move || {
        assert_eq!(
            made.fetch_add(1, Ordering::SeqCst),
            0,
            "one state is all there is"
        );
        7
    });
    let tree = Supervisor::new("top").intensity(2, LONG).child(child);
    let (tree, events) = supervise(&runtime, tree).await;
    let child = named(&runtime, "top/a");
    assert!(child.call(0).await.is_err());
    let Err(Error::GaveUp(gave_up)) = tree.ended().await else {
        panic!("there were more restarts than two");
    };
    let cause = Error::NoState { kernel: "counter" };
    let not_started = Error::NotStarted {
        child: "top/a".into(),
        cause: Box::new(cause),
    };
    assert_eq!(*gave_up.cause, not_started);
    let words = until_the_end(&events).await;
    let twice = ["not started top/a", "not started top/a", "gave up top"];
    assert_eq!(words[2..], twice);
}

/// The words of all events that are left.
async fn until_the_end(events: &Events) -> Vec<String> {
    let mut words = Vec::new();
    while let Some(event) = events.next().await {
        words.push(word(&event));
    }
    words
}

#[tokio::test]
async fn a_tree_that_cannot_start_leaves_nothing_behind() {
    let runtime = cpu().await;
    let bad = Child::new::<Drain>("b", LaunchOptions::default().credits(0));
    let tree = Supervisor::new("top").child(count("a")).child(bad);
    let cause = Error::Credits {
        asked: 0,
        limit: 64,
    };
    let error = runtime.supervise(tree).await.unwrap_err();
    let expected = Error::NotStarted {
        child: "top/b".into(),
        cause: Box::new(cause),
    };
    assert_eq!(error, expected);
    assert_eq!(runtime.registry().names("**").unwrap(), [""; 0]);
    assert!(runtime.dump().actors.is_empty());
}

#[tokio::test]
async fn names_are_parts_of_paths_and_differ() {
    let runtime = cpu().await;
    for name in ["", "a/b", "a*"] {
        let name = name.to_owned();
        let tree = Supervisor::new("top").child(count(&name));
        let error = runtime.supervise(tree).await.unwrap_err();
        assert_eq!(error, Error::BadPart { name });
    }
    let tree = Supervisor::new("top")
        .child(count("a"))
        .supervisor(Supervisor::new("a"));
    let error = runtime.supervise(tree).await.unwrap_err();
    let same = Error::SameName {
        supervisor: "top".into(),
        name: "a".into(),
    };
    assert_eq!(error, same);
}

#[tokio::test]
async fn a_shutdown_ends_the_last_child_first() {
    let runtime = cpu().await;
    let (tree, events) = supervise(&runtime, top(Strategy::OneForOne)).await;
    let children = ["top/a", "top/b", "top/c"].map(|name| named(&runtime, name));
    tree.shutdown().await.unwrap();
    let ends = runtime.dump().actors.into_iter().map(|actor| {
        let last = actor.events.last().expect("it has ended").clone();
        assert!(matches!(last.what, What::Ended(_)));
        last.at
    });
    let ends: Vec<_> = ends.collect();
    assert!(ends[2] <= ends[1] && ends[1] <= ends[0]);
    assert!(children
        .iter()
        .all(|child| child.state() == State::Terminated));
    // Ends that were asked for are no events.
    let words = until_the_end(&events).await;
    assert_eq!(words, ["started top/a", "started top/b", "started top/c"]);
    // Handles of before do not keep the names.
    drop(supervise(&runtime, top(Strategy::OneForOne)).await);
}

#[tokio::test]
async fn the_end_of_the_runtime_is_the_end_of_the_tree() {
    let runtime = cpu().await;
    let (tree, events) = supervise(&runtime, top(Strategy::OneForAll)).await;
    runtime.shutdown().await.unwrap();
    assert_eq!(tree.ended().await, Ok(()));
    let words = until_the_end(&events).await;
    assert_eq!(words, ["started top/a", "started top/b", "started top/c"]);
    let late = runtime.supervise(top(Strategy::OneForAll)).await;
    assert_eq!(late.unwrap_err(), Error::ShutDown);
}

#[tokio::test]
async fn dropping_the_hold_ends_the_tree() {
    let runtime = cpu().await;
    let (tree, events) = supervise(&runtime, top(Strategy::OneForOne)).await;
    let child = named(&runtime, "top/b");
    drop(tree);
    until_the_end(&events).await;
    assert_eq!(child.state(), State::Terminated);
}

#[tokio::test]
async fn an_actor_that_hangs_is_reported_with_what_is_known() {
    let runtime = cpu().await;
    let gate = Child::new::<Gate>("gate", LaunchOptions::default());
    let tree = Supervisor::new("top").heartbeat(Duration::from_millis(5));
    let tree = tree
        .child(gate.hung_after(Duration::from_millis(20)))
        .child(count("a"));
    let (_tree, events) = supervise(&runtime, tree).await;
    let gate = runtime.registry().get::<Gate>("top/gate").unwrap();
    open([101]);
    assert_eq!(gate.call(101).await, Ok(101));
    gate.send(102).await.unwrap();
    let (child, still, dump) = loop {
        match events.next().await.unwrap() {
            // A machine that is slow enough holds up the first message as well.
            Event::Hung { dump, .. } if dump.answered == 0 => {}
            Event::Started { .. } => {}
            Event::Hung { child, still, dump } => break (child, still, dump),
            other => panic!("it hangs: {other:?}"),
        }
    };
    assert_eq!(child.as_ref(), "top/gate");
    assert!(still >= Duration::from_millis(20));
    assert_eq!(
        (dump.state, dump.sent, dump.answered),
        (State::Active, 2, 1)
    );
    assert_eq!(
        dump.events.last().map(|event| &event.what),
        Some(&What::Hung)
    );
    // Nothing else becomes of it.
    open([102]);
    assert_eq!(gate.recv().await, Ok(102));
}

/// Nobody ends a thread from outside: it is left behind, and another has its place.
#[tokio::test]
async fn an_actor_that_takes_too_long_over_a_message_begins_again() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().message_deadline(Duration::from_millis(20));
    let tree = Supervisor::new("top").intensity(100, LONG);
    let tree = tree.child(Child::new::<Gate>("gate", options));
    let (_tree, events) = supervise(&runtime, tree).await;
    let gate = runtime.registry().get::<Gate>("top/gate").unwrap();
    open([105]);
    assert_eq!(gate.call(105).await, Ok(105));
    let (call, behind) = tokio::join!(gate.call(106), gate.call(105));
    let late = Error::Timeout {
        name: "gate".into(),
        asked: Asked::Answer,
    };
    assert_eq!((call, behind), (Err(late.clone()), Err(late)));
    let again = ["ended top/gate", "restarted top/gate"];
    assert_eq!(until(&events, "restarted top/gate").await, again);
    assert_eq!(gate.call(105).await, Ok(105));
    open([106]);
}

#[tokio::test]
async fn a_child_that_does_not_end_in_time_is_let_go_of() {
    let runtime = cpu().await;
    let gate = Child::new::<Gate>("gate", LaunchOptions::default());
    let tree = Supervisor::new("top").child(count("a"));
    let tree = tree.child(gate.shutdown_within(Duration::from_millis(20)));
    let (tree, events) = supervise(&runtime, tree).await;
    let a = named(&runtime, "top/a");
    let gate = runtime.registry().get::<Gate>("top/gate").unwrap();
    gate.send(201).await.unwrap();
    at_the_gate(201);
    assert_eq!(tree.shutdown().await, Err(late("top/gate")));
    assert_eq!(a.state(), State::Terminated);
    let words = until_the_end(&events).await;
    assert_eq!(words[2..], ["not ended top/gate"]);
    open([201]);
}

#[tokio::test]
async fn children_may_share_a_launch() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().instances(3);
    let pool = runtime.pool::<Counter>(options).await.unwrap();
    let mut tree = Supervisor::new("top").intensity(9, LONG);
    for name in ["a", "b"] {
        tree = tree.child(Child::in_pool(name, &pool));
    }
    tree = tree.child(Child::in_pool_with_state("c", &pool, || 7));
    let (tree, events) = supervise(&runtime, tree).await;
    assert_eq!(pool.vacant(), 0);
    let children = ["top/a", "top/b", "top/c"].map(|name| named(&runtime, name));
    assert_eq!(sums(&children).await, [1, 1, 8]);
    fault(&children[2], &events, "restarted top/c").await;
    assert_eq!(sums(&children).await, [2, 2, 8]);
    tree.shutdown().await.unwrap();
    let fourth = Child::in_pool("d", &pool);
    let error = runtime
        .supervise(Supervisor::new("other").child(fourth))
        .await;
    // Handles of before keep their places.
    assert!(matches!(error, Err(Error::NotStarted { .. })));
}

#[tokio::test]
async fn a_child_finds_its_name_taken() {
    let runtime = cpu().await;
    let other = super::counter(&runtime).await;
    runtime.registry().register("top/b", &other).unwrap();
    let tree = runtime.supervise(top(Strategy::OneForOne)).await;
    let cause = Error::NameTaken {
        name: "top/b".into(),
        kernel: "counter",
    };
    let not_started = Error::NotStarted {
        child: "top/b".into(),
        cause: Box::new(cause),
    };
    assert_eq!(tree.unwrap_err(), not_started);
    assert_eq!(runtime.registry().names("**").unwrap(), ["top/b"]);
    assert_eq!(other.call(1).await, Ok(1));
}

#[tokio::test]
async fn a_heartbeat_that_never_comes_is_none() {
    let runtime = cpu().await;
    let tree = top(Strategy::OneForOne).heartbeat(Duration::MAX);
    let (_tree, events) = supervise(&runtime, tree).await;
    // Ends that a caller notices need none.
    fault(&named(&runtime, "top/a"), &events, "restarted top/a").await;
}

#[tokio::test]
async fn a_child_that_somebody_else_restarts_is_still_looked_after() {
    let runtime = cpu().await;
    let tree = Supervisor::new("top").intensity(1, LONG);
    let (_tree, events) = supervise(&runtime, tree.child(count("a"))).await;
    let child = named(&runtime, "top/a");
    for life in 1..=200 {
        child.restart_with_state(life).await.unwrap();
        assert_eq!(child.call(1).await, Ok(life + 1));
    }
    fault(&child, &events, "restarted top/a").await;
    assert_eq!(child.call(1).await, Ok(1));
}

/// A restart that is under way; the actor may be faster than the first look at it.
fn begun(child: &Actor<Counter>) -> Pin<Box<impl Future + use<'_>>> {
    loop {
        let mut restart = Box::pin(child.restart_with_state(1000));
        let mut context = Context::from_waker(Waker::noop());
        if restart.as_mut().poll(&mut context).is_pending() {
            return restart;
        }
    }
}

#[tokio::test]
async fn a_restart_that_is_given_up_leaves_the_child_to_its_supervisor() {
    let runtime = cpu().await;
    let tree = Supervisor::new("top").child(count("a"));
    let (_tree, events) = supervise(&runtime, tree).await;
    let child = named(&runtime, "top/a");
    drop(begun(&child));
    until(&events, "restarted top/a").await;
    assert_eq!(child.call(1).await, Ok(1));
}

#[tokio::test]
async fn a_restart_that_nobody_polls_holds_up_neither_the_tree_nor_the_runtime() {
    let runtime = cpu().await;
    let short = LaunchOptions::default().acknowledge_within(Duration::from_secs(1));
    let tree = Supervisor::new("top").strategy(Strategy::OneForAll);
    let tree = tree.child(Child::new::<Counter>("a", short.clone()));
    let (tree, events) = supervise(&runtime, tree.child(Child::new::<Counter>("b", short))).await;
    let [a, b] = ["top/a", "top/b"].map(|name| named(&runtime, name));
    let restart = begun(&a);
    assert!(b.call(0).await.is_err());
    // The other begins again along with it, which is not possible meanwhile.
    until(&events, "not started top/a").await;
    let end = tokio::time::timeout(Duration::from_secs(5), tree.ended());
    assert!(matches!(end.await, Ok(Err(Error::GaveUp(_)))));
    runtime.shutdown().await.unwrap();
    drop(restart);
}

#[tokio::test]
async fn a_state_that_is_never_made_holds_up_no_shutdown() {
    let runtime = cpu().await;
    let (gate, passed) = mpsc::channel::<()>();
    let (come, entered) = mpsc::channel::<()>();
    let gates = Mutex::new((come, passed));
    let made = AtomicU64::new(0);
    let short = LaunchOptions::default().acknowledge_within(Duration::from_millis(500));
    let child = Child::with_state::<Counter>("a", short, move || {
        if made.fetch_add(1, Ordering::SeqCst) > 0 {
            let gates = gates.lock().expect("nobody panics with it");
            gates.0.send(()).expect("the test waits");
            // The test ends.
            let _ = gates.1.recv();
        }
        7
    });
    let child = child.shutdown_within(Duration::from_millis(20));
    let (_tree, _) = supervise(&runtime, Supervisor::new("top").child(child)).await;
    assert!(named(&runtime, "top/a").call(0).await.is_err());
    entered
        .recv_timeout(Duration::from_secs(5))
        .expect("it begins again");
    let end = tokio::time::timeout(Duration::from_secs(5), runtime.shutdown());
    assert_eq!(end.await, Ok(Err(late("top"))));
    drop(gate);
}
