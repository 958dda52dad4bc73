//! Messages under way are bounded.

use ringkernel_rt::actor::TrySendError;
use ringkernel_rt::prelude::*;

use super::cpu;
use super::handlers::{Counter, Drain, Wide};

#[tokio::test]
async fn no_more_messages_are_under_way_than_there_are_credits() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().credits(3).without_auto_activate();
    let actor = runtime.launch::<Drain>(options).await.unwrap();
    for _ in 0..3 {
        actor.try_send(Wide([1; 25])).unwrap();
    }
    assert_eq!(
        actor.try_send(Wide([2; 25])),
        Err(TrySendError::Full(Wide([2; 25])))
    );
    actor.activate().await.unwrap();
    // The answers give the credits back.
    for _ in 0..100 {
        actor.send(Wide([3; 25])).await.unwrap();
    }
}

#[tokio::test]
async fn replies_that_nobody_receives_hold_senders_and_no_caller() {
    let runtime = cpu().await;
    let options = LaunchOptions::default().credits(2);
    let actor = runtime.launch::<Counter>(options).await.unwrap();
    actor.send(1).await.unwrap();
    actor.send(2).await.unwrap();
    assert_eq!(actor.call(3).await, Ok(6));
    assert_eq!(actor.try_send(4), Err(TrySendError::Full(4)));
    assert_eq!(actor.recv().await, Ok(1));
    actor.try_send(4).unwrap();
    assert_eq!(actor.recv().await, Ok(3));
    assert_eq!(actor.recv().await, Ok(10));
}

#[tokio::test]
async fn credits_are_between_one_and_the_slots() {
    let runtime = cpu().await;
    for asked in [0, 17] {
        let options = LaunchOptions::default().queue_capacity(16).credits(asked);
        let error = runtime.launch::<Counter>(options).await.unwrap_err();
        assert_eq!(error, Error::Credits { asked, limit: 16 });
    }
    let options = LaunchOptions::default().queue_capacity(16).credits(16);
    drop(runtime.launch::<Counter>(options).await.unwrap());
}
