//! As many messages as many actors take, from a few threads of the host. Each thread owns some of the actors, or of their
//! halves, and goes from one to the next, so no two threads ever want the same half.

use std::thread;
use std::time::Instant;

use ringkernel_benchmarks::baseline;
use ringkernel_benchmarks::echo::{flip, Echoed, Words, CAPACITY};
use ringkernel_benchmarks::harness::{Case, Row};
use ringkernel_rt::actor::{Receiver, Sender, TryRecvError, TrySendError};
use ringkernel_rt::prelude::*;

use super::options::{Effort, Target};
use super::round::Round;
use super::Failure;

/// Messages of each actor.
const WARM_UP: u32 = 12_800;
const COUNT: u32 = 384_000;
/// Messages at most that a thread has for one half before it goes to the next.
const VISIT: u64 = 256;

/// Who does what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Crew {
    /// Every thread sends to its actors and checks their answers, which it knows without asking another's memory.
    Together,
    /// Half of them send, half of them check.
    Apart,
}

/// Actors of a fleet, and of a pool: one for each multiprocessor of an H200.
pub(crate) fn instances(effort: Effort) -> u32 {
    match effort {
        Effort::Full => 132,
        Effort::Quick => 6,
    }
}

fn threads(effort: Effort) -> u32 {
    match effort {
        Effort::Full => 8,
        Effort::Quick => 2,
    }
}

/// Adds a row for each crew, held to as many hand-written queues whose threads do both.
pub(crate) async fn run(round: &mut Round<'_>, runtime: &RingKernel) -> Result<(), Failure> {
    let instances = instances(round.effort);
    let theirs = match round.target {
        Target::Cpu => None,
        Target::Gpu => Some(hand_written(round)?),
    };
    let options = LaunchOptions::default().instances(instances);
    let pool = runtime.pool::<flip>(options).await?;
    let mut actors = Vec::new();
    for _ in 0..instances {
        actors.push(pool.create().await?);
    }
    let crews = [
        (Crew::Together, "fleet, 32 bytes, threads that do both"),
        (Crew::Apart, "fleet, 32 bytes, threads for each half"),
    ];
    for (crew, name) in crews {
        let of_each = round.effort.rate(name, WARM_UP, COUNT);
        let threads = threads(round.effort) as usize;
        stream(crew, threads, &mut actors, u64::from(of_each.warm_up))?;
        let begin = Instant::now();
        stream(crew, threads, &mut actors, u64::from(of_each.count))?;
        let time = begin.elapsed();
        let of_all = of_all(instances, &of_each);
        let rate = f64::from(of_all.count) / time.as_secs_f64();
        round.add_figure(&of_all, rate, theirs.as_ref());
    }
    Ok(())
}

fn of_all(instances: u32, of_each: &Case) -> Case {
    Case {
        warm_up: instances * of_each.warm_up,
        count: instances * of_each.count,
        ..*of_each
    }
}

fn hand_written(round: &mut Round<'_>) -> Result<Row, Failure> {
    let fleet = baseline::Fleet {
        queues: instances(round.effort),
        threads: threads(round.effort),
    };
    let name = "hand-written fleet, 32 bytes";
    let of_each = round.effort.rate(name, WARM_UP, COUNT);
    let rate = baseline::fleet(fleet, 32, of_each.warm_up, of_each.count)?;
    Ok(round.add_figure(&of_all(fleet.queues, &of_each), rate, None))
}

/// Has every actor answer `count` messages, and checks each.
fn stream(crew: Crew, threads: usize, actors: &mut [Actor<flip>], count: u64) -> Result<(), Error> {
    let mut out = Vec::new();
    let mut back = Vec::new();
    for actor in actors {
        let (sender, receiver) = actor.split()?;
        out.push(Out { sender, sent: 0 });
        back.push(Back {
            receiver,
            received: 0,
        });
    }
    thread::scope(|scope| {
        let mut running = Vec::new();
        match crew {
            Crew::Together => {
                let shares = deal(out, threads).into_iter().zip(deal(back, threads));
                for (mut out, mut back) in shares {
                    running.push(scope.spawn(move || both(&mut out, &mut back, count)));
                }
            }
            Crew::Apart => {
                for mut out in deal(out, threads / 2) {
                    running.push(scope.spawn(move || send(&mut out, count)));
                }
                for mut back in deal(back, threads / 2) {
                    running.push(scope.spawn(move || receive(&mut back, count)));
                }
            }
        }
        let mut results = running
            .into_iter()
            .map(|thread| thread.join().expect("no thread panics"));
        results.try_for_each(|result| result)
    })
}

/// Deals things out to so many hands, as evenly as can be.
fn deal<T>(things: Vec<T>, hands: usize) -> Vec<Vec<T>> {
    let mut dealt: Vec<Vec<T>> = (0..hands).map(|_| Vec::new()).collect();
    for (number, thing) in things.into_iter().enumerate() {
        dealt[number % hands].push(thing);
    }
    dealt
}

struct Out<'a> {
    sender: Sender<'a, flip>,
    sent: u64,
}

struct Back<'a> {
    receiver: Receiver<'a, flip>,
    received: u64,
}

impl Out<'_> {
    /// Sends until there is no room, or the message with number `end` comes next.
    fn send_to(&mut self, end: u64) -> Result<(), Error> {
        while self.sent < end {
            match self.sender.try_send(Words::of(self.sent)) {
                Ok(()) => self.sent += 1,
                Err(TrySendError::Full(_)) => return Ok(()),
                // Says why.
                Err(TrySendError::Closed(message)) => return self.sender.send_blocking(message),
            }
        }
        Ok(())
    }
}

impl Back<'_> {
    /// Checks answers until none is there, or that with number `end` comes next.
    fn receive_to(&mut self, end: u64) -> Result<(), Error> {
        while self.received < end {
            match self.receiver.try_recv() {
                Ok(answer) => {
                    assert!(answer.answers(self.received), "an answer is wrong");
                    self.received += 1;
                }
                Err(TryRecvError::Empty) => return Ok(()),
                Err(TryRecvError::Finished) => panic!("an actor left messages unanswered"),
                Err(TryRecvError::Failed(error)) => return Err(error),
            }
        }
        Ok(())
    }
}

fn both(out: &mut [Out<'_>], back: &mut [Back<'_>], count: u64) -> Result<(), Error> {
    while back.iter().any(|back| back.received < count) {
        for (out, back) in out.iter_mut().zip(&mut *back) {
            // Neither half is asked for what cannot be there.
            back.receive_to(out.sent)?;
            out.send_to(count.min(back.received + CAPACITY))?;
        }
    }
    Ok(())
}

fn send(out: &mut [Out<'_>], count: u64) -> Result<(), Error> {
    while out.iter().any(|out| out.sent < count) {
        for out in &mut *out {
            out.send_to(count.min(out.sent + VISIT))?;
        }
    }
    Ok(())
}

fn receive(back: &mut [Back<'_>], count: u64) -> Result<(), Error> {
    while back.iter().any(|back| back.received < count) {
        for back in &mut *back {
            back.receive_to(count.min(back.received + VISIT))?;
        }
    }
    Ok(())
}
