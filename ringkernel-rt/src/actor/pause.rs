//! Looking again and again on a thread that has nothing else to do.

use std::time::Duration;

use super::port::{Caller, Port};

/// Looks that came to nothing.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Round and round.
    vain: u32,
}

impl Looks {
    /// Looks at a queue between two at the actor itself, which takes its lock.
    pub(super) const EVERY: u32 = 16;
    /// The same between two that also ask whether the machine is there, which costs more.
    const THOROUGH_EVERY: u32 = 4096;

    /// Counts one, and at one in `every` looks at the actor itself; whether something came of that.
    pub(super) fn count(&mut self, port: &Port, every: u32) -> bool {
        self.vain = self.vain.wrapping_add(1);
        if !self.vain.is_multiple_of(every) {
            return false;
        }
        let thorough = self.vain.is_multiple_of(Self::THOROUGH_EVERY);
        port.pump(Caller::User { thorough }).news
    }
}

/// Waits ever less eagerly between looks.
#[derive(Debug)]
pub(super) struct Pause {
    /// Turns of a spin between two eager looks.
    spins: u32,
    looks: u32,
}

impl Pause {
    const EAGER_SPINS: u32 = 8192;
    const YIELDS: u32 = 20_000;

    /// For who waits for one thing, and takes no line from anybody who is busy.
    pub(super) fn for_one() -> Self {
        Self { spins: 1, looks: 0 }
    }

    /// For who waits for the next of many: a look takes the line from the thread at the other end, so there is something
    /// between two.
    pub(super) fn for_many() -> Self {
        Self {
            spins: 32,
            looks: 0,
        }
    }

    /// Something came.
    pub(super) fn begin_again(&mut self) {
        self.looks = 0;
    }

    pub(super) fn wait(&mut self) {
        self.looks = self.looks.saturating_add(1);
        let eager = Self::EAGER_SPINS / self.spins;
        if self.looks < eager {
            for _ in 0..self.spins {
                std::hint::spin_loop();
            }
        } else if self.looks < eager + Self::YIELDS {
            std::thread::yield_now();
        } else {
            std::thread::sleep(Duration::from_micros(50));
        }
    }
}
