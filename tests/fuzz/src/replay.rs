//! Runs batches of [`emit`](super::emit) on the GPU.

use std::path::Path;
use std::time::{Duration, Instant};

use ringkernel_build::ir::Scalar;
use ringkernel_rt::artifact::{Artifact, Plan, Ptx, Says, Site};
use ringkernel_rt::kernel::Made;
use ringkernel_rt::{Buffer, Call, Error, Launch, RingKernel};

use super::outcome::{bytes, difference, Fault, Order, Outcome};
use super::program::{Argument, Passing};

/// What a batch came to.
#[derive(Debug, Default)]
pub struct Replay {
    /// Programs that did the same.
    pub same: usize,
    /// Those of them that faulted.
    pub faulted: usize,
    /// The others: seed and number, and how they differ.
    pub failed: Vec<((u64, u64), String)>,
    /// Time of the first launch, which loads the batch.
    pub loading: Duration,
}

/// A program of a batch.
struct Case {
    artifact: &'static Artifact,
    blocks: u32,
    threads: u32,
    seed: (u64, u64),
    arguments: Vec<Argument>,
    expected: Outcome,
}

/// Runs one batch.
///
/// # Errors
/// If a file cannot be read.
pub async fn replay(runtime: &RingKernel, folder: &Path, number: u64) -> std::io::Result<Replay> {
    let ptx = std::fs::read_to_string(folder.join(format!("{number}.ptx")))?;
    let text = std::fs::read_to_string(folder.join(format!("{number}.cases")))?;
    let mut replay = Replay::default();
    let mut first = true;
    for case in cases(ptx.leak(), &text) {
        let began = Instant::now();
        let outcome = run(runtime, &case).await;
        if std::mem::replace(&mut first, false) {
            replay.loading = began.elapsed();
        }
        let why = match outcome {
            Ok(got) => difference(&case.arguments, &case.expected, &got, Order::Any),
            Err(error) => Some(error.to_string()),
        };
        match why {
            Some(why) => replay.failed.push((case.seed, why)),
            None => {
                replay.same += 1;
                replay.faulted += usize::from(!case.expected.faults.is_empty());
            }
        }
    }
    Ok(replay)
}

fn cases(ptx: &'static str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut sites: Vec<Vec<Site>> = Vec::new();
    let ptx: &'static [Ptx] = vec![Ptx {
        arch: 90,
        usage: None,
        text: ptx,
    }]
    .leak();
    for line in text.lines() {
        let mut words = line.splitn(5, ' ');
        let mut word = || words.next().unwrap_or_default();
        let kind = word();
        let number = |text: &str| text.parse::<u32>().unwrap_or(0);
        if kind == "kernel" {
            let words: Vec<_> = line.split(' ').collect();
            let [_, entry, blocks, threads, seed, first] = words.as_slice() else {
                unreachable!("`emit` writes six words");
            };
            let plan = Plan::Grid {
                independent_blocks: false,
                cooperative: false,
                shared: &[],
            };
            let artifact = Artifact {
                entry: (*entry).to_owned().leak(),
                ptx,
                ..Artifact::not_built("k", "src/lib.rs", plan)
            };
            sites.push(Vec::new());
            cases.push(Case {
                artifact: Box::leak(Box::new(artifact)),
                blocks: number(blocks),
                threads: number(threads),
                seed: (seed.parse().unwrap_or(0), first.parse().unwrap_or(0)),
                arguments: Vec::new(),
                expected: Outcome::default(),
            });
            continue;
        }
        let (Some(case), Some(sites)) = (cases.last_mut(), sites.last_mut()) else {
            continue;
        };
        match kind {
            "site" => {
                let (line, column, values) = (number(word()), number(word()), word().to_owned());
                let text: &'static str = unescape(word()).leak();
                let says = match values.as_str() {
                    "never" => None,
                    "none" => Some(Says { text, values: None }),
                    _ => Some(Says {
                        text,
                        values: Some(values.leak()),
                    }),
                };
                sites.push(Site {
                    file: "src/lib.rs",
                    line,
                    column,
                    says,
                });
            }
            "fault" => case.expected.faults.push(Fault {
                thread: number(word()),
                line: number(word()),
                column: number(word()),
                message: unescape(word()),
            }),
            "data" => case.expected.outputs.push(bytes(word())),
            passing => {
                let passing = match passing {
                    "value" => Passing::Value,
                    "shared" => Passing::Shared,
                    _ => Passing::Exclusive,
                };
                let name = word();
                let scalar = Scalar::PRIMITIVE
                    .into_iter()
                    .find(|scalar| scalar.name() == name);
                case.arguments.push(Argument {
                    passing,
                    scalar: scalar.expect("`emit` writes the name of a scalar"),
                    bytes: bytes(word()),
                });
            }
        }
    }
    for (case, sites) in cases.iter_mut().zip(sites) {
        let artifact = Artifact {
            sites: sites.leak(),
            // What records a fault comes before the arguments.
            parameters: 1 + case.arguments.len(),
            ..*case.artifact
        };
        case.artifact = Box::leak(Box::new(artifact));
    }
    cases
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next() == Some('n') => plain.push('\n'),
            '\\' => plain.push('\\'),
            c => plain.push(c),
        }
    }
    plain
}

/// A value of a program's arguments.
trait Number: Sized {
    fn read(bytes: &[u8]) -> Self;
    fn write(&self, bytes: &mut Vec<u8>);
}

macro_rules! numbers {
    ($($variant:ident $t:ident)*) => {
        $(impl Number for $t {
            fn read(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.try_into().expect("the value's size"))
            }
            fn write(&self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_le_bytes());
            }
        })*

        /// A slice of any scalar on the device.
        enum Memory {
            Bool(Buffer<bool>),
            $($variant(Buffer<$t>),)*
        }

        impl Memory {
            fn upload(runtime: &RingKernel, argument: &Argument) -> Result<Self, Error> {
                Ok(match argument.scalar {
                    Scalar::Bool => Self::Bool(runtime.upload(&read::<bool>(&argument.bytes))?),
                    $(Scalar::$variant => Self::$variant(runtime.upload(&read::<$t>(&argument.bytes))?),)*
                    Scalar::F16 | Scalar::Bf16 | Scalar::F8E4M3 | Scalar::F8E5M2 => {
                        unreachable!("the fuzzer makes no narrow floats")
                    }
                })
            }

            fn pass<'a>(&'a mut self, passing: Passing, call: Call<'a, Made>) -> Call<'a, Made> {
                match (self, passing) {
                    (Self::Bool(buffer), Passing::Exclusive) => call.slice_mut(buffer),
                    (Self::Bool(buffer), _) => call.slice(buffer),
                    $((Self::$variant(buffer), Passing::Exclusive) => call.slice_mut(buffer),
                    (Self::$variant(buffer), _) => call.slice(buffer),)*
                }
            }

            async fn download(&self, runtime: &RingKernel) -> Result<Vec<u8>, Error> {
                Ok(match self {
                    Self::Bool(buffer) => written(&runtime.download(buffer).await?),
                    $(Self::$variant(buffer) => written(&runtime.download(buffer).await?),)*
                })
            }
        }

        fn value<'a>(argument: &Argument, call: Call<'a, Made>) -> Call<'a, Made> {
            match argument.scalar {
                Scalar::Bool => call.value(bool::read(&argument.bytes)),
                $(Scalar::$variant => call.value($t::read(&argument.bytes)),)*
                Scalar::F16 | Scalar::Bf16 | Scalar::F8E4M3 | Scalar::F8E5M2 => {
                    unreachable!("the fuzzer makes no narrow floats")
                }
            }
        }
    };
}
numbers! { I8 i8 U8 u8 I16 i16 U16 u16 I32 i32 U32 u32 I64 i64 U64 u64 Isize isize Usize usize F32 f32 F64 f64 }

impl Number for bool {
    fn read(bytes: &[u8]) -> Self {
        bytes[0] != 0
    }
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push((*self).into());
    }
}

fn read<T: Number>(bytes: &[u8]) -> Vec<T> {
    bytes.chunks_exact(size_of::<T>()).map(T::read).collect()
}

fn written<T: Number>(values: &[T]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in values {
        value.write(&mut bytes);
    }
    bytes
}

async fn run(runtime: &RingKernel, case: &Case) -> Result<Outcome, Error> {
    let mut memory = Vec::new();
    for argument in &case.arguments {
        memory.push(match argument.passing {
            Passing::Value => None,
            Passing::Shared | Passing::Exclusive => Some(Memory::upload(runtime, argument)?),
        });
    }
    let mut call = Call::new();
    for (argument, memory) in case.arguments.iter().zip(&mut memory) {
        call = match memory {
            None => value(argument, call),
            Some(memory) => memory.pass(argument.passing, call),
        };
    }
    let launch = Launch::grid([case.blocks, 1, 1], [case.threads, 1, 1]);
    let mut outcome = Outcome::default();
    match runtime.run_made(case.artifact, call, launch).await {
        Ok(()) => {}
        Err(Error::Fault(fault)) => outcome.faults.push(Fault {
            thread: fault.block[0] * case.threads + fault.thread[0],
            line: fault.site.line,
            column: fault.site.column,
            message: fault.kind.to_string(),
        }),
        Err(error) => return Err(error),
    }
    for (argument, memory) in case.arguments.iter().zip(&memory) {
        if let (Passing::Exclusive, Some(memory)) = (argument.passing, memory) {
            outcome.outputs.push(memory.download(runtime).await?);
        }
    }
    Ok(outcome)
}
