//! How long the soak lasts, what it came to, and who ends it when it hangs.

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ringkernel_rt::prelude::*;
use ringkernel_tests::inputs::Random;

use super::Event;

pub(crate) const BETWEEN_LOADS: Duration = Duration::from_millis(20);

/// Longer than anything may take that goes well.
const PATIENCE: Duration = Duration::from_secs(40);

/// One soak. All counters are Relaxed: they are read for what they say alone.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) seed: u64,
    /// Owners.
    pub(crate) actors: u32,
    began: Instant,
    time: Duration,
    limit: u64,
    messages: AtomicU64,
    events: [AtomicU64; 6],
    ended: AtomicBool,
}

fn variable<T: FromStr>(name: &str, default: T) -> T {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
        Err(_) => default,
    }
}

impl Course {
    pub(crate) fn from_environment() -> Self {
        let clock = SystemTime::now().duration_since(UNIX_EPOCH);
        let clock = clock.map_or(1, |time| time.as_nanos() as u64);
        let threads = thread::available_parallelism().map_or(2, usize::from);
        Self {
            seed: variable("RINGKERNEL_SOAK_SEED", clock),
            actors: variable("RINGKERNEL_SOAK_ACTORS", threads.clamp(3, 12) as u32),
            began: Instant::now(),
            time: Duration::from_secs(variable("RINGKERNEL_SOAK_SECONDS", 60)),
            limit: variable("RINGKERNEL_SOAK_MESSAGES", u64::MAX),
            messages: AtomicU64::new(0),
            events: Default::default(),
            ended: AtomicBool::new(false),
        }
    }

    /// A generator for one who takes part.
    pub(crate) fn random(&self, number: u64) -> Random {
        Random::new(self.seed ^ (number + 1).wrapping_mul(0xD134_2543_DE82_EF95))
    }

    pub(crate) fn is_over(&self) -> bool {
        self.began.elapsed() >= self.time || self.messages() >= self.limit
    }

    fn messages(&self) -> u64 {
        self.messages.load(Ordering::Relaxed)
    }

    /// So many replies were checked.
    pub(crate) fn checked(&self, replies: u64) {
        self.messages.fetch_add(replies, Ordering::Relaxed);
    }

    pub(crate) fn note(&self, event: Event) {
        self.events[event as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Everybody has ended.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    /// Ends the program if no reply is checked for a while: something hangs, and says so.
    pub(crate) fn watch(self: &Arc<Self>, runtime: RingKernel) {
        let course = self.clone();
        thread::spawn(move || {
            let (mut last, mut since) = (0, Instant::now());
            while !course.ended.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(100));
                let now = course.messages();
                if now != last {
                    (last, since) = (now, Instant::now());
                }
                if since.elapsed() > PATIENCE {
                    // Past what captures a test's output, of which nobody would ever show any.
                    let _ = writeln!(
                        io::stderr(),
                        "no reply for {PATIENCE:?}, after {course}, seed {}\n{}",
                        course.seed,
                        runtime.dump()
                    );
                    std::process::abort();
                }
            }
        });
    }
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.began.elapsed().as_secs_f64();
        let messages = self.messages();
        let [sleeps, mistakes, restarts, recreations, given_up, loads] =
            [0, 1, 2, 3, 4, 5].map(|event: usize| self.events[event].load(Ordering::Relaxed));
        write!(
            f,
            "{messages} messages in {seconds:.1} s ({:.2} M/s), {sleeps} sleeps, {mistakes} mistakes, {restarts} restarts, \
             {recreations} recreations, {given_up} calls given up, {loads} kernels beside, {} actors",
            messages as f64 / seconds / 1e6,
            self.actors
        )
    }
}
