//! As many messages as one queue takes: a thread sends, another checks the answers.

use std::time::Instant;

use ringkernel_benchmarks::baseline;
use ringkernel_benchmarks::echo::{
    flip, flip_256, flip_4096, flip_64, flip_64_wide, flip_wide, Echoed,
};
use ringkernel_benchmarks::harness::{Case, Row};
use ringkernel_rt::kernel::ActorKernel;
use ringkernel_rt::prelude::*;

use super::options::Target;
use super::round::Round;
use super::Failure;

/// A size of messages.
struct Size {
    bytes: u32,
    warm_up: u32,
    count: u32,
}

/// Adds a row for each size, held to the hand-written queue of the size.
pub(crate) async fn run(round: &mut Round<'_>, runtime: &RingKernel) -> Result<(), Failure> {
    let size = Size {
        bytes: 32,
        warm_up: 128_000,
        count: 6_400_000,
    };
    let theirs = hand_written(round, "hand-written queue, 32 bytes", &size)?;
    let baseline = theirs.as_ref();
    add::<flip>(round, runtime, "stream, 32 bytes", &size, baseline).await?;
    add::<flip_wide>(round, runtime, "stream, 32 bytes, 8 warps", &size, baseline).await?;

    let size = Size { bytes: 64, ..size };
    let theirs = hand_written(round, "hand-written queue, 64 bytes", &size)?;
    let baseline = theirs.as_ref();
    add::<flip_64>(round, runtime, "stream, 64 bytes", &size, baseline).await?;
    add::<flip_64_wide>(round, runtime, "stream, 64 bytes, 8 warps", &size, baseline).await?;

    let size = Size {
        bytes: 256,
        warm_up: 64_000,
        count: 1_280_000,
    };
    let theirs = hand_written(round, "hand-written queue, 256 bytes", &size)?;
    add::<flip_256>(round, runtime, "stream, 256 bytes", &size, theirs.as_ref()).await?;

    let size = Size {
        bytes: 4096,
        warm_up: 6_400,
        count: 128_000,
    };
    let theirs = hand_written(round, "hand-written queue, 4 KiB", &size)?;
    add::<flip_4096>(round, runtime, "stream, 4 KiB", &size, theirs.as_ref()).await
}

fn hand_written(
    round: &mut Round<'_>,
    name: &'static str,
    size: &Size,
) -> Result<Option<Row>, Failure> {
    match round.target {
        Target::Cpu => Ok(None),
        Target::Gpu => {
            let case = round.effort.rate(name, size.warm_up, size.count);
            let rate = baseline::stream(size.bytes, case.warm_up, case.count)?;
            Ok(Some(round.add_figure(&case, rate, None)))
        }
    }
}

async fn add<K>(
    round: &mut Round<'_>,
    runtime: &RingKernel,
    name: &'static str,
    size: &Size,
    baseline: Option<&Row>,
) -> Result<(), Failure>
where
    K: ActorKernel<State = ()>,
    K: ActorKernel<Reply = <K as ActorKernel>::Message>,
    K::Message: Echoed,
{
    assert_eq!(size_of::<K::Message>(), size.bytes as usize);
    let case = round.effort.rate(name, size.warm_up, size.count);
    let mut actor = runtime.launch::<K>(LaunchOptions::default()).await?;
    let rate = rate(&case, &mut actor)?;
    round.add_figure(&case, rate, baseline);
    Ok(actor.terminate().await?)
}

/// Answers a second, from the answer before the first that counts to the last.
fn rate<K>(case: &Case, actor: &mut Actor<K>) -> Result<f64, Error>
where
    K: ActorKernel,
    K: ActorKernel<Reply = <K as ActorKernel>::Message>,
    K::Message: Echoed,
{
    let (mut sender, mut receiver) = actor.split()?;
    let [warm_up, total] = [case.warm_up, case.total()].map(u64::from);
    std::thread::scope(|scope| {
        let sending = scope
            .spawn(move || (0..total).try_for_each(|n| sender.send_blocking(K::Message::of(n))));
        let mut begin = Instant::now();
        for number in 0..total {
            if number == warm_up {
                begin = Instant::now();
            }
            let answer = receiver.recv_blocking()?.expect("all are answered");
            assert!(answer.answers(number), "answer {number} is wrong");
        }
        let time = begin.elapsed();
        sending.join().expect("the sender does not panic")?;
        Ok(f64::from(case.count) / time.as_secs_f64())
    })
}
