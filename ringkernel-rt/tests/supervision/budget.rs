//! A runtime's memory is counted and bounded.

use ringkernel_rt::prelude::*;

use super::handlers::{Counter, Drain};

async fn bounded(bytes: u64) -> RingKernel {
    let builder = RingKernel::builder().backend(Backend::Cpu);
    builder.memory_budget(bytes).build().await.unwrap()
}

fn asked<T>(result: Result<T, Error>) -> (u64, u64, u64) {
    match result.map(drop) {
        Err(Error::OutOfBudget {
            asked,
            used,
            budget,
        }) => (asked, used, budget),
        other => panic!("the budget is to be exceeded: {other:?}"),
    }
}

#[tokio::test]
async fn buffers_are_held_to_the_budget() {
    let runtime = bounded(4096).await;
    let first = runtime.upload(&[1_u32; 512]).unwrap();
    let second = runtime.zeroed::<u64>(200).unwrap();
    assert_eq!(runtime.memory_used(), 2048 + 1600);
    assert_eq!(asked(runtime.upload(&[0_u8; 449])), (449, 3648, 4096));
    assert_eq!(asked(runtime.zeroed::<u8>(449)), (449, 3648, 4096));
    drop(first);
    let third = runtime.zeroed::<u8>(4096 - 1600).unwrap();
    assert_eq!(runtime.memory_used(), 4096);
    drop((second, third));
    assert_eq!(runtime.memory_used(), 0);
}

#[tokio::test]
async fn a_job_keeps_the_memory_that_it_uses_counted() {
    let runtime = bounded(64).await;
    let buffer = runtime.upload(&[3_u64; 8]).unwrap();
    let download = runtime.download(&buffer);
    assert_eq!(download.await.unwrap(), [3; 8]);
    drop(buffer);
    // The job that read the buffer has ended before its answer came.
    assert_eq!(runtime.memory_used(), 0);
}

#[tokio::test]
async fn actors_are_held_to_the_budget() {
    let free = bounded(u64::MAX).await;
    let options = LaunchOptions::default().queue_capacity(16);
    let actor = free.launch::<Counter>(options.clone()).await.unwrap();
    let one = free.memory_used();
    // The control block, two queues of 16 slots of half a line each, and the state.
    assert_eq!(one, 256 + 2 * 16 * 64 + 8);
    actor.terminate().await.unwrap();

    let runtime = bounded(2 * one).await;
    let first = runtime.launch::<Counter>(options.clone()).await.unwrap();
    let second = runtime.launch::<Counter>(options.clone()).await.unwrap();
    assert_eq!(
        asked(runtime.launch::<Counter>(options.clone()).await).1,
        2 * one
    );
    assert_eq!(
        asked(runtime.launch::<Drain>(options.clone()).await).2,
        2 * one
    );
    // Those that live are not disturbed.
    assert_eq!((first.call(1).await, second.call(2).await), (Ok(1), Ok(2)));
}

#[tokio::test]
async fn a_thousand_restarts_take_no_more_memory() {
    let runtime = bounded(1 << 20).await;
    let actor = runtime
        .launch::<Counter>(LaunchOptions::default())
        .await
        .unwrap();
    let before = runtime.memory_used();
    for _ in 0..1000 {
        assert!(actor.call(0).await.is_err());
        actor.restart().await.unwrap();
        assert_eq!(actor.call(1).await, Ok(1));
    }
    assert_eq!(runtime.memory_used(), before);
}
