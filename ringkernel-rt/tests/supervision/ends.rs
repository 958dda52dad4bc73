//! Ends that nobody has planned: of an actor's thread outside of its handler, and of a tree's own.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use ringkernel_rt::prelude::*;

use super::cpu;
use super::handlers::{Counter, Picky, Successor, BOMB, UNREADABLE, UNWRITABLE};
use super::tree::until;

#[tokio::test]
async fn a_panic_outside_of_the_handler_is_a_failure_as_well() {
    let runtime = cpu().await;
    let child = Child::new::<Successor>("a", LaunchOptions::default());
    let child = child.restart(Restart::Transient);
    let tree = Supervisor::new("top").intensity(9, Duration::from_secs(600));
    let tree = runtime.supervise(tree.child(child)).await.unwrap();
    let events = tree.events();
    let actor = runtime.registry().get::<Successor>("top/a").unwrap();
    let unexplained = Error::Unexplained {
        kernel: "successor",
    };
    for (message, told) in [
        (UNREADABLE, Some("it cannot be read")),
        (UNWRITABLE - 1, Some("it cannot be written")),
        (BOMB, None),
    ] {
        assert_eq!(actor.call(Picky(1)).await, Ok(Picky(2)));
        let error = actor.call(Picky(message)).await.unwrap_err();
        match (&error, told) {
            (Error::Fault(fault), Some(text)) => {
                let message = text.to_owned();
                assert_eq!(fault.kind, FaultKind::Panic { message });
                assert_eq!(fault.message, Some(2));
            }
            _ => assert_eq!(error, unexplained),
        }
        until(&events, "restarted top/a").await;
    }
    assert_eq!(actor.call(Picky(3)).await, Ok(Picky(4)));
}

/// The waker of somebody who makes a mistake in it.
struct Broken;

impl Wake for Broken {
    fn wake(self: Arc<Self>) {
        panic!("this waker is broken");
    }
}

#[tokio::test]
async fn a_tree_whose_thread_panics_says_so() {
    let runtime = cpu().await;
    let child = Child::new::<Counter>("a", LaunchOptions::default());
    let tree = Supervisor::new("top").child(child);
    let tree = runtime.supervise(tree).await.unwrap();
    let events = tree.events();
    while events.try_next().is_some() {}
    let actor = runtime.registry().get::<Counter>("top/a").unwrap();
    {
        let mut next = pin!(events.next());
        let waker = Waker::from(Arc::new(Broken));
        let mut context = Context::from_waker(&waker);
        assert!(next.as_mut().poll(&mut context).is_pending());
    }
    assert!(actor.call(0).await.is_err());
    let unattended = Error::Unattended {
        supervisor: "top".into(),
    };
    assert_eq!(tree.ended().await, Err(unattended));
    let rest = async { while events.next().await.is_some() {} };
    let rest = tokio::time::timeout(Duration::from_secs(5), rest);
    rest.await.expect("the events end");
    assert_eq!(runtime.registry().names("**").unwrap(), [""; 0]);
    runtime.shutdown().await.unwrap();
}
