//! The command line.

use std::path::PathBuf;

use ringkernel_benchmarks::harness::Case;

/// Times actors beside hand-written CUDA, in one process.
#[derive(Debug, clap::Parser)]
pub(crate) struct Options {
    /// Rounds, each of all cases [default: 3, with --quick 1]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: Option<u32>,
    /// The folder for tables and plots
    #[arg(long, default_value = "target/benchmarks")]
    pub(crate) out: PathBuf,
    /// Little of everything: tells whether it works, not how fast
    #[arg(long)]
    quick: bool,
    /// Only these groups of cases
    #[arg(long, value_delimiter = ',', value_enum, default_values_t = Group::ALL)]
    pub(crate) only: Vec<Group>,
    /// On the CPU, without hand-written CUDA
    #[arg(long)]
    cpu: bool,
    /// Only says after how many nanoseconds the first answer has come
    #[arg(long, hide = true)]
    first_answer: bool,
}

/// Cases that share what they are measured with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Group {
    /// New processes.
    Cold,
    /// Round trips.
    Trips,
    /// Pools, and what becomes of actors in them.
    Lives,
    /// As many messages as one queue takes.
    Streams,
    /// The same from many actors.
    Fleet,
}

impl Group {
    const ALL: [Self; 5] = [
        Self::Cold,
        Self::Trips,
        Self::Lives,
        Self::Streams,
        Self::Fleet,
    ];
}

/// What the program is started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To measure.
    Figures,
    /// To be measured.
    FirstAnswer,
}

/// What runs the actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Cpu,
    Gpu,
}

/// How much is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    Full,
    Quick,
}

impl Options {
    pub(crate) fn rounds(&self) -> u32 {
        self.rounds.unwrap_or(match self.effort() {
            Effort::Full => 3,
            Effort::Quick => 1,
        })
    }

    /// The arguments of a process for [`Purpose::FirstAnswer`].
    pub(crate) fn first_answer(target: Target) -> &'static [&'static str] {
        match target {
            Target::Cpu => &["--first-answer", "--cpu"],
            Target::Gpu => &["--first-answer"],
        }
    }

    pub(crate) fn purpose(&self) -> Purpose {
        match self.first_answer {
            true => Purpose::FirstAnswer,
            false => Purpose::Figures,
        }
    }

    pub(crate) fn target(&self) -> Target {
        match self.cpu {
            true => Target::Cpu,
            false => Target::Gpu,
        }
    }

    pub(crate) fn effort(&self) -> Effort {
        match self.quick {
            true => Effort::Quick,
            false => Effort::Full,
        }
    }
}

impl Effort {
    /// As much of a case of times as is done.
    pub(crate) fn times(self, name: &'static str, warm_up: u32, count: u32) -> Case {
        let [warm_up, count] = [warm_up, count].map(|times| match self {
            Effort::Full => times,
            Effort::Quick => times.div_ceil(100),
        });
        Case::times(name, warm_up, count)
    }

    /// As much of a case of messages as is done: whole groups of 128, as the hand-written queue has them.
    pub(crate) fn rate(self, name: &'static str, warm_up: u32, count: u32) -> Case {
        let [warm_up, count] = [warm_up, count].map(|messages| {
            let messages = match self {
                Effort::Full => messages,
                Effort::Quick => messages.div_ceil(100),
            };
            messages.next_multiple_of(128)
        });
        Case::rate(name, warm_up, count)
    }
}
