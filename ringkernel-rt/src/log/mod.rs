//! What kernels tell the host while they run: `log_info!("cell {} is {}", i, v)`.
//!
//! A record becomes an event of [`tracing`](https://docs.rs/tracing) with the target `ringkernel`, the file and line of the
//! macro, and the fields `message`, `kernel`, `block` and `thread`. It goes to the subscriber that was the default where
//! the kernel was launched, whichever thread reads it.
//!
//! | Macro | Level |
//! | --- | --- |
//! | `log_error!` | error |
//! | `log_warn!` | warn |
//! | `log_info!` | info |
//! | `log_debug!` | debug |
//! | `log_trace!` | trace |
//!
//! The text may have `{}`, `{:?}` and `{variable}` for up to four numbers or bools. On the CPU the event is made at once.
//! On a GPU the numbers go through a ring in host memory, which is read when a launch ends, between the steps of a
//! stencil, and whenever an actor is looked at; the text never leaves the host. No thread waits: when the ring is full,
//! records are lost, and one event says how many. Threads run in no order, and so come their records.

mod callsite;
mod macros;
mod ring;

use std::fmt::{self, Write as _};
use std::panic::Location;

use tracing_core::{Dispatch, LevelFilter};

use crate::artifact::Artifact;
use crate::backend::cpu;
use crate::error::Triple;
use callsite::{Callsite, Values};
pub(crate) use ring::{Ring, ACTOR_RECORDS, LAUNCH_RECORDS};

/// How important a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// `log_error!`.
    Error,
    /// `log_warn!`.
    Warn,
    /// `log_info!`.
    Info,
    /// `log_debug!`.
    Debug,
    /// `log_trace!`.
    Trace,
}

impl Level {
    fn in_tracing(self) -> tracing_core::Level {
        match self {
            Self::Error => tracing_core::Level::ERROR,
            Self::Warn => tracing_core::Level::WARN,
            Self::Info => tracing_core::Level::INFO,
            Self::Debug => tracing_core::Level::DEBUG,
            Self::Trace => tracing_core::Level::TRACE,
        }
    }
}

/// The text of a kernel's records, which hold its values alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// How important they are.
    pub level: Level,
    /// The file they are written in, relative to the package, with `/`.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The text: `{}` and `{:?}` stand for the next value, `{{` and `}}` for braces.
    pub text: &'static str,
    /// The types of the values.
    pub values: &'static [Scalar],
}

/// Type of a value in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the Rust type of its name")]
pub enum Scalar {
    Bool,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    Isize,
    Usize,
    F32,
    F64,
}

/// Writes a value as `{}` or `{:?}` does.
macro_rules! write_value {
    ($to:ident, $debug:ident, $value:expr) => {{
        let value = $value;
        if $debug {
            write!($to, "{value:?}")
        } else {
            write!($to, "{value}")
        }
    }};
}

impl Scalar {
    /// Writes the value that a word holds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "the device has widened the value to the word"
    )]
    fn write(self, to: &mut String, word: u64, debug: bool) -> fmt::Result {
        match self {
            Self::Bool => write_value!(to, debug, word != 0),
            Self::I8 => write_value!(to, debug, word as i8),
            Self::U8 => write_value!(to, debug, word as u8),
            Self::I16 => write_value!(to, debug, word as i16),
            Self::U16 => write_value!(to, debug, word as u16),
            Self::I32 => write_value!(to, debug, word as i32),
            Self::U32 => write_value!(to, debug, word as u32),
            Self::I64 | Self::Isize => write_value!(to, debug, word as i64),
            Self::U64 | Self::Usize => write_value!(to, debug, word),
            Self::F32 => write_value!(to, debug, f32::from_bits(word as u32)),
            Self::F64 => write_value!(to, debug, f64::from_bits(word)),
        }
    }
}

impl Text {
    /// The text with the values in their places.
    fn fill(&self, words: &[u64]) -> String {
        let mut full = String::with_capacity(self.text.len() + 16);
        let mut values = self.values.iter().zip(words);
        let mut rest = self.text;
        while let Some(at) = rest.find(['{', '}']) {
            full.push_str(&rest[..at]);
            let from = &rest[at..];
            let place = ["{{", "}}", "{}", "{:?}"]
                .into_iter()
                .find(|place| from.starts_with(place))
                .expect("the build script has written the text");
            if place == "{{" || place == "}}" {
                full.push_str(&place[..1]);
            } else if let Some((scalar, word)) = values.next() {
                let written = scalar.write(&mut full, *word, place == "{:?}");
                written.expect("a string takes all text");
            }
            rest = &from[place.len()..];
        }
        full.push_str(rest);
        full
    }
}

/// A record as the device left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) text: u32,
    pub(crate) block: [u32; 3],
    pub(crate) thread: [u32; 3],
    pub(crate) values: [u64; 4],
}

/// Who listens to one kernel.
#[derive(Clone, Debug)]
pub(crate) struct Sink {
    artifact: &'static Artifact,
    dispatch: Dispatch,
}

impl Sink {
    /// The subscriber that is the default here.
    pub(crate) fn here(artifact: &'static Artifact) -> Self {
        Self {
            artifact,
            dispatch: tracing_core::dispatcher::get_default(Dispatch::clone),
        }
    }

    /// Whether the kernel writes records.
    pub(crate) fn has_log(&self) -> bool {
        !self.artifact.logs.is_empty()
    }

    /// Whether anybody listens to records that this kernel writes.
    pub(crate) fn is_open(&self) -> bool {
        let mut logs = self.artifact.logs.iter();
        logs.any(|text| is_listened_to(text.level))
    }

    /// Tells a record of a device.
    pub(crate) fn tell(&self, record: &Record) {
        let text = usize::try_from(record.text)
            .ok()
            .and_then(|index| self.artifact.logs.get(index));
        let Some(text) = text else {
            return;
        };
        if is_listened_to(text.level) {
            let full = text.fill(&record.values);
            self.event(
                Callsite::of(text.level, text.file, Some(text.line)),
                format_args!("{full}"),
                Some((record.block, record.thread)),
            );
        }
    }

    /// Tells that records were lost.
    pub(crate) fn tell_lost(&self, count: u32) {
        let records = if count == 1 {
            "record was"
        } else {
            "records were"
        };
        self.event(
            Callsite::of(Level::Warn, self.artifact.file, None),
            format_args!("{count} {records} lost: the kernel logs faster than the host reads"),
            None,
        );
    }

    fn event(
        &self,
        callsite: &'static Callsite,
        message: fmt::Arguments<'_>,
        place: Option<([u32; 3], [u32; 3])>,
    ) {
        callsite.event(
            &self.dispatch,
            &Values {
                message,
                kernel: self.artifact.name,
                place: place.map(|(block, thread)| (Triple(block), Triple(thread))),
            },
        );
    }
}

/// What was read of a device's log and is not told yet.
#[derive(Debug)]
pub(crate) struct Heard {
    sink: Sink,
    records: Vec<Record>,
    lost: u32,
}

impl Heard {
    /// Reads what there is.
    pub(crate) fn of(ring: &mut Ring, sink: &Sink) -> Option<Self> {
        let mut records = Vec::new();
        let lost = ring.drain(|record| records.push(record));
        (lost > 0 || !records.is_empty()).then(|| Self {
            sink: sink.clone(),
            records,
            lost,
        })
    }

    /// The same for an actor, to which its seat's place in a grid means nothing.
    pub(crate) fn of_actor(ring: &mut Ring, sink: &Sink) -> Option<Self> {
        let mut heard = Self::of(ring, sink)?;
        for record in &mut heard.records {
            record.block = [0; 3];
        }
        Some(heard)
    }

    /// Makes the events.
    pub(crate) fn tell(&self) {
        for record in &self.records {
            self.sink.tell(record);
        }
        if self.lost > 0 {
            self.sink.tell_lost(self.lost);
        }
    }
}

fn is_listened_to(level: Level) -> bool {
    level.in_tracing() <= LevelFilter::current()
}

/// Makes the event of a record on the CPU; what the macros call.
#[doc(hidden)]
#[track_caller]
pub fn __emit(level: Level, message: fmt::Arguments<'_>) {
    if !is_listened_to(level) {
        return;
    }
    let caller = Location::caller();
    cpu::log::with(|sink, block, thread| {
        let site = crate::error::Site::of(caller).in_package(sink.artifact);
        sink.event(
            Callsite::of(level, &site.file, Some(site.line)),
            message,
            Some((block, thread)),
        );
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &'static str, values: &'static [Scalar], words: &[u64]) -> String {
        Text {
            level: Level::Info,
            file: "src/lib.rs",
            line: 1,
            text,
            values,
        }
        .fill(words)
    }

    #[test]
    fn values_look_as_rust_writes_them() {
        let float = |value: f32| u64::from(value.to_bits());
        for value in [0.0, -0.0, 0.1, 1.0, 1e20, 1e-7, f32::NAN, f32::INFINITY] {
            assert_eq!(
                fill("{} {:?}", &[Scalar::F32, Scalar::F32], &[float(value); 2]),
                format!("{value} {value:?}")
            );
        }
        assert_eq!(
            fill(
                "{} {} {:?} {}",
                &[Scalar::I8, Scalar::I64, Scalar::Bool, Scalar::Usize],
                &[-5_i64 as u64, i64::MIN as u64, 1, u64::MAX]
            ),
            format!("{} {} {:?} {}", -5, i64::MIN, true, usize::MAX)
        );
    }

    #[test]
    fn braces_are_braces() {
        assert_eq!(fill("{{{}}} }}{{", &[Scalar::U32], &[7]), "{7} }{");
    }
}
