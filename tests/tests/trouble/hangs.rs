//! Handlers that never end. A GPU stops them at their loop; nobody ends a thread on the CPU.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use ringkernel_rt::actor::CallError;
use ringkernel_rt::error::Site;
use ringkernel_rt::kernel::ActorKernel;
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::first::saxpy;
use ringkernel_tests::kernels::hangs::{
    stray, stray_batch, stray_crew, stray_warp, Task, BATCH_LINE, CREW_LINE, SPINNING_LINE,
    STRAY_LINE, WARP_LINE,
};

use super::scene::{rows, Row, Scene, Told, LONG};

/// How long a message may take: some looks of a loop.
const SHORT: Duration = Duration::from_millis(20);

#[rustfmt::skip]
pub(crate) fn rows() -> Vec<Row> {
    let way = |way: u32, place| stopped("stray", STRAY_LINE + way, place, [0; 3], 2);
    let crew = |way: u32, place, thread| stopped("stray_crew", CREW_LINE + way, place, [thread, 0, 0], 2);
    rows! {
        #[Cuda] loop_without_end => way(1, "loop");
        #[Cuda] condition_that_stays => way(2, "while");
        #[Cuda] range_without_end => way(3, "for i");
        #[Cuda] nest_of_counted_loops => way(4, "for k");
        #[Cuda] loop_in_a_function => stopped("stray", SPINNING_LINE, "while", [0; 3], 2);
        #[Cuda] loop_begun_again_and_again => way(6, "'again");
        #[Cuda] range_of_short_loops => way(7, "for i");
        #[Cuda] loop_of_long_rounds => way(8, "loop");
        #[Cuda] thread_that_others_wait_for => crew(1, "loop", 70);
        #[Cuda] barrier_again_and_again => crew(2, "loop", 0);
        #[Cuda] one_message_of_many => stopped("stray_batch", BATCH_LINE, "while", [0; 3], 38);
        #[Cuda] lane_that_a_warp_waits_for => stopped("stray_warp", WARP_LINE, "while", [5, 0, 0], 2);
        #[Cuda] termination_of_a_hung_actor => way(1, "loop");
        #[Cuda] calls_behind_a_hung_message => way(1, "loop");
        #[Cuda] restart_of_a_hung_actor => Told::Done;
        #[Cuda] place_of_a_hung_actor_that_was_dropped => Told::Done;
        #[Cuda] kernel_loaded_beside_a_hung_actor_that_was_dropped => Told::Done;
        #[Cuda] shutdown_with_a_hung_actor => Told::Done;
    }
}

/// Where a text begins in a line of the kernels.
fn column(line: u32, place: &str) -> u32 {
    let text = include_str!("../../src/kernels/hangs.rs");
    let line = text.lines().nth(line as usize - 1);
    let offset = line.and_then(|line| line.find(place));
    u32::try_from(offset.expect("it is in the line")).expect("lines are short") + 1
}

/// What the actor says that was stopped at this loop.
fn stopped(kernel: &'static str, line: u32, place: &str, thread: [u32; 3], message: u64) -> Error {
    Error::Fault(Fault {
        kernel,
        kind: FaultKind::Stopped,
        site: Site {
            file: Cow::Borrowed("src/kernels/hangs.rs"),
            line,
            column: column(line, place),
        },
        block: [0; 3],
        thread,
        message: Some(message),
        time: None,
    })
}

fn task(way: u32, value: u64) -> Task {
    Task { way, value }
}

/// An actor that may take [`SHORT`] over a message is asked once, hangs, and answers in its next life.
async fn hang<K>(scene: &Scene, message: Task, answer: u64) -> Result<u64, Error>
where
    K: ActorKernel<Message = Task, Reply = u64, State: Default>,
{
    let options = LaunchOptions::default().message_deadline(SHORT);
    let actor: Actor<K> = scene.runtime.launch(options).await?;
    assert_eq!(actor.call(task(0, 7)).await, Ok(answer));
    let told = actor.call(message).await;
    assert_eq!(actor.terminate().await.err(), told.clone().err());
    actor.restart().await?;
    assert_eq!(actor.call(task(0, 7)).await, Ok(answer));
    told
}

async fn loop_without_end(scene: &Scene) -> Result<u64, Error> {
    hang::<stray>(scene, task(1, 7), 9).await
}

async fn condition_that_stays(scene: &Scene) -> Result<u64, Error> {
    hang::<stray>(scene, task(2, 7), 9).await
}

async fn range_without_end(scene: &Scene) -> Result<u64, Error> {
    hang::<stray>(scene, task(3, 7), 9).await
}

async fn nest_of_counted_loops(scene: &Scene) -> Result<u64, Error> {
    hang::<stray>(scene, task(4, 7), 9).await
}

async fn loop_in_a_function(scene: &Scene) -> Result<u64, Error> {
    hang::<stray>(scene, task(5, 7), 9).await
}

async fn loop_begun_again_and_again(scene: &Scene) -> Result<u64, Error> {
    hang::<stray>(scene, task(6, 7), 9).await
}

async fn range_of_short_loops(scene: &Scene) -> Result<u64, Error> {
    hang::<stray>(scene, task(7, 7), 9).await
}

async fn loop_of_long_rounds(scene: &Scene) -> Result<u64, Error> {
    hang::<stray>(scene, task(8, 7), 9).await
}

async fn thread_that_others_wait_for(scene: &Scene) -> Result<u64, Error> {
    hang::<stray_crew>(scene, task(1, 70), 1).await
}

async fn barrier_again_and_again(scene: &Scene) -> Result<u64, Error> {
    let told = hang::<stray_crew>(scene, task(2, 7), 1).await;
    told.map_err(|error| match error {
        Error::Fault(mut fault) => {
            // All threads hang; whichever looks first is named.
            assert!(fault.thread[0] < 96);
            fault.thread = [0; 3];
            Error::Fault(fault)
        }
        error => error,
    })
}

async fn lane_that_a_warp_waits_for(scene: &Scene) -> Result<u64, Error> {
    hang::<stray_warp>(scene, task(1, 5), 8).await
}

/// Those before it are answered.
async fn one_message_of_many(scene: &Scene) -> Result<u64, Error> {
    let options = LaunchOptions::default().message_deadline(SHORT);
    let actor: Actor<stray_batch> = scene.runtime.launch(options).await?;
    for number in 1..=60 {
        actor.send(task(u32::from(number == 38), number)).await?;
    }
    for number in 1..38 {
        assert_eq!(actor.recv().await, Ok(number + 1));
    }
    let told = actor.recv().await;
    actor.restart().await?;
    assert_eq!(actor.call(task(0, 7)).await, Ok(8));
    told
}

/// Has an actor hang, once it has answered, and gives up waiting for it.
async fn hung(actor: &Actor<stray>) {
    assert_eq!(actor.call(task(0, 7)).await, Ok(9));
    let told = actor.call_timeout(task(1, 7), SHORT).await;
    assert_eq!(told, Err(CallError::NotAnswered(task(1, 7))));
}

async fn termination_of_a_hung_actor(scene: &Scene) -> Result<(), Error> {
    let options = LaunchOptions::default().acknowledge_within(SHORT);
    let actor: Actor<stray> = scene.runtime.launch(options).await?;
    loop {
        hung(&actor).await;
        let begin = Instant::now();
        let told = actor.terminate().await;
        let took = begin.elapsed();
        actor.restart().await?;
        assert_eq!(actor.call(task(0, 7)).await, Ok(9));
        // One that has not looked at the message yet is not hung.
        if told.is_err() {
            assert!((SHORT..LONG).contains(&took), "{took:?}");
            return told;
        }
    }
}

async fn calls_behind_a_hung_message(scene: &Scene) -> Result<u64, Error> {
    let options = LaunchOptions::default().message_deadline(SHORT);
    let actor: Actor<stray> = scene.runtime.launch(options).await?;
    assert_eq!(actor.call(task(0, 7)).await, Ok(9));
    actor.send(task(1, 7)).await?;
    let calls = (actor.call(task(0, 1)), actor.call_timeout(task(0, 2), LONG));
    let (told, other) = tokio::join!(calls.0, calls.1);
    assert_eq!(other.err(), actor.error().map(CallError::Ended));
    assert_eq!(actor.recv().await, told);
    assert_eq!(actor.call_blocking(task(0, 3)), told);
    told
}

async fn restart_of_a_hung_actor(scene: &Scene) -> Result<(), Error> {
    let actor: Actor<stray> = scene.runtime.launch(LaunchOptions::default()).await?;
    for _ in 0..3 {
        hung(&actor).await;
        actor.restart().await?;
    }
    assert_eq!(actor.call(task(0, 7)).await, Ok(9));
    Ok(())
}

async fn place_of_a_hung_actor_that_was_dropped(scene: &Scene) -> Result<(), Error> {
    let options = LaunchOptions::default().instances(2);
    let pool: Pool<stray> = scene.runtime.pool(options).await?;
    let neighbour = pool.create().await?;
    for count in 1..4 {
        let actor = pool.create().await?;
        hung(&actor).await;
        drop(actor);
        // It was not asked to stop.
        assert_eq!(neighbour.call(task(0, 7)).await, Ok(8 + count));
    }
    assert_eq!(pool.vacant(), 1);
    let actor = pool.create().await?;
    assert_eq!(actor.call(task(0, 7)).await, Ok(9));
    Ok(())
}

async fn kernel_loaded_beside_a_hung_actor_that_was_dropped(scene: &Scene) -> Result<(), Error> {
    let pool: Pool<stray> = scene.runtime.pool(LaunchOptions::default()).await?;
    let actor = pool.create().await?;
    hung(&actor).await;
    drop(actor);
    // No other row loads it, and loading waits for all actors to pause.
    let x = scene.runtime.upload(&[1.0; 8])?;
    let mut y = scene.runtime.upload(&[0.5; 8])?;
    let call = saxpy::args(&x, &mut y, 2.0, 8);
    scene.runtime.run(call, Launch::over(8)).await?;
    assert_eq!(scene.runtime.download(&y).await?, [2.5; 8]);
    Ok(())
}

async fn shutdown_with_a_hung_actor(scene: &Scene) -> Result<(), Error> {
    let runtime = scene.another().await;
    let options = LaunchOptions::default().acknowledge_within(SHORT);
    let actor: Actor<stray> = runtime.launch(options).await?;
    hung(&actor).await;
    runtime.shutdown().await
}
