//! What an option of a launch comes to on the device, which only the emulated driver tells.

use std::time::{Duration, Instant};

use libloading::Library;
use libtest_mimic::{Failed, Trial};
use ringkernel_rt::prelude::*;
use ringkernel_tests::kernels::actors::totals;
use ringkernel_tests::kernels::batches::hashing;

/// How long what must come may take.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn trials() -> [Trial; 2] {
    [
        Trial::test("an_idle_seat_sleeps_as_long_as_it_is_told", sleeps),
        Trial::test("a_launch_has_the_priority_that_it_asks_for", priorities),
    ]
}

/// A number that the driver tells, over all launches of the program.
fn told(name: &str) -> u32 {
    // SAFETY: the driver that the runtime has opened already is opened once more.
    let driver = unsafe { Library::new("libcuda.so") }.expect("the runtime has found it");
    // SAFETY: `driver.cpp` has these functions with this type.
    let tell = unsafe { driver.get::<extern "C" fn() -> u32>(name.as_bytes()) };
    tell.expect("it is in `driver.cpp`")()
}

/// Runs actors with these options until `is_done`.
fn run<K: ringkernel_rt::kernel::ActorKernel<State: Default>>(
    options: LaunchOptions,
    is_done: impl Fn() -> bool,
) -> Result<(), Failed> {
    let tokio = tokio::runtime::Builder::new_current_thread().build()?;
    tokio.block_on(async {
        let runtime = RingKernel::builder().backend(Backend::Cuda).build().await?;
        let actor = runtime.launch::<K>(options).await?;
        let begin = Instant::now();
        while !is_done() {
            if begin.elapsed() > PATIENCE {
                return Err("it has not come to it".into());
            }
            std::thread::yield_now();
        }
        drop(actor);
        runtime.shutdown().await?;
        Ok(())
    })
}

/// Nobody else sleeps as long.
fn sleeps() -> Result<(), Failed> {
    let sleep = |longest| {
        let longest = Duration::from_micros(longest);
        LaunchOptions::default().idle(Idle::BackOff { looks: 4, longest })
    };
    let slept =
        |microseconds: u32| move || told("rk_emulated_longest_sleep") == 1000 * microseconds;
    run::<totals>(sleep(500), slept(500))?;
    run::<hashing>(sleep(800), slept(800))
}

/// Nobody else has one of its own.
fn priorities() -> Result<(), Failed> {
    let has = |seen: u32| move || told("rk_emulated_priorities") == seen;
    let with = |priority| LaunchOptions::default().priority(priority);
    run::<totals>(with(Priority::HIGHEST), has(0))?;
    run::<totals>(with(Priority::HIGHEST.below(2)), has(1 << 2))?;
    run::<totals>(with(Priority::LOWEST), has(1 << 2 | 1 << 5))
}
