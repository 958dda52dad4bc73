//! What Rust has for a user who writes as on the CPU: bounds, constants inside functions, bases of structs, bytes.
#![expect(
    clippy::manual_is_ascii_check,
    clippy::reversed_empty_ranges,
    reason = "ranges of every kind are asked"
)]

use ringkernel_rt::prelude::*;

/// The bits of a number; one pattern for all NaN, since a GPU keeps no payload when it chooses between two numbers.
#[device]
fn bits_of(x: f32) -> u32 {
    if x.is_nan() {
        f32::NAN.to_bits()
    } else {
        x.to_bits()
    }
}

/// What each value is between bounds that the kernel counts evaluations of.
#[kernel]
pub fn clamped(x: &[f32], whole: &[i32], y: &mut [f32], bits: &mut [u32], out: &mut [i64]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let v = x[i];
    y[i] = v.clamp(-1.5, 2.5);
    bits[i] = bits_of(v.clamp(0.0, 1.0));
    bits[i] ^= bits_of(v.clamp(-0.0, -0.0)).rotate_left(7);
    bits[i] ^= bits_of(f32::clamp(v, f32::NEG_INFINITY, f32::INFINITY)).rotate_left(13);
    let n = whole[i];
    let mut steps = 1_i32;
    // The value first, then the bounds in order, each once.
    let ordered = steps.clamp(
        {
            steps += 10;
            -steps
        },
        {
            steps *= 3;
            steps
        },
    );
    let mut sum = i64::from_steps(ordered, steps);
    sum += n.clamp(-100, 100) as i64;
    sum = sum * 7 + (n as i8).clamp(i8::MIN, i8::MAX) as i64;
    sum = sum * 7 + (n as u8).clamp(3, 200) as i64;
    sum = sum * 7 + (n as i16).clamp(-5, -5) as i64;
    sum = sum * 7 + (n as u16).clamp(0, 9).clamp(5, 6) as i64;
    sum = sum * 7 + (n as u32).clamp(1, u32::MAX) as i64;
    sum = sum * 7 + (n as isize).clamp(isize::MIN, 0) as i64;
    sum = sum * 7 + i64::clamp(n as i64 * 3_000_000_000, -1 << 40, 1 << 40) % 1000;
    sum = sum * 7 + ((n as u64).clamp(u64::MAX - 1, u64::MAX) - (u64::MAX - 1)) as i64;
    let knob = Knob { at: n }.clamp(9, -9);
    let mut turned = knob;
    let before = turned.at;
    turned.clamp(5, 1);
    out[i] = sum * 7 + (knob.at - before + turned.at) as i64;
    y[i] += (v as f64).clamp(-0.25, 0.25) as f32;
}

/// A type with a `clamp` of its own, which takes bounds in any order.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Knob {
    at: i32,
}

impl Knob {
    #[device]
    fn clamp(&mut self, a: i32, b: i32) -> Knob {
        self.at = self.at.max(a.min(b)).min(a.max(b));
        *self
    }
}

/// The lane's own steps.
pub trait FromSteps {
    /// Both in one number.
    fn from_steps(a: i32, b: i32) -> Self;
}

impl FromSteps for i64 {
    #[device]
    fn from_steps(a: i32, b: i32) -> i64 {
        (a * 1000 + b) as i64
    }
}

/// Line of the first stop in [`no_bounds()`]; each is three lines behind the one before.
pub const FIRST_LINE: u32 = line!() + 10;

/// Asks for bounds that are none.
#[kernel]
#[rustfmt::skip]
pub fn no_bounds(which: &[i32], x: &[f32], out: &mut [f32]) {
    let w = which[0];
    let v = x[0];
    let mut c = 0;
    if w == 0 {
        c = w.clamp(3, 2);
    }
    if w == 1 {
        out[0] = v.clamp(1.0, -x[2]);
    }
    if w == 2 {
        out[0] = x[0].clamp(x[1], 1.0);
    }
    if w == 3 {
        out[0] = x[0].clamp(0.0, x[1]);
    }
    if w == 4 {
        c = (w as i8).clamp(127, -128) as i32;
    }
    if w == 5 {
        c = (w as u64).clamp(u64::MAX, 0) as i32;
    }
    if w == 6 {
        out[0] = f64::clamp(v as f64, 0.5, -0.5) as f32;
    }
    if w == 7 {
        c = w.clamp(9, { out[0] = 8.0; which[7] }); // looked at behind both
    }
    out[0] += c as f32;
}

const N: i32 = 1000;

/// Constants of blocks, each seen in all of its block and nowhere else.
#[kernel]
pub fn scoped(x: &[i32], y: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    // Seen before it stands there.
    let mut sum = N + LATER;
    const N: i32 = LATER * 2;
    const LATER: i32 = SIZE as i32 + 1;
    const SIZE: usize = 4;
    let table: [i32; SIZE] = [N; SIZE];
    sum += table[i % SIZE];
    let add = |v: i32| v + N;
    {
        const N: i32 = 7;
        sum = sum * 3 + N + add(1);
        let n = 2;
        {
            #[allow(non_upper_case_globals)]
            const n: i32 = 30;
            sum += n;
        }
        sum += n;
        sum += match x[i] {
            N => 100,
            LATER => 200,
            n => n,
        };
    }
    if let N = x[i] {
        sum += 5000;
    }
    for k in 0..SIZE {
        const STEP: i32 = {
            const HALF: i32 = 21;
            HALF * 2
        };
        sum = sum * 2 + STEP * k as i32;
    }
    y[i] = sum + Scoped::of(x[i]) + generic::<3>(x[i]) + generic::<5>(x[i]) + hidden(x[i]);
}

/// A type with constants beside those of its functions.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Scoped {
    at: i32,
}

impl Scoped {
    const OWN: i32 = 11;

    #[device]
    fn of(x: i32) -> i32 {
        const TWICE: i32 = Scoped::OWN * 2;
        const ONE: Scoped = Scoped { at: 1 };
        x * TWICE + Self::OWN + ONE.at
    }
}

#[device]
fn generic<const M: usize>(x: i32) -> i32 {
    const BASE: i32 = 10;
    let all = [BASE + x; M];
    all[M - 1] * M as i32
}

/// The constant hides the parameter.
#[device]
#[allow(non_upper_case_globals, unused_variables)]
fn hidden(x: i32) -> i32 {
    const x: i32 = 77;
    x + N
}

/// What bases are made of.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Parts {
    a: i32,
    b: f32,
    c: [i32; 3],
    d: Inner,
}

impl Parts {
    /// Parts that differ.
    #[must_use]
    pub fn of(seed: i32) -> Self {
        Self {
            a: seed,
            b: seed as f32 / 8.0,
            c: [seed % 3, -seed, seed * seed],
            d: Inner {
                e: i64::from(seed) - 7,
                f: seed % 2 == 0,
            },
        }
    }

    /// Its numbers.
    #[must_use]
    pub fn numbers(&self) -> [i64; 7] {
        let [x, y, z] = self.c.map(i64::from);
        let eighths = (self.b * 8.0) as i64;
        [self.a.into(), eighths, x, y, z, self.d.e, self.d.f.into()]
    }
}

/// A part of it.
#[derive(Clone, Copy, Debug, PartialEq, GpuType)]
pub struct Inner {
    e: i64,
    f: bool,
}

/// A pair without names.
#[derive(Clone, Copy, Debug, GpuType)]
pub struct Two(i32, i32);

const ZERO: Parts = Parts {
    a: 1,
    b: 0.5,
    c: [1, 2, 3],
    d: Inner { e: 9, f: true },
};
const MORE: Parts = Parts {
    d: Inner { f: false, ..ZERO.d },
    a: ZERO.a + 1,
    ..ZERO
};

/// Bases: constants, variables, elements, calls with effects, parts behind references.
#[kernel]
pub fn bases(x: &[Parts], y: &mut [Parts], out: &mut [i32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let mut count = 1;
    // The fields in the order written, then the base.
    let one = Parts {
        c: [next(&mut count), 0, 0],
        a: next(&mut count) * 100,
        ..made(next(&mut count))
    };
    // The base is read after the fields have changed it.
    let mut own = x[i];
    let two = Parts {
        a: {
            own.b += 1.0;
            own.a += 1;
            own.c[1] = 50;
            7
        },
        ..own
    };
    // All are given, and the base is made still.
    #[allow(clippy::needless_update)]
    let three = Inner {
        e: 1,
        f: false,
        ..made(next(&mut count)).d
    };
    y[i] = Parts {
        b: 4.0,
        ..x[x.len() - 1 - i]
    };
    y[i] = Parts {
        a: y[i].a + 1,
        ..y[i]
    };
    let reference = &mut y[i];
    let four = Parts {
        d: Inner {
            e: -5,
            ..reference.d
        },
        ..*reference
    };
    *reference = Parts {
        a: four.a - 1,
        ..*reference
    };
    let pair = Two { 1: 3, ..Two(8, 9) };
    let mut sum = count + pair.0 * 10 + pair.1;
    for part in [
        one,
        two,
        four,
        MORE,
        Parts { a: 5, ..ZERO },
        Parts { ..own },
    ] {
        sum = sum.wrapping_mul(31) + part.a + (part.b * 8.0) as i32 + part.c[0] * 3 + part.c[1];
        sum = sum.wrapping_mul(31) + part.c[2] + part.d.e as i32 + part.d.f as i32;
    }
    out[i] = sum.wrapping_mul(31) + three.e as i32 + three.f as i32;
}

#[device]
fn next(count: &mut i32) -> i32 {
    *count = *count * 2 + 1;
    *count
}

#[device]
fn made(seed: i32) -> Parts {
    Parts {
        a: seed,
        c: [seed; 3],
        ..MORE
    }
}

/// Whether values lie in ranges.
#[kernel]
pub fn contained(x: &[f32], whole: &[i32], y: &mut [i32], level: f32) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    let (v, n) = (x[i], whole[i]);
    let mut calls = 0;
    let mut flags = (0.0..1.0).contains(&v) as i32;
    flags |= ((-0.5..=level).contains(&v) as i32) << 1;
    flags |= ((f32::NAN..1.0).contains(&v) as i32) << 2;
    flags |= ((0..10).contains(&n) as i32) << 3;
    flags |= ((0..=10).contains(&n) as i32) << 4;
    flags |= ((10..0).contains(&n) as i32) << 5;
    flags |= ((i32::MIN..=i32::MAX).contains(&n) as i32) << 6;
    flags |= ((b'a'..=b'z').contains(&(n as u8)) as i32) << 7;
    flags |= (!(0..x.len()).contains(&(n as usize)) as i32) << 8;
    let reference = &n;
    flags |= ((-5..5).contains(reference) as i32) << 9;
    flags |= (inside(&mut y[i], 3) as i32) << 10;
    // The bounds first, and all of them, though the value is below the first.
    let both = ({
        calls = calls * 10 + 1;
        100
    }..{
        calls = calls * 10 + 2;
        200
    })
        .contains(&{
            calls = calls * 10 + 3;
            n
        });
    flags |= (both as i32) << 11;
    if (0..x.len()).contains(&(i + 1)) && (x[i + 1]..=x[i + 1]).contains(&x[i]) {
        flags |= 1 << 12;
    }
    flags |= (whole.iter().filter(|k| (n..=n | 31).contains(*k)).count() as i32) << 13;
    y[i] = flags * 1000 + calls;
}

#[device]
fn inside(value: &mut i32, end: i32) -> bool {
    *value += 1;
    (1..end).contains(value)
}

const DIGITS: [u8; 16] = *b"0123456789abcdef";

/// Bytes as text has them.
#[kernel]
pub fn bytes(x: &[u32], y: &mut [u8], sums: &mut [u32]) {
    let i = (block_idx_x() * block_dim_x() + thread_idx_x()) as usize;
    if i >= x.len() {
        return;
    }
    const END: [u8; 3] = *b"\"\\\n";
    let word = *b"ring\0\xff";
    let lent = b"kernel";
    let v = x[i] as usize;
    y[4 * i] = DIGITS[v % 16];
    y[4 * i + 1] = b"xyz"[v % 3];
    y[4 * i + 2] = word[v % word.len()];
    y[4 * i + 3] = lent[v % lent.len()] ^ END[v % 3] ^ br"\n"[v % 2];
    let mut sum = 0;
    for byte in b"sum" {
        sum = sum * 3 + *byte as u32;
    }
    for byte in *b"of" {
        sum = sum * 3 + byte as u32;
    }
    let mut changed = *b"aaa";
    changed[v % 3] = b'b';
    sums[i] =
        sum + count(b"banana", b'a') + count(&changed, b'a') + (word == *b"ring\0\xff") as u32;
}

#[device]
fn count(text: &[u8], letter: u8) -> u32 {
    text.iter().filter(|byte| **byte == letter).count() as u32
}
