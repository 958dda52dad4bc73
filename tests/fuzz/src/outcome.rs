//! What a program did, on either side, and whether both did the same.

use ringkernel_build::ir::Scalar;

use super::program::{Argument, Passing};

/// A fault of a thread, at a place of the program's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) thread: u32,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) message: String,
}

/// What a launch left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Of Rust, each thread that faulted, in order; of a device, the first one.
    pub(super) faults: Vec<Fault>,
    /// Bytes of each `&mut` slice.
    pub(super) outputs: Vec<Vec<u8>>,
}

/// The bytes of hexadecimal digits.
pub(super) fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2)
        .filter_map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok())
        .collect()
}

/// Hexadecimal digits of bytes.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The numbers of a fault's message about a range that a slice does not have.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds<'a> {
    start: Option<&'a str>,
    end: Option<&'a str>,
    len: Option<&'a str>,
}

impl<'a> Bounds<'a> {
    fn read(message: &'a str) -> Option<Self> {
        let rest_of = |first: &str| message.strip_prefix(first);
        if let Some((start, end)) =
            rest_of("slice index starts at ").and_then(|rest| rest.split_once(" but ends at "))
        {
            return Some(Self {
                start: Some(start),
                end: Some(end),
                len: None,
            });
        }
        let outside = " out of range for slice of length ";
        if let Some((start, len)) =
            rest_of("range start index ").and_then(|rest| rest.split_once(outside))
        {
            return Some(Self {
                start: Some(start),
                end: None,
                len: Some(len),
            });
        }
        let (end, len) = rest_of("range end index ").and_then(|rest| rest.split_once(outside))?;
        Some(Self {
            start: None,
            end: Some(end),
            len: Some(len),
        })
    }

    /// Whether both can be of one range. Where several bounds are wrong, releases of the standard library name one or
    /// another.
    fn agrees(self, other: Self) -> bool {
        let same = |a: Option<&str>, b: Option<&str>| a.is_none() || b.is_none() || a == b;
        same(self.start, other.start) && same(self.end, other.end) && same(self.len, other.len)
    }
}

impl Fault {
    /// Whether a device's fault is this one of Rust's. Methods of the standard library may not say where they were
    /// called (line 0); of a range, rustc names the bracket and the device what is indexed.
    fn is(&self, device: &Self) -> bool {
        let same_line = self.line == 0 || self.line == device.line;
        let (same_message, same_column) =
            match (Bounds::read(&self.message), Bounds::read(&device.message)) {
                (Some(bounds), Some(others)) => (bounds.agrees(others), true),
                _ => {
                    let same_column = self.line == 0 || self.column == device.column;
                    (self.message == device.message, same_column)
                }
            };
        self.thread == device.thread && same_message && same_line && same_column
    }
}

/// In which order a device runs its threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// As Rust's side does: the first fault is the same one.
    Kept,
    /// As it likes: the first fault is that of any thread.
    Any,
}

/// The first way in which the device's outcome is not Rust's. A NaN equals any NaN: their bits are not promised.
pub(super) fn difference(
    arguments: &[Argument],
    rust: &Outcome,
    device: &Outcome,
    order: Order,
) -> Option<String> {
    let got = device.faults.first();
    let expected = match order {
        Order::Kept => rust.faults.first(),
        Order::Any => {
            let same = rust
                .faults
                .iter()
                .find(|fault| got.is_some_and(|got| fault.is(got)));
            same.or(rust.faults.first())
        }
    };
    let same_fault = match (expected, got) {
        (Some(expected), Some(got)) => expected.is(got),
        (expected, got) => expected == got,
    };
    if !same_fault {
        return Some(format!("Rust: {expected:?}\ndevice: {got:?}"));
    }
    let outputs = arguments
        .iter()
        .enumerate()
        .filter(|(_, argument)| argument.passing == Passing::Exclusive);
    for (position, (number, argument)) in outputs.enumerate() {
        let size = argument.scalar.size() as usize;
        let (Some(expected), Some(got)) =
            (rust.outputs.get(position), device.outputs.get(position))
        else {
            return Some(format!("output {position} is missing"));
        };
        let values = expected.chunks_exact(size).zip(got.chunks_exact(size));
        for (at, (expected, got)) in values.enumerate() {
            if expected != got
                && !(is_nan(argument.scalar, expected) && is_nan(argument.scalar, got))
            {
                return Some(format!(
                    "argument {number}, element {at} ({}): Rust {}, device {}",
                    argument.scalar.name(),
                    shown(argument.scalar, expected),
                    shown(argument.scalar, got)
                ));
            }
        }
    }
    None
}

fn is_nan(scalar: Scalar, bytes: &[u8]) -> bool {
    match scalar {
        Scalar::F32 => bytes
            .try_into()
            .map(f32::from_le_bytes)
            .is_ok_and(f32::is_nan),
        Scalar::F64 => bytes
            .try_into()
            .map(f64::from_le_bytes)
            .is_ok_and(f64::is_nan),
        _integer => false,
    }
}

fn shown(scalar: Scalar, bytes: &[u8]) -> String {
    let mut wide = [0; 8];
    wide[..bytes.len()].copy_from_slice(bytes);
    let bits = u64::from_le_bytes(wide);
    match scalar {
        Scalar::F32 => format!("{:?}", f32::from_bits(bits as u32)),
        Scalar::F64 => format!("{:?}", f64::from_bits(bits)),
        _integer => format!("{bits:#x}"),
    }
}
