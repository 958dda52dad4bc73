//! Launches that cannot be.

use std::time::Duration;

use ringkernel_rt::error::Asked;
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::shared::past_shared;
use ringkernel_tests::kernels::trouble::{chain, wrong};

use super::scene::{rows, Row, Scene, Told};

const SLOTS: u32 = 1 << 20;

#[rustfmt::skip]
pub(crate) fn rows() -> Vec<Row> {
    rows! {
        queue_of_no_slots => Error::QueueCapacity { asked: 0, limit: SLOTS };
        queue_of_three_slots => Error::QueueCapacity { asked: 3, limit: SLOTS };
        queue_of_too_many_slots => Error::QueueCapacity { asked: 2 * SLOTS, limit: SLOTS };
        no_credits => Error::Credits { asked: 0, limit: 16 };
        more_credits_than_slots => Error::Credits { asked: 17, limit: 16 };
        sleep_of_a_second => Error::IdleSleep { asked: Duration::from_secs(1), limit: Duration::from_millis(1) };
        room_for_nobody => Error::NoInstances;
        full_pool => Error::PoolFull { kernel: "chain", instances: 2 };
        #[Cuda] more_blocks_than_fit => Error::NotCoResident { need: 60_000, fit: 0, limiter: "" };
        #[Cuda] one_launch_too_many => Error::TooManyLaunches { limit: 0 };
        // Threads are started when actors are.
        #[Cpu] more_room_than_threads => Told::Done;
        no_time_to_begin => Error::Timeout { name: "chain".into(), asked: Asked::Begin };
        launch_after_shutdown => Error::ShutDown;
        pool_after_shutdown => Error::ShutDown;
        creation_after_shutdown => Error::ShutDown;
        run_after_shutdown => Error::ShutDown;
        shutdown_twice => Told::Done;
        no_blocks => Told::Done;
        no_threads => Told::Done;
        too_many_blocks_along_x => too_large("the number of blocks along x", 1 << 56, 0x7fff_ffff);
        too_many_blocks_along_y => too_large("the number of blocks along y", 65_536, 65_535);
        too_many_blocks_along_z => too_large("the number of blocks along z", 65_536, 65_535);
        too_many_threads_along_x => too_large("the number of threads of a block along x", 1025, 1024);
        too_many_threads_along_z => too_large("the number of threads of a block along z", 65, 64);
        too_many_threads => too_large("the number of threads of a block", 2048, 1024);
        too_much_shared_memory => too_large("the number of bytes of shared memory of a block", 240_000, 232_448);
        no_length_of_shared_memory => Error::SharedArrays { kernel: "past_shared", expected: 1, given: 0 };
        too_many_lengths_of_shared_memory => Error::SharedArrays { kernel: "past_shared", expected: 1, given: 2 };
    }
}

fn too_large(what: &'static str, asked: u64, limit: u64) -> Error {
    Error::LaunchTooLarge { what, asked, limit }
}

fn options() -> LaunchOptions {
    LaunchOptions::default()
}

async fn launch(scene: &Scene, options: LaunchOptions) -> Result<Actor<chain>, Error> {
    scene.runtime.launch(options).await
}

async fn queue_of_no_slots(scene: &Scene) -> Result<Actor<chain>, Error> {
    launch(scene, options().queue_capacity(0)).await
}

async fn queue_of_three_slots(scene: &Scene) -> Result<Actor<chain>, Error> {
    launch(scene, options().queue_capacity(3)).await
}

async fn queue_of_too_many_slots(scene: &Scene) -> Result<Actor<chain>, Error> {
    launch(scene, options().queue_capacity(2 * SLOTS)).await
}

async fn no_credits(scene: &Scene) -> Result<Actor<chain>, Error> {
    launch(scene, options().queue_capacity(16).credits(0)).await
}

async fn more_credits_than_slots(scene: &Scene) -> Result<Actor<chain>, Error> {
    launch(scene, options().queue_capacity(16).credits(17)).await
}

async fn sleep_of_a_second(scene: &Scene) -> Result<Actor<chain>, Error> {
    let longest = Duration::from_secs(1);
    launch(scene, options().idle(Idle::BackOff { looks: 0, longest })).await
}

async fn room_for_nobody(scene: &Scene) -> Result<Actor<chain>, Error> {
    launch(scene, options().instances(0)).await
}

async fn full_pool(scene: &Scene) -> Result<Actor<chain>, Error> {
    let pool = scene.runtime.pool(options().instances(2)).await?;
    let (_first, _second) = (pool.create().await?, pool.create().await?);
    pool.create().await
}

/// How many fit is the device's affair.
async fn more_blocks_than_fit(scene: &Scene) -> Result<Actor<chain>, Error> {
    match launch(scene, options().instances(60_000)).await {
        Err(Error::NotCoResident { need, fit, limiter }) => {
            assert!(fit < need && !limiter.is_empty());
            // The witness is beside it.
            Err(Error::NotCoResident {
                need: need - 1,
                fit: 0,
                limiter: "",
            })
        }
        other => other,
    }
}

/// How many there may be is the machine's affair.
async fn one_launch_too_many(scene: &Scene) -> Result<Actor<chain>, Error> {
    let mut actors = Vec::new();
    loop {
        match launch(scene, options()).await {
            Ok(actor) => actors.push(actor),
            Err(Error::TooManyLaunches { limit }) => {
                // The witness is beside them.
                assert!(actors.len() < limit as usize);
                return Err(Error::TooManyLaunches { limit: 0 });
            }
            Err(error) => return Err(error),
        }
    }
}

async fn more_room_than_threads(scene: &Scene) -> Result<Actor<chain>, Error> {
    launch(scene, options().instances(u32::MAX)).await
}

/// An actor may be faster than the first look at the clock.
async fn no_time_to_begin(scene: &Scene) -> Result<(), Error> {
    for _ in 0..1000 {
        drop(launch(scene, options().acknowledge_within(Duration::ZERO)).await?);
    }
    Ok(())
}

async fn launch_after_shutdown(scene: &Scene) -> Result<Actor<chain>, Error> {
    let runtime = scene.another().await;
    runtime.shutdown().await?;
    runtime.launch(options()).await
}

async fn pool_after_shutdown(scene: &Scene) -> Result<Pool<chain>, Error> {
    let runtime = scene.another().await;
    runtime.shutdown().await?;
    runtime.pool(options()).await
}

async fn creation_after_shutdown(scene: &Scene) -> Result<Actor<chain>, Error> {
    let runtime = scene.another().await;
    let pool = runtime.pool(options()).await?;
    runtime.shutdown().await?;
    pool.create().await
}

async fn run_after_shutdown(scene: &Scene) -> Result<(), Error> {
    let runtime = scene.another().await;
    let values = runtime.upload(&[1; 8])?;
    let mut out = runtime.zeroed(8)?;
    runtime.shutdown().await?;
    let call = wrong::args(&values, &mut out, 0, 0, 0);
    runtime.run(call, Launch::over(1)).await
}

async fn shutdown_twice(scene: &Scene) -> Result<(), Error> {
    let runtime = scene.another().await;
    let _actor: Actor<chain> = runtime.launch(options()).await?;
    runtime.shutdown().await?;
    runtime.shutdown().await
}

async fn run(scene: &Scene, launch: Launch) -> Result<(), Error> {
    let values = scene.runtime.upload(&[1; 8])?;
    let mut out = scene.runtime.zeroed(8)?;
    let call = wrong::args(&values, &mut out, 0, 0, 0);
    scene.runtime.run(call, launch).await?;
    // Nothing ran.
    assert_eq!(scene.runtime.download(&out).await?, [0; 8]);
    Ok(())
}

async fn no_blocks(scene: &Scene) -> Result<(), Error> {
    run(scene, Launch::over(0)).await
}

async fn no_threads(scene: &Scene) -> Result<(), Error> {
    run(scene, Launch::grid([1; 3], [1, 0, 1])).await
}

async fn too_many_blocks_along_x(scene: &Scene) -> Result<(), Error> {
    run(scene, Launch::over(usize::MAX)).await
}

async fn too_many_blocks_along_y(scene: &Scene) -> Result<(), Error> {
    run(scene, Launch::grid([1, 65_536, 1], [1; 3])).await
}

async fn too_many_blocks_along_z(scene: &Scene) -> Result<(), Error> {
    run(scene, Launch::grid([1, 1, 65_536], [1; 3])).await
}

async fn too_many_threads_along_x(scene: &Scene) -> Result<(), Error> {
    run(scene, Launch::grid([1; 3], [1025, 1, 1])).await
}

async fn too_many_threads_along_z(scene: &Scene) -> Result<(), Error> {
    run(scene, Launch::grid([1; 3], [1, 1, 65])).await
}

async fn too_many_threads(scene: &Scene) -> Result<(), Error> {
    run(scene, Launch::grid([1; 3], [32, 32, 2])).await
}

async fn share(scene: &Scene, launch: Launch) -> Result<(), Error> {
    let mut out = scene.runtime.zeroed(8)?;
    let call = past_shared::args(&mut out, 2);
    scene.runtime.run(call, launch).await
}

async fn too_much_shared_memory(scene: &Scene) -> Result<(), Error> {
    share(scene, Launch::over(1).shared(60_000)).await
}

async fn no_length_of_shared_memory(scene: &Scene) -> Result<(), Error> {
    share(scene, Launch::over(1)).await
}

async fn too_many_lengths_of_shared_memory(scene: &Scene) -> Result<(), Error> {
    share(scene, Launch::over(1).shared(8).shared(8)).await
}
