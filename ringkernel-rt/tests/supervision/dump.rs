//! A dump says what actors are doing.

use std::sync::Arc;

use ringkernel_rt::control::State;
use ringkernel_rt::dump::What;
use ringkernel_rt::prelude::*;
use ringkernel_rt::record::{Deed, Messages};

use super::gate::{at_the_gate, open, Gate};
use super::handlers::Counter;
use super::{counter, cpu};

#[tokio::test]
async fn a_dump_shows_an_actor_that_hangs_among_others() {
    let runtime = cpu().await;
    let idle = counter(&runtime).await;
    let options = LaunchOptions::default().record(64);
    let busy = runtime.launch::<Gate>(options).await.unwrap();
    let busy = Arc::new(busy);
    runtime.registry().register("gate/1", &busy).unwrap();
    open([9, 10]);
    for message in [9, 10, 11, 12] {
        busy.send(message).await.unwrap();
    }
    assert_eq!((busy.recv().await, busy.recv().await), (Ok(9), Ok(10)));
    at_the_gate(11);
    // It does not acknowledge this while it is behind the gate.
    let stop = busy.deactivate();
    let mut stop = std::pin::pin!(stop);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::future::Future::poll(stop.as_mut(), &mut context).is_pending());

    let dump = runtime.dump();
    let [first, second] = &dump.actors[..] else {
        panic!("two actors live");
    };
    assert_eq!(
        (first.number, first.kernel, first.state),
        (1, "counter", State::Active)
    );
    assert_eq!(
        (second.number, second.kernel, second.state),
        (2, "gate", State::Active)
    );
    assert_eq!(second.name.as_deref(), Some("gate/1"));
    assert_eq!((second.sent, second.answered, second.taken), (4, 2, 2));
    assert_eq!(second.orders, [State::Deactivated]);
    let events = second
        .events
        .iter()
        .map(|event| (event.what.clone(), event.sent));
    assert!(events.eq([
        (What::Reached(State::Active), 0),
        (What::Ordered(State::Deactivated), 4),
    ]));
    let one = |first| Messages { first, count: 1 };
    let in_hand = second.in_hand();
    let [(since, held)] = in_hand[..] else {
        panic!("one message is in hand: {second}");
    };
    assert_eq!((held, since <= dump.at), (one(3), true));
    assert_eq!(
        second.records.last().map(|record| record.deed),
        Some(Deed::Took(one(3)))
    );
    assert!(first.records.is_empty());
    open([11, 12]);
    stop.await.unwrap();
    drop(idle);
    let dump = runtime.dump();
    assert_eq!(dump.actors.len(), 1);
    assert!(dump.actors[0].orders.is_empty());
}

#[tokio::test]
async fn a_dump_counts_replies_that_nobody_has_received() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    for message in 1..=5 {
        actor.send(message).await.unwrap();
    }
    assert_eq!(actor.call(6).await, Ok(21));
    let dump = &runtime.dump().actors[0];
    assert_eq!((dump.sent, dump.answered, dump.taken), (6, 6, 6));
    assert_eq!(dump.unreceived, 5);
}

#[tokio::test]
async fn a_dump_tells_the_fault_and_prints() {
    let runtime = cpu().await;
    let actor = counter(&runtime).await;
    runtime.registry().register("sum", &actor).unwrap();
    assert_eq!(actor.call(2).await, Ok(2));
    let error = actor.call(0).await.unwrap_err();
    let dump = runtime.dump();
    assert_eq!(dump.actors[0].error.as_ref(), Some(&error));
    assert_eq!(dump.actors[0].dead_letters, 1);
    let last = dump.actors[0].events.last().unwrap();
    assert_eq!(
        (&last.what, last.sent, last.answered),
        (&What::Ended(Arc::new(error)), 2, 1)
    );
    let text = dump.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "1 actors",
            "actor 1 `counter` named `sum`: Faulted; sent 2, answered 1, taken 1, not received 0, dead 1",
            "  in all lives: sent 2, answered 1, under way 0, not received 0, dead 1, faults 1, restarts 0"
        ]
    );
    assert_eq!(
        lines.len(),
        3 + 1 + 2,
        "the cause and two events follow: {text}"
    );
}

#[tokio::test]
async fn events_are_the_last_ones() {
    let runtime = cpu().await;
    let actor = runtime
        .launch::<Counter>(LaunchOptions::default())
        .await
        .unwrap();
    for _ in 0..50 {
        actor.deactivate().await.unwrap();
        actor.activate().await.unwrap();
    }
    let events = runtime.dump().actors.remove(0).events;
    assert_eq!(events.len(), 64);
    assert_eq!(events[63].what, What::Reached(State::Active));
    assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at));
}
